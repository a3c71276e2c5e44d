"""What every platform promises, asked of every platform that `kinds()` finds.

To add a platform: a stage here that can put a comment on it, take it away, and count what was done to it.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.comments import GoneReason
from moderator.decisions import Level, Op, Result
from moderator.platforms import caps_of, kinds
from moderator.platforms.rehearsal import EFFECTS
from moderator.rehearsal import script
from tests.platforms.mastodon import standin as mastodon
from tests.platforms.signing import Keeping, action, all_comments, gathered
from tests.platforms.standin import ROOT, StandIn, entry

KINDS = kinds()
CAN = (Level.YES, Level.CONDITIONAL)
UNDOES = {
    Op.UNHIDE: Op.HIDE,
    Op.UNMUTE: Op.MUTE,
    Op.UNBLOCK: Op.BLOCK,
    Op.UNREPLY: Op.REPLY,
    Op.UNFILTER: Op.FILTER,
    Op.OPEN_COMMENTS: Op.CLOSE_COMMENTS,
}


class RehearsalStage:
    """The rehearsal itself: its sentences are there already."""

    def __init__(self, home: Path) -> None:
        self.account = Keeping("", "rehearsal", "", home, HandClock())
        self._effects = home / EFFECTS
        self._script = script()

    def fill(self) -> None:
        pass

    def target(self, op: Op, number: int = 0, **more):
        one = self._script.sentences[number]
        return action(op, one.id, author_id=one.author, root_id=one.thread, version="1", text="Hello", **more)

    def delete(self, number: int) -> None:
        asyncio.run(_act(self, self.target(Op.DELETE, number)))

    def writes(self) -> int:
        lines = self._effects.read_text().splitlines() if self._effects.exists() else []
        return sum(json.loads(line)["effect"] for line in lines)


class BlueskyStage:
    """The loopback stand-in; test_bluesky_network.py asks the real one."""

    def __init__(self, home: Path, stand_in: StandIn) -> None:
        self.account = Keeping(stand_in.url, "town.test", "right", home, HandClock())
        self._stand_in = stand_in

    def fill(self) -> None:
        self._stand_in.entries = [entry(str(n), f"turnip {n}") for n in range(30)]

    def target(self, op: Op, number: int = 0, **more):
        one = entry(str(number))
        author = one["author"]["did"]
        return action(
            op, one["uri"], author_id=author, root_id=ROOT, version=one["cid"], text="Hello", **more
        )

    def delete(self, number: int) -> None:
        gone = entry(str(number))["uri"]
        self._stand_in.entries = [one for one in self._stand_in.entries if one["uri"] != gone]

    def writes(self) -> int:
        return self._stand_in.writes


class MastodonStage:
    """The loopback stand-in, whose every answer is held against recordings of a real server."""

    def __init__(self, home: Path, town: mastodon.StandIn) -> None:
        self.account = Keeping(town.url, "town", mastodon.TOKEN, home, HandClock())
        self._town = town

    def fill(self) -> None:
        town = self._town
        root = town.post(town.town, "The library is closed.")
        self._troll = town.person("troll", "far.example")
        self._said = [town.post(self._troll, f"turnip {n}", under=root) for n in range(30)]

    def target(self, op: Op, number: int = 0, **more):
        return action(op, self._said[number], author_id=self._troll, text="Hello", **more)

    def delete(self, number: int) -> None:
        self._town.delete(self._said[number])

    def writes(self) -> int:
        return self._town.writes


class FileStage:
    """Comments of files are nowhere: nothing to gather, nothing to do."""

    def __init__(self, home: Path) -> None:
        self.account = Keeping("", "comments.csv", "", home, HandClock())

    def fill(self) -> None:
        pass

    def target(self, op: Op, number: int = 0, **more):
        return action(op, str(number), author_id="anna", text="Hello", **more)

    def writes(self) -> int:
        return 0


def stage_of(name, request, tmp_path):
    if name == "rehearsal":
        return RehearsalStage(tmp_path)
    if name == "file":
        return FileStage(tmp_path)
    if name == "bluesky":
        return BlueskyStage(tmp_path, request.getfixturevalue("stand_in"))
    if name == "mastodon":
        return MastodonStage(tmp_path, request.getfixturevalue("town"))
    raise AssertionError(f"a stage for {name} is missing: add it here")


@pytest.fixture(params=sorted(KINDS))
def kind(request):
    return KINDS[request.param]


@pytest.fixture
def stage(kind, request, tmp_path):
    made = stage_of(kind.name, request, tmp_path)
    made.kind = kind
    made.fill()
    return made


def run(stage, work):
    async def within():
        async with stage.kind.open(stage.account.access()) as platform:
            return await work(platform)

    return asyncio.run(within())


async def _act(stage, one):
    async with KINDS["rehearsal"].open(stage.account.access()) as platform:
        return await platform.act(one)


def act(stage, one):
    return run(stage, lambda platform: platform.act(one)).result


def verify(stage, one):
    return run(stage, lambda platform: platform.verify(one)).result


def gather(stage, cursors=None):
    return run(stage, lambda platform: gathered(platform, cursors))


def ops(*levels):
    """Every (platform, operation) of these levels."""
    found = [(name, op) for name, kind in sorted(KINDS.items()) for op in Op if kind.caps[op].level in levels]
    return pytest.mark.parametrize(("name", "op"), found, ids=[f"{name}-{op.value}" for name, op in found])


@pytest.fixture
def open_stage(request, tmp_path):
    def make(name):
        made = stage_of(name, request, tmp_path)
        made.kind = KINDS[name]
        made.fill()
        return made

    return make


def test_each_platform_says_of_each_operation_whether_it_can_and_why_not(kind):
    assert kind.caps.keys() == set(Op)
    assert caps_of(kind.name) == kind.caps
    for cap in kind.caps.values():
        assert cap.why or cap.level is Level.YES
        assert cap.scope in ("item", "thread", "author", "account")


def test_each_platform_that_can_be_added_asks_for_what_it_needs(kind):
    if not kind.addable or kind.rehearsal:
        assert kind.fields == ()
        return
    assert {field.name for field in kind.fields} <= {"server", "handle", "secret"}
    assert all(field.label and field.help for field in kind.fields)
    assert all(field.secret == (field.name == "secret") for field in kind.fields)


def test_asking_what_platforms_can_do_brings_no_network_code_along():
    asks = "import sys; from moderator.platforms import kinds; kinds(); print('httpx2' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, cwd=Path.cwd())
    assert said.stdout.strip() == "False"


def test_gathering_again_brings_nothing_new_and_nothing_changed(stage):
    batches, cursors = gather(stage)
    first = all_comments(batches)
    again = all_comments(gather(stage, dict(cursors))[0])
    if stage.kind.name == "rehearsal":  # it goes on by itself
        again = {key: one for key, one in again.items() if key in first}
    assert again.keys() <= first.keys()
    assert all(first[key].version == one.version for key, one in again.items())


def test_every_comment_has_an_id_a_version_an_author_and_its_bytes(stage):
    for one in all_comments(gather(stage)[0]).values():
        assert one.native_id
        assert one.version
        assert one.author_id
        assert one.raw
        assert one.posted_at is None or one.posted_at.tzinfo is not None


def test_a_lost_cursor_costs_only_reading_again(stage):
    first = all_comments(gather(stage)[0])
    streams = {batch.stream for batch in gather(stage)[0]}
    again = all_comments(gather(stage, dict.fromkeys(streams, "not a cursor"))[0])
    assert again.keys() == first.keys()


def test_looking_again_at_what_never_was_finds_it_gone_or_nothing(stage):
    there, gone = run(stage, lambda platform: platform.recheck(["no such id", "../../x", ""]))
    assert not there
    assert all(one.reason in GoneReason for one in gone)


@ops(Level.NO, Level.MANUAL)
def test_what_a_platform_cannot_do_is_refused_in_words_and_never_tried(open_stage, name, op):
    stage = open_stage(name)
    outcome = run(stage, lambda platform: platform.act(stage.target(op)))
    assert outcome.result is Result.REFUSED
    assert outcome.detail
    assert stage.writes() == 0


@ops(*CAN)
def test_an_act_sent_again_has_no_second_effect(open_stage, name, op):
    if not KINDS[name].caps[op].replay_safe:
        pytest.skip("not sent again: the desk reads back instead")
    stage = open_stage(name)
    ref = None
    if op in UNDOES:
        done = run(stage, lambda platform: platform.act(stage.target(UNDOES[op])))
        assert done.result is Result.DONE
        ref = done.ref
    before = stage.writes()
    one = stage.target(op, ref=ref)
    assert act(stage, one) is Result.DONE
    assert verify(stage, one) in (Result.DONE, Result.ALREADY)
    assert act(stage, one) in (Result.DONE, Result.ALREADY)
    if op not in (Op.MUTE, Op.UNMUTE):  # states that are set may be set again
        assert stage.writes() == before + 1


@ops(*CAN)
def test_reading_back_writes_nothing_and_says_no_before_the_act(open_stage, name, op):
    stage = open_stage(name)
    before = stage.writes()
    result = verify(stage, stage.target(op))
    if op in UNDOES:  # it stands so already
        assert result in (Result.DONE, Result.ALREADY)
    else:
        assert result in (Result.REFUSED, Result.UNKNOWN)
    assert stage.writes() == before


@pytest.mark.parametrize(
    ("name", "op"), [("bluesky", Op.HIDE), ("rehearsal", Op.HIDE), ("mastodon", Op.REPLY)]
)
def test_what_is_gone_is_found_gone_and_needs_no_act(open_stage, name, op):
    stage = open_stage(name)
    stage.delete(2)
    target = stage.target(op, 2)
    assert act(stage, target) is Result.GONE
    there, gone = run(stage, lambda platform: platform.recheck([target.target]))
    assert not there
    assert [(one.native_id, one.reason) for one in gone] == [(target.target, GoneReason.DELETED)]
