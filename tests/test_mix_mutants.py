"""Rules of the mix and of shifts with a hole in each: whoever weighs every history of a few turns has to notice."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from pathlib import Path
from types import ModuleType

import pytest

from moderator import scheduling
from moderator.scores import Band

S0, S1, S2, S3, S4 = Band
MUTANTS = {  # what is changed, and into what
    "one more harsh one among the last": ("uncivil + 1 > most + 1e-9", "uncivil > most + 1e-9"),
    "unchecked ones count as calm": ("return Band.S2 if band is None", "return Band.S0 if band is None"),
    "six abusive ones in a row": (">= mix.abusive_run:", "> mix.abusive_run:"),
    "three severe ones in a row": (">= mix.severe_run else", "> mix.severe_run else"),
    "two calm ones after a break": ("since_break < mix.calm_start", "since_break + 1 < mix.calm_start"),
    "abusive ones at the start": (
        "return LADDER.index(MILD) if since_break",
        "return LADDER.index(MIDDLE) if since_break",
    ),
    "severe ones at a soft limit": ("last = min(last, LADDER.index(MIDDLE))", "pass"),
    "half harsh at a soft limit": ("if soft else mix.uncivil_share", "if not soft else mix.uncivil_share"),
    "the hours only prefer": (
        "return Want(LADDER[min(first, last) : last + 1])",
        "return Want(LADDER[min(first, last) :])",
    ),
    "the newest turn is not looked at": (
        "for band in reversed(recent):",
        "for band in reversed(recent[:-1]):",
    ),
    "a notice prefers nothing": ('if level == "notice" or lately:', "if lately:"),
}


def weigh(m: ModuleType) -> None:
    """Every history of seven turns that is made of calm, abusive and severe ones, and some longer ones."""
    for recent in itertools.product((S0, None, S3), repeat=7):
        seen = [2 if each is None else int(each) for each in recent]
        for band in (S1, S2, None, S4):
            harsh = 2 if band is None else int(band)
            for since in (2, 3):
                rules = {str(each.rule) for each in m.calmer_first(band, recent, since)}
                now = [*seen, harsh]
                assert ("start" in rules) == (since < 3 and harsh >= 2)
                assert ("share" in rules) == (sum(each >= 1 for each in now) > 4)
                five, two = min(now[-6:]) >= 2, min(now[-3:]) >= 3
                assert ("run" in rules) == (five or two)
    for level in ("comfortable", "notice", "soft"):
        for most in (S1, S2):
            for allowed in m.wanted([], level, 9, most=most).tries:
                assert allowed is not None
                assert max(2 if each is None else int(each) for each in allowed) <= most
    assert m.wanted([], "soft", 9).tries[-1] == m.MIDDLE
    assert m.wanted([S0] * 14 + [S2] * 6, "soft", 9).tries[0] == m.CALM
    assert m.wanted([S0] * 14 + [S2] * 6, "comfortable", 9).tries == (m.MILD, m.MIDDLE, None)
    assert m.wanted([], "notice", 9).tries == (m.MIDDLE, None)


def changed(old: str, new: str) -> ModuleType:
    source = Path(scheduling.__file__).read_text()
    assert source.count(old) == 1, old
    spec = importlib.util.spec_from_loader("mutant_scheduling", loader=None)
    assert spec is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["mutant_scheduling"] = made
    exec(compile(source.replace(old, new), "mutant", "exec"), made.__dict__)
    return made


def test_the_rules_as_they_are_pass_every_history() -> None:
    weigh(scheduling)


@pytest.mark.parametrize("hole", MUTANTS)
def test_a_rule_with_a_hole_is_caught(hole: str) -> None:
    with pytest.raises(AssertionError):
        weigh(changed(*MUTANTS[hole]))
