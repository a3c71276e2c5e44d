"""`moderator journal verify`, `moderator doctor` and `moderator bench`: is everything as it should be?"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import click

from moderator.commands import FAILED, REFUSED, printable
from moderator.commands.opening import Opening
from moderator.problems import Problem


@click.group()
def journal() -> None:
    """The append-only record of who did what."""


@journal.command()
@click.pass_obj
def verify(opening: Opening) -> int:
    """Check that no line of the journal was changed, removed or put in."""
    from moderator.journal import verify as check
    from moderator.store import journal as lines

    with opening.console(anybody=True) as console:
        verdict = check(lines.lines(console.db))
    if verdict.ok:
        click.echo(f"The journal is whole: {verdict.count} lines, head {verdict.head[:16]}.")
        return 0
    click.echo(
        f"moderator: the journal does not hold at line {verdict.first_bad}: {verdict.why}. "
        "Keep the file as it is and tell whoever looks after this desk.",
        err=True,
    )
    return FAILED


@click.command()
@click.pass_obj
def doctor(opening: Opening) -> int:
    """What this installation has, what it lacks, and what to do about it."""
    from moderator import examine

    worst = 0
    for finding in examine.machine():
        click.echo(_finding(finding))
        worst = max(worst, finding.weight)
    try:
        with opening.console(anybody=True) as console:
            for finding in examine.store(console):
                click.echo(_finding(finding))
                worst = max(worst, finding.weight)
    except Problem as problem:
        click.echo(f"  broken  store: {printable(problem.sentence())}")
        worst = 2
    return REFUSED if worst > 1 else 0


def _finding(finding: object) -> str:
    word = ("ok", "note", "broken")[finding.weight]  # type: ignore[attr-defined]
    return f"{word:>8}  {finding.what}: {printable(finding.says)}"  # type: ignore[attr-defined]


@click.command()
@click.argument("which", nargs=-1, type=click.Choice(["scoring", "ingest", "claims", "start"]))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--data", type=click.Path(path_type=Path, exists=True), help="Labelled data for the scorer's figures."
)
@click.option("--postgres", metavar="URL", help="An empty database on a PostgreSQL server to measure too.")
@click.option("--size", type=int, default=None, help="How many comments or claims.")
def bench(
    which: tuple[str, ...], as_json: bool, data: Path | None, postgres: str | None, size: int | None
) -> None:
    """Measure this installation: ratios in one run, or CPU time. Uses a folder of its own, then removes it."""
    figures: dict[str, object] = {}
    for name in which or ("scoring", "ingest", "claims", "start"):
        module = importlib.import_module(f"moderator.bench.{name}")
        figures[name] = module.run(data=data, postgres=postgres, size=size)
    if as_json:
        json.dump(figures, sys.stdout, indent=1, default=str)
        click.echo()
        return
    for name, values in figures.items():
        click.echo(name)
        for key, value in _flat(values):
            click.echo(f"  {key}: {value}")


def _flat(values: object, at: str = "") -> list[tuple[str, object]]:
    if not isinstance(values, dict):
        return [(at, f"{values:.4g}" if isinstance(values, float) else values)]
    return [pair for key, value in values.items() for pair in _flat(value, f"{at} {key}".strip())]


COMMANDS = (journal, doctor, bench)
