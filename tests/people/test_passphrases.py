from __future__ import annotations

from datetime import timedelta

import pytest

from moderator.people import names, passphrases
from moderator.problems import BadInput

GOOD = "four quiet river stones"


def test_a_passphrase_fits_itself_and_nothing_else():
    kept = passphrases.hashed(GOOD)
    assert GOOD not in kept
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=2$")
    assert passphrases.fits(kept, GOOD)
    assert not passphrases.fits(kept, GOOD + " ")
    assert not passphrases.fits(kept, "")


def test_keyboards_that_compose_accents_differently_make_no_difference():
    assert passphrases.fits(passphrases.hashed("caf\u00e9 am ruhigen Fluss"), "cafe\u0301 am ruhigen Fluss")


@pytest.mark.parametrize("kept", ["", "not a hash", "$argon2id$v=19$m=65536,t=3,p=2$x$y"])
def test_where_nothing_sound_is_kept_nothing_fits(kept: str):
    assert not passphrases.fits(kept, GOOD)
    assert not passphrases.fits(kept, "")


@pytest.mark.parametrize("phrase", ["", "too brief", "a" * 11, "a" * 40, "abababababababab", "x" * 2000])
def test_poor_passphrases_are_refused_with_advice(phrase: str):
    with pytest.raises(BadInput) as refused:
        passphrases.demand_good(phrase)
    assert not phrase or phrase not in refused.value.sentence()


def test_a_good_passphrase_is_taken():
    passphrases.demand_good(GOOD)


def test_a_code_is_found_again_however_it_is_typed():
    code = passphrases.new_code()
    assert len(code) == 14
    assert passphrases.code_of(code.upper().replace("-", " ")) == code.replace("-", "")
    assert passphrases.code_of("O1IL") == "0111"
    assert len({passphrases.new_code() for _ in range(50)}) == 50


def test_waits_begin_with_the_third_try_and_grow_to_a_bound():
    waits = [passphrases.wait_after(tries) for tries in range(12)]
    assert waits[:3] == [timedelta(0)] * 3
    assert waits[3:6] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == passphrases.LONGEST_WAIT
    assert passphrases.wait_after(10_000) == passphrases.LONGEST_WAIT


def test_names_that_look_alike_are_the_same_name():
    assert names.key("Asha  M.") == names.key("asha m.") == names.key("\uff21sha\u200b M.")
    assert names.key("Asha M.") != names.key("Asha N.")


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "\u3164", "Admin\u202e", "A\x07B", "W" * 5000])
def test_names_that_hide_something_are_refused(name: str):
    with pytest.raises(BadInput):
        names.tidy(name)


@pytest.mark.parametrize("name", ["Asha M.", "  Øystein  Å ", "محمد", "می\u200cخواهم", "李雷", "O'Brien <b>"])
def test_ordinary_names_of_any_script_are_taken(name: str):
    assert names.tidy(name) == " ".join(name.split())
