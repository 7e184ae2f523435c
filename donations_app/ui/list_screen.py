"""A page of one list: what is typed and chosen above it, its sums below, the chosen one beside or over it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.i18n import _, count, ngettext
from donations_app.ui.screen import Screen
from donations_app.ui.sheet import Sheet
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Wrapped, button
from donations_app.ui.widgets.fields import ComboBox, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.parted import parted
from donations_app.ui.widgets.sought import SoughtBox
from donations_app.ui.widgets.table import Table

_WAITS: Final = 200  # milliseconds after the last key


class ListScreen(Screen):
    """What the pages of payments and of people share.

    Attributes:
        list_room: pixels that the list would like beside the panel.
        panel_across: pixels of the panel.
        panel_room: pixels of it that are always there.
        both_room: pixels of the page in which they stand beside each other; in less the panel is a sheet.
        foot_is_short: what can be done with the list stands beside its sums.
    """

    list_room = 760
    panel_across, panel_room = 330, 280
    both_room = 980
    foot_is_short = False
    table: Table
    panel: Card

    def lay_out(
        self,
        typed: TextEdit,
        choices: Sequence[ComboBox | SoughtBox],
        *,
        above: QWidget | None = None,
        is_low: bool = False,
    ) -> None:
        """Put the page together; ``table`` and ``panel`` are there. What is typed or chosen is asked at once.

        Args:
            typed: where one writes what one knows.
            choices: below it.
            above: above both.
            is_low: the choices stand beside what is typed instead, where there is room.
        """
        self.typed, self.choices = typed, choices
        self.summary = Wrapped("", "body", "muted")
        self.copier = button(_("Copy"), icon_name="copy", clicked=self.copy)
        self.exporter = button(_("Export ..."), icon_name="download", clicked=self.ask_export)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self.listed = card = Card(padding=16, gap=12)
        for choice in choices:
            choice.as_chip()
        page = QVBoxLayout(self)
        page.setContentsMargins(*theme().margins(28, 4, 28, 16))
        # before what stands in it, all of which Qt styles anew each time that it comes into something else
        self._split = parted(card)
        page.addWidget(self._split)
        fields = Flow(fills=is_low)
        for row in (above, None if is_low else typed, fields):
            if row is not None:
                card.rows.addWidget(row)
        fields.put(*((typed,) if is_low else ()), *choices)
        card.rows.addWidget(self.table, 1)
        self._add_foot()
        self._part()
        self._soon.timeout.connect(self.read_list)
        typed.textChanged.connect(lambda *_: self._soon.start(_WAITS))
        typed.returnPressed.connect(self._go_to_table)
        for choice in choices:
            choice.chosen.connect(lambda *_: self.read_list())
        self.table.order_wanted.connect(lambda *_: self.read_list())

    def _add_foot(self) -> None:
        """Add the sums and what can be done with the list, beside each other where these are few."""
        foot = self.foot()
        if not self.foot_is_short:
            self.listed.rows.addWidget(self.summary)
            self.listed.rows.addWidget(foot)
            return
        row = QHBoxLayout()
        row.setSpacing(theme().px(12))
        row.addWidget(self.summary, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(foot)
        self.listed.rows.addLayout(row)

    def _part(self) -> None:
        """Part the list from the panel, to which Tab leads after it."""
        self._split.addWidget(self.panel)
        self._split.setStretchFactor(0, 1)
        across = theme().px(self.panel_across)
        self._split.setSizes([theme().px(self.list_room), across])
        self.sheet = Sheet(self, self._split, self.panel, self.table, across)

    def foot(self) -> QWidget:
        """Return what can be done with the list."""
        return Flow(None, self.copier, self.exporter)

    def arrange(self) -> None:
        self.table.setMinimumHeight(theme().px(200))
        self.panel.setMinimumWidth(theme().px(self.panel_room))
        self.sheet.lay(over=0 < self.room < theme().px(self.both_room))

    def office_choices(self, names: Mapping[str, str]) -> dict[str, str]:
        """Return the offices to which a list is narrowed, all of them first; who sees one has no choice.

        Args:
            names: of all offices, by code.
        """
        own = self.desk.author.office
        if self.desk.is_of_one_office and own in names:
            return {"": names[own]}
        return {"": _("Every office"), **names}

    # what is asked

    def ask_for(self, typed: str, *, key: int | None = None) -> None:
        """Show what is typed elsewhere, whatever was chosen here, with one of the list chosen."""
        self.build_once()
        for choice in self.choices:
            choice.choose_first()
        self.typed.setText(typed)
        self._soon.stop()
        self.sheet.open()
        self.read_list(key)

    def refresh(self) -> None:
        self.read_list()

    def read_list(self, key: int | None = None) -> None:
        """Read the list again, off the window's thread; what was chosen stays so, unless another key is given."""
        raise NotImplementedError

    def show_list(self, keys: Sequence[int], chosen: int | None) -> None:
        """Show other keys, with the one that was chosen, else the first."""
        self.table.show_keys(keys)
        if keys:
            self.table.choose_row(place_of(chosen, keys))

    def _go_to_table(self) -> None:
        if self._soon.isActive():
            self._soon.stop()
            self.read_list()
        self.table.setFocus()

    # what it does

    def copy(self) -> None:
        """Copy the chosen rows as a table."""
        self.table.copy()
        chosen = len(self.table.selected_keys())
        told = ngettext("{count} row copied.", "{count} rows copied.", chosen)
        self.said.emit(told.format(count=count(chosen)))

    def ask_export(self) -> None:
        """Ask where to write what is shown."""
        raise NotImplementedError

    def export(self, path: Path) -> None:
        """Write what is shown, in its order, to a table, as the ending of the file says."""
        write = self.exporting(path)
        self.desk.jobs.start(
            lambda _report: write(), of=self, done=lambda _sums: self._exported(path), failed=self.fail
        )

    def exporting(self, path: Path) -> Callable[[], Any]:
        """Return what writes the table, which no longer touches the page."""
        raise NotImplementedError

    def _exported(self, path: Path) -> None:
        self.said.emit(_("Written: {path}").format(path=str(path)))


def place_of(chosen: int | None, keys: Sequence[int]) -> int:
    """Return the place of a key among others; the first one where it is not among them."""
    try:
        return 0 if chosen is None else keys.index(chosen)
    except ValueError:
        return 0
