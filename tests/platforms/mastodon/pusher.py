"""Gathers, decides and sends over a store, to be killed: `python -m tests.platforms.mastodon.pusher FOLDER SERVER LATER`.

A process of its own, with the real store, client and pusher; only the clock is moved by hand, `LATER` minutes on, so
that leases of whoever died before are over. Says DONE when nothing more can be sent.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import stamina

from moderator import platforms, rules
from moderator.choices import Choices
from moderator.clock import HandClock
from moderator.decisions import Extra, Op, Verdict
from moderator.gathering import gather_round
from moderator.platforms import Access
from moderator.pushing import Pusher
from moderator.store import accounts, cards, queue
from moderator.store.db import Db, open_sqlite
from tests.platforms.mastodon.standin import TOKEN

KEY = bytes(range(32))
ALSO = (Extra(Op.REPLY, "Please be kind."), Extra(Op.MUTE), Extra(Op.BLOCK), Extra(Op.REPORT))


def open_desk(folder: Path, clock: HandClock) -> Db:
    return open_sqlite(folder / "home" / "desk.db", KEY, clock)


def opener(db: Db, clock: HandClock, folder: Path):
    def opened(account: accounts.Account):
        keep = lambda session: None  # noqa: E731 - signing in again is part of the test
        access = Access(account.id, account.server, account.handle, TOKEN, "", keep, clock, str(folder))
        return platforms.kinds()[account.platform].open(access)

    return opened


def decide_all(db: Db) -> None:
    kinds = platforms.kinds()
    choices = Choices(
        db,
        caps={name: kind.caps for name, kind in kinds.items()},
        titles={name: kind.title for name, kind in kinds.items()},
        reasons=rules.house_rules,
    )
    while True:
        with db.transaction():
            held = queue.claim(db, "otter", "d1")
        if held is None:
            return
        with db.transaction():
            card = cards.one_card(db, held.card_id)
            acts = choices.extra_acts(card, ALSO, None)
            queue.decide(db, held.id, f"r{held.id}", Verdict.KEEP, None, "veiled", acts)


async def main(folder: Path, server: str, later: int) -> None:
    stamina.set_testing(True, attempts=4, cap=True)
    clock = HandClock()
    clock.pass_(minutes=later)
    db = open_desk(folder, clock)
    with db.transaction():
        accounts.ensure(db, "mastodon", server, "town")
    opened = opener(db, clock, folder)
    await gather_round(db, accounts.listed(db), opened)
    decide_all(db)
    clock.pass_(seconds=11)
    await Pusher(db, opened, f"w{later}").push_due()
    print("DONE")
    db.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
