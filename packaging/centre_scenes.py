"""Scenes of the support card and of a person's own room for the gallery."""

from __future__ import annotations

from PySide6.QtCore import Qt
from stage import Stage

from moderator.scores import Band
from moderator.wellbeing.support import Number, Rights, Service, Support

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
    )
}
