"""The text of a CSV file as spreadsheets write it: UTF-8 or UTF-16, with semicolons, commas or tabs."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence

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


def rows(data: bytes, what: str, most: int) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not empty, each with its number in the file; the line of titles comes first, `most` may follow.

    Raises BadInput where the file as a whole cannot be read.
    """
    text, seen = decoded(data, what), 0
    found = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=False)
    try:
        for row in found:
            if any(cell.strip() for cell in row):
                if seen > most:
                    raise BadInput(f"The {what} has more than {most:,} lines", "", "Import it in parts")
                seen += 1
                yield found.line_num, row
    except csv.Error:
        raise BadInput(
            f"Line {found.line_num} of the {what} cannot be read",
            "a cell in it is too long or broken",
            "Look at it",
        ) from None


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
