"""Deposit slips in tests: the drafts of payments that are there."""

from datetime import date
from typing import Any
from uuid import uuid4

from donations_app.db.books import Books
from donations_app.db.queries.deposits import SlipDetail, slip_detail
from donations_app.domain.deposits import Pieces, SlipDraft
from donations_app.services.deposits.slips import make_slip
from tests.world import TODAY

IBAN = "FR7630006000011234567890189"


def draft(*payments: str, cash: dict[int, int] | None = None, **facts: Any) -> SlipDraft:
    """Return a slip of cheques, or of cash where it is counted: cents of a note or coin to how many."""
    pieces = tuple(Pieces(worth, count) for worth, count in (cash or {}).items())
    known: dict[str, Any] = {
        "key": uuid4(), "account": IBAN, "method": "cheque" if cash is None else "cash", "made_on": TODAY,
    }  # fmt: skip
    return SlipDraft(payments=payments, cash=pieces, **(known | facts))


def slip(books: Books, *payments: str, office: str = "", made_on: date = TODAY, **facts: Any) -> str:
    """Make a slip and return its number."""
    acting = books.acting(office=office) if office else books
    return make_slip(acting, draft(*payments, made_on=made_on, **facts))


def detail(books: Books, number: str) -> SlipDetail:
    with books.read() as session:
        return slip_detail(session, number)
