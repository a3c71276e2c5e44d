"""Accounts come and go, and are signed in to again. A secret is tried before anything is kept.

Runs on the command line or in a short-lived child of the desktop: windows own no sockets.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from moderator import abilities
from moderator.console import Console
from moderator.gate import asks
from moderator.keys import TokenBox
from moderator.network import Network
from moderator.people.roles import Verb
from moderator.platforms import Access, Consent, Found, PlatformKind, kinds
from moderator.problems import BadInput, NotAllowed, PlatformProblem, Problem, SignInNeeded, Transient
from moderator.store import accounts, journal
from moderator.store.accounts import Account


@dataclass(frozen=True, slots=True)
class Tried:
    """A secret that was tried: what was found with it, and the session that the platform gave for it. Not kept yet."""

    found: Found
    secret: str = field(repr=False)
    session: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Removed:
    """An account that was removed. `withdrawn`: its secret no longer works on the platform; None where the platform
    lets no program withdraw this kind of secret. `ended` is the same of its session. `by_hand` says what a person
    can do there."""

    handle: str
    withdrawn: bool | None
    ended: bool | None = None
    by_hand: str = ""

    def sentences(self) -> tuple[str, ...]:
        """What became of the secret on the platform."""
        if self.withdrawn is True:
            return ("What was granted no longer works on the platform either.",)
        told = []
        if self.ended is True:
            told.append("Its session on the platform is ended.")
        elif self.ended is False:
            told.append("Its session on the platform could not be ended.")
        if self.withdrawn is False:
            told.append("Its secret could not be withdrawn on the platform.")
        if self.by_hand:
            told.append(f"The secret still works on the platform: {self.by_hand}.")
        return tuple(told)


@asks(Verb.MANAGE_ACCOUNTS)
def server_address(console: Console, kind: PlatformKind, given: str | None) -> str:
    """As people write it: "mastodon.social" means https. None or "" is the platform's own, where it has one."""
    default = next((field.default for field in kind.fields if field.name == "server"), "")
    address = (given or default).strip().rstrip("/")
    if not address and any(field.name == "server" for field in kind.fields):
        raise BadInput(
            f"{kind.title} has many servers",
            "none was given",
            "Give its address, like https://example.social",
        )
    return address if "://" in address or not address else f"https://{address}"


@asynccontextmanager
async def begin_sign_in(kind: PlatformKind, server: str, network: Network) -> AsyncIterator[Consent]:
    """A sign-in in the browser: open `url` of what this gives, then wait for `granted()`.

    Needs no store: whoever starts a browser meanwhile has none open. What was granted goes to `look`.
    Raises NotAllowed where the platform has no such sign-in, PlatformProblem.
    """
    if kind.consent is None:
        secret = next((field.label.lower() for field in kind.fields if field.secret), "secret")
        raise NotAllowed(f"{kind.title} has no sign-in in the browser here", "", f"Give its {secret} instead")
    async with kind.consent(server, network) as consent:
        yield consent


@asks(Verb.MANAGE_ACCOUNTS)
async def look(
    console: Console, kind: PlatformKind, server: str, handle: str, secret: str, *, granted: bool = False
) -> Tried:
    """Try a secret for a new account: sign in and read. Nothing is kept.

    `granted`: it came from a sign-in in the browser, and is withdrawn again where it is of no use. Raises SignInNeeded
    when the platform refuses the secret, Transient when it cannot be reached, Refused when the account is here already.
    """
    try:
        accounts.demand_new(console.db, kind.name, server, handle)
        return await _look(console, kind, server, handle, secret)
    except (Problem, asyncio.CancelledError):
        if granted:
            await _withdraw(console, kind, server, handle, secret)
        raise


@asks(Verb.MANAGE_ACCOUNTS)
def keep(console: Console, kind: PlatformKind, server: str, handle: str, tried: Tried, key: bytes) -> int:
    """Keep a new account, its secret encrypted. Returns its id. Raises Refused when it is here already."""
    box, db = TokenBox(key), console.db
    with db.transaction():
        sealed = box.seal(tried.secret, kind.name, handle)
        account_id = accounts.add(db, kind.name, server, handle, sealed, native_id=tried.found.native_id)
        if tried.session:
            accounts.save_session(db, account_id, box.seal(tried.session, kind.name, handle))
        journal.append(db, console.person, "account added", f"account {account_id}", {"platform": kind.name})
    return account_id


