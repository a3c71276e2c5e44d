"""Runs one server for the tests, and stops it when whoever asked for it is gone, however they went.

    python keeper.py [--user NAME] [--signal INT] [--remove FOLDER] [--log FILE] -- COMMAND...

The caller holds our standard input open. When it closes it (done, Ctrl-C, kill -9), the server gets the
signal, ten seconds, and then SIGKILL; the folder is removed. Needs nothing but the standard library.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import threading


def main() -> int:
    wish = argparse.ArgumentParser()
    wish.add_argument("--user")
    wish.add_argument("--signal", default="TERM")
    wish.add_argument("--remove")
    wish.add_argument("--log", default=os.devnull)
    wish.add_argument("command", nargs="+")
    given = wish.parse_args()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    with open(given.log, "ab") as log:
        server = subprocess.Popen(
            given.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            restore_signals=True,
            preexec_fn=_plain_signals,
            **({"user": given.user, "group": given.user, "extra_groups": []} if given.user else {}),
        )
    gone = threading.Event()
    threading.Thread(target=_watch, args=(gone,), daemon=True).start()
    while not gone.wait(0.1) and server.poll() is None:
        pass
    _stop(server, getattr(signal, "SIG" + given.signal))
    if given.remove:
        gone.wait()  # the caller may still want to read the log of a server that died
        shutil.rmtree(given.remove, ignore_errors=True)
    return server.returncode


def _plain_signals() -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_DFL)


def _watch(gone: threading.Event) -> None:
    while os.read(0, 4096):
        pass
    gone.set()


def _stop(server: subprocess.Popen[bytes], gentle: signal.Signals) -> None:
    if server.poll() is None:
        server.send_signal(gentle)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


if __name__ == "__main__":
    sys.exit(main())
