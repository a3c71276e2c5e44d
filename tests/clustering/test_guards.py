"""What is never swallowed by a group: somebody who says the contrary, or says it of somebody else."""

from __future__ import annotations

import pytest

from moderator.clustering import Entry, Index, may_join

APART = [
    ("I support the new tram line", "I do not support the new tram line"),
    ("fire Smith from the council now", "fire Jones from the council now"),
    ("please hide this comment of mine", "please don't hide this comment of mine"),
    ("Wir wollen diese Brücke haben", "Wir wollen diese Brücke nicht haben"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_the_contrary_and_another_target_never_join(one, other):
    assert not may_join(one, other)
    assert not may_join(other, one)
    assert Index().place([Entry(1, one), Entry(2, other)]) == [None, None]
