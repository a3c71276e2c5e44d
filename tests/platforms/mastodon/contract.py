"""What a real Mastodon's answers look like, learned from recordings of one, and asked of every answer of the stand-in.

A field that every recorded one has must be there; its kinds (text, number, null...) and forms (id, time) must be among
those recorded; a field that none has is wrong. What was recorded of one status holds wherever a status stands.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).with_name("recorded.ndjson.xz")

# Parameters that the recordings do not show, each from docs.joinmastodon.org/methods (read 2026-11).
DOCUMENTED = {
    "GET /api/v1/notifications": {"min_id", "max_id", "limit", "types", "include_filtered"},
    "GET /api/v1/statuses": {"id"},
    "GET /api/v2/filters": set(),
    "GET /api/v1/accounts/:id/statuses": {"limit", "exclude_reblogs", "max_id"},
    "GET /api/v1/accounts/relationships": {"id", "with_suspended"},
    "POST /api/v1/statuses": {"status", "in_reply_to_id", "visibility", "spoiler_text", "language"},
    "POST /api/v1/reports": {"account_id", "status_ids", "comment", "category", "rule_ids", "forward"},
    "POST /oauth/token": {"grant_type", "code", "client_id", "client_secret", "redirect_uri", "code_verifier", "scope"},
    "POST /oauth/revoke": {"client_id", "client_secret", "token"},
    "POST /api/v1/apps": {"client_name", "redirect_uris", "scopes", "website"},
}  # fmt: skip
# Answers whose entities are known, while no recording shows this very answer (or only an empty one).
ALIKE = {
    "GET /api/v1/statuses": ["Status"],
    "GET /api/v2/filters": ["Filter"],
    "POST /oauth/revoke": {},
}
TOP: dict[str, Any] = {
    "GET /api/v1/accounts/:id": "Account",
    "GET /api/v1/accounts/:id/statuses": ["Status"],
    "GET /api/v1/notifications": ["Notification"],
    "POST /api/v1/statuses": "Status",
    "GET /api/v1/statuses/:id": "Status",
    "PUT /api/v1/statuses/:id": "Status",
    "POST /api/v1/statuses/:id/mute": "Status",
    "POST /api/v1/statuses/:id/unmute": "Status",
    "POST /api/v1/statuses/:id/reblog": "Status",
    "DELETE /api/v1/statuses/:id": "DeletedStatus",
    "GET /api/v1/statuses/:id/context": {"ancestors": ["Status"], "descendants": ["Status"]},
    "GET /api/v1/statuses/:id/history": ["StatusEdit"],
    "GET /api/v1/statuses/:id/quotes": ["Status"],
    "GET /api/v1/timelines/home": ["Status"],
    "GET /api/v1/accounts/relationships": ["Relationship"],
    "POST /api/v1/accounts/:id/mute": "Relationship",
    "POST /api/v1/accounts/:id/unmute": "Relationship",
    "POST /api/v1/accounts/:id/block": "Relationship",
    "POST /api/v1/accounts/:id/unblock": "Relationship",
    "POST /api/v2/filters": "Filter",
    "GET /api/v2/filters/:id": "Filter",
    "PUT /api/v2/filters/:id": "Filter",
}
WITHIN = {"account": "Account", "target_account": "Account", "status": "Status", "reblog": "Status",
          "quoted_status": "Status"}  # fmt: skip
ERROR = "Error"
_FORMS = {
    "id": re.compile(r"\d+"),
    "time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "address": re.compile(r"https?://\S+"),
}


class Outside(AssertionError):
    """An answer or a question that is not as the recorded ones are."""


def template(path: str) -> str:
    """The path with its ids taken out."""
    return re.sub(r"/\d+(?=/|$)", "/:id", path.rstrip("/"))


@cache
def recorded() -> list[dict[str, Any]]:
    """Every kept exchange: from, method, path, given (names of parameters), status, headers, body."""
    lines = lzma.decompress(RECORDED.read_bytes()).decode("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@dataclass
class Shape:
    """What was seen in one place. `fields` of objects, `items` of lists; `seen` counts objects."""

    kinds: set[str] = field(default_factory=set)
    forms: set[str] | None = None  # None: no text was seen yet
    fields: dict[str, Shape] = field(default_factory=dict)
    present: dict[str, int] = field(default_factory=dict)
    seen: int = 0
    items: Shape | None = None
    named: str | None = None


class Contract:
    """Learned once from the recordings."""

    def __init__(self) -> None:
        self.entities: dict[str, Shape] = {}
        self.answers: dict[str, Shape] = {}  # "METHOD template" of those that went well
        self.statuses: dict[str, set[int]] = {}
        self.given: dict[str, set[str]] = {name: set(more) for name, more in DOCUMENTED.items()}
        for one in recorded():
            where = f"{one['method']} {template(one['path'])}"
            self.statuses.setdefault(where, set()).add(one["status"])
            self.given.setdefault(where, set()).update(one["given"])
            value = json.loads(one["body"])
            if one["status"] >= 400:
                self._learn(self._entity(ERROR), value)
            elif where in TOP:
                self._learn_as(TOP[where], value)
            else:
                self._learn(self.answers.setdefault(where, Shape()), value)

    def _entity(self, name: str) -> Shape:
        return self.entities.setdefault(name, Shape())

    def _learn_as(self, what: Any, value: Any) -> None:
        if isinstance(what, str):
            self._learn(self._entity(what), value)
        elif isinstance(what, list):
            for each in value:
                self._learn_as(what[0], each)
        else:
            for name, each in what.items():
                self._learn_as(each, value[name])

    def _learn(self, shape: Shape, value: Any) -> None:
        shape.kinds.add(_kind(value))
        if isinstance(value, str):
            forms = {name for name, form in _FORMS.items() if form.fullmatch(value)}
            shape.forms = forms if shape.forms is None else shape.forms & forms
        elif isinstance(value, dict):
            shape.seen += 1
            for key, each in value.items():
                inner = shape.fields.setdefault(key, Shape(named=WITHIN.get(key)))
                shape.present[key] = shape.present.get(key, 0) + 1
                if inner.named and isinstance(each, dict):
                    inner.kinds.add("object")
                    self._learn(self._entity(inner.named), each)
                else:
                    self._learn(inner, each)
        elif isinstance(value, list):
            for each in value:
                shape.items = shape.items or Shape()
                self._learn(shape.items, each)

    # asking

    def demand_question(self, method: str, path: str, given: set[str]) -> None:
        """Raises Outside for a question that no recording shows and no page documents."""
        where = f"{method} {template(path)}"
        if where not in self.given:
            raise Outside(f"nobody asks {where}")
        if extra := given - self.given[where]:
            raise Outside(f"{where} was never given {sorted(extra)}")

    def demand_answer(self, method: str, path: str, status: int, value: Any) -> None:
        """Raises Outside when this is not how a Mastodon answers."""
        where = f"{method} {template(path)}"
        if status >= 400:
            self._demand(self._entity(ERROR), value, where)
        elif where in TOP or where in ALIKE:
            self._demand_as(TOP.get(where, ALIKE.get(where)), value, where)
        elif where in self.answers:
            self._demand(self.answers[where], value, where)
        else:
            raise Outside(f"no answer of {where} was recorded")

    def _demand_as(self, what: Any, value: Any, where: str) -> None:
        if isinstance(what, str):
            self._demand(self._entity(what), value, where)
        elif isinstance(what, list):
            if not isinstance(value, list):
                raise Outside(f"{where} is a list, not {_kind(value)}")
            for at, each in enumerate(value):
                self._demand_as(what[0], each, f"{where}[{at}]")
        else:
            if not isinstance(value, dict) or value.keys() != what.keys():
                raise Outside(f"{where} has {sorted(what)}")
            for name, each in what.items():
                self._demand_as(each, value[name], f"{where}.{name}")

    def _demand(self, shape: Shape, value: Any, where: str) -> None:
        kind = _kind(value)
        if kind not in shape.kinds:
            raise Outside(f"{where} is {sorted(shape.kinds)}, never {kind}")
        if isinstance(value, str):
            if shape.forms and not any(_FORMS[name].fullmatch(value) for name in shape.forms):
                raise Outside(f"{where} has the form of {sorted(shape.forms)}")
        elif isinstance(value, dict):
            self._demand_object(shape, value, where)
        elif isinstance(value, list) and shape.items is not None:
            for at, each in enumerate(value):
                self._demand(shape.items, each, f"{where}[{at}]")

    def _demand_object(self, shape: Shape, value: Mapping[str, Any], where: str) -> None:
        if unknown := value.keys() - shape.fields.keys():
            raise Outside(f"{where} never has {sorted(unknown)}")
        always = {key for key, count in shape.present.items() if count == shape.seen}
        if missing := always - value.keys():
            raise Outside(f"{where} lacks {sorted(missing)}")
        for key, each in value.items():
            inner = shape.fields[key]
            if inner.named and isinstance(each, dict):
                self._demand(self._entity(inner.named), each, f"{where}.{key}")
            else:
                self._demand(inner, each, f"{where}.{key}")


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    kinds = {bool: "boolean", str: "text", dict: "object", list: "list"}
    return kinds.get(type(value), "number")


@cache
def contract() -> Contract:
    return Contract()
