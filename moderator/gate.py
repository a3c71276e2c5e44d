"""Who asks, and whether they may: the check before every verb of the core.

Whatever a window or a command can ask for is a method (or a function of a console) marked with `asks`. The roles are
read from the store each time, so that a role that was taken, or a person who left, stops at the next step.

One person alone holds every role. From the second person on, each holds what they were given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from moderator.clock import to_us
from moderator.people import passphrases, roles
from moderator.people.roles import Role, Verb
from moderator.problems import NotSignedIn
from moderator.store import journal, people
from moderator.store.db import Db

EVERY_ROLE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Who:
    """Who sits here: the person's pseudonym, "" for nobody, and this desk's id. Names are kept elsewhere."""

    person: str
    desk: str


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code, shown once to the admin, who reads it to the person."""

    person: str
    code: str
    until: datetime


class Gate:
    """See the module. One for each desk and person."""

    def __init__(self, db: Db, person: str) -> None:
        self._db, self.person = db, person

    def roles(self) -> frozenset[Role]:
        """What this person may be now. Raises NotSignedIn for nobody, and for who has left."""
        if not self.person:
            raise nobody()
        count, here, _ = people.here(self._db, self.person)
        if count == 0 or (count == 1 and here):
            return EVERY_ROLE
        if not here:
            raise nobody()
        return frozenset(map(Role, people.roles(self._db, self.person)))

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn."""
        roles.demand(self.roles(), verb)

    def several(self) -> bool:
        """Does everybody here sign in?"""
        return people.here(self._db, self.person)[0] > 1


class Asked(Protocol):
    def demand(self, verb: Verb) -> None: ...


A = TypeVar("A", bound=Asked)
P = ParamSpec("P")
R = TypeVar("R")


def asks(verb: Verb) -> Callable[[Callable[Concatenate[A, P], R]], Callable[Concatenate[A, P], R]]:
    """Marks what a person can ask for: its first argument's `demand` is asked before anything happens."""

    def mark(act: Callable[Concatenate[A, P], R]) -> Callable[Concatenate[A, P], R]:
        @wraps(act)
        def asked(first: A, /, *args: P.args, **more: P.kwargs) -> R:
            first.demand(verb)
            return act(first, *args, **more)

        asked.verb = verb  # type: ignore[attr-defined]
        return asked

    return mark


def found(db: Db, person: str) -> None:
    """Write down the person who is alone here, with every role that they hold: the first of several."""
    if people.here(db, person) != (0, False, False):
        return
    people.join(db, person)
    for role in sorted(EVERY_ROLE):
        people.give_role(db, person, role, person)
    journal.append(db, person, "person joined", f"person {person}", {"roles": sorted(EVERY_ROLE)})


def new_code(db: Db, person: str) -> Code:
    """In place of whatever passphrase they had."""
    code = passphrases.new_code()
    until = db.clock.wall() + passphrases.CODE_LIFE
    people.set_code(db, person, passphrases.hashed(passphrases.code_of(code)), to_us(until))
    return Code(person, code, until)


def nobody() -> NotSignedIn:
    return NotSignedIn(
        "Several persons sign in at this desk, and nobody has",
        "",
        "Sign in; on the command line: moderator --person NAME --pass-fd N COMMAND N<FILE",
    )
