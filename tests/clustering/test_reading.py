"""Of whom and what a text speaks: @names that are meant, names, figures, words however they are written."""

from __future__ import annotations

import pytest

from moderator.clustering import Entry, Index, may_join
from moderator.clustering.reading import read
from tests.clustering.pairs import PAIRS

LONG = "the council should open the bridge again before winter comes"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"@office {LONG}", False),
        (f"@office @mayor {LONG}", False),
        (f"{LONG} @office", False),
        (f"@office Is the bridge open? {LONG}", False),
        (f"@office is this true? {LONG}", False),
        ("@smith is a liar and everybody knows it", True),
        ("@smith must go after what happened here", True),
        (f"{LONG}, vote for @smith", True),
        (f"ask @smith why {LONG}", True),
        ("fire @smith", True),
        (f"{LONG}. @smith", False),
    ],
)
def test_an_at_name_is_part_of_what_is_said_or_only_spoken_to(text, meant):
    assert any(word.startswith("@") for word in read(text).words) == meant


def test_copies_shown_to_different_people_are_copies():
    _, near = Index().place([Entry(1, f"@anna {LONG}"), Entry(2, f"{LONG} @bert @carl")])
    assert near is not None
    assert near.similarity == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("please open the bridge again", "PLEASE OPEN THE BRIDGE AGAIN!!!"),
        ("I don't know what you are doing there", "i do not know what you're doing there"),
        ("I can't believe what they did there", "I cannot believe what they did there"),
        ("we will not pay for the bridge", "we won't pay for the bridge"),
        ("it cost us 1,500 euros last winter", "It cost us 1500 euros last winter"),
        ("open the bridge you absolute turnip", "open the br1dge you abs0lute turnip"),
        ("open the bridge you absolute turnip", "open the bridge you absolute t.u.r.n.i.p"),
        ("Die Brücke muss wieder öffnen", "die brucke muss wieder offnen"),
        ("l'école doit rester ouverte ici", "L’ecole doit rester ouverte ici"),
    ],
)
def test_two_ways_of_writing_one_sentence_are_read_alike(one, other):
    assert read(one).small == read(other).small
    assert may_join(one, other)


@pytest.mark.parametrize(("one", "other"), PAIRS[::7])
def test_the_order_in_which_batches_come_swallows_nothing(one, other):
    noise = [Entry(n, f"The {n} trams of line {n * 7} are late") for n in range(10, 40)]
    pair = [Entry(1, one), Entry(2, other)]
    for batches in (
        [noise, pair],
        [pair[:1], noise, pair[1:]],
        [pair[1:], pair[:1], noise],
        [[*pair, *noise]],
    ):
        index = Index()
        near = {e.key: found for batch in batches for e, found in zip(batch, index.place(batch), strict=True)}
        assert near[1] is None
        assert near[2] is None


def test_a_comment_takes_less_than_700_bytes():
    index = Index()
    texts = [
        f"Dear office of {n}, the {n * 7} bus was late on my way to work and nobody told us why number {n * 3} never came"
        for n in range(1500)
    ]
    index.place([Entry(n, text) for n, text in enumerate(texts)])
    assert len(index) == 1500
    assert index.nbytes / len(index) < 700
