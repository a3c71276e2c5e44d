"""The journal: every line tied to the one before, in the transaction of what it tells."""

from __future__ import annotations

import dataclasses
import json
import threading

import pytest

from moderator.chain import GENESIS, JournalLine, canonical, commitment, link
from moderator.journal import verify
from moderator.store import journal
from moderator.store.db import Db
from tests.store.desks import Desks


def write(db: Db, count: int, who: str = "otter") -> None:
    for number in range(count):
        with db.transaction():
            journal.append(db, who, "decided", f"card {number}", {"verdict": "hide", "copies": number})


def test_an_untouched_journal_verifies(db: Db) -> None:
    assert verify(journal.lines(db)).count == 0
    write(db, 5)
    found = verify(journal.lines(db))
    assert (found.ok, found.count, found.head) == (True, 5, journal.head(db)[1])


def test_a_line_is_written_with_what_it_tells_or_not_at_all(db: Db) -> None:
    def pulled_plug() -> None:
        with db.transaction():
            journal.append(db, "otter", "decided", "card 1", {})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pulled_plug()
    assert journal.head(db) == (0, GENESIS, 0)


CHANGES = {
    "who": "UPDATE journal SET who = 'heron' WHERE seq = 3",
    "act": "UPDATE journal SET act = 'kept' WHERE seq = 3",
    "subject": "UPDATE journal SET subject = 'card 9' WHERE seq = 3",
    "time": "UPDATE journal SET at_us = at_us + 1 WHERE seq = 3",
    "facts": """UPDATE journal SET facts = '{"copies":9,"verdict":"hide"}' WHERE seq = 3""",
    "facts not canonical": """UPDATE journal SET facts = '{"verdict":"hide", "copies":2}' WHERE seq = 3""",
    "facts not JSON": "UPDATE journal SET facts = 'x' WHERE seq = 3",
    "prev": "UPDATE journal SET prev = 'x' WHERE seq = 3",
    "hash": "UPDATE journal SET hash = 'x' WHERE seq = 3",
    "removed": "DELETE FROM journal WHERE seq = 3",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_any_change_is_found_at_its_line(db: Db, change: str) -> None:
    write(db, 5)
    with db.transaction():
        db.run(change)
    found = verify(journal.lines(db))
    assert (found.ok, found.first_bad) == (False, 3)
    assert found.why


def test_a_rewritten_journal_is_found_with_an_older_head(db: Db) -> None:
    write(db, 5)
    count, head, _ = journal.head(db)
    with db.transaction():
        db.run("DELETE FROM journal")
    write(db, 7, who="heron")
    assert verify(journal.lines(db)).ok, "by itself it is consistent"
    assert not verify(journal.lines(db), known_head=(count, head)).ok


def test_lines_cut_off_at_the_end_are_found_with_an_older_head(db: Db) -> None:
    write(db, 5)
    count, head, _ = journal.head(db)
    write(db, 2)
    assert verify(journal.lines(db), known_head=(count, head)).ok
    with db.transaction():
        db.run("DELETE FROM journal WHERE seq > 3")
    assert verify(journal.lines(db)).ok
    assert not verify(journal.lines(db), known_head=(count, head)).ok


def test_a_clock_set_back_does_not_turn_the_order_round(db: Db, desks: Desks) -> None:
    write(db, 1)
    desks.clock.set_wall(desks.clock.wall().replace(year=1971))
    write(db, 1)
    first, second = journal.lines(db)
    assert first.at_us == second.at_us


def test_many_writers_make_one_chain(desks: Desks) -> None:
    def writer(name: str) -> None:
        db = desks.make()
        write(db, 10, who=name)
        db.close()

    desks.open()
    threads = [threading.Thread(target=writer, args=(f"p{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db = desks.open()
    found = verify(journal.lines(db))
    assert (found.ok, found.count) == (True, 40)


def test_hostile_facts_are_kept_as_escapes(db: Db) -> None:
    with db.transaction():
        journal.append(db, "otter", "noted", "x\0", {"why": ["\ud800", {"\udfff": "\0"}], "n": 1.5})
    (line,) = journal.lines(db)
    assert line.facts == {"why": ["\\ud800", {"\\udfff": "\\u0000"}], "n": 1.5}
    assert verify([line]).ok


def test_the_chain_can_be_checked_by_hand(db: Db) -> None:
    write(db, 1)
    (line,) = journal.lines(db)
    import hashlib

    body = dataclasses.asdict(line)
    told = {key: body[key] for key in ("seq", "at_us", "who", "act", "subject", "facts")}
    text = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(bytes(32) + text).hexdigest() == line.hash
    assert canonical(told) == text


def test_every_flipped_bit_of_a_line_is_found() -> None:
    good = JournalLine(1, 1_700_000_000_000_000, "otter", "decided", "card 1", {"n": 1}, GENESIS, "")
    right = link(GENESIS, 1, good.at_us, good.who, good.act, good.subject, good.facts)
    good = dataclasses.replace(good, hash=right)
    assert verify([good]).ok
    for name in ("at_us",):
        for bit in range(48):
            assert not verify([dataclasses.replace(good, **{name: getattr(good, name) ^ (1 << bit)})]).ok
    for name in ("who", "act", "subject", "prev", "hash"):
        text = getattr(good, name)
        for at in range(len(text)):
            for bit in range(7):
                flipped = text[:at] + chr(ord(text[at]) ^ (1 << bit)) + text[at + 1 :]
                assert not verify([dataclasses.replace(good, **{name: flipped})]).ok


def test_a_commitment_needs_its_salt() -> None:
    assert commitment(b"a" * 16, b"turnip") != commitment(b"b" * 16, b"turnip")
