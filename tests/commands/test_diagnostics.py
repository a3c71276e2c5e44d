"""The diagnostics bundle holds no content: canaries stand everywhere, and none of them is in it."""

from __future__ import annotations

import io
import json
import logging
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from moderator import logs
from moderator.comments import Batch, Comment, SetAside
from moderator.home import find_home, save
from moderator.keys import TokenBox, check_value
from moderator.store import accounts, comments, journal, people, workers
from moderator.store.db import Sqlite
from tests.commands.conftest import KEY, Scripts, _close_logs
from tests.kept import flip

CANARY = "quokkacanary"


def bundle(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name).decode("utf-8") for name in packed.namelist()}


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripts]:
    """A home whose very path holds a canary, filled with more of them."""
    home = tmp_path / f"{CANARY} home"
    monkeypatch.setenv("MODERATOR_HOME", str(home))
    monkeypatch.setenv("USER", CANARY)
    monkeypatch.setenv("LOGNAME", CANARY)
    made = Scripts(home)
    made.run("queue")
    yield made
    _close_logs()


def plant(scripts: Scripts) -> None:
    """Everywhere that a word can come from outside."""
    db = scripts.store()
    try:
        plant_rows(db)
    finally:
        db.close()
    (scripts.home / "settings.toml").write_text(
        f'theme = "{CANARY}"\n{CANARY} = 1\nlanguage = "{CANARY}"\nbackup_folder = "/{CANARY}"\n'
    )
    folder = scripts.home / "logs"
    logs.log_to(folder, "worker")
    ours = logging.getLogger("moderator.worker")
    try:
        try:
            raise type("QuokkaError", (Exception,), {})(CANARY)
        except Exception:
            ours.exception("a message about %s", CANARY)
        ours.error(f"a careless message {CANARY}")
        logging.getLogger(CANARY).error("a library of that name says %s", CANARY)
        logs.crash_note(folder, ValueError, None)
    finally:
        for handler in logging.getLogger().handlers:
            handler.flush()
    with (folder / "worker.log").open("a") as file:
        file.write(f"{CANARY}\n[1, 2]\n" + "[" * 50_000 + "\n")
        forged = {name: CANARY for name in ("at", "level", "from", "where", "error", "says", CANARY)}
        file.write(json.dumps(forged | {"frames": [CANARY, f"{CANARY} x.py:1 y", 7, None]}) + "\n")
    with (folder / "crash.txt").open("a") as file:
        file.write(f"{CANARY}\nValueError: {CANARY}\n")


def plant_rows(db: Sqlite) -> None:
    with db.transaction():
        sealed = TokenBox(bytes.fromhex(KEY)).seal(CANARY, "bluesky", CANARY)
        account = accounts.add(db, "bluesky", f"https://{CANARY}.example", CANARY, sealed)
        accounts.save_session(db, account, sealed)
        strange = accounts.add(db, CANARY, CANARY, CANARY, sealed)
        db.run("UPDATE account SET trouble = :c, trouble_kind = :c, failures = 3", c=CANARY)
        one = Comment(
            "1", CANARY, CANARY, CANARY, CANARY.encode(), version=CANARY, author_name=CANARY, url=CANARY
        )
        aside = SetAside(CANARY, CANARY, CANARY.encode())
        comments.save_batch(db, account, Batch((one,), set_aside=(aside,), cursor=CANARY), CANARY)
        comments.save_batch(db, strange, Batch((replace(one, native_id="2"),)), CANARY)
        card = db.one("SELECT id FROM card")
        assert card is not None
        db.run("UPDATE card SET category = :c, model = :c, because = :c, unchecked = :c", c=CANARY)
        db.run(
            "INSERT INTO note (card_id, person, text, at_us) VALUES (:card, :c, :c, 0)",
            card=card["id"],
            c=CANARY,
        )
        db.run("INSERT INTO meta (key, value) VALUES (:c, :c)", c=CANARY)
        workers.beat(db, CANARY, CANARY, CANARY)
        people.join(db, CANARY)
        people.set_name(db, CANARY, CANARY, CANARY)
        people.leave(db, CANARY)
        journal.append(db, CANARY, CANARY, CANARY, {CANARY: CANARY})


