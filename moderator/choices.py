"""What may be decided about a card: the verdicts, what each asks of the platforms, and the house rules.

A verdict is offered only where the platform of every copy can carry it out, and says beforehand whether it can be
undone there. Reads the copies inside the caller's transaction, so that none joins meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from moderator.cards import Card, Option
from moderator.decisions import Cap, Level, Op, Reason, Verdict
from moderator.problems import BadInput, NotAllowed
from moderator.rulebook import GENERAL
from moderator.store import queue
from moderator.store.db import Db

_ACT = {Verdict.HIDE: Op.HIDE, Verdict.DELETE: Op.DELETE}
_BACK = {Op.HIDE: Op.UNHIDE}
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

    def way_back(self, card_id: int, verdict: Verdict) -> dict[int, tuple[Op, bool] | None]:
        back = _BACK.get(_ACT[verdict]) if verdict.acts else None
        if back is None:
            return {}
        ways: dict[int, tuple[Op, bool] | None] = {}
        for copy in queue.copies(self._db, card_id, gone_too=True):
            cap = self._cap(copy["platform"], back)
            if cap.level in (Level.YES, Level.CONDITIONAL):
                ways[copy["comment_id"]] = (back, cap.replay_safe)
        return ways

    def _default(self, card: Card, verdict: Verdict) -> Reason | None:
        """What the category suggests, else the general rule: hides and deletes cite one."""
        suggested = self.suggested(card)
        if suggested is not None and verdict in suggested.verdicts:
            return suggested
        return next((rule for rule in self.reasons if rule.key == GENERAL and verdict in rule.verdicts), None)

    def cited(self, card: Card, verdict: Verdict, key: str | None) -> Reason | None:
        if key is None:
            return self._default(card, verdict) if verdict.acts else None
        reason = next((reason for reason in self.reasons if key in (reason.key, str(reason.number))), None)
        if reason is None:
            known = ", ".join(reason.key for reason in self.reasons)
            raise BadInput(f"There is no house rule “{key[:60]}”", "", f"The house rules are: {known}")
        if verdict not in reason.verdicts:
            raise NotAllowed(
                f"House rule {reason.number} ({reason.title}) does not allow {verdict}",
                "",
                "It allows: " + ", ".join(sorted(reason.verdicts)),
            )
        return reason


def _instead(caps: Mapping[Op, Cap], verdict: Verdict) -> str:
    can = [op for op in (Op.HIDE, Op.MUTE, Op.BLOCK, Op.REPORT) if _can(caps, op) and op != _ACT[verdict]]
    if not can:
        return "Open it on the platform, or escalate it unread"
    return "It can " + ", ".join(can) + "; or escalate it unread"


def _can(caps: Mapping[Op, Cap], op: Op) -> bool:
    return op in caps and caps[op].level in (Level.YES, Level.CONDITIONAL)
