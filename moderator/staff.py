"""What admins do with persons: they join, hold roles, forget their passphrase, leave and come back.

Whoever leaves hands over what they had open; what they decided, noted and were shown stays with their pseudonym. The
journal names persons by pseudonym alone. Somebody always is admin: the last one can neither leave nor lose the role.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from moderator.clock import from_us
from moderator.gate import Code, Gate, Who, asks, found, new_code
from moderator.people import names, passphrases
from moderator.people.roles import Role, Verb
from moderator.problems import BadInput, NotAllowed, Refused
from moderator.store import answers, drafts, exposure, journal, people, queue, rosters, teams
from moderator.store.db import Db


@dataclass(frozen=True, slots=True)
class Member:
    """A person as admins see them. `state`: "ready", "code" (a one-time code waits) or "none"."""

    person: str
    name: str
    roles: frozenset[Role]
    state: str
    joined: datetime
    left: datetime | None = None
    me: bool = False


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes to others when somebody leaves. `why_not` is "" when they may leave."""

    person: str
    open_cards: int
    drafts: int
    teams: tuple[str, ...]
    shifts: int
    why_not: str = ""


class Staff:
    """See the module. `who` acts."""

    def __init__(self, db: Db, who: Who) -> None:
        self._db, self._who = db, who
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        self._gate.demand(verb)

    # looking

    @asks(Verb.SEE_ROSTER)
    def stamp(self) -> str:
        """Another one after persons, teams or the roster have changed. Nobody's name is looked at."""
        return people.stamp(self._db)

    @asks(Verb.SEE_PEOPLE)
    def members(self, *, left_too: bool = False) -> tuple[Member, ...]:
        """Everybody, by name. The look at the names is in the journal. One person alone is nobody yet."""
        with self._db.transaction():
            called = people.names(self._db, self._who.person, "list of persons")
        known = [self._member(one, called) for one in people.everybody(self._db, left_too=left_too)]
        return tuple(sorted(known, key=lambda one: (one.left is not None, names.key(one.name), one.person)))

    def _member(self, one: people.Person, called: dict[str, str]) -> Member:
        return Member(
            one.id,
            called.get(one.id, one.id),
            frozenset(map(Role, one.roles)),
            one.state,
            from_us(one.joined_us),
            from_us(one.left_us) if one.left_us is not None else None,
            one.id == self._who.person,
        )

    # oneself

    @asks(Verb.OWN_SIGN_IN)
    def introduce(self, name: str | None, phrase: str) -> None:
        """The name that colleagues see, and a passphrase of one's own. Before anybody else can join."""
        passphrases.demand_good(phrase)
        hash = passphrases.hashed(phrase)
        me = self._who.person
        with self._db.transaction():
            found(self._db, me)
            if name is not None:
                self._name(me, name)
            elif not people.has_name(self._db, me):
                raise BadInput("You have no name here yet", "", "Give the name that colleagues will see")
            people.set_secret(self._db, me, hash)
            self._say("passphrase chosen", me, {})

    # others

    @asks(Verb.MANAGE_PEOPLE)
    def add(self, name: str, given: Collection[Role]) -> Code:
        """A new person. They sign in with the code, and choose a passphrase of their own."""
        person = "p-" + base64.b32encode(secrets.token_bytes(5)).decode("ascii").lower()
        _some(given)
        name, key = names.tidy(name), names.key(name)
        with self._db.transaction():
            self._demand_introduced()
            other = people.named(self._db, key)
            if other is not None:
                raise self._taken(other)
            people.join(self._db, person)
            self._name(person, name)
            for role in sorted(given):
                people.give_role(self._db, person, Role(role), self._who.person)
            code = new_code(self._db, person)
            self._say("person joined", person, {"roles": sorted(given)})
        return code

    @asks(Verb.MANAGE_PEOPLE)
    def take_back(self, person: str, given: Collection[Role]) -> Code:
        """Somebody who left comes back, with what they had been shown still counted."""
        _some(given)
        with self._db.transaction():
            self._demand_introduced()
            known = people.get(self._db, person)
            if known is None or known.left_us is None:
                raise BadInput(
                    f"{person} has not left", "", "List everybody with: moderator person list --all"
                )
            people.join(self._db, person)
            for role in sorted(given):
                people.give_role(self._db, person, Role(role), self._who.person)
            code = new_code(self._db, person)
            self._say("person came back", person, {"roles": sorted(given)})
        return code

    @asks(Verb.MANAGE_PEOPLE)
    def rename(self, person: str, name: str) -> None:
        with self._db.transaction():
            self._here(person)
            self._name(person, name)
            self._say("person renamed", person, {})

    @asks(Verb.MANAGE_PEOPLE)
    def set_roles(self, person: str, wanted: Collection[Role]) -> None:
        """Exactly these roles. Who may no longer hold cards gives back what they have open."""
        _some(wanted)
        with self._db.transaction():
            self._db.alone("people")
            held = frozenset(map(Role, self._here(person).roles))
            more, fewer = frozenset(wanted) - held, held - frozenset(wanted)
            if Role.ADMIN in fewer:
                self._demand_not_last(person, "lose that role")
            for role in sorted(more):
                people.give_role(self._db, person, role, self._who.person)
            for role in sorted(fewer):
                people.take_role(self._db, person, role, self._who.person)
            if Role.LEAD in fewer:
                teams.no_longer_lead(self._db, person)
            if not frozenset(wanted) & {Role.MODERATOR, Role.LEAD}:
                self._hand_over(person)
            if more or fewer:
                self._say("roles changed", person, {"given": sorted(more), "taken": sorted(fewer)})

    @asks(Verb.MANAGE_PEOPLE)
    def leaving(self, person: str) -> Leaving:
        """What would be handed over, and whether they may leave. Changes nothing."""
        self._here(person)
        inside = tuple(team.name for team in teams.listed(self._db) if person in team.members)
        why_not = "They are the last admin" if people.holders(self._db, Role.ADMIN) == {person} else ""
        ahead = self._ahead(person)
        opened, typing = len(queue.open_of(self._db, person)), drafts.count(self._db, person)
        return Leaving(person, opened, typing, inside, len(ahead), why_not)

    @asks(Verb.MANAGE_PEOPLE)
    def leave(self, person: str) -> Leaving:
        """Their cards go back to the line, their teams and coming shifts end, nobody signs in as them any more."""
        what = self.leaving(person)
        with self._db.transaction():
            self._db.alone("people")
            known = self._here(person)
            self._demand_not_last(person, "leave")
            cards = self._hand_over(person)
            for role in sorted(known.roles):
                people.take_role(self._db, person, role, self._who.person)
            teams.take_out(self._db, person)
            ahead = self._ahead(person)
            if ahead:
                rosters.change(self._db, self._who.person, "leave", remove=ahead)
            people.leave(self._db, person)
            self._say("person left", person, {"cards": cards, "shifts": len(ahead)})
        return what

    @asks(Verb.MANAGE_PEOPLE)
    def reset(self, person: str) -> Code:
        """For who forgot their passphrase: a one-time code in its place. What they were shown stays counted."""
        with self._db.transaction():
            self._here(person)
            code = new_code(self._db, person)
            self._say("passphrase reset", person, {})
        return code

    # the parts

    def _here(self, person: str) -> people.Person:
        known = people.get(self._db, person)
        if known is None or known.left_us is not None:
            raise BadInput(
                f"There is no person {person[:40]} here", "", "List them with: moderator person list"
            )
        return known

    def _demand_introduced(self) -> None:
        """Nobody joins before the one who adds them has a passphrase: else the newcomer could sit in their place."""
        me = people.get(self._db, self._who.person)
        if me is None or me.state != "ready":
            raise Refused(
                "Choose a passphrase of your own first",
                "From the second person on, everybody signs in",
                "Under People, or with: moderator person me --name NAME",
            )

    def _demand_not_last(self, person: str, what: str) -> None:
        if people.holders(self._db, Role.ADMIN) == {person}:
            raise NotAllowed(
                f"The last admin cannot {what}",
                "Nobody could look after this desk then",
                "Give the role admin to somebody else first",
            )

    def _name(self, person: str, name: str) -> None:
        name = names.tidy(name)
        if not people.set_name(self._db, person, name, names.key(name)):
            other = people.named(self._db, names.key(name))
            assert other is not None
            raise self._taken(other)

    def _taken(self, other: str) -> BadInput:
        known = people.get(self._db, other)
        if known is not None and known.left_us is not None:
            return BadInput(
                "Somebody of that name was here before",
                f"They left, as {other}; what they were shown is still counted for them",
                f"Bring them back with: moderator person back {other}; or give a name that tells them apart",
            )
        return BadInput("Somebody here has that name", "", "Add something that tells them apart")

    def _hand_over(self, person: str) -> int:
        """What they have open goes back to the line, what they were typing to whoever opens it. How many cards."""
        claims = queue.open_of(self._db, person)
        for claim in claims:
            queue.release(self._db, claim, "handed over")
        exposure.close_reveals_of(self._db, person)
        drafts.hand_over(self._db, person)
        answers.hand_over(self._db, person)
        return len(claims)

    def _say(self, act: str, person: str, facts: dict[str, object]) -> None:
        people.mark_changed(self._db)
        journal.append(self._db, self._who.person, act, f"person {person}", facts)

    def _ahead(self, person: str) -> list[rosters.Planned]:
        """Their shifts from tomorrow on."""
        tomorrow = self._db.clock.wall().date() + timedelta(days=1)
        return rosters.between(self._db, tomorrow.isoformat(), "9999", persons=[person])


def _some(given: Collection[Role]) -> None:
    if not given:
        known = ", ".join(Role)
        raise BadInput("A person needs a role", "", f"Give one or more of: {known}")
