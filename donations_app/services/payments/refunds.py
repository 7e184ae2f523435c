"""A part of a payment given back: a payment below zero of its own, whose cents leave the lines that arrived."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.queries.refunds import number_of_refunds, refunded_lines
from donations_app.db.records import Record
from donations_app.db.tables import Payment, PaymentLine, Project
from donations_app.domain.errors import InputRefused, Problem, RefundBeyond, RefundedAlready
from donations_app.domain.money import ZERO, Money
from donations_app.domain.refunds import GENERAL_FUND, LeftOver, Refund, refunded_line, taken_from, taken_on
from donations_app.services.books.recorded import Recorded, recorded
from donations_app.services.payments.allocated import Allocated, allocated, allocated_by_day, allocation_row
from donations_app.services.payments.payment_rows import record_of
from donations_app.services.payments.reversals import TakenBack, opposite, reverse_in, standing_payment

_Place = tuple[int | None, int | None]  # the project and the association on which cents stand


def refund_in(write: Write, ref: str, refund: Refund, *, reason: str, on: date) -> Recorded:
    """Give a part of a payment back, on which no live receipt stands, in a transaction that others began.

    All that is left is refunded as ``reverse_in`` does.

    Args:
        write: the transaction.
        ref: of the payment.
        refund: how much, and from where.
        reason: in words, compulsory.
        on: the day on which the money went back.

    Raises:
        NotFound, AlreadyReversed: as ``reverse_in``.
        InputRefused: the day lies before the payment arrived or in the future, or it is not said of which line, or
            that line cannot be refunded in part.
        RefundBeyond: less is left where it is taken from.
        RefundedAlready: the same was refunded on the same day.
    """
    session = write.session
    payment, lines = standing_payment(write, ref, kind="refund", on=on)
    if refund.amount <= ZERO:
        raise InputRefused([Problem("amount", "amount_zero")])
    known = refunded_lines(session, [payment["id"]])[payment["id"]]
    if same := [one.ref for one in known if one.stands and (one.on, -one.amount) == (on, refund.amount)]:
        raise RefundedAlready(ref, same[0])
    stand = allocated(session, [line["id"] for line in lines])
    codes, positions = _codes(session, stand), {line["id"]: line["position"] for line in lines}
    meant = [
        part
        for part in stand
        if refund.line in (None, positions[part.line_id]) and refund.project in (None, codes[part.project_id])
    ]
    if meant == stand and refund.amount == _left(stand):
        return reverse_in(write, ref, kind="refund", reason=reason, on=on)
    chosen = refunded_line(refund, [_left_over(line, stand) for line in lines])
    (line,) = (line for line in lines if line["position"] == chosen.position)
    back = TakenBack(ref, "refund", reason=reason, code="", on=on)
    parts = [part for part in meant if part.line_id == line["id"]]
    if not parts:
        nowhere = "refund_no_fund" if refund.project == GENERAL_FUND else "refund_no_place"
        raise InputRefused([Problem("project", nowhere, refund.project or "")])
    if (left := _left(parts)) < refund.amount:
        raise RefundBeyond(ref, left.cents)
    shared = taken_from(refund.amount, [(codes[part.project_id], part.amount) for part in parts])
    taken = [part.part(amount) for part, amount in zip(parts, shared, strict=True) if amount]
    record = _refund(write, back, payment, line, taken)
    write.add(record)
    return recorded(write, record, Payment)


def _left(parts: Iterable[Allocated]) -> Money:
    return Money.total(part.amount for part in parts)


def _left_over(line: rows.PaymentLine, stand: Sequence[Allocated]) -> LeftOver:
    left = _left(part for part in stand if part.line_id == line["id"])
    return LeftOver(line["position"], line["kind"], left, line["counterpart_kind"] == "goods")


def _codes(session: Session, stand: Sequence[Allocated]) -> dict[int | None, str]:
    """Return the codes of the projects on which cents stand, by key; of the general fund too."""
    keys = {part.project_id for part in stand if part.project_id}
    query = select(Project.id, Project.code).where(Project.id.in_(keys))
    return {None: GENERAL_FUND, **{key: code for key, code in session.execute(query)}}


def _refund(
    write: Write, back: TakenBack, payment: rows.Payment, line: rows.PaymentLine, parts: Sequence[Allocated]
) -> Record:
    """Return the refund, whose entries take from the line that arrived: not before the cents stand there for good."""
    n = number_of_refunds(write.session, payment["id"]) + 1
    amount = -_left(parts)
    row = opposite(write, back, payment, ref=f"{back.ref}-R{n}", amount=amount, key=f"refund {n}")
    row |= {"refunds_id": payment["id"], "credited_on": back.on}
    minors = [part.foreign_minor for part in parts if part.foreign_minor is not None]
    given: rows.PaymentLine = {
        **line,
        "id": write.ids(PaymentLine)[0],
        "payment_id": row["id"],
        "amount": amount,
        "counterpart": ZERO,
        "counterpart_kind": "",
        "foreign_minor": -sum(minors) if minors else None,
    }
    came: defaultdict[_Place, list[tuple[date, Money]]] = defaultdict(list)
    for part, on in allocated_by_day(write.session, [line["id"]]):
        came[_place(part)].append((on, part.amount))
    entries = [
        allocation_row(
            write,
            part.opposite,
            on=taken_on(back.on, part.amount, came[_place(part)]),
            move_key=row["key"],
            reason=back.reason,
        )
        for part in parts
    ]
    return record_of("payment.refunded", row["other_ref"], row, [given], entries)


def _place(part: Allocated) -> _Place:
    return part.project_id, part.association_id
