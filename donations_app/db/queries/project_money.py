"""The money of one project, payment by payment: received, waiting for its paper, expected; and its share over time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, Literal

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.contributions import contributions
from donations_app.db.queries.financing import financing_plan
from donations_app.db.queries.instalments import agreed_gifts
from donations_app.db.queries.leaders import ASSOCIATION, joined_leader
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.payments import live_numbers
from donations_app.db.queries.project_drafts import project_key
from donations_app.db.queries.share_expected import expected
from donations_app.db.queries.share_facts import Asked, leaders_of
from donations_app.db.queries.share_promises import plans
from donations_app.db.queries.shares import ProjectShare, project_shares
from donations_app.db.tables import (
    Allocation,
    DepositSlip,
    LiveDeposit,
    Party,
    Payment,
    PaymentLine,
    Project,
    ProjectBudget,
    RecurringGiftRow,
)
from donations_app.domain.instalments import OVERDUE
from donations_app.domain.money import Money
from donations_app.domain.parties import display_name
from donations_app.domain.private_share import kind_counted, money_origin

MoneyState = Literal["received", "waiting", "expected", "late"]
Proof = Literal["", "slip", "receipt", "bank", "attestation", "agreement"]


class MoneyLine(Struct, frozen=True):
    """Money, or something valued, on a project."""

    on: date | None  # received, given or due; none of what was agreed without a day
    name: str  # from whom; empty: nobody knows
    kind: str  # of the payment line or of the valued contribution; "gift" of instalments, "financing"
    origin: str  # of ``domain.private_share.MONEY_ORIGINS``
    state: MoneyState
    association: str  # reference; empty: the project alone
    association_name: str
    amount: Money
    proof: Proof = ""
    words: str = (
        ""  # number of the slip or the receipt, month of the credit, who signed, reference of the agreement
    )
    payment: str = ""  # reference, to look at it
    contribution: str = ""  # reference
    counted: str = ""  # kind of money, as rules name it (``domain.private_share.kind_counted``)


class ProjectMoneyLines(Struct, frozen=True):
    """What came to a project and what is still to come, as on a day."""

    arrived: tuple[MoneyLine, ...]  # the newest first; valued contributions that wait among them
    expected: tuple[MoneyLine, ...]  # by day; what was agreed without a day last


def project_money(
    session: Session, code: str, *, today: date, on: date | None = None, as_known: bool = False
) -> ProjectMoneyLines:
    """Return the money of a project.

    Args:
        session: an open view.
        code: of the project.
        today: divides what is expected from what is late.
        on: by the days of money and decisions; ``None``: all that is known.
        as_known: only from what had been recorded by then.

    Raises:
        NotFound: there is no such project.
    """
    key, day = project_key(session, code), on or today
    asked = Asked((key,), on, day if as_known else None)
    arrived = [*_payments(session, asked), *_valued(session, code, day, as_known=as_known)]
    arrived.sort(key=lambda one: (one.on or date.min, one.payment, one.contribution), reverse=True)
    due = [*_instalments(session, key, day), *_agreed(session, code, asked)]
    due.sort(key=lambda one: (one.on or date.max, one.name))
    return ProjectMoneyLines(tuple(arrived), tuple(due))


_PAYER: Final = aliased(Party)


def _payments(session: Session, held: Asked) -> Iterator[MoneyLine]:
    """Yield what stands on a project of each payment, for each association apart."""
    asked = (
        Payment.id, Payment.ref, Payment.received_on, Payment.credited_on,
        Allocation.kind.label("of_kind"), Allocation.money_origin, Allocation.payer_kind,
        _PAYER.id.label("payer"), *name_columns(_PAYER), _PAYER.other_ref,
        ASSOCIATION.ref.label("association"), ASSOCIATION.organisation.label("association_name"),
        ASSOCIATION.other_ref.label("association_other"), DepositSlip.number, Payment.other_ref.label("other"),
    )  # fmt: skip
    query = (
        select(
            *asked, func.sum(Allocation.amount).label("amount"), func.max(Allocation.decided_on).label("on")
        )
        .select_from(Allocation)
        .join(PaymentLine, PaymentLine.id == Allocation.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .outerjoin(LiveDeposit, LiveDeposit.payment_id == Payment.id)
        .outerjoin(DepositSlip, DepositSlip.id == LiveDeposit.slip_id)
        .where(
            *held.of(Allocation.project_id), *held.until(Allocation.decided_on), *held.recorded(Allocation)
        )
    )
    query = joined_leader(query, Payment.payer_id, _PAYER, may_be_nobody=True)
    query = joined_leader(query, Allocation.association_id, ASSOCIATION, may_be_nobody=True)
    found = [row for row in session.execute(query.group_by(*asked, Payment.office_id)) if row.amount]
    numbers = live_numbers(session, [row.id for row in found]) if found else {}
    for row in found:
        proof, words = _proof(row, numbers.get(row.id, ""))
        yield MoneyLine(
            row.received_on or row.credited_on or row.on, display_name(row) if row.payer else "", row.of_kind,
            row.money_origin, "received", row.association or "", row.association_name or "", row.amount,
            proof, words, row.ref, counted=kind_counted(row.of_kind, row.payer_kind),
        )  # fmt: skip


def _proof(row: Any, receipt: str) -> tuple[Proof, str]:
    """Return what proves a payment: its slip, else its line at the bank, else its receipt."""
    if row.number:
        return "slip", row.number
    if row.credited_on:
        return "bank", f"{row.credited_on:%m-%Y}"
    return ("receipt", receipt) if receipt else ("", "")


def _valued(session: Session, code: str, day: date, *, as_known: bool) -> Iterator[MoneyLine]:
    for one in contributions(session, on=day, project=code, as_known=as_known):
        if one.state != "withdrawn":
            is_signed = one.state == "attested"
            yield MoneyLine(
                one.given_on, one.description, one.kind, "private", "received" if is_signed else "waiting",
                one.association, one.association_name, one.amount, "attestation", one.signed_by,
                contribution=one.ref, counted=kind_counted(one.kind, ""),
            )  # fmt: skip


def _instalments(session: Session, project: int, day: date) -> Iterator[MoneyLine]:
    """Yield instalments that are still to come, up to the end of the project or of the year; and the overdue ones."""
    payers = set(
        session.scalars(select(RecurringGiftRow.payer_id).where(RecurringGiftRow.project_id == project))
    )
    if not payers:
        return
    origins = {
        row.ref: money_origin("donation", row.kind, row.money_origin)
        for row in session.execute(
            select(Party.ref, Party.kind, Party.money_origin).where(Party.id.in_(payers))
        )
    }
    names = _association_names(session)
    until = _horizon(session, project, day)
    for gift in agreed_gifts(session, today=day, until=until, for_projects=True, payers=payers):
        if gift.project_id != project:
            continue
        for one in gift.instalments:
            if one.state == "expected" or one.state in OVERDUE:
                state: MoneyState = "expected" if one.state == "expected" else "late"
                yield MoneyLine(
                    one.due_on, gift.name, "gift", origins.get(gift.payer, "private"), state, gift.association,
                    names.get(gift.association, ""), one.open,
                )  # fmt: skip


def _association_names(session: Session) -> dict[str, str]:
    query = select(Party.ref, Party.organisation).where(Party.kind == "association")
    return {ref: name for ref, name in session.execute(query)}


def _horizon(session: Session, project: int, day: date) -> date:
    ends_on = session.scalar(select(Project.ends_on).where(Project.id == project))
    return ends_on or date(day.year, 12, 31)


def _agreed(session: Session, code: str, asked: Asked) -> Iterator[MoneyLine]:
    """Yield what funders promised or agreed and did not pay yet; the day on which it comes was not told."""
    origin = {one.funder: one.origin for one in plans(session, asked)}
    refs = dict(session.execute(select(Party.ref, Party.id).where(Party.id.in_(origin))).tuples().all())
    for one in financing_plan(session, code, on=asked.on, known_on=asked.known):
        if one.left_euros:
            words = ", ".join(filter(None, (given.reference for given in one.commitments)))
            yield MoneyLine(
                None, one.name, "financing", origin.get(refs.get(one.funder, 0), "public"), "expected", "", "",
                one.left_euros, "agreement", words,
            )  # fmt: skip


# the curve

_MONTHS: Final = 12  # looked back


class CurveLine(Struct, frozen=True):
    """The share of an association, or of a project that none carries, over time; parts in basis points."""

    ref: str  # empty: the project
    name: str
    stood: tuple[tuple[date, int], ...]  # on the last day of each month, and on the day asked of; by day
    coming: tuple[tuple[date, int], ...]  # once what is expected has come; empty: nothing is expected
    is_below: bool


class Curve(Struct, frozen=True):
    """The share of a project month by month."""

    first: date
    day: date  # the day asked of: what lies after it is expected
    last: date
    lines: tuple[CurveLine, ...]


def project_curve(
    session: Session, code: str, *, today: date, on: date | None = None, as_known: bool = False
) -> Curve:
    """Return the share as it stood at the end of each of the last twelve months, and as it is expected.

    The line of an association that left ends on the day on which it did. Months before the project began are left out.

    Raises:
        NotFound: there is no such project.
    """
    key, day = project_key(session, code), on or today
    found: dict[date, ProjectShare] = {}
    starts_on = session.scalar(select(Project.starts_on).where(Project.id == key)) or date.min
    months = [one for one in _month_ends(day) if one >= starts_on]
    revised = _revised(session, Asked((key,), day, day if as_known else None), min([day, *months]))
    for month in sorted({*months, *(one - timedelta(days=1) for one in revised), day}):
        as_on = on if month == day else month
        shares = project_shares(session, today=today, project=code, on=as_on, as_known=as_known)
        if shares:
            found[month] = shares[0]
    if day not in found:
        return Curve(day, day, day, ())
    stood: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
    for month, share in found.items():
        for ref, points in _points(share):
            stood[ref].append((month, points))
    coming = _coming(session, key, found[day], _horizon(session, key, day), day)
    lines = tuple(_curve_lines(found, stood, coming, revised))
    days = [one for line in lines for one, _points in line.coming]
    return Curve(min(found), day, max([day, *days]), lines)


def _revised(session: Session, asked: Asked, first: date) -> list[date]:
    """Return the days after the first one from which another budget held, by day."""
    since = ProjectBudget.since
    query = select(since).where(
        *asked.of(ProjectBudget.project_id),
        since > first,
        *asked.until(since),
        *asked.recorded(ProjectBudget),
    )
    return sorted({one for one in session.scalars(query) if one})


def _curve_lines(
    found: Mapping[date, ProjectShare],
    stood: Mapping[str, list[tuple[date, int]]],
    coming: Mapping[str, Sequence[tuple[date, int]]],
    revised: Sequence[date],
) -> Iterator[CurveLine]:
    """Yield the line of each who carries the project, or of the project; then of each who left, up to that day."""
    now = found[max(found)]
    carrying = {one.ref: one for one in now.associations if not one.has_left}
    for ref, name in ({one.ref: one.name for one in carrying.values()} or {"": ""}).items():
        share = carrying[ref].share if ref else now.share
        yield CurveLine(ref, name, tuple(stood[ref]), tuple(coming.get(ref, ())), share.reached is False)
    names = {one.ref: one.name for share in found.values() for one in share.associations}
    for ref, name in names.items():
        if ref not in carrying and ref in stood:
            last, points = stood[ref][-1]
            left_on = next((one for one in revised if one > last), last)
            yield CurveLine(ref, name, (*stood[ref], (left_on, points)), (), is_below=False)


def _month_ends(day: date) -> Iterator[date]:
    """Yield the last days of the months before a day, the oldest first."""
    whole = day.year * 12 + day.month - 1
    for month in range(whole - _MONTHS + 1, whole + 1):
        yield date(month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _points(share: ProjectShare) -> Iterator[tuple[str, int]]:
    """Yield the part of each who carries the project; of the project, where nobody does."""
    carrying = [one for one in share.associations if not one.has_left]
    for one in carrying:
        yield one.ref, one.share.basis_points
    if not carrying:
        yield "", share.share.basis_points


def _coming(
    session: Session, project: int, now: ProjectShare, until: date, day: date
) -> dict[str, Sequence[tuple[date, int]]]:
    """Return how shares rise by the private instalments to come, in euros of what counts and what it is a part of."""
    leaders = leaders_of(session)
    due = expected(session, {project: until}, day, leaders)
    query = select(Party.id, Party.ref).where(Party.id.in_([place for _project, place in due]))
    refs = dict(session.execute(query).tuples().all())
    lines = {one.ref: one.share for one in now.associations} or {"": now.share}
    found: dict[str, Sequence[tuple[date, int]]] = {}
    for (_project, place), some in due.items():
        share = lines.get(refs.get(place, ""))
        if share is None or not share.cost:
            continue
        cents, steps = 0, dict[date, int]()
        for one in sorted(some):
            if one.origin == "private":
                cents += one.cents
                steps[one.on] = share.basis_points + cents * 10_000 // share.cost.cents
        if steps:
            found[refs.get(place, "")] = tuple(steps.items())
    return found
