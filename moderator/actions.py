"""Everything that a key does, in one table: what it is called, its keys, and where it holds.

Key handling, the caps on buttons, the `?` sheet, the palette, tooltips and what a screen reader says are all made from
it, by way of the keymap in force (`moderator.keymap`, `ui.keys`). To add a key: one line here, and on its screen what
it does.

A key is written as on its cap: "X", "Shift V", "Ctrl K", "F3", "Del", "/". The first of an action's keys is the one
that is shown and that a person can change.

The presets are for hands that have learned another tool. Where these have no like of an act of ours, ours stays.

- Coral: J and K move, F approves, D rejects, Z is single-comment view, B bans the commenter, Ctrl F searches
  (`HOTKEYS` in coralproject/talk, src/core/client/admin/constants.ts; approve and reject have changed
  places once, pull request 2635). Rejecting there can be taken back, so D hides; deleting, which Coral does not have, has
  a key far from both.
- Ozone: A acknowledges, T takes down, E escalates, L labels; the arrows move, left and right too (bluesky-social/ozone,
  app/actions/ModActionPanel/useQuickAction.tsx). A takedown there can be taken back, so T hides.
- Toolbox: it binds no keys of its own (its documentation of the queue tools names none); whoever works with it moves with
  J and K of the Reddit Enhancement Suite. This preset takes the first letters of the buttons that it puts on each comment:
  A approves, R removes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a key holds. Two acts may have the same key where their places differ, and none is EVERYWHERE."""

    EVERYWHERE = "everywhere"
    QUEUE = "queue"
    HISTORY = "history"
    RULES = "rules"
    PEOPLE = "people"
    PANEL = "panel"  # what opens over a screen and has the keyboard


