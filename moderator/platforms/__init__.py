"""Where comments come from and where decisions take effect. One platform a file, found by its name.

To add a platform: a module here that defines `PLATFORM: PlatformKind`, and its test. The command line, the
account form and the contract test find it by itself; nothing else changes.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from moderator.clock import Clock
from moderator.comments import Batch, Comment, Gone
from moderator.decisions import Action, Cap, Op, Outcome
from moderator.network import Network


@dataclass(frozen=True, slots=True)
class Access:
    """What a platform needs to sign in for one account. Its repr holds no secret.

    `secret` is what the person gave (an app password); `session` is what the platform gave for it, and may
    be empty. `keep_session` stores a renewed session; it is called before the new session is first used.
    `home` is the folder of this installation, for platforms that keep files there (rehearsal, files). `network` is
    how this computer reaches the net: every `Web` is made with it.
    """

    account_id: int
    server: str
    handle: str
    secret: str
    session: str
    keep_session: Callable[[str], None]
    clock: Clock
    home: str
    network: Network = field(default_factory=Network)

    def __repr__(self) -> str:
        return f"Access(account {self.account_id})"


@dataclass(frozen=True, slots=True)
class Found:
    """What a first look with a secret found. `native_id` is the account's own there, for good; handles may change.

    `heard` counts what waits on the first page that gathering reads; `note` is a sentence about what the platform
    did not tell.
    """

    native_id: str
    handle: str
    name: str = ""
    heard: int = 0
    note: str = ""


class Platform(Protocol):
    """One signed-in account. Errors are `PlatformProblem`s; anything else is a bug.

    A platform never follows a link of a comment, and never raises for one bad entry: that entry is
    `SetAside` in its batch, and the others go on.
    """

    async def look(self) -> Found:
        """Whose account this is, and whether what gathering needs can be read. Reads only, and moves no bookmark."""
        ...

    def gather(self, cursors: Mapping[str, str]) -> AsyncIterator[Batch]:
        """New comments since `cursors` (stream name to cursor, {} at first), oldest batch first.

        Each batch carries its stream and the cursor that is true once the batch is stored. Batches overlap:
        the same comment may come again, unchanged or edited.
        """
        ...

    async def recheck(
        self, native_ids: Sequence[str], authors: Mapping[str, str] | None = None
    ) -> tuple[Sequence[Comment], Sequence[Gone]]:
        """How these comments are now: as they stand, or gone and why.

        `authors` gives the author's id by the comment's, for platforms that cannot tell from the comment alone
        whether it was deleted or its author stands behind a block. Those left out are asked for again later.
        """
        ...

    async def act(self, action: Action) -> Outcome: ...

    async def verify(self, action: Action) -> Outcome:
        """Has this act taken effect? DONE, or REFUSED when it certainly has not. Reads only."""
        ...


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a person gives to add an account. The form and the command line are built from it."""

    name: str  # "server" | "handle" | "secret"
    label: str
    help: str
    default: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Granted:
    """What a sign-in in the browser gave: the account's name, and the secret to keep."""

    handle: str
    secret: str = field(repr=False)


class Consent(Protocol):
    """A sign-in that waits for a person: they open `url` in a browser and say yes there."""

    @property
    def url(self) -> str: ...

    async def granted(self) -> Granted:
        """Waits for it, five minutes at most. Raises SignInNeeded when it was refused or nobody came."""
        ...


@dataclass(frozen=True, slots=True)
class PlatformKind:
    """What is known of a platform before anybody signs in.

    `open(access)` is an async context manager that yields a signed-in `Platform`; it raises SignInNeeded
    when the platform refuses the secret. `caps` says for each operation whether it can, and why not.
    `consent(server, network)` begins a sign-in in the browser, where the platform has one; `revoke(access)`
    withdraws what was granted, and says whether it could; `end(access)` ends the session that was made with the
    secret, which itself stays good. `prepare` says in sentences what a person needs at hand, and `by_hand` how they
    take a secret back themselves ("delete it in ...").
    """

    name: str
    title: str
    caps: Mapping[Op, Cap]
    open: Callable[[Access], AbstractAsyncContextManager[Platform]]
    fields: tuple[Field, ...] = ()
    rehearsal: bool = False  # may stand in a rehearsal home, and only there
    addable: bool = True  # can be added as an account by hand
    consent: Callable[[str, Network], AbstractAsyncContextManager[Consent]] | None = None
    revoke: Callable[[Access], Awaitable[bool]] | None = None
    end: Callable[[Access], Awaitable[bool]] | None = None
    prepare: tuple[str, ...] = ()
    by_hand: str = ""


def kinds() -> dict[str, PlatformKind]:
    """Every platform in this package, by name. Modules with a leading underscore are parts of one.

    Brings no network code along: a window asks for capabilities here.
    """
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        kind = getattr(importlib.import_module(f"{__name__}.{module.name}"), "PLATFORM", None)
        if kind is not None:
            found[kind.name] = kind
    return found


def caps_of(name: str) -> Mapping[Op, Cap]:
    """The capabilities of one platform, without importing its network code where that can be avoided."""
    return kinds()[name].caps
