"""A small Mastodon on loopback, with state, that can be told to misbehave or to be another kind of server.

Every answer that it gives of itself is held against recordings of a real one (`contract.py`), and so is every
question; what does not fit is kept in `outside`, and fails the test. Faults are given by route ("POST /api/v1/statuses"),
each used up by one request; they alone may look like nothing that was ever recorded.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import html
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.platforms.loopback import Fault, Serving, serving
from tests.platforms.mastodon.contract import Outside, contract, recorded, template

NOW = "2026-11-23T08:50:00.000Z"
RESET = "2026-11-23T09:05:00.501951Z"
TOKEN = "right"
_READS = {
    "verify_credentials": "read:accounts",
    "accounts": "read:accounts",
    "relationships": "read:follows",
    "notifications": "read:notifications",
    "statuses": "read:statuses",
    "filters": "read:filters",
}
_WRITES = {
    "statuses": "write:statuses",
    "reports": "write:reports",
    "filters": "write:filters",
    "mute": "write:mutes",
    "unmute": "write:mutes",
    "block": "write:blocks",
    "unblock": "write:blocks",
}


def _seed(route: str) -> Any:
    """A recorded answer of this route, to make more like it."""
    found = next(one for one in recorded() if f"{one['method']} {template(one['path'])}" == route)
    return json.loads(found["body"])


@dataclass
class Wishes:
    """How this server differs from a Mastodon 4.7."""

    lists_ids: bool = True
    knows_quotes: bool = True
    keeps_keys: bool = True  # honours Idempotency-Key
    keeps_alive: bool = True
    has_metadata: bool = True
    has_filters: bool = True
    hides_whom_we_block: bool = False
    ignores_min_id: bool = False


class StandIn:
    """The state of the server, seen by the account "town". `asked` lists the routes, in order."""

    def __init__(self) -> None:
        self.url = ""
        self.wishes = Wishes()
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.asked: list[str] = []
        self.outside: list[str] = []
        self.writes = self.sent = 0
        self.left = 299
        self.page_size = 40
        self.tokens: dict[str, set[str]] = {TOKEN: {"read", "write", "follow"}}
        self.revoked: list[str] = []
        self.apps: dict[str, dict[str, Any]] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.people: dict[str, dict[str, Any]] = {}  # by id
        self.statuses: dict[str, dict[str, Any]] = {}  # by id, oldest first
        self.notifications: list[dict[str, Any]] = []  # oldest first
        self.reports: list[dict[str, Any]] = []
        self.filters: list[dict[str, Any]] = []
        self.relations: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, str] = {}
        self._number = 0
        self._lock = threading.RLock()
        self._account = _seed("GET /api/v1/accounts/:id")
        self._status = _seed("GET /api/v1/statuses/:id")
        self.town = self.person("town")

    # what people do there

    def person(self, name: str, server: str = "", **more: Any) -> str:
        """A new account; its id."""
        id_ = self._next()
        acct = f"{name}@{server}" if server else name
        made = {**copy.deepcopy(self._account), "id": id_, "username": name, "acct": acct, "display_name": "",
                "note": "", "fields": [], "roles": [], **more}  # fmt: skip
        self.people[id_] = made
        relation = dict.fromkeys(_seed("POST /api/v1/accounts/:id/unmute"), False)
        relation |= {"id": id_, "languages": None, "muting_expires_at": None, "note": ""}
        self.relations[id_] = relation
        return id_

    def post(
        self, who: str, text: str = "You absolute turnip", *, under: str | None = None, **more: Any
    ) -> str:
        """A status of this person; its id. Whoever is answered is named, and told. "content" may be given as it is."""
        with self._lock:
            id_ = self._next()
            parent = self.statuses.get(under or "")
            named = [parent["account"]["id"]] if parent and parent["account"]["id"] != who else []
            named = more.pop("names", named)
            content = more.pop("content", f"<p>{self._names(named)}{html.escape(text, quote=False)}</p>")
            made = {
                **copy.deepcopy(self._status), "id": id_, "created_at": NOW, "edited_at": None,
                "in_reply_to_id": under, "in_reply_to_account_id": parent["account"]["id"] if parent else None,
                "account": self.people[who], "content": content, "spoiler_text": "", "visibility": "public",
                "media_attachments": [], "poll": None, "reblog": None, "quote": None, "card": None,
                "replies_count": 0, "tags": [], "emojis": [],
                "mentions": [self._mention(each) for each in named], **more,
            }  # fmt: skip
            self.statuses[id_] = made
            if parent:
                parent["replies_count"] += 1
            if self.town in named and who != self.town:
                self.tell("mention", id_)
            return id_

    def tell(self, kind: str, status: str, **more: Any) -> None:
        """A notification for town, unless its author is muted or blocked."""
        who = self.statuses[status]["account"]
        relation = self.relations[who["id"]]
        if relation["muting_notifications"] or relation["blocking"]:
            return
        id_ = str(len(self.notifications) + 1)
        made = {"id": id_, "type": kind, "created_at": NOW, "group_key": f"ungrouped-{id_}", "account": who}
        self.notifications.append({**made, "status": self.statuses[status], **more})

    def edit(self, status: str, text: str) -> None:
        self.statuses[status] |= {"content": f"<p>{html.escape(text)}</p>", "edited_at": self._later()}

    def delete(self, status: str) -> None:
        gone = self.statuses.pop(status)
        self.notifications = [one for one in self.notifications if one["status"] is not gone]

    def blocks_us(self, who: str) -> None:
        self.relations[who]["blocked_by"] = True

    def answers(self) -> list[dict[str, Any]]:
        """What town has answered."""
        return [
            one
            for one in self.statuses.values()
            if one["account"]["id"] == self.town and one["in_reply_to_id"]
        ]

    def approve(self, url: str, *, deny: bool = False) -> str:
        """A person signs in in the browser and says yes. Where the browser is sent then."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        app = self.apps[asked["client_id"]]
        assert asked["redirect_uri"] in app["redirect_uris"], "a foreign address"
        assert asked["response_type"] == "code"
        assert set(asked["scope"].split()) <= set(app["scopes"])
        back = {"state": asked["state"]}
        if deny:
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', **back})}"
        code = f"code-{self._next()}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, **back})}"

    # small words

    def _next(self) -> str:
        self._number += 1
        return str(117440810000000000 + self._number)

    def _later(self) -> str:
        self._number += 1
        return NOW.replace("08:50:00.000", f"08:51:00.{self._number % 1000:03}")

    def _mention(self, who: str) -> dict[str, Any]:
        one = self.people[who]
        return {"id": who, "username": one["username"], "url": self._address(one), "acct": one["acct"]}

    def _address(self, one: dict[str, Any]) -> str:
        return f"https://town.example/@{one['acct']}"

    def _names(self, named: list[str]) -> str:
        return "".join(
            f'<span class="h-card" translate="no"><a href="{self._address(self.people[who])}" '
            f'class="u-url mention">@<span>{self.people[who]["username"]}</span></a></span> '
            for who in named
        )

    def _may_see(self, status: dict[str, Any], *, listed: bool) -> bool:
        """A list leaves out whom we mute or block; a single one is shown all the same."""
        relation = self.relations[status["account"]["id"]]
        ours = relation["muting"] or relation["blocking"]
        if relation["blocked_by"] or (relation["blocking"] and self.wishes.hides_whom_we_block):
            return False
        return not (listed and ours)

    # answering

    def answer(
        self, route: str, ids: list[str], given: dict[str, Any], headers: Any, path: str
    ) -> tuple[int, Any, dict[str, str]]:
        """What a server that behaves says: status, value, headers."""
        with self._lock:
            said: dict[str, str] = {}
            refusal = self._refused(route, headers)
            if refusal is not None:
                status, value, said = refusal
            else:
                method = getattr(self, _METHODS.get(route, "_unknown"))
                status, value = (
                    method(given, *ids) if route != "POST /api/v1/statuses" else method(given, headers)
                )
                if route == "GET /api/v1/notifications" and status == 200 and value:
                    said["link"] = self._links(path, value)
            self.left -= 1
            said |= {"x-ratelimit-limit": "300", "x-ratelimit-remaining": str(max(self.left, 0)),
                     "x-ratelimit-reset": RESET}  # fmt: skip
            return status, value, said

    def _refused(self, route: str, headers: Any) -> tuple[int, Any, dict[str, str]] | None:
        if route.split("/")[1] == "oauth" or "well-known" in route or route == "POST /api/v1/apps":
            return None
        if route in ("GET /api/v2/instance", "GET /api/v1/instance"):
            return None
        token = (headers.get("authorization") or "").removeprefix("Bearer ")
        if token not in self.tokens:
            return 401, {"error": "The access token is invalid"}, {}
        words = [word for word in route.split("/") if not word.startswith(":")]
        table = _READS if route.startswith("GET") else _WRITES
        needed = next((table[word] for word in reversed(words) if word in table), None)
        if needed and "apps" not in words and not {needed, needed.partition(":")[0]} & self.tokens[token]:
            why = 'Bearer realm="Doorkeeper", error="insufficient_scope"'
            return 403, {"error": "This action is outside the authorized scopes"}, {"www-authenticate": why}
        return None

    def _links(self, path: str, page: list[dict[str, Any]]) -> str:
        where = f"<{self.url}{path}?"
        return f'{where}max_id={page[-1]["id"]}>; rel="next", {where}min_id={page[0]["id"]}>; rel="prev"'

    def _unknown(self, given: Any, *ids: str) -> tuple[int, Any]:
        return 404, {"error": "Not Found"}

    def _missing(self) -> tuple[int, Any]:
        return 404, {"error": "Record not found"}

    def _verify(self, given: Any) -> tuple[int, Any]:
        made = {**_seed("GET /api/v1/accounts/verify_credentials"), **self.people[self.town]}
        return 200, made

    def _app(self, given: Any) -> tuple[int, Any]:
        scopes = sorted(next(iter(self.tokens.values())))
        return 200, {**_seed("GET /api/v1/apps/verify_credentials"), "scopes": scopes}

    def _notifications(self, given: dict[str, Any]) -> tuple[int, Any]:
        types = given.get("types", [])
        if not self.wishes.knows_quotes and "quote" in types:
            return 422, {"error": "Validation failed"}
        found = [one for one in self.notifications if one["type"] in types]
        found = [one for one in found if not self.relations[one["account"]["id"]]["blocking"]]
        size = min(int(given.get("limit", 40)), self.page_size)
        if "max_id" in given:
            found = [one for one in found if int(one["id"]) < int(given["max_id"])]
        if "min_id" in given and not self.wishes.ignores_min_id:
            found = [one for one in found if int(one["id"]) > int(given["min_id"])][:size]
        return 200, found[::-1][:size]

    def _own(self, given: dict[str, Any], who: str) -> tuple[int, Any]:
        found = [one for one in self.statuses.values() if one["account"]["id"] == who]
        if given.get("exclude_reblogs"):
            found = [one for one in found if one["reblog"] is None]
        return 200, found[::-1][: int(given.get("limit", 20))]

    def _context(self, given: Any, status: str) -> tuple[int, Any]:
        if status not in self.statuses:
            return self._missing()
        above, at = [], self.statuses[status]
        while at["in_reply_to_id"] in self.statuses:
            at = self.statuses[at["in_reply_to_id"]]
            above.insert(0, at)
        below, ids = [], {status}
        for one in self.statuses.values():
            if one["in_reply_to_id"] in ids and self._may_see(one, listed=True):
                ids.add(one["id"])
                below.append(one)
        return 200, {"ancestors": above, "descendants": below}

    def _one(self, given: Any, status: str) -> tuple[int, Any]:
        one = self.statuses.get(status)
        return (200, one) if one is not None and self._may_see(one, listed=False) else self._missing()

    def _many(self, given: dict[str, Any]) -> tuple[int, Any]:
        if not self.wishes.lists_ids:
            return 404, {"error": "Not Found"}
        found = [self.statuses[id_] for id_ in given["id"] if id_ in self.statuses]
        return 200, [one for one in found if self._may_see(one, listed=True)]

    def _add_status(self, given: dict[str, Any], headers: Any) -> tuple[int, Any]:
        key = headers.get("idempotency-key")
        if key and self.wishes.keeps_keys and key in self.keys:
            return 200, self.statuses[self.keys[key]]
        if len(given["status"]) > 500:
            return 422, {"error": "Validation failed: Text character limit of 500 exceeded"}
        under = given.get("in_reply_to_id")
        if under is not None and under not in self.statuses:
            return 404, {"error": "The post you are trying to reply to does not appear to exist."}
        self.writes += 1
        text = given["status"]
        named = [who for who, one in self.people.items() if f"@{one['acct']} " in text]
        for who in named:
            text = text.replace(f"@{self.people[who]['acct']} ", "")
        id_ = self.post(
            self.town, text, under=under, names=named, visibility=given.get("visibility", "public")
        )
        if key:
            self.keys[key] = id_
        return 200, self.statuses[id_]

    def _delete_status(self, given: Any, status: str) -> tuple[int, Any]:
        one = self.statuses.get(status)
        if one is None or one["account"]["id"] != self.town:
            return self._missing()
        self.writes += 1
        self.delete(status)
        gone = {name: value for name, value in one.items() if name != "content"}
        return 200, {**gone, "text": "the words"}

    def _person(self, given: Any, who: str) -> tuple[int, Any]:
        return (200, self.people[who]) if who in self.people else self._missing()

    def _relations(self, given: dict[str, Any]) -> tuple[int, Any]:
        return 200, [self.relations[who] for who in given["id"] if who in self.relations]

    def _mute(self, given: dict[str, Any], who: str) -> tuple[int, Any]:
        return self._relate(who, muting=True, muting_notifications=bool(given.get("notifications", True)))

    def _unmute(self, given: Any, who: str) -> tuple[int, Any]:
        return self._relate(who, muting=False, muting_notifications=False)

    def _block(self, given: Any, who: str) -> tuple[int, Any]:
        return self._relate(who, blocking=True)

    def _unblock(self, given: Any, who: str) -> tuple[int, Any]:
        return self._relate(who, blocking=False)

    def _relate(self, who: str, **more: bool) -> tuple[int, Any]:
        if who not in self.people:
            return self._missing()
        self.writes += any(self.relations[who][name] != value for name, value in more.items())
        self.relations[who] |= more
        return 200, self.relations[who]

    def _report(self, given: dict[str, Any]) -> tuple[int, Any]:
        if given["account_id"] not in self.people:
            return self._missing()
        self.writes += 1
        self.reports.append(given)
        made = _seed("POST /api/v1/reports")
        made |= {"id": str(len(self.reports)), "comment": given.get("comment", ""),
                 "category": given.get("category", "other"), "status_ids": given.get("status_ids", []),
                 "forwarded": False, "target_account": self.people[given["account_id"]]}  # fmt: skip
        return 200, made

    def _list_filters(self, given: Any) -> tuple[int, Any]:
        return (200, self.filters) if self.wishes.has_filters else self._unknown(given)

    def _add_filter(self, given: dict[str, Any]) -> tuple[int, Any]:
        self.writes += 1
        keywords = [{"id": self._next(), **one} for one in given["keywords_attributes"]]
        made = {"id": self._next(), "title": given["title"], "context": given["context"], "expires_at": None,
                "filter_action": given["filter_action"], "keywords": keywords, "statuses": []}  # fmt: skip
        self.filters.append(made)
        return 200, made

    def _add_keyword(self, given: dict[str, Any], which: str) -> tuple[int, Any]:
        ours = next((one for one in self.filters if one["id"] == which), None)
        if ours is None:
            return self._missing()
        self.writes += 1
        made = {"id": self._next(), "keyword": given["keyword"], "whole_word": given["whole_word"]}
        ours["keywords"].append(made)
        return 200, made

    def _delete_keyword(self, given: Any, which: str) -> tuple[int, Any]:
        for ours in self.filters:
            if any(one["id"] == which for one in ours["keywords"]):
                self.writes += 1
                ours["keywords"] = [one for one in ours["keywords"] if one["id"] != which]
                return 200, {}
        return self._missing()

    def _instance(self, given: Any) -> tuple[int, Any]:
        return 200, _seed("GET /api/v2/instance")

    def _old_instance(self, given: Any) -> tuple[int, Any]:
        return 200, _seed("GET /api/v1/instance")

    # signing in

    def _metadata(self, given: Any) -> tuple[int, Any]:
        if not self.wishes.has_metadata:
            return self._unknown(given)
        return 200, _seed("GET /.well-known/oauth-authorization-server")

    def _add_app(self, given: dict[str, Any]) -> tuple[int, Any]:
        id_ = f"client-{self._next()}"
        uris = (
            given["redirect_uris"]
            if isinstance(given["redirect_uris"], list)
            else given["redirect_uris"].split()
        )
        made = _seed("POST /api/v1/apps") | {"name": given["client_name"], "scopes": given["scopes"].split(),
            "redirect_uris": uris, "redirect_uri": uris[0], "client_id": id_, "client_secret": f"of {id_}",
            "website": given.get("website")}  # fmt: skip
        self.apps[id_] = made
        return 200, made

    def _add_token(self, given: dict[str, Any]) -> tuple[int, Any]:
        asked = self.codes.pop(given.get("code", ""), None)
        app = self.apps.get(given.get("client_id", ""))
        proof = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        if (
            asked is None or app is None or app["client_secret"] != given.get("client_secret")
            or asked["client_id"] != given["client_id"] or asked["redirect_uri"] != given.get("redirect_uri")
            or asked["code_challenge"] != proof.decode().rstrip("=") or asked["code_challenge_method"] != "S256"
        ):  # fmt: skip
            return 400, {"error": "invalid_grant"}
        token = f"token-{self._next()}"
        self.tokens[token] = set(asked["scope"].split())
        made = _seed("POST /oauth/token")
        return 200, {**made, "access_token": token, "scope": asked["scope"]}

    def _revoke(self, given: dict[str, Any]) -> tuple[int, Any]:
        app = self.apps.get(given.get("client_id", ""))
        if app is None or app["client_secret"] != given.get("client_secret"):
            return 403, {"error": "unauthorized_client"}
        self.tokens.pop(given["token"], None)
        self.revoked.append(given["token"])
        return 200, {}


