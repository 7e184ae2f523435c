"""The offices that record; their codes stand in receipt numbers and never change."""

from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from donations_app.domain.errors import Problem
from donations_app.domain.identifiers import spaced
from donations_app.domain.offices import OfficeFacts, currencies_of
from donations_app.domain.settings import OfficeDraft, SettingsDraft
from donations_app.domain.typed import clean_text
from donations_app.i18n import _, isolated
from donations_app.ui.desk import Desk
from donations_app.ui.settings.asking import AskRow, country_box
from donations_app.ui.settings.listing import Listing
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Wrapped, rule
from donations_app.ui.widgets.edits import lead
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit, in_order
from donations_app.ui.widgets.windowed import Column

# where a field stands: line, column, columns across of six
_WIDE: Final = {
    "code": (0, 0, 2), "name": (0, 2, 4), "address": (1, 0, 6), "postcode": (2, 0, 1), "city": (2, 1, 3),
    "country": (2, 4, 2), "phone": (3, 0, 3), "email": (3, 3, 3), "currency": (4, 0, 2), "account": (4, 2, 4),
}  # fmt: skip


class Offices(Listing[OfficeDraft]):
    """The offices, the head office first."""

    changed = Signal(str)  # what was done

    def __init__(self, desk: Desk) -> None:
        columns: list[Column[OfficeDraft]] = [
            Column(_("Code"), lambda row: isolated(row.code), 110, weight=500),
            Column(_("Name"), lambda row: row.name, 0, may_be_long=True),
            Column(_("City"), lambda row: row.facts.city if row.facts else "", 160, is_spare=True),
            Column(
                _("Telephone"), lambda row: isolated(row.facts.phone) if row.facts else "", 170, is_spare=True
            ),
            Column(
                _("State"), lambda row: _("Head office") if row.is_head else "", 140, tone=lambda _row: "info"
            ),
        ]
        super().__init__(
            columns, _("Offices"), empty="", add=_("Add an office"), can_write=desk.books.answers
        )
        self.desk = desk
        self.standing: SettingsDraft | None = None
        self.here = ComboBox({}, _("On this computer I work at the office of"))
        self.here.activated.connect(self._choose_here)
        self.rows.addWidget(rule())
        self.rows.addWidget(Field(_("On this computer I work at the office of"), self.here))
        told = _("Everything recorded here is of this office, unless the program is started for another.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        roles = {
            "treasurer": _("as one who answers for the books"),
            "clerk": _("as one who records for the office"),
        }
        self.role = ComboBox(roles, _("On this computer I work"))
        self.role.activated.connect(self._choose_role)
        if desk.books.is_server:  # it knows who does what
            for one in (self.here, self.role):
                one.setEnabled(desk.books.role == "treasurer" and one is self.here)
        else:
            self.rows.addWidget(Field(_("On this computer I work"), self.role))
            advice = _(
                "It hides what is not one's own. That is advice: whoever has the file can do all of it."
            )
            self.rows.addWidget(Wrapped(advice, "small", "muted"))

    def show_settings(self, standing: SettingsDraft) -> None:
        """Show the offices, and that of this computer."""
        self.standing = standing
        self.show_rows(standing.offices)
        codes = [one.code for one in standing.offices]
        self.here.clear()
        for one in standing.offices:
            self.here.addItem(f"{one.name} ({isolated(one.code)})", one.code)
        chosen = self.desk.machine.office.upper()
        self.here.choose(chosen if chosen in codes else self.desk.author.office)
        self.role.choose(self.desk.machine.role)

    def _choose_role(self) -> None:
        if self.role.value() != self.desk.machine.role:
            self.desk.machine.role_chosen.emit(self.role.value())

    def _choose_here(self) -> None:
        if self.here.value() not in (self.desk.machine.office, ""):
            self.desk.machine.office_chosen.emit(self.here.value())

    def ask(self, row: OfficeDraft | None) -> None:
        """Ask for a new office, or for changes of one."""
        if self.standing is None:
            return
        dialog = AskOffice(self.desk, self.standing, row, self)
        dialog.saved.connect(lambda: self.changed.emit(_("The offices are saved.")))
        dialog.open()


