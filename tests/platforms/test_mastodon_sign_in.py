"""Signing in to Mastodon in the browser: granted, refused, too little, and withdrawn again."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from urllib.parse import parse_qs, urlsplit

import pytest

from moderator.clock import HandClock
from moderator.network import Network
from moderator.platforms import kinds
from moderator.platforms._mastodon_session import SCOPES
from moderator.problems import PlatformProblem, PlatformRefused, SignInNeeded, Transient
from tests.platforms.loopback import Fault
from tests.platforms.signing import Keeping, gathered

MASTODON = kinds()["mastodon"]


def browse(address: str) -> None:
    """A browser that follows where it is sent."""
    with urllib.request.urlopen(address, timeout=10) as page:
        page.read()


def sign_in(town, browser=browse):
    async def work():
        async with MASTODON.consent(town.url, Network()) as consent:
            asks = asyncio.create_task(consent.granted())
            await asyncio.get_running_loop().run_in_executor(None, browser, consent.url)
            return await asks

    return asyncio.run(work())


def test_who_says_yes_in_the_browser_is_signed_in(town, tmp_path):
    granted = sign_in(town)
    assert granted.handle == "town"
    account = Keeping(town.url, granted.handle, granted.secret, tmp_path, HandClock())

    async def within():
        async with MASTODON.open(account.access()) as platform:
            return await gathered(platform)

    assert asyncio.run(within())
    assert json.loads(granted.secret)["token"] in town.tokens
    assert json.loads(granted.secret)["token"] not in repr(granted)


def test_the_browser_is_asked_for_what_is_needed_and_proves_that_it_was_us(town):
    seen = []

    def watching(url):
        seen.append({name: values[0] for name, values in parse_qs(urlsplit(url).query).items()})
        browse(url)

    sign_in(town, watching)
    (asked,) = seen
    assert set(asked["scope"].split()) == set(SCOPES)
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")
    (app,) = town.apps.values()
    assert app["redirect_uris"] == [asked["redirect_uri"]]


def test_a_server_without_metadata_is_signed_in_to_all_the_same(town):
    town.wishes.has_metadata = False
    assert sign_in(town).handle == "town"


def test_a_server_that_knows_no_finer_permissions_is_asked_for_read_and_write(town):
    metadata = json.dumps({"scopes_supported": ["read", "write", "follow"]}).encode()
    town.faults["GET /.well-known/oauth-authorization-server"].append(Fault(body=metadata))
    sign_in(town)
    (app,) = town.apps.values()
    assert app["scopes"] == ["read", "write"]


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{", b'{"scopes_supported": 5}', b""])
def test_metadata_that_cannot_be_read_is_none(town, body):
    town.faults["GET /.well-known/oauth-authorization-server"] += [Fault(body=body)] * 4
    assert sign_in(town).handle == "town"


def test_who_says_no_is_not_signed_in(town):
    with pytest.raises(SignInNeeded, match="not granted"):
        sign_in(town, lambda url: browse(town.approve(url, deny=True)))
    assert len(town.tokens) == 1


def test_a_code_of_somebody_else_is_worth_nothing(town):
    """Another program saw the address, and went through with it by itself: it lacks the proof."""
    back = []

    def somebody_else(url):
        back.append(town.approve(url))
        town.codes[parse_qs(urlsplit(back[0]).query)["code"][0]]["code_challenge"] = "another proof"
        browse(back[0])

    with pytest.raises(SignInNeeded, match="no access token"):
        sign_in(town, somebody_else)


def test_too_little_is_said(town):
    answer = json.dumps(
        {"access_token": "narrow", "token_type": "Bearer", "scope": "read", "created_at": 1}
    ).encode()
    town.faults["POST /oauth/token"].append(Fault(body=answer))
    with pytest.raises(SignInNeeded) as problem:
        sign_in(town)
    assert "write:mutes" in problem.value.why


@pytest.mark.parametrize(
    "answer", [Fault(404, b"no"), Fault(422, b"{}"), Fault(body=b"[]"), Fault(body=b'{"client_id": 5}')]
)
def test_a_server_that_registers_nothing_is_named_as_such(town, answer):
    town.faults["POST /api/v1/apps"] += [answer] * 4
    with pytest.raises(PlatformRefused, match="let programs sign in"):
        sign_in(town)


@pytest.mark.parametrize(
    "answer", [Fault(401, b"{}"), Fault(400, b"{}"), Fault(body=b"{}"), Fault(body=b'{"access_token": 5}')]
)
def test_no_token_is_no_sign_in(town, answer):
    town.faults["POST /oauth/token"].append(answer)
    with pytest.raises(SignInNeeded, match="no access token"):
        sign_in(town)


def test_a_code_is_never_used_twice_by_itself(town):
    town.faults["POST /oauth/token"].append(Fault(500, after=True))
    with pytest.raises(PlatformProblem):
        sign_in(town)
    assert town.asked.count("POST /oauth/token") == 1


def test_an_answer_without_a_name_is_a_passing_fault(town):
    town.faults["GET /api/v1/accounts/verify_credentials"].append(Fault(body=b"{}"))
    with pytest.raises(Transient):
        sign_in(town)


def test_what_was_granted_can_be_withdrawn_and_a_pasted_token_only_by_a_person(town, tmp_path):
    granted = sign_in(town)
    token = json.loads(granted.secret)["token"]
    account = Keeping(town.url, granted.handle, granted.secret, tmp_path, HandClock())
    assert asyncio.run(MASTODON.revoke(account.access())) is True
    assert town.revoked == [token]
    assert token not in town.tokens
    account.secret = "right"
    assert asyncio.run(MASTODON.revoke(account.access())) is False


@pytest.mark.parametrize("answer", [Fault(403, b"{}"), Fault(500), Fault(cut=True)])
def test_what_could_not_be_withdrawn_is_said(town, tmp_path, answer):
    granted = sign_in(town)
    account = Keeping(town.url, granted.handle, granted.secret, tmp_path, HandClock())
    town.faults["POST /oauth/revoke"] += [answer] * 4
    assert asyncio.run(MASTODON.revoke(account.access())) is False
