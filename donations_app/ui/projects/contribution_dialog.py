"""Labour, land, materials, transport given for a project: recorded, attested, withdrawn; asked in dialogs."""

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.books import Books
from donations_app.db.queries.contributions import ContributionRow
from donations_app.db.queries.project_list import ProjectRow
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.typed import TypedError, parse_amount, parse_rate
from donations_app.domain.valued import CONTRIBUTIONS, ContributionDraft, Worker, days_figure
from donations_app.i18n import _, day, isolated, labelled, money
from donations_app.services.funding.contributions import (
    RecordedContribution,
    attest_contribution,
    record_contribution,
    withdraw_contribution,
)
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
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Button, Label, Wrapped, button
from donations_app.ui.widgets.edits import MoneyEdit
from donations_app.ui.widgets.fields import ComboBox, TextEdit, before_in_order
from donations_app.words.codes import together
from donations_app.words.contributions import CONTRIBUTION_STATES
from donations_app.words.funding import kind_name

_ROWS: Final = 2  # of workers, at first


class AddContribution(ForeseenAct):
    """Asks what was given, by whom it was valued; of labour who worked how many days."""

    shown_at = {"amount": "worth", "workers": "day_rate"}

    def __init__(self, desk: Desk, project: ProjectRow, parent: QWidget) -> None:
        super().__init__(desk, _("A contribution to {code}").format(code=isolated(project.code)), parent)
        self._project, self._key = project, uuid4()
        self._workers: list[tuple[TextEdit, TextEdit]] = []
        currencies = dict.fromkeys(("EUR", project.currency))
        carriers = {"": _("The project alone")} | {one.ref: one.name for one in project.associations}
        self.fields = {
            "kind": choice_field(_("What is given"), {code: kind_name(code) for code in CONTRIBUTIONS}),
            "given_on": day_field(_("Given on"), desk, desk.today()),
            "association": choice_field(_("For"), carriers),
            "description": text_field(_("Description"), limit=500),
            "worth": money_field(_("Worth")),
            "day_rate": money_field(_("Worth of a day")),
            "currency": choice_field(_("Currency"), {code: code for code in currencies}),
            "rate": text_field(_("Agreed rate, units for one euro"), project.rate, limit=20),
            "valued_by": text_field(_("Valued by, and by what")),
        }
        self.lay(("kind", "given_on"), ("association",), ("description",), ("currency", "rate"))
        self.lay(("worth",), ("day_rate",))
        self._lay_workers()
        self.lay(("valued_by",))
        told = _("It waits, and counts as nothing, until its attestation is signed.")
        self.rows.addWidget(Wrapped(told, "small", "muted"))
        self.add_end(_("Record"))
        for name, does in (("kind", self._show_kind), ("currency", self._show_currency)):
            combo = self.fields[name].edit
            if isinstance(combo, ComboBox):
                combo.chosen.connect(lambda _code, does=does: does())
        self._show_kind()
        self._show_currency()
        self.fields["kind"].edit.setFocus()

    def _lay_workers(self) -> None:
        self._of_labour = QWidget()
        rows = QVBoxLayout(self._of_labour)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(6))
        head = QHBoxLayout()
        head.addWidget(Label(_("Who worked, and how many days (half days too)"), "label", "muted"), 1)
        self._sum = Label("", "strong")
        head.addWidget(self._sum)
        rows.addLayout(head)
        self._list = QVBoxLayout()
        rows.addLayout(self._list)
        self.more: Button = button(_("One more"), "link", "plus", self.add_worker)
        rows.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)
        self.rows.addWidget(self._of_labour)
        for _n in range(_ROWS):  # once it stands among the others, or Tab would come to them last
            self.add_worker()
        day_rate = self.fields["day_rate"].edit
        if isinstance(day_rate, MoneyEdit):
            day_rate.textChanged.connect(lambda *_: self._say_sum())

    def add_worker(self) -> None:
        """Add the fields of one more who worked."""
        number = str(len(self._workers) + 1)
        name, days = (
            TextEdit(labelled(_("Name"), number)),
            TextEdit(labelled(_("Days of work"), number), limit=8),
        )
        days.setFixedWidth(theme().px(110))
        row = QHBoxLayout()
        row.addWidget(name, 1)
        row.addWidget(days)
        self._list.addLayout(row)
        for edit in (name, days):
            self.watch(edit)
            edit.textChanged.connect(lambda *_: self._say_sum())
        self._workers.append((name, days))
        before_in_order(self.more, [name, days])
        if len(self._workers) > _ROWS:
            name.setFocus()

    def _show_kind(self) -> None:
        is_labour = self.text("kind") == "labour"
        self._of_labour.setVisible(is_labour)
        self.fields["day_rate"].setVisible(is_labour)
        self.fields["worth"].setVisible(not is_labour)

    def _show_currency(self) -> None:
        currency = self.text("currency")
        self.fields["rate"].setVisible(currency != "EUR")
        for name in ("worth", "day_rate"):
            edit = self.fields[name].edit
            if isinstance(edit, MoneyEdit):
                edit.set_currency(currency)

    def _say_sum(self) -> None:
        try:
            draft = self._draft()
        except InputRefused:
            self._sum.setText("")
            return
        days = days_figure(sum(one.half_days for one in draft.workers))
        told = _("{days} days, {amount}")
        self._sum.setText(told.format(days=isolated(days), amount=money(draft.amount)))

    def _draft(self) -> ContributionDraft:
        is_labour, currency = self.text("kind") == "labour", self.text("currency")
        workers = [
            Worker(name.text().strip(), _half_days(days.text()))
            for name, days in self._workers
            if name.text().strip() or days.text().strip()
        ]
        return ContributionDraft(
            key=self._key, project=self._project.code, kind=self.text("kind"),
            given_on=day_of(self.fields["given_on"], "given_on"), association=self.text("association"),
            description=self.text("description"), valued_by=self.text("valued_by"),
            worth=0 if is_labour else self._amount("worth") or 0,
            day_rate=self._amount("day_rate") if is_labour else None,
            workers=tuple(workers) if is_labour else (), currency=currency,
            rate="" if currency == "EUR" else _read(parse_rate, "rate", self.text("rate")),
        )  # fmt: skip

    def _amount(self, name: str) -> int | None:
        text = self.text(name)
        return _read(parse_amount, name, text) if text else None

    def stated(self) -> Callable[[Books], RecordedContribution]:
        draft = self._draft()
        return lambda books: record_contribution(books, draft)

    def told(self, done: RecordedContribution) -> str:
        told = _("Contribution {ref} is recorded: {amount}.")
        return told.format(ref=isolated(done.ref), amount=money(done.amount))


