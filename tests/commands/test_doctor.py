"""The doctor says what is so, in each state that a desk can be in, and what to do about it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from moderator.home import find_home
from moderator.store import accounts
from tests.commands.conftest import Scripts
from tests.commands.test_contract import HARSH_COPIED


def findings(scripts: Scripts, code: int, *, key: bool = True) -> dict[str, tuple[str, str]]:
    """What was looked at, with its word and its sentence."""
    done = scripts.run("doctor", code=code, **({} if key else {"key": None}))
    found = [line.strip().split(None, 1) for line in done.stdout.splitlines()]
    assert {word for word, _ in found} <= {"ok", "note", "broken"}
    assert "Traceback" not in done.output
    return {what.split(": ", 1)[0]: (word, what.split(": ", 1)[1]) for word, what in found}


def test_where_there_is_no_desk_none_is_made(scripts: Scripts):
    found = findings(scripts, 0)
    assert found["Desk"][0] == "note"
    assert str(scripts.home) in found["Desk"][1]
    assert not scripts.home.exists()
    find_home()  # a folder without a key yet: the program was stopped between the two
    assert findings(scripts, 0)["Desk"][0] == "note"


def test_a_desk_that_is_well(scripts: Scripts):
    scripts.gets("Good morning")
    found = findings(scripts, 0)
    assert found["Desk"] == ("ok", str(scripts.home))
    assert found["Store"][0] == "ok"
    assert found["Scorer"][0] == "ok"
    assert "stopped" in found["Worker"][1]
    assert "Quarantine" not in found


def test_a_desk_that_nobody_works_for(scripts: Scripts):
    scripts.run("queue")
    word, says = findings(scripts, 0)["Worker"]
    assert word == "note"
    assert "none has run yet" in says
    assert "moderator worker" in says


def test_what_waits_for_a_person_is_counted(scripts: Scripts):
    scripts.run("import", "--yes", str(scripts.file("bad.ndjson", {"text": "x"}, b"{\n", b"{\n")), code=4)
    db = scripts.store()
    with db.transaction():
        account = accounts.add(db, "bluesky", "https://example.invalid", "town", None)
        accounts.set_health(db, account, trouble="The platform asks to sign in again.", kind="sign_in")
    db.close()
    found = findings(scripts, 0)
    assert found["Quarantine"][1].startswith("2 ")
    assert found[f"Account {account} (bluesky)"] == ("note", "The platform asks to sign in again.")


def test_a_lost_key_is_no_damage(scripts: Scripts):
    scripts.run("queue")
    word, says = findings(scripts, 1, key=False)["Desk"]
    assert word == "broken"
    assert "--key-fd" in says
    assert "damage" not in says


def test_a_damaged_file_is_found_wherever_the_damage_is(scripts: Scripts):
    scripts.gets(*(f"Good morning number {n} " + "and so on " * 300 for n in range(30)), HARSH_COPIED)
    path = scripts.home / "desk.db"
    whole = path.read_bytes()
    for at in (len(whole) // 2, len(whole) - 300):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        done = scripts.run("doctor", code=1)
        assert "damaged" in done.stdout
        assert "backup" in done.stdout
    path.write_bytes(whole)
    assert findings(scripts, 0)["Store"][0] == "ok"


@pytest.mark.parametrize("name", ["", "home.json", "desk.db"])
def test_what_others_can_read_is_said_with_the_command(scripts: Scripts, name: str):
    scripts.run("queue")
    (scripts.home / name).chmod(0o755 if not name else 0o644)
    word, says = findings(scripts, 1)["Desk"]
    assert word == "broken"
    assert "chmod" in says


def test_a_database_without_its_home_json_is_not_called_a_new_desk(scripts: Scripts):
    scripts.run("queue")
    (scripts.home / "home.json").unlink()
    assert findings(scripts, 1)["Desk"][0] == "broken"
    assert not (scripts.home / "home.json").exists()


def test_a_newer_schema_is_named(scripts: Scripts):
    scripts.run("queue")
    db = scripts.store()
    db.query("PRAGMA user_version = 999")
    db.close()
    assert findings(scripts, 1)["Desk"][0] == "broken"


def test_a_server_that_does_not_answer_is_said_without_its_password(scripts: Scripts):
    scripts.run("queue")
    settings = scripts.home / "settings.toml"
    settings.write_text('store = "postgresql://desk:secret-word@127.0.0.1:1/desk?connect_timeout=2"\n')
    done = scripts.run("doctor", code=1)
    assert "broken" in done.stdout
    assert "secret-word" not in done.output


@pytest.mark.parametrize(
    "store", ["host=db password=secret-word", "/tmp/secret-word.db", "mysql://x:secret-word@y/z"]
)
def test_a_store_that_is_no_address_is_said_and_not_repeated(scripts: Scripts, store: str):
    scripts.run("queue")
    (scripts.home / "settings.toml").write_text(f'store = "{store}"\n')
    for command in (["doctor"], ["queue"]):
        done = scripts.run(*command, code=1)
        assert "postgresql://" in done.output
        assert "secret-word" not in done.output


def test_a_setting_that_cannot_be_used_is_said(scripts: Scripts):
    scripts.run("queue")
    (scripts.home / "settings.toml").write_text("theem = 'dark'\n")
    word, says = findings(scripts, 0)["Settings"]
    assert word == "note"
    assert "theme" in says


def test_a_full_look_needs_no_home_folder(scripts: Scripts, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("MODERATOR_HOME")
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setitem(os.environ, "HOME", "")
    assert "MODERATOR_HOME" in findings(scripts, 1)["Desk"][1]
    assert Path("~").exists() is False
