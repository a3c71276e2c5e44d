"""The status line: worker and accounts, what waits and why. Words, no spinner."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from moderator.backups import trouble
from moderator.overview import AccountHealth, Status, Waiting, WorkerSeen

TITLES = {"bluesky": "Bluesky", "file": "Files", "rehearsal": "Rehearsal"}


class StatusLine(QFrame):
    """Shows a `Status`. `say` puts a sentence of the moment in front of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Status")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(24)
        self._moment = _plain(self, "")
        self._worker = _plain(self, "soft")
        self._waiting = _plain(self, "notice")
        self._done = _plain(self, "soft")
        for label in (self._moment, self._worker, self._waiting, self._done):
            row.addWidget(label)
        row.addStretch(1)
        self._keys = _plain(self, "soft")
        self._keys.setText("? keys")
        row.addWidget(self._keys)

    def show_status(self, status: Status) -> None:
        self._worker.setText(worker_words(status.worker, status.accounts))
        second = status.second_looks
        looks = f"{second} await{'s' if second == 1 else ''} a second look" if second else ""
        waits = " · ".join(
            filter(
                None,
                (
                    looks,
                    *map(waiting_words, status.pushing),
                    trouble_words(status.accounts),
                    keeping_words(status),
                ),
            )
        )
        self._waiting.setText(waits)
        self._waiting.setVisible(bool(waits))
        aside = status.set_aside
        self._done.setText(f"{aside} in quarantine" if aside else "")

    def say(self, sentence: str, *, danger: bool = False) -> None:
        self._moment.setProperty("tone", "danger" if danger else "accent")
        self._moment.style().polish(self._moment)
        self._moment.setText(sentence[:300])

    @property
    def moment(self) -> str:
        """The sentence of the moment."""
        return self._moment.text()

    def words(self) -> str:
        """All that the line says now, for tests and screen readers."""
        return " · ".join(label.text() for label in self.findChildren(QLabel) if label.text())


def _plain(parent: QWidget, tone: str) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if tone:
        label.setProperty("tone", tone)
    return label


def worker_words(worker: WorkerSeen, accounts: tuple[AccountHealth, ...]) -> str:
    """What the worker does, for a person."""
    if worker.state == "none":
        return "The worker starts"
    if worker.state == "silent":
        return "The worker is not running; what is decided waits safely"
    if worker.doing not in ("gathering", "scoring", "watching", "sending decisions", "stopped", ""):
        return f"Not scoring: {worker.doing[:160]}"
    gathering = [account for account in accounts if account.platform != "file"]
    count = len(gathering)
    if not count:
        return "No account gathers yet"
    return f"{count} account{'s' if count != 1 else ''} gathering"


def keeping_words(status: Status) -> str:
    """What is not well with backups or the recovery sheet."""
    if status.kept is None or status.now is None:
        return ""
    return trouble(status.kept, status.now, worker_runs=status.worker.state == "running").rstrip(".")


def waiting_words(waiting: Waiting) -> str:
    """ "2 wait: Bluesky asks us to wait. Next try 14:31", or what could not be done."""
    title = TITLES.get(waiting.platform, waiting.platform)
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
    title = TITLES.get(first.platform, first.platform)
    what = "needs sign-in" if first.trouble_kind == "sign_in" else "cannot be reached now"
    more = f" and {len(troubled) - 1} more" if len(troubled) > 1 else ""
    return f"{title} {what}{more}"
