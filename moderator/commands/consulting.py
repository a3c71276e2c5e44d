"""`moderator wellbeing consultation ...`: what the agency agreed with its people before leads see anything of them."""

from __future__ import annotations

from datetime import datetime

import click

from moderator.commands import printable
from moderator.commands.opening import Opening
from moderator.consulting import Stand
from moderator.wellbeing import consultation as texts
from moderator.wellbeing.consultation import Consulted, Law

_DATE = click.DateTime(["%Y-%m-%d"])


@click.group()
def consultation() -> None:
    """Before it is recorded, and before its start date, leads see nothing that is made from persons' exposure."""


@consultation.command()
@click.pass_obj
def show(opening: Opening) -> None:
    """What is recorded: who was consulted, from when leads see something, and what that is."""
    with opening.console() as console:
        stand = console.consulting.stands()
    _say(stand)


@consultation.command()
@click.option("--held", type=_DATE, required=True, metavar="DATE", help="When the consultation was held.")
@click.option(
    "--with", "whom", required=True, metavar="TEXT", help="With whom: representatives, committee, staff."
)
@click.option("--notice", type=_DATE, required=True, metavar="DATE", help="When written notice was given.")
@click.option(
    "--start", type=_DATE, required=True, metavar="DATE", help="From which day leads see something."
)
@click.option(
    "--law", type=click.Choice([str(each) for each in Law]), required=True,
    help="nsw and act: 14 days' notice. other: the Commonwealth and other states, with --confirmed.",
)  # fmt: skip
@click.option("--kind", default=texts.KIND, show_default=True, help="What the notice says: which kind.")
@click.option("--how", default=texts.HOW, show_default=True, help="How it is done.")
@click.option("--when", default=texts.WHEN, show_default=True, help="When.")
@click.option("--intermittent", is_flag=True, help="Intermittent; continuous unless said.")
@click.option("--duration", default=texts.DURATION, show_default=True, help="For how long.")
@click.option("--confirmed", is_flag=True, help="The notice is what our own law asks for; we had it checked.")
@click.pass_obj
def record(
    opening: Opening,
    held: datetime,
    whom: str,
    notice: datetime,
    start: datetime,
    law: str,
    kind: str,
    how: str,
    when: str,
    intermittent: bool,
    duration: str,
    confirmed: bool,
) -> None:
    """Record it. For admins; it replaces what was recorded before, and everybody can read it."""
    made = Consulted(
        held.date(), whom, notice.date(), start.date(), Law(law), kind, how, when, not intermittent, duration, confirmed
    )  # fmt: skip
    with opening.console() as console:
        stand = console.consulting.record(made)
    _say(stand)


@consultation.command()
@click.pass_obj
def withdraw(opening: Opening) -> None:
    """Take it back: leads see nothing any more, at once."""
    with opening.console() as console:
        console.consulting.withdraw()
    click.echo("Withdrawn. Leads see nothing of it any more.")


def _say(stand: Stand) -> None:
    if stand.rehearsal:
        click.echo("This is a rehearsal: it needs no consultation.")
        return
    if stand.record is None:
        was = (
            ""
            if stand.withdrawn is None
            else f" It was withdrawn on {stand.withdrawn.astimezone():%d %b %Y}."
        )
        click.echo(
            f"No consultation is recorded: leads see nothing that is made from anybody's exposure.{was}"
        )
        return
    record = stand.record
    often = "continuous" if record.continuous else "intermittent"
    state = "Leads see it since then." if stand.begun else "Until then leads see nothing of it."
    click.echo(f"Consulted {record.held:%d %b %Y}: {printable(record.whom)}")
    click.echo(f"Notice given {record.notice:%d %b %Y}: {printable(record.kind)}; {printable(record.how)};")
    click.echo(f"  {printable(record.when)}; {often}; {printable(record.duration)} ({record.law})")
    click.echo(f"Starts {record.start:%d %b %Y}. {state}")
