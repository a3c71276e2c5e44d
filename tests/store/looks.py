"""The queue protocol with people who read: I8, no look is left uncounted, and I9, no look in a break or over a limit.

Two of the three desks are one person's. The model knows what came onto which screen and when, what each look must
have cost at least, and how long each person has sat without a rest; it does not read the program's own account of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from moderator.cards import Showing
from moderator.decisions import Verdict
from moderator.desk import Desk
from moderator.gate import Who
from moderator.problems import BreakDue, CalmFirst, LimitReached, Lost
from moderator.scores import Band
from moderator.store import cards
from moderator.wellbeing.values import Mode, Presence
from tests.store.desks import claim, score
from tests.store.machine import CLIENTS, QueueMachine, Screen

SECOND = 1_000_000
PERSON = {"otter": "mara", "heron": "mara", "vole": "tom"}
COSTS = {None: 2, Band.S0: 0, Band.S1: 1, Band.S2: 2, Band.S3: 4, Band.S4: 8}
HOURS_LIMIT = 150
EXTREME_AN_HOUR = 3
SITTING = (20 * 60 + 20 + 60) * SECOND  # twenty minutes, the warning, and a minute that a gap may count
AWAY = 120 * SECOND
SLACK = 5 * SECOND  # a server's clock runs on by itself


@dataclass
class Sat:
    """One person as seen from outside."""

    looks: set[int] = field(default_factory=set)
    cards: set[int] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    cost: list[tuple[int, float]] = field(default_factory=list)  # when, at least how many units
    extreme: list[int] = field(default_factory=list)  # when extreme cards were read
    last: int = 0
    sitting: int = 0
    shut_until: int = 0
    must_say_ready: bool = False
    limited_until: int = 0


class LookingMachine(QueueMachine):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = {
            client: Desk(
                self.db[client], Who(PERSON[client], f"desk of {client}"), caps={}, titles={}, reasons=tuple
            )
            for client in CLIENTS
        }
        self.sat: dict[str, Sat] = defaultdict(Sat)
        self.eager = False
        self.floods = 0

    def sign_of_life(self, client: str) -> Sat:
        sat = self.sat[PERSON[client]]
        gap = self.now - sat.last if sat.last else 0
        sat.sitting = 0 if gap >= AWAY else sat.sitting + min(gap, 60 * SECOND)
        sat.last = self.now
        return sat

    # reading

    @rule(eager=st.booleans())
    def habit(self, eager: bool) -> None:
        """Whether cards are read as soon as they are on a screen."""
        self.eager = eager

    def shown(self, client: str, screen: Screen) -> None:
        if self.eager:
            self.look(client, Showing.PLAIN)

    @precondition(lambda self: self.screens)
    @rule(data=st.data(), showing=st.sampled_from(Showing))
    def looks(self, data: st.DataObject, showing: Showing) -> None:
        self.look(data.draw(st.sampled_from(sorted(self.screens))), showing)

    def look(self, client: str, showing: Showing) -> None:
        card_id = self.screens[client].claim.card_id
        band = cards.one_card(self.db[client], card_id).band  # type: ignore[union-attr]
        sat = self.sign_of_life(client)
        try:
            words = self.desk[client].reveal(card_id, showing)
        except BreakDue as due:
            self.note_break(sat, due.left.total_seconds())
            return
        except CalmFirst:
            return  # the mix has tests of its own
        except LimitReached as reached:
            if reached.limit in ("s4_h", "s4_d"):
                assert band is Band.S4, "a limit on extreme cards closed another"
                assert len([at for at in sat.extreme if at > self.now - 3600 * SECOND - SLACK]) >= 2, (
                    "closed too early"
                )
                return
            sat.limited_until = max(sat.limited_until, sat.cost[-1][0] + 15 * 60 * SECOND)
            return
        except Lost:
            raise AssertionError("I14: a card inside its trust window cannot be read") from None
        self.allowed(sat, band)
        self.counted(sat, card_id, words.reveal, band, self.screens[client].text)

    def note_break(self, sat: Sat, left: float) -> None:
        sat.shut_until = max(sat.shut_until, self.now + int(left * SECOND) - SLACK)
        sat.must_say_ready = True

    def allowed(self, sat: Sat, band: Band | None) -> None:
        assert self.now >= sat.shut_until, "I9: words during a break"
        assert not sat.must_say_ready, "I9: words before the break was ended by its person"
        if sat.limited_until:
            assert band is Band.S0 or self.now >= sat.limited_until - SLACK, (
                "I9: words before the cooldown was over"
            )
            sat.sitting = 0
        assert sat.sitting <= SITTING, "I9: words after more than twenty minutes without a rest"
        hour = sum(units for at, units in sat.cost if at > self.now - 3600 * SECOND + SLACK)
        assert band is Band.S0 or hour < HOURS_LIMIT, "I9: words over the limit of the hour"
        extreme = [at for at in sat.extreme if at > self.now - 3600 * SECOND + SLACK]
        assert band is not Band.S4 or len(extreme) < EXTREME_AN_HOUR, (
            "I9: a fourth extreme card within the hour"
        )
        sat.limited_until = 0

    def counted(self, sat: Sat, card_id: int, reveal: int, band: Band | None, text: str) -> None:
        least = 0.0 if card_id in sat.cards else COSTS[band] * (0.5 if text in sat.texts else 1)
        if band is Band.S4 and least:
            sat.extreme.append(self.now)
        sat.looks.add(reveal)
        sat.cards.add(card_id)
        sat.texts.add(text)
        sat.cost.append((self.now, least))

    # resting

    @rule(client=st.sampled_from(CLIENTS))
    def takes_a_break(self, client: str) -> None:
        sat = self.sign_of_life(client)
        rest = self.desk[client].break_now()
        if rest.mode is Mode.BREAK:
            self.note_break(sat, rest.left.total_seconds())

    @rule(client=st.sampled_from(CLIENTS))
    def says_ready(self, client: str) -> None:
        sat = self.sign_of_life(client)
        self.desk[client].ready()
        if sat.must_say_ready and self.now >= sat.shut_until:
            sat.must_say_ready, sat.sitting = False, 0

    @rule(client=st.sampled_from(CLIENTS), minutes=st.sampled_from([5, 21]))
    def sits_on(self, client: str, minutes: int) -> None:
        """With the window open and a hand on the mouse."""
        for _ in range(minutes * 2):
            self.time_passes(30)
            sat = self.sign_of_life(client)
            rest = self.desk[client].rest(Presence.ACTIVE)
            if rest.mode is Mode.BREAK:
                self.note_break(sat, rest.left.total_seconds())
                return

    @rule(client=st.sampled_from(CLIENTS), other=st.sampled_from(CLIENTS))
    def tries_the_other_desk_in_a_break(self, client: str, other: str) -> None:
        self.takes_a_break(client)
        self.gather([""], False)
        self.claims(other)
        if other in self.screens:
            self.look(other, Showing.MASKED)

    @precondition(lambda self: self.floods < 2)
    @rule(client=st.sampled_from(CLIENTS), other=st.sampled_from(CLIENTS))
    def reads_a_flood(self, client: str, other: str) -> None:
        """Forty severe cards in a row, in turn at two desks: the hour's limit is reached."""
        self.floods += 1
        self.reads_in_turn([client, other] * 20, Band.S3)

    @rule(client=st.sampled_from(CLIENTS), other=st.sampled_from(CLIENTS))
    def reads_extreme_cards(self, client: str, other: str) -> None:
        """Four in a row, in turn at two desks: one more than an hour allows."""
        self.reads_in_turn([client, other] * 2, Band.S4)

    def reads_in_turn(self, clients: list[str], band: Band) -> None:
        for at in clients:
            self.gather([""], False)
            native = list(self.texts)[-1]
            found = self.world.query("SELECT card_id FROM comment WHERE native_id = :n", n=native)
            score(self.world, found[0]["card_id"], band)
            self.time_passes(1)
            self.screens.pop(at, None)
            sent = self.now
            got = claim(self.db[at], at, card_id=found[0]["card_id"])
            if got is not None:
                self.show(at, got, sent)
                self.look(at, Showing.PLAIN)
                self.decide(at, Verdict.KEEP, False)

    # what must always hold

    @invariant()
    def i8_every_look_was_counted(self) -> None:
        rows = self.world.query(
            """SELECT e.person, e.units, e.reveal_id, e.kind FROM exposure e JOIN reveal r ON r.id = e.reveal_id"""
        )
        for person, sat in self.sat.items():
            mine = [row for row in rows if row["person"] == person]
            known = {row["reveal_id"] for row in mine if row["kind"] == "reveal"}
            assert sat.looks <= known, "I8: a look without its charge"
            least = sum(units for _, units in sat.cost)
            assert sum(row["units"] for row in mine) >= least - 1e-6, "I8: charged less than was seen"
