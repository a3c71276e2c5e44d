"""What can be done in a break, if one likes: a pacer for breathing, five steps of grounding, a look into the distance.

Each is left at any time with one press. Nothing moves where motion is off: then there are words alone. Nothing is typed,
counted or kept.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, QTimeLine, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from moderator.wellbeing import pacing
from moderator.wellbeing.pacing import GAZE_SECONDS, GROUNDING, PATTERNS, Pattern
from ui.look import pieces, size, theme
from ui.look.aloud import announce
from ui.look.flow import Flow

_FRAMES = 40  # ms between two pictures of the circle
_CIRCLE = 168  # px
_WORDS = 200  # ms between two looks at the time where nothing moves


class Exercise(QWidget):
    """A heading, what to do, buttons and the honest caption. `left`: the person has had enough of it."""

    left = Signal()

    def __init__(self, title: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.says = centred(pieces.label("", step=3))
        self.caption = centred(pieces.label(caption, "soft", step=-0.5))
        self.stop = QPushButton("Stop")
        self.stop.clicked.connect(self.left)
        self.buttons = Flow()

    def _lay_out(self, *middle: QWidget) -> None:
        for each in middle:
            self.column.addWidget(each, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self.says)
        row = QWidget()
        row.setLayout(self.buttons)
        row.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        self.column.addWidget(row, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self.caption)

    def begin(self) -> None:
        """From the beginning. The keyboard is at the button that one will want first."""
        self.stop.setFocus()

    def end(self) -> None:
        """Nothing runs any more."""

    def _tell(self, sentence: str) -> None:
        if self.says.text() != sentence:
            self.says.setText(sentence)
            announce(self, sentence)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.end()


class Circle(QWidget):
    """As full as the chest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = 0.0
        self.setFixedSize(_CIRCLE, _CIRCLE)  # whatever the size of text: the words must stand below it

    def show_full(self, full: float) -> None:
        self._full = full
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, half = theme.look(), min(self.width(), self.height()) / 2 - 3
        middle = QPointF(self.width() / 2, self.height() / 2)
        radius = half * (0.3 + 0.7 * self._full)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(look.edge), 2 if look.strong else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, half, half)
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.setBrush(QColor(look.tint))
            painter.drawEllipse(middle, radius, radius)


class Breathing(Exercise):
    """Five minutes at most. As a circle, or as words alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Breathe", pacing.BREATHING_CAPTION, parent)
        self.pattern: Pattern = PATTERNS[0]
        self.circle = Circle()
        self.line = QTimeLine(pacing.BREATHING_SECONDS * 1000, self)
        self.line.setEasingCurve(self.line.easingCurve().Type.Linear)
        self.line.valueChanged.connect(lambda _: self._show())
        self.line.finished.connect(self.left)
        self._wants_words = False
        self.rhythm = QPushButton()
        self.rhythm.clicked.connect(self._other_rhythm)
        self.as_words = QPushButton()
        self.as_words.clicked.connect(self._other_way)
        for each in (self.stop, self.rhythm, self.as_words):
            self.buttons.addWidget(each)
        self._lay_out(self.circle)

    @property
    def in_words(self) -> bool:
        return self._wants_words or theme.still()

    def begin(self) -> None:
        super().begin()
        self._name_buttons()
        self.says.setText("")
        self.line.stop()
        self.line.setCurrentTime(0)
        self.line.setUpdateInterval(_WORDS if self.in_words else _FRAMES)
        self.line.start()
        self._show()

    def end(self) -> None:
        self.line.stop()

    def _show(self) -> None:
        moment = pacing.at(self.pattern, self.line.currentTime() / 1000)
        self.circle.show_full(moment.full)
        self._tell(moment.says)

    def _other_rhythm(self) -> None:
        self.pattern = PATTERNS[1 - PATTERNS.index(self.pattern)]
        self.begin()
        self.rhythm.setFocus()

    def _other_way(self) -> None:
        self._wants_words = not self._wants_words
        self._name_buttons()
        self.line.setUpdateInterval(_WORDS if self.in_words else _FRAMES)

    def _name_buttons(self) -> None:
        self.rhythm.setText(PATTERNS[1 - PATTERNS.index(self.pattern)].name)
        self.as_words.setText("With a circle" if self._wants_words else "In words alone")
        self.as_words.setVisible(not theme.still())
        self.circle.setVisible(not self.in_words)


class Grounding(Exercise):
    """Five steps, one after the other, each for as long as one likes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Ground", pacing.GROUNDING_CAPTION, parent)
        self._at = 0
        self.on, self.back = QPushButton("Next"), QPushButton("Back")
        self.step = centred(pieces.label("", "soft", step=-0.5))
        self.on.clicked.connect(lambda: self._go(self._at + 1))
        self.back.clicked.connect(lambda: self._go(self._at - 1))
        for each in (self.on, self.back, self.stop):
            self.buttons.addWidget(each)
        self._lay_out(self.step)

    def begin(self) -> None:
        self.says.setText("")
        self._go(0)
        self.on.setFocus()

    def _go(self, to: int) -> None:
        if to >= len(GROUNDING):
            self.left.emit()
            return
        self._at = max(0, to)
        self.step.setText(f"{self._at + 1} of {len(GROUNDING)}")
        self.on.setText("Done" if self._at + 1 == len(GROUNDING) else "Next")
        self.back.setEnabled(self._at > 0)
        self._tell(GROUNDING[self._at])


class Gaze(Exercise):
    """Not quite a minute away from the screen; its end is told, so that nobody looks back to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Look into the distance", pacing.GAZE_CAPTION, parent)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, GAZE_SECONDS)
        self.bar.setAccessibleName("How far the look into the distance has got")
        size.follow(self.bar, minimumWidth=240, maximumWidth=240)
        self.line = QTimeLine(GAZE_SECONDS * 1000, self)
        self.line.setEasingCurve(self.line.easingCurve().Type.Linear)
        self.line.setUpdateInterval(1000)
        self.line.valueChanged.connect(lambda _: self.bar.setValue(self.line.currentTime() // 1000))
        self.line.finished.connect(self._over)
        self.buttons.addWidget(self.stop)
        self._lay_out(self.bar)

    def begin(self) -> None:
        super().begin()
        self.says.setText("")
        self._tell(pacing.GAZE)
        self.stop.setText("Stop")
        self.line.stop()
        self.line.setCurrentTime(0)
        self.line.start()

    def end(self) -> None:
        self.line.stop()

    def _over(self) -> None:
        self._tell("That was it. Look back when you like.")
        self.stop.setText("Done")


def centred(label: QLabel) -> QLabel:
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setWordWrap(True)
    return label
