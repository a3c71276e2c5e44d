"""What can be set, with its default and its help; and how settings are read and written.

Three layers, each over the one before: the defaults on this page, the person's own `settings.toml`, and the
agency's policy, whose settings are locked. A value that makes no sense is reported with its file and its
name, never with what was written (a store address may hold a password), and the layer below stays.

To add a setting: one field here with its default, its help and, where it has them, its choices or bounds.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field as DataclassField
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from moderator import office
from moderator.actions import PRESETS
from moderator.home import write_private
from moderator.keymap import Keymap, keymap
from moderator.problems import BadInput

POLICY = Path("/etc/moderator/policy.toml")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SECRET = re.compile("token|secret|password|passphrase|api_?key", re.IGNORECASE)
THEMES = ("system", "light", "dark", "high-contrast")


GROUPS = ("Look", "Reading", "Breaks", "Keys", "Window", "Network", "Promise", "Near-copies", "Desk")


def _setting(
    default: Any,
    title: str,
    help: str,
    group: str,
    *,
    choices: tuple[str, ...] = (),
    bounds: tuple[float, float] | None = None,
    at_once: bool = False,
    form: str = "",
    fits: Callable[[str], bool] | None = None,
) -> Any:
    """`at_once`: a change takes effect in the open window; others at the next start. `fits` says whether a text makes
    sense, and `form` how it is written.
    """
    return field(
        default=default,
        metadata={
            "title": title,
            "help": help,
            "group": group,
            "choices": choices,
            "bounds": bounds,
            "at_once": at_once,
            "form": form,
            "fits": fits,
        },
    )


@dataclass(frozen=True, slots=True)
class Settings:
    theme: str = _setting("system", "Colours", "How the window looks", "Look", choices=THEMES, at_once=True)
    text_scale: float = _setting(
        1.0, "Size of text", "Twice the usual size at the most", "Look", bounds=(1.0, 2.0), at_once=True
    )
    reduced_motion: bool = _setting(
        False, "No motion", "Nothing in the window moves by itself", "Look", at_once=True
    )
    press_once: bool = _setting(
        False, "Press once to read", "One press shows and the next covers, instead of holding the key", "Reading",
        at_once=True,
    )  # fmt: skip
    remask_seconds: int = _setting(
        60, "Cover after", "Words are covered after so many seconds without input", "Reading", bounds=(10, 60),
        at_once=True,
    )  # fmt: skip
    unattended_minutes: int = _setting(
        5, "Ask who is there after",
        "Where several persons sign in: minutes without input until a reveal asks for the passphrase", "Reading",
        bounds=(1, 5),
    )  # fmt: skip
    unhurried_breaks: bool = _setting(
        False, "Longer warnings",
        "A break is announced two minutes before, and waits for ten seconds without a key; for whoever needs longer to "
        "get to one", "Breaks",
    )  # fmt: skip
    longer_breaks: int = _setting(
        0,
        "Longer breaks",
        "So many per cent are added to each break; never taken off",
        "Breaks",
        bounds=(0, 200),
    )
    keys: str = _setting(
        "moderator",
        "Set of keys",
        "For hands that have learned another tool",
        "Keys",
        choices=tuple(PRESETS),
        at_once=True,
    )
    own_keys: tuple[tuple[str, object], ...] = _setting(
        (), "Keys of your own", "One key for one act, over those of the preset", "Keys", at_once=True
    )
    keep_in_tray: bool = _setting(
        True,
        "Stay in the tray",
        "Closing the window leaves the desk in the tray, where there is one",
        "Window",
    )
    notices: bool = _setting(
        True,
        "Notices",
        "Notices of the system while the window is not in front; never with content",
        "Window",
    )
    proxy: str = _setting(
        "", "Proxy", "http://HOST:PORT; none: no proxy; empty: what this computer says", "Network"
    )
    ca_file: str = _setting(
        "",
        "Certificates",
        "A PEM file with your agency's own certificates, beside those of this computer",
        "Network",
    )
    promise_threat: int = _setting(
        2, "Threats", "Working hours within which your agency looks at a threat", "Promise", bounds=(1, 400)
    )
    promise_harsh: int = _setting(
        8, "Harsh comments", "Working hours for abusive and worse comments, and those that are not checked", "Promise",
        bounds=(1, 400),
    )  # fmt: skip
    promise_other: int = _setting(
        16, "Other comments", "Working hours for calm and mild comments; 16 are two days of eight", "Promise",
        bounds=(1, 400),
    )  # fmt: skip
    office_hours: str = _setting(
        "Mon-Fri 9-17", "Office hours",
        "What a promise is counted in, in weeks for which no roster is planned; empty: every hour. As Mon-Fri 9-17; "
        "Sat 10-12", "Promise",
        form='days and hours, as "Mon-Fri 9-17; Sat 10-12"', fits=lambda text: office.week(text) is not None,
    )  # fmt: skip
    near_copies: bool = _setting(
        True, "Near-copies share a card",
        "Comments that say the same in other words are decided once; never a negation, another target or another number",
        "Near-copies",
    )  # fmt: skip
    near_floor: float = _setting(
        0.72, "How alike", "From which likeness, by letters, comments share a card; the most is alike in every letter",
        "Near-copies", bounds=(0.72, 1.0),
    )  # fmt: skip
    near_sample: int = _setting(
        2, "Wordings checked",
        "Percent of the wordings of a decided card that come back by themselves, unmarked, so that your team learns whether "
        "they belong together; one at least. 0: none",
        "Near-copies", bounds=(0, 20),
    )  # fmt: skip
    near_follow: bool = _setting(
        False, "New ones follow a decision",
        "New near-copies are kept or hidden as a person decided before, where that can be taken back and they are no "
        "harsher than abusive; off: a person decides every one", "Near-copies",
    )  # fmt: skip
    near_follow_days: int = _setting(
        7, "For how many days", "Days for which new near-copies follow a decision, where they do", "Near-copies",
        bounds=(1, 60),
    )  # fmt: skip
    store: str = _setting(
        "", "Team's store", "Address of a team's PostgreSQL store; empty: a file of this desk's own", "Desk"
    )
    language: str = _setting(
        "en", "Language", "Language that is assumed for texts too short to tell (ISO 639-1)", "Desk"
    )
    scorer: str = _setting(
        "", "Second scorer",
        "Installed model that scores beside the embedded one: NAME, or NAME@FINGERPRINT; empty: the best that is "
        "installed; embedded: none", "Desk",
    )  # fmt: skip
    lower_veils: bool = _setting(
        True, "Veils may be lowered",
        "When all scorers, asked again, find a comment milder than before; off: a later score only raises a veil", "Desk",
    )  # fmt: skip
    change_bands: bool = _setting(
        True, "Bands may be moved",
        "Admins may choose from which probability comments are veiled and how harsh they count; off: nothing of that "
        "is changed", "Desk",
    )  # fmt: skip
    unread_checks: float = _setting(
        0.02, "Unread decisions checked",
        "Share of decisions made unread that come back unmarked to a colleague, so that your team learns when unread is "
        "safe; fewer of the harsh. 0: none", "Desk", bounds=(0, 0.2),
    )  # fmt: skip
    unread_checks_days: int = _setting(
        3, "Checked by yourself after", "Days until one comes back to the same person, where there is no colleague", "Desk",
        bounds=(1, 60),
    )  # fmt: skip
    backup_folder: str = _setting(
        "", "Second backups", "Folder for second copies of the hourly backups, such as a network share; empty: none",
        "Desk",
    )  # fmt: skip
    time_zone: str = _setting(
        "", "Time zone", "Time zone of the roster, as Australia/Sydney; empty: this computer's", "Desk"
    )


@dataclass(frozen=True, slots=True)
class Loaded:
    """`locked` names what the policy set; `complaints` are sentences about what could not be used."""

    settings: Settings
    locked: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()  # what the person's own file sets
    complaints: tuple[str, ...] = ()


def load(user: Path, policy: Path = POLICY) -> Loaded:
    """Defaults, then the person's file, then policy. Missing files are no mistake, and nothing is raised."""
    settings, complaints, layers = Settings(), list[str](), list[frozenset[str]]()
    keys_in: tuple[str, dict[str, int]] = ("", {})  # where the own keys stand that hold
    for path in (user, policy):
        found, lines, wrong = _read(path)
        settings, more, taken = over(settings, found, str(path), lines)
        complaints += [*wrong, *more]
        layers.append(taken)
        if "own_keys" in taken:
            keys_in = (str(path), lines)
    complaints += [f"{_at(*keys_in, name)}: {why}" for name, why in keys_of(settings).refused]
    return Loaded(settings, locked=layers[1], own=layers[0], complaints=tuple(complaints))


