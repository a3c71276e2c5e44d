"""A small Bluesky on loopback that can be told to misbehave. It keeps what is written, and counts every request.

What it answers when it behaves is what the real network answers (see test_bluesky_network.py). What goes wrong is
given as `Fault`s, each used up by one request for the method it names.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.platforms.loopback import Fault, Serving, serving

OWN = "did:plc:town"
NOW = "2026-11-23T08:59:00.000Z"


def refused(error: str, status: int = 400) -> Fault:
    return Fault(status, json.dumps({"error": error, "message": "a sentence that may quote a post"}).encode())


def entry(name: str, text: str = "You absolute turnip", **more: Any) -> dict[str, Any]:
    """A notification of a reply under our post, as the real network words it."""
    made = {
        "uri": f"at://did:plc:troll/app.bsky.feed.post/{name}",
        "cid": f"cid-{name}",
        "author": {"did": "did:plc:troll", "handle": "troll.test", "displayName": "A Troll"},
        "reason": "reply",
        "record": {
            "$type": "app.bsky.feed.post",
            "text": text,
            "createdAt": NOW,
            "reply": {"root": {"uri": ROOT, "cid": "cid-root"}, "parent": {"uri": ROOT, "cid": "cid-root"}},
        },
        "isRead": False,
        "indexedAt": NOW,
    }
    return {**made, **more}


ROOT = f"at://{OWN}/app.bsky.feed.post/root"
ROOT_POST = {
    "uri": ROOT,
    "cid": "cid-root",
    "author": {"did": OWN, "handle": "town.test"},
    "record": {"$type": "app.bsky.feed.post", "text": "The library is closed.", "createdAt": NOW},
    "indexedAt": NOW,
}


class StandIn:
    """The state of the stand-in, and the script of its faults."""

    def __init__(self) -> None:
        self.url = ""
        self.entries: list[dict[str, Any]] = []  # newest first
        self.page_size = 100
        self.records: dict[str, dict[str, Any]] = {}  # "collection/key" to cid and value
        self.reports = 0
        self.muted: set[str] = set()
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.asked: list[str] = []  # names of methods, in order
        self.events: list[str] = []  # what the order of things is read from
        self.sent = 0  # bytes of bodies that went out
        self.token, self.refresh = "access-0", "refresh-0"
        self.sign_ins = self.refreshes = self.ended = 0
        self.password = "right"
        self._lock = threading.RLock()

    def spend_token(self) -> None:
        """The access token runs out; whoever holds it must renew."""
        self._new_tokens()

    def _new_tokens(self) -> dict[str, str]:
        number = int(self.token.split("-")[1]) + 1
        self.token, self.refresh = f"access-{number}", f"refresh-{number}"
        return {"did": OWN, "handle": "town.test", "accessJwt": self.token, "refreshJwt": self.refresh}

    def posts(self) -> dict[str, dict[str, Any]]:
        return {ROOT: ROOT_POST, **{one["uri"]: one for one in self.entries if "uri" in one}}

    def hidden(self) -> list[str]:
        gate = self.records.get("app.bsky.feed.threadgate/root")
        return gate["value"]["hiddenReplies"] if gate else []

    def answer(self, name: str, query: dict[str, list[str]], body: Any, token: str) -> tuple[int, Any]:
        """What a server that behaves says."""
        with self._lock:
            if name == "com.atproto.server.createSession":
                self.sign_ins += 1
                if body["password"] != self.password:
                    return 401, {"error": "AuthenticationRequired", "message": "no"}
                return 200, self._new_tokens()
            if name == "com.atproto.server.refreshSession":
                self.refreshes += 1
                if token != self.refresh:
                    return 400, {"error": "ExpiredToken"}
                return 200, self._new_tokens()
            if name == "com.atproto.server.deleteSession":
                if token != self.refresh:
                    return 400, {"error": "ExpiredToken"}
                self._new_tokens()
                self.ended += 1
                return 200, {}
            if token != self.token:
                return 400, {"error": "ExpiredToken", "message": "Token has expired"}
            self.events.append(f"used {token}")
            method = getattr(self, "_" + name.rsplit(".", 1)[1], None)
            return method(query, body) if method else (501, {"error": "MethodNotImplemented"})

    def _listNotifications(self, query: Any, body: Any) -> tuple[int, Any]:
        start = int(query.get("cursor", ["0"])[0])
        end = start + self.page_size
        more = {"cursor": str(end)} if end < len(self.entries) else {}
        return 200, {"notifications": self.entries[start:end], "seenAt": NOW, **more}

    def _getAuthorFeed(self, query: Any, body: Any) -> tuple[int, Any]:
        return 200, {"feed": [{"post": ROOT_POST}]}

    def _getPostThread(self, query: Any, body: Any) -> tuple[int, Any]:
        return 200, {"thread": {"post": ROOT_POST, "replies": []}}

    def _getPosts(self, query: Any, body: Any) -> tuple[int, Any]:
        return 200, {"posts": [self.posts()[uri] for uri in query["uris"] if uri in self.posts()]}

    def _getProfile(self, query: Any, body: Any) -> tuple[int, Any]:
        return 200, {"did": query["actor"][0], "viewer": {"muted": query["actor"][0] in self.muted}}

    def _getRecord(self, query: Any, body: Any) -> tuple[int, Any]:
        repo, collection, key = (query[part][0] for part in ("repo", "collection", "rkey"))
        post = self.posts().get(f"at://{repo}/{collection}/{key}")
        found = self.records.get(f"{collection}/{key}") if repo == OWN else None
        found = found or (post and {"cid": post["cid"], "value": post["record"]})
        return (200, found) if found else (400, {"error": "RecordNotFound"})

    def _putRecord(self, query: Any, body: Any) -> tuple[int, Any]:
        where = f"{body['collection']}/{body['rkey']}"
        there = self.records.get(where)
        if "swapRecord" in body and body["swapRecord"] != (there and there["cid"]):
            return 400, {"error": "InvalidSwap"}
        same = there is not None and there["value"] == body["record"]
        cid = there["cid"] if same else f"cid-{len(self.events)}"
        self.records[where] = {"cid": cid, "value": body["record"]}
        self.events.append(f"wrote {where}")
        return 200, {"uri": f"at://{OWN}/{where}", "cid": cid}

    def _deleteRecord(self, query: Any, body: Any) -> tuple[int, Any]:
        self.records.pop(f"{body['collection']}/{body['rkey']}", None)
        self.events.append("wrote a deletion")
        return 200, {}

    def _createReport(self, query: Any, body: Any) -> tuple[int, Any]:
        self.reports += 1
        self.events.append("wrote a report")
        return 200, {"id": self.reports}

    def _muteActor(self, query: Any, body: Any) -> tuple[int, Any]:
        self.muted.add(body["actor"])
        self.events.append("wrote a mute")
        return 200, {}

    def _unmuteActor(self, query: Any, body: Any) -> tuple[int, Any]:
        self.muted.discard(body["actor"])
        self.events.append("wrote a mute")
        return 200, {}

    @property
    def writes(self) -> int:
        return sum(event.startswith("wrote") for event in self.events)


class _Request(Serving):
    here: StandIn

    def do_GET(self) -> None:
        self._serve(None)

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        self._serve(json.loads(self.rfile.read(length) or b"null"))

    def _serve(self, body: Any) -> None:
        here = self.here
        asked = urlsplit(self.path)
        name = asked.path.removeprefix("/xrpc/")
        here.asked.append(name.rsplit(".", 1)[-1])
        token = (self.headers.get("authorization") or "").removeprefix("Bearer ")
        faults = here.faults[name.rsplit(".", 1)[-1]]
        fault = faults.pop(0) if faults else None
        if fault is None or fault.after:
            status, value = here.answer(name, parse_qs(asked.query), body, token)
            if fault is None:
                fault = Fault(status, json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        self.send(fault)


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """A stand-in while the block runs; its address is `url`."""
    here = StandIn()
    with serving(_Request, here):
        yield here
