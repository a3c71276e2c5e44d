"""Sentences about overrides, break-glass and the consultation: for the person, for leads, for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from moderator.consulting import Stand
from moderator.overriding import Given, Offered, Resting
from moderator.people.seen import SEEN
from moderator.wellbeing.consultation import Law
from moderator.wellbeing.overrides import GLASS, LEAST_WHY, Reason
from moderator.wellbeing.values import Rest
from ui import words
from ui.look import plain

REASONS = {
    Reason.EMERGENCY_COMMS: "An emergency that the agency speaks about",
    Reason.NO_COVER: "Nobody else is there",
    Reason.SYSTEM_ERROR: "A fault of the program",
    Reason.THREAT_TO_LIFE: "A threat to life",
}

# the person

ACCEPT = "Open it"
ACCEPT_CARD = "Open that card"
DECLINE = "No, thank you"
DECLINED = "If you decline, nobody is told, and nothing of it is kept."


def offer_title(offered: Offered, lead: str) -> str:
    if offered.card:
        return f"{lead} asks you to open one card: a life may be in danger"
    return f"{lead} offers to open your limit for {words.span(timedelta(minutes=offered.minutes))}"


def offer_why(offered: Offered) -> str:
    return f"{REASONS[offered.reason]}: {plain.shown(offered.why).text}"


def offer_means(offered: Offered) -> str:
    if offered.card:
        return (
            f"Card {offered.card} alone is open for {words.span(GLASS)}, with what stands around it. Then a long break "
            "begins. It is written into the journal, and a lead looks at it afterwards."
        )
    return (
        "It closes by itself when the time is over, or once a quarter of the limit was read on top of it. Breaks come as "
        "ever. If you accept, it is written into the journal. It is yours to say."
    )


def overridden(rest: Rest) -> str:
    """While an accepted override runs."""
    return (
        f"Your limit is open for {words.span(rest.override)} more, or until a quarter of it was read on top. "
        "You can take a break at any time."
    )


def glass(rest: Rest) -> str:
    """While one card is open for a threat to life."""
    owed = f", {words.span(rest.owed)} longer" if rest.owed else ""
    return (
        f"For a threat to life, card {rest.card} alone is open for {words.span(rest.left)}. "
        f"Then a long break begins{owed}; a lead looks at it afterwards."
    )


GLASS_ASK = "A life is in danger"
GLASS_SURE = "Open this card"
GLASS_WHY = "Why, in your own words"


def glass_asked(card: int) -> str:
    return (
        f"This opens card {card} alone for {words.span(GLASS)}, with what stands around it. Then a long break begins. It is "
        "written into the journal, and a lead looks at it within a business day. When a life is in danger now, call the "
        "emergency number first."
    )


# leads

PURPOSE = "For health and safety. Not for performance or conduct."
ABOUT = (
    "Who rests at a limit, and until when; how much somebody has read is theirs alone. You can offer to open a limit for "
    "half an hour at the most, once a day and twice a week; it opens only if they accept. What they answer otherwise, "
    "nobody is told, and nothing of it is kept."
)
ALONE = (
    "You are alone at this desk. Opening a limit takes a second person, who also looks at it afterwards; without one there "
    "are no overrides. Escalating a card unread is never closed."
)
NOBODY_RESTS = "Nobody rests at a limit now."
NOTHING_DUE = "Nothing is to be reviewed."
NOTHING_GIVEN = "Nothing was accepted yet."
OFFERED = "Offered. It is theirs to accept; what they answer otherwise, nobody is told."
REVIEWED = "Reviewed."
WHY_HINT = f"Why, in {LEAST_WHY} letters or more; no names of the public"
FOUND_HINT = "What came of it, in words"


def rests(resting: Resting, name: str) -> str:
    until = "" if resting.until is None else f" until {words.moment(resting.until)}"
    return f"{name} rests at a limit{until}"


MAY_NOT = "Nothing may be offered to them now."


def due(given: Given, names: Mapping[str, str]) -> str:
    who = plain.name(names.get(given.person, ""), given.person)
    late = "It is overdue" if given.late else "Review it"
    when = "" if given.due is None else f" by {words.moment(given.due)}" if not given.late else ""
    return f"{who} opened card {given.card} for a threat to life, {words.moment(given.at)}. {late}{when}."


def given(given: Given, names: Mapping[str, str]) -> str:
    who, lead = (plain.name(names.get(each, ""), each) for each in (given.person, given.lead))
    by = "themself" if given.person == given.lead else lead
    what = f"card {given.card}" if given.glass else words.span(timedelta(minutes=given.minutes))
    done = "" if given.reviewed is None else f" Reviewed {words.moment(given.reviewed)}."
    return f"{words.moment(given.at)}: {who}, {what}, by {by}. {REASONS[given.reason]}.{done}"


def reviews_due(count: int) -> str:
    """ "" for none."""
    if not count:
        return ""
    one = count == 1
    return (
        f"{count} card{'' if one else 's'} opened for a threat to life {'is' if one else 'are'} to be reviewed: "
        "People, Limits."
    )


# the consultation

LEADS_SEE = tuple(each.what.rstrip(".") for each in SEEN if each.after_start)
LAWS = {
    Law.NSW: "New South Wales: 14 days' written notice",
    Law.ACT: "ACT: 14 days' written notice",
    Law.OTHER: "Commonwealth or another state: your own law",
}


def consultation(stand: Stand) -> str:
    """What everybody may read of it: a paragraph."""
    if stand.rehearsal:
        return "This is a rehearsal: nobody reads abuse here, and no consultation is needed."
    if stand.record is None:
        was = "" if stand.withdrawn is None else f" It was withdrawn {words.moment(stand.withdrawn)}."
        return (
            "No consultation is recorded. Leads see nothing that is made from anybody's exposure; limits and breaks run all "
            f"the same, and what you have read is yours alone.{was}"
        )
    record = stand.record
    often = "continuous" if record.continuous else "intermittent"
    begun = (
        "Leads see what is listed below, and nothing from before that day."
        if stand.begun
        else "Until then leads see nothing of it."
    )
    return (
        f"Consulted {words.plain_day(record.held)}: {plain.shown(record.whom).text}. "
        f"Notice given {words.plain_day(record.notice)}: {plain.shown(record.kind).text}. {plain.shown(record.how).text}. "
        f"{plain.shown(record.when).text}; {often}; {plain.shown(record.duration).text}. "
        f"It begins {words.plain_day(record.start)}. {begun}"
    )
