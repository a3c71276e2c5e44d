"""Sentences of the diary."""

from __future__ import annotations

from collections.abc import Sequence

from moderator.private.diary import Entry

TITLE = "Private check-in"
ABOUT = (
    "For you alone. It is kept on this computer, encrypted with a passphrase of your own; nobody can reset that, not even "
    "you. It goes into no backup, export or report of this program, and decides nothing."
)
WARNING = (
    "Your agency's IT can copy a managed computer whole, and what is on it may be asked for as a record. Write nothing here "
    "that you would not write into a notebook at work."
)
BEGIN = "Choose a passphrase. Four words that have nothing to do with each other are good."
DIFFER = "The two are not the same. Type it again."
ASK = "Your passphrase opens it."
LEGEND = "Full dots: how you were. Rings: how you slept. Higher is better."
NONE_YET = "Nothing is in it yet."
MOOD = ("", "Bad", "Rather bad", "Middling", "Rather good", "Good")
SLEEP = ("", "Badly", "Rather badly", "Middling", "Rather well", "Well")
WIPE, WIPE_SURE = "Remove everything", "Press again to remove everything for good"
WIPED = "Removed. Nobody can bring it back."
CLOSED = "Closed, because nobody was here."
CHANGED = "From now on the new passphrase opens it."


def kept(days: int) -> str:
    return (
        "Entries go by themselves after a day."
        if days == 1
        else f"Entries go by themselves after {days} days."
    )


def entry(of: Entry) -> str:
    told = [f"Mood: {MOOD[of.mood].lower()}"] if of.mood else []
    told += [f"Slept: {SLEEP[of.sleep].lower()}"] if of.sleep else []
    return " · ".join(told)


def trend(entries: Sequence[Entry]) -> str:
    """What the line shows, for whoever hears it. `entries` from the oldest."""
    told = [
        f"{each.at.astimezone():%d %b}, {entry(each).lower()}" for each in entries if each.mood or each.sleep
    ]
    return "; ".join(told)
