"""The sentences at the door. Plain and exact: what happened, what is safe, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moderator.backups import Backup
from moderator.keys import NO_RING
from moderator.problems import DamagedStore, KeyProblem, MissingStore, OlderStore, Problem
from moderator.restoring import Recovered, Restored
from ui.words import moment

LOOKING = "Looking the desk's file over"
LOOKING_WHY = "Every page is checked before anything is written to it."
SAFE = "Nothing was written to the file, and it is kept as it is whatever you choose."

LOST_TITLE = "The key of this desk is not in the keyring"
FORGOTTEN_TITLE = "Open the desk with its recovery sheet"
FORGOTTEN_WHY = (
    "Nothing was changed. The 24 words are the key of this desk; after them you choose a new passphrase."
)
LOST_SAFE = "Nothing was changed. The desk opens with the words of its recovery sheet."
WORDS_FIELD = "The 24 words of the recovery sheet"
WORDS_HINT = "The first four letters of each word will do."
PHRASE_TITLE = "This desk opens with a passphrase"
NEW_PHRASE_TITLE = "Choose a passphrase for this desk"
NEW_PHRASE_WHY = (
    "This computer has no keyring that could keep the desk's key. The passphrase keeps it instead, and is asked for at "
    "each start. Twelve letters or more; four words do well."
)
OTHER_PHRASE = "That was another one. Nothing has been changed; try again."
PHRASES_DIFFER = "The two are not the same. Type them again."
SHORT_PHRASE = "That is too short: twelve letters or more."
WRONG_WORDS_KEPT = "Nothing has been changed."

SHEET_TITLE = "Write down the key of this desk"
SHEET_WHY = (
    "Everything here is encrypted. A recovery sheet holds the key as 24 words, for the agency's safe.",
    "With the sheet and a backup, the desk comes back when this computer is lost, replaced or reset. Without it, a lost "
    "keyring or a forgotten passphrase is a lost desk: there is no other key, and nobody can make one.",
)
SHEET_SAVED = "Saved. Print it, put it into the safe, and delete the file."
SHEET_PRINTED = "Sent to the printer. Put it into the safe."
LATER = "Later"
LATER_SAYS = "The status line will say that it is still to be done. `moderator recovery sheet` does it too."

BRING_TITLE = "Bring back a desk"
BRING_INSTEAD = "Bring back a desk from another computer instead"
BRING_WHY = (
    "From a folder of backups and the recovery sheet, on a new computer or after a reset. The desk's old computer must "
    "not go on with it."
)
NO_FOLDER = "Choose the folder first."
OPEN_DESK = "Open the desk"


def no_key(problem: Problem) -> str:
    """Why the key could not be had, without commands: those are for the command line."""
    if problem.why == NO_RING:
        return "This computer has no keyring that could hold it."
    if isinstance(problem, KeyProblem):
        return f"The keyring said: {problem.why}." if problem.why else "The keyring did not give it."
    return "The keyring holds another desk's key. It was not touched."


def damage_title(problem: DamagedStore) -> str:
    match problem:
        case MissingStore():
            return "The desk's file is missing"
        case OlderStore():
            return "The desk's file is older than it should be"
        case _:
            return "The desk's file is damaged"


def damage_why(problem: DamagedStore) -> list[str]:
    match problem:
        case MissingStore():
            return [
                "It was here at the last start. It may have been moved or deleted.",
                "Nothing was put in its place.",
            ]
        case OlderStore():
            why = (
                "Some acts that were recorded are not in it: a part of it was removed, or an older copy was put in "
                "its place."
            )
        case _:
            why = problem.why[:1].upper() + problem.why[1:].rstrip(".") + "."
    return [why, SAFE]


def backup_title(backup: Backup | None) -> str:
    return "Look for a backup" if backup is None else f"Bring back the backup of {moment(backup.made)}"


def backup_says(backup: Backup | None, known: int | None) -> str:
    if backup is None:
        return "There is none in the desk's own folder. Choose the folder of second copies, or a stick."
    checked = "It is checked to its last page and line before it is put in place."
    if known is None:
        return checked
    lost = max(0, known - backup.lines)
    if not lost:
        return f"{checked} It has all that was recorded."
    return f"{checked} {_acts(lost)} recorded after it and would be lost."


def _acts(count: int) -> str:
    return "1 act was" if count == 1 else f"{count:,} acts were"


RECOVER_TITLE = "Try to read what can be read"
RECOVER_SAYS = (
    "Rows that can be read go into a new file; what cannot is filled in from a backup, if there is one."
)
GO_ON_TITLE = "Go on with it as it is"
GO_ON_SAYS = (
    "What is missing stays missing, and the journal says so. Decisions that were sent may be sent once more."
)
LOOK_TITLE = "Looking at the desk"
LOOK_WHY = (
    "Nothing can be changed now: nothing is claimed, decided or revealed, and nothing is written. The line and the "
    "newest decisions are as they were last stored.",
)
LOOK_DECIDED = "Decided"
LOOK_NO_WORDS = "To look at the desk its passphrase is needed. The recovery sheet opens it once it can be written to again."
LOOK_BUTTON = "Look at it without changing anything"
LOOK_SAYS = "What waits and what was decided, veiled as in the queue, as far as it can be read."
CLOSE_TITLE = "Close for now"
CLOSE_SAYS = "Nothing is changed. Ask whoever looks after this computer first."


def restored(done: Restored) -> list[str]:
    told = [
        f"The backup of {moment(done.backup.made)} is in place. Every page was verified, and the journal"
        + (f" to its line {done.backup.lines:,}." if done.backup.lines else ".")
    ]
    if done.lost:
        told.append(f"{_acts(done.lost)} recorded after it and are not in it.".capitalize())
    elif done.lost == 0:
        told.append("It has all that is known to have been recorded.")
    if done.passed_over:
        told.append("A newer backup did not hold and was passed over.")
    if done.aside is not None:
        told.append("What was there before is kept in the desk's folder, under set-aside.")
    return told


def recovered(done: Recovered) -> list[str]:
    rows = done.rows
    told = [f"{rows.read:,} rows were read and {rows.filled:,} came from a backup."]
    if rows.list_was_spoilt:
        told.append(rows.list_was_spoilt)
    if rows.left_out:
        told.append(f"{rows.left_out:,} were left out, because what they belong to is gone.")
    told.append(
        "The journal is whole."
        if done.whole_journal
        else "Lines of the journal are missing in between; it says so."
    )
    told.append("The damaged file is kept in the desk's folder, under set-aside.")
    return told


def found(backups: list[Backup]) -> str:
    newest = backups[0]
    count = "1 backup" if len(backups) == 1 else f"{len(backups)} backups"
    desks = sorted({each.desk for each in backups})
    whose = f"desk {desks[0]}" if len(desks) == 1 else f"{len(desks)} desks, of which the words say one"
    return f"{count} of {whose}, the newest of {moment(newest.made)} ({newest.size / 1e6:,.1f} MB)."


def progress(done: int, of: int) -> str:
    return f"{done * 100 // max(of, 1)} %"


def near(near: Mapping[int, Sequence[str]]) -> str:
    """For the screen alone: words of the list like those typed."""
    told = [f"Word {at}: {', '.join(words)}?" for at, words in near.items() if words]
    return " ".join(told)
