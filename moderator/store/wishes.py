"""What a person wants left out of their work: a constraint on who gets which card, and nothing else.

Read for that person's own routing and for counts over everybody. No reason is asked and none is kept; nothing of it is in
the journal. `eff_us` and `until_us` belong to wishes of a day alone: when it was wished by the person's own time, and when
their next shift begins, where the roster knows one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from moderator.store.base import Db, as_list


class Wish(NamedTuple):
    kind: str
    eff_us: int | None
    until_us: int | None


def of(db: Db, person: str) -> list[Wish]:
    rows = db.query(
        "SELECT kind, eff_us, until_us FROM opt_out WHERE person = :person ORDER BY kind", person=person
    )
    return [Wish(**row) for row in rows]


def keep(db: Db, person: str, wish: Wish) -> None:
    forget(db, person, [wish.kind])
    db.run(
        "INSERT INTO opt_out (person, kind, eff_us, until_us) VALUES (:person, :kind, :eff, :until)",
        person=person,
        kind=wish.kind,
        eff=wish.eff_us,
        until=wish.until_us,
    )


def forget(db: Db, person: str, kinds: Collection[str]) -> None:
    db.run(
        f"DELETE FROM opt_out WHERE person = :person AND kind IN ({db.among('kinds', 'text')})",
        person=person,
        kinds=as_list(sorted(kinds)),
    )
