"""What every scorer promises, asked of each. To add a scorer: one line in SCORERS."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moderator.rehearsal import script
from moderator.scores import LABELS
from moderator.scoring import Scorer
from moderator.scoring.embedded import Embedded
from moderator.scoring.rehearsal import Rehearsal

SCORERS: dict[str, Callable[[], Scorer]] = {"embedded": Embedded.load, "rehearsal": Rehearsal}
TEXTS = [
    "You absolute turnip",
    "When will the bridge open?",
    "",
    "🙂",
    "Когда откроется мост?",
    "a\ud800b\x00",
    "word " * 5000,
    *(sentence.text for sentence in script().sentences[:20]),
]


@pytest.fixture(scope="module", params=sorted(SCORERS))
def scorer(request) -> Scorer:
    return SCORERS[request.param]()


def test_it_says_who_it_is_and_what_it_covers(scorer: Scorer):
    assert scorer.name
    assert scorer.version
    assert scorer.name.isprintable()
    assert scorer.languages
    assert all(len(language) == 2 and language.islower() for language in scorer.languages)


def test_one_answer_a_text_with_a_probability_for_each_label(scorer: Scorer):
    answers = scorer.score(TEXTS)
    assert len(answers) == len(TEXTS)
    for answer in answers:
        assert set(answer) == set(LABELS)
        assert all(isinstance(value, float) and 0.0 <= value <= 1.0 for value in answer.values())


def test_the_order_of_the_texts_is_the_order_of_the_answers(scorer: Scorer):
    forth, back = scorer.score(TEXTS), scorer.score(TEXTS[::-1])[::-1]
    for one, other in zip(forth, back, strict=True):
        assert all(abs(one[label] - other[label]) < 2e-5 for label in LABELS)


def test_nothing_asked_nothing_answered(scorer: Scorer):
    assert scorer.score([]) == []


def test_the_texts_are_left_as_they_were(scorer: Scorer):
    texts = list(TEXTS)
    scorer.score(texts)
    assert texts == TEXTS
