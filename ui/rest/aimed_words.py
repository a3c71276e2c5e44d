"""Sentences about what is aimed at somebody, and about what people leave out of their work."""

from __future__ import annotations

from collections.abc import Sequence

from moderator.directory import Entry, Imported
from moderator.left_out import LeftOut
from moderator.wellbeing.wishes import SEVERE
from ui import words

# what is left out

ABOUT_LEFT_OUT = (
    "Nobody asks why and nobody else sees it. What you leave out is not served or handed over to you; what you open by hand "
    "opens, and calm comments always come. “Not today” ends with your next shift."
)
COMES, NOT_TODAY, NOT_ME = "Comes to me", "Not today", "Not me"
OFF_SEVERE = "Move me off severe content now"
TAKE_BACK = "Let everything come again"
NOTHING_LEFT_OUT = "You leave nothing out."
LEFT = "It does not come to you any more. Only you see this."
COMES_AGAIN = "It comes to you again."
TAKEN_BACK = "Everything comes to you again."
MOVED_OFF = "Nothing severe comes to you until your next shift. Only you see this."


def kind(name: str) -> str:
    return "Everything severe" if name == SEVERE else words.label(name)


def left_out(found: Sequence[LeftOut]) -> str:
    """ "3 kinds are left out at your wish: ..."; "" for none."""
    if not found:
        return ""
    names = ", ".join(kind(each.kind).lower() for each in found)
    count = "1 kind is" if len(found) == 1 else f"{len(found)} kinds are"
    until = next((each.until for each in found if each.until is not None), None)
    end = f" What is for today ends on {until.astimezone():%d %b at %H:%M}." if until else ""
    return f"{count} left out at your wish: {names}.{end}"


# the staff directory

ABOUT_STAFF = (
    "Enter who works here, so that comments that name somebody are kept away from that person and weigh more for everybody "
    "else. Names are kept as hashes of this desk: they can be looked for, and nobody can read them back, you neither. A full "
    "name is found wherever it stands, however it is written; a single one such as May only behind a title or after @."
)
NAME, HANDLES = "Full name", "Handles, with spaces between them"
WHO = "Who of this desk it is, if anybody: their name, or me"
ADD, FROM_FILE = "Add", "From a file..."
NOBODY = "Nobody is in the directory yet."
NEXT = "New comments follow at once, open cards in the background."
FILES = "Lists (*.csv *.tsv *.txt);;All files (*)"
SHOWN = 40  # entries, and lines that are named


def entry(each: Entry, me: str) -> str:
    count = [f"{each.names} name{'s' * (each.names != 1)}"] * bool(each.names)
    count += [f"{each.handles} handle{'s' * (each.handles != 1)}"] * bool(each.handles)
    about = ["you"] if each.person == me and me else [each.person] if each.person else []
    about += [each.team] if each.team else []
    about += ["entered with another desk's key: nothing is found by it here"] if each.elsewhere else []
    title = "Team" if each.kind == "team" else "Person"
    return f"{title} {each.id}: {', '.join([*count, *about])}"


def imported(done: Imported) -> str:
    known = f", {done.known:,} were there already" if done.known else ""
    return f"{done.added:,} added{known}. {NEXT} The file still holds the names: delete it when you no longer need it."


def wrong(done: Imported) -> str:
    lines = [
        f"Line {each.number}: {each.why}. {each.remedy[:1].upper()}{each.remedy[1:]}."
        for each in done.wrong[:SHOWN]
    ]
    more = len(done.wrong) - SHOWN
    return "\n".join(lines + ([f"And {more:,} more."] if more > 0 else []))


# on a card

NAMES_COLLEAGUE = "It names somebody of your agency."
CONCERNS_YOU = "This may concern you. A colleague will look at it."
ESCALATE = "Escalate it unread"
ESCALATED = "Escalated unread. You need do nothing more about it."
