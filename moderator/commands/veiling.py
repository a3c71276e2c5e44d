"""`moderator veil ...`: from which probability comments are veiled on an account and count as harsher, and what that
would do.
"""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from moderator.commands import Number, printable
from moderator.commands.opening import Opening
from moderator.scores import LABELS, Band
from moderator.scoring.bands import CHOSEN

_ID = click.argument("account_id", type=Number(), metavar="ACCOUNT")
_LABEL = click.argument("label", type=click.Choice(LABELS), metavar="CATEGORY")
_BAND = click.option(
    "--band",
    type=click.Choice([band.name for band in reversed(CHOSEN)]),
    default=Band.S1.name,
    show_default=True,
    help="Which band begins there: S1 is where the veil begins, S4 is severe.",
)


@click.group()
def veil() -> None:
    """From which probability comments are veiled on each account, and count as harsher. Categories: those that Detoxify
    names."""


@veil.command()
@click.pass_obj
def show(opening: Opening) -> None:
    """The points in force on each account, band by band; * marks those that your agency chose."""
    with opening.console() as console:
        for each in console.veils.listed():
            for band in reversed(CHOSEN):
                told = (
                    f"{label} {point:g}{'*' if (band, label) in each.own else ''}"
                    for label, point in each.points[band].items()
                )
                click.echo(f"{each.account} {printable(each.handle)}: {band.name}: {', '.join(told)}")


@veil.command()
@_ID
@_LABEL
@_BAND
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def preview(opening: Opening, account_id: int, label: str, band: str, as_json: bool) -> None:
    """What each point that may be chosen would have done on the account's last 30 days: the share of all comments veiled,
    of those that people kept, the share left bare of those that they hid or deleted, and how many cards would have been
    in each band."""
    with opening.console() as console:
        effects = console.veils.preview(account_id, label, Band[band])
    if as_json:
        for effect in effects:
            click.echo(json.dumps(asdict(effect)))
        return
    click.echo("point    veiled  kept, veiled  acted on, bare" + "".join(f"{each.name:>8}" for each in Band))
    for effect in effects:
        shares = (effect.veiled, effect.kept_veiled, effect.acted_bare)
        veiled, kept, bare = ("none" if share is None else f"{share:.1%}" for share in shares)
        counts = "".join(f"{count:>8,}" for count in effect.bands)
        point = "never" if effect.point is None else f"{effect.point:g}"
        click.echo(f"{point:<7}{veiled:>8}{kept:>14}{bare:>16}{counts}{'  now' if effect.now else ''}")


@veil.command("set")
@_ID
@_LABEL
@click.argument("point", metavar="POINT")
@_BAND
@click.pass_obj
def set_(opening: Opening, account_id: int, label: str, point: str, band: str) -> None:
    """Let a band of ACCOUNT begin at POINT (above 0, 1 at the most), or "as-shipped". A harsher band never begins under a
    milder one, and what is S2 or worse as the program comes stays veiled. Open cards follow in the background."""
    try:
        wanted = None if point == "as-shipped" else float(point)
    except ValueError:
        raise click.BadParameter(f"{point[:40]!r} is no probability.") from None
    with opening.console() as console:
        console.veils.choose(account_id, label, wanted, Band[band])
    click.echo("Set. New comments follow at once, open cards in the background.")


COMMANDS = (veil,)
