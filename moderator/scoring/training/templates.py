"""Our own sentences, made from frames and words: what labelled data lacks."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from moderator.scoring.training import frames, held_back
from moderator.scoring.training import words as lists
from moderator.scoring.training.words import TRAINED, Words

Labels = dict[str, float]

CALM: Labels = dict.fromkeys(
    ("toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack", "sexual_explicit"), 0.0
)
HATE: Labels = {"toxicity": 1.0, "identity_attack": 1.0, "threat": 0.0}
INSULT: Labels = {"toxicity": 1.0, "insult": 1.0, "identity_attack": 0.0, "threat": 0.0}
THREAT: Labels = {"toxicity": 1.0, "threat": 1.0}
HATE_THREAT: Labels = {"toxicity": 1.0, "threat": 1.0, "identity_attack": 1.0}
SWEARING: Labels = {"identity_attack": 0.0, "threat": 0.0, "obscene": 1.0, "insult": 0.0}


class Sentence(NamedTuple):
    text: str
    labels: Labels


# frames, labels, share of all sentences
_ORDINARY = tuple(f"{subject} {deed}" for subject in frames.SUBJECTS for deed in frames.DO_ORDINARY)
_HATED = tuple(f"{subject} {deed}" for subject in frames.SUBJECTS for deed in frames.DO_HATED)
_PLAN: tuple[tuple[Sequence[str], Labels, float], ...] = (
    (_ORDINARY, CALM, 0.14),
    (frames.CALM, CALM, 0.14),
    (frames.CALM_IN_WORDS_OF_HATE, CALM, 0.11),
    (frames.DENIALS, CALM, 0.08),
    ((frames.TOLD,), CALM, 0.05),
    ((frames.TOLD_WITH_APPLAUSE,), HATE, 0.025),
    (frames.ASSENTS, HATE, 0.035),
    (frames.HATE, HATE, 0.05),
    (_HATED, HATE, 0.05),
    (frames.HATE_THREATS, HATE_THREAT, 0.025),
    (frames.THREATS, THREAT, 0.07),
    (frames.NOT_THREATS, CALM, 0.045),
    (frames.CIVIC_CALM, CALM, 0.05),
    (frames.CIVIC_ANGRY, CALM, 0.075),
    (frames.CIVIC_RUDE, INSULT, 0.055),
    (frames.THINGS_CALM, CALM, 0.01),
    (frames.THINGS_SWORN, SWEARING, 0.01),
)


def fill(frame: str, words: Words, random: Random, *, others: bool = False, names: Sequence[str] = ()) -> str:
    """One sentence of a frame. `others`: now and then a group that does not exist, or that nobody hates; `names`:
    and now and then one of these."""
    if "{claim}" in frame:
        frame = frame.replace("{claim}", random.choice(frames.CLAIMS))
    pick = random.choice
    drawn = {
        "adj": lists.adjective(words, random, others=others),
        "adj2": pick(words.adjectives),
        "group": pick(names)
        if names and random.random() < 0.3
        else lists.group(words, random, others=others),
        "group2": lists.group(words, random, others=others),
        "person": pick(lists.PEOPLE),
        "good": pick(lists.GOOD),
        "bad": pick(lists.BAD),
        "where": pick(lists.WHERE),
        "violent": pick(lists.VIOLENT),
        "violated": pick(lists.VIOLATED),
        "thing": pick(lists.THING),
        "fool": pick(lists.FOOL),
        "topic": pick(lists.TOPIC),
        "state": pick(lists.STATE),
        "state1": pick([state for state in lists.STATE if " " not in state]),
        "plan": pick(lists.PLAN),
        "official": pick(lists.OFFICIAL),
        "failing": pick(lists.FAILING),
        "part": pick(lists.PART),
        "weapon": pick(lists.WEAPON),
        "time": pick(lists.TIME),
        "suffer": pick(lists.SUFFER),
        "relative": pick(lists.RELATIVE),
        "owned": pick(lists.OWNED),
        "ruined": pick(lists.RUINED),
        "crush": pick(lists.CRUSH),
        "who": pick(lists.WHO),
        "said": pick(lists.SAID),
        "reaction": pick(lists.REACTION),
        "applause": pick(lists.APPLAUSE),
    }
    capitals = {name[0].upper() + name[1:]: value[0].upper() + value[1:] for name, value in drawn.items()}
    return frame.format(**drawn, **capitals)


def sentences(count: int, random: Random, names: Sequence[str] = ()) -> list[Sentence]:
    """About `count` sentences for training, in the shares of the plan. `names` stand in calm ones only."""
    made = []
    for chosen, labels, share in _PLAN:
        for _ in range(int(count * share)):
            calm = names if labels is CALM else ()
            text = fill(random.choice(chosen), TRAINED, random, others=True, names=calm)
            drawn = random.random()
            if drawn < 0.5:
                text = text.lower() if drawn < 0.25 else text[0].lower() + text[1:]
            made.append(Sentence(text + random.choice(["", ".", "!", ".", "", " lol", "!!"]), labels))
    return made


def unseen(chosen: Sequence[str], count: int, random: Random) -> list[str]:
    """Sentences that were never trained on: each frame as often as the next, with words held back."""
    return [fill(chosen[n % len(chosen)], held_back.WORDS, random) for n in range(count)]
