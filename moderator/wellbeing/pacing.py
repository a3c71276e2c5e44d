"""What a person can do in a break, if they like: breathe at a pace, come to their senses, look into the distance. Pure.

Nothing of it is asked for, counted or kept. Each says honestly what is known of it (wellbeing rules, D). Not here on purpose:
animals, quotes, quizzes, word games, news: a quiz after upsetting films made more of them come back (Holmes 2010).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

BREATHING_SECONDS = 300  # Balban et al. 2023: five minutes a day
GAZE_SECONDS = 50  # E0: 40 to 60 s


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of a breath: what to do, for how long, and how full the chest is at its end (0 to 1)."""

    says: str
    seconds: float
    full: float


@dataclass(frozen=True, slots=True)
class Pattern:
    name: str
    phases: tuple[Phase, ...]

    @property
    def seconds(self) -> float:
        return sum(phase.seconds for phase in self.phases)


# Balban et al. 2023 say two inhales, the second a short one, and a long exhale; the seconds are ours (E0)
SIGHING = Pattern(
    "Two breaths in, a long one out",
    (
        Phase("Breathe in through the nose", 3.0, 0.75),
        Phase("And a little more", 1.5, 1.0),
        Phase("Long and slow, out through the mouth", 6.5, 0.0),
    ),
)
STEADY = Pattern("Four seconds in, six out", (Phase("Breathe in", 4.0, 1.0), Phase("Breathe out", 6.0, 0.0)))
PATTERNS = (SIGHING, STEADY)

BREATHING_CAPTION = "Tested in healthy adults, not in moderators. Stop if you feel dizzy."
GROUNDING_CAPTION = "Widely used in clinics, little tested. Nothing is typed and nothing is kept."
GAZE_CAPTION = (
    "General advice for work at screens. Of a view of something green, one study found that it helped attention; later ones "
    "only that it felt restful."
)
GROUNDING = (
    "Look round for five things that you can see. Name each to yourself.",
    "Feel four things: your feet on the floor, the chair, the air, your hands.",
    "Listen for three sounds, near ones and far ones.",
    "Notice two things that you can smell, or two smells that you like.",
    "Notice one thing that you can taste; or take one slow breath.",
)
GAZE = "Look out of a window, or at the farthest thing that you can see. Let your eyes rest there, and blink."


@dataclass(frozen=True, slots=True)
class Moment:
    """Where somebody is in a pattern: which phase of it, and how full the chest is now."""

    phase: int
    says: str
    full: float


def at(pattern: Pattern, seconds: float) -> Moment:
    """After so many seconds, 0 or more. It begins empty, and moves slowest at each turn."""
    within = max(0.0, seconds) % pattern.seconds
    ends = list(accumulate(phase.seconds for phase in pattern.phases))
    which = next((n for n, end in enumerate(ends) if within < end), len(ends) - 1)
    phase = pattern.phases[which]
    begins = pattern.phases[which - 1].full
    share = min(1.0, max(0.0, 1 - (ends[which] - within) / phase.seconds))
    eased = share * share * (3 - 2 * share)
    return Moment(which, phase.says, begins + (phase.full - begins) * eased)
