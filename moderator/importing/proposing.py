"""Which plan a file most likely wants: what was chosen for this header before, else a preset, else usual names."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from moderator.importing import dates, plans, presets
from moderator.importing.plans import FIELDS, Plan
from moderator.importing.recognising import Recognised
from moderator.problems import BadInput
from moderator.store import imports
from moderator.store.db import Db


def propose(found: Recognised, before: Plan | None = None, *, as_preset: bool = False) -> Plan:
    """`as_preset`: the person named the preset, which then counts more than what was chosen before."""
    if before is not None and not as_preset:
        plan = replace(before, form=found.form)
        judged = dates.judge(_dates(found, plan))
        return replace(plan, order=judged.order or plan.order)
    return _ordered(found, _without_shared_id(found, _guessed(found)))


def _guessed(found: Recognised) -> Plan:
    preset = found.preset
    if preset is None:
        return Plan(found.form, presets.guess(found.form.names))
    columns = {**presets.guess(found.form.names), **preset.choose(found.form.names)}
    if preset.columns.keys() and "id" not in preset.choose(found.form.names):
        columns.pop("id", None)
    only = {name: value for name, value in preset.only.items() if name in found.form.names}
    return Plan(
        found.form,
        {which: names for which, names in columns.items() if which in preset.columns or which == "direction"},
        zone=preset.zone or "UTC",
        platform=preset.platform,
        own=preset.own,
        only=only,
        writing=preset.writing,
        preset=preset.name,
    )


def _without_shared_id(found: Recognised, plan: Plan) -> Plan:
    """Two comments with one id would be taken for one comment and its edit."""
    if not shared_id(found, plan):
        return plan
    return replace(plan, columns={which: names for which, names in plan.columns.items() if which != "id"})


def shared_id(found: Recognised, plan: Plan) -> str:
    """The column of ids, when it names something else than comments: a post, a conversation. Else ""."""
    ids, said = plan.columns.get("id", ())[:1], plan.columns.get("text", ())[:1]
    if not ids or not said:
        return ""
    at, text_at = found.form.names.index(ids[0]), found.form.names.index(said[0])
    seen: dict[str, str] = {}
    clashes = 0
    for row in found.rows:
        if max(at, text_at) < len(row) and row[at] not in (None, ""):
            text = str(row[text_at])
            clashes += seen.setdefault(str(row[at]), text) != text
    return ids[0] if clashes >= 5 and clashes * 20 > len(found.rows) else ""


def _ordered(found: Recognised, plan: Plan) -> Plan:
    """Day or month first, where the dates of the file tell it themselves."""
    return replace(plan, order=dates.judge(_dates(found, plan)).order)


def undecided(found: Recognised, plan: Plan) -> bool:
    """Are there dates that could be read either way, and nobody has said which?"""
    return not plan.order and dates.judge(_dates(found, plan)).asked


def _dates(found: Recognised, plan: Plan) -> list[str]:
    places = [
        found.form.names.index(name) for name in plan.columns.get("date", ()) if name in found.form.names
    ]
    return [
        str(row[at]) for row in found.rows for at in places[:1] if at < len(row) and row[at] not in (None, "")
    ]


def with_columns(plan: Plan, given: Mapping[str, tuple[str, ...]]) -> Plan:
    """Put the columns that a person names in place of the proposed ones. An empty name takes a field out.

    Names may differ in case and signs from those in the file. Raises BadInput.
    """
    unknown = next((which for which in given if which not in FIELDS), None)
    if unknown is not None:
        raise BadInput(f"There is no field “{unknown[:40]}”", "", f"Fields are: {', '.join(FIELDS)}")
    there = {presets.fold(name): name for name in reversed(plan.form.names)}
    columns = dict(plan.columns)
    for which, names in given.items():
        chosen = tuple(
            name if name in plan.form.names else there.get(presets.fold(name), name) for name in names if name
        )
        columns[which] = chosen
        if not chosen:
            del columns[which]
    changed = replace(plan, columns=columns)
    changed.index()
    return changed


def finished(plan: Plan, *, account: str = "", order: str | None = None, zone: str | None = None) -> Plan:
    """The plan with what a person says besides the columns."""
    return replace(plan, account=account or plan.account, order=order or plan.order, zone=zone or plan.zone)


def remembered(db: Db, found: Recognised) -> Plan | None:
    """What was chosen for the last file with this header."""
    told = imports.remembered(db, plans.signature(found.form.names, found.form.kind))
    if told is None:
        return None
    try:
        plan = plans.from_json(told)
        replace(plan, form=found.form).index()
    except BadInput:  # made by another version, or a column has another name now
        return None
    return plan


def used_names(db: Db) -> tuple[str, ...]:
    """Names of columns that somebody chose before: where they stand, there is a header."""
    found: dict[str, None] = {}
    for told in imports.all_remembered(db):
        with suppress(BadInput):
            plan = plans.from_json(told)
            if plan.form.header is not None:
                found.update(dict.fromkeys(name for names in plan.columns.values() for name in names))
    return tuple(found)


def demand_usable(plan: Plan, name: str) -> None:
    """Raises BadInput when no column holds the comments, or when two have the name of one that is used.

    Only names that this desk knows are said: what stands in the place of a header may be a comment.
    """
    names = plan.form.names
    if not plan.columns.get("text"):
        known = [each for each in names if presets.is_known(each)]
        others = len(names) - len(known)
        seen = ", ".join([*known[:8], *([f"{others} of other names"] if others else [])])
        raise BadInput(
            f"{name} has no column named text",
            f"Its columns are: {seen}"
            if known
            else f"It has {others} columns, and none has a name that is known",
            "Say which one holds the comments: --map text=NAME",
        )
    used = {column for columns in plan.columns.values() for column in columns}
    folded = {each.casefold() for each in names}
    twice = sorted(column for column in used if f"{column} (2)".casefold() in folded)
    if twice:
        raise BadInput(f"{name} names a column twice", twice[0][:60], "Rename one of them")
