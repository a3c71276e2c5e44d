"""The command line. Each group of commands is a module here; this one is what they share.

Errors are one line on standard error: what happened, why, what to do. Exit codes: 0 done, 1 refused, 2 wrong
usage, 3 verification failed, 4 done with rows in quarantine. Nothing printed holds text from behind the veil.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from moderator import __version__
from moderator.problems import Problem

DONE, REFUSED, USAGE, FAILED, QUARANTINE = 0, 1, 2, 3, 4
_LONGEST = 1000  # letters of an error; it may quote an argument


class Number(click.ParamType):  # type: ignore[type-arg]
    """The number of a card or an account, as listings show it."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            self.fail(f"{value!r} is no number.", param, ctx)
        if not 1 <= number < 2**63:
            self.fail(f"there is none with the number {value}.", param, ctx)
        return number


class OneLine(click.Group):
    """A group whose problems are one calm line and an exit code, never a stack trace."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["standalone_mode"] = False
        kwargs.setdefault("prog_name", "moderator")
        _prepare()
        try:
            code = super().main(*args, **kwargs)
            sys.stdout.flush()
        except click.UsageError as wrong:
            _stop(f"{wrong.format_message().rstrip('.')}. See: {_path(wrong)} --help", USAGE)
        except click.ClickException as wrong:
            _stop(wrong.format_message(), REFUSED)
        except click.Abort:
            _stop("Stopped. Nothing more was done.", REFUSED)
        except Problem as problem:
            _stop(problem.sentence(), problem.exit_code)
        except BrokenPipeError:  # whoever read our output has seen enough
            _point_at_nothing(1)
            sys.exit(REFUSED)
        except OSError as fault:
            _point_at_nothing(1)
            _stop(_refused_by_the_system(fault), REFUSED)
        sys.exit(code if isinstance(code, int) else DONE)

    def invoke(self, ctx: click.Context) -> Any:
        """Our own mistakes are noted without a word of content: an exception's message may hold a comment."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, Problem, OSError, EOFError):
            raise
        except Exception as bug:
            from moderator.logs import where

            path = ctx.obj.crash_note(bug) if ctx.obj is not None else None
            kept = f"Please report it, with {path}" if path else "Please report it"
            raise click.ClickException(
                f"A mistake of ours stopped this ({where(bug)}). Nothing that was stored is lost. {kept}."
            ) from None


def _prepare() -> None:
    """Files are for their owner alone, words that a terminal lacks are escaped, and 0, 1 and 2 are open.

    Were one of those three closed, the next file to be opened would get its number, and be written into.
    """
    from moderator.logs import no_core_dumps

    os.umask(0o077)
    no_core_dumps()
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            _point_at_nothing(descriptor)
    for name, descriptor in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is None:
            mode = "r" if descriptor == 0 else "w"
            setattr(sys, name, open(descriptor, mode, closefd=False))  # noqa: SIM115 - open as long as we live
        elif descriptor and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _point_at_nothing(descriptor: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    if nothing != descriptor:
        os.dup2(nothing, descriptor)
        os.close(nothing)


def _path(wrong: click.UsageError) -> str:
    return wrong.ctx.command_path if wrong.ctx is not None else "moderator"


def _refused_by_the_system(fault: OSError) -> str:
    where = f" ({os.fsdecode(fault.filename)})" if isinstance(fault.filename, str | bytes) else ""
    what = fault.strerror or type(fault).__name__
    return f"The system refused it: {what}{where}. Nothing that was stored is lost. Mend it and try again."


def _stop(sentence: str, code: int) -> None:
    if len(sentence) > _LONGEST:
        sentence = f"{sentence[: _LONGEST - 200]} ... {sentence[-200:]}"
    click.echo("moderator: " + printable(sentence), err=True)
    sys.exit(code)


def printable(text: str) -> str:
    """On one line and harmless to a terminal: control and direction characters become visible."""
    return "".join(ch if ch.isprintable() else f"[U+{ord(ch):04X}]" for ch in text)


@click.group("moderator", cls=OneLine, invoke_without_command=True)
@click.version_option(__version__, prog_name="moderator")
@click.option(
    "--key-fd",
    type=int,
    default=None,
    metavar="N",
    callback=lambda _, __, number: _descriptor(number),
    help="For services and scripts: read the root key (64 hex digits) from file descriptor N. "
    "Makes the desk where there is none yet.",
)
@click.option("--person", default=None, metavar="P", help="Who you are, where several persons sign in.")
@click.option(
    "--pass-fd",
    type=int,
    default=None,
    metavar="N",
    callback=lambda _, __, number: _descriptor(number),
    help="Read your passphrase from file descriptor N.",
)
@click.pass_context
def main(ctx: click.Context, key_fd: int | None, person: str | None, pass_fd: int | None) -> None:
    """A calm desk for hard comments. Without a command it opens the desktop.

    \b
    moderator desktop --rehearsal     try everything; nothing in it is real
    moderator import comments.csv     comments from a file join the queue
    moderator worker --once           gather, score and push one round
    moderator queue                   what waits, the harsh of it veiled
    moderator decide 12 hide          decide a card and all its copies unread

    All data of this desk lies in one folder that only you can read: MODERATOR_HOME, or the usual place for a
    person's data. Exit codes: 0 done, 1 refused, 2 wrong usage, 3 verification failed, 4 done with rows in
    quarantine.
    """
    from moderator.commands.opening import Opening

    ctx.obj = Opening(key_fd, person, pass_fd)
    if ctx.invoked_subcommand is None:
        ctx.invoke(main.commands["desktop"])


def _descriptor(number: int | None) -> int | None:
    if number is not None and not 0 <= number < 2**31:
        raise click.BadParameter(f"{number} is no file descriptor.")
    return number


_MODULES = """
accounts
accounts_child
allowing
checking
desktop
directory
importing
importing_child
keeping
mine
models
people
network
queueing
recovering
resting
capacity
rosters
scoring
scoring_child
service
support
unread
veiling
viewing
wellbeing
wishing
working
""".split()


def _register() -> None:
    for name in _MODULES:
        for command in importlib.import_module(f"moderator.commands.{name}").COMMANDS:
            main.add_command(command)


_register()
