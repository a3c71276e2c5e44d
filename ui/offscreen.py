"""The desktop where there is no display: the same window, offscreen, through one rehearsal round.

Says so, lets the worker gather and score the rehearsal's sentences, prints the veiled queue and writes a screenshot.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from moderator.cards import Card
from moderator.commands import printable
from moderator.problems import Refused
from ui import words

if TYPE_CHECKING:
    from moderator.commands.opening import Opening
    from ui.app import Desktop

PATIENCE = 60_000  # ms
PRINTED = 20  # cards
SHOT = "moderator-desk.png"


def run(opening: Opening, *, time_scale: float) -> int:
    """Returns the exit code. Raises Refused when the worker brings nothing."""
    click.echo("There is no display here, so the desk runs offscreen through one rehearsal round.")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.app import Desktop, application

    app = application()
    desktop = Desktop(app, opening, rehearsal=True, time_scale=time_scale)
    try:
        desktop.open()
        _until_scored(app, desktop)
        _print_line(desktop)
        path = os.path.abspath(SHOT)
        if not desktop.window.grab().save(path):
            raise Refused(f"The screenshot {path} cannot be written", "", "Run it where you may write")
        click.echo(f"Screenshot: {path}")
        click.echo("With a display the same command opens the desktop. What else there is: moderator --help")
    finally:
        desktop.window.close()
        desktop.close()
    return 0


def _until_scored(app: QApplication, desktop: Desktop) -> None:
    """Wait until the worker has gathered the rehearsal and scored all of it, and the window shows it."""
    loop = QEventLoop()
    seen = {"calm": 0}

    def look() -> None:
        desktop.work.store(lambda console: console.overview.status(), then=judge)

    def judge(status: object) -> None:
        done = status.waiting_cards > 0 and status.unscored == 0  # type: ignore[attr-defined]
        seen["calm"] = seen["calm"] + 1 if done else 0
        if seen["calm"] >= 3:
            loop.quit()

    poll = QTimer()
    poll.timeout.connect(look)
    poll.start(400)
    QTimer.singleShot(PATIENCE, loop.quit)
    loop.exec()
    poll.stop()
    if seen["calm"] < 3:
        raise Refused("The rehearsal brought no comments", "The worker did not answer", "See logs/worker.log")
    _settle(app)


def _settle(app: QApplication) -> None:
    loop = QEventLoop()
    QTimer.singleShot(1200, loop.quit)
    loop.exec()
    app.processEvents()


def _print_line(desktop: Desktop) -> None:
    loop = QEventLoop()
    cards: list[Card] = []

    def got(line: object) -> None:
        cards.extend(line.cards)  # type: ignore[attr-defined]
        loop.quit()

    desktop.work.store(lambda console: console.desk.line(PRINTED), then=got)
    QTimer.singleShot(PATIENCE, loop.quit)
    loop.exec()
    for card in cards:
        click.echo(_as_line(card))


def _as_line(card: Card) -> str:
    band = "not checked" if card.band is None else f"S{int(card.band)}"
    said = words.category(card.band, card.category, card.unchecked)
    what = f"veiled ({said})" if card.veiled else printable((card.text or "")[:60])
    copies = f" · {words.many(card)}" if card.copies > 1 else ""
    return f"{band:<11}  {printable(card.author)[:24]:<24}  {what}{copies}"
