"""Scenes of breaks for the gallery: announced, waiting for typing, left for an emergency, a meeting, the end of the day."""

from __future__ import annotations

from PySide6.QtCore import Qt
from stage import Stage

from moderator.decisions import Verdict
from moderator.scores import Band


def _at_work(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.open(lambda card: card.band is Band.S2)


def _announced(desk: Stage) -> None:
    _at_work(desk)
    desk.pass_(minutes=20, seconds=5)


def put_off_offered(desk: Stage) -> None:
    _announced(desk)


def waits_for_typing(desk: Stage) -> None:
    _announced(desk)
    note = desk.queue.verdicts.note
    note.setFocus()
    for key in (Qt.Key.Key_S, Qt.Key.Key_O):
        desk.press(key)
    for _ in range(9):
        desk.press(Qt.Key.Key_M)
        desk.clock.pass_(seconds=2)
        desk.beat()


def break_more(desk: Stage) -> None:
    """What stands behind "More", with what an emergency exit costs."""
    _at_work(desk)
    desk.press(Qt.Key.Key_B)
    desk.beat()
    desk.queue.curtain.more.setChecked(True)
    desk.queue.curtain.exit.setChecked(True)
    desk.settle()


def _in_emergency(desk: Stage) -> None:
    _at_work(desk)
    escalated = desk.find(lambda card: card.band is Band.S4)
    desk.ask(lambda console: console.desk.decide_unread(escalated, Verdict.ESCALATE))
    desk.press(Qt.Key.Key_B)
    desk.beat()
    desk.queue.curtain.leave.click()
    desk.settle()


def emergency_history(desk: Stage) -> None:
    """Where the escalated cards are."""
    _in_emergency(desk)


def emergency_queue(desk: Stage) -> None:
    _in_emergency(desk)
    desk.window.show_screen(0)
    desk.settle()
    desk.beat()


def in_a_meeting(desk: Stage) -> None:
    _at_work(desk)
    desk.press(Qt.Key.Key_M, shift=True)
    desk.beat()


def finished(desk: Stage) -> None:
    _at_work(desk)
    desk.queue.verdicts.meter._finish.click()
    desk.settle()
    desk.beat()


REST_SCENES = {
    each.__name__: each
    for each in (
        put_off_offered,
        waits_for_typing,
        break_more,
        emergency_history,
        emergency_queue,
        in_a_meeting,
        finished,
    )
}
