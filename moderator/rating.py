"""Comments are scored before anyone reads them. Until then, and whenever scoring fails, they stay veiled.

A text that brings the scorer down is found by itself: each try is counted in the store before it is made, a
text with a failed try is scored alone, and after two failed tries it is left for people ("score by hand").

A text that the same scorers have read before, on whatever card, has its score at once (`Memory`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from moderator.alike import Alike
from moderator.faults import fault
from moderator.problems import ScorerGone
from moderator.promising import Promises
from moderator.scores import Score
from moderator.scoring.bands import over, shipped, staged, with_points
from moderator.scoring.opinions import later
from moderator.store import cards, places, readings, veils
from moderator.store.db import Db

log = logging.getLogger(__name__)

AT_ONCE = 256
SECOND_AT_ONCE = 32  # about a second's work: what comes meanwhile waits no longer for its first score
TRIES = 2
MARKED_AT_ONCE = 5000
RATED_BY = "rated_by"  # in the store: which scorers rate its cards

Rate = Callable[[Sequence[str]], Sequence[Score]]
Card = cards.Unscored | cards.Rated
C = TypeVar("C", cards.Unscored, cards.Rated)
Known = tuple[C, Score, cards.How]  # a card, what its text scores, and where that comes from


@dataclass(frozen=True, slots=True)
class Memory:
    """By which earlier readings a text is known. Titles name scorers with their versions: `first` the one that is asked
    at once, `both` all of them. `under`: the program's version, its language and its thresholds; a score that was made
    under others is not taken, or a threshold that was lowered since would not veil. "" where nothing is remembered.
    """

    first: str = ""
    both: str = ""
    under: str = ""


NOTHING = Memory()
JUST_READ = cards.How()


def rate_waiting(
    db: Db,
    rate: Rate,
    promises: Promises | None = None,
    *,
    limit: int = AT_ONCE,
    second: Callable[[], bool] = lambda: False,
    memory: Memory = NOTHING,
) -> int:
    """Score up to `limit` cards that have no score, and give them their place. Returns how many were taken off the list.

    `second` is asked after each batch: is there another scorer that is to look at them as well, later? Raises
    ScorerGone when the scorer cannot be used at all; the cards then stay veiled as not checked.
    """
    waiting = cards.unscored(db, limit)
    done, promises = 0, promises or Promises(db)
    if waiting:
        promises.hours()
        for title, more in ((memory.both, False), (memory.first, second())):
            found, waiting = _known(db, waiting, title, memory)
            done += _take(db, promises, found, second=more)
    fresh = [card for card in waiting if card.tries == 0]
    suspects = [card for card in waiting if card.tries > 0]
    for batch in filter(None, [fresh, *([card] for card in suspects)]):
        if batch[0].tries >= TRIES:
            done += _give_up(db, promises, batch[0])
            continue
        saved = _rate(db, rate, promises, batch, second, memory.under)
        if saved is None:  # it takes time to end a scorer that hangs; other work comes between two of them
            break
        done += saved
    return done


def second_opinions(
    db: Db,
    both: Rate,
    promises: Promises | None = None,
    *,
    limit: int = SECOND_AT_ONCE,
    lower: bool = True,
    memory: Memory = NOTHING,
    alike: Alike | None = None,
) -> int:
    """Up to `limit` cards that the first scorer has read are read by both, those that are shown bare before all others,
    then the most urgent. Returns how many.

    By itself that only raises a veil; `lower` is the policy for lowering one (see scoring.opinions.later).
    A text that brings the second scorer down keeps its first score. Raises ScorerGone when the second cannot be used;
    the cards keep their first scores too, and wait.
    """
    promises = promises or Promises(db)
    done, batches = to_read_again(db, promises, limit=limit, lower=lower, memory=memory, alike=alike)
    for batch in batches:
        scores = _asked(db, both, batch, cards.take_back_try)
        if scores is None:
            break
        done += read_again(db, promises, batch, scores, lower=lower, under=memory.under)
    return done


def to_read_again(
    db: Db, promises: Promises, *, limit: int, lower: bool, memory: Memory, alike: Alike | None = None
) -> tuple[int, list[list[cards.Rated]]]:
    """What of the next cards needs no reading is done with; how many those were, and up to `limit` others in batches."""
    waiting = cards.without_second(db, limit if alike is None else AT_ONCE)
    lost = [card.id for card in waiting if card.tries >= TRIES]
    if lost:
        log.warning("%d cards brought the second scorer down: their first score stays", len(lost))
        with db.transaction():
            cards.no_second(db, lost)
    waiting = [card for card in waiting if card.tries < TRIES]
    found, waiting = _known(db, waiting, memory.both, memory)
    if alike is not None:
        taken, later = alike.taken(waiting, memory.first, memory.both, memory.under)
        found += [
            (card, near.score, cards.How(card.text_key, memory.under, near.score.band, "near", near.card))
            for card in waiting
            if (near := taken.get(card.id)) is not None
        ]
        waiting = [card for card in waiting if card.id not in taken and card.id not in later]
    if found:
        _settle(db, promises, found, lower=lower)
    waiting = waiting[:limit]
    fresh = [card for card in waiting if card.tries == 0]
    return len(lost) + len(found), [
        *([fresh] if fresh else []),
        *([card] for card in waiting if card.tries > 0),
    ]


def read_again(
    db: Db,
    promises: Promises,
    batch: Sequence[cards.Rated],
    scores: Sequence[Score],
    *,
    lower: bool,
    under: str,
) -> int:
    """These were read by all scorers. Returns how many."""
    _settle(db, promises, _just_read(batch, scores, under), lower=lower)
    return len(batch)


def ask_again(db: Db, title: str) -> int:
    """When the scorers of this desk are others than those that rated its open cards, have them rated anew, in the
    background. `title` names the scorers of now with their versions. Returns how many cards wait for that.

    Where a scorer merely went away there is nobody new to ask.
    """
    known = db.column("SELECT value FROM meta WHERE key = :key", key=RATED_BY)
    before = known[0] if known else ""
    if before == title:
        return cards.second_left(db)
    parts = set(title.split(" + "))
    last = 0
    while not parts <= set(before.split(" + ")):
        with db.transaction():
            last = cards.ask_again(db, last, MARKED_AT_ONCE)
        if not last:
            break
    with db.transaction():
        db.run("DELETE FROM meta WHERE key = :key", key=RATED_BY)
        db.run("INSERT INTO meta (key, value) VALUES (:key, :title)", key=RATED_BY, title=title)
    return cards.second_left(db)


def place_grown(db: Db, promises: Promises | None = None, *, limit: int = AT_ONCE) -> int:
    """Cards that more copies have joined, or that came back, get a new place in the line. Returns how many."""
    promises = promises or Promises(db)
    grown = places.grown(db, limit)
    if grown:
        promises.hours()
        with db.transaction():
            places.put(db, [promises.placed(card) for card in grown])
    return len(grown)


def _rate(
    db: Db,
    rate: Rate,
    promises: Promises,
    batch: Sequence[cards.Unscored],
    second: Callable[[], bool],
    under: str,
) -> int | None:
    """How many scores counted; None when the scorer came down over these texts."""
    scores = _asked(db, rate, batch, cards.scorer_down)
    if scores is None:
        return None
    rows = _placed(db, promises, _just_read(batch, scores, under))
    more = second()
    with db.transaction():
        saved = cards.save_scores(db, rows, second=more)
        fault("rate.before_commit")
    fault("rate.after_commit")
    return saved


def _known(db: Db, waiting: Sequence[C], title: str, memory: Memory) -> tuple[list[Known[C]], list[C]]:
    """Those whose text was read before by the scorers of this title, and the others."""
    before = readings.known(db, [card.text_key for card in waiting], title, memory.under)
    found, others = list[Known[C]](), list[C]()
    for card in waiting:
        reading = before.get(card.text_key or "")
        if reading is None:
            others.append(card)
            continue
        taken = reading.taken or "same"
        how = cards.How(card.text_key, memory.under, reading.score.band, taken, reading.card)
        found.append((card, reading.score, how))
    return found, others


def _take(db: Db, promises: Promises, found: Sequence[Known[cards.Unscored]], *, second: bool) -> int:
    if not found:
        return 0
    rows = _placed(db, promises, found)
    with db.transaction():
        return cards.save_scores(db, rows, second=second)


def _settle(db: Db, promises: Promises, read: Sequence[Known[cards.Rated]], *, lower: bool) -> None:
    """For cards that have a score. Each new one is kept for the record, whether its card changes or not."""
    changed: list[cards.Scored] = []
    same: list[cards.Scored] = []
    for (card, _, _), row in zip(read, _placed(db, promises, read), strict=True):
        kept = later(card.before, row.score, lower=lower)
        (changed if kept is row.score else same).append(row)
    with db.transaction():
        cards.save_scores(db, changed)
        cards.note_scores(db, same)
        cards.no_second(db, [row.id for row in same])


def _placed(db: Db, promises: Promises, read: Sequence[Known[C]]) -> list[cards.Scored]:
    batch = [card for card, _, _ in read]
    scores = _by_account(db, batch, [score for _, score, _ in read])
    return [scored(promises, card, score, how) for (card, _, how), score in zip(read, scores, strict=True)]


def _just_read(batch: Sequence[C], scores: Sequence[Score], under: str) -> list[Known[C]]:
    return [
        (card, score, cards.How(card.text_key, under, score.band))
        for card, score in zip(batch, scores, strict=True)
    ]


def _by_account(db: Db, batch: Sequence[Card], scores: Sequence[Score]) -> Sequence[Score]:
    """With the points that the agency chose for an account. What is staged for a rehearsal stays."""
    chosen = {account: over(shipped(), own) for account, own in veils.chosen(db).items()}
    if not chosen:
        return scores
    return [
        score
        if score.band is None or card.account not in chosen or staged(score.model)
        else replace(score, band=with_points(score.band, score.labels, chosen[card.account]))
        for card, score in zip(batch, scores, strict=True)
    ]


def _asked(
    db: Db, rate: Rate, batch: Sequence[Card], not_tried: Callable[[Db, list[int]], None]
) -> Sequence[Score] | None:
    """The try is committed before it is made: a text may kill this process. None when the scorer came down."""
    ids = [card.id for card in batch]
    with db.transaction():
        cards.add_try(db, ids)
    try:
        return rate([card.text for card in batch])
    except ScorerGone:
        with db.transaction():
            not_tried(db, ids)
        raise
    except Exception as bug:  # around the scorer; see writing.md, Errors
        log.error("scoring %d cards failed: %s", len(batch), type(bug).__name__)
        return None


def scored(promises: Promises, card: Card, score: Score, how: cards.How = JUST_READ) -> cards.Scored:
    """A score, and the place in the line that comes with it."""
    place, due_us = promises.place(score.band, card.copies, score.labels, card.since_us)
    return cards.Scored(card.id, card.version, score, place.priority, place.because, due_us, how)


def _give_up(db: Db, promises: Promises, card: cards.Unscored) -> int:
    log.warning("card %d brought the scorer down %d times: left for people", card.id, card.tries)
    with db.transaction():
        cards.set_unchecked(db, [card.id], "poison")
        places.put(db, map(promises.placed, places.open_after(db, card.id - 1, 1)))
    return 1
