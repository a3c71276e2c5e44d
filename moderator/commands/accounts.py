"""`moderator account ...`: the agency's logins. Secrets come on standard input, never as an option."""

from __future__ import annotations

import json
import sys
from collections.abc import Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from moderator.commands import Number, printable
from moderator.commands.opening import Opening
from moderator.problems import BadInput, NotAllowed

if TYPE_CHECKING:
    from moderator.accounts import AccountSeen
    from moderator.console import Console
    from moderator.platforms import Found, Granted, PlatformKind

T = TypeVar("T")
_LONGEST_SECRET = 10_000
_ID = click.argument("account_id", type=Number(), metavar="ID")


def _run(work: Coroutine[Any, Any, T]) -> T:
    import asyncio  # not for every command, and not for the window, which come past this module

    return asyncio.run(work)


@click.group()
def account() -> None:
    """The agency's accounts on platforms: add, list, test, sign in to again, pause, remove."""


@account.command()
@click.argument("platform")
@click.option("--server", default=None, help="Its server, https://... Without it: the platform's own.")
@click.option("--handle", default=None, help="The account's name there, such as city.bsky.social.")
@click.option(
    "--browser", is_flag=True, help="Sign in in a browser, at an address that is printed (Mastodon)."
)
@click.pass_obj
def add(opening: Opening, platform: str, server: str | None, handle: str | None, browser: bool) -> None:
    """Add an account on PLATFORM, such as bluesky or mastodon.

    Its secret (an app password, an access token) comes on standard input, never as an option, where other
    programs could read it. It is tried before it is kept, and kept encrypted.
    """
    from moderator import platforms

    kinds = {name: kind for name, kind in platforms.kinds().items() if kind.addable}
    if opening.home().rehearsal:
        raise NotAllowed(
            "A rehearsal desk takes no real account", "", "Add the account to your own desk instead"
        )
    kind = kinds.get(platform)
    if kind is None or kind.rehearsal:
        known = ", ".join(sorted(name for name, kind in kinds.items() if not kind.rehearsal))
        raise click.UsageError(f"There is no platform {platform[:40]!r}. This desk knows: {known}.")
    if handle is None and not browser:
        raise click.UsageError("Missing option '--handle'.")
    key = opening.key()  # first: key and passphrase may come on standard input too, before the secret
    name = (handle or "").lstrip("@").strip()
    with opening.console() as console:
        from moderator.signing_in import add_account, server_address

        secret = "" if browser else _secret(_asked(kind))  # whoever gives the command has shown it before

        address = server_address(console, kind, server)
        if browser:
            name, found = _run(_add_in_the_browser(console, kind, address, key))
        else:
            _, found = _run(add_account(console, kind, address, name, secret, key))
    click.echo(f"Added {printable(name)} on {kind.title}. Its comments arrive with the next round.")
    _tell(kind, found)


async def _add_in_the_browser(
    console: Console, kind: PlatformKind, address: str, key: bytes
) -> tuple[str, Found]:
    from moderator.signing_in import keep, look

    granted = await _granted(console, kind, address)
    tried = await look(console, kind, address, granted.handle, granted.secret, granted=True)
    keep(console, kind, address, granted.handle, tried, key)
    return granted.handle, tried.found


async def _granted(console: Console, kind: PlatformKind, address: str) -> Granted:
    """The address is printed, not opened: nothing is started while the store is open."""
    from moderator.signing_in import begin_sign_in

    async with begin_sign_in(kind, address, console.network) as consent:
        click.echo("Open this address in a browser, sign in as the agency and allow it, within five minutes:")
        click.echo(consent.url)
        return await consent.granted()


def _tell(kind: PlatformKind, found: Found) -> None:
    from moderator.signing_in import told

    for each in told(kind, found):
        click.echo(printable(each))


def _asked(kind: PlatformKind) -> str:
    """What the platform's secret is called."""
    return next((field.label for field in kind.fields if field.secret), "Secret")


def _secret(label: str) -> str:
    """One line, at a terminal without showing it."""
    name = label[:1].lower() + label[1:]
    if sys.stdin.isatty():
        secret = click.prompt(label, hide_input=True, err=True)
    else:
        try:
            secret = sys.stdin.buffer.readline(_LONGEST_SECRET + 1).decode("utf-8")
        except UnicodeDecodeError:
            raise BadInput("The secret is not UTF-8 text", "", f"Pipe the {name} in as it is") from None
    if not secret.strip():
        raise BadInput("No secret came on standard input", "", f"Pipe the account's {name} into the command")
    if len(secret) > _LONGEST_SECRET:
        raise BadInput("The secret is too long", f"No {name} has so many letters", "Check what is piped in")
    return secret.strip()


