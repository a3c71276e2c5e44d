"""Time. The only module that reads a clock; everything else is handed one.

A clock has three hands, because no single one can tell suspend, clock changes and restarts apart:

- `wall()`   the time of day, aware UTC. For display and for comparing with platforms. It may jump.
- `boot()`   microseconds since this machine started, suspend included, and the id of that start. Leases,
             breaks and limits are counted with it: nobody can move it by setting the clock.
- `mono()`   microseconds that stop in suspend. For measuring work.

`SystemClock` is the machine's. `ScaledClock` runs faster (rehearsal homes only). `HandClock` is moved by
hand: the tests' clock, and it ships because a clock is a part like any other.
"""

from __future__ import annotations

import os
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo


class Boot(NamedTuple):
    """A reading of the boot clock: which start of which machine, and microseconds since then."""

    id: str
    us: int


class Clock(Protocol):
    def wall(self) -> datetime: ...
    def boot(self) -> Boot: ...
    def mono(self) -> int: ...


def to_us(moment: datetime) -> int:
    """Microseconds since 1970 UTC of an aware datetime, exact."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def from_us(us: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)


_PROCESS_BOOT = uuid.uuid4().hex  # where the system has no boot id: a restart of ours ends all leases


def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return _PROCESS_BOOT


_BOOT_HAND = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC_RAW", None))


class SystemClock:
    """The machine's own three hands."""

    def __init__(self) -> None:
        self._id = _boot_id()

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def boot(self) -> Boot:
        ns = time.clock_gettime_ns(_BOOT_HAND) if _BOOT_HAND is not None else time.monotonic_ns()
        return Boot(self._id, ns // 1000)

    def mono(self) -> int:
        return time.monotonic_ns() // 1000


class ScaledClock:
    """A clock whose elapsed time runs `scale` times as fast, from the moment it is made.

    For rehearsal homes only, so that breaks and limits can be tried in seconds. Its boot id is its own:
    what it counted never mixes with real time. Two processes agree when they are given the same `origin`.
    """

    def __init__(self, base: Clock, scale: float, origin: Origin | None = None) -> None:
        if not 1 <= scale <= 60:
            raise ValueError("a time scale is a number from 1 to 60")
        self._base, self._scale = base, scale
        self._origin = origin or Origin.of(base)

    def wall(self) -> datetime:
        return from_us(self._origin.wall_us + self._grown())

    def boot(self) -> Boot:
        origin = self._origin
        # Its origin is part of the id: a scale that is chosen again begins anew, and would go back in time.
        return Boot(f"{origin.boot_id}x{self._scale:g}@{origin.boot_us}", origin.boot_us + self._grown())

    def mono(self) -> int:
        return int(self._base.mono() * self._scale)

    def _grown(self) -> int:
        return int((self._base.boot().us - self._origin.boot_us) * self._scale)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a scaled clock begins. Plain numbers, so that a desktop can hand it to its worker."""

    boot_id: str
    boot_us: int
    wall_us: int

    @classmethod
    def of(cls, clock: Clock) -> Origin:
        boot = clock.boot()
        return cls(boot.id, boot.us, to_us(clock.wall()))


def zone_name(environ: Mapping[str, str] = os.environ) -> str:
    """The name of this machine's time zone, as Europe/Berlin; "UTC" where the system does not tell."""
    named = environ.get("TZ", "").lstrip(":")
    try:
        link = str(Path("/etc/localtime").resolve(strict=True))
    except OSError:
        link = ""
    for found in (named, link.partition("zoneinfo/")[2]):
        if re.fullmatch(r"[A-Za-z]+(/[A-Za-z0-9_+\-]+)*", found):
            try:
                return ZoneInfo(found).key
            except (KeyError, ValueError, OSError):
                continue
    return "UTC"


class HandClock:
    """Stands still until it is told to move. Each hand can be moved alone."""

    def __init__(self, wall: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) -> None:
        self._wall = wall
        self._boot_us = 3_600_000_000
        self._mono_us = 3_600_000_000
        self._starts = 1

    def wall(self) -> datetime:
        return self._wall

    def boot(self) -> Boot:
        return Boot(f"boot-{self._starts}", self._boot_us)

    def mono(self) -> int:
        return self._mono_us

    def pass_(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Ordinary time: all three hands move."""
        gap = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        self._wall += gap
        self._boot_us += gap // timedelta(microseconds=1)
        self._mono_us += gap // timedelta(microseconds=1)

    def suspend(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """The machine sleeps: the day and the boot clock go on, the monotonic clock stops."""
        gap = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        self._wall += gap
        self._boot_us += gap // timedelta(microseconds=1)

    def set_wall(self, wall: datetime) -> None:
        """Somebody sets the clock; no time passes."""
        self._wall = wall

    def restart(self, off: timedelta = timedelta(0)) -> None:
        """The machine restarts after being off for `off`."""
        self._starts += 1
        self._wall += off
        self._boot_us = self._mono_us = 1_000_000
