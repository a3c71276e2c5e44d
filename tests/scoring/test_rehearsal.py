"""The rehearsal's scorer: it plays what is staged, and lets nothing else through as calm."""

from __future__ import annotations

from moderator.rehearsal import script
from moderator.scorers import loader
from moderator.scores import Band
from moderator.scoring.rehearsal import Rehearsal


def test_every_sentence_of_the_script_gets_its_staged_band():
    sentences = script().sentences
    scores = Rehearsal().rate([sentence.text for sentence in sentences])
    assert [score.band for score in scores] == [sentence.band for sentence in sentences]
    assert {Band.S0, Band.S1, Band.S2, Band.S3, None} <= {score.band for score in scores}


def test_what_is_staged_as_not_checked_says_why():
    unchecked = [sentence for sentence in script().sentences if sentence.band is None]
    for sentence, score in zip(unchecked, Rehearsal().rate([s.text for s in unchecked]), strict=True):
        assert score.unchecked == sentence.unchecked
        assert score.veiled


def test_the_staged_category_is_the_surest_label():
    for sentence in script().sentences:
        if sentence.band is not None and sentence.category:
            (score,) = Rehearsal().rate([sentence.text])
            assert max(score.labels.values()) == score.labels[sentence.category] == sentence.sure


def test_a_text_that_is_not_of_the_script_stays_veiled():
    for text in ("Something typed by a person", "", "  "):
        (score,) = Rehearsal().rate([text])
        assert score.veiled
        assert score.unchecked


def test_a_rehearsal_home_gets_this_scorer_and_a_real_one_does_not():
    said = script().sentences[0].text
    assert loader(rehearsal=True, language="en")()([said])[0].model == "rehearsal 1"
    assert loader(rehearsal=False, language="en")()([said])[0].model.startswith("embedded ")
