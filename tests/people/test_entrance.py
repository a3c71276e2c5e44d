"""Who may sit down, and what a wrong passphrase costs."""

from __future__ import annotations

import pytest

from moderator.cards import Showing
from moderator.clock import HandClock
from moderator.people.roles import Role
from moderator.problems import BadInput, Lost, NotSignedIn, SignInAgain, WrongPassphrase
from moderator.store import exposure
from moderator.wellbeing.values import Presence
from tests.people.conftest import ASHA, KIM, Office


def test_one_person_alone_needs_no_passphrase_and_may_do_everything(office: Office):
    console = office.console()
    assert console.person == "p-kim"
    assert console.here().several is False
    assert console.here().roles == frozenset(Role)
    assert office.journal() == []


def test_from_the_second_person_on_everybody_signs_in(office: Office):
    office.two()
    console = office.console()
    assert console.here() == type(console.here())("", True, frozenset())
    with pytest.raises(NotSignedIn):
        console.desk.line()
    with pytest.raises(NotSignedIn):
        console.person  # noqa: B018
    assert [face.name for face in console.faces()] == ["Asha M.", "Kim O."]
    assert not console.sign_in("p-kim", KIM).must_choose
    assert console.person == "p-kim"
    console.desk.line()


def test_names_are_found_whatever_their_case_and_width(office: Office):
    office.two()
    console = office.console()
    console.sign_in(" ASHA  m. ", ASHA)
    assert console.here().roles == {Role.MODERATOR}


def test_nobody_can_join_before_the_first_person_has_a_passphrase(office: Office):
    console = office.console()
    with pytest.raises(Exception, match="passphrase of your own first"):
        console.staff.add("Asha M.", {Role.MODERATOR})
    assert console.here().several is False


def test_a_code_lets_in_once_and_only_to_choose_a_passphrase(office: Office):
    kim = office.console()
    kim.staff.introduce("Kim O.", KIM)
    code = kim.staff.add("Asha M.", {Role.MODERATOR}).code
    asha = office.console()
    assert asha.sign_in("asha m.", code.upper()).must_choose
    with pytest.raises(NotSignedIn):
        asha.desk.line()
    with pytest.raises(BadInput, match="too short"):
        asha.choose_passphrase("short")
    with pytest.raises(BadInput, match="one-time code"):
        asha.choose_passphrase(code)
    asha.choose_passphrase(ASHA)
    asha.desk.line()
    with pytest.raises(WrongPassphrase):
        office.console().sign_in("Asha M.", code)
    office.console().sign_in("Asha M.", ASHA)


def test_two_windows_with_one_code_choose_once(office: Office):
    kim = office.console()
    kim.staff.introduce("Kim O.", KIM)
    code = kim.staff.add("Asha M.", {Role.MODERATOR}).code
    one, other = office.console(), office.console()
    one.sign_in("Asha M.", code)
    other.sign_in("Asha M.", code)
    one.choose_passphrase(ASHA)
    with pytest.raises(NotSignedIn, match="used up"):
        other.choose_passphrase("nine other blue birds")


def test_a_code_is_too_old_after_three_days(office: Office, clock: HandClock):
    kim = office.console()
    kim.staff.introduce("Kim O.", KIM)
    code = kim.staff.add("Asha M.", {Role.MODERATOR}).code
    clock.pass_(hours=73)
    with pytest.raises(WrongPassphrase, match="too old"):
        office.console().sign_in("Asha M.", code)


def test_three_wrong_tries_then_a_wait_that_no_restart_shortens(office: Office, clock: HandClock):
    office.two()
    console = office.console()
    for left in ("2 more tries", "One more try"):
        with pytest.raises(WrongPassphrase) as wrong:
            console.sign_in("Asha M.", "not this one at all")
        assert left in wrong.value.sentence()
    with pytest.raises(WrongPassphrase) as wrong:
        console.sign_in("Asha M.", "not this one at all")
    assert wrong.value.wait.total_seconds() == 60
    with pytest.raises(WrongPassphrase, match="Please wait 1 minute"):
        office.console().sign_in("Asha M.", ASHA)
    clock.restart()
    with pytest.raises(WrongPassphrase, match="Please wait"):
        office.console().sign_in("Asha M.", ASHA)
    clock.set_wall(clock.wall().replace(year=2031))
    with pytest.raises(WrongPassphrase, match="Please wait"):
        office.console().sign_in("Asha M.", ASHA)
    clock.pass_(seconds=61)
    office.console().sign_in("Asha M.", ASHA)
    assert office.journal().count("sign-in refused") == 3


def test_each_further_wrong_try_waits_longer_and_others_are_not_kept_waiting(
    office: Office, clock: HandClock
):
    office.two()
    console = office.console()
    waits = []
    for _ in range(5):
        with pytest.raises(WrongPassphrase) as wrong:
            console.sign_in("Asha M.", "not this one at all")
        waits.append(wrong.value.wait.total_seconds())
        clock.pass_(seconds=waits[-1])
    assert waits == [0, 0, 60, 120, 240]
    office.console().sign_in("Kim O.", KIM)


