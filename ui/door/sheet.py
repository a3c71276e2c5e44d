"""The page of the recovery sheet: printed, saved, shown, or put off. Asked once, at the first start of a new desk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QWidget

from moderator.home import write_apart
from moderator.problems import Problem
from moderator.recovery import COUNT, Sheet
from ui.door import paper, words
from ui.door.page import Page
from ui.look import pieces

_COLUMNS = 3


class SheetPage(Page):
    """`new_desk`: nothing is in it yet, so that another one may be brought back in its place."""

    made = Signal()  # it was printed or saved
    onward = Signal()
    later = Signal()
    bring_back = Signal()

    def __init__(self, sheet: Sheet, home: Path, *, new_desk: bool) -> None:
        super().__init__(words.SHEET_TITLE, words.SHEET_WHY)
        self._sheet, self._home, self._is_made = sheet, home, False
        can_print = _printers()
        self.print = self.choice("Print it", "On paper and nowhere else.", self._print, first=can_print)
        if not can_print:
            self.print.say("No printer is set up on this computer.")
            self.print.setEnabled(False)
        self.choice(
            "Save it as a PDF",
            "On a stick, to be printed elsewhere. Only you can read the file.",
            self._save_pdf,
            first=not can_print,
        )
        self.choice("Save it as text", "The same as a plain text file.", self._save_text)
        self.show_words = self.choice("Show the words", "To be written down by hand.", self._show)
        self.panel: QWidget | None = None
        self._place = self.column.count()
        self.go_on, *_ = self.buttons((words.LATER, self._leave), first=False)
        self.go_on.setAccessibleDescription(words.LATER_SAYS)
        if new_desk:
            self.quiet(words.BRING_INSTEAD, self.bring_back.emit)
        self.done()

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        paper.lay_out(printer)
        if QPrintDialog(printer, self).exec():
            paper.document(self._sheet).print_(printer)
            self._have(words.SHEET_PRINTED)
            self.go_on.setFocus()

    def _save_pdf(self) -> None:
        self._ask("recovery-sheet.pdf", "PDF (*.pdf)")

    def _save_text(self) -> None:
        self._ask("recovery-sheet.txt", "Text (*.txt)")

    def _ask(self, name: str, kind: str) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "Save the recovery sheet",
            QDir.home().filePath(name),
            kind,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.save(Path(chosen))

    def save(self, path: Path) -> None:
        """As a PDF when the name ends so, else as text."""
        content = (
            paper.pdf(self._sheet) if path.suffix.lower() == ".pdf" else self._sheet.text().encode("utf-8")
        )
        try:
            write_apart(path, content, self._home)
        except Problem as problem:
            self.say(problem.sentence())
            return
        self._have(words.SHEET_SAVED)
        self.go_on.setFocus()

    def _show(self) -> None:
        if self.panel is None:
            self.panel = _panel(self._sheet)
            self.column.insertWidget(self._place, self.panel)
            QTimer.singleShot(0, self, lambda: self.bring_into_view(self.panel or self))
            self._have("Write them down in their order, and put the paper into the safe.")
        else:
            self.panel.setVisible(not self.panel.isVisible())

    def _have(self, sentence: str) -> None:
        self._is_made = True
        self.say(sentence, "accent")
        self.go_on.setText("Go on")
        self.go_on.setAccessibleDescription("")
        self.made.emit()

    def _leave(self) -> None:
        (self.onward if self._is_made else self.later).emit()


def _printers() -> bool:
    from PySide6.QtPrintSupport import QPrinterInfo

    return bool(QPrinterInfo.availablePrinterNames())


def _panel(sheet: Sheet) -> QFrame:
    """The words, numbered down the columns as on paper."""
    frame = QFrame()
    frame.setProperty("part", "card")
    frame.setAccessibleName("The 24 words")
    grid = QGridLayout(frame)
    grid.setContentsMargins(20, 16, 20, 16)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    rows = COUNT // _COLUMNS
    for at, word in enumerate(sheet.words):
        grid.addWidget(pieces.label(f"{at + 1:>2}  {word}"), at % rows, at // rows)
    return frame
