"""Scoring: before anyone reads, whatever goes wrong with the scorer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest

from moderator.alike import Alike
from moderator.comments import Batch, Comment
from moderator.explaining import told
from moderator.problems import ScorerGone
from moderator.rating import TRIES, Memory, ask_again, place_grown, rate_waiting, second_opinions
from moderator.scores import Band, Score
from moderator.store import accounts, cards, comments, veils
from moderator.store.db import Db


def _say(db: Db, *texts: str, start: int = 0) -> None:
    said = tuple(
        Comment(f"n{start + n}", text, "bob", "bob", text.encode(), version="1")
        for n, text in enumerate(texts)
    )
    with db.transaction():
        comments.save_batch(db, 1, Batch(comments=said), "rehearsal")


def _calm(texts: Sequence[str]) -> list[Score]:
    return [Score({"insult": 0.0}, "test 1", Band.S0, "en") for _ in texts]


def _harsh(texts: Sequence[str]) -> list[Score]:
    return [Score({"insult": 0.9}, "test 1", Band.S2, "en") for _ in texts]


def test_until_it_is_scored_a_card_is_veiled(db: Db):
    _say(db, "When will the bridge open?")
    (card,) = cards.line(db, 10).cards
    assert card.veiled
    assert card.text is None
    rate_waiting(db, _calm)
    (card,) = cards.line(db, 10).cards
    assert card.text == "When will the bridge open?"


def test_a_scorer_that_is_gone_leaves_cards_veiled_and_they_are_scored_once_it_is_back(db: Db):
    def gone(texts: Sequence[str]) -> list[Score]:
        raise ScorerGone("The scorer is missing")

    _say(db, "When will the bridge open?")
    for _ in range(TRIES + 2):
        with pytest.raises(ScorerGone):
            rate_waiting(db, gone)
    (card,) = cards.line(db, 10).cards
    assert (card.veiled, card.unchecked) == (True, "scorer_down")
    assert rate_waiting(db, _calm) == 1
    assert not cards.line(db, 10).cards[0].veiled


def test_a_text_that_brings_the_scorer_down_is_left_for_people_and_the_others_are_scored(db: Db):
    def fragile(texts: Sequence[str]) -> list[Score]:
        if any("poison" in text for text in texts):
            raise RuntimeError("it fell over")
        return _calm(texts)

    _say(db, "poison", *(f"calm {n}" for n in range(5)))
    for _ in range(TRIES + 1):
        rate_waiting(db, fragile)
    found = {card.unchecked for card in cards.line(db, 10).cards}
    assert found == {None, "poison"}
    assert sum(card.veiled for card in cards.line(db, 10).cards) == 1


def test_a_card_that_more_copies_join_moves_up_and_says_why(db: Db):
    _say(db, "You utter pumpkin", "You absolute turnip")
    rate_waiting(db, _harsh)
    _say(db, *(["You absolute turnip"] * 11), start=10)
    assert place_grown(db) == 1
    first = cards.line(db, 10).cards[0]
    assert (first.copies, first.first_because) == (12, "12 copies")
    assert place_grown(db) == 0


# a second opinion


def _first(db: Db, *texts: str) -> None:
    """These have been read by the first scorer, which finds them calm."""
    _say(db, *texts)
    rate_waiting(db, _calm, second=lambda: True)


def test_a_card_has_its_first_score_at_once_and_the_second_opinion_raises_its_veil(db: Db):
    _first(db, "When will the bridge open?")
    assert not cards.line(db, 10).cards[0].veiled
    assert second_opinions(db, _harsh) == 1
    (card,) = cards.line(db, 10).cards
    assert card.veiled
    assert card.text is None
    assert second_opinions(db, _calm) == 0, "once is enough"


def test_where_there_is_no_second_scorer_nothing_waits_for_one(db: Db):
    _say(db, "When will the bridge open?")
    rate_waiting(db, _calm)
    assert cards.without_second(db, 10) == []


def test_a_second_scorer_that_is_gone_leaves_first_scores_and_is_asked_again_once_it_is_back(db: Db):
    def gone(texts: Sequence[str]) -> list[Score]:
        raise ScorerGone("The model is damaged")

    _first(db, "When will the bridge open?")
    for _ in range(TRIES + 2):
        with pytest.raises(ScorerGone):
            second_opinions(db, gone)
    assert not cards.line(db, 10).cards[0].veiled
    assert second_opinions(db, _harsh) == 1
    assert cards.line(db, 10).cards[0].veiled


def test_a_text_that_brings_the_second_scorer_down_keeps_its_first_score_and_the_others_get_theirs(db: Db):
    def breaks(texts: Sequence[str]) -> list[Score]:
        if any("poison" in text for text in texts):
            raise MemoryError
        return _harsh(texts)

    _first(db, "poison", "one", "two")
    for _ in range(2 * TRIES + 1):
        second_opinions(db, breaks)
    assert cards.without_second(db, 10) == []
    veiled = {card.veiled for card in cards.line(db, 10).cards}
    assert veiled == {True, False}
    assert sum(card.veiled for card in cards.line(db, 10).cards) == 2


def test_an_edited_text_gets_a_first_score_before_its_second(db: Db):
    _first(db, "When will the bridge open?")
    edited = Comment("n0", "And the road?", "bob", "bob", b"And the road?", version="2")
    with db.transaction():
        comments.save_batch(db, 1, Batch(comments=(edited,)), "rehearsal")
    assert second_opinions(db, _harsh) == 0
    rate_waiting(db, _calm, second=lambda: True)
    assert second_opinions(db, _harsh) == 1
    assert cards.line(db, 10).cards[0].veiled


def _newer(band: Band, model: str = "test 2") -> Callable[[Sequence[str]], list[Score]]:
    return lambda texts: [Score({"insult": 0.4}, model, band, "en") for _ in texts]


def test_when_a_model_came_open_cards_are_rated_anew_once(db: Db):
    assert ask_again(db, "test 1") == 0
    _say(db, "When will the bridge open?", "And the road?")
    rate_waiting(db, _calm)
    assert ask_again(db, "test 1") == 0
    assert ask_again(db, "test 2") == 2
    assert second_opinions(db, _newer(Band.S1)) == 2
    assert all(card.veiled for card in cards.line(db, 10).cards)
    assert ask_again(db, "test 2") == 0
    assert ask_again(db, "test 2 + more 1") == 2
    second_opinions(db, _newer(Band.S1, "test 2 + more 1"))
    assert ask_again(db, "test 2") == 0, "nobody new is there to be asked"


def test_a_later_score_lowers_a_veil_by_policy_alone_and_is_kept_for_the_record_either_way(db: Db):
    _say(db, "When will the bridge open?")
    rate_waiting(db, _harsh)
    ask_again(db, "test 2")
    second_opinions(db, _newer(Band.S0), lower=False)
    (card,) = cards.line(db, 10).cards
    assert (card.band, card.model) == (Band.S2, "test 1")
    assert cards.without_second(db, 10) == []
    rows = db.query("SELECT model, band FROM score ORDER BY id")
    assert [(row["model"], row["band"]) for row in rows] == [("test 1", 2), ("test 2", 0)]
    ask_again(db, "test 3")
    second_opinions(db, _newer(Band.S0, "test 3"), lower=True)
    (card,) = cards.line(db, 10).cards
    assert (card.band, card.model) == (Band.S0, "test 3")


def test_what_a_person_must_score_is_not_given_to_the_scorer_that_it_brought_down(db: Db):
    def fragile(texts: Sequence[str]) -> list[Score]:
        raise RuntimeError("it fell over")

    _say(db, "poison")
    for _ in range(TRIES + 1):
        rate_waiting(db, fragile)
    assert ask_again(db, "test 2") == 0
    assert cards.line(db, 10).cards[0].unchecked == "poison"


# what was read before

BOTH = Memory("test 1", "test 1 + slow 1", "en, thresholds 1")


class Reader:
    """Counts what it is given."""

    def __init__(self, band: Band = Band.S0, model: str = "test 1", **labels: float) -> None:
        self._score = Score({"insult": 0.0, **labels}, model, band, "en")
        self.read: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[Score]:
        self.read += texts
        return [self._score for _ in texts]


def _decided(db: Db) -> None:
    with db.transaction():
        db.run("UPDATE card SET state = 'decided'")


def test_a_text_that_comes_back_after_its_card_was_decided_is_not_read_again(db: Db):
    quick, slow = Reader(), Reader(Band.S2, "test 1 + slow 1", insult=0.9)
    _say(db, "You absolute turnip", "When will the bridge open?")
    rate_waiting(db, quick, second=lambda: True, memory=BOTH)
    second_opinions(db, slow, memory=BOTH)
    _decided(db)
    _say(db, "You  absolute turnip", start=5)
    rate_waiting(db, quick, second=lambda: True, memory=BOTH)
    (card,) = cards.line(db, 10).cards
    assert (card.band, card.model, card.taken) == (Band.S2, "test 1 + slow 1", "same")
    assert len(quick.read) == len(slow.read) == 2
    assert cards.without_second(db, 10) == []
    row = db.query("SELECT taken, taken_from FROM score ORDER BY id DESC LIMIT 1")[0]
    assert row == {"taken": "same", "taken_from": 1}


def test_where_only_the_first_scorer_had_read_it_the_second_still_does(db: Db):
    quick, slow = Reader(), Reader(Band.S2, "test 1 + slow 1")
    _say(db, "You absolute turnip")
    rate_waiting(db, quick, memory=BOTH)
    _decided(db)
    _say(db, "You absolute turnip", start=5)
    rate_waiting(db, quick, second=lambda: True, memory=BOTH)
    assert len(quick.read) == 1
    assert second_opinions(db, slow, memory=BOTH) == 1
    (card,) = cards.line(db, 10).cards
    assert (card.band, card.taken) == (Band.S2, "")


@pytest.mark.parametrize(
    "now",
    [
        Memory("test 2", "test 2", BOTH.under),
        Memory("test 1", "test 1", "en, thresholds 2"),
        Memory("test 1", "test 1", "de, thresholds 1"),
        Memory("test 1", "test 1"),
    ],
)
def test_another_model_language_or_threshold_reads_it_itself(db: Db, now: Memory):
    """What a lowered threshold would veil must not be shown because it was calm once."""
    _say(db, "You absolute turnip")
    rate_waiting(db, _calm, memory=Memory("test 1", "test 1", BOTH.under))
    _decided(db)
    _say(db, "You absolute turnip", start=5)
    reader = Reader(Band.S2, now.first)
    rate_waiting(db, reader, memory=now)
    assert reader.read == ["You absolute turnip"]
    assert cards.line(db, 10).cards[0].veiled


def test_a_taken_score_is_veiled_from_the_point_of_its_own_account(db: Db):
    memory = Memory("test 1", "test 1", BOTH.under)
    with db.transaction():
        other = accounts.add(db, "file", "", "strict", None)
        veils.choose(db, other, Band.S1, "insult", 0.1, "otter")
    reader = Reader(Band.S0, insult=0.2)
    _say(db, "You absolute turnip")
    rate_waiting(db, reader, memory=memory)
    assert not cards.line(db, 10).cards[0].veiled
    _decided(db)
    said = Comment("n9", "You absolute turnip", "bob", "bob", b"x", version="1")
    with db.transaction():
        comments.save_batch(db, other, Batch(comments=(said,)), "file")
    rate_waiting(db, reader, memory=memory)
    assert cards.line(db, 10).cards[0].veiled
    _decided(db)
    _say(db, "You absolute turnip", start=20)
    rate_waiting(db, reader, memory=memory)
    assert not cards.line(db, 10).cards[0].veiled, "the point of another account goes no further"
    assert len(reader.read) == 1


def test_when_a_point_is_chosen_open_cards_are_rated_anew_without_being_read_again(db: Db):
    memory = Memory("test 1", "test 1", BOTH.under)
    reader = Reader(Band.S0, insult=0.2)
    _say(db, "You absolute turnip", "When will the bridge open?")
    rate_waiting(db, reader, memory=memory)
    with db.transaction():
        veils.choose(db, 1, Band.S1, "insult", 0.1, "otter")
        veils.ask_again(db, 1)
    assert second_opinions(db, reader, memory=memory) == 2
    assert all(card.veiled for card in cards.line(db, 10).cards)
    assert len(reader.read) == 2


def test_a_text_that_brought_the_scorer_down_is_remembered_as_nothing(db: Db):
    memory = Memory("test 1", "test 1", BOTH.under)

    def fragile(texts: Sequence[str]) -> list[Score]:
        raise RuntimeError("it fell over")

    _say(db, "poison")
    for _ in range(TRIES + 1):
        rate_waiting(db, fragile, memory=memory)
    _decided(db)
    _say(db, "poison", start=5)
    rate_waiting(db, _calm, memory=memory)
    assert cards.line(db, 10).cards[0].unchecked is None


def test_what_is_shown_bare_has_its_second_opinion_first(db: Db):
    def mixed(texts: Sequence[str]) -> list[Score]:
        return [(_harsh if "turnip" in text else _calm)([text])[0] for text in texts]

    _say(db, "You absolute turnip", "When will the bridge open?")
    rate_waiting(db, mixed, second=lambda: True)
    assert [card.text for card in cards.without_second(db, 10)] == [
        "When will the bridge open?",
        "You absolute turnip",
    ]


# near-copies

CAMPAIGN = "The mayor and the council sold our swimming pool to that absolute turnip of a builder last summer"


class Quick:
    """Finds what a test says of a text, by a word in it; everything else is calm."""

    def __init__(self, **harsh: float) -> None:
        self._harsh = harsh

    def __call__(self, texts: Sequence[str]) -> list[Score]:
        return [self._score(text) for text in texts]

    def _score(self, text: str) -> Score:
        insult = max((value for word, value in self._harsh.items() if word in text), default=0.0)
        return Score({"insult": insult}, "test 1", Band.S2 if insult >= 0.5 else Band.S0, "en")


def _campaign(db: Db, *texts: str, quick: Quick | None = None) -> None:
    _say(db, *texts)
    rate_waiting(db, quick or Quick(), second=lambda: True, memory=BOTH)


def _until_read(db: Db, slow: Reader, alike: Alike) -> None:
    while cards.without_second(db, 1):
        assert second_opinions(db, slow, memory=BOTH, alike=alike)


def test_a_near_copy_has_the_second_opinion_of_the_text_it_is_a_copy_of_and_says_so(db: Db):
    slow = Reader(Band.S2, "test 1 + slow 1", insult=0.9)
    copies = [f"{CAMPAIGN} 😡", CAMPAIGN.upper(), f"@city {CAMPAIGN}!!!"]
    _campaign(db, CAMPAIGN, "When will the bridge over the river open again for everybody?", *copies)
    _until_read(db, slow, Alike(db))
    assert slow.read == [CAMPAIGN, "When will the bridge over the river open again for everybody?"]
    found = cards.line(db, 10).cards
    assert all((card.band, card.model) == (Band.S2, "test 1 + slow 1") for card in found)
    assert [card.taken for card in sorted(found, key=lambda card: card.id)] == [
        "",
        "",
        "near",
        "near",
        "near",
    ]
    rows = db.query("SELECT taken_from FROM score WHERE taken = 'near'")
    assert {row["taken_from"] for row in rows} == {1}
    assert "as a near-copy of it was scored" in told(next(card for card in found if card.taken))


def test_what_is_told_of_a_near_copy_is_never_milder_than_its_own_first_score(db: Db):
    slow = Reader(Band.S0, "test 1 + slow 1", insult=0.1)
    harsh = f"{CAMPAIGN} 😡"
    _campaign(db, CAMPAIGN, harsh, quick=Quick(turnip=0.6))
    _until_read(db, slow, Alike(db))
    kept = {card.id: card.band for card in cards.line(db, 10).cards}
    assert kept[2] == Band.S2
    row = db.query("SELECT labels, band FROM score WHERE card_id = 2 AND taken = 'near'")[0]
    assert (row["band"], json.loads(row["labels"])["insult"]) == (2, 0.6)


def test_a_copy_that_the_first_scorer_finds_harsher_is_read_itself(db: Db):
    slow = Reader(Band.S1, "test 1 + slow 1", insult=0.2)
    harsher = f"{CAMPAIGN} pumpkinhead"
    _campaign(db, CAMPAIGN, harsher, quick=Quick(pumpkinhead=0.3))
    _until_read(db, slow, Alike(db))
    assert sorted(slow.read) == sorted([CAMPAIGN, harsher])


def test_of_several_copies_that_are_harsher_than_the_first_one_is_read_for_the_others(db: Db):
    slow = Reader(Band.S1, "test 1 + slow 1", insult=0.2)
    harsher = [f"{CAMPAIGN} pumpkinhead {sign}" for sign in ("😡", "😭", "🔥")]
    _campaign(db, CAMPAIGN, *harsher, quick=Quick(pumpkinhead=0.3))
    _until_read(db, slow, Alike(db))
    assert len(slow.read) == 2
    assert CAMPAIGN in slow.read
    assert sorted(card.taken for card in cards.line(db, 10).cards) == ["", "", "near", "near"]


@pytest.mark.parametrize(
    "other",
    [
        "The mayor and the council never sold our swimming pool to that absolute turnip of a builder last summer",
        "The mayor and the council sold our swimming pool to that absolute turnip of a builder in 2019",
        "The mayor and the council should have sold something else, the pool was what made this town worth living in",
    ],
)
def test_another_sense_or_too_little_in_common_is_read_itself(db: Db, other: str):
    slow = Reader(Band.S0, "test 1 + slow 1")
    _campaign(db, CAMPAIGN, other)
    _until_read(db, slow, Alike(db))
    assert sorted(slow.read) == sorted([CAMPAIGN, other])


def test_near_copies_of_what_was_read_before_the_worker_started_again_are_known(db: Db):
    slow = Reader(Band.S2, "test 1 + slow 1", insult=0.9)
    _campaign(db, CAMPAIGN)
    _until_read(db, slow, Alike(db))
    _decided(db)
    _say(db, f"{CAMPAIGN} 😡", start=5)
    rate_waiting(db, Quick(), second=lambda: True, memory=BOTH)
    _until_read(db, slow, Alike(db))
    assert slow.read == [CAMPAIGN]
    assert cards.line(db, 10).cards[0].taken == "near"
    _decided(db)
    _say(db, f"{CAMPAIGN} 😡", start=9)
    rate_waiting(db, Quick(), second=lambda: True, memory=BOTH)
    (card,) = cards.line(db, 10).cards
    assert (card.taken, card.band) == ("near", Band.S2), "an exact copy of a near-copy says what it rests on"


def test_a_copy_does_not_wait_for_a_text_that_was_decided_before_it_was_read(db: Db):
    slow, alike = Reader(Band.S0, "test 1 + slow 1"), Alike(db)

    def down(texts: Sequence[str]) -> list[Score]:
        raise ScorerGone("The model is damaged")

    _campaign(db, CAMPAIGN)
    with pytest.raises(ScorerGone):
        second_opinions(db, down, memory=BOTH, alike=alike)
    _decided(db)
    _say(db, f"{CAMPAIGN} 😡", start=5)
    rate_waiting(db, Quick(), second=lambda: True, memory=BOTH)
    assert second_opinions(db, slow, memory=BOTH, alike=alike) == 1
    assert slow.read == [f"{CAMPAIGN} 😡"]
