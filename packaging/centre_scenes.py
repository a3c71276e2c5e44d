"""Scenes of the support card and of a person's own room for the gallery."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from stage import Stage

from moderator.buddies import Buddy
from moderator.people.roles import Role
from moderator.scores import Band
from moderator.store import exposure, people
from moderator.wellbeing.support import Number, Rights, Service, Support
from ui.wellbeing.screen import WellbeingScreen

DAY_US = 86_400_000_000

EAP = Support(
    Service(
        "Beratungsdienst für Beschäftigte der Verkehrsbetriebe",
        "1800 555 000",
        "day and night, every day of the year",
        "https://talkline.example/staff-of-agencies/how-to-reach-us",
        True,
    ),
    (
        Number("Staff union", "02 5550 0000"),
        Number("Gesundheits- und Sicherheitsbeauftragte", "02 5550 0042"),
    ),
    Rights(
        "Kim O., people and culture",
        "Asha M.",
        "Write to Asha or to the committee; the next meeting deals with it.",
    ),
)


def _entered(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.ask(lambda console: console.supporting.set(EAP))
    desk.window.look_at_support()
    desk.settle()


def support_card(desk: Stage) -> None:
    _entered(desk)
    desk.open(lambda card: card.band is Band.S2)
    desk.press(Qt.Key.Key_F1)


def support_not_entered(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.press(Qt.Key.Key_F1)


def settings_support(desk: Stage) -> None:
    """With an entry that nobody has looked at for a year."""
    _entered(desk)

    def age(console: object) -> None:
        with console.db.transaction():  # type: ignore[attr-defined]
            console.db.run("UPDATE support SET body = replace(body, '2026-11', '2025-10')")  # type: ignore[attr-defined]

    desk.ask(age)
    desk.write_settings()
    page = desk.window.settings
    desk.window.show_screen(desk.window.screens.index(page))
    desk.settle()
    page.verticalScrollBar().setValue(
        page.support.mapTo(page.widget(), page.support.rect().topLeft()).y() - 10
    )


def _in_a_break(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.open(lambda card: card.band is Band.S2)
    desk.press(Qt.Key.Key_B)
    desk.beat()


def breathing(desk: Stage) -> None:
    _in_a_break(desk)
    desk.queue.curtain.breathe.click()
    desk.queue.curtain.breathing.line.setPaused(True)
    desk.queue.curtain.breathing.line.setCurrentTime(3600)
    desk.settle()


def breathing_in_words(desk: Stage) -> None:
    breathing(desk)
    desk.queue.curtain.breathing.as_words.click()
    desk.settle()


def grounding(desk: Stage) -> None:
    _in_a_break(desk)
    desk.queue.curtain.ground.click()
    desk.queue.curtain.grounding.on.click()
    desk.settle()


def gaze(desk: Stage) -> None:
    _in_a_break(desk)
    desk.queue.curtain.gaze.click()
    desk.queue.curtain.gazing.line.setPaused(True)
    desk.queue.curtain.gazing.line.setCurrentTime(17_000)
    desk.settle()


def countdown_hidden(desk: Stage) -> None:
    _in_a_break(desk)
    desk.pass_(seconds=45)
    desk.queue.curtain.more.setChecked(True)
    desk.queue.curtain._hide_count.click()
    desk.settle()


def _diary(desk: Stage, *, open_: bool) -> None:
    desk.gather()
    desk.show()
    desk.window.everywhere.show_diary()
    desk.settle()
    dialog = desk.window.everywhere.diary
    assert dialog is not None
    page = dialog.page
    if open_:
        for field in (page.passphrase, page.again):
            assert field is not None
            field.setText("four calm green words")
        page.go.click()
        assert page.diary is not None
        for mood, sleep, note in (
            (3, 4, ""),
            (2, 2, "A long morning: three threads about the bus lanes. The walk at noon helped."),
            (4, None, "Beratungsgespräch; Arbeitsunfähigkeitsbescheinigungsverlängerungsantrag abgegeben."),
        ):
            page.diary.add(mood, sleep, note)
        page.close_diary()
        page.passphrase.setText("four calm green words")
        page.go.click()
    desk.settle()


def diary_begin(desk: Stage) -> None:
    _diary(desk, open_=False)


def diary_open(desk: Stage) -> None:
    _diary(desk, open_=True)


_WEEKS = (
    120,
    0,
    0,
    90,
    140,
    60,
    210,
    180,
    0,
    0,
    160,
    90,
    310,
    120,
    80,
    0,
    0,
    150,
    420,
    130,
    95,
    170,
    0,
    0,
    200,
    140,
)


def _lived(console: object) -> None:
    """Five weeks of somebody's days, which nobody has in a picture's time."""
    db, person = console.db, console.person  # type: ignore[attr-defined]
    with db.transaction():
        console.desk._sitting.tick(None)  # type: ignore[attr-defined]
        for back, units in enumerate(_WEEKS, 1):
            for band, share in ((1, 0.3), (2, 0.4), (3, 0.2), (4, 0.1)):
                if units:
                    event = exposure.Event(
                        f"{back}-{band}",
                        person,
                        "d",
                        "reveal",
                        1,
                        band,
                        units * share,
                        db.wall_us() - back * DAY_US,
                    )
                    exposure.add(db, event)
        db.run("UPDATE exposure SET at_us = eff_us WHERE desk = 'd'")


def _centre(desk: Stage, above: str = "") -> None:
    _entered(desk)
    desk.ask(_lived)
    page = next(each for each in desk.window.screens if isinstance(each, WellbeingScreen))
    desk.window.show_screen(desk.window.screens.index(page))
    desk.settle()
    if above:
        part = getattr(page, above)
        desk.settle()
        page.verticalScrollBar().setValue(part.mapTo(page.widget(), part.rect().topLeft()).y() - 10)


def wellbeing(desk: Stage) -> None:
    _centre(desk)


def wellbeing_table(desk: Stage) -> None:
    _centre(desk)
    page = desk.window.stack.currentWidget()
    page.week.ask.setChecked(True)
    desk.settle()
    page.verticalScrollBar().setValue(page.past.y())


def wellbeing_seen(desk: Stage) -> None:
    """With a colleague who holds every role, and one who would like to be a buddy."""

    def another(console: object) -> None:
        with console.db.transaction():  # type: ignore[attr-defined]
            for person in (console.person, "p-other"):  # type: ignore[attr-defined]
                people.join(console.db, person)  # type: ignore[attr-defined]
                for role in Role:
                    people.give_role(console.db, person, role, person)  # type: ignore[attr-defined]

    desk.ask(another)
    _centre(desk, "seen")
    for each in desk.window.stack.currentWidget().learn.findChildren(QPushButton):
        each.setChecked(True)
    desk.settle()


def buddy_asks(desk: Stage) -> None:
    """The question of a buddy with a long name, over the queue; and the buddy's part on one's own screen."""
    _entered(desk)
    asks = Buddy(with_="p-kim", question="p-kim", colleagues=("p-kim",))
    desk.window.buddy._names = {"p-kim": "Donaudampfschifffahrtsgesellschaft Freunde"}
    desk.window.buddy.show_buddy(asks)
    desk.settle()


CENTRE_SCENES = {
    each.__name__: each
    for each in (
        support_card,
        support_not_entered,
        settings_support,
        breathing,
        breathing_in_words,
        grounding,
        gaze,
        countdown_hidden,
        diary_begin,
        diary_open,
        buddy_asks,
        wellbeing,
        wellbeing_table,
        wellbeing_seen,
    )
}
