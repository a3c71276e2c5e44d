"""The program in a process of its own, where the world around it is odd: pipes, locales, zones, folders."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.test_contract import one_line
from tests.journeys.program import KEY, ROOT, Program
from tests.journeys.speech import CIVIL

LONG_LINE = b'{"text": "Good morning"}\n'


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


def shell(program: Program, line: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A line of shell in which `m` is the program with its key on descriptor 9."""
    command = f'm() {{ {sys.executable} -m moderator --key-fd 9 "$@" 9<<<{KEY}; }}; {line}'
    return subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env={**os.environ, "MODERATOR_HOME": str(program.home), **environ},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
    )


def test_a_reader_that_has_seen_enough_ends_the_command_quietly(program: Program, tmp_path: Path):
    (tmp_path / "many.ndjson").write_bytes(LONG_LINE)
    done = shell(
        program,
        f"yes '{LONG_LINE.decode().strip()}' | head -20000 | m score | head -1; echo ${{PIPESTATUS[2]}}",
    )
    assert done.stdout.splitlines()[0].startswith("{")
    assert done.stdout.splitlines()[1] == "1"
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("closed", "code"), [("<&-", 0), (">&-", 0), ("2>&-", 0), ("<&- >&- 2>&-", 0), (">/dev/full", 1)]
)
def test_closed_and_full_streams_harm_nothing(program: Program, closed: str, code: int):
    done = shell(program, f"m queue {closed}; echo $?; m queue")
    assert str(code) in done.stdout.split()
    assert "Traceback" not in done.stderr
    assert "Nothing is waiting." in done.stdout
    if code:
        assert one_line(done.stderr)


def test_a_closed_standard_input_is_no_secret_and_no_key(program: Program):
    done = shell(program, "m account add bluesky --handle x <&-")
    assert done.returncode == 1
    assert one_line(done.stderr)


def test_words_that_the_terminal_lacks_are_escaped(program: Program, tmp_path: Path):
    (tmp_path / "one.csv").write_text("text,author\nGood morning,Zoλ\n", "utf-8")
    plain = {
        "LANG": "C",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "latin-1",
    }
    done = shell(
        program, f"m import --yes {tmp_path}/one.csv && m queue && m decide 1 keep --reason Zoλ", **plain
    )
    assert "Zo\\u03bb" in done.stdout
    assert done.returncode == 1
    assert one_line(done.stderr)


def test_an_odd_zone_locale_and_temporary_folder_change_nothing(program: Program, tmp_path: Path):
    (tmp_path / "one.csv").write_text(f"text\n{CIVIL[0]}\n", "utf-8")
    odd = {"TZ": "Nonsense/Zone", "LANG": "xx_YY.UTF-8", "TMPDIR": "/nonexistent", "COLUMNS": "-3"}
    done = shell(
        program,
        f"unset HOME; m import --yes {tmp_path}/one.csv && m worker --once && m queue && m doctor",
        **odd,
    )
    assert done.returncode == 0, done.stderr
    assert CIVIL[0] in done.stdout


def test_without_any_folder_one_is_asked_for(program: Program):
    done = shell(program, "unset HOME MODERATOR_HOME XDG_DATA_HOME; m queue")
    assert done.returncode == 1
    assert "MODERATOR_HOME" in done.stderr
    assert one_line(done.stderr)


def test_an_interrupt_ends_a_waiting_worker_with_what_it_has(program: Program):
    worker = program.start("worker", stdin=subprocess.DEVNULL)
    while not (program.home / "desk.db").exists() and worker.poll() is None:
        os.sched_yield()
    worker.terminate()
    out, err = worker.communicate(timeout=60)
    assert worker.returncode in (0, -15)  # before its handler stood, the signal itself ended it
    assert b"Traceback" not in out + err


def test_a_queue_that_is_asked_for_by_many_at_once_is_made_once(program: Program):
    children = [program.start("queue", stdin=subprocess.DEVNULL) for _ in range(4)]
    assert [child.communicate(timeout=60)[0] for child in children] == [b"Nothing is waiting.\n"] * 4


@pytest.mark.slow
def test_without_a_display_one_rehearsal_round_runs_and_is_shown(program: Program, tmp_path: Path):
    """The README's `make run` on a machine that has no screen."""
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "moderator"],
        cwd=tmp_path,
        env={**bare, "MODERATOR_HOME": str(program.home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no display here" in done.stdout
    assert "veiled (Threat)" in done.stdout
    assert "30 copies" in done.stdout
    assert "imagine a" not in done.stdout  # what the rehearsal's harsh sentences say
    assert (tmp_path / "moderator-desk.png").read_bytes().startswith(b"\x89PNG")
    assert not (program.home / "home.json").exists()
