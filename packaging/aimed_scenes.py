"""Scenes of the staff directory, of what people leave out, and of cards that name somebody, for the gallery."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QScrollArea
from stage import Stage

from moderator.scores import Band

LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsstelle"
BAD = f"""name,handle,person,team,kind
Anna Beispiel,anna.b,,{LONG},
Kim,,,,
{LONG},,,,team
"""


def _settings(desk: Stage) -> Any:
    desk.show()
    desk.window.show_screen(len(desk.window.screens) - 1)
    desk.settle()
    desk.settle()
    return desk.window.screens[-1]


def _to(desk: Stage, page: Any, part: Any) -> None:
    desk.settle()
    area = page if isinstance(page, QScrollArea) else page.findChild(QScrollArea)
    area.ensureWidgetVisible(part, 0, 400)
    desk.settle()


def settings_left_out(desk: Stage) -> None:
    desk.gather()
    page = _settings(desk)
    page.left_out._choose("threat", 2)
    desk.settle()
    page.left_out.move_off()
    desk.settle()
    _to(desk, page, page.left_out.take_back)


def settings_staff(desk: Stage) -> None:
    desk.gather()
    page = _settings(desk)
    sheet = Path(desk.folder) / "staff.csv"
    sheet.write_text(BAD)
    page.staffing.take_in(sheet)
    desk.settle()
    desk.settle()
    _to(desk, page, page.staffing._list.itemAt(0).widget())


def names_colleague(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.open(lambda card: card.band is Band.S2)
    seat = desk.window.screens[0].seat
    opened = seat.opened
    assert opened is not None
    desk.window.screens[0].reader.show_card(replace(opened, card=replace(opened.card, names_colleague=True)))
    desk.settle()


AIMED_SCENES = {
    "settings_left_out": settings_left_out,
    "settings_staff": settings_staff,
    "names_colleague": names_colleague,
}
