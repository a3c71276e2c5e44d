"""What the desk may say about itself at a glance: worker, accounts, decisions on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from moderator.backups import Kept, Looking
from moderator.clock import from_us
from moderator.promising import Promises
from moderator.store import accounts, cards, comments, outbox, parking, places, queue, workers
from moderator.store.db import Db

ALONE = (
    "scoring with the embedded scorer alone: "  # what a worker does while an installed model cannot be used
)
AGAIN = "scoring again: "  # and how many cards are left
MOST_COUNTED = places.MOST_COUNTED
STILL_THERE = timedelta(seconds=45)  # a worker says what it does at least this often


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """`state`: "running", "silent" (not heard of for a while) or "none" (never heard of)."""

    state: str
    doing: str = ""
    model: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountHealth:
    id: int
    platform: str
    handle: str
    server: str = ""
    trouble: str = ""
    trouble_kind: str = ""  # "" | "sign_in" | "passing"
    next_try: datetime | None = None
    last_ok: datetime | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Acts of one platform that have not taken effect, and why, in the words of the newest of them."""

    platform: str
    count: int
    why: str
    next_try: datetime | None = None
    parked: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    worker: WorkerSeen
    accounts: tuple[AccountHealth, ...]
    waiting_cards: int
    waiting_comments: int
    unscored: int
    pushing: tuple[Waiting, ...]
    parked: int
    set_aside: int
    kept: Kept | None = None  # about backups, where this home makes them
    now: datetime | None = None
    failed: int = 0  # cards that brought the scorer down twice: a person scores them
    second_looks: int = 0  # decisions that await a colleague
    promises_missed: int = 0  # cards of the line that are past their promise; counted up to MOST_COUNTED
    promises_nearly: int = 0  # and those that will be within an hour of work
    exhausted: datetime | None = (
        None  # nobody has room, since then: no number of what waits is told meanwhile
    )


class Overview:
    """Counts and the agency's own accounts, for everybody at this desk: the tray tells them, too.

    `kept` looks at the home's backups; None where they are somebody else's.
    """

    def __init__(self, db: Db, kept: Looking | None = None, promises: Promises | None = None) -> None:
        self._db, self._kept = db, kept
        self._promises = promises or Promises(db)

    def status(self) -> Status:
        counts = cards.counts(self._db)
        period = parking.running(self._db)
        missed, nearly = (0, 0) if period else self._promises.missed()
        return Status(
            worker=self._worker(),
            accounts=tuple(self._account(account) for account in accounts.listed(self._db)),
            waiting_cards=counts["waiting"],
            waiting_comments=counts["comments"],
            unscored=counts["unscored"],
            pushing=tuple(self._waiting(row) for row in outbox.unsettled(self._db)),
            parked=counts["parked"],
            set_aside=comments.set_aside_count(self._db),
            failed=cards.quarantined(self._db),
            second_looks=queue.awaiting(self._db),
            promises_missed=missed,
            promises_nearly=nearly,
            exhausted=from_us(period.begun_us) if period else None,
            kept=self._kept.kept() if self._kept else None,
            now=from_us(self._db.wall_us()),
        )

    def worker_elsewhere(self, ours: frozenset[int] = frozenset()) -> bool:
        """Does a worker run that the desktop did not start: a service, or one on a team's server?

        `ours` are the process ids of the desktop's own, whose last sign may outlive them.
        """
        now_us = STILL_THERE // timedelta(microseconds=1)
        return any(
            beat.age_us is not None
            and beat.age_us < now_us
            and beat.doing != "stopped"
            and workers.may_live(beat.name, ours)
            for beat in workers.listed(self._db)
        )

    def _worker(self) -> WorkerSeen:
        seen = workers.latest(self._db)
        if seen is None:
            return WorkerSeen("none")
        alive = seen.age_us is not None and seen.age_us < STILL_THERE // timedelta(microseconds=1)
        if not alive or seen.doing == "stopped":
            return WorkerSeen("silent", seen.doing, seen.model, seen.at)
        return WorkerSeen("running", seen.doing, seen.model, seen.at)

    @staticmethod
    def _account(account: accounts.Account) -> AccountHealth:
        return AccountHealth(
            id=account.id,
            platform=account.platform,
            handle=account.handle,
            server=account.server,
            trouble=account.trouble,
            trouble_kind=account.trouble_kind,
            next_try=from_us(account.next_try_us) if account.next_try_us else None,
            last_ok=from_us(account.last_ok_us) if account.last_ok_us else None,
            paused=account.paused_us is not None,
        )

    @staticmethod
    def _waiting(row: outbox.Unsettled) -> Waiting:
        return Waiting(
            platform=row.platform,
            count=row.count,
            why=row.problem,
            next_try=from_us(row.next_try_us) if row.next_try_us else None,
            parked=row.state == "parked",
        )
