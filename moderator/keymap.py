"""Which key does what on this desk: a preset, and over it the keys that the person chose.

A key of one's own that cannot be is left out with a sentence, and the rest holds. Two acts never share a key where both
hold. Pure: what was pressed comes in as it is written on a cap (see `moderator.actions`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from moderator.actions import ACTIONS, BY_ID, PRESETS, READ, READ_AS_WRITTEN, Action, Place

_MODIFIERS = ("Ctrl", "Alt", "Shift")
_NAMED = {
    "Esc", "Enter", "Tab", "Backspace", "Space", "Del", "Ins", "Home", "End", "Page up", "Page down", "Up", "Down",
    "Left", "Right", *(f"F{number}" for number in range(1, 25)),
}  # fmt: skip
_MOVING = {"Up", "Down", "Left", "Right", "Home", "End", "Page up", "Page down"}
_EDITING = {"Ctrl C", "Ctrl X", "Ctrl V", "Ctrl A", "Ctrl Z", "Ctrl Y", "Ctrl S"}


def tidy(written: str) -> str:
    """A key as a person may write it, as it stands on a cap: "ctrl+k" is "Ctrl K". "" where it names no key."""
    text = written.strip()
    parts = [text] if len(text) == 1 else [each for each in re.split(r"\s*\+\s*|\s+", text) if each]
    if len(parts) > 1 and parts[-2].casefold() == "page":
        parts = [*parts[:-2], f"{parts[-2]} {parts[-1]}"]
    if not parts:
        return ""
    held = {each.casefold() for each in parts[:-1]}
    if len(held) != len(parts) - 1 or not held <= {each.casefold() for each in _MODIFIERS}:
        return ""
    key = parts[-1]
    if len(key) == 1:
        key = key.upper() if key.isascii() and key.isprintable() else ""
    else:
        key = next((each for each in _NAMED if each.casefold() == key.casefold()), "")
    if not key or ("shift" in held and len(key) == 1 and not key.isalnum()):
        return ""
    return " ".join([*(each for each in _MODIFIERS if each.casefold() in held), key])


def reserved(key: str) -> str:
    """Why nobody may have this key for an act of the desk; "" where they may."""
    last = re.sub(r"^((Ctrl|Alt|Shift) )+", "", key)
    if last == "Esc":
        return "Esc covers the words, on every desk."
    if last == "Enter":
        return "Enter opens and confirms, on every desk."
    if last in ("Tab", "Backspace"):
        return f"{last} is for moving and typing, on every desk."
    if last == "Space":
        return "Space presses the button that has the keyboard."
    if key == "F1":
        return "F1 is for somebody to talk to, on every desk."
    if key == "?":
        return "? is for help, on every desk."
    if last in _MOVING:
        return "The arrows and their neighbours move, on every desk."
    if key in _EDITING:
        return f"{key} is for typing and saving, on every desk."
    return ""


def together(one: Action, other: Action) -> bool:
    """Can both be meant by one press?"""
    places = {*one.places, *other.places}
    return Place.EVERYWHERE in places or bool(set(one.places) & set(other.places))


def remark(action: Action, key: str) -> str:
    """What a person should know of this choice before it holds: somebody else's hands may read with that key."""
    if action.decides:
        for preset in PRESETS:
            reads = keys_of(preset, READ), keys_of(preset, READ_AS_WRITTEN)
            if any(key in each for each in reads):
                return f"{key} reads the words in the presets. Whoever is used to that would {_does(action)} instead."
    if action.held:
        for preset in PRESETS:
            for other in ACTIONS:
                if other.decides and Place.QUEUE in other.places and key in keys_of(preset, other):
                    return f"{key} is {short(other)} in the preset {preset.capitalize()}."
    return ""


def short(action: Action) -> str:
    """What it is called in the middle of a sentence: the title up to its first stop."""
    return re.split(r"[,;:]", action.title)[0]


def _does(action: Action) -> str:
    return short(action)[0].lower() + short(action)[1:]


