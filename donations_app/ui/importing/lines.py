"""The lines of a file by their verdicts, why the current one has its own, and its cells corrected in their place."""

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from shiboken6 import isValid

from donations_app.formats.columns import KINDS
from donations_app.formats.corrections import Correction
from donations_app.i18n import _, count, isolated
from donations_app.services.exchange.preview import REFUSED, VERDICTS, JudgedRow, Preview
from donations_app.ui.importing.correcting import CellEditor
from donations_app.ui.importing.rows import RowsTable, line_verdict, said_of
from donations_app.ui.widgets.basic import Card, Wrapped, button
from donations_app.ui.widgets.fields import before_in_order
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.segments import Segments
from donations_app.words.imports import guide_words

_KEYS: Final = ("F2",)


class LinesCard(Card):
    """Tabs by verdict, the table of the lines, and below it the reason of the current one."""

    corrected = Signal()  # a cell is to be taken otherwise
    refusals_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(padding=14, gap=8)
        self.tabs = Segments({"": _("All")} | {one: line_verdict(one) for one in VERDICTS}, _("Verdict"))
        self.refusals = button(
            _("Save the refusals ..."), icon_name="download", clicked=self.refusals_wanted.emit
        )
        self.corrects = button(_("Correct the line"), icon_name="square-pen", clicked=self.correct)
        self.corrects.setToolTip("F2")
        self.table: RowsTable | None = None
        self.editor: CellEditor | None = None
        self.reason = Wrapped("", "small", "muted")
        self._what = "people"
        self._place = QVBoxLayout()
        self._typed: dict[tuple[int, str], str] = {}
        self._is_open = True  # lines can be corrected: nothing is being written, or was
        self._later: tuple[str, Preview] | None = None  # judged while a cell is corrected
        self.guide = Wrapped("", "body", "muted")  # what to do, until lines are judged
        self._place.addWidget(self.guide)
        foot = QHBoxLayout()
        foot.addWidget(self.reason, 1)
        foot.addWidget(self.corrects, 0, Qt.AlignmentFlag.AlignTop)
        self.rows.addWidget(Flow(self.tabs, None, self.refusals))
        self.rows.addLayout(self._place, 1)
        self.rows.addLayout(foot)
        for each in (self.refusals, self.corrects):
            each.setAutoDefault(False)
            each.setEnabled(False)
            each.hide()  # until lines are judged
        self.tabs.chosen.connect(lambda verdict: self.table.show_verdict(verdict) if self.table else None)

    def guide_through(self, what: str) -> None:
        """Say what there is to do, as long as no line is judged."""
        self.guide.setText("\n\n".join(guide_words(what)))

    def corrections(self) -> tuple[Correction, ...]:
        """Return what was corrected, by line and column."""
        return tuple(Correction(*cell, value) for cell, value in sorted(self._typed.items()))

    def forget(self, columns: Iterable[str] | None = None) -> None:
        """Forget what was corrected, but in columns that the file still has."""
        kept = set(columns or ())
        self._typed = {cell: value for cell, value in self._typed.items() if cell[1] in kept}

    def show_preview(self, what: str, found: Preview) -> None:
        """Show lines that were judged anew, the one that was looked at or the next one.

        While a cell is corrected they wait for its end: what is being typed is not taken away.
        """
        if self._is_correcting:
            self._later = what, found
            return
        self._later, self._what = None, what
        before, number = self._current_line()
        self._leave()
        if self.table is not None:
            self._place.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self.guide.hide()
        self.table = table = RowsTable(what, found)
        self._place.addWidget(table)
        for each in (self.refusals, self.corrects):
            each.show()
        before_in_order(self.corrects, [table])
        table.selectionModel().currentRowChanged.connect(lambda *_: self._show_reason())
        table.activated.connect(self._correct_at)
        for keys in _KEYS:
            QShortcut(QKeySequence(keys), table, self.correct, context=Qt.ShortcutContext.WidgetShortcut)
        self._show_counts(found)
        table.show_verdict(self.tabs.value())
        if before and table.rows_model.rowCount():
            table.choose_row(self._again(before, number))
            table.setFocus()
        self._show_reason()

    @property
    def _is_correcting(self) -> bool:
        return self.editor is not None and isValid(self.editor) and not self.editor.isHidden()

    def _show_later(self) -> None:
        """Show what was judged meanwhile, once nothing is corrected any more."""
        if self._later is not None and not self._is_correcting:
            self.show_preview(*self._later)

    def _show_counts(self, found: Preview) -> None:
        counts = found.counts
        every = _("All")
        self.tabs.say("", f"{every}  {count(len(found.verdicts))}")
        for verdict in VERDICTS:
            self.tabs.say(verdict, f"{line_verdict(verdict)}  {count(counts.get(verdict, 0))}")
        self.tabs.offer(["", *(verdict for verdict in VERDICTS if counts.get(verdict))])

    def _current_line(self) -> tuple[int, int]:
        """Return the line that is looked at, and at what place it stands; 0 where none is."""
        row = self.table.current_row() if self.table is not None else None
        return (row.line, self.table.currentIndex().row()) if row is not None and self.table else (0, 0)

    def _again(self, line: int, number: int) -> int:
        """Return where a line stands now; the one that took its place where it stands elsewhere."""
        assert self.table is not None  # noqa: S101 -- of whoever asks
        model = self.table.rows_model
        near = range(max(0, number - 1), min(model.rowCount(), number + 2))
        found = [place for place in near if (row := model.row(place)) and row.line == line]
        return found[0] if found else min(number, model.rowCount() - 1)

    def tell(self, found: Preview | None, *, is_open: bool) -> None:
        """Say what can be done with the lines: nothing while there are none."""
        self._is_open = is_open and found is not None
        self.tabs.setEnabled(found is not None)
        if self.table is not None:
            self.table.setEnabled(found is not None)
        self.refusals.setEnabled(bool(found and found.counts.get(REFUSED)))
        self._show_reason()

    def _show_reason(self) -> None:
        """Say the reason of the current line whole: in its row there may be no room."""
        row = self.table.current_row() if self.table is not None else None
        said = said_of(row) if row is not None else ""
        line = row.line if row is not None else 0
        told = _("Line {line}: {double}").format(line=isolated(str(line)), double=said) if said else ""
        self.reason.setText(told)
        self.corrects.setEnabled(self._is_open and row is not None and bool(self._columns_of(row)))

    def _columns_of(self, row: JudgedRow) -> list[str]:
        """Return the columns of a row that can be corrected, those that are wrong first."""
        if any(not one.column for one in row.problems):
            return []  # it cannot be read as a whole
        known = KINDS.get(self._what, ())  # of an export nothing: the platform would tell it again
        wrong = {one.column for one in row.problems}
        return sorted((name for name in row.cells if name in known), key=lambda name: name not in wrong)

    def correct(self) -> None:
        """Correct the current line, at its first wrong cell."""
        self._correct_at(QModelIndex())

    def _correct_at(self, index: QModelIndex) -> None:
        """Correct the current line, at a cell that was chosen, or at its first wrong one."""
        row = self.table.current_row() if self.table is not None else None
        if self.table is None or row is None or not self.corrects.isEnabled():
            return
        columns = self._columns_of(row)
        chosen = self.table.code_at(index.column()) if index.isValid() else ""
        is_wrong = any(one.column == columns[0] for one in row.problems)
        column = chosen if chosen in columns and not is_wrong else columns[0]
        self._leave()
        typed = {name: value for (line, name), value in self._typed.items() if line == row.line}
        self.editor = CellEditor(self.table, columns, {**row.cells, **typed})  # which may not be judged yet
        self.editor.taken.connect(lambda typed, row=row: self._take(row, typed))
        self.editor.left.connect(self._show_later)
        self.editor.begin(column, self._place_of(column))

    def _place_of(self, column: str) -> QRect:
        """Return where a cell stands: in the place of verdict and reason, where its column is not shown."""
        assert self.table is not None  # noqa: S101 -- of whoever asks
        number, model = self.table.currentIndex().row(), self.table.rows_model
        shown = [at for at, one in enumerate(model.columns) if one.code == column]
        if shown and not self.table.isColumnHidden(shown[0]):
            return self.table.visualRect(model.index(number, shown[0]))
        last = len(model.columns) - 1
        verdict, reason = (self.table.visualRect(model.index(number, at)) for at in (last - 1, last))
        return verdict.united(reason)

    def _leave(self) -> None:
        editor, self.editor = self.editor, None
        if editor is not None and isValid(editor):
            editor.hide()
            editor.deleteLater()

    def _take(self, row: JudgedRow, typed: Mapping[str, str]) -> None:
        self.editor = self._later = None  # all is judged anew
        for column, value in typed.items():
            stated = row.corrected.get(column, row.cells.get(column, ""))
            if value == stated.strip():
                self._typed.pop((row.line, column), None)
            else:
                self._typed[row.line, column] = value
        self.corrected.emit()
