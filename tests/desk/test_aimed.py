"""What names somebody of the agency is kept from them, weighs more for the others, and no name can be read back."""

from __future__ import annotations

import os

import pytest

from moderator.aiming import Aim, seek
from moderator.cards import Showing
from moderator.deciding import AIMED
from moderator.decisions import Verdict
from moderator.desk import Desk, Who
from moderator.directory import Directory
from moderator.history import History
from moderator.problems import BadInput, ConcernsYou
from moderator.rulebook import in_force
from moderator.scores import Band
from moderator.store import directory, incident_offers, people, queue
from tests.desk.conftest import Office

KEY = os.urandom(32)
ABUSE = "Robin Holloway is an absolute turnip"


@pytest.fixture
def names(office: Office) -> Directory:
    return Directory(office.db, Who("otter", "desk-1"), KEY)


def join(office: Office, *persons: str) -> None:
    with office.db.transaction():
        for person in persons:
            people.join(office.db, person)
            for role in ("moderator", "admin"):
                people.give_role(office.db, person, role, person)


def at_desk(office: Office, person: str, *, keyed: bool = True) -> Desk:
    made = office.desk(person, f"desk of {person}")
    made._aim = Aim(made._db, person, KEY if keyed else None)
    made._door._aim = made._aim
    return made


@pytest.fixture
def two(office: Office, names: Directory) -> tuple[Desk, Desk]:
    """Robin, whom the directory knows, and a colleague."""
    join(office, "robin", "otter")
    names.add(["Robin Holloway"], ["robin_h"], person="robin")
    return at_desk(office, "robin"), at_desk(office, "otter")


def test_what_names_a_person_is_not_served_opened_or_shown_to_them(two, office: Office):
    robin, otter = two
    card = office.says(ABUSE)
    calm = office.says("Robin Holloway was helpful at the counter", Band.S0)
    seek(office.db, KEY)
    assert robin.next() is None
    with pytest.raises(ConcernsYou) as refused:
        robin.open(card.id)
    assert "A colleague will look at it" in refused.value.sentence()
    assert [each.text for each in robin.cards([card.id, calm.id])] == [None, None]
    assert all(each.concerns_me and each.veiled for each in robin.line().cards)
    opened = otter.next()
    assert opened is not None
    assert opened.card.names_colleague
    assert not opened.card.concerns_me


def test_the_door_does_not_rely_on_the_worker(two, office: Office):
    robin, _ = two
    card = office.says(ABUSE)
    calm = office.says("Robin Holloway was helpful at the counter", Band.S0)
    assert robin.next() is None
    assert directory.named_in(office.db, None) == frozenset()
    with pytest.raises(ConcernsYou):
        robin.open(card.id)
    assert robin.card(calm.id).text is None


def test_it_may_be_escalated_unread_by_them_and_nothing_else(two, office: Office):
    robin, _ = two
    card = office.says(ABUSE)
    with pytest.raises(ConcernsYou):
        robin.decide_unread(card.id, Verdict.HIDE)
    assert robin.decide_unread(card.id, Verdict.ESCALATE).verdict is Verdict.ESCALATE
    assert office.units("robin") == 0


def test_a_look_at_it_weighs_half_as_much_again_for_a_colleague(two, office: Office):
    _, otter = two
    card = office.says(ABUSE)
    otter.open(card.id)
    assert otter.reveal(card.id, Showing.PLAIN).units == 2 * 1.5
    row = office.db.one("SELECT target_class, units FROM exposure")
    assert row == {"target_class": "colleague", "units": 3.0}


def test_a_wording_that_stands_around_is_priced_and_kept_away_by_its_own_words(two, office: Office):
    robin, otter = two
    card = office.says("You absolute turnip")
    below = office.says("Yes, Robin Holloway is one", Band.S1, under="n1")
    said = office.db.one("SELECT id FROM comment WHERE card_id = :c", c=below.id)["id"]
    opened = otter.open(card.id)
    assert said in [each.comment_id for each in opened.below]
    assert otter.reveal_around(said, Showing.PLAIN).units == 1.5
    otter.put_back()
    robin.open(card.id)
    with pytest.raises(ConcernsYou):
        robin.reveal_around(said, Showing.PLAIN)
    assert robin.reveal(card.id, Showing.PLAIN).units == 2


def test_who_is_alone_reads_it_only_knowing_and_at_twice_the_weight(office: Office, names: Directory):
    names.add(["Robin Holloway"], person="me")
    me = at_desk(office, "otter")
    card, other = office.says(ABUSE, Band.S3), office.says("You absolute swede", Band.S2)
    assert me.next().card.id == other.id  # all else comes first
    me.decide(other.id, Verdict.KEEP)
    opened = me.next()
    assert opened is not None
    assert opened.card.id == card.id
    assert opened.card.text is None
    with pytest.raises(ConcernsYou) as refused:
        me.reveal(card.id, Showing.PLAIN)
    assert refused.value.alone
    assert me.reveal(card.id, Showing.PLAIN, knowing=True).units == 4 * 2.0
    assert office.db.column("SELECT target_class FROM reveal") == ["me"]


def test_what_is_aimed_at_oneself_is_never_cheaper_for_coming_again(office: Office, names: Directory):
    names.add(["Robin Holloway"], person="me")
    me = at_desk(office, "otter")
    for text in (ABUSE, ABUSE):
        card = office.says(text, Band.S2)
        me.open(card.id)
        assert me.reveal(card.id, Showing.PLAIN, knowing=True).units == 4.0
        me.decide(card.id, Verdict.KEEP)


