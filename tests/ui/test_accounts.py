"""The Accounts screen: connected, tested, signed in to again, paused and removed, by keyboard, over real children."""

from __future__ import annotations

import subprocess
import urllib.request
from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from moderator.clock import HandClock
from moderator.comments import Batch
from moderator.keys import TokenBox
from moderator.platforms import kinds
from moderator.store import accounts, comments, workers
from tests.platforms.mastodon import standin as mastodon
from tests.platforms.mastodon.standin import TOKEN
from tests.platforms.standin import StandIn, standing_in
from tests.ui.house import KEY, House, house, words_in
from ui.accounts import browser
from ui.accounts.pages import Found, InBrowser, Platforms, Removing, SignIn
from ui.accounts.screen import AccountsScreen

SLOW = 20_000  # ms: a child of ours starts
TAB, ENTER, ESCAPE = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def network() -> Iterator[StandIn]:
    with standing_in() as made:
        yield made


@pytest.fixture
def town() -> Iterator[mastodon.StandIn]:
    with mastodon.standing_in() as made:
        yield made


@pytest.fixture
def desk(qtbot, clock: HandClock) -> Iterator[House]:
    with house(qtbot, clock) as made:
        made.begin()
        yield made


def screen_of(desk: House) -> AccountsScreen:
    return next(one for one in desk.window.screens if isinstance(one, AccountsScreen))


def show(desk: House) -> AccountsScreen:
    screen = screen_of(desk)
    desk.window.show_screen(desk.window.screens.index(screen))
    desk.settle()
    return screen


def connect(desk: House, platform: str, server: str, handle: str, secret: str) -> int:
    """An account that is here already, its secret sealed as the program does it."""
    with desk.db.transaction():
        sealed = TokenBox(KEY).seal(secret, platform, handle)
        number = accounts.add(desk.db, platform, server, handle, sealed)
        accounts.set_health(desk.db, number)
        workers.beat(desk.db, "worker", "watching", "calm 1")
    return number


def page_of(desk: House, kind: type, where: AccountsScreen | None = None):
    """Until this page is shown."""
    frame = (where or screen_of(desk)).frame
    desk.qtbot.waitUntil(lambda: isinstance(frame.page, kind), timeout=SLOW)
    desk.settle()
    return frame.page


def fill(desk: House, page: SignIn, **typed: str) -> None:
    for name, text in typed.items():
        page.typed[name].setFocus()
        page.typed[name].selectAll()
        desk.qtbot.keyClicks(page.typed[name], text)


def test_an_empty_desk_says_so_and_offers_the_one_thing_to_do(desk: House):
    screen = show(desk)
    assert "No account is connected yet." in words_in(screen)
    assert QApplication.focusWidget() is screen.connect_first
    desk.press(Qt.Key.Key_Space)
    page = page_of(desk, Platforms)
    assert all(f"Connect {title}" in words_in(page) for title in ("Bluesky", "Mastodon"))
    desk.press(ESCAPE)
    assert QApplication.focusWidget() is screen.connect_first


def test_what_was_found_is_shown_before_anything_is_saved(desk: House, network: StandIn):
    screen = show(desk)
    screen.connect_one()
    desk.press(Qt.Key.Key_1)
    page = page_of(desk, SignIn)
    assert all(one in words_in(page) for one in [f"1. {kinds()['bluesky'].prepare[0]}"])
    fill(desk, page, server=network.url, handle="town.test", secret="right")
    desk.press(ENTER)
    found = page_of(desk, Found)
    told = words_in(found)
    assert "This is @town.test on Bluesky." in told
    assert "Cannot delete or filter phrases; can hide" in told
    assert "Nothing is saved yet." in told
    assert accounts.listed(desk.db) == []
    desk.press(ENTER)
    desk.qtbot.waitUntil(lambda: screen.pages.currentIndex() == 0, timeout=SLOW)
    desk.settle()
    assert [one.handle for one in accounts.listed(desk.db)] == ["town.test"]
    assert screen.chosen is not None
    assert screen.chosen.handle == "town.test"
    assert "Saved" in desk.window.status.moment
    assert QApplication.focusWidget() is screen.list
    assert "right" not in words_in(desk.window)


def test_what_was_found_can_be_given_up_and_leaves_no_session_behind(desk: House, network: StandIn):
    screen = show(desk)
    screen.connect_one()
    screen.connecting.begin("bluesky")
    fill(desk, page_of(desk, SignIn), server=network.url, handle="town.test", secret="right")
    desk.press(ENTER)
    page_of(desk, Found)
    desk.press(ESCAPE)
    page = page_of(desk, SignIn)
    assert page.typed["secret"].text() == ""
    desk.qtbot.waitUntil(lambda: network.ended == 1, timeout=SLOW)
    assert accounts.listed(desk.db) == []


