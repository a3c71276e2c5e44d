"""At the door: the key, the look at the file, the recovery sheet, and the ways back from what went wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtCore import QDir, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget

from moderator import keeping
from moderator.clock import SystemClock
from moderator.commands.opening import Opening
from moderator.home import DATABASE, find_home, home_path, read_home, remember_sheet
from moderator.keys import derive, root_key
from moderator.problems import StoreRefused
from moderator.recovery import words_of
from moderator.store import heads
from moderator.store.db import open_sqlite
from tests import keyrings
from tests.kept import flip, write_page
from tests.test_keys import PHRASE, nobody
from ui.door.bring import BringPage
from ui.door.damaged import DamagedPage, ProblemPage, TellPage
from ui.door.door import Door
from ui.door.key import LostKeyPage, PassphrasePage
from ui.door.looking import LookPage
from ui.door.page import Page
from ui.door.refusal import Refusal
from ui.door.sheet import SheetPage
from ui.door.words import LOOK_BUTTON


@pytest.fixture(autouse=True)
def ring() -> Iterator[keyrings.Faithful]:
    """A good keyring of the test's own."""
    before, mine = keyring.get_keyring(), keyrings.Faithful()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


class Visit:
    """One start of the program, up to the desk."""

    def __init__(self, qtbot, *, bring_back: bool = False) -> None:
        self.qtbot = qtbot
        self.door = Door(Opening(None), rehearsal=False, bring_back=bring_back)
        qtbot.addWidget(self.door)
        self.ended: list[bool] = []
        self.door.finished.connect(self.ended.append)
        self.door.begin()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.door.busy, timeout=20_000)

    def on(self, kind: type[Page]) -> Page:
        assert isinstance(self.door.page, kind), self.text()
        assert self.ended == []
        return self.door.page

    def text(self) -> str:
        """Everything that can be read on the page."""
        page = self.door.page
        assert page is not None
        return " ".join(label.text() for label in page.findChildren(QLabel) if not label.isHidden())

    def press(self, name: str) -> None:
        assert self.door.page is not None
        for button in self.door.page.findChildren(QAbstractButton):
            if button.accessibleName().startswith(name) or button.text().startswith(name):
                self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
                self.settle()
                return
        raise AssertionError(f"there is no {name}")

    def write(self, *texts: str) -> None:
        assert self.door.page is not None
        for field, text in zip(self.door.page.fields(), texts, strict=True):
            if isinstance(field, QPlainTextEdit):
                field.setPlainText(text)
            elif isinstance(field, QLineEdit):
                field.setText(text)


@pytest.fixture
def visit(qtbot) -> Callable[..., Visit]:
    return lambda **more: Visit(qtbot, **more)


@pytest.fixture
def lived_in(ring: keyrings.Faithful) -> Path:
    """A desk with three pages of comments, a backup of two of them, and its sheet put off."""
    home = find_home()
    key = root_key(home, given=None, ask=nobody)
    db = open_sqlite(home.path / DATABASE, derive(key, "database"), SystemClock())
    write_page(db, 0)
    write_page(db, 1)
    keeping.back_up(home, key, db, SystemClock())
    write_page(db, 2)
    db.close()
    remember_sheet(home.path, "later")
    return home.path


def words(path: Path) -> str:
    return " ".join(words_of(root_key(read_home(path), given=None, ask=nobody)))


def comments(path: Path) -> int:
    key = root_key(read_home(path), given=None, ask=nobody)
    db = open_sqlite(path / DATABASE, derive(key, "database"), SystemClock())
    count = len(db.query("SELECT id FROM comment"))
    db.close()
    return count


# the sheet


def test_a_new_desk_asks_once_for_its_sheet_and_remembers_later(visit: Callable[..., Visit]) -> None:
    first = visit()
    first.on(SheetPage)
    assert "there is no other key" in first.text()
    first.press("Later")
    assert first.ended == [True]
    assert read_home(home_path()).sheet == "later"
    again = visit()
    assert again.ended == [True]
    assert not again.door.isVisible()


