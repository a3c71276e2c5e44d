"""Sentences about a desk of which nobody has room: about the team, never about a person, and without a number."""

from __future__ import annotations

from moderator.capacity import Exhausted

TITLE = "Team capacity is exhausted."
NOTICE = "Team capacity is exhausted. The duty lead is asked to look at the desk."
ALLOW = "Hide severe comments meanwhile"
CLOSE = "Close comments meanwhile"
CLOSED = "Nobody can answer in these threads until somebody has room."
ALLOWED = "Severe comments are being hidden until somebody decides about them."
WAITS = "What waits is for when somebody has room again."


def told(found: Exhausted) -> str:
    """What it means for whoever sits here."""
    said = [TITLE]
    if found.hides:
        said.append("Severe comments are hidden from the public until somebody decides about them.")
    elif found.asks:
        said.append("A lead is asked whether severe comments may be hidden until then.")
    else:
        said.append("Severe comments wait, unread.")
    if found.cannot:
        said.append(f"Nothing can be hidden on {_listed(found.cannot)}.")
    return " ".join(
        [*said, "Calm work and escalating unread stay open; nobody has to do more than they can."]
    )


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
