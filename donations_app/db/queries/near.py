"""What is called like something that the books do not hold: told beside the refusal, so that a slip is seen."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import tables
from donations_app.db.tables import Party
from donations_app.domain.errors import NotFound

_COLUMNS: Final[dict[str, Callable[[], Any]]] = {  # asked for when they are looked into: their tables are loaded then
    "office": lambda: tables.Office.code, "project": lambda: tables.Project.code,
    "account": lambda: tables.Account.iban, "batch": lambda: tables.Batch.name,
    "membership_kind": lambda: tables.MembershipKind.code, "series": lambda: tables.ReceiptCounter.series,
    "form": lambda: tables.TaxReceipt.form, "programme": lambda: tables.Programme.code,
}  # fmt: skip
_FEW: Final = 8  # so many are named whole
_NEAR: Final = 4  # of more than these, so many that look like it
_LOOKED_AT: Final = 2000  # references, at most


def known(session: Session, noun: str, ref: str) -> list[str]:
    """Return what something of that noun can be called; nothing of what is numbered, where a neighbour is another.

    Args:
        session: an open view.
        noun: as in ``NotFound``.
        ref: what was looked for; of people only references that are like it but for its last two signs.
    """
    if noun == "party" and ref:
        begins = ref[: max(1, len(ref) - 2)]
        alike = select(Party.other_ref).where(Party.other_ref.istartswith(begins, autoescape=True))
        return list(session.scalars(alike.limit(_LOOKED_AT)))
    if noun not in _COLUMNS:
        return []
    column = _COLUMNS[noun]()
    return sorted(session.scalars(select(column).distinct().where(column != "")))


def require(session: Session, noun: str, name: str) -> None:
    """Refuse what is named and does not exist, where an empty answer would say that nothing happened there.

    Raises:
        NotFound: it does not; an empty name asks for nothing.
    """
    if name and name not in known(session, noun, name):
        raise NotFound(noun, name)


def nearest(ref: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return which of some names somebody may have meant: all, where there are few.

    >>> nearest("MRZ", ["LYO", "MRS"])
    ('LYO', 'MRS')
    >>> nearest("eau3", [f"EAU{n}" for n in range(9)] + ["SOL"])[0]
    'EAU3'
    """
    by_name = {name.casefold(): name for name in names}
    if len(by_name) <= _FEW:
        return tuple(by_name.values())
    return tuple(by_name[name] for name in get_close_matches(ref.casefold(), by_name, _NEAR, 0.6))
