"""What a scorer reads when people write around filters, and where in the original each letter stands."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moderator.scoring import vocabulary
from moderator.scoring.normalise import hard, light, normalise
from moderator.scoring.training import obfuscation
from tests import hostile

WRITTEN_AROUND = {
    "leet": "you are a m0r0n",
    "leet signs": "you are a mor0n, 1 $wear",
    "Cyrillic look-alikes": "you are a mоrоn",
    "Greek look-alikes": "you are a mοrοn",
    "full width": "you are a ｍｏｒｏｎ",
    "circled": "you are a ⓜⓞⓡⓞⓝ",
    "mathematical": "you are a 𝓶𝓸𝓻𝓸𝓷",
    "zero width": "you are a mo\u200br\u200do\u2060n",
    "soft hyphen": "you are a mo\u00adron",
    "direction override": "you are a mo\u202eron",
    "variation selector": "you are a mo\ufe0fron",
    "tags": "you are a mo\U000e0041ron",
    "elongated": "you are a moooooroooon",
    "elongated in capitals": "you are a MOOOOROOON",
    "spaced": "you are a m o r o n",
    "dotted": "you are a m.o.r.o.n",
    "dashed": "you are a m-o-r-o-n",
    "separator inside": "you are a mo*ron",
    "a star for a letter": "you are a m*ron",
    "stars for letters": "you are a m**on",
    "a hash for a letter": "you are a mor#n",
    "spaced with its neighbours": "y o u a r e a m o r o n",
    "dotted with its neighbours": "y.o.u a-r-e a m.o.r.o.n",
    "spaced in leet": "y 0 u a r 3 a m 0 r 0 n",
    "underscore inside": "you are a mo_ron",
    "accents": "you are a mörôn",
    "stacked accents": "you are a mo\u0301\u0302\u0303ron",
    "odd blanks": "you\u00a0are\u2003a \t moron",
    "ligature": "you are a moron, ﬁne",
}
UNTOUCHED = {
    "a year": "since 2019 the bus is late",
    "a time": "be there at 10:30 or 7pm",
    "money": "it costs $5 or 3.50 or 20k",
    "an ordinal": "on the 3rd or the 21st",
    "an exclamation": "thank you! great!",
    "an abbreviation of letters": "the council",
    "double letters": "well, a good book keeper",
    "stressed words": "*really* good, **very** good",
    "a note": "the fee* is high",
    "a language and a channel": "c# and #roads",
}


@pytest.mark.parametrize("way", WRITTEN_AROUND)
def test_a_word_written_around_a_filter_is_read_as_the_word(way):
    assert "moron" in normalise(WRITTEN_AROUND[way]).text


@pytest.mark.parametrize("way", WRITTEN_AROUND)
def test_the_word_is_found_where_it_was_written(way):
    written = WRITTEN_AROUND[way]
    read = normalise(written)
    start = read.text.index("moron")
    first, last = read.span(start, start + len("moron"))
    part = written[first:last]
    assert normalise(part).text.startswith("moron")
    assert "you" not in part
    assert part[0] not in " \t"


@pytest.mark.parametrize("kind", UNTOUCHED)
def test_numbers_and_ordinary_words_stay_as_they_are(kind):
    assert normalise(UNTOUCHED[kind]).text == UNTOUCHED[kind]


def test_addresses_and_names_of_accounts_say_nothing_about_the_comment():
    read = normalise("Look at https://example.org/moron?x=1 and www.example.org, @moron.example says so")
    assert "moron" not in read.text.split(".example")[0]
    assert "https" not in read.text
    assert "look at" in read.text


def test_an_at_sign_for_a_letter_is_no_name_of_an_account():
    assert normalise("you @sshole").text == "you asshole"
    assert normalise("thanks @assembly_hall").text == "thanks"


def test_foreign_scripts_are_not_folded_into_latin():
    assert normalise("Когда откроется мост?").text == "когда откроется мост?"
    assert normalise("πότε ανοίγει").text == "ποτε ανοιγει"


def test_a_spaced_number_is_not_joined_to_a_word():
    assert normalise("call 0 1 2 3 4 5 6 now").text == "call 0 1 2 3 4 5 6 now"


def test_what_stands_before_a_dotted_word_is_no_part_of_it():
    assert normalise("you a m.o.r.o.n, go").text == "you a moron, go"
    assert normalise("well I'm m o r o n").text == "well i'm moron"


@given(st.text(max_size=200))
@example("İ" * 20)
@example("ﷺ" * 5)
@example("\u0301abc")
@example("a\ud800b")
@example("." * 50)
@example("a b c d e f g")
def test_every_letter_read_stands_somewhere_in_the_original_and_in_order(text: str):
    for mapped in (light(text), hard(light(text)), light(text, addresses=True), normalise(text)):
        assert len(mapped.at) == len(mapped.text)
        assert all(0 <= position < len(text) for position in mapped.at)
        assert list(mapped.at) == sorted(mapped.at)
        assert mapped.text == mapped.text.strip()


@given(st.text(max_size=120))
def test_normalising_twice_in_the_light_step_changes_nothing_more(text: str):
    once = light(text).text
    again = light(once).text
    assert light(again).text == again


@given(st.text(alphabet="abcdefgh ijk", min_size=1, max_size=80), st.randoms(use_true_random=False))
def test_invisible_signs_never_change_what_is_read(text: str, random):
    written = obfuscation.zero_width(text, random)
    assert normalise(written).text == normalise(text).text


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", max_size=80), st.randoms(use_true_random=False))
def test_look_alikes_never_change_what_is_read(text: str, random):
    written = obfuscation.look_alikes(text, random)
    if any("a" <= sign <= "z" for sign in written):
        assert normalise(written).text == normalise(text).text


@given(
    st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9), min_size=1, max_size=12),
    st.data(),
)
def test_a_span_of_a_word_leads_back_to_that_word(words: list[str], data):
    text = " ".join(word.capitalize() for word in words)
    mapped = light(text)
    n = data.draw(st.integers(0, len(words) - 1))
    start = sum(len(word) + 1 for word in words[:n])
    first, last = mapped.span(start, start + len(words[n]))
    assert text[first:last].lower() == words[n]


@pytest.mark.parametrize("case", hostile.cases("text"), ids=lambda case: case.id)
def test_hostile_texts_are_read_with_their_map(case):
    text = case.data.decode("utf-8", "replace")[:50_000]
    mapped = normalise(text)
    assert len(mapped.at) == len(mapped.text)
    assert not mapped.at or (min(mapped.at) >= 0 and max(mapped.at) < len(text))


def test_an_empty_text_is_read_as_nothing():
    assert (normalise("").text, list(normalise("").at)) == ("", [])
    assert normalise("\u200b\u200d").text == ""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("y o u a r e l a t e", "you are late"),
        ("w h a t a b a d i d e a", "what a bad idea"),
        ("i h*te th*s c*uncil", "i hate this council"),
        ("st*pid, you st*pid!", "stupid, you stupid!"),
        ("n.a.t.o", "nato"),
    ],
)
def test_words_written_apart_or_with_stars_are_told_apart_and_filled_in(written, read):
    assert normalise(written).text == read


def test_what_is_filled_in_stands_where_the_star_stood():
    read = normalise("so st*pid, w h a t a f o o l")
    assert read.at[read.text.index("u")] == "so st*pid".index("*")
    assert read.span(read.text.index("fool"), len(read.text)) == (21, 28)


def test_stars_at_the_end_are_filled_in_only_for_words_that_people_hide():
    assert normalise("the tab*** and the chai**").text == "the tab*** and the chai**"
    assert "*" not in normalise("you id****").text


def test_without_the_list_of_words_letters_are_still_joined(tmp_path, monkeypatch):
    damaged = tmp_path / "words.txt.gz"
    damaged.write_bytes(b"no archive")
    for path in (damaged, tmp_path / "none"):
        nothing = vocabulary.read(path)
        monkeypatch.setattr(vocabulary, "shipped", lambda nothing=nothing: nothing)
        vocabulary.cuts.cache_clear()
        vocabulary.unstarred.cache_clear()
        assert normalise("y o u: m*ron").text == "you: mron"
    vocabulary.cuts.cache_clear()
    vocabulary.unstarred.cache_clear()
