"""`moderator wellbeing rehearse` and `calibration`: what limits would do, before they hold."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

from moderator.commands import printable
from moderator.commands.opening import Opening
from moderator.foreseeing import MOST_PERSONS, SEED, Scene
from moderator.protecting import text_of
from moderator.rehearsing import calibration as calibrating
from moderator.rehearsing.figures import Figures, told
from moderator.rehearsing.play import Play
from moderator.rehearsing.serving import Ours
from moderator.rehearsing.wording import SIMULATED, lines, minutes
from moderator.wellbeing import policy
from moderator.wellbeing.policy import Policy


@click.command()
@click.option(
    "--policy", "file", type=click.Path(path_type=Path), metavar="FILE.toml", help="Beside the one in force."
)
@click.option(
    "--staff",
    type=click.IntRange(1, MOST_PERSONS),
    metavar="N",
    help="So many persons; without it the roster's.",
)
@click.option("--synthetic", is_flag=True, help="A made-up month with a pile-on, not the last four weeks.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="Of what is made up."
)
@click.option("--json", "as_json", is_flag=True, help="A line for each percent, and one for what came of it.")
@click.pass_obj
def rehearse(
    opening: Opening, file: Path | None, staff: int | None, synthetic: bool, seed: int, as_json: bool
) -> None:
    """Play a month under the limits in force and under those of a file. Nothing is changed.

    Of the comments nothing is taken but when they came, how harsh they were and how many copies; persons are made up.
    """
    proposed = None if file is None else policy.read(text_of(file), printable(file.name))
    with opening.console() as console:
        scene = console.foreseeing.scene(made=synthetic, persons=staff, seed=seed)
    plays = [scene.in_force] if proposed is None else [scene.in_force, proposed]
    tell = _teller(as_json)
    found = [_played(scene, each, seed, _part(tell, at, len(plays))) for at, each in enumerate(plays)]
    if as_json:
        names = ("in_force", "proposed")
        click.echo(
            json.dumps(
                {
                    **{name: figures.facts() for name, figures in zip(names, found, strict=False)},
                    "comments": scene.traffic.source,
                    "staff": scene.staff.source,
                    "seed": seed,
                    "says": SIMULATED,
                }
            )
        )
        return
    click.echo(f"{len(scene.traffic):,} cards: {scene.traffic.source}.")
    click.echo(f"{len(scene.staff)} persons, {scene.staff.source}. {SIMULATED}")
    click.echo(f"{'':<44}{'in force':>14}" + (f"{'proposed':>14}" if proposed else ""))
    for name, values in lines(found):
        click.echo(f"{name:<44}" + "".join(f"{value:>14}" for value in values))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A line for each percent, and one with the table.")
@click.pass_obj
def calibration(opening: Opening, as_json: bool) -> None:
    """What the numbers in force mean for one person, by how harsh the comments are: computed, not looked up."""
    with opening.console() as console:
        found = console.protection.policy()
    rows, sensitive = calibrating.table(found, _teller(as_json))
    if as_json:
        click.echo(json.dumps(calibrating.facts(rows, sensitive)))
        return
    click.echo(f"{'':<28}{'units/h':>8}{'calmer':>9}{'hour':>9}{'extreme':>9}{'day':>9}{'worked':>9}")
    for row in rows:
        times = "".join(
            f"{minutes(each):>9}" for each in (row.soft, row.hour, row.extreme, row.day, row.worked)
        )
        click.echo(f"{row.name:<28}{row.units_an_hour:>8.0f}{times}")
    click.echo("\nWith other weights            100 % closes   minutes worked at 25 %")
    for each in sensitive:
        click.echo(f"{each.name:<28}{minutes(each.hour):>14}{each.worked:>25.0f}")
    click.echo(f"\n{calibrating.ILLUSTRATION}")


def _played(scene: Scene, under: Policy, seed: int, progress: Callable[[float], None]) -> Figures:
    played = Play(scene.traffic, scene.staff, under, rule=Ours(), seed=seed).run(progress)
    return told(played, scene.traffic)


def _teller(as_json: bool) -> Callable[[float], None]:
    """Says each percent once: as JSON for a window, on a terminal in one line that is written over."""
    last = -1

    def tell(share: float) -> None:
        nonlocal last
        percent = int(share * 100)
        if percent == last:
            return
        last = percent
        if as_json:
            click.echo(json.dumps({"percent": percent}))
        elif sys.stderr.isatty():
            click.echo(f"\r{percent:>3} %" + ("\n" if percent >= 100 else ""), err=True, nl=False)

    return tell


def _part(tell: Callable[[float], None], at: int, of: int) -> Callable[[float], None]:
    return lambda share: tell((at + share) / of)
