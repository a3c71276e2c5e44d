"""Scenes of the Accounts screen for the gallery, on a desk of one's own: nothing of them is asked of any server."""

from __future__ import annotations

from typing import Any

from stage import Stage

from moderator.console import Console
from moderator.platforms import kinds
from moderator.store import accounts, workers
from ui.accounts.pages import InBrowser

LONG = "Straßenverkehrszulassungsamt.Donaudampfschifffahrtsgesellschaft"
REFUSED = (
    "Bluesky does not accept this handle and app password. Make a new app password in Bluesky under Settings, Privacy "
    "and security, App passwords, and sign in with it."
)
FOUND = (
    "This is City of Example (@city) on Mastodon.",
    "Its comments can be read. 14 comments are on the first page.",
    "Cannot hide or delete; can answer, mute, block, report and filter phrases.",
)


def _in_every_state(desk: Stage, which: int) -> None:
    """Accounts in every state, the chosen one by its place."""

    def connect(console: Console) -> None:
        db, now = console.db, console.db.wall_us()
        with db.transaction():
            made = [
                accounts.add(db, platform, server, handle, b"x")
                for platform, server, handle in (
                    ("mastodon", "https://social.city.example", "city"),
                    ("bluesky", "https://bsky.social", "transport.city.example"),
                    ("mastodon", "https://mastodon.social", "مكتبة_المدينة"),
                    ("bluesky", "https://bsky.social", LONG),
                )
            ]
            accounts.ensure(db, "file", "", "Straßenverkehrszulassungsamt")
            for each in made[:3]:
                accounts.set_health(db, each)
            later = now + 3_600_000_000
            accounts.set_health(db, made[1], trouble=REFUSED, kind="sign_in", next_try_us=later)
            accounts.pause(db, made[2])
            workers.beat(db, "worker", "watching", "calm 1")

    desk.ask(connect)
    screen = _shown(desk)
    screen.list.setCurrentIndex(screen.model.index(which))


def _shown(desk: Stage) -> Any:
    desk.show()
    places = desk.window.rail.places
    at = next(at for at, place in enumerate(places) if place.title == "Accounts")
    desk.window.show_screen(at)
    desk.settle()
    return desk.window.screens[at]


def account_well(desk: Stage) -> None:
    _in_every_state(desk, 0)


def account_refused(desk: Stage) -> None:
    _in_every_state(desk, 1)


def account_paused(desk: Stage) -> None:
    _in_every_state(desk, 2)


def account_long(desk: Stage) -> None:
    _in_every_state(desk, 3)


def accounts_none(desk: Stage) -> None:
    _shown(desk)


def connect_mastodon(desk: Stage) -> None:
    screen = _shown(desk)
    screen.connect_one()
    screen.connecting.begin("mastodon")


def sign_in_again(desk: Stage) -> None:
    _in_every_state(desk, 1)
    screen = _shown(desk)
    screen.sign_in_again()
    screen.frame.page.typed["secret"].setText("turnip")
    screen.frame.page.refuse(REFUSED)


def in_the_browser(desk: Stage) -> None:
    screen = _shown(desk)
    screen.connect_one()
    url = "https://social.city.example/oauth/authorize?response_type=code&client_id=abcdefgh&scope=read+write"
    screen.frame.show_page(InBrowser(kinds()["mastodon"], url))


def account_found(desk: Stage) -> None:
    connect_mastodon(desk)
    _shown(desk).connecting._show_found(list(FOUND))


def account_removing(desk: Stage) -> None:
    _in_every_state(desk, 0)
    _shown(desk).ask_remove()


ACCOUNT_SCENES = {
    each.__name__: each
    for each in (
        account_well, account_refused, account_paused, account_long, accounts_none, connect_mastodon, sign_in_again,
        in_the_browser, account_found, account_removing,
    )
}  # fmt: skip
