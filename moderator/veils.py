"""From which probability a comment is veiled on each account: chosen by the agency, with a look at what it would do.

Only where S1 begins can be chosen. From S2 on a comment is veiled whatever is chosen here (wellbeing rules, B.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from moderator.gate import Gate, Who, asks
from moderator.people.roles import Verb
from moderator.problems import BadInput
from moderator.scores import LABELS, Band
from moderator.scoring.bands import shipped_points, staged, with_points
from moderator.store import accounts, journal, veils
from moderator.store.db import Db

DAYS = 30
MOST = 100_000  # cards that are looked at
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Points:
    """One account: the point of each label, and which of them the agency chose."""

    account: int
    handle: str
    points: dict[str, float]
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one point would have done on the last days: shares of 0 to 1, None where there was nothing of the kind.

    `veiled` of all cards that were checked; `kept_veiled` of those that people kept; `acted_bare` of those that they
    hid or deleted.
    """

    point: float
    veiled: float | None
    kept_veiled: float | None
    acted_bare: float | None
    now: bool = False


class Veils:
    """For one person at one desk."""

    def __init__(self, db: Db, who: Who) -> None:
        self._db, self._person = db, who.person
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.MANAGE_ACCOUNTS)
    def listed(self) -> tuple[Points, ...]:
        """Every account, with the points in force."""
        chosen, shipped = veils.chosen(self._db), shipped_points()
        return tuple(
            Points(
                each.id,
                each.handle,
                {**shipped, **chosen.get(each.id, {})},
                frozenset(chosen.get(each.id, {})),
            )
            for each in accounts.listed(self._db)
        )

    @asks(Verb.MANAGE_ACCOUNTS)
    def choose(self, account: int, label: str, point: float | None) -> None:
        """None: as it ships. New comments at once, open cards in the background. Raises BadInput."""
        self._known(account, label)
        if point is not None and not 0 < point <= 1:
            raise BadInput("The point cannot be used", "", "Give a probability above 0, 1 at the most")
        with self._db.transaction():
            veils.choose(self._db, account, label, point, self._person)
            veils.ask_again(self._db, account)
            facts = {"label": label, "point": None if point is None else f"{point:g}"}
            journal.append(self._db, self._person, "veil point chosen", f"account {account}", facts)

    @asks(Verb.MANAGE_ACCOUNTS)
    def preview(self, account: int, label: str) -> Sequence[Effect]:
        """What each point would have done on the last DAYS days; the point in force among them. Raises BadInput."""
        points = self._known(account, label).points
        since = self._db.wall_us() - timedelta(days=DAYS) // timedelta(microseconds=1)
        past = list(veils.past(self._db, account, since, MOST))
        return [
            _effect(past, {**points, label: point}, point, now=point == points[label])
            for point in sorted({*STEPS, points[label]})
        ]

    def _known(self, account: int, label: str) -> Points:
        if label not in LABELS:
            raise BadInput(f"There is no category {label[:60]}", "", f"They are: {', '.join(LABELS)}")
        found = next((each for each in self.listed() if each.account == account), None)
        if found is None:
            raise BadInput(f"There is no account {account}", "", "moderator account list")
        return found


def _effect(past: Sequence[veils.Past], points: dict[str, float], point: float, *, now: bool) -> Effect:
    veiled = [
        (Band(each.band) if staged(each.model) else with_points(Band(each.band), each.labels, points))
        > Band.S0
        for each in past
    ]
    kept = [hid for hid, each in zip(veiled, past, strict=True) if each.verdict == "keep"]
    acted = [not hid for hid, each in zip(veiled, past, strict=True) if each.verdict in ("hide", "delete")]
    return Effect(point, _share(veiled), _share(kept), _share(acted), now)


def _share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None