def over(
    settings: Settings, found: Mapping[str, object], where: str, lines: Mapping[str, int] | None = None
) -> tuple[Settings, list[str], frozenset[str]]:
    """One layer over another. Returns the settings, complaints about this layer, and what it decided.

    `lines`: on which line of `where` a setting stands.
    """
    known = {each.name: each for each in fields(Settings)}
    complaints, taken = list[str](), dict[str, Any]()
    for name, value in found.items():
        at = _at(where, lines, name)
        if name not in known:
            complaints.append(f"{at}: there is no setting “{name[:40]}”. {_close(name, list(known))}")
        elif _fits(known[name], value):
            kind: Any = type(known[name].default)
            taken[name] = tuple(dict(value).items()) if kind is tuple else kind(value)  # type: ignore[call-overload]
        else:
            complaints.append(f"{at}: {name} must be {allowed(known[name])}. It stays as it was")
    return replace(settings, **taken), complaints, frozenset(taken)


def keys_of(settings: Settings) -> Keymap:
    """The keys that these settings ask for."""
    return keymap(settings.keys, dict(settings.own_keys))


def _at(where: str, lines: Mapping[str, int] | None, name: str) -> str:
    line = (lines or {}).get(name)
    return f"{where}, line {line}" if line else where


def allowed(setting: DataclassField[Any]) -> str:
    """What may be written for this setting, in words."""
    choices, bounds = setting.metadata["choices"], setting.metadata["bounds"]
    if choices:
        return "one of " + ", ".join(f'"{choice}"' for choice in choices)
    if bounds:
        kind = "a whole number" if type(setting.default) is int else "a number"
        return f"{kind} from {bounds[0]:g} to {bounds[1]:g}"
    if isinstance(setting.default, tuple):
        return 'a table, [own_keys], with lines such as hide = "H"'
    if setting.metadata["form"]:
        return str(setting.metadata["form"])
    return "true or false" if type(setting.default) is bool else "a text in quotes"


