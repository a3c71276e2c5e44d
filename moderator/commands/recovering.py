"""`moderator recovery sheet|enter`: the root key on paper, and back from it. Words never stand in an option."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from moderator.commands.opening import Opening, ask_passphrase
from moderator.home import Home, remember_sheet, write_apart
from moderator.problems import NotAllowed
from moderator.recovery import COUNT, Misread, Read


@click.group()
def recovery() -> None:
    """The recovery sheet: the key of this desk as words, for the agency's safe."""


@recovery.command()
@click.option(
    "--out", required=True, metavar="FILE", help="Where to write it (text, mode 0600), or - to print."
)
@click.pass_obj
def sheet(opening: Opening, out: str) -> None:
    """Write the sheet. Print it, put it into the safe, and delete the file."""
    from moderator.commands.keeping import demand_admin
    from moderator.recovery import sheet as made

    home = _real(opening)
    demand_admin(opening)
    now = opening.clock().wall()
    text = made(opening.key(), home.desk, now).text()
    if out == "-":
        click.echo(text, nl=False)
    else:
        write_apart(Path(out), text.encode("utf-8"), home.path)
        click.echo("The recovery sheet is written. Print it, put it into the safe, and delete the file.")
    remember_sheet(home.path, now.date().isoformat())


@recovery.command()
@click.pass_obj
def enter(opening: Opening) -> None:
    """Bring the key back: the sheet's words on standard input. It is checked, and kept in the keyring."""
    from moderator.keys import enter_key

    home = _real(opening)
    found = words_typed(home.check)
    where = enter_key(home, found.key, ask_passphrase)
    if found.put_right:
        click.echo(f"{found.put_right}.")
    kept = "The keyring keeps it" if where == "keyring" else "It is kept under the new passphrase"
    click.echo(f"This is the key of this desk. {kept}.")


def _real(opening: Opening) -> Home:
    home = opening.home()
    if home.rehearsal:
        raise NotAllowed(
            "A rehearsal desk has no recovery sheet",
            "There is nothing in it to bring back",
            "Begin it afresh",
        )
    return home


def words_typed(check: str) -> Read:
    """The key from words on standard input. Near words are shown to whoever typed, and nowhere else."""
    from moderator.keys import check_value
    from moderator.recovery import read

    try:
        return read(_typed_words(), (lambda key: check_value(key) == check) if check else None)
    except Misread as misread:
        for position, near in misread.near.items():
            if near:
                click.echo(f"  word {position}: on the list are {', '.join(near)}", err=True)
        raise


def _typed_words() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.read(20_000)
    click.echo(f"Type the {COUNT} words of the recovery sheet, in one line or several:", err=True)
    lines, count = list[str](), 0
    while count < COUNT and (line := sys.stdin.readline(10_000)):
        lines.append(line)
        count += sum(any(letter.isalpha() for letter in word) for word in line.split())
    return " ".join(lines)


COMMANDS = (recovery,)
