"""What the public wrote, as it came from a platform. Plain values; nothing here reads or writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment as one platform gave it at one moment.

    `native_id` and `version` are the platform's own (Bluesky: uri and cid); where the platform has no
    version, it is the SHA-256 of the text. `raw` holds the exact bytes that the platform sent for this
    comment. `posted_at` is None when the platform's own time was missing or impossible.
    """

    native_id: str
    text: str
    author_id: str
    author: str  # handle, as the platform writes it; may be hostile, show it as plain text only
    raw: bytes
    version: str
    author_name: str = ""
    posted_at: datetime | None = None  # aware, UTC
    kind: str = "reply"  # reply | mention | quote | post
    own: bool = False  # written by the agency's own account: context, never queued
    url: str | None = None  # shown and copied, never opened by the program
    root_id: str | None = None
    parent_id: str | None = None
    edited_at: datetime | None = None


# Platforms put a line for each thing that is attached: what it is, and what its author says is in it.
ATTACHED = ("picture", "video", "audio", "link", "file")


def attached(kind: str, says: object) -> str:
    """ "[picture] a turnip"; a kind that is not one of ATTACHED is a file."""
    told = " ".join(says.split()) if isinstance(says, str) else ""
    return f"[{kind if kind in ATTACHED else 'file'}] {told}".rstrip()


class GoneReason(StrEnum):
    DELETED = "deleted"
    TAKEN_DOWN = "taken_down"
    NOT_VISIBLE_TO_US = "not_visible_to_us"  # a block of our own, or the author's: not a deletion


@dataclass(frozen=True, slots=True)
class Gone:
    """A comment that its platform no longer gives us, and why as far as it says."""

    native_id: str
    reason: GoneReason


@dataclass(frozen=True, slots=True)
class SetAside:
    """One entry that could not be read as a comment: its bytes, and a sentence saying why.

    `where` names the entry for a person ("line 7", "entry 3 of the page"); it holds no content.
    """

    where: str
    why: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of a gathering. Stored whole, in one transaction, together with its cursor."""

    comments: tuple[Comment, ...] = ()
    gone: tuple[Gone, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    cursor: str = ""
    stream: str = "main"
    more: bool = False
    notes: tuple[str, ...] = field(default=())  # what a person should know ("cursor did not move")
