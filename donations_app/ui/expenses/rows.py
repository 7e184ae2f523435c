"""A row of a claim: cells beside each other, a day first and a remover last, what is wrong with them below."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar, Final

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from donations_app.domain.errors import Problem
from donations_app.domain.typed import TypedError, clean_text, parse_whole
from donations_app.i18n import _
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Label, tool
from donations_app.ui.widgets.edits import DateEdit, TypedEdit, mark
from donations_app.ui.widgets.fields import Note, TextEdit
from donations_app.words.phrases import problem_sentence

ENDS: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute  # figures stand below each other
DAY, REMOVER = 126, 28  # pixels of the cells that all rows have
_GAP: Final = 8


class WordsEdit(TextEdit):
    """A text that is cleaned when it is read."""

    def problem(self) -> str:
        """Return why the text cannot be taken: a code of ``phrases.PROBLEMS``, or nothing."""
        try:
            return "" if clean_text(self.text()) else "missing"
        except TypedError as error:
            return error.problem


class WholeEdit(TypedEdit):
    """A whole number; spaces between groups are no part of it."""

    def __init__(self, name: str, *, limit: int) -> None:
        super().__init__(name)
        self.setFont(font(13))
        self.setMaxLength(limit)
        self.setAlignment(ENDS)

    def parse(self) -> int:
        return parse_whole("".join(self.text().split()))

    def show_whole(self) -> None:
        self.setText(str(self.parse()))


class RowTyped(Struct, frozen=True):
    """A row as it was typed, to fill it in again."""

    texts: tuple[str, ...]
    vehicle: str = "car"
    is_electric: bool = False


class Row(QWidget):
    """What trips and other costs share."""

    changed = Signal()
    removed = Signal(object)
    edits: tuple[WordsEdit | TypedEdit, ...]
    fields: ClassVar[tuple[str, ...]]  # of problems, in the order of ``edits``
    optional: ClassVar[frozenset[str]]  # fields that may stay empty

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.today = today
        self.on = DateEdit(_("Date"), today)
        self.note = Note()
        self.remover = tool("x", _("Remove"), lambda: self.removed.emit(self))
        self.cells = QGridLayout()
        self.cells.setHorizontalSpacing(_GAP)
        self.cells.setVerticalSpacing(theme().px(6))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(4))
        rows.addLayout(self.cells)
        rows.addWidget(self.note)

    def finish(self, widths: Sequence[tuple[QWidget, int]]) -> None:
        """Size and connect the cells once they are all there."""
        for widget, width in (*widths, (self.on, DAY), (self.remover, REMOVER)):
            widget.setFixedWidth(theme().px(width))
        for edit in self.edits:
            edit.setProperty("size", "small")
            edit.textChanged.connect(lambda *_: self.edited())
            edit.editingFinished.connect(self._left)
            if isinstance(edit, TypedEdit):
                edit.refused.connect(lambda code, edit=edit: self._say(problem_sentence(code, edit.text())))
        self.arrange(narrow=False)

    def edited(self) -> None:
        """Take back what was said of the row, and tell that it is another."""
        self.note.say("")
        self.changed.emit()

    def _left(self) -> None:
        """Say what stands against a row that is whole; what is still to be typed is no mistake yet."""
        if not self.is_empty and not self.unreadable():
            for problem in self.broken():
                if problem.code != "missing":
                    self.say_problem(problem)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed in it."""
        return not any(edit.text().strip() for edit in self.edits)

    def problems(self) -> list[Problem]:
        """Return what stands against the row; an empty one has no problem."""
        return [] if self.is_empty else self.unreadable() or self.broken()

    def unreadable(self) -> list[Problem]:
        """Return what is missing or cannot be read."""
        return [
            Problem(field, code, edit.text())
            for field, edit in zip(self.fields, self.edits, strict=True)
            if (code := edit.problem()) and (code != "missing" or field not in self.optional)
        ]

    def broken(self) -> list[Problem]:
        """Return what stands against a row that can be read."""
        raise NotImplementedError

    def say_problem(self, problem: Problem) -> QLineEdit:
        """Say a problem below the row, mark its field and return it."""
        edit = self.edits[self.fields.index(problem.field)] if problem.field in self.fields else self.on
        mark(edit, "bad")
        said = problem_sentence(problem.code, problem.value, problem.data)
        if said not in self.note.text:
            self._say(f"{self.note.text}\n{said}" if self.note.text else said)
        return edit

    def _say(self, text: str) -> None:
        self.note.say(text, "bad")

    def warn(self, text: str) -> None:
        """Say what stands against nothing and should be looked at."""
        self.note.say(text, "warn")

    def say_nothing(self) -> None:
        """Take back what was said."""
        self.note.say("")
        for edit in self.edits:
            mark(edit, "")

    def stops(self) -> tuple[QWidget, ...]:
        """Return where Tab goes, in order."""
        raise NotImplementedError

    def arrange(self, *, narrow: bool, tight: bool = False) -> None:
        """Stand on one line, on two where there is no room, or on three where two are tight."""
        raise NotImplementedError

    def place(self, places: Sequence[tuple[QWidget, int, int, int]], *, growing: int) -> None:
        """Put the cells at their line and column, as wide as they say; one column takes what is left."""
        for widget, line, column, across in places:
            self.cells.addWidget(widget, line, column, 1, across)
        for column in range(self.cells.columnCount()):  # those of wider lines, too
            self.cells.setColumnStretch(column, int(column == growing))

    def typed(self) -> RowTyped:
        """Return the row as it stands."""
        return RowTyped(tuple(edit.text() for edit in self.edits))

    def fill(self, typed: RowTyped) -> None:
        """Show a row as it was typed."""
        for edit, text in zip(self.edits, typed.texts, strict=True):
            edit.setText(text)

    def like(self) -> RowTyped | None:
        """Return what the next row begins with, or nothing."""
        return None


def headings(*names: tuple[str, int, bool]) -> QWidget:
    """Return the names above the cells: each with its width, none for the widest, and whether figures stand there."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_GAP)
    for name, width, is_figure in (*names, ("", REMOVER, False)):
        label = Label(name, "label", "muted")
        if width:
            label.setFixedWidth(theme().px(width))
        if is_figure:
            label.setAlignment(ENDS)
        row.addWidget(label, 0 if width else 1)
    return whole
