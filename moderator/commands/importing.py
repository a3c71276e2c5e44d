"""`moderator import FILE`: comments from a CSV or NDJSON file join the same queue."""

from __future__ import annotations

from pathlib import Path

import click

from moderator.commands import QUARANTINE, printable
from moderator.commands.opening import Opening
from moderator.people.roles import Verb
from moderator.problems import NotAllowed

_NAMED = 10  # rows in quarantine that are named on the screen; all are kept


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before importing.")
@click.pass_context
def import_(ctx: click.Context, file: Path, yes: bool) -> int:
    """Import comments from a UTF-8 CSV or NDJSON file with a column `text`."""
    from moderator.importing import import_file, look_at

    opening: Opening = ctx.obj
    if opening.home().rehearsal:
        raise NotAllowed("A rehearsal desk takes no import", "", "Import the file into your own desk instead")
    look = look_at(file)
    if not yes:
        found = f"{look.rows} comments" + (f", {look.bad} rows that cannot be read" if look.bad else "")
        click.confirm(f"{printable(file.name)}: {found}. Import?", abort=True, err=True)
    with opening.console() as console:
        console.demand(Verb.IMPORT)
        done = import_file(console.db, file, who=console.person)
    known = f", {done.unchanged} were here already" if done.unchanged else ""
    edited = f", {done.edited} changed" if done.edited else ""
    click.echo(f"Imported {done.new} comments{edited}{known}.")
    for place, why in done.aside[:_NAMED]:
        click.echo(f"  in quarantine: {printable(place)}: {printable(why)}", err=True)
    if done.set_aside:
        click.echo(f"{done.set_aside} rows are in quarantine; the others are in the queue.", err=True)
        return QUARANTINE
    return 0


COMMANDS = (import_,)
