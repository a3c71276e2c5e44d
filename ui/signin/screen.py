"""The way in, where several persons sign in: choose your name, give your passphrase.

With a one-time code in place of the passphrase, the next page asks for a passphrase of one's own. What is typed goes
to the core and nowhere else; the fields are emptied with each try.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from moderator.entrance import Face, Shown
from moderator.problems import Problem, WrongPassphrase
from ui import words
from ui.look import pieces, plain, theme
from ui.signin.faces import FaceModel
from ui.signin.fields import NewPhrase, PhraseField, said, say
from ui.work import Work

FORGOTTEN = (
    "An admin can give you a one-time code: under People, “New one-time code”. Type it in place of your passphrase. "
    "Where no admin is left, the recovery sheet helps: moderator person reset NAME --recovery-sheet"
)


class SignInScreen(QScrollArea):
    """See the module."""

    signed_in = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.setWidgetResizable(True)
        self.setProperty("part", "plain")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Sign in")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.faces = FaceModel(self)
        self.names = QListView()
        self.phrase = PhraseField("Passphrase")
        self.go = QPushButton("Sign in")
        self.forgotten = QPushButton("Forgotten?")
        self.said = said()
        self.new = NewPhrase()
        self.choose = QPushButton("Use this passphrase")
        self.back = QPushButton("Back")
        self.said_new = said()
        self.pages = QStackedWidget()
        self.pages.addWidget(self._who())
        self.pages.addWidget(self._own())
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._waited)
        self._lay_out()
        self.names.selectionModel().currentChanged.connect(self._turned)
        self.names.activated.connect(lambda _: self.phrase.edit.setFocus())
        self.phrase.entered.connect(self._sign_in)
        self.go.clicked.connect(self._sign_in)
        self.forgotten.clicked.connect(lambda: say(self.said, FORGOTTEN))
        self.new.entered.connect(self._choose)
        self.choose.clicked.connect(self._choose)
        self.back.clicked.connect(self.begin)

    def _lay_out(self) -> None:
        inside = pieces.Inside()
        row = QHBoxLayout(inside)
        row.setContentsMargins(24, 24, 24, 24)
        row.addStretch(1)
        column = QVBoxLayout()
        column.addStretch(1)
        column.addWidget(self.pages)
        column.addStretch(2)
        row.addLayout(column, 4)
        row.addStretch(1)
        self.pages.setMaximumWidth(520)
        self.setWidget(inside)

    def _who(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(pieces.label("Who sits here?", step=8))
        column.addWidget(pieces.paragraph("Meter, breaks and decisions are each person's own.", "soft"))
        self.names.setModel(self.faces)
        self.names.setAccessibleName("Your name")
        self.names.setProperty("part", "choices")
        self.names.setFont(theme.font(1))
        self.names.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.names.setSpacing(1)
        column.addWidget(self.names)
        column.addWidget(self.phrase)
        row = QHBoxLayout()
        self.go.setProperty("part", "first")
        self.forgotten.setProperty("part", "quiet")
        row.addWidget(self.go)
        row.addStretch(1)
        row.addWidget(self.forgotten)
        column.addLayout(row)
        column.addWidget(self.said)
        column.addStretch(1)
        return page

    def _own(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._welcome = pieces.label("", step=8)
        column.addWidget(self._welcome)
        column.addWidget(
            pieces.paragraph("Your code is used up when you have chosen a passphrase of your own.", "soft")
        )
        column.addWidget(self.new)
        row = QHBoxLayout()
        self.choose.setProperty("part", "first")
        row.addWidget(self.choose)
        row.addWidget(self.back)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.said_new)
        column.addStretch(1)
        return page

    # what happens

    def begin(self, sentence: str = "") -> None:
        """Ask who sits here; `sentence` says why."""
        self.phrase.edit.clear()
        self.new.clear()
        self.pages.setCurrentIndex(0)
        say(self.said, sentence if isinstance(sentence, str) else "")
        self._work.store(lambda console: console.faces(), self._show_faces)

    def _show_faces(self, faces: Sequence[Face]) -> None:
        before = self._face()
        self.faces.show_faces(faces)
        high = sum(self.names.sizeHintForRow(row) + 2 for row in range(min(len(faces), 7)))
        self.names.setFixedHeight(max(40, high) + 14)
        row = next((at for at, face in enumerate(faces) if before and face.person == before.person), 0)
        sentence = self.said.text()
        self.names.setCurrentIndex(self.faces.index(row))
        say(self.said, sentence)  # nobody chose another name
        self.names.setFocus()

    def _face(self) -> Face | None:
        return self.faces.face(self.names.currentIndex().row())

    def _turned(self) -> None:
        """Another name: what was typed was not for it."""
        self.phrase.edit.clear()
        face = self._face()
        if face is not None:
            self.phrase.show_title(
                f"Passphrase of {plain.name(face.name, face.person)}, or their one-time code"
            )
        if not self._wait.isActive():
            say(self.said, "")

    def _sign_in(self) -> None:
        face, phrase = self._face(), self.phrase.take()
        if face is None or not self.go.isEnabled():
            return
        if not phrase:
            say(self.said, "Type your passphrase, or the one-time code that an admin gave you.")
            self.phrase.edit.setFocus()
            return
        self.sign_in(face.person, phrase)

    def sign_in(self, person: str, phrase: str) -> None:
        """Try this one; also for what came with the command that opened the window."""
        self._busy(True)
        self._work.store(lambda console: console.sign_in(person, phrase), self._shown, self._refused)

    def _shown(self, shown: Shown) -> None:
        self._busy(False)
        say(self.said, "")
        if not shown.must_choose:
            self.signed_in.emit()
            return
        face = self._face()
        self._welcome.setText("Choose a passphrase")
        if face is not None:
            self.pages.setAccessibleName(f"Choose a passphrase, {plain.name(face.name, face.person)}")
        say(self.said_new, "")
        self.pages.setCurrentIndex(1)
        self.new.setFocus()

    def _refused(self, problem: Problem) -> None:
        wait = problem.wait.total_seconds() if isinstance(problem, WrongPassphrase) else 0
        self._busy(False)
        say(self.said, words.problem(problem))
        self.phrase.edit.setFocus()
        if wait > 0:
            self._wait.start(int(min(wait, 3600) * 1000))

    def _waited(self) -> None:
        say(self.said, "You can try again now.")

    def _busy(self, busy: bool) -> None:
        self.go.setEnabled(not busy)
        self.choose.setEnabled(not busy)
        if busy:
            say(self.said, "One moment")

    def _choose(self) -> None:
        phrase, why_not = self.new.take()
        if why_not:
            say(self.said_new, why_not)
            return
        self.choose.setEnabled(False)
        say(self.said_new, "One moment")
        self._work.store(lambda console: console.choose_passphrase(phrase), self._chosen, self._not_chosen)

    def _chosen(self, _: None) -> None:
        self.choose.setEnabled(True)
        self.signed_in.emit()

    def _not_chosen(self, problem: Problem) -> None:
        self.choose.setEnabled(True)
        say(self.said_new, words.problem(problem))
        self.new.setFocus()