def test_the_words_are_shown_only_when_asked_for(visit: Callable[..., Visit]) -> None:
    one = visit()
    secret = words(home_path()).split()
    assert not [word for word in secret if f" {word} " in f" {one.text()} " and len(word) > 6]
    one.press("Show the words")
    assert all(f"{at:>2}  {word}" in one.text() for at, word in enumerate(secret, start=1))
    one.press("Go on")
    assert one.ended == [True]
    assert read_home(home_path()).sheet[:2] == "20"


@pytest.mark.parametrize("name", ["sheet.txt", "sheet.pdf"])
def test_the_sheet_is_saved_for_its_owner_alone(
    visit: Callable[..., Visit], tmp_path: Path, name: str
) -> None:
    one = visit()
    page = one.on(SheetPage)
    assert isinstance(page, SheetPage)
    page.save(home_path() / name)
    assert "must not lie beside" in one.text()
    assert read_home(home_path()).sheet == ""
    page.save(tmp_path / name)
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / name).read_bytes()[:4] == (b"%PDF" if name.endswith("pdf") else b"RECO")
    page.save(tmp_path / name)
    assert "there already" in one.text()
    assert page.go_on.hasFocus()
    one.press("Go on")
    assert one.ended == [True]


def test_a_file_is_saved_and_looked_for_in_ones_own_folder_and_not_in_the_programs(
    visit: Callable[..., Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *given, **_: (asked.append(given[2]), ("", ""))[1]
    )
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: asked.append(given[2]) or "")
    one = visit()
    one.press("Save it as text")
    one.press("Bring back a desk")
    one.press("Choose the folder")
    assert asked == [QDir.home().filePath("recovery-sheet.txt"), QDir.homePath()]


# the key


def test_a_lost_keyring_is_made_good_with_the_words(visit: Callable[..., Visit], lived_in: Path) -> None:
    right = words(lived_in)
    empty = keyrings.Faithful()
    keyring.set_keyring(empty)
    one = visit()
    one.on(LostKeyPage)
    assert "Nothing was changed" in one.text()
    typed = right.split()
    typed[3], typed[11] = "turnpi", "turnpi"
    one.write(" ".join(typed))
    one.press("Use these words")
    assert "4, 12" in one.text()
    assert "Word 4: " in one.text()
    one.write(right)
    one.press("Use these words")
    assert one.ended == [True]
    assert len(empty.kept) == 1
    assert one.door.opening.key() == root_key(read_home(lived_in), given=None, ask=nobody)


def test_a_keyring_that_was_locked_may_be_asked_again(
    visit: Callable[..., Visit], lived_in: Path, ring: keyrings.Faithful
) -> None:
    keyring.set_keyring(keyrings.Locked())
    one = visit()
    one.on(LostKeyPage)
    assert "locked" in one.text()
    keyring.set_keyring(ring)
    one.press("Ask the keyring again")
    assert one.ended == [True]


def test_without_a_keyring_a_passphrase_is_chosen_and_asked_for(visit: Callable[..., Visit]) -> None:
    keyring.set_keyring(NoKeyring())
    one = visit()
    one.on(PassphrasePage)
    for phrases, says in (
        (("short", "short"), "too short"),
        ((PHRASE, PHRASE + "!"), "not the same"),
    ):
        one.write(*phrases)
        one.press("Go on")
        assert says in one.text()
    one.write(PHRASE, PHRASE)
    one.press("Go on")
    one.on(SheetPage)
    one.press("Later")
    again = visit()
    again.on(PassphrasePage)
    again.write("not this one either")
    again.press("Go on")
    assert "another one" in again.text()
    again.write(PHRASE)
    again.press("Go on")
    assert again.ended == [True]
    assert again.door.opening.key() == one.door.opening.key()


def test_words_without_a_keyring_are_kept_under_a_new_passphrase(
    visit: Callable[..., Visit], lived_in: Path
) -> None:
    right = words(lived_in)
    keyring.set_keyring(NoKeyring())
    one = visit()
    one.on(LostKeyPage)
    one.write(right)
    one.press("Use these words")
    one.on(PassphrasePage)
    one.write(PHRASE, PHRASE)
    one.press("Go on")
    assert one.ended == [True]
    assert read_home(lived_in).wrapped


