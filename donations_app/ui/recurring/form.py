"""The terms of an agreed gift: of a new one, or others from a day on."""

from datetime import date
from uuid import uuid4

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from donations_app.db.queries.drafts import terms_of
from donations_app.db.queries.instalments import Agreement
from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.projects import targets
from donations_app.domain import identifiers
from donations_app.domain.money import ZERO
from donations_app.domain.recurring import RecurringGift
from donations_app.i18n import _, day
from donations_app.services.payments.recurring import agree_recurring, change_recurring
from donations_app.ui.acting import day_is_missing
from donations_app.ui.desk import Desk
from donations_app.ui.expenses.finding import find_targets
from donations_app.ui.payments.allocations import choice_of
from donations_app.ui.recurring.acts import GiftAct
from donations_app.ui.settings.days import AnyDateEdit
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Wrapped
from donations_app.ui.widgets.edits import MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field, TextEdit
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.picker import Choice, Picker
from donations_app.words.codes import FREQUENCIES, METHODS, word
from donations_app.words.phrases import problem_sentence


class Terms(GiftAct):
    """Asks for the terms of a gift; for others from a day on when there is one already."""

    def __init__(self, desk: Desk, parent: QWidget, gift: Agreement | None = None) -> None:
        title = _("Other terms: {name}").format(name=gift.now.name) if gift else _("New agreed gift")
        super().__init__(desk, title, parent)
        self._gift, self._key = gift, uuid4()
        self._standing = desk.read(terms_of, gift.ref)[-1][1] if gift else None
        self._make()
        self._lay_out()
        if self._standing is not None:
            self._fill(self._standing)
        self.method.chosen.connect(lambda *_: self._show_account())
        self._show_account()
        self.setMinimumWidth(theme().px(600))
        (self.amount if gift else self.payer).setFocus()

    def _make(self) -> None:
        desk = self.desk
        self.payer = Picker(self._find, name=_("Person"))
        self.amount = MoneyEdit(_("Amount"))
        self.frequency = ComboBox({code: _(text) for code, text in FREQUENCIES.items()}, _("Frequency"))
        methods = {code: word(METHODS, code) for code in METHODS if code != "none"}
        self.method = ComboBox(methods, _("Method"))
        self.method.choose("transfer")
        self.day_of_month = ComboBox({str(n): str(n) for n in range(1, 32)}, _("Day of the month"))
        self.day_of_month.choose("5")
        self.first = AnyDateEdit(_("First day"), desk.today)
        self.first.set_day(_next_month(desk.today()))
        self.project = Picker(lambda typed: find_targets(desk, typed), name=_("Project"), icon_name="")
        self.project.setPlaceholderText(_("General fund"))
        self.wish = CheckBox(_("Donor's wish"))
        self.iban, self.mandate = TextEdit(_("IBAN")), TextEdit(_("Mandate"), limit=35)
        self.signed = AnyDateEdit(_("Signed on"), desk.today)
        first = _("From which day") if self._gift else _("First day")
        self.fields = {
            "payer": Field(_("Person"), self.payer),
            "amount": Field(_("Amount"), self.amount),
            "frequency": Field(_("Frequency"), self.frequency),
            "day": Field(_("Day of the month"), self.day_of_month),
            "method": Field(_("Method"), self.method),
            "project": Field(_("Project"), self.project),
            "first_on": Field(first, self.first),
            "iban": Field(_("IBAN"), self.iban),
            "mandate_reference": Field(_("Mandate"), self.mandate),
            "mandate_signed_on": Field(_("Signed on"), self.signed),
        }

    def _lay_out(self) -> None:
        at = self.fields
        at["payer"].setVisible(self._gift is None)
        rows = (
            (at["first_on"],) if self._gift else (at["payer"],),
            (at["amount"], at["frequency"], at["day"]),
            (at["method"],) if self._gift else (at["method"], at["first_on"]),
            (at["project"],),
            (at["iban"],),
            (at["mandate_reference"], at["mandate_signed_on"]),
        )
        for row in rows:
            for field in row:
                field.setMinimumWidth(theme().px(150))
            self.rows.addWidget(Flow(*row, fills=True) if len(row) > 1 else row[0])
            if row == (at["project"],):
                self.rows.addWidget(self.wish)
        if self._gift:
            self.rows.addWidget(
                Wrapped(_("What is due before that day stays as it was agreed."), "small", "muted")
            )
        self.rows.addStretch(1)
        self.add_buttons(_("Change the terms") if self._gift else _("Record the agreed gift"))

    def _fill(self, terms: RecurringGift) -> None:
        self.payer.choose(Choice(terms.payer, terms.payer))
        self.amount.set_money(terms.amount)
        self.frequency.choose(terms.frequency)
        self.day_of_month.choose(str(terms.day or terms.first_on.day))
        self.method.choose(terms.method)
        self.wish.setChecked(terms.earmarked_by_donor)
        self.iban.setText(terms.iban)
        self.mandate.setText(terms.mandate_reference)
        self.signed.set_day(terms.mandate_signed_on)
        for target in self.desk.read(targets):
            if (target.project, target.association) == (terms.project, terms.association):
                self.project.choose(choice_of(target))

    def _find(self, typed: str) -> list[Choice]:
        return [Choice(row.ref, row.name, row.place) for row in self.desk.read(find_parties, typed)]

    def _show_account(self) -> None:
        """Ask for account and mandate of what is debited."""
        for name in ("iban", "mandate_reference", "mandate_signed_on"):
            self.fields[name].setVisible(self.method.value() == "direct_debit")

    def accept(self) -> None:
        """Agree the gift, or the other terms, once all can be taken."""
        if self._says_what_is_wrong():
            return
        terms = self._terms()
        if self._gift is None:
            told = _("{name}: agreed.").format(name=self.payer.text())
            self.act(agree_recurring, terms, told=told)
        else:
            start = self.first.parse()
            told = _("{name}: other terms from {day} on.").format(name=self._gift.now.name, day=day(start))
            self.act(change_recurring, self._gift.ref, terms, start=start, told=told)

    def _says_what_is_wrong(self) -> bool:
        at = self.fields
        wrong = day_is_missing(at["first_on"])
        if not self.payer.value():
            at["payer"].say(problem_sentence("missing"), "bad")
            wrong = True
        if problem := self.amount.problem():
            at["amount"].say(problem_sentence(problem, self.amount.text()), "bad")
            wrong = True
        if self.project.text().strip() and self.project.value() is None:
            at["project"].say(problem_sentence("project_unknown", self.project.text()), "bad")
            wrong = True
        if self.method.value() == "direct_debit":
            wrong = self._account_is_wrong() or wrong
        return wrong

    def _account_is_wrong(self) -> bool:
        is_wrong = bool(self.signed.text().strip()) and day_is_missing(self.fields["mandate_signed_on"])
        try:
            if self.iban.text().strip():
                identifiers.iban(self.iban.text())
        except identifiers.IdentifierInvalid as error:
            self.fields["iban"].say(problem_sentence(error.problem("iban"), self.iban.text()), "bad")
            return True
        return is_wrong

    def _terms(self) -> RecurringGift:
        """Return what is typed; what is not asked for here stays as it was agreed."""
        target, is_debited = self.project.value(), self.method.value() == "direct_debit"
        iban = identifiers.iban(self.iban.text()) if is_debited and self.iban.text().strip() else ""
        before = self._standing or RecurringGift(
            key=self._key,
            ref="",
            payer=self.payer.value(),
            amount=ZERO,
            frequency="monthly",
            first_on=self.first.parse(),
        )
        return replace(
            before,
            amount=self.amount.parse(),
            frequency=self.frequency.value(),
            day=int(self.day_of_month.value()),
            method=self.method.value(),
            project=target.project if target else "",
            association=target.association if target else "",
            earmarked_by_donor=self.wish.isChecked(),
            iban=iban,
            bic=before.bic if is_debited and iban == before.iban else "",
            mandate_reference=self.mandate.text().strip() if is_debited else "",
            mandate_signed_on=self.signed.day() if is_debited else None,
        )


def _next_month(today: date) -> date:
    year, month = divmod(today.year * 12 + today.month, 12)
    return date(year, month + 1, 1)
