"""The fields of one payment: which there are, where they stand, which are shown."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from donations_app.db.queries.projects import Target
from donations_app.domain.entering import BANKED, METHODS_TYPED, OTHER_KINDS
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.i18n import _
from donations_app.ui.entry.past import Past
from donations_app.ui.payments.allocations import Allocations
from donations_app.ui.payments.rare import RareFields
from donations_app.ui.payments.things import ThingFields
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Button
from donations_app.ui.widgets.edits import DateEdit, MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field, Note, TextEdit
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.ui.widgets.segments import Segments
from donations_app.words.codes import KINDS, METHODS, word

_SHARES = ((1, 1), (4, 4, 5))  # of the width, of two and of three: the bank's name is longer than a date
_WIDE = 412  # pixels; below, two fields stand beside each other instead of three


class PaymentFields(QWidget):
    """All fields, and which of them a nature and a method show."""

    stops_moved = Signal()  # Tab has to be led anew

    def __init__(
        self,
        *,
        today: Callable[[], date],
        find: Callable[[str], Sequence[Choice]],
        targets: Callable[[], Sequence[Target]],
    ) -> None:
        super().__init__()
        self.today = today
        self._make(today, find, targets)
        self._name()
        self.offered = today()  # the day that stands there unless one is typed
        self.on.set_day(self.offered)
        self.dues_year.setText(str(today().year))
        self._small: tuple[Field, ...] = ()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme().px(14))
        self._grid.setVerticalSpacing(theme().px(12))
        self._arrange(3)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(12))
        rows.addWidget(self.payer_field)
        rows.addWidget(self.nature_field)
        rows.addLayout(self._grid)
        rows.addWidget(self.thing)
        rows.addWidget(self.allocation_field)
        rows.addWidget(self.rare)
        rows.addWidget(self.past)
        rows.addStretch(1)
        self.show_asked()
        self.allocations.rows_changed.connect(self.stops_moved)
        self.rare.stops_moved.connect(self.stops_moved)

    def _make(
        self,
        today: Callable[[], date],
        find: Callable[[str], Sequence[Choice]],
        targets: Callable[[], Sequence[Target]],
    ) -> None:
        self.payer = Picker(find, name=_("Donor"))
        self.payer.setPlaceholderText(_("Name or reference; F4 for a new person"))
        self.nature = Segments(
            {"donation": _("Gift"), "dues": _("Dues"), "both": _("Both"), "other": _("Other")},
            _("Nature"),
        )
        self.other_kind = ComboBox({code: word(KINDS, code) for code in OTHER_KINDS}, _("Kind"))
        self.amount = MoneyEdit(_("Amount"), large=True)
        self.on = DateEdit(_("Received on"), today)
        self.credited_on = DateEdit(_("Credited on"), today)
        self.method = ComboBox({code: word(METHODS, code) for code in METHODS_TYPED}, _("Method"))
        self.dues_year = TextEdit(_("Year of the dues"))
        self.dues_year.setToolTip(_("One year or several: 2026, 2024-2026, 2024:15 2025:20"))
        self.dues_amount = MoneyEdit(_("Dues of it"))
        self.cheque_number = TextEdit(_("Cheque number"), limit=30)
        self.cheque_date = DateEdit(_("Date on the cheque"), today)
        self.cheque_date.setPlaceholderText(_("the same"))
        self.bank = TextEdit(_("Bank"))
        self.allocations = Allocations(targets)
        self.past = Past()
        self.thing = ThingFields()
        self.rare = RareFields(today)
        self.rare.opener.setToolTip(_("Fields that are rarely needed (F8)"))
        self.worth_note = Note()

    def _name(self) -> None:
        """Give each its name, and a pin where it may keep its value."""
        self.payer_field = Field(_("Donor"), self.payer)
        self.payer_field.add_below(self.past.facts)
        self.nature_field = Field(_("Nature"), self.nature, pinned=False)
        self.amount_field = Field(_("Amount"), self.amount)
        self.amount_field.add_below(self.worth_note)
        self.on_field = Field(_("Received on"), self.on, pinned=True)
        self.method_field = Field(_("Method"), self.method, pinned=True)
        self.credited_field = Field(_("Credited on"), self.credited_on, pinned=False)
        self.other_field = Field(_("Kind"), self.other_kind)
        self.year_field = Field(_("Year of the dues"), self.dues_year)
        self.dues_field = Field(_("Dues of it"), self.dues_amount)
        self.number_field = Field(_("Cheque number"), self.cheque_number)
        self.cheque_date_field = Field(_("Date on the cheque"), self.cheque_date, pinned=True)
        self.bank_field = Field(_("Bank"), self.bank, pinned=True)
        self.allocation_field = Field(_("Allocation"), self.allocations, note=self.allocations.note)
        self.allocation_field.head.addWidget(self.allocations.wish)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._arrange(3 if self.width() >= theme().px(_WIDE) else 2):
            self.stops_moved.emit()

    def _arrange(self, columns: int) -> bool:
        """Put the small fields beside each other, as many as have room; tell whether they moved."""
        if self._grid.property("columns") == columns:
            return False
        self._grid.setProperty("columns", columns)
        fields = (
            self.amount_field,
            self.on_field,
            self.method_field,
            self.number_field,
            self.cheque_date_field,
            self.bank_field,
        )
        if columns == 2:  # what is typed for each cheque first
            fields = (fields[0], fields[3], fields[1], fields[4], fields[2], fields[5])
        self._small = fields
        for number, field in enumerate(fields):
            self._grid.addWidget(field, number // columns, number % columns)
        self._grid.addWidget(self.year_field, 4, 0, 1, 2)
        below = ((4, 2), (5, 0)) if columns == 3 else ((5, 0), (5, 1))
        for field, place in zip((self.dues_field, self.credited_field), below, strict=True):
            self._grid.addWidget(field, *place)
        self._grid.addWidget(self.other_field, 6, 0, 1, columns)
        for column, share in enumerate((*_SHARES[columns - 2], 0)[:3]):
            self._grid.setColumnStretch(column, share)
        return True

    def stops(self) -> list[QWidget]:
        """Return what Tab goes to, as one sees it; what is hidden or pinned is passed over."""
        return [
            self.payer,
            *self.nature.findChildren(Button),
            *(field.edit for field in self._small),
            *(self.dues_year, self.dues_amount, self.credited_on, self.other_kind),
            *self.thing.edits().values(),
            *self.allocations.stops(),
            *self.rare.stops(),
        ]

    def pinnable(self) -> dict[str, Field]:
        """Return the fields that may keep their value, by name, as one sees them."""
        fields = {
            "nature": self.nature_field,
            "on": self.on_field,
            "method": self.method_field,
            "cheque_date": self.cheque_date_field,
            "bank": self.bank_field,
            "credited_on": self.credited_field,
        } | self.rare.pinnable()

        def place(named: tuple[str, Field]) -> tuple[int, int]:
            at = named[1].mapTo(self, QPoint())
            return at.y(), at.x()

        return dict(sorted(fields.items(), key=place))

    @property
    def is_in_kind(self) -> bool:
        """Whether something else than money is given."""
        return self.nature.value() == "other" and self.other_kind.value() in IN_KIND_KINDS

    def paid_by(self) -> str:
        """Return the method: what is given in kind comes without a payment."""
        return "none" if self.is_in_kind else self.method.value()

    def show_asked(self) -> None:
        """Show what the nature, the kind, the method and the currency ask for."""
        nature, method = self.nature.value(), self.paid_by()
        self.year_field.setVisible(nature in ("dues", "both"))
        self.dues_field.setVisible(nature == "both")
        self.other_field.setVisible(nature == "other")
        self.thing.setVisible(self.is_in_kind)
        self.method_field.setVisible(not self.is_in_kind)
        for field in (self.number_field, self.cheque_date_field, self.bank_field):
            field.setVisible(method == "cheque")
        self.credited_field.setVisible(method == "online")
        arrived = _("Credited on") if method in BANKED else _("Received on")
        self.on_field.name.setText(arrived)
        self.on.setAccessibleName(arrived)
        self._name_amounts()

    def _name_amounts(self) -> None:
        """Say in the name of each amount what it is of."""
        self.rare.name_amount(self.amount_field, self.amount, _("Value") if self.is_in_kind else _("Amount"))
        self.rare.name_amount(self.dues_field, self.dues_amount, _("Dues of it"))

    def say_nothing(self) -> None:
        """Take all notes away."""
        for field in self.findChildren(Field):
            field.say("")
