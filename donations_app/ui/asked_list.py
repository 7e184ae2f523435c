"""A list that one asks by views, fields and words: what narrows it stands as chips, and is kept under a name."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QWidget

from donations_app.domain.errors import NotFound
from donations_app.i18n import _, count, ngettext
from donations_app.machine.kept_lists import (
    ColumnsKept,
    KeptView,
    columns_of,
    keep_columns,
    keep_views,
    views_of,
)
from donations_app.ui.keeping_views import OWN, KeepView, open_menu
from donations_app.ui.list_screen import ListScreen
from donations_app.ui.theme import font, theme
from donations_app.ui.widgets.basic import Label, tool
from donations_app.ui.widgets.chips import Chip, Chips
from donations_app.ui.widgets.chooser import ChooseColumns
from donations_app.ui.widgets.fields import ComboBox, TextEdit, before_in_order
from donations_app.ui.widgets.sought import SoughtBox
from donations_app.ui.widgets.views import FilledBox, ViewBox, Views
from donations_app.ui.widgets.windowed import Page

TYPED: Final = "typed"
VIEW: Final = "view"


class Found(Struct, frozen=True):
    """Keys in their order, the place of the one that is chosen, and what there is without each filter."""

    keys: Sequence[int]
    place: int
    page: Page[Any]  # on which it is
    without: Mapping[str, int]  # nothing where there are keys


class AskedList(ListScreen):
    """What the pages of payments and of people share beyond a list.

    Attributes:
        list_name: under which columns and views are kept.
        ready: the views that are always there, with their names.
        fields: what one chooses among, by code; empty means all.
        empty: what the table says when nothing at all is asked and nothing is there.
    """

    list_name = ""
    ready: Mapping[str, str]
    fields: Mapping[str, ComboBox | SoughtBox]
    view: Views | ViewBox
    empty = ""

    def lay_out_asked(self, typed: TextEdit) -> None:
        """Put the page together; ``table``, ``panel``, ``view``, ``ready`` and ``fields`` are there."""
        self.chips, self.chosen = Chips(), Label("", "small", "soft")
        self._kept: list[KeptView] = []
        self._is_to_count = False
        self.counts_later = False
        self.question: object = None  # the one asked last: answers to those before come too late
        self.keeper = tool("bookmark-plus", _("Keep this view, or forget one"), self.ask_views)
        self.chooser = tool("columns-3", _("Choose columns"), self.ask_columns)
        typed.setProperty("size", "small")
        said = QFontMetrics(font(13)).horizontalAdvance(typed.placeholderText())
        typed.setMinimumWidth(said + theme().px(34))
        self.lay_out(typed, tuple(self.fields.values()), above=self._head(), is_low=True)
        self.listed.rows.insertWidget(self.listed.rows.indexOf(self.table), self.chips)
        self.view.chosen.connect(self._take_view)
        self.chips.removed.connect(self.take_off)
        self.chips.emptied.connect(self.typed.setFocus)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._sum_chosen())
        columns = columns_of(self.list_name)
        self.table.arrange_columns(columns.shown, columns.widths)
        self.table.arranged.connect(self._keep_columns)
        self.chosen.setStyleSheet(f"background: {theme().soft}; border-radius: 11px; padding: 3px 10px;")
        self.chosen.hide()
        self._offer_views()

    def _head(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(8))
        row.addWidget(self.view, 1)
        for made in self.tools():
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def tools(self) -> Sequence[QWidget]:
        """Return what stands beside the views."""
        return self.keeper, self.chooser

    # what is asked

    def asked(self) -> dict[str, str]:
        """Return what is typed and chosen, by field; the view is the ready one on which a kept one stands."""
        kept = self._kept_view(self.view.value())
        view = kept.asked.get(VIEW, "all") if kept else self.view.value()
        chosen = {code: field.value() for code, field in self.fields.items()}
        return {TYPED: self.typed.text().strip(), VIEW: view if view in self.ready else "all"} | chosen

    def filter_of(self, asked: Mapping[str, str]) -> Any:
        """Return the filter that this asks for; ``None`` where its parts exclude each other."""
        raise NotImplementedError

    def count_of(self, session: Any, filters: Mapping[str, Any]) -> dict[str, int]:
        """Return how many rows each filter lets through."""
        raise NotImplementedError

    def filter(self) -> Any:
        """Return what the page asks for."""
        return self.filter_of(self.asked())

    def ask_for(self, typed: str, *, key: int | None = None) -> None:
        self.build_once()
        with QSignalBlocker(self.view):
            self.view.choose("all")
        super().ask_for(typed, key=key)

    def take_off(self, code: str) -> None:
        """Take off one of the filters that are set."""
        if code == TYPED:
            self.typed.clear()
            self._soon.stop()
        elif code in self.fields:
            with QSignalBlocker(self.fields[code]):
                self.fields[code].choose("")
        self.read_list()

    def show_ready(self, code: str) -> None:
        """Show one of the ready views, narrowed by nothing."""
        self.ask_for("")
        self.view.choose(code)
        self._take_view(code)

    def show_chips(self) -> None:
        """Show what is set now."""
        if self.chips.show_chips(self._set_now(self.asked())):
            before_in_order(self.table, self.chips.buttons)

    def _set_now(self, asked: Mapping[str, str]) -> list[Chip]:
        chips = [Chip(TYPED, _("Typed: {text}").format(text=asked[TYPED]))] if asked.get(TYPED) else []
        told = _("{field}: {value}")
        chips += [
            Chip(code, told.format(field=field.accessibleName(), value=_word(field)))
            for code, field in self.fields.items()
            if asked.get(code)
        ]
        return chips

    def without_each(self, session: Any, asked: Mapping[str, str]) -> dict[str, int]:
        """Return how many rows there are without each of the filters that are set, where there are some."""
        filters = {}
        for code in (VIEW, TYPED, *self.fields):
            if asked.get(code) not in ("", "all", None):
                only = self.filter_of({**asked, code: "all" if code == VIEW else ""})
                filters[code] = only
        return self._counted(session, filters)

    def _counted(self, session: Any, filters: Mapping[str, Any]) -> dict[str, int]:
        numbers: dict[str, int] = {}
        for name, only in filters.items():
            try:
                numbers[name] = 0 if only is None else self.count_of(session, {name: only})[name]
            except NotFound:  # an office or an association that is gone from the books
                continue
        return numbers

    def say_what_to_take_off(self, asked: Mapping[str, str], without: Mapping[str, int]) -> None:
        """Let the empty table say which filter hides the most."""
        code = max(without, key=lambda one: without[one], default="")
        if not code or not without[code]:
            several = _("Nothing is like that, also with one filter less: take several filters off.")
            self.table.say_when_empty(several if without else self.empty)
            return
        names = {chip.code: chip.text for chip in self._set_now(asked)} | {
            VIEW: self.ready.get(asked.get(VIEW, ""), "")
        }
        told = ngettext(
            "Nothing is like that. Take off “{filter}”: there is {count} without it.",
            "Nothing is like that. Take off “{filter}”: there are {count} without it.",
            without[code],
        )
        self.table.say_when_empty(told.format(filter=names[code], count=count(without[code])))

    # views

    def refresh(self) -> None:
        """Read the list and count its views again."""
        self._is_to_count = True
        self.read_list()
        self.count_soon()

    def count_soon(self) -> None:
        """Count the views once the list is asked for; a page that ``counts_later`` says when."""
        if self._is_to_count and not self.counts_later:
            self.count_views()

    def blank(self) -> dict[str, str]:
        """Return what is asked where nothing narrows a view."""
        return dict.fromkeys((TYPED, *self.fields), "")

    def count_views(self) -> None:
        """Count the views as they are now, off the window's thread."""
        self._is_to_count = False
        blank = self.blank()
        filters = {code: self.filter_of({**blank, VIEW: code}) for code in self.ready}
        filters |= {OWN + one.name: self.filter_of({**blank, VIEW: "all", **one.asked}) for one in self._kept}
        self.read_off(lambda session: self._counted(session, filters), self._say_numbers, waits=True)

    def _say_numbers(self, numbers: Mapping[str, int]) -> None:
        self.view.say_numbers({code: count(number) for code, number in numbers.items()})

    def _offer_views(self) -> None:
        self._kept = views_of(self.list_name, self.desk.author.login)
        own = {OWN + one.name: one.name for one in self._kept}
        self.view.offer({**self.ready, **own})
        if isinstance(self.view, Views):
            before_in_order(self.tools()[0], self.view.buttons())

    def _kept_view(self, code: str) -> KeptView | None:
        return next((one for one in self._kept if OWN + one.name == code), None)

    def _take_view(self, code: str) -> None:
        """Show a view: a kept one brings its fields, its order and its columns."""
        if kept := self._kept_view(code):
            self.set_asked(kept.asked)
            if any(column.order == kept.order for column in self.table.columns()):
                self.table.sort_by(kept.order, is_descending=kept.is_descending)
            self.table.arrange_columns(kept.shown, columns_of(self.list_name).widths)
        self.read_list()

    def set_asked(self, asked: Mapping[str, str]) -> None:
        """Fill what is typed and chosen, without reading anything yet."""
        for code, field in self.fields.items():
            with QSignalBlocker(field):
                field.choose(asked.get(code, ""))
        self.typed.setText(asked.get(TYPED, ""))
        self._soon.stop()

    def ask_views(self) -> None:
        """Open the menu of the views that are kept."""
        open_menu(self.keeper, self._kept, keep=self.ask_keep, forget=self.forget)

    def ask_keep(self) -> None:
        """Ask for a name for what is shown now."""
        KeepView([one.name for one in self._kept], self, then=self.keep).open()

    def keep(self, name: str) -> None:
        """Keep what is shown now under a name; one of the same name is replaced."""
        order, is_descending = self.table.order
        view = KeptView(name, self.asked(), order, is_descending, tuple(self.table.shown_codes()))
        others = [one for one in self._kept if one.name != name]
        keep_views(self.list_name, self.desk.author.login, [*others, view])
        self._offer_views()
        self.view.choose(OWN + name)
        self.count_views()
        self.said.emit(_("Kept: {view}").format(view=name))

    def forget(self, name: str) -> None:
        """Forget a view that was kept."""
        others = [one for one in self._kept if one.name != name]
        keep_views(self.list_name, self.desk.author.login, others)
        self._offer_views()
        self.refresh()
        self.said.emit(_("Forgotten: {view}").format(view=name))

    # columns

    def ask_columns(self) -> None:
        """Ask which columns are shown."""
        ChooseColumns(self.table, self, chosen=self._keep_columns).open()

    def _keep_columns(self) -> None:
        keep_columns(self.list_name, ColumnsKept(tuple(self.table.shown_codes()), self.table.given_widths()))

    # what is chosen

    def _sum_chosen(self) -> None:
        """Say how many rows are chosen and what they come to, where there is more than one."""
        raise NotImplementedError


def _word(field: ComboBox | SoughtBox) -> str:
    return field.word() if isinstance(field, FilledBox | SoughtBox) else field.currentText()
