"""A platform may say anything: nothing crashes, nothing is lost, nothing is done twice, no secret gets out."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import time
from datetime import UTC, datetime, timedelta

import pytest

from moderator import web
from moderator.clock import HandClock
from moderator.decisions import Op, Result
from moderator.platforms import kinds
from moderator.problems import PlatformProblem, PlatformRefused, SignInNeeded, Transient, Unsure
from tests.hostile import cases
from tests.platforms.loopback import Fault
from tests.platforms.signing import Keeping, action, all_comments, gathered
from tests.platforms.standin import NOW, OWN, ROOT, entry, refused

BLUESKY = kinds()["bluesky"]
LIST = "listNotifications"


@pytest.fixture
def account(stand_in, tmp_path):
    return Keeping(stand_in.url, "town.test", "right", tmp_path, HandClock())


def run(account, work):
    async def within():
        async with BLUESKY.open(account.access()) as platform:
            return await work(platform)

    return asyncio.run(within())


def gather(account, cursors=None):
    batches, cursors = run(account, lambda platform: gathered(platform, cursors))
    return [batch for batch in batches if batch.stream == "notifications"], cursors


def act(account, *actions):
    async def work(platform):
        return [await platform.act(one) for one in actions]

    return run(account, work)


def hide(name, **more):
    target = f"at://did:plc:troll/app.bsky.feed.post/{name}"
    return action(Op.HIDE, target, root_id=ROOT, author_id="did:plc:troll", **more)


def page(*entries, **more):
    """A page with these entries, given as JSON text so that they may be as wrong as they like."""
    rest = "".join(f", {json.dumps(key)}: {json.dumps(value)}" for key, value in more.items())
    return Fault(body=f'{{"notifications": [{", ".join(entries)}]{rest}}}'.encode())


def words(made):
    return json.dumps(made)


# one bad entry spoils no page

GOOD = words(entry("1", "Good morning")), words(entry("3", "Good night"))
BAD = {
    "a lone surrogate": words(entry("2", "turnip")).replace("turnip", "\\ud800"),
    "a number without end": words(entry("2")).replace('"isRead": false', '"likes": 1e400'),
    "not a number": words(entry("2")).replace('"isRead": false', '"likes": NaN'),
    "a key twice": words(entry("2")).replace('"isRead": false', '"uri": "at://x/y/z"'),
    "null": "null",
    "nothing in it": "{}",
    "a list": "[]",
    "no text": words(entry("2", record={"createdAt": NOW})),
    "text of another kind": words(entry("2", 5)),
    "no author": words(entry("2", author=None)),
    "an id that is a path": words(entry("2", uri="../../x")),
    "an id that is a number": words(entry("2", uri=12345678901234567890123)),
    "an endless id": words(entry("2", uri="at://did:plc:troll/app.bsky.feed.post/" + "x" * 5000)),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_one_bad_entry_is_set_aside_with_its_bytes_and_the_others_arrive(stand_in, account, bad):
    stand_in.faults[LIST].append(page(GOOD[0], bad, GOOD[1]))
    batches, cursors = gather(account)
    assert sorted(one.text for one in all_comments(batches).values()) == ["Good morning", "Good night"]
    (aside,) = (one for batch in batches for one in batch.set_aside)
    assert bad in ("[]",) or aside.raw == bad.encode()
    assert aside.why
    assert "turnip" not in aside.why + aside.where
    assert cursors["notifications"]


def test_an_impossible_date_leaves_the_time_unknown_and_the_comment_here(stand_in, account):
    for number, date in enumerate(["2026-02-30T25:61:00Z", "9999-12-31T23:59:59Z", None, 7, "", "yesterday"]):
        made = entry(str(number))
        made["record"]["createdAt"] = date
        stand_in.entries.append(made)
    batches, _ = gather(account)
    assert [one.posted_at for one in all_comments(batches).values()] == [None] * 6


def test_the_same_id_twice_in_a_page_comes_in_the_order_of_the_page(stand_in, account):
    second, first = entry("1", "second", cid="cid-new"), entry("1", "first", cid="cid-old")
    stand_in.entries = [second, first]  # newest first, as the platform lists them
    batches, _ = gather(account)
    assert [one.text for batch in batches for one in batch.comments] == ["first", "second"]


def test_unknown_fields_change_nothing(stand_in, account):
    stand_in.entries = [entry("1", labels=[{"val": "!warn"}], future={"deeply": [{"nested": None}]})]
    batches, _ = gather(account)
    assert len(all_comments(batches)) == 1


def test_the_raw_bytes_are_the_very_bytes_of_the_page(stand_in, account):
    odd = words(entry("2", "blåbær")).replace(": ", " :\t", 1).replace("bl", "\\u0062l", 1)
    stand_in.faults[LIST].append(page(GOOD[0], odd))
    batches, _ = gather(account)
    raws = [one.raw for one in all_comments(batches).values()]
    assert odd.encode() in raws


# whole pages that are wrong


@pytest.mark.parametrize("case", cases("connector_body"), ids=lambda case: case.id)
def test_a_wrong_page_is_a_passing_fault_and_comes_again(stand_in, account, case):
    """None of these is a page of Bluesky's: all are refused, none moves the cursor."""
    stand_in.entries = [entry("1")]
    stand_in.faults[LIST] += [Fault(body=case.data)] * 4
    with pytest.raises(Transient):
        gather(account)
    stand_in.faults[LIST].clear()
    assert len(all_comments(gather(account)[0])) == 1


