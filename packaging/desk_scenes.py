"""Scenes of people, files, rules, settings and of the door for the gallery: on a desk of one's own, with long words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from stage import NINE, Stage

from moderator.backups import Backup
from moderator.cards import Card
from moderator.console import Console
from moderator.decisions import Reason, Verdict
from moderator.people.roles import Role
from moderator.problems import DamagedStore, KeyProblem
from moderator.recovery import sheet
from moderator.scores import Band
from ui.door.bring import BringPage
from ui.door.damaged import DamagedPage
from ui.door.key import LostKeyPage, PassphrasePage
from ui.door.page import Frame, Page
from ui.door.sheet import SheetPage

OFFICE = "Straßenverkehrszulassungsamt"
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
BACKUP = Backup(Path("d-k3x7qmra.db"), datetime(2026, 11, 23, 8, tzinfo=UTC), 41_000_000, lines=1_204)
DAMAGED = DamagedStore("The desk database is damaged", "3 of its 41,204 pages are not as written")


def _shown(desk: Stage, title: str) -> Any:
    desk.show()
    at = next(at for at, place in enumerate(desk.window.rail.places) if place.title == title)
    desk.window.show_screen(at)
    desk.settle()
    desk.settle()
    return desk.window.screens[at]


def settings_backups(desk: Stage) -> None:
    desk.write_settings()
    screen = _shown(desk, "Settings")
    screen.backing.show()
    screen.backing._made = {
        "path": f"/home/{OFFICE}/.local/share/moderator/backups/d-k3x7qmra-20261123T080000Z.db",
        "size": 41_000_000,
        "lines": 1_204,
        "sha256": "6c" * 32,
        "copied": "",
        "second": f"/media/{OFFICE}",
    }
    screen.backing._over(0)
    desk.settle()
    screen.verticalScrollBar().setValue(screen.verticalScrollBar().maximum())


def _people(desk: Stage) -> Any:
    def join(console: Console) -> None:
        console.staff.introduce(f"Kim {OFFICE}", "four calm words here")
        console.staff.add("Asha M.", {Role.MODERATOR, Role.LEAD})
        console.staff.add(LONG[:40], {Role.MODERATOR})
        console.staff.add("سلمى", {Role.HR, Role.MODERATOR})

    desk.ask(join)
    return _shown(desk, "People").pages


def people(desk: Stage) -> None:
    _people(desk)


def person_new(desk: Stage) -> None:
    _people(desk).persons.add.click()
    desk.settle()


def roster(desk: Stage) -> None:
    _people(desk).show_page(2)
    desk.settle()


def import_mapping(desk: Stage) -> None:
    file = desk.folder / "meltwater.csv"
    rows = ["Date\tHeadline\tURL\tOpening Text\tHit Sentence\tSource\tInfluencer\tCountry\tReach"]
    for n in range(9):
        day = f"{20 + n % 3}-Nov-2026 09:0{n}AM"
        rows.append(
            f"{day}\t\thttps://x.com/a/status/{n}\t\tYou absolute turnip {n}\tTwitter\t@user{n}\tAU\t{n}"
        )
    file.write_bytes("\n".join(rows).encode("utf-16"))
    _shown(desk, "Import").look_at(file)
    for _ in range(12):
        desk.settle()


def house_rules(desk: Stage) -> None:
    def write(console: Console) -> None:
        console.rulebook.change(
            Reason(
                "lange-woerter",
                11,
                LONG[:60],
                f"Bitte beachten Sie die Hausordnung des {OFFICE}s.",
                frozenset({Verdict.HIDE}),
            )
        )

    desk.ask(write)
    screen = _shown(desk, "Rules")
    screen.list.setCurrentRow(screen.list.count() - 1)


def rule_list(desk: Stage) -> None:
    """Open on a card: every rule is to be seen."""
    desk.gather()
    desk.show()
    desk.open(lambda card: _harsh(card))
    desk.press(Qt.Key.Key_L)


def _harsh(card: Card) -> bool:
    return card.band is Band.S2


def _door(desk: Stage, page: Page) -> None:
    frame = Frame()
    frame.resize(desk.window.size())
    frame.show_page(page)
    desk.window.show()
    frame.show()
    desk.kept = frame


def door_sheet(desk: Stage) -> None:
    _door(desk, SheetPage(sheet(bytes(32), "d-k3x7qmra", NINE), desk.folder, new_desk=True))


def door_words(desk: Stage) -> None:
    door_sheet(desk)
    desk.kept.page.show_words.click()
    desk.settle()


def door_damaged(desk: Stage) -> None:
    _door(desk, DamagedPage(DAMAGED, BACKUP, 1_207))


def door_lost_key(desk: Stage) -> None:
    page = LostKeyPage(KeyProblem("", "it holds none for this desk"))
    _door(desk, page)
    page.free("Word 3 is not on the list of words. Word 3: reflect, refuse? Nothing has been changed.")


def door_passphrase(desk: Stage) -> None:
    _door(desk, PassphrasePage(new=True, new_desk=True))


def door_bring(desk: Stage) -> None:
    page = BringPage()
    _door(desk, page)
    page.which.setText("3 backups of desk d-k3x7qmra, the newest of 23 Nov 2026 08:00 (41.0 MB).")
    page.which.show()
    page.free(
        "d-k3x7qmra-20261123T080000Z.db was not copied to its end. 300,000 of its 41,000,000 bytes are there. Copy it "
        "once more, or choose another folder."
    )


REHEARSED = {rule_list.__name__: rule_list}
DESK_SCENES = {
    each.__name__: each
    for each in (
        settings_backups, people, person_new, roster, import_mapping, house_rules, door_sheet,
        door_words, door_damaged, door_lost_key, door_passphrase, door_bring,
    )
}  # fmt: skip
