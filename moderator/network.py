"""How this computer reaches the network: through a proxy or not, and whose certificates count. Plain values.

A proxy that asks for a password is not supported, because the password would stand in a file; agencies run a local one
for that. `web.py` is the only place that acts on this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from moderator.problems import BadInput

NO_PROXY = "none"


@dataclass(frozen=True, slots=True)
class Network:
    """`proxy`: an address, "none", or "" for what the environment says. `ca_file`: extra certificates (PEM).

    `dated` is told the time that a server gives in an answer over TLS; it asks for nothing that was not asked anyway.
    """

    proxy: str = ""
    ca_file: str = ""
    dated: Callable[[datetime], None] | None = field(default=None, compare=False, repr=False)

    def checked(self) -> Network:
        """Itself. Raises BadInput, which names the setting and never what was written there."""
        if self.proxy not in ("", NO_PROXY):
            _demand_proxy(self.proxy)
        if self.ca_file and not Path(self.ca_file).is_file():
            raise BadInput(
                "The file of certificates in the settings is not there", "", "Check ca_file under Network"
            )
        return self


def _demand_proxy(address: str) -> None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.username or parts.password:
        raise BadInput(
            "The proxy in the settings holds a name or a password",
            "It would stand in a file",
            "Use a proxy that does not ask for one, such as a local one that signs in for you",
        )
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or port is None
        or parts.path not in ("", "/")
    ):
        raise BadInput(
            "The proxy in the settings cannot be used",
            "",
            "Write it as http://HOST:PORT, or none, or leave it empty",
        )
