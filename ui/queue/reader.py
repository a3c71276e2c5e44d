"""The open card: the thread above it, its veil or its words, replies, what is known of the author, notes.

The reader shows what it is given and asks upwards for more; what a look costs and when it ends is decided in
`looking` and in the core.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from moderator import actions
from moderator.actions import Action
from moderator.cards import Around, Because, Card, OpenCard, Showing, Wording, Words
from moderator.scores import Band
from ui import reasons, words
from ui.capacity import words as capacity
from ui.look import pieces, plain, size, theme
from ui.look.aloud import announce
from ui.look.flow import Flow
from ui.look.passage import Passage
from ui.look.veil import Veil
from ui.queue.hold import HoldButton, HoldKeyButton
from ui.queue.why import WhyView
from ui.queue.wordings import WordingRow, WordingsView
from ui.rest import aimed_words

SETTLES = 150  # ms until a list that opened has its height
_WIDEST = 760  # px of reading column at the usual text size


class Reader(QScrollArea):
    """See the module. At most one passage from behind a veil is on the screen at a time."""

    held = Signal(object, str)  # int | None (a comment around the card; None: the card), Showing
    let_go = Signal()
    said = Signal(str)
    line_asked = Signal()  # the drawer with the line, in narrow windows
    next_asked = Signal()
    connect_asked = Signal()  # add an account or a file
    wordings_asked = Signal()  # what stands on the open card
    taken_out = Signal(int)  # a wording, by its comment
    put_back = Signal(int)  # the card of its own that it had got

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._card: CardView | None = None
        self._waiting: tuple[int, bool] | None = None  # what `show_waiting` shows now
        self.has_sources = True  # is there anything that comments could come from?
        self._around: dict[int, AroundView | WordingRow] = {}
        self.wordings: WordingsView | None = None
        self.verticalScrollBar().rangeChanged.connect(self._show_wordings)
        self._bring = False  # the list of wordings into sight, once it is there
        self._me, self._names, self._spoken = "", dict[str, str](), ""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("The open card")
        self.setProperty("part", "read")
        inside = pieces.Inside()
        across = QHBoxLayout(inside)
        across.setContentsMargins(28, 14, 28, 20)
        self._page = QWidget()
        size.follow(self._page, maximumWidth=_WIDEST)
        across.addWidget(self._page, 100)
        across.addStretch(1)
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._inside = inside
        self.setWidget(inside)
        self._column.addStretch()

    # what is shown

    def know(self, me: str, names: Mapping[str, str]) -> None:
        """Who reads here, and what colleagues are called."""
        self._me, self._names = me, dict(names)

    def show_card(self, opened: OpenCard) -> None:
        """Veiled, whatever was seen of it before."""
        self._clear()
        card = opened.card
        self._column.addLayout(self._crumbs(card))
        for around in opened.above:
            self._add_around(around, "")
        self._card = CardView(opened, self._now())
        self._card.held.connect(lambda showing: self.held.emit(None, showing))
        self._card.let_go.connect(self.let_go)
        self._column.addWidget(self._card)
        self.wordings = self._add_wordings(card) if card.wordings > 1 else None
        for around in opened.below:
            self._add_around(around, " · reply to this")
        self._column.addSpacing(2)
        self._column.addWidget(pieces.hairline())
        self._add_record(opened)
        self._column.addStretch(1)
        self.verticalScrollBar().setValue(0)
        spoken = words.spoken(card, "", plain.name(card.author_name, card.author), mine=True)
        self._spoken = spoken
        self._describe(opened.because)

    def show_waiting(self, waiting: int, *, exhausted: bool = False) -> None:
        """No card is open. The same number again changes nothing, so that the focus stays where it is."""
        state = (-1 if exhausted else waiting, self.has_sources)
        if self._waiting == state:
            return
        self._clear()
        self._waiting = state
        self._column.addStretch(2)
        if waiting:
            told = capacity.TITLE if exhausted else words.waiting(waiting)
            self._column.addWidget(pieces.paragraph(told, step=3))
            if exhausted:
                self._column.addWidget(pieces.paragraph(capacity.WAITS, "soft"))
            self._offer("Open the next card", actions.OPEN, self.next_asked)
            self._column.addWidget(pieces.KeyLine("Or choose one from the line with {next} and {previous}."))
        elif self.has_sources:
            self._column.addWidget(pieces.paragraph(words.EMPTY_LINE, step=3))
            self._column.addWidget(pieces.paragraph(words.EMPTY_LINE_MORE, "soft"))
        else:
            self._column.addWidget(pieces.paragraph(words.NO_SOURCES, step=3))
            self._column.addWidget(pieces.paragraph(words.NO_SOURCES_MORE, "soft"))
            self._offer("Add an account or a file", actions.CONNECT, self.connect_asked)
        self._column.addStretch(5)

    def _offer(self, title: str, key: Action, asked: SignalInstance) -> None:
        button = pieces.KeyButton(title, key)
        size.follow(button, maximumWidth=320)
        button.clicked.connect(asked)
        self._column.addSpacing(4)
        self._column.addWidget(button)

    def show_sentence(self, sentence: str) -> None:
        """No card is open, and why. It stays until a card is opened or the number of waiting cards changes."""
        waiting = self._waiting
        self._clear()
        self._waiting = waiting
        self._column.addStretch(2)
        self._column.addWidget(pieces.paragraph(sentence, step=0.5))
        self._offer("Open the next card", actions.OPEN, self.next_asked)
        self._column.addStretch(5)

    def show_words(self, shown: Words, around: int | None = None) -> None:
        """The words that the core let out, until `cover`."""
        self.cover()
        view = self._card if around is None else self._around.get(around)
        if view is not None:
            view.show_words(shown)

    def cover(self) -> None:
        """Nothing from behind a veil stays in any widget."""
        for view in (self._card, *self._around.values()):
            if view is not None:
                view.cover()

    def say_on_card(self, sentence: str, aloud: str = "") -> None:
        """Why the words cannot be shown, right where they would be and nowhere else; `aloud` where that says more."""
        if self._card is not None:
            self._card.tell(sentence, aloud)

    @property
    def because(self) -> Because | None:
        """Why the open card is veiled, as far as it says so now."""
        return None if self._card is None or self._card.why is None else self._card.why.because

    def show_because(self, because: Because) -> None:
        """More is known of why the open card is veiled."""
        if self._card is not None and self._card.why is not None:
            self._card.why.show_because(because)
            self._describe(because)

    def _describe(self, because: Because | None) -> None:
        """What is said of the open card to whoever listens."""
        why = reasons.aloud(because) if because is not None else ""
        self.setAccessibleDescription(f"{self._spoken}. {why}" if why else self._spoken)

    def toggle_why(self) -> None:
        if self._card is not None and self._card.why is not None:
            self._card.why.toggle()
            QTimer.singleShot(0, self._card.why, self._show_why)

    def _show_why(self) -> None:
        if self._card is not None and self._card.why is not None:
            self.ensureWidgetVisible(self._card.why, 0, 12)

    def text(self) -> str:
        """Every word on the screen, as tests and screen readers find it."""
        told = [each.words() for each in self.findChildren(Passage) if each.isVisibleTo(self)]
        return "\n".join(told)

    # the parts

    def _clear(self) -> None:
        self._card, self._waiting, self.wordings = None, None, None
        self._around = {}
        pieces.empty(self._column)

    def _crumbs(self, card: Card) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(pieces.Badge(card.platform))
        where = pieces.Elided(plain.line(card.account, 120), "soft", step=-0.5)
        row.addWidget(where)
        row.addStretch()
        if card.url:
            copy = QPushButton("Copy link")
            copy.setProperty("part", "quiet")
            copy.setFont(theme.font(-0.5))
            copy.setAccessibleDescription(plain.address(card.url))
            copy.clicked.connect(lambda: self.copy_link(card.url or ""))
            row.addWidget(copy)
        return row

    def copy_link(self, url: str) -> None:
        QGuiApplication.clipboard().setText(url)
        self.said.emit(f"Link copied; it is not opened from here: {plain.address(url)}")

    def _add_around(self, around: Around, what: str) -> None:
        view = AroundView(around, what, self._now())
        view.held.connect(lambda showing: self.held.emit(around.comment_id, showing))
        view.let_go.connect(self.let_go)
        self._around[around.comment_id] = view
        self._column.addWidget(view)

    def _add_wordings(self, card: Card) -> WordingsView:
        view = WordingsView(card)
        view.asked.connect(self.wordings_asked)
        view.held.connect(lambda comment, showing: self.held.emit(comment, showing))
        view.let_go.connect(self.let_go)
        view.taken_out.connect(self.taken_out)
        view.put_back.connect(self.put_back)
        self._column.addWidget(view)
        return view

    def show_wordings(self, card: Card, found: Sequence[Wording]) -> None:
        """Of the open card, as they are now."""
        if self.wordings is not None and self._card is not None:
            self.cover()
            self._card.show_count(card)
            for comment in self.wordings.rows:
                self._around.pop(comment, None)
            self.wordings.show_wordings(card, found)
            self._around |= self.wordings.rows
            if self._bring:
                self.wordings.take_keys()
                QTimer.singleShot(SETTLES, self.wordings, self._brought)

    def toggle_wordings(self) -> None:
        """Nothing where there is one wording alone."""
        if self.wordings is not None:
            self._bring = not self.wordings.open
            if not self._bring and pieces.has_keyboard(self.wordings):
                self.setFocus()
            self.wordings.toggle()

    def _brought(self) -> None:
        self._show_wordings()
        self._bring = False

    def _show_wordings(self) -> None:
        """As much of the list as there is room for, from its beginning."""
        if self.wordings is None or not self._bring:
            return
        top = self.wordings.mapTo(self._inside, QPoint(0, 0)).y() - 12
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if top + self.wordings.height() + 24 > bar.value() + room:
            bar.setValue(
                min(top, top + self.wordings.height() + 24 - room) if self.wordings.height() < room else top
            )

    def _add_record(self, opened: OpenCard) -> None:
        record = opened.author
        if record is not None:
            row = QHBoxLayout()
            row.setSpacing(6)
            name = plain.name(opened.card.author_name, opened.card.author)
            row.addWidget(pieces.Elided(name, step=-0.5, bold=True))
            row.addWidget(pieces.Elided(f"· {words.author(record)}", "soft", step=-0.5))
            row.addStretch()
            self._column.addLayout(row)
            if told := words.past(record.last):
                self._column.addWidget(pieces.paragraph(told, "soft", step=-0.5))
        for note in opened.notes:
            said = Passage(step=-0.5, tone="soft")
            who = "you" if note.who == self._me else self._names.get(note.who, note.who)
            said.show_words(f"Note, {words.moment(note.at)}, {who}: {note.text}")
            self._column.addWidget(said)


class AroundView(QFrame):
    """One comment above or below the card."""

    held = Signal(str)
    let_go = Signal()

    def __init__(self, around: Around, what: str, now: datetime) -> None:
        super().__init__()
        self._around = around
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(pieces.margin_line())
        column = QVBoxLayout()
        column.setContentsMargins(0, 2, 0, 4)
        column.setSpacing(3)
        row.addLayout(column, 1)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(pieces.Elided(_who_when(around, now) + what, "soft", step=-0.5))
        column.addLayout(head)
        self._passage = Passage()
        column.addWidget(self._passage)
        self._veil: Veil | None = None
        if around.text is not None:
            self._passage.show_words(around.text)
            if around.truncated or self._passage.more:
                column.addWidget(pieces.label("The rest is left out here.", "soft", step=-0.5))
            head.addStretch()
            return
        head.addWidget(pieces.Disc(around.band))
        head.addWidget(pieces.label(words.category(around.band, around.category), step=-0.5))
        head.addStretch()
        self._veil = Veil(around.size, slim=True)
        column.addSpacing(3)
        column.addWidget(self._veil)
        self._passage.hide()
        ask = HoldButton("Hold to read", "slurs hidden; counted for you")
        ask.pressed.connect(lambda: self.held.emit(Showing.MASKED.value))
        ask.released.connect(self.let_go)
        head.addWidget(ask)

    def show_words(self, shown: Words) -> None:
        self._passage.show_words(shown.text)
        self._passage.show()
        announce(self._passage, self._passage.accessibleName())
        if self._veil is not None:
            self._veil.hide()

    def cover(self) -> None:
        if self._veil is not None:
            _say_veiled(self._passage)
            self._passage.show_words("")
            self._passage.hide()
            self._veil.show()


class CardView(QFrame):
    """The card itself."""

    held = Signal(str)
    let_go = Signal()

    def __init__(self, opened: OpenCard, now: datetime, *, says: str = words.MAY_DECIDE) -> None:
        super().__init__()
        card = opened.card
        self._veiled, self._says = card.veiled, pieces.paragraph(says, "soft", step=-0.5)
        self.setProperty("part", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        self._count = pieces.Pill(words.copies_and_authors(card))
        column.addLayout(_head(card, now, self._count))
        self._passage = Passage(step=1)
        self._veil = Veil(card.size)
        self._more = pieces.label("", "soft", step=-0.5)
        self._more.hide()
        if card.veiled:
            column.addWidget(self._place())
        else:
            self._passage.show_words(card.text or "")
            blank = not (card.text or "").strip()
            column.addWidget(pieces.label("There are no words in it.", "soft") if blank else self._passage)
            self._say_more(self._passage.more)
        column.addWidget(self._more)
        column.addLayout(_kind(card, opened.explanation))
        if card.names_colleague:
            column.addWidget(pieces.paragraph(aimed_words.NAMES_COLLEAGUE, "soft", step=-0.5))
        if opened.handed:
            column.addWidget(pieces.paragraph("Handed over to you", "soft", step=-0.5))
        if opened.unread:
            column.addWidget(pieces.paragraph(words.sentence_of(opened.unread), "soft", step=-0.5))
        self.why: WhyView | None = None
        if opened.because is not None:
            self.why = WhyView(card, opened.because, key=card.decided is None and opened.claim > 0)
            column.addWidget(self.why)
        if told := words.place(card):
            column.addWidget(pieces.paragraph(told, "soft", step=-0.5))
        self._told = pieces.paragraph("", "notice", step=-0.5)
        self._told.hide()
        column.addWidget(self._told)
        if card.veiled:
            self._add_ways(column)

    def _place(self) -> QFrame:
        place = QFrame()
        place.setProperty("part", "place")
        inside = QVBoxLayout(place)
        inside.setContentsMargins(24, 18, 24, 18)
        inside.addWidget(self._veil)
        inside.addWidget(self._passage)
        self._passage.hide()
        return place

    def _add_ways(self, column: QVBoxLayout) -> None:
        """How to read it, for those who must."""
        column.addWidget(self._says)
        row = QHBoxLayout()
        row.setSpacing(16)
        for title, key, showing in (
            ("Hold to read it with slurs hidden", actions.READ, Showing.MASKED),
            ("as written", actions.READ_AS_WRITTEN, Showing.PLAIN),
        ):
            ask = HoldKeyButton(title, key, quiet=True)
            ask.pressed.connect(lambda showing=showing: self.held.emit(showing.value))
            ask.released.connect(self.let_go)
            row.addWidget(ask)
        row.addStretch()
        column.addLayout(row)

    def show_words(self, shown: Words) -> None:
        if not self._veiled:
            return
        self._told.hide()
        self._says.show()
        self._passage.setMinimumHeight(self._veil.height())  # a short text does not make the card jump
        self._passage.show_words(shown.text, [(mark.begin, mark.end) for mark in shown.marks])
        self._veil.hide()
        self._passage.show()
        announce(self._passage, self._passage.accessibleName())
        self._say_more(shown.truncated or self._passage.more)

    def show_count(self, card: Card) -> None:
        """How many comments it is about by now."""
        self._count.setText(words.copies_and_authors(card))

    def cover(self) -> None:
        if not self._veiled:
            return
        _say_veiled(self._passage)
        self._passage.show_words("")
        self._passage.hide()
        self._veil.show()
        self._more.hide()

    def tell(self, sentence: str, aloud: str = "") -> None:
        """In place of what may be done here: it was just refused."""
        announce(self, aloud or sentence)
        self._told.setText(sentence)
        self._told.show()
        self._says.hide()

    def _say_more(self, more: bool) -> None:
        self._more.setText("This is the first part; the rest is left out here and kept whole.")
        self._more.setVisible(more)


def _say_veiled(passage: Passage) -> None:
    """Breaks off the words that a screen reader may still be speaking."""
    if not passage.isHidden():
        announce(passage, words.VEILED_AGAIN, urgent=True)


def _head(card: Card, now: datetime, pill: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    name = pieces.Elided(plain.name(card.author_name, card.author), bold=True)
    size.follow(name, maximumWidth=300)
    name.setMinimumWidth(min(140, name.sizeHint().width()))
    told = Flow(gap=8)  # beside each other where there is room, else beneath
    told.addWidget(name)
    facts = [words.moment(card.posted_at) if card.posted_at else "time unknown"]
    if card.language and not card.unchecked:
        facts.append(words.language(card.language))
    if card.author_name and card.author:
        facts.append(plain.name(card.author))  # last: it may be long, and gives way first
    told.addWidget(pieces.Elided(" · ".join(facts), "soft", step=-0.5))
    row.addLayout(told, 1)
    if card.copies > 1:
        row.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
    return row


def _kind(card: Card, explanation: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(pieces.Disc(card.band))
    name = pieces.label(words.kind_of(card), bold=card.veiled)
    row.addWidget(name)
    if explanation and (card.band is not Band.S0 or card.allowed):
        told = words.why_unchecked(card, explanation) if card.unchecked else explanation.removeprefix("calm ")
        row.addWidget(pieces.Elided(told, "soft", step=-0.5))
    row.addStretch()
    return row


def _who_when(around: Around, now: datetime) -> str:
    who = plain.name(around.author_name, around.author)
    if around.own:
        who += " (our account)"
    if around.posted_at is None:
        return who
    same_day = around.posted_at.astimezone().date() == now.astimezone().date()
    when = words.clock_time(around.posted_at) if same_day else words.moment(around.posted_at)
    return f"{who} · {when}"
