"""The recovery sheet: the key on paper, and back from it by a person who types."""

from __future__ import annotations

import logging
import random
import stat

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backends.fail import Keyring as NoKeyring

from moderator import recovery
from moderator.clock import HandClock
from moderator.home import find_home, read_home, remember_sheet
from moderator.keys import check_value, enter_key, root_key
from moderator.problems import KeyProblem, WrongKey
from moderator.recovery import Misread, read, sheet, words_of
from tests import keyrings
from tests.journeys.program import KEY as PROGRAM_KEY
from tests.journeys.program import Program
from tests.test_keys import PHRASE, Person, everything_in, nobody

KEY = bytes(range(32))
WORDS = list(words_of(KEY))
CHECK = check_value(KEY)

# from the vectors that the authors of BIP-39 publish
VECTORS = {
    "00" * 32: "abandon " * 23 + "art",
    "7f" * 32: "legal winner thank year wave sausage worth useful " * 2
    + "legal winner thank year wave sausage worth title",
    "80" * 32: "letter advice cage absurd amount doctor acoustic avoid " * 2
    + "letter advice cage absurd amount doctor acoustic bless",
    "ff" * 32: "zoo " * 23 + "vote",
    "f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f": "void come effort suffer camp survey"
    " warrior heavy shoot primary clutch crush open amazing screen patrol group space point ten exist slush"
    " involve unfold",
}


def ours(key: bytes) -> bool:
    return check_value(key) == CHECK


@pytest.mark.parametrize("key", VECTORS)
def test_the_words_are_those_that_everybody_elses_program_makes(key: str) -> None:
    assert " ".join(words_of(bytes.fromhex(key))) == VECTORS[key].strip()
    assert read(VECTORS[key]).key.hex() == key


@given(st.binary(min_size=32, max_size=32))
def test_every_key_comes_back_from_its_words(key: bytes) -> None:
    assert read(" ".join(words_of(key))).key == key


def test_any_two_words_differ_in_their_first_four_letters() -> None:
    listed = recovery.word_list()
    assert len(listed) == 2048
    assert len({word[:4] for word in listed}) == 2048


@pytest.mark.parametrize(
    "typed",
    [
        " ".join(WORDS).upper(),
        "\n".join(f"{at}. {word}" for at, word in enumerate(WORDS, start=1)),
        ", ".join(word[:4] for word in WORDS),
        "\u00a0 ".join(WORDS) + "\r\n",
    ],
)
def test_words_may_be_typed_as_people_type(typed: str) -> None:
    assert read(typed, ours).key == KEY


def test_the_words_come_back_from_the_sheet_itself() -> None:
    paper = sheet(KEY, "d-abcdefgh", HandClock().wall())
    assert paper.words == tuple(WORDS)
    text = paper.text()
    for at, word in enumerate(WORDS, start=1):
        assert f"{at:>2} {word}" in text
    assert read(text, ours) == read(text) == recovery.Read(KEY)
    assert "d-abcdefgh" in text
    assert "nobody can open" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 120


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 23), st.integers(0, 2047))
def test_one_wrong_word_is_found_and_named_by_its_place(at: int, other: int) -> None:
    typed = list(WORDS)
    typed[at] = recovery.word_list()[other]
    found = read(" ".join(typed), ours)
    assert found.key == KEY
    if typed != WORDS:
        assert f"Word {at + 1} " in found.put_right
        assert WORDS[at] not in found.put_right.split()


def test_two_words_that_changed_places_are_found() -> None:
    typed = list(WORDS)
    typed[4], typed[17] = typed[17], typed[4]
    found = read(" ".join(typed), ours)
    assert found.key == KEY
    assert "Words 5 and 18" in found.put_right


def test_a_word_that_is_not_listed_is_named_by_its_place_with_near_ones() -> None:
    typed = list(WORDS)
    typed[6], typed[9] = typed[6] + "x", "qqqqqq"
    typed[6] = "q" + typed[6][1:]  # two are wrong: nothing can be put right
    with pytest.raises(Misread) as misread:
        read(" ".join(typed), ours)
    assert "7, 10" in misread.value.what
    assert set(misread.value.near) == {7, 10}
    assert all(word in recovery.word_list() for near in misread.value.near.values() for word in near)
    sentence = misread.value.sentence()
    assert not [word for word in [*typed, *WORDS] if f" {word} " in f" {sentence} "]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "0 words"),
        (" ".join(WORDS[:23]), "23 words"),
        (" ".join([*WORDS, "zoo"]), "25 words"),
        (" ".join(words_of(bytes(32))), "another desk"),
        ("\ud800 \0 \u202e", "0 words"),
        ("zoo " * 24, "do not belong together"),
    ],
)
def test_what_is_no_key_of_this_desk_is_said_to_be_what_it_is(typed: str, says: str) -> None:
    with pytest.raises(Misread, match=says):
        read(typed, ours)


