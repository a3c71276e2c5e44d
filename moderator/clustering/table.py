"""A table from many keys to small numbers, eight bytes an entry, asked and filled for a whole batch at once.

Open addressing with linear probing, in NumPy. A key is 32 bits, so now and then a stranger comes back: whoever asks checks
what it gets. The newest entry of a key wins.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint32]
Numbers = NDArray[np.int32]

_FULLEST = 0.7
_GROWS_BY = 1.3


class Table:
    def __init__(self, places: int = 1 << 12) -> None:
        self._used = 0
        self._keys = np.zeros(places, "uint32")
        self._numbers = np.full(places, -1, "int32")

    @property
    def nbytes(self) -> int:
        return self._keys.nbytes + self._numbers.nbytes

    def get(self, keys: Keys) -> Numbers:
        """The number of each key, -1 where it has none."""
        found = np.full(len(keys), -1, "int32")
        asking = np.arange(len(keys))
        at = self._first_place(keys)
        while len(asking):
            numbers = self._numbers[at]
            hit = (self._keys[at] == keys[asking]) & (numbers >= 0)
            found[asking[hit]] = numbers[hit]
            on = ~hit & (numbers >= 0)
            asking, at = asking[on], self._next(at[on])
        return found

    def put(self, keys: Keys, numbers: Numbers) -> None:
        """One number for each key; of two equal keys the later counts."""
        if self._used + len(keys) > _FULLEST * len(self._keys):
            self._resize(len(keys))
        waiting = np.arange(len(keys))
        at = self._first_place(keys)
        while len(waiting):
            taken = self._numbers[at] >= 0
            same = taken & (self._keys[at] == keys[waiting])
            self._numbers[at[same]] = numbers[waiting[same]]
            free = np.flatnonzero(~taken)
            placed = np.zeros(len(waiting), bool)
            if len(free):
                # the last of those that want one free place gets it; others look again, but not for the same key
                self._keys[at[free]] = keys[waiting[free]]
                self._numbers[at[free]] = numbers[waiting[free]]
                self._used += len(free)  # a few too many, until the next growth counts them
                placed[free] = self._keys[at[free]] == keys[waiting[free]]
            on = ~(same | placed)
            step = taken[on]
            waiting, at = waiting[on], np.where(step, self._next(at[on]), at[on])

    def keep(self, renumbered: Numbers) -> None:
        """Number n becomes renumbered[n]; entries whose new number is -1 are let go of."""
        held = self._numbers >= 0
        keys, numbers = self._keys[held], renumbered[self._numbers[held]]
        left = numbers >= 0
        self._refill(keys[left], numbers[left], int(left.sum() / _FULLEST * _GROWS_BY) + 64)

    def _resize(self, more: int) -> None:
        held = self._numbers >= 0
        places = int(max(len(self._keys) * _GROWS_BY, (self._used + more) / _FULLEST * _GROWS_BY)) + 64
        self._refill(self._keys[held], self._numbers[held], places)

    def _refill(self, keys: Keys, numbers: Numbers, places: int) -> None:
        self._used = 0
        self._keys = np.zeros(places, "uint32")
        self._numbers = np.full(places, -1, "int32")
        for start in range(0, len(keys), 1 << 16):
            self.put(keys[start : start + (1 << 16)], numbers[start : start + (1 << 16)])
        self._used = len(keys)

    def _first_place(self, keys: Keys) -> NDArray[np.int64]:
        spread = (keys * np.uint32(0x9E3779B1)).astype("uint64")
        return ((spread * np.uint64(len(self._keys))) >> np.uint64(32)).astype("int64")

    def _next(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.where(at + 1 == len(self._keys), 0, at + 1)