def test_no_canary_comes_out_however_many_went_in(scripts: Scripts, tmp_path: Path) -> None:
    plant(scripts)
    out = tmp_path / "bundle.zip"
    scripts.run("diagnostics", "--out", str(out))
    files = bundle(out)
    for name, text in files.items():
        assert CANARY not in name.lower()
        assert CANARY not in text.lower(), name
        assert "quokka" not in text.lower().replace("quokkaerror", ""), name
    assert CANARY.encode() not in out.read_bytes()
    assert out.stat().st_mode & 0o777 == 0o600
    assert scripts.home.name not in json.dumps(files)


def test_the_bundle_is_of_use(scripts: Scripts, tmp_path: Path) -> None:
    plant(scripts)
    out = tmp_path / "bundle.zip"
    scripts.run("diagnostics", "--out", str(out))
    files = bundle(out)
    desk = json.loads(files["desk.json"])
    assert desk["health"]["state"] == "whole"
    assert (desk["rows"]["comment"], desk["rows"]["set_aside"]) == (2, 1)
    assert desk["states"]["card.unchecked"] == {"other": desk["rows"]["card"]}
    assert {"platform": "other", "accounts": 1, "failures": 3} in desk["accounts"]
    settings = json.loads(files["settings.json"])
    assert settings["settings"]["language"] == "set here"
    assert settings["settings"]["theme"] == "as shipped"
    assert settings["complaints"] == 2
    lines = [json.loads(line) for line in files["logs/worker.log"].splitlines() if line]
    told = next(line for line in lines if "error" in line)
    assert (told["level"], told["from"], told["error"]) == ("ERROR", "moderator.worker", "QuokkaError")
    assert told["where"].startswith("test_diagnostics.py:")
    assert any("plant" in frame for frame in told["frames"])
    assert "ValueError" in files["logs/crash.txt"]
    about = json.loads(files["about.json"])
    assert about["packages"]["sqlcipher3"]
    doctor = json.loads(files["doctor.json"])
    assert {"Python", "Qt", "Store", "Account"} <= {finding["what"] for finding in doctor}


def test_a_damaged_desk_and_a_lost_key_still_give_a_bundle(scripts: Scripts, tmp_path: Path) -> None:
    plant(scripts)
    flip(scripts.home / "desk.db")
    scripts.run("diagnostics", "--out", str(tmp_path / "damaged.zip"))
    health = json.loads(bundle(tmp_path / "damaged.zip")["desk.json"])["health"]
    assert (health["state"], len(health["bad_pages"])) == ("damaged", 1)
    home = find_home()
    save(replace(home, check=check_value(os.urandom(32))))
    scripts.run("diagnostics", "--out", str(tmp_path / "lost.zip"))
    files = bundle(tmp_path / "lost.zip")
    assert "health" not in json.loads(files["desk.json"])
    assert CANARY not in json.dumps(files)


def test_nothing_is_written_over_a_file_that_is_there(scripts: Scripts, tmp_path: Path) -> None:
    out = tmp_path / "bundle.zip"
    out.write_bytes(b"mine")
    assert "there already" in scripts.run("diagnostics", "--out", str(out), code=1).stderr
    assert out.read_bytes() == b"mine"
    assert scripts.run("diagnostics", "--out", str(tmp_path / "no" / "such.zip"), code=1)


def test_the_bundle_is_the_same_text_in_memory_and_on_the_disk(tmp_path: Path) -> None:
    from moderator.diagnostics import write

    write(tmp_path / "x.zip", {"a.txt": "one\n", "logs/b": "two\n"})
    assert bundle(tmp_path / "x.zip") == {"a.txt": "one\n", "logs/b": "two\n"}
    assert zipfile.is_zipfile(io.BytesIO((tmp_path / "x.zip").read_bytes()))
