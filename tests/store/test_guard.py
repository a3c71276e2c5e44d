"""No fork while a store is open; spawned processes are fine."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys

import pytest

from moderator.store.db import Db, open_sqlite
from moderator.store.guard import ForkWithOpenStore
from tests.store.desks import Desks


def test_forking_with_an_open_store_raises(db: Db) -> None:
    with pytest.raises(ForkWithOpenStore):
        os.fork()


def test_multiprocessing_by_fork_raises_too(db: Db) -> None:
    process = multiprocessing.get_context("fork").Process(target=print)
    with pytest.raises(ForkWithOpenStore):
        process.start()


def test_forking_is_fine_once_the_store_is_closed(desks: Desks) -> None:
    desks.open()
    desks.close()
    script = """
import os, pathlib, sys
from moderator.clock import HandClock
from moderator.store.db import open_sqlite
open_sqlite(pathlib.Path(sys.argv[1]), None, HandClock()).close()
pid = os.fork()
if not pid:
    os._exit(7)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""
    path = desks.path.with_name("plain.db")
    assert subprocess.run([sys.executable, "-c", script, str(path)], check=False).returncode == 7


def test_other_programs_start_as_ever(db: Db) -> None:
    ran = subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, check=True)
    assert ran.stdout == b"1\n"


def test_a_store_that_a_fork_carried_over_refuses_to_work(db: Db) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.getpid", lambda: -1)
        with pytest.raises(ForkWithOpenStore):
            db.query("SELECT 1 AS one")
        with pytest.raises(ForkWithOpenStore), db.transaction():
            pass
        with pytest.raises(ForkWithOpenStore):
            db.close()


@pytest.mark.parametrize("engine", ["plain"])
def test_spawned_processes_open_their_own(desks: Desks) -> None:
    desks.open()
    process = multiprocessing.get_context("spawn").Process(target=_open, args=(str(desks.path),))
    process.start()
    process.join(30)
    assert process.exitcode == 0


def _open(path: str) -> None:
    from pathlib import Path

    from moderator.clock import HandClock

    open_sqlite(Path(path), None, HandClock()).close()
