"""`moderator allow ...`: names and ordinary words that are no reason for a veil."""

from __future__ import annotations

import json

import click

from moderator.commands import printable
from moderator.commands.opening import Opening


@click.group()
def allow() -> None:
    """Names and ordinary words that your agency allows. A comment whose only trouble they are is scored without them, and
    its card says so. None of them hides a threat or a slur that stands beside it."""


@allow.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(opening: Opening, as_json: bool) -> None:
    """What is allowed, since when."""
    with opening.console() as console:
        found = console.allowing.listed()
    for each in found:
        if as_json:
            told = {"word": each.word, "since": each.since.isoformat(), "passed_over": not each.refused}
            click.echo(json.dumps(told))
        else:
            refused = " (not passed over: by itself it is taken for hate or a threat)" if each.refused else ""
            click.echo(f"{printable(each.word)}, since {each.since:%Y-%m-%d}{refused}")


@allow.command()
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.pass_obj
def add(opening: Opening, words: tuple[str, ...]) -> None:
    """Allow WORD: a name as it is written ("Dick Smith"), or an ordinary word. One argument is one name."""
    with opening.console() as console:
        for each in words:
            click.echo(f"Allowed: {printable(console.allowing.add(each))}")
    click.echo("New comments follow at once, open cards in the background.")


@allow.command()
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.pass_obj
def remove(opening: Opening, words: tuple[str, ...]) -> None:
    """WORD is no longer allowed."""
    with opening.console() as console:
        for each in words:
            console.allowing.remove(each)
    click.echo("Removed. New comments follow at once, open cards in the background.")


COMMANDS = (allow,)
