"""The financing plan of a project: promised, agreed, received, by funder and currency, as on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.leaders import joined_leader, records_among
from donations_app.db.queries.references import find
from donations_app.db.queries.share_facts import Asked
from donations_app.db.queries.share_promises import left_of_plan
from donations_app.db.tables import Allocation, Financing, Party, Payment, PaymentLine, Project
from donations_app.domain.errors import NotFound
from donations_app.domain.financing import Commitment, FunderPlan
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import IN_KIND_KINDS

_FUNDER: Final = aliased(Party)
_FOR: Final = aliased(Party)
_Place = tuple[int, str]  # funder and currency


class Standing(Struct, frozen=True):
    """One entry of the plan that nothing replaced yet."""

    key: int
    ref: str
    project: str  # code
    funder: str  # reference
    currency: str
    commitment: Commitment


def financing_plan(
    session: Session,
    project: str,
    *,
    on: date | None = None,
    known_on: date | None = None,
    funder: str = "",
) -> list[FunderPlan]:
    """Return the plan of a project: a line for each funder and currency, by name.

    Received is the money of the funder, and of those recorded as the same, that stands on the project, whoever
    was named for it; nothing in kind. What came in a currency in which the funder promised nothing has a line of
    its own. What is left to come is what ``share_promises.promises_left`` leaves. A funder who withdrew keeps a line.

    Args:
        session: an open view.
        project: code.
        on: as it stood on this day, by the days of promises, agreements and decisions; ``None``: all that is known.
        known_on: only from what had been recorded by this day.
        funder: reference; only its lines.

    Raises:
        NotFound: there is no such project or funder.
    """
    project_id = _project_id(session, project)
    only = _funder_id(session, funder)
    entries = [
        row for row in session.execute(_rows(project_id, on, known_on)) if only in (None, row.funder_id)
    ]
    named = {row.funder_id: FunderPlan(row.funder, row.organisation, row.kind, "", ()) for row in entries}
    received = _received(session, project_id, set(named), on, known_on)
    stated = _stated(entries, left_of_plan(session, Asked((project_id,), on, known_on)))
    # it may have given in another currency than it promised
    places = dict.fromkeys([*((row.funder_id, row.currency) for row in entries), *received])
    plans = [
        replace(
            named[place[0]], currency=place[1], commitments=tuple(stated[place].commitments),
            received=minor, received_euros=euros, left=stated[place].minor, left_euros=stated[place].euros,
        )
        for place in places
        for minor, euros in (received.get(place, (0, ZERO)),)
    ]  # fmt: skip
    return sorted(plans, key=lambda one: (one.name, one.funder, one.currency))


class _Stated(Struct):
    """What stands of a funder in a currency, and what of it is still to come."""

    commitments: list[Commitment] = field(default_factory=list)
    euros: Money = ZERO
    minor: int = 0


def _stated(entries: Iterable[Any], left: Mapping[int, tuple[Money, int]]) -> Mapping[_Place, _Stated]:
    """Return what stands by funder and currency; of one who withdrew nothing."""
    found: defaultdict[_Place, _Stated] = defaultdict(_Stated)
    for row in entries:
        if row.stage != "withdrawn":
            one, (euros, minor) = found[row.funder_id, row.currency], left[row.id]
            one.commitments.append(_commitment(row))
            one.euros, one.minor = one.euros + euros, one.minor + minor
    return found


def standing_financing(session: Session, project: str, funder: str, association: str = "") -> list[Standing]:
    """Return what a funder promised or agreed for a project that nothing replaced, by day.

    Args:
        session: an open view.
        project: code.
        funder: reference.
        association: reference; only what is for its part, unless empty.

    Raises:
        NotFound: there is no such project, funder or association.
    """
    only, part = _funder_id(session, funder), _funder_id(session, association)
    rows = session.execute(_rows(_project_id(session, project), None, None))
    return [
        Standing(row.id, row.ref, project, row.funder, row.currency, _commitment(row))
        for row in rows
        if row.funder_id == only and part in (None, row.part_id) and row.stage != "withdrawn"
    ]


def _project_id(session: Session, code: str) -> int:
    standing = Project.taken_back_on.is_(None)
    key = session.scalar(select(Project.id).where(Project.code == code, standing))
    if key is None:
        raise NotFound("project", code)
    return key


def _funder_id(session: Session, ref: str) -> int | None:
    key = find(session, Party, ref) if ref else None
    if ref and key is None:
        raise NotFound("party", ref)
    return key


def _rows(project_id: int, on: date | None, known_on: date | None) -> Select[Any]:
    """Ask for what stands on a day: of each line of entries that replace each other the last one by then."""
    later = aliased(Financing)
    replaced = select(later.id).where(later.replaces_id == Financing.id)
    query: Select[Any] = (
        select(
            *(
                getattr(Financing, name)
                for name in (
                    "id", "stage", "amount", "currency", "rate", "foreign_minor", "stated_on", "reference", "reason",
                )
            ),
            Financing.ref,
            _FUNDER.id.label("funder_id"),
            _FUNDER.ref.label("funder"),
            _FUNDER.organisation,
            _FUNDER.kind,
            _FOR.id.label("part_id"),
            _FOR.ref.label("association"),
        )
        .select_from(Financing)
        .where(Financing.project_id == project_id)
    )  # fmt: skip
    if on:
        query, replaced = query.where(Financing.stated_on <= on), replaced.where(later.stated_on <= on)
    if known_on:
        query = query.where(Financing.recorded_on <= known_on)
        replaced = replaced.where(later.recorded_on <= known_on)
    query = joined_leader(query, Financing.funder_id, _FUNDER)
    query = joined_leader(query, Financing.association_id, _FOR, may_be_nobody=True)
    query = query.where(~replaced.exists())
    return query.order_by(Financing.stated_on, Financing.id)


def _commitment(row: Any) -> Commitment:
    return Commitment(
        row.ref,
        row.stage,
        row.association or "",
        row.amount,
        row.amount.cents if row.foreign_minor is None else row.foreign_minor,
        row.rate,
        row.stated_on,
        row.reference,
        row.reason,
    )


def _received(
    session: Session, project_id: int, funders: set[int], on: date | None, known_on: date | None
) -> dict[_Place, tuple[int, Money]]:
    """Return what stands on a project of the money of some payers: units of the currency and euros."""
    if not funders:
        return {}
    payer = aliased(Party)
    asked = (payer.leader_id, Allocation.currency, Payment.rate)
    query = (
        select(*asked, func.sum(Allocation.amount), func.sum(Allocation.foreign_minor))
        .select_from(Allocation)
        .join(PaymentLine, PaymentLine.id == Allocation.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .join(payer, payer.id == Payment.payer_id)
        .where(
            Allocation.project_id == project_id,
            Payment.payer_id.in_(records_among(funders)),
            Allocation.kind.not_in(IN_KIND_KINDS),
        )
        .group_by(*asked)
    )
    if on:
        query = query.where(Allocation.decided_on <= on)
    if known_on:
        query = query.where(Allocation.recorded_on <= known_on)
    sums: dict[_Place, tuple[int, Money]] = {}
    for key, currency, rate, euros, minor in session.execute(query):
        before = sums.get((key, currency), (0, ZERO))
        units = euros.cents if currency == "EUR" else _units(euros, rate) if minor is None else int(minor)
        sums[key, currency] = (before[0] + units, before[1] + euros)
    return {place: both for place, both in sums.items() if both != (0, ZERO)}


def _units(euros: Money, rate: str) -> int:
    """Return units of a currency for a payment that states its euros alone."""
    return int((euros.cents * Decimal(rate or 1)).quantize(Decimal(1), ROUND_HALF_UP))