def test_mastodon_is_signed_in_to_in_the_browser(desk: House, town: mastodon.StandIn, monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr(browser, "_start", lambda console, url: opened.append(url) or True)
    screen = show(desk)
    screen.connect_one()
    screen.connecting.begin("mastodon")
    fill(desk, page_of(desk, SignIn), server=town.url)
    desk.press(ENTER)
    page = page_of(desk, InBrowser)
    assert opened == [page.address.text()]
    assert opened[0].startswith(f"{town.url}/oauth/authorize?")
    urllib.request.urlopen(opened[0], timeout=20).close()
    assert "@town" in words_in(page_of(desk, Found))
    desk.press(ENTER)
    desk.qtbot.waitUntil(lambda: screen.pages.currentIndex() == 0, timeout=SLOW)
    assert [one.handle for one in accounts.listed(desk.db)] == ["town"]


def test_what_the_browser_granted_is_withdrawn_when_it_is_given_up(
    desk: House, town: mastodon.StandIn, monkeypatch
):
    monkeypatch.setattr(
        browser, "_start", lambda console, url: urllib.request.urlopen(url, timeout=20).close()
    )
    screen = show(desk)
    screen.connect_one()
    screen.connecting.begin("mastodon")
    fill(desk, page_of(desk, SignIn), server=town.url)
    desk.press(ENTER)
    page_of(desk, Found)
    desk.window.show_sign_in()  # somebody else sits down
    desk.qtbot.waitUntil(lambda: len(town.revoked) == 1, timeout=SLOW)
    assert accounts.listed(desk.db) == []


def test_no_other_program_is_started_for_what_is_no_web_address(desk: House, monkeypatch):
    started: list[object] = []
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(a))
    told: list[bool] = []
    for url in ("file:///etc/passwd", "javascript:alert(1)", "-h", "mailto:a@b"):
        browser.open_address(desk.work, url, told.append)
    desk.settle()
    assert started == []
    assert told == [False] * 4


def test_a_refused_account_says_what_happened_what_is_safe_and_what_to_do(desk: House, clock: HandClock):
    number = connect(desk, "mastodon", "https://town.example", "town", TOKEN)
    with desk.db.transaction():
        later = desk.db.wall_us() + 3_600_000_000
        sentence = "The server does not accept the access token. Sign in again."
        accounts.set_health(desk.db, number, trouble=sentence, kind="sign_in", next_try_us=later)
    screen = show(desk)
    told = words_in(screen.pane)
    assert "It needs signing in again. Nothing is gathered until then." in told
    assert sentence in told
    assert "other accounts go on" in told
    assert "Cannot hide or delete; can answer, mute, block, report and filter phrases." in told
    assert "Mastodon has no way to hide other people's posts" in told
    when = (clock.wall() + timedelta(hours=1)).astimezone()
    assert screen.pane.times["Next try"].text() == f"{when:%H:%M}"
    assert "just now" in screen.pane.times["Last sync"].text()
    assert screen.pane.buttons["sign_in"].property("part") == "first"
    spoken = screen.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "needs signing in again" in spoken


def test_signing_in_again_keeps_the_bookmark_and_tries_at_once(desk: House, town: mastodon.StandIn):
    number = connect(desk, "mastodon", town.url, "town", "old")
    with desk.db.transaction():
        comments.save_batch(desk.db, number, Batch(stream="notifications", cursor="here"), "mastodon")
        accounts.set_health(
            desk.db, number, trouble="Refused.", kind="sign_in", next_try_us=desk.db.wall_us() + 10**9
        )
    screen = show(desk)
    screen.pane.buttons["sign_in"].setFocus()
    desk.press(Qt.Key.Key_Space)
    page = page_of(desk, SignIn)
    assert set(page.typed) == {"secret"}, "server and name stand"
    fill(desk, page, secret="wrong")
    desk.press(ENTER)
    desk.qtbot.waitUntil(lambda: page.go.isEnabled(), timeout=SLOW)
    assert "does not accept the access token" in page.said.text()
    assert QApplication.focusWidget() is page.typed["secret"]
    fill(desk, page, secret=TOKEN)
    desk.press(ENTER)
    page_of(desk, Found)
    assert "Until now nothing was changed." in words_in(screen)
    desk.press(ENTER)
    desk.qtbot.waitUntil(lambda: screen.pages.currentIndex() == 0, timeout=SLOW)
    desk.settle()
    (kept,) = accounts.listed(desk.db)
    assert (kept.id, kept.trouble, kept.next_try_us, kept.login) == (number, "", 0, 2)
    assert kept.asked_us is not None
    assert comments.bookmarks(desk.db, number) == {"notifications": "here"}
    assert screen.pane.times["Next try"].text() == "In a moment"


