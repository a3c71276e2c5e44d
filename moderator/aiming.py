"""Whom a text is aimed at, for the worker that looks before anybody reads, and for the door that looks once more.

The worker goes through the texts of open cards and keeps which entries of the staff directory each names; after a change
of the directory it goes through all of them again, in the background. The door does not rely on that: whatever it lets
out it looks through itself, so that no race and no worker that stands still brings a text to the person it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

from moderator.cards import Around, Card
from moderator.naming.names import Hashing, Mark, Names
from moderator.people.roles import Role
from moderator.problems import ConcernsYou
from moderator.store import directory, people
from moderator.store.db import Db
from moderator.wellbeing.exposure import Target

AT_ONCE = 256  # cards of one round
PURPOSE = "names"  # of the key that names are hashed with
_READS = frozenset({Role.MODERATOR, Role.LEAD})
_kept: WeakKeyDictionary[Db, tuple[str, int, Names]] = WeakKeyDictionary()


def names(db: Db, key: bytes) -> Names:
    """The directory as it is now, kept until it changes. `key` is derived from the root key for PURPOSE."""
    hashing, now = Hashing(key), directory.generation(db)
    kept = _kept.get(db)
    if kept is not None and kept[:2] == (hashing.key_id, now):
        return kept[2]
    found = directory.forms(db, hashing.key_id) if now else []
    made = Names(hashing, ((entry, Mark(*form)) for entry, form in found))
    _kept[db] = (hashing.key_id, now, made)
    return made


def seek(db: Db, key: bytes, limit: int = AT_ONCE) -> int:
    """The next open cards are looked through. Returns how many; 0 when there is nothing to do."""
    now = directory.generation(db)
    if not now:
        return 0
    ids = directory.to_seek(db, now, limit)
    if not ids:
        return 0
    known = names(db, key)
    with db.transaction():
        for each in directory.texts_of(db, ids):
            found = (
                known.in_text(each.text, directory.platforms_of(db, each.card) or None)
                if known
                else frozenset()
            )
            directory.save_named(db, each.text_key, found, Hashing(key).key_id)
        directory.sought(db, ids, now)
    return len(ids)


class Aim:
    """Whom texts are aimed at, for one person. Without a `key` what the worker found is all that is known."""

    def __init__(self, db: Db, person: str, key: bytes | None = None) -> None:
        self._db, self._person, self._key = db, person, key

    def named(self, text: str, text_key: str | None, card_id: int) -> frozenset[int]:
        """The entries that this text names, where it stands on this card."""
        if not directory.generation(self._db):
            return frozenset()
        found = directory.named_in(self._db, text_key)
        if self._key is None:
            return found
        return found | names(self._db, self._key).in_text(
            text, directory.platforms_of(self._db, card_id) or None
        )

    def target_of(self, named: Iterable[int]) -> Target:
        entries = frozenset(named)
        if not entries:
            return Target.GENERAL
        return Target.ME if entries & self.mine() else Target.COLLEAGUE

    def mine(self) -> frozenset[int]:
        if not directory.generation(self._db):
            return frozenset()
        return directory.entries_of(self._db, self._person)

    def named_on(self, card_ids: Iterable[int]) -> dict[int, frozenset[int]]:
        """Of these cards, those that name somebody, as far as is known, and which entries."""
        return directory.naming(self._db, list(card_ids))

    def is_me(self, text: str) -> bool:
        """Is it this very person that the text names? Asked of what would be shown bare."""
        mine = self.mine()
        if not mine or self._key is None:
            return False
        return bool(names(self._db, self._key).in_text(text) & mine)

    def of_card(self, card_id: int) -> Target:
        """By all that stands on it: whoever may not read one of its wordings does not get the card."""
        now = directory.generation(self._db)
        if not now:
            return Target.GENERAL
        found = set(self.named_on([card_id]).get(card_id, ()))
        key_id = "" if self._key is None else Hashing(self._key).key_id
        if self._key is not None and not directory.all_sought(self._db, card_id, now, key_id):
            for _, entries in self._found_on(card_id, self._key):
                found |= entries
        return self.target_of(found)

    def somebody_else(self, named: Iterable[int]) -> bool:
        """Is there anybody here who reads and is not named too?"""
        theirs = directory.persons_of(self._db, named) | {self._person}
        return any(
            one.id not in theirs and _READS & set(map(Role, one.roles)) for one in people.everybody(self._db)
        )

    def refuse(self, target: Target, named: Callable[[], Iterable[int]]) -> None:
        """Raises ConcernsYou where this is about whoever asks."""
        if target is Target.ME:
            raise concerns_you(alone=not self.somebody_else(named()))

    def keep(self, card_id: int) -> None:
        """What the door found before the worker did: the line knows it from now on."""
        if self._key is not None:
            key_id = Hashing(self._key).key_id
            for text_key, entries in self._found_on(card_id, self._key):
                directory.save_named(self._db, text_key, entries, key_id)

    def _found_on(self, card_id: int, key: bytes) -> list[tuple[str, frozenset[int]]]:
        """Each text that stands on it, looked through now."""
        known, where = names(self._db, key), directory.platforms_of(self._db, card_id) or None
        texts = directory.texts_of(self._db, [card_id])
        return [(each.text_key, known.in_text(each.text, where)) for each in texts]

    # what lists show

    def cards(self, found: Sequence[Card]) -> list[Card]:
        """Which of them name a colleague, and no words of those that name whoever looks."""
        if not directory.generation(self._db):
            return list(found)
        named, mine = self.named_on([card.id for card in found]), self.mine()
        return [self._card(card, named.get(card.id, frozenset()), mine) for card in found]

    def _card(self, card: Card, named: frozenset[int], mine: frozenset[int]) -> Card:
        me = bool(named & mine) or (card.text is not None and self.is_me(card.text))
        if me:
            return replace(card, text=None, concerns_me=True)
        return replace(card, names_colleague=True) if named else card

    def around(self, found: Iterable[Around]) -> tuple[Around, ...]:
        """No words that name whoever looks, but for the agency's own posts."""
        return tuple(
            replace(each, text=None) if each.text and not each.own and self.is_me(each.text) else each
            for each in found
        )

    def is_about_me(self, card_id: int) -> bool:
        return bool(self.mine()) and self.of_card(card_id) is Target.ME

    def keeps_away(self, card_id: int) -> bool:
        """Does it name whoever asks, while there is somebody else who could look at it?"""
        return self.is_about_me(card_id) and self.somebody_else(self.entries_on(card_id))

    def demand_others(self, card_id: int) -> None:
        """Raises ConcernsYou."""
        if self.keeps_away(card_id):
            raise concerns_you(alone=False)

    def entries_on(self, card_id: int) -> frozenset[int]:
        return self.named_on([card_id]).get(card_id, frozenset()) | self.mine()


def concerns_you(*, alone: bool) -> ConcernsYou:
    if alone:
        return ConcernsYou(
            "This may concern you",
            "Nobody else is here who could look at it; you do not have to",
            "Leave it, escalate it unread, or ask for the words once more to read them all the same",
            alone=True,
        )
    return ConcernsYou(
        "This may concern you", "A colleague will look at it", "You can escalate it unread", alone=False
    )
