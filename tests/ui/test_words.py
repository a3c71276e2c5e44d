"""Sentences: one for everything that can happen, none with a secret or a reproach."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from moderator import problems
from moderator.beginning import NotBegun
from moderator.cards import Due
from moderator.decisions import Decided, Recent, Verdict
from moderator.scores import LABELS, Band
from moderator.wellbeing.limits import LIMITS
from moderator.wellbeing.values import Meter, Mode, Rest
from tests.ui.values import CALM, HARSH, NOW
from ui import words
from ui.rest import words as rest_words


def rest(mode: Mode = Mode.WORK, kind: str = "micro") -> Rest:
    return Rest(mode, kind, timedelta(seconds=500), timedelta(minutes=12), mode is Mode.BREAK, NOW)


def _every(base: type[problems.Problem]) -> list[type[problems.Problem]]:
    return [base, *(each for below in base.__subclasses__() for each in _every(below))]


@pytest.mark.parametrize("kind", _every(problems.Problem), ids=lambda kind: kind.__name__)
def test_every_refusal_has_a_sentence(kind: type[problems.Problem]):
    more = {"left": timedelta(minutes=2)} if kind is problems.BreakDue else {}
    more |= {"limit": "load_h"} if kind is problems.LimitReached else {}
    more |= {"alone": False} if kind is problems.ConcernsYou else {}
    told: tuple[Any, ...] = (None,) if kind is NotBegun else ("It did not work", "The reason", "Try again")
    sentence = words.problem(kind(*told, **more))
    assert sentence.endswith(".")
    assert "!" not in sentence
    assert "—" not in sentence


@pytest.mark.parametrize("label", LABELS)
def test_what_is_behind_a_veil_is_said_in_four_words_or_fewer(label: str):
    assert 1 <= len(words.category(Band.S3, label).split()) <= 4


@pytest.mark.parametrize(
    "why", ["language", "blank", "media", "cut", "scorer_down", "poison", "waiting", None]
)
def test_what_was_not_checked_is_never_called_calm(why: str | None):
    assert words.category(None, "", why).startswith("Not checked")


@pytest.mark.parametrize("mode", Mode)
def test_every_state_of_rest_has_words(mode: Mode):
    assert rest_words.next_break(rest(mode))


def test_the_meter_in_words_holds_no_units_and_no_speed():
    told = rest_words.meter(Meter(0.4, 0.2, 61.5, 150, 81.5, 400, "comfortable", rest()))
    assert "61" not in told
    assert "81" not in told
    assert "60 % room left" in told


def test_the_week_and_extreme_cards_are_told_of_once_they_matter():
    meter = Meter(0.4, 0.2, 61.5, 150, 81.5, 400, "comfortable", rest())
    assert "week" not in rest_words.meter(meter)
    assert "xtreme" not in rest_words.meter(meter)
    told = rest_words.meter(replace(meter, week=0.8, extreme_left=1))
    assert "This week: about 20 % room left." in told
    assert "Extreme cards this hour: 1 more." in told
    assert "no more" in rest_words.meter(replace(meter, extreme_left=0))


@pytest.mark.parametrize("limit", [limit.key for limit in LIMITS if not limit.extreme])
def test_a_limit_that_is_reached_says_which_and_when_there_is_room_again(limit: str):
    soon = replace(rest(Mode.DAYLOCK), limit=limit)
    what, more = rest_words.limit(soon)
    assert what != rest_words.limit(replace(soon, limit="load_h"))[0] or limit == "load_h"
    assert f"until {NOW.astimezone():%H:%M}. Calm ones stay open" in more
    later = replace(soon, left=timedelta(days=3))
    assert f"{NOW.astimezone():%b %Y %H:%M}" in rest_words.limit(later)[1]
    assert f"{NOW.astimezone():%b}" in rest_words.next_break(later)


def test_the_limit_on_extreme_cards_is_said_on_the_card_itself():
    reached = problems.LimitReached(
        "You have seen enough", "Extreme ones wait", "All others stay open", limit="s4_h"
    )
    assert (
        rest_words.stays_veiled(reached) == "You have seen enough. Extreme ones wait. All others stay open."
    )
    assert rest_words.stays_veiled(problems.LimitReached("", limit="load_h", until=NOW)).startswith(
        "It stays veiled until"
    )


def test_a_screen_reader_hears_the_kind_of_a_veiled_card_and_nothing_else_of_it():
    told = words.spoken(replace(HARSH, copies=41), "", "gravelroad.example")
    assert "veiled comment, Insult, harsh" in told
    assert "41 copies" in told
    assert "bicycles" in words.spoken(CALM, CALM.text or "", "Priya")


def test_why_a_card_is_first_and_what_is_left_of_its_promise_is_said_in_words():
    due = replace(
        HARSH, first_because="threat, 41 copies", due_at=NOW, due_in=Due(timedelta(hours=3), "roster")
    )
    assert words.place(due).startswith(
        "First because: threat, 41 copies · due in 3 working hours (22 Nov 2026 "
    )
    assert words.place(due).endswith(", by the roster)")
    assert words.row_note(due) == "First because: threat, 41 copies"
    late = replace(due, due_in=Due(timedelta(minutes=-61), ""))
    assert "promise missed by 1 hour (" in words.place(late)
    assert words.place(late).endswith("every hour counts)")
    assert words.row_note(late) == "Promise missed by 1 hour"
    assert words.row_note(late, short=True) == "1 h late"
    assert words.row_note(replace(late, held_by="otter")) == "Open at a colleague's desk"
    spoken = words.spoken(late, "", "gravelroad.example")
    assert "first because: threat, 41 copies. promise missed by 1 hour" in spoken


@pytest.mark.parametrize(
    ("minutes", "told", "short"),
    [
        (0, "due now", "due in 0 min"),
        (1, "due in 1 working minute", "due in 1 min"),
        (59, "due in 59 working minutes", "due in 59 min"),
        (119, "due in 1 working hour", "due in 1 h"),
        (-0.5, "promise missed just now", "0 min late"),
        (-90, "promise missed by 1 working hour", "1 h late"),
        (-60 * 1234, "promise missed by 1,234 working hours", "1,234 h late"),
    ],
)
def test_what_is_left_is_never_said_to_be_more_than_it_is(minutes: float, told: str, short: str):
    due = Due(timedelta(minutes=minutes), "office hours")
    assert (due.words, due.short) == (told, short)


def test_how_many_promises_are_missed_is_said_and_a_great_many_are_not_counted():
    assert words.promises(0, 0) == ""
    assert words.promises(1, 0) == "1 card past the promise"
    assert (
        words.promises(1000, 2) == "1,000 or more cards past the promise, 2 cards due within an hour of work"
    )


def test_nothing_is_called_done_before_it_is():
    decided = Decided(1, 1, Verdict.HIDE, 41, NOW + timedelta(seconds=8), "can be undone on the platform")
    assert words.decided(decided) == "Hiding all 41"
    assert "8 s" in words.undo_says(decided, NOW)
    assert "has left" in words.undo_says(decided, NOW + timedelta(seconds=20))
    waits = Recent(1, 1, Verdict.HIDE, 41, NOW, "decided", "")
    assert "has not left" in words.undo_says(decided, NOW + timedelta(seconds=20), waits)
    recent = Recent(1, 1, Verdict.HIDE, 41, NOW, "pushing", "Bluesky asks us to wait until 14:20")
    assert words.progress(recent).startswith("Not yet hidden")
    assert words.progress(replace(recent, state="pushed", why_not_yet="")).startswith("Confirmed")


def test_time_is_told_shortly():
    assert words.age(NOW - timedelta(minutes=4), NOW) == "4 min"
    assert words.age(NOW - timedelta(hours=5), NOW) == "5 h"
    assert words.age(NOW - timedelta(days=1), NOW) == "1 day"
    assert words.age(None, NOW) == ""
    assert words.countdown(timedelta(minutes=8, seconds=20)) == "8:20"


def test_a_card_that_was_not_checked_names_the_language_where_that_is_why():
    card = replace(HARSH, band=None, unchecked="language", language="de")
    assert words.why_unchecked(card, "not checked: whatever") == "no scorer here covers German"
    assert "this language" in words.why_unchecked(replace(card, language="und"), "")
    said = words.why_unchecked(replace(card, unchecked="cut"), "not checked: too long to be scored whole")
    assert said == "too long to be scored whole"
