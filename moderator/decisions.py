"""What people decide about a card, why, and what became of it on the platform."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    KEEP = "keep"
    HIDE = "hide"
    DELETE = "delete"
    ESCALATE = "escalate"

    @property
    def acts(self) -> bool:
        """Does it ask something of the platform?"""
        return self in (Verdict.HIDE, Verdict.DELETE)


class Op(StrEnum):
    """What a platform can be asked to do."""

    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE = "delete"
    REPLY = "reply"
    MUTE = "mute"
    UNMUTE = "unmute"
    BLOCK = "block"
    UNBLOCK = "unblock"
    REPORT = "report"
    UNREPLY = "unreply"  # takes our own answer down again
    FILTER = "filter"  # a phrase that the account no longer sees
    UNFILTER = "unfilter"
    CLOSE_COMMENTS = "close_comments"  # nobody can answer in the thread any more
    OPEN_COMMENTS = "open_comments"


BACK = {
    Op.HIDE: Op.UNHIDE,
    Op.MUTE: Op.UNMUTE,
    Op.BLOCK: Op.UNBLOCK,
    Op.REPLY: Op.UNREPLY,
    Op.FILTER: Op.UNFILTER,
    Op.CLOSE_COMMENTS: Op.OPEN_COMMENTS,
}


class Ground(StrEnum):
    """Why a comment is reported, in the words that platforms share. Each platform has its own for them."""

    SPAM = "spam"
    ILLEGAL = "illegal"
    RUDE = "rude"
    SEXUAL = "sexual"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Extra:
    """What a decision asks of the platform beside its verdict: answer, report, mute, block, filter, a closed thread.

    `text` is the answer, the words beside the report, or the phrase. Without a `ground`, a report says what the
    card's category and the cited house rule say.
    """

    op: Op
    text: str = field(default="", repr=False)
    ground: Ground | None = None
    rules: tuple[str, ...] = ()  # ids of the platform's own rules
    forward: bool = False  # tell the author's own server too


# In the order in which they leave: whoever is blocked can no longer be answered, and what cannot be read back (a
# report) keeps nothing waiting.
EXTRAS = (Op.REPLY, Op.FILTER, Op.CLOSE_COMMENTS, Op.MUTE, Op.BLOCK, Op.REPORT)


def extras_text(extras: Sequence[Extra]) -> str:
    """For keeping until a colleague has agreed."""
    return json.dumps([asdict(extra) for extra in extras]) if extras else ""


def extras_of(text: str) -> tuple[Extra, ...]:
    return tuple(
        Extra(
            Op(kept["op"]),
            kept["text"],
            Ground(kept["ground"]) if kept["ground"] else None,
            tuple(kept["rules"]),
            kept["forward"],
        )
        for kept in json.loads(text or "[]")
    )


class Level(StrEnum):
    YES = "yes"
    CONDITIONAL = "conditional"
    MANUAL = "manual"  # a person does it on the platform's own page; the desk keeps the record
    NO = "no"


@dataclass(frozen=True, slots=True)
class Cap:
    """Whether a platform can do one operation, in a sentence for people, and how safely.

    `replay_safe`: sending it twice has the effect of sending it once. `scope` is what it touches:
    "item", "thread", "author" or "account" (all that the agency's own account sees).
    """

    level: Level
    why: str = ""
    reversible: bool = True
    replay_safe: bool = False
    scope: str = "item"


@dataclass(frozen=True, slots=True)
class Action:
    """One act on its way to a platform. `key` is the same at every attempt, and no other act has it.

    `text` is an answer, the words beside a report, or the phrase of a filter. `reason` is the ground of a report;
    `rules` are the ids of the platform's own rules that it names, and `forward` sends it to the author's server
    too. `ref` is what an earlier act made that this one takes back.
    """

    key: str
    op: Op
    target: str  # native id of the comment
    author_id: str | None = None
    root_id: str | None = None
    version: str | None = None
    text: str | None = None
    reason: str | None = None
    rules: tuple[str, ...] = ()
    forward: bool = False
    ref: str | None = None


class Result(StrEnum):
    DONE = "done"
    ALREADY = "already"  # the platform was in that state before: counts as done
    REFUSED = "refused"
    GONE = "gone"  # the comment is no longer there: nothing left to do
    UNKNOWN = "unknown"  # it may or may not have arrived: ask `verify`, never send again blindly


@dataclass(frozen=True, slots=True)
class Outcome:
    result: Result
    ref: str | None = None
    detail: str = ""  # a sentence for people; no content


@dataclass(frozen=True, slots=True)
class Reason:
    """A house rule that a decision cites."""

    key: str  # "no-personal-attacks"
    number: int
    title: str  # "No personal attacks"
    wording: str  # what the author may be told
    verdicts: frozenset[Verdict]
    categories: frozenset[str] = frozenset()  # labels for which this rule is suggested
    second_look: frozenset[Verdict] = frozenset()  # what takes effect only after a second person agreed
    retired: bool = False  # no longer offered; past decisions still cite it


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it was recorded. `undo_until` is None where there is nothing to call back."""

    id: int
    card: int
    verdict: Verdict
    copies: int
    undo_until: datetime | None
    undo_later: str  # what undo does after the push has left, or why there is none
    undo_stays: bool = True  # is there an undo after the push has left?
    also: tuple[Op, ...] = ()  # what it asked of the platform beside the verdict


class UndoKind(StrEnum):
    CALLED_BACK = "called_back"  # before anything left the desk
    COMPENSATING = "compensating"  # an opposite act is on its way to the platform


@dataclass(frozen=True, slots=True)
class Undone:
    """`again`: it was taken back before, and this is the same answer."""

    decision: int
    card: int
    kind: UndoKind
    again: bool = field(default=False, compare=False)
    stays: tuple[Op, ...] = ()  # acts beside the verdict that left, and cannot be taken back


@dataclass(frozen=True, slots=True)
class Recent:
    """A decision for the status line and for undo: what was decided and how far it has got."""

    id: int
    card: int
    verdict: Verdict
    copies: int
    at: datetime
    state: str  # "awaits" | "decided" | "pushing" | "pushed" | "parked" | "undone"
    why_not_yet: str = ""
    also: tuple[Op, ...] = ()
    by_hand: bool = False  # a person does it on the platform's own page; nothing leaves this desk
