"""The scorer that ships, loaded once, and folders with damaged ones."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moderator import resources
from moderator.scoring.embedded import Embedded


@pytest.fixture(scope="session")
def embedded() -> Embedded:
    return Embedded.load()


class ModelFolder:
    """A copy of the shipped model that a test may damage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(resources.path("models"), folder)
        self.manifest = folder / "embedded.json"
        self.weights = folder / json.loads(self.manifest.read_text("utf-8"))["file"]

    def rewrite(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change the manifest."""
        manifest = json.loads(self.manifest.read_text("utf-8"))
        change(manifest)
        self.manifest.write_text(json.dumps(manifest), "utf-8")

    def put(self, content: bytes) -> None:
        """Put other weights there, and their right hash into the manifest."""
        self.weights.write_bytes(content)
        self.rewrite(lambda manifest: manifest.update(sha256=hashlib.sha256(content).hexdigest()))

    def reshape(self, name: str, change: Callable[[Any], Any]) -> None:
        """One array changed, everything else as shipped."""
        with np.load(self.weights) as shipped:
            arrays = {key: shipped[key] for key in shipped.files}
        arrays[name] = change(arrays[name])
        file = io.BytesIO()
        np.savez(file, **arrays)
        self.put(file.getvalue())


@pytest.fixture
def models(tmp_path: Path) -> ModelFolder:
    return ModelFolder(tmp_path / "models")
