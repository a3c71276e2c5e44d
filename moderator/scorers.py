"""Which scorer rates this home's comments: the embedded one, or the staged one of a rehearsal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from moderator.scores import Score

Rate = Callable[[Sequence[str]], list[Score]]


def loader(*, rehearsal: bool, language: str) -> Callable[[], Rate]:
    """A function that loads the scorer when it is first needed. It raises ScorerGone when it cannot."""

    def load() -> Rate:
        from moderator.scoring.rate import rate

        if rehearsal:
            from moderator.scoring.rehearsal import Rehearsal

            staged = Rehearsal()
            return staged.rate
        from moderator.scoring.embedded import Embedded

        scorer = Embedded.load()
        return lambda texts: rate(texts, scorer, language)

    return load
