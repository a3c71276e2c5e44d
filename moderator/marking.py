"""Cards get their explanation: which words a score rests on. Done where the scorer runs, apart from every window.

What somebody has open comes first, then the head of the line. A text that brings the scorer down over this is not tried
again: the try is in the store before it is made.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from moderator.problems import ScorerGone
from moderator.scores import Why
from moderator.store import explanations
from moderator.store.db import Db

log = logging.getLogger(__name__)

Explain = Callable[[str, str], Why | None]
"""A text and the label that names its card. Raises ScorerGone where the scorer cannot be asked now."""


def explain_open(db: Db, explain: Explain, limit: int = 1) -> int:
    """Cards that somebody is looking at. Returns how many were done with."""
    return sum(_explained(db, explain, each) for each in explanations.of_open(db, limit))


def explain_next(db: Db, explain: Explain, limit: int = 4) -> int:
    """Cards that will be opened soon."""
    return sum(_explained(db, explain, each) for each in explanations.of_next(db, limit))


def _explained(db: Db, explain: Explain, of: explanations.Unexplained) -> bool:
    with db.transaction():
        explanations.keep(db, of, None)
    try:
        why = explain(of.text, of.label)
    except ScorerGone:
        with db.transaction():
            explanations.forget(db, of)
        return False
    except Exception as bug:  # around the scorer; see writing.md, Errors
        log.error("explaining card %d failed: %s", of.card, type(bug).__name__)
        return True
    if why is not None:
        with db.transaction():
            explanations.keep(db, of, why)
    return True
