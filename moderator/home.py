"""The home: one folder (0700) with everything of one installation in it, and `home.json` that says whose it is.

`home.json` holds two pseudonyms, a check value that tells a wrong key from a damaged store, and no secret.
Two programs that start at the same moment in a new folder come to the same home.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import secrets
import shlex
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from moderator.clock import Clock, Origin, SystemClock
from moderator.problems import BadInput, NotAllowed, StoreProblem, StoreRefused

try:
    import fcntl
except ImportError:  # Windows: starting twice in the same instant is not guarded there
    fcntl = None  # type: ignore[assignment]

FORM = 1  # of home.json; a newer one is refused
DATABASE = "desk.db"


@dataclass(frozen=True, slots=True)
class Stretching:
    """How a passphrase becomes a key (argon2id). `salt` is hexadecimal; memory in KiB."""

    salt: str
    time_cost: int = 3
    memory_cost: int = 65536
    parallelism: int = 2


@dataclass(frozen=True, slots=True)
class Home:
    """One installation's folder. `person` and `desk` are pseudonyms made with it.

    `check` is the check value of the root key, "" until there is one. `stretching` is None unless the key comes
    from a passphrase; `wrapped` is then the key sealed under that passphrase, or "" where the passphrase itself makes
    the key. `origin` is where the scaled clock of a rehearsal begins. `sheet` says when a recovery sheet was written,
    "" when that was never asked, "later" when it was put off.
    """

    path: Path
    rehearsal: bool
    person: str
    desk: str
    created: str
    time_scale: float = 1
    origin: Origin | None = None
    check: str = ""
    stretching: Stretching | None = None
    wrapped: str = ""
    sheet: str = ""


def home_path(environ: Mapping[str, str] = os.environ) -> Path:
    """MODERATOR_HOME, else the platform's folder for a person's data."""
    named = environ.get("MODERATOR_HOME", "").strip()
    if named:
        try:
            return Path(named).expanduser().absolute()
        except (RuntimeError, OSError):  # ~somebody, or the folder we stand in is gone
            raise BadInput(
                f"MODERATOR_HOME is {named}, which is no folder", "", "Give it as a whole path: /home/me/desk"
            ) from None
    if os.name == "posix" and not environ.get("HOME") and not environ.get("XDG_DATA_HOME"):
        raise BadInput(
            "There is no folder to keep the desk in", "HOME is not set", "Name one with MODERATOR_HOME"
        )
    import platformdirs

    return Path(platformdirs.user_data_dir("moderator", appauthor=False))


def find_home(
    *,
    rehearsal: bool = False,
    time_scale: float = 1,
    environ: Mapping[str, str] = os.environ,
    clock: Clock | None = None,
) -> Home:
    """Open this installation's home, made where it is missing; the rehearsal home is a folder inside it.

    Whoever asks for the rehearsal sets its time scale; others, such as its worker, find it as it was set.
    """
    if time_scale != 1 and not rehearsal:
        raise NotAllowed("Only a rehearsal can run on faster time", "", "Add --rehearsal")
    if not 1 <= time_scale <= 60:
        raise BadInput(f"The time scale {time_scale:g} cannot be used", "", "Give a number from 1 to 60")
    path, clock = home_path(environ), clock or SystemClock()
    inside = _kind(path) == "rehearsal"
    if rehearsal and not inside:
        _make_folder(path)
        path = path / "rehearsal"
    _make_folder(path)
    with alone(path):
        if not (path / "home.json").exists():
            refuse_orphan(path)
            save(_fresh(path, rehearsal, clock.wall()))
        home = read_home(path)
        if not home.rehearsal:
            return home
        return _timed(home, time_scale if rehearsal else home.time_scale, clock)


def _fresh(path: Path, rehearsal: bool, now: datetime) -> Home:
    return Home(path, rehearsal, _pseudonym("p"), _pseudonym("d"), now.isoformat(timespec="seconds"))


def _pseudonym(kind: str) -> str:
    return f"{kind}-" + base64.b32encode(secrets.token_bytes(5)).decode("ascii").lower()


def _timed(home: Home, scale: float, clock: Clock) -> Home:
    """A scaled clock keeps its origin until the scale changes or the machine restarts."""
    origin = home.origin
    if scale == 1:
        origin = None
    elif origin is None or scale != home.time_scale or origin.boot_id != clock.boot().id:
        origin = Origin.of(clock)
    timed = replace(home, time_scale=scale, origin=origin)
    if timed != home:
        save(timed)
    return timed


def read_home(path: Path) -> Home:
    """Raises StoreRefused when home.json is damaged, newer than this program, or open to others."""
    file = path / "home.json"
    refuse_loose(file, 0o600)
    try:
        return home_of(path, json.loads(file.read_text("utf-8")))
    except (OSError, ValueError) as fault:
        raise _unreadable(file, fault) from None


def home_of(path: Path, facts: Any) -> Home:
    """What home.json of the folder `path` says. Raises StoreRefused, as `read_home` does."""
    file = path / "home.json"
    try:
        if facts["form"] > FORM:
            raise StoreRefused(
                f"{file} was written by a newer version", "", "Update this program, or use the newer one"
            )
        return Home(
            path=path,
            rehearsal={"desk": False, "rehearsal": True}[facts["kind"]],
            person=str(facts["person"]),
            desk=str(facts["desk"]),
            created=str(facts["created"]),
            time_scale=float(facts["time_scale"]),
            origin=Origin(**facts["origin"]) if facts["origin"] else None,
            check=str(facts["check"]),
            stretching=Stretching(**facts["stretching"]) if facts["stretching"] else None,
            wrapped=str(facts.get("wrapped", "")),
            sheet=str(facts.get("sheet", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise _unreadable(file, fault) from None


def _unreadable(file: Path, fault: Exception) -> StoreRefused:
    return StoreRefused(
        f"{file} cannot be read",
        type(fault).__name__,
        "It says which key belongs to this desk. Put it back from a backup; do not delete it",
    )


def save(home: Home) -> None:
    facts: dict[str, Any] = {
        "form": FORM,
        "kind": "rehearsal" if home.rehearsal else "desk",
        "created": home.created,
        "person": home.person,
        "desk": home.desk,
        "time_scale": home.time_scale,
        "origin": asdict(home.origin) if home.origin else None,
        "check": home.check,
        "stretching": asdict(home.stretching) if home.stretching else None,
        "wrapped": home.wrapped,
        "sheet": home.sheet,
    }
    write_private(home.path / "home.json", json.dumps(facts, indent=1).encode("utf-8"))


def remember_sheet(path: Path, how: str) -> None:
    """A recovery sheet was written on the day `how` (ISO), or put off ("later")."""
    with alone(path):
        home = read_home(path)
        if home.sheet in ("", "later"):
            save(replace(home, sheet=how))


def refuse_orphan(path: Path) -> None:
    """A database without its home.json must not be met with a new key: that would look like damage."""
    found = next(path.glob("*.db"), None)
    if found is not None:
        raise StoreRefused(
            f"{path} holds a database and no home.json",
            "It says which key belongs to the desk",
            "Put home.json back from a backup, or name an empty folder with MODERATOR_HOME",
        )


@contextmanager
def alone(path: Path, lock: str = "home.lock") -> Iterator[None]:
    """Of several programs in this home, one at a time is inside."""
    try:
        descriptor = os.open(path / lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError as fault:
        raise _unusable(path, fault) from None
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_private(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by its owner alone."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_apart(path: Path, content: bytes, home: Path) -> None:
    """A new file for its owner alone; never over another one, and never in the home that it opens.

    Raises NotAllowed, BadInput, StoreProblem.
    """
    where = path.expanduser().absolute()
    if where.resolve().is_relative_to(home.resolve()):
        raise NotAllowed(
            "The sheet must not lie beside the desk that it opens",
            f"{where} is in the desk's own folder",
            "Name another folder, such as a USB stick",
        )
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(where, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise BadInput(f"{where} is there already", "Nothing is written over it", "Name a new file") from None
    except OSError as fault:
        raise StoreProblem(
            f"{where} cannot be written", os.strerror(fault.errno or 0), "Name another folder"
        ) from None


def refuse_loose(path: Path, mode: int) -> None:
    """Raises StoreRefused when others on this machine could read `path`. A missing file is not refused."""
    if os.name != "posix" or not path.exists():
        return
    now = stat.S_IMODE(path.stat().st_mode)
    if now & 0o077:
        raise StoreRefused(
            f"{path} can be read by others on this machine",
            f"its mode is {now:04o}",
            f"Run: chmod {mode:o} {shlex.quote(str(path))}",
        )


def _kind(path: Path) -> str:
    try:
        facts = json.loads((path / "home.json").read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(facts.get("kind", "")) if isinstance(facts, dict) else ""


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name == "posix" and not any(path.iterdir()):
            path.chmod(0o700)  # nothing is in it yet: nobody has read anything
    except OSError as fault:
        raise _unusable(path, fault) from None
    refuse_loose(path, 0o700)


def _unusable(path: Path, fault: OSError) -> StoreRefused:
    if fault.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        remedy = "Let this account write there, or look at the desk as it is: moderator view"
    else:
        remedy = "Choose another with MODERATOR_HOME, or make it yourself"
    return StoreRefused(f"The folder {path} cannot be used", os.strerror(fault.errno or 0), remedy)
