"""A replayed campaign from end to end: stored, scored by the embedded scorer, and read by a converted model where that has
not read the same or nearly the same before. Against the library's own calls on comments of the same stream.

Most of the comments are near-copies of a few (`bench.replay`), the others come once. Everything is counted
in CPU time of one thread, the store among it, in one run. Every comment has the scores of both at the end.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from random import Random
from typing import Any

from moderator.alike import Alike
from moderator.bench import replay
from moderator.bench.goals import Goal
from moderator.bench.models import Made, listed
from moderator.bench.places import Place
from moderator.comments import Batch, Comment
from moderator.gathering import store_batch
from moderator.promising import Promises
from moderator.rating import Memory, rate_waiting, second_opinions
from moderator.scores import Score
from moderator.scoring.embedded import Embedded
from moderator.scoring.onnx import Onnx
from moderator.scoring.opinions import together
from moderator.scoring.rate import rate
from moderator.store import accounts, cards
from moderator.store.db import Db

COMMENTS = 400
PAGE = 50
MOST_WORDS = 60  # of what is copied
SAMPLE = 96  # comments that the library's calls are measured on
SEED = 20261125


def lines(both: Made, real: Sequence[str]) -> dict[str, Any]:
    """For `bench.scoring`. `real`: comments, each once and of all lengths."""
    import torch

    copied = [text for text in real if replay.WORDS <= len(text.split()) <= MOST_WORDS]
    texts = replay.stream(copied, [text for text in real if text not in copied[:99]], COMMENTS, SEED).texts
    torch.set_num_threads(1)
    with Place("sqlcipher", "", 1) as place:
        db = place.open(0)
        try:
            ours, read = _ours(db, both, texts)
        finally:
            db.close()
    sample = Random(SEED).sample(texts, SAMPLE)
    one = _rate(lambda: [both.library.predict(text) for text in sample], SAMPLE)
    by_list = _rate(lambda: listed(both.library, sample), SAMPLE)
    return {
        "campaign: comments": len(texts),
        "campaign: share that the second scorer read itself": round(read / len(texts), 3),
        "campaign: comments per CPU second, everything": round(ours, 1),
        "campaign: against Detoxify.predict in lists": Goal("-", 20).beside(round(ours / by_list, 1)),
        "campaign: against Detoxify.predict one by one": {"value": round(ours / one, 1)},
    }


def _ours(db: Db, both: Made, texts: Sequence[str]) -> tuple[float, int]:
    """Comments per CPU second, and how many texts the second scorer was given."""
    quick, slow = Embedded.load(), Onnx.load(both.folder, threads=1)
    rate(["When will the bridge open?"], quick)
    read = 0

    def first(asked: Sequence[str]) -> list[Score]:
        return rate(asked, quick)

    def second(asked: Sequence[str]) -> list[Score]:
        nonlocal read
        read += len(asked)
        return [together(*pair) for pair in zip(first(asked), rate(asked, slow), strict=True)]

    titles = f"{quick.name} {quick.version}", f"{slow.name} {slow.version}"
    memory = Memory(titles[0], " + ".join(titles), "bench")
    promises, alike = Promises(db), Alike(db)
    with db.transaction():
        account = accounts.add(db, "file", "", "bench", None)
    begun = time.process_time()
    for start in range(0, len(texts), PAGE):
        said = tuple(
            Comment(f"n{start + n}", text, f"a{n}", f"a{n}", text.encode(), version="1")
            for n, text in enumerate(texts[start : start + PAGE])
        )
        store_batch(db, account, Batch(comments=said), source="bench", who="bench")
        rate_waiting(db, first, promises, second=lambda: True, memory=memory)
        second_opinions(db, second, promises, memory=memory, alike=alike)
    while cards.without_second(db, 1):
        second_opinions(db, second, promises, memory=memory, alike=alike)
    return len(texts) / (time.process_time() - begun), read


def _rate(call: Any, count: int) -> float:
    begun = time.process_time()
    call()
    return count / (time.process_time() - begun)
