"""`moderator person`, `team` and `roster`, and who gives a command, as typed at a terminal or by a script."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from moderator.commands import main
from moderator.store import journal
from tests.journeys.program import ROOT, Program
from tests.people.conftest import ASHA, KIM
from tests.platforms.mastodon.standin import TOKEN, standing_in

KEY = "5e" * 32


@dataclass
class Answer:
    code: int
    out: str
    err: str

    @property
    def one_time_code(self) -> str:
        return self.out.partition("One-time code: ")[2].splitlines()[0]


Run = Callable[..., Answer]


def pipe(text: str) -> int:
    reader, writer = os.pipe()
    os.write(writer, text.encode() + b"\n")
    os.close(writer)
    return reader


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], quick_passphrases: None
) -> Iterator[Run]:
    """One command in this process: `by` is (person, passphrase), `stdin` what is piped into it."""
    opened: list[int] = []

    def once(
        *arguments: str, by: tuple[str, str] | None = None, stdin: str = "", code: int | None = 0
    ) -> Answer:
        opened.append(key := pipe(KEY))
        given = ["--key-fd", str(key)]
        if by is not None:
            opened.append(phrase := pipe(by[1]))
            given += ["--person", by[0], "--pass-fd", str(phrase)]
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([*given, *arguments])
        said = capsys.readouterr()
        answer = Answer(int(left.value.code or 0), said.out, said.err)
        assert code is None or answer.code == code, (arguments, answer)
        return answer

    yield once
    for descriptor in opened:
        os.close(descriptor)


K, A = ("Kim O.", KIM), ("asha m.", ASHA)


@pytest.fixture
def two(run: Run) -> Run:
    """Kim is admin, Asha has joined with her own passphrase."""
    run("person", "me", "--name", "Kim O.", stdin=KIM)
    code = run("person", "add", "Asha M.").one_time_code
    run("person", "me", by=("Asha M.", code), stdin=ASHA)
    return run


def test_alone_nobody_is_asked_who_they_are(run: Run):
    assert "Nothing is waiting" in run("queue").out
    assert "alone at this desk" in run("person", "list").out


def test_the_first_person_chooses_a_passphrase_before_the_second_joins(run: Run):
    refused = run("person", "add", "Asha M.", code=1)
    assert "moderator person me --name NAME" in refused.err
    assert "no name here yet" in run("person", "me", stdin=KIM, code=1).err
    assert "too short" in run("person", "me", "--name", "Kim O.", stdin="short", code=1).err
    run("person", "me", "--name", "Kim O.", stdin=KIM)
    assert "Nothing is waiting" in run("queue").out
    assert len(run("person", "add", "Asha M.").one_time_code) == 14


def test_from_then_on_each_command_asks_who_gives_it(two: Run):
    assert "moderator --person NAME --pass-fd N" in two("queue", code=1).err
    two("queue", by=K)
    two("queue", by=A)
    wrong = two("queue", by=("Asha M.", KIM), code=1)
    assert "That was another passphrase" in wrong.err
    assert KIM not in wrong.err
    assert "nobody called" in two("queue", by=("Tom", KIM), code=1).err


def test_a_role_decides_what_a_command_may_do(two: Run, tmp_path: Path):
    refused = two("person", "list", by=A, code=1).err
    assert "You hold: moderator; it takes: admin" in refused
    file = tmp_path / "x.csv"
    file.write_text("text\nhello\n")
    for command in (
        ("import", str(file), "--yes"),
        ("account", "remove", "1"),
        ("account", "list"),
        ("account", "test", "1"),
        ("account", "pause", "1"),
        ("person", "role", "Kim O.", "hr"),
        ("team", "add", "x"),
        ("recovery", "sheet", "--out", "-"),
    ):
        assert "Your role does not allow you" in two(*command, by=A, code=1).err, command
    two("import", str(file), "--yes", by=K)


def test_key_passphrase_and_the_secret_of_an_account_may_all_come_on_standard_input(two: Run, tmp_path: Path):
    with standing_in() as town:
        added = subprocess.run(
            [sys.executable, "-m", "moderator", "--key-fd", "0", "--person", "Kim O.", "--pass-fd", "0",
             "account", "add", "mastodon", "--server", town.url, "--handle", "town"],
            input=f"{KEY}\n{KIM}\n{TOKEN}\n", capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
    assert added.returncode == 0, added.stderr
    assert "Added town on Mastodon" in added.stdout


def test_what_needs_no_person_is_open_to_services(two: Run):
    two("doctor", code=None)
    assert "The journal is whole" in two("journal", "verify").out


def test_a_code_is_for_choosing_a_passphrase_and_nothing_else(two: Run):
    code = two("person", "reset", "asha m.", by=K).one_time_code
    assert "person me" in two("queue", by=("Asha M.", code), code=1).err
    two("person", "me", by=("Asha M.", code), stdin="nine other blue birds")
    two("queue", by=("Asha M.", "nine other blue birds"))


def test_the_recovery_sheet_lets_the_last_admin_in_again(two: Run, monkeypatch: pytest.MonkeyPatch):
    from moderator.recovery import words_of

    words = " ".join(words_of(bytes.fromhex(KEY)))
    assert two("person", "reset", "kim o.", "--recovery-sheet", stdin="not the words", code=1).out == ""
    assert "an admin alone" in two("person", "reset", "asha m.", "--recovery-sheet", stdin=words, code=1).err
    code = two("person", "reset", "kim o.", "--recovery-sheet", stdin=words).one_time_code
    two("person", "me", by=("Kim O.", code), stdin="nine other blue birds")
    two("person", "list", by=("Kim O.", "nine other blue birds"))


def test_joining_changing_leaving_and_coming_back(two: Run):
    two("person", "role", "Asha M.", "moderator", "lead", by=K)
    rows = [json.loads(line) for line in two("person", "list", "--json", by=K).out.splitlines()]
    assert [(row["name"], row["roles"]) for row in rows] == [
        ("Asha M.", ["lead", "moderator"]),
        ("Kim O.", ["admin", "hr", "lead", "moderator"]),
    ]
    two("person", "rename", "Asha M.", "Asha N.", by=K)
    assert "The last admin cannot leave" in two("person", "leave", "Kim O.", "--yes", by=K, code=1).err
    two("person", "leave", "asha n.", by=K, code=1)  # nobody answered the question
    left = two("person", "leave", "asha n.", "--yes", by=K)
    assert "0 open cards go back to the line" in left.err
    assert "You are alone at this desk now" in left.out
    assert "left" in two("person", "list", "--all").out
    assert two("person", "back", "Asha N.", "--role", "lead").one_time_code
    assert "no role “owner”" in two("person", "role", "Asha N.", "owner", by=K, code=1).err


def test_names_on_the_terminal_are_plain_text_on_one_line(two: Run):
    from moderator.clock import SystemClock
    from moderator.console import DATABASE
    from moderator.keys import derive
    from moderator.store.db import open_sqlite

    db = open_sqlite(
        Path(os.environ["MODERATOR_HOME"]) / DATABASE, derive(bytes.fromhex(KEY), "database"), SystemClock()
    )
    with db.transaction():
        db.run("UPDATE person_name SET name = :n WHERE name = 'Asha M.'", n="\x1b[31mAdmin\u202e\nroot")
    names = [line for line in journal.lines(db) if line.act == "names read"]
    db.close()
    out = two("person", "list", by=K).out
    assert "[U+001B][31mAdmin[U+202E][U+000A]root" in out
    assert names == []


def test_teams_are_made_filled_and_closed(two: Run):
    two("team", "add", "Service desk", by=K)
    assert "role lead" in two("team", "join", "service desk", "Asha M.", "--lead", by=K, code=1).err
    two("team", "join", "1", "Asha M.", by=K)
    told = two("team", "list", by=A).out
    assert "Service desk" in told
    assert "Asha M." in told
    two("team", "leave", "1", "Asha M.", by=K)
    two("team", "rename", "1", "Front desk", by=K)
    two("team", "close", "front desk", by=K)
    assert "No teams yet" in two("team", "list", by=A).out
    assert "no team “7”" in two("team", "close", "7", by=K, code=1).err


def test_a_roster_comes_from_a_file_and_is_shown(two: Run, tmp_path: Path):
    file = tmp_path / "roster.csv"
    file.write_text("person;date;start;end\nAsha M.;2026-11-23;22:00;06:00\nKim O.;2026-11-24;8;16\n")
    assert "2 shifts put in, 0 taken out" in two("roster", "import", str(file), by=K).out
    assert "planned like this already" in two("roster", "import", str(file), by=K).out
    told = two("roster", "show", "--week", "2026-11-25", by=A).out
    assert "22:00–06:00  Asha M." in told
    assert "Mon 23 Nov" in told
    rows = two("roster", "show", "--week", "2026-11-25", "--json", by=A).out.splitlines()
    assert json.loads(rows[0])["hours"] == "22:00–06:00"
    assert "1 shift put in, 1 taken out" in two("roster", "set", "Kim O.", "2026-11-24", "9-17", by=K).out
    two("roster", "copy", "--week", "2026-12-01", by=K)
    assert "0 shifts put in, 2 taken out" in two("roster", "undo", by=K).out
    file.write_text("person,date,start,end\nNobody,2026-11-23,8,16\nAsha M.,tomorrow,8,16\n")
    refused = two("roster", "import", str(file), by=K, code=1).err
    assert "line 2: there is nobody called “Nobody”; line 3: “tomorrow” is no date" in refused
    assert "cannot be read" in two("roster", "import", str(tmp_path / "none.csv"), by=K, code=1).err
    assert "is no date" in two("roster", "show", "--week", "soon", by=K, code=1).err
    assert "are no hours" in two("roster", "set", "Kim O.", "2026-11-24", "all day", by=K, code=1).err


def test_no_name_and_no_passphrase_is_in_a_log_or_beside_the_store(two: Run):
    home = Path(os.environ["MODERATOR_HOME"])
    Program(home, KEY).run("worker", "--once")  # a service: asks nobody
    for path in home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for word in (b"Asha", b"Kim O", KIM.encode(), ASHA.encode(), b"argon2id"):
                assert word not in content, (path, word)


def test_the_doctor_and_backups_of_a_desk_that_several_sign_in_at(two: Run, tmp_path: Path) -> None:
    assert "broken" not in two("doctor", code=None).out
    assert "Worker" in two("doctor", by=A, code=None).out
    for command in (["backup"], ["recovery", "sheet", "--out", str(tmp_path / "sheet.txt")], ["restore"]):
        if command == ["restore"]:
            two("backup", by=K)
        assert two(*command, by=A, code=1).err.startswith("moderator: Your role does not allow you")
        two(*command, code=1)
        two(*command, by=K)


# every command either asks who gives it, or says here why it need not
ASKS = {
    "capacity allow": ("capacity", "allow"),
    "capacity close": ("capacity", "close"),
    "capacity reopen": ("capacity", "reopen"),
    "capacity list": ("capacity", "list"),
    "capacity set": ("capacity", "set", "--hide", "ask"),
    "capacity status": ("capacity", "status"),
    "escalated decide": ("escalated", "decide", "1", "keep"),
    "escalated list": ("escalated", "list"),
    "staff add": ("staff", "add", "Anna Smith"),
    "staff import": ("staff", "import", "FILE"),
    "staff list": ("staff", "list"),
    "staff remove": ("staff", "remove", "1"),
    "staff try": ("staff", "try"),
    "account add": ("account", "add", "bluesky", "--server", "https://example.org", "--handle", "x"),
    "account list": ("account", "list"),
    "account pause": ("account", "pause", "1"),
    "account remove": ("account", "remove", "1"),
    "account resume": ("account", "resume", "1"),
    "account sign-in": ("account", "sign-in", "1"),
    "account try-now": ("account", "try-now", "1"),
    "account-for-window": ("account-for-window",),
    "account test": ("account", "test", "1"),
    "backup": ("backup",),
    "blind differences": ("blind", "differences"),
    "blind rate": ("blind", "rate"),
    "blind stands": ("blind", "stands", "1"),
    **{
        f"break {verb}": ("break", verb)
        for verb in ("back", "emergency", "finish", "meeting", "now", "postpone", "ready", "status")
    },
    "decide": ("decide", "1", "keep"),
    "import": ("import", "FILE", "--yes"),
    "import-for-window": ("import-for-window",),
    "person add": ("person", "add", "Tom"),
    "person back": ("person", "back", "Tom"),
    "person leave": ("person", "leave", "Tom"),
    "person list": ("person", "list"),
    "person me": ("person", "me"),
    "person rename": ("person", "rename", "Tom", "Tim"),
    "person reset": ("person", "reset", "Tom"),
    "person role": ("person", "role", "Tom", "hr"),
    "queue": ("queue",),
    "recovery sheet": ("recovery", "sheet", "--out", "-"),
    "roster copy": ("roster", "copy", "--week", "2026-11-23"),
    "roster import": ("roster", "import", "FILE"),
    "roster set": ("roster", "set", "Tom", "2026-11-23", "8-16"),
    "roster show": ("roster", "show"),
    "roster undo": ("roster", "undo"),
    "team add": ("team", "add", "x"),
    "team close": ("team", "close", "1"),
    "team join": ("team", "join", "1", "Tom"),
    "team leave": ("team", "leave", "1", "Tom"),
    "team list": ("team", "list"),
    "team rename": ("team", "rename", "1", "y"),
    "allow add": ("allow", "add", "Dick Smith"),
    "allow list": ("allow", "list"),
    "allow remove": ("allow", "remove", "Dick Smith"),
    "wellbeing calibration": ("wellbeing", "calibration"),
    "wellbeing rehearse": ("wellbeing", "rehearse", "--synthetic", "--staff", "1"),
    "wellbeing consultation record": (
        "wellbeing",
        "consultation",
        "record",
        "--held",
        "2026-11-01",
        "--with",
        "everybody",
        "--notice",
        "2026-11-02",
        "--start",
        "2026-12-24",
        "--law",
        "nsw",
    ),
    "wellbeing consultation show": ("wellbeing", "consultation", "show"),
    "wellbeing consultation withdraw": ("wellbeing", "consultation", "withdraw"),
    "wellbeing glass": ("wellbeing", "glass", "1", "--why", "somebody says when and where"),
    "wellbeing override accept": ("wellbeing", "override", "accept"),
    "wellbeing override decline": ("wellbeing", "override", "decline"),
    "wellbeing override list": ("wellbeing", "override", "list"),
    "wellbeing override offer": (
        "wellbeing",
        "override",
        "offer",
        "Asha M.",
        "no_cover",
        "--why",
        "two are ill and one is away",
    ),
    "wellbeing reviews close": (
        "wellbeing",
        "reviews",
        "close",
        "1",
        "--found",
        "the police were called in time",
    ),
    "wellbeing coverage": ("wellbeing", "coverage"),
    "wellbeing leave-out": ("wellbeing", "leave-out", "threat"),
    "wellbeing left-out": ("wellbeing", "left-out"),
    "wellbeing off-severe": ("wellbeing", "off-severe"),
    "wellbeing take-in": ("wellbeing", "take-in"),
    "wellbeing limits": ("wellbeing", "limits"),
    "wellbeing own": ("wellbeing", "own"),
    "wellbeing past": ("wellbeing", "past"),
    "wellbeing mine": ("wellbeing", "mine"),
    "wellbeing set": ("wellbeing", "set", "EMPTY"),
    "wellbeing support set": ("wellbeing", "support", "set", "--name", "x"),
    "veil preview": ("veil", "preview", "1", "insult"),
    "veil set": ("veil", "set", "1", "insult", "0.5"),
    "veil show": ("veil", "show"),
}
ASKS_NOT = {
    "backups": "names of files, for a desk that cannot be opened",
    "bench": "a folder of its own",
    "desktop": "the window asks",
    "diagnostics": "no content, for a desk that cannot be opened",
    "doctor": "no content, for a desk that cannot be opened",
    "journal verify": "yes or no, for a service",
    **{
        f"model {verb}": "files beside the store, whose worker runs as a service: whoever may write this home"
        for verb in ("convert", "evaluate", "install", "languages", "list", "remove", "test")
    },
    "network test": "opens no store",
    "recovery enter": "the words of the sheet are asked for",
    "restore": "an admin where there is a desk; else the key of the backup, or the words of the sheet",
    "score": "opens no store",
    "score-for-worker": "opens no store",
    "service install": "of this account of the machine",
    "service remove": "of this account of the machine",
    "service sign-in": "of this account of the machine",
    "service status": "of this account of the machine",
    "wellbeing check": "opens no store",
    "wellbeing support show": "whoever needs somebody to talk to is not asked who they are",
    "view": "where several sign in nobody is let in, because nothing can be written",
    "worker": "a service: gathers, scores and pushes what persons decided",
}


def leaves(command: click.Command, path: str = "") -> Iterator[str]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from leaves(inner, f"{path} {name}".strip())
    else:
        yield path


def test_every_command_is_known_to_ask_or_not_to():
    assert sorted(leaves(main)) == sorted([*ASKS, *ASKS_NOT])


@pytest.mark.parametrize("command", ASKS)
def test_a_command_of_nobody_is_refused(two: Run, tmp_path: Path, command: str):
    file = tmp_path / "x.csv"
    file.write_text("text\nhello\n")
    (tmp_path / "empty.toml").touch()
    files = {"FILE": str(file), "EMPTY": str(tmp_path / "empty.toml")}
    arguments = [files.get(each, each) for each in ASKS[command]]
    refused = two(*arguments, stdin="secret\n", code=1)
    assert "Several persons sign in at this desk" in refused.err + refused.out, refused
