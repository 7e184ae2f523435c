"""People by what one asks of them, and one with all that is recorded of him."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, cast, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.plain import Values, all_columns
from donations_app.db.queries.dues import members
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.payment_list import listed_keys
from donations_app.db.queries.references import find
from donations_app.db.queries.settings import online_policy_on
from donations_app.db.queries.standing import is_erased
from donations_app.db.queries.terms import (
    is_member,
    is_money_received,
    known_day,
    left,
    money_known_day,
    stands,
)
from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import (
    Allocation,
    Membership,
    Party,
    PartyWord,
    Payment,
    PaymentLine,
)
from donations_app.domain.errors import NotFound
from donations_app.domain.folding import fold, without_and
from donations_app.domain.gifts import OnlineDate
from donations_app.domain.money import ZERO, Money
from donations_app.domain.people_filter import PeopleFilter, PeopleOrder, of_year
from donations_app.words.names import said_name, said_names

_MANY: Final = 20_000  # people; beyond, to ask again who they are is faster than to name them
_LAST: Final = "\U0010ffff"  # after every other character
_SHOWN: Final = select(
    Party.id, Party.ref, Party.postcode, Party.city, Party.country, Party.email, Party.phone, *name_columns()
).where(Party.id.in_(bindparam("keys", expanding=True)))
_RECORD: Final = aliased(Party)  # under which somebody paid
_GONE: Final = or_(
    and_(Party.deceased_on.is_not(None), or_(Party.kind != "couple", Party.second_deceased_on.is_not(None))),
    Party.separated_on.is_not(None),
    is_erased(Party),
)

Span = tuple[date | None, date | None]


class PersonRow(NamedTuple):
    """Somebody in a list; its fields are the columns of a table of them."""

    id: int
    ref: str
    kind: str
    name: str
    postcode: str
    city: str
    country: str
    email: str
    phone: str
    given: Money  # between the days asked for, dues included
    given_before: Money  # between those asked for beside them


def people(
    session: Session,
    only: PeopleFilter,
    order: PeopleOrder = PeopleOrder(),  # noqa: B008 -- frozen
    *,
    today: date,
) -> list[PersonRow]:
    """Return people, each with what he gave between the days that the filter names.

    Args:
        session: an open view.
        only: who is asked for.
        order: by name, unless another is given.
        today: of which membership is asked.
    """
    keys = people_keys(session, only, order, today=today)
    return [row for row in people_rows(session, keys, (only.given_from, only.given_to)) if row]


def given_of(session: Session, only: PeopleFilter, keys: Sequence[int], *, today: date) -> Money:
    """Return what the people of a filter, whose keys are known, gave between its days."""
    if len(keys) > _MANY:
        return people_sum(session, only, today=today)
    given = (_sums(session, some, (only.given_from, only.given_to)) for some in in_steps(keys, MOST))
    return Money.total(amount for sums in given for amount in sums.values())


def people_keys(
    session: Session,
    only: PeopleFilter,
    order: PeopleOrder = PeopleOrder(),  # noqa: B008 -- frozen
    *,
    today: date,
) -> Sequence[int]:
    """Return the keys of people in an order; names are compared by their folded letters."""
    query = _asked(session, only, select(Party.id), today)
    columns: tuple[Any, ...] = (Party.search, Party.id)
    if order.by == "given":
        given = _given(session, of_year(order.year))
        if _names_some(only):
            few = query.cte()  # found once, asked twice
            given = given.where(_RECORD.leader_id.in_(select(few.c.id)))
            query = select(Party.id).join(few, few.c.id == Party.id)
        sums = given.subquery()
        query = query.outerjoin(sums, sums.c.payer_id == Party.id)
        columns = (func.coalesce(cast(sums.c.amount, BigInteger), 0), *columns)
    elif order.by == "city":
        columns = (func.lower(Party.city), Party.postcode, *columns)
    first, *others = columns
    query = query.order_by(first.desc() if order.is_descending else first, *others)
    return listed_keys(session, query)


def people_sum(session: Session, only: PeopleFilter, *, today: date) -> Money:
    """Return what the people of a filter gave between its days."""
    asked = _asked(session, only, select(Party.id), today)
    given = _given(session, (only.given_from, only.given_to))
    if _names_some(only):
        sums = given.where(_RECORD.leader_id.in_(asked)).subquery()
        query = select(func.sum(sums.c.amount))
    else:
        sums = given.subquery()
        query = select(func.sum(sums.c.amount)).where(sums.c.payer_id.in_(asked))
    return session.scalar(query) or ZERO


def _names_some(only: PeopleFilter) -> bool:
    """Tell whether a filter lets few people through: what all others gave is not summed for them then."""
    return bool(only.name or only.typed)


def people_rows(
    session: Session, keys: Sequence[int], span: Span, before: Span | None = None
) -> list[PersonRow | None]:
    """Return the people of some keys, in their order; ``None`` for one who is not there.

    Args:
        session: an open view.
        keys: of people.
        span: first and last day of what each gave; ``None``: since ever, until today.
        before: those of what each gave before.
    """
    columns = people_columns(session, keys, span, before)
    found = {row.id: row for row in map(PersonRow._make, zip(*columns, strict=True))}
    return [found.get(key) for key in keys]


def people_columns(
    session: Session, keys: Sequence[int], span: Span, before: Span | None = None
) -> list[Values]:
    """Return the fields of ``PersonRow`` of those people of some keys who are there, in their order."""
    known: dict[int, tuple[Any, ...]] = {}
    given: dict[int, Money] = {}
    given_before: dict[int, Money] = {}
    for some in in_steps(keys, MOST):
        rows = zip(*all_columns(session, _SHOWN, {"keys": some}), strict=True)
        known |= {row[0]: row for row in rows}
        given |= _sums(session, some, span)
        given_before |= _sums(session, some, before) if before else {}
    there = [key for key in keys if key in known]
    columns: list[Values] = list(zip(*map(known.__getitem__, there), strict=True)) or [()] * len(
        _SHOWN.selected_columns
    )
    key, ref, postcode, city, country, email, phone, *name = columns
    sums = ([of.get(one, ZERO) for one in there] for of in (given, given_before))
    return [key, ref, name[0], said_names(name), postcode, city, country, email, phone, *sums]


def _sums(session: Session, keys: Sequence[int], span: Span) -> dict[int, Money]:
    query = _given(session, span).where(_RECORD.leader_id.in_(keys))
    return dict(zip(*all_columns(session, query, {}), strict=True))


def _given(session: Session, span: Span) -> Any:
    """Return what each payer gave of his own in a span, under any of his records, by the day of its receipt's year.

    By outer joins: SQLite leaves them in their order, so that payments are read payer after payer off one index. It
    would rather read them by day, each from where it lies, and sort: five times as long.
    """
    of_record = and_(Payment.payer_id == _RECORD.id, stands(), *_within(session, span, money_known_day))
    return (
        select(_RECORD.leader_id.label("payer_id"), func.sum(left()).label("amount"))
        .select_from(_RECORD)
        .outerjoin(Payment, of_record)
        .outerjoin(PaymentLine, and_(PaymentLine.payment_id == Payment.id, is_money_received()))
        .group_by(_RECORD.leader_id)
        .having(func.count(PaymentLine.id) > 0)
    )


def _within(
    session: Session, span: Span, day_of: Callable[[OnlineDate], ColumnElement[Any]]
) -> Iterator[ColumnElement[bool]]:
    """Return the conditions that a day which the policy on online gifts decides lies in a span."""
    first_on, last_on = span
    if stated := last_on or first_on:
        day = day_of(online_policy_on(session, stated))
        yield from (day >= first_on,) if first_on else ()
        yield from (day <= last_on,) if last_on else ()


def _asked(session: Session, only: PeopleFilter, query: Any, today: date) -> Any:
    """Return a question about parties narrowed to those that a filter lets through."""
    given = _given(session, (only.given_from, only.given_to)).subquery()
    if only.gave is not None or only.given_more_than is not None:
        query = query.outerjoin(given, given.c.payer_id == Party.id)
    counts = Party.leader_id == Party.id  # of a person recorded twice, one record
    counts &= Party.taken_back_on.is_(None)
    return query.where(counts, *_conditions(session, only, given.c.amount, today))


def _conditions(
    session: Session, only: PeopleFilter, given: Any, today: date
) -> Iterator[ColumnElement[bool]]:
    yield from _facts(only)
    words = without_and(fold(only.name).split())
    if only.name.strip() and not words:
        yield false()  # signs alone, such as %, are in no name
    for word in words:
        yield Party.id.in_(_named_so(word))
    yield from _typed(session, only)
    yield from _present(only, today)
    if only.association:
        yield Party.id.in_(_for_association(session, only))
    if only.is_late is not None:
        late = _late(session, today)
        yield late if only.is_late else ~late
    if only.gave is not None:
        yield given.is_not(None) if only.gave else given.is_(None)
    if only.given_more_than is not None:
        yield given > only.given_more_than
    if only.gave_not_from or only.gave_not_to:
        others = _given(session, (only.gave_not_from, only.gave_not_to)).subquery()
        yield Party.id.not_in(select(others.c.payer_id))


def _facts(only: PeopleFilter) -> Iterator[ColumnElement[bool]]:
    for column, value in (
        (Party.kind, only.kind),
        (Party.country, only.country),
        (Party.language, only.language),
        (Party.association_of, only.association_of),
        (Party.municipality, only.municipality),
        (Party.province, only.province),
    ):
        if value:
            yield column == value
    if only.city:
        yield func.lower(Party.city) == only.city.lower()
    if only.postcode:
        yield and_(Party.postcode >= only.postcode, Party.postcode < only.postcode + _LAST)


def _named_so(word: str) -> Select[tuple[int]]:
    """Return who has a word of the name, or a reference, that begins so."""
    return select(PartyWord.party_id).where(PartyWord.word >= word, PartyWord.word < word + _LAST)


def _typed(session: Session, only: PeopleFilter) -> Iterator[ColumnElement[bool]]:
    if only.digits:
        phone: Any = Party.phone
        for sign in (" ", ".", "-", "\u00a0", "\u202f"):
            phone = func.replace(phone, sign, "")
        words = [Party.id.in_(_named_so(only.digits)), Party.id.in_(_named_so(f"0{only.digits}"))]
        codes = [Party.postcode.startswith(code) for code in (only.digits, f"0{only.digits}")]
        yield or_(phone.contains(only.digits), *codes, *words)
    if not only.typed:
        return
    cities = [(city, fold(city).split()) for city in session.scalars(select(Party.city).distinct())]
    for typed in without_and(only.typed.split())[:6]:
        ways: list[ColumnElement[bool]] = []
        if "@" not in typed and (folded := fold(typed).split()):
            ways.append(and_(*(Party.id.in_(_named_so(word)) for word in folded)))
            towns = [city for city, words in cities if _begins_all(words, folded)]
            ways.append(Party.city.in_(towns))
        ways.append(func.lower(Party.email).contains(typed.lower(), autoescape=True))
        yield or_(*ways)


def _begins_all(words: Sequence[str], begun: Sequence[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in begun)


def _present(only: PeopleFilter, today: date) -> Iterator[ColumnElement[bool]]:
    if only.has_address is not None:
        whole = and_(Party.address != "", Party.city != "")
        yield whole if only.has_address else ~whole
    if only.has_email is not None:
        yield Party.email != "" if only.has_email else Party.email == ""
    if only.is_gone is not None:
        yield _GONE if only.is_gone else ~_GONE
    if only.is_member is not None:
        members = select(_RECORD.leader_id).join(Membership, Membership.party_id == _RECORD.id)
        member = Party.id.in_(members.where(is_member(today)))
        yield member if only.is_member else ~member


def _late(session: Session, today: date) -> ColumnElement[bool]:
    """Return the condition of ``Member.standing``: the members who are late with their dues today."""
    keys = [one.id for one in members(session, day=today, today=today) if one.standing == "late"]
    return Party.id.in_(bindparam("late", keys, expanding=True, literal_execute=True, type_=BigInteger))


def _for_association(session: Session, only: PeopleFilter) -> Select[tuple[int]]:
    """Return who gave something, between the days of the filter, that is counted for an association."""
    key = find(session, Party, only.association)
    if key is None:
        raise NotFound("party", only.association)
    given = (
        select(_RECORD.leader_id)
        .join(Payment, Payment.payer_id == _RECORD.id)
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .join(Allocation, Allocation.line_id == PaymentLine.id)
        .where(stands(), Allocation.association_id.in_(records_of(key)))
        .group_by(_RECORD.leader_id)
        .having(func.sum(Allocation.amount) != ZERO)
    )
    return given.where(*_within(session, (only.given_from, only.given_to), known_day))


class Counted(Struct, frozen=True):
    """One of the values by which people are told apart, and how many have it."""

    code: str
    name: str
    count: int


def cities(session: Session, *, most: int = 200) -> list[Counted]:
    """Return the towns in which most people live, by name, with how many."""
    number = func.count().label("number")
    query = select(Party.city, number).where(Party.city != "", Party.leader_id == Party.id)
    query = query.where(Party.taken_back_on.is_(None))
    rows = session.execute(query.group_by(Party.city).order_by(number.desc(), Party.city).limit(most)).all()
    return sorted((Counted(city, city, found) for city, found in rows), key=lambda one: fold(one.name))


def in_provinces(session: Session) -> dict[str, int]:
    """Return how many people are in each province, by its official code."""
    query = select(Party.province, func.count()).where(Party.province != "", Party.leader_id == Party.id)
    found = session.execute(query.where(Party.taken_back_on.is_(None)).group_by(Party.province))
    return {province: number for province, number in found}


def associations(session: Session) -> list[Counted]:
    """Return the associations for which money is counted, by name, each with how many people gave for it."""
    counted: Any = aliased(Party)  # the record under which it is named
    payers = func.count(_RECORD.leader_id.distinct())
    query = (
        select(counted.leader_id, payers)
        .join(Allocation, Allocation.association_id == counted.id)
        .join(PaymentLine, PaymentLine.id == Allocation.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .join(_RECORD, _RECORD.id == Payment.payer_id)
        .where(stands())
        .group_by(counted.leader_id)
    )
    numbers = {key: number for key, number in session.execute(query)}
    rows = session.execute(select(Party.id, Party.ref, *name_columns()).where(Party.id.in_(numbers)))
    found = (Counted(row.ref, said_name(row), numbers[row.id]) for row in rows)
    return sorted(found, key=lambda one: fold(one.name))


def people_given(session: Session, keys: Sequence[int], span: Span) -> Money:
    """Return what people of some keys gave between two days."""
    return Money.total(
        amount for some in in_steps(keys, MOST) for amount in _sums(session, some, span).values()
    )


def people_counts(session: Session, asked: Mapping[str, PeopleFilter], *, today: date) -> dict[str, int]:
    """Return how many people each of some filters lets through, by their names."""
    return {
        name: session.scalar(_asked(session, only, select(func.count()).select_from(Party), today)) or 0
        for name, only in asked.items()
    }
