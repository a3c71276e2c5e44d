"""What scripts may rely on: commands, exit codes, keys of what is printed. A change here breaks somebody's script."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.commands.conftest import MILD, Scripts
from tests.journeys.speech import CIVIL, HARSH, HARSH_COPIED
from tests.platforms.standin import StandIn

KEYS = {
    "id", "platform", "account", "author", "posted_at", "veiled", "band", "labels", "copies", "wordings", "first_because",
    "due_at", "state",
}  # fmt: skip
STATES = {"waiting", "claimed", "decided", "pushed", "parked"}


def one_line(text: str) -> bool:
    """What, why, what to do; or what was wrong with the words and where the right ones are."""
    return text.startswith("moderator: ") and text.count("\n") == 1 and text.endswith((".\n", " --help\n"))


# the home and the key


def test_everything_lies_in_one_private_folder(scripts: Scripts):
    scripts.gets(MILD)
    assert {path.name for path in scripts.home.iterdir()} >= {"home.json", "desk.db", "logs"}
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [scripts.home, *scripts.home.rglob("*")]}
    assert {path: mode for path, mode in modes.items() if mode & 0o077} == {}


def test_the_key_makes_a_missing_store_and_opens_it_again(scripts: Scripts):
    assert not scripts.home.exists()
    assert scripts.run("queue").stdout == "Nothing is waiting.\n"
    assert (scripts.home / "desk.db").exists()
    scripts.run("queue")


@pytest.mark.parametrize("key", ["", "5e" * 31, "5e" * 33, "zz" * 32, " " * 64])
def test_what_is_no_key_is_refused(scripts: Scripts, key: str):
    done = scripts.run("queue", key=key, code=1)
    assert "64 hex digits" in done.stderr
    assert one_line(done.stderr)


def test_another_key_is_refused_and_nothing_is_called_damaged(scripts: Scripts):
    scripts.run("queue")
    done = scripts.run("queue", key="a7" * 32, code=1)
    assert "not the key" in done.stderr
    assert "damage" not in done.stderr
    scripts.run("queue")


def test_without_a_key_or_a_keyring_the_way_out_is_said(scripts: Scripts):
    done = scripts.run("queue", key=None, code=1)
    assert "--key-fd" in done.stderr
    assert one_line(done.stderr)


# the queue


def test_the_queue_says_exactly_this_of_each_card(scripts: Scripts):
    cards = scripts.gets(HARSH_COPIED, CIVIL[0], "", HARSH_COPIED, "Где здесь остановка, скажите пожалуйста?")
    assert [set(card) for card in cards] == [KEYS] * 4
    by_author = {card["author"]: card for card in cards}
    harsh, calm = by_author["author0"], by_author["author1"]
    assert (harsh["veiled"], harsh["copies"], harsh["state"]) == (True, 2, "waiting")
    assert (calm["veiled"], calm["band"], calm["copies"]) == (False, "S0", 1)
    assert harsh["band"] in ("S1", "S2", "S3", "S4")
    assert by_author["author2"]["band"] is by_author["author4"]["band"] is None
    assert by_author["author2"]["veiled"] is by_author["author4"]["veiled"] is True
    assert 0 <= harsh["labels"]["toxicity"] <= 1
    assert {card["platform"] for card in cards} == {"file"}
    assert {type(card["id"]) for card in cards} == {int}


def test_times_are_iso_8601_with_their_zone_and_accounts_come_from_the_file(scripts: Scripts):
    row = {"text": CIVIL[0], "author": "ann", "account": "City", "posted_at": "2026-11-22T14:20:00+02:00"}
    scripts.run("import", "--yes", str(scripts.file("one.ndjson", row)))
    (card,) = scripts.queue()
    assert card["posted_at"] == "2026-11-22T12:20:00+00:00"
    assert (card["account"], card["author"], card["band"]) == ("City", "ann", None)


def test_no_word_from_behind_the_veil_is_printed(scripts: Scripts):
    scripts.gets(*HARSH, HARSH_COPIED, *CIVIL[:3])
    shown = "".join(
        scripts.run("queue", *options).output for options in ([], ["--all"], ["--json"], ["--json", "--all"])
    )
    hidden = {word for text in [*HARSH, HARSH_COPIED] for word in text.split() if len(word) > 4}
    hidden -= {word for text in CIVIL for word in text.split()}
    assert len(hidden) > 10
    assert not [word for word in hidden if word in shown]
    assert CIVIL[0] in shown


def test_decided_cards_are_listed_on_demand_alone(scripts: Scripts):
    cards = scripts.gets(*CIVIL[:3])
    scripts.run("decide", str(cards[0]["id"]), "keep")
    assert len(scripts.queue()) == 2
    everything = scripts.queue("--all")
    assert len(everything) == 3
    assert {card["state"] for card in everything} == {"waiting", "decided"}


# importing


def test_an_import_counts_and_the_same_file_again_changes_nothing(scripts: Scripts):
    path = scripts.file("two.csv", b"text,author\nGood morning,ann\nGood night,bob\n")
    assert "Imported 2 comments" in scripts.run("import", str(path), "--yes").stdout
    assert "2 were here already" in scripts.run("import", str(path), "--yes").stdout
    assert len(scripts.queue()) == 2


def test_a_bad_row_is_named_with_its_line_and_the_others_go_on(scripts: Scripts):
    path = scripts.file(
        "some.ndjson", {"text": "Good morning"}, b'{"text": \n', b"\xff\xfe\n", {"text": "Bye"}
    )
    done = scripts.run("import", "--yes", str(path), code=4)
    assert "Imported 2 comments" in done.stdout
    assert "line 2" in done.stderr
    assert "line 3" in done.stderr
    assert len(scripts.queue()) == 2


def test_nobody_said_yes_means_no(scripts: Scripts):
    path = scripts.file("one.ndjson", {"text": "Good morning"})
    done = scripts.run("import", str(path), code=1)
    assert "--yes" in done.stderr.splitlines()[-1]
    assert scripts.queue() == []
    scripts.run("import", str(path), stdin="y\n")
    assert len(scripts.queue()) == 1


# deciding and working


def test_a_decision_is_about_a_card_and_all_its_copies(scripts: Scripts):
    (card,) = scripts.gets(HARSH_COPIED, HARSH_COPIED, HARSH_COPIED)
    done = scripts.run("decide", str(card["id"]), "escalate", "--reason", "threats", code=(0, 1))
    if done.exit_code:  # the rule may not allow that verdict: it says which it allows
        assert "allow" in done.stderr
        done = scripts.run("decide", str(card["id"]), "escalate")
    assert "3 copies" in done.stdout
    again = scripts.run("decide", str(card["id"]), "keep", code=1)
    assert "decided already" in again.stderr
    assert one_line(again.stderr)


@pytest.mark.parametrize("verdict", ["keep", "hide", "delete", "escalate"])
def test_each_verdict_can_be_given(scripts: Scripts, verdict: str):
    (card,) = scripts.gets(HARSH_COPIED)
    assert f": {verdict}," in scripts.run("decide", str(card["id"]), verdict).stdout
    (after,) = scripts.queue("--all")
    assert after["state"] in STATES - {"waiting", "claimed"}


def test_what_a_person_has_to_do_by_hand_is_said(scripts: Scripts):
    (card,) = scripts.gets(HARSH_COPIED)
    assert "by hand" in scripts.run("decide", str(card["id"]), "hide").stderr
    (card,) = scripts.gets(HARSH[0])
    assert scripts.run("decide", str(card["id"]), "keep").stderr == ""


def test_what_was_refused_leaves_the_card_waiting_and_free(scripts: Scripts):
    (card,) = scripts.gets(HARSH_COPIED)
    refused = scripts.run("decide", str(card["id"]), "hide", "--reason", "no-such-rule", code=1)
    assert "The house rules are" in refused.stderr
    assert scripts.queue()[0]["state"] == "waiting"
    assert "no card" in scripts.run("decide", "999", "keep", code=1).stderr
    scripts.run("decide", str(card["id"]), "keep")


def test_one_round_waits_the_undo_window_out_and_pushes(rehearsal: Scripts):
    assert "gathered" in rehearsal.run("worker", "--once").stdout
    cards = rehearsal.queue()
    assert {card["state"] for card in cards} == {"waiting"}
    rehearsal.run("decide", str(cards[0]["id"]), "hide")
    (decided,) = (card for card in rehearsal.queue("--all") if card["id"] == cards[0]["id"])
    assert decided["state"] == "decided"
    assert "settled" in rehearsal.run("worker", "--once").stdout
    (pushed,) = (card for card in rehearsal.queue("--all") if card["id"] == cards[0]["id"])
    assert pushed["state"] == "pushed"
    assert (rehearsal.home / "effects.jsonl").read_text().count('"effect": true') == cards[0]["copies"]


# accounts


def test_an_account_comes_and_goes_and_its_secret_comes_on_standard_input(
    scripts: Scripts, stand_in: StandIn
):
    added = scripts.run(
        "account", "add", "bluesky", "--server", stand_in.url, "--handle", "town.test", stdin="right\n"
    )
    assert "Added town.test" in added.stdout
    listed = scripts.run("account", "list").stdout
    assert "town.test" in listed
    assert "right" not in added.output + listed
    number = listed.split()[0]
    twice = scripts.run(
        "account",
        "add",
        "bluesky",
        "--server",
        stand_in.url,
        "--handle",
        "town.test",
        stdin="right\n",
        code=1,
    )
    assert "added already" in twice.stderr
    assert "Removed town.test" in scripts.run("account", "remove", number).stdout
    assert "No accounts" in scripts.run("account", "list").stdout
    assert one_line(scripts.run("account", "remove", number, code=1).stderr)


def test_an_account_is_tested_signed_in_to_again_paused_and_tried(scripts: Scripts, stand_in: StandIn):
    added = scripts.run(
        "account", "add", "bluesky", "--server", stand_in.url, "--handle", "town.test", stdin="right\n"
    ).stdout
    assert "This is @town.test on Bluesky." in added
    assert "Cannot delete or filter phrases; can hide" in added
    assert "can be read" in scripts.run("account", "test", "1").stdout
    stand_in.password = "newer"
    assert "does not accept" in scripts.run("account", "test", "1", code=1).stderr
    assert "does not accept" in scripts.run("account", "sign-in", "1", stdin="right\n", code=1).stderr
    again = scripts.run("account", "sign-in", "1", stdin="newer\n")
    assert "goes on where it stopped" in again.stdout
    assert "newer" not in again.output
    assert "can be read" in scripts.run("account", "test", "1").stdout
    scripts.run("account", "pause", "1")
    assert "paused" in scripts.run("account", "list").stdout
    assert "Resume it first" in scripts.run("account", "try-now", "1", code=1).stderr
    scripts.run("account", "resume", "1")
    scripts.run("account", "try-now", "1")
    (told,) = [json.loads(line) for line in scripts.run("account", "list", "--json").stdout.splitlines()]
    assert (told["id"], told["handle"], told["health"], told["last_sync"]) == (1, "town.test", "new", None)
    assert told["next_try"] is not None
    assert set(told["cannot"]) == {"delete", "filter phrases"}
    removed = scripts.run("account", "remove", "1").stdout
    assert "session on the platform is ended" in removed
    assert "delete its app password" in removed
    for command in ("test", "sign-in", "pause", "resume", "try-now", "remove"):
        assert one_line(scripts.run("account", command, "1", stdin="x\n", code=1).stderr)


@pytest.mark.parametrize("secret", ["", "\n", "   \n", b"\xff\xfe\n", "x" * 20_000])
def test_what_is_no_secret_is_refused_before_anybody_is_asked(scripts: Scripts, stand_in: StandIn, secret):
    done = scripts.run(
        "account", "add", "bluesky", "--server", stand_in.url, "--handle", "town.test", stdin=secret, code=1
    )
    assert one_line(done.stderr)
    assert "xxx" not in done.stderr
    assert stand_in.asked == []


def test_a_wrong_secret_is_refused_kept_nowhere_and_not_repeated(scripts: Scripts, stand_in: StandIn):
    done = scripts.run(
        "account", "add", "bluesky", "--server", stand_in.url, "--handle", "town.test",
        stdin="wrong-secret\n", code=1,
    )  # fmt: skip
    assert one_line(done.stderr)
    assert "wrong-secret" not in done.output
    assert "No accounts" in scripts.run("account", "list").stdout


@pytest.mark.parametrize("platform", ["rehearsal", "file", "myspace", "../bluesky", "_bluesky", ""])
def test_a_platform_that_cannot_be_added_names_those_that_can(scripts: Scripts, platform: str):
    done = scripts.run("account", "add", platform, "--handle", "x", stdin="secret\n", code=2)
    assert "bluesky" in done.stderr
    assert one_line(done.stderr)


def test_a_rehearsal_takes_no_real_account_and_no_import(rehearsal: Scripts):
    rehearsal.run("account", "add", "bluesky", "--handle", "town.test", stdin="right\n", code=1)
    rehearsal.run("import", "--yes", str(rehearsal.file("one.ndjson", {"text": "x"})), code=1)


# scoring


def test_scores_come_line_for_line_in_order(scripts: Scripts):
    lines = [
        '{"text": "Good morning"}',
        "",
        "{",
        '{"text": 5}',
        '["text"]',
        '{"text": ""}',
        '{"text": "\\ud800"}',
    ]
    done = scripts.run("score", stdin="\n".join([*lines, json.dumps({"text": HARSH_COPIED})]), key=None)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == 8
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, False, False, False]
    assert {"labels", "band", "veiled", "model"} <= set(answers[0])
    assert (answers[0]["band"], answers[0]["veiled"]) == ("S0", False)
    assert (answers[5]["band"], answers[5]["veiled"]) == (None, True)
    assert answers[7]["veiled"] is True
    assert answers[7]["labels"]["toxicity"] > 0.5
    assert not scripts.home.exists()


def test_an_endless_line_is_answered_with_an_error_and_the_next_is_scored(scripts: Scripts):
    done = scripts.run("score", stdin=b"x" * 10_500_000 + b'\n{"text": "Good morning"}', key=None)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert "longer" in first["error"]
    assert second["band"] == "S0"


# the journal


def test_a_line_of_the_journal_that_was_changed_is_found(scripts: Scripts):
    (card,) = scripts.gets(CIVIL[0])
    scripts.run("decide", str(card["id"]), "keep")
    assert "whole" in scripts.run("journal", "verify").stdout
    db = scripts.store()
    for trigger in db.column(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
    ):
        with db.transaction():
            db.run(f"DROP TRIGGER {trigger}")
    with db.transaction():
        assert db.run("UPDATE journal SET who = 'somebody else' WHERE seq = 2") == 1
    db.close()
    done = scripts.run("journal", "verify", code=3)
    assert "line 2" in done.stderr
    assert one_line(done.stderr)


# the rest


def test_time_runs_faster_in_a_rehearsal_alone(scripts: Scripts):
    assert "--rehearsal" in scripts.run("desktop", "--time-scale", "5", code=2).stderr
    for scale in ("0", "-1", "61", "nan", "inf"):
        assert one_line(scripts.run("desktop", "--rehearsal", "--time-scale", scale, code=2).stderr)
    assert not scripts.home.exists()


def test_measuring_prints_one_json_object(scripts: Scripts):
    done = scripts.run("bench", "ingest", "--json", "--size", "200", key=None)
    assert set(json.loads(done.stdout)) == {"ingest"}
    assert not Path(scripts.home).exists()


@pytest.mark.parametrize("command", [[], ["account"], ["journal"], ["decide"], ["bench"], ["worker"]])
def test_every_command_explains_itself(scripts: Scripts, command: list[str]):
    assert "Usage: moderator" in scripts.run(*command, "--help").stdout
    assert not scripts.home.exists()
