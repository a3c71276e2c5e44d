"""Is the person who signed in still there? A desk that was left alone asks their passphrase again before a reveal.

Counted by the boot clock from the last sign of somebody, so that suspend counts and setting the clock does not. Once
the desk was alone for too long, a later touch changes nothing: it may be somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from moderator.clock import Clock
from moderator.problems import SignInAgain

_US = timedelta(microseconds=1)


class Attention:
    """`needed` says whether several persons sign in: alone, nothing is asked."""

    def __init__(self, clock: Clock, alone_for: timedelta, needed: Callable[[], bool]) -> None:
        self._clock, self._limit, self._needed = clock, alone_for, needed
        self.renew()

    def renew(self) -> None:
        """The passphrase was given just now."""
        self._last, self._lapsed = self._clock.boot(), False

    def touched(self) -> None:
        """Somebody typed or moved something."""
        self._look()
        self._last = self._clock.boot()

    def demand_presence(self) -> None:
        """Raises SignInAgain when the desk was left alone."""
        self._look()
        if self._lapsed and self._needed():
            minutes = round(self._limit.total_seconds() / 60)
            raise SignInAgain(
                f"Nobody touched this desk for {minutes} minute{'s' if minutes != 1 else ''}",
                "Somebody else may sit here now",
                "Type your passphrase again, then read on",
            )

    def _look(self) -> None:
        now = self._clock.boot()
        if now.id != self._last.id or (now.us - self._last.us) * _US >= self._limit:
            self._lapsed = True