_METHODS = {
    "GET /api/v1/accounts/verify_credentials": "_verify",
    "GET /api/v1/apps/verify_credentials": "_app",
    "GET /api/v1/notifications": "_notifications",
    "GET /api/v1/accounts/:id/statuses": "_own",
    "GET /api/v1/accounts/:id": "_person",
    "GET /api/v1/accounts/relationships": "_relations",
    "POST /api/v1/accounts/:id/mute": "_mute",
    "POST /api/v1/accounts/:id/unmute": "_unmute",
    "POST /api/v1/accounts/:id/block": "_block",
    "POST /api/v1/accounts/:id/unblock": "_unblock",
    "GET /api/v1/statuses": "_many",
    "GET /api/v1/statuses/:id": "_one",
    "GET /api/v1/statuses/:id/context": "_context",
    "POST /api/v1/statuses": "_add_status",
    "DELETE /api/v1/statuses/:id": "_delete_status",
    "POST /api/v1/reports": "_report",
    "GET /api/v2/filters": "_list_filters",
    "POST /api/v2/filters": "_add_filter",
    "POST /api/v2/filters/:id/keywords": "_add_keyword",
    "DELETE /api/v2/filters/keywords/:id": "_delete_keyword",
    "GET /api/v2/instance": "_instance",
    "GET /api/v1/instance": "_old_instance",
    "GET /.well-known/oauth-authorization-server": "_metadata",
    "POST /api/v1/apps": "_add_app",
    "POST /oauth/token": "_add_token",
    "POST /oauth/revoke": "_revoke",
}


