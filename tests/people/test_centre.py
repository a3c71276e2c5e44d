"""A person's own room, in the core: theirs alone, live, and without a trace."""

from __future__ import annotations

import inspect
import json
from datetime import date, timedelta

import pytest

from moderator.cards import Showing
from moderator.console import Console
from moderator.people.roles import Role, Verb
from moderator.people.seen import BY_KEY, OTHERS, OWN, SEEN, SHOWN
from moderator.problems import NotSignedIn
from moderator.scores import Band
from moderator.store import exposure, rosters
from moderator.wellbeing.consultation import Consulted, Law
from tests.people.conftest import KIM, Office
from tests.people.test_commands import Run, run  # noqa: F401
from tests.people.test_supporting import everything
from tests.people.test_verbs import PARTS, verbs_of


def reads(office: Office, console: Console, text: str, band: Band = Band.S2) -> None:
    card = office.says(text, band)
    console.desk.open(card)
    console.desk.reveal(card, Showing.PLAIN)
    console.desk.put_back()


def test_each_person_sees_what_they_were_shown_and_nothing_of_others(office: Office):
    kim, asha = office.two()
    reads(office, asha, "You absolute turnip")
    today = asha.centre.mine().days[-1]
    assert (today.units[2], today.looks[2]) == (2.0, 1)
    assert kim.centre.mine().days[-1].total == 0
    assert asha.centre.mine().hard == 400
    asha.protection.be_stricter(0.5)
    assert asha.centre.mine().hard == 200


def test_nobody_sees_nothing_where_several_sign_in(office: Office):
    office.two()
    nobody = office.console()
    for ask in (nobody.centre.mine, nobody.centre.work, nobody.centre.watched, nobody.buddies.look):
        with pytest.raises(NotSignedIn):
            ask()


def test_looking_at_ones_own_room_is_written_nowhere(office: Office):
    kim, asha = office.two()
    reads(office, asha, "You absolute turnip")
    before = everything(office)
    for console in (kim, asha):
        console.centre.mine()
        console.centre.work()
        console.centre.watched()
        console.buddies.look()
    assert everything(office) == before


def test_what_was_five_weeks_ago_is_there_and_what_was_before_is_not(office: Office):
    kim = office.console()
    reads(office, kim, "You absolute turnip")
    office.clock.pass_(hours=24 * 34)
    kim.desk.meter()
    rest = exposure.load_rest(kim.db, kim.person)
    assert rest is not None
    assert kim.centre.mine().days[0].total == 2.0
    office.clock.pass_(hours=24 * 2)
    assert sum(day.total for day in kim.centre.mine().days) == 0


def test_work_past_the_shift_is_told_to_the_person(office: Office):
    kim, _ = office.two()
    for day in (23, 24):  # the clock begins on the 23rd at 09:00, 10:00 in Berlin
        with kim.db.transaction():
            planned = rosters.Planned(kim.person, f"2026-11-{day}", 8 * 60, 9 * 60 + 30, "Europe/Berlin")
            rosters.change(kim.db, kim.person, "set", add=[planned])
        kim.again(KIM)
        reads(office, kim, f"You absolute turnip {day}", Band.S1)  # what is harsher is closed by then
        office.clock.pass_(hours=24)
    assert [each.key for each in kim.centre.mine().signs] == ["past shift"]