@pytest.mark.parametrize("cut", [b"", b'{"notifications": [{"uri"'])
def test_a_connection_cut_in_the_middle_is_tried_again_by_itself(stand_in, account, cut):
    stand_in.entries = [entry("1")]
    stand_in.faults[LIST] += [Fault(body=cut, cut=True)] * 2
    assert len(all_comments(gather(account)[0])) == 1


def test_an_endless_answer_is_left_in_the_middle(stand_in, account):
    stand_in.faults[LIST] += [Fault(body=b" " * 50_000_000)] * 4
    with pytest.raises(Transient, match="too large"):
        gather(account)
    assert stand_in.sent < 4 * 25_000_000


def test_an_answer_that_grows_when_it_is_unpacked_is_left_in_the_middle(stand_in, account):
    bomb = gzip.compress(b" " * 200_000_000, 1)
    stand_in.faults[LIST] += [Fault(body=bomb, headers={"content-encoding": "gzip"})] * 4
    before = time.process_time()
    with pytest.raises(Transient, match="too large"):
        gather(account)
    assert time.process_time() - before < 5


def test_an_answer_that_drips_has_an_end(stand_in, account, monkeypatch):
    monkeypatch.setattr(web, "TOTAL", 0.4)
    stand_in.faults[LIST] += [Fault(body=b" " * 1000, drip=0.05)] * 4
    with pytest.raises(Transient):
        gather(account)


def test_a_list_that_never_moves_on_is_left_and_said(stand_in, account):
    stuck = page(words(entry("1")), cursor="SAME")
    stand_in.faults[LIST] += [stuck] * 50
    batches, cursors = gather(account)
    assert stand_in.asked.count(LIST) <= 6
    assert batches[-1].notes
    assert len(all_comments(batches)) == 1
    assert cursors["notifications"]


def test_a_time_in_the_future_does_not_make_us_miss_what_comes_until_then(stand_in, account):
    stand_in.entries = [entry("1", indexedAt="2099-01-01T00:00:00.000Z")]
    _, cursors = gather(account)
    stand_in.entries.insert(0, entry("2"))
    batches, _ = gather(account, cursors)
    assert any(uri.endswith("/2") for uri in all_comments(batches))


def test_one_entry_without_a_time_does_not_end_the_reading(stand_in, account):
    stand_in.page_size = 2
    stand_in.entries = [entry(str(n)) for n in range(7)]
    del stand_in.entries[1]["indexedAt"]
    assert len(all_comments(gather(account)[0])) == 7


