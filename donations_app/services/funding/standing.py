"""What is named where something of a project's money is recorded: the project, who funds it, which part it is for."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.journal import Write
from donations_app.db.queries.references import own_ref
from donations_app.db.queries.standing import key_for
from donations_app.db.tables import Party, Project
from donations_app.domain.errors import InputRefused, KeyReused, NotFound, Problem
from donations_app.domain.parties import ORGANISATIONS
from donations_app.services.books.directory import directory_of

_OF_ITS_OWN: Final = ("id", "recorded_on")  # what differs when the same is asked again


def project_named(session: Session, code: str) -> tuple[int, int]:
    """Return the key and the office of a project.

    Raises:
        NotFound: there is none of that code, or it was taken back with its import.
    """
    query = select(Project.id, Project.office_id).where(Project.code == code, Project.taken_back_on.is_(None))
    if row := session.execute(query).first():
        return row[0], row[1]
    raise NotFound("project", code)


def funder_named(session: Session, ref: str) -> int:
    """Return the key of an organisation that funds projects.

    Raises:
        NotFound, PersonTakenBack: there is none, or it was taken back with its import.
        InputRefused: it is a person.
    """
    key = key_for(session, ref)
    if session.scalar(select(Party.kind).where(Party.id == key)) not in ORGANISATIONS:
        raise InputRefused([Problem("funder", "funder_is_person", ref)])
    return key


def association_named(session: Session, code: str, ref: str) -> int | None:
    """Return the key of an association that carries a part of a project; ``None`` where none is named.

    Raises:
        InputRefused: there is none, or it does not carry the project.
    """
    if not ref:
        return None
    directory = directory_of(session, {ref}, {code})
    if problems := directory.target_problems(code, ref):
        raise InputRefused(problems)
    return directory.parties[ref].id


def written_before(write: Write, table: Any, row: Any, *, noun: str) -> str | None:
    """Return the reference of what was written under the key of a row before; ``None``: nothing was.

    Args:
        write: the transaction.
        table: a class of ``db.tables.funding``.
        row: as it would be written.
        noun: of what it is.

    Raises:
        KeyReused: something else was asked under the key.
    """
    columns = table.__table__.c
    where = (columns.key == row["key"], columns.office_id == row["office_id"])
    known = write.session.execute(select(table.__table__).where(*where)).mappings().first()
    if known is None:
        return None
    ref = own_ref(write.session, table, known["id"])
    if any(known[name] != value for name, value in row.items() if name not in _OF_ITS_OWN):
        raise KeyReused(noun, ref)
    return ref
