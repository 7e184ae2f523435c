"""What a project costs from a day on, and which association carries which part, asked in a dialog."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from msgspec import Struct
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.books import Books
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.project_card import ProjectCard
from donations_app.db.queries.project_drafts import standing_project
from donations_app.domain.errors import KnownError
from donations_app.domain.projects import ProjectDraft
from donations_app.formats.stated_project import BUDGET, PartnerWords, cells_of, part_cells, stated_project
from donations_app.i18n import _, day, isolated, labelled, money
from donations_app.services.projects.changing import Revised, revise_budget
from donations_app.ui.desk import Desk
from donations_app.ui.projects.foreseen import ForeseenAct, day_of, money_field, text_field
from donations_app.ui.settings.days import AnyDateEdit
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Elided, Label, Wrapped, rule, tool
from donations_app.ui.widgets.edits import MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit, before_in_order
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.words.projects import UNASSIGNED


class _Row(Struct):
    """An association with the field of its part."""

    ref: str
    is_new: bool
    part: MoneyEdit
    whole: QWidget


class ReviseBudget(ForeseenAct):
    """Asks for the whole budget as it shall be from a day on."""

    shown_at = {"from": "since", "project": "cost", "part": "cost"}

    def __init__(self, desk: Desk, card: ProjectCard, parent: QWidget) -> None:
        code = card.facts.code
        super().__init__(desk, _("Cost and parts of {code}").format(code=isolated(code)), parent)
        self._code, self._key = code, uuid4()
        self._standing = desk.read(standing_project, code)
        self._parts: list[_Row] = []
        self._held: dict[date | None, ProjectDraft] = {}
        self._make()
        self.unassigned = Label("", "strong")
        self.lay(("since", "cost"), ("currency", "rate"), ("eligible_cost", "cash_budget"))
        self.rows.insertWidget(2, self.start)
        before_in_order(self.fields["currency"].edit, [self.start])
        self.rows.addWidget(rule())
        self.rows.addWidget(Label(_("Associations and their parts"), "strong"))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme().px(6))
        self.rows.addLayout(self._list)
        self.rows.addWidget(self.unassigned)
        self.lay(("association",), ("unassigned",), ("reason",))
        told = _("Days before it do not move. An empty part is not stated yet.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        names = {one.ref: one.name for one in card.facts.associations}
        for ref, typed in part_cells(self._standing.draft).items():
            ref_ = ref.removeprefix("association.")
            self._add(ref_, names.get(ref_, ref_), "" if typed == "?" else typed, is_new=False)
        self.add_end(_("Save"))
        self._say_unassigned()
        self.fields["cost"].edit.setFocus()

    def _make(self) -> None:
        cells, currency = cells_of(self._standing.draft), self._standing.draft.currency
        since = AnyDateEdit(_("From which day"), self.desk.today)
        since.set_day(self.desk.today())
        self.start = CheckBox(_("From the beginning: it was recorded wrongly"))
        self.start.toggled.connect(lambda on: since.setEnabled(not on))
        self.watch(self.start)
        self.fields = {"since": Field(_("From which day"), since)}
        for name, label in (
            ("cost", _("Cost")),
            ("eligible_cost", _("Eligible, if not all")),
            ("cash_budget", _("In money, if not all")),
        ):
            self.fields[name] = money_field(label, cells[name], currency)
        self.fields["currency"] = text_field(_("Currency"), currency, limit=3)
        self.fields["rate"] = text_field(_("Agreed rate, units for one euro"), cells["rate"], limit=20)
        for name in ("currency", "rate"):
            self.fields[name].edit.setEnabled(currency != "EUR" or name == "currency")
        choices = {code: _(text) for code, text in UNASSIGNED.items()}
        label = _("Money without an association counts for")
        combo = ComboBox(choices, label)
        combo.choose(cells["unassigned"])
        self.fields["unassigned"] = Field(label, combo)
        self.picker = Picker(self._find, name=_("An association that joins"))
        self.picker.chosen.connect(self._join)
        self.fields["association"] = Field(_("An association that joins"), self.picker)
        self.fields["reason"] = Field(_("Reason"), TextEdit(_("Reason")))
        currency_edit: Any = self.fields["currency"].edit
        currency_edit.textChanged.connect(self._take_currency)

    def _take_currency(self, text: str) -> None:
        """Take amounts of another currency; of euros there is no rate."""
        code = text.strip().upper()
        self.fields["rate"].edit.setEnabled(code != "EUR")
        for edit in self.findChildren(MoneyEdit):
            edit.set_currency(code or "EUR")

    def _find(self, typed: str) -> list[Choice]:
        known = {row.ref for row in self._parts}
        found = self.desk.read(find_parties, typed)
        return [
            Choice(row.ref, row.name, row.place)
            for row in found
            if row.kind == "association" and row.ref not in known
        ]

    def _join(self, ref: object) -> None:
        if not isinstance(ref, str):
            return
        name = self.picker.text()
        with QSignalBlocker(self.picker):
            self.picker.choose(None)
        self._add(ref, name, "", is_new=True).part.setFocus()

    def _add(self, ref: str, name: str, typed: str, *, is_new: bool) -> _Row:
        """Add an association with its part, and a button by which it leaves."""
        part = MoneyEdit(labelled(name, _("Part")))
        part.set_currency(self._standing.draft.currency)
        part.setText(typed.replace(".", ","))
        if typed:
            part.show_whole()
        part.setFixedWidth(theme().px(170))
        part.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        whole = QWidget()
        beside = QHBoxLayout(whole)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(Elided(name, "name"), 1)
        beside.addWidget(part)
        row = _Row(ref, is_new, part, whole)
        leaves = tool("x", labelled(name, _("Leaves the project")), lambda: self._leave(row))
        beside.addWidget(leaves)
        self._parts.append(row)
        self._list.addWidget(whole)
        part.textChanged.connect(lambda *_: self._say_unassigned())
        self.watch(part)
        before_in_order(self.picker, [part, leaves])
        self._later.start()
        return row

    def _leave(self, row: _Row) -> None:
        self._parts.remove(row)
        self._list.removeWidget(row.whole)
        row.whole.hide()
        row.whole.deleteLater()
        self.picker.setFocus()
        self._say_unassigned()
        self._later.start()

    def _draft(self) -> ProjectDraft:
        """Return the budget as it is stated.

        Raises:
            InputRefused: a field cannot be taken.
        """
        since = None if self.start.isChecked() else day_of(self.fields["since"], "from")
        standing = self._held_on(since)
        before = {one.association for one in standing.partners}
        typed = {row.ref: row.part.text().strip() for row in self._parts}
        words = PartnerWords(
            tuple((ref, text) for ref, text in typed.items() if ref not in before),
            tuple((ref, text) for ref, text in typed.items() if ref in before),
            tuple(ref for ref in before if ref not in typed),
        )
        values = self.texts(*BUDGET)
        if values["currency"].upper() == "EUR":
            values["rate"] = ""
        return stated_project(values, standing, words, known=BUDGET)

    def _held_on(self, since: date | None) -> ProjectDraft:
        """Return the project with the budget that holds on a day, asked for once."""
        if since not in self._held:
            self._held[since] = self.desk.read(standing_project, self._code, on=since).draft
        return self._held[since]

    def _say_unassigned(self) -> None:
        """Say what of the cost nobody has as his part."""
        try:
            left = self._draft().unassigned_cost
        except KnownError:
            self.unassigned.setText("")
            return
        if left is None:
            self.unassigned.setText(_("Not all parts are stated."))
        else:
            self.unassigned.setText(labelled(_("Part of no association"), money(left)))

    def stated(self) -> Callable[[Books], Revised]:
        draft = self._draft()
        since = None if self.start.isChecked() else day_of(self.fields["since"], "from")
        code, reason, key, seen = self._code, self.reason(), self._key, self._standing.last_budget
        return lambda books: revise_budget(books, code, draft, since=since, reason=reason, key=key, seen=seen)

    def told(self, done: Revised) -> str:
        told = _("{code}: cost and parts are recorded.").format(code=isolated(self._code))
        if done.until:
            told += " " + _("From {day} on another budget holds.").format(day=day(done.until))
        return told
