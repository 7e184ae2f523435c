"""Each receipt held against what was frozen with it, against its rows, and against its document.

A document is printed anew from what was frozen and compared whole: equal bytes say the same. One that
another version printed, or that was signed, is read back instead, which takes ten times as long; so of
more than ``READ`` such ones as many are drawn, others at each run.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import SystemRandom
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from donations_app.db.documents import Documents as Kept
from donations_app.db.tables import Payment, PaymentLine, ReceiptLine, SignatoryRow, TaxReceipt
from donations_app.db.types import unpacked
from donations_app.domain.erasure import ERASED_NAME
from donations_app.domain.faults import Fault
from donations_app.domain.receipt_content import ReceiptContent, from_json
from donations_app.domain.storage_errors import BooksDamaged
from donations_app.services.audit.sums import day_said
from donations_app.services.receipts.contents import press_of
from receipts.reading import NoDocument, unsaid

READ: Final = 300  # documents: a few seconds
_STEP: Final = 1000
_NOT_OURS: Final = (ValueError, LookupError, TypeError, AttributeError, OSError)  # content that nobody froze
_RECEIPTS: Final = text(
    "SELECT t.id, t.number, t.form, t.year, t.issued_on, t.content, t.amount, t.base_id, t.tail, t.sha256,"
    " o.code AS office FROM tax_receipt t JOIN office o ON o.id = t.office_id ORDER BY t.id"
)
_LINES: Final = (
    select(ReceiptLine.receipt_id, Payment.ref, PaymentLine.position, ReceiptLine.amount)
    .join(PaymentLine, PaymentLine.id == ReceiptLine.line_id)
    .join(Payment, Payment.id == PaymentLine.payment_id)
    .where(ReceiptLine.receipt_id.between(bindparam("first"), bindparam("last")))
)
_Line = tuple[str, int, int]  # reference of the payment, position, cents


class Documents(Struct):
    """How many documents were held against what was frozen with them, and how."""

    printed: int = 0  # anew, to the same bytes
    read: int = 0
    unread: int = 0
    erased: int = 0  # with the person


def document_faults(session: Session, seen: Documents) -> Iterator[Fault]:
    """Check that each document is the one issued, and that receipt, frozen content and page say the same.

    Args:
        session: one consistent view; a thousand receipts in memory at a time.
        seen: counts what was proved.
    """
    kept = Kept(session)
    printer, others = _Printer(session), list[tuple[int, Fault]]()
    for rows in session.execute(_RECEIPTS.execution_options(yield_per=_STEP)).partitions():
        lines = _lines(session, rows)
        for row in rows:
            named = Fault("document", f"receipt:{row.number}", row.office, day_said(row.issued_on))
            is_erased = not row.tail
            try:
                if not is_erased:
                    kept.tail(_Kept(row.number, row.base_id, bytes(row.tail), bytes(row.sha256).hex()))
            except (BooksDamaged, NoResultFound):
                yield named
                continue
            try:
                content = _frozen(row.content)
            except _NOT_OURS as error:
                yield replace(named, kind="receipt_content", found=type(error).__name__, wanted="{}")
                continue
            yield from _content_faults(named, content, row, lines[row.id])
            if is_erased:
                seen.erased += 1
                if content.donor.name != ERASED_NAME:
                    yield named
            elif printer.sha256(content) == bytes(row.sha256).hex():
                seen.printed += 1
            else:
                others.append((row.id, named))
    yield from _read_back(session, others, kept, seen)


def _lines(session: Session, rows: Sequence[Any]) -> Mapping[int, list[_Line]]:
    """Return the lines of some receipts, which follow each other by key."""
    found: defaultdict[int, list[_Line]] = defaultdict(list)
    for receipt_id, *line in session.execute(_LINES, {"first": rows[0].id, "last": rows[-1].id}):
        found[receipt_id].append((line[0], line[1], line[2].cents))
    return found


class _Kept(Struct, frozen=True):
    """Of a receipt, what its document is put together from."""

    number: str
    base_id: int
    tail: bytes
    sha256: str


def _frozen(content: Any) -> ReceiptContent:
    """Return frozen content as it lies in a file, packed, or on a server."""
    return from_json(unpacked(content) if isinstance(content, bytes) else content)


def _content_faults(named: Fault, content: ReceiptContent, row: Any, lines: list[_Line]) -> Iterator[Fault]:
    """Yield what was frozen otherwise than the rows of the receipt say."""
    frozen = sorted((line.payment, line.position, line.amount.cents) for line in content.lines)
    pairs = (
        (content.number, row.number),
        (content.form, row.form),
        (content.year, row.year),
        (content.issued_on, day_said(row.issued_on)),
        (content.amount.cents, row.amount),
        (frozen, sorted(lines)),
    )
    for said, stands in pairs:
        if said != stands:
            yield replace(named, kind="receipt_content", found=str(said)[:300], wanted=str(stands)[:300])


class _Printer:
    """Prints receipts of whatever organisation and signatory, as they were frozen."""

    def __init__(self, session: Session) -> None:
        images = session.scalars(select(SignatoryRow.image).where(SignatoryRow.image.is_not(None)))
        self._images = {hashlib.sha256(image).hexdigest(): image for image in images if image}

    def sha256(self, content: ReceiptContent) -> str:
        """Return the digest of the document; nothing where this program does not print it."""
        try:
            image = self._images.get(content.signatory.image_sha256)
            press = press_of(content.beneficiary, content.signatory, content.wording, image, content.form)
            return press.print(content).sha256
        except _NOT_OURS:  # another version did
            return ""


def _read_back(
    session: Session, others: list[tuple[int, Fault]], kept: Kept, seen: Documents
) -> Iterator[Fault]:
    """Read what this program does not print to the same bytes, or as many as there is time for."""
    drawn = SystemRandom().sample(others, min(READ, len(others)))
    seen.read, seen.unread = len(drawn), len(others) - len(drawn)
    columns = (TaxReceipt.number, TaxReceipt.content, TaxReceipt.base_id, TaxReceipt.tail, TaxReceipt.sha256)
    for key, named in drawn:
        row = session.execute(select(*columns).where(TaxReceipt.id == key)).one()
        try:
            missing = unsaid(kept.whole(row), from_json(row.content))
        except NoDocument as error:
            missing = [str(error)]
        if missing:
            yield replace(named, kind="document_text", wanted=", ".join(missing)[:300])
