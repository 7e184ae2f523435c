"""The kinds of membership and their fees, and a fee that holds from a year on."""

from PySide6.QtWidgets import QWidget

from donations_app.db.queries.dues_facts import KindOfMember, kinds_of_members
from donations_app.domain.money import ZERO
from donations_app.domain.typed import is_blank
from donations_app.i18n import _, isolated, labelled, money
from donations_app.services.people.memberships import set_fee
from donations_app.ui.acting import Act
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.edits import MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit
from donations_app.words.phrases import problem_sentence

_AHEAD = 2  # years


class Fees(Act):
    """Shows the fees of each kind, and asks for one: of a kind that is there, or of a new one."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, _("Kinds of membership and fees"), parent)
        kinds = desk.read(kinds_of_members)
        for kind in kinds:
            self.rows.addWidget(Wrapped(_told(kind)))
        names = {kind.code: kind.name for kind in kinds} | {"": _("New kind")}
        this = desk.today().year
        self.kind = ComboBox(names, _("Membership"))
        self.code, self.name = TextEdit(_("Code"), limit=20), TextEdit(_("Name"))
        years = {str(year): isolated(str(year)) for year in range(this, this + _AHEAD)}
        self.year, self.fee = ComboBox(years, _("From the year")), MoneyEdit(_("Fee of a year"))
        self.fields = {
            "kind": Field(_("Membership"), self.kind),
            "code": Field(_("Code"), self.code),
            "name": Field(_("Name"), self.name),
            "year": Field(_("From the year"), self.year),
            "fee": Field(_("Fee of a year"), self.fee),
        }
        for field in self.fields.values():
            self.rows.addWidget(field)
        self.rows.addWidget(
            Wrapped(_("Earlier years keep their fees. 0: nothing is owed."), "small", "muted")
        )
        self.rows.addStretch(1)
        self.add_buttons(_("Decide the fee"))
        self.kind.chosen.connect(lambda *_: self._show_new())
        self._show_new()
        (self.fee if kinds else self.code).setFocus()

    def _show_new(self) -> None:
        for name in ("code", "name"):
            self.fields[name].setVisible(not self.kind.value())

    def accept(self) -> None:
        """Decide the fee, once all is there."""
        code = self.kind.value()
        wrong = {"fee": problem} if (problem := self._problem()) else {}
        if not code:
            wrong |= {
                name: "missing"
                for name, edit in (("code", self.code), ("name", self.name))
                if is_blank(edit.text())
            }
        for name, told in wrong.items():
            self.fields[name].say(problem_sentence(told, self.fee.text()), "bad")
        if wrong:
            return
        fee = self.fee.money() or ZERO
        told = _("{name}: {amount} from {year}.").format(
            name=self.kind.currentText() if code else self.name.text(),
            amount=money(fee),
            year=isolated(self.year.value()),
        )
        name = "" if code else self.name.text()
        self.act(
            set_fee, code or self.code.text(), name=name, from_year=int(self.year.value()), fee=fee, told=told
        )

    def _problem(self) -> str:
        """Return what is wrong with the fee; nothing owed is a fee too."""
        problem = self.fee.problem()
        return "" if problem == "amount_zero" else problem


def _told(kind: KindOfMember) -> str:
    fees = (
        _("{amount} from {year}").format(amount=money(fee), year=isolated(str(year)))
        for year, fee in kind.fees
    )
    return labelled(kind.name, _(", ").join(fees))
