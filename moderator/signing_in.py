"""Accounts come and go. A new account is signed in once before anything is kept.

Runs on the command line or in a short-lived child of the desktop: windows own no sockets.
"""

from __future__ import annotations

from moderator.console import Console
from moderator.gate import asks
from moderator.keys import TokenBox
from moderator.people.roles import Verb
from moderator.platforms import Access, PlatformKind
from moderator.problems import BadInput
from moderator.store import accounts, journal


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
    access = Access(
        account_id=0,
        server=server,
        handle=handle,
        secret=secret,
        session="",
        keep_session=sessions.append,
        clock=console.clock,
        home=str(console.home.path),
        network=console.network,
    )
    async with kind.open(access):
        pass
    with db.transaction():
        account_id = accounts.add(db, kind.name, server, handle, box.seal(secret, kind.name, handle))
        if sessions:
            accounts.save_session(db, account_id, box.seal(sessions[-1], kind.name, handle))
        journal.append(db, console.person, "account added", f"account {account_id}", {"platform": kind.name})
    return account_id


@asks(Verb.MANAGE_ACCOUNTS)
def remove_account(console: Console, account_id: int) -> str:
    """Forget an account's secret and stop gathering from it. Returns its handle, for the person who asked."""
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
    return account.handle
