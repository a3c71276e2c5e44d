"""Accounts come and go. A new account is signed in once before anything is kept.

Runs on the command line or in a short-lived child of the desktop: windows own no sockets.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from moderator.console import Console
from moderator.gate import asks
from moderator.keys import TokenBox
from moderator.network import Network
from moderator.people.roles import Verb
from moderator.platforms import Access, Consent, Granted, PlatformKind, kinds
from moderator.problems import BadInput, NotAllowed, PlatformProblem, Problem, Transient
from moderator.store import accounts, journal


@dataclass(frozen=True, slots=True)
class Removed:
    """An account that was removed. `withdrawn`: its secret no longer works on the platform; None where no platform
    withdraws this kind of secret."""

    handle: str
    withdrawn: bool | None


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

    Needs no store: whoever starts a browser meanwhile has none open. What was granted goes to `add_granted`.
    Raises NotAllowed where the platform has no such sign-in, PlatformProblem.
    """
    if kind.consent is None:
        secret = next((field.label.lower() for field in kind.fields if field.secret), "secret")
        raise NotAllowed(f"{kind.title} has no sign-in in the browser here", "", f"Give its {secret} instead")
    async with kind.consent(server, network) as consent:
        yield consent


@asks(Verb.MANAGE_ACCOUNTS)
async def add_granted(console: Console, kind: PlatformKind, server: str, granted: Granted, key: bytes) -> int:
    """Keep an account that was signed in in the browser. What cannot be kept is withdrawn again."""
    try:
        return await add_account(console, kind, server, granted.handle, granted.secret, key)
    except Problem:
        await _withdraw(console, kind, server, granted.handle, granted.secret)
        raise


def _access(
    console: Console, server: str, handle: str, secret: str, sessions: list[str] | None = None
) -> Access:
    return Access(
        account_id=0,
        server=server,
        handle=handle,
        secret=secret,
        session="",
        keep_session=(sessions if sessions is not None else []).append,
        clock=console.clock,
        home=str(console.home.path),
        network=console.network,
    )


@asks(Verb.MANAGE_ACCOUNTS)
async def add_account(
    console: Console, kind: PlatformKind, server: str, handle: str, secret: str, key: bytes
) -> int:
    """Sign in, then keep the account with its secret encrypted. Returns its id.

    Raises SignInNeeded when the platform refuses the secret, Transient when it cannot be reached, NotAllowed
    when the account is here already; nothing is kept then.
    """
    box, db = TokenBox(key), console.db
    accounts.demand_new(db, kind.name, server, handle)
    sessions: list[str] = []
    try:
        async with kind.open(_access(console, server, handle, secret, sessions)):
            pass
    except (
        Transient
    ) as passing:  # gathering tries again by itself; nobody tries a sign-in again but the person
        remedy = f"Nothing was saved. Check the address {server} and sign in again"
        raise Transient(passing.what, passing.why, remedy, after=passing.after) from None
    with db.transaction():
        account_id = accounts.add(db, kind.name, server, handle, box.seal(secret, kind.name, handle))
        if sessions:
            accounts.save_session(db, account_id, box.seal(sessions[-1], kind.name, handle))
        journal.append(db, console.person, "account added", f"account {account_id}", {"platform": kind.name})
    return account_id


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
        journal.append(
            db,
            console.person,
            "account removed",
            f"account {account_id}",
            {"platform": account.platform},
        )
    kind = kinds().get(account.platform)
    secret = TokenBox(key).open(account.secret, account.platform, account.handle)
    if kind is None or kind.revoke is None or not secret:
        return Removed(account.handle, None)
    return Removed(account.handle, await _withdraw(console, kind, account.server, account.handle, secret))


async def _withdraw(console: Console, kind: PlatformKind, server: str, handle: str, secret: str) -> bool:
    """Was the secret withdrawn on its platform?"""
    if kind.revoke is None:
        return False
    try:
        return await kind.revoke(_access(console, server, handle, secret))
    except PlatformProblem:
        return False
