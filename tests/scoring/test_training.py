"""What is trained on and what is measured on stay apart; the measures measure what they say."""

from __future__ import annotations

import re
from random import Random

import numpy as np
import pytest

from moderator.scores import LABELS
from moderator.scoring.training import (
    frames,
    held_back,
    measuring,
    names,
    naming,
    obfuscation,
    points,
    swapping,
    templates,
    words,
)
from moderator.scoring.training.data import Table

TRAINED = [sentence.text.lower() for sentence in templates.sentences(20_000, Random(5))]
FRAMES = {
    frame.lower()
    for value in (getattr(frames, name) for name in frames.__all__)
    if isinstance(value, (tuple, str))
    for frame in ((value,) if isinstance(value, str) else value)
}


HELD_BACK = [name for name in vars(held_back) if name.isupper() and name != "WORDS"]


@pytest.mark.parametrize("name", HELD_BACK)
def test_no_frame_that_is_held_back_is_trained_on(name):
    assert not FRAMES & {frame.lower() for frame in getattr(held_back, name)}


@pytest.mark.parametrize("word", [*held_back.WORDS.adjectives, *held_back.WORDS.groups])
def test_no_name_that_is_held_back_stands_in_a_sentence_of_our_own(word):
    named = re.compile(rf"\b{re.escape(word)}\b")
    assert not [text for text in TRAINED if named.search(text)]
    assert word not in words.TRAINED.adjectives + words.TRAINED.groups


def test_no_sentence_that_is_held_back_is_trained_on():
    stripped = {text.strip(" .!") for text in TRAINED}
    for sentence in (sentence for name in HELD_BACK for sentence in getattr(held_back, name)):
        assert sentence.lower().strip(" .!") not in stripped


def test_every_frame_can_be_filled_and_holds_no_brace_afterwards():
    random = Random(1)
    for value in (getattr(frames, name) for name in frames.__all__):
        for frame in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            assert "{" not in templates.fill(frame, words.TRAINED, random, others=True)


def test_the_same_seed_makes_the_same_sentences():
    assert templates.sentences(500, Random(3)) == templates.sentences(500, Random(3))
    assert templates.sentences(500, Random(3)) != templates.sentences(500, Random(4))


def test_labels_of_our_own_sentences_are_those_of_a_score():
    for sentence in templates.sentences(500, Random(3)):
        assert set(sentence.labels) <= set(LABELS)
        assert "toxicity" in sentence.labels or sentence.labels["obscene"] == 1.0


def test_swapping_names_another_group_and_leaves_the_rest():
    text = "Mexicans and muslims came; the Mexicans sang, a muslim teacher too"
    swapped = swapping.swap(text, Random(2))
    assert swapped != text
    assert "mexicans" not in swapped.lower()
    assert swapped.endswith(" too")
    first = swapped.split(" and ")[0]
    assert f"the {first} sang" in swapped, "the same group is exchanged by the same one"
    assert swapping.swap("The bus is late again", Random(2)) == "The bus is late again"
    assert swapping.swap("black ice on the old bridge", Random(2)) == "black ice on the old bridge"


@pytest.mark.parametrize("way", sorted(obfuscation.ALL))
def test_obfuscation_is_repeatable_and_changes_something(way):
    text = "you are an absolute pumpkin and everybody knows this"
    assert obfuscation.ALL[way](text, Random(1)) == obfuscation.ALL[way](text, Random(1))
    assert obfuscation.ALL[way](text, Random(1)) != text


def test_the_area_is_the_chance_that_an_abusive_row_scores_higher_with_ties_as_half():
    truth, found = (
        np.array([0, 0, 1, 1, 1, 1, 1, np.nan]),
        np.array([0.1, 0.4, 0.4, 0.8, 0.9, 0.35, 0.4, 0.0]),
    )
    pairs = [(p > n) + 0.5 * (p == n) for p in found[2:7] for n in found[:2]]
    assert measuring.auc(truth, found)["auc"] == round(float(np.mean(pairs)), 4)


def test_few_positives_are_reported_with_an_interval_and_too_few_not_at_all():
    random = np.random.RandomState(1)
    truth = np.array([1.0] * 40 + [0.0] * 400)
    found = random.rand(440) + truth * 0.4
    told = measuring.auc(truth, found)
    assert told["interval"][0] < told["auc"] < told["interval"][1]
    assert measuring.auc(truth[36:], found[36:]) == {"positives": 4, "auc": None}


def test_names_are_found_by_what_they_do_and_abuse_is_no_name():
    texts = ["The walkers are late", "walkers should wait", "Some walkers have dogs"] * 6
    texts += ["idiots are idiots", "they are nice", "the class are here"] * 10
    toxicity = np.array([1.0] * 18 + [1.0] * 30, "float32")
    found = names.names(texts, np.where(np.arange(48) % 3 == 0, 0.0, toxicity).astype("float32"))
    assert list(found) == ["walkers"]
    assert 0.6 < found["walkers"] < 0.7
    assert names.for_frames(["gypsies", "walkers", "poles"]) == ["walkers"]
    weights = names.weights(
        ["walkers came", "walkers came", "nobody came"], np.array([0, 1, 0], "float32"), found
    )
    assert list(weights) == [names.WEIGHT, 1, 1]


def _table(toxicity: list[float], source: str) -> Table:
    labels = np.full((len(toxicity), len(LABELS)), np.nan, "float32")
    labels[:, 0] = toxicity
    many = len(toxicity)
    return Table(["x"] * many, labels, labels, np.array([source] * many), np.array(["en"] * many), [])


def test_veil_points_leave_no_more_abuse_bare_than_is_allowed():
    random = np.random.RandomState(2)
    truth = [1.0] * 400 + [0.0] * 600
    table = _table(truth, measuring.SOCIAL[0])
    found = np.clip(random.rand(1000, len(LABELS)) * 0.5 + 0.35 * np.array(truth)[:, None], 0, 1)
    chosen = points.choose(table, found)
    assert set(chosen) == set(LABELS)
    veiled = np.any([found[:, n] >= chosen[label] for n, label in enumerate(LABELS)], axis=0)
    assert veiled[:400].mean() >= 1 - points.BARE


def test_when_nothing_protects_enough_the_lowest_points_are_taken():
    table = _table([1.0] * 50 + [0.0] * 50, measuring.SOCIAL[0])
    chosen = points.choose(table, np.full((100, len(LABELS)), 0.001))
    assert chosen["toxicity"] == min(points._TRIED["toxicity"])
    assert chosen["insult"] == min(points._TRIED["insult"])


def test_a_row_that_speaks_of_people_can_name_a_group_and_keeps_its_other_words():
    random = Random(4)
    named = naming.named("The editor said they were late, and people laughed", random, [])
    assert named != "The editor said they were late, and people laughed"
    assert "said" in named
    assert "late, and" in named
    assert naming.named("The bus is late again", random, []) == "The bus is late again"
    assert naming.named("They are here", Random(1), ["walkers"]).endswith(" are here")


def test_a_sentence_is_cut_from_a_long_comment_whole():
    text = "Short. The second sentence of this comment is long enough! " + "x" * 300 + ". No."
    assert naming.sentence_of(text, Random(1)) == "The second sentence of this comment is long enough!"
    assert naming.sentence_of("Too short.", Random(1)) is None


def test_a_frame_around_a_sentence_leaves_it_as_it_is():
    for seed in range(30):
        assert "{braces} 100 % of it" in naming.carried("{braces} 100 % of it", Random(seed), [])
