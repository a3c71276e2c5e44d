"""A word has the same features wherever it stands, and another word has others."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moderator.scoring.features import MOST_WORDS, batches, features, parts, split

WORDS = st.lists(
    st.text(alphabet="abcdefghij\u00e9\U0001f642", min_size=1, max_size=12), min_size=1, max_size=30
)


def _of_each(words: list[str]) -> list[list[int]]:
    rows, per_word = features(words, 18)
    return [list(part) for part in np.split(rows, np.cumsum(per_word)[:-1])]


@given(WORDS, st.integers(0, 2000))
def test_a_word_has_the_same_features_wherever_it_stands(words: list[str], before: int):
    filler = [f"filler{n}" for n in range(before)]
    assert _of_each([*filler, *words])[before:] == [_of_each([word])[0] for word in words]


def test_long_words_that_share_all_their_parts_differ_as_wholes():
    one, other = "abcdeabcdeabcde", "abcdeabcdeabcdeabcde"
    (first, second) = _of_each(["filler" * 20, one, other])[1:]
    assert set(first) - set(second), "the whole word has a row of its own"
    many = [f"council{n}office" for n in range(3000)]
    whole = {frozenset(found) for found in _of_each(many)}
    assert len(whole) == len(many)


def test_whole_words_are_spread_over_the_rows():
    many = [chr(97 + n % 26) * 7 + chr(97 + n // 26 % 26) * 7 + chr(97 + n // 676) * 7 for n in range(4000)]
    common = set.intersection(*(set(found) for found in _of_each(many)))
    assert common == set(), "no feature is the same for all words"


@given(st.lists(st.text(alphabet="ab \u00e9", max_size=40), max_size=12))
def test_texts_are_split_into_words_and_counted(texts: list[str]):
    words, which, counts = split(texts)
    assert len(set(words)) == len(words)
    assert [words[n] for n in which] == [word for text in texts for word in text.split()]
    assert list(counts) == [len(text.split()) for text in texts]


@given(st.integers(0, 3 * MOST_WORDS))
def test_a_long_text_is_read_in_parts_that_hold_every_word(count: int):
    words = [f"w{n}" for n in range(count)]
    made = [part.split() for part in parts(" ".join(words))]
    assert all(len(part) <= MOST_WORDS for part in made)
    assert {word for part in made for word in part} == set(words)
    assert made[0] == words[: len(made[0])]


@given(st.lists(st.integers(0, 200), max_size=30), st.integers(1, 300))
def test_batches_take_every_text_once_in_order(sizes: list[int], letters: int):
    texts = ["x" * size for size in sizes]
    cuts = list(batches(texts, letters))
    assert [n for start, end in cuts for n in range(start, end)] == list(range(len(texts)))
