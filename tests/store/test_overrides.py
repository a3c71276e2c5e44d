"""Offers, what was accepted, events, targets, withheld cards and consultations: the same on every engine."""

from __future__ import annotations

import uuid

from moderator.store import consultations, overrides, spared, whs
from moderator.store.db import Db
from moderator.store.overrides import GLASS, OVERRIDE, Offer


def an_offer(db: Db, person: str, *, card: int = 0) -> Offer:
    boot = db.boot()
    return Offer(person, "p-kim", "no_cover", "two of us are ill", 30, card, boot.id, boot.us + 60_000_000)


def test_an_offer_waits_is_replaced_and_leaves_nothing(db: Db) -> None:
    person = uuid.uuid4().hex
    with db.transaction():
        overrides.offer(db, an_offer(db, person))
        overrides.offer(db, an_offer(db, person, card=7))
    found = overrides.offered(db, person)
    assert found is not None
    assert found.card_id == 7
    with db.transaction():
        overrides.withdraw(db, person)
    overrides.wipe(db)
    assert overrides.offered(db, person) is None
    assert db.query("SELECT * FROM override_offer WHERE person = :p", p=person) == []


def test_an_offer_of_another_start_of_the_machine_or_that_has_run_out_is_none(db: Db) -> None:
    for changed in ({"boot": "another"}, {"until_us": db.boot().us - 1}):
        person = uuid.uuid4().hex
        made = an_offer(db, person)
        late = Offer(**{**{name: getattr(made, name) for name in made.__slots__}, **changed})
        with db.transaction():
            overrides.offer(db, late)
        assert overrides.offered(db, person) is None
        with db.transaction():
            overrides.withdraw(db, "somebody else")
        assert db.query("SELECT * FROM override_offer WHERE person = :p", p=person) == []


def test_what_was_accepted_runs_is_counted_and_reviewed_once(db: Db) -> None:
    person = uuid.uuid4().hex
    with db.transaction():
        first = overrides.add(db, an_offer(db, person), OVERRIDE, {"load_h": 37.5}, 1_000, 2_000, None)
        second = overrides.add(db, an_offer(db, person, card=9), GLASS, {}, 1_500, 2_500, 77)
    assert [each.id for each in overrides.running(db, person, 1_600)] == [first, second]
    assert [each.id for each in overrides.running(db, person, 2_000)] == [second]
    assert overrides.running(db, person, 999) == []
    assert overrides.since(db, person, 999) == [1_000, 1_500]
    assert overrides.since(db, person, 1_000, OVERRIDE) == []
    told = overrides.get(db, first)
    assert told is not None
    assert (told.opens, told.review_due_us, told.why) == ({"load_h": 37.5}, None, "two of us are ill")
    assert second in [each.id for each in overrides.to_review(db)]
    with db.transaction():
        assert not overrides.reviewed(db, first, "p-lou", "it needed none")
        assert overrides.reviewed(db, second, "p-lou", "the police came")
        assert not overrides.reviewed(db, second, "p-lou", "the police came")
    assert second not in [each.id for each in overrides.to_review(db)]
    assert {first, second} <= {each.id for each in overrides.listed(db)}


def test_events_targets_and_consultations_are_kept(db: Db) -> None:
    person = uuid.uuid4().hex
    with db.transaction():
        number = whs.add(db, whs.CORRECTIVE, "override 1", {"what": "control failed"}, team_id=3)
        spared.target(db, person, "1")
        spared.target(db, person, "2")
        kept = consultations.add(db, {"whom": "مرحبا"}, person)
    told = next(each for each in whs.listed(db, whs.CORRECTIVE) if each.id == number)
    assert (told.team_id, told.facts) == (3, {"what": "control failed"})
    with db.transaction():
        spared.no_longer_target(db, person, "1")
    assert spared.is_target(db, person)
    with db.transaction():
        spared.no_longer_target(db, person, "2")
    assert not spared.is_target(db, person)
    newest = consultations.newest(db)
    assert newest is not None
    assert (newest.id, newest.body, newest.withdrawn_us) == (kept, {"whom": "مرحبا"}, None)
    with db.transaction():
        assert consultations.withdraw(db, kept, person)
        assert not consultations.withdraw(db, kept, person)
    assert not spared.is_withheld(db, 1)
