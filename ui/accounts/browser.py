"""Opens an address in the person's browser. A program is started only while the store is closed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from moderator.console import Console
from ui.work import Work


def open_address(work: Work, url: str, then: Callable[[bool], None] = lambda _: None) -> None:
    """Only what a browser is for. `then` is told whether one was started."""
    if urlsplit(url).scheme not in ("http", "https"):
        then(False)
        return
    work.store(lambda console: _start(console, url), then)


def _start(console: Console, url: str) -> bool:
    with console.away(), suppress(OSError):
        if sys.platform == "win32":
            os.startfile(url)  # noqa: S606
            return True
        opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
        if opener is not None:
            quiet = subprocess.DEVNULL
            subprocess.Popen([opener, url], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
            return True
    return False
