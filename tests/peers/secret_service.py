"""A real Secret Service: a session bus of its own and gnome-keyring-daemon on it, with a folder of its own.

Programs that are to see it are started with `env()`; this process itself never does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.peers.bus import private_bus
from tests.peers.keeping import Kept, PeerMissing, keep

NEEDS = ("dbus-daemon", "gnome-keyring-daemon", "dbus-send", "sh")


class SecretService:
    """Unlocked once started. Keys outlive `lock()` and `unlock()`, as they outlive a login session."""

    def __init__(self, folder: Path) -> None:
        missing = [name for name in NEEDS if shutil.which(name) is None]
        if missing:
            raise PeerMissing(f"{', '.join(missing)} not installed (apt install dbus-daemon gnome-keyring)")
        self._folder = folder
        for name in ("run", "data", "config"):
            (folder / name).mkdir(mode=0o700, parents=True)
        self._bus = private_bus(folder, self.env())
        self._keyring: Kept | None = None
        self.unlock()

    def env(self) -> dict[str, str]:
        """The surroundings of a program that uses this Secret Service, and no display to ask for a password."""
        kept = {name: value for name, value in os.environ.items() if name not in _NOT}
        return kept | {
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(self._folder / "run"),
            "XDG_DATA_HOME": str(self._folder / "data"),
            "XDG_CONFIG_HOME": str(self._folder / "config"),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self._folder / 'bus'}",
        }

    def unlock(self, password: str = "test-only") -> None:
        """Start the keyring, as signing in does. With another password than at first it stays locked."""
        self.stop_keyring()
        (self._folder / "password").write_text(password)
        command = (
            f"exec gnome-keyring-daemon --foreground --unlock --components=secrets <{self._folder}/password"
        )
        self._keyring = keep(["sh", "-c", command], log=self._folder / "keyring.log", env=self.env())
        self._keyring.wait_until(self._answers, 15, "gnome-keyring-daemon")

    def stop_keyring(self) -> None:
        """As when the session ends: nobody answers for the Secret Service."""
        if self._keyring is not None:
            self._keyring.stop()
            self._keyring = None

    def stop(self) -> None:
        self.stop_keyring()
        self._bus.stop()

    def run(self, code: str, **env: str) -> subprocess.CompletedProcess[str]:
        """A Python program that sees this Secret Service."""
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, env=self.env() | env, capture_output=True, text=True, timeout=60, check=False
        )

    def _answers(self) -> bool:
        ask = [
            "dbus-send",
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
        ]
        asked = subprocess.run(
            [*ask, "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"],
            env=self.env(),
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
        return "boolean true" in asked.stdout


_NOT = ("DISPLAY", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND", "GNOME_KEYRING_CONTROL")
