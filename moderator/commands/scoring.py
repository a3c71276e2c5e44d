"""`moderator score`: NDJSON in, NDJSON out. Needs no store and keeps nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from moderator.commands.opening import Opening
from moderator.scores import Score

_LONGEST_LINE = 10_000_000  # bytes; a longer line is answered with an error and passed over


@click.command()
@click.option(
    "--model", default="embedded", metavar="NAME", help="An installed model alone; see: moderator model list."
)
@click.pass_obj
def score(opening: Opening, model: str) -> None:
    """Score texts without keeping anything; needs no desk.

    One {"text": "..."} a line on standard input gives one answer a line, in the same order: {"labels": {...},
    "band": "S0" to "S4" (null: not checked), "veiled": true or false, "model": "..."}. A line that cannot be
    read gives {"error": "..."}.
    """
    from moderator.scorers import load_model
    from moderator.scoring.rate import rate

    scorer = load_model(opening.home_path(), model)
    for lines in _lines(sys.stdin.buffer):
        texts = [_text(line) for line in lines]
        good = [text for text in texts if isinstance(text, str)]
        scores = iter(rate(good, scorer))
        for text in texts:
            answer = _answer(next(scores)) if isinstance(text, str) else {"error": text.why}
            sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def texts_of(file: Any) -> tuple[list[str], int]:
    """All texts of a file of such lines, and how many lines cannot be read."""
    found = [_text(line) for lines in _lines(file) for line in lines if line.strip()]
    texts = [text for text in found if isinstance(text, str)]
    return texts, len(found) - len(texts)


class _Unreadable:
    def __init__(self, why: str) -> None:
        self.why = why


def _lines(file: Any) -> Iterator[list[bytes]]:
    """All complete lines that are there, as soon as they are there: a script may wait for each answer.

    Of a line that is too long no more is kept than shows that it is.
    """
    rest = b""
    while chunk := file.read1(1 << 18):
        *lines, last = chunk.split(b"\n")
        if lines:
            yield [rest + lines[0], *lines[1:]]
            rest = b""
        if len(rest) <= _LONGEST_LINE:
            rest += last
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
