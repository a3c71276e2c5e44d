"""The wordings of one card for a person: how many, where each varies, and taking one out or putting it back.

What varies is told by place and kind, never by its words: those come through the door alone.
"""

from __future__ import annotations

from moderator.cards import PLACES, Varies, Wording
from moderator.problems import NoSuchCard, Refused
from moderator.store import journal, wordings
from moderator.store.db import Db
from moderator.store.texts import size_bucket

MOST_PLACES = 12  # of one wording that are told


class Wordings:
    """See the module. What writes runs inside the caller's transaction, who has asked whether the person has the card."""

    def __init__(self, db: Db, person: str) -> None:
        self._db, self._person = db, person

    def of(self, card_id: int, *, gone_too: bool = False) -> list[Wording]:
        """The one that stands for all first, then by how many sent it."""
        found = wordings.of(self._db, card_id, gone_too=gone_too)
        return [self._told(each, found[0].text) for each in found]

    def _told(self, each: wordings.Wording, head: str) -> Wording:
        from moderator.clustering import difference  # with its words, at the first list

        varies = () if each.stands else difference(head, each.text)[:MOST_PLACES]
        length = max(1, len(each.text))
        return Wording(
            comment=each.comment_id,
            copies=each.copies,
            authors=each.authors,
            size=size_bucket(each.text),
            stands=each.stands,
            varies=tuple(
                Varies(
                    min(PLACES - 1, part.start * PLACES // length), part.kind.value, part.start == part.end
                )
                for part in varies
            ),
        )

    def take_out(self, card_id: int, comment_id: int) -> int:
        found = next((each for each in wordings.of(self._db, card_id) if each.comment_id == comment_id), None)
        if found is None:
            raise NoSuchCard("This wording is no longer on the card", "", "Look again")
        own = wordings.part(self._db, card_id, found.text_key)
        facts = {"card": own, "copies": found.copies}
        journal.append(self._db, self._person, "wording taken out", f"card {card_id}", facts)
        return own

    def put_with(self, card_id: int, own: int) -> None:
        if not wordings.rejoin(self._db, card_id, own):
            raise Refused(
                "It cannot be put back on this card",
                "Somebody has it open, or it was decided",
                "Decide it alone",
            )
        journal.append(self._db, self._person, "wording put back", f"card {card_id}", {"card": own})