@dataclass(frozen=True, slots=True)
class Action:
    """`fixed`: the same on every desk, because everybody's hands know it. `held`: it acts while it is down.

    `decides`: a press of it changes what the public sees, or who sees the card.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    places: tuple[Place, ...]
    fixed: bool = False
    held: bool = False
    decides: bool = False


_Q, _H, _E = (Place.QUEUE,), (Place.HISTORY,), (Place.EVERYWHERE,)
_LISTS = (Place.QUEUE, Place.HISTORY)

NEXT = Action("next", "Next in the list", ("J", "Down"), _LISTS)
PREVIOUS = Action("previous", "Previous in the list", ("K", "Up"), _LISTS)
OPEN = Action("open", "Open the card; confirm", ("Enter",), _Q, fixed=True)
KEEP = Action("keep", "Keep", ("A",), _Q, decides=True)
HIDE = Action("hide", "Hide", ("X",), _Q, decides=True)
DELETE = Action("delete", "Delete, asks once more", ("D",), _Q, decides=True)
ESCALATE = Action("escalate", "Escalate unread", ("E",), _Q, decides=True)
ANSWER = Action("answer", "Answer; mute, block or report", ("R",), _Q)
PASS = Action("pass", "Pass, no reason asked", ("P",), _Q, decides=True)
UNDO = Action("undo", "Undo", ("U", "Ctrl Z"), _Q)
READ = Action("read", "Read with slurs hidden; counted", ("V",), _LISTS, held=True)
READ_AS_WRITTEN = Action("read_as_written", "Read as written; counted", ("Shift V",), _LISTS, held=True)
NASTY = Action("nasty", "That was nasty", ("N",), _Q)
CLUSTER = Action("cluster", "Show the wordings on the card", ("C",), _Q)
WHY = Action("why", "Why it is veiled", ("W",), _Q)
RULE = Action("rule", "Choose the house rule", ("L",), _Q)
BREAK = Action("break", "Break now", ("B",), _Q)
POSTPONE = Action("postpone", "Put the announced break off", ("O",), _Q)
MEETING = Action("meeting", "Off to a meeting", ("Shift M",), _Q)
DECLINE = Action("decline", "Decline what a lead offers; nobody is told", ("I",), _Q)
ALONE = Action("alone", "The item alone", ("Z",), _Q)
COVER_WORDS = Action("cover_words", "Cover the words", ("Esc",), _LISTS, fixed=True)

SEARCH = Action("search", "Look for an author", ("/",), _H)
AGREE = Action("agree", "Agree: the second look", ("Y",), _H, decides=True)
REOPEN = Action("reopen", "Reopen, with a reason", ("O",), _H)
WRITE_ANSWER = Action("write_answer", "Write an answer into a file", ("W",), _H)

SAVE_RULE = Action("save_rule", "Save the rule", ("Ctrl S",), (Place.RULES,), fixed=True)

_P = (Place.PEOPLE,)
PEOPLE_PAGES = tuple(
    Action(f"people_{at}", title, (f"Alt {at}",), _P, fixed=True)
    for at, title in enumerate(("Persons", "Teams", "Roster", "Limits"), 1)
)
WEEK_BEFORE = Action("week_before", "The week before", ("Page up",), _P, fixed=True)
WEEK_AFTER = Action("week_after", "The week after", ("Page down",), _P, fixed=True)
MARK = Action("mark", "Change a mark", ("Space",), _P, fixed=True)
HOURS = Action("hours", "Change the hours of a day; keep them", ("Enter",), _P, fixed=True)
NOBODY = Action("nobody", "Nobody on this day", ("Del",), _P, fixed=True)
COPY_HOURS = Action("copy_hours", "Copy the hours of a day", ("Ctrl C",), _P, fixed=True)
PASTE_HOURS = Action("paste_hours", "Give a day the copied hours", ("Ctrl V",), _P, fixed=True)
UNDO_ROSTER = Action("undo_roster", "Undo the last change to the roster", ("Ctrl Z",), _P, fixed=True)

SCREENS = tuple(
    Action(f"screen_{at}", f"Screen {at} of the rail", (f"F{at + 1}",), _E) for at in range(1, 10)
)
CONNECT = Action("connect", "Add an account or a file", ("Ctrl N",), _E)
SWITCH_PERSON = Action("switch_person", "Switch person", ("Ctrl L",), _E)
PALETTE = Action("palette", "Find what to do by its name", ("Ctrl K",), _E)
COVER = Action("cover", "Cover the screen", ("Esc  Esc",), _E, fixed=True)
KEYS = Action("keys", "This list", ("?",), _E, fixed=True)
SUPPORT = Action("support", "Somebody to talk to", ("F1",), _E, fixed=True)

CONFIRM = Action("confirm", "Do it", ("Enter",), (Place.PANEL,), fixed=True)
SEND = Action("send", "Send the answer", ("Ctrl Enter",), (Place.PANEL,), fixed=True)
LEAVE = Action("leave", "Leave it", ("Esc",), (Place.PANEL,), fixed=True)
PUT_AWAY = Action("put_away", "Put it away", ("Esc  Esc",), (Place.PANEL,), fixed=True)

ACTIONS: tuple[Action, ...] = (
    NEXT, PREVIOUS, OPEN, KEEP, HIDE, DELETE, ESCALATE, ANSWER, PASS, UNDO, READ, READ_AS_WRITTEN, NASTY, WHY, CLUSTER, RULE,
    BREAK, POSTPONE, MEETING, DECLINE, ALONE, COVER_WORDS,
    SEARCH, AGREE, REOPEN, WRITE_ANSWER,
    SAVE_RULE,
    *PEOPLE_PAGES, WEEK_BEFORE, WEEK_AFTER, MARK, HOURS, NOBODY, COPY_HOURS, PASTE_HOURS, UNDO_ROSTER,
    *SCREENS, CONNECT, SWITCH_PERSON, PALETTE, COVER, KEYS, SUPPORT,
    CONFIRM, SEND, LEAVE, PUT_AWAY,
)  # fmt: skip
BY_ID = {action.id: action for action in ACTIONS}

# what differs from the table above
PRESETS: dict[str, dict[Action, tuple[str, ...]]] = {
    "moderator": {},
    "coral": {
        KEEP: ("F",),
        HIDE: ("D",),
        DELETE: ("Del",),
        ANSWER: ("B", "R"),
        BREAK: ("Shift B",),
        SEARCH: ("Ctrl F", "/"),
    },
    "ozone": {
        HIDE: ("T",),
        NEXT: ("J", "Down", "Right"),
        PREVIOUS: ("K", "Up", "Left"),
    },
    "toolbox": {
        HIDE: ("R",),
        ANSWER: ("C",),
        CLUSTER: ("G",),
    },
}
