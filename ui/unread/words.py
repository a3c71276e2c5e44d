"""The Unread page in words: figures of the team, never of a person."""

from __future__ import annotations

from moderator import blind
from moderator.blind import Figure, Kind, Told
from moderator.decisions import Verdict
from moderator.unread import Difference
from ui import words
from ui.look import plain

ABOUT = (
    "A few of the decisions made unread come back to a colleague, who is not told so, and nothing follows from it but "
    "this page. What was found here holds for your team as a whole: nobody is counted by themselves, not for leads and "
    "not for admins, and nothing is told of fewer than 5 people or 20 cases."
)
TOO_FEW = "There are too few yet to say anything. This page fills by itself while you work."
NOTHING_DIFFERS = "Nothing is to be settled."
DIFFERS = (
    "Two people saw these comments differently. What was decided stands until a lead lets it stand for good, or somebody "
    "decides it anew. Who decided what is not said."
)
STANDS = "It stands."
REOPENED = "It waits in the line again."
_VERDICTS = {
    Verdict.KEEP: "keep it",
    Verdict.HIDE: "hide it",
    Verdict.DELETE: "delete it",
    Verdict.ESCALATE: "escalate it",
}


def in_all(figures: Told) -> str:
    figure = blind.total(figures)
    if not figure.cases:
        return TOO_FEW
    return (
        f"Decided unread here: right in {figure.right_of_hundred} of 100. {figure.cases:,} were read by somebody since, "
        f"and {_seen(figure)}. With so many known, it is {_between(figure)} of 100."
    )


def _seen(figure: Figure) -> str:
    return "none was seen differently" if not figure.wrong else f"{figure.wrong:,} seen differently"


def _between(figure: Figure) -> str:
    low, high = round(100 * (1 - figure.high)), round(100 * (1 - figure.low))
    return f"{low} to {high}"


def kind(of: Kind) -> str:
    """ "Insult, abusive, very sure"."""
    name = words.category(of.band, of.category, of.category)
    if of.band is None:
        return name
    return f"{name} · {of.band.name} · {of.sure}"


def figure(of: Figure) -> str:
    return f"right in {of.right_of_hundred} of 100 ({_between(of)}) · {of.cases:,} read since"


def row(of: Kind, figures: Told) -> str:
    return f"{kind(of)}: {figure(figures[of])}"


def to_settle(count: int, shown: int) -> str:
    if not count:
        return NOTHING_DIFFERS
    more = f" {count - shown:,} more follow when these are settled." if count > shown else ""
    return DIFFERS + more


def whose(of: Difference) -> str:
    name = words.category(of.band, of.category, of.category)
    return f"{name} · {plain.name(of.author_name, of.author)} · {plain.line(of.account, 60)}"


def difference(of: Difference) -> str:
    how = "after reading it" if of.read else "unread as well"
    yours = " One of the two was you." if of.mine else ""
    return (
        f"Decided: {_VERDICTS[of.stands]}; {how}, a second person would {_VERDICTS[of.other]}. "
        f"Decision {of.decision} of {words.day(of.at)}, which the History has.{yours}"
    )
