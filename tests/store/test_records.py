"""Accounts, workers, exposure and rest: the small tables."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderator.clock import Boot
from moderator.problems import BadInput, Refused
from moderator.store import accounts, exposure, workers
from moderator.store.db import Db
from moderator.store.exposure import Charge, Event, Rest
from tests.store.desks import Desks, card_of, claimed, comment, gather


def test_an_account_is_added_once_and_may_come_again_after_it_was_removed(db: Db, account: int) -> None:
    with pytest.raises(Refused), db.transaction():
        accounts.add(db, "rehearsal", "https://example.org", "desk", b"x")
    with pytest.raises(Refused):
        accounts.demand_new(db, "rehearsal", "https://example.org", "desk")
    with db.transaction():
        assert accounts.ensure(db, "rehearsal", "https://example.org", "desk") == account
        assert accounts.remove(db, account)
        assert not accounts.remove(db, account)
        again = accounts.add(db, "rehearsal", "https://example.org", "desk", b"x")
    assert [each.id for each in accounts.listed(db)] == [again]
    with pytest.raises(BadInput), db.transaction():
        accounts.add(db, "rehearsal", "", "  ", b"x")


def test_secrets_do_not_show_in_an_account(db: Db, account: int) -> None:
    with db.transaction():
        accounts.save_session(db, account, b"canary")
    found = accounts.get(db, account)
    assert found is not None
    assert (found.secret, found.session) == (b"sealed", b"canary")
    assert "canary" not in repr(found)
    assert "sealed" not in repr(found)


def test_trouble_is_counted_until_all_is_well(db: Db, account: int) -> None:
    for _ in range(2):
        with db.transaction():
            accounts.set_health(
                db, account, trouble="The platform is resting.", kind="passing", next_try_us=7
            )
    (found,) = accounts.listed(db)
    assert (found.failures, found.trouble_kind, found.next_try_us) == (2, "passing", 7)
    with db.transaction():
        accounts.set_health(db, account)
    (found,) = accounts.listed(db)
    assert (found.failures, found.trouble, found.next_try_us) == (0, "", 0)
    assert found.last_ok_us == db.wall_us()


def test_the_worker_heard_of_last_is_told(db: Db, desks: Desks) -> None:
    assert workers.latest(db) is None
    with db.transaction():
        workers.beat(db, "one", "gathering", "embedded 1")
    desks.clock.pass_(seconds=30)
    with db.transaction():
        workers.beat(db, "two", "stopped", "")
    desks.clock.pass_(seconds=5)
    seen = workers.latest(db)
    assert seen is not None
    assert (seen.name, seen.doing) == ("two", "stopped")
    assert seen.age_us is not None
    assert seen.age_us // 1_000_000 == 5
    desks.clock.pass_(hours=25)
    with db.transaction():
        workers.beat(db, "three", "watching", "")
    assert [row["id"] for row in db.query("SELECT id FROM worker")] == ["three"]


def test_a_worker_that_stopped_before_the_time_was_set_back_does_not_hide_the_one_that_runs(
    db: Db, desks: Desks
) -> None:
    with db.transaction():
        workers.beat(db, "one", "stopped", "")
    desks.clock.set_wall(desks.clock.wall() - timedelta(hours=1))
    desks.clock.pass_(seconds=30)
    with db.transaction():
        workers.beat(db, "two", "watching", "")
    assert [beat.name for beat in workers.listed(db)] == ["two", "one"]


@pytest.fixture
def card(db: Db, account: int) -> int:
    gather(db, account, [comment(1, "You absolute turnip")])
    return card_of(db, 1)


def test_the_same_look_is_charged_once(db: Db, card: int) -> None:
    event = Event("r1", "otter", "d1", "reveal", card, 2, 2.0, 1000)
    with db.transaction():
        assert exposure.add(db, event)
        assert not exposure.add(db, event)
        exposure.add(db, Event("r2", "otter", "d1", "dwell", card, 2, 1.0, 2000))
        exposure.add(db, Event("r3", "heron", "d2", "reveal", card, 2, 2.0, 2000))
    assert exposure.window(db, "otter", 1000) == [
        Charge(1000, 2.0, "reveal", 2),
        Charge(2000, 1.0, "dwell", 2),
    ]
    assert exposure.window(db, "otter", 1001) == [Charge(2000, 1.0, "dwell", 2)]


def reveal(
    db: Db, card: int, *, showing: str = "masked", eff_us: int = 1000, text_key: str | None = "k"
) -> int:
    with db.transaction():
        return exposure.open_reveal(
            db,
            person="otter",
            desk="d1",
            card_id=card,
            claim_id=claimed_id(db, card),
            showing=showing,
            band=2,
            base=2.0,
            charged=2.0,
            text_key=text_key,
            eff_us=eff_us,
            now=Boot("b", 50),
        )


def claimed_id(db: Db, card: int) -> int:
    row = db.one("SELECT id FROM claim WHERE card_id = :card ORDER BY id DESC", card=card)
    return int(row["id"]) if row else 0


def test_a_reveal_only_grows_and_ends_once(db: Db, card: int) -> None:
    made = reveal(db, card)
    assert [row.id for row in exposure.open_reveals(db, "d1")] == [made]
    with db.transaction():
        assert exposure.extend_reveal(db, made, charged=3.0, quanta=1, held_us=20, last_us=70)
        assert not exposure.extend_reveal(db, made, charged=2.0, quanta=1, held_us=20, last_us=70)
        assert not exposure.extend_reveal(db, made, charged=3.0, quanta=1, held_us=20, last_us=60)
        assert exposure.close_reveal(db, made, 80)
        assert not exposure.close_reveal(db, made, 90)
        assert not exposure.extend_reveal(db, made, charged=9.0, quanta=2, held_us=30, last_us=90)
    row = exposure.reveal(db, made)
    assert row is not None
    assert (row.charged, row.quanta, row.held_us, row.ended_us) == (3.0, 1, 20, 80)
    assert exposure.open_reveals(db, "d1") == []


def test_an_exact_copy_seen_before_is_known(db: Db, card: int) -> None:
    reveal(db, card)
    assert exposure.seen_before(db, "otter", "k", 1000)
    assert not exposure.seen_before(db, "otter", "k", 1001)
    assert not exposure.seen_before(db, "heron", "k", 0)
    assert not exposure.seen_before(db, "otter", None, 0)
    assert not exposure.seen_before(db, "otter", "k", 0, other_than=card)
    assert len(exposure.past_reveals(db, "otter", card, "k", 0)) == 1
    assert exposure.past_reveals(db, "otter", card, "other words", 0) == []


def test_how_far_a_card_was_seen_is_known_for_its_claim(db: Db, card: int) -> None:
    held = claimed(db, "otter")
    words = db.column("SELECT text_key FROM card WHERE id = :id", id=card)[0]
    assert exposure.seen_under(db, held.id, card) == "unread"
    reveal(db, card, text_key="the words that it had before")
    assert exposure.seen_under(db, held.id, card) == "unread"
    reveal(db, card, text_key=words)
    assert exposure.seen_under(db, held.id, card) == "masked"
    reveal(db, card, showing="plain", text_key=words)
    assert exposure.seen_under(db, held.id, card) == "plain"


def test_rest_is_kept(db: Db) -> None:
    assert exposure.load_rest(db, "otter") is None
    for minutes in (1, 2):
        rest = Rest("otter", minutes, Boot("b", 5), 7, {"mode": "work", "served": [timedelta(1).days]})
        with db.transaction():
            exposure.load_rest(db, "otter")
            exposure.save_rest(db, rest)
    assert exposure.load_rest(db, "otter") == rest
