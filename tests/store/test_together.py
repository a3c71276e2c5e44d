"""Many at once, for real: pages come in, desks claim, decide and undo, senders send, in threads of their own."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest

from moderator.comments import Gone, GoneReason
from moderator.decisions import Op, Verdict
from moderator.journal import verify
from moderator.problems import Lost, NoSuchCard, NotAllowed, Refused, StoreBusy
from moderator.scores import Band, Score
from moderator.store import cards, journal, outbox, queue, wordings
from moderator.store.db import Db
from tests.store.desks import Desks, add_account, claim, comment, gather
from tests.store.machine import AGREE

SECONDS = 4.0


def gatherer(db: Db, account: int, chance: random.Random, told: Counter[str]) -> None:
    known = [f"c{chance.randrange(60)}" for _ in range(4)]
    page = [
        comment(native, f"You turnip {chance.randrange(12)}", version=str(chance.random()))
        for native in known
    ]
    gone = [Gone(f"c{chance.randrange(60)}", GoneReason.DELETED)] if chance.random() < 0.3 else []
    told["new"] += gather(db, account, page, gone=gone).new


def desk(db: Db, account: int, chance: random.Random, told: Counter[str]) -> None:
    name = threading.current_thread().name
    held = claim(db, name, card_id=chance.choice([None, chance.randrange(1, 30)]), skip_passed=False)
    if held is None:
        return
    verdict = chance.choice([Verdict.HIDE, Verdict.DELETE, Verdict.KEEP])
    with db.transaction():
        acts = [
            queue.Act(row["comment_id"], row["account_id"], Op(verdict.value), verdict is Verdict.HIDE)
            for row in queue.copies(db, held.card_id)
            if verdict.acts
        ]
        made = queue.decide(db, held.id, f"{name}-{held.id}", verdict, None, "unread", acts)
        journal.append(db, name, "decided", f"card {held.card_id}", {"decision": made.id})
    told["decided"] += 1
    if chance.random() < 0.5:
        rows = db.query("SELECT comment_id FROM outbox WHERE decision_id = :id", id=made.id)
        ways = {(row["comment_id"], Op.HIDE): (Op.UNHIDE, True) for row in rows}
        with db.transaction():
            queue.undo(db, made.id, name, ways)
            journal.append(db, name, "undone", f"card {held.card_id}", {"decision": made.id})
        told["undone"] += 1


def sender(db: Db, account: int, chance: random.Random, told: Counter[str]) -> None:
    name = threading.current_thread().name
    row = outbox.take(db, name)
    if row is None:
        return
    told[row.key] += 1
    with db.transaction():
        outbox.settle(db, row.id, name, "confirmed")


def joiner(db: Db, account: int, chance: random.Random, told: Counter[str]) -> None:
    """Scores what waits and brings cards together, whichever they are; now and then takes a wording out again."""
    for waiting in cards.unscored(db, 10):
        made = Score({"insult": 0.9}, "test 1", Band.S2, "en")
        with db.transaction():
            cards.save_scores(db, [cards.Scored(waiting.id, waiting.version, made, 0, "")])
    open_cards = db.column(
        "SELECT id FROM card WHERE state IN ('waiting', 'claimed') AND scored = 1 ORDER BY id"
    )
    if len(open_cards) < 2:
        return
    head, card = chance.sample(open_cards, 2)
    with db.transaction():
        told["joined"] += wordings.join(db, head, card, fits=lambda one, other: True)
    found = wordings.of(db, head)
    if len(found) > 1 and chance.random() < 0.3:
        with db.transaction():
            own = wordings.part(db, head, chance.choice(found).text_key)
        if chance.random() < 0.5:
            with db.transaction():
                wordings.rejoin(db, head, own)


Work = Callable[[Db, int, random.Random, Counter[str]], None]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlcipher", "postgresql"])
def test_all_together_agree_in_the_end(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moderator.store.deciding.UNDO", queue.UNDO * 0)
    first = desks.open()
    account = add_account(first)
    told: list[Counter[str]] = []
    bugs: list[BaseException] = []

    def run(work: Work, seed: int) -> None:
        db, chance, mine = desks.make(), random.Random(seed), Counter[str]()
        told.append(mine)
        end = time.monotonic() + SECONDS
        try:
            while time.monotonic() < end:
                try:
                    work(db, account, chance, mine)
                except (Lost, Refused, NotAllowed, NoSuchCard, StoreBusy) as problem:
                    mine[type(problem).__name__] += 1
        except BaseException as bug:
            bugs.append(bug)
            raise
        finally:
            db.close()

    works: list[Work] = [gatherer, gatherer, desk, desk, desk, sender, sender, joiner, joiner]
    threads = [
        threading.Thread(target=run, args=(work, seed), name=f"{work.__name__}{seed}")
        for seed, work in enumerate(works)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not bugs
    sums = sum(told, Counter[str]())
    print({name: count for name, count in sums.items() if not name[1:2].isdigit()})
    assert sums["decided"] > 20
    assert sums["new"] > 20
    assert sums["joined"] > 3
    for what, sql in AGREE.items():
        assert not first.query(sql), what
    assert all(count == 1 for key, count in sums.items() if key[1:2].isdigit()), "an act was sent twice"
    assert verify(journal.lines(first)).ok
    assert verify(journal.lines(first)).count == sums["decided"] + sums["undone"]
