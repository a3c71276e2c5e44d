"""What it costs to decide which card comes next with a million comments waiting, and to tell the meter with a long ledger.

CPU time of the thread, medians. The line is the worst that it can be: everything harsh stands before everything calm, so
that whoever needs a calm card is given the last of all.

Goals: a served card 5 ms at 1,000,000 comments; the ledger for the meter 2 ms with 100,000 events.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from moderator.bench.goals import Goal
from moderator.bench.start import fill
from moderator.clock import SystemClock
from moderator.console import open_db
from moderator.desk import Desk
from moderator.gate import Who
from moderator.home import find_home
from moderator.mixing import Mixing
from moderator.scheduling import LADDER
from moderator.settings import Settings
from moderator.sitting import Sitting
from moderator.store import claims
from moderator.store.db import Db
from moderator.wellbeing.values import Presence

EVENTS = 100_000
RUNS = 15
SERVED, TOLD = Goal("-", 5.0, least=False), Goal("-", 2.0, least=False)
DAY_US = 86_400_000_000


def serving(comments: int = 1_000_000, events: int = EVENTS) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="moderator-bench-") as folder:
        home, key = Path(folder) / "home", os.urandom(32)
        cards = fill(home, key, comments)
        made = find_home(environ={"MODERATOR_HOME": str(home)})
        db = open_db(made, key, SystemClock(), Settings())
        try:
            with db.transaction():
                db.run("UPDATE card SET priority = coalesce(band, 2) * 1000000 + id % 1000")
            desk = Desk(db, Who(made.person, made.desk), caps={}, titles={}, reasons=tuple)
            figures = {
                "comments": comments,
                "cards": cards,
                "served_fresh_ms": SERVED.beside(_served(desk)),
            }
            figures |= _steps(db, made.person)
            _read_much(db, made.person, events)
            figures["served_long_ledger_ms"] = SERVED.beside(_served(desk))
            figures |= {"events": events, **_ledger(db, desk, made.person)}
        finally:
            db.close()
    return figures


def _served(desk: Desk) -> float:
    """`next`, with a claim and its commit; the card goes back each time, uncounted."""
    return _median(desk.next, then=desk.put_back)


def _steps(db: Db, person: str) -> dict[str, Any]:
    """The question to the line for each step of the ladder, and what the mix asks before it."""
    names = ("calm", "mild", "middle", "any")
    with db.transaction():
        found: dict[str, Any] = {}
        for name, allowed in zip(names, LADDER, strict=True):
            found[f"best_{name}_ms"] = SERVED.beside(_median(partial(claims.best, db, person, allowed)))
        now = Sitting(db, person).tick(Presence.ACTIVE)
        found["mix_ms"] = SERVED.beside(_median(lambda: Mixing(db, person).wanted(now)))
    return found


def _read_much(db: Db, person: str, events: int) -> None:
    """Charges over a year and up to now, each of half a thousandth of a unit, so that no limit is reached."""
    with db.transaction():
        now = Sitting(db, person).tick(Presence.ACTIVE).eff_us
        card = db.column("SELECT min(id) FROM card")[0]
        db.many(
            """INSERT INTO exposure (id, person, kind, reveal_id, card_id, band, units, eff_us, boot, boot_us, at_us, desk)
            VALUES (:id, :person, 'reveal', NULL, :card, 2, 0.0005, :eff, 'b', 0, :eff, 'd')""",
            [
                {"id": f"e{at}", "person": person, "card": card, "eff": now - at * 365 * DAY_US // events}
                for at in range(events)
            ],
        )


def _ledger(db: Db, desk: Desk, person: str) -> dict[str, Any]:
    def anew() -> None:
        with db.transaction():
            Sitting(db, person).tick(None)

    return {"meter_ms": TOLD.beside(_median(desk.meter)), "meter_first_ms": _median(anew)}


def _median(call: Callable[[], object], then: Callable[[], object] = lambda: None) -> float:
    spent = []
    call(), then()
    for _ in range(RUNS):
        begun = time.thread_time()
        call()
        spent.append((time.thread_time() - begun) * 1000)
        then()
    return round(statistics.median(spent), 2)


def run(*, data: Path | None = None, postgres: str | None = None, size: int | None = None) -> dict[str, Any]:
    """For `moderator bench`."""
    return serving(size or 1_000_000)
