"""The entries of a fiscal year for the accountant: their sums by account, and the files that he takes."""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from donations_app.domain.accounting import JOURNALS, Balance
from donations_app.domain.money import Money
from donations_app.i18n import _, count, isolated, labelled, money, ngettext
from donations_app.services.statements.accounting import (
    ENDINGS,
    Accounts,
    accounts,
    layout_of,
    proposed_name,
    write_accounts,
)
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Work
from donations_app.ui.registers.pane import Pane, Said, filling, period_of
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.places import ask_file
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.accounting import twice_words, without_rate_words
from donations_app.words.codes import apart
from donations_app.words.figures import doubt_words


class Shown(Struct, frozen=True):
    """A row of the table: an account, or the sum of all."""

    number: str
    label: str
    debit: Money
    credit: Money


class EntriesPane(Pane):
    """What each account was debited and credited, and its balance."""

    endings = tuple(ENDINGS.values())

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: Accounts | None = None
        model: WindowedModel[Shown] = WindowedModel(_columns(), list)
        self.table = Table(model, _("Entries by account"), empty=_("Nothing is entered in this year."))
        model.setParent(self.table)
        self.table.setMinimumHeight(theme().px(120))
        self.journals = Wrapped("", "small", "muted")
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(8))
        rows.addWidget(self.table, 1)
        rows.addWidget(self.journals)
        filling(self, whole)
        self.checks = button(_("Check a FEC ..."), clicked=self.ask_file)

    def leads(self) -> list[QPushButton]:
        return [self.checks]

    def ask_file(self) -> None:
        """Ask for a FEC, of whatever program, to be held against its rules."""
        ask_file(self, _("Check a FEC ..."), "txt", then=self.check)

    def check(self, path: Path) -> None:
        """Hold a FEC against its rules."""
        from donations_app.ui.registers.checked_entries import checked_entries

        checked_entries(self.desk, path, self).begin()

    def work(self, year: int) -> Work:
        books = self.desk.books

        def read(_report: Callable[[int, int], None]) -> Accounts:
            return accounts(books, year)

        return read

    def show_found(self, found: Accounts) -> None:
        self.found = found
        self.table.show_keys(_rows(found.balances))
        self.journals.setText(apart(*_journals(found)))

    def headline(self) -> str:
        if self.found is None:
            return ""
        entries = len(self.found.entries)
        told = ngettext("{count} entry", "{count} entries", entries).format(count=count(entries))
        return f"{period_of(self.found.heading)} · {told}"

    def note(self) -> Said:
        if self.found is None:
            return "", ""
        if self.found.told_twice:
            return twice_words(self.found.told_twice), "warn"
        if self.found.without_rate:
            return without_rate_words(self.found.without_rate), "warn"
        if not self.found.heading.is_calendar_year:
            told = _("What donors earmarked is not carried over here: the fiscal year is no calendar year.")
            return told, "warn"
        if self.found.doubtful:
            return doubt_words(self.found.doubtful[0]), "warn"
        return "", ""

    def file_name(self) -> str:
        if self.found is None:
            return ""
        return proposed_name(self.found, "fec")

    def saving(self, path: Path) -> Work:
        found = self.found
        if found is None:
            raise RuntimeError("nothing is shown yet")

        def write(_report: Callable[[int, int], None]) -> None:
            write_accounts(found, path, layout_of(path), force=True)  # the dialog asked before replacing

        return write


def _columns() -> list[Column[Shown]]:
    return [
        Column(_("Account"), lambda one: isolated(one.number), 84, weight=500),
        Column(_("Label"), lambda one: isolated(one.label), 0, least=170, may_be_long=True),
        Column(_("Debit"), lambda one: _amount(one.debit), 120, is_amount=True),
        Column(_("Credit"), lambda one: _amount(one.credit), 120, is_amount=True),
        Column(
            _("Balance"),
            lambda one: money(one.debit - one.credit),
            120,
            is_amount=True,
            weight=500,
            is_spare=True,
        ),
    ]


def _amount(amount: Money) -> str:
    return money(amount) if amount else ""


def _rows(found: list[Balance]) -> list[Shown]:
    """Return a row for each account, and below them that of their sums."""
    rows = [Shown(one.account.number, one.account.label, one.debit, one.credit) for one in found]
    if not rows:
        return []
    debit, credit = Money.total(one.debit for one in found), Money.total(one.credit for one in found)
    return [*rows, Shown("", _("In all"), debit, credit)]


def _journals(found: Accounts) -> list[str]:
    """Return the journals with their numbers of entries."""
    return [
        labelled(isolated(f"{code} {label}"), count(entries))
        for code, label in JOURNALS.items()
        if (entries := sum(one.journal == code for one in found.entries))
    ]
