"""What can be set, with its default and its help; and how settings are read.

Three layers, each over the one before: the defaults on this page, the person's own `settings.toml`, and the
agency's policy, whose settings are locked. A value that makes no sense is reported with its file and its
name, never with what was written (a store address may hold a password), and the layer below stays.

To add a setting: one field here with its default, its help and, where it has them, its choices or bounds.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import Field as DataclassField
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

POLICY = Path("/etc/moderator/policy.toml")
THEMES = ("system", "light", "dark", "high-contrast")


def _setting(
    default: Any, help: str, *, choices: tuple[str, ...] = (), bounds: tuple[float, float] | None = None
) -> Any:
    return field(default=default, metadata={"help": help, "choices": choices, "bounds": bounds})


@dataclass(frozen=True, slots=True)
class Settings:
    store: str = _setting("", "Address of a team's PostgreSQL store; empty: a file of this desk's own")
    language: str = _setting("en", "Language that is assumed for texts too short to tell (ISO 639-1)")
    backup_folder: str = _setting(
        "", "Folder for second copies of the hourly backups, such as a network share; empty: none"
    )
    theme: str = _setting("system", "How the window looks", choices=THEMES)
    text_scale: float = _setting(1.0, "Size of text in the window", bounds=(1.0, 2.0))
    press_once: bool = _setting(False, "Reveal with one press instead of holding the key")
    reduced_motion: bool = _setting(False, "Nothing in the window moves by itself")
    keep_in_tray: bool = _setting(True, "Closing the window leaves the desk in the tray, where there is one")
    notices: bool = _setting(
        True, "Notices of the system while the window is not in front; never with content"
    )
    remask_seconds: int = _setting(
        60, "Words are covered after so many seconds without input", bounds=(10, 60)
    )
    unattended_minutes: int = _setting(
        5,
        "Where several persons sign in: minutes without input until a reveal asks who is there",
        bounds=(1, 5),
    )
    time_zone: str = _setting("", "Time zone of the roster, as Australia/Sydney; empty: this computer's")


@dataclass(frozen=True, slots=True)
class Loaded:
    """`locked` names what the policy set; `complaints` are sentences about what could not be used."""

    settings: Settings
    locked: frozenset[str] = frozenset()
    complaints: tuple[str, ...] = ()


def load(user: Path, policy: Path = POLICY) -> Loaded:
    """Defaults, then the person's file, then policy. Missing files are no mistake, and nothing is raised."""
    settings, complaints, locked = Settings(), list[str](), frozenset[str]()
    for path in (user, policy):
        found, wrong = _read(path)
        settings, more, locked = over(settings, found, str(path))
        complaints += [*wrong, *more]
    return Loaded(settings, locked, tuple(complaints))


def over(
    settings: Settings, found: Mapping[str, object], where: str
) -> tuple[Settings, list[str], frozenset[str]]:
    """One layer over another. Returns the settings, complaints about this layer, and what it decided."""
    known = {each.name: each for each in fields(Settings)}
    complaints, taken = list[str](), dict[str, Any]()
    for name, value in found.items():
        if name not in known:
            complaints.append(f"{where}: there is no setting “{name[:40]}”. {_close(name, list(known))}")
        elif _fits(known[name], value):
            kind: Any = type(known[name].default)
            taken[name] = kind(value)
        else:
            complaints.append(f"{where}: {name} must be {allowed(known[name])}. It stays as it was")
    return replace(settings, **taken), complaints, frozenset(taken)


def allowed(setting: DataclassField[Any]) -> str:
    """What may be written for this setting, in words."""
    choices, bounds = setting.metadata["choices"], setting.metadata["bounds"]
    if choices:
        return "one of " + ", ".join(f'"{choice}"' for choice in choices)
    if bounds:
        kind = "a whole number" if type(setting.default) is int else "a number"
        return f"{kind} from {bounds[0]:g} to {bounds[1]:g}"
    return "true or false" if type(setting.default) is bool else "a text in quotes"


def _fits(setting: DataclassField[Any], value: Any) -> bool:
    wanted = type(setting.default)
    if type(value) is not wanted and not (wanted is float and type(value) is int):
        return False
    choices, bounds = setting.metadata["choices"], setting.metadata["bounds"]
    if choices and value not in choices:
        return False
    return bounds is None or bool(bounds[0] <= value <= bounds[1])


def _close(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {near[0]}?" if near else "The settings are: " + ", ".join(known)


def _read(path: Path) -> tuple[dict[str, object], list[str]]:
    try:
        return tomllib.loads(path.read_text("utf-8")), []
    except FileNotFoundError:
        return {}, []
    except OSError as refused:
        return {}, [f"{path} cannot be read ({refused.strerror}). Its settings are left out"]
    except UnicodeDecodeError:
        return {}, [f"{path} is not UTF-8 text. Its settings are left out"]
    except tomllib.TOMLDecodeError:
        return {}, [f"{path} is not written as TOML. Its settings are left out"]
