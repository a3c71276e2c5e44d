"""`moderator wellbeing override ...`, `reviews` and `glass`: a closed limit is opened for a while, by two persons."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime

import click

from moderator.commands import Number, printable
from moderator.commands.opening import Opening
from moderator.overriding import Given
from moderator.wellbeing.overrides import LEAST_WHY, LONGEST, Reason

_MOST = round(LONGEST.total_seconds() / 60)
_WHY = click.option(
    "--why", required=True, help=f"In words, {LEAST_WHY} letters at least; no names of the public."
)
REASONS = {
    Reason.THREAT_TO_LIFE: "a threat to life",
    Reason.EMERGENCY_COMMS: "an emergency that the agency speaks about",
    Reason.NO_COVER: "nobody else is there",
    Reason.SYSTEM_ERROR: "a fault of the program",
}


@click.group()
def override() -> None:
    """A lead offers to open somebody's closed limit for a while; that person accepts, or nothing happens."""


@override.command()
@click.argument("who", metavar="PERSON")
@click.argument("reason", type=click.Choice([str(each) for each in Reason]))
@_WHY
@click.option(
    "--minutes", type=click.IntRange(1, _MOST), default=_MOST, show_default=True, help="At the most."
)
@click.option(
    "--card", type=Number(), default=None, help="For a threat to life: this card alone, for ten minutes."
)
@click.pass_obj
def offer(opening: Opening, who: str, reason: str, why: str, minutes: int, card: int | None) -> None:
    """Offer it. It shows on that person's own screen for a quarter of an hour, and nowhere unless they accept."""
    with opening.console() as console:
        person = console.entrance.person_called(who)
        console.overriding.offer(person, Reason(reason), why, minutes=minutes, card=card or 0)
    click.echo("Offered. It is theirs to accept; what they answer otherwise, nobody is told.")


@override.command()
@click.pass_obj
def accept(opening: Opening) -> None:
    """Accept what is offered to you."""
    with opening.console(desk_suffix=f"-cli-{os.getpid()}") as console:
        rest = console.overriding.accept()
    click.echo(
        f"Card {rest.card} alone is open for ten minutes; then a long break begins."
        if rest.card
        else f"What was closed is open for {round(rest.override.total_seconds() / 60)} minutes, or a quarter of the limit."
    )


@override.command()
@click.pass_obj
def decline(opening: Opening) -> None:
    """Decline it. Nothing of it is kept, and nobody is told."""
    with opening.console() as console:
        console.overriding.decline()
    click.echo("Nothing is offered to you.")


@override.command("list")
@click.pass_obj
def list_(opening: Opening) -> None:
    """What is offered to you, what you accepted, and, for leads, whose limit is reached and what was accepted."""
    with opening.console() as console:
        if not console.overriding.possible():
            click.echo("You are alone at this desk: without a second person there are no overrides.")
            return
        offered, given = console.overriding.offered(), console.overriding.mine()
        if console.overriding.may_offer():
            given = console.overriding.given()
            for each in console.overriding.resting():
                till = "" if each.until is None else f" until {_moment(each.until)}"
                click.echo(
                    f"{each.person}  rests{till}{'' if each.may_be_offered else '; nothing may be offered now'}"
                )
    if offered is not None:
        what = f"card {offered.card} alone" if offered.card else f"{offered.minutes} minutes"
        click.echo(f"Offered to you: {what}, for {REASONS[offered.reason]}: {printable(offered.why)}")
        click.echo("moderator wellbeing override accept, or decline: nobody is told that you did.")
    _list(given)
    if offered is None and not given:
        click.echo("Nothing was accepted.")


@click.command()
@click.argument("card", type=Number())
@_WHY
@click.pass_obj
def glass(opening: Opening, card: int, why: str) -> None:
    """A life is in danger: open CARD to yourself for ten minutes, whatever is closed. A lead reviews it. Call 000 first."""
    with opening.console() as console:
        rest = console.overriding.break_glass(card, why)
    click.echo(f"Card {rest.card} is open for ten minutes; then a long break begins. A lead reviews it.")


@click.group(invoke_without_command=True)
@click.pass_context
def reviews(context: click.Context) -> None:
    """What was opened for a threat to life and is to be reviewed, within one business day."""
    if context.invoked_subcommand is None:
        with context.obj.console() as console:
            found = console.overriding.reviews()
        _list(found)
        if not found:
            click.echo("Nothing is to be reviewed.")


@reviews.command()
@click.argument("number", type=Number())
@click.option("--found", required=True, help="What came of it, in words.")
@click.pass_obj
def close(opening: Opening, number: int, found: str) -> None:
    """Review NUMBER: what came of it."""
    with opening.console() as console:
        console.overriding.review(number, found)
    click.echo("Reviewed.")


def _list(given: Sequence[Given]) -> None:
    for each in given:
        what = f"card {each.card}" if each.glass else f"{each.minutes} minutes"
        due = "" if each.due is None else f"  review by {_moment(each.due)}{', late' if each.late else ''}"
        done = "" if each.reviewed is None else "  reviewed"
        click.echo(
            f"{each.id}  {_moment(each.at)}  {each.person}  by {each.lead}  {what}  {each.reason}: {printable(each.why)}"
            f"{done or due}"
        )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone():%d %b %H:%M}"
