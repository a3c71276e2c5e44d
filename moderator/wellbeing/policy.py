"""What an agency has changed of the numbers that protect people, and what each person has made stricter for themselves.

A policy is written as TOML, with only what differs from the numbers as they come:

    [consultation]              # asked for by a number that is less strict than the one that comes with the program
    date = 2026-10-01
    representative = "Health and safety representative, depot north"
    reference = "RA-17"         # of the risk assessment

    [limits.load_h]
    soft = 80
    hard = 120

    [mix]
    uncivil_share = 0.4         # also: soft_share, abusive_run, severe_run, calm_start, severe_gap, quiet_end; see Mix

Lower limits need nothing but an admin. A higher one needs the consultation (model WHS Regulations 55D, WHS Act ss 47
to 49), and the ceiling of limits.py cannot be moved at all. The numbers of the mix can be made stricter, never looser.
A file that is not right in all is refused in all, with the line and what is allowed there.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from moderator.problems import BadInput
from moderator.wellbeing.limits import BY_KEY, LIMITS, Limit

STRICTEST = 0.25  # the smallest share of the agency's limits that somebody can set for themselves
LONGEST_TEXT = 200  # letters of the consultation's entries


@dataclass(frozen=True, slots=True)
class Mix:
    """How harsh and calm work are mixed, while there is calm work. Each with its grade; see `scheduling`.

    uncivil_share: of the last 20 cards served, the share of S1 and above. Direction E1 (Riedl, Masullo and Whipple
    2020: only uncivil comments exhaust and make less accurate, a mix does not), the number E0.
    soft_share: the same share from a soft limit on. E0 (wellbeing.md B.5).
    abusive_run, severe_run: cards of S2 and above, S3 and above, in a row. E0, same direction.
    calm_start: cards after a break that are S1 at most. E0 (DIS 2024 on interleaving).
    severe_gap: minutes after a look at S3 or above in which milder work comes first. E0 (DIS 2024 on interleaving). None
    as it comes: with one, a stream that is all uncivil takes a person past the 25 minutes at which harm was measured.
    quiet_end: minutes before the end of a shift without S3 and above. E2 (IWF 2024: nothing after 4 pm).
    """

    uncivil_share: float = 0.5
    soft_share: float = 0.3
    abusive_run: int = 5
    severe_run: int = 2
    calm_start: int = 3
    severe_gap: int = 0
    quiet_end: int = 30


_STRICTER = {  # the range that each number may be set within; the default is always the loosest
    "uncivil_share": (0.1, 0.5),
    "soft_share": (0.05, 0.3),
    "abusive_run": (1, 5),
    "severe_run": (1, 2),
    "calm_start": (3, 20),
    "severe_gap": (0, 60),
    "quiet_end": (30, 240),
}


@dataclass(frozen=True, slots=True)
class Consultation:
    """With whom less strict numbers were talked over, when, and where it is written down."""

    date: date
    representative: str
    reference: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Every number as it holds at this desk."""

    limits: tuple[Limit, ...] = LIMITS
    mix: Mix = Mix()
    consultation: Consultation | None = None

    def own(self, share: float) -> Policy:
        """For one person who has set themselves this share of the agency's limits, STRICTEST to 1.

        Whole numbers of looks are rounded down, to one at least: never looser than what was asked.
        """
        share = min(1.0, max(STRICTEST, share))
        return replace(self, limits=tuple(_scaled(limit, share) for limit in self.limits))


DEFAULT = Policy()


