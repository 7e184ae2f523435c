"""A change of situation taken back while nothing has built on it: all is as it was before (decision 0040)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.lines import is_erased, line, values_of
from donations_app.db.queries.built_on import built_on
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.imports import Brought, written_in
from donations_app.db.queries.in_time import in_time
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.standing import key_for
from donations_app.db.tables import (
    DuesExemption,
    Entry,
    Membership,
    Party,
    PartyMerge,
    PartyWord,
    RecurringGiftRow,
    Situation,
)
from donations_app.domain.imports import BuiltOn
from donations_app.domain.parties import search_text
from donations_app.domain.situations import Kind, NoSituation, SituationBuiltOn
from donations_app.i18n import _, without_marks
from donations_app.services.people.merge_standing import standing_of
from donations_app.services.people.parties import typed_facts, write_words
from donations_app.services.people.situations import KINDS_OF_ENTRIES
from donations_app.services.people.unmerging import carry_on, merge_built_on, write_unmerge

_KIND: Final = "party.situation_undone"


def undo_situation(books: Books, ref: str, kind: Kind) -> date:
    """Take the last change of a kind of somebody back, while nothing has built on it.

    A separation is taken back whole: the two records that it brought are found no more, memberships, exemptions
    and agreed gifts stand as before. A couple of two records is taken apart as a merge is.

    Args:
        books: where to save.
        ref: of the person; of a separation the couple or one of both.
        kind: of the change.

    Returns:
        The day from which it held.

    Raises:
        NotFound: there is no such person.
        PersonTakenBack: he was taken back with an import or a separation.
        NoSituation: no such change of his stands.
        SituationBuiltOn: something was recorded on it since, or what it changed was changed again.
    """
    with books.write() as write:
        row = _last(write.session, key_for(write.session, ref), kind)
        if row is None:
            raise NoSituation(ref, kind)
        brought = _written(write.session, row)
        if not brought.added:
            raise NoSituation(ref, kind)
        undoing = _Undoing(write, row, brought)
        if what := undoing.held():
            raise SituationBuiltOn(undoing.ref, kind, tuple(what))
        undoing.all()
    on: date = row.on
    return on


def _last(session: Session, party_id: int, kind: Kind) -> Any:
    came_of = and_(Situation.kind == "separated", Situation.other_id == party_id)
    such = and_(
        or_(Situation.party_id == party_id, came_of), Situation.kind == kind, Situation.undone_on.is_(None)
    )
    return next(reversed(in_time(session, Situation, such, day="on")), None)


def _written(session: Session, row: Any) -> Brought:
    """Return all that was written with a change, as its link of the audit trail says; nothing if that is elsewhere."""
    ref = session.scalar(select(Party.ref).where(Party.id == row.party_id))
    entries = select(Entry.link_id, Entry.content).where(
        Entry.record == f"party:{ref}", Entry.kind == KINDS_OF_ENTRIES[row.kind]
    )
    added = f"{Situation.__tablename__} [{row.id},"
    own = [link for link, content in session.execute(entries) if added in content]
    return written_in(session, select(Entry.link_id).where(Entry.link_id.in_(own)).distinct())


class _Undoing:
    """One change that is taken back: what holds it, and what it gives back."""

    def __init__(self, write: Write, row: Any, brought: Brought) -> None:
        self._write, self._session, self._row, self._brought = write, write.session, row, brought
        query = select(Party.__table__, Party.ref).where(Party.id == row.party_id)
        self._now = self._session.execute(query.with_for_update()).mappings().one()
        self.ref: str = self._now["ref"]
        self._name = f"party:{self.ref}"

    def held(self) -> Iterable[BuiltOn]:
        """Return what has built on the change."""
        if self._row.kind == "separated":
            return [*self._members_again(), *built_on(self._session, self._brought)]
        nouns: Mapping[str, Callable[[], Iterable[str]]] = {
            "couple": self._on_couple, "of_age": self._on_age, "renamed": self._on_name,
        }  # fmt: skip
        return [BuiltOn(self.ref, noun) for noun in nouns[self._row.kind]()]

    def all(self) -> None:
        """Give back what stood before."""
        does: Mapping[str, Callable[[], None]] = {
            "couple": self._couple, "separated": self._separation, "of_age": self._age, "renamed": self._rename,
        }  # fmt: skip
        does[self._row.kind]()

    # what holds it

    def _said(self, lines: Mapping[str, Mapping[int, str]], key: int, table: Any = Party) -> dict[str, Any]:
        """Return a row as the change found it, or left it, by column; nothing where the trail does not say."""
        said = lines.get(table.__tablename__, {}).get(key)
        if not said or is_erased(said):
            return {}
        return dict(zip(table.__table__.columns.keys(), values_of(said)[1], strict=True))

    def _is_untouched(self) -> bool:
        """Tell whether the record stands as the change left it."""
        return self._brought.after.get("party", {}).get(self._row.party_id) == line(Party, dict(self._now))

    def _on_couple(self) -> Iterable[str]:
        if (merge := self._merge()) is not None:
            return merge_built_on(self._session, merge.id)
        facts = () if self._is_untouched() else ("facts",)
        return facts + standing_of(self._session, (self._row.party_id,)).differs_from(self._row.standing)

    def _on_age(self) -> Iterable[str]:
        is_same = self._now["kind"] == "individual" and not self._now["minor"]
        return () if is_same and self._counts() else ("facts",)

    def _on_name(self) -> Iterable[str]:
        after = self._said(self._brought.after, self._row.party_id)
        names = ("organisation", "legal_form")
        is_same = after and all(after[name] == self._now[name] for name in names) and self._counts()
        issued = standing_of(self._session, (self._row.party_id,)).differs_from(self._row.standing)
        return (*(() if is_same else ("facts",)), *(noun for noun in issued if noun == "receipts"))

    def _counts(self) -> bool:
        return bool(self._now["leader_id"] == self._now["id"])

    def _members_again(self) -> Iterable[BuiltOn]:
        """Yield that a couple became a member again since."""
        records, day = records_of(self._row.party_id), self._row.on
        query = select(Membership.id).where(Membership.party_id.in_(records), Membership.since >= day)
        if self._session.scalar(query.limit(1)) is not None:
            yield BuiltOn(self.ref, "membership")

    # what it gives back

    def _change(self, table: Any, key: int, values: Mapping[str, Any], name: str = "", **seen: int) -> None:
        self._write.change(table, key, values, kind=_KIND, name=name or self._name, **seen)

    def _names(self, table: Any, keys: Iterable[int]) -> dict[int, str]:
        """Return under which name entries about some records stand."""
        query = select(table.id, table.ref).where(table.id.in_(keys)).order_by(table.id)
        return {key: f"{table.__tablename__}:{ref}" for key, ref in self._session.execute(query)}

    def _undone(self, *tables: Any) -> None:
        for table in tables:
            for key in self._brought.keys(table):
                self._change(table, key, {"undone_on": self._write.today})

    def _merge(self) -> Any:
        query = select(PartyMerge.__table__).where(
            PartyMerge.kept_id == self._row.party_id, PartyMerge.gone_id == self._row.other_id
        )
        return self._session.execute(query.where(PartyMerge.undone_on.is_(None))).first()

    def _couple(self) -> None:
        if (merge := self._merge()) is not None:
            write_unmerge(self._write, merge)
        else:
            self._give_back(typed_facts(self._said(self._brought.before, self._row.party_id)))

    def _age(self) -> None:
        self._give_back({"minor": True})

    def _rename(self) -> None:
        draft, _version = party_draft(self._session, self.ref)
        names = {"organisation": self._row.former_name, "legal_form": self._row.former_legal_form}
        self._give_back(names | {"search": search_text(replace(draft, **names))})

    def _give_back(self, values: Mapping[str, Any]) -> None:
        """Let the record say again what it said; earlier merges of it can be taken back as before."""
        key, version, is_untouched = self._row.party_id, self._now["version"], self._is_untouched()
        self._change(Situation, self._row.id, {"undone_on": self._write.today})
        self._change(Party, key, values, seen=version)
        if is_untouched:
            carry_on(self._write, key, version, self._name, _KIND)
        write_words(self._write, [key])

    def _separation(self) -> None:
        self._undone(Situation, DuesExemption)
        self._memberships()
        self._gifts()
        halves = self._brought.keys(Party)
        for key, name in self._names(Party, halves).items():
            self._change(Party, key, {"taken_back_on": self._write.today}, name)
        self._write.delete_derived(PartyWord, PartyWord.party_id.in_(halves))
        key, version = self._row.party_id, self._now["version"]
        self._change(Party, key, {"separated_on": None}, seen=version)
        carry_on(self._write, key, version, self._name, _KIND)

    def _memberships(self) -> None:
        for key in self._brought.before.get("membership", {}):
            said = self._said(self._brought.before, key, Membership)
            self._change(Membership, key, {"until": _day(said["until"])})
        query = select(Membership.id, Membership.since).where(
            Membership.id.in_(self._brought.keys(Membership))
        )
        for key, since in self._session.execute(query.order_by(Membership.id)).all():
            self._change(Membership, key, {"until": since - timedelta(days=1)})  # it never ran

    def _gifts(self) -> None:
        table, reason = RecurringGiftRow, without_marks(_("The separation was taken back."))
        for key, name in self._names(table, self._brought.before.get("recurring_gift", {})).items():
            said = self._said(self._brought.before, key, table)
            values = {"last_on": _day(said["last_on"]), "end_reason": said["end_reason"]}
            self._change(table, key, values, name)
        new = self._brought.keys(table)
        query = select(table.id, table.first_on).where(table.id.in_(new))
        first = {row.id: row.first_on for row in self._session.execute(query)}
        for key, name in self._names(table, new).items():
            values = {"last_on": first[key] - timedelta(days=1), "end_reason": reason}  # it was never due
            self._change(table, key, values, name)


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
