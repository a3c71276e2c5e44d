"""Persons, teams and rosters in the store, on every engine."""

from __future__ import annotations

import pytest

from moderator.decisions import Verdict
from moderator.store import drafts, journal, people, rosters, teams
from moderator.store.db import Db
from moderator.store.rosters import Planned
from tests.store.desks import Desks, add_account, card_of, claimed, comment, decide, gather


@pytest.fixture
def two(db: Db) -> Db:
    """Asha and Tom are here."""
    with db.transaction():
        for person, name in (("p-asha", "Asha M."), ("p-tom", "Tom R.")):
            people.join(db, person)
            people.set_name(db, person, name, name.casefold())
            people.give_role(db, person, "moderator", "p-asha")
    return db


def test_who_looks_at_the_names_is_in_the_journal_and_the_names_are_not(two: Db):
    with two.transaction():
        assert people.names(two, "p-tom", "list of persons") == {"p-asha": "Asha M.", "p-tom": "Tom R."}
    line = list(journal.lines(two))[-1]
    assert (line.who, line.act, line.subject) == ("p-tom", "names read", "list of persons")
    assert "Asha" not in str(two.query("SELECT * FROM journal"))


def test_two_persons_cannot_bear_one_name(two: Db):
    with two.transaction():
        assert not people.set_name(two, "p-tom", "ASHA M.", "asha m.")
        assert people.set_name(two, "p-tom", "Tom Rees", "tom rees")
        assert people.set_name(two, "p-asha", "Asha M.", "asha m.")
    assert people.named(two, "tom r.") is None
    assert people.named(two, "tom rees") == "p-tom"


def test_a_name_that_no_database_takes_is_kept_as_visible_escapes(two: Db):
    with two.transaction():
        assert people.set_name(two, "p-tom", "T\0m \ud800", "t\0m \ud800")
        assert people.names(two, "p-tom", "x")["p-tom"] == "T\\u0000m \\ud800"
    assert people.named(two, "t\0m \ud800") == "p-tom"


def test_roles_are_held_once_and_end_with_who_took_them(two: Db):
    with two.transaction():
        people.give_role(two, "p-tom", "admin", "p-asha")
        people.give_role(two, "p-tom", "admin", "p-asha")
    assert people.roles(two, "p-tom") == {"moderator", "admin"}
    assert people.holders(two, "admin") == {"p-tom"}
    with two.transaction():
        people.take_role(two, "p-tom", "admin", "p-asha")
    assert people.holders(two, "admin") == set()
    assert two.column("SELECT ended_by FROM role_grant WHERE role = 'admin'") == ["p-asha"]


def test_who_has_left_is_known_and_not_here(two: Db):
    with two.transaction():
        people.set_secret(two, "p-tom", "$hash")
        people.leave(two, "p-tom")
    assert people.here(two, "p-tom") == (1, False, True)
    assert people.here(two, "p-nobody") == (1, False, False)
    assert people.only_one(two) == "p-asha"
    assert people.secret(two, "p-tom") is None
    assert [one.id for one in people.everybody(two)] == ["p-asha"]
    assert [one.id for one in people.everybody(two, left_too=True)] == ["p-asha", "p-tom"]
    with two.transaction():
        people.join(two, "p-tom")
    secret = people.secret(two, "p-tom")
    assert secret is not None
    assert secret.hash == ""


def test_a_ticket_works_once_for_one_person_and_not_after_its_time(desks: Desks, two: Db):
    now = two.boot()
    with two.transaction():
        people.add_ticket(two, "aa", "p-tom", now.id, now.us + 60_000_000)
        people.add_ticket(two, "bb", "p-tom", now.id, now.us + 60_000_000)
    with two.transaction():
        assert not people.take_ticket(two, "aa", "p-asha")
        assert people.take_ticket(two, "aa", "p-tom")
        assert not people.take_ticket(two, "aa", "p-tom")
    desks.clock.pass_(seconds=61)
    with two.transaction():
        assert not people.take_ticket(two, "bb", "p-tom")


