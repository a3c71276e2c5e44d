"""A server may say anything: nothing crashes, nothing is lost, nothing is done twice, no secret gets out."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import time
from datetime import timedelta

import pytest

from moderator import web
from moderator.decisions import Op, Result
from moderator.platforms import kinds
from moderator.problems import PlatformProblem, PlatformRefused, SignInNeeded, Transient, Unsure
from tests.hostile import cases
from tests.platforms.loopback import Fault
from tests.platforms.mastodon.standin import TOKEN
from tests.platforms.signing import Keeping, action, all_comments, gathered

MASTODON = kinds()["mastodon"]
NOTES = "GET /api/v1/notifications"


@pytest.fixture
def account(town, tmp_path):
    from moderator.clock import HandClock

    return Keeping(town.url, "town", TOKEN, tmp_path, HandClock())


@pytest.fixture
def root(town):
    return town.post(town.town, "The library is closed.")


@pytest.fixture
def troll(town):
    return town.person("troll", "far.example")


def run(account, work):
    async def within():
        async with MASTODON.open(account.access()) as platform:
            return await work(platform)

    return asyncio.run(within())


def gather(account, cursors=None):
    batches, cursors = run(account, lambda platform: gathered(platform, cursors))
    return [batch for batch in batches if batch.stream == "notifications"], cursors


def act(account, one):
    return run(account, lambda platform: platform.act(one))


@pytest.fixture
def note(town, root, troll):
    """The words of one notification, with a change or two."""
    town.post(troll, "You absolute turnip", under=root)
    made = town.notifications.pop()

    def worded(number, **more):
        status = {**made["status"], "id": str(number), **more}
        return json.dumps({**made, "id": str(number), "status": status})

    return worded


def page(*entries):
    """A page with these entries, given as JSON text so that they may be as wrong as they like."""
    return Fault(body=f"[{', '.join(entries)}]".encode())


# one bad entry spoils no page

BAD = {
    "a lone surrogate": lambda note: note(2).replace("turnip", "\\ud800"),
    "a number without end": lambda note: note(2).replace('"replies_count": 0', '"replies_count": 1e400'),
    "not a number": lambda note: note(2).replace('"replies_count": 0', '"replies_count": NaN'),
    "a key twice": lambda note: note(2).replace('"muted": false', '"content": "x"'),
    "null": lambda note: "null",
    "nothing in it": lambda note: "{}",
    "a list": lambda note: "[]",
    "no status": lambda note: json.dumps({**json.loads(note(2)), "status": None}),
    "no text": lambda note: note(2, content=None),
    "text of another kind": lambda note: note(2, content=5),
    "a warning of another kind": lambda note: note(2, spoiler_text=["x"]),
    "no author": lambda note: note(2, account=None),
    "an author that is a path": lambda note: note(2, account={"id": "../../x", "acct": "x"}),
    "an id that is a path": lambda note: note("../../x"),
    "an id that is a number": lambda note: note(2, id=12345678901234567890123),
    "an endless id": lambda note: note(2, id="1" * 5000),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_one_bad_entry_is_set_aside_with_its_bytes_and_the_others_arrive(town, account, note, bad):
    wrong = bad(note)
    town.faults[NOTES].append(
        page(note(3, content="<p>Good night</p>"), wrong, note(1, content="<p>Good day</p>"))
    )
    batches, cursors = gather(account)
    assert sorted(one.text for one in all_comments(batches).values()) == ["Good day", "Good night"]
    (aside,) = (one for batch in batches for one in batch.set_aside)
    assert wrong == "[]" or json.loads(wrong) is None or aside.raw.decode() in wrong
    assert aside.why
    assert "turnip" not in aside.why + aside.where
    assert cursors["notifications"]


def test_an_impossible_date_leaves_the_time_unknown_and_the_comment_here(town, account, note):
    dates = ["2026-02-30T25:61:00Z", "9999-12-31T23:59:59Z", None, 7, "", "yesterday"]
    town.faults[NOTES].append(page(*(note(number, created_at=date) for number, date in enumerate(dates, 1))))
    batches, _ = gather(account)
    assert [one.posted_at for one in all_comments(batches).values()] == [None] * 6
    assert all(one.version for one in all_comments(batches).values())


def test_unknown_fields_change_nothing(town, account, note):
    town.faults[NOTES].append(page(note(1, future={"deeply": [{"nested": None}]})))
    assert len(all_comments(gather(account)[0])) == 1


def test_hostile_html_costs_nothing_and_hides_nothing(town, account, note):
    pieces = ["<!--", "<a ", '<a "', "<script>", "</", "&#", "<p>", "<a href=x>"]
    town.faults[NOTES].append(page(*(note(n, content=piece * 60_000) for n, piece in enumerate(pieces, 1))))
    before = time.process_time()
    assert len(all_comments(gather(account)[0])) == len(pieces)
    assert time.process_time() - before < 8


@pytest.mark.parametrize("case", cases("text"), ids=lambda case: case.id)
def test_no_hostile_words_break_the_reading(town, account, note, case):
    town.faults[NOTES].append(page(note(1, content=case.text[:200_000])))
    batches, _ = gather(account)
    assert len(all_comments(batches)) + sum(len(batch.set_aside) for batch in batches) == 1


# whole pages that are wrong


@pytest.mark.parametrize("case", cases("connector_body"), ids=lambda case: case.id)
def test_a_wrong_page_is_a_passing_fault_and_comes_again(town, account, root, troll, case):
    town.post(troll, "turnip", under=root)
    town.faults[NOTES] += [Fault(body=case.data)] * 4
    try:
        batches, _ = gather(account)
    except Transient:
        pass
    else:  # a list with nothing in it that could be read
        assert not all_comments(batches)
    town.faults[NOTES].clear()
    assert len(all_comments(gather(account)[0])) == 1


@pytest.mark.parametrize("cut", [b"", b'[{"id": "1"'])
def test_a_connection_cut_in_the_middle_is_tried_again_by_itself(town, account, root, troll, cut):
    town.post(troll, "turnip", under=root)
    town.faults[NOTES] += [Fault(body=cut, cut=True)] * 2
    assert len(all_comments(gather(account)[0])) == 1


def test_an_answer_that_grows_when_it_is_unpacked_is_left_in_the_middle(town, account):
    bomb = gzip.compress(b" " * 100_000_000, 1)
    town.faults[NOTES] += [Fault(body=bomb, headers={"content-encoding": "gzip"})] * 4
    with pytest.raises(Transient, match="too large"):
        gather(account)


@pytest.mark.parametrize(
    "link",
    [
        '<http://evil.example/?min_id=9>; rel="prev"',
        '<file:///etc/passwd>; rel="prev"',
        '<http://[bad>; rel="prev", <x?max_id=1&max_id=../x>; rel="next"',
        "<" * 100_000,
        "<?min_id=" + "9" * 5000 + '>; rel="prev"',
    ],
    ids=["elsewhere", "a file", "no address", "brackets", "an endless id"],
)
def test_a_link_is_read_for_its_number_and_never_followed(town, account, note, link):
    town.faults[NOTES].append(Fault(body=f"[{note(1)}]".encode(), headers={"link": link[:60_000]}))
    gather(account)
    assert all(route.split()[1].startswith("/api/") for route in town.asked)


def test_a_list_that_never_moves_on_is_left_and_said(town, account, root, troll):
    town.post(troll, "turnip", under=root)
    _, cursors = gather(account)
    account.clock.pass_(minutes=20)
    _, cursors = gather(account, cursors)
    town.wishes.ignores_min_id = True
    town.asked.clear()
    batches, _ = gather(account, cursors)
    assert town.asked.count(NOTES) <= 3
    assert batches[-1].notes


@pytest.mark.parametrize(
    "cursor", ["", "{", "null", "[]", '{"v": 2}', '{"v": 1, "id": 5}', '{"v": 1, "id": "../x"}']
)
def test_a_cursor_that_cannot_be_read_begins_anew(town, account, root, troll, cursor):
    town.post(troll, "turnip", under=root)
    assert len(all_comments(gather(account, {"notifications": cursor, "earlier": cursor})[0])) == 1


def test_a_wrong_thread_spoils_no_other(town, account, root, troll):
    second = town.post(town.town, "The pool is open.")
    for post in (root, second):
        town.post(troll, f"turnip under {post}", under=post)
    town.notifications.clear()
    town.faults["GET /api/v1/statuses/:id/context"].append(Fault(403, b"{}"))
    batches, _ = run(account, gathered)
    assert len([one for one in all_comments(batches).values() if not one.own]) == 1


# waiting, wandering, and being refused


@pytest.mark.parametrize("case", cases("connector_header"), ids=lambda case: case.id)
def test_headers_make_us_neither_wait_for_ever_nor_go_elsewhere(town, account, case):
    name, _, value = case.text.partition(": ")
    status = {"Retry-After": 429, "Location": 302}.get(name, 200)
    value = "gzip" if name == "Content-Encoding" else value
    town.faults[NOTES] += [Fault(status, b"{}", {name: value})] * 4
    with pytest.raises(Transient) as problem:
        gather(account)
    after = problem.value.after
    assert after is None or timedelta(seconds=1) <= after <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("2026-11-23T09:01:00.501951Z", 60),
        ("2026-11-23T08:00:00Z", 1),
        ("2026-11-24T09:00:00Z", 3600),
        ("1795424460", 60),
        ("soon", None),
        ("9" * 40, None),
        ("0001-01-01T00:00:00+23:59", 1),
        ("", None),
    ],
)
def test_a_server_may_say_by_date_until_when_we_wait(reset, seconds):
    headers = {"x-ratelimit-reset": reset, "date": "Mon, 23 Nov 2026 09:00:00 GMT"}
    waits = web.wait_of(headers)
    assert waits is None if seconds is None else abs(waits.total_seconds() - seconds) < 1
    assert web.wait_of({"x-ratelimit-reset": reset}) is None


def test_too_many_requests_put_the_account_off_until_the_server_has_room(town, account):
    headers = {
        "x-ratelimit-limit": "300",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": "2099-01-01T00:00:00Z",
    }
    town.faults[NOTES] += [Fault(429, b'{"error":"Too many requests"}', headers)] * 4
    with pytest.raises(Transient) as problem:
        gather(account)
    assert problem.value.after == timedelta(hours=1)
    assert town.asked.count(NOTES) == 1


@pytest.mark.parametrize("case", cases("url"), ids=lambda case: case.id)
def test_no_hostile_address_is_signed_in_at(town, account, case):
    account.server = case.text
    with pytest.raises(PlatformProblem):
        gather(account)
    assert town.asked == []


@pytest.mark.parametrize(
    "answer", [b"<html>no</html>", b"[]", b"{}", b'{"id": "1", "username": 5, "acct": null}']
)
def test_a_server_that_is_no_mastodon_is_named_as_such(town, account, answer):
    town.faults["GET /api/v1/accounts/verify_credentials"] += [Fault(200, answer)] * 4
    with pytest.raises(PlatformProblem):
        gather(account)
    town.faults["GET /api/v1/accounts/verify_credentials"].clear()
    town.faults["GET /api/v1/accounts/verify_credentials"].append(Fault(404, answer))
    with pytest.raises(PlatformRefused, match="Mastodon server"):
        gather(account)


@pytest.mark.parametrize(
    "secret", ["", " ", "two words", "tök", "line\nbreak", "{", '{"token": 5}', '{"v": 1}']
)
def test_what_is_no_token_is_not_sent(town, account, secret):
    account.secret = secret
    with pytest.raises(SignInNeeded):
        gather(account)
    assert town.asked == []


def test_no_secret_and_no_question_reaches_a_log_or_an_error(town, account, root, troll, caplog):
    caplog.set_level(logging.INFO)
    town.post(troll, "turnip", under=root)
    gather(account)
    quote = b'{"error": "a sentence that may quote a turnip"}'
    for fault in (Fault(500), Fault(body=b"{"), Fault(422, quote), Fault(403, quote), Fault(302, b"")):
        town.faults[NOTES] += [fault] * 8
        with pytest.raises(PlatformProblem) as problem:
            gather(account)
        town.faults[NOTES].clear()
        said = problem.value.sentence() + repr(problem.value) + repr(problem.value.__cause__)
        assert "turnip" not in said
        assert TOKEN not in said
    assert not any(word in caplog.text for word in (TOKEN, "limit=", "turnip"))
    assert TOKEN not in repr(account.access())


# servers of another kind


def test_a_server_that_lists_no_ids_is_asked_for_single_ones_and_that_is_remembered(
    town, account, root, troll
):
    town.wishes.lists_ids = False
    ids = [town.post(troll, f"turnip {n}", under=root) for n in range(40)]
    there, gone = run(account, lambda platform: platform.recheck(ids))
    assert (len(there), len(gone)) == (30, 0), "the others are asked for in the next round"
    town.asked.clear()
    run(account, lambda platform: platform.recheck(ids[30:]))
    assert "GET /api/v1/statuses" not in town.asked


def test_a_server_that_knows_no_quotes_is_asked_for_mentions(town, account, root, troll):
    town.wishes.knows_quotes = False
    town.post(troll, "turnip", under=root)
    batches, cursors = gather(account)
    assert len(all_comments(batches)) == 1
    town.asked.clear()
    gather(account, cursors)
    assert town.asked.count(NOTES) == 1, "not asked about quotes again"


def test_a_server_without_filters_says_so(town, account):
    town.wishes.has_filters = False
    with pytest.raises(PlatformRefused, match="no filters"):
        act(account, action(Op.FILTER, "1", text="turnip"))


@pytest.mark.parametrize(
    "version", ["4.7.3", "4.5.0+glitch", "2.7.2 (compatible; Pleroma 2.6.0)", "0.19.1 git-abc", "", 7]
)
def test_a_version_may_say_anything(town, account, root, troll, version):
    reply = town.post(troll, "turnip", under=root)
    instance = json.dumps(
        {"version": version, "configuration": {"statuses": {"max_characters": 5000}}}
    ).encode()
    town.faults["GET /api/v2/instance"].append(Fault(body=instance))
    gather(account)
    assert act(account, action(Op.REPLY, reply, text="Please be kind.")).result is Result.DONE


@pytest.mark.parametrize(
    "answer", [Fault(404, b"{}"), Fault(403, b"{}"), Fault(body=b"{}"), Fault(body=b'{"configuration": 5}')]
)
def test_a_server_that_does_not_say_how_long_a_post_may_be_is_answered_all_the_same(
    town, account, root, troll, answer
):
    reply = town.post(troll, "turnip", under=root)
    town.faults["GET /api/v2/instance"].append(answer)
    town.faults["GET /api/v1/instance"].append(answer)
    assert act(account, action(Op.REPLY, reply, text="Please be kind.")).result is Result.DONE


def test_a_server_that_closes_connections_without_a_word_loses_and_doubles_nothing(
    town, account, root, troll
):
    """A write over a kept connection that was closed meanwhile: nobody could say whether it arrived."""
    town.wishes.keeps_alive = False
    reply = town.post(troll, "turnip", under=root)

    async def work(platform):
        results = []
        for op in (Op.MUTE, Op.REPORT, Op.REPLY, Op.BLOCK):
            await platform.recheck([reply])
            results.append((await platform.act(action(op, reply, author_id=troll, text="Hello"))).result)
        return results

    assert run(account, work) == [Result.DONE] * 4
    assert (len(town.reports), len(town.answers())) == (1, 1)


# acts


@pytest.mark.parametrize("op", [Op.MUTE, Op.BLOCK])
def test_a_state_that_was_set_before_the_error_is_set_once(town, account, root, troll, op):
    reply = town.post(troll, "turnip", under=root)
    town.faults[f"POST /api/v1/accounts/:id/{op}"] += [Fault(500, after=True), Fault(cut=True, after=True)]
    assert act(account, action(op, reply, author_id=troll)).result is Result.DONE
    assert town.writes == 1


def test_a_server_that_says_yes_and_does_nothing_is_not_believed(town, account, troll):
    town.faults["POST /api/v1/accounts/:id/mute"].append(
        Fault(body=json.dumps(town.relations[troll]).encode())
    )
    assert act(account, action(Op.MUTE, "1", author_id=troll)).result is Result.REFUSED


@pytest.mark.parametrize("op", [Op.MUTE, Op.UNMUTE, Op.BLOCK, Op.UNBLOCK, Op.REPORT])
@pytest.mark.parametrize("author", [None, "", "../../x", "1 2"])
def test_nothing_is_done_to_nobody(town, account, op, author):
    assert act(account, action(op, "1", author_id=author)).result is Result.REFUSED
    assert town.writes == 0


@pytest.mark.parametrize("op", [Op.MUTE, Op.REPORT])
def test_an_author_who_is_gone_needs_no_act(town, account, op):
    assert act(account, action(op, "1", author_id="99")).result is Result.GONE


@pytest.mark.parametrize(
    "fault", [Fault(500, after=True), Fault(cut=True, after=True), Fault(body=b"{", after=True), Fault(502)]
)
def test_a_report_that_may_have_arrived_is_never_sent_again_blindly(town, account, root, troll, fault):
    report = action(Op.REPORT, town.post(troll, under=root), author_id=troll)
    town.faults["POST /api/v1/reports"].append(fault)
    with pytest.raises(Unsure):
        act(account, report)
    assert town.asked.count("POST /api/v1/reports") == 1
    assert run(account, lambda platform: platform.verify(report)).result is Result.UNKNOWN


def test_a_phrase_whose_answer_was_lost_is_filtered_once(town, account):
    one = action(Op.FILTER, "1", text="turnip")
    town.faults["POST /api/v2/filters"].append(Fault(500, after=True))
    with pytest.raises(Unsure):
        act(account, one)
    assert run(account, lambda platform: platform.verify(one)).result is Result.DONE
    assert act(account, one).result is Result.ALREADY
    assert len(town.filters) == 1


def test_a_refusal_says_which_but_never_quotes(town, account, root, troll):
    reply = town.post(troll, "turnip", under=root)
    quote = json.dumps({"error": "Validation failed: turnip"}).encode()
    town.faults["POST /api/v1/statuses"].append(Fault(422, quote))
    outcome = act(account, action(Op.REPLY, reply, text="Hello"))
    assert (outcome.result, outcome.detail) == (Result.REFUSED, "The server refused it (422)")


@pytest.mark.parametrize("route", ["GET /api/v1/accounts/relationships", "GET /api/v1/accounts/:id"])
def test_a_wrong_answer_about_one_lost_post_does_not_count_it_as_gone(town, account, troll, route):
    town.faults[route] += [Fault(502)] * 4
    there, gone = run(account, lambda platform: platform.recheck(["7"], {"7": troll}))
    assert (list(there), list(gone)) == ([], [])
