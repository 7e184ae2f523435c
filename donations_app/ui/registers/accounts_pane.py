"""The way from the accounts of a fiscal year to the receipts on its gifts, to the cent."""

from donations_app.db.books import Books
from donations_app.domain.receipt_base import Reconciliation
from donations_app.i18n import _, count, isolated, money
from donations_app.ui.desk import Desk
from donations_app.ui.registers.ledger import Ledger, Row, Section, sum_row
from donations_app.ui.registers.pane import Said, period_of
from donations_app.ui.registers.printed import StatementPane
from donations_app.words.codes import ACCOUNTS, word
from donations_app.words.control import STEPS, finding_sentence


class AccountsPane(StatementPane[Reconciliation]):
    """One page from the accounts to the receipts; what is left must be nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.ledger = Ledger(_("From the accounts to the receipts"))
        rows = self.whole.rows
        rows.addWidget(self.ledger)
        rows.addStretch(1)

    def reckon(self, books: Books, year: int) -> Reconciliation:
        from donations_app.services.statements.control import reconciliation

        return reconciliation(books, year)

    def show_statement(self, found: Reconciliation) -> None:
        self.ledger.fill(_sections(found))

    def headline(self) -> str:
        if self.found is None:
            return ""
        told = _("Difference: {amount}").format(amount=money(self.found.difference))
        return f"{period_of(self.found.heading)} · {told}"

    def note(self) -> Said:
        if self.found is None:
            return "", ""
        if self.found.difference:
            return _("The accounts and the receipts do not agree: look at the control, line by line."), "bad"
        return _("The accounts and the receipts agree to the cent."), "ok"

    def file_name(self) -> str:
        return f"rapprochement-comptes-recus-{self.year}"


def _sections(found: Reconciliation) -> list[Section]:
    base = found.base
    accounts = [
        Row(f"{isolated(account)}  {word(ACCOUNTS, account)}", amount=money(amount))
        for account, amount in base.accounts.items()
    ]
    accounts.append(Row(_("Accounts of income"), amount=money(base.in_accounts), is_strong=True))
    if found.prepaid_dues:
        told = _("Of which dues of later years, which the accountant defers")
        accounts.append(Row(told, amount=money(found.prepaid_dues), tone="muted"))
    steps = [Row(_(STEPS[step]), amount=money(amount)) for step, amount in base.adjustments.items() if amount]
    steps.append(Row(_("Receipt base"), amount=money(base.amount), is_strong=True))
    without = [
        Row(finding_sentence(reason, "payment"), count(one.count), money(-one.amount))
        for reason, one in found.without_receipt.items()
    ]
    without.append(Row(_("Expected of the receipts"), amount=money(found.expected), is_strong=True))
    last = [
        sum_row(_("Receipts in force on gifts of the year"), found.receipts),
        Row(
            _("Difference"),
            amount=money(found.difference),
            is_strong=True,
            tone="bad" if found.difference else "ok",
        ),
    ]
    return [
        Section(_("In the accounts"), accounts),
        Section(_("From the accounts to the gifts of the year"), steps),
        Section(_("Without a receipt"), without),
        Section(_("On receipts"), last),
    ]
