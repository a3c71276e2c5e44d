"""Sentences of the support card."""

from __future__ import annotations

from datetime import date

from moderator.wellbeing.support import Service
from ui import words

TITLE = "Somebody to talk to"
NOT_ENTERED = "Your agency has not entered its own support service yet."
NOT_ENTERED_ADMIN = f"{NOT_ENTERED} You can, under Settings."
CONFIDENTIAL = "Confidential: your agency is not told who calls."
NOTHING_KEPT = "Opening this is written down nowhere. Nobody can see that you did, or how often."


def entered(checked: date | None) -> str:
    return "" if checked is None else f"Your agency last checked this on {words.plain_day(checked)}."


def ping(name: str) -> str:
    return f"Ask {name}: Have you got 10 minutes?"


def checked(day: date) -> str:
    return f"last checked on {words.plain_day(day)}"


def service_told(service: Service) -> str:
    """All of it in one sentence, for whoever hears the card open."""
    told = [service.name or "Support service", service.phone, service.hours]
    told += [CONFIDENTIAL] if service.confidential else []
    return ". ".join(filter(None, (each.rstrip(".") for each in told))) + "."