def test_a_forgotten_passphrase_is_replaced_and_what_was_seen_stays_counted(office: Office):
    kim, asha = office.two()
    card = office.says("You absolute turnip")
    asha.desk.open(card)
    asha.desk.reveal(card, Showing.PLAIN)
    seen = office.units(asha.person)
    assert seen > 0
    code = kim.staff.reset(asha.person).code
    with pytest.raises(WrongPassphrase):
        office.console().sign_in("Asha M.", ASHA)
    again = office.console()
    assert again.sign_in("Asha M.", code).must_choose
    again.choose_passphrase("nine other blue birds")
    assert again.person == asha.person
    assert office.units(again.person) == seen
    assert "passphrase reset" in office.journal()


def test_changing_the_person_hands_the_open_card_back(office: Office):
    kim, asha = office.two()
    card = office.says("You absolute turnip")
    asha.desk.open(card)
    asha.sign_out()
    assert asha.here().person == ""
    assert asha.desk is not kim.desk
    kim.desk.open(card)


def test_what_one_person_holds_is_closed_to_the_next_at_the_same_desk(office: Office):
    """A window that died keeps its claim for two minutes; somebody else signs in there meanwhile."""
    _, asha = office.two()
    card = office.says("You absolute turnip")
    asha.desk.open(card)
    words = asha.desk.reveal(card, Showing.PLAIN)
    next_one = office.console()
    next_one.sign_in("Kim O.", KIM)
    for tried in (
        lambda: next_one.desk.reveal(card, Showing.PLAIN),
        lambda: next_one.desk.heartbeat(),
        lambda: next_one.desk.still_showing(words.reveal),
    ):
        with pytest.raises(Lost):
            tried()
    assert office.units("p-kim") == 0


def test_exposure_follows_the_person_not_the_desk(office: Office):
    _, asha = office.two()
    card = office.says("You absolute turnip")
    asha.desk.open(card)
    asha.desk.reveal(card, Showing.PLAIN)
    person = asha.person
    asha.sign_out()
    elsewhere = office.console(suffix="-other")
    elsewhere.sign_in(person, ASHA)
    assert elsewhere.desk.meter().hour_units == office.units(person) > 0
    asha.sign_in("Kim O.", KIM)
    assert asha.desk.meter().hour_units == 0


# left alone


def test_a_desk_left_alone_asks_again_before_a_reveal_and_only_then(office: Office, clock: HandClock):
    _, asha = office.two()
    card = office.says("You absolute turnip")
    clock.pass_(minutes=6)
    asha.desk.rest(Presence.IDLE)
    asha.desk.line()
    asha.desk.open(card)
    with pytest.raises(SignInAgain):
        asha.desk.reveal(card, Showing.MASKED)
    assert office.units(asha.person) == 0
    assert exposure.open_reveals(office.opened[0].db, "d-1") == []
    with pytest.raises(WrongPassphrase):
        asha.again("not this one at all")
    with pytest.raises(SignInAgain):
        asha.desk.reveal(card, Showing.MASKED)
    asha.again(ASHA)
    asha.desk.reveal(card, Showing.MASKED)


def test_a_touch_after_the_five_minutes_does_not_stand_for_the_person(office: Office, clock: HandClock):
    _, asha = office.two()
    card = office.says("You absolute turnip")
    clock.pass_(minutes=5)
    asha.desk.rest(Presence.ACTIVE, touched=True)
    asha.desk.open(card)
    with pytest.raises(SignInAgain):
        asha.desk.reveal(card, Showing.PLAIN)


def test_touches_in_between_keep_the_desk_open(office: Office, clock: HandClock):
    _, asha = office.two()
    card = office.says("You absolute turnip")
    for _ in range(3):
        clock.pass_(minutes=4)
        asha.desk.rest(Presence.ACTIVE)
    asha.desk.open(card)
    asha.desk.reveal(card, Showing.PLAIN)


def test_a_suspended_or_restarted_machine_counts_as_left_alone(office: Office, clock: HandClock):
    _, asha = office.two()
    card = office.says("You absolute turnip")
    clock.suspend(minutes=10)
    asha.desk.open(card)
    with pytest.raises(SignInAgain):
        asha.desk.reveal(card, Showing.PLAIN)


def test_one_person_alone_is_never_asked_again(office: Office, clock: HandClock):
    console = office.console()
    card = office.says("You absolute turnip")
    clock.pass_(hours=2)
    console.desk.open(card)
    console.desk.reveal(card, Showing.PLAIN)


# children of this program


def test_a_ticket_signs_a_child_in_once(office: Office, clock: HandClock):
    _, asha = office.two()
    given = asha.ticket()
    assert given is not None
    person, ticket = given
    child = office.console()
    child.sign_in(person, ticket)
    assert child.person == asha.person
    with pytest.raises(WrongPassphrase):
        office.console().sign_in(person, ticket)
    late = asha.ticket()
    assert late is not None
    clock.pass_(seconds=61)
    with pytest.raises(WrongPassphrase):
        office.console().sign_in(*late)


def test_alone_no_ticket_is_needed(office: Office):
    assert office.console().ticket() is None


def test_who_sits_here_is_kept_while_a_child_is_started(office: Office, clock: HandClock):
    _, asha = office.two()
    person = asha.person
    clock.pass_(minutes=6)
    with asha.away():
        pass
    assert asha.person == person
    card = office.says("You absolute turnip")
    asha.desk.open(card)
    with pytest.raises(SignInAgain):
        asha.desk.reveal(card, Showing.PLAIN)
