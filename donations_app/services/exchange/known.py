"""What stands already under the references of a file: those of others are unique in their office."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID, uuid5

from msgspec.structs import replace
from sqlalchemy import Select, func, literal, select, text

from donations_app.db.journal import Write
from donations_app.db.queries.references import own_key
from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import ImportFile, Project
from donations_app.domain.keys import parse_reference
from donations_app.formats.plain_drafts import whole_of
from donations_app.services.books.directory import Directory
from donations_app.services.exchange.kinds import Kind

Place = tuple[str, int]  # a reference and the office that gave it


class Known:
    """What stands under the references of a file, and its own lines as far as they were taken.

    Only those of the file are asked for: it may be small, and the books large.
    """

    def __init__(self, write: Write, kind: Kind, directory: Directory, refs: Collection[str]) -> None:
        self._write, self._offices = write, directory.offices
        self._own_office = write.author.office_id
        table: Any = kind.table
        self._table = table
        self._is_code = table is Project  # one for all offices, and none of our own
        self._name = table.code if self._is_code else table.other_ref
        self._found = {(ref, office): digest for ref, digest, office in self._standing(sorted(refs))}
        self._lines: dict[Place, int] = {}  # of the file
        self._given_back = self._keys_given_back()

    def _standing(self, refs: Sequence[str]) -> Iterator[Any]:
        """Yield what stands under references; all that stands where that is less than is asked for."""
        session = self._write.session
        some = select(self._table.id).limit(len(refs)).subquery()
        if (session.scalar(select(func.count()).select_from(some)) or 0) < len(refs):
            yield from session.execute(self._query())
            return
        for asked in in_steps(refs, MOST):
            yield from session.execute(self._query().where(self._name.in_(asked)))

    def _query(self) -> Select[Any]:
        """Ask for all that stands under a reference."""
        if self._is_code:
            codes = select(self._name, Project.fingerprint, literal(0))
            return codes.where(Project.taken_back_on.is_(None))
        others = select(self._name, self._table.fingerprint, self._table.office_id)
        return others.where(self._name != text("''"))  # as its index says

    def _keys_given_back(self) -> set[UUID]:
        """Return the keys of what was taken back with its import: they follow from references that are free again."""
        session, table = self._write.session, self._table
        if not session.scalar(select(ImportFile.id).where(ImportFile.taken_back_on.is_not(None)).limit(1)):
            return set()
        is_free = Project.taken_back_on.is_not(None) if self._is_code else table.other_ref == ""
        return set(session.scalars(select(table.key).where(is_free)))

    def keyed(self, draft: Any) -> Any:
        """Return a new draft under a key that nothing has, also where what bore it was taken back."""
        if not self._given_back:
            return draft
        draft = whole_of(draft)
        key = draft.key
        while key in self._given_back:
            key = uuid5(key, "again")
        return draft if key == draft.key else replace(draft, key=key)

    def place(self, ref: str, draft: Any) -> Place:
        """Return where the reference of a draft is unique."""
        if self._is_code:
            return ref, 0
        return ref, self._offices.get(getattr(draft, "office", ""), self._own_office)

    def problem(self, place: Place, fingerprint: str) -> str:
        """Return ``new``, nothing for what stands already as it is, or why the line is refused."""
        if not self._is_code and parse_reference(place[0]):
            return self._problem_of_own(place[0], fingerprint)
        found = self._found.get(place)
        if found is None:
            return "new"
        return "" if found == fingerprint else "ref_reused"

    def _problem_of_own(self, ref: str, fingerprint: str) -> str:
        """Judge a reference of our own: it names what it is read off, or nothing, never something new."""
        table = self._table
        key = own_key(self._write.session, table, ref)
        stands = self._write.session.scalar(select(table.fingerprint).where(table.id == key))
        if stands is None:
            return "ref_of_program"
        return "" if stands == fingerprint else "ref_reused"

    def note(self, place: Place, fingerprint: str, line: int) -> None:
        """Remember a line of the file itself."""
        self._found[place] = fingerprint
        self._lines[place] = line

    def line_of(self, place: Place) -> int:
        """Return the line of the file that came first under a reference; 0 when none did."""
        return self._lines.get(place, 0)
