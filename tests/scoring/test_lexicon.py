"""Slurs as bars. The words themselves come from the lexicon that ships; none but mild ones stand here."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.scoring import lexicon
from moderator.scoring.lexicon import BAR, mask_spans, masked
from moderator.scoring.training import obfuscation
from tests import hostile

PLAIN = sorted(word for word in lexicon.words() if word.isalpha() and word.isascii() and len(word) >= 4)
CALM = "the council bridge library answered yesterday about our street and thanked everyone".split()
# a typo is a new word, and no lexicon ends with all of them
WAYS = {name: way for name, way in obfuscation.ALL.items() if name != "typo"}

WRITTEN = {
    "as it is": "jerk",
    "in capitals": "JERK",
    "in quotes": '"jerk"',
    "in brackets": "(jerk)",
    "with a sign after it": "jerk!!!",
    "as a tag": "#jerk",
    "as the name of an account": "@jerk",
    "in an address": "https://example.org/jerk",
    "with a number for a letter": "j3rk",
    "starred": "j*rk",
    "spaced": "j e r k",
    "dotted": "j.e.r.k",
    "drawn out": "jeeeeerrrkkkkk",
    "with invisible signs": "je\u200br\u200dk\u200b",
    "with accents": "jérk",
    "in wide letters": "ｊｅｒｋ",
    "in mathematical letters": "𝓳𝓮𝓻𝓴",
    "with look-alikes": "jеrk",
    "in the plural": "jerks",
}


@pytest.mark.parametrize("way", WRITTEN)
def test_a_slur_becomes_a_bar_however_it_is_written(way):
    shown = masked(f"You are a {WRITTEN[way]} again")
    assert BAR in shown
    assert "rk" not in shown.lower()
    assert "𝓻𝓴" not in shown
    assert shown.startswith("You are a ")
    assert shown.endswith(" again")


def test_bars_are_of_one_length_whatever_the_word_and_however_it_is_drawn_out():
    shown = {
        masked(f"You {word} there")
        for word in ("jerk", "dumbass", "jeeeeeerk", "j e r k", "jerk\u200b", "JERKKKK")
    }
    assert shown == {f"You {BAR} there"}


def test_a_word_that_only_holds_a_slur_keeps_its_letters():
    for text in (
        "Scunthorpe",
        "classic assessment",
        "a cockpit and a peacock",
        "shiitake",
        "the bass player",
        "Dickens",
    ):
        assert masked(text) == text


def test_ordinary_words_are_no_slurs():
    text = "Please sit down, Peter, the BBC wore a sheet and Mrs Cox saw crows in Niger"
    assert masked(text) == text


def test_a_phrase_is_one_bar():
    assert masked("Just go to hell already") == f"Just {BAR} already"


def test_calm_text_and_text_without_words_stay_as_they_are():
    for text in (
        "",
        " ",
        "🙂🙂",
        "When will the bridge open?",
        "2 * 3 * 4 = 24",
        "a*b*c",
        "***",
        "Thank you!!!",
    ):
        assert masked(text) == text


def test_what_is_beyond_the_part_that_is_read_is_never_shown():
    text = "calm words " * 3000 + "jerk"
    shown = masked(text)
    assert "jerk" not in shown
    assert shown.endswith(BAR)
    assert len(shown) <= lexicon.READ + len(BAR)


@given(
    word=st.sampled_from(PLAIN),
    before=st.lists(st.sampled_from(CALM), max_size=6),
    after=st.lists(st.sampled_from(CALM), max_size=6),
    way=st.sampled_from(sorted(WAYS)),
    seed=st.integers(0, 10_000),
)
def test_no_slur_of_the_lexicon_is_shown_wherever_it_stands_and_however_it_is_written(
    word, before, after, way, seed
):
    written = WAYS[way](word, Random(seed))
    if written.endswith("!"):  # read as an exclamation mark, which it mostly is
        return
    shown = masked(" ".join([*before, written, *after]))
    assert shown == " ".join([*before, BAR, *after])


@given(word=st.sampled_from(sorted(lexicon.words())))
def test_every_word_of_the_lexicon_is_barred_as_it_stands_there(word):
    assert masked(f"well {word} then") == f"well {BAR} then"


@given(st.text(max_size=300))
def test_spans_are_sorted_apart_and_within_the_text(text: str):
    spans = mask_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(st.lists(st.sampled_from([*CALM, "jerk", "j*rk", "dumbass", "@jerk"]), max_size=30))
def test_what_is_masked_holds_nothing_more_to_mask(words):
    assert mask_spans(masked(" ".join(words))) == []


@pytest.mark.parametrize("case", hostile.cases("text"), ids=lambda case: case.id)
def test_hostile_texts_are_masked_without_harm(case):
    text = case.data.decode("utf-8", "replace")
    masked(text)
    assert mask_spans(text) == mask_spans(text[: lexicon.READ])
