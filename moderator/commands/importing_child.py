"""Reads files for the window, which reads none: one request as a line of JSON on standard input, lines of JSON back.

`look` says what a file is; `run` and `resume` import it, with a line for each step, until a line "stop" comes or the
input closes: then the window is gone, and what is here is kept.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from moderator.commands import REFUSED
from moderator.commands.opening import Opening
from moderator.people.roles import Verb
from moderator.problems import NotAllowed, Problem

if TYPE_CHECKING:
    from moderator.console import Console
    from moderator.importing.running import Progress

EVERY_US = 100_000  # between two lines of progress


@click.command("import-for-window", hidden=True)
@click.pass_obj
def import_for_window(opening: Opening) -> int:
    """For the window alone."""
    try:
        if opening.home().rehearsal:
            raise NotAllowed(
                "A rehearsal desk takes no import", "", "Import the file into your own desk instead"
            )
        opening.key()  # the first line of the input, before the request
        with opening.console() as console:
            console.demand(Verb.IMPORT)
            request = json.loads(_line())
            {"look": _look, "run": _run, "resume": _run}[request["do"]](console, request)
    except Problem as problem:
        _say({"problem": problem.sentence()})
        return REFUSED
    return 0


def _look(console: Console, request: Mapping[str, Any]) -> None:
    from moderator.importing import looked, plans, presets, proposing, recognising, running

    path = Path(request["path"])
    preset = presets.named(request["preset"]) if request["preset"] else None
    names = proposing.used_names(console.db)
    wish = recognising.Wish(preset, request["encoding"], request["sheet"], request["header"], names)
    found = recognising.recognise(path, wish)
    before = None if preset else proposing.remembered(console.db, found)
    if request["plan"]:
        plan = plans.from_json(request["plan"])
    else:
        plan = proposing.propose(found, before, as_preset=preset is not None)
    told = looked.look(
        path,
        found,
        plan,
        remembered=before is not None,
        position=running.waits_at(console.db, path),
    )
    _say({"looked": looked.to_line(told)})


def _run(console: Console, request: Mapping[str, Any]) -> None:
    from moderator.importing import plans, running

    path = Path(request["path"])
    if request["do"] == "resume":
        run, token = running.take_up(console.db, path)
    else:
        run, token = running.begin(console.db, path, plans.from_json(request["plan"]), who=console.person)
    last = console.clock.mono()

    def told(progress: Progress) -> None:
        nonlocal last
        now = console.clock.mono()
        if now - last >= EVERY_US:
            last = now
            counted = [progress.position, progress.done, progress.of, dict(progress.counts)]
            _say({"comparing": counted[1:3]} if progress.comparing else {"progress": counted})

    ended = running.carry_on(console.db, path, run, token, stop=_stopped(), told=told)
    _say({"ended": [ended.run, ended.state, ended.position, dict(ended.counts)]})


def _stopped() -> Callable[[], bool]:
    stop = threading.Event()

    def watch() -> None:
        _line()
        stop.set()

    threading.Thread(target=watch, name="window", daemon=True).start()
    return stop.is_set


def _line() -> bytes:
    """The next line of the input, read sign by sign: what follows is for another reader."""
    text = b""
    while (sign := os.read(0, 1)) and sign != b"\n":
        text += sign
    return text


def _say(line: Mapping[str, Any]) -> None:
    from moderator.importing.looked import encode

    sys.stdout.buffer.write(encode(line))
    sys.stdout.buffer.flush()


COMMANDS = (import_for_window,)
