"""`moderator model list|install|convert|remove|test`: the models that score beside the embedded one.

Needs no key and no desk: models are files, and hold nothing of anybody.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from moderator.commands import printable
from moderator.commands.opening import Opening
from moderator.problems import BadInput, ScorerGone

if TYPE_CHECKING:
    from moderator.scoring.bundle import Manifest
    from moderator.scoring.shelf import Shelf
    from moderator.settings import Settings

_TAKES_EFFECT = "A running worker takes it up with the next comments."


@click.group()
def model() -> None:
    """Models that score beside the embedded one: Detoxify, with torch or converted."""


def _shelf(opening: Opening) -> Shelf:
    from moderator.scoring.shelf import Shelf

    return Shelf(opening.home_path())


@model.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(opening: Opening, as_json: bool) -> None:
    """What is installed, with its fingerprint, and what scores."""
    standing = _shelf(opening).listed()
    if as_json:
        for each in standing:
            click.echo(
                json.dumps(
                    _facts(each.manifest) if each.manifest else {"name": each.name, "trouble": each.trouble}
                )
            )
        return
    for each in standing:
        if each.manifest is None:
            click.echo(f"{printable(each.name)}  cannot be used: {printable(each.trouble)}")
            continue
        manifest = each.manifest
        click.echo(
            f"{manifest.name}  {manifest.version} {manifest.precision}, {manifest.size / 1e6:.0f} MB, "
            f"{', '.join(sorted(manifest.languages))}, fingerprint {manifest.fingerprint[:16]}"
        )
    click.echo(_who_scores(opening))


@model.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def languages(opening: Opening, as_json: bool) -> None:
    """Which languages each scorer covers here, and what that rests on. All others stay veiled, as not checked."""
    from moderator import coverage

    for row in coverage.table(opening.home_path(), _settings(opening).scorer):
        if as_json:
            told = {
                "name": row.name, "version": row.version, "languages": row.languages, "used": row.used,
                "rests_on": row.rests_on,
            }  # fmt: skip
            click.echo(json.dumps(told))
            continue
        use = "" if row.used else " (installed, not used)"
        spoken = ", ".join(row.languages) or "nothing"
        click.echo(f"{printable(row.name)} {row.version}{use}: {spoken}; {row.rests_on}")


def _who_scores(opening: Opening) -> str:
    from moderator.scorers import chosen

    try:
        name = chosen(opening.home_path(), _settings(opening).scorer)
    except ScorerGone as gone:
        return f"Comments are scored by the embedded scorer alone. {gone.sentence()}"
    return f"Comments are scored by the embedded scorer {f'and {name}' if name else 'alone'}."


def _settings(opening: Opening) -> Settings:
    from moderator.settings import POLICY, load

    return load(opening.home_path() / "settings.toml", POLICY).settings


def _facts(manifest: Manifest) -> dict[str, Any]:
    return {
        "name": manifest.name,
        "kind": manifest.kind,
        "variant": manifest.variant,
        "version": manifest.version,
        "precision": manifest.precision,
        "bytes": manifest.size,
        "languages": sorted(manifest.languages),
        "labels": list(manifest.labels),
        "source_sha256": manifest.source,
        "fingerprint": manifest.fingerprint,
        "parity": dict(manifest.parity),
    }


@model.command()
@click.argument("what", metavar="PATH|NAME")
@click.option(
    "--tokenizer",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="For a checkpoint of unbiased or multilingual: the folder with its tokenizer's files.",
)
@click.option("--own", is_flag=True, help="The checkpoint is not a published one, but weights of your own.")
@click.option("--fingerprint", default="", metavar="HEX", help="Refuse it unless its fingerprint begins so.")
@click.pass_obj
def install(opening: Opening, what: str, tokenizer: Path | None, own: bool, fingerprint: str) -> None:
    """Install a model from PATH: a folder or zip that `moderator model convert` made, or a checkpoint of Detoxify.

    A NAME (original, unbiased, multilingual) downloads the published checkpoint first, and goes on with a download
    that stopped. A PATH needs no network, and neither does anything afterwards. Every file is compared with its
    SHA-256, now and whenever it is loaded; a converted model is tried on this machine first.
    """
    from moderator.network import Network
    from moderator.scoring.installing import download, install_from
    from moderator.scoring.variants import VARIANTS

    shelf, settings = _shelf(opening), _settings(opening)
    if what in VARIANTS and not Path(what).exists():
        network = Network(settings.proxy, settings.ca_file)
        with _progress("downloading") as progress:
            manifest = download(shelf, VARIANTS[what], network, fingerprint=fingerprint, progress=progress)
    else:
        with _progress("copying") as progress:
            manifest = install_from(
                shelf,
                Path(what),
                tokenizer=tokenizer,
                own=own,
                fingerprint=fingerprint,
                progress=progress,
            )
    click.echo(f"Installed {manifest.name}, fingerprint {manifest.fingerprint}. {_TAKES_EFFECT}")


@model.command()
@click.argument("name")
@click.pass_obj
def remove(opening: Opening, name: str) -> None:
    """Take an installed model away. The embedded scorer stays."""
    if not _shelf(opening).remove(name):
        _shelf(opening).find(name)
        raise ScorerGone(f"There is no model {name[:60]}", "", "moderator model list")
    click.echo(f"Removed {printable(name)}.")


@model.command()
@click.argument("name")
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--sample",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help='At least 500 comments of yours to compare on: {"text": "..."} a line. Without it: sentences of our own.',
)
@click.option(
    "--precision",
    type=click.Choice(["int8", "int8-channel", "fp32"]),
    help="Only this one. Without it the smallest that scores as torch does.",
)
@click.pass_obj
def convert(opening: Opening, name: str, out: Path, sample: Path | None, precision: str | None) -> None:
    """Convert the installed model NAME into the new folder OUT, for desks without torch.

    OUT holds the model, its tokenizer, and a manifest with hashes and a report of how near it is to torch. One that
    is not near enough is not written. Install it with: moderator model install OUT
    """
    from moderator.scoring import converting

    shelf = _shelf(opening)
    source = shelf.place(shelf.find(name).name)
    texts = converting.own_sample(600) if sample is None else _texts(sample)
    _demand_new(out)
    try:
        manifest = converting.convert(
            source,
            out,
            texts,
            precisions=(precision,) if precision else converting.PRECISIONS,
            tell=lambda doing: click.echo(f"{doing} ...", err=True),
        )
    except BaseException:
        if not any(out.iterdir()):
            out.rmdir()
        raise
    told = manifest.parity
    click.echo(
        f"{manifest.name} {manifest.precision}, {manifest.size / 1e6:.0f} MB, in {out}. On {told['texts']} comments it "
        f"differs from torch by {told['largest']} at most, {told['mean']} on average, and changes "
        f"{told['changed']:.1%} of the veils. Fingerprint {manifest.fingerprint}"
    )


def _demand_new(out: Path) -> None:
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        empty = not any(out.iterdir())
    except (FileExistsError, NotADirectoryError):
        empty = False
    if not empty:
        raise BadInput(f"{out} is there already", "Nothing is written over it", "Name a new folder")


def _texts(path: Path) -> list[str]:
    from moderator.commands.scoring import texts_of

    with path.open("rb") as file:
        texts, bad = texts_of(file)
    if bad:
        raise BadInput(f"{bad} lines of {path.name} cannot be read", "", 'Each line is {"text": "..."}')
    return texts


@model.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def test(opening: Opening, names: tuple[str, ...], as_json: bool) -> int:
    """Load installed models and compare them with what they gave where they were made. Exit code 3: one failed."""
    from moderator.commands import DONE, FAILED
    from moderator.scoring.installing import try_out

    shelf, failed = _shelf(opening), False
    for name in names or [standing.name for standing in shelf.listed()]:
        try:
            told = try_out(shelf.place(shelf.find(name).name))
        except ScorerGone as gone:
            failed, told = True, {"passed": False, "says": gone.sentence()}
        if as_json:
            click.echo(json.dumps({"name": name, **told}))
        elif told["passed"]:
            click.echo(
                f"{printable(name)}  works; largest difference {told['largest']} on {told['texts']} sentences"
            )
        else:
            click.echo(f"{printable(name)}  {printable(told['says'])}")
    return FAILED if failed else DONE


@model.command()
@click.argument("dataset", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--model", "name", default="embedded", metavar="NAME", help="Without it, the embedded scorer.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def evaluate(opening: Opening, dataset: Path, name: str, as_json: bool) -> None:
    """How good a model is on DATASET: NDJSON or CSV with text and any of the seven labels, from 0 to 1.

    AUC by label, recall at fixed shares of false veils, how much likelier calm comments are veiled that name a group,
    and what is still found of abuse that is written around filters.
    """
    from moderator.commands.evaluation import table
    from moderator.scorers import load_model
    from moderator.scoring.evaluating import evaluate, read

    labelled = read(dataset)
    found = evaluate(load_model(opening.home_path(), name), labelled)
    click.echo(json.dumps(found) if as_json else "\n".join(table(found)))


@contextmanager
def _progress(doing: str) -> Iterator[Callable[[int, int], None]]:
    """A line that counts up, on a terminal alone."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return

    def show(done: int, of: int) -> None:
        click.echo(f"\r{doing} {done / 1e6:.0f} of {of / 1e6:.0f} MB", err=True, nl=False)

    yield show
    click.echo(err=True)


COMMANDS = (model,)
