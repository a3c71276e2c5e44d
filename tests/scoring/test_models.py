"""Models are installed from a stick, hashed whenever they are used, and refused with a sentence when they are not right."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from moderator.problems import ScorerGone
from moderator.scorers import Rating, chosen, load_model, loader
from moderator.scores import LABELS, Band, Score
from moderator.scoring import bundle, parity
from moderator.scoring.installing import install_from, try_out
from moderator.scoring.opinions import together
from moderator.scoring.shelf import Shelf
from moderator.scoring.threads import cores
from moderator.scoring.windows import TOKENS_AT_ONCE, batches

pytest.importorskip("onnxruntime", reason="the extra `onnx` is not installed")
pytest.importorskip("tokenizers", reason="the extra `onnx` is not installed")
pytest.importorskip("onnx", reason="the tests make their models with onnx")

from moderator.scoring.onnx import Onnx
from tests.scoring import bundles

NAME = "own-original-onnx"


@pytest.fixture
def stick(tmp_path) -> Path:
    """A folder that somebody brings."""
    folder = tmp_path / "stick"
    bundles.make(folder)
    return folder


@pytest.fixture
def shelf(tmp_path) -> Shelf:
    return Shelf(tmp_path / "home")


def _refused(call, *words: str) -> str:
    with pytest.raises(ScorerGone) as gone:
        call()
    said = gone.value.sentence()
    assert gone.value.remedy
    assert "\n" not in said
    for word in words:
        assert word in said, said
    return said


# installing


def test_a_folder_from_a_stick_is_installed_and_scores_when_the_stick_is_gone(stick, shelf):
    manifest = install_from(shelf, stick)
    shutil.rmtree(stick)
    assert [standing.name for standing in shelf.listed()] == [NAME] == [manifest.name]
    scorer = load_model(shelf.folder.parent, NAME)
    calm, harsh, spelt = scorer.score(["hello bridge", "you turnip", "a \ud800 pumpkin \x00"])
    assert calm["toxicity"] < 0.1 < 0.9 < harsh["toxicity"]
    assert harsh["insult"] > 0.9
    assert spelt["toxicity"] > 0.5
    assert set(calm) == set(LABELS)
    assert calm["sexual_explicit"] == 0.0, "a label that the model does not have raises no veil"
    assert f"{scorer.name} {scorer.version}" == f"{NAME} 00c0ffee-int8"


def test_a_zip_of_the_folder_is_as_good(stick, shelf, tmp_path):
    packed = tmp_path / "model.zip"
    with zipfile.ZipFile(packed, "w") as file:
        for path in stick.iterdir():
            file.write(path, f"model/{path.name}")
    install_from(shelf, packed)
    assert try_out(shelf.place(NAME))["passed"]


def test_only_the_files_of_a_model_are_taken_from_a_stick(stick, shelf, tmp_path):
    (stick / "autorun.sh").write_text("true", "utf-8")
    packed = tmp_path / "model.zip"
    with zipfile.ZipFile(packed, "w") as file:
        for path in stick.iterdir():
            file.write(path, path.name)
        file.writestr("../../outside.txt", "x")
    for source in (stick, packed):
        install_from(shelf, source)
        assert {path.name for path in shelf.place(NAME).iterdir()} == {*bundle.FILES["onnx"], bundle.MANIFEST}
    assert not list(tmp_path.rglob("outside.txt"))


def test_a_model_that_is_refused_leaves_the_one_that_was_there(stick, shelf):
    before = install_from(shelf, stick)
    (stick / "model.onnx").write_bytes(b"something else")
    _refused(lambda: install_from(shelf, stick), "model.onnx")
    assert shelf.find(NAME).fingerprint == before.fingerprint
    assert try_out(shelf.place(NAME))["passed"]
    assert [path.name for path in shelf.folder.iterdir()] == [NAME], "nothing is left half done"


def test_what_a_stopped_installation_left_goes_away_with_the_next(stick, shelf):
    (shelf.folder / ".new-0badc0de").mkdir(parents=True)
    (shelf.folder / ".new-0badc0de" / "model.onnx").write_bytes(b"half")
    assert shelf.listed() == []
    install_from(shelf, stick)
    assert [path.name for path in shelf.folder.iterdir()] == [NAME]


def test_the_fingerprint_is_that_of_the_same_model_everywhere(stick, shelf):
    wanted = bundle.of_folder(stick).fingerprint
    _refused(lambda: install_from(shelf, stick, fingerprint="0" * 16), "not the model that was asked for")
    assert shelf.listed() == []
    assert install_from(shelf, stick, fingerprint=wanted[:16].upper()).fingerprint == wanted


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 no zip", b"\x80\x04cposix\nsystem\n.", bytes(300)], ids=repr
)
def test_a_file_that_is_something_else_is_refused(shelf, tmp_path, content):
    path = tmp_path / "model.zip"
    path.write_bytes(content)
    _refused(lambda: install_from(shelf, path), "no model")
    _refused(lambda: install_from(shelf, tmp_path / "nowhere"), "nothing")
    (tmp_path / "empty").mkdir()
    _refused(lambda: install_from(shelf, tmp_path / "empty"), "manifest.json is missing")


@pytest.mark.parametrize("name", ["manifest.json", "model.onnx", "tokenizer.json"])
def test_a_zip_that_lacks_a_file_is_refused(stick, shelf, tmp_path, name):
    (stick / name).unlink()
    packed = tmp_path / "model.zip"
    with zipfile.ZipFile(packed, "w") as file:
        for path in stick.iterdir():
            file.write(path, path.name)
    _refused(lambda: install_from(shelf, packed))
    _refused(lambda: install_from(shelf, stick), name)


def test_a_model_is_removed_and_nothing_else_is(stick, shelf, tmp_path):
    install_from(shelf, stick)
    for name in ("..", "../home", ".", "", "unknown", str(tmp_path)):
        assert not shelf.remove(name)
    assert shelf.remove(NAME)
    assert shelf.listed() == []
    assert stick.is_dir()


# damage


def _flipped(whole: bytes) -> bytes:
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    return bytes(changed)


def test_one_bit_changed_in_any_file_is_noticed_when_it_is_loaded(stick):
    for name in bundle.FILES["onnx"]:
        path = stick / name
        whole = path.read_bytes()
        for change in (_flipped(whole), whole[:-20], whole + b" "):
            path.write_bytes(change)
            _refused(lambda: Onnx.load(stick), name, "is not the one that was installed")
        path.write_bytes(whole)
    assert Onnx.load(stick)


def test_the_files_of_two_models_do_not_mix(stick, tmp_path):
    other = tmp_path / "other"
    bundles.make(other, weights=bundles.model(labels=7))
    shutil.copyfile(other / "model.onnx", stick / "model.onnx")
    _refused(lambda: Onnx.load(stick), "model.onnx")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weights": b""}, ["damaged"]),
        ({"weights": b"no model at all"}, ["cannot be used"]),
        ({"weights": bundles.model()[:-400]}, ["cannot be used"]),
        ({"weights": bundles.model(labels=3)}, ["another shape"]),
        ({"weights": bundles.model(words=3)}, ["cannot be used"]),
        ({"weights": bundles.model(broken=True)}, ["no numbers"]),
        ({"words": "{}"}, ["tokenizer"]),
        ({"words": "no JSON"}, ["tokenizer"]),
        ({"vocabulary": 5}, ["do not belong together"]),
    ],
)
def test_files_with_the_right_hash_and_the_wrong_content_are_refused(shelf, tmp_path, change, words):
    source = tmp_path / "made"

    def install() -> None:
        bundles.make(source, **change)
        install_from(shelf, source)

    _refused(install, *words)
    assert shelf.listed() == []


@pytest.mark.parametrize("content", ["", "[]", "null", "{}", "not JSON", '{"form": 1}', "[" * 100_000])
def test_a_damaged_manifest_is_refused(stick, shelf, content):
    (stick / bundle.MANIFEST).write_text(content, "utf-8")
    _refused(lambda: install_from(shelf, stick), "damaged")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("form", 2),
        ("name", "../../elsewhere"),
        ("name", "Ünfit"),
        ("kind", "pickle"),
        ("labels", ["kindness"] * 6),
        ("labels", []),
        ("languages", ["english"]),
        ("window", 0),
        ("window", True),
        ("vocabulary", -1),
        ("source", "short"),
        ("files", {}),
        ("files", {"../model.onnx": {"sha256": "0" * 64, "bytes": 3}}),
        ("checks", [{"text": "x", "probabilities": [0.1]}]),
        ("parity", 7),
    ],
)
def test_a_manifest_with_nonsense_in_it_is_refused(stick, shelf, key, value):
    bundles.rewrite(stick, lambda found: found.update({key: value}))
    _refused(lambda: install_from(shelf, stick))
    assert shelf.listed() == []


# parity


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"passed": True},
        {"texts": 600, "largest": 0.2, "mean": 0.001, "changed": 0.0, "passed": True},
        {"texts": 600, "largest": 0.01, "mean": 0.02, "changed": 0.0, "passed": True},
        {"texts": 600, "largest": 0.01, "mean": 0.001, "changed": 0.01, "passed": True},
        {"texts": 600, "largest": 0.01, "mean": 0.001, "changed": 0.0, "passed": False},
        {"texts": 100, "largest": 0.01, "mean": 0.001, "changed": 0.0, "passed": True},
        {"texts": "many", "largest": 0.01, "mean": 0.001, "changed": 0.0, "passed": True},
    ],
)
def test_a_bundle_that_was_not_shown_to_score_as_torch_does_is_refused(stick, shelf, told):
    bundles.rewrite(stick, lambda found: found.update(parity=told))
    _refused(lambda: install_from(shelf, stick), "not shown to score as Detoxify does")


def test_a_bundle_that_scores_otherwise_on_this_machine_is_refused(shelf, tmp_path):
    bundles.make(tmp_path / "made", lying=lambda row: [min(1.0, value + 0.08) for value in row])
    _refused(lambda: install_from(shelf, tmp_path / "made"), "on this machine")


def test_the_report_counts_differences_and_veils_that_change():
    import numpy as np

    one = np.array([[0.1, 0.1], [0.49, 0.1], [0.9, 0.2], [0.2, 0.2]], "float32")
    told = parity.report(one, one + np.float32(0.02), ["toxicity", "insult"])
    assert told["largest"] == pytest.approx(0.02, abs=1e-4)
    assert told["changed"] == 0.25
    assert not told["passed"]
    assert parity.report(one, one, ["toxicity", "insult"])["passed"]


# how texts are read


def test_a_text_gets_the_same_score_alone_and_among_others(stick):
    scorer = Onnx.load(stick)
    texts = ["hello", "you turnip", "", "the bridge " * 300, "pumpkin", "x" * 20_000, "🙂"]
    together = scorer.score(texts)
    for text, answer in zip(texts, together, strict=True):
        assert scorer.score([text])[0] == pytest.approx(answer, abs=1e-5)
    assert scorer.score([]) == []


def test_an_insult_after_more_words_than_the_model_reads_at_once_is_found(stick):
    scorer = Onnx.load(stick)
    calm, harsh = scorer.score(["the bridge " * 100, "the bridge " * 100 + "turnip"])
    assert calm["toxicity"] < 0.1 < 0.9 < harsh["toxicity"]


def test_long_texts_do_not_make_short_ones_long():
    lengths = [5] * 400 + [512] * 3 + [40] * 30
    groups = list(batches(lengths))
    assert sorted(n for group in groups for n in group) == list(range(len(lengths)))
    for group in groups:
        assert len(group) == 1 or len(group) * max(lengths[n] for n in group) <= TOKENS_AT_ONCE
    padded = sum(len(group) * max(lengths[n] for n in group) for group in groups)
    assert padded < 1.3 * sum(lengths)


def test_two_threads_of_one_core_count_once(tmp_path):
    import os

    usable = sorted(os.sched_getaffinity(0))
    for n in usable:
        (tmp_path / f"cpu{n}" / "topology").mkdir(parents=True)
        (tmp_path / f"cpu{n}" / "topology" / "thread_siblings_list").write_text(
            f"{n // 2 * 2}-{n // 2 * 2 + 1}\n"
        )
    assert cores(tmp_path) == len({n // 2 for n in usable})
    assert cores(tmp_path / "nowhere") == len(usable)


# beside the embedded scorer


def _rating(home: Path, wanted: str = "") -> Rating:
    rating = loader(rehearsal=False, language="en", home=home, wanted=wanted)()
    assert isinstance(rating, Rating)
    return rating


CALM, HARSH, HARSH_TO_THE_MODEL = (
    "When will the bridge open?",
    "you are an idiot",
    "The market has navet today.",
)


def test_an_installed_model_raises_a_veil_and_lowers_none(stick, shelf):
    assert not _rating(shelf.folder.parent)([HARSH_TO_THE_MODEL])[0].veiled
    install_from(shelf, stick)
    calm, harsh, found = _rating(shelf.folder.parent)([CALM, HARSH, HARSH_TO_THE_MODEL])
    assert calm.band == Band.S0
    assert harsh.veiled, "only the embedded scorer finds this harsh"
    assert found.veiled, "only the installed model finds this harsh"
    for score in (calm, harsh, found):
        assert score.model.startswith("embedded ")
        assert score.model.endswith(f" + {NAME} 00c0ffee-int8")


def test_a_model_is_taken_up_when_it_is_installed_and_let_go_when_it_is_removed(stick, shelf):
    rating = _rating(shelf.folder.parent)
    assert not rating([HARSH_TO_THE_MODEL])[0].veiled
    install_from(shelf, stick)
    assert rating([HARSH_TO_THE_MODEL])[0].veiled
    shelf.remove(NAME)
    assert not rating([HARSH_TO_THE_MODEL])[0].veiled
    assert rating.trouble == ""


@pytest.mark.parametrize("damage", ["model.onnx", "tokenizer.json", "manifest.json"])
def test_the_embedded_scorer_goes_on_alone_when_the_model_is_damaged_and_says_so(stick, shelf, damage):
    install_from(shelf, stick)
    path = shelf.place(NAME) / damage
    path.write_bytes(path.read_bytes()[:-30])
    rating = _rating(shelf.folder.parent)
    calm, harsh = rating([CALM, HARSH])
    assert (calm.band, harsh.veiled) == (Band.S0, True)
    assert calm.model.startswith("embedded ")
    assert "+" not in calm.model
    assert rating.trouble.endswith(".")
    assert "\n" not in rating.trouble


def test_settings_say_which_model_scores(stick, shelf, tmp_path):
    home = shelf.folder.parent
    assert chosen(home, "") is None
    manifest = install_from(shelf, stick)
    bundles.make(
        tmp_path / "more", name="own-multilingual-onnx", variant="multilingual", languages=["en", "fr"]
    )
    install_from(shelf, tmp_path / "more")
    assert chosen(home, "") == "own-multilingual-onnx"
    assert chosen(home, NAME) == NAME
    assert chosen(home, f"{NAME}@{manifest.fingerprint[:16]}") == NAME
    assert chosen(home, "embedded") is None
    _refused(lambda: chosen(home, f"{NAME}@0123456789abcdef"), "not the one that the settings ask for")
    _refused(lambda: chosen(home, "detoxify-original"), "installed")
    rating = _rating(home, f"{NAME}@0123456789abcdef")
    assert "+" not in rating([CALM])[0].model
    assert "settings" in rating.trouble


def test_a_language_that_only_the_model_covers_is_checked_by_it(shelf, tmp_path):
    bundles.make(
        tmp_path / "more", name="own-multilingual-onnx", variant="multilingual", languages=["en", "fr"]
    )
    install_from(shelf, tmp_path / "more")
    rating = _rating(shelf.folder.parent)
    calm, harsh, unknown = rating(
        [
            "Quand est-ce que le pont sera ouvert à nouveau ?",
            "Vous êtes un navet et rien de plus que cela.",
            "Wann wird die Brücke über den Fluss wieder geöffnet?",
        ]
    )
    assert (calm.band, calm.unchecked, calm.language) == (Band.S0, None, "fr")
    assert harsh.veiled
    assert harsh.unchecked is None
    assert (unknown.band, unknown.unchecked) == (None, "language")


def _score(band: Band | None, unchecked: str | None = None, **labels: float) -> Score:
    return Score(labels, "m", band, "en", unchecked)


def test_two_opinions_make_one_that_only_raises():
    calm, rude, cut, blank, foreign = (
        _score(Band.S0, toxicity=0.1),
        _score(Band.S2, toxicity=0.4, insult=0.8),
        _score(None, "cut", toxicity=0.1),
        _score(None, "blank"),
        _score(None, "language", toxicity=0.9),
    )
    assert together(calm, rude).band == together(rude, calm).band == Band.S2
    assert together(calm, rude).labels["insult"] == 0.8
    assert together(calm, calm).band == Band.S0
    assert together(cut, calm).unchecked == together(calm, cut).unchecked == "cut"
    assert together(cut, calm).veiled
    assert together(cut, rude).band == Band.S2
    assert together(blank, blank).unchecked == "blank"
    assert together(foreign, calm).band == Band.S0
    assert together(calm, foreign).band == Band.S0
    assert together(foreign, foreign).veiled
    assert together(foreign, cut).unchecked == "cut"


def test_scoring_with_a_model_loads_no_torch_and_asks_no_network(stick, shelf):
    install_from(shelf, stick)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import socket, sys\n"
            "def no(*_, **__): raise SystemExit('a socket was opened')\n"
            "socket.socket.connect = no\n"
            "from pathlib import Path\n"
            "from moderator.scorers import load_model\n"
            f"load_model(Path(sys.argv[1]), {NAME!r}).score(['hello'])\n"
            "print(sorted({'torch', 'transformers', 'detoxify', 'huggingface_hub', 'httpx2'} & set(sys.modules)))\n",
            str(shelf.folder.parent),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert json.loads(done.stdout.replace("'", '"')) == [], done.stderr
