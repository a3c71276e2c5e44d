"""`moderator blind ...`: how often decisions made unread were right, for the team, and what was seen differently."""

from __future__ import annotations

import json

import click

from moderator import blind as figures_of
from moderator.blind import Figure
from moderator.commands import Number, printable
from moderator.commands.opening import Opening


@click.group()
def blind() -> None:
    """Decisions made unread: how often they were right. Of the team as a whole, never of a person."""


@blind.command()
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a line: a kind of comment each, then all."
)
@click.pass_obj
def rate(opening: Opening, as_json: bool) -> None:
    """How many of 100 decisions made unread were right, by category, band and how sure the scorer was.

    Only what at least 20 cases of 5 people tell is printed (of one's own, where one person works alone), and it grows by
    such groups: nothing can be found out by subtracting. The range holds in 19 of 20 cases.

    The keys of --json: category, band (null: not checked), sure, cases, wrong, low, high (of the share that is wrong).
    """
    with opening.console() as console:
        figures = console.unread.rate()
    if not figures:
        if as_json:
            return
        click.echo("There are too few yet to say anything.")
        return
    for kind in figures_of.kinds_in_order(figures):
        band = "not checked" if kind.band is None else kind.band.name
        if as_json:
            told = {"category": kind.category, "band": None if kind.band is None else band, "sure": kind.sure}
            click.echo(json.dumps({**told, **_facts(figures[kind])}))
        else:
            name = ", ".join(filter(None, (printable(kind.category), band, kind.sure)))
            click.echo(f"{name:<44} {_words(figures[kind])}")
    total = figures_of.total(figures)
    click.echo(json.dumps({"total": True, **_facts(total)}) if as_json else f"{'in all':<44} {_words(total)}")


@blind.command()
@click.pass_obj
def differences(opening: Opening) -> None:
    """What two people saw differently and nobody has settled: all of it for leads, else your own.

    Decide one anew with the History screen or the Unread screen; let it stand with: moderator blind stands NUMBER.
    """
    with opening.console() as console:
        found = console.unread.differences()
    for each in found:
        band = "not checked" if each.band is None else each.band.name
        how = "read" if each.read else "unread"
        click.echo(
            f"{each.id:>6}  decision {each.decision}  {band} {printable(each.category)}  stands: {each.stands.value}  "
            f"second look ({how}): {each.other.value}  {printable(each.author)}"
        )
    click.echo(
        {0: "Nothing is to be settled.", 1: "1 difference"}.get(len(found), f"{len(found)} differences")
    )


@blind.command()
@click.argument("difference", type=Number(), metavar="NUMBER")
@click.pass_obj
def stands(opening: Opening, difference: int) -> None:
    """Let the decision of a difference stand. For leads."""
    with opening.console() as console:
        console.unread.let_stand(difference)
    click.echo("It stands.")


def _facts(figure: Figure) -> dict[str, object]:
    return {
        "cases": figure.cases,
        "wrong": figure.wrong,
        "low": round(figure.low, 4),
        "high": round(figure.high, 4),
    }


def _words(figure: Figure) -> str:
    low, high = round(100 * (1 - figure.high)), round(100 * (1 - figure.low))
    return f"right in {figure.right_of_hundred} of 100 ({low} to {high}), {figure.cases:,} read since"


COMMANDS = (blind,)
