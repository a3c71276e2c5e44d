"""`moderator account add|list|remove`: the agency's logins. Secrets come on standard input, never as an option."""

from __future__ import annotations

import asyncio
import sys

import click

from moderator.commands import Number, printable
from moderator.commands.opening import Opening
from moderator.problems import BadInput, NotAllowed

_LONGEST_SECRET = 10_000


@click.group()
def account() -> None:
    """The agency's accounts on platforms: add, list, remove."""


@account.command()
@click.argument("platform")
@click.option("--server", default=None, help="Its server, https://... Without it: the platform's own.")
@click.option("--handle", required=True, help="The account's name there, such as city.bsky.social.")
@click.pass_obj
def add(opening: Opening, platform: str, server: str | None, handle: str) -> None:
    """Add an account on PLATFORM, such as bluesky.

    Its secret (an app password) comes on standard input, never as an option, where other programs could read
    it. It is tried before it is kept, and kept encrypted.
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
    defaults = {field.name: field.default for field in kind.fields}
    address = (server if server is not None else defaults.get("server", "")).rstrip("/")
    key = opening.key()  # first: it may come on standard input too, before the secret
    secret = _secret()
    with opening.console() as console:
        from moderator.signing_in import add_account

        asyncio.run(add_account(console, kind, address, handle.lstrip("@").strip(), secret, key))
    click.echo(f"Added {printable(handle)} on {kind.title}. Its comments arrive with the next round.")


def _secret() -> str:
    """One line, at a terminal without showing it."""
    if sys.stdin.isatty():
        secret = click.prompt("App password", hide_input=True, err=True)
    else:
        try:
            secret = sys.stdin.buffer.readline(_LONGEST_SECRET + 1).decode("utf-8")
        except UnicodeDecodeError:
            raise BadInput("The secret is not UTF-8 text", "", "Pipe the app password in as it is") from None
    if not secret.strip():
        raise BadInput(
            "No secret came on standard input", "", "Pipe the account's app password into the command"
        )
    if len(secret) > _LONGEST_SECRET:
        raise BadInput(
            "The secret is too long", "No app password has so many letters", "Check what is piped in"
        )
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
    with opening.console() as console:
        from moderator.signing_in import remove_account

        handle = remove_account(console, account_id)
    click.echo(f"Removed {printable(handle)}. Its secret is forgotten; what was gathered stays.")


COMMANDS = (account,)
