"""The staff directory: whom comments may be aimed at, kept as hashes on this desk, for one person who may change it.

Names go in and never come out: what is kept is hashed with a key that is derived from the root key and is not in the
database. What can be shown is how many there are, since when, and who of the desk has an entry. A change is in force for
new comments at once; open cards are looked through again in the background.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from moderator.clock import from_us
from moderator.gate import Gate, Who, asks
from moderator.naming import names as naming
from moderator.naming.sheet import LONGEST, Wrong, read
from moderator.people import names as called
from moderator.people.roles import Verb
from moderator.problems import BadInput
from moderator.store import directory, journal, people
from moderator.store.db import Db
from moderator.store.texts import storable

MOST = 50_000
MOST_HANDLES = 40
TEAM = 100  # letters of a team's label


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be shown of one entry. `person`: of this desk, ""; `elsewhere`: hashed with another desk's key."""

    id: int
    kind: str
    person: str
    team: str
    names: int
    handles: int
    since: datetime
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file came to. `wrong` lines are left out, all others are in."""

    added: int
    known: int
    wrong: tuple[Wrong, ...]


class Directory:
    """See the module. `key` is the key that names are hashed with."""

    def __init__(self, db: Db, who: Who, key: bytes) -> None:
        self._db, self._person = db, who.person
        self._gate = Gate(db, who.person)
        self._key = key

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.EDIT_DIRECTORY)
    def listed(self) -> tuple[Entry, ...]:
        """In the order in which they came."""
        mine = naming.Hashing(self._key).key_id
        return tuple(
            Entry(
                row["id"],
                row["kind"],
                row["person"],
                row["team"],
                row["names"],
                row["handles"],
                from_us(row["at_us"]),
                row["key_id"] != mine,
            )
            for row in directory.listed(self._db)
        )

    @asks(Verb.EDIT_DIRECTORY)
    def add(
        self,
        names: Sequence[str],
        handles: Sequence[str] = (),
        *,
        platform: str = "",
        person: str = "",
        team: str = "",
        is_team: bool = False,
    ) -> int:
        """One person or team, with all that they are called. `person`: who of this desk it is, by name or pseudonym.

        Returns its number, also where it is there already. Raises BadInput, which names nobody.
        """
        with self._db.transaction():
            number, _ = self._add(names, handles, platform, person, team, "team" if is_team else "person")
        return number

    @asks(Verb.EDIT_DIRECTORY)
    def take_in(self, data: bytes) -> Imported:
        """A file with one person or team a line. Lines that cannot be used are named; all others go in."""
        lines, wrong = read(data)
        added = known = 0
        with self._db.transaction():
            for line in lines:
                try:
                    _, new = self._add(
                        [line.name] if line.name else [],
                        line.handles,
                        line.platform,
                        line.person,
                        line.team,
                        line.kind,
                    )
                except BadInput as bad:
                    wrong.append(Wrong(line.number, bad.what, bad.remedy))
                else:
                    added, known = added + new, known + (not new)
        return Imported(added, known, tuple(sorted(wrong, key=lambda one: one.number)))

    @asks(Verb.EDIT_DIRECTORY)
    def remove(self, number: int) -> None:
        """What was found by it is forgotten too. Raises BadInput where there is none of that number."""
        with self._db.transaction():
            if not directory.remove(self._db, number):
                raise BadInput(f"There is no entry {number}", "", "List them with: moderator staff list")
            journal.append(self._db, self._person, "staff entry removed", f"staff entry {number}", {})

    @asks(Verb.EDIT_DIRECTORY)
    def found_by(self, called: str) -> tuple[int, ...]:
        """The entries that a text names: for trying it out, and for finding the entry of a name. Nothing is kept of it."""
        known = ((entry, naming.Mark(*form)) for entry, form in self._forms())
        return tuple(sorted(naming.Names(naming.Hashing(self._key), known).in_text(called)))

    # the parts

    def _forms(self) -> list[tuple[int, directory.Form]]:
        return directory.forms(self._db, naming.Hashing(self._key).key_id)

    def _add(
        self,
        names: Sequence[str],
        handles: Sequence[str],
        platform: str,
        person: str,
        team: str,
        kind: str,
    ) -> tuple[int, bool]:
        """Its number, and whether it is new."""
        hashing = naming.Hashing(self._key)
        marks = list[naming.Mark]()
        for name in names:
            marks += _some(hashing.name(_short(name, "name"), team=kind == "team"), "name", kind)
        for handle in handles[: MOST_HANDLES + 1]:
            marks += _some(hashing.handle(_short(handle, "handle"), storable(platform)[:60]), "handle", kind)
        if not marks:
            raise BadInput("It has neither a name nor a handle", "", "Give a name, or a handle with --handle")
        if len(handles) > MOST_HANDLES:
            raise BadInput("It has too many handles", "", f"Give {MOST_HANDLES} at most")
        who = self._of_the_desk(person)
        same = directory.same(self._db, [mark.digest for mark in marks], kind=kind, person=who)
        if same is not None:
            return same, False
        if len(directory.listed(self._db)) >= MOST:
            raise BadInput(f"There are {MOST:,} entries already", "", "Remove some that are no longer needed")
        forms = [directory.Form(*mark) for mark in dict.fromkeys(marks)]
        number = directory.add(
            self._db,
            forms,
            key_id=hashing.key_id,
            kind=kind,
            person=who,
            team=" ".join(team.split())[:TEAM],
            names=len(names),
            handles=len(handles),
            who=self._person,
        )
        facts = {"kind": kind, "of the desk": bool(who)}
        journal.append(self._db, self._person, "staff entry added", f"staff entry {number}", facts)
        return number, True

    def _of_the_desk(self, person: str) -> str:
        """A pseudonym, from a name or a pseudonym; "" for nobody of the desk. Raises BadInput."""
        told = person.strip()
        if not told:
            return ""
        if told in (self._person, "me"):
            return self._person
        for one in (told, people.named(self._db, called.key(told))):
            known = people.get(self._db, one) if one else None
            if known is not None:
                return known.id
        raise BadInput(
            "Its person is nobody of this desk", "", "Give a name or a pseudonym of: moderator person list"
        )


def _short(text: str, what: str) -> str:
    told = storable(" ".join(text.split()))
    if len(told) > LONGEST:
        raise BadInput(f"Its {what} is too long", "", f"Give {LONGEST} letters at most")
    return told


def _some(marks: Collection[naming.Mark], what: str, kind: str) -> Collection[naming.Mark]:
    if marks:
        return marks
    if what == "handle":
        raise BadInput("A handle of it cannot be used", "", "Write it as anna, or anna@social.example")
    if kind == "team":
        raise BadInput("A team's name needs two words or more", "", "Write its name in full")
    raise BadInput("Its name has nothing in it to look for", "", "Write it as people write it")
