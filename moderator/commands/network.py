"""`moderator network test`: can this computer reach the servers, through the proxy and with the certificates given?"""

from __future__ import annotations

import json

import click

from moderator.commands import REFUSED, printable
from moderator.commands.opening import Opening


@click.group()
def network() -> None:
    """Proxy and certificates."""


@network.command()
@click.argument("servers", nargs=-1, metavar="[SERVER...]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def test(opening: Opening, servers: tuple[str, ...], as_json: bool) -> int:
    """Reach servers as the worker would: those named, else the usual one of each platform."""
    import asyncio

    from moderator import platforms, reaching
    from moderator.network import Network

    settings = opening.settings()
    usual = [
        field.default
        for kind in platforms.kinds().values()
        for field in kind.fields
        if field.name == "server" and field.default and not kind.rehearsal
    ]
    found = asyncio.run(
        reaching.reach(servers or dict.fromkeys(usual), Network(settings.proxy, settings.ca_file))
    )
    for one in found:
        if as_json:
            click.echo(json.dumps({"server": one.server, "ok": one.ok, "says": one.says}))
        else:
            click.echo(f"{'ok' if one.ok else 'failed':>6}  {printable(one.server)}: {printable(one.says)}")
    return 0 if all(one.ok for one in found) else REFUSED


COMMANDS = (network,)
