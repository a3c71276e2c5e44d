"""A scorer in a process of its own: whatever a comment does to it, the worker goes on.

`Apart` is called as the scorer itself would be. It gives texts a time limit that is fitted to their length, ends a scorer
that hangs, and starts a new one for the next text. What it cannot start at all is ScorerGone; one that ends over a
text, or answers with anything but as many scores as it was asked for, is ScorerDied, and rating finds out which text it
was. One that ends again and again, whatever it is given, is left alone for a while (ScorerGone): the fault is then
rather the scorer's or the machine's, and no comment's. `serve` is the other side.

The texts go over a pipe, never by arguments or files; what the libraries print goes nowhere, as it may quote them.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from moderator.clock import Clock
from moderator.problems import ScorerGone
from moderator.scores import Band, Mark, Score, Why

Rate = Callable[[Sequence[str]], list[Score]]

AT_ONCE = 16  # texts that share one time limit
LETTERS_AT_ONCE = 8_000  # of them together, unless one is longer by itself
PATIENCE = 20.0  # seconds for a full part; a worker that is silent for 45 counts as gone
FULL = 4_000  # letters from which a part is full: what the slowest scorer here reads in 13 s of one core
LOADING = 40.0  # seconds until a scorer must be ready
IN_A_ROW = 5  # deaths with no answer in between, from which it is rather the scorer's fault than a comment's
LONGEST_ANSWER = 1 << 20  # bytes; sixteen scores are 4,000
WHY_PATIENCE = 6.0  # for the words that one score rests on
AGAIN = (2, 10, 60)  # seconds until one that could not be loaded is tried again
MOST_MEMORY = (
    4 << 30
)  # bytes, and never more than three quarters of the machine's; where the system can hold it to that
FIRSTS_MEMORY = 2 << 30  # for the scorer that ships, which takes 130 MB
PROBE = "When will the bridge open again?"  # scored before it counts as loaded


class ScorerDied(Exception):
    """The scorer crashed, hung or gave no answer over the texts it was given."""


class Apart:
    """`command` starts a process that calls `serve`; `setup` is what it is told first."""

    def __init__(
        self,
        command: Sequence[str],
        setup: Mapping[str, Any],
        clock: Clock,
        *,
        patience: float = PATIENCE,
        loading: float = LOADING,
    ) -> None:
        self._command, self._setup, self._clock = list(command), dict(setup), clock
        self._patience, self._loading = patience, loading
        self._child: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._questions: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._refused: ScorerGone | None = None
        self._failures, self._not_before = 0, 0
        self._deaths, self._asking = 0, 0

    @property
    def resting(self) -> bool:
        """It could not be loaded a moment ago, and is not tried again yet."""
        return self._refused is not None and self._clock.boot().us < self._not_before

    @property
    def pid(self) -> int | None:
        return None if self._child is None else self._child.pid

    def __call__(self, texts: Sequence[str]) -> list[Score]:
        """One score a text, same order. Raises ScorerGone, ScorerDied."""
        self._started()
        scores: list[Score] = []
        for part in _parts(texts):
            told = self._asked({"texts": part}, patience(part, self._patience))
            try:
                found = [_score(each) for each in told["scores"]]
            except (AttributeError, KeyError, TypeError, ValueError):
                found = []
            if len(found) != len(part):
                raise self._died("no answer to the question")
            self._deaths = 0
            scores += found
        return scores

    def why(self, text: str, label: str) -> Why | None:
        """The words that a score rests on, None where this scorer cannot tell. Raises ScorerGone, ScorerDied."""
        self._started()
        told = self._asked({"why": [text, label]}, min(self._patience, WHY_PATIENCE))
        try:
            return None if told["why"] is None else _why(told["why"], len(text))
        except (AttributeError, KeyError, TypeError, ValueError):
            raise self._died("no answer to the question") from None

    def close(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        self._questions.put(None)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _started(self) -> None:
        if self._child is not None:
            return
        if self._refused is not None and self.resting:
            raise self._refused
        try:
            self._start()
        except ScorerGone as gone:
            self.close()
            self._rest(gone)
            raise
        self._refused = None
        if self._deaths < IN_A_ROW:
            self._failures = 0

    def _rest(self, gone: ScorerGone) -> None:
        """Not to be tried again for a while, longer each time."""
        wait = AGAIN[min(self._failures, len(AGAIN) - 1)]
        self._failures, self._refused = self._failures + 1, gone
        self._not_before = self._clock.boot().us + wait * 1_000_000

    def _start(self) -> None:
        try:
            self._child = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as refused:
            raise ScorerGone(
                "The scorer cannot be started", refused.strerror or type(refused).__name__
            ) from None
        self._answers, self._questions, self._asking = queue.SimpleQueue(), queue.SimpleQueue(), 0
        for does, pipe, line in (
            (_listen, self._child.stdout, self._answers),
            (_speak, self._child.stdin, self._questions),
        ):
            threading.Thread(target=does, args=(pipe, line), name="scorer", daemon=True).start()
        try:
            told = self._asked(self._setup, self._loading)
        except ScorerDied as died:
            self._deaths -= 1  # it had no text yet
            raise ScorerGone(
                "The scorer ends before it is ready", str(died), "moderator doctor says what is missing"
            ) from None
        if not told.get("ready"):
            raise ScorerGone("The scorer does not answer as it should")

    def _asked(self, request: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """What it answers, within so many seconds: to write the question down may take forever too, where it has stopped
        reading. An answer names its question, so that none is taken for another's."""
        question, self._asking = self._asking, self._asking + 1
        self._questions.put(json.dumps({**request, "n": question}).encode() + b"\n")
        try:
            line = self._answers.get(timeout=seconds)
        except queue.Empty:
            raise self._died(f"no answer within {seconds:g} seconds") from None
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            raise self._died("it ended")
        if "gone" in told:
            if question == 0:
                raise ScorerGone(*map(str, told["gone"]))
            raise self._died("it answered with no numbers")  # over these texts: it was ready before
        if "failed" in told:
            raise self._died(str(told["failed"]))
        if told.get("n") != question:
            raise self._died("an answer to another question")
        return told

    def _died(self, how: str) -> ScorerDied:
        """Ended, if it has not ended by itself: what it holds after a failure is not to be believed."""
        self.close()
        self._deaths += 1
        if self._deaths >= IN_A_ROW:
            self._rest(
                ScorerGone("The scorer ends again and again", how, "moderator doctor says what is missing")
            )
        return ScorerDied(how)


