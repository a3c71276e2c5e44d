"""Settings: every one a field here, with its default and its help. Three layers: default, the person's file, policy.

A wrong value is reported and passed over: the layer below stands. What the policy file sets is locked.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

POLICY = Path("/etc/moderator/policy.toml")
THEMES = ("system", "light", "dark", "high-contrast")


def _setting(default: Any, help: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"help": help, "choices": choices})


@dataclass(frozen=True)
class Settings:
    store: str = _setting("", "Address of a team's PostgreSQL store; empty: a file of this desk's own")
    language: str = _setting("en", "Language that is assumed for texts too short to tell (ISO 639-1)")
    theme: str = _setting("system", "How the window looks", THEMES)
    text_scale: float = _setting(1.0, "Size of text in the window, 1.0 to 2.0")
    press_once: bool = _setting(False, "Reveal with one press instead of holding the key")
    reduced_motion: bool = _setting(False, "Nothing in the window moves by itself")
    remask_seconds: int = _setting(60, "Words are covered after this many seconds without input, 10 to 60")


_RANGES = {"text_scale": (1.0, 2.0), "remask_seconds": (10, 60)}


@dataclass(frozen=True)
class Loaded:
    """`locked` names what the policy set; `complaints` are sentences about what could not be used."""

    settings: Settings
    locked: frozenset[str] = frozenset()
    complaints: tuple[str, ...] = ()


def load(user: Path, policy: Path = POLICY) -> Loaded:
    """Default, then the person's file, then policy. Missing files are no mistake."""
    complaints: list[str] = []
    settings, _ = _layer(Settings(), user, complaints)
    settings, locked = _layer(settings, policy, complaints)
    return Loaded(settings, frozenset(locked), tuple(complaints))


def _layer(below: Settings, path: Path, complaints: list[str]) -> tuple[Settings, list[str]]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return below, []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        complaints.append(f"{path} cannot be read ({type(fault).__name__}); it is passed over.")
        return below, []
    good = {name: value for name, value in values.items() if not _wrong(name, value, path, complaints)}
    return replace(below, **good), list(good)


def _wrong(name: str, value: Any, path: Path, complaints: list[str]) -> bool:
    known = {each.name: each for each in fields(Settings)}
    if name not in known:
        close = difflib.get_close_matches(name, known, 1)
        hint = f" Did you mean {close[0]}?" if close else f" Known are: {', '.join(known)}."
        complaints.append(f"{path}: there is no setting {name[:40]!r}.{hint}")
        return True
    default, choices = known[name].default, known[name].metadata["choices"]
    fits = isinstance(value, float | int) if isinstance(default, float) else type(value) is type(default)
    fits = fits and not (isinstance(value, bool) and not isinstance(default, bool))
    if fits and choices:
        fits = value in choices
    if fits and name in _RANGES:
        low, high = _RANGES[name]
        fits = low <= value <= high
    if not fits:
        allowed = ", ".join(choices) if choices else known[name].metadata["help"]
        complaints.append(f"{path}: {name} cannot be {str(value)[:40]!r}. {allowed}.")
    return not fits
