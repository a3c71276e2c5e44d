"""The queue protocol under every order of events that hypothesis can think of.

The model keeps only what each desk saw and what the platform did; the invariants are about those observations,
not about the tables' own opinion. They carry the numbers of the protocol: I1 to I14 here, but for I8 and I9,
which are about people who read and stand in looks.py.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from moderator.comments import Batch, Gone, GoneReason
from moderator.decisions import Op, UndoKind, Verdict
from moderator.problems import Lost, NotAllowed
from moderator.store import cards, comments, journal, outbox, queue
from moderator.store.db import Db
from moderator.store.texts import text_key
from tests.store.desks import Desks, add_account, claim, comment, gather

CLIENTS = ("otter", "heron", "vole")
TEXTS = ("You absolute turnip", "You utter cabbage", "Thanks for the update")
SECONDS = (1, 5, 11, 60, 89, 119, 121)


@dataclass
class Platform:
    """The world outside: it remembers every effect. Deleting twice by accident would be two effects."""

    effects: list[str] = field(default_factory=list)
    hidden: dict[str, bool] = field(default_factory=dict)

    def do(self, row: outbox.OutboxRow) -> None:
        if row.op is not Op.DELETE and row.key in self.effects:
            return
        self.effects.append(row.key)
        self.hidden[row.native_id] = row.op is not Op.UNHIDE

    def seen(self, key: str) -> bool:
        return key in self.effects


@dataclass
class Screen:
    claim: queue.Claim
    text: str
    until: int  # boot µs of the desk: blank from then on


@dataclass
class Made:
    """A decision as its desk was told of it."""

    card: int
    verdict: Verdict
    request: str
    acts: tuple[str, ...]  # native ids
    at: int
    undone: int | None = None
    called_back: bool = False


class QueueMachine(RuleBasedStateMachine):
    desks: Desks

    def __init__(self) -> None:
        super().__init__()
        while len(self.desks.opened) < len(CLIENTS) + 1:
            self.desks.open()
        self.world, *others = self.desks.opened
        self.db = dict(zip(CLIENTS, others, strict=True))
        empty(self.world)
        self.account = add_account(self.world)
        self.platform = Platform()
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.alive: dict[str, bool] = {}
        self.screens: dict[str, Screen] = {}
        self.made: dict[int, Made] = {}
        self.acts: dict[str, list[int]] = {}  # native id -> decisions that act on it, the newest last
        self.taken: dict[str, int] = {}  # key -> when a sender took it
        self.flying: list[outbox.OutboxRow] = []
        self.requests = self.pages = 0
        self.heads: list[tuple[int, str]] = []

    @property
    def now(self) -> int:
        return self.desks.clock.boot().us

    def shown(self, client: str, screen: Screen) -> None:
        """A card comes onto a screen. A hook for machines that reveal."""

    def stood_with(self, text: str, shown: str) -> bool:
        """May a decision about what was shown be about this text too? A hook for machines that join near-copies."""
        return text_key(text) == text_key(shown)

    # the world

    @rule(texts=st.lists(st.sampled_from((*TEXTS, "")), min_size=1, max_size=3), again=st.booleans())
    def gather(self, texts: list[str], again: bool) -> None:
        known = list(self.texts)[-2:] if again else []
        fresh = [f"n{len(self.texts) + n}" for n in range(len(texts))]
        for native, text in zip(fresh, texts, strict=True):
            self.texts[native] = text if text != "" else f"only {native}"
            self.versions[native], self.alive[native] = 1, True
        self.deliver([*known, *fresh])

    @rule(texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=2))
    def gather_is_killed(self, texts: list[str]) -> None:
        try:
            with self.world.transaction():
                page = Batch(tuple(comment(f"lost{n}", text) for n, text in enumerate(texts)), cursor="x")
                comments.save_batch(self.world, self.account, page, "test")
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            pass

    def deliver(self, natives: list[str]) -> None:
        self.pages += 1
        page = [
            comment(native, self.texts[native], version=f"v{self.versions[native]}")
            for native in natives
            if self.alive[native]
        ]
        gather(self.world, self.account, page, cursor=str(self.pages))

    @precondition(lambda self: self.texts)
    @rule(data=st.data(), text=st.sampled_from((*TEXTS, "Something new")))
    def edited(self, data: st.DataObject, text: str) -> None:
        self.edit(data.draw(st.sampled_from(sorted(self.texts)[-4:])), text)

    def edit(self, native: str, text: str) -> None:
        self.texts[native], self.alive[native] = text, True
        self.versions[native] += 1
        self.deliver([native])

    @precondition(lambda self: self.texts)
    @rule(data=st.data(), back=st.booleans())
    def vanishes(self, data: st.DataObject, back: bool) -> None:
        native = data.draw(st.sampled_from(sorted(self.texts)[-4:]))
        self.alive[native] = False
        gather(self.world, self.account, [], gone=[Gone(native, GoneReason.DELETED)], cursor=str(self.pages))
        if back:
            self.alive[native] = True
            self.deliver([native])

    @rule(seconds=st.sampled_from(SECONDS), asleep=st.booleans())
    def time_passes(self, seconds: int, asleep: bool = False) -> None:
        (self.desks.clock.suspend if asleep else self.desks.clock.pass_)(seconds=seconds)
        for client in [client for client, screen in self.screens.items() if screen.until <= self.now]:
            del self.screens[client]  # the desk blanks by itself

    # desks

    @rule(client=st.sampled_from(CLIENTS))
    def claims(self, client: str) -> None:
        sent = self.now
        self.screens.pop(client, None)
        got = claim(self.db[client], client, skip_passed=False)
        if got is not None:
            self.show(client, got, sent)

    def show(self, client: str, got: queue.Claim, sent: int) -> None:
        words = cards.held_words(self.db[client], got.card_id)
        assert words is not None
        until = sent + queue.TRUST.seconds * 1_000_000
        self.screens[client] = Screen(got, words.text, until)
        self.shown(client, self.screens[client])

    @precondition(lambda self: self.screens)
    @rule(data=st.data())
    def heartbeat(self, data: st.DataObject) -> None:
        client = data.draw(st.sampled_from(sorted(self.screens)))
        screen, sent = self.screens[client], self.now
        try:
            with self.db[client].transaction():
                queue.heartbeat(self.db[client], screen.claim.id)
        except Lost:
            raise AssertionError("I14: a claim inside its trust window was ended by somebody else") from None
        screen.until = sent + queue.TRUST.seconds * 1_000_000

    @precondition(lambda self: self.screens)
    @rule(data=st.data(), how=st.sampled_from(["release", "pass", "killed"]))
    def leaves(self, data: st.DataObject, how: str) -> None:
        client = data.draw(st.sampled_from(sorted(self.screens)))
        token = self.screens.pop(client).claim.id
        with self.db[client].transaction():
            if how == "release":
                queue.release(self.db[client], token, "released")
            elif how == "pass":
                queue.pass_(self.db[client], token, client)

    @precondition(lambda self: self.screens)
    @rule(
        data=st.data(),
        verdict=st.sampled_from([Verdict.KEEP, Verdict.HIDE, Verdict.DELETE]),
        answer_lost=st.booleans(),
    )
    def decides(self, data: st.DataObject, verdict: Verdict, answer_lost: bool) -> None:
        self.decide(data.draw(st.sampled_from(sorted(self.screens))), verdict, answer_lost)

    def decide(self, client: str, verdict: Verdict, answer_lost: bool) -> int | None:
        screen = self.screens.pop(client)  # covered before the request leaves
        self.requests += 1
        request = f"r{self.requests}"
        copies = self.copies(screen.claim.card_id)
        try:
            told = self.send_decision(client, screen, verdict, request)
        except Lost:
            return None
        for native in copies:
            assert self.stood_with(self.texts[native], screen.text), "I11: decided on an old text"
        if answer_lost:
            try:
                assert self.send_decision(client, screen, verdict, request) == told
            except Lost:
                raise AssertionError("I3: a repeated request got another answer") from None
        acts = tuple(copies) if verdict.acts and not self.asks_nothing(screen.claim.card_id) else ()
        self.made[told] = Made(screen.claim.card_id, verdict, request, acts, self.now)
        for native in acts:
            self.acts.setdefault(native, []).append(told)
        return told

    def send_decision(self, client: str, screen: Screen, verdict: Verdict, request: str) -> int:
        db = self.db[client]
        with db.transaction():
            acts = [
                queue.Act(row["comment_id"], row["account_id"], Op(verdict.value), verdict is Verdict.HIDE)
                for row in queue.copies(db, screen.claim.card_id)
                if verdict.acts
            ]
            told = queue.decide(db, screen.claim.id, request, verdict, None, "veiled", acts)
            journal.append(db, client, "decided", f"card {told.card_id}", {"decision": told.id})
        return told.id

    def asks_nothing(self, card_id: int) -> bool:
        """Deciding this card has no effect outside. A hook for machines with second looks."""
        return False

    def copies(self, card_id: int) -> list[str]:
        return [row["native_id"] for row in queue.copies(self.world, card_id)]

    @precondition(lambda self: any(made.undone is None for made in self.made.values()))
    @rule(data=st.data())
    def undoes(self, data: st.DataObject) -> None:
        standing = sorted(number for number, made in self.made.items() if made.undone is None)
        self.undo(data.draw(st.sampled_from(standing)))

    def undo(self, number: int) -> None:
        made = self.made[number]
        rows = self.world.query(
            "SELECT comment_id FROM outbox WHERE decision_id = :id AND key LIKE 'd%'", id=number
        )
        ways = {(row["comment_id"], Op.HIDE): (Op.UNHIDE, True) for row in rows}
        try:
            with self.world.transaction():
                undone = queue.undo(self.world, number, "otter", ways)
                journal.append(self.world, "otter", "undone", f"card {made.card}", {"decision": number})
        except NotAllowed:
            assert made.verdict is Verdict.DELETE
            return
        made.undone, made.called_back = self.now, undone.kind is UndoKind.CALLED_BACK

    # the outbox

    @rule(crash=st.sampled_from(["no", "no", "before", "after", "flying"]))
    def sends(self, crash: str) -> None:
        row = outbox.take(self.world, f"w{len(self.taken)}" if crash != "no" else "w")
        if row is None:
            return
        self.taken[row.key] = self.now
        if crash == "flying":
            self.flying.append(row)
        elif crash != "before":
            self.effect(row)
            if crash == "no":
                self.settle(row, "w", "confirmed")

    @precondition(lambda self: self.flying)
    @rule()
    def lands(self) -> None:
        """A request that was slow arrives, and its sender, still within its lease, says so."""
        row = self.flying.pop(0)
        if self.now - self.taken[row.key] >= 60_000_000:
            return  # requests end after a minute: it was given up
        self.effect(row)
        sender = self.world.query("SELECT sender FROM outbox WHERE id = :id", id=row.id)[0]["sender"]
        if sender is not None:
            self.settle(row, sender, "confirmed")

    def settle(self, row: outbox.OutboxRow, sender: str, state: str) -> None:
        with self.world.transaction():
            outbox.settle(self.world, row.id, sender, state)

    def effect(self, row: outbox.OutboxRow) -> None:
        made = self.made.get(row.decision_id)
        assert made is not None, "I5: an effect of a decision that nobody was told of"
        if row.key.startswith("d"):
            assert self.now >= made.at + queue.UNDO.seconds * 1_000_000, "I5: sent within the undo window"
            assert not made.called_back, "I5: sent although it was called back"
            assert made.undone is None or self.taken[row.key] <= made.undone, "I5: sent although undone"
        self.platform.do(row)

    @rule()
    def reads_back(self) -> None:
        while (row := outbox.take_uncertain(self.world, "reader")) is not None:
            self.settle(row, "reader", "confirmed" if self.platform.seen(row.key) else "pending")

    # steps that reach deep states often

    @rule(
        client=st.sampled_from(CLIENTS),
        verdict=st.sampled_from([Verdict.HIDE, Verdict.DELETE]),
        crash=st.sampled_from(["no", "before", "after"]),
    )
    def whole_path(self, client: str, verdict: Verdict, crash: str) -> None:
        self.gather(["", TEXTS[0]], False)
        self.claims(client)
        if client in self.screens:
            self.decide(client, verdict, False)
        self.time_passes(11)
        for _ in range(3):
            self.sends(crash)
        self.time_passes(121)
        for _ in range(3):
            self.sends("no")
        self.reads_back()

    @rule(client=st.sampled_from(CLIENTS), verdict=st.sampled_from([Verdict.KEEP, Verdict.HIDE]))
    def an_answer_is_lost(self, client: str, verdict: Verdict) -> None:
        self.gather([""], False)
        self.claims(client)
        if client in self.screens:
            self.decide(client, verdict, True)

    @rule(client=st.sampled_from(CLIENTS))
    def a_sender_dies_after_a_delete(self, client: str) -> None:
        self.whole_path(client, Verdict.DELETE, "after")

    @rule(client=st.sampled_from(CLIENTS), verdict=st.sampled_from([Verdict.KEEP, Verdict.HIDE]))
    def edited_while_reading(self, client: str, verdict: Verdict) -> None:
        self.gather([""], False)
        self.claims(client)
        if client in self.screens:
            for native in self.copies(self.screens[client].claim.card_id)[:1]:
                self.edit(native, "Something new")
            self.decide(client, verdict, False)

    @rule(
        client=st.sampled_from(CLIENTS), wait=st.sampled_from([5, 11]), crash=st.sampled_from(["no", "after"])
    )
    def undone_around_the_sending(self, client: str, wait: int, crash: str) -> None:
        self.gather([""], False)
        self.claims(client)
        if client not in self.screens:
            return
        told = self.decide(client, Verdict.HIDE, False)
        self.time_passes(wait)
        self.sends(crash)
        if told is not None:
            self.undo(told)

    @rule(first=st.sampled_from(CLIENTS), second=st.sampled_from(CLIENTS))
    def a_slow_desk_meets_a_quick_one(self, first: str, second: str) -> None:
        """The lease of the first runs out while it sleeps; the second takes over; the first wakes up."""
        if first == second:
            return
        self.gather([""], False)
        self.claims(first)
        sleeper = self.screens.get(first)
        self.time_passes(121)
        self.claims(second)
        if sleeper is not None:
            self.screens[first] = sleeper  # its last request was on the wire all the time
            self.decide(first, Verdict.KEEP, False)
        if second in self.screens:
            self.still_held(second)

    @rule(first=st.sampled_from(CLIENTS), second=st.sampled_from(CLIENTS))
    def two_desks_side_by_side(self, first: str, second: str) -> None:
        if first == second:
            return
        self.gather(["", ""], False)
        self.claims(first)
        self.claims(second)
        for client in (first, second):
            if client in self.screens:
                self.still_held(client)

    def still_held(self, client: str) -> None:
        try:
            with self.db[client].transaction():
                queue.heartbeat(self.db[client], self.screens[client].claim.id)
        except Lost:
            raise AssertionError("I14: a claim inside its trust window was ended by somebody else") from None

    # what must always hold

    @invariant()
    def i1_no_card_is_on_two_screens(self) -> None:
        seen = Counter(screen.claim.card_id for screen in self.screens.values())
        assert all(count == 1 for count in seen.values()), f"I1: shown to two: {seen}"

    @invariant()
    def i2_one_live_decision_a_card(self) -> None:
        assert not self.world.query(
            "SELECT card_id FROM decision WHERE undone_us IS NULL GROUP BY card_id HAVING count(*) > 1"
        ), "I2"

    @invariant()
    def i3_what_was_acknowledged_is_there(self) -> None:
        rows = self.world.query("SELECT id, card_id, verdict, request_id, undone_us FROM decision")
        there = {row["id"]: (row["card_id"], row["verdict"], row["undone_us"] is None) for row in rows}
        for number, made in self.made.items():
            assert there.get(number) == (made.card, made.verdict.value, made.undone is None), "I3"
        assert len(there) == len(self.made), "I3: a decision that nobody was told of"

    @invariant()
    def i4_every_effect_happens_once(self) -> None:
        assert all(count == 1 for count in Counter(self.platform.effects).values()), "I4: an effect twice"

    @invariant()
    def i6_cards_claims_and_decisions_agree(self) -> None:
        for what, sql in AGREE.items():
            assert not self.world.query(sql), f"I6: {what}"
        rows = self.world.query("SELECT native_id FROM comment")
        assert len(rows) == len(self.texts), "I6: comments were lost or made up"

    @invariant()
    def i7_every_act_has_one_row(self) -> None:
        rows = self.world.query(
            "SELECT decision_id, count(*) AS n FROM outbox WHERE key LIKE 'd%' GROUP BY 1"
        )
        found = {row["decision_id"]: row["n"] for row in rows}
        assert found == {n: len(made.acts) for n, made in self.made.items() if made.acts}, "I7"

    @invariant()
    def i10_the_bookmark_is_not_ahead(self) -> None:
        if self.pages:
            assert comments.bookmarks(self.world, self.account) == {"main": str(self.pages)}, "I10"

    @invariant()
    def i12_the_journal_only_grows(self) -> None:
        count, head, _ = journal.head(self.world)
        if not self.heads or self.heads[-1][0] != count:
            assert not self.heads or count > self.heads[-1][0], "I12"
            self.heads.append((count, head))
        known = {row["seq"]: row["hash"] for row in self.world.query("SELECT seq, hash FROM journal")}
        assert all(known[seq] == hash_ for seq, hash_ in self.heads if seq), "I12"

    def teardown(self) -> None:
        """I13: once faults have stopped and time passes, everything is settled."""
        self.screens.clear()
        self.flying.clear()
        for _ in range(200):
            self.desks.clock.pass_(seconds=121)
            self.reads_back()
            row = outbox.take(self.world, "last")
            if row is not None:
                self.taken[row.key] = self.now
                self.effect(row)
                self.settle(row, "last", "confirmed")
            elif not self.world.query(f"SELECT id FROM outbox WHERE state IN {UNSETTLED}"):
                break
        open_rows = self.world.query(f"SELECT id FROM outbox WHERE state IN {UNSETTLED}")
        assert not open_rows, "I13: acts that never settle"
        self.i4_every_effect_happens_once()
        self.i6_cards_claims_and_decisions_agree()
        for native, numbers in self.acts.items():
            # one that was called back leaves what an earlier one did to the comment before it was edited
            sent = [made for number in numbers if not (made := self.made[number]).called_back]
            hidden = bool(sent) and sent[-1].undone is None
            assert self.platform.hidden.get(native, False) == hidden, f"I13: {native} {sent}"
        while (got := claim(self.world, "last", skip_passed=False)) is not None:
            with self.world.transaction():
                queue.decide(self.world, got.id, f"last{got.id}", Verdict.KEEP, None, "veiled", [])
        left = self.world.query(
            """SELECT c.native_id FROM comment c LEFT JOIN card k ON k.id = c.card_id
            WHERE c.gone_us IS NULL AND (k.id IS NULL OR k.state <> 'decided')"""
        )
        assert not left, f"I13: never asked about: {left}"


UNSETTLED = "('pending', 'sending', 'uncertain')"
AGREE = {
    "claimed cards have one open claim": """SELECT k.id FROM card k WHERE (k.state = 'claimed') <>
        (k.id IN (SELECT card_id FROM claim WHERE ended_us IS NULL))""",
    "decided cards have a live decision": """SELECT k.id FROM card k WHERE (k.state = 'decided') <>
        EXISTS (SELECT 1 FROM decision d WHERE d.card_id = k.id AND d.undone_us IS NULL)""",
    "copies are counted right": """SELECT k.id FROM card k WHERE k.twin_of IS NULL AND k.copies <>
        (SELECT count(*) FROM comment c WHERE c.card_id = k.id AND c.gone_us IS NULL)""",
    "an empty card does not wait": "SELECT id FROM card WHERE state = 'waiting' AND copies = 0",
    "a card that left has no copies": "SELECT id FROM card WHERE state = 'gone' AND copies > 0",
    "the exemplar is one of the copies": """SELECT k.id FROM card k JOIN comment x ON x.id = k.exemplar
        WHERE k.copies > 0 AND k.twin_of IS NULL AND (x.card_id <> k.id OR x.gone_us IS NOT NULL)""",
    "copies of open cards have one of the card's texts": """SELECT k.id FROM card k JOIN comment c ON c.card_id = k.id
        WHERE k.state IN ('waiting', 'claimed') AND c.gone_us IS NULL AND coalesce(c.text_key, '') <> coalesce(k.text_key, '')
          AND NOT EXISTS (SELECT 1 FROM wording w WHERE w.card_id = k.id AND w.text_key = c.text_key)""",
    "an open card bears the text of its exemplar": """SELECT k.id FROM card k JOIN comment x ON x.id = k.exemplar
        WHERE k.twin_of IS NULL AND k.state IN ('waiting', 'claimed') AND k.copies > 0
          AND coalesce(x.text_key, '') <> coalesce(k.text_key, '')""",
    "a text is on one open card": """SELECT c.text_key FROM comment c JOIN card k ON k.id = c.card_id
        WHERE k.state IN ('waiting', 'claimed') AND c.gone_us IS NULL AND c.text_key IS NOT NULL
        GROUP BY c.text_key HAVING count(DISTINCT k.id) > 1""",
    "wordings are counted right": """SELECT k.id FROM card k WHERE k.copies > 0
        AND k.state IN ('waiting', 'claimed') AND k.text_key IS NOT NULL AND k.wordings <>
        (SELECT count(DISTINCT c.text_key) FROM comment c WHERE c.card_id = k.id AND c.gone_us IS NULL)""",
    "a card that joined another has no comments": """SELECT k.id FROM card k JOIN comment c ON c.card_id = k.id
        WHERE k.joined IS NOT NULL""",
}


def empty(db: Db) -> None:
    from tests.store.desks import TABLES

    with db.transaction():
        for table in TABLES:
            db.run(f"DELETE FROM {table}")
