"""`moderator wellbeing ...`: the limits of this desk, and one's own."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click

from moderator.commands import printable
from moderator.commands.consulting import consultation
from moderator.commands.opening import Opening
from moderator.commands.overriding import glass, override, reviews
from moderator.commands.rehearsing import calibration, rehearse
from moderator.protecting import text_of
from moderator.wellbeing import policy
from moderator.wellbeing.limits import BY_KEY, Counts, Limit
from moderator.wellbeing.policy import Mix

_FILE = click.argument("file", type=click.Path(path_type=Path), metavar="FILE.toml")
_WINDOWS = {1: "an hour", 24: "a day", 168: "a week"}
_COUNTED = {
    Counts.UNITS: "units",
    Counts.EXTREME: "looks at S4",
    Counts.QUEUE: "minutes with a harsh card open",
}


@click.group()
def wellbeing() -> None:
    """Limits on what one person looks at, and how harsh and calm work are mixed."""


@wellbeing.command()
@click.option(
    "--toml", is_flag=True, help="What differs from the numbers as they come, as a file for `wellbeing set`."
)
@click.pass_obj
def limits(opening: Opening, toml: bool) -> None:
    """Every number in force, with its grade and source. E1: experiment on comment moderation, E2: published practice, E3:
    analogous experiment, E0: a convention."""
    with opening.console() as console:
        found = console.protection.policy()
    if toml:
        click.echo(policy.write(found), nl=False)
        return
    for limit in found.limits:
        click.echo(_told(limit))
    usual = Mix()
    for field in fields(Mix):
        value = getattr(found.mix, field.name)
        click.echo(f"{field.name:<14} {value:g}{_changed(value, getattr(usual, field.name))}")
    if found.consultation is not None:
        talked = found.consultation
        click.echo(
            f"consulted      {talked.date}, {printable(talked.representative)}, {printable(talked.reference)}"
        )


@wellbeing.command()
@_FILE
def check(file: Path) -> None:
    """Would this policy be taken? Says the line and what is allowed there, and changes nothing."""
    found = policy.read(text_of(file), printable(file.name))
    looser = [limit.key for limit in found.limits if policy.looser(limit)]
    click.echo("It can be set." + (f" Less strict than as it comes: {', '.join(looser)}." if looser else ""))


@wellbeing.command("set")
@_FILE
@click.pass_obj
def set_(opening: Opening, file: Path) -> None:
    """Let the numbers of this TOML hold from now on, at every desk of the store; an empty file: as they come.

    Lower limits need an admin. Higher ones also a recorded [consultation] with date, representative and reference; no
    file moves the ceilings. A file that is not right is refused whole, and what held before goes on.
    """
    with opening.console() as console:
        console.protection.set_from(file)
    click.echo("Set. It holds now, for everybody.")


@wellbeing.command()
@click.pass_obj
def past(opening: Opening) -> None:
    """The policies that were set, the newest first."""
    with opening.console() as console:
        found = console.protection.past()
    for each in found:
        consulted = (
            each.policy.consultation.reference
            if each.policy and each.policy.consultation
            else "no consultation"
        )
        told = "cannot be read any more" if each.policy is None else printable(consulted)
        click.echo(f"{each.id}  {each.at:%Y-%m-%d %H:%M} UTC  {each.who}  {told}")
    if not found:
        click.echo("None was ever set: the numbers are as they come.")


@wellbeing.command()
@click.argument("percent", type=click.IntRange(round(policy.STRICTEST * 100), 100), required=False)
@click.pass_obj
def own(opening: Opening, percent: int | None) -> None:
    """Your own limits as PERCENT of your agency's. Stricter counts at once, less strict after a day; nobody else is told."""
    with opening.console() as console:
        found = console.protection.own() if percent is None else console.protection.be_stricter(percent / 100)
    later = "" if found.since is None else f" {found.wanted:.0%} from {found.since.astimezone():%d %b %H:%M}."
    click.echo(f"Your limits are {found.share:.0%} of your agency's.{later}")


def _told(limit: Limit) -> str:
    usual = BY_KEY[limit.key]
    hours = round(limit.window.total_seconds() / 3600)
    counted = f"{_COUNTED[limit.counts]} in {_WINDOWS.get(hours, f'{hours} hours')}"
    soft = f"{limit.soft:g}{_changed(limit.soft, usual.soft)}"
    hard = f"{limit.hard:g}{_changed(limit.hard, usual.hard)}"
    return f"{limit.key:<8} soft {soft}, hard {hard}, at the most {limit.ceiling:g} {counted} ({limit.grade}: {limit.source})"


def _changed(value: float, usual: float) -> str:
    return "" if value == usual else f" (as it comes {usual:g})"


for _command in (override, glass, reviews, consultation, rehearse, calibration):
    wellbeing.add_command(_command)

COMMANDS = (wellbeing,)
