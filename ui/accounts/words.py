"""What is said of accounts: how one is doing, since when, what is safe, and what to do."""

from __future__ import annotations

from datetime import datetime

from moderator.abilities import Ability
from moderator.accounts import AccountSeen, Health
from moderator.decisions import Level
from moderator.overview import WorkerSeen
from ui import words
from ui.look import plain

_SHORT = {
    Health.NEW: "new",
    Health.WELL: "gathering",
    Health.PASSING: "not reached just now",
    Health.SIGN_IN: "needs signing in again",
    Health.PAUSED: "paused",
    Health.FILES: "From files",
}
_HEALTH = {
    Health.NEW: "It is new. Its first comments arrive in a moment.",
    Health.WELL: "All is well.",
    Health.PASSING: "The last round did not work. It is tried again by itself.",
    Health.SIGN_IN: "It needs signing in again. Nothing is gathered until then.",
    Health.PAUSED: "Gathering is paused. Decisions still leave.",
    Health.FILES: "Its comments came in files. Nothing is gathered.",
}
_SAFE = (
    "What was gathered is here, and other accounts go on. Gathering takes up where it stopped, so that nothing in "
    "between is left out."
)
NONE_YET = "No account is connected yet."
NONE_YET_MORE = "Connect one, and its comments wait in the queue: the harsh ones veiled."
NONE_FOR_LEADS = "An admin can connect one, on this screen."
ASK_ADMIN = "An admin can sign in again, pause or remove accounts."
TESTING = "Signing in afresh and reading. This can take a moment."
REHEARSING = "This is the rehearsal. It takes no real account, so that nothing real gets in here by mistake."


def handle(account: AccountSeen) -> str:
    return plain.name(account.handle, account.title)


def short(account: AccountSeen) -> str:
    """The second line of a row."""
    return (
        _SHORT[account.health]
        if account.health is Health.FILES
        else f"{account.title} · {_SHORT[account.health]}"
    )


def where(account: AccountSeen) -> str:
    """ "Mastodon, on mastodon.social"."""
    server = account.server.partition("://")[2] or account.server
    if account.health is Health.FILES:
        return "From files"
    return f"{account.title}, on {plain.line(server, 100)}" if server else account.title


def health(account: AccountSeen) -> str:
    return _HEALTH[account.health]


def troubled(account: AccountSeen) -> bool:
    return account.health in (Health.PASSING, Health.SIGN_IN)


def safe(account: AccountSeen) -> str:
    """What a person need not worry about, and what waits."""
    if not troubled(account):
        return ""
    return f"{_SAFE} {waiting(account)}".strip()


def waiting(account: AccountSeen) -> str:
    count = account.waiting
    if not count:
        return ""
    return "1 decision is on its way there." if count == 1 else f"{count} decisions are on their way there."


def last_sync(account: AccountSeen, now: datetime) -> str:
    if account.health is Health.FILES:
        return ""
    if account.last_sync is None:
        return "Not yet"
    ago = words.age(account.last_sync, now)
    return f"{words.moment(account.last_sync)} ({'just now' if ago == 'now' else f'{ago} ago'})"


def next_try(account: AccountSeen, now: datetime, worker: WorkerSeen) -> str:
    if account.health is Health.FILES:
        return ""
    if account.health is Health.PAUSED:
        return "When it is resumed"
    if worker.state != "running":
        return "When the worker runs again"
    if account.next_try is None:
        return "None is planned"
    left = (account.next_try - now).total_seconds()
    if account.asked or left <= 5:
        return "In a moment"
    return "Within a minute" if left <= 60 else f"{words.clock_time(account.next_try)}"


def ability(one: Ability) -> str:
    """ "Hide: yes. Moves the reply out of your thread." """
    state = {
        Level.YES: "yes",
        Level.CONDITIONAL: "yes, with limits",
        Level.MANUAL: "by hand",
        Level.NO: "no",
    }[one.level]
    why = f". {one.why[:1].upper()}{one.why[1:].rstrip('.')}" if one.why else ""
    return f"{one.act[:1].upper()}{one.act[1:]}: {state}{why}."


def remove(account: AccountSeen) -> tuple[str, ...]:
    """What removing means, before it is done."""
    told = [
        "Nothing more is gathered from it. Its secret is forgotten here at once, and withdrawn at "
        f"{account.title} where that can be done.",
        "Its comments, what was decided, and the journal stay.",
    ]
    if account.waiting:
        late = (
            "it can no longer be carried out" if account.waiting == 1 else "they can no longer be carried out"
        )
        told.append(f"{waiting(account).rstrip('.')}: {late}.")
    return tuple(told)


def removed(name: str, told: list[str]) -> str:
    return " ".join([f"Removed {plain.name(name)}. Its comments and decisions stay.", *told])


def kept(name: str, *, again: bool) -> str:
    if again:
        return f"Signed in to {plain.name(name)} again. Gathering goes on where it stopped."
    return f"Saved {plain.name(name)}. Its first comments arrive in a moment."
