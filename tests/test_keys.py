"""Where the root key comes from, where it never goes, and what is said when it cannot be had."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring

from moderator import keys
from moderator.clock import HandClock, ScaledClock
from moderator.home import Home, find_home, home_path, read_home
from moderator.keys import KEYRING_WAIT, TokenBox, check_value, derive, keyring_state, read_key_fd, root_key
from moderator.problems import BadInput, KeyProblem, NotAllowed, StoreRefused, WrongKey
from tests import keyrings
from tests.peers.keeping import PeerMissing, missing
from tests.peers.secret_service import SecretService

KEY = bytes(range(32))
PHRASE = "four quiet words here"


def nobody(prompt: str) -> str:
    raise KeyProblem("Nobody is here to be asked")


class Person:
    """Answers prompts in turn."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.prompts = list(answers), list[str]()

    def __call__(self, prompt: str) -> str:
        self.prompts.append(prompt)
        return self.answers.pop(0)


@pytest.fixture
def ring() -> Iterator[Callable[[keyring.backend.KeyringBackend], None]]:
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def home() -> Home:
    return find_home()


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


# the home


def test_a_new_home_is_for_its_owner_alone(home: Home) -> None:
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
    for file in home.path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_home_keeps_its_pseudonyms(home: Home) -> None:
    again = find_home()
    assert (again.person, again.desk) == (home.person, home.desk)
    assert home.person.startswith("p-")
    assert home.desk.startswith("d-")
    assert len(home.person) == 10


def test_without_moderator_home_the_platform_says_where(tmp_path: Path) -> None:
    assert home_path({"MODERATOR_HOME": str(tmp_path)}) == tmp_path
    assert home_path({"HOME": str(tmp_path)}).name == "moderator"


@pytest.mark.parametrize("environ", [{}, {"HOME": ""}, {"MODERATOR_HOME": "~nobody-of-that-name/desk"}])
def test_where_no_folder_can_be_known_one_is_asked_for(environ: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="folder") as refused:
        home_path(environ)
    assert "MODERATOR_HOME" in refused.value.sentence()


@pytest.mark.parametrize("name", ["", "home.json"])
def test_a_home_that_others_can_read_is_refused_with_the_command_that_helps(home: Home, name: str) -> None:
    (home.path / name).chmod(0o755)
    with pytest.raises(StoreRefused) as refused:
        find_home()
    assert "chmod" in refused.value.remedy
    assert str(home.path) in refused.value.remedy


def test_an_empty_folder_is_made_private_before_it_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    find_home(environ={"MODERATOR_HOME": str(folder)})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_named() -> None:
    with pytest.raises(StoreRefused) as refused:
        find_home(environ={"MODERATOR_HOME": "/proc/no/such"})
    assert "/proc/no/such" in refused.value.what


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"\xff", b'{"form": 1, "kind": "castle"}', b'{"form": 99}']
)
def test_a_damaged_home_json_is_not_replaced(home: Home, content: bytes) -> None:
    (home.path / "home.json").write_bytes(content)
    with pytest.raises(StoreRefused):
        find_home()
    assert (home.path / "home.json").read_bytes() == content


def test_a_database_without_its_home_json_is_not_met_with_a_new_key(home: Home) -> None:
    (home.path / "home.json").unlink()
    (home.path / "desk.db").write_bytes(b"")
    with pytest.raises(StoreRefused) as refused:
        find_home()
    assert "backup" in refused.value.remedy


