"""From which probability a comment is veiled on each account, and from which it counts as harsher: chosen by the agency,
with a look at what that would have done.

Three things hold whatever is chosen. A harsher band never begins under a milder one. From S2 on a point may be moved up
only so far. And what counts as S2 or worse as the program comes stays veiled (wellbeing rules, B.2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from moderator.gate import Gate, Who, asks
from moderator.people.roles import Verb
from moderator.problems import BadInput, NotAllowed
from moderator.scores import LABELS, Band
from moderator.scoring.bands import CHOSEN, over, room, shipped, staged, with_points
from moderator.store import accounts, journal, veils
from moderator.store.db import Db

DAYS = 30
MOST = 100_000  # cards that are looked at
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Points:
    """One account: from where each label means each band, and which of these points the agency chose."""

    account: int
    handle: str
    points: Mapping[Band, Mapping[str, float]]
    own: frozenset[tuple[Band, str]]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one point would have done on the last days: shares of 0 to 1, None where there was nothing of the kind.

    `veiled` of all cards that were checked; `kept_veiled` of those that people kept; `acted_bare` of those that they
    hid or deleted. `bands`: how many cards in S0 to S4. `point` is None where this label never means the band.
    """

    point: float | None
    veiled: float | None
    kept_veiled: float | None
    acted_bare: float | None
    now: bool = False
    bands: tuple[int, ...] = (0, 0, 0, 0, 0)


class Veils:
    """For one person at one desk. `locked`: the settings, or the policy over them, let nobody move a band."""

    def __init__(self, db: Db, who: Who, *, locked: bool = False) -> None:
        self._db, self._person, self._locked = db, who.person, locked
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.MANAGE_ACCOUNTS)
    def may_choose(self) -> bool:
        """Do the settings let bands be moved?"""
        return not self._locked

    @asks(Verb.MANAGE_ACCOUNTS)
    def listed(self) -> tuple[Points, ...]:
        """Every account, with the points in force."""
        chosen = veils.chosen(self._db)
        return tuple(
            Points(
                each.id,
                each.handle,
                over(shipped(), own),
                frozenset((band, label) for band, points in own.items() for label in points),
            )
            for each in accounts.listed(self._db)
            for own in [chosen.get(each.id, {})]
        )

    @asks(Verb.MANAGE_ACCOUNTS)
    def choose(self, account: int, label: str, point: float | None, band: Band = Band.S1) -> None:
        """None: as it ships. New comments at once, open cards in the background. Raises BadInput, NotAllowed."""
        if self._locked:
            raise NotAllowed(
                "The bands of this desk may not be moved",
                "The setting change_bands is off",
                "Turn it on in Settings; where the agency's policy sets it, ask who keeps policy.toml",
            )
        known = self._known(account, label)
        _demand_fits(known, band, label, point)
        with self._db.transaction():
            veils.choose(self._db, account, band, label, point, self._person)
            veils.ask_again(self._db, account)
            told = None if point is None else f"{point:g}"
            facts = {"band": band.name, "label": label, "point": told}
            journal.append(self._db, self._person, "band point chosen", f"account {account}", facts)

    @asks(Verb.MANAGE_ACCOUNTS)
    def preview(self, account: int, label: str, band: Band = Band.S1) -> Sequence[Effect]:
        """What each point that may be chosen would have done on the last DAYS days; the one in force among them.

        Raises BadInput.
        """
        known = self._known(account, label)
        now = known.points[band].get(label)
        (least, _), (most, _) = room(known.points, band, label)
        since = self._db.wall_us() - timedelta(days=DAYS) // timedelta(microseconds=1)
        past = list(veils.past(self._db, account, since, MOST))
        in_force = {most} if now is None else {most, now}
        steps: list[float | None] = [*sorted(in_force.union(step for step in STEPS if least <= step <= most))]
        if now is None:
            steps.append(None)
        return [_effect(past, _moved(known, band, label, step), step, now=step == now) for step in steps]

    def _known(self, account: int, label: str) -> Points:
        if label not in LABELS:
            raise BadInput(f"There is no category {label[:60]}", "", f"They are: {', '.join(LABELS)}")
        found = next((each for each in self.listed() if each.account == account), None)
        if found is None:
            raise BadInput(f"There is no account {account}", "", "moderator account list")
        return found


def _moved(known: Points, band: Band, label: str, point: float | None) -> dict[Band, dict[str, float]]:
    made = over(known.points, {})
    made[band].pop(label, None)
    if point is not None:
        made[band][label] = point
    return made


def _demand_fits(known: Points, band: Band, label: str, point: float | None) -> None:
    """Raises BadInput, which says what may be chosen."""
    if band not in CHOSEN:
        raise BadInput(f"{band.name} begins nowhere", "It is what no point reaches", "Choose one of S1 to S4")
    told = point if point is not None else shipped()[band].get(label)
    if told is None:  # of a label that never means this band as the program comes
        return
    if not 0 < told <= 1:
        raise BadInput("The point cannot be used", "", "Give a probability above 0, 1 at the most")
    (least, under), (most, above) = room(known.points, band, label)
    if told < least and under is not None:
        raise BadInput(
            f"{band.name} would begin under {under.name}",
            f"{under.name} begins at {least:g} for {label} on this account",
            f"Choose {least:g} or more, or move {under.name} down first",
        )
    if told > most and above is not None:
        raise BadInput(
            f"{band.name} would begin above {above.name}",
            f"{above.name} begins at {most:g} for {label} on this account",
            f"Choose {most:g} or less, or move {above.name} up first",
        )
    if told > most:
        raise BadInput(
            f"{band.name} cannot begin as high as that",
            f"As the program comes it begins at {shipped()[band][label]:g} for {label}",
            f"Choose {most:g} or less",
        )


def _effect(
    past: Sequence[veils.Past],
    points: Mapping[Band, Mapping[str, float]],
    point: float | None,
    *,
    now: bool,
) -> Effect:
    bands = [
        Band(each.band) if staged(each.model) else with_points(Band(each.band), each.labels, points)
        for each in past
    ]
    veiled = [band > Band.S0 for band in bands]
    kept = [hid for hid, each in zip(veiled, past, strict=True) if each.verdict == "keep"]
    acted = [not hid for hid, each in zip(veiled, past, strict=True) if each.verdict in ("hide", "delete")]
    count = Counter(bands)
    return Effect(
        point, _share(veiled), _share(kept), _share(acted), now, tuple(count[band] for band in Band)
    )


def _share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None
