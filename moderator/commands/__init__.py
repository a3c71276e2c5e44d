"""The command line. Each group of commands is a module here; this one is what they share.

Errors are one line on standard error: what happened, why, what to do. Exit codes: 0 done, 1 refused, 2 wrong
usage, 3 verification failed, 4 done with rows in quarantine. Nothing printed holds text from behind the veil.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from moderator import __version__
from moderator.problems import Problem

DONE, REFUSED, USAGE, FAILED, QUARANTINE = 0, 1, 2, 3, 4


class OneLine(click.Group):
    """A group whose problems are one calm line and an exit code, never a stack trace."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["standalone_mode"] = False
        kwargs.setdefault("prog_name", "moderator")
        try:
            code = super().main(*args, **kwargs)
        except click.UsageError as wrong:
            _say_error(f"{wrong.format_message()} See: {_path(wrong)} --help")
            sys.exit(USAGE)
        except click.ClickException as wrong:
            _say_error(wrong.format_message())
            sys.exit(REFUSED)
        except click.Abort:
            _say_error("Stopped. Nothing more was done.")
            sys.exit(REFUSED)
        except Problem as problem:
            _say_error(problem.sentence())
            sys.exit(problem.exit_code)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(REFUSED)
        sys.exit(code if isinstance(code, int) else DONE)


def _path(wrong: click.UsageError) -> str:
    return wrong.ctx.command_path if wrong.ctx is not None else "moderator"


def _say_error(sentence: str) -> None:
    click.echo("moderator: " + printable(sentence), err=True)


def printable(text: str) -> str:
    """On one line and harmless to a terminal: control and direction characters become visible."""
    return "".join(ch if ch.isprintable() else f"[U+{ord(ch):04X}]" for ch in text)


@click.group(cls=OneLine, invoke_without_command=True)
@click.version_option(__version__, prog_name="moderator")
@click.option(
    "--key-fd",
    type=int,
    default=None,
    metavar="N",
    help="Read the root key (64 hex digits) from this file descriptor; makes a missing store.",
)
@click.option("--person", default=None, metavar="P", help="Who you are, where several persons sign in.")
@click.option(
    "--pass-fd", type=int, default=None, metavar="N", help="Read your passphrase from this file descriptor."
)
@click.pass_context
def main(ctx: click.Context, key_fd: int | None, person: str | None, pass_fd: int | None) -> None:
    """A calm desk for hard comments. Without a command it opens the desktop."""
    from moderator.commands.opening import Opening

    ctx.obj = Opening(key_fd, person, pass_fd)
    if ctx.invoked_subcommand is None:
        ctx.invoke(main.commands["desktop"])


_MODULES = """
accounts
checking
desktop
importing
people
queueing
recovering
rosters
scoring
service
working
""".split()


def _register() -> None:
    for name in _MODULES:
        for command in importlib.import_module(f"moderator.commands.{name}").COMMANDS:
            main.add_command(command)


_register()
