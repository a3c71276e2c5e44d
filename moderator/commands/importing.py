"""`moderator import FILE`: comments from an export or an archive join the same queue."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moderator.commands import QUARANTINE, printable
from moderator.commands.opening import Opening
from moderator.people.roles import Verb
from moderator.problems import BadInput, NotAllowed

if TYPE_CHECKING:
    from moderator.console import Console
    from moderator.importing.plans import Plan
    from moderator.importing.running import Ended

_NAMED = 10  # rows in quarantine that are named on the screen; all are kept


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "preset", metavar="PRESET", help="What kind of export it is; --presets lists them.")
@click.option(
    "--presets",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda *it: _list_presets(*it),
    help="List the kinds of export that are known.",
)
@click.option(
    "--map",
    "columns",
    metavar="FIELD=COLUMN,...",
    multiple=True,
    help="Which column holds what, as in text=Content,author=Author.",
)
@click.option("--account", default="", help="The agency's account that the comments were written to.")
@click.option(
    "--dates", type=click.Choice(["day-first", "month-first"]), help="How to read dates like 3/4/2026."
)
@click.option("--zone", help="The time zone of times that name none, as in Australia/Sydney.")
@click.option("--encoding", help="How the text is written, where the guess is wrong, as in cp1252.")
@click.option("--sheet", default="", help="Which sheet of a workbook.")
@click.option("--header", type=click.IntRange(min=1), help="The line that names the columns.")
@click.option("--without-times", is_flag=True, help="Take comments whose time cannot be read, without one.")
@click.option(
    "--set-aside",
    "again",
    is_flag=True,
    help="Read only the rows that an earlier import of this file set aside.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be read, and import nothing.")
@click.option("--resume", is_flag=True, help="Go on with an import of this file that was stopped.")
@click.option("--yes", is_flag=True, help="Do not ask before importing: for scripts.")
@click.pass_obj
def import_(
    opening: Opening,
    file: Path,
    preset: str | None,
    columns: Sequence[str],
    account: str,
    dates: str | None,
    zone: str | None,
    encoding: str | None,
    sheet: str,
    header: int | None,
    without_times: bool,
    again: bool,
    dry_run: bool,
    resume: bool,
    yes: bool,
) -> int:
    """Import comments from CSV, TSV, JSON, NDJSON, XLSX, or an archive of X, Mastodon or YouTube.

    Columns are found by their names; --map names others, and is remembered for the next file with this header. Fields
    are text, id, author, author_name, date, time, url, account, platform, parent_id and direction. A row that cannot
    be read is named with its line and kept in quarantine; the others go on, and the exit code is 4. So is a row whose
    time cannot be read: import it again with --set-aside, saying how its times are read or --without-times. Importing the
    same file again changes nothing.
    """
    if opening.home().rehearsal:
        raise NotAllowed("A rehearsal desk takes no import", "", "Import the file into your own desk instead")
    if resume:
        return _resume(opening, file)
    from moderator.importing import dates as when
    from moderator.importing import looking, presets, proposing, recognising, sources

    named = presets.named(preset) if preset else None
    given = _columns(columns)
    names = tuple(name for names in given.values() for name in names if name)
    line = None if header is None else header - 1
    with ExitStack() as opened:
        console = opened.enter_context(_console(opening)) if _is_made(opening) else None
        names += proposing.used_names(console.db) if console else ()
        found = recognising.recognise(file, recognising.Wish(named, _encoding(encoding), sheet, line, names))
        before = proposing.remembered(console.db, found) if console and not named and not given else None
        plan = proposing.propose(found, before, as_preset=named is not None)
        plan = proposing.with_columns(plan, given)
        plan = proposing.finished(plan, account=account, order=dates, zone=zone)
        plan = replace(plan, untimed=without_times, again=again)
        when.zone_named(plan.zone)
        proposing.demand_usable(plan, sources.shown(file))
        trial = looking.attempt(found, plan)
        if dry_run or not yes:
            for sentence in looking.told(file, found, plan, trial):
                click.echo(printable(sentence), err=not dry_run)
        elif found.left_out:
            click.echo(f"  {found.left_out}", err=True)
        if proposing.undecided(found, plan):
            plan = _ask_order(plan, yes or dry_run)
        if dry_run:
            return QUARANTINE if trial.bad else 0
        if not yes:
            _ask(file)
        return _import(console or opened.enter_context(_console(opening)), file, plan)


def _import(console: Console, file: Path, plan: Plan) -> int:
    from moderator.importing import running

    run, token = running.begin(console.db, file, plan, who=console.person)
    with interruptible() as stop:
        ended = running.carry_on(console.db, file, run, token, stop=stop)
    return _say(ended)


def _is_made(opening: Opening) -> bool:
    """A desk that has not been made yet remembers nothing, and is not made for a file that is no use."""
    from moderator.home import DATABASE

    return bool(opening.settings().store) or (opening.home().path / DATABASE).exists()


@contextmanager
def _console(opening: Opening) -> Iterator[Console]:
    with opening.console() as console:
        console.demand(Verb.IMPORT)
        yield console


def _ask(file: Path) -> None:
    try:
        click.confirm(f"Import {printable(file.name)}?", abort=True, err=True)
    except click.Abort:
        raise NotAllowed("Nothing was imported", "Nobody said yes", "In a script, add --yes") from None


def _list_presets(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from moderator.importing import presets

    for preset in presets.known().values():
        click.echo(f"{preset.name:<18}  {preset.title}: {preset.says}")
    ctx.exit()


def _resume(opening: Opening, file: Path) -> int:
    from moderator.importing import running

    with _console(opening) as console:
        run, token = running.take_up(console.db, file)
        click.echo(f"Going on after entry {run.position:,}.", err=True)
        with interruptible() as stop:
            ended = running.carry_on(console.db, file, run, token, stop=stop)
    return _say(ended)


def _columns(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """`text=A,author=B`; a field named twice takes the first of its columns that is filled."""
    found: dict[str, tuple[str, ...]] = {}
    for part in ",".join(given).split(",") if given else ():
        which, equals, name = part.partition("=")
        if not equals or not which.strip():
            raise BadInput(
                f"--map {printable(part[:60])} cannot be read",
                "",
                "Write it as in --map text=Content,author=Author",
            )
        found[which.strip()] = (*found.get(which.strip(), ()), name.strip())
    return found


def _encoding(given: str | None) -> str:
    import codecs

    from moderator.importing import encodings

    if not given:
        return ""
    try:
        name = codecs.lookup(given).name
    except LookupError:
        name = ""
    known = {codecs.lookup(each).name: each for each in encodings.NAMED}
    if name not in known:
        raise BadInput(
            f"The encoding “{printable(given[:40])}” is not known",
            "",
            f"Known are: {', '.join(encodings.NAMED)}",
        )
    return known[name]


def _ask_order(plan: Plan, silent: bool) -> Plan:
    """3/4/2026: a person says which, or nothing is imported."""
    from moderator.importing import proposing

    if silent:
        raise BadInput(
            "Its dates can be read in two ways",
            "3/4/2026 may be in April or in March, and no date of the file tells which",
            "Say --dates day-first or --dates month-first",
        )
    order = click.prompt(
        "Is 3/4/2026 in April (day-first) or in March (month-first)",
        type=click.Choice(["day-first", "month-first"]),
        err=True,
    )
    return proposing.finished(plan, order=order)


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Control-C ends the import after the batch that is being stored, and is no error."""
    asked = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: asked.set())
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _say(ended: Ended) -> int:
    from moderator.importing.looking import TIMES_REMEDY, outcome

    click.echo(outcome(ended))
    for place, why in ended.aside[:_NAMED]:
        click.echo(f"  in quarantine: {printable(place)}: {printable(why)}", err=True)
    if ended.counts["no_time"]:
        click.echo(f"  {TIMES_REMEDY}.", err=True)
    if ended.state != "done":
        click.echo(
            f"Stopped after entry {ended.position:,}. Go on with: moderator import --resume FILE", err=True
        )
        return 1
    if bad := ended.counts["set_aside"]:
        rows = "1 row is" if bad == 1 else f"{bad} rows are"
        click.echo(f"{rows} in quarantine; the others are in the queue.", err=True)
        return QUARANTINE
    return 0


COMMANDS = (import_,)
