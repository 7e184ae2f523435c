"""The lines typed last, in a table: each can be opened again, taken back and copied, from keyboard and mouse."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu

from donations_app.db.queries.dashboard import LastPayment
from donations_app.db.queries.projects import ProjectName
from donations_app.i18n import _, count, isolated, money, ngettext
from donations_app.ui.theme import theme
from donations_app.ui.widgets.menu import Menu
from donations_app.ui.widgets.ordering import is_menu_open, place_of
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import kind_word, short_day, together
from donations_app.words.targets import short_target, targets_told

_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class Lines(Table):
    """Payments of an office, the one typed last above.

    Args:
        read_only: nothing can be changed: rows can only be copied.
    """

    opened = Signal(str)  # reference of a line that is to be changed
    refused = Signal(str)  # reference of a line that is to be taken back
    said = Signal(str)

    def __init__(self, *, read_only: bool) -> None:
        self._found: dict[str, LastPayment] = {}
        self._names: Mapping[str, ProjectName] = {}
        columns: list[Column[str]] = [
            Column(
                _("Date"),
                lambda ref: short_day(self._found[ref].on),
                78,
                tone=lambda _ref: "muted",
                is_spare=True,
            ),
            Column(_("Donor"), self.name_of, 0, weight=500, may_be_long=True),
            Column(_("Cheque"), lambda ref: isolated(self._found[ref].cheque_number), 92, is_spare=True),
            Column(_("Nature"), self._nature, 124, is_spare=True, may_be_long=True, told=self._told),
            Column(_("Amount"), lambda ref: money(self._found[ref].amount), 108, is_amount=True, weight=500),
        ]
        model: WindowedModel[str] = WindowedModel(columns, list)
        super().__init__(model, _("Lines typed"), empty=_("The lines that you type appear here."))
        model.setParent(self)
        self._read_only = read_only
        self.setMinimumHeight(theme().px(72))  # on a low screen the form is seen first
        self.doubleClicked.connect(lambda *_: self.open_current())

    def name_of(self, ref: str) -> str:
        """Return who paid a line."""
        return self._found[ref].name or _("Anonymous")

    def _nature(self, ref: str) -> str:
        row = self._found[ref]
        if row.projects:
            return together(*(short_target(code, self._names) for code in row.projects))
        return kind_word(row.kind, row.dues_year)

    def _told(self, ref: str) -> str:
        return targets_told(self._found[ref].projects, self._names)

    def show_lines(self, found: Sequence[LastPayment], names: Mapping[str, ProjectName]) -> None:
        """Show other lines, or the same read afresh; the row that is looked at stays so.

        Args:
            found: the lines.
            names: of their projects, by code.
        """
        self._names = names
        before, number = self.current_key(), self.currentIndex().row()
        self._found = {row.ref: row for row in found}
        refs = list(self._found)
        self.show_keys(refs)
        if before in self._found:
            self.choose_row(refs.index(before))
        elif refs and number >= 0:
            self.choose_row(min(number, len(refs) - 1))

    def choose_line(self, ref: str) -> None:
        """Look at a line, if it is shown."""
        if ref in self._found:
            self.choose_row(list(self._found).index(ref))

    def line(self, ref: str) -> LastPayment:
        """Return a line that is shown."""
        return self._found[ref]

    def open_current(self) -> None:
        """Ask for the row looked at to be opened again."""
        self._ask(self.opened)

    def refuse_current(self) -> None:
        """Ask for the row looked at to be taken back."""
        self._ask(self.refused)

    def _ask(self, signal: SignalInstance) -> None:
        ref = self.current_key()
        if ref is not None and not self._read_only:
            signal.emit(ref)

    def copy(self) -> None:
        """Copy the selected rows, and say how many."""
        super().copy()
        told = ngettext("{count} row copied.", "{count} rows copied.", len(self.selected_keys()))
        self.said.emit(told.format(count=count(len(self.selected_keys()))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if not event.isAutoRepeat():
                self.open_current()
        elif event.key() == Qt.Key.Key_Delete and not event.isAutoRepeat():
            self.refuse_current()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the row under the pointer, or of the one looked at where a key asks for it."""
        if self.current_key() is not None and not is_menu_open(self):
            self.menu().popup(place_of(self, event))

    def menu(self) -> QMenu:
        """Return what can be done with the row looked at."""
        made = Menu(self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        acts = [] if self._read_only else [
            (_("Change the line"), "Enter", self.open_current),
            (_("Take the line back ..."), "Del", self.refuse_current),
        ]  # fmt: skip
        for text, key, does in (*acts, (_("Copy"), "Ctrl+C", self.copy)):
            act = made.addAction(text)
            act.setShortcut(QKeySequence(key))
            act.setShortcutVisibleInContextMenu(True)
            act.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # the table itself listens to the keys
            act.triggered.connect(does)
        return made
