"""Near-copies: which comments say the same thing, to whom and with the same sense, and where they differ.

`Index` groups a stream: each comment is compared with the first of each group. It knows no store; the worker feeds it
and decides what a group means. What may never be one group, however alike the letters, is said by `may_join`:
a negation, another target, another number. Adding a language: its words in `words.py`, its pairs in the tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moderator.clustering.differences import Kind, Part, difference
from moderator.clustering.guards import may_join

if TYPE_CHECKING:
    from moderator.clustering.index import Entry, Index, Near

__all__ = ["Entry", "Index", "Kind", "Near", "Part", "difference", "may_join"]


def __getattr__(name: str) -> Any:
    """The index brings numpy with it, which the window does without: it asks only what may never be one group."""
    if name in ("Entry", "Index", "Near"):
        from moderator.clustering import index

        return getattr(index, name)
    raise AttributeError(name)
