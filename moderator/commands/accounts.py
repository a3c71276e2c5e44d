"""`moderator account add|list|remove`: the agency's logins. Secrets come on standard input, never as an option."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from moderator.commands import Number, printable
from moderator.commands.opening import Opening
from moderator.problems import BadInput, NotAllowed

if TYPE_CHECKING:
    from moderator.console import Console
    from moderator.platforms import PlatformKind

_LONGEST_SECRET = 10_000


@click.group()
def account() -> None:
    """The agency's accounts on platforms: add, list, remove."""


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
    key = opening.key()  # first: it may come on standard input too, before the secret
    name = (handle or "").lstrip("@").strip()
    secret = "" if browser else _secret(_asked(kind))
    with opening.console() as console:
        from moderator.signing_in import add_account, server_address

        address = server_address(console, kind, server)
        if browser:
            name = asyncio.run(_in_the_browser(console, kind, address, key))
        else:
            asyncio.run(add_account(console, kind, address, name, secret, key))
    click.echo(f"Added {printable(name)} on {kind.title}. Its comments arrive with the next round.")


async def _in_the_browser(console: Console, kind: PlatformKind, address: str, key: bytes) -> str:
    """The name of the account. The address is printed, not opened: nothing is started while the store is open."""
    from moderator.signing_in import add_granted, begin_sign_in

    async with begin_sign_in(kind, address, console.network) as consent:
        click.echo("Open this address in a browser, sign in as the agency and allow it, within five minutes:")
        click.echo(consent.url)
        granted = await consent.granted()
    await add_granted(console, kind, address, granted, key)
    return granted.handle


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
@click.pass_obj
def list_(opening: Opening) -> None:
    """The accounts of this desk and how each is doing."""
    with opening.console() as console:
        accounts = console.overview.status().accounts
    for one in accounts:
        state = f"trouble: {printable(one.trouble)}" if one.trouble else "well"
        click.echo(f"{one.id:>4}  {one.platform:<10}  {printable(one.handle)}  {state}")
    if not accounts:
        click.echo("No accounts yet. Add one with: moderator account add bluesky --handle NAME")


@account.command()
@click.argument("account_id", type=Number(), metavar="ID")
@click.pass_obj
def remove(opening: Opening, account_id: int) -> None:
    """Stop gathering from an account and forget its secret. What was gathered stays.

    ID is its number in `moderator account list`.
    """
    key = opening.key()
    with opening.console() as console:
        from moderator.signing_in import remove_account

        removed = asyncio.run(remove_account(console, account_id, key))
    click.echo(f"Removed {printable(removed.handle)}. Its secret is forgotten; what was gathered stays.")
    if removed.withdrawn is True:
        click.echo("It no longer works on the platform either.")
    elif removed.withdrawn is False:
        click.echo("It still works on the platform: withdraw it in the account's settings there.")


COMMANDS = (account,)
