"""A simulated month, for 3 and for 12 moderators, with a pile-on in the second week: the desk's own way to serve beside
first come, first served. Limits and breaks hold in all, so that what differs is the serving alone. "And by room" is
the same with harsh cards given to whoever has looked at least (`scheduling.wanted` with standings).

What is supposed of persons and comments stands in `moderator.rehearsing`. The median of SEEDS counts where figures are
compared, and the worst of them where something must never happen. A goal that is missed is named.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from moderator.bench.goals import Goal
from moderator.rehearsing.figures import Figures, told
from moderator.rehearsing.play import Play
from moderator.rehearsing.serving import FirstCome, Ours, Rule
from moderator.rehearsing.staffing import made_up
from moderator.rehearsing.traffic import synthetic

SIZES = (3, 12)
SEEDS = {3: (1, 2, 3), 12: (1,)}


def run(*, data: Path | None = None, postgres: str | None = None, size: int | None = None) -> dict[str, Any]:
    """`size`: for so many moderators alone."""
    figures: dict[str, Any] = {}
    for persons in (size,) if size else SIZES:
        seeds = SEEDS.get(persons, (1,))
        first = [month(persons, seed, FirstCome()) for seed in seeds]
        for name, rule in (("as the desk serves", Ours()), ("and by room", Ours(by_room=True))):
            ours = [month(persons, seed, rule) for seed in seeds]
            figures[f"{persons} moderators, {name}"] = beside(ours, first) | {"seeds": list(seeds)}
    figures["missed"] = _missed(figures)
    return figures


def month(persons: int, seed: int, rule: Rule) -> Figures:
    traffic = synthetic(persons, seed)
    staff = made_up(persons, traffic.begins_us, seed)
    return told(Play(traffic, staff, rule=rule, seed=seed).run(), traffic)


def beside(ours: list[Figures], first: list[Figures]) -> dict[str, Any]:
    def middle(name: str, of: list[Figures] = ours) -> float:
        return round(float(median(getattr(each, name) for each in of)), 4)

    def worst(name: str) -> float:
        return round(float(max(getattr(each, name) for each in ours)), 4)

    lost = max(1 - mine.decided / theirs.decided for mine, theirs in zip(ours, first, strict=True))
    late = max(theirs.in_promise - mine.in_promise for mine, theirs in zip(ours, first, strict=True))
    lower = min(1 - mine.gini / theirs.gini for mine, theirs in zip(ours, first, strict=True))
    return {
        "cards, hours of work": {"value": [middle("arrived"), round(middle("worked_hours"))]},
        "load, most to median": Goal("-", 1.3, False).beside(worst("max_median")),
        "load of the worst week, most to median": {"value": worst("max_median_week")},
        "looks while a limit was closed": Goal("-", 0, False).beside(worst("looks_closed")),
        "fullest limit, 1 is hard, the look that reached it included": {"value": worst("most_used")},
        "uncivil share of 20, most, while calmer work was there": Goal("-", 0.5, False).beside(
            worst("worst_share")
        ),
        "rules of the mix broken while calmer work was there": Goal("-", 0, False).beside(
            max(sum(each.broken.values()) for each in ours)
        ),
        "the same, first come first served": {"value": max(sum(each.broken.values()) for each in first)},
        "decided, less than first come first served": Goal("-", 0.05, False).beside(round(lost, 4)),
        "within the promise, less than first come first served": Goal("-", 0.05, False).beside(
            round(late, 4)
        ),
        "Gini of the weekly load, and first come first served": {
            "value": [middle("gini"), middle("gini", first)]
        },
        "Gini, lower by": Goal("-", 0.3).beside(round(lower, 3)),
        "locks, parked hours": {
            "value": [sum(ours[0].locks.values()), round(middle("parked_hours"), 1)],
            "first come first served": [
                sum(first[0].locks.values()),
                round(median(each.parked_hours for each in first), 1),
            ],
        },
    }


def _missed(figures: dict[str, Any]) -> list[str]:
    return [
        f"{name}: {key}"
        for name, values in figures.items()
        for key, value in values.items()
        if isinstance(value, dict) and value.get("met") is False
    ]
