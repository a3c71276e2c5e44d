"""One past decision: what was decided and why, the comment behind its veil, what the platform did, and when.

It shows what it is given and asks upwards; words come only through the door and leave with `cover`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QWidget

from moderator import explaining
from moderator.actions import AGREE, REOPEN, WRITE_ANSWER
from moderator.cards import Card, OpenCard, State, Words
from moderator.records import Dossier, Stand
from ui import near, words
from ui.look import pieces, plain, sheet, theme
from ui.look.passage import Passage
from ui.queue.reader import AroundView, CardView
from ui.queue.wordings import WordingRow

_WIDEST = 760


CHOOSE = "Choose a decision from the list."


class DossierView(QScrollArea):
    """See the module. At most one passage from behind a veil is on the screen at a time."""

    held = Signal(object, str)  # int | None (a comment around; None: the words decided on), Showing
    let_go = Signal()
    reopen_asked = Signal()
    agree_asked = Signal()
    answer_asked = Signal()
    copied = Signal(str)

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._names: Mapping[str, str] = {}
        self._card: CardView | None = None
        self._around: dict[int, AroundView | WordingRow] = {}
        self.reopen: pieces.KeyButton | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("The decision")
        self.setProperty("part", "read")
        inside, self._column = sheet.column(_WIDEST, top=16, bottom=20, gap=12)
        self.setWidget(inside)
        self.show_none(CHOOSE)

    def know(self, names: Mapping[str, str]) -> None:
        """What pseudonyms stand for."""
        self._names = names

    def show_none(self, sentence: str, more: str = "") -> None:
        self._clear()
        self._column.addStretch(2)
        self._column.addWidget(pieces.paragraph(sentence, step=2))
        if more:
            self._column.addWidget(pieces.paragraph(more, "soft"))
        self._column.addStretch(5)

    def show_dossier(self, told: Dossier) -> None:
        """Veiled, whatever was seen of it before."""
        self._clear()
        self._add_head(told)
        self._column.addWidget(pieces.hairline())
        for around in told.above:
            self._add_around(around.comment_id, AroundView(around, "", self._now()))
        self._card = CardView(_as_open(told), self._now(), says=words.IS_DECIDED)
        self._card.held.connect(lambda showing: self.held.emit(None, showing))
        self._card.let_go.connect(self.let_go)
        self._column.addWidget(self._card)
        if told.edited_since:
            self._column.addWidget(
                pieces.paragraph(
                    "Its author changed it since. These are the words that were decided on.", "notice"
                )
            )
        self._add_wordings(told)
        for around in told.below:
            self._add_around(around.comment_id, AroundView(around, " · reply to this", self._now()))
        self._column.addWidget(pieces.hairline())
        self._add_facts(told)
        self._add_ways(told)
        self._column.addStretch(1)
        self.verticalScrollBar().setValue(0)

    def show_words(self, shown: Words, around: int | None = None) -> None:
        self.cover()
        view = self._card if around is None else self._around.get(around)
        if view is not None:
            view.show_words(shown)

    def cover(self) -> None:
        for view in (self._card, *self._around.values()):
            if view is not None:
                view.cover()

    def tell(self, sentence: str) -> None:
        """Why the words cannot be shown, where they would be."""
        if self._card is not None:
            self._card.tell(sentence)

    def text(self) -> str:
        """Every word on the screen, as tests and screen readers find it."""
        told = [each.words() for each in self.findChildren(Passage) if each.isVisibleTo(self)]
        told += [each.text() for each in self.findChildren(QLabel) if each.isVisibleTo(self)]
        return "\n".join(told)

    # the parts

    def _clear(self) -> None:
        self._card, self.reopen = None, None
        self._around = {}
        pieces.empty(self._column)

    def _add_around(self, comment_id: int, view: AroundView) -> None:
        view.held.connect(lambda showing: self.held.emit(comment_id, showing))
        view.let_go.connect(self.let_go)
        self._around[comment_id] = view
        self._column.addWidget(view)

    def _add_head(self, told: Dossier) -> None:
        entry = told.entry
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(pieces.label(words.past_verdict(entry), step=2, bold=True))
        if stand := words.stand(entry):
            row.addWidget(pieces.Pill(stand))
        row.addStretch()
        self._column.addLayout(row)
        seen = words.seen_before(entry.seen)
        who = plain.name(words.who_decided(entry, self._names.get(entry.who, "")))
        told_when = " · ".join(filter(None, (f"{words.moment(entry.at)}, by {who}", seen)))
        self._column.addWidget(pieces.paragraph(told_when, "soft", step=-0.5))
        if told.rule is not None:
            rule = pieces.paragraph(f"House rule {told.rule.number}: {told.rule.title}")
            self._column.addWidget(rule)
            self._column.addWidget(
                pieces.paragraph(f"What the author may be told: {told.rule.wording}", "soft", step=-0.5)
            )

    def _add_wordings(self, told: Dossier) -> None:
        """What else the decision was about, each behind its veil."""
        if not told.wordings:
            return
        self._column.addWidget(pieces.label(near.WORDINGS_DECIDED, bold=True))
        for each in told.wordings:
            row = WordingRow(each, decided=True)
            row.held.connect(lambda showing, of=each.comment: self.held.emit(of, showing))
            row.let_go.connect(self.let_go)
            self._around[each.comment] = row
            self._column.addWidget(row)

    def _add_facts(self, told: Dossier) -> None:
        entry = told.entry
        facts = [
            f"Posted {words.moment(told.posted_at)}" if told.posted_at else "Time of posting unknown",
            f"Gathered {words.moment(told.gathered_at)}",
            f"Decided {words.moment(entry.at)}",
        ]
        if entry.agreed_at is not None:
            facts.append(f"A colleague agreed {words.moment(entry.agreed_at)}")
        if told.followed:
            facts.append(near.followed(told.followed))
        facts += [words.act_done(act) for act in told.acts]
        if entry.undone_at is not None:
            facts.append(f"Reopened {words.moment(entry.undone_at)}")
        if told.gone_at is not None:
            facts.append(f"No longer on the platform since {words.moment(told.gone_at)}")
        self._column.addWidget(pieces.label("What happened", bold=True))
        for fact in facts:
            self._column.addWidget(pieces.paragraph(fact, step=-0.5))
        for note in told.notes:
            said = Passage(step=-0.5, tone="soft")
            said.show_words(f"Note, {words.moment(note.at)}: {note.text}")
            self._column.addWidget(said)
        lines = ", ".join(f"{line.act} (line {line.seq})" for line in told.journal[-8:])
        self._column.addWidget(pieces.paragraph(f"In the journal: {lines or 'nothing'}", "soft", step=-0.5))

    def _add_ways(self, told: Dossier) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        if told.entry.stand is Stand.AWAITS:
            agree = pieces.KeyButton("Agree", AGREE)
            beneath = (
                "yours: somebody else has to look" if told.entry.mine else "it takes effect in ten seconds"
            )
            agree.show_state("Agree", beneath, faint=told.entry.mine)
            agree.clicked.connect(self.agree_asked)
            row.addWidget(agree)
        if told.entry.stand is not Stand.UNDONE:
            self.reopen = pieces.KeyButton("Reopen", REOPEN)
            beneath = "back into the line, with a reason"
            if not told.can_reopen:
                beneath = f"{told.entry.platform.capitalize()} knows no way to undo this"
            self.reopen.show_state("Reopen", beneath, faint=not told.can_reopen)
            self.reopen.clicked.connect(self.reopen_asked)
            row.addWidget(self.reopen)
        answer = pieces.KeyButton("Write an answer", WRITE_ANSWER)
        answer.show_state("Write an answer", "a file for a complaint or a request for information")
        answer.clicked.connect(self.answer_asked)
        row.addWidget(answer)
        self._column.addLayout(row)
        if told.url:
            copy = QPushButton("Copy the comment's address")
            copy.setProperty("part", "quiet")
            copy.setFont(theme.font(-0.5))
            copy.setAccessibleDescription(plain.address(told.url))
            copy.clicked.connect(lambda: self.copied.emit(told.url or ""))
            self._column.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)


def _as_open(told: Dossier) -> OpenCard:
    """The comment as the queue would show it."""
    entry = told.entry
    card = Card(
        id=entry.card,
        platform=entry.platform,
        account=entry.account,
        author=entry.author,
        author_name=entry.author_name,
        posted_at=told.posted_at,
        band=entry.band,
        labels={},
        category=entry.category,
        sure=told.sure,
        model=told.model,
        copies=entry.copies,
        authors=told.authors,
        size=entry.size,
        state=State.DECIDED,
        version=1,
        text=told.text,
        unchecked=entry.unchecked,
        wordings=entry.wordings,
    )
    return OpenCard(
        card=card, claim=0, trusted_for=timedelta(0), explanation=explaining.told(card), because=told.because
    )
