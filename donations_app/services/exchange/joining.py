"""Books that an office made apart, with settings of their own, beside those at home: what stands as what there.

Their chains are carried over as they are. What cannot stand as it was told, because it bears a number of their offices
or is a setting of theirs, an entry of home tells otherwise: sums stay exact, and the settings of home hold.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.chain import GENESIS
from donations_app.db.journal import Write
from donations_app.db.lines import ADDED, TAKEN, Row, values_of, with_values
from donations_app.db.server import begin_head
from donations_app.db.tables import (
    Account,
    Base,
    DepositSlip,
    Head,
    MembershipKind,
    Office,
    Origin,
    Programme,
    Project,
    ProjectBudget,
    ProjectPartner,
    mapped_classes,
)
from donations_app.db.tables.base import Referenced
from donations_app.db.types import microseconds
from donations_app.domain.errors import NotFound
from donations_app.domain.field_books import CodeGivenTwice
from donations_app.domain.keys import LARGEST_NUMBER, key_of
from donations_app.services.books.origins import free_code
from donations_app.services.exchange.agreeing import Added, Changed

JOINED: Final = "books.joined"
_SETTINGS: Final = frozenset((  # those of home hold; these stay as history
    "office", "office_facts", "organisation", "signatory", "mail_account", "legal_parameter", "letter_template",
    "field_book",
))  # fmt: skip
_NAMED: Final[Mapping[str, Any]] = {  # what is the same on both sides where it is called the same
    "office": Office.code, "project": Project.code, "programme": Programme.code, "account": Account.iban,
}  # fmt: skip


class Joining:
    """What each row of books that were made apart is at home.

    Args:
        ours: a view of the books at home, or their transaction.
        theirs: a view of the books that came.
    """

    def __init__(self, ours: Session, theirs: Session) -> None:
        self._ours, self._theirs = ours, theirs
        self.keys = {name: dict(self._same(name, column)) for name, column in _NAMED.items()}
        self._gone = {(name, key) for name in ("project", "programme", "account") for key in self.keys[name]}
        self._gone |= set(self._of_projects()) | set(self._kinds())
        self._renamed: dict[int, str] = {}  # of our origins, which gave no reference: theirs keep the code
        self._codes = dict(self._origins())

    def _same(self, name: str, column: Any) -> Iterator[tuple[int, int]]:
        """Yield the keys of what is called the same on both sides, theirs and ours, where they differ.

        Raises:
            NotFound: an office of theirs is none of ours.
        """
        table: Any = column.class_
        standing = [table.taken_back_on.is_(None)] if name == "project" else []
        ours = {said: key for said, key in self._ours.execute(select(column, table.id).where(*standing))}
        for said, key in self._theirs.execute(select(column, table.id).where(*standing)):
            if said in ours and (name == "office" or ours[said] != key):
                yield key, ours[said]
            elif name == "office":
                raise NotFound("office", said)

    def _of_projects(self) -> Iterator[tuple[str, int]]:
        """Yield the budgets and parts of projects that stand at home with their own."""
        for table in (ProjectBudget, ProjectPartner):
            rows = self._theirs.execute(select(table.id, table.project_id))
            yield from (
                (table.__tablename__, key) for key, project in rows if project in self.keys["project"]
            )

    def _kinds(self) -> Iterator[tuple[str, int]]:
        columns = (MembershipKind.code, MembershipKind.from_year, MembershipKind.id)
        ours = {(code, year): key for code, year, key in self._ours.execute(select(*columns))}
        for code, year, key in self._theirs.execute(select(*columns)):
            if ours.get((code, year), key) != key:
                yield MembershipKind.__tablename__, key

    def _origins(self) -> Iterator[tuple[int, str]]:
        """Yield under which code each of their origins is known at home.

        A reference that one side gave stays what it is: of two origins of one code that one takes another which
        gave none.

        Raises:
            CodeGivenTwice: both gave some.
        """
        known = {code: key for key, code in self._ours.execute(select(Origin.id, Origin.code))}
        theirs = [
            tuple(row) for row in self._theirs.execute(select(Origin.id, Origin.code).order_by(Origin.id))
        ]
        here, taken = {key: code for code, key in known.items()}, {*known, *(code for _, code in theirs)}
        for key, code in theirs:
            if key in here or code not in known:
                yield key, here.get(key, code)
                continue
            other = free_code(code, taken)
            taken.add(other)
            if _gave_references(self._theirs, key):
                if _gave_references(self._ours, known[code]):
                    raise CodeGivenTwice(code)
                self._renamed[known[code]], other = other, code
            yield key, other

    def _is_gone(self, table: str, key: int) -> bool:
        return table in _SETTINGS or (table, key) in self._gone

    def row(self, table: type[Base], row: Row) -> dict[str, Any]:
        """Return a row of theirs as it stands at home."""
        return {**row, **self._otherwise(table, row)}

    def line(self, said: str) -> str:
        """Return the line of a row of theirs as it stands at home."""
        name, values = values_of(said)
        table = mapped_classes()[name]
        columns = list(table.__table__.columns.keys())
        return with_values(said, columns, self._otherwise(table, dict(zip(columns, values, strict=True))))

    def _otherwise(self, table: type[Base], row: Row) -> dict[str, Any]:
        """Return what of a row is otherwise at home, all of it keys and codes."""
        found = {name: self.keys[kind].get(row[name], row[name]) for name, kind in _keyed(table)}
        return found | {"code": self._codes[row["id"]], "kind": "file"} if table is Origin else found

    def settle(self, added: Added, changed: Changed) -> Counter[str]:
        """Take out of rows that came those that do not stand at home; return what is told otherwise than they tell it.

        Args:
            added: lines as they were told there.
            changed: the same.

        Returns:
            Lines, and how often each is to be added, or below zero taken away.
        """
        told: Counter[str] = Counter()
        for name, lines in added.items():
            for key, said in list(lines.items()):
                told.update({said: -1})
                if self._is_gone(name, key):
                    del lines[key]
                else:
                    told.update({self.line(said): 1})
        for name, pairs in changed.items():
            for key, (common, said) in list(pairs.items()):
                told.update({common: 1})
                told.update({said: -1})
                if self._is_gone(name, key):
                    del pairs[key]
                else:
                    told.update({self.line(common): -1})
                    told.update({self.line(said): 1})
        return Counter({said: n for said, n in told.items() if n})

    def open_origins(self, write: Write, added: Added) -> None:
        """Write their origins, under which nothing is written here, and let their chains begin."""
        keys = added.pop(Origin.__tablename__, {})
        for key, code in self._renamed.items():
            write.change(Origin, key, {"code": code}, kind="origin.recoded", name=f"origin:{code}")
        for found in (
            self._theirs.execute(select(Origin.__table__).where(Origin.id.in_(list(keys)))).mappings().all()
        ):
            write.insert_derived(Origin, [self.row(Origin, dict(found))])
            if write.is_server:
                begin_head(write.session.connection(), found["id"], microseconds(write.now), is_here=False)
            else:
                head = {"origin_id": found["id"], "is_here": False, "n": 0, "at": write.now, "hash": GENESIS}
                write.insert_derived(Head, [head])

    def tell(self, write: Write, told: Counter[str]) -> None:
        """Journal what is told otherwise."""
        lines = [(TAKEN, said) for said, n in told.items() if n < 0]
        lines += [(ADDED, said) for said, n in told.items() if n > 0]
        if lines:
            write.tell(JOINED, f"origin:{min(self._codes.values())}", lines)


def _gave_references(session: Session, origin: int) -> bool:
    """Tell whether somebody may know a reference that an origin gave, or a number of its slips."""
    first, last = key_of(origin, 1), key_of(origin, LARGEST_NUMBER)
    naming: list[Any] = [table for table in mapped_classes().values() if issubclass(table, Referenced)]
    return any(
        session.scalar(select(table.id).where(table.id.between(first, last)).limit(1)) is not None
        for table in (*naming, DepositSlip)
    )


@cache
def _keyed(table: type[Base]) -> tuple[tuple[str, str], ...]:
    """Return the columns that hold keys of what may be another one at home, and of what."""
    found = {
        (fk.parent.name, named)
        for fk in table.__table__.foreign_keys
        for named in _NAMED
        if fk.target_fullname == f"{named}.id"
    }
    if "office_id" in table.__table__.columns:
        found.add(("office_id", "office"))
    return tuple(sorted(found))
