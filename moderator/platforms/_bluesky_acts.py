"""What the desk does on Bluesky. Each act may be sent again: it finds its own trace, or sets what is set already."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from moderator.comments import GoneReason
from moderator.decisions import Action, Ground, Op, Outcome, Result
from moderator.platforms._bluesky_reading import is_uri, key_of, ref, repo_of, stamp
from moderator.platforms._bluesky_session import Session, error_of, refusal
from moderator.problems import Transient
from moderator.web import Answer

MOST_HIDDEN = 300  # hidden replies that one thread holds
SWAPS = 6  # tries at changing a record that somebody else changes too
_GATE, _POST, _BLOCK = "app.bsky.feed.threadgate", "app.bsky.feed.post", "app.bsky.graph.block"
_B32 = "234567abcdefghijklmnopqrstuvwxyz"
_REASONS = {
    Ground.SPAM: "reasonSpam",
    Ground.ILLEGAL: "reasonViolation",
    Ground.RUDE: "reasonRude",
    Ground.SEXUAL: "reasonSexual",
}
_NOT_OURS = "On Bluesky only replies in your own threads can be hidden. You can mute or block the author, or report the post"
_FULL = (
    "This thread already has the 300 hidden replies that Bluesky allows. "
    "You can mute or block the author, or report the post"
)
_NOT_OUR_THREAD = "On Bluesky only the threads of your own posts can be closed"
_CLOSED_ELSEWHERE = (
    "The thread was closed before this desk closed it. Open it on Bluesky itself, if that is wanted"
)
_BEFORE = "allow:"  # and who could answer before, as JSON
_NOT_YET = Outcome(Result.REFUSED, detail="It has not taken effect")

WhyGone = Callable[[str], Awaitable[GoneReason | None]]


class Acts:
    """Acts of one account. `why_gone` says of a post that we cannot see what became of it."""

    def __init__(self, session: Session, why_gone: WhyGone) -> None:
        self._session, self._why_gone = session, why_gone

    async def act(self, action: Action) -> Outcome:
        match action.op:
            case Op.HIDE | Op.UNHIDE:
                return await self._hide(action, wanted=action.op is Op.HIDE)
            case Op.REPLY:
                return await self._reply(action)
            case Op.MUTE | Op.UNMUTE | Op.BLOCK | Op.UNBLOCK if not action.author_id:
                return Outcome(Result.REFUSED, detail="The author of this comment is not known")
            case Op.MUTE | Op.UNMUTE:
                name = f"app.bsky.graph.{action.op.value}Actor"
                body = {"actor": action.author_id}
                return _done(await self._session.call("POST", name, body=body, safe=True))
            case Op.BLOCK:
                return await self._block(str(action.author_id))
            case Op.UNBLOCK:
                return await self._unblock(str(action.author_id))
            case Op.REPORT:
                return await self._report(action)
            case Op.UNREPLY:
                return await self._take_back(action)
            case Op.CLOSE_COMMENTS:
                return await self._close(action.root_id)
            case Op.OPEN_COMMENTS:
                return await self._open(action.root_id, action.ref)
            case Op.FILTER | Op.UNFILTER:
                return Outcome(Result.REFUSED, detail="Bluesky's muted words are set in its own settings")
            case Op.DELETE:
                detail = "On Bluesky only the author or the host can delete a post"
                return Outcome(Result.REFUSED, detail=detail)

    async def verify(self, action: Action) -> Outcome:
        """Reads only. A report leaves no trace that we may read: it stays unknown."""
        match action.op:
            case Op.HIDE | Op.UNHIDE:
                if not _ours(action.root_id, self._session.did):
                    return Outcome(Result.REFUSED, detail=_NOT_OURS)
                gate = await self._gate(str(action.root_id))
                return _shown((action.target in _hidden_in(gate)) == (action.op is Op.HIDE))
            case Op.CLOSE_COMMENTS | Op.OPEN_COMMENTS:
                if not _ours(action.root_id, self._session.did):
                    return Outcome(Result.REFUSED, detail=_NOT_OUR_THREAD)
                closed = _is_closed(await self._gate(str(action.root_id)))
                return _shown(closed == (action.op is Op.CLOSE_COMMENTS))
            case Op.REPLY:
                key = record_key(action.key)
                there = await self._session.record(self._session.did, _POST, key) is not None
                return Outcome(Result.DONE, f"at://{self._session.did}/{_POST}/{key}") if there else _NOT_YET
            case Op.UNREPLY:
                return _shown(not await self._answer(action))
            case Op.MUTE | Op.UNMUTE if action.author_id:
                muted = bool((await self._session.relation(action.author_id)).get("muted"))
                return _shown(muted == (action.op is Op.MUTE))
            case Op.BLOCK | Op.UNBLOCK if action.author_id:
                blocking = await self._blocks(action.author_id)
                return _shown(bool(blocking) == (action.op is Op.BLOCK))
            case Op.REPORT:
                return Outcome(Result.UNKNOWN, detail="Bluesky does not say which reports it has")
        return _NOT_YET

    async def _hide(self, action: Action, *, wanted: bool) -> Outcome:
        """Change the list in the thread's gate, guarded against whoever else changes it at the same time."""
        root = action.root_id
        if root is None or not _ours(root, self._session.did):
            return Outcome(Result.REFUSED, detail=_NOT_OURS)
        if wanted and await self._gone(action.target):
            return Outcome(Result.GONE, detail="The post is no longer there")
        for _ in range(SWAPS):
            gate = await self._gate(root)
            hidden = _hidden_in(gate)
            if (action.target in hidden) == wanted:
                return Outcome(Result.ALREADY)
            if wanted and len(hidden) >= MOST_HIDDEN:
                return Outcome(Result.REFUSED, detail=_FULL)
            kept = [*hidden, action.target] if wanted else [uri for uri in hidden if uri != action.target]
            value = dict(gate["value"]) if gate else {"post": root, "createdAt": self._now()}
            answer = await self._session.put(
                _GATE,
                key_of(root),
                {**value, "hiddenReplies": kept},
                swapRecord=gate["cid"] if gate else None,
            )
            if error_of(answer) != "InvalidSwap":
                return _done(answer)
        raise _changing()

    async def _close(self, root: str | None) -> Outcome:
        """Nobody may answer. Who could before is the reference of this act, for when it is taken back."""
        if root is None or not _ours(root, self._session.did):
            return Outcome(Result.REFUSED, detail=_NOT_OUR_THREAD)
        for _ in range(SWAPS):
            gate = await self._gate(root)
            if _is_closed(gate):
                return Outcome(Result.ALREADY)
            before = gate["value"].get("allow") if gate else None
            answer = await self._put_gate(root, gate, {"allow": []})
            if error_of(answer) != "InvalidSwap":
                done = _done(answer)
                return replace(done, ref=_BEFORE + json.dumps(before)) if done.ref else done
        raise _changing()

    async def _open(self, root: str | None, ref_: str | None) -> Outcome:
        """Whoever could answer before can again. What somebody else had closed stays closed."""
        if root is None or not _ours(root, self._session.did):
            return Outcome(Result.REFUSED, detail=_NOT_OUR_THREAD)
        for _ in range(SWAPS):
            gate = await self._gate(root)
            if gate is None or not _is_closed(gate):
                return Outcome(Result.ALREADY)
            if ref_ is None or not ref_.startswith(_BEFORE):
                return Outcome(Result.REFUSED, detail=_CLOSED_ELSEWHERE)
            before = json.loads(ref_[len(_BEFORE) :])
            answer = await self._put_gate(root, gate, {"allow": before})
            if error_of(answer) != "InvalidSwap":
                return _done(answer)
        raise _changing()

    async def _put_gate(self, root: str, gate: dict[str, Any] | None, change: dict[str, Any]) -> Answer:
        value = dict(gate["value"]) if gate else {"post": root, "createdAt": self._now()}
        value = {key: each for key, each in {**value, **change}.items() if each is not None}
        return await self._session.put(_GATE, key_of(root), value, swapRecord=gate["cid"] if gate else None)

    async def _gate(self, root: str) -> dict[str, Any] | None:
        return await self._session.record(self._session.did, _GATE, key_of(root))

    async def _gone(self, uri: str) -> bool:
        """Certainly gone. What we merely cannot see, because of a block, can still be hidden from others."""
        if not is_uri(uri) or await self._session.post(uri) is not None:
            return False
        return await self._why_gone(uri) in (GoneReason.DELETED, GoneReason.TAKEN_DOWN)

    async def _reply(self, action: Action) -> Outcome:
        """Under a key made from the act's: a second try finds the first one's answer."""
        key = record_key(action.key)
        there = await self._session.record(self._session.did, _POST, key)
        if there is not None:
            return Outcome(Result.ALREADY, f"at://{self._session.did}/{_POST}/{key}")
        post = await self._session.post(action.target)
        if post is None:
            return Outcome(Result.GONE, detail="The post is no longer there")
        parent = {"uri": action.target, "cid": post.get("cid")}
        record = post.get("record")
        above = record.get("reply") if isinstance(record, dict) else None
        root = above["root"] if isinstance(above, dict) and ref(above, "root") else parent
        answer = {
            "text": action.text or "",
            "createdAt": self._now(),
            "reply": {"root": root, "parent": parent},
        }
        return _done(await self._session.put(_POST, key, answer))

    async def _answer(self, action: Action) -> str:
        """The key of the answer that an earlier act made, "" when there is none."""
        if not _ours(action.ref, self._session.did):
            return ""
        key = key_of(str(action.ref))
        return key if await self._session.record(self._session.did, _POST, key) else ""

    async def _take_back(self, action: Action) -> Outcome:
        key = await self._answer(action)
        return _done(await self._session.remove(_POST, key)) if key else Outcome(Result.ALREADY)

    async def _blocks(self, did: str) -> list[str]:
        """Keys of our records that block this author: the one that we make, and one made elsewhere."""
        ours = record_key(f"block {did}")
        found = [ours] if await self._session.record(self._session.did, _BLOCK, ours) else []
        elsewhere = (await self._session.relation(did)).get("blocking")
        if isinstance(elsewhere, str) and _ours(elsewhere, self._session.did):
            key = key_of(elsewhere)
            # the view runs behind: a record that it still names may be gone
            if key not in found and await self._session.record(self._session.did, _BLOCK, key):
                found.append(key)
        return found

    async def _block(self, did: str) -> Outcome:
        if await self._blocks(did):
            return Outcome(Result.ALREADY)
        record = {"subject": did, "createdAt": self._now()}
        return _done(await self._session.put(_BLOCK, record_key(f"block {did}"), record))

    async def _unblock(self, did: str) -> Outcome:
        outcome = Outcome(Result.ALREADY)
        for key in await self._blocks(did):
            outcome = _done(await self._session.remove(_BLOCK, key))
        return outcome

    async def _report(self, action: Action) -> Outcome:
        post = None if action.version else await self._session.post(action.target)
        version = action.version or (post or {}).get("cid")
        if not version:
            return Outcome(Result.GONE, detail="The post is no longer there")
        reason = _REASONS.get(Ground(action.reason)) if action.reason in set(Ground) else None
        body: dict[str, Any] = {
            "reasonType": f"com.atproto.moderation.defs#{reason or 'reasonOther'}",
            "subject": {"$type": "com.atproto.repo.strongRef", "uri": action.target, "cid": version},
            **({"reason": action.text[:2000]} if action.text else {}),
        }
        name = "com.atproto.moderation.createReport"
        return _done(await self._session.call("POST", name, body=body, safe=False))

    def _now(self) -> str:
        return stamp(self._session.access.clock.wall())


