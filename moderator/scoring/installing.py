"""From a folder, a zip or a published checkpoint to an installed model; and whether an installed one works."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moderator.network import Network
from moderator.problems import ScorerGone
from moderator.scoring import bundle, parity
from moderator.scoring.bundle import Manifest
from moderator.scoring.shelf import Shelf, bring
from moderator.scoring.variants import Variant

_CHECKPOINTS = (".ckpt", ".pt", ".pth", ".bin")


def install_from(
    shelf: Shelf,
    source: Path,
    *,
    tokenizer: Path | None = None,
    own: bool = False,
    fingerprint: str = "",
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Manifest:
    """Install what is at `source`, and try it before it takes the place of another. Raises ScorerGone."""
    if not source.exists():
        raise ScorerGone(f"There is nothing at {source}", "", "Name a folder, a zip or a checkpoint file")
    with shelf.preparing() as folder:
        if source.is_file() and source.suffix in _CHECKPOINTS:
            from moderator.scoring.checkpoint import unpack

            manifest = unpack(source, folder, tokenizer=tokenizer, own=own)
        else:
            manifest = bring(source, folder, progress=progress)
        if not manifest.fingerprint.startswith(fingerprint.lower()):
            raise ScorerGone(
                f"{manifest.name} is not the model that was asked for",
                f"its fingerprint begins with {manifest.fingerprint[:16]}",
                "Ask whoever converted it for the fingerprint",
            )
        try_out(folder)
        return shelf.put(folder)


def download(
    shelf: Shelf,
    variant: Variant,
    network: Network,
    *,
    fingerprint: str = "",
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Manifest:
    """Fetch a published checkpoint and install it. What has come stays until that is done.

    Raises Transient, PlatformRefused, ScorerGone.
    """
    from moderator.scoring.detoxify import libraries
    from moderator.scoring.fetching import fetch_variant

    with libraries():  # before a gigabyte is fetched for nothing
        pass
    folder = shelf.folder / f".fetched-{variant.name}"
    checkpoint, tokenizer = fetch_variant(variant, folder, network, progress)
    try:
        manifest = install_from(shelf, checkpoint, tokenizer=tokenizer, fingerprint=fingerprint)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return manifest


def try_out(folder: Path) -> dict[str, Any]:
    """Load a model and compare it with what it gave where it was made. Raises ScorerGone when it differs."""
    manifest = bundle.of_folder(folder)
    if manifest.kind == "checkpoint":
        from moderator.scoring.detoxify import Detoxify

        Detoxify.load(folder)
        return {"texts": 0, "largest": 0.0, "mean": 0.0, "changed": 0.0, "passed": True}
    from moderator.scoring.onnx import Onnx

    parity.demand_report(manifest)
    scorer = Onnx.load(folder)
    return parity.demand_same_here(
        manifest, scorer.probabilities([check.text for check in manifest.checks])
    ) | {"passed": True}
