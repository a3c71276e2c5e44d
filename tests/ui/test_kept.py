"""The status line says what is not well with backups and the recovery sheet, and nothing when all is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from moderator.backups import Kept, Tries
from moderator.overview import Status, WorkerSeen
from ui.status import StatusLine, keeping_words

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
WELL = Kept(NOW - timedelta(minutes=20), 3, 1_000_000, Tries(NOW, tested=NOW), "2026-11-20")


def status(kept: Kept | None, worker: str = "running") -> Status:
    return Status(WorkerSeen(worker, "watching"), (), 0, 0, 0, (), 0, 0, kept=kept, now=NOW)


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        (WELL, ""),
        (None, ""),
        (replace(WELL, newest=None, count=0), ""),
        (replace(WELL, newest=NOW - timedelta(hours=5)), "No backup since"),
        (replace(WELL, tries=Tries(NOW, trouble="The disk is full. Free some space.")), "The disk is full"),
        (replace(WELL, tries=Tries(NOW, tested=NOW, test="The backup is not as it was made.")), "trial"),
        (replace(WELL, tries=Tries(NOW, copied="The folder cannot be used.")), "second copy"),
        (replace(WELL, sheet="later"), "recovery sheet has not been written"),
        (replace(WELL, sheet=""), ""),
    ],
)
def test_what_is_not_well_is_one_sentence(kept: Kept | None, says: str) -> None:
    said = keeping_words(status(kept))
    assert says in said
    assert bool(said) == bool(says)


def test_a_desk_whose_worker_does_not_run_is_not_told_that_backups_are_late(qtbot) -> None:
    late = replace(WELL, newest=NOW - timedelta(days=3))
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_status(status(late, "silent"))
    assert "No backup" not in line.words()
    line.show_status(status(late))
    assert "No backup since" in line.words()
    line.show_status(status(WELL))
    assert "No backup" not in line.words()