def test_without_a_desk_to_compare_nothing_is_guessed() -> None:
    typed = list(WORDS)
    random.Random(1).shuffle(typed)
    with pytest.raises(Misread):
        read(" ".join(typed))


def test_ten_megabytes_of_words_are_read_in_no_time() -> None:
    with pytest.raises(Misread):
        read("zoo " * 2_500_000, ours)


# bringing the key back


@pytest.fixture
def ring(request: pytest.FixtureRequest):
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_a_lost_keyring_is_made_good_with_the_words(ring) -> None:
    ring(keyrings.Faithful())
    home = find_home()
    key = root_key(home, given=None, ask=nobody)
    ring(keyrings.Faithful())  # a new, empty one
    with pytest.raises(KeyProblem, match="keyring") as lost:
        root_key(find_home(), given=None, ask=nobody)
    assert "recovery enter" in lost.value.remedy
    found = read(" ".join(words_of(key)), lambda each: check_value(each) == read_home(home.path).check)
    assert enter_key(home, found.key, nobody) == "keyring"
    assert root_key(find_home(), given=None, ask=nobody) == key


def test_without_a_keyring_the_words_are_kept_under_a_new_passphrase(ring) -> None:
    ring(keyrings.Faithful())
    home = find_home()
    key = root_key(home, given=None, ask=nobody)
    ring(NoKeyring())
    assert enter_key(home, key, Person(PHRASE, PHRASE)) == "passphrase"
    assert root_key(find_home(), given=None, ask=Person("another phrase here", PHRASE)) == key
    with pytest.raises(WrongKey):
        root_key(find_home(), given=None, ask=Person("no", "no", "no"))
    held = everything_in(home.path)
    assert key not in held
    assert key.hex().encode() not in held
    assert PHRASE.encode() not in held
    ring(keyrings.Faithful())  # and when there is a keyring again, it takes over
    assert enter_key(find_home(), key, nobody) == "keyring"
    assert root_key(find_home(), given=None, ask=nobody) == key


def test_a_forgotten_passphrase_is_made_good_with_the_words(ring) -> None:
    ring(NoKeyring())
    home = find_home()
    key = root_key(home, given=None, ask=Person(PHRASE, PHRASE))
    assert enter_key(home, key, Person("quite another phrase", "quite another phrase")) == "passphrase"
    assert root_key(find_home(), given=None, ask=Person("quite another phrase")) == key


def test_another_desks_words_change_nothing(ring) -> None:
    kept = keyrings.Faithful()
    ring(kept)
    home = find_home()
    root_key(home, given=None, ask=nobody)
    before, had = everything_in(home.path), dict(kept.kept)
    with pytest.raises(WrongKey):
        enter_key(home, KEY, nobody)
    assert (everything_in(home.path), kept.kept) == (before, had)


def test_later_is_remembered_until_the_sheet_is_written() -> None:
    home = find_home()
    assert home.sheet == ""
    for how, then in (("later", "later"), ("2026-11-23", "2026-11-23"), ("later", "2026-11-23")):
        remember_sheet(home.path, how)
        assert find_home().sheet == then


# from the command line


def test_the_sheet_is_written_for_its_owner_alone_and_read_back(tmp_path) -> None:
    one = Program(tmp_path / "home")
    out = tmp_path / "sheet.txt"
    one.run("recovery", "sheet", "--out", str(out))
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    words = " ".join(words_of(bytes.fromhex(PROGRAM_KEY)))
    assert words.split()[23] in out.read_text()
    again = one.run("recovery", "sheet", "--out", str(out), code=1)
    assert "there already" in again.stderr
    beside = one.run("recovery", "sheet", "--out", str(tmp_path / "home" / "sheet.txt"), code=1)
    assert "must not lie beside" in beside.stderr
    assert not (tmp_path / "home" / "sheet.txt").exists()
    refused = one.run("recovery", "enter", stdin="zoo " * 24, code=1)
    assert "do not belong together" in refused.stderr
    assert "zoo" not in refused.stderr
    wrong = words.split()
    wrong[2], wrong[3] = "turnpi", "turnpi"
    near = one.run("recovery", "enter", stdin=" ".join(wrong), code=1)
    assert "word 3: on the list are" in near.stderr
    assert "turn" in near.stderr
    logs = tmp_path / "home" / "logs"
    assert not logs.exists() or b"turn" not in everything_in(logs)


def test_words_are_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(Misread):
        read("turnpi " * 24, ours)
    assert "turn" not in caplog.text
