"""Which scorers rate this home's comments: the embedded one always, an installed model beside it, or, in a rehearsal,
the staged one.

An installed model that cannot be used is left out with a sentence, and the embedded scorer goes on alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from moderator.problems import ScorerGone
from moderator.scores import Score, Why
from moderator.scoring import Scorer

log = logging.getLogger(__name__)

Rate = Callable[[Sequence[str]], list[Score]]

EMBEDDED = "embedded"
_BEST_FIRST = ("multilingual", "unbiased", "original")


def loader(
    *, rehearsal: bool, language: str, home: Path | None = None, wanted: str = ""
) -> Callable[[], Rate]:
    """A function that loads the scorers when they are first needed. It raises ScorerGone when the embedded one
    cannot be used. `home` is where models are installed; `wanted` is the setting `scorer`."""

    def load() -> Rate:
        if rehearsal:
            from moderator.scoring.rehearsal import Rehearsal

            return Rehearsal()
        from moderator.scoring.embedded import Embedded

        return Rating(Embedded.load(), language, home, wanted)

    return load


class Rating:
    """Scores by the embedded scorer, and by an installed model where there is one.

    `trouble` says why the installed model is not used, "" when it is or none is wanted. What is installed or removed
    meanwhile is noticed.
    """

    def __init__(self, embedded: Scorer, language: str, home: Path | None, wanted: str) -> None:
        self._embedded, self._language, self._home, self._wanted = embedded, language, home, wanted
        self._second: Scorer | None = None
        self._stamp: object = None
        self.trouble = ""

    def __call__(self, texts: Sequence[str]) -> list[Score]:
        """By both, or by the embedded scorer alone where the other cannot be used."""
        try:
            return self.both(texts)
        except ScorerGone:
            return self.first(texts)

    def first(self, texts: Sequence[str]) -> list[Score]:
        """By the embedded scorer: at once."""
        from moderator.scoring.rate import rate

        return rate(texts, self._embedded, self._language)

    def why(self, text: str, label: str) -> Why | None:
        """Which words the embedded scorer's score rests on; it is quick enough to be asked word by word."""
        from moderator.scoring.embedded import Embedded
        from moderator.scoring.occlusion import why

        return why(text, self._embedded, label) if isinstance(self._embedded, Embedded) else None

    def both(self, texts: Sequence[str]) -> list[Score]:
        """By all scorers that there are. Raises ScorerGone when the installed model cannot be used; it is then left out
        until something changes.
        """
        from moderator.scoring.opinions import together
        from moderator.scoring.rate import rate

        if not self.has_second() or self._second is None:
            if not self.trouble:
                return self.first(texts)
            raise ScorerGone("No second scorer is there", self.trouble.rstrip("."), "moderator model list")
        try:
            second = rate(texts, self._second, self._language)
        except ScorerGone as gone:
            self._leave_out(gone)
            raise
        return [together(*pair) for pair in zip(self.first(texts), second, strict=True)]

    def has_second(self) -> bool:
        """Is there an installed model, and can it be used?"""
        self._look()
        return self._second is not None

    def _look(self) -> None:
        """Load what should be used, when that has changed."""
        if self._home is None:
            return
        from moderator.scoring.shelf import Shelf

        stamp = Shelf(self._home).stamp()
        if stamp == self._stamp:
            return
        self._stamp, self._second, self.trouble = stamp, None, ""
        try:
            name = chosen(self._home, self._wanted)
            if name is not None:
                self._second = load_model(self._home, name)
        except ScorerGone as gone:
            self._leave_out(gone)

    def _leave_out(self, gone: ScorerGone) -> None:
        log.error("the embedded scorer scores alone: %s", type(gone).__name__)
        self._second, self.trouble = None, gone.sentence()


def chosen(home: Path, wanted: str) -> str | None:
    """The installed model that is used: the one that is wanted, else the best. Raises ScorerGone when the one that is
    wanted is not there or has another fingerprint."""
    from moderator.scoring.shelf import Shelf

    if wanted == EMBEDDED:
        return None
    shelf = Shelf(home)
    if wanted:
        name, _, fingerprint = wanted.partition("@")
        manifest = shelf.find(name)
        if not manifest.fingerprint.startswith(fingerprint.lower()):
            raise ScorerGone(
                f"The model {name} is not the one that the settings ask for",
                f"its fingerprint begins with {manifest.fingerprint[:16]}",
                "Install the right one, or change the setting scorer",
            )
        return name
    there = shelf.listed()
    usable = [standing.manifest for standing in there if standing.manifest is not None]
    if there and not usable:
        raise ScorerGone(
            "No installed model can be used", there[0].trouble.rstrip("."), "moderator model list says more"
        )
    best = sorted(
        usable,
        key=lambda each: (
            each.kind != "onnx",
            _BEST_FIRST.index(each.variant) if each.variant in _BEST_FIRST else 9,
            each.name,
        ),
    )
    return best[0].name if best else None


def load_model(home: Path, name: str) -> Scorer:
    """A model by its name, ready to score. Raises ScorerGone."""
    from moderator.scoring import parity
    from moderator.scoring.shelf import Shelf

    if name == EMBEDDED:
        from moderator.scoring.embedded import Embedded

        return Embedded.load()
    shelf = Shelf(home)
    manifest = shelf.find(name)
    if manifest.kind == "onnx":
        from moderator.scoring.onnx import Onnx

        parity.demand_report(manifest)
        return Onnx.load(shelf.place(name))
    from moderator.scoring.detoxify import Detoxify

    return Detoxify.load(shelf.place(name))