def test_a_forgotten_passphrase_is_made_good_with_the_words_and_blames_no_keyring(
    visit: Callable[..., Visit], lived_in: Path
) -> None:
    right = words(lived_in)
    keyring.set_keyring(NoKeyring())
    first = visit()
    assert "This computer has no keyring" in first.text()
    first.write(right)
    first.press("Use these words")
    first.write(PHRASE, PHRASE)
    first.press("Go on")
    assert first.ended == [True]
    again = visit()
    again.press("Use the recovery sheet")
    again.on(LostKeyPage)
    assert "keyring" not in again.text()
    again.press("Back to the passphrase")
    again.on(PassphrasePage)


def test_closing_the_window_opens_nothing(visit: Callable[..., Visit]) -> None:
    one = visit()
    one.door.close()
    assert one.ended == [False]


# the file


def test_a_damaged_file_is_brought_back_from_its_backup(visit: Callable[..., Visit], lived_in: Path) -> None:
    bad = flip(lived_in / DATABASE)
    one = visit()
    one.on(DamagedPage)
    assert "turnip" not in one.text()
    assert "1 act was recorded after it" in one.text()
    assert (lived_in / DATABASE).read_bytes() == bad
    one.press("Bring back the backup")
    one.on(TellPage)
    one.press("Open the desk")
    assert one.ended == [True]
    assert comments(lived_in) == 80
    assert next((lived_in / "set-aside").glob("*/desk.db")).read_bytes() == bad


