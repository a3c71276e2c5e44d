"""The house rules in force, and changing them.

A first set ships. With the first change the agency has rules of its own in the store; each change is a revision, noted
in the journal, and in force for every desk at its next step. A retired rule is offered no more, and past decisions are
still shown with the words that they cited.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from moderator import rules
from moderator.clock import from_us, to_us
from moderator.decisions import Reason, Verdict
from moderator.gate import Gate, Who, asks
from moderator.people.roles import Verb
from moderator.problems import BadInput, NotAllowed
from moderator.scores import LABELS
from moderator.store import house, journal
from moderator.store.db import Db
from moderator.store.texts import storable

GENERAL = "general"  # what a hide or a delete cites when nothing else fits; it cannot be retired
_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_TITLE, _WORDING, _NUMBER = 80, 2000, 999


def in_force(db: Db) -> tuple[Reason, ...]:
    """What may be cited now, by number."""
    return tuple(rule for rule in everything(db) if not rule.retired)


def everything(db: Db) -> tuple[Reason, ...]:
    """Retired rules too. What ships stands until the agency has a rule of the same key."""
    own = {rule.key: rule for rule in house.newest(db)}
    shipped = [rule for rule in rules.house_rules() if rule.key not in own]
    return tuple(sorted([*own.values(), *shipped], key=lambda rule: (rule.number, rule.key)))


def as_cited(db: Db, key: str, when: datetime) -> Reason | None:
    """A rule with the words that it had when a decision cited it."""
    then = house.at(db, key, to_us(when))
    if then is not None:
        return then
    return next((rule for rule in rules.house_rules() if rule.key == key), None)


class Rulebook:
    """The house rules for one person, who may be allowed to change them."""

    def __init__(self, db: Db, who: Who) -> None:
        self._db, self._person = db, who.person
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.EDIT_RULES)
    def listed(self) -> tuple[Reason, ...]:
        """Every rule, retired ones among them, by number."""
        return everything(self._db)

    @asks(Verb.EDIT_RULES)
    def wordings(self, key: str) -> list[tuple[datetime, Reason]]:
        """How a rule was before, the newest first; what shipped last."""
        found = [(from_us(at), rule) for _, at, _, rule in house.revisions(self._db, key)]
        return found

    @asks(Verb.EDIT_RULES)
    def change(self, rule: Reason) -> Reason:
        """Add a rule or change one; in force at once. Returns it as it was kept.

        Raises BadInput, which names what cannot be, NotAllowed for retiring what everything falls back on.
        """
        rule = _checked(rule, everything(self._db))
        with self._db.transaction():
            revision = house.add(self._db, rule, self._person)
            facts = {"revision": revision, "retired": rule.retired}
            journal.append(self._db, self._person, "house rule changed", f"rule {rule.key}", facts)
        return rule

    @asks(Verb.EDIT_RULES)
    def retire(self, key: str) -> Reason:
        """No longer offered. Past decisions still cite it."""
        return self.change(replace(self._known(key), retired=True))

    @asks(Verb.EDIT_RULES)
    def bring_back(self, key: str) -> Reason:
        return self.change(replace(self._known(key), retired=False))

    def _known(self, key: str) -> Reason:
        found = next((rule for rule in everything(self._db) if rule.key == key), None)
        if found is None:
            raise BadInput(f"There is no house rule “{key[:60]}”")
        return found


def _checked(rule: Reason, known: tuple[Reason, ...]) -> Reason:
    title, wording = storable(rule.title.strip()), storable(rule.wording.strip())
    if _KEY.fullmatch(rule.key) is None:
        raise BadInput(
            "The rule's key cannot be used", "", "Use small letters, digits and dashes, 40 at the most"
        )
    if not title or len(title) > _TITLE or not title.isprintable():
        raise BadInput("The rule needs a title", "", f"One line of {_TITLE} letters at the most")
    if len(wording) > _WORDING:
        raise BadInput("The wording is too long", "", f"It may have {_WORDING} letters")
    if not 1 <= rule.number <= _NUMBER:
        raise BadInput("The rule's number cannot be used", "", f"Give one from 1 to {_NUMBER}")
    if not rule.verdicts:
        raise BadInput("The rule allows nothing", "", "Choose what may be decided under it")
    if not rule.second_look <= rule.verdicts & {Verdict.HIDE, Verdict.DELETE}:
        raise BadInput("A second look is for hide and delete", "", "Allow what is to be looked at twice")
    if unknown := set(rule.categories) - set(LABELS):
        raise BadInput(f"There is no category {', '.join(sorted(unknown))[:60]}")
    others = [each for each in known if each.key != rule.key and not each.retired]
    if not rule.retired and any(each.number == rule.number for each in others):
        raise BadInput(
            f"Number {rule.number} belongs to another rule", "", "Give each rule a number of its own"
        )
    if rule.key == GENERAL and (rule.retired or not {Verdict.HIDE, Verdict.DELETE} <= rule.verdicts):
        raise NotAllowed("This rule is what decisions fall back on", "", "Change its words instead")
    return replace(rule, title=title, wording=wording)