@asks(Verb.MANAGE_ACCOUNTS)
async def add_account(
    console: Console, kind: PlatformKind, server: str, handle: str, secret: str, key: bytes
) -> tuple[int, Found]:
    """`look` and `keep` in one: for the command line, where nobody is asked in between."""
    tried = await look(console, kind, server, handle, secret)
    return keep(console, kind, server, handle, tried, key), tried.found


@asks(Verb.MANAGE_ACCOUNTS)
def known(console: Console, account_id: int) -> tuple[Account, PlatformKind]:
    """An account that can be signed in to. Raises BadInput for any other."""
    account = accounts.get(console.db, account_id)
    here = any(each.id == account_id for each in accounts.listed(console.db))
    kind = kinds().get(account.platform) if account is not None and here else None
    if account is None or kind is None or not kind.addable or kind.rehearsal:
        raise BadInput(
            f"There is no account {account_id} that can be signed in to",
            "",
            "List them with: moderator account list",
        )
    return account, kind


@asks(Verb.MANAGE_ACCOUNTS)
async def look_again(console: Console, account_id: int, secret: str, *, granted: str = "") -> Tried:
    """Try another secret for an account that is here. `granted` is the name that a sign-in in the browser gave.

    Raises what `look` raises, and SignInNeeded when the secret is another account's: its comments would be mixed with
    these. Nothing is kept or changed.
    """
    account, kind = known(console, account_id)
    try:
        if granted and granted.casefold() != _bare(account.handle):
            raise SignInNeeded(
                "The browser was signed in as another account",
                f"It was {granted[:60]}, not {account.handle[:60]}",
                "Sign out there, sign in as the account, and begin again",
            )
        tried = await _look(console, kind, account.server, account.handle, secret)
        if account.native_id and tried.found.native_id != account.native_id:
            await forget(console, kind, account.server, account.handle, tried)
            raise SignInNeeded(
                f"{account.handle[:60]} is another account now",
                "The name was taken over since it was added here",
                "Add it as a new account; what was gathered from the former one stays",
            )
        return tried
    except (Problem, asyncio.CancelledError):
        if granted:
            await _withdraw(console, kind, account.server, account.handle, secret)
        raise


@asks(Verb.MANAGE_ACCOUNTS)
async def keep_again(console: Console, account_id: int, tried: Tried, key: bytes) -> Account:
    """From now on this secret is used. Gathering goes on where it stopped, and decisions that waited leave.

    What had been granted before in a browser is withdrawn.
    """
    account, kind = known(console, account_id)
    box, db = TokenBox(key), console.db
    with db.transaction():
        session = box.seal(tried.session, kind.name, account.handle) if tried.session else None
        secret = box.seal(tried.secret, kind.name, account.handle)
        if not accounts.sign_in_again(db, account_id, secret, session, tried.found.native_id):
            raise BadInput(f"Account {account_id} was removed meanwhile", "", "Add it as a new one")
        facts = {"platform": kind.name}
        journal.append(db, console.person, "account signed in again", f"account {account_id}", facts)
    before = box.open(account.secret, account.platform, account.handle)
    if before and before != tried.secret:
        await _withdraw(console, kind, account.server, account.handle, before)
    return account


@asks(Verb.MANAGE_ACCOUNTS)
async def test_account(console: Console, account_id: int, key: bytes) -> Found:
    """Sign in afresh with the secret that is kept, and read. Changes nothing, here or there.

    Raises SignInNeeded when the secret is not accepted, or cannot be read with this key.
    """
    account, kind = known(console, account_id)
    secret = TokenBox(key).open(account.secret, account.platform, account.handle)
    if secret is None:
        raise SignInNeeded(
            f"The secret of {account.handle[:60]} cannot be read with this key",
            "It was stored under another key",
            f"Sign in again: moderator account sign-in {account_id}",
        )
    tried = await _look(console, kind, account.server, account.handle, secret, saved=False)
    await _end(console, kind, account.server, account.handle, tried.session)
    return tried.found


