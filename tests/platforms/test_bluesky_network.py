"""Bluesky against a real network that the tests start themselves: nothing here stands in for anything."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace

import pytest

from moderator.comments import GoneReason
from moderator.decisions import Ground, Op, Result
from moderator.platforms import kinds
from moderator.problems import SignInNeeded
from tests.platforms.signing import Keeping, action, all_comments, gathered

pytestmark = [pytest.mark.peer, pytest.mark.xdist_group("bluesky"), pytest.mark.timeout(300)]
BLUESKY = kinds()["bluesky"]


class Town:
    """An agency with one post, two neighbours, and our own client signed in for the agency."""

    def __init__(self, network, tmp_path):
        self.network = network
        self.agency, self.anna, self.troll = network.new_people("town", "anna", "troll")
        self.account = Keeping(network.pds, self.agency.handle, self.agency.app_password(), tmp_path)
        self.root = self.agency.post("The library is closed on Monday.")
        network.settle()

    def run(self, work):
        """`work(platform)` within a signed-in client."""

        async def within():
            async with BLUESKY.open(self.account.access()) as platform:
                return await work(platform)

        return asyncio.run(within())

    def gather(self, cursors=None):
        self.network.settle()
        return self.run(lambda platform: gathered(platform, cursors))

    def act(self, *actions):
        async def work(platform):
            return [await platform.act(one) for one in actions]

        done = self.run(work)
        self.network.settle()
        return done[0] if len(done) == 1 else done

    def verify(self, one):
        return self.run(lambda platform: platform.verify(one)).result

    def target(self, post, op, author=None, **more):
        return action(op, post.uri, author_id=author and author.did, root_id=self.root.uri, **more)


@pytest.fixture
def town(bluesky_network, tmp_path):
    return Town(bluesky_network, tmp_path)


def test_replies_mentions_and_quotes_arrive_once_each_with_their_exact_bytes(town):
    reply = town.anna.post("Will the return box be open?", town.root)
    deeper = town.troll.post("You absolute turnip", reply)
    mention = town.anna.mention(town.agency, "is there a bus?")
    quote = town.troll.quote(town.root, "Look at these turnips")
    town.network.settle()
    until = time.monotonic() + 20  # notifications are written behind the index
    while True:
        batches, cursors = town.gather()
        found = all_comments(batches)
        if {mention.uri, quote.uri} <= found.keys() or time.monotonic() > until:
            break
    assert {reply.uri, deeper.uri, mention.uri, quote.uri, town.root.uri} == found.keys()
    assert found[deeper.uri].text == "You absolute turnip"
    assert (found[deeper.uri].root_id, found[deeper.uri].parent_id) == (town.root.uri, reply.uri)
    assert found[mention.uri].kind == "mention"
    assert found[quote.uri].kind == "quote"
    assert found[town.root.uri].own
    assert not any(comment.own for uri, comment in found.items() if uri != town.root.uri)
    assert json.loads(found[reply.uri].raw)["uri"] == reply.uri
    assert b'"uri":"' + reply.uri.encode() in found[reply.uri].raw
    again, _ = town.gather(cursors)  # the last minutes are read again: nothing else, and nothing twice
    assert all_comments(again).keys() <= found.keys()
    assert all(comment.version == found[uri].version for uri, comment in all_comments(again).items())


def test_a_reply_that_overtook_its_post_is_found_in_the_thread(town):
    fresh = town.agency.post("Road works on Monday.")
    reply = town.anna.post("For how long?", fresh)  # no settling between: the notification may get lost
    found = all_comments(town.gather()[0])
    assert reply.uri in found


def test_nothing_is_gathered_from_threads_of_others_beyond_what_stands_under_our_answer(town):
    theirs = town.anna.post("My own garden")
    town.network.settle()
    stranger = town.troll.post("Not about the agency at all", theirs)
    ours = town.agency.post("Lovely garden", theirs)
    town.network.settle()
    to_us = town.troll.post("Who asked you?", ours)
    found = all_comments(town.gather()[0])
    assert to_us.uri in found
    assert stranger.uri not in found


def test_edits_and_deletions_are_noticed_and_told_apart_from_blocks(town):
    edited, deleted, taken, blocked = (
        town.anna.post(text, town.root)
        for text in ("first words", "to be deleted", "to be taken down", "fine")
    )
    behind = town.troll.post("behind our block", town.root)
    found = all_comments(town.gather()[0])
    new = town.anna.edit(edited, "second words")
    town.anna.delete(deleted)
    town.network.take_down(taken)
    town.agency.block(town.troll)
    town.network.settle()
    asked = [post.uri for post in (edited, deleted, taken, blocked, behind)]
    there, gone = town.run(lambda platform: platform.recheck(asked))
    now = {comment.native_id: comment for comment in there}
    assert now.keys() == {edited.uri, blocked.uri}
    assert now[edited.uri].text == "second words"
    assert now[edited.uri].version == new.cid != found[edited.uri].version
    assert {one.native_id: one.reason for one in gone} == {
        deleted.uri: GoneReason.DELETED,
        taken.uri: GoneReason.TAKEN_DOWN,
        behind.uri: GoneReason.NOT_VISIBLE_TO_US,
    }


def test_a_hidden_reply_leaves_the_thread_for_everyone_and_comes_back(town):
    rude = town.troll.post("You absolute turnip", town.root)
    civil = town.anna.post("Thank you", town.root)
    town.network.settle()
    hide = town.target(rude, Op.HIDE)
    assert town.verify(hide) is Result.REFUSED
    assert town.act(hide).result is Result.DONE
    assert town.anna.sees_in_thread(town.root) == ["Thank you"]
    assert town.anna.sees_set_apart(town.root) == ["You absolute turnip"]
    assert town.act(hide).result is Result.ALREADY
    assert town.verify(hide) is Result.DONE
    unhide = town.target(rude, Op.UNHIDE)
    assert town.act(unhide).result is Result.DONE
    assert town.act(unhide).result is Result.ALREADY
    assert sorted(town.anna.sees_in_thread(town.root)) == ["Thank you", "You absolute turnip"]
    assert civil.uri in all_comments(town.gather()[0])


def test_hides_at_the_same_moment_all_take_effect(town):
    rude = [town.troll.post(f"turnip number {n}", town.root) for n in range(5)]
    town.network.settle()

    async def at_once(platform):
        return await asyncio.gather(*(platform.act(town.target(post, Op.HIDE)) for post in rude))

    assert [done.result for done in town.run(at_once)] == [Result.DONE] * 5
    town.network.settle()
    assert town.anna.sees_in_thread(town.root) == []


def test_a_full_thread_says_so_and_offers_something_else(town):
    rude = town.troll.post("one turnip too many", town.root)
    town.network.settle()
    gate = {
        "$type": "app.bsky.feed.threadgate",
        "post": town.root.uri,
        "createdAt": "2026-01-01T00:00:00.000Z",
        "hiddenReplies": [f"at://did:plc:{'a' * 24}/app.bsky.feed.post/{n:013}" for n in range(300)],
    }
    where = {"repo": town.agency.did, "collection": "app.bsky.feed.threadgate", "rkey": town.root.rkey}
    town.agency.call("com.atproto.repo.putRecord", {**where, "record": gate})
    outcome = town.act(town.target(rude, Op.HIDE))
    assert outcome.result is Result.REFUSED
    assert "300" in outcome.detail
    assert "mute" in outcome.detail


def test_a_mention_outside_our_threads_cannot_be_hidden_and_says_what_can_be_done(town):
    mention = town.troll.mention(town.agency, "turnips, all of them")
    town.network.settle()
    for root in (None, mention.uri):
        outcome = town.act(action(Op.HIDE, mention.uri, author_id=town.troll.did, root_id=root))
        assert outcome.result is Result.REFUSED
        assert "mute" in outcome.detail


def test_what_its_author_deleted_needs_no_hiding_and_no_answer(town):
    rude = town.troll.post("soon gone", town.root)
    town.network.settle()
    town.troll.delete(rude)
    town.network.settle()
    assert town.act(town.target(rude, Op.HIDE)).result is Result.GONE
    assert town.act(town.target(rude, Op.REPLY, text="Hello")).result is Result.GONE


def test_a_reply_is_posted_once_however_often_it_is_sent(town):
    asked = town.anna.post("Will the return box be open?", town.root)
    town.network.settle()
    reply = town.target(asked, Op.REPLY, text="Yes, it is open.")
    assert town.verify(reply) is Result.REFUSED
    first, second, third = town.act(reply, reply, reply)
    assert (first.result, second.result, third.result) == (Result.DONE, Result.ALREADY, Result.ALREADY)
    assert first.ref == second.ref
    assert town.anna.sees_in_thread(town.root).count("Yes, it is open.") == 1
    assert town.verify(reply) is Result.DONE


def test_mute_block_and_report_take_effect_and_can_be_taken_back(town):
    rude = town.troll.post("You absolute turnip", town.root)
    town.network.settle()
    for there, back in ((Op.MUTE, Op.UNMUTE), (Op.BLOCK, Op.UNBLOCK)):
        did, undid = (town.target(rude, op, town.troll) for op in (there, back))
        assert town.verify(did) is Result.REFUSED
        assert {one.result for one in town.act(did, did)} <= {Result.DONE, Result.ALREADY}
        assert town.verify(did) is Result.DONE
        assert town.act(undid).result is Result.DONE
        assert town.verify(undid) is Result.DONE
    report = town.target(rude, Op.REPORT, version=rude.cid, reason=Ground.RUDE)
    assert town.act(report).result is Result.DONE
    assert town.verify(report) is Result.UNKNOWN


def test_a_block_made_elsewhere_is_lifted_too(town):
    rude = town.troll.post("You absolute turnip", town.root)
    town.agency.block(town.troll)
    town.network.settle()
    assert town.act(town.target(rude, Op.BLOCK, town.troll)).result is Result.ALREADY
    assert town.act(town.target(rude, Op.UNBLOCK, town.troll)).result is Result.DONE
    assert town.run(lambda platform: platform.recheck([rude.uri]))[0]


def test_deleting_is_never_tried(town):
    rude = town.troll.post("You absolute turnip", town.root)
    town.network.settle()
    assert town.act(town.target(rude, Op.DELETE)).result is Result.REFUSED
    assert town.anna.sees_in_thread(town.root) == ["You absolute turnip"]


def test_a_session_is_kept_before_it_is_used_and_used_again(town):
    town.gather()
    assert len(town.account.sessions) == 1
    town.gather()
    assert len(town.account.sessions) == 1, "a second sign-in was made although the session was kept"
    spent = json.loads(town.account.sessions[-1])
    town.account.sessions.append(json.dumps({**spent, "accessJwt": "x.y.z"}))
    assert town.root.uri in all_comments(town.gather()[0])
    assert json.loads(town.account.sessions[-1])["accessJwt"] != "x.y.z"
    town.account.sessions.append(json.dumps({**spent, "accessJwt": "x.y.z", "refreshJwt": "x.y.z"}))
    assert town.root.uri in all_comments(town.gather()[0])


def test_a_wrong_app_password_is_refused_at_the_door(town):
    town.account.secret = "not-the-password"
    with pytest.raises(SignInNeeded) as refused:
        town.gather()
    assert "app password" in refused.value.sentence()
    assert town.agency.handle not in refused.value.sentence()
    assert "not-the-password" not in repr(refused.value)


def test_long_lists_of_notifications_are_read_page_by_page(town, monkeypatch):
    from moderator.platforms import _bluesky

    posts = {town.troll.post(f"turnip {n}", town.root).uri for n in range(12)}
    town.network.settle()
    monkeypatch.setattr(_bluesky, "PAGES", 1)
    monkeypatch.setattr(_bluesky, "SWEPT", 1)
    ask = _bluesky.Session.get

    async def small_pages(self, name, **params):
        return await ask(self, name, **{**params, **({"limit": 5} if "Notif" in name else {})})

    monkeypatch.setattr(_bluesky.Session, "get", small_pages)
    found, cursors, rounds = set(), {}, 0
    while rounds < 12:
        rounds += 1
        batches, cursors = town.gather(cursors)
        notified = [batch for batch in batches if batch.stream == "notifications"]
        found |= all_comments(notified).keys()
        if not notified[-1].more and found == posts:
            break
    assert found == posts
    assert 3 <= rounds < 12


def test_an_action_without_an_author_is_refused_in_words(town):
    rude = town.troll.post("You absolute turnip", town.root)
    outcome = town.act(replace(town.target(rude, Op.MUTE), author_id=None))
    assert outcome.result is Result.REFUSED
    assert outcome.detail
