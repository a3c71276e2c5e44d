"""Sentences of a person's own room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from moderator.centre import Mine, Visible, Watched, Work
from moderator.consulting import Stand
from moderator.people.roles import Role
from moderator.wellbeing.own import Day, Sign
from moderator.wellbeing.policy import Policy
from moderator.wellbeing.rhythm import RHYTHM
from moderator.wellbeing.values import Meter
from ui import words
from ui.rest import words as rest_words

ABOUT = (
    "All of this is for you alone, and looking at it is written down nowhere. It is for your health, not for your "
    "performance."
)
NO_MEASURE = "This number limits workload. It does not measure how you are."
CHART_SAYS = (
    "Days are those of the calendar. Limits slide over 24 hours, so a bar above a line is not the same as a "
    "limit that was "
    "reached, and the other way round."
)
BANDS = ("calm", "coarse", "abusive", "severe", "extreme")
_SHORT, _LONG = timedelta(microseconds=RHYTHM.micro_len_us), timedelta(microseconds=RHYTHM.long_len_us)
_EVERY = timedelta(microseconds=RHYTHM.micro_every_us)
BREAKS = (
    f"A short break of {words.span(_SHORT)} comes after {words.span(_EVERY)} of work and a long one of "
    f"{words.span(_LONG)} each "
    "hour; more of them whenever you like, and longer ones under Settings. Nobody keeps a list of your breaks."
)
DIARY = (
    "How you are and how you slept, if you like to note it: with a passphrase of your own, on this computer alone, gone "
    "after some weeks. Nothing else in this program can read it."
)
REACTIONS = (
    "Most people who read abuse for a living notice something of it: anger, tiredness, pictures or words that "
    "come back, poor "
    "sleep, being short with people at home, or feeling less than usual. Such reactions are common and mostly "
    "pass within days "
    "when there is rest, company, and work that is not abuse. They say nothing about how strong somebody is, "
    "and moderate abuse can "
    "wear people down as much as extreme cases. No program can prevent that; it limits and spreads what you see."
)
HELP = (
    "Talk to somebody (F1) when it does not get better within about two weeks, when sleep or appetite goes, "
    "when you dread the "
    "work, drink more to get away from it, avoid people, or feel numb. At once, when you think of harming "
    "yourself or somebody else: "
    "000, or Lifeline on 13 11 14. You need not wait until it is bad, and nobody here is told."
)
LIMITS = (
    "Each limit comes from the best that is published, and says how good that is: E1 an experiment on "
    "moderating comments, E2 what "
    "others practise, E3 an experiment on something like it, E0 a convention. Your agency may be stricter at "
    "will, looser only after "
    "consulting its staff, and never beyond a ceiling. You may be stricter with yourself at any time, under Settings."
)
RIGHTS_NONE = (
    "Your agency has not entered yet whom to ask about these settings. An admin can, under Settings."
)
NOBODY_ELSE = "Nobody else is at this desk, so nobody sees anything of you."
NEVER = "What nobody but you can see"
NOT_YET = "Not shown yet: your agency has not recorded its consultation."
_ROLES = {Role.MODERATOR: "moderators", Role.LEAD: "leads", Role.HR: "HR", Role.ADMIN: "admins"}


def exact(meter: Meter) -> str:
    return (
        f"Exactly, for you alone: {meter.hour_units:.0f} of {rest_words.plain_number(meter.hour_limit)} units "
        "in the last hour, "
        f"{meter.day_units:.0f} of {rest_words.plain_number(meter.day_limit)} in the last 24 hours."
    )


def day(each: Day) -> str:
    return f"{each.day:%a} {each.day.day} {each.day:%b}"


def chart(mine: Mine, days: Sequence[Day]) -> str:
    """A chart for whoever does not see it."""
    worked = [each for each in days if each.total > 0]
    if not worked:
        return f"The last {len(days)} days: nothing harsh was read."
    most = max(worked, key=lambda each: each.total)
    return (
        f"The last {len(days)} days: something harsh was read on {len(worked)} of them. The most was "
        f"{most.total:.0f} units on "
        f"{day(most)}. Calmer from {mine.soft:g}, closed from {mine.hard:g}. The table has every day."
    )


HEADINGS = ("Day", "Units", "Coarse", "Abusive", "Severe", "Extreme", "Minutes")
TABLE_SAYS = "Looks by how harsh they were; minutes with a harsh card open"


def row(each: Day) -> tuple[str, ...]:
    return (day(each), f"{each.total:g}", *(str(count) for count in each.looks[1:]), f"{each.minutes:.0f}")


def work(told: Work) -> str:
    week = f"From {words.plain_day(told.first)} to {words.plain_day(told.last)}"
    if told.hidden is None:
        return (
            "What all of you together did in a week is told here once five of you have decided in it, so that "
            "it says nothing of "
            "one person. Each abusive comment that was taken away was one that its target, and everybody who "
            "reads along, did not have "
            "to meet."
        )
    threats = (
        f" {told.threats} threat{'s were' if told.threats != 1 else ' was'} passed on, so that somebody could act."
        if told.threats
        else ""
    )
    return (
        f"{week} this desk took {words.comments(told.hidden)} out of sight on {told.accounts} "
        f"account{'s' if told.accounts != 1 else ''}, so that those they were about, and everybody who reads "
        "along, did not have to "
        f"meet them.{threats}"
    )


def sign(sign: Sign) -> str:
    if sign.key == "above usual":
        return (
            f"{sign.times} of your last 7 days were well above your usual. That need not mean anything; it may be a "
            f"reason to share out or to rest."
        )
    return f"You read on past the end of your shift {words.cards(sign.times).split()[0]} times in the last two weeks."


def who_sees(each: Visible) -> str:
    who = words_of([_ROLES[role] for role in each.roles])
    if not each.on:
        return f"{who}. {NOT_YET}"
    return (
        f"{who}, since {words.moment(each.since)}."
        if each.since is not None and each.since.year > 1970
        else f"{who}."
    )


def words_of(names: Sequence[str]) -> str:
    told = " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
    return told[:1].upper() + told[1:]


def watched(found: Watched) -> str:
    return (
        NOBODY_ELSE
        if found.alone
        else "What others at this desk can see of you. The list is made anew each time you look."
    )


def consulted(stand: Stand) -> str:
    if stand.rehearsal:
        return "This is a rehearsal desk: nothing here needs a consultation."
    if stand.record is None:
        return "No consultation is recorded. Until it is, leads see nothing that is made from what you read."
    held = stand.record
    return (
        f"Consulted on {words.plain_day(held.held)} with {held.whom}; notice given on "
        f"{words.plain_day(held.notice)}. Leads see "
        f"something from {words.plain_day(held.start)} on, and nothing from before."
    )


def limits(policy: Policy) -> str:
    return "\n".join(
        f"{rest_words.limit_name(each)}: calmer from {rest_words.plain_number(each.soft)}, closed from "
        f"{rest_words.plain_number(each.hard)} ({each.grade}: {each.source})"
        for each in policy.limits
    )


# the buddy

PING = "Have you got 10 minutes?"
BUDDY_ABOUT = (
    "Two colleagues who both say yes. Either can send the other one sentence, “Have you got 10 minutes?”, and "
    "nothing else: no "
    "reason, no record, and gone after an hour. No lead can see who is whose buddy. Either can end it at any time."
)


def asks(name: str) -> str:
    return f"{name} asks: {PING}"


def answered(answer: str) -> str:
    return (
        "Your buddy says yes." if answer == "yes" else "Your buddy cannot just now. F1 has others to talk to."
    )
