"""Small signs: icons (Lucide), the badge of a platform, the disc of a severity. All tinted from tokens."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QIcon, QPainter, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from moderator import resources
from moderator.scores import Band
from ui.look import theme
from ui.look.turning import upright

_LETTERS = {"files": "F", "rehearsal": "R", "bluesky": "B", "mastodon": "M", "mail": "@"}


def icon(name: str, tone: str = "soft", size: int = 20) -> QIcon:
    """An icon of resources/icons in a token's colour, sharp up to three times its size."""
    return QIcon(picture(name, tone, size, 3.0))


def picture(name: str, tone: str = "soft", size: int = 20, ratio: float = 1.0) -> QPixmap:
    return _icon(name, theme.token(theme.look(), tone), size, ratio)


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    drawing = resources.path("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    drawing = drawing.replace('stroke-width="2"', 'stroke-width="1.6"')
    drawn = QPixmap(int(size * ratio), int(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    with QPainter(drawn) as painter:
        QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    return drawn


def letter(platform: str) -> str:
    return _LETTERS.get(platform, platform[:1].upper() or "·")


def paint_badge(painter: QPainter, place: QRectF, platform: str) -> None:
    """The platform as a letter in a small frame: no logos, no colours of brands."""
    tone = theme.colour("soft")
    painter.setPen(QPen(tone, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    kept = QFont(painter.font())
    small = QFont(QApplication.font())
    small.setPixelSize(max(7, int(place.height() * 0.62)))
    painter.setFont(small)
    with upright(painter, place):
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, letter(platform))
    painter.setFont(kept)


def paint_disc(painter: QPainter, middle: QPointF, radius: float, band: Band | None) -> None:
    """Severity as a disc: outline, quarter, half, three quarters, full. Not checked: a broken outline."""
    look = theme.look()
    tone = QColor(look.soft if band is None else look.scale[int(band)])
    pen = QPen(tone, 1.3)
    if band is None:
        pen.setDashPattern([2.2, 1.6])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    round_ = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
    painter.drawEllipse(round_)
    if band:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone)
        painter.drawPie(round_, 90 * 16, -int(band) * 90 * 16)


def paint_key(painter: QPainter, place: QRectF, key: str, tone: str = "soft") -> None:
    """A key's cap."""
    look = theme.look()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(look.edge), 2 if look.strong else 1))
    painter.setBrush(QColor(look.raised))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(QColor(theme.token(look, tone)))
    painter.setFont(theme.font(-2, bold=True))
    with upright(painter, place):
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, key)


def key_size(key: str) -> tuple[float, float]:
    return _key_size(key, QApplication.font().pointSizeF())


@lru_cache(maxsize=512)
def _key_size(key: str, points: float) -> tuple[float, float]:
    """Asked for dozens of times whenever a card is laid out; another size of text is another answer."""
    metrics = QFontMetricsF(theme.font(-2, bold=True))
    height = metrics.height() + 3
    return max(height, metrics.horizontalAdvance(key) + 12), height
