"""The pictures in the README are made from the program itself, and making them again gives the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

ROOT = Path(__file__).parent.parent


def _made(into: Path, *options: str) -> list[Path]:
    arguments = [sys.executable, "packaging/screenshots.py", "--into", str(into), *options]
    subprocess.run(arguments, cwd=ROOT, check=True, timeout=120)
    return sorted(into.iterdir())


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_readme_has_its_pictures(look: str):
    picture = QImage(str(ROOT / "resources" / "screenshots" / f"queue-{look}.png"))
    assert (picture.width(), picture.height()) == (1440, 900)


@pytest.mark.slow
def test_the_same_program_gives_the_same_pictures(tmp_path: Path):
    first, second = _made(tmp_path / "1"), _made(tmp_path / "2")
    assert [path.name for path in first] == ["queue-dark.png", "queue-light.png"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
