"""Decisions made unread are looked at once more, so that a team learns when deciding unread is safe.

One in fifty is drawn (`sampling.py`) and comes back as an ordinary card: to a colleague within hours, or, where there is
none, to the same person after some days. Claims, breaks, limits, the mix and what a person passed hold for it as for
any other card, and it stands in the line no higher than its like. Deciding it asks nothing of a platform, and the
decision that was made stands.

Only a look at the words tells something: where the same is decided unread again, it may come to one more person, and
after that the check is given up; another decision is a difference that a lead is shown, read or unread, but only what
was read is counted (`unread.py`). Nobody is asked to read. That the words are read more often where somebody is in doubt
makes the counted errors rather too many than too few.

"Seen differently" means that another thing would have been done: kept where it was taken off the page, or the other way
round, or escalated. Hiding and deleting are one here. A second look that wanted more of the platform (an answer, a
mute) is a difference as well, so that what somebody wrote is not lost: it waits as an answer with the decided card.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from moderator.decisions import Op, Verdict, extras_of
from moderator.people.roles import Role, Verb, may
from moderator.promising import Promises
from moderator.sampling import comes_back_after, drawn, members
from moderator.scores import Band
from moderator.store import answers, audits, cards, people, places, wordings
from moderator.store.db import Db
from moderator.store.queue import UNDO, DecisionRow

LATER_DAYS = 3  # E0: until the same person gets it, where there is no colleague
GIVE_UP = timedelta(days=7)  # in the line; then it would be a stranger among the others
MOST_LOOKS = 2
AT_ONCE = 20
_US = timedelta(microseconds=1)


def draw(db: Db, made: DecisionRow, band: Band | None, share: float) -> None:
    """In the transaction of a decision that was made unread. What is escalated is read by a lead anyway."""
    if share <= 0 or made.verdict is Verdict.ESCALATE:
        return
    secret = audits.secret(db)
    if drawn(secret, made.id, band, share):
        after = comes_back_after(secret, made.id)
        audits.ask(db, made.id, cards.exemplar(db, made.card_id), made.at_us + after // _US)


def draw_wordings(db: Db, made: DecisionRow, share: float) -> None:
    """In the transaction of a decision about several wordings: some of them are looked at once more by themselves."""
    if share <= 0 or made.verdict is Verdict.ESCALATE:
        return
    others = [each.comment_id for each in wordings.of(db, made.card_id) if not each.stands]
    secret = audits.secret(db)
    for comment in members(secret, made.id, others, share):
        after = comes_back_after(secret, made.id, comment)
        audits.ask(db, made.id, comment, made.at_us + after // _US, kind="copies")


def look_back(db: Db, promises: Promises, later: timedelta = timedelta(days=LATER_DAYS)) -> int:
    """One round: twins whose time has come join the line, answers are compared, what nobody took leaves. Returns how many."""
    done = compare(db)
    for due in audits.due(db, AT_ONCE):
        done += _bring_back(db, promises, due, later)
    given_up = audits.overdue(db, db.wall_us() - GIVE_UP // _US, AT_ONCE)
    if given_up:
        with db.transaction():
            audits.drop(db, given_up)
    return done + len(given_up)


def _bring_back(db: Db, promises: Promises, due: audits.Due, later: timedelta) -> int:
    with db.transaction():
        colleague = _somebody_else(db, due.person)
        same_from = due.at_us + later // _US
        if not colleague and not _may_work(db, due.person):
            audits.drop(db, [due.id])
        elif not colleague and db.wall_us() < same_from:
            audits.put_off(db, due.id, same_from)
        else:
            twin = audits.into_line(db, due.id, same=not colleague)
            if twin is not None:
                promises.hours()
                places.put(db, [promises.placed(card) for card in places.open_after(db, twin - 1, 1)])
    return 1


def _somebody_else(db: Db, person: str) -> bool:
    return any(each.id != person and _works(each.roles) for each in people.everybody(db))


def _may_work(db: Db, person: str) -> bool:
    """Where nobody signs in, whoever sits here does."""
    count, here, ever = people.here(db, person)
    return here or (count == 0 and not ever)


def _works(roles: Iterable[str]) -> bool:
    return may([Role(role) for role in roles], Verb.CLAIM)


# comparing


def compare(db: Db) -> int:
    """Answers whose ten seconds of undo are over. Returns how many."""
    found = audits.to_compare(db, db.wall_us() - UNDO // _US, AT_ONCE)
    for answer in found:
        with db.transaction():
            _compare(db, answer)
    return len(found)


def _compare(db: Db, answer: audits.Answer) -> None:
    wished = extras_of(answer.also)
    same = (
        answer.then != Verdict.ESCALATE
        and not wished
        and Verdict(answer.first).acts == Verdict(answer.then).acts
    )
    if same and answer.seen == "unread":
        again = answer.looks < MOST_LOOKS
        after = comes_back_after(audits.secret(db), answer.decision_id, answer.looks) // _US
        audits.unanswered(db, answer, db.wall_us() + after if again else None)
        return
    if not audits.compared(db, answer, "agreed" if same else "differs"):
        return
    for extra in wished:
        if extra.op is Op.REPLY and not answers.of(db, answer.card_id, answer.person):
            answers.keep(db, answer.card_id, answer.person, extra.text)
