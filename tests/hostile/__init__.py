"""Hostile inputs: texts, names, addresses, answers, headers, settings, command lines and databases.

They must break nothing. `cases.json` beside this file says of each what is expected: normal, show_plain, show_marked,
cap, quarantine, retry, no_follow, export_text, refuse, works. `databases/` holds damaged and foreign SQLite files,
packed; `csv/` holds tables of csv-spectrum and messytables (see its LICENCES.txt).
"""

from __future__ import annotations

import base64
import gzip
import json
from functools import cache
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


def cases(kind: str) -> list[Case]:
    """The cases of one kind: text, author, url, connector_body, connector_header or config_toml."""
    found = json.loads(_CASES.read_text("utf-8"))["cases"]
    return [_case(one) for one in found if one["kind"] == kind]


def argument_lists() -> list[list[str | bytes]]:
    """Command lines that mean nothing."""
    found = [one for one in json.loads(_CASES.read_text("utf-8"))["cases"] if one["kind"] == "cli"]
    return [
        [base64.b64decode(word) for word in one["argv_b64"]] if "argv_b64" in one else one["argv"]
        for one in found
    ]


def environments() -> list[str]:
    """What the world around the program may be, in words."""
    found = json.loads(_CASES.read_text("utf-8"))["cases"]
    return [one["setting"] for one in found if one["kind"] == "environment"]


@cache
def databases() -> dict[str, bytes]:
    """Files that lie where the desk's should: damaged, cut, overwritten, of another schema, of no database."""
    folder = _CASES.with_name("databases")
    return {
        path.name.removesuffix(".db.gz"): gzip.decompress(path.read_bytes())
        for path in sorted(folder.glob("*.gz"))
    }


def case(id_: str) -> Case:
    """One case by its id."""
    found = json.loads(_CASES.read_text("utf-8"))["cases"]
    return next(_case(one) for one in found if one["id"] == id_)


def _case(one: dict[str, Any]) -> Case:
    return Case(one["id"], one["expect"], _bytes(one), one.get("note", ""))


def json_documents() -> list[Case]:
    """177 documents of JSONTestSuite (MIT, Nicolas Seriot): expect accept, reject, or either."""
    found = json.loads(_CASES.with_name("json_parsing.json").read_text("utf-8"))
    return [
        Case(one["name"], one["expect"].split(",")[0], gzip.decompress(base64.b64decode(one["b64gz"])), "")
        for one in found
    ]


def sound_tables() -> list[tuple[str, bytes, list[dict[str, str]]]]:
    """Odd but sound CSV files: name, bytes, and the rows that are in them by column."""
    return [
        (path.stem, path.read_bytes(), json.loads(path.with_suffix(".json").read_text("utf-8")))
        for path in sorted((_CASES.parent / "csv" / "spectrum").glob("*.csv"))
    ]


def messy_tables() -> list[Path]:
    """CSV files as people really make them: padding above the header, headers of several lines, no text."""
    return sorted((_CASES.parent / "csv" / "messy").glob("*.csv"))


def _bytes(case: dict[str, Any]) -> bytes:
    if "b64" in case:
        return base64.b64decode(case["b64"])
    parts = {name: base64.b64decode(case["repeat"][f"{name}_b64"]) for name in ("prefix", "unit", "suffix")}
    return parts["prefix"] + parts["unit"] * case["repeat"]["times"] + parts["suffix"]
