"""The keys of a desk: presets, keys of one's own, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator import actions
from moderator.actions import ACTIONS, BY_ID, PRESETS, Place
from moderator.keymap import Keymap, changeable, keymap, keys_of, remark, reserved, swapped, tidy
from moderator.settings import Settings, load
from moderator.settings import keys_of as keys_of_settings


def clashes(made: Keymap) -> list[tuple[str, str]]:
    return [
        (action.id, other.id)
        for action in ACTIONS
        for key in made.keys(action)
        if not action.fixed and (other := made.holder(action, key)) is not None
    ]


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_gives_one_key_to_two_acts(preset: str) -> None:
    assert clashes(Keymap(preset)) == []


@pytest.mark.parametrize("preset", PRESETS)
def test_no_verdict_has_a_key_that_reads_in_any_preset(preset: str) -> None:
    reading = {
        key
        for each in PRESETS
        for act in (actions.READ, actions.READ_AS_WRITTEN)
        for key in keys_of(each, act)
    }
    for action in ACTIONS:
        if action.decides:
            assert not reading & set(keys_of(preset, action)), action.id


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_writes_its_keys_as_they_stand_on_a_cap(preset: str) -> None:
    for action in changeable():
        for key in keys_of(preset, action):
            assert tidy(key) == key
        if not set(keys_of(preset, action)) & {"J", "K"}:
            assert not reserved(keys_of(preset, action)[0])


def test_every_action_has_a_name_of_its_own() -> None:
    assert len(BY_ID) == len(ACTIONS)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("x", "X"),
        (" ctrl + k ", "Ctrl K"),
        ("Shift+Ctrl+x", "Ctrl Shift X"),
        ("page up", "Page up"),
        ("/", "/"),
        ("+", "+"),
        ("del", "Del"),
        ("f12", "F12"),
        ("", ""),
        ("é", ""),
        ("Shift", ""),
        ("Ctrl", ""),
        ("Shift /", ""),
        ("ctrl ctrl x", ""),
        ("turnip", ""),
    ],
)
def test_a_key_can_be_written_as_people_write_it(written: str, key: str) -> None:
    assert tidy(written) == key


@pytest.mark.parametrize(
    "key",
    ["Esc", "Ctrl Esc", "Enter", "Tab", "Space", "F1", "?", "Up", "Ctrl Page up", "Ctrl C", "Backspace"],
)
def test_keys_that_everybody_knows_stay_what_they_are(key: str) -> None:
    assert reserved(key)
    made = keymap("moderator", {"hide": key})
    assert made.cap(actions.HIDE) == "X"
    assert key in made.refused[0][1]


def test_a_key_of_ones_own_holds_beside_the_preset_and_keeps_the_second_keys() -> None:
    made = keymap("moderator", {"undo": "ctrl+u", "next": "S"})
    assert made.keys(actions.UNDO) == ("Ctrl U", "Ctrl Z")
    assert made.keys(actions.NEXT) == ("S", "Down")
    assert made.action("S", Place.HISTORY) is actions.NEXT
    assert made.action("J", Place.QUEUE) is None


def test_a_key_that_is_taken_is_refused_by_name_and_the_rest_holds() -> None:
    made = keymap("moderator", {"hide": "A", "nasty": "M"})
    assert made.cap(actions.HIDE) == "X"
    assert made.cap(actions.NASTY) == "M"
    ((name, why),) = made.refused
    assert name == "hide"
    assert "Keep" in why


def test_two_keys_that_change_places_are_no_clash() -> None:
    made = keymap("moderator", {"hide": "D", "delete": "X"})
    assert made.refused == ()
    assert made.cap(actions.HIDE) == "D"


def test_the_same_key_on_two_screens_is_no_clash_and_one_for_everywhere_is() -> None:
    assert keymap("moderator", {"agree": "X"}).refused == ()
    assert keymap("moderator", {"palette": "Y"}).refused


def test_a_swap_gives_the_other_act_the_key_that_became_free() -> None:
    own = swapped(Keymap(), actions.HIDE, "D")
    assert own == {"hide": "D", "delete": "X"}
    back = swapped(Keymap("moderator", own), actions.HIDE, "X")
    assert back == {}
    assert swapped(Keymap(), actions.PALETTE, "Ctrl S") is None  # saving a rule is the same everywhere


def test_who_puts_a_verdict_where_the_presets_read_is_told_so() -> None:
    assert "V reads the words" in remark(actions.HIDE, "V")
    assert "X is Hide in the preset Moderator" in remark(actions.READ, "X")
    assert remark(actions.NASTY, "V") == ""
    assert remark(actions.HIDE, "Q") == ""


def test_what_is_wrong_in_the_file_is_told_with_its_line_and_what_to_do_and_the_rest_holds(
    tmp_path: Path,
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        'theme = "dark"\nkeys = "ozone"\n\n[own_keys]\nhide = "Esc"\nhidee = "Q"\nnasty = "M"\nbreak = 3\ndelete = "A"\n'
    )
    loaded = load(file, tmp_path / "none")
    made = keys_of_settings(loaded.settings)
    assert made.cap(actions.NASTY) == "M"
    assert made.cap(actions.HIDE) == "T"
    assert made.cap(actions.BREAK) == "B"
    assert made.cap(actions.DELETE) == "D"
    told = {complaint.partition(": ")[0].rpartition(" ")[2]: complaint for complaint in loaded.complaints}
    assert set(told) == {"5", "6", "8", "9"}
    assert "Choose another" in told["5"]
    assert "Did you mean hide?" in told["6"]
    assert "must be a key" in told["8"]
    assert "that is Keep. Give keep another key" in told["9"]


def test_an_unknown_preset_is_named_and_the_usual_keys_hold(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('keys = "emacs"\n')
    loaded = load(file, tmp_path / "none")
    assert loaded.settings.keys == "moderator"
    assert "line 1" in loaded.complaints[0]
    assert '"coral"' in loaded.complaints[0]


def test_keys_that_the_agency_sets_are_locked(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[own_keys]\nhide = "Q"\n')
    (tmp_path / "policy.toml").write_text('keys = "coral"\n[own_keys]\nnasty = "M"\n')
    loaded = load(tmp_path / "settings.toml", tmp_path / "policy.toml")
    made = keys_of_settings(loaded.settings)
    assert loaded.locked == {"keys", "own_keys"}
    assert (made.cap(actions.HIDE), made.cap(actions.NASTY)) == ("D", "M")


written = st.one_of(
    st.sampled_from([*"ABDEXVJKZ/?", "Shift V", "Ctrl K", "F2", "Esc", "Del", "Ctrl S"]),
    st.text(),
    st.integers(),
)
names = st.one_of(st.sampled_from([action.id for action in ACTIONS]), st.text())


@given(st.sampled_from(list(PRESETS)), st.dictionaries(names, written))
def test_whatever_is_chosen_no_key_means_two_things_and_each_choice_holds_or_is_told(
    preset: str, own: dict[str, object]
) -> None:
    made = keymap(preset, own)
    assert clashes(made) == []
    assert {name for name, _ in made.refused} | set(made.own) == set(own)


def test_defaults_need_no_file() -> None:
    assert keys_of_settings(Settings()) == Keymap()