@asks(Verb.MANAGE_ACCOUNTS)
async def forget(
    console: Console, kind: PlatformKind, server: str, handle: str, tried: Tried, *, granted: bool = False
) -> None:
    """What was tried is not to be kept: nothing of it goes on working that a program can end."""
    await _end(console, kind, server, handle, tried.session)
    if granted:
        await _withdraw(console, kind, server, handle, tried.secret)


@asks(Verb.MANAGE_ACCOUNTS)
async def remove_account(console: Console, account_id: int, key: bytes) -> Removed:
    """Forget an account's secret and stop gathering from it; withdraw it on the platform where that is possible.

    The desk forgets in any case, and first: a platform that cannot be reached keeps nobody from removing it.
    """
    db = console.db
    with db.transaction():
        account = accounts.get(db, account_id)
        if account is None or not accounts.remove(db, account_id):
            raise BadInput(f"There is no account {account_id}", "", "List them with: moderator account list")
        facts = {"platform": account.platform}
        journal.append(db, console.person, "account removed", f"account {account_id}", facts)
    kind, box = kinds().get(account.platform), TokenBox(key)
    secret = box.open(account.secret, account.platform, account.handle)
    if kind is None or not secret:
        return Removed(account.handle, None, by_hand=kind.by_hand if kind and account.secret else "")
    where = (console, kind, account.server, account.handle)
    session = box.open(account.session, account.platform, account.handle) or ""
    ended = await _end(*where, session) if kind.end is not None else None
    withdrawn = await _withdraw(*where, secret) if kind.revoke is not None else None
    return Removed(account.handle, withdrawn, ended, kind.by_hand)


def told(kind: PlatformKind, found: Found) -> tuple[str, ...]:
    """What a look found, in sentences. The account's own words are in it: to be made plain before they are shown."""
    name = f"{found.name} (@{found.handle})" if found.name else f"@{found.handle}"
    if not found.heard:
        heard = "Nothing waits there just now."
    elif found.heard == 1:
        heard = "1 comment is on the first page."
    else:
        heard = f"{found.heard} comments are on the first page."
    can = abilities.sentence(abilities.abilities(kind.caps))
    said = (f"This is {name} on {kind.title}.", f"Its comments can be read. {heard}", can, found.note)
    return tuple(filter(None, said))


async def _look(
    console: Console, kind: PlatformKind, server: str, handle: str, secret: str, *, saved: bool = True
) -> Tried:
    sessions: list[str] = []
    try:
        async with kind.open(_access(console, server, handle, secret, keep=sessions.append)) as platform:
            return Tried(await platform.look(), secret, sessions[-1] if sessions else "")
    except (
        Transient
    ) as passing:  # gathering tries again by itself; nobody tries a sign-in again but the person
        remedy = f"Check the address {server} and try again"
        if saved:
            remedy = f"Nothing was saved. Check the address {server} and sign in again"
        raise Transient(passing.what, passing.why, remedy, after=passing.after) from None


def _access(
    console: Console,
    server: str,
    handle: str,
    secret: str,
    *,
    session: str = "",
    keep: Callable[[str], None] = lambda _: None,
) -> Access:
    return Access(
        account_id=0,
        server=server,
        handle=handle,
        secret=secret,
        session=session,
        keep_session=keep,
        clock=console.clock,
        home=str(console.home.path),
        network=console.network,
    )


async def _withdraw(console: Console, kind: PlatformKind, server: str, handle: str, secret: str) -> bool:
    """Was the secret withdrawn on its platform?"""
    if kind.revoke is None:
        return False
    try:
        return await kind.revoke(_access(console, server, handle, secret))
    except PlatformProblem:
        return False


async def _end(console: Console, kind: PlatformKind, server: str, handle: str, session: str) -> bool:
    """Is the session ended on its platform?"""
    if kind.end is None or not session:
        return kind.end is not None
    try:
        return await kind.end(_access(console, server, handle, "", session=session))
    except PlatformProblem:
        return False


def _bare(handle: str) -> str:
    return handle.lstrip("@").partition("@")[0].casefold()
