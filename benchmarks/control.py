"""The control of 50 000 gifts, half of them on receipts, beside the bare reading of the same rows."""

import resource
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from benchmarks.measuring import Figure, seconds
from benchmarks.world import filled_books
from donations_app.db.books import Books
from donations_app.db.tables import LiveReceiptLine, Party, Payment, PaymentLine, ReceiptLine, TaxReceipt
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.services.statements.control import control, reconciliation
from donations_app.services.statements.declaration import declaration
from donations_app.services.statements.files import write_statement

COUNT = 50_000
PEOPLE = 5_000


def run(folder: Path) -> Iterator[Figure]:
    """Control, reconcile and declare a year of ten gifts from each of five thousand people."""
    books = filled_books(folder, people=PEOPLE, payments=COUNT, projects=10)
    issue_receipts(books, 2025, Choice(payers={f"D{n}" for n in range(PEOPLE // 2)}))
    read = seconds(lambda: _read(books))
    for name, work in (
        ("control of 50 000 gifts", lambda: control(books, 2025)),
        ("reconciliation of 50 000 gifts", lambda: reconciliation(books, 2025)),
        ("declaration of 50 000 gifts", lambda: declaration(books, 2025)),
    ):
        yield Figure(name, "ms", seconds(work) * 1000, read * 1000, 4)
    found = control(books, 2025)
    for ending in ("pdf", "csv", "xlsx"):
        took = seconds(lambda: write_statement(found, folder / f"c.{ending}"))  # noqa: B023 -- called at once
        print(f"its {ending} of {len(found.compared)} lines in {took:.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory of this process at most {peak:.0f} MB")
    books.close()


def _read(books: Books) -> None:
    """Read every payment line with its payer, and every line of a receipt, once; nothing is compared."""
    lines = (
        select(PaymentLine.__table__, Payment.__table__, Party.__table__, LiveReceiptLine.receipt_id)
        .join_from(PaymentLine, Payment, Payment.id == PaymentLine.payment_id)
        .join(Party, Party.id == Payment.payer_id)
        .outerjoin(LiveReceiptLine, LiveReceiptLine.line_id == PaymentLine.id)
    )
    receipts = select(TaxReceipt.number, TaxReceipt.year, ReceiptLine.amount).join_from(
        TaxReceipt, ReceiptLine, ReceiptLine.receipt_id == TaxReceipt.id
    )
    with books.read() as session:
        for query in (lines, receipts):
            for _ in session.execute(query):
                pass
