"""`moderator journal verify`, `moderator doctor` and `moderator bench`: is everything as it should be?"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moderator.commands import FAILED, REFUSED, printable
from moderator.commands.opening import Opening
from moderator.problems import BadInput, KeyProblem, Problem, Refused, StoreProblem, WrongKey

if TYPE_CHECKING:
    from moderator.examine import Finding


_BENCHES = (
    "scoring",
    "clusters",
    "ingest",
    "claims",
    "serving",
    "start",
    "desk",
    "importing",
    "backup",
    "power",
    "wellbeing",
)


@click.group()
def journal() -> None:
    """The record of who did what: it is only ever added to."""


@journal.command()
@click.pass_obj
def verify(opening: Opening) -> int:
    """Check that no line of the journal was changed, removed or put in. Exit code 3 when one was."""
    from moderator.journal import verify as check
    from moderator.store import heads
    from moderator.store import journal as lines
    from moderator.store.sqlite import Sqlite

    with opening.console(anybody=True) as console:
        known = heads.known(console.db.path, console.db.key) if isinstance(console.db, Sqlite) else None
        verdict = check(lines.lines(console.db), known_head=known)
    if verdict.ok:
        click.echo(f"The journal is whole: {verdict.count} lines, head {verdict.head[:16]}.")
        return 0
    click.echo(
        f"moderator: the journal does not hold at line {verdict.first_bad}: {verdict.why}. "
        "Keep the file as it is and tell whoever looks after this desk.",
        err=True,
    )
    return FAILED


@click.command(short_help="What this installation has and lacks.")
@click.pass_obj
def doctor(opening: Opening) -> int:
    """Look at this installation: what it has, what it lacks, and what to do about it.

    Makes no desk where there is none. Exit code 1 when something is broken.
    """
    from moderator import examine

    worst = 0
    for finding in chain(examine.machine(), _desk(opening)):
        click.echo(_finding(finding))
        worst = max(worst, finding.weight)
    return REFUSED if worst > 1 else 0


def _desk(opening: Opening) -> Iterator[Finding]:
    """What there is of a desk, up to the first thing that does not hold."""
    from moderator import examine, precautions

    try:
        home = opening.standing_home()
        if home is None:
            yield examine.no_desk(opening.home_path())
            return
        yield from examine.settings(home)
        if not home.rehearsal:
            yield from examine.models(home)
        yield from precautions.taken(home, opening.key(), opening.settings(), opening.clock().wall())
        with opening.console(anybody=opening.person is None) as console:
            yield from examine.store(console)
    except Problem as problem:
        yield examine.broken(problem)


@click.command()
@click.option("--out", required=True, metavar="FILE.zip", type=click.Path(path_type=Path), help="A new file.")
@click.pass_obj
def diagnostics(opening: Opening, out: Path) -> None:
    """Write a bundle for whoever helps from outside. It holds no content: no text, name, handle, address or path."""
    from moderator import diagnostics as made
    from moderator import examine

    home = opening.standing_home()
    if home is None:
        raise Refused("There is no desk here yet", "", "The first start makes one; then try again")
    try:
        key = opening.key()
    except (KeyProblem, WrongKey):
        key = None
    findings = list(chain(examine.machine(), _desk(opening) if key is not None else ()))
    try:
        made.write(out, made.bundle(home, key, opening.clock(), findings))
    except FileExistsError:
        raise BadInput(f"{out} is there already", "Nothing is written over it", "Name a new file") from None
    except OSError as refused:
        raise StoreProblem(
            f"{out} cannot be written", refused.strerror or "", "Name another folder"
        ) from None
    click.echo(f"Written: {out}. It is all text; look into it before you send it.")


def _finding(finding: Finding) -> str:
    word = ("ok", "note", "broken")[finding.weight]
    return f"{word:>8}  {finding.what}: {printable(finding.says)}"


@click.command()
@click.argument("which", nargs=-1, type=click.Choice(_BENCHES))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--data", type=click.Path(path_type=Path, exists=True), help="Labelled data for the scorer's figures."
)
@click.option("--postgres", metavar="URL", help="An empty database on a PostgreSQL server to measure too.")
@click.option(
    "--size", type=click.IntRange(min=1), metavar="N", default=None, help="How many comments or claims."
)
def bench(
    which: tuple[str, ...], as_json: bool, data: Path | None, postgres: str | None, size: int | None
) -> None:
    """Measure this installation: ratios in one run, or CPU time.

    Uses a folder of its own and removes it again. Without names it measures everything.
    """
    figures: dict[str, object] = {}
    for name in which or _BENCHES:
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


COMMANDS = (journal, doctor, diagnostics, bench)
