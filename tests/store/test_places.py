"""The place that a card has in the line: the store keeps the order that the formula makes, and counts it anew in pieces."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderator import promising
from moderator.comments import Gone, GoneReason
from moderator.decisions import Verdict
from moderator.promising import Promises
from moderator.rating import place_grown, rate_waiting, scored
from moderator.scheduling import is_threat, order
from moderator.scores import Band, Score
from moderator.settings import Settings
from moderator.store import cards, people, places, queue, rosters
from moderator.store.db import Db
from tests.store.desks import Desks, card_of, claim, claimed, comment, decide, gather

HOUR = 3_600_000_000
SOON = Settings(promise_other=1, promise_harsh=1, promise_threat=1)

line = st.lists(
    st.tuples(
        st.sampled_from([None, *Band]),
        st.integers(1, 2000),
        st.sampled_from([0.1, 0.9]),
        st.integers(-400 * 24, 24),
    ),
    min_size=1,
    max_size=40,
)


def rate(texts: object) -> list[Score]:
    return [Score({"insult": 0.9}, "test 1", Band.S2, "en") for _ in texts]  # type: ignore[attr-defined]


def due_of(db: Db, card_id: int) -> int:
    return int(db.column("SELECT due_us FROM card WHERE id = :id", id=card_id)[0])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=line)
def test_the_store_has_the_order_of_the_formula(
    db: Db, account: int, line: list[tuple[Band | None, int, float, int]]
) -> None:
    start = int(db.column("SELECT coalesce(max(id), 0) FROM comment")[0])
    with db.transaction():
        db.run("UPDATE card SET state = 'gone', claim_id = NULL")
        db.run("UPDATE claim SET ended_us = 1, end_reason = 'test' WHERE ended_us IS NULL")
    gather(db, account, [comment(start + n, f"turnip {start + n}") for n in range(len(line))])
    promises = Promises(db)
    rows, expected = [], []
    for waiting, (band, copies, threat, hours) in zip(cards.unscored(db, 100), line, strict=True):
        given = waiting._replace(copies=copies, since_us=waiting.since_us + hours * HOUR)
        labels = {"threat": threat}
        rows.append(
            scored(
                promises, given, Score(labels, "test 1", band, "en", None if band is not None else "blank")
            )
        )
        place, due_us = promises.place(band, copies, labels, given.since_us)
        assert order(band, copies, labels, due_us) == place
        expected.append((-place.priority, waiting.id))
    with db.transaction():
        assert cards.save_scores(db, rows) == len(line)
    wanted = [card_id for _, card_id in sorted(expected)]
    assert list(cards.line_ids(db)) == wanted
    assert [card.id for card in cards.line(db, 100).cards] == wanted
    served = [claimed(db, f"p{n}").card_id for n in range(len(wanted))]
    assert served == wanted  # and nobody got what another had
    assert claim(db, "late") is None


def test_a_card_without_a_score_stands_with_the_calm_ones_until_it_has_one(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "You absolute turnip")])
    rate_waiting(db, rate)
    gather(db, account, [comment(2, "Which street?")])
    assert list(cards.line_ids(db)) == [card_of(db, 1), card_of(db, 2)]
    with db.transaction():
        places.put(db, map(Promises(db).placed, places.open_after(db, 0, 10, unscored=True)))
    card = cards.one_card(db, card_of(db, 2))
    assert card is not None
    assert (card.first_because, card.due_at is not None) == ("not checked", True)
    gather(db, account, [comment(n, "Which street?") for n in range(10, 20)])
    assert place_grown(db) == 1
    assert cards.cards_by_id(db, [card.id])[0].first_because == "11 copies"


def test_an_edit_is_no_way_to_the_end_of_the_line(db: Db, account: int, desks: Desks) -> None:
    for n in (1, 2):
        gather(db, account, [comment(n, f"You absolute turnip {n}")])
        desks.clock.pass_(minutes=1)
    rate_waiting(db, rate)
    gather(db, account, [comment(1, "You utter pumpkin", version="v2")])
    assert next(iter(cards.line_ids(db))) == card_of(db, 1)


def test_another_promise_or_roster_gives_the_whole_line_new_places_in_pieces(
    db: Db, account: int, desks: Desks
) -> None:
    gather(db, account, [comment(n, f"You absolute turnip {n}") for n in range(10)])
    rate_waiting(db, rate)
    usual = Promises(db)
    assert [usual.recount(), usual.recount()] == [10, 0]
    first = due_of(db, card_of(db, 1))
    with patch.object(promising, "AT_ONCE", 4):
        sooner = Promises(db, SOON)
        assert [sooner.recount() for _ in range(4)] == [4, 4, 2, 0]
        assert due_of(db, card_of(db, 1)) == first - 7 * HOUR
        with db.transaction():
            people.join(db, "otter")
            today = rosters.Planned("otter", "2026-11-29", 600, 1200, "UTC")  # a Sunday
            rosters.change(db, "otter", "grid", add=[today])
        assert [sooner.recount() for _ in range(4)] == [4, 4, 2, 0]
    sunday = due_of(db, card_of(db, 1))
    assert sunday - first > 5 * 24 * HOUR
    assert usual.recount() == 10  # the roster changed for this worker, too
    assert usual.recount() == sooner.recount() == 0  # and they do not go on against each other


def test_a_worker_that_was_stopped_in_the_middle_goes_on_where_it_was(db: Db, account: int) -> None:
    gather(db, account, [comment(n, f"You absolute turnip {n}") for n in range(10)])
    rate_waiting(db, rate)
    Promises(db).recount()
    with patch.object(promising, "AT_ONCE", 4):
        assert Promises(db, SOON).recount() == 4
        again = Promises(db, SOON)
        assert [again.recount() for _ in range(3)] == [4, 2, 0]


def test_counting_anew_takes_no_card_from_whoever_has_it_open(db: Db, account: int) -> None:
    gather(db, account, [comment(n, f"You absolute turnip {n}") for n in range(3)])
    rate_waiting(db, rate)
    mine = claimed(db, "otter")
    Promises(db).recount()
    Promises(db, SOON).recount()
    with db.transaction():
        queue.heartbeat(db, mine.id)
    assert claimed(db, "heron").card_id != mine.card_id


def test_the_time_for_which_a_card_stood_decided_is_not_held_against_it(
    db: Db, account: int, desks: Desks
) -> None:
    gather(db, account, [comment(1, "You absolute turnip")])
    rate_waiting(db, rate)
    before = due_of(db, card_of(db, 1))
    made = decide(db, claimed(db), Verdict.KEEP)
    desks.clock.pass_(hours=400 * 24)
    with db.transaction():
        queue.undo(db, made.id, "p1", {})
    assert place_grown(db) == 1
    assert due_of(db, card_of(db, 1)) - before > 390 * 24 * HOUR
    assert Promises(db).missed() == (0, 0)


def test_what_is_missed_and_nearly_missed_is_counted_while_it_waits(
    db: Db, account: int, desks: Desks
) -> None:
    gather(db, account, [comment(1, "You absolute turnip"), comment(2, "You utter pumpkin")])
    rate_waiting(db, rate)
    round_the_clock = Promises(db, Settings(office_hours=""))
    round_the_clock.recount()
    assert round_the_clock.missed() == (0, 0)
    desks.clock.pass_(hours=7.5)
    assert round_the_clock.missed() == (0, 2)
    desks.clock.pass_(hours=1)
    claimed(db)
    assert round_the_clock.missed() == (2, 0)
    gather(db, account, [], gone=[Gone("2", GoneReason.DELETED)])
    assert round_the_clock.missed() == (1, 0)
    (told,) = cards.line(db, 5, dues=round_the_clock.dues()).cards
    assert told.due_in is not None
    assert told.due_in.left == timedelta(hours=-0.5)
    assert told.due_in.basis == ""


def test_a_threat_is_promised_sooner(db: Db, account: int) -> None:
    assert is_threat(Band.S3, {"threat": 0.9})
    promises = Promises(db, Settings(office_hours=""))
    since = db.wall_us()
    dues = [promises.place(Band.S3, 1, {"threat": sure}, since)[1] - since for sure in (0.9, 0.1)]
    assert dues == [2 * HOUR, 8 * HOUR]


@pytest.mark.parametrize("zone", ["", "Nowhere/Atall", "Europe/Berlin"])
def test_a_zone_that_is_none_does_not_stop_the_counting(db: Db, zone: str) -> None:
    assert Promises(db, Settings(time_zone=zone)).hours().zone
