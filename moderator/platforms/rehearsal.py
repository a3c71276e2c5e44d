"""A platform that is not there, to practise at: harmless sentences arrive over time, and acts take effect.

The first gathering brings enough to begin with; each later one a few more, and some of the last ones again, as
real platforms do. Acts are kept in `effects.jsonl` in the rehearsal home: one line for each attempt, on the disk
before the answer, and no second effect for a key that was there before.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from moderator.clock import Clock
from moderator.comments import Batch, Comment, Gone, GoneReason
from moderator.decisions import Action, Cap, Level, Op, Outcome, Result
from moderator.platforms import Access, Found, Platform, PlatformKind
from moderator.rehearsal import Script, Sentence, script

EFFECTS = "effects.jsonl"
FIRST, PAGE, LATER, AGAIN = 60, 20, 8, 3  # sentences: at first, a batch, each later time, repeated each time

_NOT_HERE = "The rehearsal does not play this"
CAPS = {
    Op.HIDE: Cap(Level.YES, "Takes the sentence out of the thread, for the rehearsal", replay_safe=True),
    Op.UNHIDE: Cap(Level.YES, "Puts the sentence back into the thread", replay_safe=True),
    Op.DELETE: Cap(
        Level.YES, "Deletes it for good, as on real platforms", reversible=False, replay_safe=True
    ),
    Op.REPLY: Cap(Level.YES, "An answer under the sentence", replay_safe=True),
    Op.UNREPLY: Cap(Level.YES, "Takes the answer away again", replay_safe=True),
    Op.MUTE: Cap(Level.YES, "Nothing more arrives from this author", replay_safe=True, scope="author"),
    Op.UNMUTE: Cap(Level.YES, "The author is heard again", replay_safe=True, scope="author"),
    Op.BLOCK: Cap(
        Level.YES, "Nothing more arrives, and the author is told", replay_safe=True, scope="author"
    ),
    Op.UNBLOCK: Cap(Level.YES, "The author may write again", replay_safe=True, scope="author"),
    Op.REPORT: Cap(
        Level.YES, "Tells moderators who are not there either", reversible=False, replay_safe=True
    ),
    Op.CLOSE_COMMENTS: Cap(
        Level.YES, "Nothing more arrives in this thread", replay_safe=True, scope="thread"
    ),
    Op.OPEN_COMMENTS: Cap(Level.YES, "The thread goes on", replay_safe=True, scope="thread"),
    Op.FILTER: Cap(Level.NO, _NOT_HERE, scope="account"),
    Op.UNFILTER: Cap(Level.NO, _NOT_HERE, scope="account"),
}


@dataclass
class Effects:
    """What was asked of the rehearsal and what came of it, read from its file. Shared between processes."""

    path: Path
    first: dict[str, str] = field(default_factory=dict)  # key to ref: the attempt that had the effect
    attempts: dict[str, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    muted: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)  # refs of those that stand
    closed: set[str] = field(default_factory=set)  # threads
    _read: int = 0

    def refresh(self) -> None:
        """Read what was added since. A line that was cut short by a crash had no effect."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                self._count(line)

    def add(self, action: Action, effect: bool, at: datetime) -> None:
        """One attempt, on the disk before this returns."""
        with _locked(self.path) as file:
            self.refresh()
            effect = effect and action.key not in self.first
            line = json.dumps(
                {
                    "key": action.key,
                    "op": action.op.value,
                    "target": action.target,
                    "author": action.author_id,
                    "ref": action.ref,
                    "root": action.root_id,
                    "effect": effect,
                    "at": at.isoformat(),
                }
            )
            file.seek(0, os.SEEK_END)
            start = b"\n" if file.tell() > self._read else b""
            file.write(start + line.encode("ascii") + b"\n")
            file.flush()
            os.fsync(file.fileno())
            self.refresh()

    def _count(self, line: bytes) -> None:
        try:
            done = json.loads(line)
            key, target = done["key"], done["target"]
        except (ValueError, KeyError, TypeError):
            return  # the rest of a line that a crash cut short
        self.attempts[key] = self.attempts.get(key, 0) + 1
        if not done["effect"]:
            return
        self.first[key] = "rehearsal:" + hashlib.sha256(key.encode()).hexdigest()[:12]
        match done["op"]:
            case Op.HIDE:
                self.hidden.add(target)
            case Op.UNHIDE:
                self.hidden.discard(target)
            case Op.DELETE:
                self.deleted.add(target)
            case Op.MUTE:
                self.muted.add(done["author"])
            case Op.UNMUTE:
                self.muted.discard(done["author"])
            case Op.BLOCK:
                self.blocked.add(done["author"])
            case Op.UNBLOCK:
                self.blocked.discard(done["author"])
            case Op.REPLY:
                self.answers.add(self.first[key])
            case Op.UNREPLY:
                self.answers.discard(done.get("ref"))
            case Op.CLOSE_COMMENTS:
                self.closed.add(str(done.get("root")))
            case Op.OPEN_COMMENTS:
                self.closed.discard(str(done.get("root")))


