"""Which comments of a stream become one group, as a moderator would notice it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.clustering import Entry, Index, Near, may_join
from tests import hostile

HEAD = "You absolute turnip, open the old bridge again at last, the whole town is waiting!"
COPIES = {
    "as it is": HEAD,
    "in capitals": HEAD.upper(),
    "with emoji and signs": HEAD.rstrip("!") + "!!! 😀😀",
    "shown to somebody": "@user4711 " + HEAD,
    "with a link": HEAD + " https://example.org/a?b=1",
    "a slip of the finger": HEAD.replace("waiting", "waitnig"),
    "a word put in": HEAD.replace("the whole", "really the whole"),
    "a word left out": HEAD.replace("old ", ""),
    "two words swapped": HEAD.replace("again at last", "at again last"),
    "look-alikes": HEAD.replace("turnip", "turniр"),
    "invisible signs": HEAD.replace("turnip", "tur\u200bnip"),
    "direction signs": "\u202e" + HEAD + "\u202c",
    "drawn out": HEAD.replace("open", "ooooopen"),
    "accents": HEAD.replace("bridge", "brídge"),
    "spaced": HEAD.replace("turnip", "t u r n i p"),
    "leet": HEAD.replace("turnip", "turn1p"),
}


def entries(*texts: str) -> list[Entry]:
    return [Entry(n, text) for n, text in enumerate(texts, 1)]


@pytest.mark.parametrize("way", COPIES)
def test_a_copy_joins_the_first_however_it_is_dressed_up(way):
    first, second = Index().place(entries(HEAD, COPIES[way]))
    assert first is None
    assert second is not None
    assert (second.key, second.by) == (1, "text")
    assert 0.72 <= second.similarity <= 1


@pytest.mark.parametrize("way", COPIES)
def test_so_it_does_when_it_comes_later(way):
    index = Index()
    assert index.place(entries(HEAD)) == [None]
    (near,) = index.place([Entry(7, COPIES[way])])
    assert near is not None
    assert near.key == 1


def test_another_comment_begins_its_own_group():
    assert Index().place(entries(HEAD, "When will the swimming pool on the hill open in summer?")) == [
        None,
        None,
    ]


def test_every_member_names_the_first_of_the_group_not_the_one_that_it_is_like():
    words = "please open the old stone bridge over the river again before the winter comes to town".split()
    chain = [" ".join(words[:n] + words[n + 1 :]) for n in (3, 4, 9)]
    placed = Index().place(entries(" ".join(words), *chain))
    assert [near.key for near in placed[1:] if near] == [1, 1, 1]


def test_a_very_short_comment_is_a_copy_only_of_itself():
    placed = Index().place(entries("Go home!", "go home", "go hom", "Yes", "Yess no", "Yes!"))
    assert placed[1] == Near(1, 1.0, "text")
    assert placed[2] is None
    assert placed[4] is None
    assert placed[5] == Near(4, 1.0, "text")


def test_emoji_alone_are_copies_only_of_the_same():
    placed = Index().place(entries("👍👍", "👍 👍", "👎👎", "😀"))
    assert placed == [None, Near(1, 1.0, "text"), None, None]


def test_a_comment_that_says_nothing_is_nobodys_copy():
    index = Index()
    assert index.place(entries("", "", " \u200b ", "\u200b")) == [None] * 4
    assert len(index) == 0


def test_a_group_whose_first_is_decided_attracts_no_more():
    index = Index()
    index.place(entries(HEAD, COPIES["a word left out"]))
    index.forget(1)
    index.forget(99)
    assert index.place([Entry(3, HEAD)]) == [None]
    assert index.place([Entry(4, HEAD)]) == [Near(3, 1.0, "text")]


def test_the_groups_are_the_same_when_they_are_filled_again_from_the_store():
    first = Index()
    texts = [
        HEAD,
        COPIES["a word put in"],
        COPIES["two words swapped"],
        "Is the bath on the hill open on Sundays?",
    ]
    placed = first.place(entries(*texts))
    again = Index()
    again.add(entries(*texts), [near.key if near else n for n, near in enumerate(placed, 1)])
    for way, text in COPIES.items():
        (near,) = again.place([Entry(100, text)])
        assert near is not None, way
        assert near.key == 1
    again = Index()
    again.add(entries(*texts)[1:], [1, 1, 4])
    assert again.place([Entry(101, HEAD)]) == [None]


def test_members_far_from_their_first_are_found_again_when_both_are_filled_at_once():
    words = "please open the old stone bridge over the river again before the winter comes to town".split()
    far = [word for n, word in enumerate(words) if n % 4 != 2]
    index = Index()
    index.add([Entry(1, " ".join(words)), Entry(2, " ".join(far))], [1, 1])
    assert len(index) == 1
    (near,) = index.place([Entry(3, " ".join(words[:-2]))])
    assert near is not None
    assert near.key == 1


def test_what_an_edited_comment_said_before_attracts_no_more():
    index = Index()
    index.place(entries(HEAD))
    index.place([Entry(1, "When will the swimming pool on the hill open in summer?")])
    assert len(index) == 1
    assert index.place([Entry(2, HEAD)]) == [None]


def test_an_edited_comment_is_no_copy_of_itself():
    index = Index()
    index.place(entries(HEAD))
    assert index.place([Entry(1, COPIES["a word put in"])]) == [None]
    (near,) = index.place([Entry(2, HEAD)])
    assert near is not None
    assert near.key == 1


def test_two_long_letters_that_share_nothing_are_soon_told_apart():
    one = " ".join(f"tram{n}x" for n in range(3000))
    other = " ".join(f"boat{n}y" for n in range(3000))
    assert not may_join(one, other)
    assert Index().place(entries(one, other)) == [None, None]


def test_what_was_forgotten_leaves_no_room_taken():
    index = Index()
    for start in range(0, 12_000, 500):
        index.place(
            [
                Entry(n, f"The {n} trams of line {n * 7} are late again today")
                for n in range(start, start + 500)
            ]
        )
        for n in range(start, start + 499):
            index.forget(n)
    assert len(index) == 24
    assert index.nbytes < 200_000
    (near,) = index.place([Entry(99_999, "the 499 trams of line 3493 are late again today!!")])
    assert near is not None
    assert near.key == 499


def test_a_million_letters_are_placed_and_their_ends_count():
    long = "the tram is late again and the bridge is shut " * 22_000
    index = Index()
    assert index.place([Entry(1, long), Entry(2, long), Entry(3, long + " and so is the bath")]) == [
        None,
        Near(1, 1.0, "text"),
        None,
    ]
    assert index.nbytes < 200_000


@pytest.mark.parametrize("case", hostile.cases("text"), ids=lambda case: case.id)
def test_hostile_texts_are_placed_beside_themselves(case):
    text = case.data.decode("utf-8", "replace")
    first, second = Index().place([Entry(1, text), Entry(2, text)])
    assert first is None
    assert second in (None, Near(1, 1.0, "text"))


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_placed_and_each_joins_itself(one: str, other: str):
    index = Index()
    index.place([Entry(1, one), Entry(2, other)])
    placed = index.place([Entry(3, one), Entry(4, other)])
    for near, text in zip(placed, (one, other), strict=True):
        if any(sign.isalnum() and sign.isascii() for sign in text):
            assert near is not None
            assert near.similarity == 1.0
