"""The form of one claim: who, for which project, trips and other costs with what they come to."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from donations_app.db.queries.expenses import Driven, driven_by
from donations_app.domain.errors import Problem
from donations_app.domain.expenses import ExpenseDraft
from donations_app.domain.parameters import DatedValue
from donations_app.i18n import _
from donations_app.services.books.legal import legal_parameters
from donations_app.ui.desk import Desk
from donations_app.ui.expenses.claim_words import twins_told
from donations_app.ui.expenses.counting import reckon
from donations_app.ui.expenses.finding import chosen, find_targets, find_volunteers
from donations_app.ui.expenses.items import ItemRow, item_headings
from donations_app.ui.expenses.row_list import RowList
from donations_app.ui.expenses.rows import RowTyped
from donations_app.ui.expenses.trips import TripRow, trip_headings
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox
from donations_app.ui.widgets.fields import Field, in_order
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.words.phrases import problem_sentence


class ClaimTyped(Struct, frozen=True):
    """A claim as it was typed, to go on with it in another window."""

    key: UUID
    payer: Choice | None = None
    payer_text: str = ""
    project: Choice | None = None
    by_wish: bool = False
    trips: tuple[RowTyped, ...] = ()
    items: tuple[RowTyped, ...] = ()


class ClaimForm(QWidget):
    """Types one claim under a key made when it begins."""

    submitted = Signal()
    reckoned = Signal(object)  # a ``Reckoned``

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._driven: Sequence[Driven] = ()
        self._figures: Sequence[DatedValue] = ()
        self._after: QWidget = self  # where Enter goes from the last row
        self.payer = Picker(lambda typed: find_volunteers(desk, typed), name=_("Volunteer"))
        self.payer.setPlaceholderText(_("Name or reference"))
        self.project = Picker(lambda typed: find_targets(desk, typed), name=_("Project"), icon_name="")
        self.project.setPlaceholderText(_("General fund"))
        self.wish = CheckBox(_("Donor's wish"), 12)
        self.fields = {
            "payer": Field(_("Volunteer"), self.payer),
            "project": Field(_("Project"), self.project),
        }
        self.trips = RowList(
            _("Trips with one's own vehicle"),
            trip_headings(),
            _("Add a trip"),
            lambda: TripRow(desk.today),
            after=self.wish,
        )
        self.items = RowList(
            _("Other costs"),
            item_headings(),
            _("Add a cost"),
            lambda: ItemRow(desk.today),
            after=self.trips.more,
        )
        self._lay_out()
        self.payer.chosen.connect(self._show_payer)
        self.project.chosen.connect(self._show_project)
        for rows in (self.trips, self.items):
            rows.changed.connect(self.reckon)
        self.begin()

    def _lay_out(self) -> None:
        head = QGridLayout()
        head.setHorizontalSpacing(theme().px(14))
        for column, field in enumerate(self.fields.values()):
            head.addWidget(field, 0, column)
            head.setColumnStretch(column, 1)
        head.addWidget(self.wish, 1, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(16))
        rows.addLayout(head)
        rows.addWidget(self.trips)
        rows.addWidget(self.items)
        rows.addStretch(1)

    def arrange(self, *, narrow: bool, tight: bool) -> None:
        """Let each row stand on one line, or on two or three where there is no room."""
        for rows in (self.trips, self.items):
            rows.arrange(narrow=narrow, tight=tight)

    def order(self, *after: QWidget) -> None:
        """Let Tab go from the volunteer through the rows, then to what stands after the form."""
        self._after = after[-1]
        in_order(self.payer, self.project, self.wish)
        in_order(self.items.more, *after)

    # what is found while one types

    def _show_payer(self, ref: str | None) -> None:
        self.read_distances()
        if ref is not None and self.payer.hasFocus():
            self.project.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_project(self, target: object) -> None:
        self.wish.setVisible(target is not None)
        if target is not None and self.project.hasFocus():
            self.wish.setFocus(Qt.FocusReason.TabFocusReason)

    def read_distances(self) -> None:
        """Read how far the volunteer's year has gone, which others may have changed meanwhile."""
        ref = self.payer.value()
        self._driven = self._desk.read(driven_by, ref) if ref else []
        self._figures = self._desk.read(legal_parameters)
        self.reckon()

    def reckon(self) -> None:
        """Show what each trip is worth, and tell what all comes to."""
        trips, items = [row.trip() for row in self.trips.rows], [row.item() for row in self.items.rows]
        found = reckon(trips, items, [one.trip for one in self._driven], self._figures)
        for row, counted in zip(self.trips.rows, found.trips, strict=True):
            row.show_worth(counted)
            if counted:
                row.warn(twins_told(one for one in self._driven if one.trip.is_twin(counted.trip)))
        self.reckoned.emit(found)

    # what is typed

    @property
    def is_begun(self) -> bool:
        """Whether something is typed that would be lost."""
        is_named = bool(self.payer.text().strip() or self.project.text().strip())
        return is_named or bool(self.trips.filled() or self.items.filled())

    def begin(self) -> None:
        """Begin another claim, under a key of its own."""
        self.take(ClaimTyped(uuid4()))

    def give(self) -> ClaimTyped:
        """Return the claim as it stands."""
        return ClaimTyped(
            key=self.key,
            payer=chosen(self.payer),
            payer_text=self.payer.text(),
            project=chosen(self.project),
            by_wish=self.wish.isChecked(),
            trips=self.trips.typed(),
            items=self.items.typed(),
        )

    def take(self, typed: ClaimTyped) -> None:
        """Go on with a claim as it was typed."""
        self.key = typed.key
        self.payer.choose(typed.payer)
        if typed.payer is None:
            self.payer.setText(typed.payer_text)
        self.project.choose(typed.project)
        self.wish.setChecked(typed.by_wish)
        self.trips.fill(typed.trips)
        self.items.fill(typed.items)
        self._say_nothing()
        self.reckon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.isAutoRepeat():
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Go to the next row; from a row without anything in it to what comes after the rows."""
        for rows, after in ((self.trips, self.items.rows[0].on), (self.items, self._after)):
            if rows.has_focus():
                (rows.next_of_focused() or after).setFocus(Qt.FocusReason.TabFocusReason)
                return
        self.focusNextChild()

    # what is handed over

    def draft(self) -> ExpenseDraft | None:
        """Return the claim typed; ``None`` when something stands against it, which is then said in its place."""
        self._say_nothing()
        self.reckon()  # which warns anew
        target = self.project.value()
        draft = ExpenseDraft(
            key=self.key,
            payer=self.payer.value() or "",
            office=self._desk.author.office,
            trips=tuple(trip for row in self.trips.rows if (trip := row.trip())),
            items=tuple(item for row in self.items.rows if (item := row.item())),
            project=target.project if target else "",
            association=target.association if target else "",
            earmarked_by_donor=bool(target) and self.wish.isChecked(),
        )
        wrong = [(row, row.problems()) for row in (*self.trips.rows, *self.items.rows) if row.problems()]
        found = draft.problems(today=self._desk.today())
        if wrong:  # rows that cannot be counted are no missing ones
            found = [problem for problem in found if problem.field != "trips"]
        if self.project.text().strip() and target is None:
            found.append(Problem("project", "project_unknown", self.project.text()))
        if not wrong and not found:
            return draft
        self.say_problems(found)
        edits = [row.say_problem(problem) for row, problems in wrong for problem in problems]
        if edits and not any(problem.field == "payer" for problem in found):
            edits[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return None

    def say_problems(self, problems: Sequence[Problem]) -> None:
        """Say each problem at its field, or below the trips where it has none; go to the first."""
        edits: list[QWidget] = []
        for problem in problems:
            said = problem_sentence(problem.code, problem.value, problem.data)
            field = self.fields.get("project" if problem.field == "association" else problem.field)
            if field is None:
                is_empty = (problem.field, problem.code) == ("trips", "missing")
                self.trips.note.say(_("Write at least one trip or one cost.") if is_empty else said, "bad")
            else:
                field.say(said, "bad")
            edits.append(field.edit if field else self.trips.rows[0].on)
        if edits:
            edits[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_nothing(self) -> None:
        for field in self.fields.values():
            field.say("")
        for row in (*self.trips.rows, *self.items.rows):
            row.say_nothing()
        self.trips.note.say("")
