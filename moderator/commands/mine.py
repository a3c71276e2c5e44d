"""`moderator wellbeing mine`: your own past at a terminal, for you alone."""

from __future__ import annotations

import json

import click

from moderator.centre import Mine
from moderator.commands.opening import Opening
from moderator.commands.wellbeing import wellbeing


@wellbeing.command()
@click.option("--json", "as_json", is_flag=True, help="For scripts of your own.")
@click.option("--all", "all_days", is_flag=True, help="Days on which there was nothing too.")
@click.pass_obj
def mine(opening: Opening, as_json: bool, all_days: bool) -> None:
    """What you were shown in the last five weeks, by day and band. Nobody else can ask for it; asking is not written down."""
    with opening.console() as console:
        found = console.centre.mine()
    if as_json:
        click.echo(json.dumps(_facts(found), indent=1))
        return
    click.echo("day          units    S0    S1    S2    S3    S4  minutes with a harsh card open")
    for day in found.days:
        if all_days or day.total or any(day.looks) or day.minutes:
            looks = "".join(f"{count:>6}" for count in day.looks)
            click.echo(f"{day.day}{day.total:>8g}{looks}{day.minutes:>9.0f}")
    click.echo(
        f"Limit of a day: calmer from {found.soft:g} units, closed from {found.hard:g}. S0 to S4: looks, by band."
    )


def _facts(found: Mine) -> dict[str, object]:
    days = [
        {
            "day": day.day.isoformat(),
            "units": list(day.units),
            "looks": list(day.looks),
            "minutes": round(day.minutes, 1),
        }
        for day in found.days
    ]
    return {"days": days, "soft": found.soft, "hard": found.hard}


COMMANDS = ()
