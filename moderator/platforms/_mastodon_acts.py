"""What the desk does on Mastodon. States are set, and may be set again; an answer is looked for before it is sent again.

An answer carries an Idempotency-Key, which Mastodon honours for an hour and other servers not at all. So nothing
relies on it: an answer that may have arrived is read back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from moderator.decisions import Action, Ground, Op, Outcome, Result
from moderator.platforms._mastodon_reading import Unreadable, is_id, words_of
from moderator.platforms._mastodon_session import Session, read, refusal
from moderator.problems import PlatformRefused
from moderator.web import Answer

FILTER = "Moderator"  # the name of our filter on the server; its keywords are our phrases
CONTEXTS = ("home", "notifications", "public", "thread", "account")
LONGEST_COMMENT = 1000  # signs beside a report
CANNOT_HIDE = "Mastodon has no way to hide other people's posts"
CANNOT_CLOSE = "Mastodon has no way to close the answers to a post"
CANNOT_DELETE = "Only the author or the server's own moderators can delete a post"
_LINK = 23  # signs that a link counts as, whatever its length
_CATEGORY = {Ground.SPAM: "spam", Ground.ILLEGAL: "legal"}
_STATE = {Op.MUTE: "muting", Op.UNMUTE: "muting", Op.BLOCK: "blocking", Op.UNBLOCK: "blocking"}
_NOT_YET = Outcome(Result.REFUSED, detail="It has not taken effect")
_UNKNOWN_AUTHOR = Outcome(Result.REFUSED, detail="The author of this comment is not known")
_NO_FILTERS = Outcome(Result.REFUSED, detail="This server has no filters for phrases")
_GONE = Outcome(Result.GONE, detail="The post is no longer there")


class Acts:
    """Acts of one account."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def act(self, action: Action) -> Outcome:
        match action.op:
            case Op.HIDE | Op.UNHIDE:
                return Outcome(Result.REFUSED, detail=CANNOT_HIDE)
            case Op.DELETE:
                return Outcome(Result.REFUSED, detail=CANNOT_DELETE)
            case Op.CLOSE_COMMENTS | Op.OPEN_COMMENTS:
                return Outcome(Result.REFUSED, detail=CANNOT_CLOSE)
            case Op.MUTE | Op.UNMUTE | Op.BLOCK | Op.UNBLOCK:
                return await self._set(action.op, action.author_id)
            case Op.REPORT:
                return await self._report(action)
            case Op.REPLY:
                return await self._reply(action)
            case Op.UNREPLY:
                return await self._take_back(action.ref)
            case Op.FILTER:
                return await self._filter((action.text or "").strip())
            case Op.UNFILTER:
                return await self._unfilter((action.text or "").strip())

    async def verify(self, action: Action) -> Outcome:
        """Reads only. A report leaves no trace that we may read: it stays unknown."""
        match action.op:
            case Op.MUTE | Op.UNMUTE | Op.BLOCK | Op.UNBLOCK if is_id(action.author_id):
                relation = await self._session.relation(action.author_id) or {}
                stands = relation.get(_STATE[action.op]) is True
                return _shown(stands == (action.op in (Op.MUTE, Op.BLOCK)))
            case Op.REPORT:
                return Outcome(Result.UNKNOWN, detail="The server does not say which reports it has")
            case Op.REPLY:
                return await self._answered(action)
            case Op.UNREPLY:
                there = is_id(action.ref) and await self._session.object(f"api/v1/statuses/{action.ref}")
                return _shown(not there)
            case Op.FILTER | Op.UNFILTER:
                _, keyword = await self._keyword((action.text or "").strip())
                return _shown((keyword is not None) == (action.op is Op.FILTER))
        return _NOT_YET

    async def _set(self, op: Op, author_id: str | None) -> Outcome:
        if not is_id(author_id):
            return _UNKNOWN_AUTHOR
        body = {"notifications": True} if op is Op.MUTE else None
        answer = await self._session.call(
            "POST", f"api/v1/accounts/{author_id}/{op.value}", body=body, safe=True
        )
        if answer.status in (404, 410):
            return Outcome(Result.GONE, detail="The author's account is no longer there")
        if answer.status != 200:
            return _refused(answer)
        relation = read(answer, dict).value
        if (relation.get(_STATE[op]) is True) != (op in (Op.MUTE, Op.BLOCK)):
            return Outcome(Result.REFUSED, detail="The server said yes and did nothing")
        return Outcome(Result.DONE)

    async def _report(self, action: Action) -> Outcome:
        if not is_id(action.author_id):
            return _UNKNOWN_AUTHOR
        body: dict[str, Any] = {
            "account_id": action.author_id,
            "status_ids": [action.target] if is_id(action.target) else [],
            "comment": (action.text or "")[:LONGEST_COMMENT],
            "forward": action.forward,
        }
        if rules := [rule for rule in action.rules if is_id(rule)]:
            body |= {"category": "violation", "rule_ids": rules}
        else:
            ground = Ground(action.reason) if action.reason in set(Ground) else Ground.OTHER
            body["category"] = _CATEGORY.get(ground, "other")
        answer = await self._session.call("POST", "api/v1/reports", body=body, safe=False)
        if answer.status in (404, 410):
            return Outcome(Result.GONE, detail="The author's account is no longer there")
        return _made(answer)

    # answers

    async def _reply(self, action: Action) -> Outcome:
        """To its author, as visible as what it answers."""
        found = (
            await self._session.object(f"api/v1/statuses/{action.target}") if is_id(action.target) else None
        )
        if found is None:
            return _GONE
        text = _addressed(action.text or "", found.value)
        most = await self._most_letters()
        if most is not None and _counted(text) > most:
            return Outcome(
                Result.REFUSED, detail=f"The answer is longer than the {most} letters of this server"
            )
        visibility = found.value.get("visibility")
        body = {"status": text, "in_reply_to_id": action.target}
        if isinstance(visibility, str):
            body["visibility"] = visibility
        # two desks may number their acts alike, so the key is made of all that makes this answer
        key = sha256(f"{self._session.own.id} {action.key} {action.target} {text}".encode()).hexdigest()
        answer = await self._session.call(
            "POST", "api/v1/statuses", body=body, headers={"idempotency-key": key}, safe=False
        )
        return _made(answer)

    async def _answered(self, action: Action) -> Outcome:
        """Is there an answer of ours with these words under this post?"""
        found = await self._session.listed(f"api/v1/accounts/{self._session.own.id}/statuses", limit=40)
        for status in found.value if found is not None else []:
            if not isinstance(status, dict) or status.get("in_reply_to_id") != action.target:
                continue
            try:
                words = words_of(status)
            except Unreadable:
                continue
            if _spoken(words) == _spoken(action.text or ""):
                ref = status.get("id")
                return Outcome(Result.DONE, ref if is_id(ref) else None)
        return _NOT_YET

    async def _take_back(self, ref: str | None) -> Outcome:
        if not is_id(ref):
            return Outcome(Result.ALREADY, detail="There was no answer")
        answer = await self._session.call("DELETE", f"api/v1/statuses/{ref}", safe=True)
        if answer.status in (404, 410):
            return Outcome(Result.ALREADY)
        return Outcome(Result.DONE, ref) if answer.status == 200 else _refused(answer)

    async def _most_letters(self) -> int | None:
        """How long a post may be here; None when the server does not say."""
        for path in ("api/v2/instance", "api/v1/instance"):
            try:
                found = await self._session.object(path)
            except PlatformRefused:
                continue
            if found is None:
                continue
            for way in (("configuration", "statuses", "max_characters"), ("max_toot_chars",)):
                value: Any = found.value
                for name in way:
                    value = value.get(name) if isinstance(value, dict) else None
                if type(value) is int and value > 0:
                    return value
        return None

    # phrases

    async def _keyword(self, phrase: str) -> tuple[Mapping[str, Any] | None, str | None]:
        """Our filter on the server, and the id of this phrase in it. Raises PlatformRefused where it has no filters."""
        found = await self._session.listed("api/v2/filters")
        if found is None:
            raise PlatformRefused(_NO_FILTERS.detail)
        for each in found.value:
            if not isinstance(each, dict) or each.get("title") != FILTER or not is_id(each.get("id")):
                continue
            keywords = each.get("keywords")
            for keyword in keywords if isinstance(keywords, list) else []:
                if not isinstance(keyword, dict) or not is_id(keyword.get("id")):
                    continue
                if str(keyword.get("keyword")).casefold() == phrase.casefold():
                    return each, keyword["id"]
            return each, None
        return None, None

    async def _filter(self, phrase: str) -> Outcome:
        if not phrase:
            return Outcome(Result.REFUSED, detail="There is no phrase to filter")
        ours, keyword = await self._keyword(phrase)
        if keyword is not None:
            return Outcome(Result.ALREADY, keyword)
        made = {"keyword": phrase, "whole_word": phrase[0].isalnum() and phrase[-1].isalnum()}
        if ours is not None:
            path, body = f"api/v2/filters/{ours['id']}/keywords", made
        else:
            path = "api/v2/filters"
            body = {
                "title": FILTER,
                "context": list(CONTEXTS),
                "filter_action": "hide",
                "keywords_attributes": [made],
            }
        return _made(await self._session.call("POST", path, body=body, safe=False))

    async def _unfilter(self, phrase: str) -> Outcome:
        _, keyword = await self._keyword(phrase)
        if keyword is None:
            return Outcome(Result.ALREADY)
        answer = await self._session.call("DELETE", f"api/v2/filters/keywords/{keyword}", safe=True)
        return Outcome(Result.DONE) if answer.status in (200, 404) else _refused(answer)


