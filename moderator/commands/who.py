"""Who gives a command: `--person P --pass-fd N`, or a question at a terminal, where several persons sign in."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from moderator.problems import BadInput, NotSignedIn

if TYPE_CHECKING:
    from moderator.console import Console

LONGEST = 4096  # bytes of a line with a passphrase


def sign_in(console: Console, person: str | None, ask: Callable[[], str], *, choosing: bool = False) -> None:
    """Put the person who gives this command at the console. One person alone is there already.

    `ask` gives their passphrase. `choosing`: with a one-time code, too, for the command that chooses a passphrase.
    """
    here = console.here()
    if not here.several:
        if person is not None and not _is_me(console, person):
            console.entrance.person_called(person)
        return
    if person is None:
        raise NotSignedIn(
            "Several persons sign in at this desk",
            "It was not said who gives this command",
            "Say so: moderator --person NAME --pass-fd N COMMAND N<FILE",
        )
    known = console.entrance.person_called(person)
    shown = console.sign_in(known, ask())
    if shown.must_choose and not choosing:
        raise NotSignedIn(
            "That was a one-time code",
            "It is for choosing a passphrase of your own",
            "Do that first: moderator --person NAME --pass-fd N person me",
        )


def _is_me(console: Console, person: str) -> bool:
    """The one person alone, by pseudonym, also before they have written their name."""
    return person.strip() == console.person


def passphrase(descriptor: int | None, prompt: str) -> str:
    """One line from a descriptor, or typed at a terminal. Never an option, never the environment."""
    if descriptor is not None:
        return read_line(descriptor)
    if not sys.stdin.isatty():
        raise NotSignedIn(
            "There is nobody at a terminal who could be asked for a passphrase",
            "",
            "Hand it over on a descriptor: moderator --person NAME --pass-fd N COMMAND N<FILE",
        )
    return getpass.getpass(prompt)


def new_passphrase() -> str:
    """A passphrase to be chosen: typed twice at a terminal, or one line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(LONGEST).rstrip("\r\n")
    phrase = getpass.getpass("A passphrase of your own, 12 letters or more: ")
    if getpass.getpass("The same again: ") != phrase:
        raise BadInput("The two passphrases differ", "", "Start again and type the same one twice")
    return phrase


def read_line(descriptor: int) -> str:
    """The next line that is not blank, and not a byte further: more may stand behind it for somebody else."""
    line = b""
    try:
        while len(line) < LONGEST and (sign := os.read(descriptor, 1)):
            if sign != b"\n":
                line += sign
            elif line.strip():
                break
            else:
                line = b""
    except OSError:
        raise BadInput(
            f"File descriptor {descriptor} cannot be read",
            "",
            f"Open it for the command: moderator --person NAME --pass-fd {descriptor} COMMAND {descriptor}<FILE",
        ) from None
    try:
        return line.rstrip(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(f"What came on file descriptor {descriptor} is not UTF-8 text") from None
