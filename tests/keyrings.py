"""Keyrings that behave badly, for tests. Real back ends of the keyring library, set with keyring.set_keyring."""

from __future__ import annotations

import threading

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked


class Faithful(KeyringBackend):
    """Keeps what it is given, as a good keyring does."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class Plaintext(Faithful):
    """Writes into a readable file, and says so by its low priority."""

    priority = 0.5  # type: ignore[assignment]


class Forgetful(Faithful):
    """Says yes and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Locked(Faithful):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("turnip")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("turnip")


class Broken(Faithful):
    """Raises what no keyring should: back ends do."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ZeroDivisionError("turnip")

    set_password = get_password  # type: ignore[assignment]


class Silent(Faithful):
    """Never answers, like a D-Bus service that cannot start."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.let_go.wait()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.let_go.wait()
