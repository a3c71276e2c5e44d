"""Mastodon, gathered and acted on: against a server with state whose answers are those of a real one."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest

from moderator.clock import HandClock
from moderator.comments import GoneReason
from moderator.decisions import Ground, Level, Op, Result
from moderator.platforms import kinds
from moderator.problems import SignInNeeded, Unsure
from tests.platforms.loopback import Fault
from tests.platforms.mastodon.standin import TOKEN
from tests.platforms.signing import Keeping, action, all_comments, gathered

MASTODON = kinds()["mastodon"]
NOTES = "GET /api/v1/notifications"


@pytest.fixture
def account(town, tmp_path):
    return Keeping(town.url, "town", TOKEN, tmp_path, HandClock())


@pytest.fixture
def root(town):
    return town.post(town.town, "The library is closed.")


@pytest.fixture
def troll(town):
    return town.person("troll", "far.example", display_name="A Troll")


def run(account, work):
    async def within():
        async with MASTODON.open(account.access()) as platform:
            return await work(platform)

    return asyncio.run(within())


def gather(account, cursors=None):
    return run(account, lambda platform: gathered(platform, cursors))


def public(batches):
    return {key: one for key, one in all_comments(batches).items() if not one.own}


def act(account, one):
    return run(account, lambda platform: platform.act(one))


def verify(account, one):
    return run(account, lambda platform: platform.verify(one))


def recheck(account, *ids, authors=None):
    return run(account, lambda platform: platform.recheck(ids, authors))


def told(batches):
    """What notifications brought, not the threads."""
    return [
        one.text
        for batch in batches
        if batch.stream in ("notifications", "earlier")
        for one in batch.comments
    ]


# gathering


def test_replies_mentions_and_quotes_arrive_as_what_they_are(town, account, root, troll):
    reply = town.post(troll, "You absolute turnip", under=root)
    mention = town.post(troll, "hello", names=[town.town])
    quoted = town.statuses[root]
    quote = town.post(troll, "look at this", quote={"state": "accepted", "quoted_status": quoted})
    town.tell("quote", quote)
    town.tell("favourite", root)
    found = public(gather(account)[0])
    assert {key: one.kind for key, one in found.items()} == {
        reply: "reply",
        mention: "mention",
        quote: "quote",
    }
    one = found[reply]
    assert one.text == "@town You absolute turnip"
    assert (one.author, one.author_name, one.author_id) == ("troll@far.example", "A Troll", troll)
    assert (one.parent_id, one.own) == (root, False)
    assert one.url == f"{town.url}/@troll@far.example/{reply}"


def test_the_bytes_are_those_of_the_status(town, account, root, troll):
    reply = town.post(troll, "blåbær", under=root)
    one = public(gather(account)[0])[reply]
    assert json.loads(one.raw) == town.statuses[reply]
    assert "blåbær".encode() in one.raw


def test_our_own_posts_come_along_as_context(town, account, root):
    own = [one for one in all_comments(gather(account)[0]).values() if one.own]
    assert [(one.native_id, one.kind, one.text) for one in own] == [(root, "post", "The library is closed.")]


def test_a_reply_that_no_notification_tells_of_is_found_in_the_thread(town, account, root, troll):
    reply = town.post(troll, "You absolute turnip", under=root)
    below = town.post(town.person("ann"), "be kind", under=reply)
    town.notifications.clear()
    assert public(gather(account)[0]).keys() == {reply, below}


def test_only_our_threads_with_answers_are_read(town, account, root, troll):
    town.post(troll, "turnip", under=root)
    for n in range(5):
        town.post(town.town, f"post {n}")
    gather(account)
    assert town.asked.count("GET /api/v1/statuses/:id/context") == 1


def test_a_second_round_reads_only_what_is_new(town, account, root, troll):
    for n in range(100):
        town.post(troll, f"turnip {n}", names=[town.town])
    first, cursors = gather(account)
    assert len(told(first)) == 100
    account.clock.pass_(minutes=30)
    cursors = gather(account, cursors)[1]
    town.asked.clear()
    new = town.post(troll, "late", names=[town.town])
    batches, _ = gather(account, cursors)
    assert told(batches) == ["@town late"]
    assert new in public(batches)
    assert town.asked.count(NOTES) == 2


def test_the_last_minutes_are_read_again(town, account, troll):
    """A notification may be stored after one with a higher number."""
    account.clock.set_wall(datetime(2026, 11, 23, 8, 52, tzinfo=UTC))
    town.post(troll, "first", names=[town.town])
    town.post(troll, "second", names=[town.town])
    late = town.notifications.pop(0)
    cursors = gather(account)[1]
    town.notifications.insert(0, late)
    assert "@town first" in told(gather(account, cursors)[0])


def test_what_came_before_is_read_downwards_and_goes_on_where_it_was_cut(town, account, troll):
    town.page_size = 5
    for n in range(30):
        town.post(troll, f"turnip {n}", names=[town.town])

    async def some(platform):
        cursors, texts = {}, []
        async for batch in platform.gather({}):
            texts += [one.text for one in batch.comments]
            cursors[batch.stream] = batch.cursor
            if len(texts) == 15:
                return texts, cursors
        raise AssertionError

    texts, cursors = run(account, some)
    texts += told(gather(account, cursors)[0])
    assert {f"@town turnip {n}" for n in range(30)} == set(texts)


def test_more_than_one_round_holds_comes_with_the_next(town, account, troll):
    town.page_size = 1
    cursors = gather(account)[1]
    town.post(troll, "before", names=[town.town])
    cursors = gather(account, cursors)[1]
    for n in range(30):
        town.post(troll, f"turnip {n}", names=[town.town])
    account.clock.pass_(hours=1)
    seen = set()
    for _ in range(3):
        batches, cursors = gather(account, cursors)
        seen |= set(told(batches))
    assert {f"@town turnip {n}" for n in range(30)} <= seen


def test_what_the_server_keeps_back_as_unwanted_is_asked_for(town, account, troll):
    """A mention by somebody new may be filtered there; here it is what the desk is for."""
    asked = []
    inner = town._notifications
    town._notifications = lambda given: asked.append(given.get("include_filtered")) or inner(given)
    gather(account)
    assert asked == ["true"]


def test_gathering_leaves_room_for_acts(town, account, root, troll):
    for n in range(8):
        town.post(troll, f"turnip {n}", under=town.post(town.town, f"post {n}"))
    town.left = 52
    gather(account)
    assert 45 <= town.left <= 50
    _, gone = recheck(account, *town.statuses)
    assert not gone


# words


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"content": "<p>soft words</p>", "spoiler_text": "You turnip"}, "You turnip\n\nsoft words"),
        (
            {"content": "", "media_attachments": [{"type": "image", "description": "a\nturnip"}]},
            "[picture] a turnip",
        ),
        (
            {"content": "<p>look</p>", "media_attachments": [{"type": "image", "description": "a turnip"}]},
            "look\n\n[picture] a turnip",
        ),
        ({"content": "<p>which</p>", "poll": {"options": [{"title": "leek"}, {"title": "turnip"}]}}, None),
        ({"content": "<p>:blob: hi</p>"}, ":blob: hi"),
        (
            {"content": '<p><a class="mention" href="https://evil.example">@town</a></p>'},
            "@town (https://evil.example)",
        ),
        ({"content": '<p><a href="https://far.example/tags/Turnip">#<span>turnip</span></a></p>'}, "#turnip"),
    ],
)
def test_words_are_those_that_readers_see(town, account, root, troll, more, text):
    town.notifications.clear()
    made = town.post(troll, under=root, **more)
    town.outside.clear()
    found = public(gather(account)[0])[made]
    assert found.text == (text if text is not None else "which\n\n- leek\n- turnip")
    town.outside.clear()  # pictures and polls are given in short here


# looking again


def test_an_edit_is_noticed(town, account, root, troll):
    reply = town.post(troll, "hello", under=root)
    before = public(gather(account)[0])[reply]
    town.edit(reply, "You absolute turnip")
    (after,), gone = recheck(account, reply)
    assert (after.text, gone) == ("You absolute turnip", [])
    assert after.version != before.version
    assert after.edited_at is not None
    assert public(gather(account)[0])[reply].version == after.version


def test_a_deletion_is_noticed(town, account, root, troll):
    reply, other = town.post(troll, "one", under=root), town.post(troll, "two", under=root)
    town.delete(reply)
    there, gone = recheck(account, reply, other, authors={reply: troll, other: troll})
    assert [one.native_id for one in there] == [other]
    assert [(one.native_id, one.reason) for one in gone] == [(reply, GoneReason.DELETED)]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["Mastodon", "another server"])
@pytest.mark.parametrize("op", [Op.MUTE, Op.BLOCK])
def test_a_mute_or_block_of_ours_is_no_deletion(town, account, root, troll, op, elsewhere):
    reply = town.post(troll, "one", under=root)
    town.wishes.hides_whom_we_block = elsewhere
    assert act(account, action(op, reply, author_id=troll)).result is Result.DONE
    there, gone = recheck(account, reply, authors={reply: troll})
    if elsewhere and op is Op.BLOCK:
        assert [one.reason for one in gone] == [GoneReason.NOT_VISIBLE_TO_US]
    else:
        assert [one.native_id for one in there] == [reply]
        assert not gone


def test_an_author_who_blocks_us_has_deleted_nothing(town, account, root, troll):
    reply = town.post(troll, "one", under=root)
    town.blocks_us(troll)
    _, gone = recheck(account, reply, authors={reply: troll})
    assert [one.reason for one in gone] == [GoneReason.NOT_VISIBLE_TO_US]


def test_an_author_whom_the_server_suspended_was_taken_down(town, account, root, troll):
    reply = town.post(troll, "one", under=root)
    town.delete(reply)
    town.people[troll]["suspended"] = True
    _, gone = recheck(account, reply, authors={reply: troll})
    assert [one.reason for one in gone] == [GoneReason.TAKEN_DOWN]
    town.outside.clear()  # no suspended account was recorded


def test_many_are_looked_at_in_few_questions(town, account, root, troll):
    ids = [town.post(troll, f"turnip {n}", under=root) for n in range(60)]
    town.asked.clear()
    there, gone = recheck(account, *ids)
    assert (len(there), len(gone)) == (60, 0)
    assert town.asked.count("GET /api/v1/statuses") == 3
    assert "GET /api/v1/statuses/:id" not in town.asked


# acts


def test_muting_and_blocking_take_hold_and_can_be_taken_back(town, account, root, troll):
    reply = town.post(troll, "one", under=root)
    for op, back, name in ((Op.MUTE, Op.UNMUTE, "muting"), (Op.BLOCK, Op.UNBLOCK, "blocking")):
        assert act(account, action(op, reply, author_id=troll)).result is Result.DONE
        assert town.relations[troll][name] is True
        assert verify(account, action(op, reply, author_id=troll)).result is Result.DONE
        assert act(account, action(back, reply, author_id=troll)).result is Result.DONE
        assert town.relations[troll][name] is False
    assert town.relations[troll]["muting_notifications"] is False


def test_nothing_more_arrives_from_whom_we_muted(town, account, root, troll):
    reply = town.post(troll, "one", under=root)
    act(account, action(Op.MUTE, reply, author_id=troll))
    later = town.post(troll, "two", under=root)
    assert later not in public(gather(account)[0])


@pytest.mark.parametrize(
    ("more", "category", "rules"),
    [
        ({"reason": Ground.SPAM}, "spam", None),
        ({"reason": Ground.ILLEGAL}, "legal", None),
        ({"reason": Ground.RUDE}, "other", None),
        ({}, "other", None),
        ({"reason": "something else"}, "other", None),
        ({"reason": Ground.RUDE, "rules": ("3", "5")}, "violation", ["3", "5"]),
    ],
)
def test_a_report_names_the_comment_its_author_and_why(town, account, root, troll, more, category, rules):
    reply = town.post(troll, "one", under=root)
    done = act(account, action(Op.REPORT, reply, author_id=troll, text="House rule 4", **more))
    assert done.result is Result.DONE
    (report,) = town.reports
    assert (report["account_id"], report["status_ids"], report["comment"]) == (troll, [reply], "House rule 4")
    assert (report["category"], report.get("rule_ids"), report["forward"]) == (category, rules, False)


def test_a_report_goes_to_the_authors_server_when_that_is_wanted(town, account, root, troll):
    reply = town.post(troll, "one", under=root)
    act(account, action(Op.REPORT, reply, author_id=troll, forward=True))
    assert town.reports[0]["forward"] is True


@pytest.mark.parametrize("visibility", ["public", "unlisted", "private", "direct"])
def test_an_answer_names_the_author_and_is_no_more_public_than_the_comment(
    town, account, root, troll, visibility
):
    reply = town.post(troll, "one", under=root, visibility=visibility)
    done = act(account, action(Op.REPLY, reply, text="Please be kind."))
    (answer,) = town.answers()
    assert (done.result, done.ref) == (Result.DONE, answer["id"])
    assert (answer["visibility"], answer["in_reply_to_id"]) == (visibility, reply)
    assert [one["acct"] for one in answer["mentions"]] == ["troll@far.example"]


def test_an_answer_can_be_taken_down_again(town, account, root, troll):
    reply = town.post(troll, "one", under=root)
    done = act(account, action(Op.REPLY, reply, text="Please be kind."))
    back = action(Op.UNREPLY, reply, ref=done.ref)
    assert verify(account, back).result is Result.REFUSED
    assert act(account, back).result is Result.DONE
    assert town.answers() == []
    assert act(account, back).result is Result.ALREADY


def test_somebody_elses_post_is_never_deleted(town, account, root, troll):
    reply = town.post(troll, "one", under=root)
    assert act(account, action(Op.DELETE, reply)).result is Result.REFUSED
    assert act(account, action(Op.UNREPLY, reply, ref=reply)).result is Result.ALREADY
    assert reply in town.statuses


def test_an_answer_that_is_too_long_is_refused_before_it_is_sent(town, account, root, troll):
    reply = town.post(troll, "one", under=root)
    done = act(account, action(Op.REPLY, reply, text="kind " * 110))
    assert done.result is Result.REFUSED
    assert "500 letters" in done.detail
    assert "POST /api/v1/statuses" not in town.asked
    links = "https://town.example/" + "x" * 500
    assert (
        act(account, action(Op.REPLY, reply, text=f"See {links}")).result is Result.REFUSED
    )  # by the stand-in's count
    assert "POST /api/v1/statuses" in town.asked


@pytest.mark.parametrize("keeps_keys", [True, False], ids=["keys honoured", "keys ignored"])
@pytest.mark.parametrize(
    "fault", [Fault(500, after=True), Fault(cut=True, after=True), Fault(body=b"{", after=True)]
)
def test_an_answer_that_may_have_arrived_is_found_again_and_not_sent_twice(
    town, account, root, troll, keeps_keys, fault
):
    town.wishes.keeps_keys = keeps_keys
    reply = town.post(troll, "one", under=root)
    one = action(Op.REPLY, reply, text="Please be kind, see https://town.example/rules & more.")
    assert verify(account, one).result is Result.REFUSED
    town.faults["POST /api/v1/statuses"].append(fault)
    with pytest.raises(Unsure):
        act(account, one)
    found = verify(account, one)
    (answer,) = town.answers()
    assert (found.result, found.ref) == (Result.DONE, answer["id"])
    assert verify(account, action(Op.REPLY, reply, text="Another answer")).result is Result.REFUSED


def test_two_desks_whose_acts_have_the_same_number_both_answer(town, account, root, troll):
    first, second = town.post(troll, "one", under=root), town.post(troll, "two", under=root)
    for target in (first, second):
        one = action(Op.REPLY, target, text="Please be kind.")
        act(account, type(one)(key="d1-c1-reply", op=Op.REPLY, target=target, text="Please be kind."))
    assert len(town.answers()) == 2


def test_a_phrase_is_filtered_once_and_can_be_let_through_again(town, account):
    one, two = action(Op.FILTER, "1", text="turnip"), action(Op.FILTER, "1", text="leek soup")
    assert act(account, one).result is Result.DONE
    assert act(account, two).result is Result.DONE
    assert act(account, action(Op.FILTER, "1", text="Turnip")).result is Result.ALREADY
    (ours,) = town.filters
    assert [each["keyword"] for each in ours["keywords"]] == ["turnip", "leek soup"]
    assert (ours["filter_action"], "notifications" in ours["context"]) == ("hide", True)
    assert act(account, action(Op.UNFILTER, "1", text="turnip")).result is Result.DONE
    assert [each["keyword"] for each in ours["keywords"]] == ["leek soup"]


def test_a_phrase_filter_that_somebody_made_there_is_left_alone(town, account):
    theirs = {"id": "7", "title": "Mine", "context": ["home"], "expires_at": None, "filter_action": "warn",
              "keywords": [{"id": "8", "keyword": "turnip", "whole_word": True}], "statuses": []}  # fmt: skip
    town.filters.append(theirs)
    act(account, action(Op.FILTER, "1", text="turnip"))
    act(account, action(Op.UNFILTER, "1", text="turnip"))
    assert town.filters[0] == theirs


def test_hiding_is_refused_in_words_and_the_other_ways_are_offered():
    assert MASTODON.caps[Op.HIDE].level is Level.NO
    assert "no way to hide" in MASTODON.caps[Op.HIDE].why
    assert {op for op in (Op.MUTE, Op.BLOCK, Op.REPORT, Op.REPLY) if MASTODON.caps[op].level is Level.YES} == {
        Op.MUTE, Op.BLOCK, Op.REPORT, Op.REPLY
    }  # fmt: skip


# signing in


def test_a_wrong_token_is_refused(account):
    account.secret = "wrong"
    with pytest.raises(SignInNeeded, match="access token"):
        gather(account)


def test_a_token_of_somebody_else_is_refused(account):
    account.handle = "village"
    with pytest.raises(SignInNeeded, match="another account"):
        gather(account)


@pytest.mark.parametrize("handle", ["Town", "@town", "town@town.example"])
def test_a_name_may_be_written_as_people_write_it(account, handle):
    account.handle = handle
    assert gather(account)


def test_a_token_that_may_do_too_little_is_refused_and_says_what_is_missing(town, account):
    town.tokens[TOKEN] = {"read", "write:statuses", "follow"}
    with pytest.raises(SignInNeeded) as problem:
        gather(account)
    assert problem.value.why == "It lacks write:filters, write:reports"
    assert account.sessions == []


def test_a_token_that_was_narrowed_later_asks_to_sign_in_again(town, account, root, troll):
    gather(account)
    town.tokens[TOKEN] = {"read"}
    with pytest.raises(SignInNeeded, match="may not do this"):
        act(account, action(Op.MUTE, "1", author_id=troll))


def test_whose_token_it_is_is_asked_once(town, account):
    gather(account)
    gather(account)
    assert town.asked.count("GET /api/v1/accounts/verify_credentials") == 1
    town.tokens.clear()
    with pytest.raises(SignInNeeded):
        gather(account)
