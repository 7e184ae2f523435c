"""Payments that came from exports of a platform: known again by their numbers, and added up as it paid them out."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import Party, Payment, PaymentLine
from donations_app.domain.money import ZERO, Money
from donations_app.domain.platforms import HELLOASSO, order_of, prefix_of


class Recorded(Struct, frozen=True):
    """A payment of a platform as it stands in the books."""

    id: int
    ref: str
    order: str
    amount: Money
    credited_on: date | None
    payer: str  # reference; empty: anonymous
    is_online: bool
    is_back: bool  # taken back as a whole
    refunded: Money  # of it, as far as refunds stand
    lines: tuple[tuple[int, Money], ...]  # position and amount


class Payout(Struct, frozen=True):
    """What a platform paid out on a day: one line of the bank's statement."""

    on: date
    amount: Money
    payments: tuple[str, ...]  # references


def recorded_of(session: Session, platform: str) -> list[Recorded]:
    """Return the payments that exports of a platform brought, in their order."""
    reversal = aliased(Payment)
    is_back = select(reversal.id).where(reversal.reverses_id == Payment.id).exists()
    undone = aliased(Payment)
    is_undone = select(undone.id).where(undone.reverses_id == reversal.id).exists()
    refunded = (
        select(func.coalesce(func.sum(reversal.amount), 0))
        .where(reversal.refunds_id == Payment.id, reversal.reverses_id.is_(None), ~is_undone)
        .scalar_subquery()
    )
    query = (
        select(
            Payment.id, Payment.other_ref, Payment.amount, Payment.credited_on, Payment.method, Party.ref,
            is_back, refunded, PaymentLine.position, PaymentLine.amount, PaymentLine.description,
        )
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .outerjoin(Party, Party.id == Payment.payer_id)
        .where(*_of(platform))
        .order_by(Payment.id, PaymentLine.position)
    )  # fmt: skip
    found: dict[int, Recorded] = {}
    lines: dict[int, list[tuple[int, Money]]] = {}
    for key, ref, amount, credited, method, payer, back, given, position, of_line, told in session.execute(
        query
    ):
        lines.setdefault(key, []).append((position, of_line))
        if key not in found:
            found[key] = Recorded(
                key, ref, order_of(platform, told), amount, credited, payer or "", method == "online", bool(back),
                -Money(_cents(given)), (),
            )  # fmt: skip
    return [_with_lines(one, lines[key]) for key, one in found.items()]


def _cents(amount: object) -> int:
    return amount.cents if isinstance(amount, Money) else int(str(amount))


def _with_lines(one: Recorded, lines: Sequence[tuple[int, Money]]) -> Recorded:
    return Recorded(
        one.id, one.ref, one.order, one.amount, one.credited_on, one.payer, one.is_online, one.is_back,
        one.refunded, tuple(lines),
    )  # fmt: skip


def _of(platform: str) -> tuple[ColumnElement[bool], ...]:
    is_ours = Payment.other_ref.startswith(f"{prefix_of(platform)}-", autoescape=True)
    return is_ours, Payment.reverses_id.is_(None), Payment.refunds_id.is_(None)


_ONLINE: Final = "online"


def payouts(session: Session, platform: str = HELLOASSO) -> list[Payout]:
    """Return what a platform paid out, by day: of payments that it collected, with those refunded afterwards.

    Payments that never were, taken back as wrong, are in none.
    """
    wrong = aliased(Payment)
    is_wrong = (
        select(wrong.id).where(wrong.reverses_id == Payment.id, wrong.reversal == "correction").exists()
    )
    query = (
        select(Payment.credited_on, Payment.amount, Payment.ref)
        .where(*_of(platform), Payment.method == _ONLINE, Payment.credited_on.is_not(None), ~is_wrong)
        .order_by(Payment.credited_on, Payment.id)
    )
    days: dict[date, tuple[Money, list[str]]] = {}
    for on, amount, ref in session.execute(query):
        sum_, refs = days.get(on, (ZERO, []))
        days[on] = sum_ + amount, [*refs, ref]
    return [Payout(on, sum_, tuple(refs)) for on, (sum_, refs) in days.items()]


class Named(Struct, frozen=True):
    """Somebody recorded, by what a platform may name him."""

    ref: str
    email: str
    last_name: str
    first_names: tuple[str, ...]
    organisation: str


def people_with(session: Session, emails: Collection[str]) -> list[Named]:
    """Return who is recorded under some addresses, in lower case; the one that was recorded first stands first."""
    columns = (
        Party.ref, Party.email, Party.last_name, Party.first_name, Party.second_first_name, Party.organisation,
    )  # fmt: skip
    found: list[Named] = []
    for some in in_steps(sorted(emails), MOST):
        query = select(*columns).where(func.lower(Party.email).in_(some), Party.taken_back_on.is_(None))
        for ref, email, last, first, second, organisation in session.execute(query.order_by(Party.id)):
            found.append(Named(ref, email.lower(), last, (first, second), organisation))
    return found
