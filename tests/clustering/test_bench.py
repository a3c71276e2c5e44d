"""`moderator bench clusters` measures what it says: campaigns of copies, other statements, pairs told right."""

from __future__ import annotations

from random import Random

import pytest

from moderator.bench import campaigns, clusters, fresh_index
from moderator.clustering import Entry, Index

_WORDS = """
bridge river market school window garden letter winter summer council ticket platform engine yellow quiet narrow early
late again under behind along toward street corner bakery library station harbour ferry meadow valley village tower
clock bell morning evening paper pencil carpet ladder bucket basket blanket kettle lantern feather pebble orchard
""".split()


def sentences(count: int) -> list[str]:
    random = Random(4)
    return [" ".join(random.choices(_WORDS, k=random.randint(9, 24))) + "." for _ in range(count)]


def test_the_same_seed_makes_the_same_stream():
    real = sentences(400)
    first = campaigns.stream(real, 300, 5, frozenset())
    assert first == campaigns.stream(real, 300, 5, frozenset())
    assert first != campaigns.stream(real, 300, 6, frozenset())
    assert len(first.texts) == 300
    assert 55 <= sum(number >= 0 for number in first.campaign) <= 80


def test_a_copy_keeps_names_figures_negations_and_curses():
    random = Random(2)
    base = "Smith must not close the 3 bridges in Neustadt, you blasted turnip, before summer comes again"
    for _ in range(500):
        copy = campaigns.changed(base, random, ["market"], frozenset(["not", "blasted"]))
        small = copy.lower()
        assert all(word in small.split() for word in ("smith", "not", "3", "blasted"))
        assert "neustadt" in small


@pytest.mark.parametrize("seed", range(40))
def test_another_statement_is_another_one(seed):
    base = "Old Smith was seen at Harbour Bridge with 3 dogs and will come back in 2020 they say"
    other = campaigns.another_statement(base, Random(seed))
    assert other not in (None, base)
    assert Index().place([Entry(1, base), Entry(2, other or "")]) == [None, None]


def test_pairs_are_counted_as_a_person_would():
    told = fresh_index.told([0, 0, 0, 1, 1, -1, -1], [0, 0, 2, 3, 5, 5, 6])
    assert told == {"precision": 0.5, "recall": 0.25, "background": 0.5}


def test_campaigns_of_our_own_sentences_are_found():
    arriving = campaigns.stream(sentences(2500), 2500, 5, frozenset())
    entries = [Entry(n, text) for n, text in enumerate(arriving.texts)]
    joined = [n if near is None else near.key for n, near in enumerate(Index().place(entries))]
    told = fresh_index.told(arriving.campaign, joined)
    assert told["recall"] >= 0.9
    assert told["precision"] >= 0.98
    assert told["background"] <= 0.01


def test_without_data_it_says_what_it_needs():
    assert "--data" in clusters.run()["not measured"]
