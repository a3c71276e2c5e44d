"""Whatever is typed: one line that says what, why and what to do, never a stack trace, never a crash note."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderator.home import find_home
from tests.commands.conftest import Scripts, _close_logs
from tests.commands.test_contract import one_line
from tests.hostile import cases

ODD: tuple[str | bytes, ...] = (
    "", " ", "-", "--", "-1", "0", "1", "99999999999999999999", "9" * 5000, "1e400", "nan", "NULL", "%s", "\n",
    ".", "..", "/", "~", "../../etc/passwd", "/dev/null", "/dev/zero", "/dev/full", "/proc/self/mem", "con",
    "file:///etc/passwd", "http://169.254.169.254/", "https://user:pw@example.org", "tomorrow\u202e", "\u200b",
    b"\xff.csv", b"\xed\xa0\x80", "ａｄｄ", "x" * 20_000, "/" + "x" * 300, "-" * 300, "\x1b[31mred", "'; DROP TABLE card;--",
    "bluesky", "keep", "hide", "--json", "--help", "--version", "--handle", "--server", "--yes", "--reason",
)  # fmt: skip
COMMANDS = (
    ["queue"], ["decide"], ["decide", "1"], ["decide", "1", "keep", "--reason"], ["decide", "1", "keep", "--note"],
    ["import"], ["import", "--yes"], ["account"], ["account", "add"], ["account", "add", "bluesky", "--handle"],
    ["account", "add", "bluesky", "--handle", "x", "--server"], ["account", "list"], ["account", "remove"],
    ["journal"], ["journal", "verify"], ["score"], ["worker", "--once"], ["desktop", "--rehearsal", "--time-scale"],
    ["bench", "--size"], ["doctor"], ["nosuch"], [],
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scripts]:
    """One home for all tries, with one card in it."""
    home = tmp_path_factory.mktemp("odd") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODERATOR_HOME", str(home))
        made = Scripts(home)
        made.gets("Good morning")
        yield made
    _close_logs()


@pytest.fixture
def odd_home(shared: Scripts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Scripts:
    monkeypatch.setenv("MODERATOR_HOME", str(shared.home))
    monkeypatch.chdir(tmp_path)
    return shared


def calm(scripts: Scripts, *words: str | bytes) -> None:
    done = scripts.run(*words, code=None)
    assert done.exit_code in (0, 1, 2), (words, done.exit_code, done.output)
    assert done.exception is None or isinstance(done.exception, SystemExit), (words, done.exception)
    assert "Traceback" not in done.output
    assert "mistake of ours" not in done.output, words
    if done.exit_code:
        assert one_line(done.stderr.splitlines(keepends=True)[-1]), (words, done.stderr)
        assert len(done.stderr) < 3000
    assert all(ch.isprintable() or ch == "\n" for ch in done.output), words
    assert not (scripts.home / "logs" / "crash.txt").exists(), words


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command) or "nothing")
def test_one_odd_word_after_each_command(odd_home: Scripts, command: list[str]):
    for word in ODD:
        if command[:1] in (["desktop"], ["bench"]) and word in ("1", "99999999999999999999"):
            continue  # those are fit, and start something long
        if not command and word == "--":
            continue  # nothing at all opens the desktop
        calm(odd_home, *command, word)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    command=st.sampled_from(
        [command for command in COMMANDS if command[:1] not in (["desktop"], ["bench"], [])]
    ),
    words=st.lists(st.sampled_from(ODD), min_size=1, max_size=4),
)
def test_odd_words_in_any_order(odd_home: Scripts, command: list[str], words: list[str | bytes]):
    calm(odd_home, *command, *words)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.text(max_size=12).filter(lambda word: "\0" not in word), max_size=3))
def test_words_that_mean_nothing(odd_home: Scripts, words: list[str]):
    calm(odd_home, "nothing", *words)


@pytest.mark.parametrize("descriptor", ["999", "1000000", "2147483647", "2147483648", "x", "-1", ""])
def test_a_descriptor_that_is_not_there(odd_home: Scripts, descriptor: str):
    done = odd_home.run("--key-fd", descriptor, "queue", key=None, code=(1, 2))
    assert one_line(done.stderr)


WORDS = [
    case for case in [*cases("text"), *cases("author")] if b"\0" not in case.data and len(case.data) < 100_000
]
SERVERS = [case for case in cases("url") if b"127.0.0.1" not in case.data and b"::1" not in case.data]


@pytest.mark.parametrize("case", WORDS, ids=lambda case: case.id)
def test_hostile_notes_and_names_are_kept_or_refused(odd_home: Scripts, case):
    note = (
        case.data
        if case.data.decode("utf-8", "replace") == case.text
        else case.text.encode("utf-8", "replace")
    )
    calm(odd_home, "decide", "1", "delete", "--note", note, "--reason", note)
    calm(odd_home, "account", "remove", note)


@pytest.mark.parametrize("case", SERVERS, ids=lambda case: case.id)
def test_hostile_servers_are_refused_before_a_secret_leaves(odd_home: Scripts, case):
    done = odd_home.run(
        "account",
        "add",
        "bluesky",
        "--handle",
        "town.test",
        "--server",
        case.text,
        stdin="secret-secret",
        code=1,
    )
    assert one_line(done.stderr)
    assert "secret-secret" not in done.output


def test_pipes_devices_and_folders_are_no_files(odd_home: Scripts, tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "dangling.csv").symlink_to("nowhere")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    for name in ("pipe.csv", "folder.csv", "dangling.csv", "loop.csv"):
        done = odd_home.run("import", "--yes", str(tmp_path / name), code=1)
        assert one_line(done.stderr)
        assert name in done.stderr


def test_a_file_whose_name_is_not_utf_8_can_be_imported(odd_home: Scripts, tmp_path: Path):
    path = os.fsencode(tmp_path) + b"/b\xfcro.csv"
    with open(path, "wb") as file:
        file.write(b"text\nGood evening\n")
    assert "Imported 1 comment" in odd_home.run("import", "--yes", path).stdout
    assert any("ro.csv" in card["account"] for card in odd_home.queue())


# the folder


@pytest.mark.parametrize(
    "home", ["/dev/null", "/dev/null/desk", "/proc/desk", "~nobody-of-that-name/x", "/" + "x" * 300]
)
def test_a_home_that_cannot_be_is_said(scripts: Scripts, monkeypatch: pytest.MonkeyPatch, home: str):
    monkeypatch.setenv("MODERATOR_HOME", home)
    done = scripts.run("queue", code=1)
    assert one_line(done.stderr)
    assert "MODERATOR_HOME" in done.stderr


@pytest.mark.parametrize("name", ["", "home.json", "desk.db"])
def test_what_others_can_read_is_refused_with_the_command_that_mends_it(scripts: Scripts, name: str):
    scripts.run("queue")
    (scripts.home / name).chmod(0o755 if not name else 0o644)
    done = scripts.run("queue", code=1)
    assert one_line(done.stderr)
    assert "chmod" in done.stderr


def test_a_home_that_may_not_be_written_is_said(monkeypatch: pytest.MonkeyPatch):
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    scripts = Scripts(folder / "home")
    monkeypatch.setenv("MODERATOR_HOME", str(scripts.home))
    scripts.run("queue")
    nobody = 65534
    others = os.geteuid() == 0
    try:
        if others:  # root may write anywhere
            for path in [scripts.home, *scripts.home.rglob("*")]:
                os.chown(path, nobody, nobody)
            os.seteuid(nobody)
        scripts.home.chmod(0o500)
        done = scripts.run("queue", code=None)
    finally:
        if others:
            os.seteuid(0)
        scripts.home.chmod(0o700)
    assert done.exit_code == 1, done.output
    assert one_line(done.stderr)


def test_a_home_without_its_words_is_not_met_with_a_new_key(scripts: Scripts):
    scripts.run("queue")
    (scripts.home / "home.json").unlink()
    assert "backup" in scripts.run("queue", code=1).stderr
    (scripts.home / "home.json").write_text("{")
    (scripts.home / "home.json").chmod(0o600)
    assert "backup" in scripts.run("queue", code=1).stderr


@pytest.mark.parametrize("setting", ["theme = 5", "[", "nosuch = 1", "\xff", "store = 7", "text_scale = nan"])
def test_a_setting_that_makes_no_sense_is_said_and_the_rest_goes_on(scripts: Scripts, setting: str):
    find_home()
    (scripts.home / "settings.toml").write_bytes(setting.encode("latin-1"))
    done = scripts.run("queue")
    assert one_line(done.stderr) or done.stderr.count("\n") == 1
    assert "settings.toml" in done.stderr
    assert done.stdout == "Nothing is waiting.\n"
