"""What was decided, as it may be looked up later. Plain values; none holds text from behind the veil."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from moderator.cards import Around, Because, Note, Wording
from moderator.decisions import Reason, Verdict
from moderator.scores import Band


class Stand(StrEnum):
    """How far a decision has got."""

    AWAITS = "awaits"  # a second look: it takes effect once a colleague agrees
    DECIDED = "decided"  # nothing was asked of a platform
    PUSHING = "pushing"
    PUSHED = "pushed"
    PARKED = "parked"
    DIFFERS = (
        "differs"  # it was a second look at an earlier decision, and saw it differently; nothing was asked
    )
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. Empty fields ask for nothing; `author` is the beginning of a handle."""

    verdict: Verdict | None = None
    rule: str = ""  # the key of a house rule
    stand: Stand | None = None
    account: int | None = None
    author: str = ""
    mine: bool = False
    since: datetime | None = None
    until: datetime | None = None  # before this moment
    card: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision in the list. `who` is "me", a pseudonym for those who may know, else "colleague"."""

    id: int
    card: int
    verdict: Verdict
    rule: str | None
    copies: int
    seen: str  # "unread" | "masked" | "plain"; "open": a calm card, whose words stand on it
    at: datetime
    who: str
    stand: Stand
    problem: str  # why it is not done yet, or could not be
    undone_at: datetime | None
    agreed_at: datetime | None  # when a colleague agreed
    mine: bool
    platform: str
    account: str
    author: str
    author_name: str
    band: Band | None
    category: str
    unchecked: str | None
    size: int
    wordings: int = 1  # how many texts it was about
    follows: int | None = None  # the decision that it followed, as the policy has it
    by_hand: bool = False  # a person does it on the platform's own page; no program is asked


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, the newest first. `more`: there are older ones; ask again with the last entry."""

    entries: tuple[Entry, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class ActDone:
    """What one act asked of a platform and what came of it. `state` as in the outbox."""

    op: str
    answers: bool  # it takes an earlier act back
    copies: int
    state: str
    problem: str
    at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class JournalEntry:
    seq: int
    at: datetime
    act: str
    hash: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one decision that answers a complaint, but the words: those come through the door.

    `edited_since`: the author changed the words after the decision; what is shown and filed are those decided on.
    """

    entry: Entry
    rule: Reason | None
    posted_at: datetime | None
    gathered_at: datetime
    edited_since: bool
    gone_at: datetime | None
    url: str | None
    native_id: str
    model: str
    authors: int  # who wrote copies of it
    sha256: str  # of the platform's own bytes of the words decided on
    text: str | None  # of a calm comment
    above: tuple[Around, ...]
    below: tuple[Around, ...]
    acts: tuple[ActDone, ...]
    notes: tuple[Note, ...]
    journal: tuple[JournalEntry, ...]
    can_reopen: bool
    sure: float = 0.0
    because: Because | None = None  # why it was veiled, where that was found out
    followed: int = 0  # decisions that stand because of this one
    wordings: tuple[Wording, ...] = ()  # of a decision that stands and was about several
