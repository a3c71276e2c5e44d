"""House rules: what a decision cites. A first set for public agencies ships in resources/policies/."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from moderator import resources
from moderator.decisions import Reason, Verdict
from moderator.problems import BadInput
from moderator.scores import LABELS


@lru_cache(maxsize=1)
def house_rules() -> tuple[Reason, ...]:
    """The rules that ship, by number."""
    return read(resources.path("policies", "house-rules.toml"))


def read(path: Path) -> tuple[Reason, ...]:
    """Raises BadInput naming the file and the rule that cannot be read."""
    try:
        tables = tomllib.loads(path.read_text("utf-8")).get("rule", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise BadInput(f"The house rules {path} cannot be read", type(fault).__name__) from None
    rules = []
    for at, table in enumerate(tables, 1):
        try:
            rules.append(_rule(table))
        except (KeyError, TypeError, ValueError) as fault:
            allowed = (
                "A rule has key, number, title, wording, verdicts, categories and, if wanted, second_look"
            )
            raise BadInput(f"{path}: rule {at} cannot be read", f"{fault}", allowed) from None
    return tuple(sorted(rules, key=lambda rule: rule.number))


def _rule(table: dict[str, object]) -> Reason:
    verdicts, categories, second = table["verdicts"], table["categories"], table.get("second_look", [])
    if not all(isinstance(each, list) for each in (verdicts, categories, second)):
        raise TypeError("verdicts, categories and second_look are lists")
    assert isinstance(verdicts, list)
    assert isinstance(categories, list)
    assert isinstance(second, list)
    unknown = set(categories) - set(LABELS)
    if unknown:
        raise ValueError(f"no such category: {', '.join(sorted(map(str, unknown)))}")
    return Reason(
        key=str(table["key"]),
        number=int(str(table["number"])),
        title=str(table["title"]),
        wording=str(table["wording"]),
        verdicts=frozenset(Verdict(verdict) for verdict in verdicts),
        categories=frozenset(categories),
        second_look=frozenset(Verdict(each) for each in second),
    )