@pytest.mark.parametrize("cursor", ["", "{", "null", "[]", '{"v": 2}', '{"v": 1, "at": 5}', "[" * 9999, "\0"])
def test_a_cursor_that_cannot_be_read_begins_anew(stand_in, account, cursor):
    stand_in.entries = [entry("1")]
    assert len(all_comments(gather(account, {"notifications": cursor})[0])) == 1


# waiting, wandering, and being refused


@pytest.mark.parametrize("case", cases("connector_header"), ids=lambda case: case.id)
def test_headers_make_us_neither_wait_for_ever_nor_go_elsewhere(stand_in, account, case):
    name, _, value = case.text.partition(": ")
    status = {"Retry-After": 429, "Location": 302}.get(name, 200)
    value = "gzip" if name == "Content-Encoding" else value
    stand_in.faults[LIST] += [Fault(status, b"{}", {name: value})] * 4
    with pytest.raises(Transient) as problem:
        gather(account)
    after = problem.value.after
    assert after is None or timedelta(seconds=1) <= after <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "288"}, 288),
        ({"retry-after": "0"}, 1),
        ({"retry-after": "-1"}, 1),
        ({"retry-after": "1e400"}, None),
        ({"retry-after": "99999999"}, 3600),
        ({"retry-after": "NaN"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Mon, 23 Nov 2026 09:01:00 GMT", "date": "Mon, 23 Nov 2026 09:00:00 GMT"}, 60),
        ({"retry-after": "Mon, 23 Nov 2020 09:01:00 GMT", "date": "Mon, 23 Nov 2026 09:00:00 GMT"}, 1),
        ({"retry-after": "Mon, 23 Nov 2026 09:01:00 GMT"}, None),
        ({"ratelimit-reset": "1795424460", "date": "Mon, 23 Nov 2026 09:00:00 GMT"}, 60),
        ({"ratelimit-reset": "9" * 30, "date": "Mon, 23 Nov 2026 09:00:00 GMT"}, None),
        ({}, None),
    ],
)
def test_what_a_server_asks_us_to_wait_is_bounded(headers, seconds):
    assert web.wait_of(headers) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "address",
    [
        "http://bsky.social",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "https://user:pw@bsky.social",
        "javascript:alert(1)",
        "//host/share",
        "\\\\host\\share",
        "https://",
        "bsky.social",
        "",
        "https://a\r\nHost: b/",
        "https://x.invalid?token=1",
    ],
)
def test_no_secret_goes_to_an_address_that_is_not_fit_for_it(account, address):
    account.server = address
    with pytest.raises(PlatformProblem):
        gather(account)


@pytest.mark.parametrize("case", cases("url"), ids=lambda case: case.id)
def test_no_hostile_address_is_signed_in_at(stand_in, account, case):
    account.server = case.text
    with pytest.raises(PlatformProblem):
        gather(account)
    assert stand_in.asked == []


def test_a_server_that_is_no_bluesky_is_named_as_such(stand_in, account):
    stand_in.faults["createSession"].append(Fault(404, b"<html>no</html>"))
    with pytest.raises(PlatformRefused, match="Bluesky server"):
        gather(account)


# sessions


def test_a_session_that_runs_out_in_the_middle_of_a_list_is_renewed_and_nothing_is_missed(stand_in, account):
    stand_in.page_size = 2
    stand_in.entries = [entry(str(n)) for n in range(6)]
    gather(account)
    stand_in.faults[LIST] += [
        page(*(words(entry(str(n))) for n in (0, 1)), cursor="2"),
        refused("ExpiredToken"),
    ]
    batches, _ = gather(account)
    assert len(all_comments(batches)) == 6
    assert (stand_in.sign_ins, stand_in.refreshes) == (1, 1)


def test_many_who_find_the_session_spent_renew_it_once(stand_in, account):
    gather(account)
    stand_in.spend_token()
    stand_in.refresh = json.loads(account.sessions[-1])["refreshJwt"]

    async def at_once(platform):
        await asyncio.gather(*(platform.recheck([entry("1")["uri"]]) for _ in range(8)))

    run(account, at_once)
    assert (stand_in.sign_ins, stand_in.refreshes) == (1, 1)


