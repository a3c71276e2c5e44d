"""`moderator capacity` and `moderator escalated`: when nobody has room, and what lies sealed in the leads' list."""

from __future__ import annotations

import os
from dataclasses import replace

import click

from moderator.commands import Number, printable
from moderator.commands.opening import Opening
from moderator.decisions import Verdict
from moderator.parking import ASK, AT_ONCE, OFF

_ANSWERS = click.Choice([AT_ONCE, ASK, OFF])


@click.group()
def capacity() -> None:
    """What happens when nobody at the desk has room for severe comments."""


@capacity.command()
@click.pass_obj
def status(opening: Opening) -> None:
    """Has anybody room? And what the agency wants when nobody has."""
    with opening.console() as console:
        found, wish = console.capacity.now(), console.capacity.wish()
    if found is None:
        click.echo("Somebody has room, or nothing severe waits.")
    else:
        click.echo(f"Team capacity is exhausted since {found.since.astimezone():%d.%m. %H:%M}.")
        if found.asks:
            click.echo(
                "A lead is asked whether severe comments may be hidden until then: moderator capacity allow"
            )
        elif found.hides:
            click.echo("Severe comments are hidden until somebody decides about them.")
        if found.cannot:
            click.echo(f"Nothing can be hidden on: {', '.join(found.cannot)}.")
    click.echo(f"Hiding: {wish.hide}. Closing comments: {wish.close}.")
    if wish.not_on:
        click.echo(f"Nothing is hidden of account {', '.join(map(str, sorted(wish.not_on)))}.")


@capacity.command()
@click.pass_obj
def allow(opening: Opening) -> None:
    """As a lead: severe comments may be hidden until somebody decides about them."""
    with opening.console() as console:
        console.capacity.allow()
    click.echo("Allowed. The worker hides what is severe, as far as its bytes are kept.")


@capacity.command()
@click.pass_obj
def close(opening: Opening) -> None:
    """As a lead: nobody can answer in the agency's own threads in which something severe waits, until somebody has room."""
    with opening.console() as console:
        count = console.capacity.close()
    click.echo(f"{count} thread{'s' if count != 1 else ''} closed, until somebody has room.")


@capacity.command()
@click.pass_obj
def reopen(opening: Opening) -> None:
    """As a lead: open them again before that."""
    with opening.console() as console:
        count = console.capacity.reopen()
    click.echo(f"{count} thread{'s' if count != 1 else ''} opened.")


@capacity.command("set")
@click.option(
    "--hide", type=_ANSWERS, default=None, help="Severe comments, unread: at once, ask a lead, off."
)
@click.option("--close", type=_ANSWERS, default=None, help="Comments under the agency's own posts.")
@click.option(
    "--not-on", type=Number(), multiple=True, metavar="ACCOUNT", help="Hide nothing of this account."
)
@click.option("--on", "on_", type=Number(), multiple=True, metavar="ACCOUNT", help="Take that back.")
@click.pass_obj
def set_(
    opening: Opening, hide: str | None, close: str | None, not_on: tuple[int, ...], on_: tuple[int, ...]
) -> None:
    """As an admin: what happens when nobody has room."""
    with opening.console() as console:
        wish = console.capacity.wish()
        wish = replace(
            wish,
            hide=hide or wish.hide,
            close=close or wish.close,
            not_on=(wish.not_on | set(not_on)) - set(on_),
        )
        console.capacity.set_wish(wish)
    click.echo(f"Hiding: {wish.hide}. Closing comments: {wish.close}.")


@capacity.command("list")
@click.pass_obj
def list_(opening: Opening) -> None:
    """As a lead: when it was so, for how long, and how many comments were hidden."""
    with opening.console() as console:
        found = console.capacity.past()
    for one in found:
        lasted = "lasts" if one.minutes is None else f"{one.minutes} min"
        click.echo(f"{one.begun.astimezone():%Y-%m-%d %H:%M}  {lasted}  {one.hidden} hidden")
    if not found:
        click.echo("It never was.")


@click.group()
def escalated() -> None:
    """The leads' list: what was escalated unread lies in it, sealed."""


@escalated.command("list")
@click.pass_obj
def listed(opening: Opening) -> None:
    """Card, band, category, account and age. No words."""
    with opening.console() as console:
        found = console.sealed.listed()
    for one in found.cards:
        card = one.card
        band = "not checked" if card.band is None else card.band.name
        hidden = "  hidden meanwhile" if one.hidden else ""
        click.echo(
            printable(
                f"{card.id:>6}  {band:<11}  {card.category:<16}  {card.platform}  {one.at.astimezone():%d.%m. %H:%M}{hidden}"
            )
        )
    if not found.cards:
        click.echo("Nothing was escalated.")


@escalated.command("decide")
@click.argument("card_id", type=Number(), metavar="ID")
@click.argument("verdict", type=click.Choice([str(verdict) for verdict in Verdict]), metavar="VERDICT")
@click.option("--reason", default=None, metavar="R", help="The house rule, by key or number.")
@click.pass_obj
def decide(opening: Opening, card_id: int, verdict: str, reason: str | None) -> None:
    """As a lead: take one of them and decide it, unread."""
    with opening.console(desk_suffix=f"-cli-{os.getpid()}") as console:
        console.sealed.take(card_id)
        decided = console.desk.decide(card_id, Verdict(verdict), reason)
    click.echo(f"Card {card_id}: {verdict} (decision {decided.id})")


COMMANDS = (capacity, escalated)
