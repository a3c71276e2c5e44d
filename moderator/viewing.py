"""Looking at a desk that cannot be opened: what waits and what was decided, and nothing else.

For a disk that is read-only or full, a file that another program holds, and a damaged one. Nothing is written, so nothing
can be claimed, decided or revealed: a look at the words must be counted, and cannot be. Where several persons sign in
nobody is let in, because nobody can be signed in without a line in the journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from moderator.cards import Line
from moderator.clock import Clock
from moderator.entrance import Entrance
from moderator.gate import Gate, Who
from moderator.history import History
from moderator.home import DATABASE, Home
from moderator.keys import derive
from moderator.people.roles import Verb
from moderator.problems import NotAllowed
from moderator.records import Page, Wanted
from moderator.rulebook import everything
from moderator.store import cards
from moderator.store.unchanged import Unchanged

CARDS, DECISIONS = 500, 100  # of each, at most


@dataclass(frozen=True, slots=True)
class View:
    """The first cards that wait, veiled as in the queue, and the newest decisions. `rules` are the titles by key."""

    line: Line
    decided: Page
    rules: dict[str, str]


def view(home: Home, key: bytes, clock: Clock) -> View:
    """Raises NotAllowed, WrongKey, DamagedStore, StoreProblem. Reads some milliseconds, and lets go of the file."""
    db = Unchanged(Path(home.path) / DATABASE, derive(key, "database"), clock)
    try:
        person = Entrance(db, home.person, home.desk).walks_in()
        if person is None:
            raise NotAllowed(
                "Several persons sign in at this desk",
                "Nobody can be signed in while nothing can be written",
                "Put right first what keeps the desk closed",
            )
        Gate(db, person).demand(Verb.SEE_LINE)
        history = History(db, Who(person, home.desk), reasons=lambda: everything(db), caps={})
        decided = history.page(Wanted(), limit=DECISIONS)
        return View(cards.line(db, CARDS), decided, {rule.key: rule.title for rule in history.rules()})
    finally:
        db.close()
