"""`moderator desktop`: the window. The only place of this package's commands that starts `ui`."""

from __future__ import annotations

import importlib

import click

from moderator.commands.opening import Opening


@click.command()
@click.option(
    "--rehearsal", is_flag=True, help="A desk of its own to try everything on; nothing in it is real."
)
@click.option(
    "--time-scale",
    type=float,
    default=None,
    metavar="N",
    help="Rehearsal only: time runs N times as fast (1 to 60), to see breaks and limits in seconds.",
)
@click.option("--hidden", is_flag=True, help="Start in the tray, where there is one.")
@click.option("--until-shown", is_flag=True, hidden=True, help="Close once the queue is shown; say the cost.")
@click.option(
    "--figures", is_flag=True, hidden=True, help="With --until-shown: also what frames and cards cost."
)
@click.pass_obj
def desktop(
    opening: Opening,
    rehearsal: bool,
    time_scale: float | None,
    hidden: bool,
    until_shown: bool,
    figures: bool,
) -> int:
    """Open the desktop. This is also what happens without a command.

    Where there is no display, one rehearsal round runs offscreen: it prints the veiled queue and writes a
    screenshot.
    """
    if time_scale is not None and not rehearsal:
        raise click.UsageError("--time-scale is for a rehearsal desk alone. Add --rehearsal.")
    if time_scale is not None and not 1 <= time_scale <= 60:
        raise click.UsageError(f"--time-scale {time_scale:g} cannot be used. Give a number from 1 to 60.")
    app = importlib.import_module("ui.app")  # the core knows the window by this name alone
    if until_shown:
        scale = time_scale or 1
        return int(app.run_until_shown(opening, rehearsal=rehearsal, time_scale=scale, figures=figures))
    return int(app.run(opening, rehearsal=rehearsal, time_scale=time_scale or 1, hidden=hidden))


COMMANDS = (desktop,)
