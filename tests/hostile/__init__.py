"""Hostile inputs: texts, names, addresses, answers and headers that must break nothing.

`cases.json` beside this file says of each what is expected: normal, show_plain, show_marked, cap, quarantine,
retry, no_follow, export_text.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

_CASES = Path(__file__).with_name("cases.json")


class Case(NamedTuple):
    """One input. `data` are its exact bytes; `text` is them as text, lone surrogates kept."""

    id: str
    expect: str
    data: bytes
    note: str

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "surrogatepass")


def cases(kind: str) -> Iterator[Case]:
    """The cases of one kind: text, author, url, connector_body or connector_header."""
    for case in json.loads(_CASES.read_text("utf-8"))["cases"]:
        if case["kind"] == kind:
            yield Case(case["id"], case["expect"], _bytes(case), case.get("note", ""))


def case(id_: str) -> Case:
    """One case by its id."""
    found = [c for c in json.loads(_CASES.read_text("utf-8"))["cases"] if c["id"] == id_]
    return Case(id_, found[0]["expect"], _bytes(found[0]), found[0].get("note", ""))


def _bytes(case: dict[str, Any]) -> bytes:
    if "b64" in case:
        return base64.b64decode(case["b64"])
    parts = {name: base64.b64decode(case["repeat"][f"{name}_b64"]) for name in ("prefix", "unit", "suffix")}
    return parts["prefix"] + parts["unit"] * case["repeat"]["times"] + parts["suffix"]
