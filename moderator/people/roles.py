"""What each role may do: one table, on this page.

To add a verb: one member of `Verb`, one row of `MATRIX`, one row in tests/people/test_roles.py. A verb or a role that
is not on this page is a mistake of ours and fails. What is done is asked for with `asks` (moderator.gate).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from moderator.problems import BadInput, NotAllowed


class Role(StrEnum):
    MODERATOR = "moderator"  # who sits
    LEAD = "lead"  # who looks after them
    HR = "hr"  # who receives reports
    ADMIN = "admin"  # who installs


class Verb(StrEnum):
    """What a person may ask of the core. The value is how a refusal calls it."""

    SEE_LINE = "see the waiting line"
    CLAIM = "open a card"
    REVEAL = "read what is veiled"
    DECIDE = "decide"
    ESCALATE = "escalate a card unread"
    NOTE = "leave a note on a card"
    SEE_HISTORY = "see what was decided"
    SEE_WHO_DECIDED = "see who decided"
    REOPEN = "reopen a decision"
    SEE_UNREAD = "see how often unread decisions were right"
    SETTLE_DIFFERENCE = "settle what two people saw differently"
    REST = "see and use their own meter and breaks"
    SEE_STATUS = "see how the desk is doing"
    OWN_SIGN_IN = "change their own passphrase"
    SEE_ROSTER = "see the roster"
    EDIT_ROSTER = "change the roster"
    SEE_PEOPLE = "see the list of persons"
    MANAGE_PEOPLE = "add persons or change them"
    MANAGE_TEAMS = "change teams"
    SEE_TEAM = "see how their team is doing"
    SEE_ACCOUNTS = "see how accounts are doing"
    MANAGE_ACCOUNTS = "add or remove accounts"
    IMPORT = "import comments"
    EDIT_RULES = "change house rules"
    ALLOW_WORDS = "allow words that are no reason for a veil"
    EDIT_DIRECTORY = "change the staff directory"
    BACK_UP = "back up or restore the desk"
    SET_POLICY = "set the limits of this desk"
    SETTLE_PARKED = "settle what could not be sent"
    RECORD_CONSULTATION = "record the agency's consultation"
    OFFER_OVERRIDE = "open somebody's limit for a while"
    BREAK_GLASS = "open one card for a threat to life"
    REVIEW_GLASS = "review what was opened for a threat to life"
    SEE_SEALED = "see what was escalated to the leads"
    ANSWER_EXHAUSTED = "answer for the desk when nobody has room"


_M, _L, _H, _A = Role.MODERATOR, Role.LEAD, Role.HR, Role.ADMIN
_ALL = frozenset(Role)

MATRIX: Mapping[Verb, frozenset[Role]] = {
    # the queue: whoever reads what the public writes
    Verb.SEE_LINE: frozenset({_M, _L}),
    Verb.CLAIM: frozenset({_M, _L}),
    Verb.REVEAL: frozenset({_M, _L}),
    Verb.DECIDE: frozenset({_M, _L}),
    Verb.ESCALATE: frozenset({_M, _L}),
    Verb.NOTE: frozenset({_M, _L}),
    Verb.SEE_HISTORY: frozenset({_M, _L}),
    Verb.SEE_WHO_DECIDED: frozenset({_L}),
    Verb.REOPEN: frozenset({_M, _L}),
    Verb.SEE_UNREAD: frozenset({_M, _L}),
    Verb.SETTLE_DIFFERENCE: frozenset({_L}),
    Verb.SETTLE_PARKED: frozenset({_L, _A}),
    Verb.BREAK_GLASS: frozenset({_M, _L}),
    # one's own
    Verb.REST: _ALL,
    Verb.SEE_STATUS: _ALL,
    Verb.OWN_SIGN_IN: _ALL,
    Verb.SEE_ROSTER: _ALL,
    # other persons
    Verb.EDIT_ROSTER: frozenset({_L, _A}),  # a lead: of the teams that they lead
    Verb.SEE_PEOPLE: frozenset({_A}),
    Verb.MANAGE_PEOPLE: frozenset({_A}),
    Verb.MANAGE_TEAMS: frozenset({_A}),
    Verb.SEE_TEAM: frozenset({_L}),
    Verb.OFFER_OVERRIDE: frozenset({_L}),
    Verb.REVIEW_GLASS: frozenset({_L}),
    Verb.ANSWER_EXHAUSTED: frozenset({_L}),
    Verb.SEE_SEALED: frozenset({_L}),
    # the installation
    Verb.SEE_ACCOUNTS: frozenset({_L, _A}),
    Verb.MANAGE_ACCOUNTS: frozenset({_A}),
    Verb.IMPORT: frozenset({_L, _A}),
    Verb.EDIT_RULES: frozenset({_L, _A}),
    Verb.ALLOW_WORDS: frozenset({_A}),
    Verb.EDIT_DIRECTORY: frozenset({_A}),
    Verb.BACK_UP: frozenset({_A}),
    Verb.SET_POLICY: frozenset({_A}),
    Verb.RECORD_CONSULTATION: frozenset({_A}),
}


def may(held: Collection[Role], verb: Verb) -> bool:
    """Does one of these roles allow it? Raises KeyError or ValueError for what is not on this page."""
    roles = {Role(role) for role in held}
    return not MATRIX[Verb(verb)].isdisjoint(roles)


def demand(held: Collection[Role], verb: Verb) -> None:
    """Raises NotAllowed, which says whose roles would allow it."""
    if may(held, verb):
        return
    names = [role.value if role is not Role.HR else "HR" for role in Role if role in MATRIX[verb]]
    mine = ", ".join(sorted(Role(role).value for role in held)) or "none"
    raise NotAllowed(
        f"Your role does not allow you to {_yours(verb)}",
        f"You hold: {mine}; it takes: {' or '.join(names)}",
        "An admin can change roles on the People screen, or with: moderator person role",
    )


def role(word: str) -> Role:
    """A role by its name, as people type it. Raises BadInput."""
    try:
        return Role(word.strip().lower())
    except ValueError:
        known = ", ".join(Role)
        raise BadInput(f"There is no role “{word[:40]}”", "", f"The roles are: {known}") from None


def _yours(verb: Verb) -> str:
    return verb.value.replace("their own", "your own").replace("their team", "your team")
