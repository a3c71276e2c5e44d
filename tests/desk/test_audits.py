"""Decisions made unread come back unmarked to a colleague: nothing tells such a card, and nothing follows from it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta

import pytest

from moderator.auditing import compare, look_back
from moderator.blind import Figure, total
from moderator.cards import Card, OpenCard, Showing, State
from moderator.comments import Batch, Gone, GoneReason
from moderator.decisions import Extra, Op, UndoKind, Verdict
from moderator.desk import Desk
from moderator.gate import Who
from moderator.history import History
from moderator.problems import BreakDue, EditedMeanwhile, Lost, NoSuchCard, NotAllowed, Problem, Refused
from moderator.promising import Promises
from moderator.records import Stand, Wanted
from moderator.rulebook import everything
from moderator.scores import Band
from moderator.store import audits, comments, consultations, outbox, people
from moderator.unread import Unread
from moderator.wellbeing.consultation import Consulted, Law
from tests.desk.conftest import HERE, Office

FIRST = date(2026, 11, 23)  # of the hand clock
CONSULTED = Consulted(FIRST, "Everybody", FIRST, FIRST, Law.OTHER, confirmed=True)
TURNIP = "You absolute turnip"


@dataclass
class Team:
    """Ann decides unread, and all that she does so is drawn; Ben and Cem are her colleagues."""

    office: Office
    ann: Desk = field(init=False)
    ben: Desk = field(init=False)

    def __post_init__(self) -> None:
        for person in ("ann", "ben", "cem"):
            self.joins(person)
        self.ann = self.office.desk("ann", "desk-1", checked=1.0)
        self.ben = self.office.desk("ben", "desk-2", checked=1.0)

    def joins(self, person: str, role: str = "moderator") -> None:
        with self.office.db.transaction():
            people.join(self.office.db, person)
            people.give_role(self.office.db, person, role, person)

    def later(self, **time: float) -> None:
        """Time passes, and the worker looks in."""
        self.office.clock.pass_(**(time or {"hours": 3}))
        look_back(self.office.db, Promises(self.office.db, HERE))

    def comes_back(self, verdict: Verdict = Verdict.HIDE, *, text: str = TURNIP) -> tuple[Card, Card]:
        """Ann decides a card unread; it comes back. The decided card, and the twin as Ben sees it."""
        card = self.office.says(text)
        self.ann.decide_unread(card.id, verdict)
        self.later()
        (twin,) = self.ben.line().cards
        return self.ann.card(card.id), twin

    def reads(self, twin: Card, verdict: Verdict, *, desk: Desk | None = None, **more: object) -> int:
        """Ben reads the words and decides. Afterwards the worker compares."""
        desk = desk or self.ben
        desk.open(twin.id)
        desk.cover(desk.reveal(twin.id, Showing.PLAIN).reveal)
        made = desk.decide(twin.id, verdict, **more)  # type: ignore[arg-type]
        self.later(seconds=11)
        return made.id

    def state(self) -> list[str]:
        return [row["state"] for row in self.office.db.query("SELECT state FROM audit ORDER BY id")]

    def acts(self) -> list[tuple[str, str]]:
        rows = self.office.db.query("SELECT key, op FROM outbox ORDER BY id")
        return [(row["key"], row["op"]) for row in rows]

    def history(self, person: str) -> History:
        desk = {"ann": self.ann, "ben": self.ben}[person]
        return History(
            desk._db, Who(person, "h"), reasons=lambda: everything(self.office.db), caps=desk._choices._caps
        )


@pytest.fixture
def team(office: Office) -> Team:
    return Team(office)


def test_what_was_decided_unread_comes_back_to_a_colleague_and_not_to_whoever_decided(team: Team):
    card, twin = team.comes_back()
    assert twin.id != card.id
    assert team.ann.line().cards == ()
    assert team.ann.line().waiting == 0
    assert list(team.ann.line_ids()) == []
    assert team.ann.next() is None
    assert team.ann.cards([twin.id]) == []
    for act in (team.ann.open, team.ann.card, lambda n: team.ann.note(n, "x"), team.ann.nasty):
        with pytest.raises(NoSuchCard):
            act(twin.id)
    opened = team.ben.next()
    assert opened is not None
    assert opened.card.id == twin.id
    assert "turnip" in team.ben.reveal(twin.id, Showing.PLAIN).text
    assert team.office.units("ben") == 2


def test_nothing_on_the_card_tells_it_from_one_that_came_in_for_the_first_time(team: Team):
    _, twin = team.comes_back()
    plain = team.office.says("You utter cabbage")
    found, other = team.ben.open(twin.id), team.ben.open(plain.id)

    def face(opened: OpenCard) -> OpenCard:
        same = {"id": 0, "posted_at": None, "due_at": None, "due_in": None, "size": 0, "version": 0}
        return replace(opened, card=replace(opened.card, **same), claim=0, author=None)  # type: ignore[arg-type]

    assert face(found) == face(other)
    assert found.author is not None
    assert other.author is not None
    assert (found.author.acted_on, found.author.last) == (0, ())
    assert found.author == other.author


def test_its_place_in_the_line_is_among_its_like(team: Team):
    card = team.office.says(TURNIP)
    waiting = team.office.says("You utter cabbage")
    team.ann.decide_unread(card.id, Verdict.HIDE)
    team.later()
    first, second = team.ben.line().cards
    assert first.id == waiting.id
    assert first.due_at == second.due_at


@pytest.mark.parametrize("verdict", [Verdict.HIDE, Verdict.DELETE, Verdict.KEEP])
def test_no_act_follows_from_it_and_the_decision_stands(team: Team, verdict: Verdict):
    card, twin = team.comes_back(Verdict.KEEP)
    before = team.acts()
    team.reads(twin, verdict)
    assert team.acts() == before == []
    assert team.ann.card(card.id).decided is Verdict.KEEP
    assert outbox.take(team.office.db, "w") is None
    assert team.state() == ["agreed" if verdict is Verdict.KEEP else "differs"]


def test_what_is_asked_beside_the_verdict_does_not_leave_either_and_what_was_written_is_kept(team: Team):
    card, twin = team.comes_back(Verdict.KEEP)
    team.reads(twin, Verdict.KEEP, also=[Extra(Op.REPLY, "Thank you"), Extra(Op.MUTE)])
    assert team.acts() == []
    assert team.state() == ["differs"]
    team.ann.reopen(1, "seen differently")
    assert team.ben.open(card.id).answer == "Thank you"


def test_a_decision_about_it_is_told_of_as_any_other(team: Team):
    _, twin = team.comes_back()
    plain = team.office.says("You utter cabbage")
    made = []
    for each in (twin, plain):
        team.ben.open(each.id)
        team.ben.cover(team.ben.reveal(each.id, Showing.PLAIN).reveal)
        made.append(team.ben.decide(each.id, Verdict.HIDE, also=[Extra(Op.MUTE)]))
        team.office.clock.pass_(seconds=1)
    one, two = made
    assert (one.undo_later, one.undo_stays, one.also, one.copies) == (
        two.undo_later, two.undo_stays, two.also, two.copies,
    )  # fmt: skip
    assert one.undo_until is not None
    assert two.undo_until is not None
    assert two.undo_until - one.undo_until == timedelta(seconds=1)
    newest, older = team.ben.recent(2)
    assert replace(newest, id=0, card=0, at=older.at) == replace(older, id=0, card=0)
    told = team.history("ben").page(Wanted(mine=True)).entries
    assert [entry.stand for entry in told] == [Stand.DECIDED, Stand.DECIDED]
    assert {entry.id for entry in team.history("ben").page(Wanted(stand=Stand.DECIDED)).entries} >= {
        one.id,
        two.id,
    }


def test_it_can_be_taken_back_within_ten_seconds_and_waits_again(team: Team):
    _, twin = team.comes_back()
    team.ben.open(twin.id)
    team.ben.decide(twin.id, Verdict.KEEP)
    undone = team.ben.undo()
    assert (undone.card, undone.kind) == (twin.id, UndoKind.CALLED_BACK)
    assert team.ben.card(twin.id).state is State.WAITING
    assert team.state() == ["waiting"]
    team.reads(twin, Verdict.HIDE)
    assert team.state() == ["agreed"]


def test_the_one_who_agreed_may_still_change_their_mind_but_a_difference_that_was_told_stays(team: Team):
    _, twin = team.comes_back()
    team.reads(twin, Verdict.HIDE)
    assert team.ben.undo().card == twin.id
    made = team.reads(twin, Verdict.KEEP)
    assert team.state() == ["differs"]
    with pytest.raises(NotAllowed, match="no longer be taken back"):
        team.ben.undo(made)
    assert team.ben.recent(1)[0].state == "differs"


def test_once_they_agree_it_has_got_as_far_as_the_decision_it_agrees_with(team: Team):
    _, twin = team.comes_back()
    row = outbox.take(team.office.db, "w")
    assert row is not None
    with team.office.db.transaction():
        outbox.settle(team.office.db, row.id, "w", "confirmed")
    made = team.reads(twin, Verdict.HIDE)
    assert team.ben.recent(1)[0].state == "pushed"
    (entry,) = team.history("ben").page(Wanted(mine=True, stand=Stand.PUSHED)).entries
    assert (entry.id, entry.stand) == (made, Stand.PUSHED)
    assert team.ben.undo().kind is UndoKind.COMPENSATING
    assert len(team.acts()) == 1


def test_where_the_platform_failed_it_has_got_no_further(team: Team):
    _, twin = team.comes_back()
    row = outbox.take(team.office.db, "w")
    assert row is not None
    with team.office.db.transaction():
        outbox.settle(team.office.db, row.id, "w", "parked", problem="refused")
    team.reads(twin, Verdict.HIDE)
    assert team.state() == ["agreed"]
    assert team.ben.recent(1)[0].state == "decided"


# what could tell it by looking elsewhere


def test_the_history_does_not_tell_it_by_any_filter_until_it_is_over(team: Team):
    card, twin = team.comes_back()
    ben = team.history("ben")
    asked = [
        Wanted(), Wanted(author="bob"), Wanted(card=card.id), Wanted(verdict=Verdict.HIDE),
        Wanted(stand=Stand.DECIDED), Wanted(account=team.office.account),
    ]  # fmt: skip
    assert [ben.page(wanted).entries for wanted in asked] == [()] * len(asked)
    assert len(team.history("ann").page(Wanted()).entries) == 1
    assert card.id not in team.ben.line_ids(decided_too=True)
    team.ben.open(twin.id)
    team.ben.decide(twin.id, Verdict.HIDE)
    assert [entry.card for entry in ben.page(Wanted()).entries] == [twin.id]
    assert [entry.card for entry in team.history("ann").page(Wanted()).entries] == [card.id]
    assert twin.id not in team.ann.line_ids(decided_too=True)


def test_another_card_of_the_same_author_does_not_tell_it_either(team: Team):
    team.comes_back()
    other = team.office.says("You utter cabbage")
    author = team.ben.open(other.id).author
    assert author is not None
    assert (author.acted_on, author.last) == (0, ())
    author = team.ann.open(other.id).author if team.ben.put_back() is None else None
    assert author is not None
    assert author.acted_on == 1


def test_who_has_to_answer_a_complaint_finds_the_decision_by_its_number_and_the_check_is_given_up(team: Team):
    card, twin = team.comes_back()
    assert team.history("ben").dossier(1).entry.card == card.id
    assert team.state() == ["dropped"]
    assert team.ben.line().cards == ()
    with pytest.raises(NoSuchCard):
        team.ben.open(twin.id)


def test_the_file_for_a_complaint_tells_of_what_stands_and_reopening_reopens_that(team: Team, tmp_path):
    card, twin = team.comes_back()
    made = team.reads(twin, Verdict.HIDE)
    path = team.history("ben").write_answer(made, tmp_path / "answer.txt", with_words=False)
    assert "number 1: hide" in path.read_text()
    assert team.ben.reopen(made, "a complaint").card == card.id
    assert [key for key, _ in team.acts()] != []


def test_nobody_else_is_told_of_the_second_look(team: Team):
    _, twin = team.comes_back()
    made = team.reads(twin, Verdict.KEEP)
    assert {entry.id for entry in team.history("ann").page(Wanted()).entries} == {1}
    with pytest.raises(NoSuchCard):
        team.history("ann").dossier(made)


def test_the_journal_says_of_it_what_it_says_of_any_decision(team: Team):
    _, twin = team.comes_back()
    team.reads(twin, Verdict.KEEP)
    lines = team.office.db.query("SELECT who, act, subject, facts FROM journal ORDER BY seq")
    assert [(row["who"], row["act"]) for row in lines] == [
        ("ann", "decided"), ("ben", "revealed"), ("ben", "decided"),
    ]  # fmt: skip
    assert lines[2]["subject"] == f"card {twin.id}"
    first, second = (set(json.loads(lines[n]["facts"])) for n in (0, 2))
    assert first == second


# who gets it, and who does not


def test_what_was_read_or_was_calm_or_escalated_does_not_come_back(team: Team):
    read, calm, up = (
        team.office.says(TURNIP),
        team.office.says("Hello", Band.S0),
        team.office.says("No", Band.S4),
    )
    team.ann.open(read.id)
    team.ann.reveal(read.id, Showing.MASKED)
    team.ann.decide(read.id, Verdict.HIDE)
    team.ann.decide_unread(calm.id, Verdict.KEEP)
    team.ann.decide_unread(up.id, Verdict.ESCALATE)
    assert team.state() == []


def test_alone_at_the_desk_it_comes_back_to_the_same_person_after_days(office: Office):
    desk = office.desk(checked=1.0)
    desk.decide_unread(office.says(TURNIP).id, Verdict.HIDE)
    for hours, count in ((5, 0), (48, 0), (24, 1)):
        office.clock.pass_(hours=hours)
        look_back(office.db, Promises(office.db, HERE))
        look_back(office.db, Promises(office.db, HERE))
        assert len(desk.line().cards) == count
    assert desk.next() is not None


def test_whoever_has_read_these_words_before_is_not_offered_them_again(team: Team):
    earlier = team.office.says(TURNIP)
    team.ben.open(earlier.id)
    team.ben.cover(team.ben.reveal(earlier.id, Showing.PLAIN).reveal)
    team.ben.decide(earlier.id, Verdict.HIDE)
    team.comes_back()
    assert team.ben.next() is None
    assert team.office.desk("cem", "desk-3").next() is not None


def test_it_is_not_given_to_somebody_in_a_break(team: Team):
    team.comes_back()
    team.ben.break_now()
    with pytest.raises(BreakDue):
        team.ben.next()


def test_passed_it_goes_to_somebody_else(team: Team):
    _, twin = team.comes_back()
    team.ben.next()
    team.ben.pass_()
    assert team.ben.next() is None
    opened = team.office.desk("cem", "desk-3").next()
    assert opened is not None
    assert opened.card.id == twin.id


def test_decided_unread_again_it_goes_to_one_more_person_and_then_it_is_given_up(team: Team):
    _, twin = team.comes_back()
    team.ben.decide_unread(twin.id, Verdict.HIDE)
    team.later(seconds=11)
    assert team.state() == ["drawn"]
    team.later()
    assert team.ben.next() is None
    cem = team.office.desk("cem", "desk-3", checked=1.0)
    opened = cem.next()
    assert opened is not None
    cem.decide(opened.card.id, Verdict.DELETE)
    team.later(seconds=11)
    assert team.state() == ["dropped"]
    assert len(team.acts()) == 1
    with pytest.raises(Problem):
        cem.open(opened.card.id)


def test_what_nobody_takes_leaves_the_line_after_a_week(team: Team):
    team.comes_back()
    team.later(hours=8 * 24)
    assert team.state() == ["dropped"]
    assert team.ben.line().cards == ()


# what happens to it meanwhile


def test_the_decision_is_taken_back_before_it_comes_back(team: Team):
    card = team.office.says(TURNIP)
    team.ann.decide_unread(card.id, Verdict.HIDE)
    team.ann.undo()
    team.later()
    assert [each.id for each in team.ben.line().cards] == [card.id]
    assert team.state() == ["dropped"]


@pytest.mark.parametrize("how", ["undone", "edited", "left"])
def test_what_can_no_longer_be_compared_leaves_the_line_even_from_somebodys_desk(team: Team, how: str):
    _, twin = team.comes_back(Verdict.KEEP)
    team.ben.open(twin.id)
    team.ben.reveal(twin.id, Showing.PLAIN)
    if how == "undone":
        team.ann.reopen(1, "second thoughts")
    elif how == "edited":
        team.office.edit("n1", "You utter cabbage")
    else:
        _leaves(team.office, "n1")
    with pytest.raises((EditedMeanwhile, Lost)):
        team.ben.decide(twin.id, Verdict.HIDE)
    team.ben.put_back()
    assert team.state() == ["dropped"]
    assert twin.id not in team.ben.line_ids()
    assert team.acts() == []


def test_what_we_took_down_ourselves_is_looked_at_all_the_same(team: Team):
    card = team.office.says(TURNIP)
    team.ann.decide_unread(card.id, Verdict.DELETE)
    _leaves(team.office, "n1")
    team.later()
    (twin,) = team.ben.line().cards
    plain = team.office.says("You utter cabbage")
    assert team.ben.open(twin.id).options == team.ben.open(plain.id).options
    team.reads(twin, Verdict.KEEP)
    assert team.state() == ["differs"]


def test_a_copy_that_comes_in_meanwhile_is_a_card_of_its_own(team: Team):
    _, twin = team.comes_back()
    copy = team.office.says(TURNIP, author="kim")
    assert copy.id != twin.id
    team.ben.decide_unread(copy.id, Verdict.HIDE)
    assert team.ben.card(twin.id).copies == 1


def test_the_decision_is_reopened_while_the_answer_waits_to_be_compared(team: Team):
    _, twin = team.comes_back()
    team.ben.open(twin.id)
    team.ben.decide(twin.id, Verdict.KEEP)
    team.ann.reopen(1, "second thoughts")
    assert team.state() == ["dropped"]
    undone = team.ben.undo()
    assert team.ben.cards([undone.card])[0].state is State.GONE
    assert compare(team.office.db) == 0


# what is told of it, and to whom


def unread(team: Team, person: str) -> Unread:
    """After the agency has consulted, from the first day on."""
    with team.office.db.transaction():
        consultations.add(team.office.db, CONSULTED.body(), person)
    return Unread(team.office.db, Who(person, "u"))


def test_a_difference_is_shown_to_the_two_and_to_leads_without_who_decided_what(team: Team):
    _, twin = team.comes_back(Verdict.KEEP)
    team.reads(twin, Verdict.HIDE)
    team.joins("lou", "lead")
    shown = {person: unread(team, person).differences() for person in ("ann", "ben", "cem", "lou")}
    assert {person: len(found) for person, found in shown.items()} == {"ann": 1, "ben": 1, "cem": 0, "lou": 1}
    (one,) = shown["lou"]
    assert (one.stands, one.other, one.read, one.mine, one.can_settle) == (
        Verdict.KEEP,
        Verdict.HIDE,
        True,
        False,
        True,
    )
    assert not {"ann", "ben"} & {str(value) for value in asdict(one).values()}
    assert shown["ann"] == shown["ben"] == (replace(one, mine=True, can_settle=False),)


def test_a_lead_lets_it_stand_or_has_it_decided_anew(team: Team):
    card, twin = team.comes_back(Verdict.KEEP)
    team.reads(twin, Verdict.HIDE)
    team.joins("lou", "lead")
    lou = unread(team, "lou")
    (one,) = lou.differences()
    with pytest.raises(NotAllowed):
        unread(team, "ann").let_stand(one.id)
    lou.let_stand(one.id)
    assert lou.differences() == ()
    with pytest.raises(Refused):
        lou.let_stand(one.id)
    assert team.office.db.column("SELECT subject FROM journal WHERE act = 'difference settled'") == [
        "decision 1"
    ]
    assert team.ann.card(card.id).decided is Verdict.KEEP


def test_decided_anew_a_difference_is_settled_and_the_card_waits(team: Team):
    card, twin = team.comes_back(Verdict.KEEP)
    team.reads(twin, Verdict.HIDE)
    team.joins("lou", "lead")
    desk = team.office.desk("lou", "desk-4")
    (one,) = unread(team, "lou").differences()
    assert desk.reopen(one.decision, "seen differently").card == card.id
    assert unread(team, "lou").differences() == ()
    assert desk.card(card.id).state is State.WAITING


def test_what_was_decided_unread_twice_is_never_counted_but_a_difference_is_shown(team: Team):
    _, twin = team.comes_back(Verdict.KEEP)
    team.ben.decide_unread(twin.id, Verdict.HIDE)
    team.later(seconds=11)
    (one,) = unread(team, "ann").differences()
    assert not one.read
    assert audits.counted(team.office.db) == []


def test_an_answer_that_was_changed_moves_no_count(team: Team):
    _, twin = team.comes_back()
    team.reads(twin, Verdict.HIDE)
    before = audits.counted(team.office.db)
    team.ben.undo()
    assert audits.counted(team.office.db) == before
    team.reads(twin, Verdict.KEEP)
    assert audits.counted(team.office.db) == before
    assert len(unread(team, "ann").differences()) == 1


def test_figures_are_the_same_for_everybody_and_nobody_gets_them_who_does_not_moderate(team: Team):
    for role in ("hr", "admin"):
        team.joins(role, role)
        for ask in (unread(team, role).rate, unread(team, role).differences):
            with pytest.raises(NotAllowed):
                ask()
    team.joins("lou", "lead")
    names = ("ann", "ben", "cem", "dot", "eli")
    for name in names[3:]:
        team.joins(name)
    desks = {name: team.office.desk(name, f"of {name}", checked=1.0) for name in names}
    for n in range(25):
        card = team.office.says(f"You turnip number {n}", author=f"a{n}")
        desks[names[n % 5]].decide_unread(card.id, Verdict.HIDE)
    team.later()
    lou = team.office.desk("lou", "desk-9")
    for n in range(25):
        if n == 19:
            assert unread(team, "lou").rate() == {}
        team.office.clock.pass_(hours=2)
        lou.break_now()
        team.office.clock.pass_(hours=1)
        lou.ready()
        opened = lou.next()
        assert opened is not None
        lou.cover(lou.reveal(opened.card.id, Showing.PLAIN).reveal)
        lou.decide(opened.card.id, Verdict.KEEP if n == 0 else Verdict.HIDE)
        team.later(seconds=11)
    assert len(audits.counted(team.office.db)) == 25
    rates = [unread(team, name).rate() for name in (*names, "lou")]
    assert all(rate == rates[0] for rate in rates)
    assert total(rates[0]) == Figure(20, 1)


def _leaves(office: Office, native: str) -> None:
    with office.db.transaction():
        gone = Batch(gone=(Gone(native, GoneReason.DELETED),))
        comments.save_batch(office.db, office.account, gone, "rehearsal")
