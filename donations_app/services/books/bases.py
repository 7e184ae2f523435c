"""The constant first parts of printed documents, each kept once for all documents that share it."""

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.records import Record
from donations_app.db.tables import DocumentBase

if TYPE_CHECKING:
    from receipts.pages import Printed

_BASE: Final = (
    select(DocumentBase.id, DocumentBase.sample)
    .order_by(DocumentBase.id)
    .limit(1)
    .where(DocumentBase.sha256 == bindparam("sha256"))
)


def stored_base(write: Write, printed: "Printed") -> tuple[int, bytes]:
    """Return key and sample of the stored base of a document, saving it the first time."""
    base = printed.base
    found = write.session.connection().execute(_BASE, {"sha256": base.sha256}).first()
    if found is not None:
        return found.id, found.sample
    row = rows.DocumentBase(
        id=write.ids(DocumentBase)[0], sha256=base.sha256, content=base.content, sample=printed.tail
    )
    write.add(Record("document_base.added", f"document_base:{base.sha256[:12]}", {DocumentBase: [row]}))
    return row["id"], printed.tail
