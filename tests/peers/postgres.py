"""A private PostgreSQL from the system's own binaries, in a folder of its own. It promises nothing to disks."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.peers.keeping import Kept, PeerMissing, free_port, keep

_FAST = "fsync=off synchronous_commit=off full_page_writes=off max_connections=200 shared_buffers=32MB"

_NEW = ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]


def programs() -> Path:
    """The folder of initdb and postgres, the newest version that is installed."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: [int(part) for part in re.findall(r"\d+", str(path.parent.parent.name))],
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise PeerMissing("PostgreSQL is not installed (apt-get install postgresql)")
    return Path(on_path).resolve().parent


def start(*, options: str = _FAST) -> tuple[str, Kept]:
    """Start one; its URL, for the superuser `postgres`, without a password, on loopback only."""
    bin_ = programs()
    folder = Path(tempfile.mkdtemp(prefix="moderator-pg-"))
    user = _server_user()
    if user is not None:
        owner = pwd.getpwnam(user)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    made = subprocess.run(
        [bin_ / "initdb", "-D", folder / "data", "-U", "postgres", *_NEW],
        capture_output=True,
        text=True,
        **({"user": user, "group": user, "extra_groups": []} if user else {}),
    )
    if made.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise PeerMissing(f"initdb failed: {made.stderr[-500:]}")
    port = free_port()
    settings = [part for option in options.split() for part in ("-c", option)]
    kept = keep(
        [str(bin_ / "postgres"), "-D", f"{folder}/data", "-k", str(folder), *_at(port), *settings],
        log=folder / "log",
        user=user,
        gentle="INT",  # PostgreSQL's "fast" shutdown
        remove=folder,
    )
    asks = [str(bin_ / "pg_isready"), "-q", *_at(port)]
    kept.wait_until(lambda: subprocess.run(asks).returncode == 0, 60, "PostgreSQL")
    return f"postgresql://postgres@127.0.0.1:{port}/postgres", kept


def _at(port: int) -> list[str]:
    return ["-h", "127.0.0.1", "-p", str(port)]


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root: then its own system user runs it."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        raise PeerMissing("running as root, and there is no user `postgres`") from None
    return "postgres"
