"""Direct debits of a day: what is collected and what is left out and why, the file for the bank, and the runs made."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from donations_app.db.queries.collections import RunRow, runs
from donations_app.db.queries.settings import AccountRow, accounts, own_account
from donations_app.domain.collecting import CollectionPlan
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.identifiers import spaced
from donations_app.domain.target_days import bank_day_from
from donations_app.formats.writing import placed
from donations_app.i18n import _, count, day, isolated, money
from donations_app.services.payments.collections import (
    CollectionOrder,
    earliest_day,
    make_run,
    plan,
    run_file,
)
from donations_app.services.payments.debit_notices import NoticeOrder
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.recurring.collected import CancelRun, CreditRun, SendRun
from donations_app.ui.recurring.debits import DebitTable, LeftTable, RunTable
from donations_app.ui.settings.days import AnyDateEdit
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import ComboBox, Field, Note
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.places import ask_place
from donations_app.ui.widgets.segments import Segments
from donations_app.words.codes import together
from donations_app.words.debits import OFTEN, sequence_words
from donations_app.words.phrases import problem_sentence


class Collect(Dialog):
    """Shows what a run would hold; a press writes its file, and what becomes of the runs is noted here."""

    said = Signal(str)
    to_gift = Signal(str)  # reference

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Direct debits"), parent)
        self._desk, self._key = desk, uuid4()
        self.plan: CollectionPlan | None = None
        self._runs: Sequence[RunRow] = ()
        self.resize(theme().px(940), theme().px(640))
        self._add_fields()
        self.view = Segments(dict.fromkeys(("debits", "left", "runs"), ""), _("What is shown"))
        self.told, self.note = Wrapped("", "strong"), Note()
        self.debits, self.left, self.runs = DebitTable(), LeftTable(), RunTable()
        self._add_views()
        for made in (self.debits, self.left, self.runs):
            self.rows.addWidget(made, 1)
        self.rows.addWidget(self.told)
        self.rows.addWidget(self.note)
        self._add_foot()
        self._connect()
        self.read()

    def _add_fields(self) -> None:
        today = self._desk.today()
        self._accounts = {one.iban: one for one in self._desk.read(accounts) if one.creditor_id}
        known = {iban: f"{one.label} · {isolated(spaced(iban))}" for iban, one in self._accounts.items()}
        self.account = ComboBox(known, _("Bank account"))
        self.account.choose(
            self._desk.read(own_account, self._desk.author.office, today) or self.account.value()
        )
        self.day = AnyDateEdit(_("Day of the collection"), self._desk.today)
        self.account_field = Field(_("Bank account"), self.account)
        self.day_field = Field(_("Day of the collection"), self.day)
        self.rows.addWidget(Flow(self.day_field, self.account_field, fills=True))
        if not known:
            self.account_field.say(problem_sentence("creditor_missing"), "bad")
            leads = button(_("To the settings ..."), "link", clicked=self._to_settings)
            leads.setAutoDefault(False)  # Enter in a field would press it
            self.rows.addWidget(leads, 0, Qt.AlignmentFlag.AlignLeading)
        self.day.set_day(self._first_day() if known else today)

    def _to_settings(self) -> None:
        self.reject()
        self._desk.setting_wanted.emit("accounts")

    def _first_day(self) -> date:
        """Return the day that is proposed: the next fifth of a month that the bank still takes."""
        earliest = earliest_day(self._of_bank(), self._desk.today())
        fifth = earliest.replace(day=5)
        if bank_day_from(fifth) < earliest:
            year, month = divmod(earliest.year * 12 + earliest.month, 12)
            fifth = date(year, month + 1, 5)
        return fifth

    def _of_bank(self) -> AccountRow:
        return self._accounts[self.account.value()]

    def _add_views(self) -> None:
        """Add what turns from one table to another, and what leads to the debits that came back."""
        low = QSizePolicy.Policy.Fixed
        self.view.setSizePolicy(self.view.sizePolicy().horizontalPolicy(), low)
        self.returns = button(_("Returns ..."), icon_name="undo-2", clicked=self._ask_returns)
        self.returns.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(theme().px(12))
        row.addWidget(self.view, 1)
        row.addWidget(self.returns)
        self.rows.addLayout(row)

    def _add_foot(self) -> None:
        self.sends = button(_("Mark as sent ..."), clicked=lambda: self._ask(SendRun))
        self.credits = button(_("Note the credit ..."), clicked=lambda: self._ask(CreditRun))
        self.cancels = button(_("Cancel ..."), clicked=lambda: self._ask(CancelRun))
        self.rewrites = button(_("Save its file ..."), icon_name="download", clicked=self._ask_again)
        self.notices = button(_("Notices ..."), icon_name="mail", clicked=self._ask_notices)
        self.writes = button(_("Write the file ..."), "primary", "download", self._ask_place)
        closes = button(_("Close"), clicked=self.leave)
        every = (closes, self.cancels, self.rewrites, self.credits, self.notices, self.sends, self.writes)
        for made in every:
            made.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(Flow(None, *every))
        self.add_foot(row)

    def _connect(self) -> None:
        self.view.chosen.connect(lambda *_: self._show_view())
        self.account.chosen.connect(lambda *_: self.read())
        self.day.editingFinished.connect(self.read)
        self.left.activated_row.connect(lambda row: self._lead(self.left.ref_of(row)))
        self.debits.activated_row.connect(lambda row: self._lead(self.debits.ref_of(row)))
        self.runs.selectionModel().selectionChanged.connect(lambda *_: self._allow())

    def _lead(self, ref: str) -> None:
        """Show the gift of a line on the page, where what is wrong is put right."""
        if ref:
            self.to_gift.emit(ref)
            self.reject()

    # what is shown

    def _order(self) -> CollectionOrder | None:
        if self.day.problem() or not self._accounts:
            return None
        return CollectionOrder(on=self.day.parse(), account=self.account.value())

    def read(self) -> None:
        """Read the plan and the runs anew, off the thread."""
        books, order = self._desk.books, self._order()

        def work(_report: object) -> tuple[CollectionPlan | None, list[RunRow]]:
            with books.read() as session:
                found = runs(session)
            return (plan(books, order) if order else None), found

        self._allow(is_busy=True)
        self._desk.jobs.start(
            work, of=self, done=partial(self._show, order), failed=self._fail, may_be_lost=True, is_quick=True
        )

    def _fail(self, error: BaseException) -> None:
        errors.tell(error, self)

    def _show(self, order: CollectionOrder | None, found: tuple[CollectionPlan | None, list[RunRow]]) -> None:
        if order != self._order():
            return  # another day was asked meanwhile
        self.plan, self._runs = found
        debits, left = (self.plan.debits, self.plan.left_out) if self.plan else ((), ())
        self.debits.show_keys(debits)
        self.left.show_keys(sorted(left, key=lambda one: one.reason in OFTEN))  # what can be put right before
        self.runs.show_keys(self._runs)
        waiting = sum(one.state == "made" for one in self._runs)
        for view, name, number in (
            ("debits", _("Collected"), len(debits)),
            ("left", _("Left out"), len(left)),
            ("runs", _("Files"), len(self._runs)),
        ):
            self.view.say(view, f"{name} {count(number)}")
        if waiting and not debits:
            self.view.choose("runs")
        self._say()
        self._show_view()

    def _say(self) -> None:
        """Say what the debits come to, on which bank day, and what stands against it."""
        self.note.say("")
        self.day_field.say("")
        planned = self.plan
        if planned is None:
            self.told.setText("")
            return
        sums = [sequence_words(one.sequence, len(one.debits), money(one.amount)) for one in planned.batches]
        told = _("{amount} on {day}").format(amount=money(planned.amount), day=day(planned.collected_on))
        self.told.setText(together(told, *sums) if sums else told)
        earliest = earliest_day(self._of_bank(), self._desk.today())
        if planned.collected_on < earliest:
            self.day_field.say(problem_sentence("debit_too_soon", earliest.isoformat()), "bad")
        elif planned.collected_on != self.day.parse():
            told = _("Banks are closed on that day: it is collected on {day}.")
            self.day_field.say(told.format(day=day(planned.collected_on)))

    def _show_view(self) -> None:
        for view, table in (("debits", self.debits), ("left", self.left), ("runs", self.runs)):
            table.setVisible(self.view.value() == view)
        self.told.setVisible(self.view.value() != "runs")
        if self.view.value() == "runs" and self._runs and self._run() is None:
            self.runs.choose_row(0)
        self._allow()

    def _run(self) -> RunRow | None:
        row: RunRow | None = self.runs.current_key()
        return row

    def _allow(self, *, is_busy: bool = False) -> None:
        of_runs, run = self.view.value() == "runs", self._run()
        state = run.state if run else ""
        for made, when in (
            (self.sends, "made"), (self.cancels, "made"), (self.credits, "sent"), (self.rewrites, ""),
        ):  # fmt: skip
            is_next = run is not None and when in ("", state)
            made.setVisible(of_runs and is_next)
            made.setEnabled(is_next)
        self.writes.setVisible(not of_runs)
        is_told = self._told_of() is not None
        self.notices.setVisible(is_told or not of_runs)
        self.notices.setEnabled(is_told and not is_busy)
        can_write = self.plan is not None and bool(self.plan.debits) and not is_busy
        is_soon = (
            can_write
            and self.plan is not None
            and self.plan.collected_on < earliest_day(self._of_bank(), self._desk.today())
        )
        self.writes.setEnabled(can_write and not is_soon)

    # what it does

    def _ask_notices(self) -> None:
        """Show the letters that tell donors of these debits before."""
        from donations_app.ui.recurring.notices import Notify

        if order := self._told_of():
            dialog = Notify(self._desk, NoticeOrder(run=order), self)
            dialog.said.connect(self.said)
            dialog.open()

    def _told_of(self) -> CollectionOrder | None:
        """Return the debits that donors are told of: those of the day, or of the file that is chosen."""
        if self.view.value() != "runs":
            return self._order() if self.plan and self.plan.debits else None
        run = self._run()
        if run is None or run.state not in ("made", "sent") or run.collected_on <= self._desk.today():
            return None
        return CollectionOrder(on=run.collected_on, account=run.iban)

    def _ask_returns(self) -> None:
        """Show what the bank sent back; what is read here may be another then."""
        from donations_app.ui.recurring.returns import TakeReturns

        dialog = TakeReturns(self._desk, self)
        dialog.said.connect(self._done)
        dialog.open()

    def _ask_place(self) -> None:
        if self.plan:
            stem = f"prelevements-{self.plan.collected_on.isoformat()}"
            ask_place(self, _("Write the file ..."), stem, ("xml",), then=self.write)

    def write(self, out: Path) -> None:
        """Make the run and write its file; then its state is shown."""
        books, key = self._desk.books, self._key
        if (order := self._order()) is None:
            return

        def work(_report: object) -> str:
            with placed(out, force=True) as file:
                number, _planned = make_run(books, key, order)
                file.write(run_file(books, number))
            return number

        self._allow(is_busy=True)
        self._desk.jobs.start(work, of=self, done=partial(self._written, out), failed=self._refused)

    def _written(self, out: Path, number: str) -> None:
        self._key = uuid4()
        told = _("{number} is written: {path}. Mark it as sent once it went to the bank.")
        self.view.choose("runs")
        self.read()
        self._tell(told.format(number=isolated(number), path=isolated(str(out))))

    def _refused(self, error: BaseException) -> None:
        self.read()
        if isinstance(error, InputRefused) and error.problems:
            first = error.problems[0]
            self.note.say(problem_sentence(first.code, first.value, first.data), "bad")
            return
        errors.tell(error, self)

    def _ask_again(self) -> None:
        if run := self._run():
            ask_place(self, _("Save its file ..."), run.number, ("xml",), then=partial(self._again, run))

    def _again(self, run: RunRow, out: Path) -> None:
        def does(books: Any) -> None:
            content = run_file(books, run.number)
            with placed(out, force=True) as file:
                file.write(content)

        try:
            self._desk.do(does)
        except KnownError as error:
            errors.tell(error, self)
            return
        self._tell(_("Written: {path}").format(path=isolated(str(out))))

    def _ask(self, kind: Callable[[Desk, RunRow, QWidget], Any]) -> None:
        if run := self._run():
            dialog = kind(self._desk, run, self)
            dialog.done_with.connect(self._done)
            dialog.open()

    def _done(self, told: str) -> None:
        self.read()
        self._tell(told)

    def _tell(self, told: str) -> None:
        self.note.say(told, "ok")
        self.said.emit(told)

    def accept(self) -> None:
        """Read what is typed: no stray Enter writes a file."""
        self.read()