def test_teams_keep_who_was_in_them(two: Db):
    with two.transaction():
        team = teams.make(two, "Service desk", "service desk")
        assert team is not None
        assert teams.make(two, "SERVICE DESK", "service desk") is None
        teams.put_in(two, team, "p-asha", lead=False)
        teams.put_in(two, team, "p-asha", lead=True)
        teams.put_in(two, team, "p-tom", lead=False)
    assert teams.led_by(two, "p-asha") == {"p-asha", "p-tom"}
    assert teams.led_by(two, "p-tom") == frozenset()
    with two.transaction():
        teams.no_longer_lead(two, "p-asha")
        assert teams.take_out(two, "p-tom", team) == 1
        assert teams.take_out(two, "p-tom", team) == 0
    [found] = teams.listed(two)
    assert (found.members, found.leads) == ({"p-asha"}, frozenset())
    with two.transaction():
        teams.close(two, team)
        assert teams.make(two, "Service desk", "service desk") is not None
    assert len(two.query("SELECT * FROM membership")) == 2


def test_a_change_to_the_roster_can_be_looked_at_and_nothing_is_deleted(two: Db):
    early, late = (
        Planned("p-asha", "2026-11-23", 480, 960, "UTC"),
        Planned("p-asha", "2026-11-23", 480, 990, "UTC"),
    )
    other = Planned("p-tom", "2026-11-24", 1320, 1800, "UTC")
    with two.transaction():
        first = rosters.change(two, "p-asha", "import", add=[early, other])
        second = rosters.change(two, "p-asha", "grid", add=[late], remove=[early])
    assert rosters.between(two, "2026-11-23", "2026-11-29") == [late, other]
    assert rosters.between(two, "2026-11-23", "2026-11-29", persons=["p-tom"]) == [other]
    assert rosters.between(two, "2026-11-23", "2026-11-29", persons=[]) == []
    assert rosters.touched(two, second) == ([late], [early])
    assert rosters.newest_of(two, "p-asha") == (second, "grid")
    assert rosters.newest_of(two, "p-tom") is None
    with two.transaction():
        rosters.mark_undone(two, second, rosters.change(two, "p-asha", "undo"))
    assert rosters.newest_of(two, "p-asha") == (first, "import")
    assert len(two.query("SELECT * FROM shift")) == 3


def test_the_stamp_changes_with_the_people_and_not_with_a_look(two: Db):
    before = people.stamp(two)
    with two.transaction():
        people.names(two, "p-tom", "x")
    assert people.stamp(two) == before
    with two.transaction():
        people.mark_changed(two)
    first = people.stamp(two)
    with two.transaction():
        people.mark_changed(two)
    assert len({before, first, people.stamp(two)}) == 3


@pytest.fixture
def card(two: Db) -> int:
    gather(two, add_account(two), [comment(1, "You absolute turnip")])
    return card_of(two, 1)


def test_a_draft_is_its_authors_alone_until_they_hand_it_over(two: Db, card: int):
    with two.transaction():
        drafts.keep(two, card, "p-tom", "same wor")
        drafts.keep(two, card, "p-tom", "same words as yesterday \ud800")
    assert drafts.of(two, card, "p-tom") == "same words as yesterday \\ud800"
    assert drafts.of(two, card, "p-asha") == ""
    assert (drafts.count(two, "p-tom"), drafts.count(two, "p-asha")) == (1, 0)
    with two.transaction():
        assert drafts.hand_over(two, "p-tom") == 1
    assert drafts.of(two, card, "p-asha") == "same words as yesterday \\ud800"
    with two.transaction():
        drafts.keep(two, card, "p-asha", "mine now")
    assert drafts.of(two, card, "p-kim") == ""
    with two.transaction():
        drafts.keep(two, card, "p-asha", "  ")
    assert two.query("SELECT * FROM draft") == []


def test_a_draft_on_a_decided_card_is_dropped_with_its_author(two: Db, card: int):
    with two.transaction():
        drafts.keep(two, card, "p-tom", "same words")
    decide(two, claimed(two), Verdict.KEEP)
    with two.transaction():
        assert drafts.hand_over(two, "p-tom") == 0
    assert two.query("SELECT * FROM draft") == []
