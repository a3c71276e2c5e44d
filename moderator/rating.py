"""Comments are scored before anyone reads them. Until then, and whenever scoring fails, they stay veiled.

A text that brings the scorer down is found by itself: each try is counted in the store before it is made, a
text with a failed try is scored alone, and after two failed tries it is left for people ("score by hand").
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from moderator.faults import fault
from moderator.problems import ScorerGone
from moderator.promising import Promises
from moderator.scores import Score
from moderator.store import cards, places
from moderator.store.db import Db

log = logging.getLogger(__name__)

AT_ONCE = 256
SECOND_AT_ONCE = 32  # about a second's work: what comes meanwhile waits no longer for its first score
TRIES = 2

Rate = Callable[[Sequence[str]], Sequence[Score]]


def rate_waiting(
    db: Db,
    rate: Rate,
    promises: Promises | None = None,
    *,
    limit: int = AT_ONCE,
    second: Callable[[], bool] = lambda: False,
) -> int:
    """Score up to `limit` cards that have no score, and give them their place. Returns how many were taken off the list.

    `second` is asked after each batch: is there another scorer that is to look at them as well, later? Raises
    ScorerGone when the scorer cannot be used at all; the cards then stay veiled as not checked.
    """
    waiting = cards.unscored(db, limit)
    fresh = [card for card in waiting if card.tries == 0]
    suspects = [card for card in waiting if card.tries > 0]
    done, promises = 0, promises or Promises(db)
    for batch in filter(None, [fresh, *([card] for card in suspects)]):
        if batch[0].tries >= TRIES:
            done += _give_up(db, promises, batch[0])
            continue
        saved = _rate(db, rate, promises, batch, second)
        if saved is None:  # it takes time to end a scorer that hangs; other work comes between two of them
            break
        done += saved
    return done


def second_opinions(
    db: Db, both: Rate, promises: Promises | None = None, *, limit: int = SECOND_AT_ONCE
) -> int:
    """Up to `limit` cards that the first scorer has read are read by both, the most urgent first. Returns how many.

    A text that brings the second scorer down keeps its first score. Raises ScorerGone when the second cannot be used;
    the cards keep their first scores too, and wait.
    """
    waiting = cards.without_second(db, limit)
    lost = [card.id for card in waiting if card.tries >= TRIES]
    if lost:
        log.warning("%d cards brought the second scorer down: their first score stays", len(lost))
        with db.transaction():
            cards.no_second(db, lost)
    fresh = [card for card in waiting if card.tries == 0]
    suspects = [card for card in waiting if 0 < card.tries < TRIES]
    done, promises = len(lost), promises or Promises(db)
    for batch in ([fresh] if fresh else []) + [[card] for card in suspects]:
        saved = _rate(db, both, promises, batch, first=False)
        if saved is None:
            break
        done += saved
    return done


def place_grown(db: Db, promises: Promises | None = None, *, limit: int = AT_ONCE) -> int:
    """Cards that more copies have joined, or that came back, get a new place in the line. Returns how many."""
    promises = promises or Promises(db)
    grown = places.grown(db, limit)
    if grown:
        with db.transaction():
            places.put(db, [promises.placed(card) for card in grown])
    return len(grown)


def _rate(
    db: Db,
    rate: Rate,
    promises: Promises,
    batch: Sequence[cards.Unscored],
    second: Callable[[], bool] = lambda: False,
    *,
    first: bool = True,
) -> int | None:
    """How many scores counted; None when the scorer came down over these texts."""
    with db.transaction():
        cards.add_try(db, [card.id for card in batch])
    try:
        scores = rate([card.text for card in batch])
    except ScorerGone:
        with db.transaction():
            (cards.scorer_down if first else cards.take_back_try)(db, [card.id for card in batch])
        raise
    except Exception as bug:  # around the scorer; see writing.md, Errors
        log.error("scoring %d cards failed: %s", len(batch), type(bug).__name__)
        return None
    rows = [scored(promises, card, score) for card, score in zip(batch, scores, strict=True)]
    more = second()
    with db.transaction():
        saved = cards.save_scores(db, rows, second=more)
        fault("rate.before_commit")
    fault("rate.after_commit")
    return saved


def scored(promises: Promises, card: cards.Unscored, score: Score) -> cards.Scored:
    """A score, and the place in the line that comes with it."""
    place, due_us = promises.place(score.band, card.copies, score.labels, card.since_us)
    return cards.Scored(card.id, card.version, score, place.priority, place.because, due_us)


def _give_up(db: Db, promises: Promises, card: cards.Unscored) -> int:
    log.warning("card %d brought the scorer down %d times: left for people", card.id, card.tries)
    with db.transaction():
        cards.set_unchecked(db, [card.id], "poison")
        places.put(db, map(promises.placed, places.open_after(db, card.id - 1, 1)))
    return 1
