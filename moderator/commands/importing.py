"""`moderator import FILE`: comments from a CSV or NDJSON file join the same queue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from moderator.commands import QUARANTINE, printable
from moderator.commands.opening import Opening
from moderator.people.roles import Verb
from moderator.problems import NotAllowed

if TYPE_CHECKING:
    from moderator.importing import Look

_NAMED = 10  # rows in quarantine that are named on the screen; all are kept


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before importing: for scripts.")
@click.pass_context
def import_(ctx: click.Context, file: Path, yes: bool) -> int:
    """Import comments from a CSV or NDJSON file in UTF-8.

    One column, `text`, has to be there. Others that are used: id, account, author, author_name, posted_at
    (ISO 8601), url, parent_id. A row that cannot be read is named with its line and kept in quarantine; the
    others go on, and the exit code is 4. Importing the same file again changes nothing.
    """
    from moderator.importing import demand_readable, import_file, look_at

    opening: Opening = ctx.obj
    if opening.home().rehearsal:
        raise NotAllowed("A rehearsal desk takes no import", "", "Import the file into your own desk instead")
    if yes:
        demand_readable(file)
    else:
        _ask(file, look_at(file))
    with opening.console() as console:
        console.demand(Verb.IMPORT)
        done = import_file(console.db, file, who=console.person)
    known = f", {done.unchanged} were here already" if done.unchanged else ""
    edited = f", {done.edited} changed" if done.edited else ""
    new = "1 comment" if done.new == 1 else f"{done.new} comments"
    click.echo(f"Imported {new}{edited}{known}.")
    for place, why in done.aside[:_NAMED]:
        click.echo(f"  in quarantine: {printable(place)}: {printable(why)}", err=True)
    if done.set_aside:
        rows = "1 row is" if done.set_aside == 1 else f"{done.set_aside} rows are"
        click.echo(f"{rows} in quarantine; the others are in the queue.", err=True)
        return QUARANTINE
    return 0


def _ask(file: Path, look: Look) -> None:
    found = f"{look.rows} comments" + (f", {look.bad} rows that cannot be read" if look.bad else "")
    try:
        click.confirm(f"{printable(file.name)}: {found}. Import?", abort=True, err=True)
    except click.Abort:
        raise NotAllowed("Nothing was imported", "Nobody said yes", "In a script, add --yes") from None


COMMANDS = (import_,)
