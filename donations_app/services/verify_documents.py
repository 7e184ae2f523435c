"""Each receipt held against what was frozen with it, against its rows, and against its document.

A document is printed anew from what was frozen and compared whole: equal bytes say the same. One that
another version printed, or that was signed, is read back instead, which takes ten times as long; so of
more than ``READ`` such ones as many are drawn, others at each run.
"""

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import SystemRandom
from typing import Any, Final

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from donations_app.db.tables import DocumentBase, SignatoryRow, TaxReceipt
from donations_app.domain.faults import Fault
from donations_app.domain.receipt_content import Beneficiary, ReceiptContent, Signatory, from_json
from donations_app.services.verify_history import day_of
from receipts.press import Press
from receipts.reading import NoDocument, unsaid

READ: Final = 300  # documents: a few seconds
_STEP: Final = 1000
_NOT_OURS: Final = (ValueError, LookupError, TypeError, AttributeError, OSError)  # content that nobody froze
_RECEIPTS: Final = text(
    "SELECT t.id, t.number, t.form, t.year, t.issued_on, t.content, t.amount, t.base_id, t.tail, t.sha256,"
    " o.code AS office FROM tax_receipt t JOIN office o ON o.id = t.office_id ORDER BY t.id"
)
_LINES: Final = text(
    "SELECT r.receipt_id, p.ref, l.position, r.amount FROM receipt_line r"
    " JOIN payment_line l ON l.id = r.line_id JOIN payment p ON p.id = l.payment_id"
    " WHERE r.receipt_id BETWEEN :first AND :last"
)
_DOCUMENT: Final = select(TaxReceipt.content, TaxReceipt.base_id, TaxReceipt.tail).where(
    TaxReceipt.id == bindparam("id")
)
_Line = tuple[str, int, int]  # reference of the payment, position, cents


@dataclass(slots=True)
class Documents:
    """How many documents were held against what was frozen with them, and how."""

    printed: int = 0  # anew, to the same bytes
    read: int = 0
    unread: int = 0


def document_faults(session: Session, seen: Documents) -> Iterator[Fault]:
    """Check that each document is the one issued, and that receipt, frozen content and page say the same.

    Args:
        session: one consistent view; a thousand receipts in memory at a time.
        seen: counts what was proved.
    """
    bases = {key: content for key, content in session.execute(select(DocumentBase.id, DocumentBase.content))}
    printer, others = _Printer(session), list[tuple[int, Fault]]()
    for rows in session.execute(_RECEIPTS.execution_options(yield_per=_STEP)).partitions():
        lines = _lines(session, rows)
        for row in rows:
            named = Fault("document", f"receipt:{row.number}", row.office, day_of(row.issued_on))
            if problem := _problem_of_bytes(row, bases):
                yield replace(named, found=problem)
                continue
            try:
                content = from_json(row.content)
            except _NOT_OURS as error:
                yield replace(named, kind="receipt_content", found=type(error).__name__, wanted="{}")
                continue
            yield from _content_faults(named, content, row, lines[row.id])
            if printer.sha256(content) == row.sha256:
                seen.printed += 1
            else:
                others.append((row.id, named))
    yield from _read_back(session, others, bases, seen)


def _lines(session: Session, rows: Sequence[Any]) -> Mapping[int, list[_Line]]:
    """Return the lines of some receipts, which follow each other by key."""
    found: defaultdict[int, list[_Line]] = defaultdict(list)
    for receipt_id, *line in session.execute(_LINES, {"first": rows[0].id, "last": rows[-1].id}):
        found[receipt_id].append((line[0], line[1], line[2]))
    return found


def _problem_of_bytes(row: Any, bases: Mapping[int, bytes]) -> str:
    """Return why the stored bytes are not those that were issued; nothing when they are."""
    try:
        whole = hashlib.sha256(bases[row.base_id])
        whole.update(zlib.decompress(row.tail))
    except (LookupError, TypeError, zlib.error) as error:
        return type(error).__name__
    return "" if whole.hexdigest() == row.sha256 else whole.hexdigest()


def _content_faults(named: Fault, content: ReceiptContent, row: Any, lines: list[_Line]) -> Iterator[Fault]:
    """Yield what was frozen otherwise than the rows of the receipt say."""
    frozen = sorted((line.payment, line.position, line.amount.cents) for line in content.lines)
    pairs = (
        (content.number, row.number),
        (content.form, row.form),
        (content.year, row.year),
        (content.issued_on, day_of(row.issued_on)),
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
        self._press = lru_cache(maxsize=8)(self._make_press)

    def sha256(self, content: ReceiptContent) -> str:
        """Return the digest of the document; nothing where this program does not print it."""
        try:
            press = self._press(content.beneficiary, content.signatory, content.wording, content.form)
            return press.print(content).sha256
        except _NOT_OURS:  # another version did
            return ""

    def _make_press(self, beneficiary: Beneficiary, signatory: Signatory, wording: str, form: str) -> Press:
        image = self._images.get(signatory.image_sha256)
        return Press(beneficiary, signatory, version=wording, signature=image, form=form)


def _read_back(
    session: Session, others: list[tuple[int, Fault]], bases: Mapping[int, bytes], seen: Documents
) -> Iterator[Fault]:
    """Read what this program does not print to the same bytes, or as many as there is time for."""
    drawn = SystemRandom().sample(others, min(READ, len(others)))
    seen.read, seen.unread = len(drawn), len(others) - len(drawn)
    for key, named in drawn:
        row = session.execute(_DOCUMENT, {"id": key}).one()
        content = from_json(row.content)
        try:
            missing = unsaid(bases[row.base_id] + zlib.decompress(row.tail), content)
        except NoDocument as error:
            missing = [str(error)]
        if missing:
            yield replace(named, kind="document_text", wanted=", ".join(missing)[:300])
