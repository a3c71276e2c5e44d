"""Cards as values, for widgets that need no desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from moderator import rules
from moderator.cards import Around, AuthorRecord, Card, OpenCard, Option, PastDecision, State
from moderator.decisions import Verdict
from moderator.scores import Band

NOW = datetime(2026, 11, 22, 14, 6, tzinfo=UTC)

CALM = Card(
    id=1, platform="bluesky", account="City Transport", author="priya.example", author_name="Priya N.",
    posted_at=NOW - timedelta(minutes=4), band=Band.S0, labels={}, category="", sure=0.9, model="test 1",
    copies=1, authors=1, size=1, state=State.WAITING, version=1, text="Do the buses take bicycles?", language="en",
)  # fmt: skip
HARSH = replace(
    CALM, id=2, author="gravelroad.example", author_name="", band=Band.S2, category="insult", text=None
)


def open_card(card: Card = HARSH, *, above: tuple[Around, ...] = (), deletes: bool = True) -> OpenCard:
    return OpenCard(
        card=card,
        claim=1,
        trusted_for=timedelta(seconds=110),
        above=above,
        author=AuthorRecord(card.author, NOW, 2, 1, (PastDecision(Verdict.HIDE, None, NOW),)),
        options=(
            Option(Verdict.KEEP, True, "stays where it is", "can be undone"),
            Option(Verdict.HIDE, True, "hidden from the public", "can be undone", card.veiled),
            Option(
                Verdict.DELETE, deletes, "Bluesky cannot delete other people's replies", "cannot be undone"
            ),
            Option(Verdict.ESCALATE, True, "goes to the duty lead, unread", "can be undone"),
        ),
        reasons=rules.house_rules(),
        suggested_reason="personal-attacks" if card.veiled else None,
        explanation="quite sure (0.91) · test 1",
    )
