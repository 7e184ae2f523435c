"""The dialog that records a new project: what it is, where, what it costs, who carries which part of it."""

from collections.abc import Callable
from typing import Final
from uuid import uuid4

from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.parties import find_parties
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.folding import fold
from donations_app.domain.parties import ORGANISATIONS
from donations_app.domain.projects import STATES as STATE_ORDER
from donations_app.formats.reference import axes, municipalities, provinces
from donations_app.formats.stated_project import new_project
from donations_app.i18n import _, language
from donations_app.services.projects.recording import record_project
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, button, tool
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.edits import DateEdit, MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field, Note, TextEdit, in_order, say_problems
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.words.phrases import problem_sentence
from donations_app.words.projects import STATES

_BESIDE: Final = (  # fields that stand beside each other, by the names of their columns
    ("code", "state"), ("title_fr",), ("title_ar",), ("axis",), ("action",), ("province", "municipality"),
    ("cost", "currency", "rate"), ("minimum_percent", "starts_on", "ends_on"),
)  # fmt: skip
_REQUIRED: Final = ("code", "title_fr", "cost")


class RecordProject(Dialog):
    """Asks for a project; each problem is said below its field, and nothing is recorded meanwhile."""

    def __init__(self, desk: Desk, parent: QWidget, *, then: Callable[[str], object]) -> None:
        super().__init__(_("New project"), parent)
        self.desk, self._then, self._key = desk, then, uuid4()
        self.partners: list[Partner] = []
        self.fields: dict[str, Field] = {}
        self._make_fields()
        for names in _BESIDE:
            row = QHBoxLayout()
            row.setSpacing(theme().px(12))
            for name in names:
                row.addWidget(self.fields[name], 1)
            self.rows.addLayout(row)
        self.rows.addWidget(
            Label(_("Associations that carry it, with their parts of the cost"), "label", "muted")
        )
        self._carriers = QVBoxLayout()
        self.rows.addLayout(self._carriers)
        self.note = Note()
        self.rows.addWidget(self.note)
        self.adder = button(_("Another association"), "link", "plus", self.add_partner)
        row = QHBoxLayout()
        row.addWidget(self.adder)
        row.addStretch(1)
        self.rows.addLayout(row)
        self.rows.addStretch(1)
        self.does = self.add_buttons(_("Record the project"))
        self.setMinimumWidth(theme().px(600))
        self.add_partner()
        for choose in (self._choose_axis, self._choose_province, self._choose_currency):
            choose()
        self.code.setFocus()

    def _make_fields(self) -> None:
        tongue, nothing = language(), {"": "–"}
        self.code = TextEdit(_("Code"), limit=40)
        self.state = ComboBox({one: _(STATES[one]) for one in STATE_ORDER}, _("State"))
        self.state.choose("seeking")
        self.title_fr, self.title_ar = TextEdit(_("Title in French")), TextEdit(_("Title in Arabic"))
        self.axis = ComboBox(nothing | {one.code: one.name(tongue) for one in axes()}, _("Axis"))
        self.action = ComboBox(nothing, _("Action"))
        self.province = ComboBox(nothing | {one.code: one.name(tongue) for one in provinces()}, _("Province"))
        self.municipality = ComboBox(nothing, _("Municipality"))
        self.cost = MoneyEdit(_("Cost"))
        self.currency = ComboBox({"EUR": _("euros"), "MAD": _("dirhams")}, _("Currency"))
        self.rate = TextEdit(_("Agreed rate"), limit=20)
        self.rate.setPlaceholderText(_("dirhams for a euro"))
        self.minimum = TextEdit(_("Private part asked, %"), limit=8)
        self.minimum.setText("15")
        self.starts_on, self.ends_on = (
            DateEdit(_("Starts"), self.desk.today),
            DateEdit(_("Ends"), self.desk.today),
        )
        edits = {
            "code": self.code, "state": self.state, "title_fr": self.title_fr, "title_ar": self.title_ar,
            "axis": self.axis, "action": self.action, "province": self.province, "municipality": self.municipality,
            "cost": self.cost, "currency": self.currency, "rate": self.rate, "minimum_percent": self.minimum,
            "starts_on": self.starts_on, "ends_on": self.ends_on,
        }  # fmt: skip
        self.fields = {name: Field(edit.accessibleName(), edit) for name, edit in edits.items()}
        for box in (self.axis, self.action, self.province, self.municipality):
            box.setMinimumContentsLength(14)
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.axis.chosen.connect(lambda *_: self._choose_axis())
        self.province.chosen.connect(lambda *_: self._choose_province())
        self.currency.chosen.connect(lambda *_: self._choose_currency())

    def _choose_axis(self) -> None:
        axis = next((one for one in axes() if one.code == self.axis.value()), None)
        _offer(self.action, {one.code: one.name(language()) for one in axis.actions} if axis else {})

    def _choose_province(self) -> None:
        code = self.province.value()
        inside = {one.code: one.name(language()) for one in municipalities() if one.province == code}
        _offer(self.municipality, dict(sorted(inside.items(), key=lambda one: fold(one[1]))))

    def _choose_currency(self) -> None:
        """Ask for a rate where there is one; amounts are of the currency."""
        code = self.currency.value()
        self.fields["rate"].setEnabled(code != "EUR")
        for edit in (self.cost, *(one.part for one in self.partners)):
            edit.set_currency(code)

    def add_partner(self) -> None:
        """Ask for one association more."""
        made = Partner(self.desk)
        made.part.set_currency(self.currency.value())
        made.remover.clicked.connect(lambda *_: self._remove(made))
        before = self.partners[-1].remover if self.partners else self.ends_on
        self.partners.append(made)
        self._carriers.addWidget(made)
        in_order(before, made.who, made.part, made.remover, self.adder)
        made.who.setFocus()

    def _remove(self, made: "Partner") -> None:
        self.partners.remove(made)
        made.hide()
        made.deleteLater()
        self.adder.setFocus()

    def values(self) -> dict[str, str]:
        """Return what is stated, by the columns of a file of projects."""
        stated = {
            name: edit.value() if isinstance(edit, ComboBox) else edit.text().strip()
            for name, field in self.fields.items()
            if isinstance(edit := field.edit, ComboBox | TextEdit | MoneyEdit | DateEdit)
        }
        if stated["currency"] == "EUR":
            del stated["rate"]
        return {name: text for name, text in stated.items() if text or name in _REQUIRED}

    def accept(self) -> None:
        """Record the project, once nothing stands against it."""
        for field in self.fields.values():
            field.say("")
        self.note.say("")
        parts = [
            (one.who.value() or one.who.text().strip(), one.part.text().strip()) for one in self.partners
        ]
        try:
            draft = new_project(self.values(), [one for one in parts if any(one)])
            self.desk.do(record_project, replace(draft, key=self._key))
        except InputRefused as error:
            self._say(error)
        except KnownError as error:
            errors.tell(error, self)
        else:
            self._then(draft.code)
            super().accept()

    def _say(self, error: InputRefused) -> None:
        """Say each problem below its field; what is wrong with the associations below them."""
        first = say_problems(self.fields, error.problems)
        others = [one for one in error.problems if one.field not in self.fields]
        told = (problem_sentence(one.code, one.value, one.data) for one in others)
        self.note.say("\n".join(told), "bad")
        if first:
            first.edit.setFocus()
        elif self.partners:
            self.partners[0].who.setFocus()


class Partner(QWidget):
    """An association and its part of the cost."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.who = Picker(self._search, name=_("Association"))
        self.who.setPlaceholderText(_("Association"))
        self.part = MoneyEdit(_("Its part of the cost"))
        self.part.setPlaceholderText(_("Its part"))
        self.remover = tool("x", _("Take this association away"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(12))
        row.addWidget(self.who, 3)
        row.addWidget(self.part, 2)
        row.addWidget(self.remover)

    def _search(self, typed: str) -> list[Choice]:
        found = self._desk.read(find_parties, typed)
        return [Choice(row.ref, row.name, row.place) for row in found if row.kind in ORGANISATIONS]


def _offer(box: ComboBox, choices: dict[str, str]) -> None:
    """Offer other choices, nothing chosen among them."""
    value = box.value()
    box.blockSignals(True)  # noqa: FBT003 -- Qt's signature
    box.clear()
    for code, text in {"": "–", **choices}.items():
        box.addItem(text, code)
    box.choose(value if value in choices else "")
    box.blockSignals(False)  # noqa: FBT003 -- Qt's signature
    box.setEnabled(bool(choices))
