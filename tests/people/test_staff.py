"""Persons join, change roles, leave and come back; teams; rosters as they are kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from moderator import examine
from moderator.cards import Showing
from moderator.clock import HandClock
from moderator.comments import Batch, Comment
from moderator.decisions import Verdict
from moderator.journal import verify
from moderator.people.roles import Role
from moderator.people.rosters import Shift
from moderator.problems import BadInput, NotAllowed, NotSignedIn, Refused
from moderator.scores import Band
from moderator.store import accounts, cards, comments
from moderator.store import journal as lines
from tests.people.conftest import ASHA, Office

MON = date(2026, 11, 23)


def test_a_role_that_was_taken_stops_at_the_next_step(office: Office):
    kim, asha = office.two()
    card = office.says("You absolute turnip")
    asha.desk.open(card)
    words = asha.desk.reveal(card, Showing.PLAIN)
    kim.staff.set_roles(asha.person, {Role.HR})
    for tried in (
        lambda: asha.desk.reveal(card, Showing.PLAIN),
        lambda: asha.desk.still_showing(words.reveal),
        lambda: asha.desk.decide(card, Verdict.KEEP),
        lambda: asha.desk.line(),
    ):
        with pytest.raises(NotAllowed):
            tried()
    asha.desk.meter()
    kim.desk.open(card)


def test_a_moderator_manages_nobody_and_an_admin_reads_nothing(office: Office):
    kim, asha = office.two()
    for tried in (
        lambda: asha.staff.members(),
        lambda: asha.staff.add("Tom", {Role.ADMIN}),
        lambda: asha.staff.set_roles(asha.person, set(Role)),
        lambda: asha.staff.reset("p-kim"),
        lambda: asha.staff.leave("p-kim"),
        lambda: asha.teams.make("x"),
        lambda: asha.roster.set_day(asha.person, MON, "8-16"),
    ):
        with pytest.raises(NotAllowed):
            tried()
    kim.staff.set_roles("p-kim", {Role.ADMIN})
    card = office.says("You absolute turnip")
    for tried in (lambda: kim.desk.open(card), lambda: kim.desk.next(), lambda: kim.desk.card(card)):
        with pytest.raises(NotAllowed):
            tried()


def test_the_last_admin_can_neither_leave_nor_lose_the_role(office: Office):
    kim, asha = office.two()
    with pytest.raises(NotAllowed, match="last admin"):
        kim.staff.set_roles("p-kim", {Role.MODERATOR})
    with pytest.raises(NotAllowed, match="last admin"):
        kim.staff.leave("p-kim")
    assert kim.staff.leaving("p-kim").why_not
    kim.staff.set_roles(asha.person, {Role.MODERATOR, Role.ADMIN})
    assert not kim.staff.leaving("p-kim").why_not
    kim.staff.set_roles("p-kim", {Role.MODERATOR})
    with pytest.raises(NotAllowed):
        kim.staff.members()
    with pytest.raises(NotAllowed, match="last admin"):
        asha.staff.leave(asha.person)


def test_who_leaves_hands_over_what_is_open_and_keeps_what_is_theirs(office: Office):
    kim, asha = office.two()
    person = asha.person
    decided, opened = office.says("You absolute turnip"), office.says("You great goose")
    asha.desk.open(decided)
    asha.desk.decide(decided, Verdict.HIDE)
    asha.desk.open(opened)
    asha.desk.reveal(opened, Showing.PLAIN)
    asha.desk.keep_draft(opened, "same words as yest")
    seen = office.units(person)
    team = kim.teams.make("Service desk")
    kim.teams.put_in(team, person)
    kim.roster.set_day(person, MON + timedelta(days=1), "8-16")
    kim.roster.set_day(person, MON, "8-16")  # today: it is worked, and stays
    what = kim.staff.leave(person)
    assert (what.open_cards, what.drafts, what.teams, what.shifts) == (1, 1, ("Service desk",), 1)
    with pytest.raises(NotSignedIn):
        asha.desk.reveal(opened, Showing.PLAIN)
    with pytest.raises(BadInput):
        office.console().sign_in("Asha M.", ASHA)
    assert kim.here().several is False
    assert kim.desk.open(opened).draft == "same words as yest"
    assert office.units(person) == seen > 0
    assert kim.db.column("SELECT person FROM decision") == [person]
    assert kim.teams.teams()[0].members == frozenset()
    assert kim.roster.shifts(MON, MON + timedelta(days=7)) == [Shift(person, MON, 480, 960, "Europe/Berlin")]


def test_coming_back_does_not_empty_the_ledger(office: Office):
    kim, asha = office.two()
    person = asha.person
    card = office.says("You absolute turnip")
    asha.desk.open(card)
    asha.desk.reveal(card, Showing.PLAIN)
    seen = office.units(person)
    kim.staff.leave(person)
    with pytest.raises(BadInput, match="was here before"):
        kim.staff.add("asha m.", {Role.MODERATOR})
    code = kim.staff.take_back(person, {Role.MODERATOR})
    back = office.console()
    back.sign_in("Asha M.", code.code)
    back.choose_passphrase("nine other blue birds")
    assert back.desk.meter().hour_units == seen > 0


def test_names_are_in_one_table_and_never_in_the_journal_or_a_problem(office: Office):
    kim, asha = office.two()
    kim.staff.rename(asha.person, "Zebedee Quartz")
    kim.staff.members()
    kim.names()
    assert "Zebedee" not in str(kim.db.query("SELECT * FROM journal"))
    assert office.journal().count("names read") == 2
    assert verify(lines.lines(kim.db)).ok
    with pytest.raises(Refused) as refused:
        kim.staff.set_roles("p-kim", {Role.MODERATOR})
    assert "Kim" not in refused.value.sentence()


def test_somebody_always_has_a_role_and_a_name_of_their_own(office: Office):
    kim, asha = office.two()
    for tried in (
        lambda: kim.staff.add("Tom", set()),
        lambda: kim.staff.set_roles(asha.person, set()),
        lambda: kim.staff.add("KIM O.", {Role.HR}),
        lambda: kim.staff.rename(asha.person, "Kim O.\u200b"),
        lambda: kim.staff.rename(asha.person, "\u202eadmin"),
        lambda: kim.staff.add("W" * 5000, {Role.HR}),
        lambda: kim.staff.reset("p-nobody"),
    ):
        with pytest.raises(BadInput):
            tried()


def test_the_list_tells_roles_and_who_has_not_signed_in_yet(office: Office):
    kim, _ = office.two()
    kim.staff.add("Tom R.", {Role.LEAD, Role.MODERATOR})
    told = [(one.name, one.state, one.me) for one in kim.staff.members()]
    assert told == [("Asha M.", "ready", False), ("Kim O.", "ready", True), ("Tom R.", "code", False)]


def test_a_colleague_who_left_is_signed_out_everywhere(office: Office):
    kim, asha = office.two()
    kim.staff.add("Tom R.", {Role.MODERATOR})
    kim.staff.leave(asha.person)
    assert asha.here().person == ""
    assert asha.here().several


# teams


def test_a_lead_of_a_team_holds_the_role_and_loses_both_together(office: Office):
    kim, asha = office.two()
    team = kim.teams.make("Service desk")
    with pytest.raises(NotAllowed, match="role lead"):
        kim.teams.put_in(team, asha.person, lead=True)
    kim.staff.set_roles(asha.person, {Role.MODERATOR, Role.LEAD})
    kim.teams.put_in(team, asha.person, lead=True)
    assert kim.teams.teams()[0].leads == {asha.person}
    kim.staff.set_roles(asha.person, {Role.MODERATOR})
    assert kim.teams.teams()[0].leads == frozenset()
    assert kim.teams.teams()[0].members == {asha.person}
    with pytest.raises(BadInput):
        kim.teams.make("SERVICE desk")
    kim.teams.rename(team, "Front desk")
    kim.teams.take_out(team, asha.person)
    kim.teams.close(team)
    assert kim.teams.teams() == ()
    with pytest.raises(BadInput):
        kim.teams.rename(team, "x")


# rosters

CSV = "person,date,start,end\nAsha M.,2026-11-23,08:00,16:00\nKim O.,2026-11-24,22:00,06:00\n"


def test_a_roster_is_imported_once_however_often_it_is_read(office: Office):
    kim, asha = office.two()
    done = kim.roster.import_csv(CSV.encode())
    assert (done.added, done.removed) == (2, 0)
    assert kim.roster.import_csv(CSV.encode()).number is None
    corrected = CSV.replace("08:00,16:00", "09:00,17:00")
    done = kim.roster.import_csv(corrected.encode())
    assert (done.added, done.removed) == (1, 1)
    kim.roster.undo()
    assert kim.roster.week(MON).cell(asha.person, MON) == [Shift(asha.person, MON, 480, 960, "Europe/Berlin")]
    kim.roster.undo()
    assert kim.roster.week(MON).shifts == ()
    with pytest.raises(NotAllowed, match="nothing to undo"):
        kim.roster.undo()


def test_a_file_with_a_wrong_line_changes_nothing_and_names_it(office: Office):
    kim, _ = office.two()
    bad = CSV + "Somebody Else,2026-11-25,8,16\nKim O.,yesterday,8,16\n"
    with pytest.raises(BadInput) as refused:
        kim.roster.import_csv(bad.encode())
    assert "line 4: there is nobody called “Somebody Else”" in refused.value.sentence()
    assert "line 5: “yesterday” is no date" in refused.value.sentence()
    assert kim.roster.week(MON).shifts == ()


def test_nobody_is_planned_twice_at_once_also_over_midnight(office: Office):
    kim, _ = office.two()
    kim.roster.set_day("p-kim", MON, "22-6")
    for day, typed in ((MON, "8-12, 11-13"), (MON + timedelta(days=1), "5-13")):
        with pytest.raises(BadInput, match="overlap"):
            kim.roster.set_day("p-kim", day, typed)
    kim.roster.set_day("p-kim", MON + timedelta(days=1), "6-13")
    assert kim.roster.week(MON).hours("p-kim") == timedelta(hours=15)
    kim.roster.set_day("p-kim", MON, "")
    assert kim.roster.week(MON).cell("p-kim", MON) == []


def test_last_week_is_copied_where_nothing_is_planned_yet_and_taken_back_whole(office: Office):
    kim, asha = office.two()
    kim.roster.set_day("p-kim", MON, "8-16")
    kim.roster.set_day(asha.person, MON, "8-16")
    next_monday = MON + timedelta(days=7)
    kim.roster.set_day(asha.person, next_monday, "12-20")
    done = kim.roster.copy_last_week(next_monday + timedelta(days=3))
    assert done.added == 1
    week = kim.roster.week(next_monday)
    assert [one.hours for one in week.cell("p-kim", next_monday)] == ["08:00–16:00"]
    assert [one.hours for one in week.cell(asha.person, next_monday)] == ["12:00–20:00"]
    assert week.undoes == "copy"
    kim.roster.undo()
    assert kim.roster.week(next_monday).cell("p-kim", next_monday) == []


def test_undo_does_not_run_over_what_somebody_else_changed_since(office: Office):
    kim, asha = office.two({Role.MODERATOR, Role.ADMIN})
    kim.roster.set_day("p-kim", MON, "8-16")
    kim.roster.set_day("p-kim", MON, "9-17")
    asha.roster.set_day("p-kim", MON, "10-18")
    kim.roster.undo()
    assert [one.hours for one in kim.roster.week(MON).cell("p-kim", MON)] == ["10:00–18:00"]


def test_a_lead_plans_for_the_teams_that_they_lead(office: Office):
    kim, asha = office.two({Role.MODERATOR, Role.LEAD})
    tom = kim.staff.add("Tom R.", {Role.MODERATOR}).person
    assert asha.roster.week(MON).rows == ()
    team = kim.teams.make("Service desk")
    kim.teams.put_in(team, asha.person, lead=True)
    kim.teams.put_in(team, tom)
    assert set(asha.roster.week(MON).rows) == {asha.person, tom}
    asha.roster.set_day(tom, MON, "8-16")
    with pytest.raises(NotAllowed, match="teams that you lead"):
        asha.roster.set_day("p-kim", MON, "8-16")
    with pytest.raises(NotAllowed, match="teams that you lead"):
        asha.roster.import_csv(CSV.encode())


def test_one_person_alone_has_a_roster_too(office: Office):
    console = office.console()
    console.roster.set_day("p-kim", MON, "8-16")
    assert console.here().several is False
    assert console.person == "p-kim"
    assert console.roster.on_duty(datetime(2026, 11, 23, 7, 30, tzinfo=UTC)) == {"p-kim"}
    assert office.console().here().roles == frozenset(Role)


def test_every_change_is_in_the_journal_by_number(office: Office):
    kim, asha = office.two()
    kim.staff.rename(asha.person, "Asha N.")
    kim.staff.set_roles(asha.person, {Role.HR})
    team = kim.teams.make("x")
    kim.teams.put_in(team, asha.person)
    kim.roster.set_day(asha.person, MON, "8-16")
    kim.staff.leave(asha.person)
    kim.staff.take_back(asha.person, {Role.HR})
    acts = office.journal()
    for act in ("person joined", "passphrase chosen", "signed in", "person renamed", "roles changed", "team made",
                "team member in", "roster changed", "person left", "person came back"):  # fmt: skip
        assert act in acts, act


def test_calm_comments_ask_nobody_again(office: Office, clock: HandClock):
    """Nothing is revealed by opening a calm card: its words are on the list already."""
    _, asha = office.two()
    card = office.says("Do the buses take bicycles?", Band.S0)
    clock.pass_(minutes=6)
    assert asha.desk.open(card).card.text


def test_the_doctor_names_cards_that_the_scorer_failed_on(office: Office):
    console = office.console()
    with console.db.transaction():
        account = accounts.ensure(console.db, "rehearsal", "", "city")
        said = Comment("n1", "You absolute turnip", "bob", "bob", b"x", version="1")
        comments.save_batch(console.db, account, Batch(comments=(said,)), "rehearsal")
        cards.set_unchecked(console.db, [1], "poison")
    assert "1 card brought the scorer down twice" in " ".join(found.says for found in examine.store(console))
