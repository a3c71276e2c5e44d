"""`moderator staff` and `moderator wellbeing leave-out`, as typed; and the worker that looks for names before it scores."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from moderator.clock import HandClock
from moderator.comments import Batch, Comment
from moderator.directory import Directory
from moderator.gate import Who
from moderator.keys import TokenBox
from moderator.scorers import loader
from moderator.store import accounts, cards, comments
from moderator.store.db import open_sqlite
from moderator.worker import Worker
from tests.people.test_commands import Answer, run  # noqa: F401  a fixture

KEY = os.urandom(32)


def test_names_go_in_and_only_numbers_come_out(run, tmp_path: Path):  # noqa: F811
    first: Answer = run(
        "staff", "add", "Zyxquin Wobblethorpe", "--handle", "@zyx_w", "--of", "me", "--team", "Counter"
    )
    assert first.out.startswith("Entry 1.")
    file = tmp_path / "staff.csv"
    file.write_text('name,handle\n=cmd|calc,\nKim Oakley,kim.o\nLi,"x"\n,\n"","!"\n', "utf-8")
    taken: Answer = run("staff", "import", str(file), code=4)
    assert "line 6" in taken.err or "line 4" in taken.err
    assert "delete it" in taken.out
    listed: Answer = run("staff", "list")
    assert "1 name, 1 handle" in listed.out
    assert "Counter" in listed.out
    said = first.out + taken.out + taken.err + listed.out
    assert not any(canary in said.lower() for canary in ("zyxquin", "wobblethorpe", "oakley"))
    assert "It names: 1" in run("staff", "try", stdin="why is zyxquin  W\u03bfbblethorpe here").out
    assert "It names nobody" in run("staff", "try", stdin="a calm sentence").out
    run("staff", "remove", "1")
    assert "It names nobody" in run("staff", "try", stdin="Zyxquin Wobblethorpe").out
    assert "There is no entry 1" in run("staff", "remove", "1", code=1).err


def test_kinds_are_left_out_and_come_again(run):  # noqa: F811
    assert "threat" in run("wellbeing", "leave-out", "threat").out
    assert "severe until your next shift" in run("wellbeing", "off-severe").out
    assert "You leave nothing out." in run("wellbeing", "take-in").out
    assert "needs attention" in run("wellbeing", "coverage").out
    run("wellbeing", "leave-out", "weather", code=2)


def test_the_worker_knows_whom_a_comment_names_by_the_time_it_has_a_score(tmp_path: Path, clock: HandClock):
    db = open_sqlite(tmp_path / "home" / "desk.db", os.urandom(32), clock)
    try:
        with db.transaction():
            accounts.ensure(db, "bluesky", "", "city")
        Directory(db, Who("otter", "desk"), KEY).add(["Robin Holloway"])
        said = ("Robin Holloway is an idiot", "When does Robin  Holloway open?", "When does the bridge open?")
        batch = tuple(Comment(text, text, "bob", "bob", text.encode(), version="1") for text in said)
        with db.transaction():
            comments.save_batch(db, 1, Batch(comments=batch), "bluesky")
        worker = Worker(
            db,
            TokenBox(os.urandom(32)),
            clock,
            home=str(tmp_path),
            rehearsal=False,
            load_scorer=loader(rehearsal=False, language="en"),
            names_key=KEY,
        )
        asyncio.run(worker.once())
        named = {row["text_key"] for row in db.query("SELECT DISTINCT text_key FROM named")}
        of = {
            row["native_id"]: row["text_key"] for row in db.query("SELECT native_id, text_key FROM comment")
        }
        assert {text for text in said if of[text] in named} == set(said[:2])
        assert cards.counts(db)["unscored"] == 0
    finally:
        db.close()
