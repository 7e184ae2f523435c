"""Past imports: which file, when, by whom, how much; each taken back whole while nothing has built on it."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from donations_app.db.queries.built_on import built_on
from donations_app.db.queries.imports import ImportRow, brought_by, imports
from donations_app.domain.imports import BuiltOn
from donations_app.i18n import _, count, isolated, moment, money, ngettext
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.importing.taking_back import TakingBack
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.running import Running
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.imports import correction_words, kind_words, standing_words

_MOST = 20  # of what holds an import, named
_CELLS = 5  # that were corrected, named


class Past(Struct, frozen=True):
    """An import, and what holds it."""

    row: ImportRow
    held: tuple[BuiltOn, ...]

    @property
    def is_free(self) -> bool:
        """Whether it can be taken back."""
        return self.row.is_open and not self.held


class PastImports(QDialog):
    """The imports, the latest first."""

    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Past imports"))
        self.setObjectName("page")  # it holds a card
        self._desk = desk
        self._found: list[Past] = []
        columns: list[Column[Past]] = [
            Column(_("Import"), lambda one: isolated(one.row.ref), 116, weight=500),
            Column(_("When"), lambda one: moment(one.row.at), 128),
            Column(_("Who"), lambda one: one.row.who, 90, is_spare=True, may_be_long=True),
            Column(_("Kind"), lambda one: kind_words(one.row.kind), 110, is_spare=True),
            Column(_("File"), lambda one: isolated(one.row.name), 0, may_be_long=True, least=130),
            Column(_("Records"), lambda one: count(one.row.accepted + one.row.changed), 84, is_amount=True),
            Column(
                _("Amount"),
                lambda one: money(one.row.amount) if one.row.amount else "",
                96,
                is_amount=True,
                is_spare=True,
            ),
        ]
        self.model: WindowedModel[Past] = WindowedModel(columns, self._rows)
        self.table = Table(self.model, _("Past imports"), empty=_("No file was imported yet."))
        self.model.setParent(self.table)
        self.standing, self.note, self.running = Wrapped("", "body"), Note(), Running()
        self.back = button(
            _("Take the whole import back"), "primary", icon_name="undo-2", clicked=self.take_back
        )
        self.closes = button(_("Close"), clicked=self.accept)
        self.back.setAutoDefault(False)  # never by an Enter that was meant for a row
        page = QVBoxLayout(self)
        page.setContentsMargins(*theme().margins(20, 18, 20, 16))
        page.setSpacing(theme().px(10))
        page.addWidget(Label(_("Past imports"), "card"))
        card = Card(padding=10)
        card.rows.addWidget(self.table)
        page.addWidget(card, 1)
        for widget in (self.standing, self.note, self.running, Flow(None, self.closes, self.back)):
            page.addWidget(widget)
        self.closes.setDefault(True)
        self.running.hide()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show())
        self.read()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(900), theme().px(520))

    def _rows(self, keys: Sequence[int]) -> list[Past | None]:
        return [self._found[key] for key in keys]

    def read(self) -> None:
        """Read the imports, off the window's thread."""
        books = self._desk.books

        def work(_report: object) -> list[Past]:
            with books.read() as session:
                return [
                    Past(
                        one,
                        tuple(built_on(session, brought_by(session, one.ref), most=_MOST))
                        if one.is_open
                        else (),
                    )
                    for one in imports(session)
                ]

        self._desk.jobs.start(work, of=self, done=self._show_all, failed=self._fail, may_be_lost=True)

    def _show_all(self, found: list[Past]) -> None:
        row = max(self.table.currentIndex().row(), 0)
        self._found = found
        self.table.show_keys(list(range(len(found))))
        if found:
            self.table.choose_row(min(row, len(found) - 1))
        self._show()

    def _show(self) -> None:
        one: Past | None = self.table.current_row()
        self.back.setEnabled(one is not None and one.is_free and not self._desk.books.read_only)
        if one is None:
            self.standing.setText("")
            return
        words = standing_words(one.row.taken_back_on, one.held, is_open=one.row.is_open)
        told = _("{field}: {problem}").format(field=isolated(one.row.ref), problem=words)
        cells = [correction_words(cell) for cell in one.row.corrections[:_CELLS]]
        if (more := len(one.row.corrections) - _CELLS) > 0:
            cells.append(ngettext("{count} more", "{count} more", more).format(count=isolated(str(more))))
        self.standing.setText("\n".join([told, *cells]))

    def _fail(self, error: BaseException) -> None:
        self.running.hide()
        errors.tell(error, self)
        self.read()

    def take_back(self) -> None:
        """Take the chosen import back, whole or not at all; where a share falls by it, ask first."""
        one: Past | None = self.table.current_row()
        if one is None or not self.back.isEnabled():
            return
        TakingBack(self._desk, self, self._run, asked=self._show, done=self._taken_back).begin(one.row.ref)

    def _taken_back(self, said: str) -> None:
        self.note.say(said, "ok")
        self.said.emit(said)
        self.read()

    def _run(self, work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        def end(found: Any) -> None:
            self.running.hide()
            done(found)

        self.back.setEnabled(False)
        self.running.follow(self._desk.jobs.start(work, of=self, done=end, failed=self._fail))


def open_past(desk: Desk, parent: QWidget, said: Callable[[str], object]) -> None:
    """Show the past imports, and say what was taken back."""
    dialog = PastImports(desk, parent)
    dialog.said.connect(said)
    dialog.open()
