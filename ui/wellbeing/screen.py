"""A person's own room: how much room is left, what they were shown, what their work did, what others see of them, and whom to
turn to. Everything on it is theirs alone.

To hang something in: `add_part(place, widget)` at one of `PLACES`; it stands under a heading of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from moderator.buddies import Buddy
from moderator.centre import Mine, Watched
from moderator.centre import Work as Together
from moderator.console import Console
from moderator.consulting import Stand
from moderator.problems import NotAllowed, NotSignedIn, Problem
from moderator.settings import Settings
from moderator.wellbeing.own import LATEST
from moderator.wellbeing.policy import Policy
from moderator.wellbeing.support import Rights
from moderator.wellbeing.values import Meter
from ui import words as common
from ui.look import pieces, plain, sheet
from ui.palette import Command
from ui.queue.meter import RoomBar
from ui.rest import words as rest_words
from ui.rest.left_out import LeftOutRows
from ui.support.key import open_support
from ui.wellbeing import words
from ui.wellbeing.buddy import BuddyPart
from ui.wellbeing.chart import Chart
from ui.work import Work

_WIDEST = 860
PLACES = ("Opt-outs", "Diary")


class Known(NamedTuple):
    """What one look brings."""

    meter: Meter
    mine: Mine
    work: Together
    watched: Watched
    policy: Policy
    rights: Rights
    stand: Stand
    buddy: Buddy


class Part(QWidget):
    """A heading with a line, and what stands under it."""

    def __init__(self, title: str, about: str = "") -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 18, 0, 0)
        self.column.setSpacing(6)
        self.column.addWidget(pieces.label(title, bold=True))
        self.column.addWidget(pieces.hairline())
        self.about = pieces.paragraph(about, "soft", step=-0.5)
        self.about.setVisible(bool(about))
        self.column.addWidget(self.about)

    def say(self, text: str = "", tone: str = "ink", *, step: float = 0.0) -> QLabel:
        made = pieces.paragraph(text, tone, step=step)
        self.column.addWidget(made)
        return made


class Unfolding(QWidget):
    """A line that unfolds what it is about."""

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        self.ask = QPushButton(title)
        self.ask.setProperty("part", "quiet")
        self.ask.setCheckable(True)
        self.told = pieces.paragraph(text)
        self.told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.told)
        self.ask.toggled.connect(self.told.setVisible)


class WellbeingScreen(QScrollArea):
    """See the module."""

    said = Signal(str)
    diary_asked = Signal()

    def __init__(self, work: Work, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._watched: Watched | None = None
        self._put_by: set[str] = set()  # signs that the person has heard and put by, until the window closes
        self._mine: Mine | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Wellbeing")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._make_parts()
        self._lay_out()
        self.setFocusProxy(self.talk)

    def _make_parts(self) -> None:
        self.room = Part("Your room now")
        self.hour, self.day = RoomBar("Room this hour"), RoomBar("Room today")
        self.signs = QWidget()
        self._signs = QVBoxLayout(self.signs)
        self._signs.setContentsMargins(0, 0, 0, 0)
        self.past = Part("What you were shown", words.CHART_SAYS)
        self.week, self.weeks = Chart("The last 7 days"), Chart("The last 5 weeks")
        self.breaks = Part("Breaks", words.BREAKS)
        self.did = Part("What your work did")
        self.seen = Part("What others can see of you")
        self.buddy = BuddyPart(self._work)
        self.buddy.said.connect(self.said)
        self.with_buddy = Part("Your buddy", words.BUDDY_ABOUT)
        self.learn = Part("To know")
        self.how_limits = Unfolding("How the limits are set")
        self.rights = Part("Your rights")
        self.talk = QPushButton("Somebody to talk to (F1)")
        self.talk.clicked.connect(open_support)
        self.places = {name: QVBoxLayout() for name in PLACES}
        self.left_out = LeftOutRows(self._work)
        self.left_out.said.connect(self.said)
        self.diary = QPushButton("Open it")
        self.diary.setAccessibleName("Open my private check-in")
        self.diary.clicked.connect(self.diary_asked)

    def _lay_out(self) -> None:
        inside, column = sheet.column(_WIDEST, top=14, bottom=24, gap=4)
        column.addWidget(pieces.label("Wellbeing", step=1, bold=True))
        column.addWidget(pieces.paragraph(words.ABOUT, "soft", step=-0.5))
        column.addWidget(self.talk, 0, Qt.AlignmentFlag.AlignLeft)
        self._fill_room()
        for chart in (self.week, self.weeks):
            self.past.column.addWidget(chart)
        self.next_break = self.breaks.say()
        self.work_told = self.did.say()
        self.seen_list = QVBoxLayout()
        self.seen_list.setSpacing(2)
        self.seen.column.addLayout(self.seen_list)
        self.with_buddy.column.addWidget(self.buddy)
        for each in (
            Unfolding("What reading abuse does to people", words.REACTIONS),
            Unfolding("When to look for help", words.HELP),
            self.how_limits,
        ):
            if each is self.how_limits:
                each.told.setText(words.LIMITS)
            self.learn.column.addWidget(each)
        self.rights_told = self.rights.say()
        self.consulted = self.rights.say("", "soft", step=-0.5)
        for part in (self.room, self.past, self.breaks):
            column.addWidget(part)
        column.addLayout(self.places["Opt-outs"])
        self.places["Opt-outs"].addWidget(self.left_out)
        column.addWidget(self.with_buddy)
        column.addLayout(self.places["Diary"])
        self.add_part("Diary", "Private check-in", self.diary, words.DIARY)
        for part in (self.did, self.seen, self.learn, self.rights):
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(inside)

    def _fill_room(self) -> None:
        self.told = pieces.paragraph("")
        self.exact = pieces.paragraph("", "soft", step=-0.5)
        for name, bar in (("this hour", self.hour), ("today", self.day)):
            self.room.column.addWidget(pieces.label(name, "soft", step=-0.5))
            self.room.column.addWidget(bar)
        self.room.column.addWidget(self.told)
        self.room.column.addWidget(self.exact)
        self.room.say(words.NO_MEASURE, "soft", step=-0.5)
        self.room.column.addWidget(self.signs)

    def add_part(self, place: str, title: str, widget: QWidget, about: str = "") -> None:
        """Another part of the program's own, at one of PLACES."""
        part = Part(title, about)
        button = isinstance(widget, QPushButton)
        part.column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft if button else Qt.AlignmentFlag(0))
        self.places[place].addWidget(part)

    # what every screen has

    def know(self, me: str, names: Mapping[str, str]) -> None:
        self.buddy.know(names)

    def forget(self) -> None:
        """Somebody else may sit down: nothing of this person stays on the page."""
        self._put_by.clear()
        self._mine = self._watched = None
        pieces.empty(self._signs)
        pieces.empty(self.seen_list)
        for label in (self.told, self.exact, self.work_told, self.next_break):
            label.setText("")
        empty = Mine((), 0, 0, ())
        for chart in (self.week, self.weeks):
            chart.ask.setChecked(False)
            chart.show_days(empty, ())
        self.with_buddy.hide()
        self.left_out.hide()

    def refresh(self) -> None:
        self._work.store(_known, self._show, self._not)
        self.left_out.refresh()

    def commands(self) -> list[Command]:
        return [
            Command("The last 7 days as a table", "", lambda: self._unfold(self.week.ask)),
            Command("The last 5 weeks as a table", "", lambda: self._unfold(self.weeks.ask)),
        ]

    def _unfold(self, button: QPushButton) -> None:
        button.setChecked(True)
        button.setFocus()
        self.ensureWidgetVisible(button, 0, 200)

    def _not(self, problem: Problem) -> None:
        if not isinstance(problem, NotAllowed | NotSignedIn):
            self.said.emit(common.problem(problem))

    def _show(self, known: Known) -> None:
        meter, scarce = known.meter, known.meter.level in ("soft", "hard")
        self.hour.show_used(meter.hour, scarce=scarce and meter.hour >= meter.day)
        self.day.show_used(meter.day, scarce=scarce and meter.day >= meter.hour)
        self.told.setText(rest_words.meter(meter))
        self.exact.setText(words.exact(meter))
        self.next_break.setText(f"{rest_words.next_break(meter.rest)}.")
        if known.mine != self._mine:
            self._mine = known.mine
            self.week.show_days(known.mine, known.mine.days[-LATEST:])
            self.weeks.show_days(known.mine, known.mine.days)
            self._show_signs()
        self.work_told.setText(words.work(known.work))
        self._show_watched(known.watched)
        self.how_limits.told.setText(f"{words.LIMITS}\n\n{words.limits(known.policy)}")
        self._show_rights(known.rights, known.stand)
        self.buddy.show_buddy(known.buddy)
        self.with_buddy.setVisible(bool(known.buddy.colleagues))

    def _show_signs(self) -> None:
        pieces.empty(self._signs)
        for sign in self._mine.signs if self._mine is not None else ():
            if sign.key in self._put_by:
                continue
            row = QHBoxLayout()
            row.addWidget(pieces.paragraph(words.sign(sign), "notice"), 1)
            heard = QPushButton("Put it by")
            heard.setAccessibleDescription(words.sign(sign))
            heard.clicked.connect(lambda _=False, key=sign.key: self._put_sign_by(key))
            row.addWidget(heard)
            self._signs.addLayout(row)

    def _put_sign_by(self, key: str) -> None:
        self._put_by.add(key)
        self.talk.setFocus()
        self._show_signs()

    def _show_watched(self, found: Watched) -> None:
        if found == self._watched:
            return
        self._watched = found
        self.seen.about.setText(words.watched(found))
        self.seen.about.show()
        pieces.empty(self.seen_list)
        for each in found.visible:
            self.seen_list.addWidget(pieces.paragraph(each.seen.what))
            who = pieces.paragraph(words.who_sees(each), "soft", step=-0.5)
            who.setContentsMargins(0, 0, 0, 6)
            self.seen_list.addWidget(who)
        self.seen_list.addWidget(pieces.label(words.NEVER))
        for sentence in found.never:
            self.seen_list.addWidget(pieces.paragraph(sentence, "soft", step=-0.5))

    def _show_rights(self, rights: Rights, stand: Stand) -> None:
        told = (
            ("Whom to ask about these settings", rights.contact),
            ("Health and safety representative", rights.representative),
            ("How to object", rights.objecting),
        )
        lines = [f"{title}: {plain.line(text)}" for title, text in told if text]
        self.rights_told.setText("\n".join(lines) or words.RIGHTS_NONE)
        self.consulted.setText(words.consulted(stand))


def _known(console: Console) -> Known:
    return Known(
        console.desk.meter(),
        console.centre.mine(),
        console.centre.work(),
        console.centre.watched(),
        console.protection.policy(),
        console.supporting.card().rights,
        console.consulting.stands(),
        console.buddies.look(),
    )