def test_programs_that_start_together_in_a_new_folder_share_one_home_and_one_key(tmp_path: Path) -> None:
    code = (
        "from moderator.keys import find_home, root_key, check_value\n"
        "home = find_home(rehearsal=True)\n"
        "print(home.desk, check_value(root_key(home, given=None, ask=input)))"
    )
    env = os.environ | {"MODERATOR_HOME": str(tmp_path / "new")}
    together = [
        subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert len({program.communicate(timeout=60)[0] for program in together}) == 1


# rehearsal


def test_a_rehearsal_has_a_home_and_a_key_of_its_own(home: Home) -> None:
    rehearsal = find_home(rehearsal=True)
    assert rehearsal.path == home.path / "rehearsal"
    key = root_key(rehearsal, given=None, ask=nobody)
    assert root_key(find_home(rehearsal=True), given=None, ask=nobody) == key
    assert stat.S_IMODE((rehearsal.path / "rehearsal.key").stat().st_mode) == 0o600
    (rehearsal.path / "rehearsal.key").write_text(KEY.hex())
    with pytest.raises(WrongKey):
        root_key(find_home(rehearsal=True), given=None, ask=nobody)


def test_a_worker_that_is_given_the_rehearsal_home_finds_it_as_it_was_set(home: Home) -> None:
    clock = HandClock()
    desk = find_home(rehearsal=True, time_scale=60, clock=clock)
    clock.pass_(minutes=1)
    worker = find_home(environ={"MODERATOR_HOME": str(desk.path)}, clock=clock)
    assert worker == desk
    assert worker.time_scale == 60
    assert find_home(rehearsal=True, time_scale=60, clock=clock).origin == desk.origin


def test_a_scaled_clock_begins_anew_after_a_restart_of_the_machine(home: Home) -> None:
    clock = HandClock()
    before = find_home(rehearsal=True, time_scale=30, clock=clock)
    clock.restart()
    after = find_home(environ={"MODERATOR_HOME": str(before.path)}, clock=clock)
    assert after.origin is not None
    assert after.origin.boot_id == clock.boot().id


def test_a_time_scale_chosen_again_counts_anew_and_not_backwards():
    """What was counted before under the same scale would otherwise end an hour in the future."""
    clock = HandClock()
    readings = []
    for scale, minutes in ((60, 3), (10, 1), (60, 1)):
        home = find_home(rehearsal=True, time_scale=scale, clock=clock)
        clock.pass_(minutes=minutes)
        readings.append(ScaledClock(clock, scale, home.origin).boot())
    first, _, again = readings
    assert again.us < first.us
    assert again.id != first.id


def test_only_a_rehearsal_runs_on_faster_time(home: Home) -> None:
    with pytest.raises(NotAllowed):
        find_home(time_scale=2)
    with pytest.raises(BadInput):
        find_home(rehearsal=True, time_scale=61)


# a key that is handed over


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_a_key_is_read_from_a_descriptor(ending: bytes) -> None:
    reader, writer = os.pipe()
    os.write(writer, KEY.hex().encode() + ending)
    os.close(writer)
    assert read_key_fd(reader) == KEY
    os.close(reader)


def test_a_key_is_read_while_the_descriptor_stays_open_and_nothing_after_it() -> None:
    reader, writer = os.pipe()
    os.write(writer, KEY.hex().encode())
    assert read_key_fd(reader) == KEY
    os.write(writer, KEY.hex().encode() + b"\nthe rest")
    assert read_key_fd(reader) == KEY
    assert os.read(reader, 100) == b"the rest"
    os.close(writer)
    os.close(reader)


@pytest.mark.parametrize(
    "bad",
    [b"", b"\n", b"00", b"0" * 63, b"0" * 65, b"g" * 64, b" " + b"0" * 63, b"0x" + b"0" * 62, b"\xff" * 64],
)
def test_what_is_no_key_is_refused_and_not_repeated(bad: bytes) -> None:
    reader, writer = os.pipe()
    os.write(writer, bad)
    os.close(writer)
    with pytest.raises(KeyProblem) as problem:
        read_key_fd(reader)
    os.close(reader)
    assert "64 hex digits" in problem.value.sentence()
    assert "000" not in problem.value.sentence()


def test_a_descriptor_that_is_not_open_is_named() -> None:
    with pytest.raises(KeyProblem) as problem:
        read_key_fd(987)
    assert "987" in problem.value.what


def test_a_given_key_makes_a_new_home_and_is_written_nowhere(
    home: Home, ring: Callable[[keyring.backend.KeyringBackend], None]
) -> None:
    kept = keyrings.Faithful()
    ring(kept)
    assert root_key(home, given=KEY, ask=nobody) == KEY
    assert not kept.kept
    held = everything_in(home.path)
    assert KEY not in held
    assert KEY.hex().encode() not in held
    assert read_home(home.path).check == check_value(KEY)


def test_another_homes_key_is_called_a_wrong_key_and_nobody_is_told_to_restore(home: Home) -> None:
    root_key(home, given=KEY, ask=nobody)
    with pytest.raises(WrongKey) as wrong:
        root_key(find_home(), given=KEY[::-1], ask=nobody)
    sentence = wrong.value.sentence()
    assert "not the key of" in sentence
    assert "restore" not in sentence
    assert "backup" not in sentence
    assert KEY[::-1].hex() not in sentence


def test_a_service_gets_its_key_as_a_credential(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "moderator-key").write_text(KEY.hex() + "\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert root_key(home, given=None, ask=nobody) == KEY


# the keyring


def test_a_new_home_keeps_its_key_in_the_keyring_and_only_there(
    home: Home, ring: Callable[[keyring.backend.KeyringBackend], None]
) -> None:
    ring(keyrings.Faithful())
    key = root_key(home, given=None, ask=nobody)
    assert root_key(find_home(), given=None, ask=nobody) == key
    assert key not in everything_in(home.path)
    assert key.hex().encode() not in everything_in(home.path)


def test_a_home_may_be_moved_without_losing_its_key(
    home: Home, tmp_path: Path, ring: Callable[[keyring.backend.KeyringBackend], None]
) -> None:
    ring(keyrings.Faithful())
    key = root_key(home, given=None, ask=nobody)
    moved = home.path.rename(tmp_path / "elsewhere")
    assert root_key(find_home(environ={"MODERATOR_HOME": str(moved)}), given=None, ask=nobody) == key


BAD_RINGS = [
    keyrings.Plaintext,
    keyrings.Forgetful,
    keyrings.Locked,
    keyrings.Broken,
    NoKeyring,
    NullKeyring,
]


@pytest.mark.parametrize("bad", BAD_RINGS)
def test_without_a_good_keyring_a_passphrase_is_asked_for(
    home: Home,
    bad: type[keyring.backend.KeyringBackend],
    ring: Callable[[keyring.backend.KeyringBackend], None],
) -> None:
    ring(bad())
    person = Person(PHRASE, PHRASE)
    key = root_key(home, given=None, ask=person)
    assert "keyring" in person.prompts[0]
    assert "turnip" not in person.prompts[0]
    assert root_key(find_home(), given=None, ask=Person(PHRASE)) == key
    held = everything_in(home.path)
    assert key.hex().encode() not in held
    assert PHRASE.encode() not in held


@pytest.mark.parametrize("bad", BAD_RINGS)
def test_a_key_that_the_keyring_does_not_give_is_never_made_anew(
    home: Home,
    bad: type[keyring.backend.KeyringBackend],
    ring: Callable[[keyring.backend.KeyringBackend], None],
) -> None:
    ring(keyrings.Faithful())
    root_key(home, given=None, ask=nobody)
    before = everything_in(home.path)
    ring(bad())
    with pytest.raises(KeyProblem) as problem:
        root_key(find_home(), given=None, ask=nobody)
    assert "--key-fd" in problem.value.remedy
    assert "turnip" not in problem.value.sentence()
    assert everything_in(home.path) == before


def test_a_locked_keyring_is_said_to_be_locked(
    home: Home, ring: Callable[[keyring.backend.KeyringBackend], None]
) -> None:
    ring(keyrings.Faithful())
    root_key(home, given=None, ask=nobody)
    ring(keyrings.Locked())
    with pytest.raises(KeyProblem) as problem:
        root_key(find_home(), given=None, ask=nobody)
    assert "locked" in problem.value.why
    assert "unlock" in problem.value.remedy


def test_a_keyring_that_never_answers_is_not_waited_for(
    home: Home,
    ring: Callable[[keyring.backend.KeyringBackend], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert KEYRING_WAIT == 5
    monkeypatch.setattr(keys, "KEYRING_WAIT", 0.2)
    silent = keyrings.Silent()
    ring(silent)
    person = Person(PHRASE, PHRASE)
    root_key(home, given=None, ask=person)
    assert "did not answer" in person.prompts[0]
    silent.let_go.set()


def test_the_state_of_the_keyring_is_told_in_words(
    ring: Callable[[keyring.backend.KeyringBackend], None],
) -> None:
    ring(keyrings.Faithful())
    assert keyring_state()[0]
    ring(NoKeyring())  # type: ignore[no-untyped-call]
    usable, says = keyring_state()
    assert not usable
    assert "passphrase" in says


# the passphrase


@pytest.mark.parametrize("answers", [["short"], [PHRASE, PHRASE + "!"]])
def test_a_new_passphrase_is_long_enough_and_typed_twice(home: Home, answers: list[str]) -> None:
    with pytest.raises(KeyProblem):
        root_key(home, given=None, ask=Person(*answers))
    assert read_home(home.path).check == ""


def test_a_wrong_passphrase_may_be_tried_again_three_times(home: Home) -> None:
    key = root_key(home, given=None, ask=Person(PHRASE, PHRASE))
    assert root_key(find_home(), given=None, ask=Person("no", "not this", PHRASE)) == key
    with pytest.raises(WrongKey) as wrong:
        root_key(find_home(), given=None, ask=Person("no", "not this", "nor this"))
    assert "nor this" not in wrong.value.sentence()


def test_a_passphrase_typed_on_another_keyboard_is_the_same(home: Home) -> None:
    composed, combining = "caf\u00e9 " * 3, "cafe\u0301 " * 3
    key = root_key(home, given=None, ask=Person(composed, composed))
    assert root_key(find_home(), given=None, ask=Person(combining)) == key


def test_a_home_of_a_passphrase_may_be_opened_with_its_key_handed_over(home: Home) -> None:
    key = root_key(home, given=None, ask=Person(PHRASE, PHRASE))
    assert root_key(find_home(), given=key, ask=nobody) == key


@pytest.mark.parametrize(
    "change", [{"salt": "xx"}, {"time_cost": "3"}, {"memory_cost": 0}, {"time_cost": 2**40}]
)
def test_damaged_passphrase_settings_are_named(home: Home, change: dict[str, object]) -> None:
    root_key(home, given=None, ask=Person(PHRASE, PHRASE))
    file = home.path / "home.json"
    facts = json.loads(file.read_text())
    facts["stretching"] |= change
    file.write_text(json.dumps(facts))
    with pytest.raises(StoreRefused):
        root_key(find_home(), given=None, ask=Person(PHRASE, PHRASE, PHRASE))


# derived keys and tokens


def test_each_purpose_has_a_key_of_its_own() -> None:
    derived = {derive(KEY, purpose) for purpose in ("database", "tokens", "seal", "check")}
    assert len(derived) == 4
    assert KEY not in derived


def test_derived_keys_stay_what_they_are() -> None:
    """Every store and token depends on these: they never change."""
    assert derive(KEY, "database").hex() == DATABASE_OF_KEY
    assert check_value(KEY) == CHECK_OF_KEY


DATABASE_OF_KEY = "4650f462d5a0cb9463fca7df7eb9a7effec6e9614bdf2236d96fa6402b170e28"
CHECK_OF_KEY = "33e3c4bc87f80881"


@given(st.text(), st.text(max_size=40), st.text(max_size=40))
def test_a_sealed_secret_opens_for_its_own_account_only(text: str, platform: str, handle: str) -> None:
    box = TokenBox(KEY)
    sealed = box.seal(text, platform, handle)
    assert box.open(sealed, platform, handle) == text
    assert box.open(sealed, platform, handle + "x") is None
    assert TokenBox(KEY[::-1]).open(sealed, platform, handle) is None


def test_two_seals_of_one_secret_differ_and_damage_is_noticed() -> None:
    box = TokenBox(KEY)
    sealed = box.seal("turnip", "bluesky", "desk.example")
    assert sealed != box.seal("turnip", "bluesky", "desk.example")
    assert b"turnip" not in sealed
    for at in range(len(sealed)):
        damaged = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        assert box.open(damaged, "bluesky", "desk.example") is None
    assert box.open(None, "bluesky", "desk.example") is None
    assert box.open(b"short", "bluesky", "desk.example") is None


# a real Secret Service


@pytest.fixture
def secret_service(tmp_path: Path) -> Iterator[SecretService]:
    try:
        service = SecretService(tmp_path / "session")
    except PeerMissing as why:
        missing("Secret Service", why)
    yield service
    service.stop()


OPEN_HOME = """
from moderator.keys import find_home, root_key, check_value
from moderator.problems import Problem
try:
    print(check_value(root_key(find_home(), given=None, ask=lambda prompt: exit("asked: " + prompt))))
except Problem as problem:
    exit("problem: " + problem.sentence())
"""


@pytest.mark.peer
def test_a_real_keyring_keeps_the_key_over_sessions_and_says_when_it_is_locked(
    secret_service: SecretService,
) -> None:
    first = secret_service.run(OPEN_HOME)
    assert first.returncode == 0, first.stderr
    secret_service.unlock()  # the next login session
    assert secret_service.run(OPEN_HOME).stdout == first.stdout
    secret_service.unlock("another password")
    locked = secret_service.run(OPEN_HOME)
    assert "problem: " in locked.stderr
    assert "locked" in locked.stderr
    secret_service.stop_keyring()
    gone = secret_service.run(OPEN_HOME)
    assert "problem: " in gone.stderr
    assert "--key-fd" in gone.stderr
    secret_service.unlock()
    assert secret_service.run(OPEN_HOME).stdout == first.stdout
