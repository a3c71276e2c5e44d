"""The queue protocol with near-copies that join cards and are taken out again, in any order with all else."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from moderator.problems import Refused
from moderator.scores import Band
from moderator.store import wordings
from moderator.store.texts import text_key
from tests.store.desks import score
from tests.store.machine import QueueMachine

TURNIPS = tuple(f"You absolute turnip{tail}" for tail in (" 1", " 2", " 3", " 4"))


class ClusterMachine(QueueMachine):
    """`near` holds which texts ever stood on a card together: a decision is about those and no others."""

    def __init__(self) -> None:
        super().__init__()
        self.near: dict[str, set[str]] = {}

    def stood_with(self, text: str, shown: str) -> bool:
        found, more = set[str](), {str(text_key(shown))}
        while more:
            key = more.pop()
            found.add(key)
            more |= self.near.get(key, set()) - found
        return text_key(text) in found

    @rule(texts=st.lists(st.sampled_from(TURNIPS), min_size=1, max_size=4))
    def a_campaign_goes_on(self, texts: list[str]) -> None:
        self.gather(texts, False)

    @rule(data=st.data())
    def joins(self, data: st.DataObject) -> None:
        """A worker finds near-copies; another worker may find the same."""
        open_cards = self.world.query(
            "SELECT id, scored, copies FROM card WHERE state IN ('waiting', 'claimed')"
        )
        for row in open_cards:
            if not row["scored"] and row["copies"]:
                score(self.world, row["id"], Band.S2)
        ids = sorted(row["id"] for row in open_cards)[:4]
        if len(ids) < 2:
            return
        head, card = data.draw(st.permutations(ids))[:2]
        texts: list[str] = []

        def fits(one: str, other: str) -> bool:
            texts.extend((one, other))
            return True

        with self.world.transaction():
            joined = wordings.join(self.world, head, card, fits=fits)
        if joined:
            one, other = (str(text_key(text)) for text in texts)
            self.near.setdefault(one, set()).add(other)
            self.near.setdefault(other, set()).add(one)

    @rule(data=st.data())
    def joins_again(self, data: st.DataObject) -> None:
        self.joins(data)

    @precondition(lambda self: self.several())
    @rule(data=st.data(), back=st.booleans())
    def is_taken_out(self, data: st.DataObject, back: bool) -> None:
        card = data.draw(st.sampled_from(self.several()))
        found = wordings.of(self.world, card)
        wording = data.draw(st.sampled_from(found))
        with self.world.transaction():
            try:
                own = wordings.part(self.world, card, wording.text_key)
            except Refused:
                assert wording.stands
                return
        if back:
            with self.world.transaction():
                assert wordings.rejoin(self.world, card, own), "what was taken out just now can be put back"
        else:
            with self.world.transaction():
                assert not wordings.join(self.world, card, own, fits=lambda one, other: True), "parted"

    def several(self) -> list[int]:
        return list(
            self.world.column(
                "SELECT id FROM card WHERE wordings > 1 AND state IN ('waiting', 'claimed') ORDER BY id LIMIT 3"
            )
        )
