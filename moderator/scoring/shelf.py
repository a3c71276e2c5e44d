"""The models that are installed here: a folder each under `models` in the home. Installing one needs no network.

A model is copied to a place of its own, hashed there, tried, and only then given its name: whatever stops that leaves
what was there before.
"""

from __future__ import annotations

import os
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from moderator.problems import ScorerGone
from moderator.scoring import bundle
from moderator.scoring.bundle import Manifest

_PART = 1 << 20


@dataclass(frozen=True, slots=True)
class Standing:
    """What lies on the shelf under a name. `manifest` is None where it cannot be read; `trouble` says why."""

    name: str
    manifest: Manifest | None
    trouble: str = ""


class Shelf:
    def __init__(self, home: Path) -> None:
        self.folder = home / "models"

    def place(self, name: str) -> Path:
        return self.folder / name

    def listed(self) -> list[Standing]:
        """All that is installed, by name. Files are not hashed."""
        if not self.folder.is_dir():
            return []
        return [
            self._standing(path)
            for path in sorted(self.folder.iterdir())
            if path.is_dir() and not path.name.startswith(".")
        ]

    def _standing(self, path: Path) -> Standing:
        try:
            manifest = bundle.of_folder(path)
        except ScorerGone as gone:
            return Standing(path.name, None, gone.sentence())
        if manifest.name != path.name:
            return Standing(path.name, None, f"It holds another model, {manifest.name}.")
        return Standing(path.name, manifest)

    def find(self, name: str) -> Manifest:
        """Raises ScorerGone when nothing of that name can be used."""
        for standing in self.listed():
            if standing.name == name:
                if standing.manifest is None:
                    raise ScorerGone(f"The model {name} cannot be used", standing.trouble, bundle.AGAIN)
                return standing.manifest
        known = ", ".join(standing.name for standing in self.listed()) or "none"
        raise ScorerGone(
            f"No model {name[:60]} is installed", f"Installed: {known}", "moderator model install PATH"
        )

    def stamp(self) -> tuple[tuple[str, int], ...]:
        """Changes when something is installed or removed."""
        try:
            with os.scandir(self.folder) as entries:
                return tuple(
                    sorted(
                        (entry.name, entry.stat().st_mtime_ns) for entry in entries if entry.name[0] != "."
                    )
                )
        except OSError:
            return ()

    @contextmanager
    def preparing(self) -> Iterator[Path]:
        """An empty folder on the shelf. Whatever is left in it goes away."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left_over in self.folder.glob(".new-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        folder = self.folder / f".new-{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def put(self, folder: Path) -> Manifest:
        """Give a prepared folder its name. What had it before goes away."""
        manifest = bundle.of_folder(folder)
        self.remove(manifest.name)
        folder.rename(self.place(manifest.name))
        return manifest

    def remove(self, name: str) -> bool:
        """Was there one?"""
        place = self.place(name)
        if not name or Path(name).name != name or name.startswith(".") or not place.is_dir():
            return False
        aside = self.folder / f".new-gone-{secrets.token_hex(4)}"
        place.rename(aside)
        shutil.rmtree(aside)
        return True


def bring(
    source: Path, folder: Path, *, progress: Callable[[int, int], None] = lambda done, of: None
) -> Manifest:
    """Copy a model from a folder, or from a zip of one, into the empty `folder`. Whole, or ScorerGone."""
    with _opened(source) as part:
        with part(bundle.MANIFEST) as file:
            content = file.read(bundle.LARGEST_MANIFEST + 1)
        if len(content) > bundle.LARGEST_MANIFEST:
            raise ScorerGone(
                f"The manifest of the model in {source} is damaged", "it is too long", bundle.AGAIN
            )
        manifest = bundle.read(content, str(source))
        done = 0
        for name, (_, size) in manifest.files.items():
            with part(name) as file, (folder / name).open("wb") as copy:
                while piece := file.read(min(_PART, size + 1 - copy.tell())):
                    copy.write(piece)
                    progress(done + copy.tell(), manifest.size)
                done += copy.tell()
        (folder / bundle.MANIFEST).write_bytes(content)
    bundle.demand_whole(folder, manifest)
    return manifest


@contextmanager
def _opened(source: Path) -> Iterator[Callable[[str], IO[bytes]]]:
    """A function that opens a file of `source` by its name."""
    try:
        if source.is_dir():
            yield lambda name: (source / name).open("rb")
            return
        with zipfile.ZipFile(source) as packed:
            names = {Path(name).name: name for name in packed.namelist()}
            yield lambda name: packed.open(names[name])
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, KeyError, RuntimeError) as fault:
        why = "a file is missing in it" if isinstance(fault, KeyError) else type(fault).__name__
        raise ScorerGone(f"{source.name} is no model", why, _WHAT) from None
    except FileNotFoundError as fault:
        missing = Path(str(fault.filename)).name
        raise ScorerGone(f"There is no model in {source}", f"{missing} is missing", _WHAT) from None


_WHAT = "Name a folder or a zip that moderator model convert made, or a checkpoint of Detoxify"