def patience(texts: Sequence[str], full: float) -> float:
    """Seconds for these: a quarter of `full` for a few words, all of it for a full part, and up to twice as much for
    what is longer, of which a scorer reads no more than its windows hold."""
    letters = sum(map(len, texts))
    return full * min(2.0, max(0.25, letters / FULL))


def _parts(texts: Sequence[str]) -> Iterator[list[str]]:
    """Such as one time limit fits: AT_ONCE texts of LETTERS_AT_ONCE letters together at the most, or one that is longer."""
    part: list[str] = []
    for text in texts:
        if part and (len(part) == AT_ONCE or sum(map(len, part)) + len(text) > LETTERS_AT_ONCE):
            yield part
            part = []
        part.append(text)
    if part:
        yield part


def _listen(pipe: IO[bytes], answers: queue.SimpleQueue[bytes]) -> None:
    with suppress(OSError, ValueError):  # closed while it was listened to
        while line := pipe.readline(LONGEST_ANSWER):
            answers.put(line)
    answers.put(b"")


def _speak(pipe: IO[bytes], questions: queue.SimpleQueue[bytes | None]) -> None:
    """By itself: a process that no longer reads would hold whoever writes to it."""
    with suppress(OSError, ValueError):  # it has ended: whoever listens hears so
        while (question := questions.get()) is not None:
            pipe.write(question)
            pipe.flush()


def _score(told: Sequence[Any]) -> Score:
    labels, model, band, language, unchecked = told
    labels = {str(label): float(value) for label, value in labels.items()}
    if not all(0.0 <= value <= 1.0 for value in labels.values()):  # no number is neither
        raise ValueError
    return Score(labels, str(model), None if band is None else Band(band), str(language), unchecked)


def _why(told: Sequence[Any], letters: int) -> Why:
    found, by, names, part = told
    marks = tuple(Mark(int(begin), int(end), str(label)) for begin, end, label in found)
    if any(not 0 <= mark.begin < mark.end <= letters for mark in marks):
        raise ValueError
    return Why(marks, str(by), bool(names), bool(part))


# the other side


def own_command() -> list[str]:
    """Our own program as the process that scores."""
    frozen = [] if getattr(sys, "frozen", False) else ["-m", "moderator"]
    return [sys.executable, *frozen, "score-for-worker"]


def serve(load: Callable[[Mapping[str, Any]], Rate]) -> None:
    """Answer the worker until its end of the pipe closes. `load` gets the setup, and raises ScorerGone."""
    heard, said = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # a library that prints must not be taken for an answer
        os.dup2(nowhere.fileno(), 1)
    _be_the_first_to_go()
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_hear, args=(heard, requests), name="worker", daemon=True).start()
    question = 0

    def say(**told: Any) -> None:
        told["n"] = question
        said.write(json.dumps(told).encode() + b"\n")
        said.flush()

    try:
        setup = json.loads(requests.get())
        _hold_memory(setup.get("memory", MOST_MEMORY))
        rate = load(setup)
        rate([PROBE])
    except ScorerGone as gone:
        say(gone=[gone.what, gone.why, gone.remedy])
        return
    say(ready=True)
    while request := requests.get():
        asked = json.loads(request)
        question = asked["n"]
        try:
            if "why" in asked:
                say(why=_reasons(rate, *asked["why"]))
                continue
            scores = rate(asked["texts"])
        except ScorerGone as gone:
            say(gone=[gone.what, gone.why, gone.remedy])
            continue
        except Exception as bug:  # around the scorer; see writing.md, Errors
            say(failed=type(bug).__name__)
            return
        say(
            scores=[
                [
                    {label: float(value) for label, value in score.labels.items()},
                    score.model,
                    None if score.band is None else int(score.band),
                    score.language,
                    score.unchecked,
                ]
                for score in scores
            ]
        )


def _reasons(rate: Rate, text: str, label: str) -> list[Any] | None:
    why = getattr(rate, "why", None)
    if why is None:
        return None
    found: Why = why(text, label)
    return [
        [[mark.begin, mark.end, mark.label] for mark in found.marks],
        found.by,
        found.names,
        found.part,
    ]


def _hear(pipe: IO[bytes], requests: queue.SimpleQueue[bytes]) -> None:
    for line in pipe:
        requests.put(line)
    os._exit(0)  # the worker is gone, whatever is being scored


def _be_the_first_to_go() -> None:
    """Where memory runs out, it is the scorer that ends, not the worker and not the window."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("800")


def _hold_memory(most: int) -> None:
    """Beyond `most` bytes it gets none, before the machine runs out of it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with suppress(OSError, ValueError):
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = min(most, machine * 3 // 4)
        resource.setrlimit(
            resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(hard, limit), hard)
        )
