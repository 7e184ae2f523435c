"""The control of 50 000 gifts, half of them on receipts, beside the bare reading of the same rows or a build."""

import resource
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from benchmarks.builds import Place
from benchmarks.measuring import Figure, seconds
from benchmarks.product import Books, annual, issue, opened, write_pack, write_statement
from benchmarks.taken import Taken
from benchmarks.world import filled_books
from donations_app.db.tables import LiveReceiptLine, Party, Payment, PaymentLine, ReceiptLine, TaxReceipt

PEOPLE = 5_000
ROUNDS = 3
_STATEMENTS = ("control", "reconciliation", "declaration")


def run(folder: Path) -> Iterator[Figure]:
    """Control, reconcile and declare a year of ten gifts from each of five thousand people."""
    books = _filled(folder, PEOPLE)
    read = seconds(lambda: _read(books))
    for name in _STATEMENTS:
        took = seconds(lambda: annual(name, books))  # noqa: B023 -- called at once
        yield Figure(f"{name} of 50 000 gifts", "ms", took * 1000, read * 1000, 4)
    found = annual("control", books)
    for ending in ("pdf", "csv", "xlsx"):
        took = seconds(lambda: write_statement(found, folder / f"c.{ending}"))  # noqa: B023 -- called at once
        print(f"its {ending} of {len(found.compared)} lines in {took:.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory of this process at most {peak:.0f} MB")
    books.close()


def fill(place: Place) -> None:
    """Import ten gifts of each of the people, and issue the receipts of half of them."""
    _filled(place.folder, place.count(PEOPLE, 50)).close()


def measure(place: Place) -> Iterator[Taken]:
    """Control, reconcile, declare, pack."""
    books = opened(str(place.folder / "b.tiwizi"))
    for name in _STATEMENTS:
        took = seconds(lambda: annual(name, books))  # noqa: B023 -- called at once
        yield Taken(f"{name} of 50 000 gifts", "s", took, times=2)
    pack = place.folder / "pack.zip"
    pack.unlink(missing_ok=True)
    yield Taken("pack of 50 000 gifts", "s", seconds(lambda: write_pack(books, pack)), times=2)
    books.close()


def _filled(folder: Path, people: int) -> Books:
    books = filled_books(folder, people=people, payments=10 * people, projects=10)
    issue(books, payers={f"D{n}" for n in range(people // 2)})
    return books


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
