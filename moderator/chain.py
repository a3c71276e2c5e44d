"""The hash chain of the journal: how one line is tied to the line before it.

Plain arithmetic, so that a stand-alone verifier can do the same. A line is canonical JSON (RFC 8785); its
hash is SHA-256 of the hash before it, as 32 bytes, followed by the line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class JournalLine:
    """Who did what to what, when. `facts` hold numbers, words of ours and salted commitments, no content."""

    seq: int
    at_us: int
    who: str
    act: str
    subject: str
    facts: Mapping[str, Any]
    prev: str
    hash: str


def canonical(value: Any) -> bytes:
    """One value, one text: RFC 8785. Raises ValueError for what JSON cannot say exactly."""
    return rfc8785.dumps(value)


def link(prev: str, seq: int, at_us: int, who: str, act: str, subject: str, facts: Mapping[str, Any]) -> str:
    """The hash of a line that follows the line with the hash `prev`."""
    line = {"seq": seq, "at_us": at_us, "who": who, "act": act, "subject": subject, "facts": dict(facts)}
    return hashlib.sha256(bytes.fromhex(prev) + canonical(line)).hexdigest()


def commitment(salt: bytes, content: bytes) -> str:
    """What the journal says of content: it can be proved later, and cannot be guessed from the journal."""
    return hashlib.sha256(salt + content).hexdigest()
