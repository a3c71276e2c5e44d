"""`moderator roster`: who works when, from a file or a day at a time."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moderator.commands import printable
from moderator.commands.opening import Opening
from moderator.problems import BadInput

if TYPE_CHECKING:
    from moderator.rostering import Changed

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@click.group()
def roster() -> None:
    """The roster: who works when."""


@roster.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def import_(opening: Opening, file: Path) -> None:
    """Read shifts from a CSV file with the columns person, date, start, end.

    They take the place of what was planned for these persons in these weeks. If one line is wrong, nothing is
    imported.
    """
    data = _read(file)
    with opening.console() as console:
        done = console.roster.import_csv(data)
    click.echo(_told(done))


def _read(file: Path) -> bytes:
    from moderator.people.roster_csv import MOST_BYTES

    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as fault:
        raise BadInput(
            f"{printable(str(file))} cannot be read",
            fault.strerror or "",
            "Look at its name and who may read it",
        ) from None


@roster.command()
@click.option("--week", default=None, metavar="DATE", help="A day of the week to show; this week by default.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, one shift a line.")
@click.pass_obj
def show(opening: Opening, week: str | None, as_json: bool) -> None:
    """One week of the roster."""
    from moderator.people.rosters import told
    from moderator.people.rosters import week as days_of

    with opening.console() as console:
        days = days_of(_day(week) if week else console.roster.today())
        shifts = console.roster.shifts(days[0], days[-1])
        called = console.names() if shifts and not as_json else {}
    if as_json:
        for one in shifts:
            span = one.span
            row = {"person": one.person, "date": one.day.isoformat(), "hours": one.hours, "zone": one.zone,
                   "start": span.start.isoformat(), "end": span.end.isoformat()}  # fmt: skip
            click.echo(json.dumps(row))
        return
    click.echo(f"Week of {days[0]:%d %b %Y}, {console.roster.zone}")
    for day in days:
        click.echo(f"{_DAYS[day.weekday()]} {day:%d %b}")
        for person in sorted({one.person for one in shifts if one.day == day}):
            hours = told(one for one in shifts if (one.person, one.day) == (person, day))
            click.echo(f"    {hours}  {printable(called.get(person, person))}")


@roster.command("set")
@click.argument("who", metavar="PERSON")
@click.argument("day", metavar="DATE")
@click.argument("hours", default="")
@click.pass_obj
def set_(opening: Opening, who: str, day: str, hours: str) -> None:
    """One day of one person: HOURS as 8-16, or 8-12,13-17, or 22-6 over midnight; leave it out for none."""
    with opening.console() as console:
        known = console.entrance.person_called(who) if console.here().several else console.person
        done = console.roster.set_day(known, _day(day), hours)
    click.echo(_told(done))


@roster.command()
@click.option("--week", required=True, metavar="DATE", help="A day of the week to fill.")
@click.pass_obj
def copy(opening: Opening, week: str) -> None:
    """Last week's hours, on the days on which nothing is planned yet."""
    with opening.console() as console:
        done = console.roster.copy_last_week(_day(week))
    click.echo(_told(done))


@roster.command()
@click.pass_obj
def undo(opening: Opening) -> None:
    """Take back your newest change to the roster."""
    with opening.console() as console:
        done = console.roster.undo()
    click.echo(_told(done))


def _told(done: Changed) -> str:
    if done.number is None:
        return "Nothing changed: it was planned like this already."
    shifts = "1 shift" if done.added == 1 else f"{done.added} shifts"
    return f"{shifts} put in, {done.removed} taken out."


def _day(text: str) -> date:
    from moderator.people.rosters import EARLIEST, LATEST

    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"“{text[:20]}” is no date", "", "Write it as 2026-11-23") from None
    if not EARLIEST + timedelta(days=7) <= found <= LATEST - timedelta(days=7):
        raise BadInput(f"The year {found.year} cannot be meant", "", "Write the date as 2026-11-23")
    return found


COMMANDS = (roster,)
