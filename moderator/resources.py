"""Where the files that ship with the program are: beside the packages, in a checkout and when installed."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "resources"


def path(*parts: str) -> Path:
    """`path("models", "embedded.npz")`. It need not exist; whoever opens it says what is missing."""
    return ROOT.joinpath(*parts)
