"""What stands in a write-ahead log, read without opening the database: its pages, and whether it was damaged.

The engine takes the log as far as its chain of checksums holds, and silently leaves out the rest. That is right after
a power cut, when the last transaction was half written. It is wrong when a bit fell over in an older one: what was
acknowledged after it would be gone without a word. So: two or more transactions beyond the break mean damage, since
each of them was on the disk before the next was begun.

Format: https://sqlite.org/fileformat2.html#walformat
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_HEADER, _FRAME = 32, 24
_MAGIC = 0x377F0682


@dataclass(slots=True)
class Log:
    """`at`: the pages of the transactions that count, and where in the log the newest of each lies. `size` is the
    database's, in pages, after the last one."""

    at: dict[int, int] = field(default_factory=dict)
    size: int = 0
    damaged: bool = False

    @property
    def pages(self) -> set[int]:
        return set(self.at)


class _Frame(NamedTuple):
    page: int
    at: int  # where its page begins
    size: int  # of the database after this transaction; 0 when the transaction goes on
    ours: bool  # of the log's present round; older rounds leave frames behind
    whole: bool  # its checksum follows from the frame before it


def read(path: Path) -> Log:
    """The log at `path`; an empty one when there is none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Log()
    if not content:
        return Log()  # somebody has the database open, and has not written yet
    if not _head_is_whole(content):
        return Log(damaged=True)  # it fits into one sector of the disk: no power cut does that
    log, waiting = Log(), dict[int, int]()
    beyond, broken = 0, False
    for frame in _frames(content):
        whole = frame.ours and frame.whole
        if broken or not whole:
            beyond += frame.ours and frame.size > 0 and (whole or not broken)
            broken = True
            continue
        waiting[frame.page] = frame.at
        if frame.size:
            log.at |= waiting
            log.size = frame.size
            waiting = {}
    log.damaged = beyond >= 2
    return log


def _head_is_whole(content: bytes) -> bool:
    if len(content) < _HEADER:
        return False
    magic, _, page_size, *_, one, two = struct.unpack(">8I", content[:_HEADER])
    known = magic & ~1 == _MAGIC and 512 <= page_size <= 65536
    return known and _sum(content[:24], (0, 0), _order(magic)) == (one, two)


def _order(magic: int) -> str:
    return ">" if magic & 1 else "<"


def _frames(content: bytes) -> Iterator[_Frame]:
    magic, _, page_size, *_ = struct.unpack(">8I", content[:_HEADER])
    order, salts, before = _order(magic), content[16:24], struct.unpack(">2I", content[24:32])
    step = _FRAME + page_size
    for at in range(_HEADER, len(content) - step + 1, step):
        page, size = struct.unpack(">2I", content[at : at + 8])
        told = struct.unpack(">2I", content[at + 16 : at + 24])
        data = content[at : at + 8] + content[at + _FRAME : at + step]
        whole = _sum(data, before, order) == told
        yield _Frame(page, at + _FRAME, size, content[at + 8 : at + 16] == salts, whole)
        before = told


def _sum(data: bytes, before: tuple[int, ...], order: str) -> tuple[int, int]:
    """The log's checksum: s1 += x0 + s2, s2 += x1 + s1 for each pair of words, all of it worked out at once."""
    import numpy as np  # only where a log was left behind

    first, second, (a, b, c, d) = _weights(len(data) // 8)
    words = np.frombuffer(data, dtype=order + "u4").astype(np.uint32)
    s1, s2 = before
    one = (a * s1 + b * s2 + int((words * first).sum(dtype=np.uint32))) & 0xFFFFFFFF
    two = (c * s1 + d * s2 + int((words * second).sum(dtype=np.uint32))) & 0xFFFFFFFF
    return one, two


@cache
def _weights(pairs: int) -> tuple[Any, Any, tuple[int, int, int, int]]:
    """What each word adds to the two sums in the end, and what the sums before add: powers of ((1, 1), (1, 2))."""
    import numpy as np

    first, second = np.zeros(2 * pairs, np.uint32), np.zeros(2 * pairs, np.uint32)
    a, b, c, d = 1, 0, 0, 1
    for pair in reversed(range(pairs)):
        first[2 * pair], first[2 * pair + 1] = (a + b) & 0xFFFFFFFF, b
        second[2 * pair], second[2 * pair + 1] = (c + d) & 0xFFFFFFFF, d
        a, b, c, d = (
            (a + b) & 0xFFFFFFFF,
            (a + 2 * b) & 0xFFFFFFFF,
            (c + d) & 0xFFFFFFFF,
            (c + 2 * d) & 0xFFFFFFFF,
        )
    return first, second, (a, b, c, d)
