"""`moderator view`: what waits and what was decided, of a desk that cannot be opened. Nothing is written."""

from __future__ import annotations

import click

from moderator.commands import printable
from moderator.commands.opening import Opening


@click.command(short_help="Look at a desk that cannot be written to.")
@click.option("--rehearsal", is_flag=True, help="The rehearsal desk.")
@click.pass_obj
def view(opening: Opening, rehearsal: bool) -> None:
    """Look at a desk that cannot be opened: on a disk that is read-only or full, held by another program, or damaged.

    The first cards of the line and the newest decisions, veiled as in the queue. Nothing is written, claimed or
    revealed.
    """
    from moderator.commands.queueing import as_line

    seen = opening.view(rehearsal=rehearsal)
    for card in seen.line.cards:
        click.echo(as_line(card))
    click.echo(f"{seen.line.waiting:,} cards wait, {seen.line.comments:,} comments.")
    for entry in seen.decided.entries:
        who = f"{printable(entry.author)[:30]} · {printable(entry.account)[:30]}"
        click.echo(f"{entry.at:%Y-%m-%d %H:%M}  {entry.verdict:<9} {entry.stand:<8} {who}")


COMMANDS = (view,)
