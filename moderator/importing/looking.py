"""What a person is shown of a file before it is imported: our own words about each column, never a cell.

Nothing in a new file has been scored, and before its columns are mapped any of them may hold the comments. So a
column is told by its kind, how many cells are filled, how long they are; dates are read and written anew; of links
only the sites that everybody knows. Names of columns are shown, because a header was recognised as one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from moderator.importing import dates, presets, proposing
from moderator.importing.entries import Entry, Value
from moderator.importing.knowing import PLATFORMS, platform_of
from moderator.importing.plans import Plan
from moderator.importing.reading import NoTime, Read, Reader
from moderator.importing.recognising import Recognised
from moderator.importing.running import Ended
from moderator.importing.sources import shown
from moderator.store.texts import size_bucket

_JUDGED = 500  # cells of a column


@dataclass(frozen=True, slots=True)
class Column:
    """What a column looks like. `kind`: empty, date, link, number, words, mixed. `sizes`: of its first three cells, as
    the veil knows them. `dates`: the first three, read day first and month first; `asked`: nothing says which.
    `known`: words of ours that its cells turned out to be (platforms), or sites that everybody knows."""

    name: str
    kind: str
    filled: int
    of: int
    sizes: tuple[int, ...] = ()
    dates: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    asked: bool = False
    order: str = ""
    zoned: bool = False
    known: tuple[str, ...] = ()


def columns(found: Recognised) -> list[Column]:
    rows = found.rows[:_JUDGED]
    return [
        _column(name, [row[at] if at < len(row) else None for row in rows])
        for at, name in enumerate(found.form.names)
    ]


def _column(name: str, values: Sequence[Value]) -> Column:
    filled = [value for value in values if value is not None and value != ""]
    texts = [value if isinstance(value, str) else str(value) for value in filled]
    told: dict[str, Any] = {"sizes": tuple(size_bucket(text) for text in texts[:3])}
    judged = dates.judge(texts)
    if not filled:
        kind = "empty"
    elif judged.readable >= 0.8 * len(texts):
        kind = "date"
        told |= {
            "dates": (_written(texts, dates.DAY_FIRST), _written(texts, dates.MONTH_FIRST)),
            "asked": judged.asked,
            "order": judged.order,
            "zoned": judged.zoned,
        }
    elif _share(texts, _LINK) >= 0.8:
        kind, told["known"] = "link", _sites(texts)
    elif _share(texts, _NUMBER) >= 0.9:
        kind = "number"
    else:
        kind = "words"
        told["known"] = _platforms(texts)
    return Column(name, kind, len(filled), len(values), **told)


_LINK = re.compile(r"\s*(?:https?://|at://|www\.)\S+\s*")
_NUMBER = re.compile(r"\s*[-+]?[\d.,\s]*\d\s*%?")


def _share(texts: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(len(text) < 2000 and pattern.fullmatch(text) is not None for text in texts) / len(texts)


def _written(texts: Sequence[str], order: str) -> tuple[str, ...]:
    """Those first that the two orders read in two ways."""
    first = sorted(
        texts[:60], key=lambda text: dates.read(text, dates.DAY_FIRST) == dates.read(text, dates.MONTH_FIRST)
    )
    found = (dates.read(text, order) for text in first)
    return tuple(moment.isoformat() for moment in found if moment is not None)[:3]


def _sites(texts: Sequence[str]) -> tuple[str, ...]:
    hosts = Counter(platform_of(text) for text in texts)
    return tuple(name for name, _ in hosts.most_common(4) if name)


def _platforms(texts: Sequence[str]) -> tuple[str, ...]:
    """Platforms, where the cells say nothing else. Each is told by our own word for it."""
    found = Counter(PLATFORMS.get(presets.fold(text), "") if len(text) < 40 else "" for text in texts)
    return () if found[""] * 5 > len(texts) else tuple(name for name, _ in found.most_common(4) if name)


@dataclass(frozen=True, slots=True)
class Trial:
    """What the first entries would become under a plan."""

    comments: int
    own: int
    bad: int
    skipped: int
    undated: int
    accounts: int
    first: datetime | None
    last: datetime | None
    made_ids: int  # rows that have no id of their own


def attempt(found: Recognised, plan: Plan) -> Trial:
    """Read the sample as the import would. Raises BadInput when the plan does not fit the file."""
    reader = Reader(plan)
    count: Counter[str] = Counter()
    accounts: set[str] = set()
    times: list[datetime] = []
    for row in found.rows:
        read = reader.read(Entry("", b"", [row[at] if at < len(row) else None for at in reader.wanted]))
        if isinstance(read, Read):
            count["own" if read.comment.own else "comments"] += 1
            count["undated"] += read.undated
            count["made_ids"] += read.comment.native_id.startswith("row-")
            accounts.add(read.account)
            if read.comment.posted_at:
                times.append(read.comment.posted_at)
        else:
            count["skipped" if read is None else "undated" if isinstance(read, NoTime) else "bad"] += 1
    return Trial(
        count["comments"],
        count["own"],
        count["bad"] + len(found.bad),
        count["skipped"],
        count["undated"],
        len(accounts),
        min(times, default=None),
        max(times, default=None),
        count["made_ids"],
    )


TIMES_REMEDY = (
    "Say how the times are read (--dates, --zone, --map date=COLUMN) or take the comments without one (--without-times); "
    "with --set-aside only these rows are read again"
)

_TITLES = {
    "text": "Text",
    "id": "Id",
    "author": "Author",
    "author_name": "Author's name",
    "date": "Date",
    "time": "Time",
    "url": "Link",
    "account": "Account",
    "platform": "Platform",
    "parent_id": "Answers to",
    "direction": "Direction",
}
_KINDS = {"table": "table", "lines": "one object a line", "list": "list of objects", "sheet": "workbook"}


def told(path: Path, found: Recognised, plan: Plan, trial: Trial) -> Iterator[str]:
    """The same for a terminal: lines in our own words, and the names of columns."""
    yield f"{shown(path)}: {what(found, plan)}, {entries_in(found)}"
    yield from (f"  {sentence}" for sentence in found.said)
    by_name = {column.name: column for column in columns(found)}
    for which, names in plan.columns.items():
        first = by_name[names[0]]
        yield f"  {_TITLES[which]:<14} {', '.join(names)} ({first.filled} of {first.of} filled)"
    if trial.first and trial.last:
        yield f"  From {trial.first:%Y-%m-%d %H:%M} to {trial.last:%Y-%m-%d %H:%M} UTC" + (
            ""
            if by_name[plan.columns["date"][0]].zoned
            else f"; times that name no zone are read as {plan.zone}"
        )
    if trial.own:
        yield f"  {trial.own} of these were written by the agency: context, not queued"
    for count, words in ((trial.bad, "cannot be read"), (trial.undated, "have a time that cannot be read")):
        if count:
            yield f"  {count} of these {words}"
    shared = proposing.shared_id(found, Plan(found.form, presets.guess(found.form.names)))
    if shared and shared not in plan.columns.get("id", ()):
        yield f"  {shared} stands for several comments at once, and is not taken for their id"
    if trial.made_ids and plan.columns.get("id"):
        yield f"  {trial.made_ids} of these have no id that can be trusted, and get one from what they say"


def what(found: Recognised, plan: Plan) -> str:
    """What kind of file it is."""
    preset = presets.known().get(plan.preset)
    return preset.title if preset is not None else _KINDS[found.form.kind]


def entries_in(found: Recognised) -> str:
    """How many entries the file has, as well as that can be told from its beginning."""
    seen = len(found.rows) + len(found.bad)
    if found.whole:
        return "1 entry" if seen == 1 else f"{seen:,} entries"
    about = round(seen / found.part, -3 if seen / found.part > 10_000 else -2)
    return f"about {about:,.0f} entries"


def outcome(ended: Ended) -> str:
    """What an import came to."""
    count = ended.counts
    parts = ["Imported 1 comment" if count["new"] == 1 else f"Imported {count['new']:,} comments"]
    for name, words in (
        ("edited", "changed"),
        ("own", "of the agency's own kept as context"),
        ("unchanged", "were here already"),
        ("known", "were gathered from their platform already"),
        ("skipped", "were no comments"),
        ("undated", "came without a time that can be read"),
        ("taken_in", "were taken in from the quarantine"),
    ):
        if count[name]:
            parts.append(f"{count[name]:,} {words if count[name] > 1 else words.replace('were', 'was', 1)}")
    return ", ".join(parts) + "."
