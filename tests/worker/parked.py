"""A worker's look at whether anybody has room, to be killed: `python -m tests.worker.parked HOME KEY BOOT_US`."""

from __future__ import annotations

import sys
from pathlib import Path

from moderator import platforms
from moderator.clock import HandClock
from moderator.home import DATABASE
from moderator.keys import derive
from moderator.parking import Parking
from moderator.store.db import open_sqlite

if __name__ == "__main__":
    home, key, boot_us = sys.argv[1:]
    clock = HandClock()
    clock.pass_(seconds=(int(boot_us) - clock.boot().us) / 1_000_000)
    db = open_sqlite(Path(home) / DATABASE, derive(bytes.fromhex(key), "database"), clock)
    Parking(db, {name: kind.caps for name, kind in platforms.kinds().items()}).look()
    db.close()
