"""`moderator wellbeing leave-out|take-in|left-out|off-severe|coverage`: what you leave out of your own work."""

from __future__ import annotations

import click

from moderator.commands.opening import Opening
from moderator.commands.wellbeing import wellbeing
from moderator.left_out import LeftOut
from moderator.wellbeing.wishes import KINDS, SEVERE

_KIND = click.argument(
    "kinds", nargs=-1, required=True, metavar="KIND...", type=click.Choice((*KINDS, SEVERE))
)


@wellbeing.command("leave-out")
@_KIND
@click.option("--today", is_flag=True, help="Only until your next shift.")
@click.pass_obj
def leave_out(opening: Opening, kinds: tuple[str, ...], today: bool) -> None:
    """Comments of this KIND do not come to you any more. Nobody asks why, and nobody else sees it.

    It holds for what is served and handed over to you; a card that you open by hand opens.
    """
    with opening.console() as console:
        _tell(console.wishing.leave_out(kinds, today=today))


@wellbeing.command("off-severe")
@click.pass_obj
def off_severe(opening: Opening) -> None:
    """Nothing severe comes to you until your next shift. Nobody asks why, and nobody else sees it."""
    with opening.console() as console:
        _tell(console.wishing.off_severe())


@wellbeing.command("take-in")
@click.argument("kinds", nargs=-1, metavar="[KIND...]", type=click.Choice((*KINDS, SEVERE)))
@click.pass_obj
def take_in(opening: Opening, kinds: tuple[str, ...]) -> None:
    """They come to you again; without a KIND: all that you left out."""
    with opening.console() as console:
        _tell(console.wishing.take_back(kinds or None))


@wellbeing.command("left-out")
@click.pass_obj
def left_out(opening: Opening) -> None:
    """What you leave out now. Shown to you alone."""
    with opening.console() as console:
        _tell(console.wishing.mine())


@wellbeing.command()
@click.pass_obj
def coverage(opening: Opening) -> None:
    """For leads: how many people are open to each kind of comment. Never who, and no number below five."""
    with opening.console() as console:
        found = console.wishing.coverage()
    for kind, count in found.items():
        click.echo(f"{kind:<16} {'needs attention' if count is None else count}")


def _tell(found: tuple[LeftOut, ...]) -> None:
    for each in found:
        until = f" until {each.until.astimezone():%d %b %H:%M}" if each.until else " until your next shift"
        click.echo(f"{each.kind}{until if each.today else ''}")
    if not found:
        click.echo("You leave nothing out.")


COMMANDS = ()
