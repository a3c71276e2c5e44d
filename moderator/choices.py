"""What may be decided about a card: the verdicts, what each asks of the platforms, and the house rules.

A verdict is offered only where the platform of every copy can carry it out, and says beforehand whether it can be
undone there; so is an act beside it (mute, report, block, answer). Reads the copies inside the caller's
transaction, so that none joins meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from moderator.cards import Card, Offer, Option
from moderator.decisions import BACK, EXTRAS, Cap, Extra, Ground, Level, Op, Reason, Verdict
from moderator.problems import BadInput, NotAllowed
from moderator.rulebook import GENERAL
from moderator.store import parking, queue
from moderator.store.base import Row
from moderator.store.db import Db

LONGEST = 5000  # letters of an answer; platforms allow less, and say so themselves
_ACT = {Verdict.HIDE: Op.HIDE, Verdict.DELETE: Op.DELETE}
_CAN = (Level.YES, Level.CONDITIONAL)
_GROUNDS = {"threat": Ground.ILLEGAL, "sexual_explicit": Ground.SEXUAL}
_SPAM_RULE = "advertising"
_BACK = {**BACK, Op.UNHIDE: Op.HIDE}  # of what is shown again after nobody had room
_DOES = {
    Verdict.KEEP: "stays where it is",
    Verdict.HIDE: "hidden from the public",
    Verdict.DELETE: "taken off the platform",
    Verdict.ESCALATE: "goes to the duty lead, unread",
}


class Choices:
    """See the module. `caps` maps a platform's name to what it can do; `titles` to how people call it; `reasons` gives
    the house rules in force."""

    def __init__(
        self,
        db: Db,
        *,
        caps: Mapping[str, Mapping[Op, Cap]],
        titles: Mapping[str, str],
        reasons: Callable[[], Sequence[Reason]],
    ) -> None:
        self._db, self._caps, self._titles = db, caps, titles
        self._reasons = reasons

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The house rules in force now."""
        return tuple(self._reasons())

    def options(self, card: Card) -> tuple[Option, ...]:
        """Every verdict, what it would do, and why not where it cannot."""
        suggested = self.suggested(card)
        return tuple(self._option(card, verdict, suggested) for verdict in Verdict)

    def suggested(self, card: Card) -> Reason | None:
        if not card.veiled or card.unchecked:
            return None
        return next((reason for reason in self.reasons if card.category in reason.categories), None)

    def _option(self, card: Card, verdict: Verdict, suggested: Reason | None) -> Option:
        suggests = suggested is not None and verdict in suggested.verdicts and verdict is Verdict.HIDE
        if not verdict.acts:
            return Option(verdict, True, _DOES[verdict], "can be undone", False)
        cap = self._worst_cap(card.id, verdict)
        if cap.level is Level.NO:
            return Option(verdict, False, cap.why, "", False)
        if cap.level is Level.MANUAL:
            return Option(verdict, True, cap.why, "can be undone here", suggests)
        back = "can be undone" if cap.reversible else "cannot be undone on the platform"
        return Option(verdict, True, cap.why or _DOES[verdict], back, suggests)

    def _worst_cap(self, card_id: int, verdict: Verdict) -> Cap:
        """The least that the platforms of all copies can do; the act is only offered where all can."""
        order = [Level.NO, Level.CONDITIONAL, Level.MANUAL, Level.YES]
        caps = [self._cap(copy["platform"], _ACT[verdict]) for copy in queue.copies(self._db, card_id)]
        return min(caps, key=lambda cap: order.index(cap.level), default=Cap(Level.NO, "No copy is left"))

    def _cap(self, platform: str, op: Op) -> Cap:
        title = self._titles.get(platform, platform)
        return self._caps.get(platform, {}).get(op, Cap(Level.NO, f"{title} cannot do this"))

    def acts(self, card_id: int, verdict: Verdict) -> list[queue.Act]:
        """What the verdict asks of each copy's platform. Raises NotAllowed where one of them cannot."""
        if verdict is Verdict.KEEP:
            return self._shown_again(card_id)
        if not verdict.acts:
            return []
        acts = []
        for copy in queue.copies(self._db, card_id):
            platform = copy["platform"]
            cap = self._cap(platform, _ACT[verdict])
            if cap.level is Level.NO:
                raise NotAllowed(
                    f"{self._titles.get(platform, platform)} cannot {verdict} this comment",
                    cap.why,
                    _instead(self._caps.get(platform, {}), verdict),
                )
            if cap.level is not Level.MANUAL:
                act = queue.Act(copy["comment_id"], copy["account_id"], _ACT[verdict], cap.replay_safe)
                acts.append(act)
        return acts

    def _shown_again(self, card_id: int) -> list[queue.Act]:
        """What was hidden while nobody had room, and is kept now."""
        hidden = set(parking.hidden_on(self._db, card_id))
        return [
            queue.Act(copy["comment_id"], copy["account_id"], Op.UNHIDE, cap.replay_safe)
            for copy in (queue.copies(self._db, card_id) if hidden else [])
            if copy["comment_id"] in hidden and (cap := self._cap(copy["platform"], Op.UNHIDE)).level in _CAN
        ]

    # beside the verdict

    def offers(self, card: Card) -> tuple[Offer, ...]:
        """What may go with the verdict: only what every platform concerned can do."""
        copies = queue.copies(self._db, card.id)
        return tuple(offer for op in EXTRAS if (offer := self._offer(op, copies)) is not None)

    def _offer(self, op: Op, copies: Sequence[Row]) -> Offer | None:
        reached = _reached(op, copies)
        caps = [self._cap(copy["platform"], op) for copy in reached]
        if not caps or any(cap.level not in _CAN for cap in caps):
            return None
        back = "can be undone" if all(cap.reversible for cap in caps) else "cannot be taken back"
        authors = len(reached) if op in (Op.MUTE, Op.BLOCK, Op.REPORT) else 1
        forwards = op is Op.REPORT and any("@" in copy["author"] for copy in reached)
        return Offer(op, caps[0].why, back, authors, forwards)

    def extra_acts(self, card: Card, also: Sequence[Extra], cited: Reason | None) -> list[queue.Act]:
        """The acts beside the verdict, in the order in which they leave. Raises NotAllowed, BadInput."""
        wishes = {extra.op: extra for extra in also}
        if strange := wishes.keys() - set(EXTRAS):
            raise BadInput("This cannot go with a decision", ", ".join(sorted(strange)), _may_go())
        copies = queue.copies(self._db, card.id)
        acts = []
        for op in EXTRAS:
            if op not in wishes:
                continue
            detail = self._detail(card, wishes[op], cited)
            for copy in _reached(op, copies):
                cap = self._cap(copy["platform"], op)
                if cap.level not in _CAN:
                    title = self._titles.get(copy["platform"], copy["platform"])
                    raise NotAllowed(f"{title} cannot {op} from here", cap.why, "Leave it out")
                acts.append(queue.Act(copy["comment_id"], copy["account_id"], op, cap.replay_safe, detail))
        return acts

    def _detail(self, card: Card, extra: Extra, cited: Reason | None) -> str:
        text = extra.text.strip()
        if extra.op in (Op.REPLY, Op.FILTER) and not text:
            raise BadInput("There are no words to send", "", "Write an answer, or leave it out")
        if len(text) > LONGEST:
            raise BadInput("The answer is too long", f"It has more than {LONGEST} letters", "Shorten it")
        if extra.op in (Op.REPLY, Op.FILTER):
            return json.dumps({"text": text})
        if extra.op is not Op.REPORT:
            return ""
        rule = f"House rule {cited.number}: {cited.title}" if cited else ""
        ground = extra.ground or _ground(card, cited)
        told = {"text": text or rule, "ground": ground.value, "forward": extra.forward}
        return json.dumps({**told, "rules": list(extra.rules)} if extra.rules else told)

    # taking back

    def way_back(self, card_id: int, ops: Sequence[Op]) -> dict[tuple[int, Op], tuple[Op, bool]]:
        """By comment and act: the act that takes it back, where its platform has one."""
        ways: dict[tuple[int, Op], tuple[Op, bool]] = {}
        wanted = [(op, _BACK[op]) for op in ops if op in _BACK]
        for copy in queue.copies(self._db, card_id, gone_too=True) if wanted else []:
            for op, back in wanted:
                cap = self._cap(copy["platform"], back)
                if cap.level in _CAN:
                    ways[copy["comment_id"], op] = (back, cap.replay_safe)
        return ways

    def rule(self, key: str | None) -> Reason | None:
        """A house rule by its key or number."""
        return next((rule for rule in self.reasons if key in (rule.key, str(rule.number))), None)

    def _default(self, card: Card, verdict: Verdict) -> Reason | None:
        """What the category suggests, else the general rule: hides and deletes cite one."""
        suggested = self.suggested(card)
        if suggested is not None and verdict in suggested.verdicts:
            return suggested
        return next((rule for rule in self.reasons if rule.key == GENERAL and verdict in rule.verdicts), None)

    def cited(
        self, card: Card, verdict: Verdict, key: str | None, also: Sequence[Extra] = ()
    ) -> Reason | None:
        """The house rule that the decision stands on. One that allows to hide allows to mute or report as well."""
        if key is None:
            if verdict.acts:
                return self._default(card, verdict)
            return self.suggested(card) if _against(also) else None
        reason = self.rule(key)
        if reason is None:
            known = ", ".join(reason.key for reason in self.reasons)
            raise BadInput(f"There is no house rule “{key[:60]}”", "", f"The house rules are: {known}")
        acting = _against(also) and any(each.acts for each in reason.verdicts)
        if verdict not in reason.verdicts and not acting:
            raise NotAllowed(
                f"House rule {reason.number} ({reason.title}) does not allow {verdict}",
                "",
                "It allows: " + ", ".join(sorted(reason.verdicts)),
            )
        return reason


