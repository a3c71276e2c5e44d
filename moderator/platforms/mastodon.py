"""Mastodon, and servers that speak like it: mentions, replies and quotes; nothing can be hidden there, people can be muted.

This module is what the desk knows of Mastodon before anybody signs in. The client is in `_mastodon.py`, which is
imported at sign-in alone, so that a window that asks for capabilities brings no network code along.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from moderator.decisions import Cap, Level, Op
from moderator.network import Network
from moderator.platforms import Access, Consent, Field, Platform, PlatformKind

_NO_HIDING = "Mastodon has no way to hide other people's posts"
CAPS = {
    Op.HIDE: Cap(Level.NO, _NO_HIDING),
    Op.UNHIDE: Cap(Level.NO, _NO_HIDING),
    Op.DELETE: Cap(Level.NO, "only the author or the server's own moderators can delete a post"),
    Op.REPLY: Cap(Level.YES, "500 letters on most servers; as public as what it answers"),
    Op.UNREPLY: Cap(Level.YES, "takes your answer down again", replay_safe=True),
    Op.MUTE: Cap(
        Level.YES, "your account hears nothing more of the author", scope="author", replay_safe=True
    ),
    Op.UNMUTE: Cap(Level.YES, scope="author", replay_safe=True),
    Op.BLOCK: Cap(
        Level.YES,
        "the author can no longer answer you or see your posts while signed in",
        scope="author",
        replay_safe=True,
    ),
    Op.UNBLOCK: Cap(Level.YES, scope="author", replay_safe=True),
    Op.REPORT: Cap(
        Level.YES,
        "tells the moderators of your server; the author's server too, if you want",
        reversible=False,
    ),
    Op.CLOSE_COMMENTS: Cap(Level.NO, "Mastodon has no way to close the answers to a post", scope="thread"),
    Op.OPEN_COMMENTS: Cap(Level.NO, "Mastodon has no way to close the answers to a post", scope="thread"),
    Op.FILTER: Cap(
        Level.YES, "posts with this phrase are out of your account's sight", scope="account", replay_safe=True
    ),
    Op.UNFILTER: Cap(Level.YES, scope="account", replay_safe=True),
}

FIELDS = (
    Field("server", "Server", "Where the account lives, like https://mastodon.social"),
    Field("handle", "Handle", "The account's name there, like agency"),
    Field(
        "secret",
        "Access token",
        "Made on the server under Preferences, Development, New application, with read and write ticked",
        secret=True,
    ),
)


PREPARE = (
    "The address of the agency’s server, such as https://mastodon.social.",
    "In the browser: be ready to sign in there as the agency, with its second factor where it has one.",
    "Or, without a browser: a token from the server’s Preferences, Development, New application, with read and write "
    "ticked.",
)


@asynccontextmanager
async def _open(access: Access) -> AsyncIterator[Platform]:
    from moderator.platforms._mastodon import signed_in

    async with signed_in(access) as client:
        yield client


@asynccontextmanager
async def _consent(server: str, network: Network) -> AsyncIterator[Consent]:
    from moderator.platforms._mastodon_sign_in import consent

    async with consent(server, network) as begun:
        yield begun


async def _revoke(access: Access) -> bool:
    from moderator.platforms._mastodon_sign_in import revoke

    return await revoke(access)


PLATFORM = PlatformKind(
    name="mastodon",
    title="Mastodon",
    caps=CAPS,
    open=_open,
    fields=FIELDS,
    consent=_consent,
    revoke=_revoke,
    prepare=PREPARE,
    by_hand="take it back on the server under Preferences, Account, Authorized applications, or, where it was made by "
    "hand, under Development",
)
