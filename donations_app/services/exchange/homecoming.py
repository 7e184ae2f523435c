"""Bringing home what a copy of the books recorded: its links after the last one known, whole, or not at all.

Nothing is renumbered: keys and references are those of the origin that gave them. What both sides changed is
agreed on field by field against the version that both knew; a field that both changed is asked about.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from msgspec import Struct, field
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.lines import TAKEN, Row, digest_of, is_erased, line, values_of
from donations_app.db.queries.built_on import left_on_taken_back, money_of_taken_back
from donations_app.db.queries.trail import OriginRow, TrailLink, identity, origins, trail
from donations_app.db.steps import in_steps
from donations_app.db.tables import (
    Base,
    Consent,
    DepositLine,
    DepositSlip,
    Link,
    LiveDeposit,
    LiveReceiptLine,
    Party,
    PartyOrigin,
    PartyWord,
    Payment,
    PaymentLine,
    ReceiptCancellation,
    ReceiptLine,
    TaxReceipt,
    all_tables,
    mapped_classes,
)
from donations_app.domain.deposit_errors import OnTwoSlips
from donations_app.domain.errors import BothChanged, BroughtAltered, NotACopy, OriginForked
from donations_app.domain.imports import BuiltOn, GivenToTakenBack
from donations_app.services.audit.chain import History, chain_faults
from donations_app.services.audit.rows import Sums
from donations_app.services.books.late import admit_late
from donations_app.services.exchange.agreeing import Added, Changed, Side, agreed, net
from donations_app.services.exchange.copies import head_office
from donations_app.services.exchange.erased_brought import erase_brought
from donations_app.services.exchange.joining import Joining
from donations_app.services.exchange.last_words import hold_last_words
from donations_app.services.exchange.touched import at_odds, touched_lines, values_in
from donations_app.services.funding.origins import hold_origins
from donations_app.services.people.parties import word_rows, write_words


class Brought(Struct):
    """What came home."""

    links: int = 0
    already: int = 0
    agreed: list[str] = field(default_factory=list)  # records that both sides had changed
    # what one side wrote of people whom the other took back with their import: it counts nowhere
    on_taken_back: list[BuiltOn] = field(default_factory=list)


def bring_home(books: Books, copy: Books) -> Brought:
    """Take over what a copy of these books recorded under origins that are not written here.

    The same copy again brings nothing twice.

    Args:
        books: at home.
        copy: that was made of them.

    Raises:
        NotACopy: the books did not begin as these did.
        BroughtAltered: a chain of the copy does not hold; nothing is brought.
        OriginForked: both wrote under one origin after they parted; nothing is brought.
        GivenToTakenBack: one side took back an import on whose people or projects the other wrote money; nothing is
            brought.
        BothChanged: both changed the same field of the same record, or decided something of the same line of a
            payment; nothing is brought.
    """
    answer = Brought()
    with copy.read() as theirs:
        with books.read() as ours:
            if identity(ours) != identity(theirs):
                raise NotACopy
            check_chains(theirs)
            new = new_links(ours, theirs, answer)
        if new:
            with as_contradiction(), books.acting(office=head_office(books)).write() as write:
                Homecoming(write, theirs, answer).bring(new, *net(new))
    return answer


@contextmanager
def as_contradiction() -> Iterator[None]:
    """Tell what cannot stand beside what we have: a rule of the database refuses it."""
    try:
        yield
    except IntegrityError as error:
        raise BothChanged("?", (str(error.orig).strip(),)) from error


def check_chains(theirs: Session) -> None:
    """Check every chain of books that came.

    Raises:
        BroughtAltered: one does not hold.
    """
    codes = {origin.id: origin.code for origin in origins(theirs)}
    for fault in chain_faults(theirs, codes, History(Sums(), {}), None):
        raise BroughtAltered(fault.record)


def new_links(ours: Session, theirs: Session, answer: Brought) -> list[TrailLink]:
    """Return the links of books that came which are not known here, and count both kinds.

    Raises:
        OriginForked: two chains part before the end of the shorter one.
    """
    known = {origin.id: origin for origin in origins(ours)}
    return [
        link
        for origin in origins(theirs)
        for link in _after(ours, theirs, origin, known.get(origin.id), answer)
    ]


def _after(
    ours: Session, theirs: Session, origin: OriginRow, known: OriginRow | None, answer: Brought
) -> list[TrailLink]:
    """Return the links of an origin that are not known here.

    Raises:
        OriginForked: the two chains part before the end of the shorter one.
    """
    have = known.n if known else 0
    met = min(have, origin.n)  # where both are; up to there each hash holds those before it
    if met and _hash_at(ours, origin.id, met) != _hash_at(theirs, origin.id, met):
        raise OriginForked(origin.code, met)
    new = list(trail(theirs, origin, after=have))
    answer.already += met
    answer.links += len(new)
    return new


def _hash_at(session: Session, origin: int, n: int) -> str | None:
    return session.scalar(select(Link.hash).where(Link.origin_id == origin, Link.n == n))


_OF_TAKING_BACK: Final = ("taken_back_on", "other_ref", "version")  # what taking somebody back changes of him


class Homecoming:
    """One homecoming under way, in one transaction.

    Args:
        write: the transaction.
        theirs: a view of the books that came.
        answer: filled.
        chosen: which side holds of what both changed: by table and key, then by the part of the record.
        joining: where the books were made apart.
    """

    def __init__(
        self,
        write: Write,
        theirs: Session,
        answer: Brought,
        chosen: Mapping[tuple[str, int], Mapping[str, Side]] | None = None,
        joining: Joining | None = None,
    ) -> None:
        self._write, self._theirs, self._answer = write, theirs, answer
        self._chosen, self._joining = chosen or {}, joining

    def bring(
        self, links: Sequence[TrailLink], added: Added, changed: Changed, *, writes_alone: bool = False
    ) -> None:
        """Write the rows that links add and change, then the links themselves.

        Args:
            links: that are new, in their order.
            added: lines of the rows to add.
            changed: of those to change.
            writes_alone: they come from books that hold no payment of these but what they brought.
        """
        stood = left_on_taken_back(self._write.session)
        self._check_lines(
            at_odds(self._write.session, self._theirs, added)
            if writes_alone
            else touched_lines(self._theirs, added, changed) & self._touched_here()
        )
        self._cancel_first(added)
        for table in all_tables().sorted_tables:
            kind = mapped_classes().get(table.name)
            if kind is None:
                continue
            if keys := added.get(table.name):
                self._insert(kind, keys)
            for key, (common, theirs) in changed.get(table.name, {}).items():
                self._change(kind, key, common, theirs)
        if people := changed.get(Party.__tablename__):
            self._check_leaders()
            write_words(self._write, people)
        if what := money_of_taken_back(self._write.session):
            raise GivenToTakenBack(tuple(what))
        left = left_on_taken_back(self._write.session) - stood | self._facts_of_taken_back(people or {})
        self._answer.on_taken_back = sorted(left, key=lambda one: (one.ref, one.noun))
        for link in links:
            self._write.graft(link)
        hold_last_words(self._write, added.get(Consent.__tablename__, {}))
        hold_origins(
            self._write, {*values_in(Payment.payer_id, added), *values_in(PartyOrigin.party_id, added)}
        )
        erase_brought(self._write, added, changed)

    def _touched_here(self) -> set[int]:
        """Return the lines of payments of which something was decided here since both sides parted."""
        session, met = self._write.session, {origin.id: origin.n for origin in origins(self._theirs)}
        ours = (
            link
            for origin in origins(session)
            if origin.n > met.get(origin.id, 0)
            for link in trail(session, origin, after=met.get(origin.id, 0))
        )
        return touched_lines(session, *net(ours))

    def _check_lines(self, both: set[int]) -> None:
        """Refuse lines of payments of which both sides decided something.

        Raises:
            BothChanged: there is one.
        """
        if both:
            query = select(Payment.ref, PaymentLine.position).join(
                PaymentLine, PaymentLine.payment_id == Payment.id
            )
            ref, position = self._write.session.execute(query.where(PaymentLine.id == min(both))).one()
            raise BothChanged(f"payment:{ref}/{position}", ())

    def _cancel_first(self, added: dict[str, dict[int, str]]) -> None:
        """Cancel the receipts that stand here: under a live one no payment is taken back."""
        cancelled = added.get(ReceiptCancellation.__tablename__, {})
        issued_there = added.get(TaxReceipt.__tablename__, {})
        receipts = (
            mapped_classes()[ReceiptCancellation.__tablename__].__table__.columns.keys().index("receipt_id")
        )
        known = {
            key: said for key, said in cancelled.items() if values_of(said)[1][receipts] not in issued_there
        }
        if known:
            self._insert(ReceiptCancellation, known)
            added[ReceiptCancellation.__tablename__] = {
                key: said for key, said in cancelled.items() if key not in known
            }

    def _insert(self, table: type[Base], lines: Mapping[int, str]) -> None:
        rows = list(self.rows(table, lines))
        admit_late(self._write, table, rows)
        if table is TaxReceipt:
            for row in sorted(rows, key=lambda row: (row["series"], row["n"])):
                if self._write.take_number(row["series"]) != row["n"]:
                    raise OriginForked(row["series"], row["n"])
                self._write.insert_derived(table, [row])
            return
        if table is DepositSlip:
            rows.sort(key=lambda row: (row["series"], row["n"]))  # each number after the one before
        self._write.insert_derived(table, rows)
        self._derive(table, rows)

    def rows(self, table: type[Base], lines: Mapping[int, str]) -> Iterator[Row]:
        """Yield the rows of the copy, in the order of their keys, held against their lines."""
        columns, keys = table.__table__, sorted(lines)
        for some in in_steps(keys):
            query = select(columns).where(columns.c.id.in_(some)).order_by(columns.c.id)
            for found in map(dict, self._theirs.execute(query).mappings()):
                if line(table, found) != lines[found["id"]]:
                    raise BroughtAltered(f"{table.__tablename__}:{found['id']}")
                yield self._joining.row(table, found) if self._joining else found

    def _derive(self, table: type[Base], rows: Sequence[Row]) -> None:
        """Write what follows from rows that came."""
        write = self._write
        if table is Party:
            words = [word for row in rows for word in word_rows(row["id"], row["search"])]
            write.insert_derived(PartyWord, words)
        elif table is ReceiptLine:
            live = [{"line_id": row["line_id"], "receipt_id": row["receipt_id"]} for row in rows]
            gone = set(self._theirs.scalars(select(ReceiptCancellation.receipt_id)))
            write.insert_derived(LiveReceiptLine, [row for row in live if row["receipt_id"] not in gone])
        elif table is DepositLine:
            gone = set(
                write.session.scalars(select(DepositSlip.id).where(DepositSlip.cancelled_on.is_not(None)))
            )
            stand = [{"payment_id": row["payment_id"], "slip_id": row["slip_id"]} for row in rows]
            stand = [row for row in stand if row["slip_id"] not in gone]
            self._check_deposits({row["payment_id"]: row["slip_id"] for row in stand})
            write.insert_derived(LiveDeposit, stand)
        elif table is ReceiptCancellation:
            for row in rows:
                write.delete_derived(LiveReceiptLine, LiveReceiptLine.receipt_id == row["receipt_id"])

    def _check_deposits(self, slips: Mapping[int, int]) -> None:
        """Refuse slips that name what stands on another one here.

        Args:
            slips: that come, by payment.

        Raises:
            OnTwoSlips: there is one.
        """
        session = self._write.session
        query = (
            select(Payment.id, Payment.ref, DepositSlip.number)
            .join(LiveDeposit, LiveDeposit.payment_id == Payment.id)
            .join(DepositSlip, DepositSlip.id == LiveDeposit.slip_id)
        )
        for some in in_steps(sorted(slips)):
            if found := session.execute(query.where(Payment.id.in_(some)).limit(1)).first():
                there = session.scalars(
                    select(DepositSlip.number).where(DepositSlip.id == slips[found.id])
                ).one()
                raise OnTwoSlips(found.ref, found.number, there)

    def _change(self, table: type[Base], key: int, common: str, theirs: str) -> None:
        """Write what they changed; where we changed the record too, what both agree on."""
        mine = self._write.row(table, key)
        if mine is None:
            raise BroughtAltered(f"{table.__tablename__}:{key}")
        their_row = next(self.rows(table, {key: theirs}))
        if self._joining:
            common, theirs = self._joining.line(common), self._joining.line(theirs)
        if digest_of(TAKEN, line(table, mine)) == digest_of(TAKEN, common):
            self._write.follow(table, their_row)
        else:
            chosen = self._chosen.get((table.__tablename__, key))
            both = agreed(table, common, mine, their_row, chosen)
            if table is DepositSlip and both["cancelled_on"] and both["handed_in_on"]:
                both = mine  # one handed in what the other cancelled: home has the statements of the bank
            name = f"{table.__tablename__}:{key}"
            self._write.agree(
                table, mine=line(table, mine), theirs=theirs, common=common, agreed=both, name=name
            )
            self._answer.agreed.append(name)
            their_row = both
        if table is DepositSlip and their_row["cancelled_on"]:
            self._write.delete_derived(LiveDeposit, LiveDeposit.slip_id == key)

    def _facts_of_taken_back(self, people: Mapping[int, tuple[str, str]]) -> set[BuiltOn]:
        """Return whose facts one side changed while the other took him back."""
        names = Party.__table__.columns.keys()
        query = select(Party.__table__, Party.ref.label("own_ref")).where(
            Party.id.in_(people), Party.taken_back_on.is_not(None)
        )
        found = set()
        for row in self._write.session.execute(query).mappings().all():
            if is_erased(people[row["id"]][0]):
                continue
            stood = dict(zip(names, values_of(people[row["id"]][0])[1], strict=True))
            now = dict(zip(names, values_of(line(Party, dict(row)))[1], strict=True))
            if any(now[name] != stood[name] for name in names if name not in _OF_TAKING_BACK):
                found.add(BuiltOn(row["own_ref"], "facts"))
        return found

    def _check_leaders(self) -> None:
        """Refuse a record that counts for another one, for which yet another counts: both sides merged it.

        Raises:
            BothChanged: there is one.
        """
        leader = aliased(Party)
        query = select(Party.ref).join(leader, leader.id == Party.leader_id)
        if ref := self._write.session.scalar(query.where(leader.leader_id != leader.id).limit(1)):
            raise BothChanged(f"party:{ref}", ("leader_id",))
