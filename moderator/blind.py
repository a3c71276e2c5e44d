"""How often decisions made unread were right, told of a team and never of a person. Pure: cases in, figures out.

A figure is made of whole batches. Cases of one kind (category, band, how sure the scorer was) are taken in the order in
which they were counted, and a batch is closed once it holds 20 cases of 5 people, none of whom made more than half of
them, and not all of them wrong. Only closed batches are told; every other sum on the screen is a sum of those. So
whatever two figures somebody subtracts, of two kinds or of two days, the difference is again whole batches: no way leads
to fewer than 5 people or 20 cases. Where one person alone works at the desk, there is nobody to tell apart: they see
their own.

5 is the house's k (Rulings 8); 20, and the half, are conventions (E0).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import NamedTuple, Protocol

from moderator.scores import Band

PEOPLE = 5
CASES = 20
MOST_OF_ONE = 0.5
ON_THE_CARD = 100  # cases from which a card may say it
_Z = 1.96  # 95 %


class Case(Protocol):
    """One decision made unread that somebody has read since."""

    @property
    def category(self) -> str: ...
    @property
    def band(self) -> int | None: ...
    @property
    def sure(self) -> float: ...
    @property
    def person(self) -> str: ...
    @property
    def wrong(self) -> bool: ...


class Kind(NamedTuple):
    """Cases that are alike. `sure` in words, "" where nothing was scored."""

    category: str
    band: Band | None
    sure: str


@dataclass(frozen=True, slots=True)
class Figure:
    """So many cases, so many of them wrong. `low` and `high`: Wilson's interval of the share that is wrong."""

    cases: int
    wrong: int

    @property
    def share(self) -> float:
        return self.wrong / self.cases if self.cases else 0.0

    @property
    def low(self) -> float:
        return _wilson(self.wrong, self.cases)[0]

    @property
    def high(self) -> float:
        return _wilson(self.wrong, self.cases)[1]

    @property
    def right_of_hundred(self) -> int:
        """Rounded down where all would be claimed: 100 of 100 is said only where none was wrong."""
        right = round(100 * (1 - self.share))
        return min(right, 99) if self.wrong else right

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.cases + other.cases, self.wrong + other.wrong)


NONE = Figure(0, 0)
Told = dict[Kind, Figure]


def sureness(band: int | None, sure: float) -> str:
    """As a card says it."""
    if band is None:
        return ""
    return "very sure" if sure >= 0.95 else "quite sure" if sure >= 0.75 else "not very sure"


def kind_of(category: str, band: int | None, sure: float) -> Kind:
    return Kind(category, None if band is None else Band(band), sureness(band, sure))


def told(cases: Iterable[Case], *, alone: str = "") -> Told:
    """What may be told, by kind. `cases` in the order in which they were counted, those of later behind.

    `alone` is the one person who works at this desk; it means something only where all cases are theirs.
    """
    listed = list(cases)
    mine = bool(alone) and all(case.person == alone for case in listed)
    open_: dict[Kind, _Batch] = {}
    closed: Told = {}
    for case in listed:
        kind = kind_of(case.category, case.band, case.sure)
        batch = open_.setdefault(kind, _Batch())
        batch.add(case)
        if batch.may_be_told(mine):
            closed[kind] = closed.get(kind, NONE) + Figure(batch.cases, batch.wrong)
            del open_[kind]
    return closed


def summed(figures: Told, by: str) -> dict[object, Figure]:
    """The same by "category", "band" or "sure": sums of what may be told."""
    found: dict[object, Figure] = {}
    for kind, figure in figures.items():
        key = getattr(kind, by)
        found[key] = found.get(key, NONE) + figure
    return found


def total(figures: Told) -> Figure:
    return sum(figures.values(), NONE)


def on_the_card(figures: Told, kind: Kind) -> str:
    """ "decided unread here: right in 97 of 100", of this category and sureness; "" where there are too few.

    The bands of one category and sureness are taken together where the band's own cases are few.
    """
    alike = sum(
        (
            figure
            for each, figure in figures.items()
            if (each.category, each.sure) == (kind.category, kind.sure)
        ),
        NONE,
    )
    own = figures.get(kind, NONE)
    figure = own if own.cases >= ON_THE_CARD else alike
    if figure.cases < ON_THE_CARD:
        return ""
    return f"decided unread here: right in {figure.right_of_hundred} of 100"


@dataclass(slots=True)
class _Batch:
    people: Counter[str] = field(default_factory=Counter)
    wrong: int = 0

    @property
    def cases(self) -> int:
        return self.people.total()

    def add(self, case: Case) -> None:
        self.people[case.person] += 1
        self.wrong += case.wrong

    def may_be_told(self, mine: bool) -> bool:
        if self.cases < CASES:
            return False
        if mine:
            return True
        most = max(self.people.values()) <= MOST_OF_ONE * self.cases
        return len(self.people) >= PEOPLE and most and self.wrong < self.cases


def _wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share; (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    share, z2 = hits / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def kinds_in_order(figures: Told) -> Sequence[Kind]:
    """Those with the most wrong first, by what is certain of it; then by name."""
    return sorted(
        figures,
        key=lambda kind: (
            -figures[kind].low,
            kind.category,
            -1 if kind.band is None else kind.band,
            kind.sure,
        ),
    )
