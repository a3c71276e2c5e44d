"""What the public wrote, made fit for a database, so that it reads back exactly as it was stored.

The bytes of the platform are kept beside it (`raw`); this is the text that people and scorers get.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

SHOWN = 8_000  # characters of one text that a listing carries; the rest is in the store
ID_BYTES = 2_000  # PostgreSQL indexes at most 2,704 bytes; no platform has ids of this length

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with NUL and lone surrogates as visible escapes (`\\u0000`): no database takes them."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def text_key(text: str) -> str | None:
    """The same for exact copies: composition and runs of white space make no difference. None when blank."""
    words = " ".join(text.split())
    if not words:
        return None
    if not words.isascii():
        words = unicodedata.normalize("NFC", words)
    return hashlib.sha256(words.encode("utf-8")).hexdigest()


def size_bucket(text: str) -> int:
    """0 to 3: all that a veil may tell of a text's length."""
    length = len(text)
    return 0 if length <= 60 else 1 if length <= 200 else 2 if length <= 600 else 3


def short_id(text: str) -> str:
    """A foreign id fit for an index. An absurdly long one becomes its beginning and its SHA-256."""
    kept = storable(text)
    body = kept.encode("utf-8")
    return kept if len(body) <= ID_BYTES else f"{kept[:100]}... {hashlib.sha256(body).hexdigest()}"
