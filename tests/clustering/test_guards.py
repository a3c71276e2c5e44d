"""What is never swallowed by a group: somebody who says the contrary, or says it of somebody else."""

from __future__ import annotations

import pytest

from moderator.clustering import Entry, Index, may_join
from tests.clustering.pairs import LETTERS, PAIRS

SAME = [
    ("You absolute turnip, open the bridge!", "you absolute turnip open the bridge"),
]


def test_there_are_enough_pairs_and_none_twice():
    assert len({frozenset(pair) for pair in PAIRS}) == len(PAIRS) >= 200


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_contrary_and_another_target_never_join(one, other):
    assert not may_join(one, other)
    assert not may_join(other, one)
    assert Index().place([Entry(1, one), Entry(2, other)]) == [None, None]
    assert Index().place([Entry(1, other), Entry(2, one)]) == [None, None]


@pytest.mark.parametrize(("one", "other"), LETTERS)
def test_nor_do_they_within_a_long_letter(one, other):
    assert not may_join(one, other)
    assert not may_join(other, one)
