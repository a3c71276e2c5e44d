"""What an account can and cannot do, in plain words, from its platform's capabilities.

One sentence for a glance ("Cannot hide or delete; can answer, mute, block and report."), and a line for each act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moderator.decisions import Cap, Level, Op

# acts that a moderator asks for, in the order in which they matter; the opposite ones go without saying
_SAID = {
    Op.HIDE: "hide",
    Op.DELETE: "delete",
    Op.REPLY: "answer",
    Op.MUTE: "mute",
    Op.BLOCK: "block",
    Op.REPORT: "report",
    Op.FILTER: "filter phrases",
}
_CAN = (Level.YES, Level.CONDITIONAL)


@dataclass(frozen=True, slots=True)
class Ability:
    """One act: "hide", whether it can be done, and what there is to know about it."""

    act: str
    level: Level
    why: str

    @property
    def can(self) -> bool:
        return self.level in _CAN


def abilities(caps: Mapping[Op, Cap]) -> tuple[Ability, ...]:
    """A line for each act. What a platform says nothing of, it cannot do."""
    none = Cap(Level.NO)
    return tuple(
        Ability(word, (cap := caps.get(op, none)).level, cap.why.strip()) for op, word in _SAID.items()
    )


def sentence(found: Sequence[Ability]) -> str:
    """At a glance: what it cannot comes first, because a moderator has to know that."""
    if found and all(one.level is Level.MANUAL for one in found):
        return "Acts are done by hand, on the platform’s own page; the desk keeps the record."
    can = [one.act for one in found if one.can]
    cannot = [one.act for one in found if not one.can]
    parts = [
        f"cannot {_joined(cannot, 'or')}" if cannot else "",
        f"can {_joined(can, 'and')}" if can else "",
    ]
    said = "; ".join(filter(None, parts))
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _joined(words: Sequence[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
