"""The sentences of the import pages, made from values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from moderator.importing.looked import Looked
from moderator.importing.looking import Column
from moderator.store.imports import Run
from ui import words

FIELDS = {
    "text": ("The comment", "What the public wrote. It stays veiled until it is scored"),
    "author": ("Author", "The name of an account, where there is one"),
    "date": ("Date", "When it was written"),
    "url": ("Link", "To the comment itself"),
    "id": ("Id", "The platform’s own number of the comment"),
    "author_name": ("Author’s name", "As it is shown to people"),
    "time": ("Time", "Where it has a column of its own"),
    "account": ("Your account", "The agency’s account that it was written to"),
    "platform": ("Platform", "Where it was written"),
    "parent_id": ("Answers to", "The id of what it answers"),
    "direction": ("Direction", "Rows that were sent by the agency are kept as context"),
}
PLATFORMS = {
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "x": "X",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "threads": "Threads",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "linkedin": "LinkedIn",
    "reddit": "Reddit",
}
NOT_THERE = "Not in this file"
RECOGNISED = "As recognised"
MORE_FIELDS = "More columns"
ORDER = "Read as"
ACCOUNT = "Account, where no column names one"
TITLE = "Import comments"
TAKES = (
    "CSV and TSV in any encoding, XLSX, JSON and NDJSON, and the archives of X, Mastodon and YouTube as you downloaded "
    "them. The file stays where it is."
)
DROP = "Drop a file here"
BEFORE = "Imported before"
LOOKING = "Looking at the beginning of {name}"
BROKE_OFF = (
    "Reading the file broke off with an error of ours. What was stored before is here; you can go on with it."
)
SAY_TEXT = "Choose the column that holds the comments."
SAY_ORDER = "The dates of this file can be read in two ways. Choose one."
UNSCORED = "veiled: not scored yet"
REMEMBERED = "Columns are chosen as last time, for a file with the same header."
NO_ZONE = "Zone of times that name none"
STOPPING = "Stopping after what is being stored"
ONLY_ASIDE = (
    "Only what was set aside is read again. Choose the column and the order of its times, then import."
)
WITHOUT_TIMES = "Take them in without a time"
CHOOSE_TIMES = "Say how times are read"


def recognised(looked: Looked) -> list[str]:
    """Sentences on what the file is."""
    told = [f"{_begun(looked.what)}, {looked.entries}."]
    told += [sentence if sentence.endswith(".") else f"{sentence}." for sentence in looked.said]
    if looked.remembered:
        told.append(REMEMBERED)
    if looked.shared_id:
        told.append(
            f"“{looked.shared_id}” stands for several comments at once, so it is not taken for their id."
        )
    return told


def several(names: Sequence[str]) -> str:
    """A field with several columns: the first that is filled counts."""
    others = len(names) - 1
    return f"{names[0]}, else {names[1] if others == 1 else f'{others} others'}"


def as_recognised(what: str) -> str:
    return f"{_begun(what)} (recognised)"


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def sample(column: Column | None, which: str, order: str) -> str:
    """What a column looks like. Nothing of it is a cell: times are read and written anew."""
    if column is None:
        return ""
    filled = (
        "every row" if column.filled == column.of else f"{column.filled:,} of the first {column.of:,} rows"
    )
    if not column.filled:
        return "empty"
    match column.kind:
        case "date":
            return f"{_times(column, order)} · {filled}"
        case "link":
            return f"links{_to(column.known)} · {filled}"
        case "number":
            return f"numbers · {filled}"
        case _ if column.known:
            return f"{_named(column.known)} · {filled}"
        case _ if which == "text":
            return f"{UNSCORED} · {filled}"
        case _:
            return filled


def _to(known: Sequence[str]) -> str:
    return f" to {_named(known)}" if known else ""


def _named(known: Sequence[str]) -> str:
    return ", ".join(PLATFORMS.get(each, each) for each in known)


def _times(column: Column, order: str) -> str:
    day_first, month_first = column.dates
    if column.asked and not order:
        return "two readings"
    return " · ".join(map(moment, (month_first if order == "month-first" else day_first)[:2]))


def moment(iso: str) -> str:
    """A time as it stands in a file, in its own zone."""
    when = datetime.fromisoformat(iso)
    day = f"{when.day} {when:%b %Y}"
    return day if (when.hour, when.minute) == (0, 0) else f"{day} {when:%H:%M}"


def order(column: Column, which: str) -> str:
    """What one way of reading makes of the first dates of a file."""
    first, second = column.dates
    shown = ", ".join(map(moment, (first if which == "day-first" else second)[:2]))
    title = "Day first" if which == "day-first" else "Month first"
    return f"{title}: {shown}" if shown else title


def trial(looked: Looked) -> str:
    """What the first entries would come to."""
    seen = looked.comments + looked.own + looked.bad + looked.undated
    told = [words.comments(looked.comments)]
    if looked.own:
        told.append(f"{looked.own:,} written by the agency, kept as context")
    if looked.bad:
        told.append(f"{looked.bad:,} that cannot be read and go into quarantine")
    if looked.undated:
        told.append(f"{looked.undated:,} whose time cannot be read, to be set aside")
    return f"Of the first {seen:,}: {', '.join(told)}."


def waits(position: int) -> str:
    return f"An import of this file was stopped after {position:,} entries."


def comparing(done: int, of: int) -> str:
    return f"Making what was gathered before ready to be recognised: {done:,} of {of:,}"


def progress(position: int, counts: Mapping[str, int]) -> str:
    return f"{position:,} entries · {tally(counts)}"


def tally(counts: Mapping[str, int]) -> str:
    """What came of the entries, the rare kinds only where there are some."""
    told = [f"{counts.get('new', 0):,} new"]
    for name, said in (
        ("edited", "changed"),
        ("unchanged", "here already"),
        ("known", "gathered already"),
        ("own", "of the agency’s own"),
        ("skipped", "no comments"),
        ("set_aside", "in quarantine"),
    ):
        if counts.get(name):
            told.append(f"{counts[name]:,} {said}")
    return " · ".join(told)


def done(counts: Mapping[str, int]) -> str:
    new = counts.get("new", 0)
    if not new and counts.get("own"):
        return f"{counts['own']:,} posts of your own are kept as context"
    return "Nothing new was in it" if not new else f"{words.comments(new)} joined the queue"


def explained(counts: Mapping[str, int]) -> list[str]:
    """A sentence for each kind of entry that did not simply join the queue."""
    told = []
    for name, one, more in (
        ("known", "was gathered already, and is not queued again", "were gathered already, and are not queued again"),
        ("unchanged", "was here already", "were here already"),
        ("edited", "has another text now, to be looked at again", "have another text now, to be looked at again"),
        ("own", "was written by the agency: context, not queued", "were written by the agency: context, not queued"),
        ("skipped", "entry is a boost or the like, and no comment", "entries are boosts or the like, and no comments"),
        ("taken_in", "was in quarantine, and is not any more", "were in quarantine, and are not any more"),
        ("undated", "has a time that cannot be read, and came without", "have a time that cannot be read, and came without"),
    ):  # fmt: skip
        if count := counts.get(name, 0):
            told.append(f"{count:,} {one if count == 1 else more}.")
    return told


def quarantine(count: int, no_time: int = 0) -> str:
    """`no_time` of them were set aside for their time alone."""
    told = "1 entry is set aside. Its bytes are kept."
    if count != 1:
        told = f"{count:,} entries are set aside. Their bytes are kept."
    if no_time:
        what = "1 has" if no_time == 1 else f"{no_time:,} have"
        told += f" {what} a time that cannot be read: say how it is read, or take the comments without one."
    return told


def stopped(position: int) -> str:
    return f"Stopped after {position:,} entries. What came before is here; going on brings nothing twice."


def past(run: Run) -> str:
    """One line of an earlier import."""
    state = {"done": "", "running": "broken off · ", "cancelled": "stopped · ", "stopped": "broken off · "}
    return f"{words.moment(run.started)} · {state[run.state]}{tally(run.counts)}"
