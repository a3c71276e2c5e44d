"""How everything looks: colours, sizes and type as tokens, in three looks.

The look in force belongs to the application, as its palette does: `apply` sets it, `look` tells it. A widget
that paints itself asks `look()` each time it paints, and so follows a change at once. Every pair in `PAIRS` is
tested for contrast. Spaces are multiples of 4 px.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from moderator import resources

UNIT = 4
RADIUS = 8
LEADING = 1.45  # line height in comments
BODY = 10.5  # points


@dataclass(frozen=True, slots=True)
class Look:
    """One set of tokens. `scale` holds the five steps of severity, calm first."""

    name: str
    ground: str
    raised: str  # cards and buttons
    sunken: str  # the place of veiled words
    hover: str
    line: str  # hairlines
    edge: str  # the border of what can be pressed
    ink: str
    soft: str  # second line of text
    accent: str
    on_accent: str
    tint: str  # behind what is chosen
    notice: str
    danger: str
    veil: str
    veil_end: str
    trough: str  # behind the meter's bars
    scale: tuple[str, str, str, str, str]
    strong: bool = False  # borders two pixels wide, nothing carried by tone alone


LIGHT = Look(
    name="light",
    ground="#F7F5F0",
    raised="#FFFEFB",
    sunken="#F3F1EB",
    hover="#F0EEE7",
    line="#DEDBD2",
    edge="#D3CFC4",
    ink="#1F2A30",
    soft="#56636A",
    accent="#2F6F62",
    on_accent="#FFFFFF",
    tint="#E4EDE8",
    notice="#8A5A00",
    danger="#9B2C2C",
    veil="#D9D6CD",
    veil_end="#E3E0D7",
    trough="#E5E2D9",
    scale=("#6C7A86", "#5F7187", "#5B6A8C", "#665A8C", "#6B3F72"),
)

DARK = Look(
    name="dark",
    ground="#161B1E",
    raised="#1C2326",
    sunken="#171C1F",
    hover="#20282B",
    line="#2B3337",
    edge="#364045",
    ink="#E6E3DB",
    soft="#9DA7AA",
    accent="#72B8A8",
    on_accent="#10201C",
    tint="#20322D",
    notice="#DCA94B",
    danger="#E58A84",
    veil="#2C3438",
    veil_end="#333C40",
    trough="#2A3236",
    scale=("#8C9AA5", "#8FA3B8", "#9AA9CC", "#AC9FD0", "#C79BCF"),
)

CONTRAST = Look(
    name="high-contrast",
    ground="#000000",
    raised="#000000",
    sunken="#000000",
    hover="#1A1A1A",
    line="#FFFFFF",
    edge="#FFFFFF",
    ink="#FFFFFF",
    soft="#FFFFFF",
    accent="#7CF5D8",
    on_accent="#000000",
    tint="#00332A",
    notice="#FFD65C",
    danger="#FF9A94",
    veil="#767676",
    veil_end="#767676",
    trough="#000000",
    scale=("#FFFFFF", "#FFFFFF", "#FFFFFF", "#FFFFFF", "#FFFFFF"),
    strong=True,
)

_EFFECTS = (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_AnimateCombo, Qt.UIEffect.UI_AnimateTooltip)
LOOKS = {look.name: look for look in (LIGHT, DARK, CONTRAST)}

# (token in front, token behind, least contrast)
PAIRS = (
    *((text, ground, 4.5) for text in ("ink", "soft") for ground in ("ground", "raised", "tint", "hover")),
    ("ink", "sunken", 4.5),
    ("soft", "sunken", 4.5),
    ("accent", "ground", 4.5),
    ("accent", "raised", 4.5),
    ("accent", "tint", 4.5),
    ("notice", "ground", 4.5),
    ("notice", "raised", 4.5),
    ("danger", "ground", 4.5),
    ("danger", "raised", 4.5),
    ("on_accent", "accent", 4.5),
    ("accent", "trough", 3.0),
    *((f"scale.{step}", ground, 3.0) for step in range(5) for ground in ("ground", "raised", "tint")),
)


def token(look: Look, name: str) -> str:
    """The colour of a token; "scale.3" is the fourth step of severity."""
    kind, _, step = name.partition(".")
    return look.scale[int(step)] if step else str(getattr(look, kind))


def contrast(front: str, behind: str) -> float:
    """Contrast of two opaque colours, 1 to 21, as WCAG 2.2 reckons it."""
    light, dark = sorted((_luminance(front), _luminance(behind)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def look() -> Look:
    """The look in force."""
    app = QApplication.instance()
    return LOOKS.get(str(app.property("look")) if app else "", LIGHT)


def colour(name: str) -> QColor:
    return QColor(token(look(), name))


def choose(setting: str) -> Look:
    """The look for a setting: "system" follows the desktop where it reports what it wants."""
    if setting in LOOKS:
        return LOOKS[setting]
    hints = QGuiApplication.styleHints()
    accessibility = getattr(hints, "accessibility", None)
    if (
        accessibility is not None
        and accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
    ):
        return CONTRAST
    return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT


def apply(app: QApplication, chosen: Look, text_scale: float = 1.0) -> None:
    """Put a look and a text size (1.0 to 2.0) on the whole application."""
    if app.property("look") is None:
        app.setStyle("Fusion")  # each of these looks at every widget again, so none is done twice
    if app.property("look") != chosen.name:
        app.setProperty("look", chosen.name)
        app.setPalette(palette(chosen))
    body = _body_font(app, text_scale)
    if app.font() != body:
        app.setFont(body)
        _font.cache_clear()
    written = sheet(chosen, int(15 * max(1.0, min(2.0, text_scale))))
    if app.styleSheet() != written:
        app.setStyleSheet(written)


def calm(app: QApplication, *, reduced: bool) -> None:
    """Reduced: nothing moves by itself, the caret included."""
    if app.property("moves") is None:
        app.setProperty(
            "moves", (app.cursorFlashTime(), [each for each in _EFFECTS if app.isEffectEnabled(each)])
        )
    flash, effects = app.property("moves")
    app.setCursorFlashTime(0 if reduced else flash)
    for effect in effects:
        app.setEffectEnabled(effect, not reduced)
    app.setProperty("still", reduced)


def still() -> bool:
    """May nothing move by itself?"""
    app = QApplication.instance()
    return bool(app is not None and app.property("still"))


def ring() -> int:
    """Width of the line around what has the keyboard: always wider than a border, so that it is seen without colour."""
    return _ring(look())


def _ring(look: Look) -> int:
    return 4 if look.strong else 2


def text_scale() -> float:
    """The size of text in force."""
    return QApplication.font().pointSizeF() / BODY


def font(step: float = 0.0, *, bold: bool = False) -> QFont:
    """The application's type, `step` points larger or smaller."""
    return QFont(_font(step, bold))


