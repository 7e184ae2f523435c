"""The entries of a fiscal year for the accountant: their sums by account, and the files that he takes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from donations_app.accounting_words import twice_words
from donations_app.domain.accounting import JOURNALS, Balance
from donations_app.domain.money import Money
from donations_app.figure_words import doubt_words
from donations_app.i18n import _, count, isolated, money, ngettext
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
from donations_app.ui.registers.ledger import Ledger, Row, Section
from donations_app.ui.registers.pane import Pane, Said, filling, period_of
from donations_app.ui.widgets.basic import button
from donations_app.ui.widgets.fields import Scrolled
from donations_app.ui.widgets.places import ask_file


class EntriesPane(Pane):
    """What each account was debited and credited."""

    endings = tuple(ENDINGS.values())

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: Accounts | None = None
        self.ledger = Ledger(_("Entries by account"))
        filling(self, Scrolled(self.ledger))
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
        self.ledger.fill(_sections(found))

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


def _sections(found: Accounts) -> list[Section]:
    sums = found.balances
    sides = ((_("Debit"), "debit"), (_("Credit"), "credit"))
    tables = [
        Section(title, [_row(one, amount) for one in sums if (amount := getattr(one, side))])
        for title, side in sides
    ]
    totals = [
        Row(title, amount=money(Money.total(getattr(one, side) for one in sums)), is_strong=True)
        for title, side in sides
    ]
    journals = [
        Row(f"{isolated(code)}  {isolated(label)}", number=count(entries))
        for code, label in JOURNALS.items()
        if (entries := sum(one.journal == code for one in found.entries))
    ]
    return [*tables, Section(_("In all"), totals), Section(_("Journals"), journals)]


def _row(one: Balance, amount: Money) -> Row:
    return Row(f"{isolated(one.account.number)}  {isolated(one.account.label)}", amount=money(amount))
