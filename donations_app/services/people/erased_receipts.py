"""Name and address taken from receipts that nothing keeps any more: what was frozen, the document, and its sample.

Tails of documents are packed after the first that was kept with their base (``db.documents``). Where that one goes,
what the sample says of the person is blanked, and tails that leaned on those bytes are packed anew.
"""

import zlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from donations_app.db.documents import blanked, packed_tail, unpacked_tail
from donations_app.db.journal import Write
from donations_app.db.tables import DocumentBase, TaxReceipt
from donations_app.domain.receipt_content import from_json, to_json, without_donor


def erase_receipts(write: Write, people: Select[tuple[int]], *, kind: str, name: str) -> Iterator[int]:
    """Take name and address from the receipts of some people, and their documents; yield the keys of all of them.

    Args:
        write: the transaction.
        people: the query of their keys.
        kind: of the entries.
        name: of the person in them.
    """
    query = select(TaxReceipt.id, TaxReceipt.content, TaxReceipt.tail, TaxReceipt.base_id).where(
        TaxReceipt.payer_id.in_(people)
    )
    for key, content, tail, base_id in write.session.execute(query.order_by(TaxReceipt.id)).all():
        if tail:
            write.begin_erasing()
            values = {"content": to_json(without_donor(from_json(content))), "tail": b""}
            write.change(TaxReceipt, key, values, kind=kind, name=name)
            _blank_sample(write, base_id, bytes(tail), kind)
        yield key


def _blank_sample(write: Write, base_id: int, tail: bytes, kind: str) -> None:
    """Blank the sample of a base where it is the tail that was erased."""
    session = write.session
    sample = bytes(session.scalars(select(DocumentBase.sample).where(DocumentBase.id == base_id)).one())
    if unpacked_tail(tail, sample) != sample:
        return
    empty = blanked(sample)
    rows: Any = select(TaxReceipt.id, TaxReceipt.number, TaxReceipt.tail)
    for key, number, packed in session.execute(
        rows.where(TaxReceipt.base_id == base_id, TaxReceipt.tail != b"").order_by(TaxReceipt.id)
    ).all():
        issued = unpacked_tail(bytes(packed), sample)
        if not _comes_of(bytes(packed), empty, issued):
            anew = {"tail": packed_tail(issued, empty)}
            write.change(TaxReceipt, key, anew, kind=kind, name=f"receipt:{number}")
    write.change(DocumentBase, base_id, {"sample": empty}, kind=kind, name=f"document_base:{base_id}")


def _comes_of(packed: bytes, sample: bytes, issued: bytes) -> bool:
    try:
        return unpacked_tail(packed, sample) == issued
    except zlib.error:
        return False
