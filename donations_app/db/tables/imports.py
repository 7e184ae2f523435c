"""The files that were imported; what each brought stands in the same link of the audit trail."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from donations_app.db.tables.base import STRICT, Base, Id, key_of, of_same_office, one_of
from donations_app.db.types import Digest
from donations_app.domain.imports import KINDS
from donations_app.domain.money import Money


class ImportFile(Base):
    """A file of which something was taken; its own entry is one of the link that holds all that it brought."""

    letter: ClassVar[str] = "I"
    __tablename__ = "import_file"
    __table_args__ = (UniqueConstraint("id", "office_id"), one_of("kind", KINDS), STRICT)

    id: Mapped[Id]
    office_id: Mapped[int] = key_of("office")
    kind: Mapped[str]
    name: Mapped[str]  # of the file, without its folder
    sha256: Mapped[str] = mapped_column(Digest())  # of its bytes
    at: Mapped[datetime]
    who: Mapped[str]
    accepted: Mapped[int]  # records that it brought
    already: Mapped[int]
    changed: Mapped[int]  # people who were recorded otherwise
    refused: Mapped[int]  # lines
    amount: Mapped[Money]  # of the payments, gifts or claims that it brought
    taken_back_on: Mapped[date | None]
    taken_back_by: Mapped[str]


class ImportCorrection(Base):
    """A cell that was corrected before its line was taken: what the file says, and what was taken in its place."""

    __tablename__ = "import_correction"
    __table_args__ = (
        of_same_office("import_id", "import_file"),
        UniqueConstraint("import_id", "line", "column"),
        STRICT,
    )

    id: Mapped[Id]
    office_id: Mapped[int]
    import_id: Mapped[int]
    line: Mapped[int]  # of the file
    column: Mapped[str]  # of ours
    stated: Mapped[str]  # empty also where it was erased
    taken: Mapped[str]
    # of a file of people, who the line is: so that it can be erased
    party_id: Mapped[int | None] = key_of("party", index=True)
    salt: Mapped[str]  # as that of a party
