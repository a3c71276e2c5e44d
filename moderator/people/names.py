"""Names of persons and teams: what may be one, and which are the same."""

from __future__ import annotations

import unicodedata

from moderator.problems import BadInput

LONGEST = 100  # letters

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_JOINERS = "\u200c\u200d"  # they belong in Persian and Indic names
_FILLERS = "\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5"  # letters by their category, and nothing to see


def tidy(name: str, what: str = "name") -> str:
    """One line without spaces around it. Raises BadInput for what nobody could read or tell apart."""
    words = " ".join(name.split())
    if not key(words):
        raise BadInput(
            f"The {what} is empty", "there is nothing in it that can be seen", "Give it a few letters"
        )
    if len(words) > LONGEST:
        raise BadInput(f"The {what} is too long", "", f"Give {LONGEST} letters at most")
    if hidden := next((sign for sign in words if _unseen(sign) and sign not in _JOINERS), None):
        raise BadInput(
            f"The {what} holds a sign that cannot be seen",
            f"U+{ord(hidden):04X} could make it look like another one",
            "Type it anew",
        )
    return words


def key(name: str) -> str:
    """The same for names that people could not tell apart: case, width, spaces and unseen signs left out."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join("".join(sign for sign in plain if not _unseen(sign) or sign.isspace()).split())


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN or sign in _FILLERS
