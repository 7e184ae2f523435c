"""What stays in a field book when it comes home: payments of its own, and what it decided of one that came before.

Its links come home whole. An entry of home takes the lines of what stays away again; another one tells them when it
comes at last, so that the sums of each table hold.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from donations_app.db.journal import Write
from donations_app.db.lines import ADDED, TAKEN, Row, line, signed_lines
from donations_app.db.queries.put_right import places, put_right
from donations_app.db.queries.trail import origins
from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import (
    Allocation,
    Base,
    DepositLine,
    DepositSlip,
    Entry,
    Head,
    LiveReceiptLine,
    Payment,
    PaymentLine,
    TaxReceipt,
)
from donations_app.domain.keys import LARGEST_NUMBER, key_of
from donations_app.services.exchange.agreeing import Added, Changed
from donations_app.services.exchange.touched import at_odds, found

_LEFT: Final = "field_book.left"
_TAKEN: Final = "field_book.taken"


class BothDecided(Struct, frozen=True):
    """A payment that came before, of which home and the field book both decided something since."""

    key: int
    ref: str
    payer_id: int | None
    receipt: str  # number of the live one on it at home; or empty
    later: tuple[int, ...]  # payments of the field book that stay with what it decided
    slip: str  # number of one of the field book that names one of them, which can then not stay; or empty
    stayed: bool  # what the field book decided of it stayed before, and nothing was added to it since


class Staying:
    """What of a field book stays in it, of one homecoming.

    What stayed at an earlier one is put to what comes now (``added``), until somebody lets it stay again (``leave``).

    Args:
        ours: a view of the books at home, or their transaction.
        theirs: a view of the field book.
        added: lines of the rows that its new links add.
        changed: of those that they change.
        refs: of its payments that are not home, by key.
    """

    def __init__(
        self, ours: Session, theirs: Session, added: Added, changed: Changed, refs: Mapping[int, str]
    ) -> None:
        self._ours, self._theirs, self._added, self._changed = ours, theirs, added, changed
        self._told: defaultdict[str, Counter[str]] = defaultdict(Counter)  # by the reference of the payment
        self._left: set[str] = set()  # of those that stay
        self._refs = refs
        self._new, self._moved = (
            frozenset(added.get(one.__tablename__, ())) for one in (Payment, Allocation)
        )
        stayed = self._refs.keys() - self._new
        # changed in a newer copy of the field book, which was here: as they stand in this one they do not come
        self.outdated = {key for key in stayed if self._is_older and not self._stands_as_left(key)}
        self.payments = stayed - self.outdated
        for key in self.payments:
            self._take(self._refs[key], _rows_of(theirs, key))
        moves = self._stayed_moves()
        for ref, rows in moves.items():
            self._take(ref, rows)
        self.is_empty = not (self.payments or moves)

    # what stayed before

    @property
    def _is_older(self) -> bool:
        """Whether home knows more of the field book than this copy of it."""
        known = {one.id: one.n for one in origins(self._ours)}
        return any(
            known.get(one.id, 0) > one.n for one in origins(self._theirs) if one.id in _own(self._theirs)
        )

    def _stands_as_left(self, payment: int) -> bool:
        """Tell whether a payment stands in this copy as in the one that was here last."""
        told: Counter[str] = Counter()
        entries = select(Entry.content).where(
            Entry.record == f"payment:{self._refs[payment]}", Entry.kind.in_((_LEFT, _TAKEN))
        )
        for content in self._ours.scalars(entries):
            for sign, said in signed_lines(content):
                told[said] += 1 if sign == ADDED else -1
        there = {said for said, n in told.items() if n}
        return there == {line(table, row) for table, row in _rows_of(self._theirs, payment)}

    def _stayed_moves(self) -> dict[str, list[tuple[type[Base], Row]]]:
        """Return the moves of cents of payments that are home which stayed before, by the payment's reference."""
        keys = [
            key
            for own in _own(self._theirs)
            for key in self._theirs.scalars(
                select(Allocation.id).where(
                    Allocation.id.between(key_of(own, 1), key_of(own, LARGEST_NUMBER))
                )
            )
            if key not in self._moved
        ]
        here = found(self._ours, Allocation.id, Allocation.id, keys)
        query = (
            select(Allocation.__table__, Payment.id.label("paid"), Payment.ref)
            .join(PaymentLine, PaymentLine.id == Allocation.line_id)
            .join(Payment, Payment.id == PaymentLine.payment_id)
            .order_by(Allocation.id)
        )
        moves: defaultdict[str, list[tuple[type[Base], Row]]] = defaultdict(list)
        for some in in_steps(sorted(set(keys) - here), MOST):
            for row in map(dict, self._theirs.execute(query.where(Allocation.id.in_(some))).mappings()):
                paid, ref = row.pop("paid"), row.pop("ref")
                if paid not in self._refs:
                    moves[ref].append((Allocation, row))
        return moves

    def _take(self, ref: str, rows: Iterable[tuple[type[Base], Row]]) -> None:
        told = self._told[ref]
        for table, row in rows:
            name, key = table.__tablename__, row["id"]
            if pair := self._changed.get(name, {}).pop(key, None):
                told.update({pair[0]: 1, pair[1]: -1})
            if key not in self._added.setdefault(
                name, {}
            ):  # else a new link tells it: what moved since it stayed
                self._added[name][key] = line(table, row)
                told[line(table, row)] += 1

    # what both decided

    def odds(self) -> Iterator[BothDecided]:
        """Yield the payments of which home and the field book both decided something since they came."""
        lines = at_odds(self._ours, self._theirs, self._added)
        payments = found(self._ours, PaymentLine.payment_id, PaymentLine.id, lines)
        query = select(Payment.id, Payment.ref, Payment.payer_id).order_by(Payment.id)
        for some in in_steps(sorted(payments), MOST):
            for key, ref, payer in self._ours.execute(query.where(Payment.id.in_(some))).all():
                later = self._later(key)
                receipt = self._ours.scalar(_receipts_on(key)) or ""
                slip = self._theirs.scalar(_slips_of(later)) or ""
                stayed = self._new.isdisjoint(later) and self._moved.isdisjoint(
                    self._theirs.scalars(_moves_of(key))
                )
                yield BothDecided(key, ref, payer, receipt, tuple(sorted(later)), slip, stayed)

    def _later(self, payment: int) -> set[int]:
        """Return the payments of the field book that take one back, and those in its place unless home took it back.

        Home took it back: what the field book recorded in its place comes, and the money is there once.
        """
        session, pending = self._theirs, self._refs.keys()
        later: set[int] = set()
        if not self._is_taken_back(payment):
            first = places(session, {payment, *pending})
            later = {key for key in pending if first.get(key) == first.get(payment, payment)}
        while more := self._taking_back({payment, *later}) - later:
            later |= more
        return later

    def _is_taken_back(self, payment: int) -> bool:
        """Tell whether home took back a payment and what it recorded in its place."""
        last = put_right(self._ours, [payment]).get(payment, payment)
        return self._ours.scalar(select(Payment.id).where(Payment.reverses_id == last).limit(1)) is not None

    def _taking_back(self, payments: Collection[int]) -> set[int]:
        of = or_(Payment.reverses_id.in_(payments), Payment.refunds_id.in_(payments))
        return {*self._theirs.scalars(select(Payment.id).where(of))} & self._refs.keys()

    # what is left

    def leave(self, payments: Collection[int], decided: Collection[int]) -> None:
        """Let payments stay, and what was decided of others that are home.

        Args:
            payments: keys of those that are not home.
            decided: of those that are.
        """
        for key in payments:
            self._leave(self._refs[key], _rows_of(self._theirs, key))
        query = (
            select(Allocation.__table__, Payment.ref)
            .join(PaymentLine, PaymentLine.id == Allocation.line_id)
            .join(Payment, Payment.id == PaymentLine.payment_id)
            .where(Payment.id.in_(decided))
            .order_by(Allocation.id)
        )
        for row in map(dict, self._theirs.execute(query).mappings()):
            self._leave(row.pop("ref"), [(Allocation, row)])

    def _leave(self, ref: str, rows: Iterable[tuple[type[Base], Row]]) -> None:
        told = self._told[ref]
        self._left.add(ref)
        for table, row in rows:
            name, key = table.__tablename__, row["id"]
            if pair := self._changed.get(name, {}).pop(key, None):
                told.update({pair[0]: 1, pair[1]: -1})
            if said := self._added.get(name, {}).pop(key, None):
                told[said] -= 1

    def tell(self, write: Write) -> None:
        """Journal what the links and the rows of each payment do not agree on."""
        for ref, told in sorted(self._told.items()):
            lines = [(ADDED if n > 0 else TAKEN, said) for said, n in told.items() if n]
            if lines:
                write.tell(_LEFT if ref in self._left else _TAKEN, f"payment:{ref}", lines)


