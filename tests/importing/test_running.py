"""Importing files: everything once, however often; what is broken is kept aside and said; killed, it goes on."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date

import pytest

from moderator.clock import from_us
from moderator.faults import VARIABLE, InjectedFault
from moderator.importing import looking, proposing, recognising, running
from moderator.journal import verify
from moderator.problems import BadInput, Lost
from moderator.store import accounts, cards, comments, imports, journal
from moderator.store.db import Db
from tests.importing.conftest import bring, plan_of
from tests.importing.test_sheets import SHEET, changed, workbook


def _texts(db: Db) -> list[str]:
    return db.column("SELECT text FROM comment ORDER BY id")


def test_importing_again_brings_nothing_twice(db: Db, written):
    path = written("id,text,author\n" + "".join(f"{n},turnip {n},bob\n" for n in range(2500)) + "x\n")
    first = bring(db, path).counts
    assert (first["new"], first["set_aside"]) == (2500, 1)
    again = bring(db, path).counts
    assert (again["new"], again["edited"], again["unchanged"], again["set_aside"]) == (0, 0, 2500, 1)
    assert len(_texts(db)) == 2500
    assert comments.set_aside_count(db) == 1
    found = recognising.recognise(path)
    assert looking.entries_in(found) == "about 2,500 entries"


def test_thirty_copies_without_an_id_are_one_card_of_thirty(db: Db, written):
    path = written("text\n" + "You absolute turnip\n" * 30)
    assert bring(db, path).counts["new"] == 30
    assert bring(db, path).counts["unchanged"] == 30
    (card,) = cards.line(db, 10).cards
    assert card.copies == 30


def test_a_newer_export_edits_and_an_older_one_does_not_edit_back(db: Db, written):
    older, newer = written("id,text\n1,Hello\n"), "id,text\n1,Hello there\n2,New\n"
    bring(db, older)
    done = bring(db, written(newer))
    assert (done.counts["new"], done.counts["edited"]) == (1, 1)
    again = bring(db, written("id,text\n1,Hello\n"))
    assert (again.counts["edited"], again.counts["unchanged"]) == (0, 1)
    assert _texts(db) == ["Hello there", "New"]


def test_the_same_id_twice_in_a_file_is_an_edit_and_stays_one(db: Db, written):
    path = written("id,text\n1,first\n1,second\n1,first\n")
    assert bring(db, path).counts["edited"] == 1
    assert bring(db, path).counts["edited"] == 0
    assert _texts(db) == ["second"]
    assert len(comments.raw_of(db, 1)) == 2


def test_an_import_that_is_cut_off_is_finished_by_the_next(db: Db, written, monkeypatch):
    path = written("text\n" + "".join(f"turnip {n}\n" for n in range(3500)))
    monkeypatch.setenv(VARIABLE, "import.before_commit:raise:5")
    monkeypatch.setattr("moderator.faults._visits", 0)
    with pytest.raises(InjectedFault):
        bring(db, path)
    monkeypatch.delenv(VARIABLE)
    assert len(_texts(db)) == 2000
    done = bring(db, path)
    assert (done.counts["new"], done.counts["unchanged"]) == (1500, 2000)


def test_rows_go_to_the_account_that_they_name_and_else_to_the_file(db: Db, written):
    path = written("text,account\na,Parks\nb,\nc,Roads\nd,Parks\n")
    assert bring(db, path).counts["new"] == 4
    held = {one.handle: one.id for one in accounts.listed(db)}
    assert held.keys() == {"Parks", "Roads", "comments.csv"}
    assert (
        db.column("SELECT text FROM comment WHERE account_id = :id ORDER BY id", id=held["Parks"])
        == ["a", "d"]
    )  # fmt: skip


@pytest.mark.parametrize("column", ["id", "account"])
def test_a_name_too_long_for_the_store_is_a_broken_row_with_its_line(db: Db, written, column):
    path = written(f"text,{column}\nHello,1\nx,{'y' * 3000}\nBye,3\n")
    done = bring(db, path)
    assert done.counts["new"] == 2
    assert [where for where, _ in done.aside] == ["line 3"]
    assert column in done.aside[0][1]


UNTIMELY = "id,text,date\n1,Hello,2026-02-03 10:00\n2,You turnip,2026-02-30 25:61\n3,Bye,\n"


def test_a_row_whose_time_cannot_be_read_is_set_aside_with_its_place_and_all_others_come(db: Db, written):
    done = bring(db, written(UNTIMELY))
    assert (done.counts["new"], done.counts["set_aside"], done.counts["no_time"]) == (2, 1, 1)
    assert done.aside == (("line 3", "Its time cannot be read: it looks like 9999-99-99 99:99"),)
    assert _texts(db) == ["Hello", "Bye"], "an empty cell names no time, and is none that cannot be read"
    (kept,) = db.query("SELECT place, body FROM set_aside")
    assert zlib.decompress(kept["body"]) == b"2,You turnip,2026-02-30 25:61"


def test_what_was_set_aside_for_its_time_is_taken_in_without_one_and_only_that_is_read(db: Db, written):
    path = written(UNTIMELY)
    bring(db, path)
    done = bring(db, path, replace(plan_of(path), untimed=True, again=True))
    counted = {name: count for name, count in done.counts.items() if count}
    assert counted == {"new": 1, "undated": 1, "taken_in": 1}
    assert _texts(db) == ["Hello", "Bye", "You turnip"]
    assert comments.set_aside_count(db) == 0
    assert "1 was taken in from the quarantine" in looking.outcome(done)
    again = bring(db, path, replace(plan_of(path), untimed=True))
    assert (again.counts["new"], again.counts["unchanged"]) == (0, 3)
    assert proposing.remembered(db, recognising.recognise(path)).untimed is False


def test_what_was_set_aside_is_taken_in_with_its_time_once_that_is_read_rightly(db: Db, written):
    path = written("text,date\nHello,3/4/2026\nYou turnip,25/3/2026\nBye,31/12/2026\n")
    wrong = replace(plan_of(path), order="month-first")
    done = bring(db, path, wrong)
    assert (done.counts["new"], done.counts["no_time"]) == (1, 2)
    done = bring(db, path, replace(wrong, order="day-first", again=True))
    assert (done.counts["new"], done.counts["taken_in"], done.counts["set_aside"]) == (2, 2, 0)
    assert len(_texts(db)) == 3
    moments = db.column("SELECT posted_us FROM comment WHERE text = 'You turnip'")
    assert from_us(moments[0]).date() == date(2026, 3, 25)
    assert comments.set_aside_count(db) == 0


def test_what_is_still_wrong_stays_in_quarantine(db: Db, written):
    path = written(UNTIMELY + "4\n")
    bring(db, path)
    done = bring(db, path, replace(plan_of(path), again=True))
    assert (done.counts["new"], done.counts["set_aside"], done.counts["taken_in"]) == (0, 2, 0)
    assert comments.set_aside_count(db) == 2


def test_a_file_of_broken_rows_alone_is_kept_aside_whole(db: Db, written):
    done = bring(db, written('{"text": 1}\n{"text": 2}\n', "x.ndjson"))
    assert (done.counts["new"], done.counts["set_aside"]) == (0, 2)
    assert [row["place"] for row in comments.quarantine(db)] == ["line 2", "line 1"]
    assert {row["source"] for row in comments.quarantine(db)} == {"file x.ndjson"}


def test_a_file_whose_name_is_not_text_is_imported_all_the_same(db: Db, written):
    assert bring(db, written("text\nHello\nx,y\n", b"caf\xe9 \x1b[2J.csv")).counts["new"] == 1
    (one,) = accounts.listed(db)
    assert one.handle == "caf\\udce9 \x1b[2J.csv"


def test_long_rows_are_stored_few_at_a_time(db: Db, written):
    bring(db, written("id,text\n" + "".join(f"{n},{'x' * 900_000}\n" for n in range(12))))
    at_once = [line.facts["new"] for line in journal.lines(db) if line.act == "imported"]
    assert sum(at_once) == 12
    assert max(at_once) <= 5


# stopped, killed, gone on with


def many(count: int) -> str:
    return "text,author\n" + "".join(f"turnip {n},bob\n" for n in range(count)) + "same,\n" * 30


def test_cancelled_it_keeps_what_is_here_and_goes_on_without_a_double(db: Db, written):
    path = written(many(3000))
    seen: list[running.Progress] = []
    ended = bring(db, path, told=seen.append, stop=lambda: len(seen) >= 2)
    assert (ended.state, ended.position, ended.counts["new"]) == ("cancelled", 1000, 1000)
    assert imports.latest(db)[0].state == "cancelled"
    run, token = running.take_up(db, path)
    assert run.position == 1000
    ended = running.carry_on(db, path, run, token)
    assert (ended.state, ended.position, ended.counts["new"], ended.counts["unchanged"]) == (
        "done",
        3030,
        3030,
        0,
    )
    assert len(_texts(db)) == 3030
    with pytest.raises(BadInput, match="No import of"):
        running.take_up(db, path)


def test_progress_is_in_bytes_of_the_file_and_comes_to_its_end(db: Db, written):
    path = written(many(3000))
    seen: list[running.Progress] = []
    bring(db, path, told=seen.append)
    assert [each.position for each in seen] == [500, 1000, 1500, 2000, 2500, 3000, 3030]
    assert all(0 < each.done <= each.of == path.stat().st_size for each in seen)
    assert seen[-1].done == seen[-1].of
    assert [each.done for each in seen] == sorted(each.done for each in seen)


@pytest.mark.parametrize("point", ["import.before_commit", "import.after_commit"])
@pytest.mark.parametrize("visit", [1, 3])
def test_cut_off_anywhere_it_goes_on_and_nothing_is_doubled_or_lost(
    db: Db, written, monkeypatch, point, visit
):
    path = written(many(1800) + "broken,row,of,four\n")
    monkeypatch.setenv(VARIABLE, f"{point}:raise:{visit}")
    monkeypatch.setattr("moderator.faults._visits", 0)
    with pytest.raises(InjectedFault):
        bring(db, path)
    monkeypatch.delenv(VARIABLE)
    assert len(_texts(db)) == 500 * (visit - (point == "import.before_commit"))
    run, token = running.take_up(db, path)
    ended = running.carry_on(db, path, run, token)
    assert (ended.state, ended.counts["new"], ended.counts["set_aside"]) == ("done", 1830, 1)
    assert len(_texts(db)) == 1830
    assert comments.set_aside_count(db) == 1
    assert verify(journal.lines(db)).ok


def test_whoever_had_the_run_before_can_move_it_no_more(db: Db, written):
    path = written(many(1200))
    run, token = running.begin(db, path, plan_of(path), who="anna")
    running.take_up(db, path)
    with pytest.raises(Lost):
        running.carry_on(db, path, run, token)
    assert _texts(db) == []


def test_another_file_under_the_same_name_is_not_gone_on_with(db: Db, written):
    path = written(many(1200))
    bring(db, path, stop=lambda: True)
    written("text\n" + "other\n" * 2000)
    with pytest.raises(BadInput) as refused:
        running.take_up(db, path)
    assert "changed since" in refused.value.sentence()


def test_a_file_that_was_moved_is_gone_on_with(db: Db, written, tmp_path):
    path = written(many(1200))
    bring(db, path, stop=lambda: True)
    moved = path.rename(tmp_path / "moved.csv")
    run, token = running.take_up(db, moved)
    assert running.carry_on(db, moved, run, token).counts["new"] == 1230


def test_a_file_that_somebody_writes_to_meanwhile_is_noticed(db: Db, written):
    path = written(many(1200))

    def grow(_: running.Progress) -> None:
        with path.open("a") as file:
            file.write("one more,\n")

    with pytest.raises(BadInput) as refused:
        bring(db, path, told=grow)
    assert "was changed while it was read. Its first 500 entries are here" in refused.value.sentence()
    assert imports.latest(db)[0].state == "stopped"
    assert bring(db, path).counts["unchanged"] == 500


def test_a_file_that_breaks_off_leaves_what_stands_before(db: Db, tmp_path):
    lines = [["text", "id"], *[[f"turnip {n}", n] for n in range(700)]]
    path = changed(
        workbook(tmp_path / "x.xlsx", {"A": lines}), SHEET, lambda body: body[: body.index(b'<row r="651"')]
    )
    with pytest.raises(BadInput, match="can be read up to row 650 only"):
        bring(db, path)
    assert len(_texts(db)) == 649
    (run,) = imports.latest(db)
    assert (run.state, run.position) == ("stopped", 649)
    assert "damaged" in run.why


def test_what_was_chosen_is_proposed_for_the_next_file_with_this_header(db: Db, written):
    path = written("Was;Wer\nHallo;ann\n")
    plan = plan_of(path, text="Was", author="Wer")
    bring(db, path, proposing.finished(plan, account="Parks", zone="Europe/Berlin"))
    found = recognising.recognise(
        written("Was;Wer\nTschüs;bob\n", "later.csv"), recognising.Wish(names=("Was",))
    )
    again = proposing.propose(found, proposing.remembered(db, found))
    assert (again.columns, again.account, again.zone) == (plan.columns, "Parks", "Europe/Berlin")
    other = recognising.recognise(written("text;n\nx;1\n", "other.csv"))
    assert proposing.remembered(db, other) is None


def test_the_agencys_own_rows_are_context_and_never_queued(db: Db, written):
    path = written("text,direction,id,parent id\nYou turnip,inbound,1,\nSorry,outbound,2,1\n")
    done = bring(db, path)
    assert (done.counts["new"], done.counts["own"]) == (1, 1)
    assert db.column("SELECT own FROM comment ORDER BY native_id") == [0, 1]
    assert len(cards.line(db, 10).cards) == 1
    assert bring(db, path).counts["own"] == 0


def test_a_wrong_column_for_the_account_does_not_make_a_thousand_accounts(db: Db, written):
    path = written("text,account\n" + "".join(f"t{n},{n}\n" for n in range(700)))
    done = bring(db, path)
    assert (done.counts["new"], done.counts["set_aside"]) == (500, 200)
    assert "is the right column chosen" in done.aside[0][1]


def test_the_journal_says_what_came_and_nothing_of_it(db: Db, written):
    bring(db, written("text\nYou absolute turnip\n"))
    (line,) = [line for line in journal.lines(db) if line.act == "imported"]
    assert (line.who, line.subject, line.facts["new"]) == ("anna", "import 1", 1)
    assert "turnip" not in str(line.facts)
