"""Settings in three layers, and what is said about the ones that make no sense."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.problems import BadInput
from moderator.settings import Settings, load, over, write


@pytest.fixture
def user(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return tmp_path / "policy.toml"


def test_without_files_the_defaults_hold(user: Path, policy: Path) -> None:
    loaded = load(user, policy)
    assert loaded.settings == Settings()
    assert not loaded.complaints


def test_policy_stands_above_the_persons_own_settings(user: Path, policy: Path) -> None:
    user.write_text('theme = "dark"\ntext_scale = 2\n')
    policy.write_text('theme = "high-contrast"\n')
    loaded = load(user, policy)
    assert loaded.settings.theme == "high-contrast"
    assert loaded.settings.text_scale == 2.0
    assert loaded.locked == {"theme"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('theme = "purple"', 'one of "system", "light", "dark", "high-contrast"'),
        ("theme = 3", 'one of "system"'),
        ("text_scale = 12", "a number from 1 to 2"),
        ("text_scale = nan", "a number from 1 to 2"),
        ("remask_seconds = true", "a whole number from 10 to 60"),
        ("remask_seconds = 10.5", "a whole number from 10 to 60"),
        ('press_once = "yes"', "true or false"),
        ("store = 1", "a text in quotes"),
        ('office_hours = "always"', 'days and hours, as "Mon-Fri 9-17'),
        ("promise_threat = 0", "a whole number from 1 to 400"),
        ("them = 1", "Did you mean theme?"),
        ("[theme]", 'one of "system"'),
    ],
)
def test_a_value_that_makes_no_sense_is_named_and_the_layer_below_stays(
    user: Path, policy: Path, line: str, says: str
) -> None:
    user.write_text("reduced_motion = true\n" + line + "\n")
    loaded = load(user, policy)
    assert loaded.settings.reduced_motion
    assert loaded.settings == Settings(reduced_motion=True)
    (complaint,) = loaded.complaints
    assert str(user) in complaint
    assert says in complaint


def test_a_wrong_policy_value_leaves_the_persons_own(user: Path, policy: Path) -> None:
    user.write_text('theme = "dark"\n')
    policy.write_text("theme = 1\n")
    loaded = load(user, policy)
    assert loaded.settings.theme == "dark"
    assert not loaded.locked
    assert str(policy) in loaded.complaints[0]


@pytest.mark.parametrize("bad", [b"theme = ", b"\xff\xfe", b"theme\x00"])
def test_a_file_that_cannot_be_read_is_left_out(user: Path, policy: Path, bad: bytes) -> None:
    user.write_bytes(bad)
    loaded = load(user, policy)
    assert loaded.settings == Settings()
    assert str(user) in loaded.complaints[0]


def test_a_folder_in_place_of_the_file_is_named(user: Path, policy: Path) -> None:
    os.mkdir(user)
    assert str(user) in load(user, policy).complaints[0]


def test_every_setting_has_a_help_sentence_and_a_sound_default() -> None:
    for setting in fields(Settings):
        assert len(setting.metadata["help"]) > 10
        assert over(Settings(), {setting.name: setting.default}, "here")[1] == []


values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers()), st.just({})
)
names = st.one_of(st.sampled_from([each.name for each in fields(Settings)]), st.text())


@given(st.dictionaries(names, values))
def test_whatever_is_written_each_line_is_taken_or_complained_about(found: dict[str, object]) -> None:
    settings, complaints, taken = over(Settings(), found, "here")
    assert len(complaints) + len(taken) == len(found)
    for setting in fields(Settings):
        assert type(getattr(settings, setting.name)) is type(setting.default)


def test_no_complaint_repeats_what_was_written(user: Path, policy: Path) -> None:
    user.write_text('store = ["postgresql://desk:turnip@here/desk"]\n')
    policy.write_text('theme = "turnip"\n')
    loaded = load(user, policy)
    assert len(loaded.complaints) == 2
    assert not any("turnip" in complaint for complaint in loaded.complaints)


def test_a_setting_is_written_beside_what_is_there(user: Path, policy: Path) -> None:
    user.write_text('# mine\ntheme = "dark"  # at night\nodd = 1\n')
    write(user, "text_scale", 1.5)
    write(user, "theme", "light")
    assert user.read_text() == '# mine\ntheme = "light"  # at night\nodd = 1\ntext_scale = 1.5\n'
    loaded = load(user, policy)
    assert loaded.own == {"theme", "text_scale"}
    write(user, "theme", None)
    assert load(user, policy).settings.theme == "system"
    assert "# mine" in user.read_text()


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_what_is_written_is_the_persons_alone(user: Path) -> None:
    write(user, "press_once", True)
    assert user.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "value"), [("theme", "pink"), ("text_scale", 9), ("notices", "yes"), ("proxy", 3)]
)
def test_a_value_that_is_not_allowed_is_not_written(user: Path, name: str, value: object) -> None:
    with pytest.raises(BadInput, match="must be"):
        write(user, name, value)
    assert not user.exists()


def test_a_file_that_cannot_be_read_is_never_overwritten(user: Path) -> None:
    user.write_text("theme = = dark")
    with pytest.raises(BadInput, match="cannot be read"):
        write(user, "theme", "light")
    assert user.read_text() == "theme = = dark"


@given(st.sampled_from(fields(Settings)), st.data())
def test_whatever_is_allowed_is_read_back(tmp_path_factory: pytest.TempPathFactory, field, data) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    kind, bounds, choices = type(field.default), field.metadata["bounds"], field.metadata["choices"]
    if kind is bool:
        value = data.draw(st.booleans())
    elif field.metadata["fits"] is not None:
        value = data.draw(st.sampled_from([field.default, "", "Sat 9-12; Sun 22:30-6"]))
    elif kind is str:
        value = data.draw(
            st.sampled_from(choices) if choices else st.text(st.characters(exclude_categories=["Cs"]))
        )
    elif kind is tuple:
        value = {"hide": data.draw(st.sampled_from("CFGHIMQST"))}
    elif kind is int:
        value = data.draw(st.integers(*map(int, bounds)))
    else:
        value = data.draw(st.floats(*bounds))
    write(path, field.name, value)
    read = getattr(load(path, path.parent / "none").settings, field.name)
    assert (dict(read) if kind is tuple else read) == value
