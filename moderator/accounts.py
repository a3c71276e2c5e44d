"""The agency's accounts, for whoever may see them: how each is doing, what it can do, and when it is tried next.

Nothing here asks a platform anything; signing in, testing and removing do (moderator.signing_in).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from moderator import platforms
from moderator.abilities import Ability, abilities
from moderator.clock import from_us
from moderator.gate import Gate, Who, asks
from moderator.people.roles import Verb
from moderator.platforms import PlatformKind
from moderator.problems import BadInput, Refused
from moderator.store import accounts, journal
from moderator.store.db import Db

GATHER_EVERY = timedelta(seconds=60)
GATHER_EVERY_REHEARSAL = timedelta(seconds=5)


class Health(StrEnum):
    """How an account is doing, in one word."""

    NEW = "new"  # added, and not gathered yet
    WELL = "well"
    PASSING = "passing"  # it did not work the last time, and is tried again by itself
    SIGN_IN = "sign_in"  # its secret is not accepted: a person has to sign in again
    PAUSED = "paused"  # a person stopped its gathering
    FILES = "files"  # holds what came in files; nothing is gathered


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """One account as people see it. `trouble` is a sentence; `next_try` is None where none is planned; `can_act` is
    whether somebody signs in to it; `waiting` counts acts on their way to it."""

    id: int
    platform: str
    title: str
    server: str
    handle: str
    health: Health
    trouble: str
    added: datetime
    last_sync: datetime | None
    last_try: datetime | None
    next_try: datetime | None
    asked: bool
    waiting: int
    signs_in: bool
    abilities: tuple[Ability, ...]


def every(*, rehearsal: bool) -> timedelta:
    """How long a worker waits between two rounds of gathering."""
    return GATHER_EVERY_REHEARSAL if rehearsal else GATHER_EVERY


def due(
    found: Iterable[accounts.Account], kinds: Mapping[str, PlatformKind], now_us: int | None
) -> list[accounts.Account]:
    """Those that are gathered now; with None for `now_us`, those that could be. A platform that this version does not
    know is nobody's trouble but its own."""
    return [
        account
        for account in found
        if (kind := kinds.get(account.platform)) is not None
        and kind.addable
        and account.paused_us is None
        and (now_us is None or account.next_try_us <= now_us or account.asked_us is not None)
    ]


class Accounts:
    """For one person at one desk."""

    def __init__(self, db: Db, who: Who) -> None:
        self._db, self._who = db, who
        self._gate = Gate(db, who.person)
        self._kinds = platforms.kinds()

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.SEE_ACCOUNTS)
    def listed(self) -> tuple[AccountSeen, ...]:
        """Oldest first; those that hold files last."""
        waiting = accounts.waiting_acts(self._db)
        seen = [self._seen(account, waiting.get(account.id, 0)) for account in accounts.listed(self._db)]
        return tuple(sorted(seen, key=lambda one: one.health is Health.FILES))

    @asks(Verb.MANAGE_ACCOUNTS)
    def try_now(self, account_id: int) -> None:
        """The worker's next look tries it, whatever wait stands."""
        self._demand(account_id)
        with self._db.transaction():
            if not accounts.ask(self._db, account_id):
                raise Refused("Gathering from it is paused", "", "Resume it first")

    @asks(Verb.MANAGE_ACCOUNTS)
    def pause(self, account_id: int) -> None:
        """Nothing is gathered from it until `resume`. Decisions still leave."""
        self._turn(account_id, pause=True)

    @asks(Verb.MANAGE_ACCOUNTS)
    def resume(self, account_id: int) -> None:
        """Gathering goes on where it stopped."""
        self._turn(account_id, pause=False)

    def _turn(self, account_id: int, *, pause: bool) -> None:
        self._demand(account_id)
        with self._db.transaction():
            if (accounts.pause if pause else accounts.resume)(self._db, account_id):
                done = "gathering paused" if pause else "gathering resumed"
                journal.append(self._db, self._who.person, done, f"account {account_id}", {})

    def _demand(self, account_id: int) -> None:
        account = accounts.get(self._db, account_id)
        here = any(each.id == account_id for each in accounts.listed(self._db))
        kind = self._kinds.get(account.platform) if account is not None and here else None
        if kind is None or not kind.addable:
            raise BadInput(
                f"There is no account {account_id} to gather from", "", "See: moderator account list"
            )

    def _seen(self, account: accounts.Account, waiting: int) -> AccountSeen:
        kind = self._kinds.get(account.platform)
        health = _health(account, kind)
        return AccountSeen(
            id=account.id,
            platform=account.platform,
            title=kind.title if kind is not None else account.platform,
            server=account.server,
            handle=account.handle,
            health=health,
            trouble=account.trouble or ("" if kind else "This version does not know the platform."),
            added=from_us(account.added_us),
            last_sync=_at(account.last_ok_us),
            last_try=_at(account.tried_us),
            next_try=self._next_try(account, kind, health),
            asked=account.asked_us is not None,
            waiting=waiting,
            signs_in=kind is not None and kind.addable and not kind.rehearsal,
            abilities=abilities(kind.caps) if kind is not None else (),
        )

    def _next_try(
        self, account: accounts.Account, kind: PlatformKind | None, health: Health
    ) -> datetime | None:
        """As far as it is planned: a worker may be slower, or not running."""
        if health in (Health.PAUSED, Health.FILES) or kind is None:
            return None
        now = self._db.wall_us()
        if account.asked_us is not None or account.tried_us is None:
            return from_us(now)
        if account.next_try_us:
            return from_us(max(account.next_try_us, now))
        soon = account.tried_us + every(rehearsal=kind.rehearsal) // timedelta(microseconds=1)
        return from_us(max(soon, now))


def _health(account: accounts.Account, kind: PlatformKind | None) -> Health:
    if kind is not None and not kind.addable:
        return Health.FILES
    if account.paused_us is not None:
        return Health.PAUSED
    if account.trouble or kind is None:
        return Health.SIGN_IN if account.trouble_kind == "sign_in" else Health.PASSING
    return Health.NEW if account.last_ok_us is None else Health.WELL


def _at(us: int | None) -> datetime | None:
    return from_us(us) if us else None
