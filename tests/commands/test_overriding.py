"""Overrides and the consultation as typed by two people, in processes of their own over one store."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from moderator.clock import SystemClock
from moderator.console import DATABASE
from moderator.keys import derive
from moderator.store import exposure, journal, overrides, people
from moderator.store.db import Db, open_sqlite
from moderator.wellbeing.breaks import State
from moderator.wellbeing.effective import EffectiveTime
from moderator.wellbeing.values import Mode
from tests.journeys.program import Program
from tests.people.test_commands import KEY, A, K, Run, run, two

__all__ = ["run", "two"]
WHY = "two of us are ill and the storm comes tonight"
RECORD = (
    "wellbeing",
    "consultation",
    "record",
    "--with",
    "everybody, and their representative",
    "--law",
    "other",
)


def store() -> Db:
    path = Path(os.environ["MODERATOR_HOME"]) / DATABASE
    return open_sqlite(path, derive(bytes.fromhex(KEY), "database"), SystemClock())


def at_a_limit(db: Db, name: str) -> str:
    """For eleven minutes, by this machine's own clock."""
    person = people.named(db, name)
    assert person is not None
    clock = db.clock
    time = EffectiveTime.begin(clock.boot(), clock.wall())
    minute = 60_000_000
    state = State(Mode.COOLDOWN, locked_us=11 * minute, away_us=11 * minute)
    with db.transaction():
        exposure.add(
            db,
            exposure.Event(uuid.uuid4().hex, person, "d", "reveal", 1, 2, 150.0, time.eff_us - 11 * minute),
        )
        exposure.save_rest(db, exposure.Rest(person, time.eff_us, clock.boot(), time.wall_us, state.facts()))
    return person


def recorded(two: Run) -> None:
    two("person", "role", "Kim O.", "admin", "lead", by=K)
    today = SystemClock().wall().astimezone().date().isoformat()
    dates = ("--held", today, "--notice", today, "--start", today)
    assert "confirmed" in two(*RECORD, *dates, by=K, code=1).err
    assert "Leads see it since then" in two(*RECORD, *dates, "--confirmed", by=K).out


def test_the_consultation_is_recorded_read_and_withdrawn(two: Run):
    assert "No consultation is recorded" in two("wellbeing", "consultation", "show", by=A).out
    recorded(two)
    assert "everybody, and their representative" in two("wellbeing", "consultation", "show", by=A).out
    assert "Your role does not allow" in two("wellbeing", "consultation", "withdraw", by=A, code=1).err
    two("wellbeing", "consultation", "withdraw", by=K)
    assert "It was withdrawn" in two("wellbeing", "consultation", "show", by=A).out
    assert "not recorded" in two("wellbeing", "override", "list", by=K, code=1).err


def test_alone_there_are_no_overrides_and_the_list_says_so(run: Run):
    assert "You are alone at this desk" in run("wellbeing", "override", "list").out
    assert "one person" in run("wellbeing", "glass", "1", "--why", WHY, code=1).err


def test_two_processes_of_one_person_accept_one_offer_once(two: Run):
    recorded(two)
    db = store()
    person = at_a_limit(db, "asha m.")
    desk = Program(Path(os.environ["MODERATOR_HOME"]), KEY)
    assert "rests until" in desk.run("wellbeing", "override", "list", by=K).stdout
    short = ("wellbeing", "override", "offer", "Asha M.", "no_cover", "--why")
    assert "Say in words why" in desk.run(*short, "no cover", by=K, code=1).stderr
    assert "Your role does not allow" in desk.run(*short, WHY, by=A, code=1).stderr
    desk.run(*short, WHY, by=K)
    before = journal.head(db)[0]
    desk.run("wellbeing", "override", "decline", by=A)
    after = [line.act for line in journal.lines(db, after=before)]
    assert after == ["signed in"]  # as before any other command
    assert "Nothing is offered" in desk.run("wellbeing", "override", "accept", by=A, code=1).stderr
    desk.run(*short, WHY, by=K)
    assert WHY in desk.run("wellbeing", "override", "list", by=A).stdout
    both = [desk.start("wellbeing", "override", "accept", by=A) for _ in range(2)]
    said = [child.communicate(timeout=120) for child in both]
    assert sorted(child.returncode for child in both) == [0, 1], said
    assert len(overrides.listed(db)) == 1
    assert "At work" in desk.run("break", "status", by=A).stdout
    assert "No override may be offered" in desk.run(*short, WHY, by=K, code=1).stderr
    (given,) = overrides.listed(db)
    assert (given.person, given.reason, given.why) == (person, "no_cover", WHY)
    db.close()
