"""When nobody has room: what is severe is hidden once, only where its bytes are kept, until a person decides."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from moderator import platforms
from moderator.comments import Batch, Comment
from moderator.console import Console
from moderator.decisions import Action, Cap, Level, Op, Outcome, Result, Verdict
from moderator.parking import ASK, AT_ONCE, OFF, Parking, Wish
from moderator.people.roles import Role
from moderator.problems import NotAllowed, Refused
from moderator.pushing import Pusher
from moderator.scores import Band
from moderator.store import comments, journal, parking, whs
from moderator.store.db import Db
from moderator.wellbeing.values import Presence
from tests.desk.overrides import charge
from tests.people.conftest import Office
from tests.people.conftest import office as office

CAPS = {name: kind.caps for name, kind in platforms.kinds().items()}


class Town:
    """A platform that keeps what is hidden, and every act that had an effect."""

    def __init__(self) -> None:
        self.hidden: set[str] = set()
        self.effects: list[tuple[str, str]] = []

    async def act(self, action: Action) -> Outcome:
        stands = (action.target in self.hidden) == (action.op is Op.HIDE)
        if stands:
            return Outcome(Result.ALREADY)
        self.effects.append((str(action.op), action.target))
        (self.hidden.add if action.op is Op.HIDE else self.hidden.discard)(action.target)
        return Outcome(Result.DONE)

    async def verify(self, action: Action) -> Outcome:
        return Outcome(Result.REFUSED)


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def two(office: Office) -> tuple[Console, Console]:
    kim, asha = office.two([Role.MODERATOR])
    for each in (kim, asha):
        each.desk.rest(Presence.ACTIVE)
    return kim, asha


def push(db: Db, town: Town) -> None:
    @asynccontextmanager
    async def opened(account: object) -> AsyncIterator[Town]:
        yield town

    asyncio.run(Pusher(db, opened, "worker-1").push_due())  # type: ignore[arg-type]


def full(*people: Console) -> None:
    for each in people:
        charge(each, 150)


def rested(office: Office, *people: Console) -> None:
    office.clock.pass_(hours=30)
    for each in people:
        for _ in range(2):
            each.desk.rest(Presence.ACTIVE)
            each.desk.ready()
            each.resting.back()


def test_while_somebody_has_room_nothing_is_parked(office: Office, two, town: Town):
    kim, asha = two
    office.says("I will come for your turnips", Band.S3)
    full(asha)
    assert Parking(kim.db, CAPS).look() == 0
    assert parking.running(kim.db) is None


def test_when_the_last_one_locks_what_is_severe_is_hidden_and_goes_on_waiting(
    office: Office, two, town: Town
):
    kim, asha = two
    severe = office.says("I will come for your turnips", Band.S3)
    mild = office.says("You absolute turnip", Band.S2)
    full(asha, kim)
    assert Parking(kim.db, CAPS).look() == 1
    push(kim.db, town)
    assert town.hidden == {"I will come for your turnips"}
    states = dict(kim.db.query("SELECT id, state FROM card")[i].values() for i in range(2))
    assert states == {severe: "waiting", mild: "waiting"}
    assert office.journal()[-3:-1] == ["parked", "hidden pending review"]
    kinds = [(event.kind, event.facts["what"]) for event in whs.listed(kim.db)]
    assert kinds == [("parked", "begin"), ("corrective action", "resourcing control failed")]


def test_it_is_asked_once_however_often_a_worker_looks(office: Office, two, town: Town):
    kim, asha = two
    office.says("I will come for your turnips", Band.S3)
    full(asha, kim)
    first, second = Parking(kim.db, CAPS), Parking(asha.db, CAPS)
    for _ in range(3):
        first.look()
        second.look()
        push(kim.db, town)
    assert town.effects == [("hide", "I will come for your turnips")]
    assert len(parking.listed(kim.db)) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM raw",
        "UPDATE raw SET sha256 = 'x'",
        "UPDATE raw SET body = substr(body, 1, 4)",
    ],
)
def test_nothing_is_hidden_of_which_the_platforms_bytes_are_not_kept_whole(
    office: Office, two, town: Town, spoil: str
):
    kim, asha = two
    office.says("I will come for your turnips", Band.S3)
    with kim.db.transaction():
        kim.db.run(spoil)
    full(asha, kim)
    assert Parking(kim.db, CAPS).look() == 0
    push(kim.db, town)
    assert not town.effects
    assert parking.running(kim.db) is not None


@pytest.mark.parametrize("hide", [Op.HIDE, Op.UNHIDE])
def test_a_platform_that_cannot_hide_and_show_again_is_left_alone(office: Office, two, hide: Op):
    kim, asha = two
    office.says("I will come for your turnips", Band.S3)
    full(asha, kim)
    caps = {"rehearsal": {**CAPS["rehearsal"], hide: Cap(Level.NO, "cannot")}}
    assert Parking(kim.db, caps).look() == 0


def test_keeping_it_later_shows_it_again_and_undo_hides_it_again(office: Office, two, town: Town):
    kim, asha = two
    card = office.says("I will come for your turnips", Band.S3)
    full(asha, kim)
    Parking(kim.db, CAPS).look()
    push(kim.db, town)
    rested(office, kim, asha)
    assert Parking(kim.db, CAPS).look() == 0
    assert parking.running(kim.db) is None
    assert town.hidden  # it stays hidden until a person decides
    kim.desk.open(card)
    kept = kim.desk.decide(card, Verdict.KEEP)
    office.clock.pass_(seconds=11)
    push(kim.db, town)
    assert not town.hidden
    kim.desk.undo(kept.id)
    push(kim.db, town)
    assert town.hidden
    assert [op for op, _ in town.effects] == ["hide", "unhide", "hide"]


def test_hiding_it_later_and_taking_that_back_leaves_it_as_it_waited(office: Office, two, town: Town):
    kim, asha = two
    card = office.says("I will come for your turnips", Band.S3)
    full(asha, kim)
    Parking(kim.db, CAPS).look()
    push(kim.db, town)
    rested(office, kim, asha)
    kim.desk.open(card)
    hidden = kim.desk.decide(card, Verdict.HIDE)
    office.clock.pass_(seconds=11)
    push(kim.db, town)
    kim.desk.undo(hidden.id)
    push(kim.db, town)
    assert town.hidden
    assert [op for op, _ in town.effects] == ["hide"]


def test_it_ends_with_minutes_when_somebody_has_room(office: Office, two):
    kim, asha = two
    office.says("I will come for your turnips", Band.S3)
    full(asha, kim)
    worker = Parking(kim.db, CAPS)
    worker.look()
    rested(office, asha)
    worker.look()
    last = whs.listed(kim.db)[-1]
    assert (last.kind, last.facts["what"], last.facts["hidden"]) == ("parked", "end", 1)
    assert last.facts["minutes"] >= 30 * 60
    assert not last.person


def set_wish(db: Db, wish: Wish) -> None:
    with db.transaction():
        parking.set_policy(db, wish.body(), "p-kim")


def test_where_a_lead_is_to_be_asked_nothing_is_hidden_before_the_answer(office: Office, two):
    kim, asha = two
    office.says("I will come for your turnips", Band.S3)
    set_wish(kim.db, Wish(hide=ASK))
    full(asha, kim)
    worker = Parking(kim.db, CAPS)
    assert worker.look() == 0
    period = parking.running(kim.db)
    assert period is not None
    assert not period.allowed_by
    with kim.db.transaction():
        assert parking.allow(kim.db, period.id, kim.person)
    assert worker.look() == 1


@pytest.mark.parametrize("wish", [Wish(hide=OFF), Wish(not_on=frozenset({1}))])
def test_an_agency_can_switch_it_off_for_all_or_for_an_account(office: Office, two, wish: Wish):
    kim, asha = two
    office.says("I will come for your turnips", Band.S3)
    set_wish(kim.db, wish)
    full(asha, kim)
    assert Parking(kim.db, CAPS).look() == 0


def test_a_policy_that_cannot_be_read_asks_a_lead():
    assert Wish.of({"hide": 7, "close": [], "not_on": "all"}) == Wish(hide=ASK)


def test_what_was_not_checked_is_not_hidden(office: Office, two):
    kim, asha = two
    office.says("When will the bridge open?", Band.S2)
    with kim.db.transaction():
        kim.db.run("UPDATE card SET band = NULL, unchecked = 'language'")
    office.says("I will come for your turnips", Band.S3)
    full(asha, kim)
    assert Parking(kim.db, CAPS).look() == 1


@pytest.mark.parametrize("place", ["parked.checked", "parked.before_commit", "parked.after_commit"])
def test_killed_between_looking_at_the_bytes_and_hiding_it_hides_once(
    office: Office, two, town: Town, place: str, tmp_path: Path
):
    kim, asha = two
    office.says("I will come for your turnips", Band.S3)
    office.says("I will come for your marrows", Band.S4)
    full(asha, kim)
    at = office.clock.boot().us
    ran = subprocess.run(
        [sys.executable, "-m", "tests.worker.parked", str(office.home.path), office.key.hex(), str(at)],
        env={"MODERATOR_FAULT": f"{place}:kill:2", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == -9, ran.stderr[-500:]
    assert len(kim.db.query("SELECT 1 FROM parked_hide")) == len(kim.db.query("SELECT 1 FROM outbox"))
    Parking(kim.db, CAPS).look()
    push(kim.db, town)
    assert sorted(town.effects) == [
        ("hide", "I will come for your marrows"),
        ("hide", "I will come for your turnips"),
    ]
    assert [line.act for line in journal.lines(kim.db)].count("hidden pending review") == 2
    assert len(parking.listed(kim.db)) == 1


def in_a_thread(office: Office, text: str) -> int:
    """Under a post of the agency's own."""
    card = office.says(text, Band.S3)
    db = office.opened[0].db
    with db.transaction():
        own = Comment("post", "Hello", "city", "city", b"Hello", version="1", kind="post", own=True)
        comments.save_batch(db, 1, Batch(comments=(own,)), "rehearsal")
        db.run("UPDATE comment SET root_id = 'post' WHERE own = 0")
    return card


