"""`moderator score`: NDJSON in, NDJSON out. Needs no store and keeps nothing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator

import click

from moderator.scores import Score

_LONGEST_LINE = 10_000_000  # bytes; a longer line is answered with an error and passed over


@click.command()
def score() -> None:
    """Score texts: one {"text": ...} a line on standard input, one answer a line, in the same order."""
    from moderator.scoring.embedded import Embedded
    from moderator.scoring.rate import rate

    scorer = Embedded.load()
    for lines in _lines(sys.stdin.fileno()):
        texts = [_text(line) for line in lines]
        good = [text for text in texts if isinstance(text, str)]
        scores = iter(rate(good, scorer))
        for text in texts:
            answer = _answer(next(scores)) if isinstance(text, str) else {"error": text.why}
            sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


class _Unreadable:
    def __init__(self, why: str) -> None:
        self.why = why


def _lines(descriptor: int) -> Iterator[list[bytes]]:
    """All complete lines that are there, as soon as they are there: a script may wait for each answer."""
    rest = b""
    while chunk := os.read(descriptor, 1 << 18):
        *lines, rest = (rest + chunk).split(b"\n")
        if lines:
            yield lines
    if rest:
        yield [rest]


def _text(line: bytes) -> str | _Unreadable:
    if len(line) > _LONGEST_LINE:
        return _Unreadable(f"the line is longer than {_LONGEST_LINE} bytes")
    try:
        asked = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return _Unreadable("the line is not UTF-8")
    except (ValueError, RecursionError):
        return _Unreadable("the line is not JSON")
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        return _Unreadable('the line is not an object with a "text"')
    return str(asked["text"])


def _answer(score: Score) -> dict[str, object]:
    answer: dict[str, object] = {
        "labels": {label: round(value, 4) for label, value in score.labels.items()},
        "band": None if score.band is None else f"S{int(score.band)}",
        "veiled": score.veiled,
        "model": score.model,
    }
    if score.unchecked:
        answer["not_checked"] = score.unchecked
    if score.language:
        answer["language"] = score.language
    return answer


COMMANDS = (score,)
