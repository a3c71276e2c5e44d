"""Files become comments: read row by row, stored in batches, bad rows kept aside with their line.

Importing the same file again changes nothing: rows carry an id of their own, or one made from what they say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from moderator.comments import Batch, Comment, SetAside
from moderator.gathering import store_batch
from moderator.platforms import files
from moderator.store import accounts
from moderator.store.db import Db

_AT_ONCE = 1000
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds, before anything is imported."""

    rows: int
    bad: int


@dataclass
class Imported:
    new: int = 0
    edited: int = 0
    unchanged: int = 0
    set_aside: int = 0
    aside: list[tuple[str, str]] = field(default_factory=list)  # place and reason of the first bad rows


def look_at(path: Path) -> Look:
    """Read the whole file once without keeping anything. Raises BadInput when it cannot be read at all."""
    rows = bad = 0
    for row in files.read(path):
        if isinstance(row, SetAside):
            bad += 1
        else:
            rows += 1
    return Look(rows, bad)


def demand_readable(path: Path) -> None:
    """Raises BadInput when this is no file of comments at all. Reads its first row only."""
    next(iter(files.read(path)), None)


def import_file(db: Db, path: Path, *, who: str) -> Imported:
    """Every row of the file into the queue or into quarantine. Raises BadInput as `look_at` does."""
    done = Imported()
    for chunk in _chunks(files.read(path), _AT_ONCE):
        by_account: dict[str, list[Comment]] = defaultdict(list)
        bad: list[SetAside] = []
        for row in chunk:
            if isinstance(row, SetAside):
                bad.append(row)
            else:
                by_account[row.account or path.name].append(row.comment)
        for account in by_account or {path.name: []}:
            batch = Batch(comments=tuple(by_account.get(account, ())), set_aside=tuple(bad), stream="import")
            bad = _keep_first(done, bad)
            _store(db, account, batch, path.name, who, done)
    return done


def _keep_first(done: Imported, bad: list[SetAside]) -> list[SetAside]:
    """Bad rows go with the first batch of a chunk; remember where they were, for the person."""
    done.aside.extend((row.where, row.why) for row in bad[: max(0, 100 - len(done.aside))])
    return []


def _store(db: Db, account: str, batch: Batch, name: str, who: str, done: Imported) -> None:
    with db.transaction():
        account_id = accounts.ensure(db, "file", "", account)
    stored = store_batch(db, account_id, batch, source=f"file {name}", who=who)
    done.new += stored.new
    done.edited += stored.edited
    done.unchanged += stored.unchanged
    done.set_aside += stored.set_aside


def _chunks(rows: Iterable[_T], size: int) -> Iterator[list[_T]]:
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk
