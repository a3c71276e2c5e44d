"""`make run` on a machine without a display: the same desktop, offscreen, through one rehearsal round."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

from moderator.rehearsal import script
from moderator.scores import Band
from tests.journeys.program import ROOT

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def _run(folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    return subprocess.run(
        [sys.executable, "-m", "moderator", "desktop"],
        env={**environ, "MODERATOR_HOME": str(home), "PYTHONPATH": str(ROOT)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_without_a_display_it_says_so_prints_the_veiled_queue_and_leaves_a_picture(tmp_path: Path):
    folder = tmp_path / "here"
    folder.mkdir()
    done = _run(folder, tmp_path / "home")
    assert done.returncode == 0, done.stderr
    first, *lines = done.stdout.splitlines()
    assert first == "There is no display here, so the desk runs offscreen through one rehearsal round."
    veiled = [line for line in lines if "veiled (" in line]
    assert len(veiled) > 8
    assert any(line.startswith("S4") and "veiled (Threat)" in line for line in veiled)
    assert any(re.search(r"veiled \(Insult\) · 30 copies$", line) for line in veiled)
    harsh = [each.text for each in script().sentences if each.band is None or each.band > Band.S0]
    assert not [text for text in harsh if text[:30] in done.stdout]
    picture = QImage(str(folder / "moderator-desk.png"))
    assert (picture.width(), picture.height()) == (1440, 900)
    assert not (tmp_path / "home" / "desk.db").exists(), "nothing is made but the rehearsal"


def test_where_the_picture_cannot_be_written_it_says_what_to_do(tmp_path: Path):
    folder = tmp_path / "here"
    (folder / "moderator-desk.png").mkdir(parents=True)
    done = _run(folder, tmp_path / "home")
    assert done.returncode == 1
    assert "cannot be written. Run it where you may write." in done.stderr