def test_what_the_work_did_is_told_of_a_whole_week_and_of_five_persons_at_least(office: Office):
    kim = office.console()
    db = kim.db
    card = office.says("You absolute turnip")

    def decides(person: str, verdict: str) -> None:
        decided = office.says(f"{person} {verdict}")
        with db.transaction():
            db.run(
                """INSERT INTO claim (card_id, person, desk, card_version, boot, started_us, lease_us, at_us, ended_us,
                  end_reason) VALUES (:c, :p, 'd', 1, 'b', 0, 0, 0, 0, 'decided')""",
                c=card, p=person,
            )  # fmt: skip
            claim = db.one("SELECT max(id) AS id FROM claim")["id"]
            db.run(
                """INSERT INTO decision (card_id, claim_id, request_id, person, verdict, seen, copies, boot, boot_us,
                  at_us, account_id) VALUES (:c, :h, :r, :p, :v, 'unread', 3, 'b', 0, :at, 1)""",
                c=decided, h=claim, r=f"{person}{verdict}", p=person, v=verdict,
                at=db.wall_us(),
            )  # fmt: skip

    for person in ("a", "b", "c", "d"):
        decides(person, "hide")
    decides("policy", "hide")
    office.clock.pass_(hours=24 * 7)
    told = kim.centre.work()
    assert (told.first, told.last) == (date(2026, 11, 23), date(2026, 11, 29))
    assert (told.hidden, told.accounts, told.threats) == (None, None, None)
    office.clock.set_wall(office.clock.wall() - timedelta(days=7))
    decides("e", "escalate")
    with db.transaction():
        db.run("UPDATE card SET category = 'threat'")
    office.clock.set_wall(office.clock.wall() + timedelta(days=7))
    told = kim.centre.work()
    assert (told.hidden, told.accounts, told.threats) == (12, 1, 1)


# what others can see


def test_alone_at_a_desk_nobody_sees_anything(office: Office):
    kim = office.console()
    watched = kim.centre.watched()
    assert watched.alone
    assert watched.visible == ()


def test_what_others_see_follows_who_is_here_and_what_is_recorded(office: Office):
    kim, asha = office.two((Role.MODERATOR,))
    shown = {each.seen.key: each for each in asha.centre.watched().visible}
    assert set(shown) == {each.key for each in SEEN}  # kim holds every role
    assert not shown["looks"].on
    assert shown["decided"].on
    assert shown["decided"].roles == (Role.LEAD,)
    today = asha.consulting.stands().today
    kim.consulting.record(Consulted(today, "Asha, elected", today, today, Law.OTHER, confirmed=True))
    looks = next(each for each in asha.centre.watched().visible if each.seen.key == "looks")
    assert looks.on
    assert looks.since is not None
    kim.consulting.withdraw()
    assert not next(each for each in asha.centre.watched().visible if each.seen.key == "looks").on
    mine = {each.seen.key for each in kim.centre.watched().visible}
    assert "decided" not in mine  # asha is no lead
    assert "open card" in mine


def test_no_view_of_other_persons_is_missing_from_the_list():
    """A new verb of the core that looks at other persons is put on the page that each person is shown."""
    named = {
        name for part in PARTS for name, member in verbs_of(part) if getattr(member, "verb", None) in OTHERS
    }
    assert named - set(SHOWN) == set()
    assert set(SHOWN) - named == set()
    assert {key for keys in SHOWN.values() for key in keys} <= set(BY_KEY)


def test_every_verb_says_whether_it_shows_others_anything():
    known = OTHERS | OWN | {each.by for each in SEEN}
    assert set(Verb) - known == set()
    assert OWN & (OTHERS | {each.by for each in SEEN}) == set()


def test_a_verb_that_looks_at_others_is_on_the_list_or_not_in_use():
    in_use = {getattr(member, "verb", None) for part in PARTS for _, member in verbs_of(part)}
    assert {verb for verb in OTHERS & in_use} <= {each.by for each in SEEN}


# at a terminal


def test_ones_own_weeks_at_a_terminal(run: Run):  # noqa: F811
    assert "Limit of a day: calmer from 300 units, closed from 400." in run("wellbeing", "mine").out
    found = json.loads(run("wellbeing", "mine", "--json").out)
    assert len(found["days"]) == 35
    assert len(run("wellbeing", "mine", "--all").out.splitlines()) == 37


def test_the_part_has_no_way_to_ask_for_somebody_else():
    from moderator.centre import Centre

    for name, member in verbs_of(Centre):
        wanted = [each for each in inspect.signature(member).parameters if each != "self"]
        assert wanted == [] or name == "Centre.demand"


def test_everybody_has_a_room_of_their_own(office: Office):
    _, asha = office.two((Role.HR,))
    assert asha.centre.mine().days