@cache
def _font(step: float, bold: bool) -> QFont:
    """Asked for many times in each painting, and forgotten when another size of text is chosen."""
    made = QFont(QApplication.font())
    made.setPointSizeF(max(6.0, made.pointSizeF() + step * made.pointSizeF() / BODY))
    made.setBold(bold)
    return made


def _body_font(app: QObject, text_scale: float) -> QFont:
    if not app.property("fonts"):
        for file in sorted(resources.path("fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))
        app.setProperty("fonts", True)
    body = QFont()
    body.setFamilies(
        [
            "Noto Sans",
            "Noto Sans Arabic",
            "Noto Sans Hebrew",
            "Noto Sans Devanagari",
            "Noto Sans CJK SC",
            "Noto Color Emoji",
        ]
    )
    body.setPointSizeF(BODY * max(1.0, min(2.0, text_scale)))
    body.setFeature(QFont.Tag("tnum"), 1)  # figures of one width
    return body


def palette(look: Look) -> QPalette:
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: look.ground,
        QPalette.ColorRole.WindowText: look.ink,
        QPalette.ColorRole.Base: look.raised,
        QPalette.ColorRole.AlternateBase: look.ground,
        QPalette.ColorRole.Text: look.ink,
        QPalette.ColorRole.Button: look.raised,
        QPalette.ColorRole.ButtonText: look.ink,
        QPalette.ColorRole.BrightText: look.danger,
        QPalette.ColorRole.Highlight: look.accent,
        QPalette.ColorRole.HighlightedText: look.on_accent,
        QPalette.ColorRole.Link: look.accent,
        QPalette.ColorRole.PlaceholderText: look.soft,
        QPalette.ColorRole.ToolTipBase: look.raised,
        QPalette.ColorRole.ToolTipText: look.ink,
        QPalette.ColorRole.Mid: look.line,
        QPalette.ColorRole.Light: look.raised,
        QPalette.ColorRole.Dark: look.edge,
        QPalette.ColorRole.Shadow: look.edge,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(look.soft))
    return made


def _check(look: Look) -> str:
    """The tick of a box, in black or white."""
    name = "check-white" if _luminance(look.on_accent) > 0.5 else "check"
    return resources.path("icons", f"{name}.svg").as_posix()


def sheet(look: Look, box: int = 15) -> str:
    """The little that a palette cannot say. Widgets carry `tone` and `part` properties; `box` is the side of a mark."""
    border, ring = 2 if look.strong else 1, _ring(look)
    less = ring - border  # what the ring takes of a padding, so that nothing moves
    chosen = look.edge if look.strong else look.tint
    return f"""
    QToolTip {{ color: {look.ink}; background: {look.raised}; border: 1px solid {look.edge}; padding: 4px; }}
    *[tone="soft"] {{ color: {look.soft}; }}
    *[tone="accent"] {{ color: {look.accent}; }}
    *[tone="notice"] {{ color: {look.notice}; }}
    *[tone="danger"] {{ color: {look.danger}; }}
    QFrame[part="hairline"] {{ background: {look.line}; border: none; }}
    QFrame[part="margin"] {{ background: {look.edge}; border: none; }}
    QFrame[part="card"] {{ background: {look.raised}; border: {border}px solid {look.line};
        border-radius: {RADIUS}px; }}
    QFrame[part="card"]:focus {{ border: {ring}px solid {look.accent}; }}
    QFrame[part="place"] {{ background: {look.sunken}; border: none; border-radius: {RADIUS}px; }}
    QLineEdit, QComboBox, QPlainTextEdit, QAbstractSpinBox {{ background: {look.raised}; color: {look.ink};
        border: {border}px solid {look.edge}; border-radius: {RADIUS}px; padding: 7px 12px;
        selection-background-color: {look.accent}; selection-color: {look.on_accent}; }}
    QLineEdit, QPlainTextEdit {{ placeholder-text-color: {look.soft}; }}
    QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus {{ border: {ring}px solid {look.accent};
        padding: {7 - less}px {12 - less}px; }}
    QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{ border: none; padding: 0; background: transparent; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
    QAbstractSpinBox:focus {{ border: {ring}px solid {look.accent}; padding: {7 - less}px {12 - less}px; }}
    QComboBox, QComboBox:focus {{ padding-right: 30px; combobox-popup: 0; }}
    QComboBox::drop-down {{ border: none; width: 28px; }}
    QComboBox::down-arrow {{ image: none; }}
    QComboBox QAbstractItemView {{ background: {look.raised}; color: {look.ink}; border: 1px solid {look.edge};
        selection-background-color: {look.tint}; selection-color: {look.ink}; padding: 4px; outline: none; }}
    QComboBox QAbstractItemView::item {{ padding: 4px 6px; color: {look.ink}; }}
    QComboBox QAbstractItemView::item:selected {{ background: {look.tint}; color: {look.ink}; }}
    QCheckBox, QRadioButton {{ color: {look.ink}; spacing: 8px; }}
    QCheckBox::indicator, QTableView::indicator {{ width: {box}px; height: {box}px; background: {look.raised};
        border: {border}px solid {look.soft}; border-radius: 4px; }}
    QCheckBox::indicator:checked, QTableView::indicator:checked {{ background: {look.accent};
        border-color: {look.accent}; image: url({_check(look)}); }}
    QCheckBox::indicator:focus {{ border: {ring}px solid {look.accent}; margin: -{ring - 2}px; }}
    QPushButton {{ background: {look.raised}; color: {look.ink}; border: {border}px solid {look.edge};
        border-radius: {RADIUS}px; padding: 7px 14px; }}
    QPushButton:hover {{ background: {look.hover}; }}
    QPushButton:focus {{ border: {ring}px solid {look.accent}; padding: {7 - less}px {14 - less}px; }}
    QPushButton:disabled {{ color: {look.soft}; }}
    QPushButton[part="quiet"] {{ background: transparent; border: 1px solid transparent; color: {look.soft};
        padding: 2px 4px; border-radius: 4px; text-align: left; }}
    QPushButton[part="quiet"]:hover {{ color: {look.ink}; text-decoration: underline; }}
    QPushButton[part="quiet"]:focus {{ border: {ring}px solid {look.accent};
        padding: {max(0, 3 - ring)}px {max(0, 5 - ring)}px; color: {look.ink}; }}
    QPushButton[part="first"] {{ border: {border}px solid {look.accent}; color: {look.accent}; }}
    QPushButton[part="first"]:focus {{ border: {ring + 1}px solid {look.accent}; padding: {6 - less}px {13 - less}px; }}
    QPushButton[part="first"]:disabled {{ border-color: {look.edge}; color: {look.soft}; }}
    QPushButton[part="danger"] {{ color: {look.danger}; border-color: {look.danger}; }}
    QWidget[part="rest"] QLabel, QWidget[part="rest"] QPushButton, QWidget[part="rest"] QPushButton[part] {{
        color: {look.ink}; }}
    QProgressBar {{ background: {look.trough}; border: {border}px solid {look.edge if look.strong else look.trough};
        border-radius: 5px; max-height: 10px; min-height: 10px; }}
    QProgressBar::chunk {{ background: {look.accent}; border-radius: 4px; }}
    QListWidget {{ background: {look.raised}; color: {look.ink}; border: {border}px solid {look.edge};
        border-radius: {RADIUS}px; padding: 4px; outline: none; }}
    QListWidget:focus {{ border: {ring}px solid {look.accent}; padding: {4 - less}px; }}
    QListWidget::item {{ padding: 4px 8px; }}
    QListWidget::item:selected {{ background: {look.tint}; color: {look.ink}; }}
    QRadioButton::indicator {{ width: 14px; height: 14px; border-radius: {7 + border}px; background: {look.raised};
        border: {border}px solid {look.edge}; }}
    QRadioButton::indicator:checked {{ background: {look.accent}; border-color: {look.accent}; }}
    QRadioButton::indicator:focus {{ border: {ring}px solid {look.accent}; }}
    QPushButton[part="rail"] {{ background: transparent; border: 1px solid transparent; padding: 0; }}
    QPushButton[part="rail"]:hover {{ background: {look.hover}; }}
    QPushButton[part="rail"]:checked {{ background: {look.tint}; border: {border}px solid {chosen}; }}
    QPushButton[part="rail"]:focus {{ border: {ring}px solid {look.accent}; }}
    QPushButton[part="tab"] {{ background: transparent; border: 1px solid transparent; color: {look.soft};
        padding: 5px 12px; }}
    QPushButton[part="tab"]:hover {{ background: {look.hover}; }}
    QPushButton[part="tab"]:checked {{ background: {look.tint}; color: {look.ink}; border: {border}px solid {chosen}; }}
    QPushButton[part="tab"]:focus {{ border: {ring}px solid {look.accent}; padding: {6 - ring}px {13 - ring}px; }}
    QListView[part="choices"] {{ background: {look.raised}; border: {border}px solid {look.edge};
        border-radius: {RADIUS}px; padding: 4px; outline: none; }}
    QListView[part="choices"]:focus {{ border: {ring}px solid {look.accent}; padding: {4 - less}px; }}
    QListView[part="choices"]::item {{ padding: 7px 10px; border-radius: 6px; color: {look.ink}; }}
    QListView[part="choices"]::item:selected {{ background: {look.tint}; color: {look.ink}; }}
    QTableView[part="grid"] {{ background: {look.raised}; border: 2px solid {look.line};
        border-radius: {RADIUS}px; gridline-color: {look.line}; selection-background-color: {look.tint};
        selection-color: {look.ink}; outline: none; }}
    QTableView[part="grid"]:focus {{ border: {ring}px solid {look.accent}; }}
    QTableView[part="grid"]::item {{ padding: 4px 6px; }}
    QTableView[part="grid"]::item:selected {{ background: {look.tint}; color: {look.ink};
        border: 2px solid {look.accent}; padding: 2px 4px; }}
    QTableView QLineEdit {{ border-radius: 0; padding: 0 4px; }}
    QTableView QLineEdit:focus {{ padding: 0 3px; }}
    QTableCornerButton::section {{ background: {look.raised}; border: none;
        border-bottom: 1px solid {look.line}; }}
    QHeaderView {{ background: transparent; border: none; }}
    QHeaderView::section {{ background: {look.raised}; color: {look.soft}; border: none;
        border-bottom: 1px solid {look.line}; padding: 6px 8px; }}
    QSplitter::handle {{ background: {look.line}; }}
    QSplitter::handle:horizontal {{ width: 1px; }}
    QDialog {{ background: {look.ground}; }}
    QScrollArea, QAbstractScrollArea[part="plain"] {{ background: transparent; border: none; }}
    QScrollArea[part="read"], QListWidget[part="plain"] {{ border: {ring}px solid transparent; padding: 0; }}
    QScrollArea[part="read"]:focus, QListWidget[part="plain"]:focus {{ border: {ring}px solid {look.accent}; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
    QScrollBar::handle:vertical {{ background: {look.edge}; border-radius: 3px; min-height: 32px; }}
    QScrollBar::handle:vertical:hover {{ background: {look.soft}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QScrollBar:horizontal {{ height: 0; }}
    QListWidget::item {{ padding: 8px 16px; border-bottom: 1px solid {look.line}; color: {look.ink}; }}
    QListWidget::item:hover {{ background: {look.hover}; }}
    QListWidget::item:selected {{ background: {look.tint}; color: {look.ink}; }}
    QMenu {{ background: {look.raised}; color: {look.ink}; border: 1px solid {look.edge}; padding: 4px; }}
    QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {look.tint}; }}
    """
