"""What strangers wrote as HTML reads as plain text, says where links lead, and costs no more than its length."""

from __future__ import annotations

import time

import pytest

from moderator.platforms._html import plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one<br>two<br/>three</p><p>four</p>", "one\ntwo\nthree\n\nfour"),
        ("<p>fish &amp; chips &lt;b&gt; &#39;now&#39;</p>", "fish & chips <b> 'now'"),
        ("<p>  much \n\n space\t here </p>", "much space here"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("no tags, 1 < 2 and 3 > 2", "no tags, 1 < 2 and 3 > 2"),
        ("", ""),
        ("<p></p>", ""),
        ('<img src="x" alt=":blob:">', ":blob:"),
        ("a<!-- never seen -->b", "ab"),
        ("a<script>alert(1)</SCRIPT>b<style>p{}</style>c", "abc"),
        ('<p title="a > b">words</p>', "words"),
        ("&notanentity; &amp &#0; &#x110000; &#99999999999999999999;", None),
    ],
)
def test_words_stay_and_marks_go(html, text):
    assert text is None or plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            '<a href="https://town.example/a/long/way"><span class="invisible">https://</span>'
            '<span class="ellipsis">town.example/a</span><span class="invisible">/long/way</span></a>',
            "https://town.example/a/long/way",
        ),
        ('<a href="https://evil.example/">your bank</a>', "your bank (https://evil.example/)"),
        ('<a href="https://evil.example/">bank.example</a>', "bank.example (https://evil.example/)"),
        ('<a href="https://evil.example/"></a>', "https://evil.example/"),
        ("<a href='javascript:alert(1)'>go</a>", "go (javascript:alert(1))"),
        ('<a href="https://x.example/?a=1&amp;b=2">x</a>', "x (https://x.example/?a=1&b=2)"),
        ('<a href="https://a.example">a<a href="https://b.example">b', None),
        ("<a>nowhere</a>", "nowhere"),
    ],
)
def test_a_link_that_says_something_else_shows_where_it_leads(html, text):
    made = plain(html)
    assert text is None or made == text
    if text is None:
        assert made == "a (https://a.example)b (https://b.example)"


def test_who_calls_says_which_links_are_known():
    html = (
        '<a href="https://far.example/@ann">@<span>ann</span></a> and <a href="https://evil.example">@bob</a>'
    )
    assert plain(html, known=lambda text, href: href == "https://far.example/@ann") == (
        "@ann and @bob (https://evil.example)"
    )


def test_what_is_never_closed_hides_nothing():
    assert plain('before <a href="x and all after') == 'before <a href="x and all after'


HOSTILE = {
    "comments": "<!--",
    "tags": "<a ",
    "quotes": '<a "',
    "single quotes": "<a href='",
    "scripts": "<script>",
    "endings": "</",
    "angles": "<",
    "entities": "&#",
    "long entities": "&" + "a" * 31,
    "paragraphs": "<p>",
    "links": "<a href=x>",
    "names": "<" + "a" * 50,
    "attributes": "x= ",
    "sections": "<![CDATA[",
    "growing letters": "İ<style>",
    "spaces": "<a> ",
    "lines": "<pre>\n",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_costs_in_proportion_to_its_length(piece):
    """Eight times as much may cost sixteen times as much, and never the square."""

    def cost(times: int) -> float:
        text = "<a " + piece * times if piece == "x= " else piece * times
        start = time.process_time()
        plain(text)
        return time.process_time() - start

    assert cost(160_000) < max(16 * cost(20_000), 0.25)


@pytest.mark.parametrize("depth", [100_000])
def test_depth_is_nothing(depth):
    assert plain("<div>" * depth + "deep" + "</div>" * depth) == "deep"