@pytest.mark.parametrize("part", [0, 2])  # the first page, where all begins, and one in the middle
def test_what_can_be_read_may_be_recovered_instead(
    visit: Callable[..., Visit], lived_in: Path, part: int
) -> None:
    file = lived_in / DATABASE
    flip(file, file.stat().st_size // part if part else 2000)
    one = visit()
    one.on(DamagedPage)
    one.press("Try to read what can be read")
    one.on(TellPage)
    assert "rows were read" in one.text()
    assert ("list of its tables was spoilt" in one.text()) == (not part)
    one.press("Open the desk")
    assert one.ended == [True]
    assert comments(lived_in) >= 80


def test_an_older_copy_may_be_gone_on_with(visit: Callable[..., Visit], lived_in: Path) -> None:
    backup = next((lived_in / "backups").glob("*.db"))
    shutil.copy(backup, lived_in / DATABASE)
    one = visit()
    one.on(DamagedPage)
    assert "older" in one.text()
    one.press("Go on with it as it is")
    assert one.ended == [True]
    assert comments(lived_in) == 80


def test_a_missing_file_is_looked_for_elsewhere(
    visit: Callable[..., Visit], lived_in: Path, tmp_path: Path
) -> None:
    shutil.move(lived_in / "backups", tmp_path / "stick")
    (lived_in / DATABASE).unlink()
    one = visit()
    one.on(DamagedPage)
    assert "missing" in one.text()
    one.press("Look for a backup")
    page = one.on(BringPage)
    assert isinstance(page, BringPage)
    assert page.words is None
    page.look_into(tmp_path)
    assert "no backup" in one.text()
    page.look_into(tmp_path / "stick")
    assert "1 backup" in one.text()
    one.press("Bring back a desk")
    one.on(TellPage)
    one.press("Open the desk")
    assert comments(lived_in) == 80


def test_closing_for_now_changes_nothing(visit: Callable[..., Visit], lived_in: Path) -> None:
    bad = flip(lived_in / DATABASE)
    one = visit()
    one.press("Close for now")
    assert one.ended == [False]
    assert (lived_in / DATABASE).read_bytes() == bad


def test_a_desk_that_is_open_elsewhere_is_not_replaced(visit: Callable[..., Visit], lived_in: Path) -> None:
    key = root_key(read_home(lived_in), given=None, ask=nobody)
    db = open_sqlite(lived_in / DATABASE, derive(key, "database"), SystemClock())
    flip(lived_in / DATABASE)
    one = visit()
    one.on(DamagedPage)
    one.press("Bring back the backup")
    assert "The desk is open" in one.text()
    one.on(DamagedPage)
    db.close()


# another computer


def test_a_desk_is_brought_back_on_a_new_computer(
    visit: Callable[..., Visit], lived_in: Path, tmp_path: Path
) -> None:
    right, desk = words(lived_in), read_home(lived_in).desk
    stick = tmp_path / "stick"
    shutil.copytree(lived_in / "backups", stick)
    shutil.rmtree(lived_in)
    new_ring = keyrings.Faithful()
    keyring.set_keyring(new_ring)
    one = visit()
    one.on(SheetPage)
    one.press("Bring back a desk")
    page = one.on(BringPage)
    one.press("Bring back a desk")
    assert "folder first" in one.text()
    assert isinstance(page, BringPage)
    page.look_into(stick)
    one.write(" ".join(words_of(bytes(32))))
    one.press("Bring back a desk")
    assert "another desk" in one.text()
    one.write(right)
    one.press("Bring back a desk")
    one.on(TellPage)
    one.press("Open the desk")
    if isinstance(one.door.page, SheetPage):
        one.press("Later")
    assert one.ended == [True]
    assert read_home(home_path()).desk == desk
    assert comments(home_path()) == 80
    assert ("moderator-console", desk) in new_ring.kept
    known = heads.known(home_path() / DATABASE, derive(one.door.opening.key(), "database"))
    assert known is not None
    assert known.seq == 3  # two pages, and that they were brought back


@pytest.fixture
def lost(lived_in: Path, tmp_path: Path) -> tuple[Path, str]:
    """A stick with the backup, and the words; the computer is gone, and the new one has no keyring."""
    right = words(lived_in)
    shutil.copytree(lived_in / "backups", tmp_path / "stick")
    shutil.rmtree(lived_in)
    keyring.set_keyring(NoKeyring())
    return tmp_path / "stick", right


def test_without_a_keyring_the_first_page_offers_to_bring_a_desk_back(
    visit: Callable[..., Visit], lost: tuple[Path, str]
) -> None:
    stick, right = lost
    one = visit()
    one.on(PassphrasePage)
    one.press("Bring back a desk")
    page = one.on(BringPage)
    assert isinstance(page, BringPage)
    page.look_into(stick)
    one.write(right)
    one.press("Bring back a desk")
    one.on(TellPage)
    one.press("Open the desk")
    one.write(PHRASE, PHRASE)
    one.press("Go on")
    if isinstance(one.door.page, SheetPage):
        one.press("Later")
    assert one.ended == [True]
    assert one.door.opening.home().desk in {file.name.rpartition("-")[0] for file in stick.glob("*Z.db")}


def test_a_folder_of_several_desks_brings_back_the_one_whose_words_are_typed(
    visit: Callable[..., Visit], lost: tuple[Path, str], tmp_path: Path
) -> None:
    stick, right = lost
    mine = next(stick.glob("*Z.json"))
    facts = json.loads(mine.read_text())
    facts["home"] |= {"desk": "d-abcdefgh", "check": "0" * 16}
    facts["made"] = "2199-01-01T00:00:00+00:00"  # the newest is another's
    (stick / "d-abcdefgh-21990101T000000Z.json").write_text(json.dumps(facts))
    shutil.copy(mine.with_suffix(".db"), stick / "d-abcdefgh-21990101T000000Z.db")
    one = visit(bring_back=True)
    page = one.on(BringPage)
    assert isinstance(page, BringPage)
    page.look_into(stick)
    assert "of 2 desks" in one.text()
    one.write(right)
    one.press("Bring back a desk")
    one.on(TellPage)
    assert "to its line 2" in one.text()
    assert read_home(home_path()).desk == mine.name.rpartition("-")[0]


def test_a_desk_that_could_not_be_brought_back_leaves_the_new_one_as_it_was(
    visit: Callable[..., Visit], lost: tuple[Path, str]
) -> None:
    stick, right = lost
    one = visit()
    one.write(PHRASE, PHRASE)
    one.press("Go on")
    one.on(SheetPage)
    fresh = read_home(home_path())
    flip(next(stick.glob("*Z.db")))
    one.press("Bring back a desk")
    page = one.on(BringPage)
    assert isinstance(page, BringPage)
    page.look_into(stick)
    one.write(right)
    assert page.words is not None
    page.words.setFocus()
    one.press("Bring back a desk")
    assert "No backup could be restored" in one.text()
    assert one.door.focusWidget() is not None
    assert read_home(home_path()) == fresh
    one.press("Back")
    one.on(SheetPage)
    one.press("Later")
    assert one.ended == [True]
    again = visit()
    again.write(PHRASE)
    again.press("Go on")
    assert again.ended == [True]


# hands and screen readers


def test_digits_choose_and_are_letters_where_something_is_typed(
    visit: Callable[..., Visit], lived_in: Path, qtbot
) -> None:
    right = words(lived_in)
    keyring.set_keyring(keyrings.Faithful())
    lost = visit()
    page = lost.on(LostKeyPage)
    qtbot.keyClicks(page.fields()[0], "1 2 3 4")
    lost.on(LostKeyPage)
    lost.write(right)
    lost.press("Use these words")
    flip(lived_in / DATABASE)
    damaged = visit()
    qtbot.keyClick(damaged.on(DamagedPage), Qt.Key.Key_5)
    assert damaged.ended == [False]


def test_a_page_that_fits_does_not_scroll(visit: Callable[..., Visit]) -> None:
    one = visit()
    one.on(SheetPage)
    inside = one.door.frame.widget()
    one.door.resize(1000, inside.heightForWidth(1000))
    one.qtbot.waitUntil(lambda: one.door.frame.height() == inside.heightForWidth(1000))
    assert one.door.frame.verticalScrollBar().maximum() == 0
    one.press("Show the words")
    one.qtbot.waitUntil(lambda: one.door.frame.verticalScrollBar().maximum() > 0)


def test_everything_has_a_name_and_is_reached_by_the_keyboard(
    visit: Callable[..., Visit], lived_in: Path
) -> None:
    pages = [visit(bring_back=True)]
    flip(lived_in / DATABASE)
    pages.append(visit())
    keyring.set_keyring(keyrings.Faithful())
    pages.append(visit())
    for one in pages:
        page = one.door.page
        assert page is not None
        assert page.accessibleName()
        for part in [*page.findChildren(QAbstractButton), *page.fields()]:
            assert part.accessibleName() or getattr(part, "text", lambda: "")(), part
            assert part.focusPolicy() & Qt.FocusPolicy.TabFocus, part
        for label in page.findChildren(QLabel):
            assert label.textFormat() == Qt.TextFormat.PlainText
        assert isinstance(one.door.focusWidget(), QWidget)


@pytest.mark.parametrize("answer", ["Try again", "Close"])
def test_what_keeps_the_program_from_starting_is_told_in_a_window(qtbot, answer: str) -> None:
    find_home()
    (home_path() / "home.json").write_text("turnips")
    with pytest.raises(StoreRefused) as refused:
        find_home()
    window = Refusal(refused.value, Opening(None))
    qtbot.addWidget(window)
    button = next(each for each in window.page.findChildren(QAbstractButton) if each.text() == answer)
    QTimer.singleShot(0, button.click)
    assert window.ask() == (answer == "Try again")
    assert "home.json cannot be read" in " ".join(label.text() for label in window.page.findChildren(QLabel))


def test_a_damaged_desk_can_be_looked_at_and_nothing_is_written(visit, lived_in: Path) -> None:
    flip(lived_in / DATABASE)
    before = (lived_in / DATABASE).read_bytes()
    one = visit()
    one.on(DamagedPage)
    one.press(LOOK_BUTTON)
    page = one.on(LookPage)
    assert page.line.model.rowCount() > 0
    assert "turnip" not in str(page.line.model.index(0).data())
    assert isinstance(one.door.focusWidget(), QAbstractButton)
    one.press("Back")
    one.on(DamagedPage)
    assert (lived_in / DATABASE).read_bytes() == before


def test_a_desk_whose_folder_cannot_be_used_can_be_looked_at_from_the_first_window(
    qtbot, lived_in: Path
) -> None:
    problem = StoreRefused("The folder cannot be used", "Read-only file system", "")
    window = Refusal(problem, Opening(None))
    qtbot.addWidget(window)
    button = next(b for b in window.page.findChildren(QAbstractButton) if b.text() == LOOK_BUTTON)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(window.page, LookPage), timeout=20_000)
    assert window.page.line.model.rowCount() > 0
    back = next(b for b in window.page.findChildren(QAbstractButton) if b.text() == "Back")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert isinstance(window.page, ProblemPage)
