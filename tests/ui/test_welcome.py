"""The first steps: rehearse, sign in, open a file. Signing in goes over a real child of ours to a small Bluesky."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from moderator import platforms
from moderator.clock import HandClock
from moderator.store import accounts
from tests.platforms.standin import StandIn, standing_in
from tests.ui.house import House, house, words_in
from ui.accounts.pages import Found, SignIn
from ui.look.choice import Choice
from ui.welcome.pages import Rehearsing, Ways
from ui.welcome.screen import WelcomeScreen

SLOW = 60_000  # ms: a child of ours starts


@pytest.fixture
def network() -> Iterator[StandIn]:
    with standing_in() as made:
        yield made


@pytest.fixture
def desk(qtbot, clock: HandClock) -> Iterator[House]:
    with house(qtbot, clock) as made:
        made.begin()
        yield made


def _sign_in(desk: House, network: StandIn, password: str, handle: str = "town.test") -> SignIn:
    """With the keyboard alone, as on the first morning."""
    at = next(n for n, one in enumerate(_choices(desk)) if "Bluesky" in one.accessibleName())
    desk.press(getattr(Qt.Key, f"Key_{at + 1}"))
    page = desk.window.welcome.page
    assert isinstance(page, SignIn)
    for field, typed in (("handle", handle), ("secret", password), ("server", network.url)):
        assert QApplication.focusWidget() is page.typed[field]
        page.typed[field].selectAll()
        desk.qtbot.keyClicks(page.typed[field], typed)
        if field != "server":
            desk.press(Qt.Key.Key_Tab)
    desk.qtbot.keyClick(page.typed["server"], Qt.Key.Key_Return)
    return page


def _save(desk: House) -> None:
    """What was found is looked at, and saved with Enter."""
    desk.qtbot.waitUntil(lambda: isinstance(desk.window.welcome.page, Found), timeout=SLOW)
    assert "This is @town.test on Bluesky." in words_in(desk.window.welcome)
    assert accounts.listed(desk.db) == []
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.shown() is desk.window.queue, timeout=SLOW)


def _choices(desk: House) -> list[Choice]:
    page = desk.window.welcome.page
    return [] if page is None else [one for one in page.findChildren(Choice) if one.isVisible()]


def test_no_way_takes_more_than_three_steps(desk: House):
    """A choice, a form, Enter; or a choice and a file; or a choice alone."""
    assert isinstance(desk.window.welcome.page, Ways)
    told = [one.accessibleName() for one in _choices(desk)]
    assert told[0].startswith("Try it first")
    for title in ("Connect Bluesky", "Open a file", "Bring back a desk"):
        assert any(each.startswith(title) for each in told)


def test_every_platform_that_can_be_added_has_its_way_and_its_form(desk: House):
    for name, kind in platforms.kinds().items():
        if not kind.addable or kind.rehearsal or not kind.fields:
            continue
        desk.window.welcome._show_sign_in(name)
        page = desk.window.welcome.page
        assert isinstance(page, SignIn)
        assert f"Connect {kind.title}" in words_in(page)
        for field in kind.fields:
            typed = page.typed[field.name]
            assert typed.accessibleName() == field.label
            assert (typed.echoMode() is QLineEdit.EchoMode.Password) == field.secret
            assert field.help in words_in(page)


def test_a_rehearsal_is_one_key_away(desk: House):
    with desk.qtbot.waitSignal(desk.window.rehearse):
        desk.press(Qt.Key.Key_1)


def test_a_file_is_asked_for_on_the_page_for_importing(desk: House, monkeypatch: pytest.MonkeyPatch):
    asked: list[bool] = []
    monkeypatch.setattr(desk.window.importing, "browse", lambda: asked.append(True))
    at = next(n for n, one in enumerate(_choices(desk)) if one.accessibleName().startswith("Open a file"))
    desk.press(getattr(Qt.Key, f"Key_{at + 1}"))
    assert desk.shown() is desk.window.importing
    assert asked == [True]


def test_an_account_is_tried_kept_and_leads_to_the_queue(desk: House, network: StandIn):
    page = _sign_in(desk, network, "right")
    assert "Signing in at" in words_in(page)
    assert not page.go.isEnabled()
    _save(desk)
    desk.settle()
    (kept,) = accounts.listed(desk.db)
    assert (kept.platform, kept.handle, kept.server) == ("bluesky", "town.test", network.url)
    assert kept.secret is not None
    assert b"right" not in bytes(kept.secret)
    assert network.sign_ins == 1


def test_a_wrong_password_says_what_to_do_keeps_nothing_and_what_was_typed_stays(
    desk: House, network: StandIn
):
    page = _sign_in(desk, network, "turnip-turnip")
    desk.qtbot.waitUntil(lambda: page.go.isEnabled(), timeout=SLOW)
    told = page.said.text()
    assert "app password" in told
    assert "Settings" in told
    assert "turnip-turnip" not in told
    assert page.typed["handle"].text() == "town.test"
    assert QApplication.focusWidget() is page.typed["secret"]
    assert accounts.listed(desk.db) == []
    desk.qtbot.keyClicks(page.typed["secret"], "right")
    desk.qtbot.keyClick(page.typed["secret"], Qt.Key.Key_Return)
    _save(desk)
    assert len(accounts.listed(desk.db)) == 1


def test_a_server_that_is_not_there_is_told(desk: House, network: StandIn):
    network.url = "http://127.0.0.1:9"
    page = _sign_in(desk, network, "right")
    desk.qtbot.waitUntil(lambda: page.go.isEnabled(), timeout=SLOW)
    assert "Nothing was saved. Check the address http://127.0.0.1:9" in page.said.text()
    assert accounts.listed(desk.db) == []


def test_nothing_is_asked_of_a_server_before_everything_is_filled_in(desk: House, network: StandIn):
    page = _sign_in(desk, network, "")
    assert "App password is still empty" in page.said.text()
    assert QApplication.focusWidget() is page.typed["secret"]
    assert page.go.isEnabled()
    assert network.asked == []


def test_letters_in_a_form_are_letters_and_escape_leads_back(desk: House, network: StandIn):
    desk.press(Qt.Key.Key_2)
    page = desk.window.welcome.page
    assert isinstance(page, SignIn)
    desk.qtbot.keyClicks(page.typed["handle"], "1234axdep?")
    assert page.typed["handle"].text() == "1234axdep?"
    assert desk.window.everywhere.sheet is None
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.window.welcome.page, Ways)


def test_what_was_typed_is_still_there_after_the_screen_was_covered(desk: House):
    desk.press(Qt.Key.Key_2)
    page = desk.window.welcome.page
    assert isinstance(page, SignIn)
    page.typed["handle"].setText("town.test")
    desk.window.cover()
    desk.press(Qt.Key.Key_Return)
    assert desk.window.welcome.page is page
    assert page.typed["handle"].text() == "town.test"


def test_the_rehearsal_takes_nothing_real_and_leads_to_ones_own_desk(qtbot, desk: House):
    screen = WelcomeScreen(desk.work, rehearsal=True)
    qtbot.addWidget(screen)
    screen.show()
    screen.begin(first=True)
    assert isinstance(screen.page, Rehearsing)
    names = [one.accessibleName() for one in screen.findChildren(QAbstractButton)]
    assert not any("Connect" in name or "file" in name for name in names)
    with qtbot.waitSignal(screen.leave_rehearsal):
        screen.page.findChildren(Choice)[0].click()


def test_every_control_of_every_page_has_a_name_and_is_reached_with_tab(desk: House):
    for _ in range(2):
        page = desk.window.welcome.page
        assert page is not None
        wanted = {
            each
            for each in page.findChildren(QLineEdit) + page.findChildren(QAbstractButton)
            if each.isVisible()
        }
        assert all(each.accessibleName() or getattr(each, "text", str)() for each in wanted)
        seen = set()
        for _ in range(40):
            seen.add(QApplication.focusWidget())
            desk.press(Qt.Key.Key_Tab)
        assert wanted <= seen
        desk.window.welcome._show_sign_in("bluesky")