def test_asking_knowingly_is_no_way_round_a_colleague(two, office: Office):
    robin, _ = two
    card = office.says("You absolute turnip")
    robin.open(card.id)
    office.edit("n1", ABUSE)
    with pytest.raises(ConcernsYou):
        robin.reveal(card.id, Showing.PLAIN, knowing=True)
    assert office.units("robin") == 0


def test_the_history_keeps_it_from_them_too(two, office: Office):
    _, otter = two
    card = office.says("Robin Holloway was fine", Band.S0)
    otter.open(card.id)
    done = otter.decide(card.id, Verdict.KEEP)
    db = otter._db
    past = {
        who: History(
            db, Who(who, f"desk of {who}"), reasons=lambda: in_force(db), caps={}, aim=Aim(db, who, KEY)
        )
        for who in ("robin", "otter")
    }
    assert past["otter"].dossier(done.id).text is not None
    assert past["robin"].dossier(done.id).text is None
    with pytest.raises(ConcernsYou):
        past["robin"].reveal(done.id, Showing.PLAIN)


def test_a_change_of_the_directory_reaches_cards_that_wait_already(two, office: Office, names: Directory):
    _, otter = two
    card = office.says("Kim Oakley is a turnip")
    while seek(office.db, KEY):
        pass
    assert not otter.card(card.id).names_colleague
    number = names.add(["Kim Oakley"])
    while seek(office.db, KEY):
        pass
    assert otter.card(card.id).names_colleague
    names.remove(number)
    assert not otter.card(card.id).names_colleague


def test_who_has_no_key_goes_by_what_the_worker_found(two, office: Office):
    card = office.says(ABUSE)
    seek(office.db, KEY)
    robin = at_desk(office, "robin", keyed=False)
    assert robin.next() is None
    with pytest.raises(ConcernsYou):
        robin.open(card.id)


# the directory itself

SHEET = """\ufeffName;Handle;Platform;Person;Team;Kind
Zyxquin Wobblethorpe;@zyx_w zyx2;bluesky;otter;Counter;
;;;;;
=HYPERLINK("http://evil.example");;;;;
Turnip Licensing Team;;;;;team
Kim;;;;;
Licensing;;;;;team
Ann Other;;;nobody;;
;a b;;;;
رحمن قاسم\u202e;;;;;
"""


def test_a_file_is_taken_in_and_each_bad_line_is_named(names: Directory, office: Office):
    done = names.take_in(SHEET.encode())
    assert (done.added, [wrong.number for wrong in done.wrong]) == (5, [7, 8, 9])
    assert all(wrong.why and wrong.remedy for wrong in done.wrong)
    again = names.take_in(SHEET.encode())
    assert (again.added, again.known) == (0, 5)
    assert [entry.person for entry in names.listed()].count("otter") == 1
    assert names.found_by("رحمن قاسم") == (names.listed()[4].id,)


def test_no_name_is_in_the_database(names: Directory, office: Office):
    """The whole of it, decrypted, table by table, and its journal."""
    names.take_in(SHEET.encode())
    with pytest.raises(BadInput):
        names.add(["Zyxquin " + "n" * 10_000])
    tables = office.db.column("SELECT name FROM sqlite_master WHERE type = 'table'")
    held = "\n".join(
        str(row) for table in tables for row in office.db.query(f'SELECT * FROM "{table}"')
    ).lower()
    assert "staff entry added" in held
    for canary in ("zyxquin", "wobblethorpe", "zyx_w", "zyx2", "ann other"):
        assert canary not in held


def test_entries_of_another_key_find_nothing_and_say_so(names: Directory, office: Office):
    names.add(["Robin Holloway"])
    other = Directory(office.db, Who("otter", "desk-1"), os.urandom(32))
    assert other.found_by(ABUSE) == ()
    assert [entry.elsewhere for entry in other.listed()] == [True]


def test_a_decision_about_what_names_somebody_offers_an_incident(two, office: Office):
    _, otter = two
    kept = []
    for text, verdict in (
        (ABUSE, Verdict.HIDE),
        (f"{ABUSE} again", Verdict.ESCALATE),
        ("A turnip", Verdict.HIDE),
    ):
        card = office.says(text)
        otter.open(card.id)
        kept.append((card.id, otter.decide(card.id, verdict).id))
    (hidden, first), (raised, second), (other, third) = kept
    assert [each.decision for each in incident_offers.standing(office.db)] == [second, first]
    assert [note.text for note in queue.notes(office.db, raised)] == [AIMED]
    assert queue.notes(office.db, hidden) == queue.notes(office.db, other) == []
    assert not incident_offers.offered(office.db, third)
    otter.undo(first)
    assert [each.decision for each in incident_offers.standing(office.db)] == [second]
    with office.db.transaction():
        assert incident_offers.take(office.db, second)
        assert not incident_offers.take(office.db, second)
    assert incident_offers.standing(office.db) == []


def test_a_handle_of_one_platform_is_a_strangers_on_another(office: Office, names: Directory):
    join(office, "robin", "otter")
    names.add([], ["robin"], platform="bluesky", person="robin")
    robin = at_desk(office, "robin")
    there, here = office.says("@robin is a turnip", platform="bluesky"), office.says("@robin is a swede")
    assert robin.next().card.id == here.id
    assert robin.reveal(here.id, Showing.PLAIN).units == 2
    with pytest.raises(ConcernsYou):
        robin.open(there.id)


def test_an_escalated_card_that_names_a_lead_lies_where_it_lay_when_that_lead_reaches_for_it(
    two, office: Office
):
    """Asked before anything is taken back: the escalation stands."""
    robin, otter = two
    card = office.says(ABUSE, Band.S3).id
    otter.open(card)
    otter.decide(card, Verdict.ESCALATE)
    with pytest.raises(ConcernsYou):
        robin.demand_may_open(card)
    assert queue.was_escalated(office.db, card)
