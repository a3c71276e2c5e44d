"""What counts as the same link, and when a link makes copies of two comments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.clustering import Entry, Index, Near
from moderator.clustering.links import canonical, links, names_a_page
from tests import hostile

SAME = """
https://www.example.org/news/7 http://example.org/news/7/
https://m.example.org/news/7 https://example.org/news/7#top
https://EXAMPLE.org/news/7 https://example.org/news/7?utm_source=x&utm_medium=y&fbclid=abc
https://example.org/news/7/index.html https://example.org/news/7
https://example.org/news/7/amp https://example.org/news/7
https://www.google.com/amp/s/example.org/news/7 https://example.org/news/7
https://example.org/a?b=1&c=2 https://example.org/a?c=2&b=1
https://example.org:443/news/7 https://example.org/news/7
https://user@example.org/news/7 https://example.org/news/7
https://youtu.be/dQw4w9WgXcQ?si=abc https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=5s
https://youtube.com/shorts/dQw4w9WgXcQ https://m.youtube.com/watch?v=dQw4w9WgXcQ&feature=share
https://twitter.com/someone/status/123?s=20 https://x.com/i/status/123
https://mobile.twitter.com/someone/status/123 https://x.com/someone/status/123/photo/1
https://redd.it/abc123 https://old.reddit.com/r/town/comments/abc123/the_bridge/
https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fnews%2F7&h=xyz https://example.org/news/7
https://www.google.com/url?q=https://example.org/news/7&sa=U https://example.org/news/7
https://web.archive.org/web/20240101000000/https://example.org/news/7 https://example.org/news/7
https://en.m.wikipedia.org/wiki/Bridge https://en.wikipedia.org/wiki/Bridge
https://example.org/Br%C3%BCcke https://example.org/Brücke
"""
OTHER = """
https://example.org/news/7 https://example.org/news/8
https://example.org/a?id=7 https://example.org/a?id=8
https://example.org/news https://example.com/news
https://en.wikipedia.org/wiki/Bridge https://de.wikipedia.org/wiki/Bridge
https://bit.ly/3abcde https://bit.ly/3abcdf
https://youtu.be/dQw4w9WgXcQ https://youtu.be/dQw4w9WgXcR
https://mayor.example.org/x https://office.example.org/x
https://example.org/search?s=bridge https://example.org/search?s=school
"""


@pytest.mark.parametrize("pair", SAME.strip().splitlines())
def test_two_addresses_of_one_page_are_one_link(pair):
    one, other = pair.split()
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize("pair", OTHER.strip().splitlines())
def test_two_pages_are_two_links(pair):
    one, other = pair.split()
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize("case", hostile.cases("url"), ids=lambda case: case.id)
def test_hostile_addresses_are_compared_and_never_opened(case):
    link = case.data.decode("utf-8", "replace")
    assert canonical(link) == canonical(link)
    Index().place([Entry(1, f"see {link}"), Entry(2, "", (link,))])


@given(st.text(max_size=80))
def test_any_text_can_stand_where_an_address_should(text: str):
    assert not set(canonical("https://" + text)) & set("\n\t ")
    links(text)


def test_a_front_page_says_nothing_of_what_is_shared():
    assert not names_a_page(canonical("https://www.example.org/"))
    assert names_a_page(canonical("https://www.example.org/news"))


PAGE = "https://example.org/news/7"


def placed(*texts: str) -> list[Near | None]:
    return Index().place([Entry(n, text) for n, text in enumerate(texts, 1)])


def test_those_who_only_pass_on_one_page_are_one_group():
    first, *others = placed(
        f"{PAGE}", f"Look at this: {PAGE}?utm_source=mail", f"please read 👉 {PAGE}", f"lest hier {PAGE}"
    )
    assert first is None
    assert [(near.key, near.by) for near in others if near] == [(1, "link")] * 3


def test_a_link_that_the_platform_keeps_beside_the_text_counts():
    near = Index().place(
        [Entry(1, "", (PAGE,)), Entry(2, "read this", (PAGE + "#comments",)), Entry(3, "", ())]
    )
    assert near[1] == Near(1, near[1].similarity if near[1] else 0, "link")
    assert near[2] is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"This article is unfair to us {PAGE}", f"You absolute turnips {PAGE}"),
        (f"Turnip {PAGE}", f"Look {PAGE}"),
        (f"Sad news for the school: {PAGE}", f"Good news for the school: {PAGE}"),
        (f"I believe every word of it {PAGE}", f"I don't believe a word of it {PAGE}"),
        (f"not this again {PAGE}", f"this again {PAGE}"),
        (f"this is you {PAGE}", f"this is me {PAGE}"),
        ("https://example.org", "look https://example.org"),
    ],
)
def test_a_criticism_and_an_abuse_that_quote_one_page_stay_apart(one, other):
    assert placed(one, other) == [None, None]
    assert placed(other, one) == [None, None]


def test_one_page_beside_texts_that_are_half_alike_makes_them_copies():
    one = "Well, people, please read this: what the paper has found out about the old stone bridge"
    other = "read what the paper found out about the bridge"
    assert placed(f"{one} {PAGE}", f"{other} https://example.org/news/8") == [None, None]
    _, near = placed(f"{one} {PAGE}", f"{other} {PAGE}")
    assert near is not None
    assert near.by == "link"
    assert near.similarity < 0.72


def test_a_link_beside_a_text_that_stands_by_itself_may_change():
    text = "You absolute turnip, open the old bridge again at last, the whole town is waiting"
    _, near = placed(f"{text} https://a.example/1", f"{text} https://b.example/2")
    assert near == Near(1, 1.0, "text")