def record_key(key: str) -> str:
    """A record key in the form that Bluesky asks for, made from an act's key: the same act, the same record."""
    number = int.from_bytes(sha256(key.encode("utf-8")).digest()[:8], "big") >> 1
    return "".join(_B32[number >> 5 * place & 31] for place in range(12, -1, -1))


def _ours(uri: str | None, did: str) -> bool:
    return is_uri(uri) and repo_of(uri) == did


def _hidden_in(gate: Mapping[str, Any] | None) -> list[str]:
    hidden = gate["value"].get("hiddenReplies") if gate else None
    return [uri for uri in hidden if isinstance(uri, str)] if isinstance(hidden, list) else []


def _is_closed(gate: Mapping[str, Any] | None) -> bool:
    """Without a list everybody may answer; with an empty one nobody."""
    return gate is not None and gate["value"].get("allow") == []


def _changing() -> Transient:
    return Transient("The thread's gate is being changed elsewhere", "", "It is tried again")


def _shown(stands: bool) -> Outcome:
    return Outcome(Result.DONE) if stands else _NOT_YET


def _done(answer: Answer) -> Outcome:
    if answer.status != 200:
        return Outcome(Result.REFUSED, detail=refusal(answer))
    found = answer.json() if answer.body.strip() else {}
    ref_ = (found.get("uri") or found.get("id") or "") if isinstance(found, dict) else ""
    return Outcome(Result.DONE, str(ref_) or None)
