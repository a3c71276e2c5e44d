"""`moderator worker`: gathers, scores and pushes, apart from every window."""

from __future__ import annotations

import signal
import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from moderator.commands.opening import Opening

if TYPE_CHECKING:
    from moderator.apart import Apart
    from moderator.clock import Clock


@click.command(short_help="Gather, score, and carry decisions out.")
@click.option(
    "--once",
    is_flag=True,
    help="One round of everything, then stop. Undo windows are waited out before pushing.",
)
@click.option("--parent", is_flag=True, hidden=True, help="Stop when standard input closes.")
@click.pass_obj
def worker(opening: Opening, once: bool, parent: bool) -> None:
    """Gather comments, score them, and carry decisions to the platforms.

    Runs until it is told to stop (Ctrl-C, SIGTERM). The desktop starts one by itself; on a server it runs as
    a service, as many as are needed over one store. It may be stopped or killed at any moment.
    """
    import asyncio

    from moderator import __version__
    from moderator.aiming import PURPOSE
    from moderator.console import open_db
    from moderator.hourly import Hourly
    from moderator.keys import TokenBox, derive
    from moderator.logs import log_to
    from moderator.network import Network
    from moderator.promising import Promises
    from moderator.scorers import EMBEDDED
    from moderator.scorers_apart import ScorersApart
    from moderator.scoring import bands
    from moderator.together import Together
    from moderator.worker import Worker, stop_with_parent

    home, key, clock, settings = opening.home(), opening.key(), opening.clock(), opening.settings()
    log_to(home.path / "logs", "worker")
    opening.look_first(thorough=None if parent else True)
    setup = {
        "home": str(home.path),
        "rehearsal": home.rehearsal,
        "language": settings.language,
        "wanted": EMBEDDED,
    }
    scorers = ScorersApart(
        home.path,
        EMBEDDED if home.rehearsal else settings.scorer,
        lambda model: _scorer(setup, model, clock),
        under=f"{__version__} {settings.language} {bands.fingerprint()}",
    )
    db = open_db(home, key, clock, settings)
    try:
        worker = Worker(
            db,
            TokenBox(key),
            clock,
            home=str(home.path),
            rehearsal=home.rehearsal,
            load_scorer=lambda: scorers,
            network=Network(settings.proxy, settings.ca_file),
            hourly=None
            if home.rehearsal or settings.store
            else Hourly(home, key, clock, settings.backup_folder),
            promises=Promises(db, settings),
            lower_veils=settings.lower_veils,
            unread_checks_days=settings.unread_checks_days,
            together=Together.of(settings),
            names_key=derive(key, PURPOSE),
        )
        if once:
            did = asyncio.run(worker.once())
            _report(did)
            return
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        signal.signal(signal.SIGINT, lambda *_: stop.set())
        with stop_with_parent(stop) if parent else nullcontext():
            asyncio.run(worker.run(stop))
    finally:
        scorers.close()
        db.close()


def _scorer(setup: dict[str, Any], model: str, clock: Clock) -> Apart:
    """A second scorer has a thread of the worker's to itself and gives way to everything else: it may take its time. The
    first may not, since nothing is gathered or sent while it is waited for."""
    from moderator.apart import FIRSTS_MEMORY, Apart, own_command

    told = {**setup, "model": model}
    if model:
        return Apart(own_command(), told, clock, patience=60.0, loading=90.0)
    return Apart(own_command(), {**told, "memory": FIRSTS_MEMORY}, clock, loading=15.0)


def _report(did: object) -> None:
    from moderator.worker import Round

    assert isinstance(did, Round)
    got = did.gathered
    click.echo(
        f"gathered {got.new} new, {got.edited} edited, {got.gone} gone, {got.set_aside} in quarantine; "
        f"scored {did.scored} cards; settled {did.pushed} acts"
    )
    if got.troubled:
        click.echo(f"{got.troubled} accounts could not be reached; see: moderator account list", err=True)
    if did.scorer:
        click.echo(f"Scoring stands still: {did.scorer} New cards stay veiled.", err=True)


COMMANDS = (worker,)
