"""What the cases do again and again, and how they read what came of it."""

from datetime import date
from typing import Any

from donations_app.db.books import Books
from donations_app.db.queries.receipts import receipt
from donations_app.db.queries.register import register_lines
from donations_app.domain.receipt_content import ReceiptContent
from donations_app.domain.receipts import Plan
from donations_app.domain.register import RegisterLine
from donations_app.services.receipts.planning import plan_receipts
from donations_app.services.receipts.records import Issued
from receipts import company, individual
from receipts.wording import wording
from tests.receipts.reading import text_of
from tests.receipts.test_company import crosses
from tests.world import TODAY, issue

_BOXES = {"11580-05": individual.boxes, "16216-02": company.boxes, "16216-03": company.boxes}


def plan(books: Books, year: int = 2025, *, today: date = TODAY, **options: Any) -> Plan:
    return plan_receipts(books.acting(today=today), year, **options)


def reasons(books: Books, year: int = 2025, **options: Any) -> dict[str, str]:
    """Return why each payment of the year stands on no receipt."""
    return {line.payment: line.reason for line in plan(books, year, **options).left_out}


def warnings(books: Books, year: int = 2025, **options: Any) -> list[str]:
    return [warning.code for one in plan(books, year, **options).receipts for warning in one.warnings]


def issued_one(books: Books, year: int = 2025, **options: Any) -> Issued:
    (made,) = issue(books, year, **options).issued
    return made


def frozen(books: Books, number: str) -> ReceiptContent:
    with books.read() as session:
        return receipt(session, number).content


def registered(books: Books) -> list[RegisterLine]:
    with books.read() as session:
        return list(register_lines(session))


def shown(document: bytes) -> str:
    """Return the text of a document on one line, apostrophes and spaces plain."""
    text = text_of(document).replace("\u2019", "'").replace("\u202f", " ").replace("\u00a0", " ")
    return " ".join(text.split())


def ticked(document: bytes, version: str = "11580-05") -> set[str]:
    """Return the codes of the boxes that bear a cross on the paper, but for the organisation's own."""
    found = set()
    places = {code: (x + 4, y - 3) for x, y, code, _ in _BOXES[version](wording(version))}
    for left, top in crosses(document):
        near = [code for code, (x, y) in places.items() if abs(x - left) < 3 and abs(y - top) < 3]
        found.update(near)
    return found
