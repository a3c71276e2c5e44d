"""What the status line says: never further than things have got, and always why they have not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from moderator.overview import ALONE, AccountHealth, Status, Waiting, WorkerSeen
from ui.status import StatusLine, title_of, trouble_words, waiting_words, worker_words

BLUESKY = AccountHealth(1, "bluesky", "city.example")
SIGNED_OUT = AccountHealth(2, "mastodon", "city", trouble="The token was taken back", trouble_kind="sign_in")
UNREACHED = AccountHealth(3, "bluesky", "parks.example", trouble="No connection", trouble_kind="passing")
FILES = AccountHealth(4, "file", "export.csv")
RUNS = WorkerSeen("running", "watching")
TWENTY_PAST_TWO = datetime(2026, 11, 22, 14, 20).astimezone(UTC)


def status(**more: object) -> Status:
    usual = {
        "worker": RUNS, "accounts": (BLUESKY,), "waiting_cards": 0, "waiting_comments": 0, "unscored": 0,
        "pushing": (), "parked": 0, "set_aside": 0,
    }  # fmt: skip
    return Status(**{**usual, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("worker", "accounts", "says"),
    [
        (WorkerSeen("none"), (), "The worker starts"),
        (WorkerSeen("silent"), (BLUESKY,), "The worker is not running; what is decided waits safely"),
        (RUNS, (), "No account gathers yet"),
        (RUNS, (FILES,), "No account gathers yet"),
        (RUNS, (BLUESKY,), "1 account gathering"),
        (RUNS, (BLUESKY, FILES, SIGNED_OUT, BLUESKY), "2 accounts gathering"),
        (RUNS, (SIGNED_OUT, UNREACHED), "Gathering stands still"),
        (
            WorkerSeen("running", "The model is missing. Run: make"),
            (BLUESKY,),
            "Not scoring: The model is missing",
        ),
        (
            WorkerSeen("running", f"{ALONE}A file of detoxify-original is missing."),
            (BLUESKY,),
            "Scoring with the embedded scorer alone: A file of detoxify-original is missing",
        ),
    ],
)
def test_what_the_worker_does(worker: WorkerSeen, accounts: tuple[AccountHealth, ...], says: str):
    assert worker_words(worker, accounts).startswith(says)


@pytest.mark.parametrize(
    ("waiting", "says"),
    [
        (Waiting("bluesky", 3, ""), "3 on the way to Bluesky"),
        (
            Waiting("mastodon", 2, "The platform asks us to wait."),
            "2 not yet on Mastodon: The platform asks us to wait",
        ),
        (
            Waiting("bluesky", 2, "It asks us to wait", TWENTY_PAST_TWO),
            "2 not yet on Bluesky: It asks us to wait. Next try 14:20",
        ),
        (
            Waiting("bluesky", 1, "The post is gone.", parked=True),
            "1 could not be done on Bluesky: The post is gone",
        ),
    ],
)
def test_what_waits_and_why(waiting: Waiting, says: str):
    assert waiting_words(waiting) == says


def test_an_account_in_trouble_is_named_once_and_others_are_counted():
    assert trouble_words((BLUESKY,)) == ""
    assert trouble_words((BLUESKY, SIGNED_OUT)) == "Mastodon needs sign-in"
    assert trouble_words((UNREACHED, SIGNED_OUT)) == "Bluesky cannot be reached now and 1 more"


def test_platforms_are_called_as_they_call_themselves():
    assert [title_of(name) for name in ("bluesky", "mastodon", "file", "turnip")] == [
        "Bluesky", "Mastodon", "Files", "turnip",
    ]  # fmt: skip


def test_nothing_that_is_well_takes_room(qtbot):
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_status(status(pushing=(Waiting("bluesky", 2, "It asks us to wait"),), set_aside=3, failed=2))
    assert "2 cards to score by hand" in line.words()
    assert "2 not yet on Bluesky" in line.words()
    assert "3 in quarantine" in line.words()
    line.show_status(status())
    assert line.words() == "1 account gathering"


def test_a_name_in_the_line_is_never_markup(qtbot):
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_status(status(pushing=(Waiting("bluesky", 1, "<b>turnip</b>", parked=True),)))
    line.say("<img src=x>turnip")
    assert "<b>turnip</b>" in line.words()
    assert "<img src=x>turnip" in line.words()
    assert line._moment.textFormat().name == "PlainText"


def test_the_keys_are_a_press_away(qtbot):
    line = StatusLine()
    qtbot.addWidget(line)
    with qtbot.waitSignal(line.keys_asked):
        line._keys.click()
