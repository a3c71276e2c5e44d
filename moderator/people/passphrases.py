"""How a person proves who they are: a passphrase of their own, kept as argon2id; a one-time code to begin with.

Passphrases are compared in NFKC, so that keyboards make no difference. Checking takes a moment on purpose.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import timedelta
from typing import Any

from moderator.problems import BadInput

SHORTEST = 12  # letters
LONGEST = 1024  # letters; longer is not typed by anybody
FEWEST = 5  # different letters
TRIES = 3  # wrong ones before a wait
WAIT = timedelta(minutes=1)  # after the third; twice as long after each further one
LONGEST_WAIT = timedelta(minutes=16)
CODE_LIFE = timedelta(days=3)

# of argon2id: rounds, KiB of memory, lanes; about 0.15 s on a machine of 2020
COST = (3, 65536, 2)

_CODE_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford: nothing that looks like something else
_CODE_LENGTH = 12  # 60 bits


def _hasher() -> Any:
    from argon2 import PasswordHasher

    rounds, memory, lanes = COST
    return PasswordHasher(time_cost=rounds, memory_cost=memory, parallelism=lanes)


def hashed(phrase: str) -> str:
    """What is kept of a passphrase."""
    return str(_hasher().hash(_bytes(phrase)))


def fits(kept: str, phrase: str) -> bool:
    """Is it this one? False also where nothing is kept; takes as long then."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return bool(_hasher().verify(kept or _NOBODYS, _bytes(phrase[:LONGEST]))) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


# the hash of a random passphrase that nobody knows
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=2$soB3l8sVmTaIE+/zpuQtYg$kSUZm5LMa5yyEjHG6sZEe9gfWwSYr6kJMZZUhjrVHgM"


def demand_good(phrase: str) -> None:
    """Raises BadInput when a new passphrase is too short, too long or all of a kind."""
    phrase = unicodedata.normalize("NFKC", phrase)
    if len(phrase) < SHORTEST:
        raise BadInput(
            "The passphrase is too short", "", f"Choose {SHORTEST} letters or more; four words do well"
        )
    if len(phrase) > LONGEST:
        raise BadInput("The passphrase is too long", "", f"Choose one of {LONGEST} letters at most")
    if len(set(phrase)) < FEWEST:
        raise BadInput("The passphrase is too easy", "it repeats a few letters", "Four words do well")


def new_code() -> str:
    """A one-time code, to be read aloud or written down: `abcd-efgh-jkmn`."""
    signs = "".join(secrets.choice(_CODE_SIGNS) for _ in range(_CODE_LENGTH))
    return "-".join(signs[at : at + 4] for at in range(0, _CODE_LENGTH, 4))


def code_of(typed: str) -> str:
    """A code as it was given out, whatever was done to its case, spaces and dashes."""
    signs = "".join(sign for sign in typed.lower() if sign.isalnum())
    return signs.translate(str.maketrans("ilo", "110"))


def wait_after(tries: int) -> timedelta:
    """How long nothing may be tried after so many wrong passphrases in a row."""
    if tries < TRIES:
        return timedelta(0)
    return min(WAIT * int(2 ** min(tries - TRIES, 10)), LONGEST_WAIT)


def _bytes(phrase: str) -> bytes:
    return unicodedata.normalize("NFKC", phrase).encode("utf-8", "surrogatepass")
