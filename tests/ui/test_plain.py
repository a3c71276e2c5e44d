"""Hostile text, names and addresses on their way to a widget."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.hostile import Case, cases
from ui.look import plain

TEXTS = [*cases("text"), *cases("author"), *cases("url")]
_DIRECTIONS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
NASTY = st.text(
    st.one_of(st.characters(), st.sampled_from("\u202e\u2066\u200b\u200d\u0301\U000e0041\ufeff\x00\n\r👩🏽🇦"))
)


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.id)
def test_each_hostile_text_is_ready_within_the_time_of_a_frame(case: Case):
    begin = time.thread_time()
    shown = plain.shown(case.text)
    plain.name(case.text, "handle.example")
    plain.address(case.text)
    assert time.thread_time() - begin < 0.1
    assert len(shown.text) <= 12 * plain.MOST
    assert not _DIRECTIONS & set(shown.text)


@given(NASTY)
def test_nothing_that_cannot_be_seen_is_left(text: str):
    for letter in plain.shown(text).text:
        kind = unicodedata.category(letter)
        assert letter == "\n" or kind not in ("Cc", "Cs", "Co", "Zl", "Zp")
        assert kind != "Cf" or letter in "\u200b\u200c\u200d" or 0xE0000 <= ord(letter) <= 0xE007F


@given(NASTY)
def test_what_is_shown_can_always_be_encoded_and_never_turns_its_neighbours(text: str):
    shown = plain.shown(text).text
    shown.encode("utf-8")
    assert not _DIRECTIONS & set(shown)
    assert not _DIRECTIONS & set(plain.line(text))


@given(NASTY, NASTY)
def test_a_name_is_one_short_line_that_is_isolated(display: str, handle: str):
    name = plain.name(display, handle)
    assert name[0] == plain.FSI
    assert name[-1] == plain.PDI
    inner = name[1:-1]
    assert 1 <= len(inner) <= plain.NAME_MOST + 1
    assert "\n" not in inner
    assert not _DIRECTIONS & set(inner)


@given(st.text(st.characters(categories=["L", "N", "P"]), max_size=500))
def test_ordinary_words_are_shown_as_they_are(text: str):
    if not any(plain._unseen(letter, text, at) for at, letter in enumerate(text)):
        assert plain.shown(text).text.replace(plain.BREAK, "") == text


def test_a_long_word_may_be_broken_every_eighty_letters():
    words = plain.shown("a" * 1000).text.split(plain.BREAK)
    assert max(map(len, words)) == plain.BREAK_EVERY


def test_a_name_in_which_nothing_can_be_seen_gives_the_handle():
    assert plain.name("\u200b", "bob.example") == f"{plain.FSI}bob.example{plain.PDI}"
    assert "U+202E" in plain.name("Admin\u202e", "bob.example")


def test_hidden_characters_are_named():
    assert plain.shown("k\u200bill").text == "k[U+200B]ill"
    assert plain.shown("a\x00b").text == "a␀b"
    assert plain.shown("\U000e0041\U000e0042 x").text == "[2 hidden tag letters] x"
    assert plain.address("http://a\r\nHost: b/") == "http://a␍␊Host: b/"


@pytest.mark.parametrize("text", ["👨‍👩‍👧‍👦", "🏳️‍🌈", "🇦🇺🇳🇿", "👋🏽", "می‌خواهم", "क्‍ष", "❤️"])
def test_pictures_and_joined_letters_stay_whole(text: str):
    assert plain.shown(text).text == text
    assert text in plain.shown("a" * (plain.MOST - 1) + text).text or plain.shown(
        "a" * (plain.MOST - 1) + text
    ).text.replace(plain.BREAK, "") in ("a" * (plain.MOST - 1), "a" * (plain.MOST - 1) + text[0])


def test_the_end_of_a_very_long_text_is_left_out_and_that_is_said():
    assert plain.shown("word " * 200_000).more
    assert plain.shown("\n".join("line" for _ in range(1000))).more
    assert not plain.shown("word").more


@example("x" * plain.BREAK_EVERY)
@example("x" * (plain.BREAK_EVERY + 1))
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=400))
def test_ordinary_text_is_shown_as_it_would_be_letter_by_letter(text: str) -> None:
    quickly = plain.shown(text), plain.line(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "_ordinary", lambda _: False)
        assert (plain.shown(text), plain.line(text)) == quickly
