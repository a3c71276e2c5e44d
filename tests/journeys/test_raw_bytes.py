"""After a day's work, in the raw bytes of every file that there is: no word from behind the veil, and no secret."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from moderator.cards import Showing
from moderator.clock import SystemClock
from moderator.console import Console, open_console
from moderator.decisions import Verdict
from moderator.home import read_home
from moderator.settings import Settings
from moderator.store.backup import backup
from moderator.store.db import open_sqlite
from tests.commands.conftest import Scripts
from tests.commands.conftest import scripts as scripts
from tests.commands.conftest import stand_in as stand_in
from tests.journeys.program import KEY
from tests.platforms.standin import StandIn, entry

CANARY = "zorblaxturnip"
AUTHOR = "quibblefrith"
PASSWORD = "right"  # what the stand-in takes; looked for where no ordinary word is
SECRETS = ("access-0", "refresh-0", KEY, bytes.fromhex(KEY).decode("latin-1"))


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process would put temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("SQLITE_TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


def found(folders: tuple[Path, ...], *words: str) -> list[str]:
    """Which files hold one of these, as UTF-8, as UTF-16, as hexadecimal, or in a deflated stream."""
    return sorted(
        {
            str(path)
            for folder in folders
            for path in folder.rglob("*")
            if path.is_file() and _holds(path, words)
        }
    )


def _holds(path: Path, words: tuple[str, ...]) -> bool:
    raw = path.read_bytes()
    forms = [raw, *_inflated(raw)]
    wanted = [
        coded
        for word in words
        for coded in (
            word.encode(),
            word.encode("utf-16-le"),
            word.encode("utf-16-be"),
            word.encode().hex().encode(),
        )
    ]
    return any(word in form for form in forms for word in wanted)


def _inflated(raw: bytes) -> Iterator[bytes]:
    at = raw.find(b"\x78\x9c")
    while at >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(raw[at : at + 100_000])
        at = raw.find(b"\x78\x9c", at + 1)


def work_through(console: Console) -> None:
    """Some are opened and looked at, some decided unread, one is noted and taken back."""
    desk = console.desk
    veiled = [card for card in desk.line(300).cards if card.veiled]
    assert len(veiled) >= 200
    for n, card in enumerate(veiled[:12]):
        desk.open(card.id)
        words = desk.reveal(card.id, Showing.PLAIN if n % 2 else Showing.MASKED)
        assert CANARY in words.text
        desk.still_showing(words.reveal)
        desk.cover(words.reveal)
        desk.decide(card.id, Verdict.HIDE if n % 3 else Verdict.KEEP, note=f"another {CANARY}")
    desk.undo()
    for card in veiled[20:40]:
        desk.decide_unread(card.id, Verdict.ESCALATE)


def test_no_word_and_no_secret_lies_in_any_file(
    scripts: Scripts, stand_in: StandIn, temporary: Path, monkeypatch: pytest.MonkeyPatch
):
    rows = [
        {
            "text": f"You absolute idiot {CANARY}{n}, you moron",
            "author": f"{AUTHOR}{n}",
            "id": f"{CANARY}-{n}",
        }
        for n in range(200)
    ]
    source = scripts.file("comments.ndjson", *rows, b'{"text": "' + CANARY.encode() + b"\n")
    printed = scripts.run("import", "--yes", str(source), code=4).output
    source.unlink()
    stand_in.entries = [entry("1", f"You absolute idiot {CANARY}, you moron")]
    printed += scripts.run(
        "account", "add", "bluesky", "--server", stand_in.url, "--handle", "town.test", stdin=f"{PASSWORD}\n"
    ).output
    printed += scripts.run("worker", "--once").output
    monkeypatch.setenv("MODERATOR_FAULT", "decide.after_commit:raise")
    first = scripts.queue()[0]["id"]
    printed += scripts.run("decide", str(first), "hide", "--note", f"Such a {CANARY}", code=1).output
    monkeypatch.delenv("MODERATOR_FAULT")

    console = open_console(read_home(scripts.home), bytes.fromhex(KEY), SystemClock(), Settings())
    work_through(console)
    places = (scripts.home, temporary)
    while_open = found(places, CANARY, AUTHOR, *SECRETS)
    assert {path.name for path in scripts.home.iterdir()} >= {"desk.db", "desk.db-wal", "desk.db-shm"}
    backup(console.db, scripts.home / "copy.db")  # type: ignore[arg-type]
    console.close()
    for options in ([], ["--all"], ["--json", "--all"]):
        printed += scripts.run("queue", *options).output.replace(AUTHOR, "")  # whose comment it is, is shown
    printed += scripts.run("doctor").output + scripts.run("journal", "verify").output
    assert while_open == found(places, CANARY, AUTHOR, *SECRETS) == []
    assert (scripts.home / "logs" / "crash.txt").exists()
    assert found((scripts.home / "logs",), PASSWORD, "town.test", stand_in.url) == []
    assert CANARY not in printed
    assert list(temporary.iterdir()) == []


def test_the_search_finds_what_lies_open(tmp_path: Path, scripts: Scripts):
    """The same work in a store without a key: the words are in the file, and in its deflated bytes."""
    scripts.run("queue")
    (scripts.home / "plain").mkdir(mode=0o700)
    db = open_sqlite(scripts.home / "plain" / "desk.db", None, SystemClock())
    with db.transaction():
        db.run("INSERT INTO meta (key, value) VALUES ('x', :words)", words=CANARY)
    db.close()
    assert found((scripts.home,), CANARY) == [str(scripts.home / "plain" / "desk.db")]
    for form in (zlib.compress(CANARY.encode()), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode()):
        (tmp_path / "form").write_bytes(b"before" + form + b"after")
        assert found((tmp_path,), CANARY)[0] == str(tmp_path / "form")
