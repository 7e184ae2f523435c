"""The headings of a file with what each means: guessed, asked about, or left out; changed by hand."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from donations_app.domain.structs import asdict
from donations_app.domain.written import CHOICES, DAY_FIRST, Written
from donations_app.formats.columns import KINDS
from donations_app.formats.doubts import doubts
from donations_app.formats.full_names import FULL_NAME, order_said
from donations_app.formats.mapping import (
    ASK,
    DRAWN,
    OUT,
    SURE,
    FieldMap,
    Guess,
    fits_headings,
    from_json,
    guesses,
    lacking,
    map_of,
    reference_of,
)
from donations_app.formats.tables import Table
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.machine import preferences
from donations_app.ui.icons import picture
from donations_app.ui.importing.kept_as import KeptAs
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Label, Wrapped
from donations_app.ui.widgets.fields import ComboBox, TextEdit, shown_before
from donations_app.ui.widgets.scrolled import Scrolled
from donations_app.words.codes import FREQUENCIES, METHODS, PARTY_KINDS, together, word
from donations_app.words.codes import KINDS as KINDS_OF_LINES
from donations_app.words.imports import column_words, written_choices, written_words

_SIGNS: Final = {SURE: ("check", "ok"), ASK: ("circle-alert", "warn"), OUT: ("x", "plain")}
_CODES: Final = {  # of columns that hold one of a few codes
    ("people", "kind"): PARTY_KINDS, ("payments", "kind"): KINDS_OF_LINES, ("", "method"): METHODS,
    ("", "frequency"): FREQUENCIES,
}  # fmt: skip
_MOST: Final = 80  # headings that are shown; a file has seldom more than thirty


class ColumnsCard(Card):
    """A row for each heading, then what the file does not say, then the name under which the choices are kept."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(padding=16, gap=8)
        self._what = "people"
        self._guessed: list[Guess] = []
        self.choices: list[ComboBox] = []
        self.fills: dict[str, ComboBox | TextEdit] = {}
        self.written: dict[str, ComboBox] = {}  # how it writes days, amounts and names, where that is asked
        self._table: Table | None = None
        self._fill_signs: dict[str, QLabel] = {}
        self.told = Label("", "small", "muted")
        self._inside = QWidget()
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self.kept_as = KeptAs()
        self.rows.addWidget(Label(_("Columns"), "card"))
        self.rows.addWidget(self.told)
        self.rows.addWidget(Scrolled(self._inside), 1)
        self.kept_as.lay(self.rows)

    def show_table(self, what: str, table: Table, decided: FieldMap) -> None:
        """Show the headings of a file with what each means: as it was decided, else as it is guessed."""
        self._table = table
        written = decided.written if table.is_text else Written(names=decided.written.names)
        self._show_guesses(what, guesses(table, what, decided), decided.fills, written)

    def _show_guesses(
        self, what: str, guessed: Sequence[Guess], fills: Mapping[str, str], written: Written
    ) -> None:
        self._what, self._guessed = what, list(guessed)
        old, self._grid = self._inside.findChild(QWidget, "grid"), QWidget()
        if old is not None:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._grid.setObjectName("grid")
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, theme().px(4), 0)
        grid.setHorizontalSpacing(theme().px(8))
        grid.setVerticalSpacing(theme().px(6))
        grid.setColumnStretch(1, 1)
        self.choices = []
        for row, one in enumerate(self._guessed[:_MOST]):
            self._add_heading(grid, row, one)
        self.fills, self._fill_signs = {}, {}
        needed = [*lacking(what, self._guessed), *(name for name in fills if name not in self._named())]
        for row, name in enumerate(dict.fromkeys(needed), len(self.choices)):
            self._add_fill(grid, row, name, fills.get(name, ""))
        self._add_written(grid, written)
        grid.setRowStretch(grid.rowCount(), 1)
        self._rows.addWidget(self._grid, 1)
        shown_before(self.kept_as.wanted, self._grid)
        self._tell()

    def _named(self) -> set[str]:
        return {one.column for one in self._guessed}

    def _add_heading(self, grid: QGridLayout, row: int, one: Guess) -> None:
        words = _named(one.heading, one.example, "muted")
        names = {"": _("Do not read")} | {name: column_words(name) for name in KINDS[self._what]}
        choice = ComboBox(names, one.heading)
        choice.choose(one.column)
        choice.setMinimumWidth(theme().px(96))
        choice.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(10)
        choice.chosen.connect(lambda column, row=row: self._choose(row, column))
        sign = _sign(one.sign)
        grid.addLayout(words, row, 0)
        grid.addWidget(choice, row, 1)
        grid.addWidget(sign, row, 2, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnMinimumWidth(0, theme().px(96))
        self.choices.append(choice)
        choice.setToolTip(f"{one.heading}: {sign.accessibleName()}")

    def _add_fill(self, grid: QGridLayout, row: int, name: str, value: str) -> None:
        is_reference = name == reference_of(self._what)
        words = _named(column_words(name), _("not in the file"), "warn")
        edit = self._edit(name, value or (DRAWN if is_reference else ""))
        field = QVBoxLayout()
        field.setSpacing(theme().px(4))
        field.addWidget(edit)
        if is_reference:
            field.addWidget(Wrapped(_("# is drawn from what each line says"), "small", "muted"))
        grid.addLayout(words, row, 0)
        grid.addLayout(field, row, 1)
        sign = _sign(ASK)
        grid.addWidget(sign, row, 2)
        self.fills[name] = edit
        self._fill_signs[name] = sign
        self._show_filled()

    def _add_written(self, grid: QGridLayout, written: Written) -> None:
        """Ask how the file writes what may mean two things, and in what order its names stand."""
        self.written = {}
        asked = doubts(self._table, [one.column for one in self._guessed]) if self._table else {}
        whole = next((one for one in self._guessed if one.column == FULL_NAME), None)
        if whole is not None:
            asked["names"] = whole.example
        said = asdict(written) | {"days": written.days or DAY_FIRST}
        said["names"] = said["names"] or (order_said(whole.heading) if whole else "")
        for name in CHOICES:
            if name in asked or getattr(written, name):
                choice = ComboBox(written_choices(name), written_words(name))
                choice.choose(said[name])
                choice.chosen.connect(lambda _code: self.changed.emit())
                is_said = bool(getattr(written, name) or (name == "names" and said[name]))
                sign = _sign(SURE if is_said else ASK)
                choice.chosen.connect(lambda code, sign=sign: _say_sign(sign, SURE if code else ASK))
                self.written[name] = choice
                words = _named(written_words(name), asked.get(name, ""), "warn")
                row = grid.rowCount()
                grid.addLayout(words, row, 0)
                grid.addWidget(choice, row, 1)
                grid.addWidget(sign, row, 2)

    def _edit(self, name: str, value: str) -> ComboBox | TextEdit:
        """Return the field of a value that holds for all lines: a choice where it is one of a few codes."""
        words = _CODES.get((self._what, name)) or _CODES.get(("", name))
        if words is None:
            edit = TextEdit(column_words(name))
            edit.setText(value)
            edit.setPlaceholderText(_("the same for all lines"))
            edit.editingFinished.connect(self._fill_changed)
            return edit
        choice = ComboBox({"": "–"} | {code: word(words, code) for code in words}, column_words(name))
        choice.choose(value if value in words else "")
        choice.chosen.connect(lambda _code: self._fill_changed())
        return choice

    def _fill_changed(self) -> None:
        self._show_filled()
        self.changed.emit()

    def _show_filled(self) -> None:
        """Show which values that the file does not say are still missing."""
        filled = self._filled()
        for name, sign in self._fill_signs.items():
            _say_sign(sign, SURE if name in filled else ASK)

    def _choose(self, row: int, column: str) -> None:
        """Give a heading another meaning; the one that had it before means nothing any more."""
        for other, one in enumerate(self._guessed):
            if column and other != row and one.column == column:
                self._guessed[other] = replace(one, column="", sign=OUT)
        self._guessed[row] = replace(self._guessed[row], column=column, sign=SURE if column else OUT)
        had_focus = self.choices[row].hasFocus()
        self._show_guesses(self._what, self._guessed, self._filled(), self._said())
        if had_focus:  # it stands there anew
            self.choices[row].setFocus()
        self.changed.emit()

    def _filled(self) -> dict[str, str]:
        typed = {
            name: edit.value() if isinstance(edit, ComboBox) else edit.text().strip()
            for name, edit in self.fills.items()
        }
        return {name: value for name, value in typed.items() if value}

    def decided(self) -> FieldMap:
        """Return what the choices decide."""
        named = self._named()
        filled = {name: value for name, value in self._filled().items() if name not in named}
        return map_of(self._guessed, filled, self._said())

    def _said(self) -> Written:
        """Return what is chosen of how the file writes."""
        return Written(**{name: choice.value() for name, choice in self.written.items()})

    def missing(self) -> list[str]:
        """Return the columns that every line must fill and that nothing fills."""
        return [name for name in lacking(self._what, self._guessed) if name not in self._filled()]

    def _tell(self) -> None:
        left = sum(not one.column for one in self._guessed)
        told = ngettext(
            "{count} read, {left} left out", "{count} read, {left} left out", len(self._guessed) - left
        )
        asked = sum(one.sign == ASK for one in self._guessed)
        said = told.format(count=count(len(self._guessed) - left), left=count(left))
        if asked:
            more = ngettext("{count} to be checked", "{count} to be checked", asked)
            said = together(said, more.format(count=isolated(str(asked))))
        self.told.setText(said)


def kept_for(what: str, table: Table) -> tuple[str, FieldMap]:
    """Return what was kept for files of a kind with these headings, with its name; else nothing, without one."""
    for name, said in preferences.mappings().items():
        kept = from_json(said)
        if kept and kept[0] == what and fits_headings(kept[1], table.headers):
            return name, kept[1]
    return "", FieldMap()


def _sign(code: str) -> QLabel:
    """Return a sign beside a choice: sure, to be checked, or left out."""
    sign = QLabel()
    sign.setFixedWidth(theme().px(18))
    _say_sign(sign, code)
    return sign


def _say_sign(sign: QLabel, code: str) -> None:
    name, state = _SIGNS[code]
    said = {SURE: _("sure"), ASK: _("to be checked"), OUT: _("left out")}[code]
    sign.setPixmap(picture(name, theme().state(state)[0], 15))
    sign.setToolTip(said)
    sign.setAccessibleName(said)


def _named(name: str, example: str, tone: str) -> QVBoxLayout:
    """Return a name with what stands below it."""
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Elided(name or "–", "name"))
    words.addWidget(Elided(" ".join(example.split()) or "–", "small", tone))
    return words
