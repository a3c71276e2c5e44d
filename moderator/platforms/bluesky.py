"""Bluesky: replies to, mentions and quotes of the agency's posts; hiding moves a reply out of the thread for everyone.

This module is what the desk knows of Bluesky before anybody signs in. The client is in `_bluesky.py`, which is
imported at sign-in alone, so that a window that asks for capabilities brings no network code along.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from moderator.decisions import Cap, Level, Op
from moderator.platforms import Access, Field, Platform, PlatformKind

CAPS = {
    Op.HIDE: Cap(
        Level.CONDITIONAL,
        "moves the reply out of your thread, for everyone; replies to your own posts only, 300 a thread",
        replay_safe=True,
    ),
    Op.UNHIDE: Cap(Level.YES, "the reply stands in the thread again", replay_safe=True),
    Op.REPLY: Cap(Level.YES, "300 letters", replay_safe=True),
    Op.UNREPLY: Cap(Level.YES, "takes your answer down again", replay_safe=True),
    Op.MUTE: Cap(Level.YES, "you see nothing more of the author", scope="author", replay_safe=True),
    Op.UNMUTE: Cap(Level.YES, scope="author", replay_safe=True),
    Op.BLOCK: Cap(
        Level.YES,
        "the author can no longer answer you; their posts leave your view",
        scope="author",
        replay_safe=True,
    ),
    Op.UNBLOCK: Cap(Level.YES, scope="author", replay_safe=True),
    Op.CLOSE_COMMENTS: Cap(
        Level.CONDITIONAL,
        "nobody can answer in the thread any more; under your own posts only",
        scope="thread",
        replay_safe=True,
    ),
    Op.OPEN_COMMENTS: Cap(Level.YES, "who could answer before can again", scope="thread", replay_safe=True),
    Op.REPORT: Cap(Level.YES, "tells Bluesky's own moderators", reversible=False),
    Op.DELETE: Cap(Level.NO, "only the author or the host can delete a post"),
    Op.FILTER: Cap(Level.NO, "muted words are set in Bluesky's own settings", scope="account"),
    Op.UNFILTER: Cap(Level.NO, "muted words are set in Bluesky's own settings", scope="account"),
}

FIELDS = (
    Field("server", "Server", "Where the account lives", default="https://bsky.social"),
    Field("handle", "Handle", "The account's name, like agency.bsky.social"),
    Field(
        "secret",
        "App password",
        "Made in Bluesky under Settings, Privacy and security, App passwords",
        secret=True,
    ),
)


PREPARE = (
    "Sign in to Bluesky as the agency, in your browser.",
    "Under Settings, Privacy and security, App passwords, add one for this desk; direct messages need not be ticked.",
    "Copy it: Bluesky shows it once. The agency’s own password is not needed, and should not be given.",
)


@asynccontextmanager
async def _open(access: Access) -> AsyncIterator[Platform]:
    from moderator.platforms._bluesky import signed_in

    async with signed_in(access) as client:
        yield client


async def _end(access: Access) -> bool:
    from moderator.platforms._bluesky_session import end

    return await end(access)


PLATFORM = PlatformKind(
    name="bluesky",
    title="Bluesky",
    caps=CAPS,
    open=_open,
    fields=FIELDS,
    end=_end,
    prepare=PREPARE,
    by_hand="delete its app password in Bluesky under Settings, Privacy and security, App passwords",
)
