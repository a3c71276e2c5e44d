"""Two persons who agreed to ask each other one thing, and of whom nothing is kept."""

from __future__ import annotations

import pytest

from moderator.buddies import Buddy
from moderator.console import Console
from moderator.people.roles import Role
from moderator.problems import Refused
from tests.people.conftest import Office
from tests.people.test_supporting import everything


@pytest.fixture
def pair(office: Office) -> tuple[Console, Console]:
    kim, asha = office.two((Role.MODERATOR,))
    kim.buddies.wish(asha.person)
    asha.buddies.wish(kim.person)
    return kim, asha


def test_both_say_yes_before_anybody_is_asked_anything(office: Office):
    kim, asha = office.two()
    kim.buddies.wish(asha.person)
    assert kim.buddies.look().wished == asha.person
    assert asha.buddies.look().asked_by == (kim.person,)
    for console in (kim, asha):
        assert console.buddies.look().with_ == ""
        with pytest.raises(Refused):
            console.buddies.ping()
    asha.buddies.wish(kim.person)
    assert (kim.buddies.look().with_, asha.buddies.look().with_) == (asha.person, kim.person)


def test_whoever_is_asked_can_say_no(office: Office):
    kim, asha = office.two()
    kim.buddies.wish(asha.person)
    asha.buddies.refuse(kim.person)
    assert kim.buddies.look() == Buddy(colleagues=(asha.person,))
    assert asha.buddies.look().asked_by == ()


@pytest.mark.parametrize(("yes", "told"), [(True, "yes"), (False, "later")])
def test_one_question_one_answer_and_it_is_gone(
    office: Office, pair: tuple[Console, Console], yes: bool, told: str
):
    kim, asha = pair
    kim.buddies.ping()
    assert kim.buddies.look().waits
    assert asha.buddies.look().question == kim.person
    asha.buddies.answer(yes=yes)
    assert asha.buddies.look().question == ""
    assert kim.buddies.look().answer == told
    assert kim.buddies.look().answer == ""
    assert kim.db.column("SELECT sender FROM buddy_ping") == []


def test_after_an_hour_a_question_is_gone_whatever_the_clock_was_set_to(
    office: Office, pair: tuple[Console, Console]
):
    kim, asha = pair
    kim.buddies.ping()
    office.clock.pass_(hours=1, seconds=1)
    assert asha.buddies.look().question == ""
    assert kim.db.column("SELECT sender FROM buddy_ping") == []
    kim.buddies.ping()
    office.clock.pass_(hours=-2)
    assert asha.buddies.look().question == ""


def test_either_ends_it_at_any_time_and_an_open_question_goes_with_it(
    office: Office, pair: tuple[Console, Console]
):
    kim, asha = pair
    kim.buddies.ping()
    asha.buddies.end()
    assert kim.buddies.look().with_ == ""
    assert not kim.buddies.look().waits
    kim.buddies.end()
    assert kim.db.column("SELECT person FROM buddy") == []


def test_nobody_is_their_own_buddy_or_that_of_a_stranger(office: Office):
    kim, _ = office.two()
    for other in (kim.person, "p-nobody", ""):
        with pytest.raises(Refused):
            kim.buddies.wish(other)


def test_nothing_of_it_is_in_the_journal_or_stays_in_the_store(office: Office):
    kim, asha = office.two()
    before = everything(office)
    kim.buddies.wish(asha.person)
    asha.buddies.wish(kim.person)
    kim.buddies.ping()
    asha.buddies.answer(yes=True)
    kim.buddies.look()
    kim.buddies.end()
    asha.buddies.end()
    assert everything(office) == before


def test_a_third_cannot_see_who_is_whose(office: Office, pair: tuple[Console, Console]):
    kim, asha = pair
    code = kim.staff.add("Tom B.", (Role.LEAD, Role.ADMIN, Role.HR))
    tom = office.console()
    tom.sign_in("Tom B.", code.code)
    tom.choose_passphrase("nine tall grey herons")
    kim.buddies.ping()
    assert tom.buddies.look() == Buddy(colleagues=tuple(sorted((kim.person, asha.person))))
    tom.buddies.answer(yes=True)
    assert asha.buddies.look().question == kim.person
