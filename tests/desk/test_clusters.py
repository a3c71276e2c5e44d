"""Near-copies through the whole desk: found by the worker, on one card, decided once, and taken back together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderator import platforms
from moderator.cards import Showing, State
from moderator.choices import Choices
from moderator.clock import HandClock
from moderator.decisions import Verdict
from moderator.desk import Desk
from moderator.following import Following
from moderator.gate import Who
from moderator.history import History
from moderator.joining import Joining
from moderator.problems import Lost, NoSuchCard, NotAllowed, Refused
from moderator.records import Wanted
from moderator.rulebook import in_force
from moderator.scores import Band
from moderator.store.db import open_sqlite
from moderator.together import Together
from tests.desk.conftest import Office
from tests.desk.test_audits import Team

HEAD = "You absolute turnip, the library on Mill Street was never in better hands than yours"
NEAR = "You absolute turnip!! The library on Mill Street was never in better hands than yours"
MORE = "Oh you absolute turnip, the library on Mill Street was never in better hands than yours"


def worker(office: Office, together: Together | None = None) -> Joining:
    together = together or Together()
    kinds = platforms.kinds()
    choices = Choices(
        office.db,
        caps={name: kind.caps for name, kind in kinds.items()},
        titles={name: kind.title for name, kind in kinds.items()},
        reasons=lambda: in_force(office.db),
    )
    return Joining(office.db, together, Following(office.db, choices, together, "policy here"))


def run(joining: Joining) -> None:
    while joining.round():
        pass


def card_of(office: Office, native: str) -> int:
    return int(office.db.column("SELECT card_id FROM comment WHERE native_id = :n", n=native)[0])


def test_near_copies_come_onto_the_first_card(office: Office, desk: Desk):
    first = office.says(HEAD)
    office.says(NEAR, author="ann")
    office.says(MORE, author="cy")
    office.says("When will the bridge open?", Band.S0)
    run(worker(office))
    card = desk.card(first.id)
    assert (card.copies, card.wordings, card.authors) == (3, 3, 3)
    assert len(desk.line().cards) == 2
    assert "turnip" not in repr(desk.line())


def test_what_comes_later_joins_too(office: Office, desk: Desk):
    joining = worker(office)
    first = office.says(HEAD)
    run(joining)
    office.says(NEAR)
    run(joining)
    assert desk.card(first.id).wordings == 2


CONTRARIES = [
    ("The mayor should resign over the closing of the library on Mill Street, she is a turnip",
     "The mayor should not resign over the closing of the library on Mill Street, she is a turnip"),
    ("Fire Smith at once, that absolute turnip of a librarian has closed the library on Mill Street",
     "Fire Jones at once, that absolute turnip of a librarian has closed the library on Mill Street"),
]  # fmt: skip


@pytest.mark.parametrize(("abuse", "contrary"), CONTRARIES, ids=["a negation", "another target"])
@pytest.mark.parametrize("follow", [None, timedelta(days=7)], ids=["people decide", "policy follows"])
def test_a_contrary_is_never_decided_with_it(office: Office, desk: Desk, abuse, contrary, follow):
    joining = worker(office, Together(follow=follow))
    first = office.says(abuse)
    second = office.says(contrary)
    run(joining)
    desk.open(first.id)
    decided = desk.decide(first.id, Verdict.HIDE)
    assert decided.copies == 1
    run(joining)
    late = office.says(contrary + "!")
    run(joining)
    assert {desk.card(second.id).state, late.state} == {State.WAITING}
    assert office.db.column("SELECT count(*) FROM decision") == [1]


def test_what_is_calm_is_never_decided_with_what_is_veiled(office: Office, desk: Desk):
    first = office.says(HEAD)
    calm = office.says(NEAR, Band.S0)
    run(worker(office))
    assert desk.card(first.id).wordings == 1
    assert desk.card(calm.id).text is not None


def test_one_decision_is_about_all_and_undo_takes_all_back(office: Office, desk: Desk):
    first = office.says(HEAD)
    office.says(NEAR)
    office.says(HEAD)
    run(worker(office))
    desk.open(first.id)
    decided = desk.decide(first.id, Verdict.HIDE)
    assert decided.copies == 3
    assert len(office.db.column("SELECT DISTINCT comment_id FROM outbox")) == 3
    desk.undo(decided.id)
    assert (desk.card(first.id).copies, desk.card(first.id).wordings) == (3, 2)
    assert office.db.column("SELECT DISTINCT state FROM outbox") == ["cancelled"]


def test_a_card_that_is_open_grows_and_its_reader_keeps_it(office: Office, desk: Desk):
    joining = worker(office)
    first = office.says(HEAD)
    run(joining)
    desk.open(first.id)
    office.says(NEAR)
    run(joining)
    assert desk.look_again(first.id).card.wordings == 2
    assert desk.decide(first.id, Verdict.KEEP).copies == 2


def test_a_near_copy_that_a_colleague_has_open_stays_theirs_and_joins_once_they_put_it_back(
    office: Office, desk: Desk
):
    first, second = office.says(HEAD), office.says(NEAR)
    bea = office.desk("bea", "desk-2")
    bea.open(second.id)
    joining = worker(office)
    run(joining)
    assert desk.card(second.id).held_by == "bea"
    bea.put_back()
    for _ in range(25):
        joining.round()
    assert desk.card(first.id).wordings == 2


def test_a_worker_that_starts_again_finds_what_waits(office: Office, desk: Desk):
    first = office.says(HEAD)
    run(worker(office))
    office.says(NEAR)
    run(worker(office))
    assert desk.card(first.id).wordings == 2


def test_two_workers_do_not_undo_each_other_s_work(office: Office, desk: Desk):
    one, other = worker(office), worker(office)
    first = office.says(HEAD)
    run(one)
    run(other)
    office.says(NEAR)
    run(one)
    run(other)
    office.says(MORE)
    run(other)
    run(one)
    assert desk.card(first.id).wordings == 3
    assert desk.line().waiting == 1


def test_an_agency_may_keep_near_copies_apart_or_ask_for_more_likeness(office: Office, desk: Desk):
    first = office.says(HEAD)
    office.says(MORE)
    run(worker(office, Together(share=False)))
    run(worker(office, Together(floor=1.0)))
    assert desk.card(first.id).wordings == 1


def decided_before(office: Office, desk: Desk, joining: Joining, verdict: Verdict = Verdict.HIDE) -> int:
    first = office.says(HEAD)
    run(joining)
    desk.open(first.id)
    return desk.decide(first.id, verdict).id


FOLLOWING = Together(follow=timedelta(days=7))


def test_unless_the_policy_says_so_new_near_copies_wait_for_a_person_on_one_card(office: Office, desk: Desk):
    joining = worker(office)
    decided_before(office, desk, joining)
    second = office.says(NEAR)
    office.says(MORE)
    run(joining)
    assert desk.card(second.id).state == State.WAITING
    assert desk.card(second.id).wordings == 2


@pytest.mark.parametrize("verdict", [Verdict.KEEP, Verdict.HIDE])
def test_a_new_near_copy_follows_the_decision_with_a_line_of_its_own(office: Office, desk: Desk, verdict):
    joining = worker(office, FOLLOWING)
    led = decided_before(office, desk, joining, verdict)
    second = office.says(NEAR)
    run(joining)
    card = desk.card(second.id)
    assert (card.decided, card.state) == (verdict, State.DECIDED)
    row = office.db.query("SELECT person, follows FROM decision ORDER BY id DESC LIMIT 1")[0]
    assert (row["person"], row["follows"]) == ("policy", led)
    acts = office.db.column("SELECT act FROM journal WHERE subject = :s", s=f"card {second.id}")
    assert acts == ["decided as"]
    assert desk.recent()[0].id == led, "one's own undo is about one's own decision"


def test_an_exact_copy_of_what_was_decided_follows_too(office: Office, desk: Desk):
    joining = worker(office, FOLLOWING)
    decided_before(office, desk, joining)
    second = office.says(HEAD)
    run(joining)
    assert desk.card(second.id).decided == Verdict.HIDE


def test_a_worker_that_starts_again_still_knows_what_may_be_followed(office: Office, desk: Desk):
    decided_before(office, desk, worker(office, FOLLOWING))
    second = office.says(NEAR)
    run(worker(office, FOLLOWING))
    assert desk.card(second.id).decided == Verdict.HIDE


@pytest.mark.parametrize("verdict", [Verdict.DELETE, Verdict.ESCALATE])
def test_what_cannot_be_taken_back_is_not_followed(office: Office, desk: Desk, verdict):
    joining = worker(office, FOLLOWING)
    decided_before(office, desk, joining, verdict)
    second = office.says(NEAR)
    run(joining)
    assert desk.card(second.id).state == State.WAITING


@pytest.mark.parametrize("band", [Band.S0, Band.S3, Band.S4, None])
def test_what_is_calm_very_harsh_or_not_checked_follows_nothing(office: Office, desk: Desk, band):
    joining = worker(office, FOLLOWING)
    decided_before(office, desk, joining)
    second = office.says(NEAR, band)
    run(joining)
    assert desk.card(second.id).state == State.WAITING


def test_a_decision_is_followed_for_so_many_days_only(office: Office, desk: Desk, clock: HandClock):
    joining = worker(office, FOLLOWING)
    decided_before(office, desk, joining)
    clock.pass_(hours=8 * 24)
    second = office.says(NEAR)
    run(joining)
    assert desk.card(second.id).state == State.WAITING


def test_undo_of_what_was_followed_takes_all_back_onto_one_card(office: Office, desk: Desk):
    joining = worker(office, FOLLOWING)
    led = decided_before(office, desk, joining)
    first = card_of(office, "n1")
    office.says(NEAR)
    office.says(HEAD)
    office.says(MORE)
    run(joining)
    assert office.db.column("SELECT count(*) FROM decision WHERE undone_us IS NULL") == [4]
    desk.undo(led)
    assert office.db.column("SELECT count(*) FROM decision WHERE undone_us IS NULL") == [0]
    assert (desk.card(first).copies, desk.card(first).wordings) == (4, 3)
    assert office.db.column("SELECT DISTINCT state FROM outbox") == ["cancelled"]
    undone = office.db.column("SELECT count(*) FROM journal WHERE act = 'undone'")
    assert undone == [4]


def test_one_that_followed_can_be_taken_back_alone(office: Office, desk: Desk):
    joining = worker(office, FOLLOWING)
    led = decided_before(office, desk, joining)
    second = office.says(NEAR)
    run(joining)
    mine = office.db.column("SELECT id FROM decision WHERE follows = :led", led=led)[0]
    desk.reopen(mine, "it is about somebody else")
    assert desk.card(second.id).state == State.WAITING
    assert desk.card(card_of(office, "n1")).decided == Verdict.HIDE


def test_nothing_follows_what_was_taken_back(office: Office, desk: Desk):
    joining = worker(office, FOLLOWING)
    led = decided_before(office, desk, joining)
    desk.undo(led)
    second = office.says(NEAR)
    run(joining)
    assert desk.card(second.id).state != State.DECIDED
    assert card_of(office, "n2") == card_of(office, "n1")


# the wordings of a card, and what a person does with them


@pytest.fixture
def three(office: Office, desk: Desk) -> int:
    first = office.says(HEAD)
    office.says(NEAR, author="ann")
    office.says(NEAR, author="cy")
    office.says(MORE)
    run(worker(office))
    desk.open(first.id)
    return first.id


def test_wordings_say_how_many_and_where_they_vary_but_no_word(desk: Desk, three: int):
    found = desk.wordings(three)
    assert [(each.copies, each.stands) for each in found] == [(1, True), (2, False), (1, False)]
    assert found[0].varies == ()
    assert {each.kind for each in found[1].varies} <= {"signs", "case"}
    assert (found[2].varies[0].kind, found[2].varies[0].at) == ("name", 0)
    assert "turnip" not in repr(found).lower()


def test_another_wording_is_read_through_the_one_door_and_counts_half_after_a_first_look(
    office: Office, desk: Desk, three: int
):
    desk.cover(desk.reveal(three, Showing.PLAIN).reveal)
    assert office.units() == 2
    other = desk.wordings(three)[1].comment
    words = desk.reveal_around(other, Showing.PLAIN)
    assert words.text == NEAR
    assert office.units() == 3
    assert office.db.column("SELECT count(*) FROM journal WHERE act = 'revealed'") == [2]


def test_reading_another_wording_is_not_reading_the_card(office: Office, desk: Desk, three: int):
    desk.reveal_around(desk.wordings(three)[1].comment, Showing.PLAIN)
    desk.decide(three, Verdict.KEEP)
    assert office.db.column("SELECT seen FROM decision") == ["unread"]


def test_a_wording_of_another_card_is_not_read_here(office: Office, desk: Desk, three: int):
    other = office.says("You utter cabbage, you")
    alone = office.db.column("SELECT exemplar FROM card WHERE id = :id", id=other.id)[0]
    with pytest.raises(NotAllowed):
        desk.reveal_around(alone, Showing.PLAIN)
    with pytest.raises(NoSuchCard):
        desk.take_out(three, alone)


def test_a_wording_that_is_taken_out_waits_alone_and_does_not_come_back(
    office: Office, desk: Desk, three: int
):
    own = desk.take_out(three, desk.wordings(three)[1].comment)
    assert (desk.card(three).wordings, desk.card(own).copies) == (2, 2)
    office.says(NEAR)
    run(worker(office))
    assert desk.card(own).copies == 3
    assert desk.decide(three, Verdict.HIDE).copies == 2
    assert desk.card(own).state == State.WAITING


def test_taking_out_can_be_taken_back_until_somebody_has_it(office: Office, desk: Desk, three: int):
    own = desk.take_out(three, desk.wordings(three)[1].comment)
    desk.put_with(three, own)
    assert desk.card(three).copies == 4
    own = desk.take_out(three, desk.wordings(three)[1].comment)
    office.desk("bea", "desk-2").open(own)
    with pytest.raises(Refused):
        desk.put_with(three, own)


def test_nobody_takes_a_wording_out_of_a_card_that_they_do_not_have(office: Office, desk: Desk, three: int):
    comment = desk.wordings(three)[1].comment
    with pytest.raises(Lost):
        office.desk("bea", "desk-2").take_out(three, comment)


def test_some_wordings_are_looked_at_alone_once_more_by_somebody_who_is_not_told(office: Office, three: int):
    strict = office.desk("ann", "desk-1", together=Together(sample=1.0))
    others = {each.comment for each in strict.wordings(three)[1:]}
    assert strict.decide(three, Verdict.HIDE).copies == 4, "the decision is about all of them meanwhile"
    assert set(office.db.column("SELECT comment_id FROM audit WHERE kind = 'copies'")) == others


def test_an_agency_may_do_without_that_check(office: Office, three: int):
    office.desk("ann", "desk-1", together=Together(sample=0.0)).decide(three, Verdict.HIDE)
    assert office.db.column("SELECT id FROM audit") == []


# afterwards


def past(office: Office) -> History:
    db = open_sqlite(office.path, office.key, office.clock)
    office.dbs.append(db)
    kinds = platforms.kinds()
    return History(
        db,
        Who("ann", "desk-1"),
        reasons=lambda: in_force(db),
        caps={name: kind.caps for name, kind in kinds.items()},
    )


def test_the_history_shows_one_decision_with_its_wordings_and_reopening_brings_all_back(
    office: Office, desk: Desk, three: int
):
    decided = desk.decide(three, Verdict.HIDE)
    history = past(office)
    (entry,) = history.page(Wanted()).entries
    assert (entry.copies, entry.wordings, entry.follows) == (4, 3, None)
    told = history.dossier(decided.id)
    assert [each.copies for each in told.wordings] == [1, 2, 1]
    assert "turnip" not in repr(told)
    other = told.wordings[1].comment
    assert history.reveal_around(decided.id, other, Showing.PLAIN).text == NEAR
    desk.reopen(decided.id, "it was criticism")
    assert (desk.card(three).copies, desk.card(three).wordings) == (4, 3)
    assert history.dossier(decided.id).wordings == ()


def test_the_history_says_what_followed_which_decision(office: Office, desk: Desk):
    joining = worker(office, FOLLOWING)
    led = decided_before(office, desk, joining)
    office.says(NEAR)
    run(joining)
    history = past(office)
    newest, first = history.page(Wanted()).entries
    assert (newest.follows, newest.who, newest.mine) == (led, "policy", False)
    assert history.dossier(first.id).followed == 1


def test_a_second_look_at_near_copies_shows_what_the_decided_card_showed_and_changes_nothing(office: Office):
    team = Team(office)
    first = office.says(HEAD)
    office.says(NEAR)
    office.says(MORE)
    run(worker(office))
    shown = team.ann.wordings(first.id)
    team.ann.decide_unread(first.id, Verdict.HIDE)
    team.later()
    (twin,) = team.ben.line().cards
    assert (twin.copies, twin.wordings) == (3, 3)
    assert team.ben.wordings(twin.id) == shown
    team.ben.open(twin.id)
    assert team.ben.reveal_around(shown[1].comment, Showing.PLAIN).text == NEAR
    with pytest.raises(NoSuchCard):
        team.ben.take_out(twin.id, shown[1].comment)
    run(worker(office))
    assert (team.ann.card(first.id).copies, team.ann.card(first.id).wordings) == (3, 3)


def test_one_wording_comes_back_by_itself_and_what_comes_of_it_is_told(office: Office):
    team = Team(office)
    team.ann = office.desk("ann", "desk-1", together=Together(sample=0.02))
    first = office.says(HEAD)
    office.says(NEAR)
    run(worker(office))
    team.ann.open(first.id)
    team.ann.decide(first.id, Verdict.HIDE)
    team.later()
    (twin,) = team.ben.line().cards
    assert (twin.copies, twin.wordings) == (1, 1), "nothing tells that it came from many"
    team.ben.open(twin.id)
    assert team.ben.reveal(twin.id, Showing.PLAIN).text == NEAR
    team.reads(twin, Verdict.KEEP)
    assert team.state() == ["differs"]
