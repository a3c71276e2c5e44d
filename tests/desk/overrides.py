"""Two persons at one real store, one of whom leads the other and has recorded that people were consulted."""

from __future__ import annotations

import uuid
from datetime import timedelta

from moderator.console import Console
from moderator.store import exposure
from moderator.store.exposure import Event
from moderator.wellbeing.consultation import Consulted, Law
from moderator.wellbeing.overrides import Reason
from moderator.wellbeing.values import Presence, Rest
from tests.people.conftest import Office

WHY = "The storm tonight has nobody else to read what people ask"


def consulted(kim: Console) -> None:
    today = kim.consulting.stands().today
    kim.consulting.record(
        Consulted(today, "Everybody, and their representative", today, today, Law.OTHER, confirmed=True)
    )


def charge(console: Console, units: float, *, ago: timedelta = timedelta(0), band: int = 2) -> None:
    """So much was read by whoever sits there."""
    console.desk.rest(Presence.ACTIVE)
    rest = exposure.load_rest(console.db, console.person)
    assert rest is not None
    eff_us = rest.eff_us - ago // timedelta(microseconds=1)
    with console.db.transaction():
        exposure.add(
            console.db, Event(uuid.uuid4().hex, console.person, "d", "reveal", 1, band, units, eff_us)
        )
    console.desk.rest(Presence.ACTIVE)


def minutes(office: Office, console: Console, count: float, *, served: bool = True) -> Rest:
    """With a hand on the mouse, resting whenever it is time to."""
    rest = console.desk.rest(Presence.ACTIVE)
    for _ in range(round(count * 2)):
        office.clock.pass_(seconds=30)
        rest = console.desk.rest(Presence.ACTIVE)
        if served:
            rest = console.desk.ready()
    return rest


def locked(office: Office, console: Console, units: float = 150) -> None:
    """At the hour's limit for eleven minutes."""
    charge(console, units)
    minutes(office, console, 11)


def offer(kim: Console, asha: Console, reason: Reason = Reason.EMERGENCY_COMMS, minutes: int = 30) -> None:
    kim.overriding.offer(asha.person, reason, WHY, minutes=minutes)