def _half_days(text: str) -> int:
    """Return half days for days like ``3`` or ``2,5``."""
    hundredths: int = _read(parse_amount, "workers", text)
    return hundredths // 50


def _read(parse: Callable[[str], Any], field: str, text: str) -> Any:
    try:
        return parse(text)
    except TypedError as error:
        raise InputRefused([Problem(field, error.problem, text)]) from error


class Contribution(ForeseenAct):
    """Shows a contribution; while it waits, asks who signed its attestation and when."""

    withdraw_wanted = Signal()
    paper_wanted = Signal()

    def __init__(self, desk: Desk, row: ContributionRow, parent: QWidget) -> None:
        title = labelled(isolated(row.ref), kind_name(row.kind))
        super().__init__(desk, title, parent)
        self._ref, self._row = row.ref, row
        for text in contribution_lines(row):
            self.rows.addWidget(Wrapped(text))
        may_write = not desk.books.read_only and row.state != "withdrawn"
        goes = button(_("Withdraw ..."), clicked=self._withdraw)
        goes.setVisible(may_write)
        paper = button(_("The attestation to sign ..."), icon_name="printer", clicked=self._print)
        paper.setVisible(row.state != "withdrawn")
        if row.state != "waiting" or desk.books.read_only:
            self.rows.addStretch(1)
            foot = QHBoxLayout()
            foot.addStretch(1)
            foot.addWidget(paper)
            foot.addWidget(goes)
            foot.addWidget(button(_("Close"), clicked=self.reject))
            self.add_foot(foot)
            return
        self.fields = {
            "signed_on": day_field(_("Signed on"), desk, desk.today()),
            "signed_by": text_field(_("Signed by")),
            "document": text_field(_("Where the paper is kept")),
        }
        self.lay(("signed_on", "signed_by"), ("document",))
        self.add_end(_("Attest"), paper, goes)
        self.fields["signed_by"].edit.setFocus()

    def _withdraw(self) -> None:
        self.reject()
        self.withdraw_wanted.emit()

    def _print(self) -> None:
        self.reject()
        self.paper_wanted.emit()

    def stated(self) -> Callable[[Books], None]:
        on, ref = day_of(self.fields["signed_on"], "signed_on"), self._ref
        by, document = self.text("signed_by"), self.text("document")
        if self._foresees and not by:
            by = "-"
        return lambda books: attest_contribution(books, ref, signed_on=on, signed_by=by, document=document)

    def told(self, done: None) -> str:
        del done
        return _("Contribution {ref} is attested: {amount}.").format(
            ref=isolated(self._ref), amount=money(self._row.amount)
        )


class WithdrawContribution(ReasonAct):
    """Asks why a contribution counts no longer."""

    def __init__(self, desk: Desk, ref: str, parent: QWidget) -> None:
        title = _("Withdraw contribution {ref}").format(ref=isolated(ref))
        super().__init__(desk, title, parent, does=_("Withdraw"))
        self._ref = ref

    def stated(self) -> Callable[[Books], None]:
        ref, reason = self._ref, self.reason()
        return lambda books: withdraw_contribution(books, ref, reason=reason)

    def told(self, done: None) -> str:
        del done
        return _("Contribution {ref} is withdrawn.").format(ref=isolated(self._ref))


def contribution_lines(row: ContributionRow) -> list[str]:
    """Return what is known of a contribution."""
    workers = together(*(f"{one.name} {isolated(days_figure(one.half_days))}" for one in row.workers))
    signed = ""
    if row.signed_on:
        signed = _("Signed on {day} by {name}").format(day=day(row.signed_on), name=row.signed_by)
    return [
        line
        for line in (
            labelled(money(row.amount), _(CONTRIBUTION_STATES[row.state])),
            _("Given on {day}").format(day=day(row.given_on)),
            row.association_name or _("The project alone"),
            row.description,
            labelled(_("Days of work"), workers) if workers else "",
            labelled(_("Valued by"), row.valued_by) if row.valued_by else "",
            signed,
            labelled(_("Paper"), row.document) if row.document else "",
            row.reason,
        )
        if line
    ]
