"""The support card as an agency enters it and as anybody sees it; and that looking leaves no trace."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from moderator.people.roles import Role
from moderator.problems import BadInput, NotAllowed
from moderator.wellbeing.support import Service, Support
from tests.people.conftest import Office
from tests.people.test_commands import Run, run, two  # noqa: F401

EAP = Support(Service("Talk Line", "1800 555 000", "day and night", "https://talk.example", True))


def everything(office: Office) -> dict[str, list[Any]]:
    db = office.opened[0].db
    tables = db.column("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {
        name: [tuple(row.values()) for row in map(dict, db.query(f"SELECT * FROM {name}"))] for name in tables
    }


def files(office: Office) -> dict[str, bytes]:
    return {
        str(each): each.read_bytes()
        for each in Path(office.home.path).rglob("*")
        if each.is_file() and not each.name.endswith(("-wal", "-shm"))
    }


def test_an_admin_enters_it_and_everybody_sees_it(office: Office):
    kim, asha = office.two()
    kim.supporting.set(EAP)
    for console in (kim, asha, office.console()):  # the last has not signed in
        assert console.supporting.card().service.phone == "1800 555 000"
    assert "support card entered" in office.journal()


def test_nobody_but_an_admin_enters_anything(office: Office):
    _, asha = office.two((Role.MODERATOR, Role.LEAD, Role.HR))
    with pytest.raises(NotAllowed):
        asha.supporting.set(EAP)
    assert not asha.supporting.may_set()


def test_what_is_refused_changes_nothing(office: Office):
    kim = office.console()
    kim.supporting.set(EAP)
    with pytest.raises(BadInput):
        kim.supporting.set(Support(Service("Other", "1", link="http://other.example")))
    assert kim.supporting.card().service.name == "Talk Line"


def test_looking_at_it_leaves_no_trace_in_the_store_or_in_any_file(office: Office):
    kim, asha = office.two()
    kim.supporting.set(EAP)
    tables, found = everything(office), files(office)
    for _ in range(3):
        asha.supporting.card()
        office.console().supporting.card()
    assert everything(office) == tables
    assert files(office) == found


def test_a_card_that_cannot_be_read_leaves_the_emergency_numbers(office: Office):
    kim = office.console()
    kim.supporting.set(EAP)
    with kim.db.transaction():
        kim.db.run("UPDATE support SET body = 'no card'")
    assert kim.supporting.card() == Support()


def test_the_terminal_shows_and_sets_it_and_says_what_is_old(run: Run):  # noqa: F811
    assert "000            Somebody" in run("wellbeing", "support", "show").out
    run("wellbeing", "support", "set", "--name", "Talk Line", "--phone", "1800 555 000", "--confidential")
    run("wellbeing", "support", "set", "--number", "Union: 02 5550 0000", "--representative", "Asha M.")
    told = run("wellbeing", "support", "show").out
    for what in ("Talk Line", "confidential   yes", "02 5550 0000   Union (checked", "Asha M.", "13 11 14"):
        assert what in told
    run("wellbeing", "support", "set", "--phone", "", "--name", "", "--not-confidential")
    assert "Talk Line" not in run("wellbeing", "support", "show").out
    assert "Name what is to be entered" in run("wellbeing", "support", "set", code=2).err
    assert "https://" in run("wellbeing", "support", "set", "--link", "http://x.example", code=1).err


def test_an_old_entry_is_told_to_whoever_asks(office: Office):
    from moderator.wellbeing.support import old

    kim = office.console()
    kim.supporting.set(EAP)
    office.clock.set_wall(office.clock.wall() + timedelta(days=400))
    assert old(kim.supporting.card(), kim.supporting.today()) == ["Talk Line"]


def test_without_signing_in_the_card_is_shown(two: Run):  # noqa: F811
    assert "Lifeline" in two("wellbeing", "support", "show").out
