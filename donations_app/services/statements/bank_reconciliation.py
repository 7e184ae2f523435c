"""Books beside bank on paper: an account a page, with what was on its way and up to which day it is closed."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from sqlalchemy.orm import Session

from donations_app.db.queries.on_the_way import records_of
from donations_app.domain.reconciliation import Reconciliation
from donations_app.services.statements.headings import heading_of


def printed_reconciliation(session: Session, found: Sequence[Reconciliation], *, today: date) -> bytes:
    """Return the page of each account as a PDF; the same state gives the same bytes.

    Args:
        session: an open view.
        found: accounts on one day.
        today: printed.
    """
    from receipts.bank_reconciliation import write_bank_reconciliation  # it prints: loaded when needed

    out = BytesIO()
    records = records_of(session, (part for one in found for part in one.explanations), "fr")
    write_bank_reconciliation(out, heading_of(session, today.year, today), found, records)
    return out.getvalue()