def test_a_new_session_is_kept_before_it_is_used(stand_in, account):
    keep = account.sessions.append

    class Watched(list):
        def append(self, session):
            stand_in.events.append("kept " + json.loads(session)["accessJwt"])
            keep(session)
            super().append(session)

    account.sessions = Watched()
    gather(account)
    stand_in.spend_token()
    stand_in.refresh = json.loads(account.sessions[-1])["refreshJwt"]
    gather(account)
    for number in (1, 3):
        assert stand_in.events.index(f"kept access-{number}") < stand_in.events.index(f"used access-{number}")


@pytest.mark.parametrize("answer", [Fault(cut=True), Fault(500), refused("ExpiredToken"), Fault(body=b"[")])
def test_a_renewal_that_fails_ends_in_a_new_sign_in(stand_in, account, answer):
    gather(account)
    stand_in.spend_token()
    stand_in.faults["refreshSession"].append(answer)
    gather(account)
    assert stand_in.sign_ins == 2


def test_a_password_that_was_withdrawn_asks_to_sign_in_again(stand_in, account):
    gather(account)
    stand_in.spend_token()
    account.secret = "wrong"
    with pytest.raises(SignInNeeded):
        gather(account)


def test_no_secret_and_no_question_reaches_a_log_or_an_error(stand_in, account, caplog):
    caplog.set_level(logging.INFO)
    stand_in.entries = [entry("1")]
    gather(account)
    for fault in (
        Fault(500),
        Fault(body=b"{"),
        refused("InvalidRequest"),
        Fault(302, b"", {"location": "file:///x"}),
    ):
        stand_in.faults[LIST] += [fault] * 4
        with pytest.raises(PlatformProblem) as problem:
            gather(account)
        stand_in.faults[LIST].clear()
        said = problem.value.sentence() + repr(problem.value) + repr(problem.value.__cause__)
        assert "quote a post" not in said
        assert "access-" not in said
    assert not any(
        word in caplog.text for word in ("right", "access-", "refresh-", "limit=", "turnip", "at://")
    )
    assert "right" not in repr(account.access())


# acts


def test_a_write_that_happened_before_the_error_is_one_write(stand_in, account):
    stand_in.entries = [entry("1")]
    stand_in.faults["putRecord"] += [Fault(500, after=True), Fault(cut=True, after=True)]
    one = hide("1")
    assert act(account, one, one)[0].result in (Result.DONE, Result.ALREADY)
    assert stand_in.hidden() == [one.target]


def test_a_reply_whose_answer_was_lost_is_found_again(stand_in, account):
    stand_in.entries = [entry("1")]
    stand_in.faults["putRecord"] += [Fault(500, after=True)] * 4
    reply = action(Op.REPLY, entry("1")["uri"], root_id=ROOT, text="Thank you")
    with pytest.raises(Transient):
        act(account, reply)
    stand_in.faults["putRecord"].clear()
    assert act(account, reply)[0].result is Result.ALREADY
    assert sum(name.startswith("app.bsky.feed.post/") for name in stand_in.records) == 1


@pytest.mark.parametrize(
    "fault", [Fault(500, after=True), Fault(cut=True, after=True), Fault(body=b"{", after=True), Fault(502)]
)
def test_a_report_that_may_have_arrived_is_never_sent_again_blindly(stand_in, account, fault):
    report = action(Op.REPORT, entry("1")["uri"], version="cid-1")
    stand_in.faults["createReport"].append(fault)
    with pytest.raises(Unsure):
        act(account, report)
    assert stand_in.asked.count("createReport") == 1
    assert run(account, lambda platform: platform.verify(report)).result is Result.UNKNOWN


def test_a_report_that_was_held_back_by_a_limit_is_sent_later(stand_in, account):
    stand_in.faults["createReport"].append(Fault(429, b"", {"retry-after": "30"}))
    with pytest.raises(Transient) as problem:
        act(account, action(Op.REPORT, entry("1")["uri"], version="cid-1"))
    assert problem.value.after == timedelta(seconds=30)
    assert stand_in.reports == 0


