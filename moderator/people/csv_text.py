"""The text of a CSV file as spreadsheets write it: UTF-8 or UTF-16, with semicolons, commas or tabs."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence

from moderator.problems import BadInput

MOST_BYTES = 5_000_000


def decoded(data: bytes, what: str) -> str:
    """Raises BadInput. No other encoding is guessed at: a name read wrongly would be looked for wrongly."""
    if len(data) > MOST_BYTES:
        raise BadInput(
            f"The {what} file is too large", f"more than {MOST_BYTES // 1_000_000} MB", "Import it in parts"
        )
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"The {what} is not UTF-8 or UTF-16 text", "", "Save it as “CSV UTF-8”") from None
    if "\0" in text:
        raise BadInput(f"The {what} is not a text file", "it holds zero bytes", "Save it as “CSV UTF-8”")
    return text


def delimiter(text: str) -> str:
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=lambda sign: (head.count(sign), sign == ","))


def places(row: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where a file has which column, by its line of titles. `columns`: what each may be called."""
    titles = [" ".join(cell.split()).casefold() for cell in row]
    found = {}
    for column, known in columns.items():
        at = next((titles.index(title) for title in known if title in titles), None)
        if at is not None:
            found[column] = at
    return found
