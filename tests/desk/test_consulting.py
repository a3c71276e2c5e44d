"""Leads see nothing that is made from persons' exposure before their agency has consulted, given notice and begun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from moderator import blind
from moderator.beginning import Beginning, NotBegun, demand_begun
from moderator.decisions import Verdict
from moderator.gate import Who
from moderator.people.roles import Role
from moderator.problems import BadInput, NotAllowed, Refused
from moderator.records import Wanted
from moderator.scores import Band
from moderator.store import consultations, journal
from moderator.unread import Unread
from moderator.wellbeing.consultation import Consulted, Law, read
from tests.desk.overrides import charge, consulted
from tests.people.conftest import Office, office

__all__ = ["office"]

TODAY = date(2026, 11, 23)  # of the hand clock, in Berlin
DAY = timedelta(days=1)
NSW = Consulted(
    TODAY - 3 * DAY, "Health and safety representative", TODAY - 2 * DAY, TODAY + 12 * DAY, Law.NSW
)
OTHER = Consulted(TODAY, "All who sit at this desk", TODAY, TODAY, Law.OTHER, confirmed=True)


def test_nothing_begins_by_itself_and_with_the_record_it_begins_on_its_day(office: Office):
    kim, _ = office.two()
    with pytest.raises(NotBegun) as none:
        demand_begun(kim.db, "Europe/Berlin")
    assert "has not recorded" in none.value.sentence()
    kim.consulting.record(NSW)
    with pytest.raises(NotBegun) as later:
        demand_begun(kim.db, "Europe/Berlin")
    assert "05 Dec 2026" in later.value.sentence()
    office.clock.set_wall(datetime(2026, 12, 4, 22, 59, 59, tzinfo=UTC))
    assert not kim.consulting.stands().begun
    office.clock.set_wall(datetime(2026, 12, 4, 23, 0, tzinfo=UTC))  # midnight in Berlin
    assert demand_begun(kim.db, "Europe/Berlin") == datetime(2026, 12, 4, 23, 0, tzinfo=UTC)
    assert kim.consulting.stands().begun


def test_a_rehearsal_needs_none(office: Office):
    kim, _ = office.two()
    assert demand_begun(kim.db, "UTC", rehearsal=True) < kim.clock.wall()


def test_limits_and_breaks_and_ones_own_meter_need_none(office: Office):
    _, asha = office.two()
    charge(asha, 150)
    assert asha.desk.meter().hour == 1
    assert asha.desk.meter().rest.limit == "load_h"


BAD: list[tuple[Callable[[Consulted], Consulted], str]] = [
    (lambda made: replace(made, held=TODAY + DAY), "consultation is in the future"),
    (lambda made: replace(made, notice=TODAY + DAY), "notice is in the future"),
    (lambda made: replace(made, start=made.notice + 13 * DAY), "too soon after the notice"),
    (lambda made: replace(made, law=Law.ACT, start=made.notice + 13 * DAY), "too soon after the notice"),
    (lambda made: replace(made, law=Law.OTHER, start=TODAY), "not confirmed"),
    (lambda made: replace(OTHER, start=TODAY - DAY, notice=TODAY - 3 * DAY, held=TODAY - 3 * DAY), "in the past"),
    (lambda made: replace(OTHER, held=TODAY, notice=TODAY - 9 * DAY, start=TODAY - DAY), "before the consultation"),
    *(
        (lambda made, name=name: replace(made, **{name: " "}), "missing or too long")
        for name in ("whom", "kind", "how", "when", "duration")
    ),
    (lambda made: replace(made, whom="x" * 401), "missing or too long"),
]  # fmt: skip


@pytest.mark.parametrize(("spoilt", "said"), BAD)
def test_a_record_that_is_not_right_is_refused_and_nothing_begins(
    office: Office, spoilt: Callable[[Consulted], Consulted], said: str
):
    kim, _ = office.two()
    with pytest.raises(BadInput, match=said):
        kim.consulting.record(spoilt(NSW))
    assert consultations.newest(kim.db) is None
    kim.consulting.record(NSW)


def test_only_admins_record_and_everybody_may_read_it(office: Office):
    kim, asha = office.two((Role.MODERATOR, Role.LEAD, Role.HR))
    for call in (lambda: asha.consulting.record(OTHER), asha.consulting.withdraw):
        with pytest.raises(NotAllowed):
            call()
    kim.consulting.record(OTHER)
    told = asha.consulting.stands()
    assert told.record == OTHER
    assert (told.begun, asha.consulting.may_record()) == (True, False)


def test_changing_and_withdrawing_are_journaled_and_stop_everything_at_once(office: Office):
    kim, asha = office.two((Role.LEAD,))
    before = len(list(journal.lines(kim.db)))
    consulted(kim)
    assert asha.overriding.resting() == ()
    kim.consulting.record(replace(OTHER, start=TODAY + DAY))
    with pytest.raises(NotBegun):
        asha.overriding.resting()
    kim.consulting.withdraw()
    assert kim.consulting.stands().record is None
    with pytest.raises(Refused):
        kim.consulting.withdraw()
    lines = list(journal.lines(kim.db))[before:]
    assert [line.act for line in lines] == ["consultation recorded"] * 2 + ["consultation withdrawn"]
    assert lines[0].facts == {
        "held": "2026-11-23",
        "law": "other",
        "notice": "2026-11-23",
        "start": "2026-11-23",
    }
    assert all("representative" not in str(line.facts) for line in lines)


def test_a_change_may_keep_the_start_and_never_moves_it_into_the_past(office: Office):
    kim, _ = office.two()
    kim.consulting.record(OTHER)
    office.clock.pass_(hours=24 * 7)
    kim.consulting.record(replace(OTHER, whom="All, and the union"))
    assert kim.consulting.stands().record == replace(OTHER, whom="All, and the union")
    kim.consulting.withdraw()
    with pytest.raises(BadInput, match="in the past"):
        kim.consulting.record(OTHER)


def test_a_record_that_cannot_be_read_any_more_opens_nothing(office: Office):
    kim, _ = office.two()
    kim.consulting.record(OTHER)
    with kim.db.transaction():
        kim.db.run("""UPDATE consultation SET body = '{"start": "2026-11-23"}'""")
    assert not kim.consulting.stands().begun
    assert read({}) is None


# what exists today


def audited(office: Office, count: int) -> None:
    """Decisions made unread by six people and read by others, counted."""
    db = office.opened[0].db
    said = [office.says(f"You absolute turnip, {n} times, {office.clock.wall()}") for n in range(count)]
    db.query("PRAGMA foreign_keys = OFF")  # nobody claimed these cards
    with db.transaction():
        for card in said:
            n = int(db.column("SELECT coalesce(max(counted), 0) + 1 FROM audit")[0])
            decision = db.insert(
                """INSERT INTO decision (card_id, claim_id, person, verdict, reason, seen, copies, boot, boot_us, at_us,
                  request_id, exemplar, revision, account_id)
                VALUES (:card, 0, :p, 'hide', '', 'unread', 1, 'b', 0, :at, :r, 1, 1, 1) RETURNING id""",
                card=card, p=f"p-{n % 6}", at=db.wall_us(), r=f"r{n}",
            )  # fmt: skip
            db.run(
                """INSERT INTO audit (decision_id, comment_id, revision, kind, band, category, sure, due_us, state, counted,
                  wrong) VALUES (:d, 1, 1, 'unread', 2, 'insult', 0.99, 0, 'agreed', :n, 0)""",
                d=decision, n=n,
            )  # fmt: skip


def test_figures_of_the_team_wait_for_the_start_and_hold_nothing_from_before_it(office: Office):
    kim, asha = office.two((Role.MODERATOR, Role.LEAD))
    audited(office, 60)
    for each in (kim, asha):
        with pytest.raises(NotBegun):
            each.unread.rate()
    waits = office.says("You utter marrow")
    opened = asha.desk.open(waits)
    assert opened.unread == ""
    kim.consulting.record(replace(OTHER, start=TODAY + DAY))
    office.clock.pass_(hours=24)
    assert asha.unread.rate() == {}
    audited(office, 40)
    assert blind.total(asha.unread.rate()).cases == 40
    kim.consulting.withdraw()
    with pytest.raises(NotBegun):
        asha.unread.rate()


def test_one_person_alone_sees_their_own_without_any_record(office: Office):
    kim = office.console()
    office.says("You absolute turnip")
    assert kim.unread.rate() == {}
    assert Unread(kim.db, Who("p-kim", "d"), Beginning(kim.db)).rate() == {}


def test_how_a_colleague_had_read_it_is_not_told_to_leads_before(office: Office):
    kim, asha = office.two((Role.MODERATOR,))
    card = office.says("You absolute turnip", Band.S2)
    asha.desk.open(card)
    asha.desk.decide(card, Verdict.HIDE)

    def told() -> str:
        (entry,) = kim.history.page(Wanted()).entries
        return entry.seen

    assert told() == ""
    (own,) = asha.history.page(Wanted()).entries
    assert own.seen == "unread"
    consulted(kim)  # from the beginning of this very day
    assert told() == "unread"
