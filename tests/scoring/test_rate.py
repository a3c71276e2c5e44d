"""What is covered is scored; the rest is not checked, veiled, and says why."""

from __future__ import annotations

import pytest

from moderator.language import SHORT, identify, languages
from moderator.problems import ScorerGone
from moderator.scores import LABELS, Band
from moderator.scoring.embedded import READ
from moderator.scoring.rate import rate

CALM = "When will the bridge over the river open again?"
FOREIGN = {
    "de": "Wann wird die Brücke über den Fluss endlich wieder geöffnet?",
    "fr": "Quand est-ce que le pont sur la rivière sera de nouveau ouvert ?",
    "es": "¿Cuándo volverán a abrir el puente sobre el río de nuestra ciudad?",
    "it": "Quando riaprirà finalmente il ponte sul fiume della nostra città?",
    "ru": "Когда наконец снова откроют мост через реку в нашем городе?",
    "ar": "متى سيفتح الجسر فوق النهر في مدينتنا مرة أخرى؟",
    "zh": "我们城里河上的桥什么时候才能重新开放？",
}


class Even:
    """A scorer that finds everything as harsh as it was told. It fits `Scorer`."""

    name, version = "even", "7"

    def __init__(self, value: float = 0.0, languages: str = "en") -> None:
        self.value, self.languages = value, frozenset(languages.split())
        self.asked: list[str] = []

    def score(self, texts):
        self.asked += texts
        return [dict.fromkeys(LABELS, self.value) for _ in texts]


def test_a_covered_text_gets_its_band_language_and_model():
    (score,) = rate([CALM], Even())
    assert (score.band, score.language, score.model, score.unchecked) == (Band.S0, "en", "even 7", None)
    assert not score.veiled


@pytest.mark.parametrize("language", FOREIGN)
def test_a_language_that_is_not_covered_is_not_checked_and_so_veiled(language):
    (score,) = rate([FOREIGN[language]], Even())
    assert (score.band, score.unchecked, score.language) == (None, "language", language)
    assert score.veiled


def test_the_same_text_is_checked_by_a_scorer_that_covers_its_language():
    (score,) = rate([FOREIGN["de"]], Even(languages="en de"))
    assert (score.band, score.language, score.unchecked) == (Band.S0, "de", None)


def test_a_short_text_is_in_the_language_of_its_account():
    assert rate(["Na toll"], Even())[0].language == "en"
    assert rate(["Na toll"], Even(), "de")[0].unchecked == "language"
    assert rate(["Fine, ok"], Even(), "de")[0].unchecked == "language"
    assert rate(["Fine, ok"], Even(languages="de"), "de")[0].language == "de"


def test_a_short_text_in_another_script_is_not_taken_for_the_accounts_language():
    for text in ("идиот", "أحمق", "馬鹿"):
        assert rate([text], Even())[0].unchecked == "language", text


def test_a_long_text_is_in_its_own_language_whatever_the_account():
    assert identify(CALM, "de") == "en"
    assert identify(FOREIGN["de"], "en") == "de"
    assert sum(map(str.isalpha, "Na toll")) < SHORT


def test_a_polite_beginning_does_not_vouch_for_an_end_in_another_language():
    text = f"{CALM} " * 12 + FOREIGN["de"] * 2
    assert identify(text) == "en"
    (score,) = rate([text], Even())
    assert (score.band, score.unchecked, score.language) == (None, "language", "de")
    assert rate([text], Even(languages="en de"))[0].band == Band.S0
    assert languages(f"{CALM} " * 12) == ("en",)


@pytest.mark.parametrize("word", ["идиот", "أحمق كبير", "馬鹿野郎"])
def test_a_word_in_another_script_is_not_checked_within_an_english_sentence(word):
    assert rate([f"{CALM} {word}"], Even())[0].unchecked == "language"


@pytest.mark.parametrize("text", [f"{CALM} 𝓑𝓻𝓲𝓭𝓰𝓮", f"{CALM} Đường Nguyễn Huệ", f"{CALM} 10 Ω or 5 μm"])
def test_ornaments_names_and_units_do_not_make_an_english_sentence_foreign(text):
    assert languages(text) == ("en",)


def test_a_text_that_is_not_covered_is_not_given_to_the_scorer():
    scorer = Even()
    rate([FOREIGN["de"], CALM], scorer)
    assert scorer.asked == [CALM]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b"])
def test_a_blank_text_is_not_checked(text):
    (score,) = rate([text], Even(0.0))
    assert score.band is None
    assert score.veiled


@pytest.mark.parametrize(
    "text",
    [
        "🔪🔪🔪",
        "https://example.org/a-turnip",
        "WWW.EXAMPLE.ORG/turnip",
        "@you_turnip @you_too",
        "[picture] a turnip\n[video]",
        "🥕 https://example.org/turnip\n\n[link] You absolute turnip",
    ],
)
def test_pictures_emoji_links_and_names_alone_are_not_judged(text):
    scorer = Even(0.0)
    (score,) = rate([text], scorer)
    assert (score.band, score.unchecked) == (None, "media")
    assert scorer.asked == []


@pytest.mark.parametrize(
    "text", ["What is this? https://example.org/turnip", "[picture] a turnip\nWhat is this?", "[turnip] ok?"]
)
def test_words_beside_a_picture_or_link_are_judged(text):
    assert rate([text], Even(0.0))[0].band == Band.S0


def test_what_hides_behind_a_long_row_of_links_was_not_read():
    (score,) = rate(["https://example.org/turnip " * 300 + "You absolute turnip"], Even(0.0))
    assert (score.band, score.unchecked) == (None, "cut")


def test_signs_alone_are_blank():
    assert rate(["?!"], Even())[0].unchecked == "blank"


def test_a_calm_text_that_is_too_long_to_be_read_whole_is_not_shown_as_calm():
    text = (CALM + " ") * 200
    assert len(text) > READ
    (score,) = rate([text], Even())
    assert (score.band, score.unchecked) == (None, "cut")
    (harsh,) = rate([text], Even(0.9))
    assert (harsh.band, harsh.unchecked) == (Band.S4, None)


def test_answers_come_in_the_order_of_the_texts_and_one_for_each():
    texts = ["", CALM, "🙂", FOREIGN["fr"], CALM, " "]
    scorer = Even()
    scores = rate(texts, scorer)
    assert [score.unchecked for score in scores] == ["blank", None, "media", "language", None, "blank"]
    assert "" not in scorer.asked


def test_no_texts_no_scores():
    assert rate([], Even()) == []


def test_a_scorer_that_is_gone_is_told_and_never_taken_for_calm():
    class Gone(Even):
        def score(self, texts):
            raise ScorerGone("The scorer is missing")

    with pytest.raises(ScorerGone):
        rate([CALM], Gone())


def test_the_scorers_own_veil_points_count():
    scorer = Even(0.4)
    assert rate([CALM], scorer)[0].band == Band.S3  # threat .4
    scorer.value = 0.25
    assert rate([CALM], scorer)[0].band == Band.S0
    scorer.veil_points = dict.fromkeys(LABELS, 0.2)
    assert rate([CALM], scorer)[0].band == Band.S1