def ops(db: Db) -> list[str]:
    return [str(op) for op in db.column("SELECT op FROM outbox ORDER BY id")]


def test_a_lead_closes_threads_by_one_answer_and_they_open_when_it_ends(office: Office, two):
    kim, asha = two
    in_a_thread(office, "I will come for your turnips")
    in_a_thread(office, "I will come for your marrows")
    full(asha, kim)
    worker = Parking(kim.db, CAPS)
    worker.look()
    found = kim.capacity.now()
    assert found is not None
    assert found.closes
    assert kim.capacity.close() == 1
    with pytest.raises(Refused):
        kim.capacity.close()
    assert ops(kim.db) == ["hide", "hide", "close_comments"]
    rested(office, asha)
    worker.look()
    worker.look()
    assert ops(kim.db)[3:] == ["open_comments"]
    with pytest.raises(NotAllowed):
        asha.capacity.close()


def test_threads_are_closed_at_once_where_the_agency_wants_that(office: Office, two):
    kim, asha = two
    in_a_thread(office, "I will come for your turnips")
    set_wish(kim.db, Wish(hide=OFF, close=AT_ONCE))
    full(asha, kim)
    worker = Parking(kim.db, CAPS)
    worker.look()
    worker.look()
    assert ops(kim.db) == ["close_comments"]
    assert kim.capacity.reopen() == 1
    assert ops(kim.db) == ["close_comments", "open_comments"]


def test_a_thread_that_is_not_ours_is_not_closed(office: Office, two):
    kim, asha = two
    office.says("I will come for your turnips", Band.S3)
    full(asha, kim)
    Parking(kim.db, CAPS).look()
    with pytest.raises(Refused):
        kim.capacity.close()


def test_who_has_left_out_all_that_waits_has_no_room_for_it(office: Office, two):
    kim, asha = two
    office.says("I will come for your turnips", Band.S3)
    full(asha)
    kim.wishing.leave_out(["threat"])
    worker = Parking(kim.db, CAPS)
    assert worker.look() == 0  # it is an insult that waits
    kim.wishing.off_severe()
    assert worker.look() == 1
