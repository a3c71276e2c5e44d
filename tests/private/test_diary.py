"""The diary: for its writer alone, gone when it is old, and nowhere else."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from moderator.private import diary as room
from moderator.private.diary import Diary, place, wipe
from moderator.problems import BadInput, Problem, StoreRefused, WrongPassphrase

pytestmark = pytest.mark.usefixtures("quick_passphrases")

PHRASE, CANARY = "four calm green words", "canary-of-the-quiet-hour"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return place(tmp_path, "p-1")


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def unsealed(path: Path) -> bytes:
    """Every page of the file without its encryption, pages that no table has any more among them.

    As SQLCipher 4 writes them: 4,096 bytes, the last 80 of them the nonce of AES-256-CBC and a tag.
    """
    whole, told = path.read_bytes(), b""
    key = room._key(PHRASE, whole[:16])
    for begin in range(0, len(whole), 4096):
        page, nonce = whole[begin : begin + 4016], whole[begin + 4016 : begin + 4032]
        inside = Cipher(algorithms.AES(key), modes.CBC(nonce)).decryptor()
        told += inside.update(page[16:] if begin == 0 else page)
    return told


def test_what_is_entered_is_read_again_with_the_passphrase_and_with_no_other(path, clock):
    with Diary.begin(path, PHRASE, clock) as diary:
        diary.add(mood=2, sleep=4, note=CANARY)
        clock.pass_(hours=1)
        diary.add(mood=5)
    with Diary.unlock(path, f"  {PHRASE} ", clock) as diary:
        assert [(each.mood, each.sleep, each.note) for each in diary.entries()] == [
            (5, None, ""),
            (2, 4, CANARY),
        ]
    for wrong in (PHRASE.upper(), "", PHRASE[:-1]):
        with pytest.raises(WrongPassphrase) as refused:
            Diary.unlock(path, wrong, clock)
        assert CANARY not in refused.value.sentence()


def test_the_file_tells_nothing_and_is_for_its_owner_alone(path, clock, tmp_path):
    with Diary.begin(path, PHRASE, clock) as diary:
        diary.add(note=CANARY)
        assert CANARY.encode() not in everything(tmp_path)  # while it is open, too
    assert CANARY.encode() not in everything(tmp_path)
    assert b"entry" not in path.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert sorted(each.name for each in path.parent.iterdir()) == ["CACHEDIR.TAG", path.name]


def test_an_entry_is_gone_from_every_page_after_thirty_days(path, clock):
    with Diary.begin(path, PHRASE, clock) as diary:
        diary.add(note=CANARY * 90)
    assert CANARY.encode() in unsealed(path)  # this look would find it
    clock.pass_(hours=24 * 30 - 1)
    with Diary.unlock(path, PHRASE, clock) as diary:
        assert len(diary.entries()) == 1
    clock.pass_(hours=2)
    with Diary.unlock(path, PHRASE, clock) as diary:
        assert diary.entries() == []
    assert CANARY.encode() not in unsealed(path)


def test_removing_one_takes_it_off_every_page_and_leaves_the_others(path, clock):
    with Diary.begin(path, PHRASE, clock) as diary:
        gone, stays = diary.add(note=CANARY), diary.add(note="stays")
        diary.remove(gone.id)
        assert diary.entries() == [stays]
    assert b"stays" in unsealed(path)
    assert CANARY.encode() not in unsealed(path)


@pytest.mark.parametrize(("days", "left"), [(1, 1), (90, 2)])
def test_how_long_is_the_writers_choice(path, clock, days, left):
    with Diary.begin(path, PHRASE, clock) as diary:
        diary.add(mood=1)
        clock.pass_(hours=47)
        diary.add(mood=3)
        diary.keep_for(days)
        assert len(diary.entries()) == left
        for wrong in (0, -1, 91):
            with pytest.raises(BadInput, match=str(wrong)):
                diary.keep_for(wrong)
        assert diary.keep_days == days


def test_a_new_passphrase_takes_the_place_of_the_old(path, clock):
    with Diary.begin(path, PHRASE, clock) as diary:
        diary.add(note="kept")
        diary.change_passphrase("another set of words")
    with pytest.raises(WrongPassphrase):
        Diary.unlock(path, PHRASE, clock)
    with Diary.unlock(path, "another set of words", clock) as diary:
        assert diary.entries()[0].note == "kept"


def test_what_is_wiped_is_gone_for_good(path, clock, tmp_path):
    with Diary.begin(path, PHRASE, clock) as diary:
        diary.add(note=CANARY)
    kept = path.read_bytes()
    link = tmp_path / "held.open"
    os.link(path, link)  # what the blocks of the disk say afterwards
    wipe(path)
    assert not path.exists()
    assert len(link.read_bytes()) == len(kept)
    assert link.read_bytes()[:64] != kept[:64]
    with pytest.raises(WrongPassphrase):
        Diary.unlock(link, PHRASE, clock)
    wipe(path)  # nothing to do is no fault
    with Diary.begin(path, PHRASE, clock) as diary:
        assert diary.entries() == []


@pytest.mark.parametrize("damage", ["empty", "short", "random", "folder"])
def test_a_damaged_diary_is_refused_in_a_sentence_and_kept(path, clock, damage):
    path.parent.mkdir()
    if damage == "folder":
        path.mkdir()
    else:
        path.write_bytes({"empty": b"", "short": b"abc", "random": os.urandom(5000)}[damage])
    with pytest.raises(Problem) as refused:
        Diary.unlock(path, PHRASE, clock)
    assert refused.value.sentence()
    assert path.exists()
    with pytest.raises(StoreRefused):
        Diary.begin(path, PHRASE, clock)  # never over what is there


def test_what_cannot_be_entered_is_said_and_changes_nothing(path, clock):
    with pytest.raises(BadInput, match="too short"):
        Diary.begin(path, "short", clock)
    assert not path.exists()
    with Diary.begin(path, PHRASE, clock) as diary:
        for wrong in ({}, {"note": "   "}, {"mood": 0}, {"sleep": 6}, {"note": "x" * 4001}):
            with pytest.raises(BadInput):
                diary.add(**wrong)
        assert diary.entries() == []


@pytest.mark.parametrize("person", ["", "../p", "a/b", "p 1", "p\0"])
def test_a_name_never_leads_out_of_the_folder(tmp_path, person):
    with pytest.raises(ValueError, match="pseudonym"):
        place(tmp_path, person)


_ALONE = """
import sys, pathlib
seen = []
sys.addaudithook(lambda event, args: seen.append((event, args)))
from moderator.clock import HandClock
from moderator.private.diary import Diary, place
home = pathlib.Path(sys.argv[1])
path = place(home, "p-1")
with Diary.begin(path, "four calm green words", HandClock()) as diary:
    diary.add(mood=3, note="canary-of-the-quiet-hour")
with Diary.unlock(path, "four calm green words", HandClock()) as diary:
    diary.entries()
for event, args in seen:
    assert not event.startswith(("socket.", "urllib", "http", "subprocess", "os.exec", "os.posix_spawn", "os.fork")), event
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        assert pathlib.Path(args[0]).parent == home / "private", args[0]
for module in sys.modules:
    assert module.partition(".")[0] not in {"httpx2", "keyring", "requests", "ssl", "PySide6"}, module
    assert not module.startswith("moderator.") or module.split(".")[1] in {"private", "clock", "problems"}, module
print("alone")
"""


def test_it_opens_no_socket_starts_no_program_and_writes_to_no_file_but_its_own(tmp_path):
    """Watched by the interpreter's own audit, in a process where nothing else is loaded."""
    told = subprocess.run(
        [sys.executable, "-c", _ALONE, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert told.stdout == "alone\n", told.stderr