def keys_of(preset: str, action: Action) -> tuple[str, ...]:
    return PRESETS[preset].get(action, action.keys)


@dataclass(frozen=True, slots=True)
class Keymap:
    """`refused`: what was chosen and cannot be, by the action's name as it was written, with a sentence each."""

    preset: str = "moderator"
    own: Mapping[str, str] = field(default_factory=dict)  # action id -> its first key
    refused: tuple[tuple[str, str], ...] = ()

    def keys(self, action: Action) -> tuple[str, ...]:
        usual = keys_of(self.preset, action)
        mine = self.own.get(action.id)
        return usual if mine is None else (mine, *(key for key in usual[1:] if key != mine))

    def cap(self, action: Action) -> str:
        """The key that is shown for it."""
        return self.keys(action)[0]

    def action(self, key: str, place: Place) -> Action | None:
        """What this key does there; what holds everywhere included."""
        return next((act for act in at(place) if key in self.keys(act)), None) if key else None

    def holder(self, action: Action, key: str) -> Action | None:
        """Which other act has this key where this one would hold."""
        others = (each for each in ACTIONS if each is not action and together(each, action))
        return next((each for each in others if key in self.keys(each)), None)


def at(place: Place) -> Iterator[Action]:
    return (each for each in ACTIONS if place in each.places or Place.EVERYWHERE in each.places)


def keymap(preset: str, own: Mapping[str, object]) -> Keymap:
    """The keys of a desk. Raises nothing: what cannot be is in `refused`."""
    refused, chosen = list[tuple[str, str]](), dict[str, str]()
    for name, written in own.items():
        action = BY_ID.get(name)
        key = tidy(written) if isinstance(written, str) else ""
        if action is None or action.fixed:
            refused.append((name, f"there is no key “{name[:40]}” to choose. {_near(name)}"))
        elif not key:
            refused.append(
                (name, f'{name} must be a key, such as "X", "Shift X" or "Ctrl X". Its usual key holds')
            )
        elif why := reserved(key):
            refused.append((name, f"{name} cannot be {key}: {why} Choose another; its usual key holds"))
        else:
            chosen[name] = key
    while clash := _clash(Keymap(preset, chosen)):
        name, other = clash
        key = chosen.pop(name)
        free = f"Give {other.id} another key as well, or choose one that is free"
        refused.append((name, f"{name} cannot be {key}: that is {short(other)}. {free}"))
    return Keymap(preset, chosen, tuple(refused))


def _clash(made: Keymap) -> tuple[str, Action] | None:
    """The last of the own keys that another act has too. A preset by itself has no clash."""
    for name in reversed(list(made.own)):
        action = BY_ID[name]
        for key in made.keys(action):
            if (other := made.holder(action, key)) is not None:
                return name, other
    return None


def _near(name: str) -> str:
    ours = [each.id for each in changeable()]
    near = difflib.get_close_matches(name, ours, n=1)
    return f"Did you mean {near[0]}?" if near else f"There are: {', '.join(ours)}"


def changeable() -> Sequence[Action]:
    """Those whose key a person may choose."""
    return [each for each in ACTIONS if not each.fixed]


def swapped(made: Keymap, action: Action, key: str) -> dict[str, str] | None:
    """Own keys with this one, where whoever had it takes the key that becomes free. None where it cannot be."""
    own = {**made.own, action.id: key}
    other = made.holder(action, key)
    if other is not None:
        if other.fixed or made.cap(other) != key:
            return None
        own[other.id] = made.cap(action)
    own = {name: mine for name, mine in own.items() if keys_of(made.preset, BY_ID[name])[0] != mine}
    return own if not keymap(made.preset, own).refused else None


def without(made: Keymap, action: Action) -> dict[str, str]:
    """Own keys without this one. Whoever has its usual key goes back to its own usual one too."""
    own = {name: key for name, key in made.own.items() if name != action.id}
    return dict(keymap(made.preset, own).own)
