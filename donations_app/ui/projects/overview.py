"""Every project and association, what is missing first."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QMenu, QVBoxLayout, QWidget

from donations_app.db.queries.project_overview import ListedProject, project_overview
from donations_app.db.queries.project_overview import Overview as Found
from donations_app.db.queries.share_tally import tally
from donations_app.domain.project_filter import ProjectFilter
from donations_app.domain.project_table import ByVerdict, is_asked
from donations_app.formats.reference import place_names
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.machine.kept_lists import ColumnsKept, KeptView, columns_of, keep_columns
from donations_app.ui.projects.exporting import write_projects_table
from donations_app.ui.projects.filters import TEXT, VERDICT, Filters
from donations_app.ui.projects.keeping import LIST, open_views
from donations_app.ui.projects.lines import ALONE, lines_of
from donations_app.ui.projects.order import ordered
from donations_app.ui.projects.place_sums import PlaceSums
from donations_app.ui.projects.places import PlacesCard, all_provinces
from donations_app.ui.projects.sums import SumsFoot, figures_of, say_figures
from donations_app.ui.projects.table import ProjectTable
from donations_app.ui.projects.view import View
from donations_app.ui.screen import Action
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, tool
from donations_app.ui.widgets.chooser import ChooseColumns
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.scrolled import Following
from donations_app.words.codes import short_day

_ANY = 16_777_215  # Qt's own "as large as it will"
_WIDE = 1060  # pixels of the page in which the map stands beside the table
_FORMS = ("xlsx", "csv", "tsv")


class Overview(View):
    """The page: figures that filter, the table, the map."""

    def subtitle(self) -> str:
        on = self.day()
        told = _("What is missing first, on {day} {year}, at the agreed rate of each project")
        return told.format(day=short_day(on), year=isolated(str(on.year)))

    def action(self) -> Action | None:
        if not self.desk.books.answers:
            return None
        return Action(_("New project"), "plus", self.ask_new, is_primary=True)

    def day(self) -> date:
        """Return the day on which the shares are read."""
        chosen = self.filters.day() if self._is_built else None
        return chosen or self.desk.today()

    def build(self) -> None:
        self._found: Found | None = None
        self._opened: set[str] = set()  # codes
        self._shown: list[ListedProject] = []  # in their order
        self._sums: PlaceSums | None = None  # of all that is filtered but for the places
        self._is_showing = False  # rows are being put into the table
        self.figures = figures_of(self._lead)
        self.table = ProjectTable()
        kept = columns_of(LIST)
        self.table.arrange_columns(kept.shown, kept.widths)
        self.viewer = tool("bookmark-plus", _("Views that you keep"), self.ask_views)
        self.chooser = tool("columns-3", _("Choose columns"), self.ask_columns)
        self.exporter = tool("download", _("Export ..."), self.ask_export)
        self.giver = tool("hand-coins", _("Allocate the general fund"), lambda: self.to_allocating.emit(""))
        gives = () if not self.desk.books.answers else (self.giver,)
        self.filters = Filters(self.desk, (*gives, self.viewer, self.chooser, self.exporter))
        self.foot, self.places = SumsFoot(self.table), PlacesCard()
        card = Card(padding=10, gap=8)
        card.rows.addWidget(self.filters)
        card.rows.addWidget(self.table, 1)
        card.rows.addWidget(self.foot)
        inside = QWidget()
        inside.setObjectName("page")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 16))
        rows.setSpacing(theme().px(16))
        self._above, self._below = QGridLayout(), QGridLayout()
        for grid in (self._above, self._below):
            grid.setSpacing(theme().px(16))
        self._listed = card
        rows.addLayout(self._above)
        rows.addLayout(self._below, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Following(inside))
        self._connect()

    def _connect(self) -> None:
        self.filters.changed.connect(self._show)
        self.filters.day_changed.connect(self._read_day)
        self.table.opening.connect(self._open)
        self.table.order_wanted.connect(self._show)
        self.table.activated_row.connect(self._go)
        self.table.arranged.connect(self._keep_columns)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._mark())
        self.places.province_chosen.connect(lambda code: self.filters.toggle("province", code))
        self.places.municipality_chosen.connect(lambda code: self.filters.toggle("municipality", code))
        find = QShortcut(QKeySequence("Ctrl+F"), self, self._find)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def arrange(self) -> None:
        wide = self.room >= theme().px(_WIDE) or not self.room
        across = 4 if self.room >= theme().px(_WIDE - 120) or not self.room else 2
        for number, figure in enumerate(self.figures):
            self._above.addWidget(figure, number // across, number % across)
        for column in range(4):
            self._above.setColumnStretch(column, int(column < across))
        self._below.addWidget(self._listed, 0, 0)
        self._below.addWidget(self.places, 0 if wide else 1, 1 if wide else 0)
        self._below.setColumnStretch(0, 1)
        beside = theme().px(264)
        self.places.setMinimumWidth(beside if wide else 0)
        self.places.setMaximumWidth(beside if wide else _ANY)
        self.places.lay(is_wide=not wide)
        self.table.setMinimumHeight(theme().px(250))

    # what it shows

    def refresh(self) -> None:
        on, today, names = self.filters.day(), self.desk.today(), place_names()
        self.read_off(
            lambda session: project_overview(session, today=today, on=on, places=names),
            lambda found: self._take(on, found),
        )

    def _read_day(self) -> None:
        self.retitled.emit()
        self.refresh()

    def _take(self, on: date | None, found: Found) -> None:
        if on == self.filters.day():  # else another day was asked for meanwhile
            self._found = found
            self.filters.offer(found)
            self._show()

    def _show(self) -> None:
        """Show what is asked of what was read."""
        if self._found is None:
            return
        asked = self._asked(self._found.projects)
        order, is_descending = self.table.order
        self._shown = ordered(self._by_verdict(asked), order, is_descending=is_descending)
        counted = tally([one.share for one in asked])
        say_figures(self.figures, asked, counted)
        narrowed = len(self._shown) < len(asked)
        self.foot.say(tally([one.share for one in self._shown]) if narrowed else counted)
        self._say_when_empty()
        of_places = self._by_verdict(self._asked(self._found.projects, "province", "municipality"))
        self._sums = PlaceSums.of(of_places, all_provinces())
        key, self._is_showing = self.table.current_key(), True
        self.table.show_lines(lines_of(self._shown, self._opened), key)
        self._is_showing = False
        self._mark()

    def _asked(self, found: Sequence[ListedProject], *without: str) -> list[ListedProject]:
        only = self.filters.only(*without)
        return [one for one in found if one.is_asked(only)] if only != ProjectFilter() else list(found)

    def _by_verdict(self, found: Sequence[ListedProject]) -> list[ListedProject]:
        asked = self.filters.verdict()
        if not asked:
            return list(found)
        return [one for one in found if is_asked(asked, one.share.share, [part.share for part in one.parts])]

    def _mark(self) -> None:
        """Show in the map all that is filtered but for the places, with the province of the chosen project."""
        if self._sums is None or self._is_showing:
            return
        line = self.table.current_row()
        asked = self.filters.asked()
        self.places.show_sums(
            self._sums,
            province=asked["province"],
            municipality=asked["municipality"],
            marked=line.project.row.province if line else "",
        )

    def _say_when_empty(self) -> None:
        """Say which filter hides the most, where nothing is left."""
        if self._shown or self._found is None or not self._found.projects:
            self.table.say_when_empty(_("No project is recorded yet."))
            return
        set_now = [name for name, value in self.filters.asked().items() if value]
        without = {name: len(self._left_without(name)) for name in set_now}
        code = max(without, key=lambda one: without[one], default="")
        if not code or not without[code]:
            told = _("Nothing is like that, also with one filter less: take several filters off.")
            self.table.say_when_empty(told)
            return
        told = ngettext(
            "Nothing is like that. Take off “{filter}”: there is {count} without it.",
            "Nothing is like that. Take off “{filter}”: there are {count} without it.",
            without[code],
        )
        name = self.filters.typed.text() if code == TEXT else self.filters.chips[code].accessibleName()
        self.table.say_when_empty(told.format(filter=name, count=count(without[code])))

    def _left_without(self, name: str) -> list[ListedProject]:
        projects = self._found.projects if self._found else ()
        left = self._asked(projects, name)
        return left if name == VERDICT else self._by_verdict(left)

    # what it does

    def _lead(self, verdict: ByVerdict) -> None:
        self.filters.toggle(VERDICT, verdict)
        self.table.setFocus()

    def _open(self, code: str, is_open: bool) -> None:  # noqa: FBT001 -- of a signal
        if is_open == (code in self._opened):
            return
        self._opened ^= {code}
        key = self.table.current_key()
        self.table.show_lines(lines_of(self._shown, self._opened), key if is_open else (code, ""))

    def _go(self, row: int) -> None:
        code, association = self.table.keys()[row]
        if association and association != ALONE:
            self.to_association.emit(association)
        else:
            self.to_project.emit(code)

    def _find(self) -> None:
        self.filters.typed.setFocus()
        self.filters.typed.selectAll()

    def ask_new(self) -> None:
        """Ask for a new project."""
        from donations_app.ui.projects.recording import RecordProject

        RecordProject(self.desk, self, then=self._recorded).open()

    def _recorded(self, code: str) -> None:
        self.said.emit(_("{ref} is recorded.").format(ref=isolated(code)))

    def ask_columns(self) -> None:
        """Ask which columns are shown."""
        ChooseColumns(self.table, self, chosen=self._keep_columns).open()

    def _keep_columns(self) -> None:
        keep_columns(LIST, ColumnsKept(tuple(self.table.shown_codes()), self.table.given_widths()))

    def ask_views(self) -> QMenu:
        """Open the menu of the views that are kept."""
        login = self.desk.author.login
        return open_views(self.viewer, login, now=self._view, use=self._use, said=self.said.emit)

    def _view(self, name: str) -> KeptView:
        order, is_descending = self.table.order
        return KeptView(name, self.filters.asked(), order, is_descending, tuple(self.table.shown_codes()))

    def _use(self, view: KeptView) -> None:
        if view.order in {column.order for column in self.table.columns() if column.order}:
            self.table.sort_by(view.order, is_descending=view.is_descending)
        self.table.arrange_columns(view.shown, self.table.given_widths())
        self.filters.set(view.asked)

    def ask_export(self) -> None:
        """Ask where to write what is shown."""
        ask_place(self, _("Export projects"), _("projects"), _FORMS, then=self.export)

    def export(self, path: Path) -> None:
        """Write what is shown, each project with its lines, to a table."""
        shown = list(self._shown)
        self.desk.jobs.start(
            lambda _report: write_projects_table(path, shown),
            of=self,
            done=lambda _lines: self.said.emit(_("Written: {path}").format(path=str(path))),
            failed=self.page.fail,
        )
