"""Who acts in books: what a server knows of a login, for which office, and under which origin he writes."""

from typing import Final

from msgspec import Struct
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from donations_app.db.tables import Head, Office, Origin
from donations_app.domain.authors import Author, Role
from donations_app.domain.errors import NotFound, OfficeElsewhere

_WRITER: Final = (
    select(Office.id, Origin.id, Origin.code, Origin.kind)
    .join(Origin, Origin.office_id == Office.id)
    .join(Head, Head.origin_id == Origin.id)
    .where(Office.code == bindparam("code"), Head.is_here)
)
_OFFICE: Final = select(Office.id).where(Office.code == bindparam("code"))
_FIRST_OFFICE: Final = (
    select(Office.code)
    .order_by(
        select(Head.origin_id).join(Origin, Origin.id == Head.origin_id)
        .where(Origin.office_id == Office.id, Head.is_here).exists().desc(),
        Office.is_head.desc(),
        Office.code,
    )
    .limit(1)
)  # fmt: skip
_FIELD_BOOK: Final = (
    select(Origin.code).join(Head, Head.origin_id == Origin.id).where(Origin.kind == "field", Head.is_here)
)
_LOGIN: Final = text("SELECT session_user")
_STANDING: Final = text(
    "SELECT CASE WHEN writes_all() THEN 'treasurer' WHEN sees_all() THEN 'auditor' ELSE 'clerk' END,"
    " coalesce((SELECT code FROM office WHERE id = my_office()), '')"
)


class Writer(Struct, frozen=True):
    """Who writes, for which office, under which origin."""

    login: str
    office: str  # its code
    office_id: int
    origin_id: int
    origin_code: str
    origin_kind: str = "office"  # of ``db.tables.journal.ORIGIN_KINDS``


def find_writer(session: Session, author: Author) -> Writer:
    """Return who writes for an office, under the origin that is written here.

    Raises:
        NotFound: there is no such office.
        OfficeElsewhere: these books hold what it wrote, and it writes in others.
    """
    office = author.office
    found = session.connection().execute(_WRITER, {"code": office}).first()
    if found is None:
        known = session.connection().scalar(_OFFICE, {"code": office})
        raise NotFound("office", office) if known is None else OfficeElsewhere(office)
    return Writer(author.login, office, *found)


def check_office(session: Session, code: str) -> None:
    """Refuse an office that the books do not know.

    Raises:
        NotFound: they do not.
    """
    if session.scalar(_OFFICE, {"code": code}) is None:
        raise NotFound("office", code)


def first_office(session: Session) -> str:
    """Return the code of the first office that writes here: in a copy or a field book its own, else the head office."""
    return str(session.scalar(_FIRST_OFFICE))


def field_book_code(session: Session) -> str:
    """Return the code under which a file is written that is a field book; empty where it is none."""
    return session.scalar(_FIELD_BOOK) or ""


def session_user(session: Session) -> str:
    """Return the login of the connections to a server, whatever was said at opening."""
    return str(session.scalar(_LOGIN))


def standing(session: Session) -> tuple[Role, str]:
    """Return what a server lets its login do, and the code of its office, if it has one."""
    role, office = session.execute(_STANDING).one()
    return role, office
