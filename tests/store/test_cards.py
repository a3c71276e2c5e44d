"""The waiting line, scores, and the one way to a card's words."""

from __future__ import annotations

import pytest

from moderator.cards import State
from moderator.decisions import Verdict
from moderator.scores import Band, Score
from moderator.store import cards, queue
from moderator.store.db import Db
from tests.store.desks import Desks, card_of, claimed, comment, decide, gather, score

HARSH = "You absolute turnip"


@pytest.fixture
def three(db: Db, account: int) -> list[int]:
    gather(db, account, [comment(1, "Which street?"), comment(2, HARSH), comment(3, "Thanks " * 100)])
    return [card_of(db, n) for n in (1, 2, 3)]


def test_a_card_is_veiled_until_it_is_scored_calm(db: Db, three: list[int]) -> None:
    assert [card.text for card in cards.line(db, 10).cards] == [None, None, None]
    score(db, three[0], Band.S0)
    score(db, three[1], Band.S1)
    score(db, three[2], None)
    found = cards.cards_by_id(db, three)
    assert [card.text for card in found] == ["Which street?", None, None]
    assert [card.category for card in found] == ["", "insult", "language"]
    assert [card.unchecked for card in found] == [None, None, "language"]
    assert [card.size for card in found] == [0, 0, 3]


def test_the_veil_can_be_stricter_and_never_looser(db: Db, three: list[int]) -> None:
    score(db, three[0], Band.S0)
    score(db, three[1], Band.S1)
    assert [card.text for card in cards.line(db, 10, veil_from=0).cards] == [None, None, None]
    assert [card.text for card in cards.line(db, 10, veil_from=4).cards] == ["Which street?", None, None]


def test_the_words_are_there_for_the_door_alone(db: Db, three: list[int]) -> None:
    held = cards.held_words(db, three[1])
    assert held is not None
    assert (held.text, held.band) == (HARSH, None)
    assert cards.held_words(db, 10_000_000) is None


def test_the_line_and_its_ids_have_one_order(db: Db, three: list[int], desks: Desks) -> None:
    score(db, three[2], Band.S2, priority=3)
    score(db, three[1], Band.S1, priority=1)
    claimed(db, "otter", card_id=three[1])
    order = [three[2], three[1], three[0]]
    assert [card.id for card in cards.line(db, 10).cards] == order
    assert list(cards.line_ids(db)) == order
    assert [card.id for card in cards.line(db, 2).cards] == order[:2]
    line = cards.line(db, 1)
    assert (line.waiting, line.comments) == (3, 3)
    desks.clock.pass_(minutes=3)
    assert [card.state for card in cards.line(db, 10).cards] == [State.WAITING] * 3


def test_decided_cards_follow_when_asked_for(db: Db, three: list[int]) -> None:
    decide(db, claimed(db, card_id=three[1]), Verdict.KEEP)
    assert three[1] not in [card.id for card in cards.line(db, 10).cards]
    last = cards.line(db, 10, include_decided=True).cards[-1]
    assert (last.id, last.state, last.decided, last.text) == (three[1], State.DECIDED, Verdict.KEEP, None)
    assert list(cards.line_ids(db, decided_too=True))[-1] == three[1]


def test_unknown_cards_are_left_out(db: Db, three: list[int]) -> None:
    assert [card.id for card in cards.cards_by_id(db, [three[2], 10_000_000, three[0]])] == [
        three[2],
        three[0],
    ]
    assert cards.one_card(db, 10_000_000) is None


def test_a_score_for_words_that_changed_meanwhile_does_not_count(db: Db, account: int) -> None:
    gather(db, account, [comment(1, HARSH)])
    (waiting,) = cards.unscored(db, 10)
    gather(db, account, [comment(1, "Something new", version="v2")])
    made = Score({"toxicity": 0.9}, "test 1", Band.S3)
    with db.transaction():
        assert cards.save_scores(db, [cards.Scored(waiting.id, waiting.version, made, 0, "")]) == 0
    assert [card.text for card in cards.unscored(db, 10)] == ["Something new"]


