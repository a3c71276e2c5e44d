"""Two computers over one PostgreSQL database, as the README says it is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from moderator.home import find_home
from tests.commands.conftest import Scripts
from tests.commands.conftest import scripts as scripts
from tests.journeys.speech import CIVIL, HARSH_COPIED
from tests.store.conftest import scratch_database as scratch_database


@pytest.mark.peer
def test_one_imports_another_works_and_both_see_one_line(
    scripts: Scripts, scratch_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    parts = conninfo_to_dict(scratch_database)
    url = f"postgresql://{parts['user']}@{parts['host']}:{parts['port']}/{parts['dbname']}"

    def at(name: str) -> Scripts:
        monkeypatch.setenv("MODERATOR_HOME", str(tmp_path / name))
        home = find_home()
        (home.path / "settings.toml").write_text(f'store = "{url}"\n')
        return Scripts(home.path)

    here = at("here")
    here.run(
        "import",
        "--yes",
        str(here.file("c.ndjson", {"text": CIVIL[0]}, {"text": HARSH_COPIED, "author": "bob"})),
    )
    there = at("there")
    there.run("worker", "--once")
    cards = there.queue()
    assert sorted(card["veiled"] for card in cards) == [False, True]
    veiled = next(card["id"] for card in cards if card["veiled"])
    there.run("decide", str(veiled), "escalate")
    here = at("here")
    assert [card["veiled"] for card in here.queue()] == [False]
    assert "decided already" in here.run("decide", str(veiled), "keep", code=1).stderr
    assert "whole" in here.run("journal", "verify").stdout
    assert "postgresql answers" in here.run("doctor").stdout
    assert not (tmp_path / "here" / "desk.db").exists()
