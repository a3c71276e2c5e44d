"""`moderator staff ...`: the names that comments may be aimed at, kept as hashes."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from moderator.commands import DONE, QUARANTINE, Number, printable
from moderator.commands.opening import Opening
from moderator.problems import BadInput

NUMBER = Number()
NEXT = "New comments follow at once, open cards in the background."


@click.group()
def staff() -> None:
    """Who works at your agency, so that a comment that names somebody is kept away from them and weighs more for the
    others. Names are hashed with this desk's key: they can be looked for, and not read back."""


@staff.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(opening: Opening, as_json: bool) -> None:
    """What can be shown: how many there are, since when, and who of the desk has an entry. No names."""
    with opening.console() as console:
        found = console.directory.listed()
    for each in found:
        if as_json:
            told = {"entry": each.id, "kind": each.kind, "person": each.person, "team": each.team,
                    "names": each.names, "handles": each.handles, "since": each.since.isoformat()}  # fmt: skip
            click.echo(json.dumps(told))
            continue
        about = [
            f"{each.names} name{'s' * (each.names != 1)}",
            f"{each.handles} handle{'s' * (each.handles != 1)}",
        ]
        about += [f"is {each.person}"] * bool(each.person) + [printable(each.team)] * bool(each.team)
        about += ["hashed with another desk's key: nothing is found by it here"] * each.elsewhere
        click.echo(f"{each.id:>4}  {each.kind:<6}  since {each.since:%Y-%m-%d}  {', '.join(about)}")
    if not found:
        click.echo("The directory is empty.")


@staff.command()
@click.argument("name", default="")
@click.option("--handle", "handles", multiple=True, metavar="H", help="What they are called on platforms.")
@click.option("--also", "more", multiple=True, metavar="NAME", help="Another name of theirs.")
@click.option(
    "--platform", default="", metavar="P", help="Where the handles are theirs; everywhere, unless said."
)
@click.option(
    "--of", "person", default="", metavar="PERSON", help="Who of this desk it is; “me” for yourself."
)
@click.option("--team", default="", help="The team that they belong to.")
@click.option("--is-team", is_flag=True, help="It is a team's name, not a person's.")
@click.pass_obj
def add(
    opening: Opening,
    name: str,
    handles: Sequence[str],
    more: Sequence[str],
    platform: str,
    person: str,
    team: str,
    is_team: bool,
) -> None:
    """Add somebody by NAME as people write it ("Anna Müller"), by handles, or both.

    A full name is found wherever it stands; a single name only behind a title ("Ms May") or after @.
    """
    given = [each for each in (name, *more) if each.strip()]
    with opening.console() as console:
        number = console.directory.add(
            given, handles, platform=platform.casefold(), person=person, team=team, is_team=is_team
        )
    click.echo(f"Entry {number}. {NEXT}")


@staff.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.csv")
@click.pass_context
def import_(ctx: click.Context, file: Path) -> int:
    """Add everybody in a CSV file: columns name, handle, and where there are any platform, person, team, kind.

    Lines that cannot be used are named, and all others go in; the same line again changes nothing.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(5_000_001)
    except (OSError, ValueError) as error:
        raise BadInput(f"{file.name[:80]} cannot be read", getattr(error, "strerror", "") or "") from None
    with ctx.obj.console() as console:
        done = console.directory.take_in(data)
    for wrong in done.wrong:
        click.echo(f"line {wrong.number}: {printable(wrong.why)}; {printable(wrong.remedy)}", err=True)
    known = f", {done.known} there already" if done.known else ""
    bad = f", {len(done.wrong)} lines left out" if done.wrong else ""
    click.echo(f"{done.added} added{known}{bad}. {NEXT}")
    click.echo("The file still holds the names: delete it when it is no longer needed.")
    return QUARANTINE if done.wrong else DONE


@staff.command()
@click.argument("numbers", nargs=-1, required=True, type=NUMBER, metavar="ENTRY...")
@click.pass_obj
def remove(opening: Opening, numbers: tuple[int, ...]) -> None:
    """Remove entries, by their numbers in the list."""
    with opening.console() as console:
        for number in numbers:
            console.directory.remove(number)
    click.echo(f"Removed. {NEXT}")


@staff.command("try")
@click.pass_obj
def try_(opening: Opening) -> None:
    """Which entries a text names. The text comes on standard input, so that no list of processes shows it."""
    text = sys.stdin.read(100_000)
    with opening.console() as console:
        found = console.directory.found_by(text)
    click.echo("It names: " + ", ".join(map(str, found)) if found else "It names nobody in the directory.")


COMMANDS = (staff,)
