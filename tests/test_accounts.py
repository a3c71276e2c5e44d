"""Accounts over real stand-ins: one's trouble is its own, and signing in again loses nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from moderator import signing_in
from moderator.accounts import Health
from moderator.clock import HandClock
from moderator.console import Console, open_console
from moderator.decisions import Extra, Op, Verdict
from moderator.gathering import LONGEST_WAIT
from moderator.home import find_home
from moderator.keys import TokenBox, root_key
from moderator.platforms import kinds
from moderator.problems import BadInput, Refused, SignInNeeded, Transient
from moderator.scorers import loader
from moderator.settings import Settings
from moderator.store import accounts, comments
from moderator.worker import Worker
from tests.platforms.conftest import stand_in as stand_in
from tests.platforms.conftest import town as town
from tests.platforms.loopback import Fault
from tests.platforms.mastodon.standin import TOKEN
from tests.platforms.mastodon.standin import StandIn as Town
from tests.platforms.standin import StandIn as Sky
from tests.platforms.standin import entry
from tests.platforms.test_mastodon_sign_in import browse

KEY = bytes(range(32))
BLUESKY, MASTODON = kinds()["bluesky"], kinds()["mastodon"]


class Desk(SimpleNamespace):
    """A console, and a worker over the same store that is told when to look."""

    console: Console
    clock: HandClock
    worker: Worker

    def connect(self, kind, server, handle, secret) -> int:
        number, _ = asyncio.run(signing_in.add_account(self.console, kind, server, handle, secret, KEY))
        return number

    def look(self, *, minutes: float = 1) -> None:
        """What an idle worker does after so long."""
        self.clock.pass_(minutes=minutes)
        asyncio.run(self.worker._one_round())

    def seen(self, number: int):
        return next(one for one in self.console.accounts.listed() if one.id == number)

    def texts(self, number: int) -> list[str]:
        rows = self.console.db.query("SELECT native_id FROM comment WHERE account_id = :a", a=number)
        return sorted(row["native_id"].rsplit("/", 1)[-1] for row in rows)

    def journal(self) -> list[str]:
        return [row["act"] for row in self.console.db.query("SELECT act FROM journal ORDER BY seq")]


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    home = find_home(clock=clock)
    root_key(home, given=KEY, ask=lambda _: "")
    console = open_console(home, KEY, clock, Settings())
    worker = Worker(
        console.db, TokenBox(KEY), clock, home=str(home.path), rehearsal=False,
        load_scorer=loader(rehearsal=True, language="en"),
    )  # fmt: skip
    yield Desk(console=console, clock=clock, worker=worker)
    console.close()


@pytest.fixture
def two(desk: Desk, stand_in: Sky, town: Town) -> tuple[int, int]:
    """An account on Bluesky and one on Mastodon, both gathered once."""
    stand_in.entries = [entry("one")]
    first = desk.connect(BLUESKY, stand_in.url, "town.test", "right")
    second = desk.connect(MASTODON, town.url, "town", TOKEN)
    desk.look()
    assert desk.seen(first).health is desk.seen(second).health is Health.WELL
    return first, second


def somebody_writes(town: Town) -> str:
    return town.post(town.person(f"ann{len(town.people)}"), names=[town.town])


def test_a_refused_token_stops_nobody_else(desk: Desk, two, stand_in: Sky, town: Town):
    sky, mast = two
    del town.tokens[TOKEN]
    for n in range(3):
        stand_in.entries.insert(0, entry(f"more-{n}"))
        somebody_writes(town)
        desk.look()
        assert f"more-{n}" in desk.texts(sky), "the other account goes on in every round"
    told = desk.seen(mast)
    assert told.health is Health.SIGN_IN
    assert "does not accept the access token" in told.trouble
    assert "Sign in again" in told.trouble
    assert told.next_try is not None
    assert told.next_try - desk.clock.wall() <= LONGEST_WAIT
    assert desk.seen(sky).health is Health.WELL
    assert desk.seen(sky).last_sync == desk.clock.wall()


def test_a_refused_token_is_not_tried_again_and_again(desk: Desk, two, town: Town):
    del town.tokens[TOKEN]
    desk.look()
    asked = len(town.asked)
    for _ in range(5):
        desk.look()
    assert len(town.asked) == asked


def test_signing_in_again_goes_on_where_gathering_stopped_and_at_once(
    desk: Desk, two, stand_in: Sky, town: Town
):
    _, mast = two
    desk.look(minutes=10)
    before = comments.bookmarks(desk.console.db, mast)
    assert before
    del town.tokens[TOKEN]
    missed = [somebody_writes(town) for _ in range(3)]
    desk.look()
    assert desk.seen(mast).health is Health.SIGN_IN

    town.tokens["fresh"] = {"read", "write"}
    tried = asyncio.run(signing_in.look_again(desk.console, mast, "fresh"))
    assert comments.bookmarks(desk.console.db, mast) == before
    asyncio.run(signing_in.keep_again(desk.console, mast, tried, KEY))
    assert comments.bookmarks(desk.console.db, mast) == before
    assert desk.seen(mast).asked
    town.asked.clear()
    desk.look(minutes=0.05)  # not a minute later
    assert desk.seen(mast).health is Health.WELL
    assert set(missed) <= set(desk.texts(mast))
    assert "account signed in again" in desk.journal()
    assert len(desk.console.accounts.listed()) == 2, "it is the same account as before"


def test_decisions_that_waited_for_the_sign_in_leave_with_it(desk: Desk, two, town: Town):
    _, mast = two
    db = desk.console.db
    asker = somebody_writes(town)
    desk.look()
    del town.tokens[TOKEN]
    card = db.one("SELECT card_id FROM comment WHERE native_id = :n", n=asker)["card_id"]
    desk.console.desk.decide_unread(card, Verdict.KEEP, also=(Extra(Op.MUTE),))
    desk.look()
    assert desk.seen(mast).waiting == 1
    town.tokens["fresh"] = {"read", "write"}
    tried = asyncio.run(signing_in.look_again(desk.console, mast, "fresh"))
    asyncio.run(signing_in.keep_again(desk.console, mast, tried, KEY))
    desk.look(minutes=0.05)
    assert desk.seen(mast).waiting == 0
    assert any(relation["muting"] for relation in town.relations.values())


def test_what_a_round_with_the_former_token_finds_says_nothing_of_the_new_one(desk: Desk, two, town: Town):
    _, mast = two
    db = desk.console.db
    former = accounts.get(db, mast)
    town.tokens["fresh"] = {"read", "write"}
    tried = asyncio.run(signing_in.look_again(desk.console, mast, "fresh"))
    asyncio.run(signing_in.keep_again(desk.console, mast, tried, KEY))
    with db.transaction():
        accounts.set_health(db, mast, trouble="Refused.", kind="sign_in", next_try_us=1, login=former.login)
        accounts.save_session(db, mast, b"the former one's", login=former.login)
    now = accounts.get(db, mast)
    assert (now.trouble, now.failures, now.next_try_us) == ("", 0, 0)
    assert now.session != b"the former one's"


def test_the_token_of_another_account_is_not_taken(desk: Desk, two, town: Town):
    _, mast = two
    before = accounts.get(desk.console.db, mast)
    town.people[town.town]["username"] = "village"
    with pytest.raises(SignInNeeded, match="another account"):
        asyncio.run(signing_in.look_again(desk.console, mast, TOKEN))
    assert accounts.get(desk.console.db, mast) == before


def test_a_name_that_somebody_else_took_over_is_not_gathered_into_the_same_account(
    desk: Desk, two, town: Town
):
    _, mast = two
    town.people["117440810000000999"] = {**town.people.pop(town.town), "id": "117440810000000999"}
    town.relations["117440810000000999"] = town.relations[town.town]
    town.town = "117440810000000999"
    with pytest.raises(SignInNeeded, match="another account now"):
        asyncio.run(signing_in.look_again(desk.console, mast, TOKEN))


def test_a_look_says_what_was_found_and_keeps_nothing(desk: Desk, stand_in: Sky):
    stand_in.entries = [entry("one"), entry("two"), entry("liked", reason="like")]
    tried = asyncio.run(signing_in.look(desk.console, BLUESKY, stand_in.url, "town.test", "right"))
    told = " ".join(signing_in.told(BLUESKY, tried.found))
    assert "@town.test on Bluesky" in told
    assert "2 comments are on the first page" in told
    assert "Cannot delete or filter phrases; can hide, answer, mute, block and report." in told
    assert desk.console.accounts.listed() == ()
    assert "account added" not in desk.journal()
    assert "right" not in repr(tried)
    asyncio.run(signing_in.forget(desk.console, BLUESKY, stand_in.url, "town.test", tried))
    assert stand_in.ended == 1


def test_a_test_reads_afresh_changes_nothing_and_leaves_no_session_behind(desk: Desk, two, stand_in: Sky):
    sky, _ = two
    before = accounts.get(desk.console.db, sky)
    found = asyncio.run(signing_in.test_account(desk.console, sky, KEY))
    assert found.native_id == before.native_id == "did:plc:town"
    assert accounts.get(desk.console.db, sky) == before
    assert stand_in.ended == 1
    stand_in.password = "changed there"
    with pytest.raises(SignInNeeded):
        asyncio.run(signing_in.test_account(desk.console, sky, KEY))


def test_a_server_that_cannot_be_reached_is_told_and_nothing_is_saved(desk: Desk):
    with pytest.raises(Transient) as problem:
        asyncio.run(signing_in.look(desk.console, MASTODON, "http://127.0.0.1:9", "town", TOKEN))
    assert "Nothing was saved" in problem.value.remedy


def test_a_narrow_token_says_what_it_lacks_before_it_is_kept(desk: Desk, town: Town):
    town.tokens = {"narrow": {"read"}}
    with pytest.raises(SignInNeeded) as problem:
        asyncio.run(signing_in.look(desk.console, MASTODON, town.url, "town", "narrow"))
    assert "write:mutes" in problem.value.why


async def _in_the_browser(console, server):
    async with signing_in.begin_sign_in(MASTODON, server, console.network) as consent:
        waits = asyncio.ensure_future(consent.granted())
        await asyncio.get_running_loop().run_in_executor(None, browse, consent.url)
        return await waits


def test_removing_withdraws_at_the_platform_and_forgets_here_in_any_case(
    desk: Desk, two, stand_in: Sky, town: Town
):
    sky, _ = two
    done = asyncio.run(signing_in.remove_account(desk.console, sky, KEY))
    assert (done.withdrawn, done.ended, stand_in.ended) == (None, True, 1)
    assert "delete its app password" in " ".join(done.sentences())

    granted = asyncio.run(_in_the_browser(desk.console, town.url))
    asyncio.run(signing_in.remove_account(desk.console, two[1], KEY))
    third = desk.connect(MASTODON, town.url, "town", granted.secret)
    desk.look()
    count = len(desk.texts(third))
    town.faults["POST /oauth/revoke"] += [Fault(500)] * 4
    done = asyncio.run(signing_in.remove_account(desk.console, third, KEY))
    assert done.withdrawn is False
    told = " ".join(done.sentences())
    assert "could not be withdrawn" in told
    assert "take it back on the server" in told
    gone = accounts.get(desk.console.db, third)
    assert gone.secret is gone.session is None
    assert len(desk.texts(third)) == count, "comments stay"
    assert desk.console.accounts.listed() == ()
    assert desk.journal().count("account removed") == 3


def test_what_was_granted_for_nothing_is_withdrawn_again(desk: Desk, two, town: Town):
    _, mast = two
    granted = asyncio.run(_in_the_browser(desk.console, town.url))
    with pytest.raises(Refused, match="added already"):
        asyncio.run(
            signing_in.look(desk.console, MASTODON, town.url, granted.handle, granted.secret, granted=True)
        )
    assert town.revoked == [json.loads(granted.secret)["token"]]
    other = asyncio.run(_in_the_browser(desk.console, town.url))
    with pytest.raises(SignInNeeded, match="signed in as another account"):
        asyncio.run(signing_in.look_again(desk.console, mast, other.secret, granted="village"))
    assert len(town.revoked) == 2


def test_the_former_grant_is_withdrawn_once_the_new_one_is_kept(desk: Desk, two, town: Town):
    _, mast = two
    for _ in range(2):
        granted = asyncio.run(_in_the_browser(desk.console, town.url))
        tried = asyncio.run(signing_in.look_again(desk.console, mast, granted.secret, granted=granted.handle))
        asyncio.run(signing_in.keep_again(desk.console, mast, tried, KEY))
    assert len(town.revoked) == 1
    desk.look()
    assert desk.seen(mast).health is Health.WELL


def test_a_paused_account_rests_until_it_is_resumed_and_has_missed_nothing(desk: Desk, two, stand_in: Sky):
    sky, mast = two
    desk.console.accounts.pause(sky)
    stand_in.entries.insert(0, entry("meanwhile"))
    stand_in.asked.clear()
    desk.look(minutes=5)
    asyncio.run(desk.worker.once())
    assert stand_in.asked == []
    assert (desk.seen(sky).health, desk.seen(sky).next_try) == (Health.PAUSED, None)
    assert desk.seen(mast).health is Health.WELL
    with pytest.raises(Refused, match="paused"):
        desk.console.accounts.try_now(sky)
    desk.console.accounts.resume(sky)
    desk.look(minutes=0.05)
    assert "meanwhile" in desk.texts(sky)
    assert desk.journal()[-3:].count("gathering resumed") == 1


def test_an_account_in_trouble_can_be_tried_now(desk: Desk, two, stand_in: Sky):
    sky, _ = two
    stand_in.spend_token()
    stand_in.password = "changed there"
    desk.look()
    assert desk.seen(sky).health is Health.SIGN_IN
    stand_in.password = "right"
    desk.look()
    assert desk.seen(sky).health is Health.SIGN_IN, "it waits an hour by itself"
    desk.console.accounts.try_now(sky)
    desk.look(minutes=0.05)
    assert desk.seen(sky).health is Health.WELL


def test_a_platform_that_this_version_does_not_know_stops_nobody(desk: Desk, two, stand_in: Sky):
    sky, _ = two
    with desk.console.db.transaction():
        strange = accounts.add(desk.console.db, "gopher", "", "town", b"x")
    stand_in.entries.insert(0, entry("after"))
    desk.look()
    assert "after" in desk.texts(sky)
    assert "does not know" in desk.seen(strange).trouble


def test_the_times_are_those_of_the_last_rounds(desk: Desk, two):
    sky, _ = two
    seen = desk.seen(sky)
    assert seen.last_sync == seen.last_try == desk.clock.wall()
    assert (seen.next_try - desk.clock.wall()).total_seconds() == 60
    with desk.console.db.transaction():
        number = accounts.ensure(desk.console.db, "file", "", "City")
    assert desk.console.accounts.listed()[-1].id == number
    assert (desk.seen(number).health, desk.seen(number).next_try) == (Health.FILES, None)
    with pytest.raises(BadInput):
        desk.console.accounts.pause(number)


def test_the_journal_names_no_handle_and_no_secret(desk: Desk, two):
    rows = desk.console.db.query("SELECT * FROM journal")
    said = " ".join(str(value) for row in rows for value in row.values())
    assert "account added" in said
    assert f'"{TOKEN}"' not in said
    assert "town.test" not in said
