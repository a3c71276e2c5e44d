"""Tables in text: CSV, with semicolons, tabs or bars as well; the header found among the first lines.

What a row is, and what a broken one costs, is decided in `rows`; this says which of them are comments.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import islice
from typing import IO

from moderator.importing.entries import Entry
from moderator.importing.rows import table

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LOOKED_AT = 60  # rows among which the header is searched
MOST_COLUMNS = 2_000


def entries(
    file: IO[bytes],
    delimiter: str,
    header: int | None,
    wanted: Sequence[int],
    exact: Callable[[bytes], bytes],
) -> Iterator[Entry]:
    """The rows below the header, with the cells of the wanted columns. `header` counts rows, blank ones too.

    `file` is in UTF-8; `exact` gives the bytes that a part of it had in the file itself.
    """
    rows = table(file, delimiter)
    blank = delimiter.encode("ascii") + b" \t\r\n"
    names: tuple[str, ...] | None = None
    width = MOST_COLUMNS
    if header is not None:
        for at, row in enumerate(rows):
            if at == header:
                names, width = row.cells, len(row.cells)
                break
    for row in rows:
        cells = row.cells
        if not row.raw.strip(blank) or (cells == names and width > 1):  # exports that were put together
            continue
        where, wrong, held = f"line {row.number}", row.wrong, len(cells)
        if not wrong and held > width and any(map(str.strip, cells[width:])):
            wrong = f"It has {held} cells, the header has {width}"
        if wrong:
            yield Entry(where, exact(row.raw), (), wrong)
        else:
            raw = exact(row.raw.rstrip(b"\r\n"))
            yield Entry(where, raw, [cells[at] if at < held else None for at in wanted])


# what kind of table it is


def sniff_delimiter(sample: bytes, known: Callable[[str], bool], hint: str = "") -> str:
    """The sign between cells. What gives known column names wins, then what gives rows of one width."""

    def worth(delimiter: str) -> tuple[float, float]:
        rows = _rows(sample, delimiter)
        if not rows:
            return 0, 0
        widths = Counter(len(row) for row in rows)
        width, same = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        named = max(sum(known(cell) for cell in row) for row in rows)
        even = same / len(rows) if width > 1 else 0.0
        return named + even * min(width, 8) / 2 + (0.5 if delimiter == hint else 0), float(delimiter == ",")

    return max(DELIMITERS, key=worth)


def sniff_header(rows: Sequence[Sequence[str]], known: Callable[[str], bool]) -> int | None:
    """Which of the first rows names the columns. None when none does: then no cell may be taken for a name."""
    best, best_worth = None, 0.0
    for at, row in enumerate(rows[:LOOKED_AT]):
        below = [each for each in rows[at + 1 : at + 31] if any(cell.strip() for cell in each)]
        worth = _as_header([cell.strip() for cell in row], below, known)
        if worth - at * 0.02 > best_worth:
            best, best_worth = at, worth - at * 0.02
    return best


def _as_header(row: list[str], below: Sequence[Sequence[str]], known: Callable[[str], bool]) -> float:
    names = [cell for cell in row if cell]
    if not names or any(len(name) > 80 or "\n" in name for name in names):
        return 0
    named = sum(map(known, names))
    typed = sum(map(_typed, names))
    against = 0
    for at, cell in enumerate(row):
        under = [each[at] for each in below if at < len(each) and each[at].strip()]
        if cell and not _typed(cell) and len(under) > 1 and sum(map(_typed, under)) >= 0.8 * len(under):
            against += 1
    widest = Counter(len(each) for each in below).most_common(1)[0][0] if below else len(row)
    fits = min(len(names), widest) / max(len(row), widest)
    if not named and (typed or not against or len(set(names)) < len(names) or len(names) < 2 or fits < 0.6):
        return 0
    return 4 * named + against + 3 * fits - 4 * typed


_TYPED = re.compile(
    r"""\s*(?:[-+]?[\d.,\s%]*\d[\d.,\s%]*        # a number
    |https?://\S+|\S+@\S+\.\S+                     # a link, an address
    |\d{1,4}[-/.]\w{1,9}[-/.]\d{1,4}\b.*           # a date
    |\w{3}\s\w{3}\s\d\d?\s.*)\s*""",
    re.VERBOSE,
)


def _typed(cell: str) -> bool:
    """Is it a number, a date or a link: what stands under a header and never in one?"""
    return len(cell) < 300 and _TYPED.fullmatch(cell) is not None


def _rows(sample: bytes, delimiter: str) -> list[tuple[str, ...]]:
    """The first rows that are not blank; a last one that is cut does no harm."""
    found = (row.cells for row in table(BytesIO(sample), delimiter))
    return list(islice((cells for cells in found if any(map(str.strip, cells))), LOOKED_AT))


def names_of(rows: Sequence[Sequence[str]], header: int | None) -> tuple[str, ...]:
    """A name for every column. Blank ones take the name above (a merged cell); twins are numbered."""
    if header is None:
        return tuple(f"Column {at + 1}" for at in range(max(map(len, rows), default=0)))
    above = rows[header - 1] if header else ()
    found: list[str] = []
    for at, cell in enumerate(rows[header]):
        name = " ".join(cell.split())
        if not name and at < len(above) and len(above[at]) <= 80:
            name = " ".join(above[at].split())
        found.append(name or f"Column {at + 1}")
    seen: Counter[str] = Counter()
    for at, name in enumerate(found):
        seen[name.casefold()] += 1
        if seen[name.casefold()] > 1:
            found[at] = f"{name} ({seen[name.casefold()]})"
    return tuple(found)
