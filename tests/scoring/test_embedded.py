"""The scorer that ships: it answers whatever it is given, and says clearly when its files are not right."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator import resources
from moderator.problems import ScorerGone
from moderator.scores import LABELS
from moderator.scoring.embedded import READ, Embedded
from moderator.scoring.training import card
from tests import hostile

TEXTS = [
    "You absolute turnip",
    "When will the bridge open?",
    "",
    "   \n\t ",
    "🙂🙂🙂",
    "a",
    "!!! ??? ...",
    "The bins were not collected again. " * 40,
    "Когда откроется мост?",
    "mixed скрипт текст and العربية and 汉字 in one",
    "x" * 30_000,
    "a\ud800b",
    "\u202eabc\u0000def",
]


def _near(one, other) -> bool:
    return all(abs(one[label] - other[label]) < 2e-5 for label in LABELS)


def test_a_text_gets_the_same_scores_alone_and_among_others(embedded):
    together = embedded.score(TEXTS)
    for text, scores in zip(TEXTS, together, strict=True):
        assert _near(embedded.score([text])[0], scores), text[:40]
    assert all(_near(a, b) for a, b in zip(together, reversed(embedded.score(TEXTS[::-1])), strict=True))


def test_scores_are_the_same_every_time(embedded):
    assert embedded.score(TEXTS) == embedded.score(TEXTS)
    assert Embedded.load().score(TEXTS) == embedded.score(TEXTS)


def test_no_texts_get_no_scores(embedded):
    assert embedded.score([]) == []


def test_a_million_letters_in_one_text_are_answered_from_its_beginning(embedded):
    text = "The bins were not collected again. " * 30_000
    assert len(text) > 1_000_000
    assert _near(embedded.score([text])[0], embedded.score([text[:READ]])[0])
    assert len(embedded.score(["y" * 1_000_000, "\u200b" * 1_000_000, "🙂" * 1_000_000])) == 3


def test_an_insult_at_the_end_of_a_long_text_is_found(embedded):
    long = "The bins were not collected again, and nobody answers. " * 60
    assert len(long) < READ - 60
    calm, harsh = embedded.score([long, long + "You are an idiot."])
    assert calm["toxicity"] < embedded.veil_points["toxicity"] < harsh["toxicity"]


def test_insults_score_above_questions_however_they_are_written(embedded):
    calm = embedded.score(["When will the bridge open?"])[0]["toxicity"]
    for text in (
        "you are an idiot",
        "you are an 1d10t",
        "you are an i d i o t",
        "you are an idiоt",
        "yoooou idiooot",
    ):
        assert embedded.score([text])[0]["toxicity"] > 10 * calm, text


@given(st.lists(st.text(max_size=80), max_size=5))
@settings(max_examples=60, deadline=None)
def test_any_text_gets_seven_probabilities(embedded, texts: list[str]):
    answers = embedded.score(texts)
    assert len(answers) == len(texts)
    for answer in answers:
        assert list(answer) == list(LABELS)
        assert all(0.0 <= value <= 1.0 for value in answer.values())


@pytest.mark.parametrize("case", hostile.cases("text"), ids=lambda case: case.id)
def test_hostile_texts_are_scored(embedded, case):
    (answer,) = embedded.score([case.data.decode("utf-8", "replace")])
    assert all(0.0 <= value <= 1.0 for value in answer.values())


# files that are not right


def _refused(folder: Path, *words: str) -> None:
    with pytest.raises(ScorerGone) as gone:
        Embedded.load(folder)
    said = gone.value.sentence()
    assert gone.value.remedy
    assert "\n" not in said
    for word in words:
        assert word in said


def test_without_its_files_the_scorer_says_what_is_missing(tmp_path, models):
    _refused(tmp_path / "nowhere", "missing")
    models.weights.unlink()
    _refused(models.folder, "missing")


@pytest.mark.parametrize(
    "manifest", ["", "not JSON", "[]", "null", "{}", '{"file": 7}', '{"file": "embedded.npz"}', "\ufeff{}"]
)
def test_a_damaged_manifest_is_refused(models, manifest):
    models.manifest.write_text(manifest, "utf-8")
    _refused(models.folder)


@pytest.mark.parametrize("key", ["version", "languages", "calibration", "veil_points", "sha256", "file"])
def test_a_manifest_that_lacks_something_is_refused(models, key):
    models.rewrite(lambda manifest: manifest.pop(key))
    _refused(models.folder)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("calibration", {"toxicity": {"slope": "steep", "shift": 0}}),
        ("calibration", None),
        ("languages", 7),
        ("veil_points", {"toxicity": "high"}),
        ("veil_points", []),
    ],
)
def test_a_manifest_with_nonsense_in_it_is_refused(models, key, value):
    models.rewrite(lambda manifest: manifest.update({key: value}))
    _refused(models.folder)


def test_one_bit_changed_in_the_weights_is_noticed(models):
    content = bytearray(models.weights.read_bytes())
    content[len(content) // 2] ^= 1
    models.weights.write_bytes(bytes(content))
    _refused(models.folder, "SHA-256")


def test_a_truncated_file_is_noticed_by_its_hash_and_without_it(models):
    content = models.weights.read_bytes()[:-1000]
    models.weights.write_bytes(content)
    _refused(models.folder, "SHA-256")
    models.put(content)
    _refused(models.folder, "cannot be read")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\x93NUMPY\x01\x00", b"no weights at all", bytes(500)], ids=repr
)
def test_a_file_that_is_something_else_is_refused(models, content):
    models.put(content)
    _refused(models.folder, "cannot be read")


def test_damage_inside_the_archive_is_refused(models):
    content = bytearray(models.weights.read_bytes())
    for at in range(2000, 4000):
        content[at] ^= 0x5A
    models.put(bytes(content))
    _refused(models.folder, "cannot be read")


def test_an_archive_with_other_arrays_is_refused(models):
    file = io.BytesIO()
    np.savez(file, somebody=np.zeros(3), else_=np.zeros(4))
    models.put(file.getvalue())
    _refused(models.folder, "cannot be read")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("rows", lambda rows: rows[:-1]),
        ("rows", lambda rows: rows[:, :-1]),
        ("rows", lambda rows: rows.astype("float32")),
        ("rows", lambda rows: rows.ravel()),
        ("scales", lambda scales: scales[:-5]),
        ("around_w", lambda around: around[:, :, :-1]),
        ("around_w", lambda around: around[:-1]),
        ("around_b", lambda bias: bias[:-1]),
        ("conv1_w", lambda conv: conv[:-1]),
        ("conv2_w", lambda conv: conv[:, :, :1]),
        ("conv3_b", lambda bias: bias[:-1]),
        ("conv4_w", lambda conv: conv[:, :-2]),
        ("hidden_w", lambda hidden: hidden[:, :-1]),
        ("hidden_b", lambda bias: bias[:-1]),
        ("out_w", lambda out: out[:-1]),
        ("out_b", lambda bias: bias[:-1]),
        ("bits", lambda bits: bits - 1),
        ("bits", lambda bits: np.array([3, 4])),
        ("out_b", lambda bias: bias * np.nan),
        ("hidden_w", lambda hidden: hidden * np.inf),
        ("phrase_keys", lambda keys: keys[::-1]),
        ("phrase_keys", lambda keys: keys[:-1]),
        ("phrase_keys", lambda keys: keys.astype("int64")),
        ("phrase_keys", lambda keys: np.append(keys[:-1], np.uint32(2**32 - 1))),
        ("phrase_rows", lambda rows: rows[:, :-1]),
        ("phrase_rows", lambda rows: rows.astype("float32")),
        ("phrase_scales", lambda scales: scales[:-1]),
        ("phrase_hidden_b", lambda bias: bias[:-1]),
        ("phrase_hidden_b", lambda bias: np.array(1.0)),
        ("phrase_out_w", lambda out: out[:-1]),
        ("phrase_out_b", lambda bias: bias * np.nan),
    ],
)
def test_weights_of_another_shape_are_refused_when_they_are_loaded(models, name, change):
    models.reshape(name, change)
    _refused(models.folder, "cannot be read")


class _Canary:
    """Unpickling it leaves a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_nothing_in_the_weights_is_ever_unpickled(models, tmp_path):
    canary = tmp_path / "unpickled"
    models.reshape("bits", lambda _: np.array([_Canary(canary)], dtype=object))
    _refused(models.folder, "cannot be read")
    models.put(pickle.dumps(_Canary(canary)))
    _refused(models.folder, "cannot be read")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("rows.npy", pickle.dumps(_Canary(canary)))
    models.put(file.getvalue())
    _refused(models.folder, "cannot be read")
    assert not canary.exists()


def test_what_ships_is_what_the_manifest_says(models):
    models.rewrite(lambda manifest: manifest)
    assert Embedded.load(models.folder).languages == {"en"}
    assert models.weights.stat().st_size <= 15_000_000
    card = resources.path("models", "MODEL-CARD.md").read_text("utf-8")
    assert f"# Model card: embedded {Embedded.load().version}" in card


def test_the_model_card_that_ships_is_the_one_of_its_manifest():
    folder = resources.path("models")
    manifest = json.loads((folder / "embedded.json").read_text("utf-8"))
    assert card.written(manifest) == (folder / "MODEL-CARD.md").read_text("utf-8")
    assert manifest["bad_at"] == list(card.BAD_AT)
    alone = manifest["metrics"]["names_alone"]
    assert alone["alone_calm"] > alone["calm"]  # why such a card warns
