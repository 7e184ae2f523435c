"""Two records of one person made one, taken back while nothing has built on it, or said to be two persons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Record, Write
from donations_app.db.lines import TAKEN, signed_lines, values_of
from donations_app.db.queries.doubles import Merge, alike, merges
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.references import find
from donations_app.db.queries.standing import record_for
from donations_app.db.tables import (
    Allocation,
    Circular,
    DuesCall,
    DuesExemption,
    Entry,
    ExpenseClaim,
    ExpenseOutcome,
    FormerAddress,
    InstalmentDecision,
    Membership,
    MembershipPause,
    Party,
    PartyApart,
    PartyMerge,
    Payment,
    ReceiptCancellation,
    RecurringGiftRow,
    RecurringPause,
    Situation,
    TaxReceipt,
)
from donations_app.domain.addresses import is_known, place_of, until_of_merge
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.merging import (
    PARTS,
    SIDES,
    Facing,
    MergeBuiltOn,
    MergeRefused,
    Side,
    facing,
    merged,
    obstacle,
)
from donations_app.domain.parties import PartyDraft, search_text
from donations_app.services.people.moving import former_row
from donations_app.services.people.parties import typed_facts, write_words

_FIELDS: Final = frozenset(one.name for one in fields(PartyDraft)) - {"key", "ref", "kind"}
_PARTIES, _MERGES = Party.__tablename__, PartyMerge.__tablename__


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts for the records of somebody: how many of each noun."""

    counts: Mapping[str, tuple[int, ...]]

    @property
    def words(self) -> str:
        """As it is kept with a merge."""
        return " ".join(f"{noun}={','.join(map(str, found))}" for noun, found in self.counts.items())

    def differs_from(self, words: str) -> tuple[str, ...]:
        """Return the nouns of which there is more or less than ``words`` say."""
        kept = dict(word.partition("=")[::2] for word in words.split())
        return tuple(
            noun for noun, found in self.counts.items() if kept.get(noun) != ",".join(map(str, found))
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records side by side, before they are made one."""

    kept: PartyDraft
    gone: PartyDraft
    faced: tuple[Facing, ...]
    obstacle: str  # a key of ``phrases.MERGE_REASONS``, or empty


@dataclass(frozen=True, slots=True)
class Taken:
    """A merge that stands, and what was recorded since, where something was: then it stays."""

    merge: Merge
    built_on: tuple[str, ...]


def pair(session: Session, kept: str, gone: str) -> Pair:
    """Return two records side by side.

    Raises:
        NotFound: one of them is not there.
    """
    (mine, _), (theirs, _) = party_draft(session, kept), party_draft(session, gone)
    keys = keys_of(session, kept, gone)
    return Pair(mine, theirs, tuple(facing(mine, theirs)), _obstacle(session, keys, mine, theirs))


def merge_people(books: Books, kept: str, gone: str, choices: Mapping[str, Side] | None = None) -> PartyDraft:
    """Make two records one: what was recorded for either counts for the one that is kept.

    Payments, receipts, memberships and agreed gifts stay where they were recorded; issued receipts keep what they say.

    Args:
        books: where to save.
        kept: reference of the record that counts from now on.
        gone: of the other, which leads to it.
        choices: which side holds of what both say differently: a key of ``PARTS`` to keep or other.

    Returns:
        The record that is kept, as it stands then.

    Raises:
        NotFound: one of them is not there.
        InputRefused: a choice means nothing.
        MergeRefused: they cannot be one person, or one was merged already.
        MergeUndecided: something is still to be chosen.
    """
    chosen = dict(choices or {})
    check_choices(chosen)
    with books.write() as write:
        session = write.session
        keys = keys_of(session, kept, gone)
        (mine, version), (theirs, other_version) = party_draft(session, kept), party_draft(session, gone)
        if reason := _obstacle(session, keys, mine, theirs):
            raise MergeRefused(mine.ref, gone, reason)
        one = merged(mine, theirs, chosen)
        known = (*mine.problems(), *theirs.problems())
        if problems := [problem for problem in one.problems() if problem not in known]:
            raise InputRefused(problems)
        write_merge(write, keys, (mine, theirs), (version, other_version), one)
    return one


def check_choices(choices: Mapping[str, str]) -> None:
    """Refuse a choice that means nothing.

    Raises:
        InputRefused: it names no part, or no side.
    """
    problems = [
        Problem("field", "choice_unknown", name, {"choices": ", ".join(PARTS)})
        for name in choices
        if name not in PARTS
    ]
    problems += [
        Problem(name, "choice_unknown", side, {"choices": ", ".join(SIDES)})
        for name, side in choices.items()
        if side not in SIDES
    ]
    if problems:
        raise InputRefused(problems)


def keys_of(session: Session, *refs: str) -> tuple[int, int]:
    """Return the keys of the records that two references name themselves.

    Raises:
        NotFound: one of them names none.
        PersonTakenBack: one of them was taken back with its import.
    """
    one, other = (record_for(session, ref) for ref in refs)
    return one, other


def _obstacle(session: Session, keys: tuple[int, int], kept: PartyDraft, gone: PartyDraft) -> str:
    if reason := records_obstacle(session, keys, kept.ref, gone.ref):
        return reason
    if session.scalar(_apart(keys).where(PartyApart.undone_on.is_(None))):
        return "apart"
    return obstacle(kept, gone)


def records_obstacle(session: Session, keys: tuple[int, int], kept: str, gone: str) -> str:
    """Return why two records cannot become one, whoever they are, or nothing.

    Args:
        session: an open view.
        keys: of both.
        kept: the reference of the one that is to count.
        gone: of the other.
    """
    if keys[0] == keys[1]:
        return "same"
    if session.scalar(select(Party.id).where(Party.id.in_(keys), Party.leader_id != Party.id).limit(1)):
        return "merged"
    records = (f"party:{kept}", f"party:{gone}")
    erased = select(Entry.kind).where(Entry.record.in_(records), Entry.kind == "party.erased")
    return "erased" if session.scalar(erased.limit(1)) else ""


def write_merge(
    write: Write,
    keys: tuple[int, int],
    two: tuple[PartyDraft, PartyDraft],
    versions: tuple[int, int],
    one: PartyDraft,
    *,
    kind: str = "party.merged",
    beside: Mapping[str, Any] | None = None,
) -> None:
    """Let one record count for two, in a transaction that others began.

    Args:
        write: the transaction.
        keys: of the record that is kept, and of the other.
        two: as they stand.
        versions: of both, as they were seen.
        one: the record that is kept, as it shall be.
        kind: of the entries.
        beside: further columns of the record that is kept.

    Raises:
        ChangedMeanwhile: somebody else changed one of them since.
    """
    kept, gone = keys
    others = list(write.session.scalars(select(Party.id).where(Party.leader_id == gone)))
    row = rows.PartyMerge(
        id=write.ids(PartyMerge)[0],
        office_id=write.office_id,
        kept_id=kept,
        gone_id=gone,
        merged_on=write.today,
        kept_version=versions[0] + 1,
        gone_version=versions[1] + 1,
        standing=_standing(write.session, keys).words,
        undone_on=None,
    )
    name = f"party:{two[0].ref}"
    since, former = _former_address(write, keys, two, one, row["id"])
    write.add(Record(kind, name, {PartyMerge: [row], FormerAddress: former}))
    values = {field: getattr(one, field) for field in _FIELDS}
    values |= {"search": search_text(one), "address_since": since, **(beside or {})}
    write.change(Party, kept, values, kind=kind, name=name, seen=versions[0])
    name = f"party:{two[1].ref}"
    write.change(Party, gone, {"leader_id": kept}, kind=kind, name=name, seen=versions[1])
    for other in others:
        if other != gone:
            write.change(Party, other, {"leader_id": kept}, kind=kind, name=name)
    write_words(write, [kept, *others])


def _former_address(
    write: Write, keys: tuple[int, int], two: tuple[PartyDraft, PartyDraft], one: PartyDraft, merge_id: int
) -> tuple[date | None, list[rows.FormerAddress]]:
    """Return since when the address that holds does, and the row of the one that gives way, if one does."""
    query = select(Party.id, Party.address_since).where(Party.id.in_(keys))
    since = {row.id: row.address_since for row in write.session.execute(query)}
    mine, theirs = (since[key] for key in keys)
    places = [place_of(draft) for draft in two]
    if places[0] == places[1]:
        return mine or theirs, []
    is_mine = place_of(one) == places[0]
    holds, lost, place = (mine, theirs, places[1]) if is_mine else (theirs, mine, places[0])
    if not is_known(place):
        return holds, []
    until = until_of_merge(lost, holds)
    row = former_row(write, keys[0], place, key=uuid4(), since=lost, until=until, merge_id=merge_id)
    return holds, [row]


def _standing(session: Session, keys: tuple[int, ...]) -> Standing:
    """Count what was recorded for all records of some people."""
    records = select(Party.id).where(Party.leader_id.in_(keys))
    paid, received = Payment.payer_id.in_(records), TaxReceipt.payer_id.in_(records)
    member = Membership.party_id.in_(records)
    agreed = or_(RecurringGiftRow.payer_id.in_(records), RecurringGiftRow.association_id.in_(records))
    queries: dict[str, Select[Any]] = {
        "payments": select(func.count(), func.count(Payment.credited_on)).where(paid),
        "receipts": select(func.count()).where(received),
        "cancellations": select(func.count(ReceiptCancellation.id))
        .join(TaxReceipt, TaxReceipt.id == ReceiptCancellation.receipt_id)
        .where(received),
        "memberships": select(func.count(), func.count(Membership.until)).where(member),
        "exemptions": select(func.count(DuesExemption.id))
        .join(Membership, Membership.id == DuesExemption.membership_id)
        .where(member),
        "rests": select(func.count(MembershipPause.id), func.count(MembershipPause.until))
        .join(Membership, Membership.id == MembershipPause.membership_id)
        .where(member),
        "letters": select(func.count(DuesCall.id))
        .join(Membership, Membership.id == DuesCall.membership_id)
        .where(member),
        "circulars": select(func.count()).where(Circular.party_id.in_(records)),
        "recurring": select(func.count(), func.count(RecurringGiftRow.last_on)).where(agreed),
        "pauses": select(func.count(RecurringPause.id), func.count(RecurringPause.last_on))
        .join(RecurringGiftRow, RecurringGiftRow.id == RecurringPause.gift_id)
        .where(agreed),
        "instalments": select(func.count(InstalmentDecision.id), func.count(InstalmentDecision.taken_back_on))
        .join(RecurringGiftRow, RecurringGiftRow.id == InstalmentDecision.gift_id)
        .where(agreed),
        "claims": select(func.count(ExpenseClaim.id), func.count(ExpenseOutcome.id))
        .outerjoin(ExpenseOutcome, ExpenseOutcome.claim_id == ExpenseClaim.id)
        .where(or_(ExpenseClaim.party_id.in_(records), ExpenseClaim.association_id.in_(records))),
        "allocations": select(func.count()).where(Allocation.association_id.in_(records)),
    }
    return Standing({noun: tuple(session.execute(query).one()) for noun, query in queries.items()})


# taking back


def merges_standing(session: Session) -> list[Taken]:
    """Return the merges that stand, the latest first, each with what has built on it."""
    return [Taken(one, _built_on(session, one.id)) for one in merges(session)]


def undo_merge(books: Books, kept: str, gone: str) -> date:
    """Make two records of what was made one: both are as they were, while nothing has built on it.

    Args:
        books: where to save.
        kept: reference of the record that counts.
        gone: of the other.

    Returns:
        The day on which they had been made one.

    Raises:
        NotFound: one of them is not there.
        MergeRefused: they were not made one.
        MergeBuiltOn: something was recorded for them since, or changed.
    """
    with books.write() as write:
        session = write.session
        keys = keys_of(session, kept, gone)
        query = select(PartyMerge.__table__).where(
            PartyMerge.kept_id == keys[0], PartyMerge.gone_id == keys[1], PartyMerge.undone_on.is_(None)
        )
        row = session.execute(query).first()
        if row is None:
            raise MergeRefused(kept, gone, "not_merged")
        if what := _built_on(session, row.id):
            raise MergeBuiltOn(kept, gone, what)
        _write_undo(write, row)
    merged_on: date = row.merged_on
    return merged_on


def _built_on(session: Session, merge_id: int) -> tuple[str, ...]:
    row = session.execute(select(PartyMerge.__table__).where(PartyMerge.id == merge_id)).one()
    both = select(Party.id, Party.version, Party.leader_id).where(Party.id.in_((row.kept_id, row.gone_id)))
    found = {one.id: one for one in session.execute(both)}
    kept, gone = found[row.kept_id], found[row.gone_id]
    if kept.leader_id != kept.id:
        return ("merge",)
    facts = ("facts",) if (kept.version, gone.version) != (row.kept_version, row.gone_version) else ()
    return facts + _standing(session, (row.kept_id,)).differs_from(row.standing)


def _write_undo(write: Write, row: Any) -> None:
    kind, session = "party.unmerged", write.session
    names = {key: f"party:{one.ref}" for key, one in alike(session, (row.kept_id, row.gone_id)).items()}
    before = _before(session, names[row.kept_id], row.id)
    led = [key for key in _led_by(session, row.gone_id) if key != row.gone_id]
    write.change(PartyMerge, row.id, {"undone_on": write.today}, kind=kind, name=names[row.kept_id])
    values = typed_facts(before)
    write.change(Party, row.kept_id, values, kind=kind, name=names[row.kept_id], seen=row.kept_version)
    former = select(FormerAddress.id).where(FormerAddress.merge_id == row.id)
    couple = select(Situation.id).where(
        Situation.party_id == row.kept_id, Situation.other_id == row.gone_id, Situation.undone_on.is_(None)
    )
    ended: tuple[tuple[Any, Select[Any]], ...] = ((FormerAddress, former), (Situation, couple))
    for table, query in ended:
        for key in session.scalars(query).all():
            write.change(table, key, {"undone_on": write.today}, kind=kind, name=names[row.kept_id])
    own = {"leader_id": row.gone_id}
    write.change(Party, row.gone_id, own, kind=kind, name=names[row.gone_id], seen=row.gone_version)
    for other in led:
        write.change(Party, other, own, kind=kind, name=names[row.gone_id])
    for key, version in ((row.kept_id, row.kept_version), (row.gone_id, row.gone_version)):
        _carry_on(write, key, version, names[key])
    write_words(write, [row.kept_id, row.gone_id, *led])


def _before(session: Session, record: str, merge_id: int) -> dict[str, Any]:
    """Return the row of the record that was kept as the audit trail says it was before a merge."""
    kinds = ("party.merged", "party.coupled")
    query = select(Entry.link_id, Entry.content).where(Entry.record == record, Entry.kind.in_(kinds))
    lines = [(link, *line) for link, content in session.execute(query) for line in signed_lines(content)]
    found = [(link, sign, *values_of(said)) for link, sign, said in lines]
    here = next(link for link, _, table, values in found if (table, values[0]) == (_MERGES, merge_id))
    before = next(
        values for link, sign, table, values in found if (link, sign, table) == (here, TAKEN, _PARTIES)
    )
    return dict(zip(Party.__table__.columns.keys(), before, strict=True))


def _led_by(session: Session, key: int) -> Iterator[int]:
    """Yield the records that the merges which stand lead to one, itself first."""
    yield key
    query = select(PartyMerge.gone_id).where(PartyMerge.kept_id == key, PartyMerge.undone_on.is_(None))
    for other in session.scalars(query).all():
        yield from _led_by(session, other)


def _carry_on(write: Write, key: int, version: int, name: str) -> None:
    """Let earlier merges of a record be taken back as before: it stands as it stood, under a later version."""
    query = select(PartyMerge.id).where(
        PartyMerge.kept_id == key, PartyMerge.kept_version == version - 1, PartyMerge.undone_on.is_(None)
    )
    for earlier in write.session.scalars(query).all():
        later = {"kept_version": version + 1}
        write.change(PartyMerge, earlier, later, kind="party.unmerged", name=name)


# two persons


def _apart(keys: tuple[int, int]) -> Select[Any]:
    return select(PartyApart.id).where(PartyApart.one_id == min(keys), PartyApart.other_id == max(keys))


def set_apart(books: Books, one: str, other: str, *, undo: bool = False) -> bool:
    """Remember that two records are two persons, who are never proposed again; or forget it.

    Returns:
        Whether something changed: twice is once.

    Raises:
        NotFound: one of them is not there.
        MergeRefused: they are one record, or were made one.
    """
    with books.write() as write:
        session = write.session
        keys = keys_of(session, one, other)
        if find(session, Party, one) == find(session, Party, other):
            raise MergeRefused(one, other, "one_person")
        name = f"party:{alike(session, keys)[keys[0]].ref}"
        stands = session.execute(select(PartyApart.__table__).where(PartyApart.id.in_(_apart(keys)))).first()
        if stands is None and not undo:
            row = rows.PartyApart(
                id=write.ids(PartyApart)[0],
                office_id=write.office_id,
                one_id=min(keys),
                other_id=max(keys),
                decided_on=write.today,
                undone_on=None,
            )
            write.add(Record("party.apart", name, {PartyApart: [row]}))
            return True
        if stands is None or (stands.undone_on is not None) == undo:
            return False
        kind = "party.not_apart" if undo else "party.apart"
        write.change(
            PartyApart, stands.id, {"undone_on": write.today if undo else None}, kind=kind, name=name
        )
        return True
