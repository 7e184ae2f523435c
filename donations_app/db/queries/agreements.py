"""The list of agreed gifts: found, counted and summed for a month and a year; rows page by page; their history."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal

from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from donations_app.db.lines import ADDED, signed_lines, values_of
from donations_app.db.queries.instalments import AgreedGift, Agreement, agreements, sum_of
from donations_app.db.queries.trail import changes
from donations_app.db.steps import in_steps
from donations_app.db.tables import Entry, Link, Origin, Payment, RecurringGiftRow, all_tables
from donations_app.domain.folding import fold
from donations_app.domain.instalments import OVERDUE, Instalment
from donations_app.domain.money import Money

View = Literal["all", "month", "open"]
VIEWS: Final[tuple[View, ...]] = ("all", "month", "open")
_AGREED, _STOPPED = "recurring_gift.agreed", "recurring_gift.stopped"
_LINKED: Final = (_AGREED, _STOPPED)  # acts at which one gift goes over into another


class AgreementFilter(Struct, frozen=True):
    """What an agreed gift must be; an empty field lets all through."""

    view: View = "all"  # all, those of which something is due this month, those with an instalment overdue
    typed: str = ""  # words of the name, or the reference
    project: str | None = None  # code; empty: the general fund; ``None``: any
    method: str = ""
    year: int = 0  # of which instalments are summed


class MonthSums(Struct, frozen=True):
    """What was to come in one month: the sums of the others add up to what is expected."""

    expected: Money  # all but what was forgiven
    received: Money
    waiting: Money  # late or still to come
    missed: Money
    counts: Mapping[str, int]  # instalments by state


class AgreementList(Struct, frozen=True):
    """What was found, in its order, and what is said beside it."""

    keys: tuple[int, ...]  # of the gifts as they were first agreed
    sizes: Mapping[View, int]  # agreed gifts; of ``month`` and ``open`` instalments
    running: int
    ended: int
    month: MonthSums  # of all agreed gifts
    received: Money  # of those found, for instalments of the year
    overdue: Money  # of those found
    overdue_count: int  # instalments of all agreed gifts that are late or missed
    projects: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)  # code -> titles


def agreement_list(
    session: Session, only: AgreementFilter, *, today: date, order: str = "name", is_descending: bool = False
) -> AgreementList:
    """Return the agreed gifts that are so, in an order, with the figures of the month of ``today``.

    Args:
        session: an open view.
        only: what they must be.
        today: divides what is expected from what is late.
        order: ``name``, ``amount``, ``received`` or ``state``.
        is_descending: the other way round.
    """
    whole = list(_judged(session, today, until_of(only.year, today)))
    found = [one for one in whole if _is_so(one, only, today)]
    found.sort(key=lambda one: (*_order(one, order, only.year), one.key), reverse=is_descending)
    due = [one for gift in whole for one in in_month(gift.instalments, today.year, today.month)]
    overdue = sum(one.state in OVERDUE for gift in whole for one in due_until(gift, today))
    return AgreementList(
        keys=tuple(one.key for one in found),
        sizes={"all": len(whole), "month": sum(one.state != "forgiven" for one in due), "open": overdue},
        running=sum(one.standing != "ended" for one in whole),
        ended=sum(one.standing == "ended" for one in whole),
        month=_month_sums(due),
        received=Money.total(received_in(one, only.year) for one in found),
        overdue=Money.total(
            due.open for one in found for due in due_until(one, today) if due.state in OVERDUE
        ),
        overdue_count=overdue,
        projects={gift.project: gift.titles for one in whole for gift in one.terms if gift.project},
    )


def agreement_rows(
    session: Session, keys: Sequence[int], *, today: date, year: int
) -> list[Agreement | None]:
    """Return agreed gifts in the order of their keys, with the instalments up to the end of a year."""
    payers = select(RecurringGiftRow.payer_id).where(RecurringGiftRow.id.in_(keys)).distinct()
    found = agreements(
        session, today=today, until=until_of(year, today), payers=tuple(session.scalars(payers))
    )
    by_key = {one.key: one for one in found}
    return [by_key.get(key) for key in keys]


def until_of(year: int, today: date) -> date:
    """Return the last day of instalments that a page of a year shows: never before the end of this one."""
    return date(max(year, today.year), 12, 31)


def in_month(found: Iterable[Instalment], year: int, month: int) -> list[Instalment]:
    """Return the instalments that are due in a month."""
    return [one for one in found if (one.due_on.year, one.due_on.month) == (year, month)]


def due_until(gift: Agreement, day: date) -> Iterator[Instalment]:
    """Yield the instalments that are due up to a day."""
    return (one for one in gift.instalments if one.due_on <= day)


def received_in(gift: Agreement, year: int) -> Money:
    """Return what arrived for the instalments of a year."""
    return sum_of((one for one in gift.instalments if one.due_on.year == year), "met")


def _judged(session: Session, today: date, until: date) -> Iterator[Agreement]:
    payers = session.scalars(
        select(RecurringGiftRow.payer_id).distinct().order_by(RecurringGiftRow.payer_id)
    ).all()
    for some in in_steps(payers):
        yield from agreements(session, today=today, until=until, payers=some)


def _is_so(gift: Agreement, only: AgreementFilter, today: date) -> bool:
    if only.view == "month" and not in_month(gift.instalments, today.year, today.month):
        return False
    if only.view == "open" and not any(one.state in OVERDUE for one in gift.instalments):
        return False
    if only.project is not None and gift.now.project != only.project:
        return False
    if only.method and gift.now.method != only.method:
        return False
    name = f"{fold(gift.now.name)} {gift.ref.casefold()}"
    return all(word in name for word in fold(only.typed).split())


def _order(gift: Agreement, order: str, year: int) -> tuple[Any, ...]:
    name = fold(gift.now.name)
    if order == "amount":
        return (gift.now.amount, name)
    if order == "received":
        return (received_in(gift, year), name)
    return (gift.standing, name) if order == "state" else (name,)


def _month_sums(due: Sequence[Instalment]) -> MonthSums:
    counts = dict.fromkeys(("met", "late", "expected", "missed", "forgiven"), 0)
    for one in due:
        counts[one.state] += 1
    received = Money.total(one.received for one in due)
    waiting, missed = sum_of(due, "late") + sum_of(due, "expected"), sum_of(due, "missed")
    return MonthSums(received + waiting + missed, received, waiting, missed, counts)


# what was done with one


class AgreementAct(Struct, frozen=True):
    """One thing that was done with an agreed gift: what its row says since then."""

    at: datetime
    who: str
    office: str
    kind: str
    row: Mapping[str, Any]  # by column, as the audit trail tells it
    payment: str = ""  # reference of the one that was named
    continues: str = ""  # reference of the gift of a couple that parted, with which it goes on
    continued_by: str = ""  # reference of the one agreed for one of both


def agreement_acts(session: Session, gift: Agreement) -> list[AgreementAct]:
    """Return what was done with an agreed gift, the latest first."""
    records = [f"recurring_gift:{one.ref}" for one in gift.terms]
    query = changes(Link.at, Link.who, Origin.code, Entry.kind, Entry.content)
    query = query.join(Origin, Origin.id == Link.origin_id).where(Entry.record.in_(records))
    found = [
        AgreementAct(row.at, row.who, row.code, row.kind, _added(row.content))
        for row in session.execute(query)
    ]
    return sorted(_named(session, found), key=lambda one: one.at, reverse=True)


def _added(content: str) -> dict[str, Any]:
    """Return the row that an entry adds, by column."""
    for sign, said in signed_lines(content):
        if sign == ADDED:
            table, values = values_of(said)
            columns = all_tables().tables[table].columns
            return dict(zip((column.name for column in columns), values, strict=False))
    return {}


def _named(session: Session, acts: Sequence[AgreementAct]) -> list[AgreementAct]:
    """Return acts with the references of the payments that they name."""
    keys = {one.row["payment_id"] for one in acts if one.row.get("payment_id")}
    refs = {
        key: ref for key, ref in session.execute(select(Payment.id, Payment.ref).where(Payment.id.in_(keys)))
    }
    before, after = _links(session, {one.row["id"] for one in acts if one.kind in _LINKED})
    return [
        replace(
            one,
            payment=refs.get(one.row.get("payment_id") or 0, ""),
            continues=before.get(one.row["id"], "") if one.kind == _AGREED else "",
            continued_by=after.get(one.row["id"], "") if one.kind == _STOPPED else "",
        )
        for one in acts
    ]


def _links(session: Session, keys: Collection[int]) -> tuple[dict[int, str], dict[int, str]]:
    """Return by key of agreed gifts the reference of the one that each continues, and of the one that continues it."""
    other = aliased(RecurringGiftRow)
    before = select(RecurringGiftRow.id, other.ref).join(other, other.id == RecurringGiftRow.continues_id)
    after = select(other.continues_id, other.ref)
    return (
        dict(tuple(row) for row in session.execute(before.where(RecurringGiftRow.id.in_(keys)))),
        dict(tuple(row) for row in session.execute(after.where(other.continues_id.in_(keys)))),
    )


def links_of(session: Session, gift: Agreement) -> tuple[str, str]:
    """Return the reference of the gift that one continues, and of the one that continues it; each may be empty."""
    before, after = _links(session, [one.key for one in gift.terms])
    return next(iter(before.values()), ""), next(iter(after.values()), "")


def terms_before(gift: Agreement, ref: str) -> AgreedGift | None:
    """Return the terms that held before those of a reference, or nothing."""
    places = [one.ref for one in gift.terms]
    place = places.index(ref) if ref in places else 0
    return gift.terms[place - 1] if place else None
