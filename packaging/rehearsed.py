"""What rehearsals of limits told once, for pictures: nobody wants to wait for a month to be played."""

from __future__ import annotations

from typing import Any

from moderator.rehearsing.calibration import ILLUSTRATION
from moderator.rehearsing.wording import SIMULATED


def rehearsed(persons: int) -> dict[str, Any]:
    return {
        "in_force": _figures(persons, 1.0),
        "proposed": _figures(persons, 0.7),
        "comments": "a made-up month, with a pile-on in the second week (seed 1)",
        "staff": "in turns from 8 to 20, Monday to Friday",
        "says": SIMULATED,
    }


def _figures(persons: int, share: float) -> dict[str, Any]:
    loads = [round((15 + 6 * at / persons) * share, 1) for at in range(persons)]
    return {
        "persons": persons, "hours": 480.0, "worked_hours": 45.2, "arrived": 9160, "decided": int(8713 * share),
        "waiting": 447, "harsh_waiting": 149, "in_promise": 0.987 * share, "wait_median": 0.2, "wait_p95": 7.9,
        "locks": {"load_d": 3, "load_h": 12, "s4_h": 2}, "soft": 150, "locked_hours": 9.4, "parked_hours": 1.2,
        "released": 1, "breaks": {"long": 36, "micro": 74}, "load_low": loads[0], "load_median": loads[persons // 2],
        "load_high": loads[-1], "loads": loads, "max_median": 1.05, "max_median_week": 1.2, "gini": 0.044,
        "worst_share": 0.5, "longest": {"S2": 5, "S3": 2}, "broken": {}, "harsh": 3100, "looks_closed": 0,
        "most_used": 1.01,
    }  # fmt: skip


def meaning() -> dict[str, Any]:
    names = ("name", "units_an_hour", "soft", "hour", "extreme", "day", "worked")
    streams = [
        ("10 % uncivil: a quiet page", 36.0, None, None, None, None, 394.0),
        ("25 %: contested", 130.0, 41.0, None, 169.0, 231.0, 185.0),
        ("50 %: a hard day", 266.0, 18.0, 40.0, 26.0, 167.0, 91.0),
        ("100 %: a pile-on", 452.0, 15.0, 24.0, None, 146.0, 53.0),
        ("100 %, aimed at the person", 1137.0, 7.0, 12.0, None, 134.0, 21.0),
    ]
    weights = [
        ("as they are", 24.1, 185.0),
        ("by equal steps (1, 2, 3, 4)", 26.7, 219.0),
        ("steep (1, 3, 9, 27)", 14.9, 90.0),
    ]
    return {
        "streams": [dict(zip(names, each, strict=True)) for each in streams],
        "weights": [dict(zip(("name", "hour", "worked"), each, strict=True)) for each in weights],
        "says": ILLUSTRATION,
    }
