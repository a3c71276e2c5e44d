"""Nothing that a window or a command can ask for is without a verb."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest

import moderator
from moderator.accounts import Accounts
from moderator.allowing import Allowing
from moderator.buddies import Buddies
from moderator.capacity import Capacity
from moderator.centre import Centre
from moderator.console import Console
from moderator.consulting import Consulting
from moderator.desk import Desk
from moderator.directory import Directory
from moderator.entrance import Entrance
from moderator.foreseeing import Foreseeing
from moderator.history import History
from moderator.importing.past import Imports
from moderator.overriding import Overriding
from moderator.overview import Overview
from moderator.people.roles import MATRIX, Verb
from moderator.problems import NotAllowed, NotSignedIn
from moderator.protecting import Protection
from moderator.resting import Resting
from moderator.rostering import Roster
from moderator.rulebook import Rulebook
from moderator.sealed import Sealed
from moderator.staff import Staff
from moderator.supporting import Supporting
from moderator.teams import Teams
from moderator.unread import Unread
from moderator.veils import Veils
from moderator.wishing import Wishing
from tests.people.conftest import Office

# what needs no role, and why
FREE = {
    "Console.key": "the root key itself, held by whoever opened the console",
    "Console.person": "says who sits here",
    "Console.here": "says who sits here",
    "Console.demand": "is the check",
    "Console.faces": "the sign-in page; journaled",
    "Console.sign_in": "is the way in",
    "Console.choosing": "is the way in",
    "Console.choose_passphrase": "is the way in",
    "Console.again": "is the way in",
    "Console.sign_out": "anybody may go",
    "Console.ticket": "for a child that acts for the same person, with the same roles",
    "Console.away": "closes and opens the store",
    "Console.changed": "a number",
    "Console.close": "closes the store",
    "Console.interrupt": "ends what is being read",
    "Desk.demand": "is the check",
    "Desk.roles": "says what one may do",
    "History.demand": "is the check",
    "Imports.demand": "is the check",
    "Accounts.demand": "is the check",
    "Rulebook.demand": "is the check",
    "Overview.status": "counts and the agency's own accounts; the tray tells them when nobody has signed in",
    "Overview.worker_elsewhere": "a yes or no, asked before anybody has signed in",
    "Staff.demand": "is the check",
    "Veils.demand": "is the check",
    "Protection.demand": "is the check",
    "Foreseeing.demand": "is the check",
    "Allowing.demand": "is the check",
    "Directory.demand": "is the check",
    "Wishing.demand": "is the check",
    "Unread.demand": "is the check",
    "Resting.demand": "is the check",
    "Supporting.demand": "is the check",
    "Centre.demand": "is the check",
    "Buddies.demand": "is the check",
    "Supporting.card": "whoever needs somebody to talk to is not asked who they are",
    "Supporting.today": "a day",
    "Overriding.demand": "is the check",
    "Consulting.demand": "is the check",
    "Capacity.demand": "is the check",
    "Capacity.seen": "that nobody has room, and since when; no numbers",
    "Sealed.demand": "is the check",
    "Teams.demand": "is the check",
    "Roster.demand": "is the check",
    "Entrance.walks_in": "is the way in",
    "Entrance.faces": "is the way in; journaled",
    "Entrance.person_called": "is the way in",
    "Entrance.sign_in": "is the way in",
    "Entrance.choose": "is the way in",
    "Entrance.ticket": "asked through Console.ticket",
    "Entrance.recover": "for whoever holds the words of the recovery sheet; journaled",
    "Entrance.signed_out": "anybody may go",
}
PARTS = (
    Console,
    Desk,
    History,
    Imports,
    Accounts,
    Rulebook,
    Overview,
    Staff,
    Teams,
    Roster,
    Entrance,
    Veils,
    Protection,
    Foreseeing,
    Allowing,
    Directory,
    Wishing,
    Unread,
    Resting,
    Supporting,
    Centre,
    Buddies,
    Overriding,
    Consulting,
    Capacity,
    Sealed,
)

# functions that take a console and need no role, and why
FREE_FUNCTIONS = {
    "moderator.examine.store": "what the doctor finds; no content",
}


def verbs_of(part: type) -> Iterator[tuple[str, object]]:
    for name, member in vars(part).items():
        if not name.startswith("_") and (callable(member) or isinstance(member, property)):
            yield f"{part.__name__}.{name}", member


@pytest.mark.parametrize("part", PARTS)
def test_every_public_verb_of_a_part_asks_for_a_role_or_says_why_not(part: type):
    unmapped = [
        name
        for name, member in verbs_of(part)
        if not isinstance(getattr(member, "verb", None), Verb) and name not in FREE
    ]
    assert unmapped == []


def test_no_exception_is_left_over():
    known = {name for part in PARTS for name, member in verbs_of(part) if not hasattr(member, "verb")}
    assert set(FREE) == known


def test_every_function_that_acts_on_a_console_asks_for_a_role_or_says_why_not():
    unmapped = []
    for module in pkgutil.iter_modules(moderator.__path__, "moderator."):
        if module.ispkg or module.name in ("moderator.__main__", "moderator.console"):
            continue
        for name, member in vars(importlib.import_module(module.name)).items():
            if name.startswith("_") or not inspect.isfunction(member) or member.__module__ != module.name:
                continue
            first = next(iter(inspect.signature(member).parameters.values()), None)
            takes_one = first is not None and str(first.annotation).endswith("Console")
            if takes_one and not isinstance(getattr(member, "verb", None), Verb):
                unmapped.append(f"{module.name}.{name}")
    assert sorted(unmapped) == sorted(FREE_FUNCTIONS)


def test_every_part_that_a_console_hands_out_is_looked_at_here(office: Office):
    ours = {
        type(value)
        for name, value in vars(office.console()).items()
        if not name.startswith("_")
        and type(value).__module__.startswith("moderator.")
        and hasattr(value, "demand")
    }
    assert ours <= set(PARTS)


def test_every_verb_of_the_matrix_that_is_in_use_is_refused_to_somebody_or_is_everybodys(office: Office):
    """With one role each, what a part does is what the matrix says: tried on the real parts."""
    kim, asha = office.two()
    parts = {
        Desk: asha.desk,
        Overview: asha.overview,
        Accounts: asha.accounts,
        Staff: asha.staff,
        Teams: asha.teams,
        Roster: asha.roster,
        Veils: asha.veils,
        Protection: asha.protection,
        Foreseeing: asha.foreseeing,
        Supporting: asha.supporting,
        Allowing: asha.allowing,
        Directory: asha.directory,
        Wishing: asha.wishing,
        Unread: asha.unread,
        Overriding: asha.overriding,
        Consulting: asha.consulting,
    }
    for role in ("moderator", "lead", "hr", "admin"):
        with kim.db.transaction():
            kim.db.run("UPDATE role_grant SET role = :role WHERE person = :id", role=role, id=asha.person)
        for part, one in parts.items():
            for name, member in verbs_of(part):
                verb = getattr(member, "verb", None)
                if verb is None:
                    continue
                if role not in MATRIX[verb]:
                    with pytest.raises(NotAllowed):
                        getattr(one, name.partition(".")[2])(*_blanks(member))


def test_nobody_gets_nothing(office: Office):
    office.two()
    nobody = office.console()
    for part, one in (
        (Desk, nobody.desk),
        (Staff, nobody.staff),
        (Teams, nobody.teams),
        (Roster, nobody.roster),
    ):
        for name, member in verbs_of(part):
            if hasattr(member, "verb"):
                with pytest.raises(NotSignedIn):
                    getattr(one, name.partition(".")[2])(*_blanks(member))


def _blanks(member: object) -> list[object]:
    """Something for each argument: the check comes before anything is looked at."""
    wanted = list(inspect.signature(member).parameters.values())[1:]  # type: ignore[arg-type]
    return [None for one in wanted if one.default is one.empty and one.kind is not one.KEYWORD_ONLY]
