"""Small disks for tests: mounted by root, or the test is skipped with its reason."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

FILLER = "filler"


@dataclass
class SmallDisk:
    path: Path

    def fill(self, spare: int = 0) -> None:
        """Nothing fits on it any more but `spare` bytes."""
        left = os.statvfs(self.path)
        room = left.f_bavail * left.f_frsize - spare
        with (self.path / FILLER).open("wb") as file:
            file.write(bytes(max(0, room)))

    def free(self) -> None:
        (self.path / FILLER).unlink()

    def remount(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.path)], check=True)


def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
