"""The control of 50 000 gifts, half of them on receipts, beside the bare reading of the same rows or a build."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import select

from benchmarks.builds import Place
from benchmarks.measuring import alone, spent
from benchmarks.product import Books, annual, is_present, issue, opened, write_pack
from benchmarks.taken import Taken, timed
from benchmarks.world import filled_books

PEOPLE = 5_000
ROUNDS = 3
_STATEMENTS = ("control", "reconciliation", "declaration")


def fill(place: Place) -> None:
    """Import ten gifts of each of the people, and issue the receipts of half of them."""
    _filled(place.folder, place.count(PEOPLE, 50)).close()


def measure(place: Place) -> Iterator[Taken]:
    """Control, reconcile, declare, pack; the limit reads the rows once."""
    books = opened(str(place.folder / "b.tiwizi"))
    limit = spent(lambda: _read(books)) if is_present() else None
    for name in _STATEMENTS:
        took = spent(lambda: annual(name, books))  # noqa: B023 -- called at once
        yield timed(f"{name} of 50 000 gifts", took, limit=limit, times=2)
    books.close()
    pack = place.folder / "pack.zip"
    pack.unlink(missing_ok=True)
    took = alone(lambda: partial(write_pack, opened(str(place.folder / "b.tiwizi")), pack))
    yield timed("pack of 50 000 gifts", took, times=2)


def _filled(folder: Path, people: int) -> Books:
    books = filled_books(folder, people=people, payments=10 * people, projects=10)
    issue(books, payers={f"D{n}" for n in range(people // 2)})
    return books


def _read(books: Books) -> None:
    """Read every payment line with its payer, and every line of a receipt, once; nothing is compared."""
    from donations_app.db.tables import LiveReceiptLine, Party, Payment, PaymentLine, ReceiptLine, TaxReceipt

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
