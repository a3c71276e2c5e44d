"""Which card next, and for whom. Pure: bands, counts and due times in, an order and a wish out.

Mixing harsh comments with civil ones is the one control that an experiment on our very task supports, and it
helps accuracy as well (Riedl, Masullo and Whipple 2020: the direction is E1, the numbers are conventions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from moderator.scores import Band

LOOK_BACK = 20  # cards
WARM_UP = 8  # cards; of the first ones, the share of uncivil ones may be that of so many
AHEAD, FAR_AHEAD = 0.02, 0.10  # more load for each hour of work than a colleague who is there
ROOM_TO_HELP = 0.15  # of every limit; whoever has less is handed nothing
THREAT = 0.3  # probability of the label from which a card of S3 or S4 counts as a threat

THREAT_FIRST = timedelta(days=30)
SEVERITY_STEP = timedelta(days=2)
SPREAD_STEP = timedelta(hours=4)  # a doubling of copies
MOST_DOUBLINGS = 9  # 512 copies

Allowed = frozenset[Band | None]
CALM: Allowed = frozenset({Band.S0})
MILD: Allowed = frozenset({Band.S0, Band.S1})
MIDDLE: Allowed = frozenset({Band.S0, Band.S1, Band.S2, None})
LADDER: tuple[Allowed | None, ...] = (CALM, MILD, MIDDLE, None)
_ANY = len(LADDER) - 1


# the order of the line


@dataclass(frozen=True, slots=True)
class Promise:
    """Within how many working hours the agency answers. What is worse is never promised for later than what is milder,
    whatever was written into the settings.
    """

    threat: int = 2
    harsh: int = 8  # abusive and worse, and what is not checked
    other: int = 16  # calm and mild: two working days

    def of(self, band: Band | None, threat: bool) -> timedelta:
        hours = [self.other, self.harsh, self.threat][
            : 3 if threat else 2 if _severity(band) >= Band.S2 else 1
        ]
        return timedelta(hours=min(hours))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card stands: the higher `priority` first, then the older card. `because` is in words of the card."""

    priority: int
    because: str


def is_threat(band: Band | None, labels: Mapping[str, float]) -> bool:
    return band is not None and band >= Band.S3 and labels.get("threat", 0.0) >= THREAT