def _own(theirs: Session) -> list[int]:
    return [*theirs.scalars(select(Head.origin_id).where(Head.is_here))]


def _rows_of(theirs: Session, payment: int) -> Iterator[tuple[type[Base], Row]]:
    """Yield the rows that make a payment, as they stand in the field book."""
    lines = select(PaymentLine.id).where(PaymentLine.payment_id == payment)
    for table, condition in (
        (Payment, Payment.id == payment),
        (PaymentLine, PaymentLine.payment_id == payment),
        (Allocation, Allocation.line_id.in_(lines)),
    ):
        query = select(table.__table__).where(condition).order_by(table.id)
        for row in theirs.execute(query).mappings():
            yield table, dict(row)


def _receipts_on(payment: int) -> Select[tuple[str]]:
    return (
        select(TaxReceipt.number)
        .join(LiveReceiptLine, LiveReceiptLine.receipt_id == TaxReceipt.id)
        .join(PaymentLine, PaymentLine.id == LiveReceiptLine.line_id)
        .where(PaymentLine.payment_id == payment)
        .limit(1)
    )


def _moves_of(payment: int) -> Select[tuple[int]]:
    lines = select(PaymentLine.id).where(PaymentLine.payment_id == payment)
    return select(Allocation.id).where(Allocation.line_id.in_(lines))


def _slips_of(payments: Collection[int]) -> Select[tuple[str]]:
    slips = select(DepositSlip.number).join(DepositLine, DepositLine.slip_id == DepositSlip.id)
    return slips.where(DepositLine.payment_id.in_(payments)).limit(1)