def test_scoring_the_same_words_again_changes_the_first_score(db: Db, three: list[int]) -> None:
    score(db, three[0], Band.S1)
    assert score(db, three[0], Band.S0) == 1
    assert len(db.query("SELECT id FROM score")) == 1
    card = cards.one_card(db, three[0])
    assert card is not None
    assert card.band is Band.S0
    assert len(cards.unscored(db, 10)) == 2


def test_tries_are_counted_and_poison_is_left_for_people(db: Db, three: list[int]) -> None:
    with db.transaction():
        cards.add_try(db, three[:1])
    assert [card.tries for card in cards.unscored(db, 10)] == [1, 0, 0]
    with db.transaction():
        cards.set_unchecked(db, three[:1], "poison")
    card = cards.one_card(db, three[0])
    assert card is not None
    assert (card.band, card.unchecked, card.text) == (None, "poison", None)
    assert len(cards.unscored(db, 10)) == 2


def test_without_a_scorer_cards_stay_veiled_and_are_scored_later(db: Db, three: list[int]) -> None:
    with db.transaction():
        cards.add_try(db, three)
        cards.scorer_down(db, three)
    assert [(card.tries, card.id) for card in cards.unscored(db, 10)] == [(0, card) for card in three]
    assert {card.unchecked for card in cards.line(db, 10).cards} == {"scorer_down"}


@pytest.mark.parametrize(
    ("labels", "band", "told"),
    [
        ({"toxicity": 0.9, "threat": 0.6, "insult": 0.5}, Band.S3, ("threat", 0.6)),
        ({"toxicity": 0.9, "insult": 0.2}, Band.S1, ("toxicity", 0.9)),
        ({"toxicity": 0.1, "insult": 0.05}, Band.S0, ("", 0.05)),
        ({"toxicity": 0.7}, Band.S2, ("toxicity", 0.7)),
        ({}, None, ("", 0.0)),
    ],
)
def test_the_strongest_label_names_the_card(
    labels: dict[str, float], band: Band | None, told: tuple[str, float]
) -> None:
    assert cards.strongest(Score(labels, "test 1", band)) == told


def test_counts_say_what_waits(db: Db, account: int) -> None:
    gather(db, account, [comment(n, HARSH) for n in range(4)] + [comment(9, "Hm")])
    claimed(db)
    found = dict(cards.counts(db))
    assert found == {"waiting": 2, "comments": 5, "claimed": 1, "unscored": 2, "pushing": 0, "parked": 0}


def test_claimed_cards_stand_in_the_ids_of_the_line_where_they_stood_before(db: Db, account: int) -> None:
    gather(db, account, [comment(n, f"You absolute turnip {n}") for n in range(40)])
    with db.transaction():
        db.run("UPDATE card SET priority = (id * 7) % 5")
    before = list(cards.line_ids(db))
    assert before == db.column("SELECT id FROM card ORDER BY priority DESC, id")
    for number, card in enumerate((before[0], before[1], before[17], before[18], before[-1])):
        with db.transaction():
            assert queue.claim(db, f"p{number}", f"desk-{number}", card_id=card)
    assert list(cards.line_ids(db)) == before


def test_what_is_counted_is_counted_anew_when_anybody_has_written_and_what_was_taken_back_does_not_count(
    db: Db, account: int
) -> None:
    gather(db, account, [comment(1, "You absolute turnip")])
    assert cards.counts(db)["waiting"] == 1
    gather(db, account, [comment(2, "You parsnip")])
    assert cards.counts(db)["waiting"] == 2
    with pytest.raises(ZeroDivisionError):
        _take_back(db)
    assert cards.counts(db)["waiting"] == 2
    assert cards.counts(db)["waiting"] == 2


def _take_back(db: Db) -> None:
    with db.transaction():
        db.run("UPDATE card SET state = 'gone'")
        assert cards.counts(db)["waiting"] == 0
        raise ZeroDivisionError