@contextmanager
def _locked(path: Path) -> Iterator[IO[bytes]]:
    """The file, for one process at a time."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        try:
            import fcntl
        except ImportError:  # Windows: a rehearsal there has one worker
            yield file
            return
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


class Rehearsal:
    """See the module. `speed` is how many sentences come at first and each later time."""

    def __init__(self, home: str, clock: Clock, play: Script | None = None) -> None:
        self._play = play or script()
        self._clock = clock
        self._effects = Effects(Path(home) / EFFECTS)
        self._ids = self._play.by_id()

    async def gather(self, cursors: Mapping[str, str]) -> AsyncIterator[Batch]:
        at, begun = self._where(cursors.get("main", ""))
        self._effects.refresh()
        end = min(at + (LATER if at else FIRST), len(self._play.sentences))
        if at == 0:
            yield Batch(tuple(self._posts(begun)), cursor=_cursor(0, begun), more=True)
        while at < end:
            until = min(at + PAGE, end)
            page = range(max(0, at - AGAIN), until)
            comments = [self._comment(n, begun) for n in page if self._heard(self._play.sentences[n])]
            yield Batch(tuple(comments), cursor=_cursor(until, begun), more=until < end)
            at = until

    async def look(self) -> Found:
        return Found("rehearsal.town", "rehearsal.town", "Rehearsal Town", len(self._play.sentences))

    async def recheck(
        self, native_ids: Sequence[str], authors: Mapping[str, str] | None = None
    ) -> tuple[Sequence[Comment], Sequence[Gone]]:
        self._effects.refresh()
        now = self._clock.wall()
        order = {sentence.id: n for n, sentence in enumerate(self._play.sentences)}
        there, gone = [], []
        for native_id in native_ids:
            if native_id in self._play.posts:
                there.append(self._post(native_id, now))
            elif native_id in order and native_id not in self._effects.deleted:
                there.append(self._comment(order[native_id], now))
            else:
                gone.append(Gone(native_id, GoneReason.DELETED))
        return there, gone

    async def act(self, action: Action) -> Outcome:
        self._effects.refresh()
        outcome = self._outcome(action)
        self._effects.add(action, outcome.result is Result.DONE, self._clock.wall())
        ref = self._effects.first.get(action.key)
        return Outcome(outcome.result, ref, outcome.detail)

    async def verify(self, action: Action) -> Outcome:
        self._effects.refresh()
        if action.key in self._effects.first:
            return Outcome(Result.DONE, self._effects.first[action.key])
        if CAPS[action.op].level is not Level.YES:
            return Outcome(Result.REFUSED, detail=CAPS[action.op].why)
        if self._stands(action):
            return Outcome(Result.ALREADY)
        return Outcome(Result.REFUSED, detail="It has not taken effect")

    def _outcome(self, action: Action) -> Outcome:
        """What this attempt comes to, before it is written down."""
        cap = CAPS[action.op]
        if cap.level is not Level.YES:
            return Outcome(Result.REFUSED, detail=cap.why)
        if action.key in self._effects.first:
            return Outcome(Result.ALREADY)
        if action.target in self._effects.deleted:
            return Outcome(Result.GONE, detail="The sentence was deleted before")
        if action.target not in self._ids:
            return Outcome(Result.REFUSED, detail="There is no such sentence in this rehearsal")
        return Outcome(Result.ALREADY if self._stands(action) else Result.DONE)

    def _stands(self, action: Action) -> bool:
        """Is the rehearsal in that state already?"""
        seen = self._effects
        return {
            Op.HIDE: action.target in seen.hidden,
            Op.UNHIDE: action.target in self._ids and action.target not in seen.hidden,
            Op.DELETE: action.target in seen.deleted,
            Op.MUTE: action.author_id in seen.muted,
            Op.UNMUTE: action.author_id not in seen.muted,
            Op.BLOCK: action.author_id in seen.blocked,
            Op.UNBLOCK: action.author_id not in seen.blocked,
            Op.UNREPLY: action.ref not in seen.answers,
            Op.CLOSE_COMMENTS: action.root_id in seen.closed,
            Op.OPEN_COMMENTS: action.root_id not in seen.closed,
        }.get(action.op, False)

    def _where(self, cursor: str) -> tuple[int, datetime]:
        """How far we are, and when this rehearsal began. A cursor that cannot be read begins again."""
        try:
            kept = json.loads(cursor)
            begun = datetime.fromisoformat(kept["begun"])
            if kept["v"] == 1 and begun.tzinfo is not None:
                return min(max(int(kept["next"]), 0), len(self._play.sentences)), begun
        except (ValueError, KeyError, TypeError):
            pass
        return 0, self._clock.wall()

    def _heard(self, sentence: Sentence) -> bool:
        unheard = self._effects.muted | self._effects.blocked
        heard = sentence.author not in unheard and sentence.thread not in self._effects.closed
        return heard and sentence.id not in self._effects.deleted

    def _posts(self, begun: datetime) -> Iterator[Comment]:
        return (self._post(name, begun) for name in self._play.posts)

    def _post(self, name: str, begun: datetime) -> Comment:
        text = self._play.posts[name]
        return Comment(
            native_id=name,
            text=text,
            author_id="rehearsal.town",
            author="rehearsal.town",
            author_name="Rehearsal Town",
            raw=_bytes({"id": name, "text": text}),
            version=_version(text),
            posted_at=begun - timedelta(hours=2),
            kind="post",
            own=True,
            root_id=name,
        )

    def _comment(self, number: int, begun: datetime) -> Comment:
        one = self._play.sentences[number]
        entry = {"author": one.author, "id": one.id, "parent": one.parent, "text": one.text}
        return Comment(
            native_id=one.id,
            text=one.text,
            author_id=one.author,
            author=one.author,
            author_name=one.author_name,
            raw=_bytes(entry | {"thread": one.thread}),
            version=_version(one.text),
            posted_at=begun - timedelta(hours=1) + timedelta(seconds=20 * number),
            url=f"https://rehearsal.invalid/{one.thread}/{one.id}",
            root_id=one.thread,
            parent_id=one.parent,
        )


def _cursor(at: int, begun: datetime) -> str:
    return json.dumps({"v": 1, "next": at, "begun": begun.isoformat()})


def _bytes(entry: Mapping[str, str]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _version(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@asynccontextmanager
async def _open(access: Access) -> AsyncIterator[Platform]:
    yield Rehearsal(access.home, access.clock)


PLATFORM = PlatformKind(name="rehearsal", title="Rehearsal", caps=CAPS, open=_open, rehearsal=True)