def test_an_account_is_tested_and_the_answer_stands_beside_it(desk: House, network: StandIn):
    connect(desk, "bluesky", network.url, "town.test", "right")
    screen = show(desk)
    screen.pane.buttons["test"].click()
    assert not screen.pane.buttons["test"].isEnabled()
    assert "can take a moment" in screen.pane.answer.text()
    desk.qtbot.waitUntil(lambda: screen.pane.buttons["test"].isEnabled(), timeout=SLOW)
    assert screen.pane.answer.text().startswith("It works. This is @town.test on Bluesky.")
    network.password = "changed there"
    screen.test()
    desk.qtbot.waitUntil(lambda: screen.pane.buttons["test"].isEnabled(), timeout=SLOW)
    assert "does not accept" in screen.pane.answer.text()


def test_pausing_and_resuming_leave_the_keyboard_where_it_was(desk: House):
    number = connect(desk, "bluesky", "https://bsky.social", "town.test", "x")
    screen = show(desk)
    screen.pane.buttons["pause"].setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    assert accounts.get(desk.db, number).paused_us is not None
    assert "Gathering is paused." in words_in(screen.pane)
    assert QApplication.focusWidget() is screen.pane.buttons["resume"]
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    assert accounts.get(desk.db, number).paused_us is None
    assert QApplication.focusWidget() is screen.pane.buttons["pause"]
    screen.try_now()
    desk.settle()
    assert accounts.get(desk.db, number).asked_us is not None
    assert "tried in a moment" in desk.window.status.moment


def test_removing_asks_first_and_says_what_still_works_there(desk: House, network: StandIn):
    connect(desk, "bluesky", network.url, "town.test", "right")
    screen = show(desk)
    screen.pane.buttons["remove"].click()
    page = page_of(desk, Removing)
    assert "the journal stay" in words_in(page)
    assert QApplication.focusWidget() is page.stay
    desk.press(Qt.Key.Key_Space)
    assert screen.pages.currentIndex() == 0
    assert len(accounts.listed(desk.db)) == 1
    screen.ask_remove()
    page = page_of(desk, Removing)
    desk.press(TAB)
    desk.press(Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: screen.pages.currentIndex() == 0, timeout=SLOW)
    desk.settle()
    assert accounts.listed(desk.db) == []
    assert "delete its app password" in desk.window.status.moment
    assert "No account is connected yet." in words_in(screen)


def test_without_a_worker_no_time_is_promised(desk: House, clock: HandClock):
    connect(desk, "bluesky", "https://bsky.social", "town.test", "x")
    screen = show(desk)
    assert screen.pane.times["Next try"].text() == "Within a minute"
    clock.pass_(minutes=5)
    screen.refresh()
    desk.settle()
    assert screen.pane.times["Next try"].text() == "When the worker runs again"


def test_a_name_cannot_hide_what_it_is(desk: House):
    connect(desk, "mastodon", "https://town.example", "city\u202egnp.exe\u200b<b>x</b>", "x")
    screen = show(desk)
    for told in (screen.pane.title.text(), screen.model.index(0).data()):
        assert "\u202e" not in told
        assert "<b>x</b>" in told
    assert screen.pane.title.textFormat() is Qt.TextFormat.PlainText


def test_everything_is_in_the_palette_and_every_control_has_a_name_and_is_reached_with_tab(desk: House):
    connect(desk, "bluesky", "https://bsky.social", "town.test", "x")
    screen = show(desk)
    titles = {one.title for one in screen.commands()}
    assert {"Connect an account", "Sign in to this account again", "Test this account", "Remove this account",
            "Pause gathering from this account", "Try this account now"} <= titles  # fmt: skip
    for shown in (screen.show_list, screen.sign_in_again, screen.ask_remove, screen.connect_one):
        screen.show_list()
        shown()
        desk.settle()
        wanted = {
            each
            for each in screen.findChildren(QLineEdit) + screen.findChildren(QAbstractButton)
            if each.isVisible() and each.isEnabled()
        }
        assert wanted
        assert all(each.accessibleName() or each.text() for each in wanted)
        seen: set[object] = set()
        for _ in range(40):
            seen.add(QApplication.focusWidget())
            desk.press(TAB)
        assert wanted <= seen


def test_letters_in_the_form_are_letters(desk: House):
    screen = show(desk)
    screen.connect_one()
    screen.connecting.begin("mastodon")
    page = page_of(desk, SignIn)
    desk.qtbot.keyClicks(page.typed["server"], "1234axdep?")
    assert page.typed["server"].text() == "1234axdep?"
    assert desk.window.everywhere.sheet is None


def test_the_rows_are_a_sound_model(desk: House, qtmodeltester):
    connect(desk, "bluesky", "https://bsky.social", "town.test", "x")
    with desk.db.transaction():
        accounts.ensure(desk.db, "file", "", "City")
    screen = show(desk)
    assert isinstance(screen.model, QAbstractItemModel)
    qtmodeltester.check(screen.model)
    assert screen.model.rowCount() == 2
    assert screen.model.index(1).data(Qt.ItemDataRole.UserRole) == "From files"
    screen.list.setCurrentIndex(screen.model.index(1))
    assert all(not button.isVisible() for button in screen.pane.buttons.values())
