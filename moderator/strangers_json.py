"""JSON from strangers, read strictly: what the standard library lets pass or trips over is refused or marked.

A flaw is kept with the object that has it, so that one entry spoils no other; and every object keeps its exact
bytes, because they are evidence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LARGEST = 10_000_000  # bytes of one text
DEEPEST = 64  # levels


class BadJson(ValueError):
    """Says what is wrong in words of ours; holds nothing of the text."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A JSON value that a stranger sent: the exact bytes of every object in it, and what is wrong with it."""

    value: Any = field(repr=False)
    _text: str = field(repr=False)
    _spans: Mapping[int, tuple[int, int]] = field(repr=False)
    _own: Mapping[int, str] = field(repr=False)
    _within: Mapping[int, str] = field(repr=False)

    def raw(self, entry: Any) -> bytes:
        """The bytes of this part as they came. What is no object (null, a number) is written anew."""
        span = self._spans.get(id(entry)) if isinstance(entry, dict) else None
        if span is None:
            return json.dumps(entry, default=lambda _: "unreadable number").encode("ascii")
        return self._text[slice(*span)].encode("utf-8")

    def flaw(self, entry: Any) -> str:
        """What makes this object unfit to be read, deep inside or not; "" when it is sound."""
        return self._within.get(id(entry), "") if isinstance(entry, dict) else ""

    def own_flaw(self) -> str:
        """A flaw of the value itself, not of an object inside it."""
        return self._own.get(id(self.value), "") if isinstance(self.value, dict) else _flaw(self.value, {})


def strict_json(body: bytes) -> Any:
    """Parse JSON that a stranger sent. Raises BadJson for any flaw anywhere in it."""
    parsed = parse(body)
    flaw = _flaw(parsed.value, parsed._within)
    if flaw:
        raise BadJson(flaw)
    return parsed.value


def page(body: bytes) -> Parsed:
    """A page whose own members are sound; its entries may have flaws. Raises BadJson."""
    parsed = parse(body)
    if parsed.own_flaw():
        raise BadJson(parsed.own_flaw())
    return parsed


def parse(body: bytes) -> Parsed:
    """JSON in UTF-8, at most 10 MB and 64 levels, each flaw kept with the object that has it. Raises BadJson."""
    if len(body) > LARGEST:
        raise BadJson("the text is too long")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadJson("the text is not UTF-8") from None
    closing = iter(_objects(text))
    spans: dict[int, tuple[int, int]] = {}
    own: dict[int, str] = {}
    within: dict[int, str] = {}

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:  # called in the order in which objects close
        found = dict(pairs)
        spans[id(found)] = next(closing)
        values = [value for _, value in pairs]
        mine = "a key stands twice in one object" if len(found) != len(pairs) else _flaw(values, {})
        if mine:
            own[id(found)] = mine
        if any_flaw := mine or _flaw(values, within):
            within[id(found)] = any_flaw
        if len(found) != len(pairs):
            dropped.append(values)  # kept alive, so that no id is given twice
        return found

    dropped: list[Any] = []
    try:
        value = json.loads(text, object_pairs_hook=made, parse_constant=_bad_number, parse_float=_finite)
    except (ValueError, RecursionError, StopIteration):
        raise BadJson("it is not JSON") from None
    return Parsed(value, text, spans, own, within)


def _flaw(value: Any, objects: Mapping[int, str]) -> str:
    """Of a number, or of a list down to the objects in it, whose flaws are known."""
    if isinstance(value, list):
        return next(filter(None, (_flaw(one, objects) for one in value)), "")
    if isinstance(value, dict):
        return objects.get(id(value), "")
    return "a number is none, or too large" if value is _BAD else ""


# a whole string, an open one to the end of the text, or one bracket: each sign is looked at once
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[{\]}]', re.DOTALL)


def _objects(text: str) -> list[tuple[int, int]]:
    """Where each object begins and ends, in the order in which they close. Raises BadJson when too deep."""
    found, open_ = [], []
    for token in _TOKEN.finditer(text):
        sign = text[token.start()]
        if sign in "[{":
            open_.append(token.start())
            if len(open_) > DEEPEST:
                raise BadJson("it is nested too deeply")
        elif sign in "]}":
            if not open_:
                raise BadJson("it is not JSON")
            start = open_.pop()
            if sign == "}":
                found.append((start, token.end()))
    return found


_BAD = object()  # stands for NaN, Infinity and 1e400


def _bad_number(name: str) -> Any:
    return _BAD


def _finite(text: str) -> Any:
    value = float(text)
    return _BAD if value in (float("inf"), float("-inf")) else value
