"""A comment as it may be seen now. The only shape in which comments reach a window or a listing.

A card never holds words from behind the veil: `Card.text` is None unless the card is calm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from moderator.decisions import Op, Reason, Verdict
from moderator.scores import Band, Mark


class State(StrEnum):
    """Where a card is. `PUSHED` once every act it asked for has taken effect on its platform."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DECIDED = "decided"
    PUSHED = "pushed"
    PARKED = "parked"
    GONE = "gone"  # every copy left its platform before anybody decided


class Showing(StrEnum):
    MASKED = "masked"  # the text with slurs as bars
    PLAIN = "plain"  # as written


@dataclass(frozen=True, slots=True)
class Due:
    """Working time that is left of a promise; less than nothing when it was missed. `basis`: what counts as working
    time in that week, "roster", "office hours", or "" for every hour.
    """

    left: timedelta
    basis: str

    @property
    def words(self) -> str:
        """ "due in 2 working hours", "promise missed by 40 working minutes"."""
        count, unit = self._length
        length = f"{count:,} {'working ' if self.basis else ''}{unit}{'' if count == 1 else 's'}"
        if self.left < timedelta(0):
            return f"promise missed by {length}" if count else "promise missed just now"
        return f"due in {length}" if count else "due now"

    @property
    def short(self) -> str:
        """The same for where there is little room: "due in 2 h", "40 min late"."""
        count, unit = self._length
        length = f"{count:,} {'h' if unit == 'hour' else 'min'}"
        return f"{length} late" if self.left < timedelta(0) else f"due in {length}"

    @property
    def _length(self) -> tuple[int, str]:
        minutes = abs(self.left) // timedelta(minutes=1)
        return (minutes // 60, "hour") if minutes >= 60 else (minutes, "minute")


@dataclass(frozen=True, slots=True)
class Card:
    """One card of the queue: a comment with all its exact copies, and with its near-copies, its `wordings`.

    `text` is the stored text of a calm card (S0), None behind the veil. `size` is the length bucket of
    the text (0 to 3), the only thing a veil may be drawn from. `category` names the strongest label
    ("insult"), "" when calm, and the reason word of an unchecked card ("language"). `sure` is that label's
    probability.
    """

    id: int
    platform: str
    account: str
    author: str
    author_name: str
    posted_at: datetime | None
    band: Band | None
    labels: Mapping[str, float]
    category: str
    sure: float
    model: str
    copies: int
    authors: int
    size: int
    state: State
    version: int
    text: str | None
    language: str = ""
    unchecked: str | None = None
    allowed: int = 0  # words that were passed over in a calm one, because the agency allows them
    taken: str = ""  # "" when the scorers read this text for this card, "same" or "near" when they had read that before
    first_because: str = ""  # "threat, 41 copies"
    due_at: datetime | None = None  # when the agency's promise for it ends
    due_in: Due | None = None  # the same in working time, when the card was read
    held_by: str | None = None  # pseudonym of the colleague who has it open
    url: str | None = None
    wordings: int = 1  # how many texts stand on it; `copies` counts the comments with any of them
    decided: Verdict | None = None
    why_not_yet: str = ""  # "Bluesky asks us to wait until 14:20"
    names_colleague: bool = False  # somebody of the agency; never whom
    concerns_me: bool = False  # it names whoever looks: no words of it, and it is a colleague's to open

    @property
    def veiled(self) -> bool:
        return self.concerns_me or self.band is None or self.band >= Band.S1


@dataclass(frozen=True, slots=True)
class Around:
    """One comment above or below the open card, as a card of its own, or an own post of the agency."""

    comment_id: int
    author: str
    author_name: str
    posted_at: datetime | None
    own: bool
    band: Band | None
    category: str
    size: int
    text: str | None  # own posts and calm comments; None behind the veil
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Varies:
    """One place where a wording is not as the one that stands for all: in which of PLACES parts of its text, first 0, and
    what it is ("word", "link", "name"). `left_out`: the other one has something there that this has not.
    """

    at: int
    kind: str
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """One text of a card with near-copies, and where it varies; never its words. `comment` stands for its copies."""

    comment: int
    copies: int
    authors: int
    size: int
    stands: bool  # is it the one that stands for all?
    varies: tuple[Varies, ...] = ()


@dataclass(frozen=True, slots=True)
class PastDecision:
    verdict: Verdict
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    """What this desk knows of an author: never a judgement, only what happened here."""

    author: str
    first_seen: datetime | None
    comments: int
    acted_on: int
    last: tuple[PastDecision, ...] = ()  # at most three, newest first


@dataclass(frozen=True, slots=True)
class Note:
    who: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """One verdict on the open card: may it be given, and what a person should know beforehand."""

    verdict: Verdict
    allowed: bool
    why: str = ""  # why not, or what it does ("moves the reply out of the thread, for everyone")
    undo: str = ""  # "can be undone", or why it cannot
    suggested: bool = False  # the house rule of this card's category suggests it


@dataclass(frozen=True, slots=True)
class Offer:
    """One act that may go with the verdict on the open card, and what a person should know beforehand."""

    op: Op  # one of decisions.EXTRAS
    does: str  # "your account hears nothing more of the author"
    undo: str  # "can be undone", or why it cannot
    authors: int = 1  # how many it reaches
    forwards: bool = False  # a report may be sent to the author's own server too


PLACES = 24  # parts of a text's length in which a marked word may stand


@dataclass(frozen=True, slots=True)
class Place:
    """Where about a word stands that a score rests on: in which of PLACES parts of the text, first 0. As long as a card
    is veiled no more of the word is told, not even how long it is.
    """

    at: int
    label: str


class Found(StrEnum):
    """What is known of the words that a score rests on."""

    MARKED = "marked"
    NOTHING = "nothing"  # the scorer that was asked word by word does not find it harsh: another one did
    NO_WORD = "no word"  # it is harsh as a whole: no word by itself stands out
    ELSEWHERE = "elsewhere"  # another wording of the card is harsh, not the one that stands for all
    NOT_YET = "not yet"
    FAILED = "failed"  # it came down over it


@dataclass(frozen=True, slots=True)
class Because:
    """Why a card is veiled, as far as it may be told before its words are. Holds nothing of the text.

    `by` was asked word by word. `names`: it rests on words for groups of people, and `names_wrong` says how often
    that is wrong (see `scoring.faults.names_wrong`). `faults`: what the
    models are known to be bad at. `calibrated`: was `Card.sure` compared with what people said?
    """

    found: Found
    places: tuple[Place, ...] = ()
    by: str = ""
    names: bool = False
    part: bool = False
    faults: tuple[str, ...] = ()
    names_wrong: tuple[float, float, float] | None = None
    calibrated: bool = False


@dataclass(frozen=True, slots=True)
class OpenCard:
    """A card that this desk has claimed, with what stands around it.

    `claim` is the fencing token. The card may be shown until `trusted_for` after the request that got
    it was sent, by the desk's own boot clock; `Desk.heartbeat` renews it.
    """

    card: Card
    claim: int
    trusted_for: timedelta
    above: tuple[Around, ...] = ()
    below: tuple[Around, ...] = ()
    author: AuthorRecord | None = None
    notes: tuple[Note, ...] = ()
    draft: str = ""  # a note that this person was typing, or somebody who has left
    options: tuple[Option, ...] = ()
    offers: tuple[Offer, ...] = ()  # only what the platforms of all copies can do
    answer: str = field(default="", repr=False)  # to the comment, as far as this person has written it
    reasons: tuple[Reason, ...] = ()
    suggested_reason: str | None = None
    explanation: str = ""  # "about 9 in 10 (0.91) · embedded 1"
    because: Because | None = None  # of a veiled card that was checked
    unread: str = ""  # "decided unread here: right in 97 of 100", of its like; "" where too few are known
    handed: bool = False  # a colleague could not go on with it; who and why is told to nobody
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """What a reveal gave: the only value with text from behind the veil. Its repr holds none of it."""

    card: int
    showing: Showing
    text: str = field(repr=False)
    units: float  # exposure units charged for this reveal so far
    reveal: int  # id of the reveal, for `Desk.still_showing` and `Desk.cover`
    truncated: bool = False
    marks: tuple[Mark, ...] = ()  # the words that the score rests on, as they stand in `text`

    def __str__(self) -> str:
        return f"words of card {self.card}, {self.showing}"


@dataclass(frozen=True, slots=True)
class Line:
    """The waiting line at one moment. `cards` holds the first `limit`; `waiting` counts all of them."""

    cards: tuple[Card, ...]
    waiting: int
    comments: int
    exhausted: bool = False  # nobody has room: the numbers are not shown to anybody