class AskOffice(AskRow):
    """An office; the head office is made another by naming the new one."""

    def __init__(self, desk: Desk, seen: SettingsDraft, row: OfficeDraft | None, parent: QWidget) -> None:
        super().__init__(_("Office"), desk, seen, parent)
        self.row = row
        self.code, self.name = TextEdit(_("Code"), limit=10), TextEdit(_("Name"))
        self.head = CheckBox(_("Head office"))
        self._make_facts()
        self._lay_out()
        if row:
            self.code.setText(row.code)
            self.code.setReadOnly(True)
            self.name.setText(row.name)
            self.head.setChecked(row.is_head)
            self.head.setEnabled(not row.is_head)
        self._show(row.facts if row and row.facts else OfficeFacts())
        self.country.chosen.connect(lambda *_: self._offer_currencies())
        (self.name if row else self.code).setFocus()

    def _make_facts(self) -> None:
        names = {
            "address": _("Address"), "postcode": _("Postcode"), "city": _("City"), "phone": _("Telephone"),
            "email": _("E-mail"),
        }  # fmt: skip
        self.texts = {name: TextEdit(said, limit=300) for name, said in names.items()}
        for name in ("postcode", "phone", "email"):  # run from left to right
            self.texts[name].setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            lead(self.texts[name])
        self.country = country_box()
        self.currency = ComboBox({}, _("Currency"))
        accounts = {one.iban: f"{one.label} · {isolated(spaced(one.iban))}" for one in self.seen.accounts}
        self.account = ComboBox({"": _("none of its own")} | accounts, _("Bank account"))
        edits = {**self.texts, "country": self.country, "currency": self.currency, "account": self.account}
        names |= {"country": _("Country"), "currency": _("Currency"), "account": _("Bank account")}
        self.fields = {
            "offices.code": Field(_("Code"), self.code),
            "offices.name": Field(_("Name"), self.name),
            **{f"offices.{name}": Field(names[name], edit) for name, edit in edits.items()},
        }

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(14))
        grid.setVerticalSpacing(theme().px(10))
        for name, (line, column, across) in _WIDE.items():
            grid.addWidget(self.fields[f"offices.{name}"], line, column, 1, across)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        self.rows.addLayout(grid)
        self.rows.addWidget(self.head)
        told = _(
            "The code stands in receipt numbers and in the audit trail: it never changes. Address and telephone "
            "stand on deposit slips and letters; what is changed holds from today."
        )
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_buttons(_("Save"))
        in_order(*(self.fields[f"offices.{name}"].edit for name in _WIDE), self.head)
        self.setMinimumWidth(theme().px(640))

    def _show(self, facts: OfficeFacts) -> None:
        for name, edit in self.texts.items():
            edit.setText(getattr(facts, name))
        self.country.choose(facts.country)
        self._offer_currencies()
        self.currency.choose(facts.currency)
        self.account.choose(facts.account)

    def _offer_currencies(self) -> None:
        """Offer the currencies of the country chosen, its own first."""
        self.currency.clear()
        for code in reversed(currencies_of(self.country.value())):
            self.currency.addItem(code, code)

    def problems(self) -> list[Problem]:
        found = []
        codes = [one.code for one in self.seen.offices]
        if not self._code():
            found.append(Problem("offices.code", "missing"))
        elif self.row is None and self._code() in codes:
            found.append(Problem("offices.code", "code_twice", self._code()))
        if not clean_text(self.name.text()):
            found.append(Problem("offices.name", "missing"))
        return found

    def _code(self) -> str:
        return clean_text(self.code.text()).upper()

    def _facts(self) -> OfficeFacts | None:
        """Return what is typed of the office; nothing where nothing was known and nothing is said."""
        facts = OfficeFacts(
            country=self.country.value(),
            currency=self.currency.value(),
            account=self.account.value(),
            **{name: clean_text(edit.text(), limit=300) for name, edit in self.texts.items()},
        )
        return None if facts == OfficeFacts() and not (self.row and self.row.facts) else facts

    def wanted(self) -> SettingsDraft:
        office = OfficeDraft(self._code(), clean_text(self.name.text()), self.head.isChecked(), self._facts())
        others = [
            replace(one, is_head=one.is_head and not office.is_head)
            for one in self.seen.offices
            if one.code != office.code
        ]
        return replace(self.seen, offices=(*others, office))
