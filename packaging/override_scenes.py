"""Scenes of overrides and of the consultation for the gallery."""

from __future__ import annotations

from datetime import date, timedelta

from stage import NINE, Stage

from moderator.consulting import Stand
from moderator.overriding import Given, Offered, Resting
from moderator.scores import Band
from moderator.wellbeing.consultation import Consulted, Law
from moderator.wellbeing.overrides import Reason
from ui.people.limits import Look
from ui.rest.glass import AskGlass

WHY = "The storm tonight: people ask where the shelters are, and two of us are ill"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwe Rindfleischetikettierungsüberwachungsaufgaben"
NAMES = {"p-kim": "Kim O.", "p-asha": "مرحبا بكم", "p-bea": LONG[:60]}


def _at_a_limit(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.open(lambda card: card.band is Band.S2)
    card = desk.queue.seat.opened.card.id
    desk.ask(lambda console: [console.desk.nasty(card) for _ in range(76)])
    desk.beat()


def override_offered(desk: Stage) -> None:
    _at_a_limit(desk)
    desk.queue.pulse.stop()
    desk.queue.offer.know(NAMES)
    desk.queue.offer.show_offer(Offered("p-bea", Reason.EMERGENCY_COMMS, f"{WHY} {LONG}", 30, 0, NINE))
    desk.settle()


def glass_offered_in_a_break(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.open(lambda card: card.band is Band.S2)
    desk.ask(lambda console: console.desk.break_now())
    desk.beat()
    desk.queue.pulse.stop()
    desk.queue.curtain.offer.know(NAMES)
    desk.queue.curtain.offer.show_offer(Offered("p-kim", Reason.THREAT_TO_LIFE, WHY, 10, 12, NINE))
    desk.settle()


def glass_asked(desk: Stage) -> None:
    _at_a_limit(desk)
    asking = AskGlass(12, desk.window)
    desk.kept = asking
    asking.open()
    desk.settle()


def people_limits(desk: Stage) -> None:
    """Two who rest, one of whom may be offered something; a review that is late; what was accepted."""
    desk.gather()
    desk.show()
    at = next(n for n, screen in enumerate(desk.window.screens) if screen.accessibleName() == "People")
    desk.window.show_screen(at)
    desk.settle()
    people = desk.window.screens[at].pages
    people.show_page(3)
    desk.settle()
    given = Given(
        3, "p-asha", "p-asha", True, Reason.THREAT_TO_LIFE, WHY, 12, NINE - timedelta(days=2), 10,
        NINE - timedelta(days=1), None, "", False, True,
    )  # fmt: skip
    past = Given(
        2, "p-bea", "p-kim", False, Reason.NO_COVER, WHY, 0, NINE - timedelta(days=3), 30, None, None, "", False, False
    )  # fmt: skip
    people.limits._show(
        Look(
            True,
            "",
            (
                Resting("p-asha", NINE + timedelta(minutes=40), True),
                Resting("p-bea", NINE + timedelta(hours=15), False),
            ),
            (given,),
            (past,),
            NAMES,
        )
    )
    desk.settle()
    people.limits.offers[0].click()
    people.limits.form.why.setText(WHY)
    desk.settle()


def settings_consultation(desk: Stage) -> None:
    _settings(desk)
    day = date(2026, 11, 2)
    whom = f"Everybody who sits at this desk, and {LONG}"
    record = Consulted(day, whom, day, day + timedelta(days=30), Law.NSW)
    page = desk.window.screens[-1]
    page.consultation._show((Stand(record, NINE, False, None, None, False, True, day), True))
    desk.settle()
    _in_sight(desk)


def settings_consultation_form(desk: Stage) -> None:
    _settings(desk)
    page = desk.window.screens[-1]
    page.consultation._show((Stand(None, None, False, None, None, False, True, date(2026, 11, 2)), True))
    page.consultation._ask(True)
    page.consultation._say("The start comes too soon after the notice. Choose 16 Nov 2026 or later.")
    desk.settle()
    _in_sight(desk)


def _settings(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.window.show_screen(len(desk.window.screens) - 1)
    desk.settle()


def _in_sight(desk: Stage) -> None:
    page = desk.window.screens[-1]
    section = page.consultation
    desk.settle()
    page.verticalScrollBar().setValue(section.mapTo(page.widget(), section.rect().topLeft()).y() - 10)


OVERRIDE_SCENES = {
    each.__name__: each
    for each in (
        override_offered,
        glass_offered_in_a_break,
        glass_asked,
        people_limits,
        settings_consultation,
        settings_consultation_form,
    )
}
