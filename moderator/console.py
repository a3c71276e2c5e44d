"""Opens every part of one installation once, and hands them out: the store, the desk, the overview, the people.

The window and the command line get their parts here. A console belongs to one thread, as its connection does. It
knows who sits here: one person alone from the start, otherwise whoever has signed in, or nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from moderator import backups, platforms
from moderator.accounts import Accounts
from moderator.aiming import PURPOSE, Aim
from moderator.allowing import Allowing
from moderator.attention import Attention
from moderator.beginning import Beginning
from moderator.buddies import Buddies
from moderator.capacity import Capacity
from moderator.centre import Centre
from moderator.clock import Clock, zone_name
from moderator.consulting import Consulting
from moderator.desk import Desk
from moderator.directory import Directory
from moderator.entrance import Entrance, Face, Shown
from moderator.foreseeing import Foreseeing
from moderator.gate import Gate, Who, asks, nobody
from moderator.history import History
from moderator.home import DATABASE as DATABASE
from moderator.importing.past import Imports
from moderator.keys import Home, derive
from moderator.network import Network
from moderator.overriding import Overriding
from moderator.overview import Overview
from moderator.people.roles import Role, Verb
from moderator.problems import BadInput
from moderator.promising import Promises
from moderator.protecting import Protection
from moderator.resting import Resting, rhythm_of
from moderator.rostering import Roster
from moderator.rulebook import Rulebook, everything, in_force
from moderator.sealed import Sealed
from moderator.settings import Settings
from moderator.staff import Staff
from moderator.store import people
from moderator.store.db import Db, is_url, open_store
from moderator.store.health import Health, Progress, demand_whole
from moderator.supporting import Supporting
from moderator.teams import Teams
from moderator.together import Together
from moderator.unread import Unread
from moderator.veils import Veils
from moderator.wishing import Wishing

AT_ONCE = 64_000_000  # bytes of a database that is looked through on every opening; it takes 0.15 s


def look_first(
    home: Home,
    key: bytes,
    settings: Settings,
    *,
    thorough: bool | None = None,
    progress: Progress | None = None,
) -> Health | None:
    """Before anything is opened for writing: is the desk's file as it was written? None for a team's server.

    `thorough` looks at every page (2 s for a million comments); unless said, a large file is looked at in its first
    page, its log and the head of its journal. Raises DamagedStore, OlderStore, MissingStore, StoreBusy.
    """
    if settings.store:
        return None
    path = Path(home.path) / DATABASE
    if thorough is None:
        thorough = not path.exists() or path.stat().st_size <= AT_ONCE
    had = any((Path(home.path) / backups.FOLDER).glob("*.db"))
    return demand_whole(path, derive(key, "database"), had=had, thorough=thorough, progress=progress)


def open_db(home: Home, key: bytes, clock: Clock, settings: Settings) -> Db:
    """The store of this installation: a file of its own, or the PostgreSQL server that settings name."""
    where: str | Path = settings.store or Path(home.path) / DATABASE
    if settings.store and not is_url(settings.store):  # which is not repeated: it may hold a password
        raise BadInput(
            "The setting store is no address of a PostgreSQL server",
            "",
            "Write it into settings.toml as postgresql://USER@HOST/DATABASE, or leave it empty",
        )
    return open_store(where, derive(key, "database"), clock)


@dataclass(frozen=True, slots=True)
class Here:
    """Who sits at this desk. `person` is "" for nobody; `several`: everybody signs in."""

    person: str
    several: bool
    roles: frozenset[Role]


class Console:
    """See the module. `key` is the root key of this home; `person` is who has signed in before, in this process."""

    def __init__(
        self,
        home: Home,
        key: bytes,
        clock: Clock,
        settings: Settings,
        *,
        desk_suffix: str = "",
        person: str = "",
    ) -> None:
        self.home, self.settings, self.clock = home, settings, clock
        self._key, self._suffix = key, desk_suffix
        self.network = Network(settings.proxy, settings.ca_file)
        self._kinds = platforms.kinds()
        self._me = person
        self._shown: Shown | None = None
        self.attention = self._attention()
        self._open()

    @property
    def key(self) -> bytes:
        """The root key, for children of this program alone."""
        return self._key

    def _open(self) -> None:
        self.db = open_db(self.home, self._key, self.clock, self.settings)
        self.entrance = Entrance(self.db, self.home.person, self.home.desk + self._suffix)
        self._seat(self._me or self.entrance.walks_in() or "")

    def _seat(self, person: str) -> None:
        """Every part anew, for this person; "" for nobody."""
        if person != self._me:
            self._me, self.attention = person, self._attention()
        self._gate = Gate(self.db, person)
        desk = self.home.desk + self._suffix
        # each person has a desk of their own at this one, so that nobody holds what another has open
        who = Who(person, desk if person in ("", self.home.person) else f"{desk}/{person}")
        self.rulebook = Rulebook(self.db, who)
        promises = Promises(self.db, self.settings)
        rhythm = rhythm_of(self.settings)
        caps = {name: kind.caps for name, kind in self._kinds.items()}
        zone = self.settings.time_zone or zone_name()
        self.beginning = Beginning(self.db, zone, self.home.rehearsal)
        names_key = derive(self._key, PURPOSE)
        aim = Aim(self.db, person, names_key)
        self.desk = Desk(
            self.db,
            who,
            caps=caps,
            titles={name: kind.title for name, kind in self._kinds.items()},
            reasons=lambda: in_force(self.db),
            attention=self.attention,
            promises=promises,
            unread_share=self.settings.unread_checks,
            together=Together.of(self.settings),
            rhythm=rhythm,
            beginning=self.beginning,
            aim=aim,
        )
        self.resting = Resting(self.db, who, rhythm)
        titles = {name: kind.title for name, kind in self._kinds.items()}
        self.capacity = Capacity(self.db, who, caps, titles)
        self.sealed = Sealed(self.db, who, self.desk)
        self.overriding = Overriding(self.db, who, self.beginning, rhythm)
        self.consulting = Consulting(self.db, who, self.beginning)
        self.history = History(
            self.db,
            who,
            reasons=lambda: everything(self.db),
            caps=caps,
            attention=self.attention,
            rhythm=rhythm,
            beginning=self.beginning,
            aim=aim,
        )
        kept = None if self.home.rehearsal or self.settings.store else backups.Looking(self.home)
        self.overview = Overview(self.db, kept, promises)
        self.imports = Imports(self.db, who)
        self.accounts = Accounts(self.db, who)
        self.allowing = Allowing(self.db, who)
        self.protection = Protection(self.db, who)
        self.foreseeing = Foreseeing(self.db, who, zone)
        self.supporting = Supporting(self.db, who)
        self.centre = Centre(self.db, who, zone, self.beginning)
        self.buddies = Buddies(self.db, who)
        self.veils = Veils(self.db, who, locked=not self.settings.change_bands)
        self.unread = Unread(self.db, who, self.beginning)
        self.staff = Staff(self.db, who)
        self.wishing = Wishing(self.db, who, self.beginning, zone)
        self.directory = Directory(self.db, who, names_key)
        self.teams = Teams(self.db, who)
        self.roster = Roster(self.db, who, zone)

    def _attention(self) -> Attention:
        alone_for = timedelta(minutes=self.settings.unattended_minutes)
        return Attention(self.clock, alone_for, lambda: self.here().several)

    # who sits here

    @property
    def person(self) -> str:
        """The pseudonym of whoever sits here. Raises NotSignedIn for nobody."""
        if not self._me:
            raise nobody()
        return self._me

    def here(self) -> Here:
        """Who sits here now. Somebody who left meanwhile is nobody, and one person alone walks in."""
        walks_in = self.entrance.walks_in()
        if not self._me and walks_in:
            self._seat(walks_in)
        count, still, _ = people.here(self.db, self._me)
        if not self._me or (count and not still):
            return Here("", walks_in is None, frozenset())
        return Here(self._me, count > 1, self._gate.roles())

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn: may whoever sits here do this?"""
        self._gate.demand(verb)

    def faces(self) -> tuple[Face, ...]:
        """Everybody who can sign in here."""
        return self.entrance.faces()

    def sign_in(self, person: str, phrase: str) -> Shown:
        """`person` by pseudonym or name. With a one-time code nobody sits here before `choose_passphrase`.

        Raises WrongPassphrase, BadInput.
        """
        shown = self.entrance.sign_in(self.entrance.person_called(person), phrase)
        self._shown = shown if shown.must_choose else None
        self._seat("" if shown.must_choose else shown.person)
        return shown

    @property
    def choosing(self) -> bool:
        """Somebody gave a one-time code and has not chosen a passphrase yet."""
        return self._shown is not None

    def choose_passphrase(self, phrase: str) -> None:
        """After a one-time code. Raises BadInput for a poor one."""
        if self._shown is None:
            raise nobody()
        self.entrance.choose(self._shown, phrase)
        person, self._shown = self._shown.person, None
        self._seat(person)

    def again(self, phrase: str) -> None:
        """The same person's passphrase, after the desk was left alone. Raises WrongPassphrase."""
        self.entrance.sign_in(self.person, phrase)
        self.attention.renew()

    def sign_out(self) -> None:
        """The open card goes back to the line; nobody sits here, unless one person is alone."""
        if self._me and self.here().person:
            self.desk.put_back()
            self.entrance.signed_out(self._me)
        self._shown = None
        self._seat(self.entrance.walks_in() or "")

    def ticket(self) -> tuple[str, str] | None:
        """For a child of this program: who it acts for and what proves it, once, within a minute. None when nobody
        signs in here.
        """
        return (self.person, self.entrance.ticket(self.person)) if self.here().several else None

    @asks(Verb.SEE_STATUS)
    def names(self) -> dict[str, str]:
        """Names by pseudonym, of everybody who is or was here. The look at them is in the journal."""
        with self.db.transaction():
            return people.names(self.db, self.person, "window")

    # the store

    @contextmanager
    def away(self) -> Iterator[None]:
        """No connection is open inside: the only place where another process may be started."""
        self.db.close()
        try:
            yield
        finally:
            self._open()

    def changed(self) -> int:
        """A number that differs after another process has written. Cheap enough to ask four times a second."""
        return self.db.changed()

    def interrupt(self) -> None:
        """What is being read is broken off. The one thing that another thread than the console's may ask for."""
        self.db.interrupt()

    def close(self) -> None:
        self.db.close()


def open_console(
    home: Home, key: bytes, clock: Clock, settings: Settings, *, desk_suffix: str = "", person: str = ""
) -> Console:
    return Console(home, key, clock, settings, desk_suffix=desk_suffix, person=person)
