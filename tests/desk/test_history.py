"""What was decided is found again, stands behind the same veil, counts the same, and can be answered for."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from moderator import platforms
from moderator.cards import Card, Showing
from moderator.clock import HandClock
from moderator.decisions import Verdict
from moderator.desk import Desk
from moderator.gate import Who
from moderator.history import History, answer
from moderator.journal import verify
from moderator.problems import BadInput, BreakDue, NoSuchCard, NotAllowed, Refused
from moderator.records import Stand, Wanted
from moderator.rulebook import everything
from moderator.scores import Band
from moderator.store import comments, journal, outbox, people
from tests.desk.conftest import Office
from ui import words


def history(office: Office, person: str = "ann") -> History:
    caps = {name: kind.caps for name, kind in platforms.kinds().items()}
    return History(office.db, Who(person, "desk-1"), reasons=lambda: everything(office.db), caps=caps)


def decided(desk: Desk, card: Card, verdict: Verdict = Verdict.HIDE, reason: str | None = None) -> int:
    desk.open(card.id)
    return desk.decide(card.id, verdict, reason).id


def push_all(office: Office) -> None:
    office.clock.pass_(seconds=11)
    while (row := outbox.take(office.db, "w")) is not None:
        with office.db.transaction():
            outbox.settle(office.db, row.id, "w", "confirmed", ref="r")


def test_the_newest_decision_comes_first_and_no_entry_holds_words(office: Office, desk: Desk):
    first = decided(desk, office.says("You absolute turnip"))
    office.clock.pass_(minutes=1)
    second = decided(desk, office.says("The bins are late", Band.S0), Verdict.KEEP)
    page = history(office).page(Wanted())
    assert [entry.id for entry in page.entries] == [second, first]
    assert not page.more
    assert "turnip" not in repr(page)
    assert "bins" not in repr(page)


def test_what_came_in_a_file_is_done_by_hand_and_never_said_to_leave(office: Office, desk: Desk):
    made = decided(desk, office.says("You absolute turnip", platform="file"))
    asked = decided(desk, office.says("You silly cabbage"))
    told = {entry.id: entry for entry in history(office).page(Wanted()).entries}
    assert (told[made].by_hand, told[asked].by_hand) == (True, False)
    assert {each.id: each.by_hand for each in desk.recent(2)} == {made: True, asked: False}
    assert words.stand(told[made]) == "to be done by hand"
    assert words.past_verdict(told[made]) == "Hide: decided"
    assert words.progress(desk.recent(2)[1]) == "To be done by hand: hidden"
    assert "nothing was asked by this program" in answer(history(office).dossier(made), None)
    assert "nothing was asked" not in answer(history(office).dossier(asked), None)
    desk.reopen(made, "He says it was a joke")
    assert words.past_verdict(history(office).dossier(made).entry) == "Hide: decided"


def test_pages_follow_each_other_without_gap_or_repeat(office: Office, desk: Desk):
    made = []
    for number in range(7):
        made.append(decided(desk, office.says(f"Turnip number {number}", Band.S1), Verdict.KEEP))
        office.clock.pass_(seconds=number % 2)  # some share their moment
    past, found, after = history(office), [], None
    while True:
        page = past.page(Wanted(), after, limit=2)
        found += [entry.id for entry in page.entries]
        if not page.more:
            break
        after = page.entries[-1]
    assert found == made[::-1]


def test_each_filter_finds_what_it_says(office: Office, desk: Desk, clock: HandClock):
    hidden = decided(desk, office.says("You absolute turnip", author="troll.example"))
    clock.pass_(hours=1)
    kept = decided(desk, office.says("Which platform?", Band.S0, author="citizen.example"), Verdict.KEEP)
    other = office.desk("ben", "desk-2")
    clock.pass_(hours=1)
    escalated = decided(other, office.says("I know where you park", Band.S3), Verdict.ESCALATE)
    past, now = history(office), clock.wall()

    def found(**wanted: object) -> list[int]:
        return [entry.id for entry in past.page(Wanted(**wanted)).entries]  # type: ignore[arg-type]

    assert found(verdict=Verdict.HIDE) == [hidden]
    assert found(rule="personal-attacks") == [hidden]
    assert found(author="troll") == [hidden]
    assert found(author="nobody") == []
    assert found(mine=True) == [kept, hidden]
    assert found(since=now - timedelta(minutes=90)) == [escalated, kept]
    assert found(until=now - timedelta(minutes=90)) == [hidden]
    assert found(account=office.account, verdict=Verdict.KEEP) == [kept]
    assert found(account=999) == []
    assert found(card=past.page(Wanted()).entries[0].card) == [escalated]


@pytest.mark.parametrize("asked", ["user3", "@user3", "@use"])
def test_an_author_is_found_with_and_without_the_sign_before_the_name(office: Office, desk: Desk, asked: str):
    named = {
        decided(desk, office.says(text, author=author), Verdict.KEEP)
        for text, author in (("Which platform?", "@user3"), ("Which bus?", "user3.example"))
    }
    decided(desk, office.says("Which tram?", author="other"), Verdict.KEEP)
    assert {entry.id for entry in history(office).page(Wanted(author=asked)).entries} == named


def test_the_author_of_a_copy_is_found_too(office: Office, desk: Desk):
    office.says("You absolute turnip", author="first")
    card = office.says("You absolute turnip", author="second")
    made = decided(desk, card)
    assert [entry.id for entry in history(office).page(Wanted(author="second")).entries] == [made]


def test_how_far_it_has_got_is_told_and_can_be_asked_for(office: Office, desk: Desk):
    kept = decided(desk, office.says("Fine", Band.S0), Verdict.KEEP)
    undone = decided(desk, office.says("You turnip"))
    desk.undo(undone)
    pushed = decided(desk, office.says("You boiled turnip"))
    push_all(office)
    parked = decided(desk, office.says("You raw turnip"))
    office.clock.pass_(seconds=11)
    row = outbox.take(office.db, "w")
    assert row is not None
    with office.db.transaction():
        outbox.settle(office.db, row.id, "w", "parked", problem="The platform refused it")
    waiting = decided(desk, office.says("You mashed turnip"))
    past = history(office)
    expected = {
        Stand.UNDONE: [undone], Stand.PUSHED: [pushed], Stand.PARKED: [parked],
        Stand.DECIDED: [waiting, kept], Stand.PUSHING: [],
    }  # fmt: skip
    for stand, ids in expected.items():
        entries = past.page(Wanted(stand=stand)).entries
        assert [entry.id for entry in entries] == ids
        assert {entry.stand for entry in entries} <= {stand}
    assert past.page(Wanted(stand=Stand.PARKED)).entries[0].problem == "The platform refused it"


def test_who_decided_is_told_to_those_who_may_know(office: Office, desk: Desk):
    decided(desk, office.says("You absolute turnip"))
    with office.db.transaction():
        for person, role in (("ann", "moderator"), ("ben", "moderator"), ("lea", "lead")):
            people.join(office.db, person)
            people.give_role(office.db, person, role, "ann")
    assert history(office, "ann").page(Wanted()).entries[0].who == "me"
    assert history(office, "ben").page(Wanted()).entries[0].who == "colleague"
    assert history(office, "lea").page(Wanted()).entries[0].who == "ann"


# the dossier


def test_a_dossier_tells_times_rule_and_acts_and_no_words(office: Office, desk: Desk):
    office.says("Is it late again?", Band.S0)
    card = office.says("You absolute turnip", under="n1")
    office.says("Boiled turnip yourself", under="n2")
    made = decided(desk, card)
    push_all(office)
    told = history(office).dossier(made)
    assert told.rule is not None
    assert told.rule.key == "personal-attacks"
    assert [(act.op, act.state, act.copies) for act in told.acts] == [("hide", "confirmed", 1)]
    assert told.text is None
    assert [each.text for each in told.above] == ["Is it late again?"]
    assert [each.text for each in told.below] == [None]
    assert [line.act for line in told.journal] == ["decided"]
    assert told.can_reopen
    assert "turnip" not in repr(told)


def test_an_unknown_decision_is_named(office: Office):
    with pytest.raises(NoSuchCard, match="no decision 77"):
        history(office).dossier(77)


def test_the_words_count_as_they_do_in_the_queue(office: Office, desk: Desk):
    made = decided(desk, office.says("You absolute turnip"))
    past = history(office)
    shown = past.reveal(made, Showing.PLAIN)
    assert shown.text == "You absolute turnip"
    assert office.units() == 2.0
    office.clock.pass_(seconds=21)
    assert past.still_showing(shown.reveal) == 3.0
    past.cover(shown.reveal)
    assert office.units() == 3.0
    acts = [line.act for line in journal.lines(office.db)]
    assert acts == ["decided", "revealed"]


def test_the_words_around_count_too_and_others_are_not_given(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    office.says("Boiled turnip yourself", under="n1")
    stranger = office.says("Turnip elsewhere")
    made = decided(desk, card)
    past = history(office)
    [below] = past.dossier(made).below
    assert past.reveal_around(made, below.comment_id, Showing.PLAIN).text == "Boiled turnip yourself"
    assert office.units() == 2.0
    row = office.db.one("SELECT exemplar FROM card WHERE id = :id", id=stranger.id)
    assert row is not None
    with pytest.raises(NotAllowed):
        past.reveal_around(made, row["exemplar"], Showing.PLAIN)


def test_a_break_closes_the_words_here_as_well(office: Office, desk: Desk):
    made = decided(desk, office.says("You absolute turnip"))
    past = history(office)
    shown = past.reveal(made, Showing.MASKED)
    desk.break_now()
    with pytest.raises(BreakDue):
        past.reveal(made, Showing.MASKED)
    with pytest.raises(BreakDue):
        past.still_showing(shown.reveal)


def test_the_words_are_those_that_were_decided_on_whatever_became_of_them(office: Office, desk: Desk):
    made = decided(desk, office.says("You absolute turnip"))
    before = history(office).dossier(made)
    office.edit("n1", "You dear friend")
    told = history(office).dossier(made)
    assert told.edited_since
    assert told.sha256 == before.sha256
    assert history(office).reveal(made, Showing.PLAIN).text == "You absolute turnip"


# reopening


def test_a_reopened_card_waits_again_with_the_reason_as_a_note(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    made = decided(desk, card)
    push_all(office)
    desk.reopen(made, "The author says it was a quotation")
    assert history(office).dossier(made).entry.stand is Stand.UNDONE
    opened = desk.open(card.id)
    assert [note.text for note in opened.notes] == ["Reopened: The author says it was a quotation"]
    row = outbox.take(office.db, "w")
    assert row is not None
    assert str(row.op) == "unhide"


def test_reopening_needs_a_reason(office: Office, desk: Desk):
    made = decided(desk, office.says("You absolute turnip"))
    with pytest.raises(BadInput, match="reason"):
        desk.reopen(made, "  ")
    assert history(office).dossier(made).entry.stand is not Stand.UNDONE


def test_what_cannot_be_taken_back_says_so_beforehand(office: Office, desk: Desk):
    made = decided(desk, office.says("You absolute turnip"), Verdict.DELETE)
    push_all(office)
    assert not history(office).dossier(made).can_reopen
    with pytest.raises(NotAllowed):
        desk.reopen(made, "Complaint")


# the answer


def test_an_answer_is_a_private_file_and_holds_the_words_only_when_asked(
    office: Office, desk: Desk, tmp_path: Path
):
    made = decided(desk, office.says("You absolute turnip\x1b[2J"))
    push_all(office)
    path = history(office).write_answer(made, tmp_path / "answer.txt", with_words=False)
    text = path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "House rule: 4. No personal attacks" in text
    assert "confirmed for 1" in text
    assert "turnip" not in text
    history(office).write_answer(made, path, with_words=True)
    text = path.read_text("utf-8")
    assert "You absolute turnip[U+001B][2J" in text
    assert office.units() == 2.0, "whoever has the file reads it"
    acts = [line.act for line in journal.lines(office.db)]
    assert acts[-3:] == ["answer written", "revealed", "answer written"]
    assert verify(journal.lines(office.db)).ok


def test_a_break_closes_the_words_of_a_file_as_well(office: Office, desk: Desk, tmp_path: Path):
    made = decided(desk, office.says("You absolute turnip"))
    desk.break_now()
    with pytest.raises(BreakDue):
        history(office).write_answer(made, tmp_path / "answer.txt", with_words=True)
    assert not (tmp_path / "answer.txt").exists()
    history(office).write_answer(made, tmp_path / "answer.txt", with_words=False)
    assert "turnip" not in (tmp_path / "answer.txt").read_text("utf-8")


def test_a_file_that_cannot_be_written_is_said(office: Office, desk: Desk, tmp_path: Path):
    made = decided(desk, office.says("You absolute turnip"))
    with pytest.raises(Refused, match="cannot be written"):
        history(office).write_answer(made, tmp_path / "no" / "where.txt", with_words=False)
    assert [line.act for line in journal.lines(office.db)][-2:] == ["answer written", "answer not written"]


def test_an_edit_keeps_the_words_before_it(office: Office):
    office.says("First words", Band.S0)
    office.edit("n1", "Second words")
    office.edit("n1", "Third words")
    rows = office.db.query("SELECT revision, text FROM past_text ORDER BY revision")
    assert [(row["revision"], row["text"]) for row in rows] == [(1, "First words"), (2, "Second words")]
    assert len(comments.raw_of(office.db, 1)) == 3


def test_words_that_nobody_scored_are_not_shown_as_the_calm_ones_that_were_decided_on(
    office: Office, desk: Desk
):
    """A decision that was made before edits were kept does not know which words it was about."""
    made = decided(desk, office.says("Which platform?", Band.S0), Verdict.KEEP)
    with office.db.transaction():
        office.db.run("UPDATE decision SET revision = NULL")
    office.edit("n1", "You absolute turnip")
    told = history(office).dossier(made)
    assert told.text is None
    assert history(office).reveal(made, Showing.PLAIN).text == "You absolute turnip"
    assert office.units() == 2.0
