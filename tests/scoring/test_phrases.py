"""Words and pairs of words as features: the same in a batch as alone, and slips of the finger undone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.scoring import phrases, vocabulary
from moderator.scoring.features import split

TEXTS = ["you are a turnip", "", "turnip", "you are late, you are late", "a turnip you are"]


def _keys(text: str) -> set[int]:
    return set(phrases.keys(split([text]))[1].tolist())


def test_a_text_has_the_same_phrases_alone_and_among_others():
    at, key = phrases.keys(split(TEXTS))
    for n, text in enumerate(TEXTS):
        assert set(key[at == n].tolist()) == _keys(text)


def test_neighbours_are_another_phrase_than_words_with_one_between_or_in_another_order():
    assert _keys("we find you") - _keys("we you find")
    assert len(_keys("kind you")) == 3, "two words and a pair"
    assert len(_keys("we find you")) == 6, "three words, two pairs and one apart"
    assert not _keys("find you") & (_keys("you find") - _keys("find") - _keys("you"))


def test_marks_at_a_word_are_not_of_it():
    assert _keys("you, (turnip)!") == _keys("you turnip")


def test_only_known_phrases_count_and_each_once():
    keys = np.unique(phrases.keys(split(["you are late"]))[1])
    text, row = phrases.Known(keys).of(split(TEXTS))
    assert text.tolist() == sorted(text.tolist())
    assert set(text.tolist()) == {0, 3, 4}, "the others share no word with it"
    assert len(set(zip(text.tolist(), row.tolist(), strict=True))) == len(text)
    assert sum(text == 3) == len(keys)


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_texts_have_phrases(texts):
    at, key = phrases.keys(split(texts))
    assert len(at) == len(key)
    assert all(0 <= n < len(texts) for n in at)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("stpid", "stupid"),
        ("stuupid", "stupid"),
        ("sutpid", "stupid"),
        ("stubid", "stupid"),
        ("stupid", "stupid"),
        ("zzgrmf", "zzgrmf"),
        ("xa", "xa"),
        ("", ""),
        ("2019", "2019"),
        ("größe", "größe"),
    ],
)
def test_a_single_slip_is_undone_and_nothing_else_touched(slip, meant):
    assert vocabulary.meant(slip) == meant
