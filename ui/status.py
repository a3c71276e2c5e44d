"""The status line: worker and accounts, what waits and why. Words, no spinner."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from moderator import platforms
from moderator.actions import KEYS, SUPPORT
from moderator.backups import trouble
from moderator.overview import AGAIN, ALONE, AccountHealth, Status, Waiting, WorkerSeen
from ui import words
from ui.look import pieces
from ui.look.aloud import announce
from ui.rest import override_words

MOMENT = 20_000  # ms that a sentence of the moment stays


class StatusLine(QFrame):
    """Shows a `Status`. `say` puts a sentence of the moment in front of it, above it where there is no room.

    A sentence goes by itself after a while; one about danger, or one that `stays`, is there until the next.
    """

    keys_asked = Signal()
    support_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Status")
        self._reviews = 0
        self._moment = pieces.paragraph("", "accent", step=-0.5)
        self._moment.hide()
        self._worker = pieces.Elided("", "soft", step=-0.5)
        self._waiting = pieces.Elided("", "notice", step=-0.5)
        self._done = pieces.Elided("", "soft", step=-0.5)
        self._keys = pieces.KeyButton("keys", KEYS, quiet=True)
        self._keys.setAccessibleName("List the keys")
        self._keys.clicked.connect(self.keys_asked)
        self._support = pieces.KeyButton("support", SUPPORT, quiet=True)
        self._support.setAccessibleName(SUPPORT.title)
        self._support.clicked.connect(self.support_asked)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(16, 5, 12, 5)
        self._whole.setSpacing(2)
        self._row = QHBoxLayout()
        self._row.setSpacing(20)
        for label in (self._worker, self._waiting, self._done):
            self._row.addWidget(label)
        self._row.addStretch(1)
        self._row.addWidget(self._support)
        self._row.addWidget(self._keys)
        self._whole.addLayout(self._row)
        self._show("", self._worker, self._waiting, self._done)
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.setInterval(MOMENT)
        self._over.timeout.connect(lambda: self.say(""))

    def show_status(self, status: Status) -> None:
        second = status.second_looks
        looks = f"{second} await{'s' if second == 1 else ''} a second look" if second else ""
        waits = (
            override_words.reviews_due(self._reviews),
            words.to_score_by_hand(status.failed),
            words.promises(status.promises_missed, status.promises_nearly),
            looks,
            *map(waiting_words, status.pushing),
            trouble_words(status.accounts),
            keeping_words(status),
        )
        aside = status.set_aside
        self._show(worker_words(status.worker, status.accounts), self._worker)
        self._show(" · ".join(filter(None, waits)), self._waiting)
        self._show(f"{aside} in quarantine" if aside else "", self._done)
        self._place()

    def know_reviews(self, count: int) -> None:
        """What was opened for a threat to life and this person should review: with the next status."""
        self._reviews = count

    @staticmethod
    def _show(text: str, *labels: pieces.Elided) -> None:
        for label in labels:
            if label.text() != text:
                label.show_text(text)
                label.setToolTip(text)
            label.setVisible(bool(text))

    def say(self, sentence: str, *, danger: bool = False, stays: bool = False) -> None:
        """ "" takes the last sentence away."""
        pieces.set_tone(self._moment, "danger" if danger else "accent")
        self._moment.setText(sentence[:300])
        self._moment.setVisible(bool(sentence))
        if sentence and not (danger or stays):
            self._over.start()
        else:
            self._over.stop()
        if sentence:
            announce(self, sentence[:300], urgent=danger)
        self._place()

    def _place(self) -> None:
        """The sentence stands in the row where it fits beside the rest, else above it."""
        parts = [each for each in (self._worker, self._waiting, self._done) if not each.isHidden()]
        told = QFontMetricsF(self._moment.font()).horizontalAdvance(self._moment.text())
        taken = sum(each.sizeHint().width() + self._row.spacing() for each in parts)
        buttons = self._keys.sizeHint().width() + self._support.sizeHint().width()
        fits = told + taken + buttons + 80 < self.width()
        self._moment.setWordWrap(not fits)
        place = self._row if fits else self._whole
        if place.indexOf(self._moment) != 0:
            (self._whole if fits else self._row).removeWidget(self._moment)
            place.insertWidget(0, self._moment)

    def text_resized(self) -> None:
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @property
    def moment(self) -> str:
        """The sentence of the moment."""
        return self._moment.text()

    def words(self) -> str:
        """All that the line says now, for tests and screen readers."""
        return " · ".join(label.text() for label in self.findChildren(QLabel) if label.text())


def worker_words(worker: WorkerSeen, accounts: tuple[AccountHealth, ...]) -> str:
    """What the worker does, for a person."""
    if worker.state == "none":
        return "The worker starts"
    if worker.state == "silent":
        return "The worker is not running; what is decided waits safely"
    if worker.doing.startswith((ALONE, AGAIN)):
        return worker.doing[:1].upper() + worker.doing[1:200]
    if worker.doing not in ("gathering", "scoring", "watching", "sending decisions", "stopped", ""):
        return f"Not scoring: {worker.doing[:160]}"
    gathering = [account for account in accounts if account.platform != "file"]
    count = sum(not account.trouble and not account.paused for account in gathering)
    if not count:
        return "Gathering stands still" if gathering else "No account gathers yet"
    return f"{count} account{'s' if count != 1 else ''} gathering"


def keeping_words(status: Status) -> str:
    """What is not well with backups or the recovery sheet."""
    if status.kept is None or status.now is None:
        return ""
    return trouble(status.kept, status.now, worker_runs=status.worker.state == "running").rstrip(".")


def waiting_words(waiting: Waiting) -> str:
    """ "2 wait: Bluesky asks us to wait. Next try 14:31", or what could not be done."""
    title = title_of(waiting.platform)
    if waiting.parked:
        return f"{waiting.count} could not be done on {title}: {waiting.why.rstrip('.')}"
    if not waiting.why:
        return f"{waiting.count} on the way to {title}"
    again = f". Next try {waiting.next_try.astimezone():%H:%M}" if waiting.next_try else ""
    return f"{waiting.count} not yet on {title}: {waiting.why.rstrip('.')}{again}"


def trouble_words(accounts: tuple[AccountHealth, ...]) -> str:
    troubled = [account for account in accounts if account.trouble]
    if not troubled:
        return ""
    first = troubled[0]
    title = title_of(first.platform)
    what = "needs sign-in" if first.trouble_kind == "sign_in" else "cannot be reached now"
    more = f" and {len(troubled) - 1} more" if len(troubled) > 1 else ""
    return f"{title} {what}{more}"


@cache
def title_of(platform: str) -> str:
    """As the platform calls itself."""
    kind = platforms.kinds().get(platform)
    return "Files" if platform == "file" else platform if kind is None else kind.title