def _addressed(text: str, status: Mapping[str, Any]) -> str:
    """An answer reaches its author only when it names them."""
    account = status.get("account")
    acct = account.get("acct") if isinstance(account, dict) else None
    if not isinstance(acct, str) or not acct or f"@{acct}".casefold() in text.casefold():
        return text
    return f"@{acct} {text}"


def _counted(text: str) -> int:
    """As the server counts: links all alike, people without their server."""
    text = re.sub(r"https?://\S+", "x" * _LINK, text)
    return len(re.sub(r"(@[A-Za-z0-9_.-]+)@[A-Za-z0-9.-]+", r"\1", text))


def _spoken(text: str) -> str:
    """The words without whom they are addressed to, for comparing."""
    return " ".join(re.sub(r"^\s*(?:@\S+\s+)*", "", text).split())


def _shown(stands: bool) -> Outcome:
    return Outcome(Result.DONE) if stands else _NOT_YET


def _refused(answer: Answer) -> Outcome:
    return Outcome(Result.REFUSED, detail=refusal(answer))


def _made(answer: Answer) -> Outcome:
    if answer.status != 200:
        return _refused(answer)
    found = answer.json()
    ref = found.get("id") if isinstance(found, dict) else None
    return Outcome(Result.DONE, ref if is_id(ref) else None)
