"""Scores for the worker, which holds no model: see moderator.apart."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from moderator.scores import Score


@click.command("score-for-worker", hidden=True)
def score_for_worker() -> None:
    """For the worker alone."""
    from moderator.apart import serve

    serve(_load)


def _load(setup: Mapping[str, Any]) -> Callable[[Sequence[str]], list[Score]]:
    from moderator.scorers import load_model, loader

    home, model = setup["home"], str(setup.get("model", ""))
    if model:
        from moderator.scoring.rate import rate

        _give_way()
        scorer, language = load_model(Path(home), model), str(setup["language"])
        return lambda texts: rate(texts, scorer, language)
    return loader(
        rehearsal=bool(setup["rehearsal"]),
        language=str(setup["language"]),
        home=None if home is None else Path(home),
        wanted=str(setup["wanted"]),
    )()


def _give_way() -> None:
    """A second opinion may take longer; the first score of what is new, and the window, may not."""
    if hasattr(os, "nice"):
        os.nice(10)


COMMANDS = (score_for_worker,)
