"""What an agency records before leads see anything of how its people fare: with whom it talked, what notice it gave, and
from which day. Pure: a record in, or what is wrong with it.

Limits and breaks need none of it: they run from the first start, and the ledger is the person's alone. Whoever leads sees
nothing that was made from persons' exposure before the start date, and never anything of the time before it.

New South Wales: 14 days' written notice that states the kind of surveillance, how it is done, when it starts, whether it
is continuous or intermittent, and for how long (Workplace Surveillance Act 2005 (NSW) s 10). The ACT has an equivalent
(Workplace Privacy Act 2011). Elsewhere the agency confirms that it gave the notice that its own law asks for. The duty to
consult: WHS Act 2011 ss 47 to 49.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from moderator.problems import BadInput

NOTICE = timedelta(days=14)  # written, in New South Wales and the ACT
MOST = 400  # letters of an entry


class Law(StrEnum):
    """Whose law on workplace surveillance holds here."""

    NSW = "nsw"
    ACT = "act"
    OTHER = "other"  # the Commonwealth and the other states: the agency confirms its own


KIND = "Bands and team figures made from how much each person was shown on this desk"
HOW = "By this program, from the record of what was read; no content, no speed, no idle time, no keystrokes"
WHEN = "While somebody works in the queue, from the start date on"
DURATION = "For as long as this record stands"


@dataclass(frozen=True, slots=True)
class Consulted:
    """`kind`, `how`, `when`, `continuous` and `duration` are what the notice states. `confirmed`: the agency says that
    the notice is what its own law asks for (asked for where `law` is OTHER).
    """

    held: date
    whom: str
    notice: date
    start: date
    law: Law
    kind: str = KIND
    how: str = HOW
    when: str = WHEN
    continuous: bool = True
    duration: str = DURATION
    confirmed: bool = False

    def body(self) -> dict[str, Any]:
        made = asdict(self)
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in made.items()}


def read(body: Mapping[str, Any]) -> Consulted | None:
    """The record that was kept; None for what is none any more, which opens nothing."""
    try:
        dates = {name: date.fromisoformat(body[name]) for name in ("held", "notice", "start")}
        others = {field.name: body[field.name] for field in fields(Consulted) if field.name not in dates}
        made = Consulted(**{**others, **dates, "law": Law(body["law"])})
    except (KeyError, TypeError, ValueError):
        return None
    return made


def demand_good(made: Consulted, today: date, stands: Consulted | None = None) -> Consulted:
    """As it can be recorded today, its texts tidied. `stands`: the record that holds until now. Raises BadInput.

    The start may stay where it was, or be put off; it is never moved to before today, so that nobody's time from before
    this record is ever shown.
    """
    texts = {
        name: " ".join(str(getattr(made, name)).split())
        for name in ("whom", "kind", "how", "when", "duration")
    }
    for name, text in texts.items():
        if not 3 <= len(text) <= MOST:
            raise BadInput(f"{_TITLES[name]} is missing or too long", "", f"Write 3 to {MOST} letters")
    if made.held > today:
        raise BadInput("The consultation is in the future", "", "Record it once it has been held")
    if made.notice > today:
        raise BadInput("The notice is in the future", "", "Record it once it has been given")
    if made.start < made.held:
        raise BadInput("The start is before the consultation", "", "Choose a later start")
    least = made.notice + NOTICE if made.law in (Law.NSW, Law.ACT) else made.notice
    if made.start < least:
        raise BadInput(
            "The start comes too soon after the notice",
            f"{NOTICE.days} days' written notice are asked for here" if made.law is not Law.OTHER else "",
            f"Choose {least:%d %b %Y} or later",
        )
    earliest = min(today, stands.start) if stands is not None else today
    if made.start < earliest:
        raise BadInput(
            "The start is in the past",
            "Nothing is ever shown of the time before a record was made",
            f"Choose {earliest:%d %b %Y} or later",
        )
    if made.law is Law.OTHER and not made.confirmed:
        raise BadInput(
            "It is not confirmed that the notice is what your law asks for",
            "Outside New South Wales and the ACT this program does not know it",
            "Have it checked, and confirm",
        )
    return Consulted(**{**asdict(made), **texts, "law": made.law})


_TITLES = {
    "whom": "With whom",
    "kind": "What kind it is",
    "how": "How it is done",
    "when": "When it is done",
    "duration": "For how long",
}
