"""What a lead offers, on the person's own screen: a calm card above the line. One key declines, and nobody is told.

It takes no keyboard away from anything, and accepting is a button alone: no single key opens a limit.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from moderator.actions import DECLINE
from moderator.overriding import Offered
from ui.look import pieces, plain, size
from ui.look.aloud import announce
from ui.look.flow import Flow
from ui.look.passage import Passage
from ui.rest import override_words as words

_WIDEST = 760
_MOST_HIGH = 0.45  # of the window


class OfferCard(QFrame):
    accepted = Signal()
    declined = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: Offered | None = None
        self._answered: tuple[object, ...] | None = None  # until the store has heard of it
        self._names: Mapping[str, str] = {}
        self.title = pieces.paragraph("", step=1)
        self.why = Passage()
        self.means = pieces.paragraph("", "soft", step=-0.5)
        self.accept = QPushButton(words.ACCEPT)
        self.decline = pieces.KeyButton(words.DECLINE, DECLINE)
        self.told = pieces.paragraph(words.DECLINED, "soft", step=-0.5)
        self.decline.setAccessibleDescription(words.DECLINED)
        self.accept.clicked.connect(self.accepted)
        self.decline.clicked.connect(self.declined)
        page = QWidget()
        size.follow(page, maximumWidth=_WIDEST)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.title, self.why, self.means):
            column.addWidget(widget)
        row = Flow()
        row.addWidget(self.decline)
        row.addWidget(self.accept)
        column.addWidget(self.told)
        self._inside = pieces.Inside()
        self._across = across = QHBoxLayout(self._inside)
        across.setContentsMargins(28, 14, 28, 8)
        across.addWidget(page, 100)
        across.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._area)
        below = QVBoxLayout()
        below.setContentsMargins(28, 4, 28, 10)
        below.addLayout(row)
        whole.addLayout(below)
        whole.addWidget(pieces.hairline())
        self.hide()

    def know(self, names: Mapping[str, str]) -> None:
        self._names = names

    def show_offer(self, offered: Offered | None) -> None:
        """None: nothing is offered (any more)."""
        if offered is None:
            self._answered = None
        elif _what(offered) == self._answered:
            offered = None
        same = offered is not None and self._offered is not None and _what(offered) == _what(self._offered)
        self._offered = offered
        if offered is None:
            self.hide()
            return
        if same:
            return
        title = words.offer_title(offered, plain.name(self._names.get(offered.lead, ""), offered.lead))
        self.title.setText(title)
        self.why.show_words(words.offer_why(offered))
        self.means.setText(words.offer_means(offered))
        self.accept.setText(words.ACCEPT_CARD if offered.card else words.ACCEPT)
        self.setAccessibleName(f"{title}. {words.offer_why(offered)}")
        self.show()
        self.text_resized()
        announce(self, title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.text_resized()

    def text_resized(self) -> None:
        """As high as its words; where these would leave no room for the line, they scroll."""
        needs = self._across.totalHeightForWidth(max(1, self.width()))
        self._area.setFixedHeight(min(needs, int(_MOST_HIGH * self.window().height())))

    def put_away(self) -> None:
        """It was answered."""
        self._answered = None if self._offered is None else _what(self._offered)
        self._offered = None
        self.hide()

    @property
    def waits(self) -> bool:
        return self._offered is not None


def _what(offered: Offered) -> tuple[object, ...]:
    return offered.lead, offered.reason, offered.why, offered.minutes, offered.card
