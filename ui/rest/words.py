"""Sentences about rest, room and limits: calm ones, without a number that could be compared."""

from __future__ import annotations

from datetime import timedelta

from moderator.problems import LimitReached
from moderator.protecting import Own
from moderator.wellbeing.limits import Limit
from moderator.wellbeing.policy import Policy
from moderator.wellbeing.rhythm import RHYTHM
from moderator.wellbeing.telling import REACHED
from moderator.wellbeing.values import Meter, Mode, Rest
from ui import words


def room(share_used: float) -> str:
    left = 1 - share_used
    if left <= 0.01:
        return "no room left"
    if left > 0.9:
        return "nearly all room left"
    return f"about {max(5, round(left * 20) * 5)} % room left"


WEEK_TOLD = 0.5  # of the week's limit: before that it is no news


def meter(meter: Meter) -> str:
    """The meter in words, on demand."""
    told = f"This hour: {room(meter.hour)}. Today: {room(meter.day)}. "
    if meter.week >= WEEK_TOLD:
        told += f"This week: {room(meter.week)}. "
    if meter.extreme_left is not None:
        told += f"Extreme cards this hour: {meter.extreme_left or 'no'} more. "
    told += f"{next_break(meter.rest)}."
    if meter.level == "soft":
        told += " It has been much; calm comments come more often now."
    return told + " Only you see this."


def next_break(rest: Rest) -> str:
    match rest.mode:
        case Mode.WARN:
            return f"A break begins in {words.span(rest.next_in)}; you can finish this card"
        case Mode.BREAK:
            return f"Break, {words.countdown(rest.left)} left"
        case Mode.DEFER:
            return "A break begins when you pause typing"
        case Mode.READY:
            return "Your break is over"
        case Mode.MEETING:
            return "In a meeting"
        case Mode.EMERGENCY:
            return f"Emergency: your break goes on in {words.span(rest.left)}"
        case Mode.OFF:
            return "Finished for today"
        case Mode.COOLDOWN | Mode.DAYLOCK:
            return "Calm comments only" + (f" until {_opens(rest)}" if rest.until else "")
        case _:
            return f"Break in {words.span(rest.next_in)}, or when you like"


def announced(rest: Rest) -> str:
    """A break that is about to begin."""
    kind = "long" if rest.kind == "long" else "short"
    what = f"A {kind} break of {words.span(rest.break_length)}"
    if rest.mode is Mode.DEFER:
        return f"{what} begins when you pause typing, or in a minute and a half. What you typed is kept."
    return f"{what} begins in {words.span(rest.next_in)}; you can finish this card."


def put_off(rest: Rest) -> str:
    """The button, with what it costs."""
    if rest.postpone is None:
        return "Put it off"
    return f"Put it off {words.span(rest.postpone)}; it gets {words.span(rest.costs)} longer"


def emergency(rest: Rest) -> str:
    owed = f", {words.span(rest.owed)} longer" if rest.owed else ""
    return (
        f"Emergency: for {words.span(rest.left)} the escalated cards are open, in the History. "
        f"Then a long break begins{owed}."
    )


def emergency_asked(rest: Rest) -> str:
    """What leaving a break costs, before it is done."""
    return (
        f"This opens escalated cards for {words.span(EMERGENCY_FOR)}, once in a shift, and nothing else. Then a long break "
        f"begins, and the {words.span(rest.left)} that are left of this one are added to it. It is written into the journal. "
        "When a life is in danger now, call the emergency number first."
    )


def break_title(rest: Rest) -> str:
    match rest.mode:
        case Mode.READY:
            return "Your break is over"
        case Mode.MEETING:
            return "You are in a meeting"
        case Mode.OFF:
            return "You have finished for today"
    return "Long break" if rest.kind == "long" else "Short break"


EMERGENCY_FOR = timedelta(microseconds=RHYTHM.emergency_us)
MEETING_ADVICE = (
    "Nothing can be read meanwhile, so this counts as rest. It ends by itself after an hour and a half."
)
OFF_ADVICE = "Nothing can be read until you say that you are back."
ONE_MINUTE_LEFT = "One minute left."
EMERGENCY_TITLE = "Emergency: I must act on a threat to life"
EMERGENCY_SURE = "Leave the break now"
BREAK_ADVICE = "Stand up, look away, have some water."
READY_ADVICE = "The first comments will be mild ones. Begin when you are ready."
BREAK_CARD_KEPT = "Your open card stays yours, with its note."
BREAK_CARD_ESCALATED = "Your open card was escalated unread. Nothing is lost."
BREAK_CARD_GONE_ON = "Your open card went back, so that a colleague can take it. Nothing is lost."
BREAK_NO_CARD = "Nothing is open. Nothing is lost."
TALK = "Talk to someone"
PROGRESS = "How far the break has got"
CALM_WORK = "Calm comments"
SWAP = "Swap this card"
SOFT = "It has been much this hour. Calm comments come more often now; a break would do good."
_LIMIT_NAMES = {
    "load_h": "Load of an hour, in units",
    "load_d": "Load of a day",
    "load_w": "Load of a week",
    "queue_d": "Minutes of a day with a harsh card open",
    "s4_h": "Extreme cards read in an hour",
    "s4_d": "Extreme cards read in a day",
}


def limit_name(limit: Limit) -> str:
    return _LIMIT_NAMES[limit.key]


def plain_number(value: float) -> str:
    return f"{value:,g}" if value < 1_000_000 else f"{value:,.0f}"


def own_share(share: float) -> str:
    return "As my agency's" if share >= 1 else f"{share:.0%} of my agency's"


def own_limits(own: Own) -> str:
    """What a change of one's own limits waits for; "" for nothing."""
    if own.since is None:
        return ""
    return (
        f"{own_share(own.wanted)} from {words.moment(own.since)}; until then {own_share(own.share).lower()}."
    )


def consulted(policy: Policy) -> str:
    """With whom looser numbers were talked over; "" where none was needed."""
    if policy.consultation is None:
        return ""
    talked = policy.consultation
    return f"Consulted {words.plain_day(talked.date)}: {talked.representative}, {talked.reference}."


def limit(rest: Rest) -> tuple[str, str]:
    """A reached limit: what happened, and what stays open."""
    until = f" until {_opens(rest)}" if rest.until else ""
    what = f"{REACHED[rest.limit or ('load_d' if rest.mode is Mode.DAYLOCK else 'load_h')]}."
    finish = "The open card can still be decided for a minute. " if rest.finish else ""
    return what, f"{finish}Harsh comments wait or go to a colleague{until}. Calm ones stay open."


def _opens(rest: Rest) -> str:
    """When there is room again: the time of day, with its day when that is not within the next half day."""
    assert rest.until is not None
    return words.clock_time(rest.until) if rest.left < _HALF_A_DAY else words.moment(rest.until)


_HALF_A_DAY = timedelta(hours=12)


def stays_veiled(problem: LimitReached) -> str:
    """On a card whose words a limit holds back. What the limit is stands above it, but for the limit on extreme cards."""
    if problem.limit in ("s4_h", "s4_d"):
        return problem.sentence()
    return (
        f"It stays veiled until {words.clock_time(problem.until)}." if problem.until else "It stays veiled."
    )
