"""The way in: who may sit at this desk, and how they show that they are who they say.

One person alone walks in. From the second person on, each gives their own passphrase; who has none yet, or has
forgotten it, gives the one-time code that an admin read to them, and chooses a passphrase then. Checking is slow, and
after three wrong tries there is a wait, which neither a restart nor another window shortens.

A team's server will know by itself who has connected (`session_user`); that takes the place of `sign_in` alone.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from moderator.gate import Code, new_code
from moderator.people import names, passphrases
from moderator.people.roles import Role
from moderator.problems import BadInput, NotAllowed, NotSignedIn, WrongPassphrase
from moderator.store import journal, people
from moderator.store.db import Db

TICKET = "ticket:"
TICKET_LIFE = timedelta(minutes=1)
_US = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody who can sign in here."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Who somebody has shown to be. `code` is the hash of the one-time code they used, "" otherwise: then they
    choose a passphrase before anything else.
    """

    person: str
    code: str = ""

    @property
    def must_choose(self) -> bool:
        return bool(self.code)


class Entrance:
    """`founder` is the person that this home was made with, `desk` is what the journal calls this desk."""

    def __init__(self, db: Db, founder: str, desk: str) -> None:
        self._db, self._founder, self._desk = db, founder, desk

    def walks_in(self) -> str | None:
        """The one person who needs no passphrase; None when everybody signs in."""
        count, _, ever = people.here(self._db, self._founder)
        if count == 0:
            return self._founder
        return people.only_one(self._db) if ever else None  # otherwise: another machine's people, on a server

    def faces(self) -> tuple[Face, ...]:
        """Everybody who can sign in, by name. The look at the names is in the journal."""
        with self._db.transaction():
            called = people.names(self._db, self._desk, "sign-in page")
        found = [Face(one.id, called.get(one.id, one.id)) for one in people.everybody(self._db)]
        return tuple(sorted(found, key=lambda face: (names.key(face.name), face.person)))

    def person_called(self, called: str, *, left_too: bool = False) -> str:
        """The pseudonym of somebody here, by name or pseudonym. Raises BadInput."""
        found = people.named(self._db, names.key(called))
        for person in (called.strip(), found):
            known = people.get(self._db, person) if person else None
            if known is not None and (left_too or known.left_us is None):
                return known.id
        raise BadInput(
            f"There is nobody called “{called[:40]}” at this desk", "", "Give the name as an admin wrote it"
        )

    def sign_in(self, person: str, phrase: str) -> Shown:
        """Raises WrongPassphrase, with the wait that it brings."""
        if phrase.startswith(TICKET):
            return self._by_ticket(person, phrase)
        with self._db.transaction():
            kept, left = self._begin_try(person)
        if left:
            raise _waiting(left)
        code = passphrases.code_of(phrase) if kept.code else ""
        fits = passphrases.fits(kept.code or kept.hash, code or phrase)
        with self._db.transaction():
            late = bool(kept.code) and kept.code_until_us <= self._db.wall_us()
            if not fits or late:
                journal.append(
                    self._db, person, "sign-in refused", f"desk {self._desk}", {"tries": kept.tries + 1}
                )
            else:
                people.set_tries(self._db, person, 0, "", 0)
                how = "code" if kept.code else "passphrase"
                journal.append(self._db, person, "signed in", f"desk {self._desk}", {"by": how})
        if fits and late:
            raise _code_is_old()
        if not fits:
            raise _wrong(passphrases.wait_after(kept.tries + 1), left=passphrases.TRIES - kept.tries - 1)
        return Shown(person, kept.code)

    def choose(self, shown: Shown, phrase: str) -> None:
        """A passphrase in place of the one-time code. Raises BadInput for a poor one."""
        passphrases.demand_good(phrase)
        if passphrases.code_of(phrase) and passphrases.fits(shown.code, passphrases.code_of(phrase)):
            raise BadInput(
                "That is the one-time code", "", "Choose a passphrase of your own; four words do well"
            )
        hash = passphrases.hashed(phrase)
        with self._db.transaction():
            kept = people.secret(self._db, shown.person)
            if kept is None or not shown.code or kept.code != shown.code:
                raise NotSignedIn("This one-time code is used up", "", "Ask an admin for another one")
            people.set_secret(self._db, shown.person, hash)
            people.mark_changed(self._db)
            journal.append(self._db, shown.person, "passphrase chosen", f"person {shown.person}", {})

    def ticket(self, person: str) -> str:
        """For a child of ours: within a minute, once, it acts for this person."""
        ticket = TICKET + secrets.token_urlsafe(32)
        now = self._db.boot()
        with self._db.transaction():
            people.add_ticket(self._db, _hash(ticket), person, now.id, now.us + TICKET_LIFE // _US)
        return ticket

    def recover(self, person: str) -> Code:
        """A one-time code for an admin, for whoever holds the recovery sheet: no other admin is there to give it.

        Raises NotAllowed for anybody else.
        """
        with self._db.transaction():
            if person not in people.holders(self._db, Role.ADMIN):
                raise NotAllowed(
                    "The recovery sheet brings back an admin alone",
                    "",
                    "That admin can then reset the others",
                )
            code = new_code(self._db, person)
            journal.append(self._db, "recovery sheet", "passphrase reset", f"person {person}", {})
        return code

    def signed_out(self, person: str) -> None:
        with self._db.transaction():
            journal.append(self._db, person, "signed out", f"desk {self._desk}", {})

    def _by_ticket(self, person: str, ticket: str) -> Shown:
        with self._db.transaction():
            good = people.take_ticket(self._db, _hash(ticket), person)
        if not good:
            raise WrongPassphrase("This ticket is used up or too old", "", "Start it again from the window")
        return Shown(person)

    def _begin_try(self, person: str) -> tuple[people.Secret, timedelta]:
        """Counts a try before it is made, so that no two processes share one; or says how long to wait."""
        kept = people.secret(self._db, person)
        if kept is None:
            raise BadInput("There is nobody of that name at this desk", "", "Choose one of the names")
        now = self._db.boot()
        wait = passphrases.wait_after(kept.tries)
        if wait and kept.boot != now.id:  # the machine was started anew: the wait begins anew too
            people.set_tries(self._db, person, kept.tries, now.id, now.us + wait // _US)
            return kept, wait
        if wait and kept.wait_until_us > now.us:
            return kept, (kept.wait_until_us - now.us) * _US
        wait = passphrases.wait_after(kept.tries + 1)
        people.set_tries(self._db, person, kept.tries + 1, now.id, now.us + wait // _US)
        return kept, timedelta(0)


def _waiting(left: timedelta) -> WrongPassphrase:
    return WrongPassphrase(
        f"Please wait {_minutes(left)} before the next try",
        "Three passphrases did not fit",
        "An admin can give you a one-time code if you have forgotten yours",
        wait=left,
    )


def _wrong(wait: timedelta, *, left: int) -> WrongPassphrase:
    tries = (
        "" if left < 1 else "One more try before a wait" if left == 1 else f"{left} more tries before a wait"
    )
    return WrongPassphrase(
        "That was another passphrase",
        f"Please wait {_minutes(wait)}" if wait else tries,
        "An admin can give you a one-time code if you have forgotten yours",
        wait=wait,
    )


def _code_is_old() -> WrongPassphrase:
    return WrongPassphrase(
        "This one-time code is too old", "They are good for three days", "Ask an admin for another"
    )


def _minutes(span: timedelta) -> str:
    minutes = max(1, -int(-span.total_seconds() // 60))
    return f"{minutes} minute{'s' if minutes != 1 else ''}"


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode("ascii", "replace")).hexdigest()
