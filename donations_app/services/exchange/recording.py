"""What an import leaves beside its records: which file it was, so that all of it can be taken back."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.queries.references import find
from donations_app.db.records import Alikes, Record, Rows
from donations_app.db.salts import salt
from donations_app.db.tables import (
    ExpenseClaim,
    ImportCorrection,
    ImportFile,
    Party,
    Payment,
    RecurringGiftRow,
)
from donations_app.domain.money import ZERO, Money
from donations_app.services.exchange.imported import Imported

_VALUED: Final[Mapping[str, Any]] = {  # what a file of a kind is worth: a claim, not its gift once more
    "payments": Payment, "recurring": RecurringGiftRow, "expenses": ExpenseClaim,
}  # fmt: skip
_LONGEST_NAME: Final = 200


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        digest = sha256()
        while some := file.read(2**20):
            digest.update(some)
    return digest.hexdigest()


class Brought:
    """What a file brought, noted as it is written.

    Args:
        what: kind of file.
        names_people: keep which key each new person has.
    """

    def __init__(self, what: str, *, names_people: bool) -> None:
        self.amount = ZERO  # in payments, agreed gifts or claims
        self.people: dict[str, int] = {}  # keys by the reference in the file
        self._valued, self._names_people = _VALUED.get(what), names_people

    def note(self, records: Sequence[Record] | Alikes) -> None:
        """Count records; what a payment takes back is worth nothing."""
        if isinstance(records, Alikes):
            blocks = (block for block in records.blocks if block.table is self._valued)
            self.amount += Money.total(amount for block in blocks for amount in block.column("amount"))
            if self._names_people:
                for block in records.blocks:
                    self.people |= zip(block.column("other_ref"), block.column("id"), strict=True)
            return
        for one in records:
            if self._names_people:
                self.people |= {row["other_ref"]: row["id"] for row in one.rows.get(Party, ())}
            valued = one.rows.get(self._valued, ()) if self._valued else ()
            self.amount += Money.total(row["amount"] for row in valued if row.get("reverses_id") is None)


def record_import(
    write: Write,
    what: str,
    file: tuple[str, str],
    answer: Imported,
    brought: Brought,
    refs: Mapping[int, str],
) -> None:
    """Write that a file was imported, in the transaction of its records; the answer bears the reference.

    A file that brought nothing and changed nobody leaves nothing.

    Args:
        write: the transaction.
        what: kind of file.
        file: its name and the digest of its bytes.
        answer: what became of its lines.
        brought: what its records were.
        refs: of a file of people, the reference that each line gives.
    """
    if not answer.accepted and not answer.changed:
        return
    key, (name, digest) = write.ids(ImportFile)[0], file
    answer.ref = write.reference(ImportFile, key)
    answer.amount = brought.amount
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
    bearers = _bearers(write, answer, brought.people, refs if what == "people" else {})
    cells = _corrections(write, key, answer, bearers)
    told: Rows = {ImportFile: [row], ImportCorrection: cells}
    write.add(Record("import.recorded", f"import:{answer.ref}", told))


def _bearers(
    write: Write, answer: Imported, new: Mapping[str, int], refs: Mapping[int, str]
) -> dict[int, int | None]:
    """Return who the corrected lines of a file of people are, so that their corrections can be erased."""
    lines = {one.line for one in answer.corrected}
    changed = {one.line: one.ref for one in answer.changed if one.line in lines & refs.keys()}
    found: dict[int, int | None] = {line: new.get(refs.get(line, "")) for line in lines}
    return found | {line: find(write.session, Party, ref) for line, ref in changed.items()}


def _corrections(
    write: Write, key: int, answer: Imported, bearers: Mapping[int, int | None]
) -> list[rows.ImportCorrection]:
    """Return the rows of the cells that were corrected in lines that brought something."""
    idle = {one.line for one in answer.rejected}
    idle |= {line for line, verdict in answer.verdicts.items() if verdict == "already"}
    taken = [one for one in answer.corrected if one.line not in idle]
    return [
        rows.ImportCorrection(
            id=row_id,
            office_id=write.office_id,
            import_id=key,
            line=one.line,
            column=one.column,
            stated=one.stated,
            taken=one.taken,
            party_id=bearers[one.line],
            salt=salt(),
        )
        for row_id, one in zip(write.ids(ImportCorrection, len(taken)), taken, strict=True)
    ]
