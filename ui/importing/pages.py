"""Import: choose a file, see what it was recognised as, say which column is what, and watch it come in.

The window reads no file: `Reading` asks a child of ours. Four pages: choose, map, run, outcome.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import QDir, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QWidget,
)

from moderator.clock import zone_name
from moderator.console import Console
from moderator.importing import looked, plans, presets
from moderator.importing.past import Aside
from moderator.importing.plans import Plan
from moderator.store.imports import Run
from ui.importing import words
from ui.importing.child import Reading
from ui.importing.choose import Choose
from ui.importing.mapping import Mapping
from ui.importing.page import Page
from ui.importing.running import Outcome, Running
from ui.work import Work

KINDS = (
    "Exports and archives (*.csv *.tsv *.tab *.txt *.json *.ndjson *.jsonl *.js *.xlsx *.zip);;All files (*)"
)
_NO_PLACES = ("Etc/", "posix/", "right/", "SystemV/")


class ImportPages(QWidget):
    finished = Signal()  # the person wants to see the queue

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._path: Path | None = None
        self._run = 0
        self._otherwise = ("", "", "")
        self._only_counts = False
        self._again = False  # only what an earlier import set aside
        self.reading = Reading(work, self)
        self.choose, self.running, self.outcome = Choose(), Running(), Outcome()
        self.mapping = Mapping(zones(), [(each.name, each.title) for each in presets.known().values()])
        self.pages = QStackedWidget()
        for page in (self.choose, self.mapping, self.running, self.outcome):
            self.pages.addWidget(page)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)
        self.setFocusProxy(self.choose.place.browse)
        self._connect()

    def _connect(self) -> None:
        self.reading.said.connect(self._told)
        self.choose.browse.connect(self.browse)
        self.choose.dropped.connect(self.look_at)
        self.choose.resume.connect(self._resume_run)
        self.choose.quarantine.connect(self._quarantine_of)
        self.mapping.go.connect(self._go)
        self.mapping.changed.connect(self._count)
        self.mapping.again.connect(self._recognise)
        self.mapping.resume.connect(self._go_on)
        self.mapping.back.connect(self.begin)
        self.running.stop.connect(self.reading.stop)
        self.outcome.go_on.connect(self._go_on)
        self.outcome.without_times.connect(self._take_without_times)
        self.outcome.choose_times.connect(self._choose_times)
        self.outcome.quarantine.connect(self._show_quarantine)
        self.outcome.to_queue.connect(self.finished)
        self.outcome.another.connect(self.begin)

    # choosing

    def appear(self) -> None:
        """They came onto the screen."""
        if self.page is self.choose:
            self._look_back()

    def begin(self) -> None:
        """Nothing is chosen."""
        self.reading.give_up()
        self._path, self._again = None, False
        self.choose.tell("")
        self._show(self.choose)
        self._look_back()

    def _look_back(self) -> None:
        self._work.store(_latest, then=self.choose.show_past, failed=lambda _: self.choose.show_past(()))

    def browse(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Choose a file", QDir.homePath(), KINDS)
        if name:
            self.look_at(Path(name))

    def look_at(self, path: Path) -> None:
        """A child says what it is."""
        self._again = False
        self._look_anew(path)

    def _look_anew(self, path: Path) -> None:
        self._path, self._otherwise = path, ("", "", "")
        self.mapping.start_over()
        self._ask_look()

    def _ask_look(self, plan: Plan | None = None) -> None:
        preset, encoding, sheet = self._otherwise
        self._only_counts = plan is not None
        if plan is None:
            assert self._path is not None
            self.running.wait(words.LOOKING.format(name=self._path.name), stoppable=False)
            self._show(self.running)
        self.reading.ask(
            {
                "do": "look",
                "path": str(self._path),
                "preset": preset,
                "encoding": encoding,
                "sheet": sheet,
                "header": None,
                "plan": "" if plan is None else plans.to_json(plan),
            }
        )

    def _recognise(self, preset: str, encoding: str, sheet: str) -> None:
        self._otherwise = (preset, encoding, sheet)
        self._ask_look()

    def _count(self, plan: Plan) -> None:
        self._ask_look(plan)

    # importing

    def _go(self, plan: Plan) -> None:
        chosen = replace(plan, again=self._again)
        self._begin({"do": "run", "path": str(self._path), "plan": plans.to_json(chosen)})

    def _take_without_times(self) -> None:
        """As they were read before, but for the time."""

        def go(run: Run | None) -> None:
            if run is not None:
                plan = replace(plans.from_json(run.plan), untimed=True, again=True)
                self._begin({"do": "run", "path": str(self._path), "plan": plans.to_json(plan)})

        number = self._run
        self._work.store(lambda console: console.imports.run(number), then=go)

    def _choose_times(self) -> None:
        """The page of columns again, for what was set aside alone."""
        assert self._path is not None
        self._again = True
        self._look_anew(self._path)

    def _go_on(self) -> None:
        self._begin({"do": "resume", "path": str(self._path)})

    def _resume_run(self, run: Run) -> None:
        self._path = Path(run.path)
        self._go_on()

    def _begin(self, request: Dict[str, str]) -> None:
        assert self._path is not None
        self._only_counts = False
        self.running.wait(f"Importing {self._path.name}", stoppable=True)
        self._show(self.running)
        self.running.halt.setFocus()
        self.reading.ask(request)

    # what the child says

    def _told(self, told: Dict[str, Any]) -> None:
        if "looked" in told:
            self.mapping.show_file(looked.from_line(told["looked"]), afresh=not self._only_counts)
            self.mapping.show_again(self._again)
            self._show(self.mapping)
            if not self._only_counts:
                self.mapping.take_focus()
        elif "progress" in told:
            self.running.show_progress(*told["progress"])
        elif "comparing" in told:
            self.running.show_comparing(*told["comparing"])
        elif "ended" in told:
            self._run, state, position, counts = told["ended"]
            self.outcome.show_end(state, position, counts)
            self._show(self.outcome)
            self.outcome.queue.setFocus()
        else:
            self._refused(str(told["problem"]))

    def _refused(self, sentence: str) -> None:
        if self._only_counts:
            self.mapping.tell(sentence)
        elif self.page is self.running and self.running.halt.isVisibleTo(self.running):
            self.outcome.show_refusal(sentence, resumable=False)
            self._show(self.outcome)
        else:
            self.choose.tell(sentence)
            self._show(self.choose)
            self._look_back()

    # quarantine

    def _show_quarantine(self) -> None:
        run = self._run
        self._work.store(lambda console: console.imports.quarantine(run), then=self.outcome.show_quarantine)

    def _quarantine_of(self, run: Run) -> None:
        self._run, self._path = run.id, Path(run.path)

        def show(aside: Sequence[Aside]) -> None:
            left = {"set_aside": len(aside), "no_time": sum(each.no_time for each in aside)}
            self.outcome.show_end(run.state, run.position, {**run.counts, **left})
            self.outcome.show_quarantine(aside)
            self._show(self.outcome)

        self._work.store(lambda console: console.imports.quarantine(run.id), then=show)

    # pages

    @property
    def page(self) -> QWidget:
        """The one that is shown."""
        page = self.pages.currentWidget()
        assert page is not None
        return page

    def _show(self, page: Page) -> None:
        if self.page is not page:
            self.pages.setCurrentWidget(page)
            page.to_top()
        first: dict[QWidget, QWidget] = {
            self.choose: self.choose.place.browse,
            self.mapping: self.mapping.fields.rows["text"].choice,
            self.running: self.running.halt,
            self.outcome: self.outcome.queue,
        }
        self.setFocusProxy(first[page])


def _latest(console: Console) -> Sequence[Run]:
    return console.imports.latest()


@cache
def zones() -> tuple[str, ...]:
    """UTC, this computer's zone, then all others by name."""
    here = zone_name()
    others = sorted(each for each in available_timezones() if "/" in each and not each.startswith(_NO_PLACES))
    return tuple(dict.fromkeys(["UTC", *([here] if here in others else []), *others]))
