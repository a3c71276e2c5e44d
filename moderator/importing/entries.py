"""What a reader of files yields: one entry a row or object, with its place and its exact bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Value = str | int | float | bool | list["Value"] | dict[str, "Value"] | None


class Entry(NamedTuple):
    """One row of a table or one object of a list. `wrong` says why it cannot be read, and then `values` is empty.

    `where` names it for a person ("line 7") and holds no content. `values` stand in the order of the columns asked
    for; None where there is nothing. Tables give text alone, objects and spreadsheets also numbers.
    """

    where: str
    raw: bytes
    values: Sequence[Value] = ()
    wrong: str = ""
