"""Scenes of a desk of which nobody has room, for the gallery."""

from __future__ import annotations

from stage import Stage

from moderator.capacity import Exhausted
from moderator.store import parking

LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwe"


def _exhausted(desk: Stage) -> None:
    desk.gather()

    def begin(console) -> None:  # type: ignore[no-untyped-def]
        with console.db.transaction():
            parking.begin(console.db)

    desk.ask(begin)
    desk.show()


def capacity_asks_a_lead(desk: Stage) -> None:
    _exhausted(desk)
    found = desk.ask(lambda console: console.capacity.now())
    desk.window.capacity.show_capacity(
        Exhausted(found.since, hides=False, asks=True, cannot=("Mastodon", LONG), closes=True), leads=True
    )
    desk.settle()


def capacity_hides(desk: Stage) -> None:
    _exhausted(desk)
    found = desk.ask(lambda console: console.capacity.now())
    desk.window.capacity.show_capacity(Exhausted(found.since, hides=True, asks=False, cannot=()), leads=False)
    desk.settle()


CAPACITY_SCENES = {scene.__name__: scene for scene in (capacity_asks_a_lead, capacity_hides)}
