"""The rehearsal: harmless, arriving over time, and each act once, whatever happens to the process."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from moderator.clock import HandClock
from moderator.decisions import Op, Result
from moderator.platforms import kinds
from moderator.platforms.rehearsal import EFFECTS, FIRST, LATER
from moderator.rehearsal import script
from moderator.scores import LABELS, Band
from moderator.scoring.rehearsal import Rehearsal as Scorer
from tests.platforms.signing import Keeping, action, all_comments, gathered

REHEARSAL = kinds()["rehearsal"]


@pytest.fixture
def account(tmp_path):
    return Keeping("", "rehearsal", "", tmp_path, HandClock())


def run(account, work):
    async def within():
        async with REHEARSAL.open(account.access()) as platform:
            return await work(platform)

    return asyncio.run(within())


def act(account, one):
    return run(account, lambda platform: platform.act(one))


def attempts(tmp_path):
    lines = [
        json.loads(line) for line in (tmp_path / EFFECTS).read_bytes().splitlines() if line.endswith(b"}")
    ]
    return Counter(line["key"] for line in lines), Counter(line["key"] for line in lines if line["effect"])


def test_every_band_every_state_and_a_wave_of_copies_can_be_tried():
    sentences = script().sentences
    assert 100 <= len({one.text for one in sentences}) <= 140
    assert {one.band for one in sentences} == {*Band, None}
    assert max(Counter(one.text for one in sentences).values()) == 30
    assert {"insult", "threat"} <= {one.category for one in sentences} <= {*LABELS, ""}
    assert len({one.id for one in sentences}) == len(sentences)
    assert {one.thread for one in sentences} <= script().posts.keys()
    known = {one.id for one in sentences} | script().posts.keys()
    assert {one.parent for one in sentences} <= known


def test_the_sentences_are_harmless_whatever_band_they_play():
    """What plays a harsh part says so; nobody is insulted by reading it."""
    for one in script().sentences:
        if one.band not in (Band.S0, None):
            assert re.match(r"Rehearsal sentence: (?:just )?imagine ", one.text)


def test_exact_copies_are_staged_alike():
    staged = {}
    for one in script().sentences:
        assert staged.setdefault(one.text, (one.band, one.category)) == (one.band, one.category)


def test_the_scorer_says_what_is_staged_and_leaves_everything_else_unchecked():
    scorer = Scorer()
    scores = scorer.rate([one.text for one in script().sentences])
    for one, score in zip(script().sentences, scores, strict=True):
        assert score.band == one.band
        assert score.veiled == (one.band != Band.S0)
        assert (score.unchecked is None) == (one.band is not None)
    strange, blank = scorer.rate(["a text from nowhere", "  "])
    assert (strange.veiled, blank.veiled) == (True, True)
    assert all(labels.keys() == set(LABELS) for labels in scorer.score(["a text from nowhere", ""]))


def test_sentences_arrive_over_time_until_all_are_there(account):
    batches, cursors = run(account, lambda platform: gathered(platform))
    assert len(batches) > 2
    public = [one for one in all_comments(batches).values() if not one.own]
    assert len(public) == FIRST
    seen = dict(all_comments(batches))
    for _ in range(100):
        batches, cursors = run(account, partial(gathered, cursors=cursors))
        new = all_comments(batches).keys() - seen.keys()
        assert len(new) <= LATER
        if not new:
            break
        assert all_comments(batches).keys() & seen.keys(), "real pages overlap"
        seen |= all_comments(batches)
    assert len(seen) == len(script().sentences) + len(script().posts)
    assert sum(one.own for one in seen.values()) == len(script().posts)
    assert [one.posted_at for one in seen.values() if not one.own] == sorted(
        one.posted_at for one in seen.values() if not one.own
    )


def test_an_act_is_on_the_disk_before_its_answer_and_counted_at_every_try(account, tmp_path):
    hide = action(Op.HIDE, script().sentences[0].id)
    first = act(account, hide)
    tried, had = attempts(tmp_path)
    assert (first.result, tried[hide.key], had[hide.key]) == (Result.DONE, 1, 1)
    again = act(account, hide)
    assert (again.result, again.ref) == (Result.ALREADY, first.ref)
    tried, had = attempts(tmp_path)
    assert (tried[hide.key], had[hide.key]) == (2, 1)
    assert os.stat(tmp_path / EFFECTS).st_mode & 0o777 == 0o600


def test_what_is_hidden_comes_back_and_what_is_deleted_does_not(account):
    one = script().sentences[0].id
    assert act(account, action(Op.HIDE, one)).result is Result.DONE
    assert act(account, action(Op.HIDE, one)).result is Result.ALREADY
    assert act(account, action(Op.UNHIDE, one)).result is Result.DONE
    assert act(account, action(Op.DELETE, one)).result is Result.DONE
    assert act(account, action(Op.UNHIDE, one)).result is Result.GONE
    assert not REHEARSAL.caps[Op.DELETE].reversible
    assert one not in all_comments(run(account, lambda platform: gathered(platform))[0])


def test_a_line_that_a_crash_cut_short_had_no_effect_and_spoils_no_other(account, tmp_path):
    one, two = (action(Op.HIDE, script().sentences[n].id) for n in (0, 1))
    act(account, one)
    with (tmp_path / EFFECTS).open("ab") as file:
        file.write(b'{"key": "' + two.key.encode() + b'", "op": "hi')
    assert run(account, lambda platform: platform.verify(two)).result is Result.REFUSED
    assert act(account, two).result is Result.DONE
    assert run(account, lambda platform: platform.verify(two)).result is Result.DONE
    assert run(account, lambda platform: platform.verify(one)).result is Result.DONE


def test_senders_at_the_same_moment_have_one_effect(account, tmp_path):
    hide = action(Op.HIDE, script().sentences[0].id)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: act(account, hide).result, range(24)))
    tried, had = attempts(tmp_path)
    assert (tried[hide.key], had[hide.key]) == (24, 1)
    assert set(results) <= {Result.DONE, Result.ALREADY}


def test_a_muted_author_is_heard_no_more(account):
    loud = script().sentences[0]
    act(account, action(Op.MUTE, loud.id, author_id=loud.author))
    batches, _ = run(account, lambda platform: gathered(platform))
    assert loud.author not in {one.author for one in all_comments(batches).values()}