@account.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.pass_obj
def list_(opening: Opening, as_json: bool) -> None:
    """The accounts of this desk, how each is doing, what each can do, and when it is tried next."""
    from moderator.abilities import sentence

    with opening.console() as console:
        accounts = console.accounts.listed()
    for one in accounts:
        if as_json:
            click.echo(json.dumps(_facts(one), ensure_ascii=False))
            continue
        state = f"trouble: {printable(one.trouble)}" if one.trouble else _STATES[one.health]
        click.echo(f"{one.id:>4}  {one.platform:<10}  {printable(one.handle)}  {state}")
        if times := _times(one):
            click.echo(f"      {times}")
        if can := sentence(one.abilities):
            click.echo(f"      {can}")
    if not accounts and not as_json:
        click.echo("No accounts yet. Add one with: moderator account add bluesky --handle NAME")


_STATES = {
    "new": "new: not gathered yet",
    "well": "well",
    "passing": "trouble",
    "sign_in": "needs signing in again",
    "paused": "paused",
    "files": "holds what came in files",
}


def _times(one: AccountSeen) -> str:
    parts = (
        f"last sync {_moment(one.last_sync)}" if one.last_sync else "",
        f"next try {_moment(one.next_try)}" if one.next_try else "",
        f"{one.waiting} acts on their way" if one.waiting else "",
    )
    return " · ".join(filter(None, parts))


def _moment(when: datetime) -> str:
    return when.isoformat(sep=" ", timespec="minutes")


def _facts(one: AccountSeen) -> dict[str, object]:
    when = {
        "added": one.added,
        "last_sync": one.last_sync,
        "last_try": one.last_try,
        "next_try": one.next_try,
    }
    return {
        "id": one.id,
        "platform": one.platform,
        "server": one.server,
        "handle": one.handle,
        "health": one.health.value,
        "trouble": one.trouble,
        **{name: at.isoformat(timespec="seconds") if at else None for name, at in when.items()},
        "waiting": one.waiting,
        "can": [each.act for each in one.abilities if each.can],
        "cannot": [each.act for each in one.abilities if not each.can],
    }


@account.command()
@_ID
@click.pass_obj
def test(opening: Opening, account_id: int) -> None:
    """Sign in afresh with the secret that is kept, and read. Changes nothing, here or on the platform."""
    key = opening.key()
    with opening.console() as console:
        from moderator.signing_in import known, test_account

        _, kind = known(console, account_id)
        found = _run(test_account(console, account_id, key))
    _tell(kind, found)


@account.command("sign-in")
@_ID
@click.option("--browser", is_flag=True, help="In a browser, at an address that is printed (Mastodon).")
@click.pass_obj
def sign_in(opening: Opening, account_id: int, browser: bool) -> None:
    """Give an account another secret, on standard input. Gathering goes on where it stopped.

    It is tried before it takes the place of the one that is kept.
    """
    key = opening.key()
    with opening.console() as console:
        from moderator.signing_in import keep_again, known, look_again

        account, kind = known(console, account_id)
        secret = "" if browser else _secret(_asked(kind))

        async def again() -> Found:
            given, name = secret, ""
            if browser:
                granted = await _granted(console, kind, account.server)
                given, name = granted.secret, granted.handle
            tried = await look_again(console, account_id, given, granted=name)
            await keep_again(console, account_id, tried, key)
            return tried.found

        found = _run(again())
    click.echo(f"Signed in to {printable(account.handle)} again. Gathering goes on where it stopped.")
    _tell(kind, found)


@account.command()
@_ID
@click.pass_obj
def pause(opening: Opening, account_id: int) -> None:
    """Gather nothing from an account until it is resumed. Decisions still leave."""
    with opening.console() as console:
        console.accounts.pause(account_id)
    click.echo(f"Paused. Go on with: moderator account resume {account_id}")


@account.command()
@_ID
@click.pass_obj
def resume(opening: Opening, account_id: int) -> None:
    """Gather from a paused account again, from where it stopped."""
    with opening.console() as console:
        console.accounts.resume(account_id)
    click.echo("Gathering goes on where it stopped.")


@account.command("try-now")
@_ID
@click.pass_obj
def try_now(opening: Opening, account_id: int) -> None:
    """Let the worker try an account at its next look, whatever wait stands."""
    with opening.console() as console:
        console.accounts.try_now(account_id)
    click.echo("A worker tries it at its next look.")


@account.command()
@_ID
@click.pass_obj
def remove(opening: Opening, account_id: int) -> None:
    """Stop gathering from an account and forget its secret. What was gathered and decided stays, and the journal.

    ID is its number in `moderator account list`.
    """
    key = opening.key()
    with opening.console() as console:
        from moderator.signing_in import remove_account

        removed = _run(remove_account(console, account_id, key))
    click.echo(f"Removed {printable(removed.handle)}. Its secret is forgotten; what was gathered stays.")
    for each in removed.sentences():
        click.echo(each)


COMMANDS = (account,)
