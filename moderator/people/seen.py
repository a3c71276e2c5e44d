"""What others at this desk can see of one person: all of it on this page, so that the person can be shown it.

Whoever builds something that shows a lead, HR or an admin anything about a person adds it here: `SHOWN` names every verb
of the core that does, and a test refuses one that is missing. The Wellbeing screen shows the list to each person, live: only
what exists, and whether it is on now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from moderator.people.roles import MATRIX, Role, Verb


@dataclass(frozen=True, slots=True)
class Seen:
    """`what` others see, in a sentence. `by` a verb: whose roles allow it sees it. `after_start`: only once the agency has
    recorded its consultation, and nothing older.
    """

    key: str
    what: str
    by: Verb
    after_start: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        return MATRIX[self.by]


SEEN = (
    Seen("open card", "Which card you have open now, while it is open.", Verb.SEE_LINE),
    Seen("duty", "Your hours in the roster, and whether you are on duty now.", Verb.SEE_ROSTER),
    Seen("plan", "The hours of your shifts in a week, added up, for whoever plans them.", Verb.EDIT_ROSTER),
    Seen("teams", "Which teams you are in, and which you lead.", Verb.SEE_ROSTER),
    Seen(
        "decided",
        "What you decided, when, with which house rule and note, and what you took back or reopened.",
        Verb.SEE_WHO_DECIDED,
    ),
    Seen(
        "looks",
        "On a card that was decided: whether you had read its words, with slurs hidden or as written, and when.",
        Verb.SEE_HISTORY,
        after_start=True,
    ),
    Seen(
        "differences",
        "Where you and a colleague decided differently on the same words, until it is settled.",
        Verb.SETTLE_DIFFERENCE,
        after_start=True,
    ),
    Seen(
        "resting",
        "That a limit keeps you from harsh comments now, and until when, so that an exception can be offered to you.",
        Verb.OFFER_OVERRIDE,
        after_start=True,
    ),
    Seen("overrides", "Exceptions to your limits that you accepted, with their reason.", Verb.OFFER_OVERRIDE),
    Seen("glass", "Cards that you opened at a limit for a threat to life, and why.", Verb.REVIEW_GLASS),
    Seen(
        "coverage",
        "How many of you are open to each kind of comment, where that is not too few to be told; never who.",
        Verb.SEE_TEAM,
        after_start=True,
    ),
    Seen(
        "directory",
        "That you have an entry in the staff directory, with how many names and handles; never the names themselves.",
        Verb.EDIT_DIRECTORY,
    ),
    Seen(
        "person",
        "Your name, your roles, when you joined, and whether you have chosen a passphrase.",
        Verb.SEE_PEOPLE,
    ),
)
BY_KEY: Mapping[str, Seen] = {each.key: each for each in SEEN}

NEVER = (
    "How much you have read: your units, your bands, your charts. No lead sees any of it in this version.",
    "Your breaks, which you put off, and the emergency exit as such (the journal says that words were open in a break).",
    "How fast you are, how long you take, when you are idle.",
    "Your own stricter limits, and what you leave out of your work.",
    "Whether you opened the support card, breathed or pinged a buddy. Your diary.",
)

# every verb of the core that shows one person something about another, and what of the above it shows
SHOWN: Mapping[str, tuple[str, ...]] = {
    "Wishing.coverage": ("coverage",),
    "Directory.listed": ("directory",),
    "Directory.add": ("directory",),
    "Directory.take_in": ("directory",),
    "Directory.remove": ("directory",),
    "Directory.found_by": ("directory",),
    "Overriding.resting": ("resting",),
    "Overriding.given": ("overrides",),
    "Overriding.reviews": ("glass",),
    "Overriding.offer": ("resting",),
    "Overriding.review": ("glass",),
    "Roster.week": ("plan",),
    "Roster.set_day": ("plan",),
    "Roster.copy_last_week": ("plan",),
    "Roster.import_csv": ("plan",),
    "Roster.undo": ("plan",),
    "Staff.members": ("person",),
    "Unread.let_stand": ("differences",),
}
# the verbs whose every use must be named in SHOWN: they are there to look at other persons, or to look after them
OTHERS = frozenset(
    {
        Verb.SEE_TEAM,
        Verb.SEE_PEOPLE,
        Verb.SEE_WHO_DECIDED,
        Verb.SETTLE_DIFFERENCE,
        Verb.OFFER_OVERRIDE,
        Verb.REVIEW_GLASS,
        Verb.EDIT_ROSTER,
        Verb.EDIT_DIRECTORY,
    }
)
# verbs that need no entry, and why; together with OTHERS and the verbs of SEEN these are all that there are
OWN = frozenset(
    {
        Verb.CLAIM, Verb.REVEAL, Verb.DECIDE, Verb.ESCALATE, Verb.NOTE, Verb.REOPEN, Verb.BREAK_GLASS,  # one's own acts
        Verb.REST, Verb.OWN_SIGN_IN,  # one's own
        Verb.SEE_UNREAD,  # of the team, never of a person
        Verb.SEE_SEALED, Verb.ANSWER_EXHAUSTED,  # cards that wait for a lead, and the desk as a whole
        Verb.SEE_STATUS, Verb.SETTLE_PARKED, Verb.SEE_ACCOUNTS, Verb.MANAGE_ACCOUNTS, Verb.IMPORT,  # accounts and comments
        Verb.EDIT_RULES, Verb.ALLOW_WORDS, Verb.BACK_UP, Verb.SET_POLICY, Verb.RECORD_CONSULTATION,  # the installation
        Verb.MANAGE_PEOPLE, Verb.MANAGE_TEAMS,  # changed by whoever sees the list of persons
    }
)  # fmt: skip
