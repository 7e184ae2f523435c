"""What narrows the table of projects: words, chips, the day on which shares are read."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, cast

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from donations_app.db.queries.project_list import ProjectRow
from donations_app.db.queries.project_overview import Overview
from donations_app.domain.folding import fold
from donations_app.domain.project_filter import OPEN, ProjectFilter
from donations_app.domain.project_table import ByVerdict
from donations_app.domain.projects import STATES as STATE_ORDER
from donations_app.domain.translated import translated
from donations_app.i18n import _, language, pgettext
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import button
from donations_app.ui.widgets.choice_chip import ChoiceChip
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.menu import Menu
from donations_app.words.projects import STATES, reference_names
from donations_app.words.verdicts import BY_VERDICT

_WAITS: Final = 120  # milliseconds after the last key
_ALWAYS: Final = (
    "axis",
    "province",
    "funder",
    "year",
    "state",
)  # chips that stand there also when they ask nothing
TEXT, VERDICT, ON = "text", "verdict", "on"


class Filters(QWidget):
    """The filters above the table, beside them what is done with it."""

    changed = Signal()  # something else is asked of what was read
    day_changed = Signal()  # shares are to be read as on another day

    def __init__(self, desk: Desk, tools: Sequence[QWidget]) -> None:
        super().__init__()
        self._rows: list[ProjectRow] = []  # of all projects
        every, every_her = pgettext("his", "all"), pgettext("her", "all")
        self.chips: dict[str, ChoiceChip] = {
            "axis": ChoiceChip(_("Axis"), every),
            "action": ChoiceChip(_("Action"), every_her),
            "province": ChoiceChip(_("Province"), every_her),
            "municipality": ChoiceChip(_("Municipality"), every_her),
            "funder": ChoiceChip(_("Funder"), every),
            "year": ChoiceChip(_("Year"), every_her),
            "state": ChoiceChip(_("State"), every),
            "programme": ChoiceChip(_("Programme"), every),
            VERDICT: ChoiceChip(_("Verdict"), every),
        }
        self.typed = TextEdit(_("Project, association, place"))
        self.typed.setPlaceholderText(_("Project, association, place"))
        self.on = DateEdit(_("As on"), desk.today)
        self.on.setPlaceholderText(_("as on: today"))
        for field, width in ((self.typed, 210), (self.on, 166)):
            field.setProperty("size", "small")
            field.setFixedWidth(theme().px(width))
        self.more = button(_("Filter"), "link", "plus", self.ask_more)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(8))
        rows.addWidget(Flow(self.typed, self.on, None, *tools))
        rows.addWidget(Flow(*self.chips.values(), self.more))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._connect()

    def _connect(self) -> None:
        self._soon.timeout.connect(self.changed)
        self.typed.textChanged.connect(lambda *_: self._soon.start(_WAITS))
        for name, chip in self.chips.items():
            chip.chosen.connect(lambda _code, name=name: self._take(name))
        self.on.picked.connect(self.day_changed)
        self.on.editingFinished.connect(self._take_day)
        self._show_chips()

    # what is asked

    def asked(self) -> dict[str, str]:
        """Return what is typed and chosen, by field."""
        chosen = {name: chip.value() for name, chip in self.chips.items()}
        return {TEXT: self.typed.text().strip(), **chosen}

    def only(self, *without: str) -> ProjectFilter:
        """Return the filter that is asked, but for some of its fields."""
        asked: dict[str, Any] = {
            name: value for name, value in self.asked().items() if value and name not in (*without, VERDICT)
        }
        if "year" in asked:
            asked["year"] = int(asked["year"])
        return ProjectFilter(**asked)

    def verdict(self) -> ByVerdict:
        """Return which verdict is asked for."""
        return cast("ByVerdict", self.chips[VERDICT].value())

    def day(self) -> date | None:
        """Return the day on which shares are read; none: today."""
        return self.on.day()

    def set(self, asked: Mapping[str, str]) -> None:
        """Ask this and nothing else, and tell."""
        with QSignalBlocker(self.typed):
            self.typed.setText(asked.get(TEXT, ""))
        for name, chip in self.chips.items():
            chip.choose(asked.get(name, ""))
        self._show_chips()
        self.changed.emit()

    def toggle(self, name: str, code: str) -> None:
        """Ask for a value, or no longer where it was asked for."""
        asked = self.asked()
        asked[name] = "" if asked[name] == code else code
        if name == "province":
            asked["municipality"] = ""
        self.set(asked)

    def _take(self, name: str) -> None:
        if name == "axis" and self.chips["action"].value():
            self.chips["action"].choose("")
        if name == "province":
            self.chips["municipality"].choose("")
        self._show_chips()
        self.changed.emit()

    def _take_day(self) -> None:
        if not self.on.problem() or not self.on.text().strip():
            self.day_changed.emit()

    def _show_chips(self) -> None:
        for name, chip in self.chips.items():
            chip.setVisible(name in _ALWAYS or bool(chip.value()))
        self._offer_inner()
        self.more.setVisible(any(chip.isHidden() for chip in self.chips.values()))

    def ask_more(self) -> QMenu:
        """Open the menu of what else can be asked."""
        menu = Menu(self)
        for name, chip in self.chips.items():
            if chip.isHidden():
                menu.addAction(chip.name, partial(self._open, name))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        return menu

    def _open(self, name: str) -> None:
        chip = self.chips[name]
        chip.show()
        chip.setFocus()
        chip.open_menu()

    # what it offers

    def offer(self, found: Overview) -> None:
        """Offer what the projects of the books have."""
        self._rows = [one.row for one in found.projects]
        titles = {code: translated(language(), *some) for code, some in found.programmes.items()}
        years = {day.year for row in self._rows for day in (row.starts_on, row.ends_on) if day}
        span = range(max(years), min(years) - 1, -1) if years else range(0)
        states: dict[str, str] = {code: _(STATES[code]) for code in STATE_ORDER}
        offered: dict[str, dict[str, str]] = {
            "axis": self._named("axis"),
            "province": self._named("province"),
            "funder": _by_name(found.funders),
            "programme": _by_name(titles),
            "year": {str(year): str(year) for year in span},
            "state": {OPEN: _("open"), **states},
            VERDICT: {code: _(text) for code, text in BY_VERDICT.items()},
        }
        for field, choices in offered.items():
            self.chips[field].fill(choices)
        self._offer_inner()

    def _offer_inner(self) -> None:
        """Offer the actions of the axis and the municipalities of the province that are asked for."""
        for field, outer in (("action", "axis"), ("municipality", "province")):
            self.chips[field].fill(self._named(field, outer, self.chips[outer].value()))

    def _named(self, field: str, outer: str = "", asked: str = "") -> dict[str, str]:
        """Return the codes of a field that projects have, by name; only those within what is asked of another."""
        rows = {
            getattr(row, field): row
            for row in self._rows
            if getattr(row, field) and (not asked or getattr(row, outer) == asked)
        }
        return _by_name({code: reference_names(row, language())[field] for code, row in rows.items()})


def _by_name(choices: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(choices.items(), key=lambda one: fold(one[1])))
