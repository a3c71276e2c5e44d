"""A person who tries to get through a break: asks for the next card again and again. Run as a program, to be killed.

`python -m tests.journeys.break_person HOME begin|leave|sit`. `begin` takes a break, `leave` leaves it for an emergency
and goes back into it at once, which makes it a long one. Then, until it is killed or the break is served, a line each
time: LEFT with the seconds that are left, or OPEN should a card ever come. DONE when the break is over.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from moderator.problems import BreakDue
from moderator.wellbeing.values import Mode, Presence
from tests.journeys.aftermath import console


def main() -> None:
    home, how = Path(sys.argv[1]), sys.argv[2]
    with console(home) as opened:
        if how == "begin":
            opened.desk.break_now()
        elif how == "leave":
            opened.resting.emergency()
            opened.desk.break_now()
        while True:
            rest = opened.desk.rest(Presence.ACTIVE)
            if rest.mode is not Mode.BREAK:
                print("DONE", rest.mode, flush=True)
                return
            try:
                opened.desk.next()
                print("OPEN", flush=True)
            except BreakDue:
                print("LEFT", round(rest.left.total_seconds(), 3), flush=True)
            time.sleep(0.02)


if __name__ == "__main__":
    main()
