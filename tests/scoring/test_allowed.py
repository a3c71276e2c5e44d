"""Words that an agency allows are no reason for a veil, and nothing hides behind one. With the scorer that ships."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from moderator.neutralising import hateful_alone, passing_over
from moderator.scores import LABELS, Band, Score
from moderator.scoring.allowed import Allowed, slur_beside, why_not, word
from moderator.scoring.embedded import Embedded
from moderator.scoring.rate import rate

NAMES = ("Dick Smith", "Dick", "Cockburn", "Beaver Creek", "Butts", "turnip", "Kill Devil Hills", "clown")


@pytest.fixture(scope="module")
def embedded() -> Embedded:
    return Embedded.load()


@pytest.fixture(scope="module")
def read(embedded: Embedded):
    def read(texts: Sequence[str]) -> list[Score]:
        return rate(texts, embedded)

    return read


def _one(read, text: str, *allowed: str) -> Score:
    (score,) = passing_over(read, Allowed(allowed or NAMES))([text])
    return score


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dick Smith has the keys of the hall", 1),
        ("Beaver Creek is flooded again", 1),
        ("beaver creek is flooded again", 1),
        ("Mr Dick was at the meeting", 1),
        ("Lord Butts is a fine mayor", 1),
        ("Mr Dick's office is closed. Mr Dick will be back on Monday.", 2),
    ],
)
def test_a_text_whose_only_trouble_is_an_allowed_name_is_calm_and_says_so(read, text: str, words: int):
    assert read([text])[0].band > Band.S0
    score = _one(read, text)
    assert (score.band, score.allowed) == (Band.S0, words)
    assert score.model == read([text])[0].model
    assert all(value < 0.5 for value in score.labels.values())


HOSTILE = (
    "Dick Smith, I will find you and you will be shot",
    "I will kill Dick Smith",
    "Dick Smith should be hanged",
    "Dick Smith is an idiot",
    "Dick Smith is an i.d.i.o.t",
    "Dick Smith is a m0r0n",
    "Beaver Creek is full of idiots",
    "You Dick",
    "you dick",
    "What a Dick",
    "such a Dick this mayor",
    "you absolute turnip, you are worthless",
    "You clown",
    "you stupid clown",
    "Dickhead Smith",
    "Dick-head",
    "DickSmith you moron",
    "D\u200bick you are",
    "Dıck you are a fool",
    "Cockburn, you pathetic worthless fool",
    "All people from Beaver Creek are vermin",
    "Dick " * 60 + "you are an idiot",
    "Dick Smith " * 300 + "idiot",
    "idiDick ot, you idiot Dick",
    "Kill Devil Hills, and kill all of them",
    "Dick Smith, jerk",
    "Dick Smith j e r k",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hides_behind_an_allowed_word(read, text: str):
    plain = read([text])[0]
    assert plain.veiled
    score = _one(read, text)
    assert score.veiled, score
    assert (score.band, score.allowed) == (plain.band, 0)


def test_a_word_that_is_said_to_somebody_is_not_passed_over():
    allowed = Allowed(["turnip", "Dick"])
    assert allowed.spans("The turnip soup by Dick was fine")
    for text in (
        "you turnip",
        "You absolute turnip",
        "ur turnip",
        "a Dick",
        "such a Dick",
        "what a big Dick",
    ):
        assert allowed.spans(text) == [], text


def test_a_name_that_is_also_a_slur_counts_only_as_it_is_written():
    allowed = Allowed(["Dick"])
    assert allowed.spans("Mr Dick came") != []
    assert allowed.spans("Mr Dick's car") != []
    for text in (
        "Mr dick came",
        "Mr DICK came",
        "Mr Dicks came",
        "Mr D1ck came",
        "Mr Dick_ came",
        "MrDick came",
    ):
        assert allowed.spans(text) == [], text


def test_the_longest_name_counts_and_only_as_a_whole():
    allowed = Allowed(["Beaver Creek", "Creek"])
    (span,) = allowed.spans("Beaver Creek is wet")
    assert (span.begin, span.end) == (0, 12)
    (span,) = allowed.spans("Beaver. Creek is wet")
    assert (span.begin, span.end) == (8, 13)
    assert allowed.spans("Beavercreek is wet") == []


def test_a_slur_of_the_lexicon_beside_it_keeps_the_veil_whatever_the_scorers_say():
    def blind(texts: Sequence[str]) -> list[Score]:
        """Finds fault with the name alone."""
        return [
            Score(dict.fromkeys(LABELS, 0.0) | {"insult": 0.9}, "blind 1", Band.S2, "en")
            if "Beaver" in text
            else Score(dict.fromkeys(LABELS, 0.0), "blind 1", Band.S0, "en")
            for text in texts
        ]

    allowed = Allowed(["Beaver Creek"])
    assert slur_beside("Beaver Creek jerk", allowed.spans("Beaver Creek jerk"))
    calm, harsh = passing_over(blind, allowed)(["Beaver Creek is wet", "Beaver Creek is wet, jerk"])
    assert (calm.band, calm.allowed) == (Band.S0, 1)
    assert (harsh.band, harsh.allowed) == (Band.S2, 0)


def test_what_may_be_a_threat_is_never_passed_over_for_an_ordinary_word():
    def warned(texts: Sequence[str]) -> list[Score]:
        return [
            Score(dict.fromkeys(LABELS, 0.0) | {"threat": 0.2}, "warned 1", Band.S1, "en")
            if "visit" in text or "gunn" in text.lower()
            else Score(dict.fromkeys(LABELS, 0.0), "warned 1", Band.S0, "en")
            for text in texts
        ]

    over = passing_over(warned, Allowed(["visit", "Gunn"]))
    assert over(["We will visit them tonight"])[0].band == Band.S1
    assert over(["Councillor Gunn spoke"])[0].band == Band.S0
    assert over(["Councillor gunn spoke"])[0].band == Band.S1


def test_a_text_whose_end_the_lexicon_does_not_see_is_not_passed_over():
    def calm(texts: Sequence[str]) -> list[Score]:
        """Finds fault with the name alone, however long a text is."""
        return [
            Score(dict.fromkeys(LABELS, 0.0), "calm 1", Band.S2 if "Beaver" in text else Band.S0, "en")
            for text in texts
        ]

    over = passing_over(calm, Allowed(["Beaver Creek"]))
    assert over(["Beaver Creek " + "so " * 6000])[0].band == Band.S0
    assert over(["Beaver Creek " + "so " * 7000 + "jerk"])[0].band == Band.S2


def test_a_language_that_nobody_covers_or_a_text_that_was_cut_stays_unchecked(read):
    cut = "Dick Smith was there. " * 400
    assert _one(read, cut).veiled
    assert _one(read, "Dick Smith ist heute leider nicht im Büro gewesen").veiled


@pytest.mark.parametrize(
    "written",
    [
        "", "  ", "7", "!", "you", "You people", "kill", "Kill", "shoot", "find", "I will", "dick", "the",
        "a b c d e f", "x" * 61, "Dick; DROP", "https://example.org", "kill them all", "Dick\u202e",
    ],
)  # fmt: skip
def test_what_would_hide_insults_or_threats_cannot_be_allowed(written: str):
    refused = why_not(word(written))
    assert refused is not None
    assert all(refused)


@pytest.mark.parametrize(
    "written", ["Dick", "Dick Smith", "Cockburn", "turnip", "Kill Devil Hills", "O'Dick", "Müller-Lynch"]
)
def test_names_and_ordinary_words_can_be_allowed(written: str):
    assert why_not(word(written)) is None


def test_a_word_that_is_hateful_by_itself_is_not_passed_over_after_all():
    def hates(texts: Sequence[str]) -> list[Score]:
        return [
            Score(
                dict.fromkeys(LABELS, 0.0) | {"identity_attack": 0.9 if "Pumpkin" in text else 0.1},
                "h 1",
                Band.S3,
            )
            for text in texts
        ]

    allowed = Allowed(["Pumpkin", "Turnip"], "2-0")
    refused = hateful_alone(hates, allowed)
    assert refused == {"Pumpkin"}
    left = allowed.without(refused)
    assert [each.written for each in left.entries] == ["Turnip"]
    assert left.stamp == allowed.stamp


def test_names_of_places_and_people_are_not_taken_for_hate_by_themselves(read):
    assert hateful_alone(read, Allowed(NAMES)) == frozenset()


def test_where_nothing_is_allowed_the_scorer_is_not_asked_twice():
    asked: list[int] = []

    def count(texts: Sequence[str]) -> list[Score]:
        asked.append(len(texts))
        return [Score({}, "c 1", Band.S2) for _ in texts]

    passing_over(count, Allowed())(["You turnip"])
    passing_over(count, Allowed(["Beaver Creek"]))(["You turnip", "Fine"])
    assert asked == [1, 2]
