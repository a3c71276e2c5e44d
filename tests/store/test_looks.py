"""The state machine of people who read finds nothing wrong, and finds each fault planted into counting and resting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from moderator import exposing
from moderator.exposing import Door
from moderator.mixing import Mixing
from moderator.sitting import Now, Sitting
from moderator.store.db import Db
from moderator.wellbeing import breaks, limits
from tests.store.desks import Desks
from tests.store.looks import LookingMachine
from tests.store.test_machine import engine, run

__all__ = ["engine"]

EXAMPLES = {"sqlcipher": 12, "postgresql": 5}


@pytest.fixture(autouse=True)
def whatever_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mix has tests of its own; here everything is looked at as it comes, so that breaks and limits are reached."""
    monkeypatch.setattr(Mixing, "refusal", lambda *_: None)


def test_looks_are_counted_and_rest_is_kept_in_any_order_of_events(desks: Desks) -> None:
    run(desks, EXAMPLES[desks.engine], LookingMachine)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_looks_are_counted_and_rest_is_kept_in_many_more_orders_of_events(desks: Desks) -> None:
    run(desks, {"sqlcipher": 150, "postgresql": 50}[desks.engine], LookingMachine)


def uncounted(patch: pytest.MonkeyPatch) -> None:
    """A look at a card whose words were seen on another card costs nothing, instead of half."""
    patch.setattr(Door, "_copy_seen", lambda *_: False)
    price = Door._price
    patch.setattr(
        Door, "_price", lambda door, now, held, *more: price(door, now, held, *more) if held.band else 0.0
    )


def forgotten(patch: pytest.MonkeyPatch) -> None:
    """The charge is lost, the look is not."""
    patch.setattr(exposing.exposure, "add", lambda db, event: True)


def each_desk_its_own_rest(patch: pytest.MonkeyPatch) -> None:
    """Somebody with two desks rests at one and reads at the other."""

    init = Sitting.__init__

    def begin(sitting: Sitting, db: Db, person: str, *more: Any) -> None:
        init(sitting, db, f"{person} at {id(db)}", *more)

    patch.setattr(Sitting, "__init__", begin)


def no_break(patch: pytest.MonkeyPatch) -> None:
    """A break is shown and not kept."""
    refusal = Now.refusal
    patch.setattr(
        Now,
        "refusal",
        lambda now, band, **more: refusal(replace(now, rest=replace(now.rest, closed=False)), band, **more),
    )


def no_limit(patch: pytest.MonkeyPatch) -> None:
    """The hour's limit closes nothing."""
    opens_at = limits.opens_at
    patch.setattr(
        limits, "opens_at", lambda counted, limit: 0 if limit.key == "load_h" else opens_at(counted, limit)
    )


def extreme_without_end(patch: pytest.MonkeyPatch) -> None:
    """As many extreme cards as anybody likes."""
    opens_at = limits.opens_at
    patch.setattr(limits, "opens_at", lambda counted, limit: 0 if limit.extreme else opens_at(counted, limit))


def never_due(patch: pytest.MonkeyPatch) -> None:
    """However long somebody sits, no break is due."""
    patch.setattr(breaks, "due", lambda state, rhythm: "")


MUTANTS: tuple[Callable[[pytest.MonkeyPatch], Any], ...] = (
    uncounted,
    forgotten,
    each_desk_its_own_rest,
    no_break,
    no_limit,
    extreme_without_end,
    never_due,
)


@pytest.mark.parametrize("engine", ["sqlcipher", pytest.param("postgresql", marks=pytest.mark.slow)])
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_the_machine_notices_a_look_that_is_not_counted_and_a_rest_that_is_not_kept(
    desks: Desks, mutant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant(monkeypatch)
    with pytest.raises(AssertionError, match=r"I[89]:"):
        run(desks, 300, LookingMachine)
