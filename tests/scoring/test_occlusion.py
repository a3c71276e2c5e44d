"""The words that a score rests on are found, where they stand in the text as it was written, in bounded time."""

from __future__ import annotations

import time

import pytest

from moderator.scores import LABELS, Mark
from moderator.scoring.allowed import Allowed
from moderator.scoring.embedded import Embedded
from moderator.scoring.lexicon import BAR, masked_with
from moderator.scoring.occlusion import MOST_MARKS, MOST_PARTS, group_words, why
from moderator.store.texts import storable
from tests.hostile import Case, cases

CALM = "When will the bridge open again?"


@pytest.fixture(scope="module")
def embedded() -> Embedded:
    return Embedded.load()


def _words(text: str, embedded: Embedded, label: str = "") -> list[str]:
    return [text[mark.begin : mark.end] for mark in why(text, embedded, label).marks]


def test_the_insult_is_marked_and_the_rest_is_not(embedded: Embedded):
    found = why("The bridge is closed. You are an idiot.", embedded, "insult")
    assert "idiot." in _words("The bridge is closed. You are an idiot.", embedded, "insult")
    assert {mark.label for mark in found.marks} == {"insult"}
    assert found.by == f"embedded {embedded.version}"
    assert not {"bridge", "closed."} & set(_words("The bridge is closed. You are an idiot.", embedded))


class Elsewhere:
    """The scorer that ships, on an account with points of its own, or beside one that sees more."""

    name, version = "embedded", "2"

    def __init__(self, embedded: Embedded, point: float) -> None:
        self.veil_points = dict.fromkeys(LABELS, point)
        self.probabilities = embedded.probabilities


def test_what_veils_by_another_measure_is_looked_for_too(embedded: Embedded):
    text = "The bridge is closed. You are an idiot."
    found = why(text, Elsewhere(embedded, 0.99), "insult")
    assert "idiot." in [text[mark.begin : mark.end] for mark in found.marks]
    assert why(text, Elsewhere(embedded, 0.99)).marks == ()
    assert why(CALM, Elsewhere(embedded, 0.99), "insult").marks == ()


def test_two_insults_do_not_hide_each_other(embedded: Embedded):
    assert {"idiot", "clown"} <= set(_words("He is an idiot and she is a clown", embedded))


@pytest.mark.parametrize("text", ["", "   ", "🥕", CALM])
def test_a_calm_text_has_no_marks(embedded: Embedded, text: str):
    assert why(text, embedded).marks == ()


@pytest.mark.parametrize("written", ["i.d.i.o.t", "1d10t", "idi\u200bot", "idiooooot", "ídïot"])
def test_a_word_in_disguise_is_marked_as_it_was_written(embedded: Embedded, written: str):
    text = f"The new bridge is fine, but you are an {written} and everybody knows it"
    assert written in _words(text, embedded, "insult")


def test_where_calm_without_them_the_words_for_a_group_are_what_it_rests_on(embedded: Embedded):
    text = "Many gay people live in our street"
    found = why(text, embedded)
    assert (_words(text, embedded), found.names) == (["gay", "people"], True)
    assert {mark.label for mark in found.marks} == {"identity_attack"}


def test_hate_against_a_group_does_not_rest_on_its_name_alone(embedded: Embedded):
    assert not why("All blind people are vermin", embedded).names
    assert "vermin" in _words("All blind people are vermin", embedded)


def test_no_insult_to_one_person_counts_as_a_word_for_a_group():
    assert {"gay", "muslims", "deaf"} <= group_words()
    assert not {"idiot", "bridge", "you", "with", "of"} & group_words()


@pytest.mark.parametrize(
    "text",
    [
        "You absolute turnip " * 4000,
        "idiot" * 50_000,
        "nice weather " * 200 + "you idiot " + "nice weather " * 200,
        "you stupid clown are the biggest idiot that I know here " * 80,
        "\u202e" + "a\u0301" * 3000 + " you idiot",
        "🔪 " * 3000,
    ],
    ids=["repeated", "one word", "deep", "dense", "turned", "emoji"],
)
def test_the_work_is_bounded_and_every_mark_lies_in_the_text(embedded: Embedded, text: str):
    began = time.process_time()
    found = why(text, embedded, "insult")
    assert time.process_time() - began < 10  # half a second where nothing else runs
    assert len(found.marks) <= MOST_MARKS * MOST_PARTS
    assert all(0 <= mark.begin < mark.end <= len(text) for mark in found.marks)
    assert all(mark.label in LABELS for mark in found.marks)


@pytest.mark.parametrize("case", cases("text"), ids=lambda case: case.id)
def test_hostile_texts_are_explained_and_barred_without_harm(embedded: Embedded, case: Case):
    text = storable(case.text)[:20_000]
    found = why(f"{text} you idiot", embedded, "insult")
    assert all(0 <= mark.begin < mark.end <= len(text) + 10 for mark in found.marks)
    shown, moved = masked_with(text, [mark for mark in found.marks if mark.end <= len(text)])
    assert all(0 <= mark.begin < mark.end <= len(shown) for mark in moved)
    assert Allowed(["turnip"]).spans(text) is not None


def test_an_insult_deep_in_a_long_text_is_found(embedded: Embedded):
    text = "nice weather " * 200 + "you idiot " + "nice weather " * 20
    assert "idiot" in _words(text, embedded)


def test_marks_follow_the_words_when_slurs_become_bars():
    text = "You jerk fool, see the old bridge"
    at = text.index("bridge")
    slur = (4, 8)
    shown, (on_bar, later) = masked_with(text, [Mark(*slur, "insult"), Mark(at, at + 6, "insult")])
    assert shown[on_bar.begin : on_bar.end] == BAR
    assert shown[later.begin : later.end] == "bridge"
    shown, (across,) = masked_with(text, [Mark(0, 13, "insult")])
    assert shown[across.begin : across.end] == f"You {BAR} fool"
