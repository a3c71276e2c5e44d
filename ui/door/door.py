"""The way to the desk: its key, a look at its file, its recovery sheet. Ends with an `Opening` whose key is at hand.

Everything that takes time runs aside; nothing of the desk is open meanwhile, neither here nor in a child. The window is
seen only when a person is needed, or when looking takes a while.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from moderator import backups, restoring
from moderator.backups import Backup
from moderator.clock import SystemClock
from moderator.console import look_first
from moderator.home import DATABASE, read_home, remember_sheet
from moderator.keys import check_value, derive, enter_key
from moderator.problems import DamagedStore, KeyProblem, Problem, WrongKey
from moderator.recovery import Misread, read, sheet
from moderator.store import heads
from ui.door import words
from ui.door.bring import BringPage
from ui.door.damaged import DamagedPage, LookingPage, ProblemPage, TellPage
from ui.door.key import LostKeyPage, PassphrasePage
from ui.door.looking import Looker, nothing_is_open
from ui.door.page import Frame, Page
from ui.door.sheet import SheetPage
from ui.look import order
from ui.work import Work

if TYPE_CHECKING:
    from moderator.commands.opening import Opening
    from moderator.restoring import Recovered, Restored

PATIENCE = 400  # ms before the window shows that something takes a while


class _Asked(KeyProblem):
    """A passphrase is wanted, and a page has to ask for it."""


def _ask_on_a_page(prompt: str) -> str:
    raise _Asked("A passphrase is wanted")


class Door(QWidget):
    """`bring_back`: the person chose to bring back a desk. `opening` may be another one in the end."""

    finished = Signal(bool)  # False: the person closed it
    _looked_at = Signal(int, int)

    def __init__(self, opening: Opening, *, rehearsal: bool, bring_back: bool = False) -> None:
        super().__init__()
        self.opening, self._rehearsal, self._bringing = opening, rehearsal, bring_back
        self._work = Work(nothing_is_open)
        self._work.problem.connect(self._problem)
        self._work.bug.connect(self._bug)
        self._looked_at.connect(self._progress, Qt.ConnectionType.QueuedConnection)
        self._ended = False
        self.setWindowTitle("Moderator")
        self.setMinimumSize(520, 480)
        self.resize(1000, 760)
        self.frame = Frame()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(PATIENCE)
        self._slow.timeout.connect(self.show)

    def through(self) -> Opening | None:
        """Until the desk can be opened, or the person closes the window."""
        loop = QEventLoop()
        went: list[bool] = []
        self.finished.connect(went.append)
        self.finished.connect(loop.quit)
        self.begin()
        if not went:
            loop.exec()
        self._work.close()
        self._ended = True
        self.close()
        return self.opening if went and went[0] else None

    def begin(self) -> None:
        if self._bringing:
            self._bring()
        else:
            self._get_key()

    @property
    def page(self) -> Page | None:
        return self.frame.page

    @property
    def busy(self) -> bool:
        return self._work.busy

    def _show(self, page: Page) -> None:
        self._slow.stop()
        self.frame.show_page(page)
        self.show()

    def _end(self, well: bool) -> None:
        self._slow.stop()
        self.finished.emit(well)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return order.step(self, forward=forward) or super().focusNextPrevChild(forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._ended:
            self._end(False)
        super().closeEvent(event)

    # the key

    def _get_key(self) -> None:
        self._work.aside(
            lambda: self.opening.key(_ask_on_a_page), then=lambda _: self._look(), failed=self._no_key
        )

    def _no_key(self, problem: Problem) -> None:
        if isinstance(problem, _Asked):
            self._ask_phrase(new=not self.opening.home().check)
        elif isinstance(problem, KeyProblem | WrongKey):
            self._ask_words(problem)
        else:
            self._problem(problem)

    def _ask_words(self, problem: Problem | None) -> None:
        page = LostKeyPage(problem)
        page.typed.connect(self._words_typed)
        page.again.connect(self._get_key)
        page.away.connect(lambda: self._end(False))
        self._show(page)

    def _ask_phrase(self, *, new: bool) -> None:
        page = PassphrasePage(new=new, new_desk=new)

        def refused(problem: Problem) -> None:
            if isinstance(problem, WrongKey | KeyProblem):
                page.refuse(words.OTHER_PHRASE)
            else:
                self._problem(problem)

        def given(phrase: str) -> None:
            self._work.aside(
                lambda: self.opening.key(lambda _: phrase), then=lambda _: self._look(), failed=refused
            )

        page.given.connect(given)
        page.to_words.connect(lambda: self._ask_words(None))
        page.bring_back.connect(self._bring)
        page.away.connect(lambda: self._end(False))
        self._show(page)

    def _words_typed(self, typed: str) -> None:
        """Bring the key back from the words, and keep it where keys are kept."""
        home = self.opening.home()

        def entered() -> tuple[bytes, str]:
            found = read(typed, lambda key: check_value(key) == home.check)
            return found.key, found.put_right

        self._work.aside(entered, then=lambda found: self._keep_key(found[0]), failed=self._misread)

    def _misread(self, problem: Problem) -> None:
        if self.page is None:
            return
        near = words.near(problem.near) if isinstance(problem, Misread) else ""
        said = problem.sentence()
        kept = "" if "nothing was changed" in said.lower() else words.WRONG_WORDS_KEPT
        self.page.free(" ".join(filter(None, (said, near, kept))))

    def _keep_key(self, key: bytes) -> None:
        """In the keyring; where there is none, under a passphrase that is chosen now."""
        self.opening.use_key(key)
        home = self.opening.home()

        def no_ring(problem: Problem) -> None:
            if not isinstance(problem, _Asked):
                self._problem(problem)
                return
            page = PassphrasePage(new=True)
            page.given.connect(
                lambda phrase: self._work.aside(
                    lambda: enter_key(home, key, lambda _: phrase),
                    then=lambda _: self._look(),
                    failed=self._problem,
                )
            )
            page.away.connect(lambda: self._end(False))
            self._show(page)

        self._work.aside(
            lambda: enter_key(home, key, _ask_on_a_page), then=lambda _: self._look(), failed=no_ring
        )

    # the file

    def _look(self) -> None:
        home, key, settings = self.opening.home(), self.opening.key(), self.opening.settings()
        if not self.isVisible():
            self.frame.show_page(LookingPage())
            self._slow.start()
        else:
            self._show(LookingPage())
        told = {"at": -1}

        def tell(done: int, of: int) -> None:
            share = done * 100 // max(of, 1)
            if share != told["at"]:
                told["at"] = share
                self._looked_at.emit(done, of)

        def look() -> None:
            look_first(home, key, settings, thorough=True, progress=tell)
            self.opening.looked()

        self._work.aside(look, then=lambda _: self._ask_for_sheet(), failed=self._not_whole)

    def _progress(self, done: int, of: int) -> None:
        if isinstance(self.page, LookingPage):
            self.page.say(words.progress(done, of), "soft")

    def _not_whole(self, problem: Problem) -> None:
        if not isinstance(problem, DamagedStore):
            self._problem(problem)
            return
        home = self.opening.home()
        found = backups.listed(home.path / backups.FOLDER, home.desk)
        known = heads.known(home.path / DATABASE, derive(self.opening.key(), "database"))
        page = DamagedPage(problem, found[0] if found else None, known.seq if known else None)
        page.restore.connect(lambda: self._restore(found))
        page.look_elsewhere.connect(lambda: self._bring(home.desk, problem))
        page.recover.connect(lambda: self._recover(found))
        page.go_on.connect(self._go_on)
        page.view.connect(lambda: self._view(lambda: self._not_whole(problem)))
        page.away.connect(lambda: self._end(False))
        self._show(page)

    def _view(self, back: Callable[[], None]) -> None:
        """What can be seen without opening it."""
        self._busy("Reading what waits and what was decided")
        self._looker = Looker(
            self.opening, self._work, self._show, back, lambda: self._end(False), rehearsal=self._rehearsal
        )
        self._looker.begin(self._failed)

    def _restore(self, found: list[Backup]) -> None:
        home, key = self.opening.home(), self.opening.key()
        self._busy("Copying and checking the backup")
        self._work.aside(
            lambda: restoring.restore(home, found, key, SystemClock()),
            then=self._restored,
            failed=self._failed,
        )

    def _restored(self, done: Restored) -> None:
        self._tell("The desk is back", words.restored(done))

    def _recover(self, found: list[Backup]) -> None:
        home, key = self.opening.home(), self.opening.key()
        self._busy("Reading what can be read")
        self._work.aside(
            lambda: restoring.recover(home, key, SystemClock(), found),
            then=self._recovered,
            failed=self._failed,
        )

    def _recovered(self, done: Recovered) -> None:
        self._tell("What could be read is back", words.recovered(done))

    def _go_on(self) -> None:
        home, key = self.opening.home(), self.opening.key()
        self._busy("One moment")
        self._work.aside(
            lambda: restoring.go_on(home, key, SystemClock()),
            then=lambda _: self._look(),
            failed=self._failed,
        )

    def _busy(self, sentence: str) -> None:
        if self.page is not None:
            self.page.busy(sentence)

    def _failed(self, problem: Problem) -> None:
        if self.page is not None:
            self.page.free(problem.sentence())

    def _tell(self, title: str, sentences: list[str]) -> None:
        page = TellPage(title, sentences, words.OPEN_DESK)
        page.onward.connect(self._look)
        self._show(page)

    # another computer's desk

    def _bring(self, desk: str = "", problem: Problem | None = None) -> None:
        page = BringPage(desk)
        page.asked.connect(self._bring_back)
        page.back.connect(lambda: self._not_whole(problem) if problem is not None else self._leave_bringing())
        self._show(page)

    def _leave_bringing(self) -> None:
        self._bringing = False
        self._get_key()

    def _bring_back(self, found: list[Backup], typed: str) -> None:
        if not typed and isinstance(self.page, BringPage) and self.page.words is None:
            self._restore(found)
            return
        path = Path(self.opening.home().path)

        def bring() -> tuple[Restored, bytes]:
            checks = restoring.key_checks(found)
            key = read(typed, (lambda each: check_value(each) in checks) if checks else None).key
            mine = restoring.of_key(found, key)
            with restoring.adopted(path, mine[0]):
                return restoring.restore(read_home(path), mine, key, SystemClock()), key

        def brought(result: tuple[Restored, bytes]) -> None:
            self.opening = self.opening.again()
            self.opening.use(path)
            self.opening.use_key(result[1])
            page = TellPage("The desk is back", words.restored(result[0]), words.OPEN_DESK)
            page.onward.connect(lambda: self._keep_key(result[1]))
            self._show(page)

        self._work.aside(bring, then=brought, failed=self._misread)

    # the recovery sheet

    def _ask_for_sheet(self) -> None:
        home = read_home(self.opening.home().path)
        if home.rehearsal or home.sheet or self.opening.key_is_given:
            self._end(True)
            return
        now = SystemClock().wall()
        new_desk = heads.known(home.path / DATABASE, derive(self.opening.key(), "database")) is None
        page = SheetPage(sheet(self.opening.key(), home.desk, now), home.path, new_desk=new_desk)
        page.made.connect(lambda: remember_sheet(home.path, now.date().isoformat()))
        page.onward.connect(lambda: self._end(True))
        page.later.connect(lambda: remember_sheet(home.path, "later"))
        page.later.connect(lambda: self._end(True))
        page.bring_back.connect(self._bring)
        self._show(page)

    # what has no page of its own

    def _problem(self, problem: Problem) -> None:
        page = ProblemPage(problem)
        page.again.connect(self._get_key)
        page.view.connect(lambda: self._view(lambda: self._problem(problem)))
        page.away.connect(lambda: self._end(False))
        self._show(page)

    def _bug(self, error: BaseException) -> None:
        """A mistake of ours: as everywhere, noted by the last hook; the door closes rather than guess."""
        self._end(False)
        raise error
