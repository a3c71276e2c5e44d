"""Every number of the break machine, each with its grade and its source beside it. All of them on this one page.

The machine is handed a `Rhythm`; nothing in it knows a number of its own. A person may have a gentler one (longer
warnings, a longer lull, longer breaks: `unhurried`, `with_longer_breaks`), an agency another within its ceilings.

Grades: E1 experiment on comment moderation, E2 published practice, E3 analogous experiment, E0 a convention that
says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

MICRO, LONG = "micro", "long"
KINDS = (MICRO, LONG)


def _number(default: int, grade: str, source: str) -> Any:
    return field(default=default, metadata={"grade": grade, "source": source})


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Names that end in `_us` are microseconds. `metadata` of each field holds its grade and source."""

    micro_every_us: int = _number(
        20 * MINUTE,
        "E1",
        "of active work; Riedl, Masullo and Whipple 2020 found harm and less accuracy at 24 min",
    )
    micro_len_us: int = _number(
        2 * MINUTE, "E2", "Zevo Health: 2 to 5 min between batches; Albulescu et al. 2022 on micro-breaks"
    )
    long_every_us: int = _number(
        60 * MINUTE, "E2", "of active work; IWF 2024: hourly; HSE on display work: after 50 to 60 min"
    )
    long_len_us: int = _number(
        10 * MINUTE, "E2", "HSE: 5 to 10 min; Albulescu et al. 2022: more after depleting work"
    )
    load_trigger: int = _number(60, "E0", "units since the last rest that bring the next break forward")
    merge_us: int = _number(
        5 * MINUTE, "E0", "a short break due this close to a long one is taken as the long one"
    )
    warn_micro_us: int = _number(20 * SECOND, "E2", "Stretchly warns 10 to 30 s before, Sane Break 30 + 30 s")
    warn_long_us: int = _number(
        60 * SECOND, "E2", "Sane Break; WCAG 2.2.4: interruptions can be prepared for"
    )
    lull_us: int = _number(3 * SECOND, "E2", "without a key in an edit field; Sane Break waits 2 s")
    defer_max_us: int = _number(
        90 * SECOND, "E0", "of typing on, for each due break; rather than wait for ever"
    )
    postpone_us: int = _number(5 * MINUTE, "E2", "Stretchly, Sane Break, Workrave")
    postpones_each: int = _number(1, "E2", "of one due break; Workrave issue 519")
    postpones_shift: int = _number(3, "E0", "in one shift")
    postpone_costs_percent: int = _number(
        20, "E0", "of the time put off is added to that break: one minute of five"
    )
    idle_after_us: int = _number(60 * SECOND, "E0", "without input nobody is there")
    pause_us: int = _number(
        20 * SECOND, "E0", "away for less is no pause: a second, idle window does not stop the clock"
    )
    live_us: int = _number(60 * SECOND, "E0", "a longer gap between two signs of life was time away")
    emergency_us: int = _number(10 * MINUTE, "E0", "of an emergency exit")
    emergencies_shift: int = _number(1, "E2", "in one shift; Sane Break allows two")
    owed_max_us: int = _number(
        10 * MINUTE, "E0", "of a break that an emergency cut short are added to the next"
    )
    meeting_max_us: int = _number(
        90 * MINUTE, "E0", "of a meeting; nothing can be read meanwhile, so it is rest"
    )
    override_after_us: int = _number(
        10 * MINUTE, "E3", "of a cooldown no override opens; Albulescu et al. 2022"
    )
    shift_gap_us: int = _number(8 * HOUR, "E0", "without work, and another shift begins")

    def every_us(self, kind: str) -> int:
        return self.long_every_us if kind == LONG else self.micro_every_us

    def length_us(self, kind: str) -> int:
        return self.long_len_us if kind == LONG else self.micro_len_us

    def warning_us(self, kind: str) -> int:
        return self.warn_long_us if kind == LONG else self.warn_micro_us

    @property
    def costs_us(self) -> int:
        """What one postponement adds to its break."""
        return self.postpone_us * self.postpone_costs_percent // 100

    def unhurried(self) -> Rhythm:
        """The accessibility profile: two minutes of warning and ten seconds of lull, for who needs longer to get to
        a key (E2: WCAG 2.2.1, 2.2.4). Taken freely, and no diagnosis is kept anywhere.
        """
        return replace(
            self,
            warn_micro_us=max(self.warn_micro_us, 120 * SECOND),
            warn_long_us=max(self.warn_long_us, 120 * SECOND),
            lull_us=max(self.lull_us, 10 * SECOND),
        )

    def with_longer_breaks(self, percent: int) -> Rhythm:
        """Breaks that are longer by so much of their length; never shorter."""
        more = 100 + max(0, percent)
        return replace(
            self,
            micro_len_us=self.micro_len_us * more // 100,
            long_len_us=self.long_len_us * more // 100,
        )


RHYTHM = Rhythm()
