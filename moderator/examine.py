"""What `moderator doctor` looks at. Each finding says what is so, and where it is not well, what to do."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from moderator.console import Console
from moderator.home import Home
from moderator.overview import WorkerSeen
from moderator.problems import NotSignedIn, Problem, ScorerGone
from moderator.settings import load
from moderator.store.sqlite import Sqlite

OK, NOTE, BROKEN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Finding:
    weight: int  # OK | NOTE | BROKEN
    what: str
    says: str


def machine() -> Iterator[Finding]:
    """Everything that needs no store."""
    yield _python()
    yield _qt()
    yield from _fonts()
    yield _keyring()
    yield _scorer()
    yield _detoxify()


def _python() -> Finding:
    weight = OK if sys.version_info >= (3, 11) else BROKEN
    return Finding(weight, "Python", f"{platform.python_version()} (3.11 or newer is needed)")


def _qt() -> Finding:
    try:
        version = importlib.metadata.version("PySide6-Essentials")
    except importlib.metadata.PackageNotFoundError:
        return Finding(BROKEN, "Qt", "PySide6-Essentials is missing. Install it: make run does")
    if version.startswith("6.12.") and sys.version_info < (3, 12):
        return Finding(
            BROKEN, "Qt", f"PySide6 {version} aborts on this Python. Install PySide6-Essentials 6.11.3"
        )
    return Finding(OK, "Qt", f"PySide6 {version}")


def _fonts() -> Iterator[Finding]:
    """CJK and emoji come from the system; the other scripts are bundled."""
    if shutil.which("fc-list") is None:
        return
    for what, query, package in (
        ("Chinese, Japanese, Korean", ":lang=zh", "fonts-noto-cjk"),
        ("emoji", ":lang=und-zsye", "fonts-noto-color-emoji"),
    ):
        found = subprocess.run(
            ["fc-list", query], capture_output=True, text=True, timeout=20, check=False
        ).stdout.strip()
        if found:
            yield Finding(OK, "Fonts", f"{what}: found")
        else:
            yield Finding(NOTE, "Fonts", f"{what}: none, shown as boxes. Install the package {package}")


def _keyring() -> Finding:
    from moderator.keys import keyring_state

    usable, says = keyring_state()
    return Finding(OK if usable else NOTE, "Keyring", says)


def _scorer() -> Finding:
    from moderator.scoring.embedded import Embedded

    try:
        scorer = Embedded.load()
        scorer.score(["A short text to try the scorer with."])
    except ScorerGone as gone:
        return Finding(BROKEN, "Scorer", gone.sentence())
    return Finding(
        OK, "Scorer", f"{scorer.name} {scorer.version}, covers: {', '.join(sorted(scorer.languages))}"
    )


def _detoxify() -> Finding:
    missing = [name for name in ("torch", "detoxify") if importlib.util.find_spec(name) is None]
    if not missing:
        return Finding(OK, "Detoxify", "installed; its checkpoints can be used and converted")
    return Finding(
        NOTE,
        "Detoxify",
        f"{' and '.join(missing)} not installed: its checkpoints can be neither used nor converted here; converted "
        "ones need neither. To add it: make detoxify",
    )


# the desk


def no_desk(path: Path) -> Finding:
    return Finding(NOTE, "Desk", f"none yet. The first start makes it in {path}")


def broken(problem: Problem) -> Finding:
    """What keeps the desk closed, and the way out of it."""
    return Finding(BROKEN, "Desk", problem.sentence())


def settings(home: Home) -> Iterator[Finding]:
    for complaint in load(home.path / "settings.toml").complaints:
        yield Finding(NOTE, "Settings", complaint)


def models(home: Home) -> Iterator[Finding]:
    """What is installed beside the embedded scorer. Files are not hashed; `moderator model test` does that."""
    from moderator.scorers import chosen
    from moderator.scoring.shelf import Shelf

    for standing in Shelf(home.path).listed():
        if standing.manifest is None:
            yield Finding(BROKEN, "Models", f"{standing.name}: {standing.trouble}")
    try:
        name = chosen(home.path, load(home.path / "settings.toml").settings.scorer)
    except ScorerGone as gone:
        yield Finding(BROKEN, "Models", gone.sentence())
        return
    says = "none installed; the embedded scorer scores alone" if name is None else f"{name} scores beside it"
    yield Finding(OK, "Models", says)


def store(console: Console) -> Iterator[Finding]:
    """The opened store and what its worker and accounts say."""
    db = console.db
    yield Finding(OK, "Desk", f"{console.home.path}{' (a rehearsal)' if console.home.rehearsal else ''}")
    if not isinstance(db, Sqlite):  # the file of a desk is looked at before it is opened
        yield Finding(OK, "Store", f"{db.kind} answers")
    free = shutil.disk_usage(console.home.path).free // 1_000_000
    yield Finding(OK if free > 500 else NOTE, "Disk", f"{free} MB free (500 MB or more is comfortable)")
    try:
        status = console.overview.status()
    except NotSignedIn:
        says = "several sign in here; the worker and accounts are told to one who does: --person NAME --pass-fd N"
        yield Finding(NOTE, "People", says)
        return
    worker = status.worker
    yield Finding(OK if worker.state == "running" else NOTE, "Worker", _worker(worker))
    for account in status.accounts:
        says = account.trouble or "well"
        yield Finding(NOTE if account.trouble else OK, f"Account {account.id} ({account.platform})", says)
    if status.failed:
        says = f"{_cards(status.failed)} brought the scorer down twice and stay veiled; score by hand: moderator queue"
        yield Finding(NOTE, "Scorer", says)
    if status.parked:
        yield Finding(NOTE, "Decisions", f"{status.parked} could not be carried out and wait for a person")
    if status.set_aside:
        yield Finding(
            NOTE, "Quarantine", f"{status.set_aside} entries could not be read; their bytes are kept"
        )


def _cards(count: int) -> str:
    return "1 card" if count == 1 else f"{count:,} cards"


def _worker(seen: WorkerSeen) -> str:
    start = "The desktop starts one; or run: moderator worker"
    if seen.state == "running":
        return f"running: {seen.doing}"
    if seen.at is None:
        return f"none has run yet. {start}"
    at = seen.at.astimezone().strftime("%d %b %Y %H:%M")
    return f"stopped, {at}. {start}" if seen.doing == "stopped" else f"not heard of since {at}. {start}"
