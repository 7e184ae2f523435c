"""The letter that tells a donor that his receipt was cancelled, why he can know, and what he should do."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.deliveries import deliverables
from donations_app.db.queries.gifts import gifts_of_receipt
from donations_app.db.queries.receipts import receipt
from donations_app.db.tables import ReceiptLine
from donations_app.domain.errors import ReceiptStands
from donations_app.domain.letters import Letter, with_what_is_known
from donations_app.domain.money import ZERO, Money
from donations_app.formats.letters import shipped_letter
from donations_app.i18n import figures
from donations_app.services.deliveries.letters import Sender, printed_letter

_OCCASION: Final = "cancellation"
_TAKEN_BACK: Final = {"returned": "return", "refunded": "refund"}  # hole -> how a payment was taken back


def cancellation_notice(books: Books, number: str) -> bytes:
    """Return the letter to the donor of a cancelled receipt, in his language, as PDF.

    The reason in the register is ours, and may speak of others; the letter says what the donor can know: that
    the bank took money back or that we refunded it, and which receipt holds now.

    Raises:
        NotFound: no receipt bears the number.
        ReceiptStands: it was not cancelled.
        Incomplete: nobody may sign on that day.
        LetterUnprintable, LetterTooLong: it cannot be printed.
    """
    with books.read() as session:
        found = receipt(session, number)
        if not found.cancelled_on:
            raise ReceiptStands(number)
        (to,) = deliverables(session, numbers=[found.replaced_by or number])
        sender, letter = Sender(session, books.today), shipped_letter(to.language, _OCCASION)
        facts = {
            **sender.signed_facts(to.called or to.addressee),
            "number": number,
            "amount": _euros(found.amount),
            "year": str(found.year),
            "cancelled_on": f"{found.cancelled_on:%d/%m/%Y}",
            **_taken_back(session, found.id),
        }
        if found.replaced_by:
            facts |= {"replaced_by": found.replaced_by, "new_amount": _euros(to.amount)}
        else:
            facts["without"] = ""
        body = with_what_is_known(letter.body, facts)
        content = sender.content(
            Letter(letter.language, letter.subject, body), facts, (to.addressee, *to.address.printed())
        )
    return printed_letter(content).content


def _taken_back(session: Session, receipt_id: int) -> dict[str, str]:
    """Return what of a receipt's gifts the bank took back, and what was refunded, whole or in part."""
    _giver, lines = gifts_of_receipt(session, receipt_id)
    sums = {
        hole: Money.total(line.amount for line in lines if line.reversal == kind)
        for hole, kind in _TAKEN_BACK.items()
    }
    stood = select(func.sum(ReceiptLine.amount)).where(ReceiptLine.receipt_id == receipt_id)
    sums["refunded"] += (session.scalar(stood) or ZERO) - Money.total(line.amount for line in lines)
    return {hole: _euros(amount) for hole, amount in sums.items() if amount}


def _euros(amount: Money) -> str:
    return f"{figures(amount)}\u00a0€"
