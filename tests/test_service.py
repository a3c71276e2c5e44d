"""Gathering goes on while no window is open: what is written for the system, for whom, and how it is taken back."""

from __future__ import annotations

import os
import plistlib
import shlex
import stat
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator import service
from moderator.home import Home, Stretching
from moderator.problems import BadInput, NotAllowed, Refused
from moderator.service import Places

PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home of Ann", False, "ann", "desk-1", "")


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A systemctl of the test's own, first on the path: it writes down what it is told."""
    folder = tmp_path / "bin"
    folder.mkdir()
    told = tmp_path / "told"
    told.touch()
    program = folder / "systemctl"
    program.write_text(f'#!/bin/sh\necho "$@" >> "{told}"\ntest ! -e "{tmp_path}/broken"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return told


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places("linux", tmp_path / "config")


def _section(unit: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)


def test_the_worker_is_written_switched_on_and_started(home: Home, places: Places, calls: Path):
    path = service.install_worker(home, places)
    assert path == places.config / "systemd/user/moderator-worker.service"
    told = calls.read_text().splitlines()
    assert told == [
        "--user daemon-reload", "--user enable moderator-worker", "--user restart moderator-worker"
    ]  # fmt: skip
    assert service.installed(places).worker == path
    assert service.installed(places).running is True


def test_the_unit_starts_this_program_for_this_home_and_holds_no_key(home: Home, places: Places):
    unit = _section(service.worker_file(home, places).decode())
    words = shlex.split(unit["ExecStart"])
    assert words[1:] == ["-m", "moderator", "worker"]
    assert Path(words[0]).exists()
    assert shlex.split(unit["Environment"]) == [f"MODERATOR_HOME={home.path}"]
    assert unit["Restart"] == "on-failure"
    assert "key" not in service.worker_file(home, places).decode().lower()


@given(PRINTABLE)
def test_whatever_a_folder_is_called_it_stays_one_word(name: str):
    """Percent signs, dollars and quotes mean something in these files: written down, they mean themselves."""
    word = f"/srv/{name}"
    unit = service._quoted(word)
    assert shlex.split(unit.replace("%%", "%").replace("$$", "$")) == [word]


@pytest.mark.parametrize("bad", ["/srv/a\nExecStart=evil", "/srv/a\0", "/srv/a\x1b[2J", "/srv/‮a"])
def test_a_path_that_cannot_be_printed_is_refused(home: Home, places: Places, bad: str):
    with pytest.raises(BadInput, match="cannot be written into a service"):
        service.worker_file(replace(home, path=Path(bad)), places)
    with pytest.raises(BadInput, match="cannot be written into a service"):
        service.sign_in_file(replace(home, path=Path(bad)), places)


def test_a_desk_with_a_passphrase_is_told_how(home: Home, places: Places, calls: Path, tmp_path: Path):
    closed = replace(home, stretching=Stretching(salt="00"))
    with pytest.raises(NotAllowed, match="passphrase") as refused:
        service.install_worker(closed, places)
    assert "systemd-creds" in refused.value.remedy
    assert not places.worker.exists()
    sealed = tmp_path / "key.cred"
    with pytest.raises(BadInput, match="no file"):
        service.install_worker(closed, places, credential=sealed)
    sealed.touch()
    service.install_worker(closed, places, credential=sealed)
    unit = _section(places.worker.read_text())
    assert shlex.split(unit["LoadCredentialEncrypted"]) == [f"moderator-key:{sealed}"]


def test_a_rehearsal_needs_no_service(home: Home, places: Places):
    with pytest.raises(NotAllowed, match="rehearsal"):
        service.install_worker(replace(home, rehearsal=True), places)


def test_where_the_system_refuses_the_command_is_named(
    home: Home, places: Places, calls: Path, tmp_path: Path
):
    (tmp_path / "broken").touch()
    with pytest.raises(Refused, match="could not be switched on") as refused:
        service.install_worker(home, places)
    assert "systemctl --user daemon-reload" in refused.value.remedy


def test_it_is_taken_out_again_and_once_is_enough(home: Home, places: Places, calls: Path):
    service.install_worker(home, places)
    assert service.remove_worker(places) is True
    assert "--user disable --now moderator-worker" in calls.read_text()
    assert service.installed(places).worker is None
    assert service.remove_worker(places) is False


def test_the_desk_opens_at_sign_in_or_no_longer(home: Home, places: Places):
    path = service.start_at_sign_in(home, places, True)
    entry = _section(path.read_text())
    words = shlex.split(entry["Exec"].replace("\\\\", "\\"))
    assert words[:2] == ["env", f"MODERATOR_HOME={home.path}"]
    assert words[-2:] == ["desktop", "--hidden"]
    assert service.installed(places).at_sign_in == path
    service.start_at_sign_in(home, places, False)
    assert service.installed(places).at_sign_in is None
    service.start_at_sign_in(home, places, False)


def test_the_other_systems_files_are_well_formed(home: Home, tmp_path: Path):
    home = replace(home, path=Path("/srv/<a> & b"))
    mac = plistlib.loads(service.worker_file(home, Places("darwin", tmp_path)))
    assert mac["ProgramArguments"][-1] == "worker"
    assert mac["EnvironmentVariables"] == {"MODERATOR_HOME": "/srv/<a> & b"}
    task = ElementTree.fromstring(service.worker_file(home, Places("win32", tmp_path)))
    [arguments] = [node.text for node in task.iter() if node.tag.endswith("Arguments")]
    assert arguments is not None
    assert 'MODERATOR_HOME=/srv/<a> & b"' in arguments


@pytest.mark.skipif(not Path("/usr/bin/systemd-analyze").exists(), reason="systemd-analyze is not here")
def test_systemd_takes_the_unit(home: Home, places: Places):
    places.worker.parent.mkdir(parents=True)
    places.worker.write_bytes(service.worker_file(home, places))
    checked = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(places.worker)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert places.worker.name not in checked.stderr
