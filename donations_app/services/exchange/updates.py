"""People of a file who are recorded otherwise: what the file would change of each, field by field."""

from collections.abc import Collection
from functools import cached_property
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.journal import Write
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.references import find, find_record
from donations_app.db.tables import Entry, Party, Payment
from donations_app.domain.parties import ORGANISATIONS, PartyDraft
from donations_app.formats.lines import Rejected
from donations_app.services.people.parties import change_party_in

_FIELDS: Final = frozenset(PartyDraft.__struct_fields__) - {"key", "ref"}


class Changed(Struct, frozen=True):
    """A record that a line of the file states otherwise: each field, as it stands and as the line states it."""

    line: int
    ref: str
    fields: tuple[tuple[str, Any, Any], ...]
    draft: Any  # everything as it would be
    seen: int  # the version that is compared with


class Updates:
    """Holds people of a file against those who are recorded.

    Args:
        session: an open view.
        columns: that the file has; of the others nothing is changed.
    """

    def __init__(self, session: Session, columns: Collection[str]) -> None:
        self._session = session
        self._columns = _FIELDS & set(columns)
        self._lines: dict[
            str, tuple[int, PartyDraft]
        ] = {}  # of the file, with what each states, by reference

    @cached_property
    def _erased(self) -> frozenset[str]:
        """Return the records of people who asked to be erased: no file brings them back."""
        return frozenset(self._session.scalars(select(Entry.record).where(Entry.kind == "party.erased")))

    def of(self, line: int, draft: PartyDraft) -> Changed | Rejected | None:
        """Return what a line changes of who is recorded under its reference; ``None`` where nobody is.

        Who is recorded as the line states has no fields that change.
        """
        if find(self._session, Party, draft.ref) is None:
            return None
        before, said = self._lines.setdefault(draft.ref, (line, draft))
        if said != draft:
            return Rejected(line, "ref", draft.ref, "ref_of_other_line", (("before", before),))
        standing, seen = party_draft(self._session, draft.ref)
        if find_record(self._session, Party, draft.ref) != find(self._session, Party, draft.ref):
            return Rejected(line, "ref", draft.ref, "party_merged", (("kept", standing.ref),))
        whole = self._merged(standing, draft) if before == line else standing  # else the same once more
        if whole.kind != standing.kind and self._has_payments(draft.ref):
            return Rejected(line, "kind", draft.kind, "kind_in_use")
        changes = tuple(
            (name, getattr(standing, name), getattr(whole, name))
            for name in sorted(_FIELDS)
            if getattr(standing, name) != getattr(whole, name)
        )
        if changes and f"party:{standing.ref}" in self._erased:
            return Rejected(line, "ref", draft.ref, "party_erased")
        return Changed(line, draft.ref, changes, whole, seen)

    def _has_payments(self, ref: str) -> bool:
        payer = find(self._session, Party, ref)
        return bool(
            self._session.scalar(select(Payment.id).where(Payment.payer_id.in_(records_of(payer))).limit(1))
        )

    def _merged(self, standing: PartyDraft, stated: PartyDraft) -> PartyDraft:
        """Return who is recorded with what the columns of the file state of him."""
        columns = self._columns
        if stated.kind in ORGANISATIONS and "organisation" not in columns and "last_name" in columns:
            columns = columns - {"last_name"} | {"organisation"}  # read from where people write it
        return replace(standing, **{name: getattr(stated, name) for name in columns})


def update_people(write: Write, changed: Collection[Changed]) -> None:
    """Change people as lines of a file state them."""
    for one in changed:
        change_party_in(write, one.ref, one.draft, seen=one.seen, source="import")