def order(band: Band | None, copies: int, labels: Mapping[str, float], due_us: int) -> Place:
    """The order of the line, all of it: who was promised an answer first comes first, with a head start for what
    is urgent.

        priority = head start - due time           (microseconds, due time since 1970)
        head start = 30 days for a threat
                   + 2 days for each step of severity (calm 0, mild 1, not checked 2, abusive 3, severe 4, extreme 5)
                   + 4 hours for each doubling of copies, 9 of them at most

    Age is in the due time, which is a moment: a card gains on those that come after it by waiting, and its number
    never changes for that. So

    - a threat comes before all that has not waited a month longer, and severity before all that has not waited days
      longer; of equals the one that was promised first comes first;
    - nine doublings are less than one step: of cards with the same due time, no flood is before anything worse;
    - nothing starves: what comes in more than 41.5 days, and the longest promise, after a card is behind it for good.

    The steps are conventions (no study that we know gives numbers); what is seen by more people does more harm, so
    copies count, by doublings, because the thousandth copy is no news.
    """
    threat = is_threat(band, labels)
    spread = min(copies.bit_length() - 1, MOST_DOUBLINGS) if copies > 0 else 0
    severity = 2 if band is None else (0, 1, 3, 4, 5)[band]
    head_start = THREAT_FIRST * threat + SEVERITY_STEP * severity + SPREAD_STEP * spread
    why = ["threat"] * threat + [f"{copies} copies"] * (spread >= 2)
    if not why and (band is None or band > Band.S1):
        why = ["not checked" if band is None else "severity"]
    return Place(head_start // timedelta(microseconds=1) - due_us, ", ".join(why))


# what a person gets


class Mixing(Protocol):
    """The numbers of the mix; `wellbeing.policy.Mix` says what each is, and on what grounds."""

    @property
    def uncivil_share(self) -> float: ...
    @property
    def soft_share(self) -> float: ...
    @property
    def abusive_run(self) -> int: ...
    @property
    def severe_run(self) -> int: ...
    @property
    def calm_start(self) -> int: ...
    @property
    def severe_gap(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Usual:
    """The mix as it comes, for whoever has no policy at hand."""

    uncivil_share: float = 0.5
    soft_share: float = 0.3
    abusive_run: int = 5
    severe_run: int = 2
    calm_start: int = 3
    severe_gap: int = 0


USUAL = Usual()


@dataclass(frozen=True, slots=True)
class Want:
    """Bands to ask the queue for, one set after the other until there is a card; None is any band."""

    tries: tuple[Allowed | None, ...]

    def off_severe(self) -> Want:
        """For who wants nothing severe now."""
        return Want(tuple(dict.fromkeys(MIDDLE if each is None else each & MIDDLE for each in self.tries)))


@dataclass(frozen=True, slots=True)
class Standing:
    """How much one person can still take: `room`, the least that is left of any limit as a share of it; `week`, what
    they looked at in the last seven days, for each hour of work."""

    room: float
    week: float


def wanted(
    recent: Sequence[Band | None],
    level: str,
    since_break: int,
    mix: Mixing = USUAL,
    *,
    me: Standing | None = None,
    others: Sequence[Standing] = (),
    most: Band | None = None,
    since_severe: timedelta | None = None,
) -> Want:
    """What this person should get next. `recent`: bands of their turns before, the newest last; `level`: how
    full their limits are ("comfortable", "notice", "soft", "hard"); `me`, `others`: their room, and that of whoever else is
    at work; `most`: the worst that their hours allow, None for any; `since_severe`: since they last looked at S3 or above.

    Calmer work comes first where the rules ask for it, and harsher after that: a rule that prefers never
    empties somebody's line. Limits and hours do: at a soft limit nothing of S3 or above is given any more (it can be
    opened by hand), at a hard one calm work alone, and nothing that is worse than `most`.
    """
    last = _ANY if most is None else _within(most)
    if level == "hard":
        return Want((CALM,))
    if level == "soft":
        last = min(last, LADDER.index(MIDDLE))
    first = first_try(recent, since_break, mix, soft=level == "soft")
    if level != "soft":
        calm_first, mild = _by_room(me, others)
        first, last = min(first, calm_first), min(last, mild)
    lately = since_severe is not None and since_severe < timedelta(minutes=mix.severe_gap)
    if level == "notice" or lately:
        first = min(first, LADDER.index(MIDDLE))
    return Want(LADDER[min(first, last) : last + 1])


def first_try(
    recent: Sequence[Band | None], since_break: int, mix: Mixing = USUAL, *, soft: bool = False
) -> int:
    """Where on the ladder the three rules of the mix begin: what is above it comes when there is nothing on it."""
    share = min(mix.uncivil_share, mix.soft_share) if soft else mix.uncivil_share
    return min(_after_break(since_break, mix), _in_the_mix(recent, share), _in_a_row(recent, mix))


class Broken(StrEnum):
    """The rule of the mix that one more look would break."""

    START = "start"  # mild ones first after a break
    SHARE = "share"  # of the last twenty
    RUN = "run"  # in a row


@dataclass(frozen=True, slots=True)
class Calmer:
    """Why a look has to wait for calmer work, and which bands that is."""

    rule: Broken
    instead: Allowed


def calmer_first(
    band: Band | None, recent: Sequence[Band | None], since_break: int, mix: Mixing = USUAL
) -> tuple[Calmer, ...]:
    """Which rules a look at a card of this band would break, each as long as any of its calmer work waits."""
    rules = (
        (Broken.START, _after_break(since_break, mix)),
        (Broken.SHARE, _in_the_mix(recent, mix.uncivil_share)),
        (Broken.RUN, _in_a_row(recent, mix)),
    )
    if _severity(band) == Band.S0:
        return ()
    return tuple(
        Calmer(rule, within)
        for rule, at in rules
        if (within := LADDER[at]) is not None and band not in within
    )


def _within(most: Band) -> int:
    """The highest step of the ladder on which nothing is worse than that."""
    steps = [at for at, bands in enumerate(LADDER[:_ANY]) if max(map(_severity, bands or ())) <= most]
    return _ANY if most >= Band.S4 else max(steps)


def _after_break(since_break: int, mix: Mixing) -> int:
    return LADDER.index(MILD) if since_break < mix.calm_start else _ANY


def _in_the_mix(recent: Sequence[Band | None], share: float) -> int:
    """Would one more uncivil card be too many among the last twenty?"""
    last = recent[-(LOOK_BACK - 1) :]
    uncivil = sum(_severity(band) >= Band.S1 for band in last)
    most = share * max(len(last) + 1, WARM_UP)
    return LADDER.index(CALM) if uncivil + 1 > most + 1e-9 else _ANY


def _in_a_row(recent: Sequence[Band | None], mix: Mixing) -> int:
    if _run(recent, Band.S2) >= mix.abusive_run:
        return LADDER.index(MILD)
    return LADDER.index(MIDDLE) if _run(recent, Band.S3) >= mix.severe_run else _ANY


def _by_room(me: Standing | None, others: Sequence[Standing]) -> tuple[int, int]:
    """Has somebody who is there more room? Then they get what is harsh: this one gets calm work first, and where they
    are well ahead, harsh work not at all.
    """
    able = [each.week for each in others if each.room >= ROOM_TO_HELP]
    if me is None or not able:
        return _ANY, _ANY
    least = min(able)
    first = LADDER.index(CALM) if me.week > least * (1 + AHEAD) else _ANY
    return first, LADDER.index(MILD) if me.week > least * (1 + FAR_AHEAD) else _ANY


def _run(recent: Sequence[Band | None], floor: Band) -> int:
    """How many of the newest cards in a row were this harsh."""
    run = 0
    for band in reversed(recent):
        if _severity(band) < floor:
            break
        run += 1
    return run


def _severity(band: Band | None) -> Band:
    return Band.S2 if band is None else band
