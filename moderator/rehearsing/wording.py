"""The figures of a rehearsal as people read them, in a terminal and in a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from moderator.rehearsing.figures import Figures
from moderator.wellbeing.limits import BY_KEY

SIMULATED = "The persons are made up, and numbers are all that they have: this is about nobody."


def minutes(value: float | None) -> str:
    """ "2 h 38", "15 min", "never"."""
    if value is None:
        return "never"
    whole = round(value)
    return f"{whole} min" if whole < 60 else f"{whole // 60} h {whole % 60:02}"


def lines(
    found: Sequence[Figures], called: Callable[[str], str] = lambda key: f"Closed: {key}"
) -> list[tuple[str, list[str]]]:
    """Each figure with its value in each column. `called`: what a limit that closed is called."""
    keys = [key for key in BY_KEY if any(key in each.locks for each in found)]
    rows: list[tuple[str, Callable[[Figures], Any]]] = [
        ("Decided of what came in", lambda each: f"{each.coverage:.1%}"),
        ("Within the promise", lambda each: f"{each.in_promise:.1%}"),
        ("Waiting at the end, harsh ones", lambda each: f"{each.waiting:,}, {each.harsh_waiting:,}"),
        (
            "Working hours until decided: half, 95 %",
            lambda each: f"{each.wait_median:.1f}, {each.wait_p95:.1f}",
        ),
        ("Soft limit reached", lambda each: f"{each.soft:,}"),
        *((called(key), lambda each, key=key: f"{each.locks.get(key, 0):,}") for key in keys),
        ("Hours of work closed to harsh cards", lambda each: f"{each.locked_hours:.1f}"),
        ("Hours in which harsh cards were parked", lambda each: f"{each.parked_hours:.1f}"),
        ("Given back because of a limit", lambda each: f"{each.released:,}"),
        (
            "Breaks, short and long",
            lambda each: f"{each.breaks.get('micro', 0):,}, {each.breaks.get('long', 0):,}",
        ),
        (
            "Units for each hour of work, least to most",
            lambda each: f"{each.load_low:.1f} to {each.load_high:.1f}",
        ),
        ("Most to median of the month", lambda each: f"{each.max_median:.2f}"),
        ("Gini of the weekly load", lambda each: f"{each.gini:.3f}"),
        ("Uncivil of 20, most, with calm work there", lambda each: f"{each.worst_share:.0%}"),
        ("Longest run of S2 and above, of S3", _runs),
        ("Rules of the mix broken", lambda each: f"{sum(each.broken.values()):,}"),
        ("Looks while a limit was closed", lambda each: f"{each.looks_closed:,}"),
    ]
    return [(name, [tell(each) for each in found]) for name, tell in rows]


def _runs(figures: Figures) -> str:
    return f"{figures.longest.get('S2', 0)}, {figures.longest.get('S3', 0)}"
