"""A closed limit is opened by two persons, for a while and seldom; what is declined was never there."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from moderator.beginning import Beginning, NotBegun
from moderator.cards import Showing
from moderator.console import Console
from moderator.decisions import Verdict
from moderator.desk import Who
from moderator.gate import found
from moderator.overriding import Overriding
from moderator.people.roles import Role
from moderator.problems import (
    BadInput,
    BreakDue,
    LimitReached,
    Lost,
    NoSuchCard,
    NotAllowed,
    Problem,
    Refused,
)
from moderator.scores import Band
from moderator.store import exposure, journal, overrides, people, spared, whs
from moderator.store.db import Db, open_sqlite
from moderator.wellbeing.overrides import OFFER, Reason, due
from moderator.wellbeing.values import Mode, Presence
from tests.desk.overrides import WHY, charge, consulted, locked, minutes, offer
from tests.people.conftest import Office, office

__all__ = ["office"]


@pytest.fixture
def two(office: Office) -> tuple[Console, Console]:
    """Kim, who leads, and Asha."""
    kim, asha = office.two()
    consulted(kim)
    return kim, asha


def events(db: Db) -> list[tuple[str, str]]:
    return [(each.kind, each.person) for each in whs.listed(db)]


def everything(db: Db) -> str:
    """All that the store says, in words."""
    tables = db.column("SELECT name FROM sqlite_master WHERE type = 'table'")
    return json.dumps({name: db.query(f"SELECT * FROM {name}") for name in tables}, default=str)


def no(call: Callable[[], object]) -> str:
    """What the person hears instead."""
    with pytest.raises(NotAllowed) as told:
        call()
    return told.value.sentence()


# what it opens


def test_without_the_persons_word_nothing_opens_and_with_it_harsh_cards_do(
    office: Office, two: tuple[Console, Console]
):
    kim, asha = two
    card = office.says("You absolute turnip", Band.S3)
    locked(office, asha)
    offer(kim, asha)
    with pytest.raises(LimitReached):
        asha.desk.open(card)
    assert asha.desk.rest(Presence.ACTIVE).mode is Mode.COOLDOWN
    offered = asha.overriding.offered()
    assert offered is not None
    assert (offered.lead, offered.why, offered.minutes, offered.card) == (kim.person, WHY, 30, 0)
    rest = asha.overriding.accept()
    assert (rest.mode, rest.override) == (Mode.WORK, timedelta(minutes=30))
    asha.desk.open(card)
    assert asha.desk.reveal(card, Showing.PLAIN).text == "You absolute turnip"
    assert asha.overriding.offered() is None


def test_after_half_an_hour_it_closes_in_the_middle_of_a_card_by_covering_it(
    office: Office, two: tuple[Console, Console]
):
    kim, asha = two
    card = office.says("You absolute turnip")
    locked(office, asha)
    offer(kim, asha)
    asha.overriding.accept()
    minutes(office, asha, 29.5)
    asha.desk.open(card)
    shown = asha.desk.reveal(card, Showing.PLAIN)
    office.clock.pass_(seconds=29)
    asha.desk.still_showing(shown.reveal)
    office.clock.pass_(seconds=1)
    with pytest.raises(LimitReached):
        asha.desk.still_showing(shown.reveal)
    with pytest.raises(LimitReached):
        asha.desk.decide(card, Verdict.HIDE)
    assert asha.desk.rest(Presence.ACTIVE).mode is Mode.COOLDOWN
    asha.desk.decide(card, Verdict.ESCALATE)


def test_it_closes_once_a_quarter_of_the_limit_was_read_on_top(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    locked(office, asha)
    offer(kim, asha)
    asha.overriding.accept()
    charge(asha, 37.4)
    assert asha.desk.rest(Presence.ACTIVE).mode is Mode.WORK
    card = office.says("You absolute turnip", Band.S1)
    asha.desk.open(card)
    with pytest.raises(LimitReached):  # one more unit would be more than a quarter
        asha.desk.reveal(card, Showing.MASKED)
    charge(asha, 0.1)
    assert asha.desk.rest(Presence.ACTIVE).mode is Mode.COOLDOWN


def test_seconds_on_the_screen_do_not_lead_beyond_it_either(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    card = office.says("You absolute turnip", Band.S3)
    locked(office, asha)
    offer(kim, asha)
    asha.overriding.accept()
    charge(asha, 30)  # 7.5 are left: the look, one twenty seconds, and no other
    before = office.units(asha.person)
    asha.desk.open(card)
    shown = asha.desk.reveal(card, Showing.PLAIN)

    def hold() -> None:
        for _ in range(90):
            office.clock.pass_(seconds=1)
            asha.desk.still_showing(shown.reveal)

    with pytest.raises(LimitReached):
        hold()
    assert office.units(asha.person) - before == 6


def test_a_second_limit_that_is_reached_meanwhile_closes_it(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    charge(asha, 240, ago=timedelta(hours=5))
    locked(office, asha, 150)
    offer(kim, asha)
    asha.overriding.accept()
    charge(asha, 11)  # 401 in the day
    assert asha.desk.rest(Presence.ACTIVE).mode is Mode.DAYLOCK


def test_extreme_cards_stay_closed_where_their_own_limit_is(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    card = office.says("I will come for your turnips", Band.S4)
    for _ in range(3):
        charge(asha, 8, band=4)
    locked(office, asha, 126)
    offer(kim, asha)
    asha.overriding.accept()
    with pytest.raises(LimitReached, match="extreme"):
        asha.desk.open(card)


def test_breaks_come_as_ever_and_what_is_served_is_calm_first(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    office.says("You absolute turnip", Band.S3)
    mild = office.says("Oh dear", Band.S1)
    locked(office, asha)
    offer(kim, asha)
    asha.overriding.accept()
    opened = asha.desk.next()
    assert opened is not None
    assert opened.card.id == mild
    rest = minutes(office, asha, 21, served=False)
    assert rest.mode is Mode.BREAK


def test_a_state_that_says_of_itself_that_it_is_open_opens_nothing(
    office: Office, two: tuple[Console, Console]
):
    _, asha = two
    card = office.says("You absolute turnip")
    locked(office, asha)
    rest = exposure.load_rest(asha.db, asha.person)
    assert rest is not None
    forged = {**rest.state, "mode": "work", "override_us": 10**12}
    with asha.db.transaction():
        exposure.save_rest(asha.db, exposure.Rest(rest.person, rest.eff_us, rest.boot, rest.wall_us, forged))
    with pytest.raises(LimitReached):
        asha.desk.open(card)


# who, and why


def test_nobody_opens_their_own_limit(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    locked(office, kim)
    with pytest.raises(NotAllowed, match="their own"):
        offer(kim, kim)
    with pytest.raises(NotAllowed, match="role"):
        asha.overriding.offer(kim.person, Reason.NO_COVER, WHY)
    with kim.db.transaction():
        boot = kim.db.boot()
        overrides.offer(
            kim.db, overrides.Offer(kim.person, kim.person, "no_cover", WHY, 30, 0, boot.id, boot.us + 10**9)
        )
    with pytest.raises(Refused):
        kim.overriding.accept()
    assert overrides.listed(kim.db) == []


@pytest.mark.parametrize(
    ("why", "minutes", "card", "refusal"),
    [
        ("", 30, 0, BadInput),
        ("no cover today", 30, 0, BadInput),  # fourteen letters
        ("a" + " " * 20 + "b", 30, 0, BadInput),
        ("a" * 401, 30, 0, BadInput),
        (WHY, 31, 0, BadInput),
        (WHY, 0, 0, BadInput),
        (WHY, 30, 1, BadInput),  # a card, but no threat to life
    ],
)
def test_it_takes_a_reason_in_words_and_half_an_hour_at_the_most(
    office: Office, two: tuple[Console, Console], why: str, minutes: int, card: int, refusal: type[Problem]
):
    kim, asha = two
    locked(office, asha)
    with pytest.raises(refusal):
        kim.overriding.offer(asha.person, Reason.NO_COVER, why, minutes=minutes, card=card)
    assert asha.overriding.offered() is None


def test_a_lead_of_another_team_offers_nothing_and_sees_nobody(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    team = kim.teams.make("Libraries")
    kim.teams.put_in(team, asha.person)
    locked(office, asha)
    with pytest.raises(NotAllowed, match="nobody whom you lead"):
        offer(kim, asha)
    assert kim.overriding.resting() == ()
    kim.teams.put_in(team, kim.person, lead=True)
    offer(kim, asha)
    (seen,) = kim.overriding.resting()
    assert (seen.person, seen.may_be_offered) == (asha.person, True)


def test_a_lead_who_is_none_any_more_opens_nothing(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    locked(office, asha)
    offer(kim, asha)
    with kim.db.transaction():
        people.take_role(kim.db, kim.person, Role.LEAD, kim.person)
    with pytest.raises(Refused, match="leads nobody"):
        asha.overriding.accept()


def test_alone_at_a_desk_there_are_none_and_it_says_so(office: Office):
    kim = office.console()
    office.says("You absolute turnip")
    for call in (
        lambda: kim.overriding.offer("x", Reason.NO_COVER, WHY),
        lambda: kim.overriding.break_glass(1, WHY),
    ):
        with pytest.raises(NotAllowed, match="one person"):
            call()
    assert not kim.overriding.possible()


# when, and how often


def test_a_cooldowns_first_ten_minutes_are_never_cut_short(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    charge(asha, 150)
    minutes(office, asha, 9.5)
    with pytest.raises(NotAllowed):
        offer(kim, asha)
    minutes(office, asha, 0.5)
    offer(kim, asha)
    asha.overriding.accept()


def test_nor_by_an_offer_that_was_made_for_an_earlier_lock(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    locked(office, asha)
    offer(kim, asha)
    with asha.db.transaction():
        asha.db.run("UPDATE rest SET state = '{}' WHERE person = :p", p=asha.person)
    assert "ten minutes" in no(lambda: asha.overriding.accept())


def test_one_in_a_day_and_two_in_a_week_whatever_the_calendar_says(
    office: Office, two: tuple[Console, Console]
):
    kim, asha = two
    began: list[datetime] = []
    for hours in (0, 23.5, 25, 60, 100, 169.5):
        office.clock.pass_(
            hours=max(0.0, hours - (office.clock.wall() - began[0]).total_seconds() / 3600) if began else 0
        )
        locked(office, asha, 160)
        try:
            offer(kim, asha)
        except NotAllowed:
            continue
        asha.overriding.accept()
        began.append(office.clock.wall())
    told = [round((each - began[0]).total_seconds() / 3600) for each in began]
    assert told == [0, 25, 170]


def test_nothing_is_opened_from_120_percent_of_a_day_on(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    charge(asha, 330, ago=timedelta(hours=3))
    locked(office, asha, 149)  # 479 of 400
    offer(kim, asha)
    charge(asha, 1)
    assert "120 %" in no(lambda: asha.overriding.accept())
    with pytest.raises(NotAllowed) as told:
        offer(kim, asha)
    assert "120" not in told.value.sentence()
    (seen,) = kim.overriding.resting()
    assert not seen.may_be_offered


def test_nothing_is_opened_to_who_is_the_target_of_an_open_incident(
    office: Office, two: tuple[Console, Console]
):
    kim, asha = two
    card = office.says("You absolute turnip")
    locked(office, asha)
    with kim.db.transaction():
        spared.target(kim.db, asha.person, "incident 1")
    with pytest.raises(NotAllowed) as told:
        offer(kim, asha)
    assert "incident" not in told.value.sentence()
    assert "incident is open" in no(lambda: asha.overriding.break_glass(card, WHY))
    with kim.db.transaction():
        spared.no_longer_target(kim.db, asha.person, "incident 1")
    offer(kim, asha)
    asha.overriding.accept()


def test_nothing_opens_a_card_whose_words_are_shown_to_nobody(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    card = office.says("You absolute turnip")
    with kim.db.transaction():
        spared.withhold(kim.db, card, kim.person, "suspected")
    with pytest.raises(NotAllowed, match="shown to nobody"):
        asha.overriding.break_glass(card, WHY)
    locked(office, asha)
    offer(kim, asha)
    asha.overriding.accept()
    asha.desk.open(card)
    with pytest.raises(NotAllowed, match="shown to nobody"):
        asha.desk.reveal(card, Showing.MASKED)
    asha.desk.decide(card, Verdict.ESCALATE)


# what is written, and what is not


def test_what_was_accepted_is_in_the_journal_and_among_the_events(
    office: Office, two: tuple[Console, Console]
):
    kim, asha = two
    locked(office, asha)
    before = len(list(journal.lines(kim.db)))
    offer(kim, asha, Reason.NO_COVER)
    assert len(list(journal.lines(kim.db))) == before
    assert events(kim.db) == []
    asha.overriding.accept()
    granted, accepted = list(journal.lines(kim.db))[before:]
    assert (granted.who, granted.act, granted.subject) == (kim.person, "override granted", "override 1")
    assert granted.facts == {"minutes": 30, "person": asha.person, "reason": "no_cover"}
    assert (accepted.who, accepted.act) == (asha.person, "override accepted")
    assert events(kim.db) == [("override", asha.person), ("corrective action", "")]
    assert whs.listed(kim.db, whs.CORRECTIVE)[0].facts == {"what": "resourcing control failed"}
    (given,) = kim.overriding.given()
    assert (given.reason, given.why, given.lead, given.minutes) == (Reason.NO_COVER, WHY, kim.person, 30)


def test_a_corrective_action_belongs_to_the_persons_team(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    team = kim.teams.make("Libraries")
    kim.teams.put_in(team, asha.person)
    kim.teams.put_in(team, kim.person, lead=True)
    locked(office, asha)
    offer(kim, asha, Reason.NO_COVER)
    asha.overriding.accept()
    assert {each.team_id for each in whs.listed(kim.db)} == {team}


@pytest.mark.parametrize("by", ["declining", "letting it run out"])
def test_what_was_declined_or_ran_out_is_nowhere(office: Office, two: tuple[Console, Console], by: str):
    kim, asha = two
    locked(office, asha)
    before = everything(kim.db)
    offer(kim, asha)
    assert WHY in everything(kim.db)
    if by == "declining":
        asha.overriding.decline()
    else:
        office.clock.pass_(seconds=OFFER.total_seconds())
        assert asha.overriding.offered() is None
        asha.overriding.decline()
    assert everything(kim.db) == before
    with pytest.raises(Refused, match="Nothing is offered"):
        asha.overriding.accept()
    assert everything(kim.db) == before


def test_the_lead_cannot_tell_a_declined_offer_from_one_that_waits(
    office: Office, two: tuple[Console, Console]
):
    kim, asha = two
    locked(office, asha)

    def seen() -> object:
        return kim.overriding.resting(), kim.overriding.given(), kim.overriding.reviews()

    nothing = seen()
    offer(kim, asha)
    waits = seen()
    asha.overriding.decline()
    assert nothing == waits == seen()
    assert offer(kim, asha) is offer(kim, asha) is None


def test_a_declined_offer_is_not_even_in_what_is_left_of_the_file(tmp_path: Path, office: Office):
    """In a plain file, where everything that was once written could be read."""
    path = tmp_path / "plain" / "desk.db"
    db = open_sqlite(path, None, office.clock)
    with db.transaction():
        for person in ("p-kim", "p-asha"):
            found(db, "p-kim")
            people.join(db, person)
            people.give_role(db, person, Role.LEAD, "p-kim")
    kim, asha = (
        Overriding(db, Who(person, person), Beginning(db, rehearsal=True)) for person in ("p-kim", "p-asha")
    )
    card_row = "INSERT INTO override_offer VALUES ('p-asha', 'p-kim', 'no_cover', :why, 30, 0, :boot, :until)"
    boot = db.boot()
    with db.transaction():
        db.run(card_row, why=WHY, boot=boot.id, until=boot.us + 10**9)
    db.query("PRAGMA wal_checkpoint(TRUNCATE)")
    assert any(WHY.encode() in each.read_bytes() for each in path.parent.iterdir())
    asha.decline()
    assert kim.given() == ()
    assert [each.name for each in path.parent.iterdir() if WHY.encode() in each.read_bytes()] == []
    db.close()
    assert [each.name for each in path.parent.iterdir() if WHY.encode() in each.read_bytes()] == []


def test_no_log_knows_of_it(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    locked(office, asha)
    offer(kim, asha)
    asha.overriding.decline()
    for path in Path(office.home.path).rglob("*"):
        if path.is_file():
            assert b"override" not in path.read_bytes(), path


# a threat to life


def test_glass_is_broken_at_once_for_one_card_and_what_stands_around_it(
    office: Office, two: tuple[Console, Console]
):
    _, asha = two
    card, other = office.says("I know where you live", Band.S4), office.says("You absolute turnip")
    charge(asha, 150)
    rest = asha.overriding.break_glass(card, WHY)
    assert (rest.mode, rest.card, rest.left) == (Mode.EMERGENCY, card, timedelta(minutes=10))
    asha.desk.open(card)
    shown = asha.desk.reveal(card, Showing.PLAIN)
    for call in (lambda: asha.desk.open(other), asha.desk.next):
        with pytest.raises(BreakDue, match="One card alone"):
            call()
    for _ in range(19):
        office.clock.pass_(seconds=30)
        asha.desk.heartbeat()
        asha.desk.rest(Presence.ACTIVE)
    asha.desk.still_showing(shown.reveal)
    office.clock.pass_(seconds=30)
    with pytest.raises(BreakDue, match="time for a break"):
        asha.desk.still_showing(shown.reveal)
    rest = asha.desk.rest(Presence.ACTIVE)
    assert (rest.mode, rest.kind) == (Mode.BREAK, "long")
    office.clock.pass_(minutes=12)
    asha.desk.rest(Presence.ACTIVE)
    assert asha.desk.ready().mode is Mode.COOLDOWN


def test_what_stands_around_that_card_is_open_with_it_and_around_others_is_not(
    office: Office, two: tuple[Console, Console]
):
    kim, asha = two
    above, card = office.says("You absolute turnip", Band.S2), office.says("I know where you live", Band.S4)
    with kim.db.transaction():
        kim.db.run(
            "UPDATE comment SET root_id = 'post', parent_id = 'You absolute turnip' WHERE card_id = :c",
            c=card,
        )
        kim.db.run("UPDATE comment SET root_id = 'post' WHERE card_id = :c", c=above)
    around = int(kim.db.column("SELECT id FROM comment WHERE card_id = :c", c=above)[0])
    asha.desk.open(card)
    charge(asha, 150)
    with pytest.raises(LimitReached):
        asha.desk.reveal_around(around, Showing.PLAIN)
    asha.overriding.break_glass(card, WHY)
    shown = asha.desk.reveal_around(around, Showing.PLAIN)
    assert shown.text == "You absolute turnip"
    office.clock.pass_(seconds=5)
    asha.desk.still_showing(shown.reveal)


def test_it_leads_out_of_a_break_where_no_exit_does_and_what_was_left_is_owed(
    office: Office, two: tuple[Console, Console]
):
    _, asha = two
    card = office.says("I know where you live", Band.S4)
    asha.desk.break_now()
    charge(asha, 150)
    office.clock.pass_(seconds=30)
    rest = asha.overriding.break_glass(card, WHY)
    assert (rest.mode, rest.owed) == (Mode.EMERGENCY, timedelta(seconds=90))


def test_it_is_written_down_and_a_lead_reviews_it_within_a_business_day(
    office: Office, two: tuple[Console, Console]
):
    kim, asha = two
    card = office.says("I know where you live", Band.S4)
    charge(asha, 150)
    before = len(list(journal.lines(kim.db)))
    asha.overriding.break_glass(card, WHY)
    (line,) = list(journal.lines(kim.db))[before:]
    assert (line.who, line.act, line.facts) == (
        asha.person,
        "glass broken",
        {"card": card, "minutes": 10, "reason": "threat_to_life"},
    )
    assert events(kim.db) == [("break-glass", asha.person)]
    (to_do,) = kim.overriding.reviews()
    assert (kim.overriding.to_review(), asha.overriding.to_review()) == (1, 0)
    assert to_do.due == office.clock.wall() + timedelta(days=1)
    minutes(office, asha, 25)
    charge(asha, 150)
    with pytest.raises(Refused, match="not reviewed"):
        asha.overriding.break_glass(card, WHY)
    with pytest.raises(NotAllowed):
        asha.overriding.review(to_do.id, "Nothing came of it at all")
    with pytest.raises(BadInput):
        kim.overriding.review(to_do.id, "fine")
    office.clock.pass_(hours=25)
    assert kim.overriding.reviews()[0].late
    kim.overriding.review(to_do.id, "The police were called at nine; they went there")
    assert kim.overriding.reviews() == ()
    assert whs.listed(kim.db, whs.REVIEWED)[0].facts == {"late": True}
    with pytest.raises(Refused, match="already"):
        kim.overriding.review(to_do.id, "The police were called at nine; they went there")
    charge(asha, 150)
    asha.overriding.break_glass(card, WHY)


def test_nobody_reviews_what_they_read_themselves(office: Office, two: tuple[Console, Console]):
    kim, _ = two
    card = office.says("I know where you live", Band.S4)
    charge(kim, 150)
    kim.overriding.break_glass(card, WHY)
    with pytest.raises(NotAllowed, match="was you"):
        kim.overriding.review(kim.overriding.reviews()[0].id, "Nothing came of it at all")


def test_a_lead_can_ask_somebody_who_takes_it_up(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    card = office.says("I know where you live", Band.S4)
    charge(asha, 150)
    kim.overriding.offer(asha.person, Reason.THREAT_TO_LIFE, WHY, card=card)
    assert asha.desk.rest(Presence.ACTIVE).mode is Mode.COOLDOWN
    assert asha.overriding.accept().card == card
    assert [line.act for line in journal.lines(kim.db)][-2:] == ["override granted", "override accepted"]
    assert len(kim.overriding.reviews()) == 1


def test_glass_is_for_what_is_closed_and_for_a_card_that_is_there(
    office: Office, two: tuple[Console, Console]
):
    _, asha = two
    card = office.says("I know where you live", Band.S4)
    asha.desk.rest(Presence.ACTIVE)
    assert "No limit is closed" in no(lambda: asha.overriding.break_glass(card, WHY))
    charge(asha, 150)
    with pytest.raises(NoSuchCard):
        asha.overriding.break_glass(999, WHY)
    with pytest.raises(BadInput):
        asha.overriding.break_glass(card, "now")


def test_ending_it_early_opens_nothing_else(office: Office, two: tuple[Console, Console]):
    _, asha = two
    card, other = office.says("I know where you live", Band.S4), office.says("You absolute turnip")
    charge(asha, 150)
    asha.overriding.break_glass(card, WHY)
    office.clock.pass_(seconds=30)
    assert asha.desk.break_now().mode is Mode.BREAK
    for each in (card, other):
        with pytest.raises(BreakDue):
            asha.desk.open(each)


def test_one_business_day_after_a_friday_is_monday():
    friday = datetime.fromisoformat("2026-11-27T15:00+11:00")
    assert due(friday) == datetime.fromisoformat("2026-11-30T15:00+11:00")
    assert due(friday - timedelta(days=1)) == friday


# before the consultation


def test_before_the_consultation_is_recorded_a_lead_sees_nobody_and_offers_nothing(office: Office):
    kim, asha = office.two()
    card = office.says("I know where you live", Band.S4)
    locked(office, asha)
    with pytest.raises(NotBegun):
        kim.overriding.resting()
    with pytest.raises(NotBegun):
        offer(kim, asha)
    kim.overriding.offer(asha.person, Reason.THREAT_TO_LIFE, WHY, card=card)
    consulted(kim)
    assert [each.person for each in kim.overriding.resting()] == [asha.person]
    kim.consulting.withdraw()
    with pytest.raises(NotBegun):
        kim.overriding.resting()


def test_the_lead_sees_until_when_and_no_number(office: Office, two: tuple[Console, Console]):
    kim, asha = two
    assert kim.overriding.resting() == ()
    charge(asha, 150)
    (seen,) = kim.overriding.resting()
    assert seen.until is not None
    assert not seen.may_be_offered
    assert set(seen.__slots__) == {"person", "until", "may_be_offered"}
    with pytest.raises(Lost):
        asha.desk.heartbeat()  # looking from outside has opened nothing
