"""Where the file of the desk may lie: a private folder on this machine's own disk.

Network and synchronised folders are refused: two machines would each believe that they alone hold the file's
shared memory. Looser modes than 0700 and 0600 are refused rather than repaired: somebody may have read it.
"""

from __future__ import annotations

import os
import re
import shlex
import stat
from pathlib import Path

from moderator.problems import StoreRefused

NETWORK = re.compile(
    r"(nfs4?|cifs|smb[23]?|smbfs|9p|afs|ceph|coda|glusterfs|lustre|beegfs|gpfs|ncpfs|davfs|vboxsf|prl_fs"
    r"|fuse\.(sshfs|rclone|glusterfs|ceph|davfs2|smbnetfs|vmhgfs-fuse|s3fs|gcsfuse|onedriver|gvfsd-fuse"
    r"|google-drive-ocamlfuse))"
)
SYNCED = re.compile(
    r"(onedrive( - .*)?|dropbox( .*)?|google ?drive|icloud( ?drive)?|mobile documents|nextcloud|owncloud"
    r"|pclouddrive)",
    re.IGNORECASE,
)


def prepare(path: Path, *, mountinfo: str | None = None) -> bool:
    """Make the folder and an empty private file where there is none; say whether the file is new.

    Raises StoreRefused, with the command that puts it right.
    """
    folder = path.parent
    _refuse_shared(folder, _mountinfo() if mountinfo is None else mountinfo)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_loose(folder, 0o700)
        return _own_file(path)
    except PermissionError:
        raise StoreRefused(
            "The desk database cannot be opened",
            f"this account may not read and write in {folder}",
            f"Give the folder to this account: chown {_account()} {shlex.quote(str(folder))}",
        ) from None
    except OSError as fault:
        raise StoreRefused(
            "The desk database cannot be made", os.strerror(fault.errno or 0), f"Look at {folder}"
        ) from None


def _own_file(path: Path) -> bool:
    if path.is_symlink():
        raise StoreRefused(
            "The desk database is a symbolic link",
            f"{path} points elsewhere",
            "Move the file itself there, or set MODERATOR_HOME to its folder",
        )
    for name in (
        path,
        *(path.with_name(path.name + tail) for tail in ("-wal", "-shm", ".turn", ".open", ".head")),
    ):
        if name.is_symlink():
            raise StoreRefused(
                "A file beside the desk database is a symbolic link", f"{name}", "Remove the link"
            )
        if name.exists():
            _refuse_loose(name, 0o600)
    if path.exists():
        if not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError
        return path.stat().st_size == 0
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        os.close(os.open(path, flags, 0o600))
    except FileExistsError:  # another process of ours made it just now
        return False
    return True


def _refuse_loose(path: Path, mode: int) -> None:
    if os.name != "posix":
        return
    now = path.stat()
    if now.st_uid != os.geteuid():
        raise StoreRefused(
            "The desk database belongs to another account",
            f"{path} is not owned by {_account()}",
            f"chown {_account()} {shlex.quote(str(path))}",
        )
    if stat.S_IMODE(now.st_mode) & ~mode:
        raise StoreRefused(
            "Others on this machine could read the desk database",
            f"{path} has the mode {stat.S_IMODE(now.st_mode):04o}",
            f"chmod {mode:o} {shlex.quote(str(path))}",
        )


def _refuse_shared(folder: Path, mountinfo: str) -> None:
    where = folder.resolve()
    if str(folder).startswith(("\\\\", "//")):
        kind: str | None = "a network share"
    else:
        kind = network_kind(where, mountinfo) or synced_kind(where)
    if kind is not None:
        raise StoreRefused(
            "The desk database must lie on this machine's own disk",
            f"{folder} is on {kind}",
            "Set MODERATOR_HOME to a local folder; a team shares a PostgreSQL database instead",
        )


def network_kind(folder: Path, mountinfo: str) -> str | None:
    """The kind of network file system under this absolute folder, by the text of /proc/self/mountinfo."""
    best, kind = -1, ""
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        fields, tail = left.split(), right.split()
        if len(fields) < 5 or not tail:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4]))
        if folder.is_relative_to(point) and len(point.parts) >= best:  # a later mount hides an earlier one
            best, kind = len(point.parts), tail[0]
    return f"a network file system ({kind})" if NETWORK.fullmatch(kind) else None


def synced_kind(folder: Path) -> str | None:
    for part in folder.parts:
        if SYNCED.fullmatch(part):
            return f"a folder that is copied to other machines ({part})"
    return None


def _mountinfo() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return ""  # not Linux: only the names of folders are looked at


def _account() -> str:
    return str(os.geteuid()) if os.name == "posix" else "this account"