def _fits(setting: DataclassField[Any], value: Any) -> bool:
    wanted = type(setting.default)
    if isinstance(setting.default, tuple):
        return isinstance(value, Mapping) or value == ()
    if type(value) is not wanted and not (wanted is float and type(value) is int):
        return False
    choices, bounds = setting.metadata["choices"], setting.metadata["bounds"]
    if choices and value not in choices:
        return False
    if setting.metadata["fits"] is not None and not setting.metadata["fits"](value):
        return False
    return bounds is None or bool(bounds[0] <= value <= bounds[1])


def _close(name: str, known: list[str]) -> str:
    if _SECRET.search(name):
        return "Secrets are kept in the keyring, by `moderator account add`: take it out of this file"
    near = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {near[0]}?" if near else "The settings are: " + ", ".join(known)


def _read(path: Path) -> tuple[dict[str, object], dict[str, int], list[str]]:
    try:
        text = path.read_text("utf-8-sig")  # Windows puts a mark at the beginning
        if turned := _TURNING.search(text):
            line = text.count("\n", 0, turned.start()) + 1
            why = "holds a sign that turns the direction of writing, so that it may say something else than is seen"
            return {}, {}, [f"{path}, line {line} {why}. Its settings are left out"]
        return tomllib.loads(text), _lines(text), []
    except FileNotFoundError:
        return {}, {}, []
    except OSError as refused:
        return {}, {}, [f"{path} cannot be read ({refused.strerror}). Its settings are left out"]
    except UnicodeDecodeError:
        return {}, {}, [f"{path} is not UTF-8 text. Its settings are left out"]
    except tomllib.TOMLDecodeError:
        return {}, {}, [f"{path} is not written as TOML. Its settings are left out"]


def _lines(text: str) -> dict[str, int]:
    """On which line each name is set, so that a complaint can say so. tomllib does not tell."""
    found = dict[str, int]()
    for number, line in enumerate(text.splitlines(), 1):
        if told := re.match(r"""\s*\[*\s*["']?([^\s"'=\[\]]+)["']?\s*[=\]]""", line):
            found.setdefault(told.group(1), number)
    return found


def setting(name: str) -> DataclassField[Any]:
    """One setting by its name. Raises KeyError."""
    return {each.name: each for each in fields(Settings)}[name]


def write(path: Path, name: str, value: object | None) -> None:
    """Set one setting in the person's own file, or with None take it out. What else is there stays as written.

    Raises BadInput for a value that is not allowed, and for a file that cannot be read as TOML: nothing is written
    then.
    """
    import tomlkit  # keeps comments and order, which people put there

    wanted = setting(name)
    if value is not None and not _fits(wanted, value):
        raise BadInput(f"{wanted.metadata['title']} must be {allowed(wanted)}", "", "Nothing was changed")
    try:
        document = tomlkit.parse(path.read_text("utf-8-sig")) if path.exists() else tomlkit.document()
    except (OSError, ValueError) as fault:
        raise BadInput(
            f"{path.name} cannot be read", type(fault).__name__, f"Mend it by hand, or move it away: {path}"
        ) from None
    if value is None or value == {}:
        document.pop(name, None)
    elif isinstance(value, Mapping):
        table = document.setdefault(name, tomlkit.table())
        for key in [*table]:
            if key not in value:
                table.pop(key)
        table.update(value)
    else:
        document[name] = value
    write_private(path, tomlkit.dumps(document).encode("utf-8"))
