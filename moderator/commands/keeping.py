"""`moderator backup`, `backups` and `restore`: nothing is lost with a disk, a laptop or a keyring."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moderator.commands import FAILED, printable
from moderator.commands.opening import Opening, ask_passphrase
from moderator.home import DATABASE
from moderator.problems import BadInput, DamagedStore, KeyProblem, NewerSchema, WrongKey

if TYPE_CHECKING:
    from moderator.backups import Backup
    from moderator.restoring import Restored


@click.command()
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER", help="Into this folder."
)
@click.option("--json", "as_json", is_flag=True, help="How far it is, and what was made, a line each.")
@click.pass_obj
def backup(opening: Opening, to: Path | None, as_json: bool) -> None:
    """Make a backup now, while the desk is in use or not. It is checked before it gets its name."""
    from moderator import keeping
    from moderator.people.roles import Verb
    from moderator.store.sqlite import Sqlite

    home, settings, copied = opening.home(), opening.settings(), ""
    keeping.refuse_others(home, settings.store)
    with opening.console() as console:
        console.demand(Verb.BACK_UP)
        assert isinstance(console.db, Sqlite)
        given = (home, opening.key(), console.db, opening.clock())
        if to is not None:
            made = keeping.back_up(*given, to=to)
        else:
            progress = _Percent() if as_json else None
            made, copied = keeping.on_request(*given, settings.backup_folder, progress)
    if as_json:
        click.echo(json.dumps(_made(made, copied) | {"second": settings.backup_folder}))
    else:
        click.echo(
            f"Backup made and checked: {made.path} ({_size(made.size)}, journal to line {made.lines})."
        )
    if copied:
        click.echo(f"The second copy failed: {printable(copied)}", err=True)
    if not home.sheet or home.sheet == "later":
        click.echo("There is no recovery sheet yet; write one: moderator recovery sheet --out FILE", err=True)


class _Percent:
    """Tells how far it is, each time another hundredth is done."""

    def __init__(self) -> None:
        self._told = -1

    def __call__(self, done: int, of: int) -> None:
        now = done * 100 // max(of, 1)
        if now != self._told:
            self._told = now
            click.echo(json.dumps({"percent": now}))


def _made(made: Backup, copied: str) -> dict[str, object]:
    return {
        "made": made.made.isoformat(),
        "path": str(made.path),
        "size": made.size,
        "sha256": made.sha256,
        "lines": made.lines,
        "copied": copied,
    }


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_obj
def backups(opening: Opening, folder: Path | None) -> None:
    """The backups of this desk, newest first, or those in a folder."""
    from moderator import backups as kept

    home = opening.home()
    found = kept.listed(folder) if folder else kept.listed(home.path / kept.FOLDER, home.desk)
    for each in found:
        click.echo(
            f"{each.made.astimezone():%Y-%m-%d %H:%M}  {_size(each.size):>9}  "
            f"journal to line {each.lines:<8}  {printable(each.path.name)}"
        )
    if not found:
        click.echo("There are no backups. Make one with: moderator backup")


@click.command()
@click.argument("source", required=False, metavar="[BACKUP]", type=click.Path(path_type=Path))
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), metavar="HOME", help="Into this home."
)
@click.option("--words", is_flag=True, help="The key comes as the recovery sheet's words, on standard input.")
@click.option(
    "--as-is", is_flag=True, help="Go on with a database that is older than its journal's known end."
)
@click.option(
    "--recover", is_flag=True, help="Carry what can be read out of the damaged file; gaps from backups."
)
@click.option("--json", "as_json", is_flag=True, hidden=True)
@click.pass_obj
def restore(
    opening: Opening,
    source: Path | None,
    into: Path | None,
    words: bool,
    as_is: bool,
    recover: bool,
    as_json: bool,
) -> int:
    """Bring the desk back from its newest backup that checks out, or from BACKUP, a file or a folder.

    What is there now is kept aside. On a new machine: moderator restore FOLDER --words
    """
    from moderator import restoring
    from moderator.home import home_path

    if as_is:
        home = opening.use(into) if into else opening.home()
        missing = restoring.go_on(home, opening.key(), opening.clock())
        click.echo(
            f"Going on with the database as it is; {_lines(missing)} missing, and the journal says so."
        )
        return 0
    if recover:
        _recover(opening)
        return 0
    path = into.expanduser().absolute() if into else home_path()
    candidates = _candidates(opening, source, path)
    with restoring.adopted(path, candidates[0]):
        opening.use(path)
        _key(opening, words)
        demand_admin(opening)
        try:
            done = restoring.restore(opening.home(), candidates, opening.key(), opening.clock())
        except DamagedStore as damaged:
            damaged.exit_code = FAILED
            raise
    if as_json:
        click.echo(json.dumps(_as_json(done)))
    else:
        _tell(done)
    return 0


def _recover(opening: Opening) -> None:
    from moderator import backups, restoring

    home = opening.home()
    demand_admin(opening)
    saved = restoring.recover(
        home, opening.key(), opening.clock(), backups.listed(home.path / backups.FOLDER, home.desk)
    )
    rows = saved.rows
    click.echo(
        f"{rows.read} rows were read, {rows.filled} came from the backup, {rows.left_out} were left out because what "
        f"they belong to is gone; {rows.gaps} places could not be read."
    )
    if rows.list_was_spoilt:
        click.echo(rows.list_was_spoilt)
    if not saved.whole_journal:
        click.echo("Lines of the journal are missing in between; the journal itself says so.", err=True)
    if saved.aside is not None:
        click.echo(f"The damaged file is kept as it was: {saved.aside}")


def demand_admin(opening: Opening) -> None:
    """Where several persons sign in, this is for an admin. A database that cannot be opened knows no persons: whoever
    brought its key may go on.
    """
    from moderator.people.roles import Verb

    if not (opening.home().path / DATABASE).exists():
        return
    try:
        with opening.console() as console:
            console.demand(Verb.BACK_UP)
    except (DamagedStore, WrongKey, NewerSchema):
        return


def _candidates(opening: Opening, source: Path | None, path: Path) -> list[Backup]:
    """What may be restored into the home at `path`."""
    from moderator import backups, restoring

    if source is not None:
        try:
            return restoring.choose(source, _desk_of(path))
        except BadInput:
            return restoring.choose(source)  # another desk's: `adopt` says whether that can be
    home = opening.use(path) if (path / "home.json").exists() else None
    found = backups.listed(home.path / backups.FOLDER, home.desk) if home is not None else []
    if not found:
        raise BadInput(
            f"There is no backup in {path / backups.FOLDER}", "", "Name one: moderator restore FOLDER --words"
        )
    return found


def _desk_of(path: Path) -> str:
    from moderator.home import read_home

    return read_home(path).desk if (path / "home.json").exists() else ""


def _key(opening: Opening, words: bool) -> None:
    if not words:
        opening.key()
        return
    from moderator.commands.recovering import words_typed
    from moderator.keys import enter_key

    home = opening.home()
    found = words_typed(home.check)
    if found.put_right:
        click.echo(f"{found.put_right}.", err=True)
    opening.use_key(found.key)
    try:
        enter_key(home, found.key, ask_passphrase)
    except KeyProblem:
        click.echo(
            "The key could not be kept here: there is no keyring, and nobody to choose a passphrase. Afterwards run "
            "“moderator recovery enter” at a terminal, or hand the key over with --key-fd.",
            err=True,
        )


def _tell(done: Restored) -> None:
    made = f"{done.backup.made.astimezone():%Y-%m-%d %H:%M}"
    for why in done.passed_over:
        click.echo(f"Passed over: {printable(why)}", err=True)
    click.echo(
        f"Restored from {done.backup.path.name}, made {made}. Every page and the journal were verified."
    )
    if done.until is not None:
        click.echo(f"Its last record is of {done.until.astimezone():%Y-%m-%d %H:%M:%S}.")
    if done.lost:
        click.echo(f"Since then {_lines(done.lost)} had been written, which this backup does not have.")
    elif done.lost == 0:
        click.echo("It has every line that is known to have been written.")
    else:
        click.echo("This is a new home of the desk: do not go on with it on the old computer.")
    if done.aside is not None:
        click.echo(f"What was there before is kept as it was: {done.aside}")


def _as_json(done: Restored) -> dict[str, object]:
    return {
        "made": done.backup.made.isoformat(),
        "lost": done.lost,
        "until": done.until.isoformat() if done.until else None,
        "passed_over": len(done.passed_over),
    }


def _lines(count: int) -> str:
    return "1 line of the journal" if count == 1 else f"{count} lines of the journal"


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"


COMMANDS = (backup, backups, restore)
