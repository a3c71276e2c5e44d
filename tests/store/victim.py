"""A desk and a worker in one process, to be killed at any moment: `python -m tests.store.victim WHERE EFFECTS`.

Gathers three pages, decides what it finds, sends the acts. After each commit it says so ("ACK page 1"); effects
on the platform go as lines into the file EFFECTS. Started again, it finishes what is left, and says DONE.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from moderator.clock import HandClock
from moderator.comments import Batch
from moderator.decisions import Op, Verdict
from moderator.problems import Problem
from moderator.store import accounts, comments, journal, outbox, queue
from moderator.store.db import Db, open_postgres, open_sqlite
from tests.store.desks import comment, skew_of

KEY = bytes(range(32))
PAGES, PAGE = 3, 4
VERDICTS = (Verdict.HIDE, Verdict.DELETE, Verdict.KEEP)


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def open_at(where: str, clock: HandClock) -> Db:
    if where.startswith("/"):
        return open_sqlite(Path(where), KEY, clock)
    return open_postgres(where, clock, skew=skew_of(clock))


def gather(db: Db, account: int) -> None:
    page = int(comments.bookmarks(db, account).get("main", "0"))
    while page < PAGES:
        found = [comment(f"{page}-{n}", f"You absolute turnip {page * PAGE + n // 2}") for n in range(PAGE)]
        page += 1
        with db.transaction():
            comments.save_batch(db, account, Batch(tuple(found), cursor=str(page)), "test")
            journal.append(db, "worker", "gathered", f"account {account}", {"page": page})
        say("ACK page", page)


def decide(db: Db) -> None:
    while True:
        with db.transaction():
            held = queue.claim(db, "otter", "d1")
        if held is None:
            return
        verdict = VERDICTS[held.card_id % 3]
        with db.transaction():
            acts = [
                queue.Act(row["comment_id"], row["account_id"], Op(verdict.value), verdict is Verdict.HIDE)
                for row in queue.copies(db, held.card_id)
                if verdict.acts
            ]
            made = queue.decide(db, held.id, f"r{held.id}", verdict, None, "unread", acts)
            journal.append(db, "otter", "decided", f"card {held.card_id}", {"decision": made.id})
        say("ACK decision", made.id)


def push(db: Db, effects: Path, sender: str) -> None:
    def settle(row: outbox.OutboxRow, state: str) -> None:
        with db.transaction():
            outbox.settle(db, row.id, sender, state)
        if state == "confirmed":
            say("ACK effect", row.key)

    while (row := outbox.take_uncertain(db, sender)) is not None:
        settle(row, "confirmed" if row.key in done(effects) else "pending")
    while (row := outbox.take(db, sender)) is not None:
        if row.op is Op.DELETE or row.key not in done(effects):  # hiding twice is hiding once
            with effects.open("a") as log:
                log.write(f"{row.key}\n")
        settle(row, "confirmed")


def done(effects: Path) -> list[str]:
    return effects.read_text().splitlines() if effects.exists() else []


def main(where: str, effects: Path) -> None:
    clock = HandClock()
    db = open_at(where, clock)
    if effects.with_suffix(".again").exists():
        clock.pass_(minutes=10)  # whoever was here before is dead, and its leases are over
    with db.transaction():
        account = accounts.ensure(db, "rehearsal", "", "desk")
    gather(db, account)
    decide(db)
    clock.pass_(seconds=11)
    push(db, effects, f"w{os.getpid()}")
    say("DONE")
    db.close()


if __name__ == "__main__":
    try:
        main(sys.argv[1], Path(sys.argv[2]))
    except Problem as problem:
        say("CLEAN", type(problem).__name__)
        sys.exit(3)
