"""Signs in to accounts for the window, which owns no sockets: a request as a line of JSON on standard input, lines back.

What was found is told before anything is kept; a line "save" keeps it. When the input closes instead, nobody wants it
any more, and what a browser had granted is withdrawn.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from moderator.commands import REFUSED
from moderator.commands.opening import Opening
from moderator.people.roles import Verb
from moderator.problems import BadInput, NotAllowed, Problem

if TYPE_CHECKING:
    import asyncio

    from moderator.console import Console
    from moderator.platforms import Found, Granted, PlatformKind

    Lines = asyncio.Queue[str]


@click.command("account-for-window", hidden=True)
@click.pass_obj
def account_for_window(opening: Opening) -> int:
    """For the window alone."""
    import asyncio  # here, as below: every command and the window come past this module

    try:
        if opening.home().rehearsal:
            raise NotAllowed(
                "A rehearsal desk takes no real account", "", "Add the account to your own desk instead"
            )
        key = opening.key()  # the first line of the input, before the request
        with opening.console() as console:
            console.demand(Verb.MANAGE_ACCOUNTS)
            request = json.loads(_line())
            act = {"add": _add, "again": _again, "test": _test, "remove": _remove}[request["do"]]
            asyncio.run(_attended(act(console, key, request)))
    except Problem as problem:
        _say({"problem": problem.sentence()})
        return REFUSED
    return 0


async def _attended(act: Callable[[Lines], Awaitable[None]]) -> None:
    """Runs `act` until it ends or nobody waits for it any more; what follows the request comes to it as lines."""
    import asyncio

    lines: Lines = asyncio.Queue()
    loop, gone = asyncio.get_running_loop(), asyncio.Event()

    def listen() -> None:
        while text := _line():
            loop.call_soon_threadsafe(lines.put_nowait, text.decode("ascii", "replace"))
        loop.call_soon_threadsafe(gone.set)

    threading.Thread(target=listen, name="window", daemon=True).start()
    work, left = asyncio.ensure_future(act(lines)), asyncio.ensure_future(gone.wait())
    await asyncio.wait({work, left}, return_when=asyncio.FIRST_COMPLETED)
    left.cancel()
    if not work.done():
        work.cancel()
    with suppress(asyncio.CancelledError):
        await work


def _add(console: Console, key: bytes, request: Mapping[str, Any]) -> Callable[[Lines], Awaitable[None]]:
    import asyncio

    from moderator import signing_in

    kind = _kind(request["platform"])
    server = signing_in.server_address(console, kind, request["server"])

    async def add(lines: Lines) -> None:
        handle, secret, granted = str(request["handle"]).lstrip("@").strip(), str(request["secret"]), False
        if request["browser"]:
            given = await _browse(console, kind, server)
            handle, secret, granted = given.handle, given.secret, True
        tried = await signing_in.look(console, kind, server, handle, secret, granted=granted)
        try:
            _say({"found": _told(kind, tried.found), "handle": handle})
            await lines.get()
        except asyncio.CancelledError:
            await signing_in.forget(console, kind, server, handle, tried, granted=granted)
            raise
        signing_in.keep(console, kind, server, handle, tried, key)
        _say({"kept": handle})

    return add


def _again(console: Console, key: bytes, request: Mapping[str, Any]) -> Callable[[Lines], Awaitable[None]]:
    import asyncio

    from moderator import signing_in

    account_id = int(request["account"])
    account, kind = signing_in.known(console, account_id)

    async def again(lines: Lines) -> None:
        secret, name = str(request["secret"]), ""
        if request["browser"]:
            given = await _browse(console, kind, account.server)
            secret, name = given.secret, given.handle
        tried = await signing_in.look_again(console, account_id, secret, granted=name)
        try:
            _say({"found": _told(kind, tried.found), "handle": account.handle})
            await lines.get()
        except asyncio.CancelledError:
            where = (console, kind, account.server, account.handle)
            await signing_in.forget(*where, tried, granted=bool(name))
            raise
        await signing_in.keep_again(console, account_id, tried, key)
        _say({"kept": account.handle})

    return again


def _test(console: Console, key: bytes, request: Mapping[str, Any]) -> Callable[[Lines], Awaitable[None]]:
    from moderator import signing_in

    account_id = int(request["account"])
    _, kind = signing_in.known(console, account_id)

    async def test(lines: Lines) -> None:
        found = await signing_in.test_account(console, account_id, key)
        _say({"tested": _told(kind, found)})

    return test


def _remove(console: Console, key: bytes, request: Mapping[str, Any]) -> Callable[[Lines], Awaitable[None]]:
    import asyncio

    from moderator import signing_in

    async def remove(lines: Lines) -> None:
        ends = asyncio.ensure_future(signing_in.remove_account(console, int(request["account"]), key))
        try:
            done = await asyncio.shield(ends)
        except asyncio.CancelledError:
            await ends  # once begun it ends: what was granted is not left standing
            raise
        _say({"removed": done.handle, "told": list(done.sentences())})

    return remove


async def _browse(console: Console, kind: PlatformKind, server: str) -> Granted:
    from moderator.signing_in import begin_sign_in

    async with begin_sign_in(kind, server, console.network) as consent:
        _say({"open": consent.url})
        return await consent.granted()


def _kind(name: str) -> PlatformKind:
    from moderator import platforms

    kind = platforms.kinds().get(name)
    if kind is None or not kind.addable or kind.rehearsal:
        raise BadInput("There is no such platform", "", "Choose one that this desk knows")
    return kind


def _told(kind: PlatformKind, found: Found) -> list[str]:
    from moderator.signing_in import told

    return list(told(kind, found))


def _line() -> bytes:
    """The next line of the input, read sign by sign: what came before was for another reader."""
    text = b""
    while (sign := os.read(0, 1)) and sign != b"\n":
        text += sign
    return text


def _say(line: Mapping[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(line).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()


COMMANDS = (account_for_window,)
