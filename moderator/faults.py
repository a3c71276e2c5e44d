"""Named places where a test may stop the program, to prove that stopping there loses and doubles nothing.

`MODERATOR_FAULT=push.sent:kill` kills the process at that place, as a power cut would; `:raise` raises
`InjectedFault` there. A number counts visits: `gather.before_commit:kill:3` acts at the third. It works in
a source checkout only (pyproject.toml beside the package); an installed program ignores the variable.

To add a place: call `fault("room.moment")` there and add the name to FAULT_POINTS, over which tests walk.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

FAULT_POINTS = (
    "gather.before_commit",
    "gather.after_commit",
    "import.before_commit",
    "import.after_commit",
    "rate.before_commit",
    "rate.after_commit",
    "claim.after_commit",
    "reveal.after_commit",
    "decide.before_commit",
    "decide.after_commit",
    "push.taken",
    "push.sent",
    "push.settled",
    "undo.after_commit",
    "parked.checked",
    "parked.before_commit",
    "parked.after_commit",
    "backup.copied",
    "backup.named",
    "restore.verified",
    "restore.kept_aside",
    "restore.log_removed",
    "restore.put",
)

VARIABLE = "MODERATOR_FAULT"
_TEST_BUILD = (Path(__file__).resolve().parent.parent / "pyproject.toml").is_file()
_visits = 0


class InjectedFault(Exception):
    """Raised at a fault point on request of a test; the program never catches it by name."""


def fault(name: str) -> None:
    """Die or raise here, when the environment of a test build asks for it. Otherwise nothing."""
    wish = os.environ.get(VARIABLE)
    if wish is None or not _TEST_BUILD:
        return
    if name not in FAULT_POINTS:
        raise ValueError(f"{name} is not in FAULT_POINTS")
    where, action, at = _parts(wish)
    if where != name:
        return
    global _visits
    _visits += 1
    if _visits != at:
        return
    if action == "raise":
        raise InjectedFault(name)
    if hasattr(signal, "SIGKILL"):
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(137)  # Windows: no handler, no flush, nothing closed


def _parts(wish: str) -> tuple[str, str, int]:
    where, _, rest = wish.partition(":")
    action, _, at = rest.partition(":")
    if where not in FAULT_POINTS or action not in ("kill", "raise") or not (at or "1").isdigit():
        raise ValueError(f"{VARIABLE} must be NAME:kill or NAME:raise, with a name of FAULT_POINTS")
    return where, action, int(at or 1)
