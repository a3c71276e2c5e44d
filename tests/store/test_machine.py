"""The state machine finds nothing wrong with the queue, and finds each of six faults planted into it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from moderator.store import claims, deciding, outbox, queue
from moderator.store.db import Db
from tests.store.desks import Desks
from tests.store.machine import QueueMachine

EXAMPLES = {"sqlcipher": 40, "postgresql": 15}


@pytest.fixture(params=EXAMPLES)
def engine(request: pytest.FixtureRequest) -> str:
    """A plain file takes the same way as SQLCipher: it is left out here for time's sake."""
    return str(request.param)


def run(desks: Desks, examples: int, kind: type[QueueMachine] = QueueMachine) -> None:
    machine = type("Machine", (kind,), {"desks": desks})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # add Phase.shrink to look into a failure: it takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_protocol_holds_in_any_order_of_events(desks: Desks) -> None:
    run(desks, EXAMPLES[desks.engine])


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_protocol_holds_in_many_more_orders_of_events(desks: Desks) -> None:
    usual = {"sqlcipher": 600, "postgresql": 200}[desks.engine]
    run(desks, int(os.environ.get("EXAMPLES", usual)))


def no_fence(patch: pytest.MonkeyPatch) -> None:
    """A claim is believed whether or not it still holds its card."""

    def held(db: Db, claim_id: int, now: Any) -> Any:
        return db.query(
            """SELECT h.card_id, h.person, h.card_version, k.version, k.text_key, k.twin_of FROM claim h
            JOIN card k ON k.id = h.card_id WHERE h.id = :id""",
            id=claim_id,
        )[0]

    def decide(db: Db, claim_id: int, *more: Any) -> Any:
        card = db.query("SELECT card_id FROM claim WHERE id = :id", id=claim_id)[0]["card_id"]
        db.run("UPDATE card SET claim_id = NULL, state = 'waiting' WHERE id = :id", id=card)
        db.run(
            "UPDATE claim SET ended_us = 1, end_reason = 'x' WHERE card_id = :id AND ended_us IS NULL",
            id=card,
        )
        db.run("UPDATE card SET claim_id = :claim, state = 'claimed' WHERE id = :id", claim=claim_id, id=card)
        return deciding.decide(db, claim_id, *more)

    patch.setattr(deciding, "held", held)
    patch.setattr(queue, "decide", decide)


def no_version(patch: pytest.MonkeyPatch) -> None:
    """The decision does not look whether the text is still the one that was read."""
    held = claims.held

    def blind(db: Db, claim_id: int, now: Any) -> Any:
        row = held(db, claim_id, now)
        return {**row, "card_version": row["version"]}

    patch.setattr(deciding, "held", blind)


def no_idem(patch: pytest.MonkeyPatch) -> None:
    """A repeated request is taken for a new one."""

    def decide(db: Db, claim_id: int, request_id: str, *more: Any) -> Any:
        return deciding.decide(db, claim_id, request_id + secrets.token_hex(4), *more)

    patch.setattr(queue, "decide", decide)


def before_taking(patch: pytest.MonkeyPatch, sql: str) -> None:
    take = outbox.take

    def changed(db: Db, sender: str, **more: Any) -> Any:
        with db.transaction():
            db.run(sql)
        return take(db, sender, **more)

    patch.setattr(outbox, "take", changed)


def early_send(patch: pytest.MonkeyPatch) -> None:
    """Acts leave before the undo window is over."""
    before_taking(patch, "UPDATE outbox SET not_before_us = 0 WHERE state = 'pending'")


def resend_reply(patch: pytest.MonkeyPatch) -> None:
    """An act of unknown outcome is sent again without reading the platform."""
    before_taking(patch, "UPDATE outbox SET replay_safe = 1 WHERE state = 'sending'")


def expire_keeps_open(patch: pytest.MonkeyPatch) -> None:
    """Closing up dead leases takes living ones along."""

    def dead(db: Db, now: Any) -> Any:
        return db.query(
            """SELECT k.id, h.id AS claim_id FROM claim h JOIN card k ON k.claim_id = h.id
            WHERE h.ended_us IS NULL ORDER BY k.id"""
        )

    patch.setattr(claims, "_dead", dead)


MUTANTS = (no_fence, no_version, no_idem, early_send, resend_reply, expire_keeps_open)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_the_machine_notices_a_fault_in_the_protocol(
    desks: Desks, mutant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant(monkeypatch)
    with pytest.raises(BaseException, match=r"I\d+:|UNIQUE|23505"):
        run(desks, 300)