class _Request(Serving):
    here: StandIn
    used = False  # this connection, for a request before

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_DELETE(self) -> None:
        self._serve("DELETE")

    def _serve(self, method: str) -> None:
        here, asked = self.here, urlsplit(self.path)
        if self.used and not here.wishes.keeps_alive:
            self.close_connection = True  # without a word, and without having looked
            return
        self.used = True
        if asked.path == "/oauth/authorize":  # a browser comes here
            self.send(Fault(302, b"", {"location": here.approve(self.path)}))
            return
        given = self._given(asked.query)
        where = template(asked.path)
        route, ids = f"{method} {where}", [word for word in asked.path.split("/") if word.isdigit()]
        here.asked.append(route)
        faults = here.faults[route]
        fault = faults.pop(0) if faults else None
        if fault is None or fault.after:
            self._check(lambda: contract().demand_question(method, asked.path, set(given)))
            status, value, headers = here.answer(route, ids, given, self.headers, asked.path)
            self._check(lambda: contract().demand_answer(method, asked.path, status, value))
            if fault is None:
                body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
                fault = Fault(status, body, headers)
        self.send(fault)

    def _given(self, query: str) -> dict[str, Any]:
        """What was given in the address and in the body, by its plain name."""
        length = int(self.headers.get("content-length") or 0)
        sent = self.rfile.read(length)
        given: dict[str, Any] = {}
        if "json" in (self.headers.get("content-type") or ""):
            given |= json.loads(sent) or {}
            sent = b""
        for text in (query, sent.decode()):
            for name, values in parse_qs(text, keep_blank_values=True).items():
                given[name.removesuffix("[]")] = values if name.endswith("[]") else values[0]
        return given

    def _check(self, demand: Any) -> None:
        try:
            demand()
        except Outside as why:
            self.here.outside.append(str(why))


@contextmanager
def standing_in(port: int = 0) -> Iterator[StandIn]:
    """A stand-in while the block runs; its address is `url`. Fails when it answered as no Mastodon does."""
    here = StandIn()
    with serving(_Request, here, port):
        yield here
    assert not here.outside, here.outside
