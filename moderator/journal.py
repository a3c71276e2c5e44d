"""Is the journal as it was written? Reads lines, recomputes the chain, names the first line that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from moderator.chain import GENESIS, JournalLine, link


@dataclass(frozen=True, slots=True)
class Verdict:
    """`head` is the hash of the last good line; keep it elsewhere, and no one can rewrite what it covers."""

    ok: bool
    count: int
    head: str
    first_bad: int | None = None
    why: str = ""


def verify(lines: Iterable[JournalLine], *, known_head: tuple[int, str] | None = None) -> Verdict:
    """Check every line against the one before it, and against an older head (count, hash) kept elsewhere.

    Without a known head, lines cut off at the end cannot be noticed: that is what heads are kept for.
    """
    count, head = 0, GENESIS
    for line in lines:
        if why := _wrong(line, count + 1, head):
            return Verdict(False, count, head, count + 1, why)
        count, head = line.seq, line.hash
        if known_head is not None and known_head[0] == count and known_head[1] != head:
            return Verdict(False, count, head, count, "the journal was rewritten: its head was another one")
    if known_head is not None and known_head[0] > count:
        return Verdict(
            False, count, head, count + 1, f"lines are missing at the end: {known_head[0]} were known"
        )
    return Verdict(True, count, head)


def _wrong(line: JournalLine, seq: int, prev: str) -> str:
    if line.seq != seq:
        return f"line {seq} is missing or out of order"
    if line.prev != prev:
        return "it does not follow from the line before"
    if not re.fullmatch("[0-9a-f]{64}", line.hash):
        return "its hash is malformed"
    try:
        right = link(prev, line.seq, line.at_us, line.who, line.act, line.subject, line.facts)
    except (ValueError, TypeError, AttributeError):
        return "it cannot be read"
    return "" if right == line.hash else "it was changed after it was written"
