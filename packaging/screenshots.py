"""The pictures in the README, made from the program itself: `make screenshots`.

A desk is set up in a rehearsal home with a clock that stands still (see stage.py), some comments are decided and
one is looked at, so that the meter has something to tell, and the open card is a veiled one with copies.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from PySide6.QtCore import Qt
from stage import Stage, stage

from moderator.scores import Band

INTO = Path(__file__).resolve().parent.parent / "resources" / "screenshots"


def a_morning(desk: Stage) -> None:
    """Some minutes of work: two looks, two cards hidden, and then a card with many copies is open."""
    desk.gather()
    desk.show()
    for band in (Band.S3, Band.S2):
        desk.open(lambda card, band=band: card.band is band and card.copies == 1)
        desk.press(Qt.Key.Key_V, hold=True)
        desk.pass_(seconds=4)
        desk.queue.looking.release()
        desk.press(Qt.Key.Key_X)
        desk.pass_(minutes=2)
    desk.pass_(seconds=20)
    desk.gather()
    desk.open(lambda card: card.copies > 20)
    desk.queue.line.view.scrollToTop()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--into", type=Path, default=INTO)
    into: Path = asked.parse_args().into
    for look in ("light", "dark"):
        with stage(look) as desk:
            a_morning(desk)
            desk.picture(into / f"queue-{look}.png")
            print(into / f"queue-{look}.png")


if __name__ == "__main__":
    main()
