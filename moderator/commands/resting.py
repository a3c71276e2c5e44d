"""`moderator break`: a person's own breaks from a terminal. Nobody else's can be seen or changed."""

from __future__ import annotations

import os
from datetime import timedelta

import click

from moderator.commands.opening import Opening
from moderator.wellbeing.values import Mode, Rest


@click.group("break")
def rest() -> None:
    """Your own breaks: when the next one comes, and what you do about it. Nobody else sees any of this."""


@rest.command()
@click.pass_obj
def status(opening: Opening) -> None:
    """How it stands. Looking changes nothing."""
    with _console(opening) as console:
        _say(console.resting.how())


@rest.command()
@click.pass_obj
def now(opening: Opening) -> None:
    """Begin a break; the long one when that is due."""
    with _console(opening) as console:
        _say(console.desk.break_now())


@rest.command()
@click.pass_obj
def postpone(opening: Opening) -> None:
    """Put the announced break off for five minutes, once. It gets a minute longer."""
    with _console(opening) as console:
        _say(console.resting.postpone())


@rest.command()
@click.pass_obj
def ready(opening: Opening) -> None:
    """Back to work after a break that was served in full."""
    with _console(opening) as console:
        _say(console.desk.ready())


@rest.command()
@click.pass_obj
def meeting(opening: Opening) -> None:
    """Off to a meeting, 90 minutes at most: nothing can be read meanwhile, so it counts as rest."""
    with _console(opening) as console:
        _say(console.resting.meeting())


@rest.command()
@click.pass_obj
def back(opening: Opening) -> None:
    """Here again, from a meeting or on a new day."""
    with _console(opening) as console:
        _say(console.resting.back())


@rest.command()
@click.pass_obj
def finish(opening: Opening) -> None:
    """Finished for today: nothing can be read until you say that you are back."""
    with _console(opening) as console:
        _say(console.resting.finish())


@rest.command()
@click.pass_obj
def emergency(opening: Opening) -> None:
    """Out of a running break for a threat to life: ten minutes for escalated cards, once in a shift.

    What is left of the break is added to the next, which begins then. It is written into the journal.
    """
    with _console(opening) as console:
        _say(console.resting.emergency())


def _console(opening: Opening):  # type: ignore[no-untyped-def]
    return opening.console(desk_suffix=f"-cli-{os.getpid()}")


def _say(rest: Rest) -> None:
    click.echo(told(rest))


def told(rest: Rest) -> str:
    """One sentence on where somebody is."""
    kind = "long" if rest.kind == "long" else "short"
    match rest.mode:
        case Mode.WARN | Mode.DEFER:
            off = f" It can be put off for {_span(rest.postpone)} (postpone)." if rest.postpone else ""
            return f"A {kind} break begins in {_span(rest.next_in)}.{off}"
        case Mode.BREAK:
            return f"A {kind} break: {_span(rest.left)} left."
        case Mode.READY:
            return "Your break is over; say when you are ready (ready)."
        case Mode.COOLDOWN | Mode.DAYLOCK:
            return f"A limit is reached: calm comments only for {_span(rest.left)}."
        case Mode.MEETING:
            return f"In a meeting, for {_span(rest.left)} at most; say when you are back (back)."
        case Mode.EMERGENCY:
            return f"Emergency: escalated cards only, for {_span(rest.left)}. Then your break goes on."
        case Mode.OFF:
            return "Finished for today; say when you are back (back)."
    return f"At work. The next break comes in {_span(rest.next_in)}."


def _span(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    if seconds < 90:
        return f"{seconds} seconds"
    return f"{round(seconds / 60)} minutes"


COMMANDS = (rest,)