def read(text: str, name: str = "The policy") -> Policy:
    """The policy that this TOML says. Raises BadInput, which names the line and what is allowed there."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(
            f"{name} is not TOML", str(error)[:200], "Nothing was changed; mend the line"
        ) from None
    reader = _Reader(text, name)
    reader.only(found, "", ("consultation", "limits", "mix"))
    consultation = reader.consultation(reader.table(found, "consultation"))
    given = reader.table(found, "limits")
    reader.only(given, "limits", tuple(BY_KEY))
    limits = tuple(reader.limit(reader.table(given, limit.key, "limits"), limit) for limit in LIMITS)
    policy = Policy(limits, reader.mix(reader.table(found, "mix")), consultation)
    if consultation is None:
        for limit in policy.limits:
            reader.demand_consulted(limit)
    return policy


def write(policy: Policy) -> str:
    """The TOML of a policy: what `read` makes the same policy of."""
    lines = ["# Limits and mix of this desk. Only what differs from the numbers as they come."]
    if policy.consultation is not None:
        lines += ["", "[consultation]", f"date = {policy.consultation.date.isoformat()}"]
        lines += [f"representative = {_quoted(policy.consultation.representative)}"]
        lines += [f"reference = {_quoted(policy.consultation.reference)}"]
    for limit in policy.limits:
        usual = BY_KEY[limit.key]
        changed = [
            f"{side} = {_plain(getattr(limit, side))}"
            for side in ("soft", "hard")
            if getattr(limit, side) != getattr(usual, side)
        ]
        lines += ["", f"[limits.{limit.key}]", *changed] if changed else []
    usual_mix = Mix()
    mix = [
        f"{field.name} = {_plain(getattr(policy.mix, field.name))}"
        for field in fields(Mix)
        if getattr(policy.mix, field.name) != getattr(usual_mix, field.name)
    ]
    return "\n".join([*lines, "", "[mix]", *mix] if mix else lines) + "\n"


def tightest(one: Policy, other: Policy) -> Policy:
    """Of each number the stricter one: what holds where it is not certain which policy should."""
    limits = tuple(
        replace(mine, soft=min(mine.soft, theirs.soft), hard=min(mine.hard, theirs.hard))
        for mine, theirs in zip(one.limits, other.limits, strict=True)
    )
    mix = Mix(
        uncivil_share=min(one.mix.uncivil_share, other.mix.uncivil_share),
        soft_share=min(one.mix.soft_share, other.mix.soft_share),
        abusive_run=min(one.mix.abusive_run, other.mix.abusive_run),
        severe_run=min(one.mix.severe_run, other.mix.severe_run),
        calm_start=max(one.mix.calm_start, other.mix.calm_start),
        severe_gap=max(one.mix.severe_gap, other.mix.severe_gap),
        quiet_end=max(one.mix.quiet_end, other.mix.quiet_end),
    )
    return Policy(limits, mix, one.consultation or other.consultation)


def looser(limit: Limit) -> bool:
    """Is this limit less strict than the one that comes with the program?"""
    usual = BY_KEY[limit.key]
    return limit.soft > usual.soft or limit.hard > usual.hard


class _Reader:
    """Takes a policy apart, and knows the line of everything it refuses."""

    def __init__(self, text: str, name: str) -> None:
        self._lines, self._name = text.splitlines(), name

    def refuse(self, section: str, key: str, why: str, allowed: str) -> BadInput:
        line = self._line(section, key)
        where = f", line {line}" if line else ""
        named = ".".join(part for part in (section, key) if part)
        return BadInput(f"{self._name}{where}: {named[:60]} {why}", "", f"{allowed}. Nothing was changed")

    def only(self, table: Mapping[str, Any], section: str, known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                raise self.refuse(section, key, "is not known", f"Known here: {', '.join(known)}")

    def table(self, found: Mapping[str, Any], key: str, section: str = "") -> Mapping[str, Any]:
        table = found.get(key, {})
        if not isinstance(table, dict):
            header = ".".join(part for part in (section, key) if part)
            raise self.refuse(section, key, "is no section", f"Write it as [{header}] with its numbers below")
        return table

    def consultation(self, table: Mapping[str, Any]) -> Consultation | None:
        if not table:
            return None
        names = tuple(field.name for field in fields(Consultation))
        self.only(table, "consultation", names)
        for name in names:
            value = table.get(name)
            if name == "date" and type(value) is not date:
                raise self.refuse("consultation", name, "is not a date", "Write it as date = 2026-10-01")
            if name != "date" and not (isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_TEXT):
                raise self.refuse(
                    "consultation",
                    name,
                    "is missing or too long",
                    f"Write it in quotes, {LONGEST_TEXT} letters at most",
                )
        return Consultation(table["date"], table["representative"].strip(), table["reference"].strip())

    def limit(self, table: Mapping[str, Any], usual: Limit) -> Limit:
        section = f"limits.{usual.key}"
        self.only(table, section, ("soft", "hard"))
        least = 1 if usual.extreme else _plain(usual.hard * STRICTEST)
        hard = self.number(
            table, section, "hard", usual.hard, float(least), usual.ceiling, whole=usual.extreme
        )
        soft = self.number(
            table, section, "soft", min(usual.soft, hard), min(1.0, hard), hard, whole=usual.extreme
        )
        return replace(usual, soft=soft, hard=hard)

    def mix(self, table: Mapping[str, Any]) -> Mix:
        self.only(table, "mix", tuple(_STRICTER))
        usual = Mix()
        return Mix(
            **{
                name: self.number(
                    table,
                    "mix",
                    name,
                    getattr(usual, name),
                    *bounds,
                    whole=isinstance(getattr(usual, name), int),
                )
                for name, bounds in _STRICTER.items()
            }
        )

    def number(
        self,
        table: Mapping[str, Any],
        section: str,
        key: str,
        usual: float,
        least: float,
        most: float,
        *,
        whole: bool,
    ) -> Any:
        if key not in table:
            return usual
        value = table[key]
        if (
            type(value) not in ((int,) if whole else (int, float)) or not least <= value <= most
        ):  # no NaN either
            kind = "a whole number" if whole else "a number"
            raise self.refuse(
                section, key, "is out of range", f"Write {kind} from {_plain(least)} to {_plain(most)}"
            )
        return value if whole else float(value)

    def demand_consulted(self, limit: Limit) -> None:
        if not looser(limit):
            return
        usual, section = BY_KEY[limit.key], f"limits.{limit.key}"
        side = "hard" if limit.hard > usual.hard else "soft"
        raise self.refuse(
            section,
            side,
            f"is above {_plain(getattr(usual, side))}, which takes a consultation",
            "Add [consultation] with date, representative and reference, or lower it",
        )

    def _line(self, section: str, key: str) -> int:
        """The line of this key, else of its section, 0 when neither is found: dotted and inline forms are not followed."""
        now, section_line = "", 0
        for number, line in enumerate(self._lines, 1):
            if header := re.match(r"\s*\[\s*([^\]]+?)\s*\]", line):
                now = re.sub(r"[\s\"']", "", header[1])
                if now in (section, f"{section}.{key}".strip(".")):
                    section_line = number
                    if now != section:
                        return number
            elif now == section and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return section_line


def _scaled(limit: Limit, share: float) -> Limit:
    if limit.extreme:
        hard = max(1, math.floor(limit.hard * share))
        return replace(limit, soft=min(hard, max(1, math.floor(limit.soft * share))), hard=hard)
    return replace(limit, soft=limit.soft * share, hard=limit.hard * share)


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else round(value, 6)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter.isprintable() else " " for letter in escaped) + '"'
