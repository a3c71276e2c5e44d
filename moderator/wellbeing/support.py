"""The support card: whom somebody at this desk can talk to, and what the agency has entered of it. Pure.

Three emergency numbers are always on it. Everything else the agency enters, and each entry bears the day on which somebody
last saw that it is right: a number that has changed is worse than none. Whether calls are confidential is said only where the
agency has ticked that it is so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from moderator.problems import BadInput

OLD = timedelta(days=365)  # after which an admin is asked to look at an entry again
NAME, PHONE, HOURS, LINK, TEXT = 80, 40, 120, 200, 400  # letters at the most
MOST = 12  # numbers of the agency's own


@dataclass(frozen=True, slots=True)
class Number:
    """Somebody to call. `checked`: when the agency last saw that it is right; None for what ships with the program."""

    name: str
    phone: str
    checked: date | None = None


# eSafety's pages of help and support, read in 2026
EMERGENCY = (
    Number("Somebody is in danger now", "000"),
    Number("Police, when it can wait", "131 444"),
    Number("Lifeline, day and night", "13 11 14"),
)


@dataclass(frozen=True, slots=True)
class Service:
    """The agency's own support service, an EAP mostly. `confidential`: the agency says that it is not told who calls."""

    name: str = ""
    phone: str = ""
    hours: str = ""
    link: str = ""
    confidential: bool = False
    checked: date | None = None

    @property
    def there(self) -> bool:
        return bool(self.name or self.phone or self.link)


@dataclass(frozen=True, slots=True)
class Rights:
    """Whom to ask about the settings that protect people, and how to object to them."""

    contact: str = ""
    representative: str = ""
    objecting: str = ""
    checked: date | None = None

    @property
    def there(self) -> bool:
        return bool(self.contact or self.representative or self.objecting)


@dataclass(frozen=True, slots=True)
class Support:
    """All of the card."""

    service: Service = field(default_factory=Service)
    numbers: tuple[Number, ...] = ()
    rights: Rights = field(default_factory=Rights)


def dated(wanted: Support, before: Support, today: date, *, all_of_it: bool = False) -> Support:
    """As it is kept: what has changed was looked at today, and with `all_of_it` the rest as well. Raises BadInput."""

    def day(same: bool, had: date | None) -> date:
        return had if same and had is not None and not all_of_it else today

    service, rights, had = wanted.service, wanted.rights, before.service
    _demand_service(service)
    _demand_rights(rights)
    if len(wanted.numbers) > MOST:
        raise BadInput(
            f"{len(wanted.numbers)} numbers are too many to find one in a hurry", "", f"Keep {MOST}"
        )
    same = replace(service, checked=None) == replace(had, checked=None)
    known = {(each.name, each.phone): each.checked for each in before.numbers}
    kept = tuple(
        replace(each, checked=day((each.name, each.phone) in known, known.get((each.name, each.phone))))
        for each in map(_demand_number, wanted.numbers)
    )
    as_before = replace(rights, checked=None) == replace(before.rights, checked=None)
    return Support(
        replace(service, checked=day(same, had.checked) if service.there else None),
        kept,
        replace(rights, checked=day(as_before, before.rights.checked) if rights.there else None),
    )


def old(support: Support, today: date) -> list[str]:
    """What nobody has looked at for a year, by its name."""
    entries = [
        (support.service.name or "the support service", support.service.checked),
        *((each.name, each.checked) for each in support.numbers),
        ("the contacts under Rights", support.rights.checked),
    ]
    return [name for name, checked in entries if checked is not None and today - checked > OLD]


def number_of(line: str) -> Number:
    """ "Name: phone", as people write it. Raises BadInput."""
    name, colon, phone = line.rpartition(":")
    if not colon:
        raise BadInput(f"“{_cut(line)}” names no number", "", "Write it as “Who it is: the number”")
    return _demand_number(Number(name.strip(), phone.strip()))


def _demand_number(number: Number) -> Number:
    if not number.name:
        raise BadInput("A number has no name", "", "Write it as “Who it is: the number”")
    _demand_line("The name of a number", number.name, NAME)
    _demand_phone(f"The number of {_cut(number.name)}", number.phone)
    if not number.phone:
        raise BadInput(f"{_cut(number.name)} has no number", "", "Write it as “Who it is: the number”")
    return number


def _demand_service(service: Service) -> None:
    _demand_line("The name of the service", service.name, NAME)
    _demand_phone("Its number", service.phone)
    _demand_line("Its hours", service.hours, HOURS)
    if service.link:
        _demand_line("Its page", service.link, LINK)
        _demand_https(service.link)
    if not service.there and (service.hours or service.confidential):
        raise BadInput("There are hours but no service", "", "Name it, with its number or its page")


def _demand_rights(rights: Rights) -> None:
    _demand_line("The consultation contact", rights.contact, TEXT)
    _demand_line("The health and safety representative", rights.representative, TEXT)
    _demand_line("How to object", rights.objecting, TEXT)


def _demand_line(what: str, text: str, most: int) -> None:
    if len(text) > most:
        raise BadInput(f"{what} is too long", f"{len(text)} letters", f"{most} at the most")
    if not text.isprintable():
        raise BadInput(
            f"{what} holds a sign that cannot be seen", "", "Type it on one line, without such signs"
        )


def _demand_phone(what: str, phone: str) -> None:
    _demand_line(what, phone, PHONE)
    if phone and not any(sign.isdigit() for sign in phone):
        raise BadInput(f"{what} has no digit in it", "", "Type the number as it is dialled")


def _demand_https(link: str) -> None:
    try:
        parts = urlsplit(link)
        host, at = parts.hostname, parts.username
    except ValueError:
        host, at, parts = None, None, urlsplit("")
    if parts.scheme != "https" or not host or at is not None or any(map(str.isspace, link)):
        raise BadInput(
            "The page of the service cannot be taken", "It is no address that begins with https://", ""
        )


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"


# as it is stored


def write(support: Support) -> str:
    def plain(value: object) -> object:
        return value.isoformat() if isinstance(value, date) else value

    return json.dumps(asdict(support), default=plain, sort_keys=True, ensure_ascii=False)


def read(body: str) -> Support:
    """Raises ValueError for what this program did not write."""
    try:
        found = json.loads(body)
        numbers = tuple(Number(**_with_day(each)) for each in found["numbers"])
        return Support(Service(**_with_day(found["service"])), numbers, Rights(**_with_day(found["rights"])))
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError("no support card") from wrong


def _with_day(found: Mapping[str, Any]) -> dict[str, Any]:
    day = found.get("checked")
    return {**found, "checked": date.fromisoformat(day) if isinstance(day, str) else None}
