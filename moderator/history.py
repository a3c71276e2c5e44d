"""Everything that was decided: found again, looked at behind the same veil, and answered for.

An author who complains, or an officer who answers a request for information, is told what was decided, when, under
which rule and what the platform did. Lists and dossiers hold no words from behind the veil; those come through the
door and count as they do in the queue, or go into a file without passing a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from moderator.aiming import Aim
from moderator.attention import Attention
from moderator.beginning import Beginning
from moderator.cards import Showing, Words
from moderator.clock import from_us, to_us
from moderator.decisions import BACK, Cap, Level, Op, Reason, Verdict
from moderator.explaining import because_then
from moderator.exposing import Door
from moderator.faults import fault
from moderator.gate import Gate, Who, asks
from moderator.home import write_private
from moderator.people.roles import Verb, may
from moderator.problems import NoSuchCard, Refused
from moderator.records import ActDone, Dossier, Entry, JournalEntry, Page, Stand, Wanted
from moderator.rulebook import as_cited
from moderator.scores import Band
from moderator.sitting import Sitting
from moderator.store import audits, comments, following, history, journal, queue
from moderator.store.base import Row
from moderator.store.db import Db
from moderator.store.deciding import by_hand, how_far
from moderator.together import POLICY
from moderator.wellbeing.rhythm import RHYTHM, Rhythm
from moderator.wording import Wordings

AT_ONCE = 100  # entries of a page
NEVER = 2**62  # microseconds: a moment that does not come


class History:
    """Past decisions for one person at one desk."""

    def __init__(
        self,
        db: Db,
        who: Who,
        *,
        reasons: Callable[[], Sequence[Reason]],
        caps: Mapping[str, Mapping[Op, Cap]],
        attention: Attention | None = None,
        rhythm: Rhythm = RHYTHM,
        aim: Aim | None = None,
        beginning: Beginning | None = None,
    ) -> None:
        self._db, self._person = db, who.person
        self._beginning = beginning or Beginning(db)
        self._reasons = reasons
        self._caps = caps
        self._gate = Gate(db, who.person)
        self._wording = Wordings(db, who.person)
        self._aim = aim or Aim(db, who.person)
        self._door = Door(db, who.person, who.desk, Sitting(db, who.person, rhythm), attention, self._aim)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.SEE_HISTORY)
    def rules(self) -> tuple[Reason, ...]:
        """The house rules that decisions cite, by number."""
        return tuple(self._reasons())

    @asks(Verb.SEE_HISTORY)
    def page(self, wanted: Wanted, after: Entry | None = None, limit: int = AT_ONCE) -> Page:
        """The newest decisions that fit, or those after the last entry of a page before."""
        last = None if after is None else (to_us(after.at), after.id)
        rows = history.page(self._db, wanted, self._person, after=last, limit=limit + 1)
        knows, since_us = self._knows(), self._looks_told()
        return Page(tuple(self._entry(row, knows, since_us) for row in rows[:limit]), len(rows) > limit)

    @asks(Verb.SEE_HISTORY)
    def dossier(self, decision_id: int) -> Dossier:
        """Raises NoSuchCard. Whoever looks up by its number what a list does not tell them gets no second look at it: a
        complaint can be answered at any time."""
        if decision_id in audits.hidden_decisions(self._db, self._person):
            with self._db.transaction():
                audits.spoilt_by(self._db, decision_id)
        row, facts = history.entry(self._db, decision_id), history.facts(self._db, decision_id)
        if row is None or facts is None or (row["audit"] and row["person"] != self._person):
            raise NoSuchCard(f"There is no decision {decision_id}", "", "Look it up in the history")
        since_us = self._looks_told()
        entry = self._entry(row, self._knows(), since_us)
        above, below = comments.context(self._db, facts["exemplar"])
        return Dossier(
            entry=entry,
            rule=as_cited(self._db, entry.rule, entry.at) if entry.rule else None,
            posted_at=_moment(facts["posted_us"]),
            gathered_at=from_us(facts["seen_us"]),
            edited_since=bool(facts["edited"]),
            gone_at=_moment(facts["gone_us"]),
            url=facts["url"],
            native_id=facts["native_id"],
            model=facts["model"],
            authors=facts["authors"],
            sha256=facts["sha256"],
            text=None if facts["text"] and self._aim.is_me(facts["text"]) else facts["text"],
            above=self._aim.around(above),
            below=self._aim.around(below),
            acts=tuple(_act(each) for each in history.acts(self._db, decision_id)),
            notes=tuple(queue.notes(self._db, entry.card)),
            journal=tuple(
                _line(each) for each in history.journal_of(self._db, entry.card, self._person, since_us)
            ),
            can_reopen=entry.stand is not Stand.UNDONE and self._way_back(entry),
            sure=facts["sure"],
            because=because_then(self._db, entry.card, facts["exemplar"], facts["revision"], facts["model"])
            if facts["veiled"]
            else None,
            followed=len(following.followers(self._db, decision_id)),
            wordings=tuple(self._wording.of(entry.card, gone_too=True))
            if entry.wordings > 1 and entry.stand is not Stand.UNDONE
            else (),
        )

    def _way_back(self, entry: Entry) -> bool:
        if not entry.verdict.acts or entry.stand is Stand.DECIDED:
            return True
        back = BACK.get(Op(entry.verdict.value))
        cap = self._caps.get(entry.platform, {}).get(back) if back else None
        return cap is not None and cap.level in (Level.YES, Level.CONDITIONAL)

    # the door

    @asks(Verb.REVEAL)
    def reveal(self, decision_id: int, showing: Showing) -> Words:
        """The words that were decided on. Counted before they leave the core.

        Raises BreakDue, LimitReached, NoSuchCard.
        """
        with self._db.transaction():
            held = history.held(self._db, decision_id)
            if held is None:
                raise NoSuchCard(f"There is no decision {decision_id}")
            words = self._door.reveal_filed(held, showing)
        fault("reveal.after_commit")
        return words

    @asks(Verb.REVEAL)
    def reveal_around(self, decision_id: int, comment_id: int, showing: Showing) -> Words:
        """The words of a veiled comment that stands above or below, or of another wording. Counts the same."""
        facts = history.facts(self._db, decision_id)
        if facts is None:
            raise NoSuchCard(f"There is no decision {decision_id}")
        with self._db.transaction():
            words = self._door.reveal_around_filed(facts["exemplar"], comment_id, showing)
        fault("reveal.after_commit")
        return words

    @asks(Verb.REVEAL)
    def still_showing(self, reveal: int) -> float:
        """Called each second while words are on screen. Units so far; raises BreakDue or LimitReached."""
        with self._db.transaction():
            now, units = self._door.held(reveal)
            refusal = self._door.refusal_of(now, reveal)
            if refusal is not None:
                self._door.close(reveal)
        if refusal is not None:
            raise refusal
        return units

    @asks(Verb.SEE_HISTORY)
    def cover(self, reveal: int) -> None:
        with self._db.transaction():
            self._door.held(reveal)
            self._door.close(reveal)

    # an answer to a complaint

    @asks(Verb.SEE_HISTORY)
    def write_answer(self, decision_id: int, path: Path, *, with_words: bool) -> Path:
        """One decision as a file for whoever answers a complaint or a request for information.

        Readable by its owner alone, written whole or not at all, and noted in the journal. The words of the
        comment go in only when asked for: that is a look like any other, so it counts, and a break or a limit
        refuses it. Raises BreakDue, LimitReached, NoSuchCard, Refused.
        """
        decision_id = (
            audits.about(self._db, decision_id) or decision_id
        )  # what is answered for is what stands
        dossier = self.dossier(decision_id)
        words = self._words_for_file(decision_id) if with_words else None
        text = answer(dossier, words)
        facts = {"decision": decision_id, "words": with_words}
        self._note("answer written", dossier, facts)  # first, so that no file is without its line
        try:
            write_private(path, text.encode("utf-8"))
        except OSError as refused:
            self._note("answer not written", dossier, facts)
            raise Refused(
                f"{path.name} cannot be written", refused.strerror or "", "Choose another folder"
            ) from None
        return path

    def _words_for_file(self, decision_id: int) -> str:
        """All of them, after the door has counted them; it lets the first part alone out to a screen."""
        self.cover(self.reveal(decision_id, Showing.PLAIN).reveal)
        held = history.held(self._db, decision_id)
        return "" if held is None else held.text

    def _note(self, act: str, dossier: Dossier, facts: Mapping[str, Any]) -> None:
        with self._db.transaction():
            journal.append(self._db, self._person, act, f"card {dossier.entry.card}", facts)

    def _knows(self) -> bool:
        """May this person know who decided?"""
        return may(self._gate.roles(), Verb.SEE_WHO_DECIDED)

    def _looks_told(self) -> int:
        """From which moment on colleagues' looks at words are told: once their agency has recorded that it begins."""
        found = self._beginning.since_us() if self._gate.several() else 0
        return NEVER if found is None else found

    def _entry(self, row: Row, knows: bool, since_us: int) -> Entry:
        mine = row["person"] == self._person
        told = mine or row["person"] == POLICY or row["at_us"] >= since_us
        return Entry(
            id=row["id"],
            card=row["card_id"],
            verdict=Verdict(row["verdict"]),
            rule=row["reason"],
            copies=row["copies"],
            seen=row["seen"] if told else "",
            at=from_us(row["at_us"]),
            who="me" if mine else row["person"] if knows or row["person"] == POLICY else "colleague",
            stand=Stand(how_far(row)),
            problem=row["problem"],
            undone_at=_moment(row["undone_us"]),
            agreed_at=_moment(row["second_us"]),
            mine=mine,
            platform=row["platform"],
            account=row["handle"],
            author=row["author"],
            author_name=row["author_name"],
            band=None if row["band"] is None else Band(row["band"]),
            category=row["category"],
            unchecked=row["unchecked"],
            size=row["size"],
            wordings=row["wordings"],
            follows=row["follows"],
            by_hand=by_hand(row),
        )


