"""`moderator veil ...`: from which probability comments are veiled on an account, and what that would do."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from moderator.commands import Number, printable
from moderator.commands.opening import Opening
from moderator.scores import LABELS

_ID = click.argument("account_id", type=Number(), metavar="ACCOUNT")
_LABEL = click.argument("label", type=click.Choice(LABELS), metavar="CATEGORY")


@click.group()
def veil() -> None:
    """From which probability comments are veiled on each account. Categories: those that Detoxify names."""


@veil.command()
@click.pass_obj
def show(opening: Opening) -> None:
    """The points in force on each account; * marks those that your agency chose."""
    with opening.console() as console:
        for each in console.veils.listed():
            told = (
                f"{label} {point:g}{'*' if label in each.own else ''}" for label, point in each.points.items()
            )
            click.echo(f"{each.account} {printable(each.handle)}: {', '.join(told)}")


@veil.command()
@_ID
@_LABEL
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def preview(opening: Opening, account_id: int, label: str, as_json: bool) -> None:
    """What each point would have done on the account's last 30 days: the share of all comments veiled, of those that
    people kept, and the share left bare of those that they hid or deleted."""
    with opening.console() as console:
        effects = console.veils.preview(account_id, label)
    if as_json:
        for effect in effects:
            click.echo(json.dumps(asdict(effect)))
        return
    click.echo("point    veiled  kept, veiled  acted on, bare")
    for effect in effects:
        shares = (effect.veiled, effect.kept_veiled, effect.acted_bare)
        veiled, kept, bare = ("none" if share is None else f"{share:.1%}" for share in shares)
        click.echo(f"{effect.point:<7g}{veiled:>8}{kept:>14}{bare:>16}{'  now' if effect.now else ''}")


@veil.command("set")
@_ID
@_LABEL
@click.argument("point", metavar="POINT")
@click.pass_obj
def set_(opening: Opening, account_id: int, label: str, point: str) -> None:
    """Veil comments of ACCOUNT from POINT on (above 0, 1 at the most), or "as-shipped". From band S2 on a comment is
    veiled whatever is set here. Open cards follow in the background."""
    try:
        wanted = None if point == "as-shipped" else float(point)
    except ValueError:
        raise click.BadParameter(f"{point[:40]!r} is no probability.") from None
    with opening.console() as console:
        console.veils.choose(account_id, label, wanted)
    click.echo("Set. New comments follow at once, open cards in the background.")


COMMANDS = (veil,)
