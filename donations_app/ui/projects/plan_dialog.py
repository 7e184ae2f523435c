"""What a funder promises or agrees for a project, changed or withdrawn; what is spent; asked in dialogs."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.db.books import Books
from donations_app.db.queries.earmarked import Spent
from donations_app.db.queries.project_list import ProjectRow
from donations_app.domain.financing import Commitment, FinancingDraft, FunderPlan
from donations_app.formats.stated_funding import stated_financing, stated_spending
from donations_app.formats.stated_payment import plain_amount
from donations_app.i18n import _, isolated, money
from donations_app.services.funding.financing import agree, change, promise, withdraw
from donations_app.services.funding.spending import correct_spending, record_spending
from donations_app.ui.desk import Desk
from donations_app.ui.projects.foreseen import (
    ForeseenAct,
    ReasonAct,
    choice_field,
    day_field,
    day_of,
    money_field,
    text_field,
)
from donations_app.ui.projects.rule_dialog import find_organisations
from donations_app.ui.widgets.basic import button
from donations_app.ui.widgets.edits import MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, Field
from donations_app.ui.widgets.picker import Picker
from donations_app.ui.widgets.segments import Segments
from donations_app.words.codes import capital, together
from donations_app.words.funding import STAGES
from donations_app.words.origins import ORIGINS

_TERMS = ("amount", "currency", "rate", "on", "association", "reference")


class _Terms(ForeseenAct):
    """The fields that say how much, in what currency, for whom, when, by which agreement."""

    def terms(
        self, project: ProjectRow, plan: FunderPlan | None = None, one: Commitment | None = None
    ) -> None:
        """Make the fields, filled with what stands."""
        currency = plan.currency if plan else "EUR"
        carriers = {"": _("The project as a whole")} | {a.ref: a.name for a in project.associations}
        currencies = dict.fromkeys((currency, "EUR", project.currency))
        typed = plain_amount(one.minor) if one else ""
        rate = (one.rate if one else project.rate).replace(".", ",")
        self.fields |= {
            "amount": money_field(_("Amount"), typed),
            "currency": choice_field(_("Currency"), {code: code for code in currencies}, currency),
            "rate": text_field(_("Agreed rate, units for one euro"), rate, limit=20),
            "on": day_field(_("On"), self.desk, self.desk.today()),
            "association": choice_field(_("For"), carriers, one.association if one else ""),
            "reference": text_field(_("Reference of the agreement"), one.reference if one else ""),
        }
        combo = self.fields["currency"].edit
        if isinstance(combo, ComboBox):
            combo.chosen.connect(lambda _code: self.show_currency())

    def show_currency(self) -> None:
        """Take amounts of the currency chosen; of euros there is no rate."""
        currency, edit = self.text("currency"), self.fields["amount"].edit
        self.fields["rate"].setVisible(currency != "EUR")
        if isinstance(edit, MoneyEdit):
            edit.set_currency(currency)

    def draft(self, project: str, funder: str, key: Any) -> FinancingDraft:
        """Return what is stated.

        Raises:
            InputRefused: a field cannot be taken.
        """
        values = self.texts(*_TERMS)
        if values["currency"] == "EUR":
            values["rate"] = ""
        found = stated_financing(values, project=project, funder=funder, today=self.desk.today())
        return replace(found, key=key)


class AddFinancing(_Terms):
    """Asks what a funder promises or agrees to give."""

    def __init__(self, desk: Desk, project: ProjectRow, parent: QWidget) -> None:
        title = _("Promise or agreement for {code}").format(code=isolated(project.code))
        super().__init__(desk, title, parent)
        self._project, self._key = project, uuid4()
        self.stage = Segments({code: _(STAGES[code]) for code in ("agreed", "promised")}, _("Stage"))
        self.stage.chosen.connect(lambda *_: self._later.start())
        self.funder = Picker(lambda typed: find_organisations(desk, typed), name=_("Funder"))
        self.fields = {"stage": Field(_("Stage"), self.stage), "funder": Field(_("Funder"), self.funder)}
        self.terms(project)
        self.lay(
            ("funder",), ("stage",), ("amount", "currency", "rate"), ("association", "on"), ("reference",)
        )
        self.add_end(_("Record"))
        self.show_currency()
        self.funder.setFocus()

    def stated(self) -> Callable[[Books], str]:
        draft = self.draft(self._project.code, self.funder.value() or "", self._key)
        if self.stage.value() == "promised":
            return lambda books: promise(books, draft)
        return lambda books: agree(books, draft)

    def told(self, done: str) -> str:
        return _("{ref} is recorded.").format(ref=isolated(done))


class ChangeFinancing(_Terms):
    """Asks for other terms of a promise or an agreement, or that a promise is agreed; with a reason."""

    withdraw_wanted = Signal()

    def __init__(
        self, desk: Desk, project: ProjectRow, found: tuple[FunderPlan, Commitment], parent: QWidget
    ) -> None:
        plan, one = found
        super().__init__(desk, together(plan.name, _(STAGES[one.stage]), isolated(one.ref)), parent)
        self._project, self._plan, self._one, self._key = project, plan, one, uuid4()
        self.terms(project, plan, one)
        is_promise = one.stage == "promised"
        stages = {"agreed": _("It is agreed")} | ({"change": _("Other terms")} if is_promise else {})
        self.what = Segments(stages, _("What happened"))
        self.what.chosen.connect(lambda *_: self._show_what())
        self.fields["what"] = Field(_("What happened"), self.what)
        self.fields["reason"] = text_field(_("Reason"), limit=500)
        self.lay(
            ("what",), ("amount", "currency", "rate"), ("association", "on"), ("reference",), ("reason",)
        )
        goes = button(_("Withdraw ..."), clicked=self._withdraw)
        self.add_end(_("Save"), goes)
        self.fields["what"].setVisible(is_promise)
        self.show_currency()
        self._show_what()
        self.fields["amount"].edit.setFocus()

    @property
    def _agrees(self) -> bool:
        return self._one.stage == "promised" and self.what.value() == "agreed"

    def _show_what(self) -> None:
        self.fields["reason"].setVisible(not self._agrees)
        self._later.start()

    def _withdraw(self) -> None:
        self.reject()
        self.withdraw_wanted.emit()

    def stated(self) -> Callable[[Books], str]:
        draft, ref = self.draft(self._project.code, self._plan.funder, self._key), self._one.ref
        if self._agrees:
            return lambda books: agree(books, draft, replaces=ref)
        reason = self.reason()
        return lambda books: change(books, ref, draft, reason=reason)

    def told(self, done: str) -> str:
        return _("{ref} is recorded.").format(ref=isolated(done))


class WithdrawFinancing(ReasonAct):
    """Asks from which day on what was promised or agreed does not stand any more, and why."""

    def __init__(self, desk: Desk, ref: str, name: str, parent: QWidget) -> None:
        title = _("Withdraw: {name}").format(name=name)
        super().__init__(desk, title, parent, does=_("Withdraw"), day=_("From which day"))
        self._ref, self._key = ref, uuid4()

    def stated(self) -> Callable[[Books], str]:
        on, ref, reason, key = day_of(self.fields["on"]), self._ref, self.reason(), self._key
        return lambda books: withdraw(books, ref, on=on, reason=reason, key=key)

    def told(self, done: str) -> str:
        del done
        return _("{ref} is withdrawn.").format(ref=isolated(self._ref))


class AddSpending(ForeseenAct):
    """Asks what was spent on a project, and what of it came from money that donors earmarked."""

    def __init__(self, desk: Desk, project: ProjectRow, parent: QWidget) -> None:
        super().__init__(desk, _("Spent on {code}").format(code=isolated(project.code)), parent)
        self._project, self._key = project, uuid4()
        carriers = {"": _("The project as a whole")} | {a.ref: a.name for a in project.associations}
        origins = {"": _("not told")} | {
            code: capital(_(text)) for code, text in ORIGINS.items() if code != "regranted"
        }
        self.fields = {
            "amount": money_field(_("Amount")),
            "on": day_field(_("Spent on"), desk, desk.today()),
            "association": choice_field(_("For"), carriers),
            "origin": choice_field(_("From which money"), origins),
            "earmarked": money_field(_("Of it from earmarked gifts")),
            "reference": text_field(_("Piece in the accounts")),
            "description": text_field(_("Description")),
        }
        self.lay(("amount", "on"), ("association", "origin"), ("earmarked", "reference"), ("description",))
        self.add_end(_("Record"))
        self.fields["amount"].edit.setFocus()

    def stated(self) -> Callable[[Books], str]:
        names = [name for name in self.fields if name != "earmarked" or self.text(name)]
        draft = stated_spending(self.texts(*names), project=self._project.code, today=self.desk.today())
        draft = replace(draft, key=self._key)
        return lambda books: record_spending(books, draft)

    def told(self, done: str) -> str:
        return _("{ref} is recorded.").format(ref=isolated(done))


class RightSpending(ReasonAct):
    """Asks why a spending was wrong: one of the opposite sign puts it right."""

    def __init__(self, desk: Desk, one: Spent, parent: QWidget) -> None:
        title = _("Put right {ref}, {amount}").format(ref=isolated(one.ref), amount=money(one.amount))
        super().__init__(desk, title, parent, does=_("Put it right"))
        self._ref = one.ref

    def stated(self) -> Callable[[Books], str]:
        ref, reason = self._ref, self.reason()
        return lambda books: correct_spending(books, ref, reason=reason)

    def told(self, done: str) -> str:
        return _("{ref} is recorded.").format(ref=isolated(done))
