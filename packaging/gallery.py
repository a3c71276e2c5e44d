"""Every screen in every look, for whoever judges what it looks like: `packaging/gallery.py FOLDER [WORDS...]`.

Each scene is the program itself in a rehearsal home (see stage.py). WORDS choose scenes and looks by their names.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from PySide6.QtCore import Qt
from screenshots import a_morning
from stage import Stage, stage

from moderator.cards import Card
from moderator.scores import Band

LOOKS = {
    "light": {"look": "light"},
    "dark": {"look": "dark"},
    "contrast": {"look": "high-contrast"},
    "small": {"look": "light", "size": (1024, 700)},
    "narrow": {"look": "light", "size": (520, 760)},
    "large": {"look": "light", "text_scale": 2.0},
    "large-small": {"look": "light", "text_scale": 2.0, "size": (1024, 700)},
}


REFUSAL = (
    "Bluesky refused the app password of city.transport.example. It may have been taken back. Make a new one in "
    "Bluesky under Settings, Privacy and security, App passwords, and sign in again."
)
OWN = {
    "welcome",
    "sign_in",
    "sign_in_refused",
    "one_more",
    "empty",
    "loading",
}  # scenes of a desk of one's own


def harsh(card: Card) -> bool:
    return card.band is Band.S2


def _opened(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.open(harsh)


def welcome(desk: Stage) -> None:
    desk.show()
    desk.window.show_welcome()


def sign_in(desk: Stage) -> None:
    welcome(desk)
    desk.press(Qt.Key.Key_2)


def sign_in_refused(desk: Stage) -> None:
    sign_in(desk)
    page = desk.window.welcome.page
    page.handle.setText("city.transport.example")
    page.answer(1, REFUSAL)


def one_more(desk: Stage) -> None:
    welcome(desk)
    desk.window.welcome.begin(first=False)
    desk.window.welcome.setFocus()


def rehearsing(desk: Stage) -> None:
    desk.gather()
    welcome(desk)


def history(desk: Stage) -> None:
    a_morning(desk)
    desk.window.show_screen(1)


def settings(desk: Stage) -> None:
    a_morning(desk)
    desk.window.show_screen(len(desk.window.screens) - 1)


def loading(desk: Stage) -> None:
    desk.window.show()
    desk.window.show_queue()


def empty(desk: Stage) -> None:
    desk.show()
    desk.window.show_queue()


def waiting(desk: Stage) -> None:
    desk.gather()
    desk.show()


def masked(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_V, hold=True)


def plain(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_V, hold=True, shift=True)


def calm(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.open(lambda card: card.band is Band.S0)


def unchecked(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.open(lambda card: card.band is None)


def consequence(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_D)


def refused(desk: Stage) -> None:
    """A problem of the world, said on the card."""
    _opened(desk)
    desk.queue.reader.say_on_card(
        "The desk's file is busy with something else. Nothing is lost; please try again in a moment."
    )


def meter(desk: Stage) -> None:
    a_morning(desk)
    desk.queue.verdicts.meter._ask.setChecked(True)
    desk.settle()


def undone(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_X)
    desk.press(Qt.Key.Key_U)


def warned(desk: Stage) -> None:
    _opened(desk)
    desk.pass_(minutes=19, seconds=20)


def in_a_break(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_B)
    desk.beat()


def break_over(desk: Stage) -> None:
    in_a_break(desk)
    desk.pass_(minutes=12)


def limit(desk: Stage) -> None:
    """The hour's room is used up by looks that were held for long."""
    desk.gather()
    desk.show()
    while desk.ask(lambda console: console.desk.meter().level) != "hard":
        try:
            desk.open(lambda card: card.band in (Band.S4, Band.S3, Band.S2) and card.state == "waiting")
        except StopIteration:
            desk.gather()
            continue
        desk.press(Qt.Key.Key_V, hold=True)
        desk.pass_(seconds=85)
        desk.queue.looking._still()
        desk.queue.looking.end()
        desk.press(Qt.Key.Key_X)
    desk.beat()


def cover(desk: Stage) -> None:
    _opened(desk)
    desk.window.cover()


def key_sheet(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_Question)


def alone(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_Z)


def drawer(desk: Stage) -> None:
    _opened(desk)
    desk.queue.panes.show_drawer(True)


SCENES: dict[str, Callable[[Stage], None]] = {
    each.__name__: each
    for each in (
        welcome, sign_in, sign_in_refused, one_more, rehearsing, loading, empty, waiting, _opened, masked, plain,
        calm, unchecked, consequence, refused, meter, undone, warned, in_a_break, break_over, limit, cover, key_sheet,
        alone, drawer, history, settings,
    )
}  # fmt: skip


def main() -> None:
    into, *wanted = Path(sys.argv[1]), *sys.argv[2:]
    looks = {name: LOOKS[name] for name in wanted if name in LOOKS} or LOOKS
    scenes = {name: SCENES[name] for name in wanted if name in SCENES} or SCENES
    for look, how in looks.items():
        for name, play in scenes.items():
            with stage(**how, rehearsal=name not in OWN) as desk:
                play(desk)
                desk.picture(into / look / f"{name.strip('_')}.png")
        print(into / look)


if __name__ == "__main__":
    main()
