"""The form of one claim: who, trips and other costs with what they come to, the waiver if it is signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from donations_app.db.queries.expenses import driven_by
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.projects import targets
from donations_app.db.queries.settings import offices
from donations_app.domain.errors import Problem
from donations_app.domain.expenses import ExpenseDraft
from donations_app.domain.folding import fold
from donations_app.domain.mileage import Class, distances
from donations_app.domain.parties import PEOPLE
from donations_app.domain.typed import clean_text
from donations_app.formats.legal import mileage_scales
from donations_app.i18n import _
from donations_app.sentences import problem_sentence
from donations_app.ui.desk import Desk
from donations_app.ui.entry.allocations import choice_of
from donations_app.ui.expenses.counting import reckon
from donations_app.ui.expenses.row_list import RowList
from donations_app.ui.expenses.rows import ItemRow, Row, RowTyped, TripRow, item_headings, trip_headings
from donations_app.ui.widgets.basic import CheckBox, Label, Wrapped
from donations_app.ui.widgets.edits import DateEdit
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit, in_order
from donations_app.ui.widgets.picker import Choice, Picker


@dataclass(frozen=True, slots=True)
class ClaimTyped:
    """A claim as it was typed, to go on with it in another window."""

    key: UUID
    payer: Choice | None
    payer_text: str
    office: str
    project: Choice | None
    by_wish: bool
    trips: tuple[RowTyped, ...]
    items: tuple[RowTyped, ...]
    waived_on: str
    evidence: str


class ClaimForm(QWidget):
    """Types one claim under a key made when it begins."""

    submitted = Signal()
    reckoned = Signal(object)  # a ``Reckoned``

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._before: Mapping[Class, int] = {}
        self._payer: Choice | None = None
        self._project: Choice | None = None
        self.key = uuid4()
        self._make()
        self._lay_out()
        self._connect()
        self.begin()

    def _make(self) -> None:
        desk = self._desk
        self.payer = Picker(self._find, name=_("Volunteer"))
        self.payer.setPlaceholderText(_("Name or reference"))
        self.office = ComboBox({row.code: row.name for row in desk.read(offices)}, _("Office"))
        self.project = Picker(self._find_target, name=_("Project"), icon_name="")
        self.project.setPlaceholderText(_("General fund"))
        self.wish = CheckBox(_("Donor's wish"), 12)
        self.waived_on = DateEdit(_("Waiver signed on"), desk.today)
        self.waived_on.setPlaceholderText(_("not yet"))
        self.evidence = TextEdit(_("Reference of the signed waiver"))
        self.fields = {
            "payer": Field(_("Volunteer"), self.payer),
            "office": Field(_("Office"), self.office),
            "project": Field(_("Project"), self.project),
            "waived_on": Field(_("Waiver signed on"), self.waived_on),
            "evidence": Field(_("Reference of the signed waiver"), self.evidence),
        }
        self.trips = RowList(
            _("Trips with one's own vehicle"), trip_headings(), _("Add a trip"), lambda: TripRow(desk.today)
        )
        self.items = RowList(_("Other costs"), item_headings(), _("Add a cost"), lambda: ItemRow(desk.today))

    def _lay_out(self) -> None:
        self._head, self._foot = QGridLayout(), QGridLayout()
        for grid in (self._head, self._foot):
            grid.setHorizontalSpacing(14)
            grid.setVerticalSpacing(8)
        told = _("A signed waiver makes the claim a gift of that day. It may be written later.")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(14)
        rows.addLayout(self._head)
        rows.addWidget(self.trips)
        rows.addWidget(self.items)
        rows.addWidget(Label(_("Waiver"), "strong"))
        rows.addWidget(Wrapped(told, "small", "muted"))
        rows.addLayout(self._foot)
        rows.addStretch(1)
        self._foot.addWidget(self.fields["waived_on"], 0, 0)
        self._foot.addWidget(self.fields["evidence"], 0, 1)
        self._foot.setColumnStretch(0, 2)
        self._foot.setColumnStretch(1, 5)
        self.arrange(narrow=False)

    def _connect(self) -> None:
        self.payer.chosen.connect(self._show_payer)
        self.project.chosen.connect(lambda value: self.wish.setVisible(value is not None))
        for rows in (self.trips, self.items):
            rows.changed.connect(self.reckon)

    def arrange(self, *, narrow: bool) -> None:
        """Stand beside each other, or under each other where there is no room."""
        across = 2 if narrow else 11
        places = ((0, 0, 2), (1, 0, 1), (1, 1, 1)) if narrow else ((0, 0, 4), (0, 4, 3), (0, 7, 4))
        for name, (line, column, wide) in zip(("payer", "office", "project"), places, strict=True):
            self._head.addWidget(self.fields[name], line, column, 1, wide)
        self._head.addWidget(self.wish, 2, 1 if narrow else 7, 1, 1 if narrow else 4)
        for column in range(11):
            self._head.setColumnStretch(column, int(column < across))
        for rows in (self.trips, self.items):
            rows.arrange(narrow=narrow)

    def order(self, *after: QWidget) -> None:
        """Let Tab go from the volunteer to the waiver, then to what stands after the form."""
        first_trip, more_trips = self.trips.stops()
        first_item, more_items = self.items.stops()
        in_order(self.payer, self.office, self.project, self.wish, first_trip)
        in_order(more_trips, first_item)
        in_order(more_items, self.waived_on, self.evidence, *after)

    # what is found while one types

    def _find(self, typed: str) -> list[Choice]:
        found = self._desk.read(find_parties, typed)
        return [Choice(row.ref, row.name, row.place) for row in found if row.kind in PEOPLE]

    def _find_target(self, typed: str) -> list[Choice]:
        words, found = fold(typed).split(), []
        for target in self._desk.read(targets):
            titles = f"{target.title_fr} {target.title_en} {target.title_ar}"
            names = fold(f"{target.project} {titles} {target.association_name}").split()
            if all(any(name.startswith(word) for name in names) for word in words):
                found.append(choice_of(target))
        return found[:20]

    def _show_payer(self, ref: str | None) -> None:
        self.fields["payer"].say("")
        self.read_distances()
        if ref is not None and self.payer.hasFocus():
            self.trips.rows[0].on.setFocus(Qt.FocusReason.TabFocusReason)

    def read_distances(self) -> None:
        """Read how far the volunteer's year has gone, which others may have changed meanwhile."""
        ref = self.payer.value()
        driven = self._desk.read(driven_by, ref) if ref else []
        self._before = distances(driven, mileage_scales())
        self.reckon()

    def reckon(self) -> None:
        """Show what each trip is worth, and tell what all comes to."""
        found = reckon(
            [row.trip() for row in self.trips.rows], [row.item() for row in self.items.rows], self._before,
            self._desk.today(),
        )  # fmt: skip
        for row, counted in zip(self.trips.rows, found.trips, strict=True):
            row.show_worth(counted)
        self.reckoned.emit(found)

    # what is typed

    @property
    def is_begun(self) -> bool:
        """Whether something is typed that would be lost."""
        texts = (self.payer.text(), self.waived_on.text(), self.evidence.text(), self.project.text())
        return any(text.strip() for text in texts) or bool(self.trips.filled() or self.items.filled())

    def begin(self) -> None:
        """Begin another claim, under a key of its own."""
        self.take(
            ClaimTyped(uuid4(), None, "", self._desk.office, None, False, (), (), "", "")  # noqa: FBT003 -- a row of values
        )

    def give(self) -> ClaimTyped:
        """Return the claim as it stands."""
        return ClaimTyped(
            key=self.key, payer=_chosen(self.payer), payer_text=self.payer.text(), office=self.office.value(),
            project=_chosen(self.project), by_wish=self.wish.isChecked(), trips=self.trips.typed(),
            items=self.items.typed(), waived_on=self.waived_on.text(), evidence=self.evidence.text(),
        )  # fmt: skip

    def take(self, typed: ClaimTyped) -> None:
        """Go on with a claim as it was typed."""
        self.say_nothing()
        self.key = typed.key
        self.payer.choose(typed.payer)
        if typed.payer is None:
            self.payer.setText(typed.payer_text)
        self.office.choose(typed.office)
        self.project.choose(typed.project)
        self.wish.setChecked(typed.by_wish)
        self.trips.fill(typed.trips)
        self.items.fill(typed.items)
        self.waived_on.setText(typed.waived_on)
        self.evidence.setText(typed.evidence)
        self.reckon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.isAutoRepeat():
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier or self.evidence.hasFocus():
            self.submitted.emit()
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Go to the next row; from a row without anything in it to what comes after the rows."""
        for rows, after in ((self.trips, self.items.rows[0].on), (self.items, self.waived_on)):
            if rows.has_focus():
                (rows.next_of_focused() or after).setFocus(Qt.FocusReason.TabFocusReason)
                return
        self.focusNextChild()

    # what is handed over

    def draft(self) -> ExpenseDraft | None:
        """Return the claim typed; ``None`` when some field cannot be read, which then says why."""
        self.say_nothing()
        found: list[tuple[Row | Field, Problem]] = []
        if self.payer.value() is None:
            found.append((self.fields["payer"], Problem("payer", "missing")))
        for row in (*self.trips.filled(), *self.items.filled()):
            found += [(row, problem) for problem in row.unreadable()]
        if (code := self.waived_on.problem()) and code != "missing":
            found.append((self.fields["waived_on"], Problem("waived_on", code, self.waived_on.text())))
        if found:
            self._say(found)
            return None
        target = self.project.value()
        return ExpenseDraft(
            key=self.key, payer=self.payer.value(), office=self.office.value(),
            waived_on=self.waived_on.day(), evidence=clean_text(self.evidence.text()),
            trips=tuple(trip for row in self.trips.filled() if (trip := row.trip())),
            items=tuple(item for row in self.items.filled() if (item := row.item())),
            project=target.project if target else "", association=target.association if target else "",
            earmarked_by_donor=bool(target) and self.wish.isChecked(),
        )  # fmt: skip

    def say_problems(self, problems: Sequence[Problem]) -> bool:
        """Show what the services refuse where it was typed; tell whether a place was found for each."""
        rows: list[Row] = [*self.trips.filled(), *self.items.filled()]
        found: list[tuple[Row | Field, Problem]] = []
        for problem in problems:
            position, _dot, _name = problem.field.rpartition(".")
            if problem.field in ("trips", "amount"):
                told = _("Write at least one trip or one cost.") if problem.field == "trips" else ""
                self.trips.note.say(
                    told or problem_sentence(problem.code, problem.value, problem.data), "bad"
                )
                found.append((self.trips.rows[0], problem))
            elif position.isdecimal() and int(position) <= len(rows):
                found.append((rows[int(position) - 1], problem))
            elif field := self.fields.get("project" if problem.field == "association" else problem.field):
                found.append((field, problem))
        self._say([(place, problem) for place, problem in found if problem.field not in ("trips", "amount")])
        return len(found) == len(problems)

    def _say(self, found: Sequence[tuple[Row | Field, Problem]]) -> None:
        first: QWidget | None = None
        for place, problem in found:
            if isinstance(place, Row):
                edit: QWidget = place.say_problem(problem)
            else:
                place.say(problem_sentence(problem.code, problem.value, problem.data), "bad")
                edit = place.edit
            first = first or edit
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_nothing(self) -> None:
        """Take back all that was said."""
        for field in self.fields.values():
            field.say("")
        for row in (*self.trips.rows, *self.items.rows):
            row.say_nothing()
        self.trips.note.say("")


def _chosen(picker: Picker) -> Choice | None:
    """Return what was picked, as it is shown."""
    value = picker.value()
    if value is None:
        return None
    return Choice(value, picker.text(), shown=picker.text())
