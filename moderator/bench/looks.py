"""How often somebody has to look at abuse: a campaign replayed at the real desk, with a moderator who follows a script.

The campaign: COMMENTS comments, most of them near-copies of a few abusive ones (`bench.replay`), the rest as people wrote
them to one another (validation rows that no scorer was trained on, with what raters said of them). They are stored,
scored and brought onto common cards as the worker does it. The moderator takes what the desk gives, hides unread what
is certain (a calibrated probability of SURE or more), looks at every other veiled card, and decides those as the raters
did; breaks and limits are kept. A look is every reveal, of calm comments too, and every abusive one that was shown bare.

Beside it what the same moderator looks at who never decides unread. Its errors are those of common cards alone.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np

from moderator import platforms
from moderator.bench import replay
from moderator.bench.goals import Goal
from moderator.cards import OpenCard, Showing
from moderator.choices import Choices
from moderator.clock import HandClock
from moderator.comments import Batch, Comment
from moderator.decisions import Verdict
from moderator.desk import Desk
from moderator.following import Following
from moderator.gate import Who
from moderator.gathering import store_batch
from moderator.joining import Joining
from moderator.problems import BreakDue, LimitReached
from moderator.promising import Promises
from moderator.rating import rate_waiting
from moderator.rulebook import in_force
from moderator.scores import Score
from moderator.scoring.embedded import Embedded
from moderator.scoring.rate import rate
from moderator.scoring.training.data import Table
from moderator.scoring.training.measuring import SOCIAL
from moderator.store import accounts, cards
from moderator.store.db import Db, open_sqlite
from moderator.together import Together
from moderator.wellbeing.values import Presence

COMMENTS, SEED = 1000, 20261125
BACKGROUND = "jigsaw_2018"  # what people wrote to one another, calm and abusive as it came
SURE = 0.9
PARTS = 10
PERSON = "otter"


class Stream(NamedTuple):
    """`abusive` by text."""

    texts: list[str]
    abusive: Mapping[str, bool]


def lines(valid: Table) -> dict[str, Any]:
    """For `bench.scoring`."""
    stream = campaign(valid)
    abusive = sum(stream.abusive[text] for text in stream.texts)
    figures: dict[str, Any] = {"looks: comments, abusive ones": {"value": [len(stream.texts), abusive]}}
    follow = Together(follow=timedelta(days=7))
    for name, together, parts, sure in (
        ("looks, in one go", Together(), 1, SURE),
        (f"looks, in {PARTS} parts, copies follow", follow, PARTS, SURE),
        (f"looks, in {PARTS} parts", Together(), PARTS, SURE),
        ("looks, in one go, everything revealed", Together(), 1, 2.0),
    ):
        told = replayed(stream, together, parts, sure)
        at_abuse = told["revealed abusive"] + told["bare abusive"]
        per = {
            key: round(count * 1000 / abusive) for key, count in (("abuse", at_abuse), ("all", told["looks"]))
        }
        if sure <= 1:
            figures[f"{name}: at abuse, per 1,000 abusive"] = Goal("-", 150, False).beside(per["abuse"])
            figures[f"{name}: at calm ones too, per 1,000 abusive"] = Goal("-", 150, False).beside(per["all"])
            figures[f"{name}: wrongly decided, share"] = Goal("-", 0.02, False).beside(
                round(told["wrong"], 4)
            )
        else:
            figures[f"{name}: per 1,000 abusive"] = {"value": [per["abuse"], per["all"]]}
        figures[f"{name}: decisions, bare abuse"] = {"value": [told["decisions"], told["bare abusive"]]}
    return figures


def campaign(valid: Table) -> Stream:
    chance = Random(SEED)
    truth, english = valid.truth[:, 0], valid.languages == "en"
    fits = np.array([replay.WORDS <= len(text.split()) <= 60 for text in valid.texts])
    harsh = np.flatnonzero(english & fits & (truth >= 0.5) & np.isin(valid.sources, SOCIAL)).tolist()
    known = np.flatnonzero(english & (valid.sources == BACKGROUND) & ~np.isnan(truth)).tolist()
    chance.shuffle(harsh)
    chance.shuffle(known)
    copied = [valid.texts[row] for row in harsh]
    once = {valid.texts[row]: bool(truth[row] >= 0.5) for row in known if valid.texts[row] not in copied[:99]}
    made = replay.stream(copied, list(once), COMMENTS, SEED)
    return Stream(
        made.texts,
        {text: of >= 0 or once[text] for text, of in zip(made.texts, made.copy_of, strict=True)},
    )


def replayed(stream: Stream, together: Together, parts: int, sure: float) -> dict[str, Any]:
    """`parts`: how often the moderator comes to the desk while the campaign goes on. `sure`: from where unread."""
    with tempfile.TemporaryDirectory(prefix="moderator-bench-") as folder:
        clock, path, key = HandClock(), Path(folder) / "home" / "desk.db", os.urandom(32)
        db, at_desk = open_sqlite(path, key, clock), None
        try:
            with db.transaction():
                account = accounts.ensure(db, "rehearsal", "", "bench")
            work, at_desk = _worker(db, together), open_sqlite(path, key, clock)
            person = _Moderator(at_desk, clock, stream.abusive, sure)
            size = -(-len(stream.texts) // parts)
            for start in range(0, len(stream.texts), size):
                _gather(db, account, stream.texts[start : start + size], start)
                work()
                person.work()
            return person.told() | {"wrong": _wrong(db, stream), "abusive": _abusive(stream)}
        finally:
            db.close()
            if at_desk is not None:
                at_desk.close()


def _gather(db: Db, account: int, texts: Sequence[str], start: int) -> None:
    said = tuple(
        Comment(f"n{n}", text, f"a{n}", f"a{n}", text.encode(), version="1")
        for n, text in enumerate(texts, start)
    )
    store_batch(db, account, Batch(comments=said), source="bench", who="bench")


def _worker(db: Db, together: Together) -> Callable[[], None]:
    """What a worker does with comments: scores, and common cards."""
    scorer, promises = Embedded.load(), Promises(db)
    joining = Joining(db, together, Following(db, _choices(db), together, "policy bench"))

    def first(texts: Sequence[str]) -> list[Score]:
        return rate(texts, scorer)

    def work() -> None:
        while rate_waiting(db, first, promises) or joining.round():
            pass

    return work


def _choices(db: Db) -> Choices:
    kinds = platforms.kinds()
    return Choices(
        db,
        caps={name: kind.caps for name, kind in kinds.items()},
        titles={name: kind.title for name, kind in kinds.items()},
        reasons=lambda: in_force(db),
    )


class _Moderator:
    def __init__(self, db: Db, clock: HandClock, abusive: Mapping[str, bool], sure: float) -> None:
        kinds = platforms.kinds()
        self._db, self._clock, self._abusive, self._sure = db, clock, abusive, sure
        self._desk = Desk(
            db,
            Who(PERSON, "bench"),
            caps={name: kind.caps for name, kind in kinds.items()},
            titles={name: kind.title for name, kind in kinds.items()},
            reasons=lambda: in_force(db),
        )
        self._count = dict.fromkeys(("revealed abusive", "revealed calm", "bare abusive", "decisions"), 0)

    def work(self) -> None:
        """Until nothing waits. Days end where the desk says so."""
        while cards.counts(self._db)["waiting"]:
            try:
                opened = self._desk.next()
                if opened is None:
                    self._go_home()
                else:
                    self._decide(opened)
            except BreakDue as due:
                self._rest(due.left)
            except LimitReached:
                self._go_home()

    def told(self) -> dict[str, Any]:
        count = self._count
        looks = count["revealed abusive"] + count["revealed calm"] + count["bare abusive"]
        return {**count, "looks": looks}

    def _decide(self, opened: OpenCard) -> None:
        card = opened.card
        self._clock.pass_(seconds=3)
        if card.text is not None:
            abusive = self._abusive[card.text]
            self._count["bare abusive"] += abusive
        elif max(card.labels.values(), default=0.0) >= self._sure:
            abusive = True
        else:
            words = self._desk.reveal(card.id, Showing.PLAIN)
            abusive = self._abusive[words.text]
            self._count["revealed abusive" if abusive else "revealed calm"] += 1
            self._clock.pass_(seconds=6)
            self._desk.cover(words.reveal)
        rule = next((each.key for each in opened.reasons), None) if abusive else None
        self._desk.decide(card.id, Verdict.HIDE if abusive else Verdict.KEEP, rule)
        self._count["decisions"] += 1

    def _rest(self, left: timedelta) -> None:
        self._desk.rest(Presence.LOCKED)
        self._clock.pass_(seconds=left.total_seconds() + 1)
        self._desk.rest(Presence.LOCKED)
        self._desk.ready()

    def _go_home(self) -> None:
        self._desk.put_back()
        self._rest(timedelta(hours=16))


def _wrong(db: Db, stream: Stream) -> float:
    rows = db.query(
        """SELECT x.text, d.verdict FROM comment x
        JOIN decision d ON d.card_id = x.card_id AND d.undone_us IS NULL"""
    )
    assert len(rows) == len(stream.texts), (len(rows), len(stream.texts))
    wrong = [row for row in rows if (row["verdict"] == "hide") != stream.abusive[row["text"]]]
    return len(wrong) / len(rows)


def _abusive(stream: Stream) -> int:
    return sum(stream.abusive[text] for text in stream.texts)
