"""The `moderator` command, in a process of its own."""

from __future__ import annotations

import sys
import threading

from moderator.commands import main
from moderator.logs import where


def run() -> None:
    """What escapes everything else is named by type and place: an exception's own words may be a comment's."""
    sys.excepthook = lambda kind, bug, trace: _say(bug)
    sys.unraisablehook = lambda thrown: _say(thrown.exc_value)
    threading.excepthook = lambda thrown: _say(thrown.exc_value)
    main()


def _say(bug: BaseException | None) -> None:
    if bug is not None and sys.stderr is not None:
        print(f"moderator: A mistake of ours ({where(bug)}). Please report it.", file=sys.stderr)


if __name__ == "__main__":
    run()