_READ = {"unread": "no", "masked": "with slurs hidden", "": "not told here; see the wellbeing consultation"}


def answer(dossier: Dossier, words: str | None) -> str:
    """The text of the file: facts first, then the words where they were asked for, fenced off."""
    entry = dossier.entry
    rule = dossier.rule
    facts: list[tuple[str, Any]] = [
        ("Decision", f"number {entry.id}: {entry.verdict}, {entry.copies} comment(s) with these words"),
        ("Account", f"{entry.account} on {entry.platform}"),
        ("Author", entry.author),
        ("Platform's id", dossier.native_id),
        ("Address", dossier.url or "none"),
        ("Posted", dossier.posted_at or "unknown"),
        ("Gathered", dossier.gathered_at),
        ("Decided", entry.at),
        ("House rule", f"{rule.number}. {rule.title}" if rule else "none was cited"),
        ("What the author may be told", rule.wording if rule else "-"),
        ("Assessed as", f"{entry.category or 'calm'} by {dossier.model or 'no model'}; decided by a person"),
        ("Read before deciding", _READ.get(entry.seen, "yes")),
        ("Edited since", "yes; these are the words decided on" if dossier.edited_since else "no"),
        ("Taken back", entry.undone_at or "no"),
        ("SHA-256 of the platform's own bytes", dossier.sha256),
    ]
    if entry.by_hand:
        facts.append(
            ("Platform", "nothing was asked by this program; a person does it on the platform's own page")
        )
    facts += [(f"Platform, {act.op}", _told(act)) for act in dossier.acts]
    facts += [
        (f"Journal line {line.seq}", f"{_when(line.at)} {line.act} {line.hash}") for line in dossier.journal
    ]
    lines = ["Record of one decision", "All times are UTC.", ""]
    lines += [f"{name}: {_when(value)}" for name, value in facts]
    if words is not None:
        lines += ["", "Harsh words may follow. The comment as it was decided on:", "-----", words, "-----"]
    return "\n".join("".join(ch if ch in "\n\t" or ch.isprintable() else f"[U+{ord(ch):04X}]" for ch in line)
                     for line in lines) + "\n"  # fmt: skip


def _told(act: ActDone) -> str:
    done = f", settled {_when(act.settled_at)}" if act.settled_at else ""
    why = f" ({act.problem})" if act.problem else ""
    return f"{act.state} for {act.copies}, asked {_when(act.at)}{done}{why}"


def _when(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if hasattr(value, "strftime") else str(value)


def _act(row: Row) -> ActDone:
    return ActDone(
        op=row["op"],
        answers=bool(row["answers"]),
        copies=row["copies"],
        state=row["state"],
        problem=row["problem"],
        at=from_us(row["at_us"]),
        settled_at=_moment(row["settled_us"]),
    )


def _line(row: Row) -> JournalEntry:
    return JournalEntry(row["seq"], from_us(row["at_us"]), row["act"], row["hash"])


def _moment(us: int | None) -> Any:
    return None if us is None else from_us(us)
