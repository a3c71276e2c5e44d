"""What no break, no limit and no meeting ever closes: a table of what people may always do, over all ways to stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from moderator.console import Console
from moderator.decisions import Verdict
from moderator.people.roles import Role
from moderator.scores import Band
from moderator.store import drafts
from moderator.wellbeing.support import EMERGENCY
from moderator.wellbeing.values import Mode, Presence
from tests.desk.overrides import charge
from tests.people.conftest import Office
from tests.people.conftest import office as office

Stand = Callable[[Office, Console], object]
Do = Callable[[Office, Console, int], object]


def postponed(office: Office, me: Console) -> None:
    office.clock.pass_(seconds=30)
    me.resting.finish()


def emergency(office: Office, me: Console) -> None:
    me.desk.break_now()
    me.resting.emergency()


def extreme(office: Office, me: Console) -> None:
    for _ in range(4):
        charge(me, 1, band=4)


STANDS: dict[str, tuple[Stand, Mode]] = {
    "at work": (lambda office, me: None, Mode.WORK),
    "in a break": (lambda office, me: me.desk.break_now(), Mode.BREAK),
    "in a meeting": (lambda office, me: me.resting.meeting(), Mode.MEETING),
    "in an emergency": (emergency, Mode.EMERGENCY),
    "finished for today": (postponed, Mode.OFF),
    "at the hour's limit": (lambda office, me: charge(me, 150), Mode.COOLDOWN),
    "at the day's limit": (lambda office, me: charge(me, 400, ago=timedelta(hours=2)), Mode.DAYLOCK),
    "at the week's limit": (lambda office, me: charge(me, 1800, ago=timedelta(hours=30)), Mode.DAYLOCK),
    "at the limit of extreme cards": (extreme, Mode.WORK),
    "at a soft limit": (lambda office, me: charge(me, 110), Mode.WORK),
}


def escalate(office: Office, me: Console, card: int) -> None:
    me.desk.decide_unread(card, Verdict.ESCALATE)
    kim = office.opened[0]
    assert [one.card.id for one in kim.sealed.listed().cards] == [card]


def keep_draft(office: Office, me: Console, card: int) -> None:
    me.desk.keep_draft(card, "ask the gardener")
    assert drafts.of(me.db, card, me.person) == "ask the gardener"


def support(office: Office, me: Console, card: int) -> None:
    found = me.supporting.card()
    assert EMERGENCY
    assert found is not None


DOES: dict[str, Do] = {
    "the support card and its emergency numbers": support,
    "escalating unread": escalate,
    "saving a draft": keep_draft,
    "saving an answer": lambda office, me, card: me.desk.keep_answer(card, "We are on it"),
    "a note for colleagues": lambda office, me, card: me.desk.note(card, "ask the gardener"),
    "saying that it was nasty": lambda office, me, card: me.desk.nasty(card),
    "putting the open card back": lambda office, me, card: me.desk.put_back(),
    "looking at one's own meter": lambda office, me, card: me.desk.meter(),
    "locking the desk": lambda office, me, card: me.desk.rest(Presence.LOCKED),
    "seeing that nobody has room": lambda office, me, card: me.capacity.now(),
    "logging off": lambda office, me, card: me.sign_out(),
}


@pytest.mark.parametrize("does", DOES)
@pytest.mark.parametrize("stands", STANDS)
def test_it_is_never_blocked(office: Office, stands: str, does: str):
    _, asha = office.two([Role.MODERATOR])
    asha.desk.rest(Presence.ACTIVE)
    card = office.says("I will come for your turnips", Band.S3)
    stand, mode = STANDS[stands]
    stand(office, asha)
    assert asha.desk.rest(Presence.ACTIVE).mode in (mode, Mode.WARN if mode is Mode.WORK else mode)
    DOES[does](office, asha, card)
