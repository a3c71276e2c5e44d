"""What a card says of how a member of a group differs from its first: where, and of what kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.clustering import Kind, Part, difference

HEAD = "You absolute turnip, open the 3 bridges in Neustadt again!"
MEMBERS = {
    Kind.WORD: ("You absolute old turnip, open the 3 bridges in Neustadt again!", "old"),
    Kind.TURN: ("You absolute turnip, never open the 3 bridges in Neustadt again!", "never"),
    Kind.NUMBER: ("You absolute turnip, open the 4 bridges in Neustadt again!", "4"),
    Kind.NAME: ("You absolute turnip, open the 3 bridges in Altstadt again!", "Altstadt"),
    Kind.MENTION: ("You absolute turnip, open the 3 bridges in Neustadt again! @mayor", "@mayor"),
    Kind.LINK: (
        "You absolute turnip, open the 3 bridges in Neustadt again! https://example.org/a?b=1",
        "https",
    ),
    Kind.EMOJI: ("You absolute turnip 😀, open the 3 bridges in Neustadt again!", "😀"),
    Kind.CASE: ("You absolute TURNIP, open the 3 bridges in Neustadt again!", "TURNIP"),
    Kind.TYPO: ("You absolute turinp, open the 3 bridges in Neustadt again!", "turinp"),
    Kind.SIGNS: ("You absolute turnip, open the 3 bridges in Neustadt again!?!", "!?!"),
}


@pytest.mark.parametrize("kind", MEMBERS)
def test_what_is_otherwise_is_pointed_at_in_the_members_own_words(kind):
    member, found = MEMBERS[kind]
    (part,) = difference(HEAD, member)
    assert part.kind is kind
    assert member[part.start : part.end].startswith(found)


def test_letters_that_only_look_alike_are_pointed_at():
    member = HEAD.replace("turnip", "tur\u200bniр")
    (part,) = difference(HEAD, member)
    assert (member[part.start : part.end], part.kind) == ("tur\u200bniр", Kind.TYPO)


def test_what_a_member_leaves_out_is_a_place_without_letters():
    member = HEAD.replace("absolute ", "")
    assert difference(HEAD, member) == (Part(4, 4, Kind.WORD),)
    assert difference(HEAD, HEAD.replace(" again!", "")) == (Part(len(HEAD) - 7, len(HEAD) - 7, Kind.WORD),)


def test_equal_texts_differ_nowhere():
    assert difference(HEAD, HEAD) == ()
    assert difference("", "") == ()


def test_all_of_a_text_differs_from_an_empty_one():
    assert [part.kind for part in difference("", "turnip 5 😀")] == [Kind.WORD, Kind.NUMBER, Kind.EMOJI]
    assert difference("turnip", "") == (Part(0, 0, Kind.WORD),)


def test_the_end_of_a_very_long_text_is_one_part():
    long = "open the bridge " * 60_000
    parts = difference(long, long + "turnip")
    assert parts == (Part(8000, len(long) + 6, Kind.REST),)


@given(st.text(max_size=80), st.text(max_size=80))
def test_parts_are_in_order_and_within_the_member(head: str, member: str):
    parts = difference(head, member)
    ends = [0, *(place for part in parts for place in (part.start, part.end)), len(member)]
    assert ends == sorted(ends)
    assert difference(member, member) == ()