def _reached(op: Op, copies: Sequence[Row]) -> list[Row]:
    """The copies that one act goes to: an answer to the one that stands for all, the others once an author."""
    if op is Op.REPLY:
        return list(copies[:1])
    if op is Op.CLOSE_COMMENTS:
        threads = {(copy["account_id"], copy["root_id"]): copy for copy in reversed(copies)}
        return list(threads.values())
    once: dict[tuple[int, str], Row] = {}
    for copy in copies:
        once.setdefault((copy["account_id"], "" if op is Op.FILTER else copy["author_id"]), copy)
    return list(once.values())


def _against(also: Sequence[Extra]) -> bool:
    """Does any of these act against the comment or its author? An answer does not, and a closed thread is for all."""
    return any(extra.op not in (Op.REPLY, Op.CLOSE_COMMENTS) for extra in also)


def _ground(card: Card, cited: Reason | None) -> Ground:
    if cited is not None and cited.key == _SPAM_RULE:
        return Ground.SPAM
    categories = cited.categories if cited is not None else {card.category}
    found = next((_GROUNDS[category] for category in sorted(categories) if category in _GROUNDS), None)
    return found or (Ground.RUDE if categories - {""} and not card.unchecked else Ground.OTHER)


def _may_go() -> str:
    return "What can: " + ", ".join(EXTRAS)


def _instead(caps: Mapping[Op, Cap], verdict: Verdict) -> str:
    can = [op for op in (Op.HIDE, Op.MUTE, Op.BLOCK, Op.REPORT) if _can(caps, op) and op != _ACT[verdict]]
    if not can:
        return "Open it on the platform, or escalate it unread"
    return "It can " + ", ".join(can) + "; or escalate it unread"


def _can(caps: Mapping[Op, Cap], op: Op) -> bool:
    return op in caps and caps[op].level in _CAN
