"""Deposit slips as a table for others."""

from pathlib import Path

from donations_app.db.books import Books
from donations_app.db.queries.slips import slips
from donations_app.formats.writing import placed, write_table
from donations_app.i18n import _
from donations_app.words.codes import METHODS, SLIP_STATES, word


def write_slips(
    books: Books,
    path: Path,
    *,
    form: str,
    office: str = "",
    method: str = "",
    state: str = "",
    typed: str = "",
    force: bool = False,
) -> int:
    """Write slips, the newest first, with words and, at the end, the codes behind them; return how many.

    Args:
        books: where to read, in one view.
        path: of the file.
        form: of ``TABLES``.
        office: code; empty for all, as the others.
        method: cheque or cash.
        state: of ``domain.deposits.STATES``.
        typed: what number or reference of the bank holds.
        force: replace a table that stands there.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with books.read() as session:
        found = slips(session, office=office, method=method, state=state, typed=typed)
    headings = [
        _("Slip"), _("Day"), _("Office"), _("Method"), _("Payments"), _("Amount"), _("Currency"),
        _("Bank account"), "IBAN", _("State"), _("Handed in on"), _("Credited on"), _("Reference of the bank"),
        _("Cancelled on"), _("Reason"), "method", "state",
    ]  # fmt: skip
    rows = [
        [
            one.number, one.made_on, one.office, word(METHODS, one.method), one.count, one.amount, one.currency,
            one.label, one.iban, _(SLIP_STATES[one.state][0]), one.handed_in_on, one.credited_on, one.bank_reference,
            one.cancelled_on, one.reason, one.method, one.state,
        ]
        for one in found
    ]  # fmt: skip
    with placed(path, force=force) as file:
        write_table(file, form, _("Deposit slips"), headings, rows)
    return len(found)
