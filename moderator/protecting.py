"""The numbers that protect people: everybody sees them, admins set the agency's policy, each person may be stricter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from moderator.clock import from_us
from moderator.gate import Gate, Who, asks
from moderator.people.roles import Verb, may
from moderator.problems import BadInput
from moderator.safeguards import SLOWER, InForce, readable
from moderator.store import exposure, journal, protection
from moderator.store.db import Db
from moderator.wellbeing import policy
from moderator.wellbeing.policy import STRICTEST, Policy

MOST_BYTES = 100_000  # of a policy file


@dataclass(frozen=True, slots=True)
class Own:
    """What a person set themselves: `share` in force, `wanted`, and from when that counts where it is not yet in force."""

    share: float
    wanted: float
    since: datetime | None


@dataclass(frozen=True, slots=True)
class SetBy:
    """One policy of the past."""

    id: int
    policy: Policy | None  # None: it cannot be read any more
    who: str
    at: datetime


class Protection:
    """For one person at one desk: see the numbers, set the policy (admins), be stricter with oneself (everybody)."""

    def __init__(self, db: Db, who: Who) -> None:
        self._db, self._person = db, who.person
        self._gate = Gate(db, who.person)
        self._in_force = InForce(db, who.person)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.REST)
    def policy(self) -> Policy:
        """The agency's numbers, which everybody may see."""
        return self._in_force.agency()

    @asks(Verb.SET_POLICY)
    def past(self) -> list[SetBy]:
        """Every policy that was set, the newest first."""
        return [
            SetBy(kept.id, readable(kept.body), kept.who, from_us(kept.at_us))
            for kept in protection.listed(self._db)
        ]

    @asks(Verb.SET_POLICY)
    def set_policy(self, text: str, name: str = "The policy") -> Policy:
        """This TOML holds from now on, at every desk of the store. Raises BadInput, and then nothing has changed."""
        made = policy.read(text, name)
        with self._db.transaction():
            number = protection.add(self._db, policy.write(made), self._person)
            reference = None if made.consultation is None else made.consultation.reference
            journal.append(
                self._db,
                self._person,
                "protection set",
                f"policy {number}",
                {"consulted": reference is not None},
            )
        return made

    @asks(Verb.SET_POLICY)
    def set_from(self, file: Path) -> Policy:
        """The same from a file in UTF-8, MOST_BYTES at the most. Raises BadInput."""
        return self.set_policy(text_of(file), _shown(file))

    @asks(Verb.REST)
    def may_set(self) -> bool:
        """May this person set the policy?"""
        return may(self._gate.roles(), Verb.SET_POLICY)

    @asks(Verb.REST)
    def own(self) -> Own:
        with self._db.transaction():
            eff_us = self._eff_us()
            found, share = protection.own(self._db, self._person), self._in_force.share(eff_us)
        if found is None:
            return Own(1.0, 1.0, None)
        since = from_us(found.eff_us) + SLOWER if share < found.share else None
        return Own(share, found.share, since)

    @asks(Verb.REST)
    def be_stricter(self, share: float) -> Own:
        """A share of the agency's limits for oneself, STRICTEST to 1: less at once, more after a day.

        It is nobody else's business: nothing of it is in the journal. Raises BadInput.
        """
        if not STRICTEST <= share <= 1:
            least = round(STRICTEST * 100)
            raise BadInput(
                f"{share * 100:.0f} % is out of range", "", f"Choose {least} to 100 % of your agency's limits"
            )
        with self._db.transaction():
            eff_us = self._eff_us()
            before = self._in_force.share(eff_us)
            protection.set_own(self._db, self._person, share, before, eff_us)
        return self.own()

    def _eff_us(self) -> int:
        rest = exposure.load_rest(self._db, self._person)
        return self._db.wall_us() if rest is None else rest.eff_us


def text_of(file: Path) -> str:
    """What a policy file says. Raises BadInput, which names it."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or ""
        raise BadInput(f"{_shown(file)} cannot be read", why, "Name a TOML file") from None
    if len(data) > MOST_BYTES:
        raise BadInput(f"{_shown(file)} is too long for a policy", "", f"{MOST_BYTES:,} bytes at the most")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{_shown(file)} is no text in UTF-8", "", "Save it as UTF-8") from None


def _shown(file: Path) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in file.name[:80])
