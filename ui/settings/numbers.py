"""Every other number that protects people: of the mix and of breaks, each with its grade and source, on request."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from moderator.wellbeing.policy import Mix
from moderator.wellbeing.rhythm import RHYTHM, Rhythm
from ui import words
from ui.look import pieces
from ui.rest import words as rest_words

_RIEDL = "E0, in the direction of Riedl, Masullo and Whipple 2020 (E1): a mix does not exhaust"
_MIX = {
    "uncivil_share": ("Uncivil ones among the last 20, at most", _RIEDL),
    "soft_share": ("The same at a soft limit", _RIEDL),
    "abusive_run": ("Abusive ones or worse in a row", _RIEDL),
    "severe_run": ("Severe ones or worse in a row", _RIEDL),
    "calm_start": ("Mild ones first after a break", "E0: DIS 2024 on interleaving"),
    "severe_gap": ("Minutes with milder work first after a severe one", "E0: a convention"),
    "quiet_end": (
        "Last minutes of a shift without severe ones",
        "E2: IWF 2024, nothing after four in the afternoon",
    ),
}
_RHYTHM = {
    "micro_every_us": "A short break after",
    "micro_len_us": "It lasts",
    "long_every_us": "A long break after",
    "long_len_us": "It lasts",
    "load_trigger": "Units that bring a break forward",
    "merge_us": "A short one this close to a long one is taken as the long one",
    "warn_micro_us": "Warning before a short one",
    "warn_long_us": "Warning before a long one",
    "lull_us": "A lull in the typing",
    "defer_max_us": "Typing puts it off for at most",
    "postpone_us": "It can be put off for",
    "postpones_each": "How often each",
    "postpones_shift": "How often in a shift",
    "postpone_costs_percent": "Percent of that by which it gets longer",
    "idle_after_us": "Without a sign of work, nobody is there after",
    "pause_us": "Away for less is no pause",
    "live_us": "Longest gap between two signs of work",
    "emergency_us": "An emergency exit lasts",
    "emergencies_shift": "Emergency exits in a shift",
    "owed_max_us": "Owed of a broken break, at most",
    "meeting_max_us": "A meeting, at most",
    "override_after_us": "No override in a closed limit's first",
    "shift_gap_us": "Another shift begins after",
}


class OtherNumbers(QWidget):
    """Closed until it is asked for: there are many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mix = Mix()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        self.more = QPushButton("Show the numbers of mix and breaks")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._turn)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._inside = QWidget()
        self._inside.hide()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        column.addWidget(self._inside)

    def show_mix(self, mix: Mix) -> None:
        self._mix = mix
        self._turn(self.more.isChecked())

    def _turn(self, opened: bool) -> None:
        self._inside.hide()
        pieces.empty(self._grid)
        for row, (name, value, source) in enumerate(numbers(self._mix) if opened else ()):
            called = pieces.paragraph(name)
            called.setAccessibleDescription(f"{value}. {source}")
            self._grid.addWidget(called, 2 * row, 0)
            self._grid.addWidget(pieces.label(value), 2 * row, 1, Qt.AlignmentFlag.AlignRight)
            told = pieces.paragraph(source, "soft", step=-1)
            told.setContentsMargins(0, 0, 0, 8)
            self._grid.addWidget(told, 2 * row + 1, 0, 1, 2)
        self._inside.setVisible(opened)


def numbers(mix: Mix) -> list[tuple[str, str, str]]:
    """Name, value, grade and source of each."""
    found = []
    for each in fields(Mix):
        name, source = _MIX.get(each.name, (each.name, "E0: a convention"))
        found.append((name, rest_words.plain_number(getattr(mix, each.name)), source))
    for each in fields(Rhythm):
        value = getattr(RHYTHM, each.name)
        told = words.span(timedelta(microseconds=value)) if each.name.endswith("_us") else f"{value}"
        about = each.metadata
        found.append((_RHYTHM.get(each.name, each.name), told, f"{about['grade']}: {about['source']}"))
    return found