def test_somebody_else_changing_the_thread_at_the_same_time_is_not_overwritten(stand_in, account):
    stand_in.entries = [entry("1")]
    stand_in.records["app.bsky.feed.threadgate/root"] = {
        "cid": "cid-gate",
        "value": {"post": ROOT, "allow": [], "hiddenReplies": ["at://other/app.bsky.feed.post/1"]},
    }
    stand_in.faults["putRecord"] += [refused("InvalidSwap")] * 2
    assert act(account, hide("1"))[0].result is Result.DONE
    gate = stand_in.records["app.bsky.feed.threadgate/root"]["value"]
    assert gate["hiddenReplies"] == ["at://other/app.bsky.feed.post/1", hide("1").target]
    assert gate["allow"] == []


def test_a_refusal_says_which_but_never_quotes(stand_in, account):
    stand_in.entries = [entry("1")]
    stand_in.faults["putRecord"].append(refused("InvalidRequest"))
    outcome = act(account, hide("1"))[0]
    assert outcome.result is Result.REFUSED
    assert "InvalidRequest" in outcome.detail
    assert "quote" not in outcome.detail


def test_a_wrong_answer_about_one_lost_post_does_not_count_it_as_gone(stand_in, account):
    stand_in.faults["getRecord"] += [Fault(502)] * 4
    there, gone = run(account, lambda platform: platform.recheck([entry("1")["uri"]]))
    assert (list(there), list(gone)) == ([], [])


def test_own_posts_come_along_as_context(stand_in, account):
    batches, _ = run(account, gathered)
    (own,) = all_comments(batches).values()
    assert own.own
    assert own.author_id == OWN
    assert own.posted_at == datetime(2026, 11, 23, 8, 59, tzinfo=UTC)


def closing(op: Op, ref: str | None = None):
    one = entry("1")
    return action(op, one["uri"], author_id=one["author"]["did"], root_id=ROOT, ref=ref)


@pytest.mark.parametrize(
    "before", [None, [{"$type": "app.bsky.feed.threadgate#mentionRule"}]], ids=["everybody", "mentioned"]
)
def test_a_thread_that_is_closed_and_opened_again_is_as_it_was(stand_in, account, before):
    stand_in.entries = [entry("1")]
    value = {"post": ROOT, "hiddenReplies": ["at://x"], **({"allow": before} if before else {})}
    stand_in.records["app.bsky.feed.threadgate/root"] = {"cid": "cid-gate", "value": value}
    stand_in.faults["putRecord"] += [refused("InvalidSwap")]
    closed = act(account, closing(Op.CLOSE_COMMENTS))[0]
    gate = stand_in.records["app.bsky.feed.threadgate/root"]["value"]
    assert (closed.result, gate["allow"], gate["hiddenReplies"]) == (Result.DONE, [], ["at://x"])
    assert act(account, closing(Op.OPEN_COMMENTS, closed.ref))[0].result is Result.DONE
    gate = stand_in.records["app.bsky.feed.threadgate/root"]["value"]
    assert (gate.get("allow"), gate["hiddenReplies"]) == (before, ["at://x"])


def test_a_thread_that_the_agency_had_closed_itself_stays_closed(stand_in, account):
    stand_in.entries = [entry("1")]
    value = {"post": ROOT, "allow": []}
    stand_in.records["app.bsky.feed.threadgate/root"] = {"cid": "cid-gate", "value": value}
    closed = act(account, closing(Op.CLOSE_COMMENTS))[0]
    assert closed.result is Result.ALREADY
    opened = act(account, closing(Op.OPEN_COMMENTS, closed.ref))[0]
    assert opened.result is Result.REFUSED
    assert stand_in.records["app.bsky.feed.threadgate/root"]["value"]["allow"] == []


def test_a_thread_of_somebody_else_cannot_be_closed(account):
    theirs = action(Op.CLOSE_COMMENTS, "at://x", root_id=f"at://did:plc:{'z' * 24}/app.bsky.feed.post/1")
    assert act(account, theirs)[0].result is Result.REFUSED
