"""House rules are the agency's own: changed in force at once, cited with the words they had, looked at twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moderator.decisions import Reason, Verdict
from moderator.desk import Desk
from moderator.gate import Who
from moderator.problems import BadInput, NotAllowed, Refused
from moderator.records import Stand, Wanted
from moderator.rulebook import GENERAL, Rulebook, everything, in_force
from moderator.scores import Band
from moderator.store import journal, outbox, people
from moderator.store.queue import UNDO
from tests.desk.conftest import Office
from tests.desk.test_history import decided, history

NEW = Reason(
    "no-spoilers",
    20,
    "No spoilers",
    "Please do not tell how it ends.",
    frozenset({Verdict.HIDE, Verdict.KEEP}),
)


@pytest.fixture
def book(office: Office) -> Rulebook:
    return Rulebook(office.db, Who("ann", "desk-1"))


def keys(office: Office) -> list[str]:
    return [rule.key for rule in in_force(office.db)]


def team(office: Office) -> None:
    """Two moderators and a lead sign in here."""
    with office.db.transaction():
        for person, role in (("ann", "moderator"), ("ben", "moderator"), ("lea", "lead")):
            people.join(office.db, person)
            people.give_role(office.db, person, role, "ann")


def look_twice(office: Office) -> None:
    rule = next(rule for rule in everything(office.db) if rule.key == "personal-attacks")
    Rulebook(office.db, Who("lea", "desk-3")).change(replace(rule, second_look=frozenset({Verdict.HIDE})))


def test_a_set_ships_and_a_new_rule_joins_it_at_once(office: Office, desk: Desk, book: Rulebook):
    assert GENERAL in keys(office)
    book.change(NEW)
    assert keys(office)[-1] == "no-spoilers"
    opened = desk.open(office.says("She dies", Band.S0).id)
    assert "no-spoilers" in [rule.key for rule in opened.reasons]
    assert desk.decide(opened.card.id, Verdict.HIDE, "no-spoilers").verdict is Verdict.HIDE


def test_a_retired_rule_is_offered_no_more_and_still_shown_where_it_was_cited(
    office: Office, desk: Desk, book: Rulebook
):
    made = decided(desk, office.says("You absolute turnip"), Verdict.HIDE, "off-topic")
    book.retire("off-topic")
    assert "off-topic" not in keys(office)
    cited = history(office).dossier(made).rule
    assert cited is not None
    assert cited.title == "Keep to the topic"
    with pytest.raises(BadInput, match="no house rule"):
        decided(desk, office.says("You boiled turnip"), Verdict.HIDE, "off-topic")
    desk.put_back()
    book.bring_back("off-topic")
    assert "off-topic" in keys(office)


def test_a_decision_is_shown_with_the_words_its_rule_had(office: Office, desk: Desk, book: Rulebook):
    book.change(replace(NEW, wording="First words"))
    office.clock.pass_(minutes=1)
    made = decided(desk, office.says("She dies"), Verdict.HIDE, "no-spoilers")
    office.clock.pass_(minutes=1)
    book.change(replace(NEW, wording="Other words"))
    told = history(office).dossier(made).rule
    assert told is not None
    assert told.wording == "First words"
    assert [rule.wording for _, rule in book.wordings("no-spoilers")] == ["Other words", "First words"]


def test_a_hide_always_cites_a_rule(office: Office, desk: Desk):
    calm = decided(desk, office.says("Which platform?", Band.S0))
    odd = decided(desk, office.says("¿Qué?", None))
    assert history(office).dossier(calm).entry.rule == GENERAL
    assert history(office).dossier(odd).entry.rule == GENERAL


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"key": "No Spaces!"}, "key"),
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"wording": "x" * 2001}, "wording"),
        ({"number": 0}, "number"),
        ({"number": 4}, "another rule"),
        ({"verdicts": frozenset()}, "allows nothing"),
        ({"second_look": frozenset({Verdict.DELETE})}, "second look"),
        ({"categories": frozenset({"rudeness"})}, "no category"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_changed(
    office: Office, book: Rulebook, change: dict, says: str
):
    with pytest.raises(BadInput, match=says):
        book.change(replace(NEW, **change))
    assert "no-spoilers" not in keys(office)
    assert list(journal.lines(office.db)) == []


def test_the_rule_that_everything_falls_back_on_stays(office: Office, book: Rulebook):
    with pytest.raises(NotAllowed):
        book.retire(GENERAL)


def test_a_change_is_noted_by_key_alone(office: Office, book: Rulebook):
    book.change(NEW)
    [line] = journal.lines(office.db)
    assert (line.act, line.subject) == ("house rule changed", "rule no-spoilers")
    assert "spoilers" not in str(line.facts)


def test_a_moderator_may_not_change_the_rules(office: Office):
    team(office)
    with pytest.raises(NotAllowed, match="role"):
        Rulebook(office.db, Who("ben", "desk-2")).change(NEW)


# the second look


def test_a_decision_under_such_a_rule_waits_for_a_colleague(office: Office):
    team(office)
    look_twice(office)
    ann, ben = office.desk(), office.desk("ben", "desk-2")
    made = decided(ann, office.says("You absolute turnip"))
    office.clock.pass_(seconds=11)
    assert outbox.take(office.db, "w") is None, "nothing leaves before somebody agreed"
    assert [entry.id for entry in history(office).page(Wanted(stand=Stand.AWAITS)).entries] == [made]
    with pytest.raises(NotAllowed, match="yours"):
        ann.second(made)
    agreed = ben.second(made)
    assert agreed.undo_until == office.clock.wall() + UNDO
    assert outbox.take(office.db, "w") is None, "it can be called back for ten seconds"
    office.clock.pass_(seconds=11)
    row = outbox.take(office.db, "w")
    assert row is not None
    assert str(row.op) == "hide"
    told = history(office).dossier(made)
    assert told.entry.agreed_at is not None
    assert [line.act for line in told.journal] == ["decided", "agreed"]


def test_agreeing_twice_sends_nothing_twice(office: Office):
    team(office)
    look_twice(office)
    made = decided(office.desk(), office.says("You absolute turnip"))
    office.desk("ben", "desk-2").second(made)
    with pytest.raises(Refused, match="no second look"):
        office.desk("lea", "desk-3").second(made)
    rows = office.db.query("SELECT id FROM outbox WHERE decision_id = :id", id=made)
    assert len(rows) == 1


def test_who_disagrees_reopens_it(office: Office):
    team(office)
    look_twice(office)
    card = office.says("You absolute turnip")
    made = decided(office.desk(), card)
    ben = office.desk("ben", "desk-2")
    ben.reopen(made, "It is a quotation")
    assert office.desk("lea", "desk-3").open(card.id).card.id == card.id
    with pytest.raises(Refused):
        ben.second(made)


def test_who_is_alone_needs_no_second_look(office: Office, desk: Desk):
    rule = next(rule for rule in everything(office.db) if rule.key == "personal-attacks")
    Rulebook(office.db, Who("ann", "desk-1")).change(replace(rule, second_look=frozenset({Verdict.HIDE})))
    made = decided(desk, office.says("You absolute turnip"))
    assert history(office).dossier(made).entry.stand is Stand.DECIDED
    office.clock.pass_(seconds=11)
    assert outbox.take(office.db, "w") is not None
