"""What every command opens: the home, its key, its clock, and the console over them."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moderator.commands import printable
from moderator.problems import KeyProblem

if TYPE_CHECKING:
    from moderator.clock import Clock
    from moderator.console import Console
    from moderator.keys import Home
    from moderator.settings import Settings
    from moderator.viewing import View


class Opening:
    """Made once a run. Nothing is read or made before a command asks for it."""

    def __init__(self, key_fd: int | None, person: str | None = None, pass_fd: int | None = None) -> None:
        self._key_fd, self.person, self._pass_fd = key_fd, person, pass_fd
        self._signed_in = ""  # who gives this command, once they have shown it
        self._home: Home | None = None
        self._key: bytes | None = None
        self._settings: Settings | None = None
        self._looked = False

    def home(self, *, rehearsal: bool = False, time_scale: float = 1) -> Home:
        """This installation's folder, made where it is missing; the rehearsal home is a folder inside it."""
        from moderator.keys import find_home

        if self._home is None:
            self._home = find_home(rehearsal=rehearsal, time_scale=time_scale)
        return self._home

    def home_path(self) -> Path:
        from moderator.home import home_path

        return home_path()

    def standing_home(self) -> Home | None:
        """The home, when it and its key have been made; nothing is made here."""
        from moderator.home import read_home, refuse_orphan

        path = self.home_path()
        if not (path / "home.json").exists():
            refuse_orphan(path)
            return None
        return self.home() if read_home(path).check else None

    def crash_note(self, bug: BaseException) -> Path | None:
        """Note a mistake of ours in the home, where one is open: type and frames alone. Returns the note."""
        from moderator.logs import crash_note

        if self._home is None:
            return None
        try:
            return crash_note(self._home.path / "logs", type(bug), bug.__traceback__)
        except OSError:
            return None  # the disk may be what it stumbled over

    def use(self, path: Path) -> Home:
        """This folder is the home of this run."""
        from moderator.keys import find_home

        self._home, self._settings = find_home(environ={"MODERATOR_HOME": str(path)}), None
        return self._home

    def again(self) -> Opening:
        """A fresh one, for another home in the same run."""
        return Opening(None)

    @property
    def key_is_given(self) -> bool:
        """Does whoever starts the program hand the key over?"""
        return self._key_fd is not None

    def key(self, ask: Callable[[str], str] | None = None) -> bytes:
        """`ask` answers prompts for a passphrase; the terminal does, unless said."""
        from moderator.keys import read_key_fd, root_key

        if self._key is None:
            given = read_key_fd(self._key_fd) if self._key_fd is not None else None
            self._key = root_key(self.home(), given=given, ask=ask or ask_passphrase)
        return self._key

    def clock(self) -> Clock:
        from moderator.clock import ScaledClock, SystemClock

        home = self.home()
        if home.time_scale != 1 and home.origin is not None:
            return ScaledClock(SystemClock(), home.time_scale, home.origin)
        return SystemClock()

    def settings(self) -> Settings:
        from moderator.settings import POLICY, load

        if self._settings is None:
            loaded = load(Path(self.home().path) / "settings.toml", POLICY)
            for complaint in loaded.complaints:
                click.echo(f"moderator: {printable(complaint)}", err=True)
            self._settings = loaded.settings
        return self._settings

    def use_key(self, key: bytes) -> None:
        """A person brought the key."""
        self._key = key

    def look_first(self, *, thorough: bool | None = None) -> None:
        """Once a run: raises DamagedStore before a damaged database is opened for writing."""
        from moderator.console import look_first

        if not self._looked:
            look_first(self.home(), self.key(), self.settings(), thorough=thorough)
            self._looked = True

    def looked(self) -> None:
        """Somebody else has looked, in this run."""
        self._looked = True

    def given(self) -> tuple[str, str] | None:
        """Who opens the window, and their passphrase, where both came with the command."""
        from moderator.commands.who import passphrase

        if self.person is None or self._pass_fd is None:
            return None
        return self.person, passphrase(self._pass_fd, "")

    def view(self, ask: Callable[[str], str] | None = None, *, rehearsal: bool = False) -> View:
        """What can be seen of a desk that cannot be opened. Nothing is written, and nobody has to be waited for."""
        from moderator.clock import SystemClock
        from moderator.home import read_home
        from moderator.keys import kept_key, read_key_fd
        from moderator.viewing import view

        home = self._home or read_home(self.home_path() / ("rehearsal" if rehearsal else ""))
        if self._key is None:
            given = read_key_fd(self._key_fd) if self._key_fd is not None else None
            self._key = kept_key(home, given=given, ask=ask or ask_passphrase)
        return view(home, self._key, SystemClock())

    @contextmanager
    def console(
        self, *, desk_suffix: str = "", anybody: bool = False, choosing: bool = False
    ) -> Iterator[Console]:
        """Where several persons sign in, whoever gives the command does so first, unless `anybody` may give it."""
        from moderator.commands.who import sign_in
        from moderator.console import open_console

        self.look_first()
        console = open_console(
            self.home(),
            self.key(),
            self.clock(),
            self.settings(),
            desk_suffix=desk_suffix,
            person=self._signed_in,
        )
        try:
            if not anybody and not self._signed_in:
                sign_in(console, self.person, self._passphrase, choosing=choosing)
                here = console.here()
                self._signed_in = here.person if here.several else ""  # a passphrase is read once a run
            yield console
        finally:
            console.close()

    def _passphrase(self) -> str:
        from moderator.commands.who import passphrase

        return passphrase(self._pass_fd, "Your passphrase: ")


def ask_passphrase(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise KeyProblem(
            "The key of this desk is not in a keyring",
            "There is nobody at a terminal who could be asked for a passphrase",
            "Unlock the keyring, or hand the key over with --key-fd N",
        )
    return getpass.getpass(prompt)
