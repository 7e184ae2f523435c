"""What an import leaves beside its records: which file it was, so that all of it can be taken back."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from donations_app.db import rows
from donations_app.db.journal import Record, Write
from donations_app.db.tables import ExpenseClaim, ImportFile, Payment, RecurringGiftRow
from donations_app.domain.money import Money
from donations_app.services.exchange.imported import Imported

_VALUED: Final[tuple[Any, ...]] = (Payment, RecurringGiftRow, ExpenseClaim)
_LONGEST_NAME: Final = 200


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        digest = sha256()
        while some := file.read(2**20):
            digest.update(some)
    return digest.hexdigest()


def record_import(
    write: Write, what: str, name: str, digest: str, answer: Imported, records: Sequence[Record]
) -> None:
    """Write that a file was imported, in the transaction of its records; the answer bears the reference.

    A file that brought nothing and changed nobody leaves nothing.
    """
    if not answer.accepted and not answer.changed:
        return
    key = write.ids(ImportFile)[0]
    valued = (row for one in records for table in _VALUED for row in one.rows.get(table, ()))
    amounts = (row["amount"] for row in valued if row.get("reverses_id") is None)
    answer.ref = write.reference(ImportFile, key)
    answer.amount = Money.total(amounts)
    row = rows.ImportFile(
        id=key,
        office_id=write.office_id,
        kind=what,
        name=name[-_LONGEST_NAME:],
        sha256=digest,
        at=write.now,
        who=write.login,
        accepted=answer.accepted,
        already=answer.already,
        changed=len(answer.changed),
        refused=len({one.line for one in answer.rejected}),
        amount=answer.amount,
        taken_back_on=None,
        taken_back_by="",
    )
    write.add(Record("import.recorded", f"import:{answer.ref}", {ImportFile: [row]}))
