"""One trip as it is typed, with what the scale gives for it."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from donations_app.domain.errors import Problem
from donations_app.domain.expenses import LONGEST_PLATE, scale_problems, trip_problems
from donations_app.domain.mileage import Counted, Trip
from donations_app.domain.typed import clean_text
from donations_app.formats.legal import mileage_scales
from donations_app.i18n import _, money
from donations_app.ui.expenses.rows import DAY, ENDS, Row, RowTyped, WholeEdit, WordsEdit, headings
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Label
from donations_app.ui.widgets.edits import mark
from donations_app.ui.widgets.fields import ComboBox
from donations_app.words.codes import word
from donations_app.words.expenses import VEHICLES, rate_of

_KM, _VEHICLE, _POWER, _PLATE, _ELECTRIC, _WORTH = 68, 136, 56, 104, 92, 114


class TripRow(Row):
    """The day, why, how far and with what."""

    fields = ("on", "purpose", "km", "power", "plate")
    optional = frozenset(("power", "plate"))

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(today)
        self.purpose = WordsEdit(_("From, to, and why"))
        self.km = WholeEdit(_("Kilometres"), limit=7)
        self.vehicle = ComboBox({code: word(VEHICLES, code) for code in VEHICLES}, _("Vehicle"))
        self.vehicle.setProperty("size", "small")
        self.power = WholeEdit(_("Fiscal power (CV)"), limit=2)
        self.plate = WordsEdit(_("Plate or name of the vehicle"))
        self.plate.setMaxLength(LONGEST_PLATE)
        self.electric = CheckBox(_("Electric"), 12)
        for edit in (self.km, self.power, self.plate):
            edit.setToolTip(edit.accessibleName())
        self.edits = (self.on, self.purpose, self.km, self.power, self.plate)
        self.amount, self.rate = Label("", "name"), Label("", "axis", "muted")
        self.finish(
            (
                (self.km, _KM),
                (self.vehicle, _VEHICLE),
                (self.power, _POWER),
                (self.plate, _PLATE),
                (self.electric, _ELECTRIC),
                (self._make_worth(), _WORTH),
            )
        )
        self.vehicle.chosen.connect(lambda *_: self._vehicle_chosen())
        self.electric.toggled.connect(lambda *_: self.edited())

    def _make_worth(self) -> QWidget:
        self._worth = QWidget()
        rows = QVBoxLayout(self._worth)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for label in (self.amount, self.rate):
            label.setAlignment(ENDS)
            rows.addWidget(label)
        return self._worth

    def _vehicle_chosen(self) -> None:
        is_moped = self.vehicle.value() == "moped"
        self.power.setEnabled(not is_moped)
        if is_moped:
            self.power.clear()
        mark(self.power, "")
        self.edited()

    @property
    def is_empty(self) -> bool:
        return not any(edit.text().strip() for edit in (self.on, self.purpose, self.km))

    def broken(self) -> list[Problem]:
        trip = self._read()
        found = list(trip_problems(trip, None, self.today()))
        return found or list(scale_problems(trip, mileage_scales()))

    def trip(self) -> Trip | None:
        """Return the trip typed, or ``None`` while something stands against it."""
        return None if self.is_empty or self.problems() else self._read()

    def _read(self) -> Trip:
        return Trip(
            driven_on=self.on.parse(),
            purpose=clean_text(self.purpose.text()),
            km=self.km.parse(),
            vehicle=self.vehicle.value(),
            power=self.power.parse() if self.power.text().strip() else 0,
            is_electric=self.electric.isChecked(),
            plate=clean_text(self.plate.text()),
        )

    def show_worth(self, counted: Counted | None) -> None:
        """Show what the scale gives for the trip, and by which formula."""
        self.amount.setText(money(counted.amount) if counted else "")
        self.rate.setText(rate_of(counted) if counted else "")
        self.amount.set_tone("warn" if counted and counted.is_provisional else "")

    def stops(self) -> tuple[QWidget, ...]:
        return (
            self.on, self.purpose, self.km, self.vehicle, self.power, self.plate, self.electric, self.remover,
        )  # fmt: skip

    def arrange(self, *, narrow: bool, tight: bool = False) -> None:
        if tight:
            self.place((
                (self.on, 0, 0, 1), (self.purpose, 0, 1, 4), (self.remover, 0, 5, 1),
                (self.km, 1, 0, 1), (self.vehicle, 1, 1, 1), (self.power, 1, 2, 1), (self.electric, 1, 3, 2),
                (self.plate, 2, 0, 1), (self._worth, 2, 3, 3),
            ), growing=4)  # fmt: skip
        elif narrow:
            self.place((
                (self.on, 0, 0, 1), (self.purpose, 0, 1, 4), (self.plate, 0, 5, 1), (self.remover, 0, 6, 1),
                (self.km, 1, 0, 1), (self.vehicle, 1, 1, 1), (self.power, 1, 2, 1), (self.electric, 1, 3, 1),
                (self._worth, 1, 5, 2),
            ), growing=4)  # fmt: skip
        else:
            cells = (
                self.on, self.purpose, self.km, self.vehicle, self.power, self.plate, self.electric, self._worth,
                self.remover,
            )  # fmt: skip
            self.place([(widget, 0, column, 1) for column, widget in enumerate(cells)], growing=1)
        self.km.setFixedWidth(theme().px(DAY if narrow else _KM))
        self.plate.setFixedWidth(theme().px(DAY if tight else _PLATE))
        named = (
            (self.purpose, _("From, to, and why")), (self.km, _("km")), (self.power, _("CV")), (self.plate, _("Plate")),
        )  # fmt: skip
        for edit, name in named:
            edit.setPlaceholderText(name if narrow else "")

    def typed(self) -> RowTyped:
        return RowTyped(super().typed().texts, self.vehicle.value(), self.electric.isChecked())

    def fill(self, typed: RowTyped) -> None:
        self.vehicle.choose(typed.vehicle)
        self.electric.setChecked(typed.is_electric)
        super().fill(typed)

    def like(self) -> RowTyped:
        """Return the same vehicle: one drives one's own car."""
        return RowTyped(
            ("", "", "", self.power.text(), self.plate.text()),
            self.vehicle.value(),
            self.electric.isChecked(),
        )


def trip_headings() -> QWidget:
    """Return the names of the cells of a trip."""
    return headings(
        (_("Date"), DAY, False),
        (_("From, to, and why"), 0, False),
        (_("km"), _KM, True),
        (_("Vehicle"), _VEHICLE, False),
        (_("CV"), _POWER, True),
        (_("Plate"), _PLATE, False),
        ("", _ELECTRIC, False),
        (_("Amount"), _WORTH, True),
    )
