"""Each rule that SQL says again is held against its twin of the domain, row by row, on both engines."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, insert, select, text

from donations_app.db.queries import terms
from donations_app.db.tables import (
    Allocation,
    LiveDeposit,
    Membership,
    OfficeFactsRow,
    Party,
    Payment,
    PaymentLine,
    Project,
    ReceiptCancellation,
    TaxReceipt,
    whole_metadata,
)
from donations_app.domain import deposits, dues, gifts, parties, payments, territories
from donations_app.domain.gifts import ONLINE_DATES
from donations_app.domain.money import ZERO, Money
from tests.conftest import ENGINES
from tests.databases import new_database

DAYS = (
    date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30), date(2025, 12, 31),
    date(2026, 1, 1),
)  # fmt: skip
CLOSED, PASSING = (3, 4), (2, 4)  # projects that open no right, and through which money passes
BLANKS: dict[str, Callable[[], Any]] = {
    "BigInteger": int, "Text": str, "Flag": bool, "LargeBinary": bytes, "Cents": lambda: ZERO, "Key": uuid4,
    "Digest": str, "Packed": str,
    "Day": lambda: DAYS[0], "Stamp": lambda: datetime(2025, 1, 1, tzinfo=UTC),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A payment of one line and its payer, as random facts."""

    kind: str
    method: str
    received_on: date | None
    credited_on: date | None
    amount: Money
    counterpart: Money
    counterpart_kind: str
    payer_kind: str | None
    country: str
    declared: bool | None
    is_taken_back: bool
    parts: tuple[tuple[int, int], ...]  # project 1 to 4, cents


near = st.sampled_from((0, 1, 24_99, 25_00, 25_01, 100_00))
days = st.sampled_from(DAYS)
arrivals = st.one_of(
    st.tuples(days, st.none() | days), st.tuples(st.none(), days)
)  # one of the two is always known
lines = st.builds(
    lambda arrival, **facts: Line(received_on=arrival[0], credited_on=arrival[1], **facts),
    arrivals,
    kind=st.sampled_from(payments.KINDS),
    method=st.sampled_from(payments.METHODS),
    amount=st.sampled_from((100_00, 99_99, 100_01)).map(Money),
    counterpart=near.map(Money),
    counterpart_kind=st.sampled_from(("", *payments.COUNTERPART_KINDS)),
    payer_kind=st.none() | st.sampled_from(parties.KINDS),
    country=st.sampled_from(("FR", "MA", "RE", "YT", "NC", "MF")),
    declared=st.sampled_from((None, True, False)),
    is_taken_back=st.booleans(),
    parts=st.lists(st.tuples(st.integers(1, 4), st.sampled_from((-5, 5))), max_size=3).map(tuple),
)
memberships = st.tuples(days, st.none() | days)
often = settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a row that differs is small enough as it is
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module", params=ENGINES)
def connection(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """The tables of the books without what guards them, so that any row may stand there."""
    if request.param == "sqlite":
        place: Path = tmp_path_factory.mktemp("terms") / "b.tiwizi"
        engine = create_engine(f"sqlite:///{place}")
    else:
        engine = create_engine(new_database(request.getfixturevalue("server")))
    with engine.connect() as opened:
        if request.param == "postgresql":
            opened.execute(text("SET session_replication_role = replica"))
        whole_metadata().create_all(opened)
        opened.commit()
        yield opened
    engine.dispose()


def row(table: Any, **facts: Any) -> dict[str, Any]:
    """Return a row of which only some facts matter."""
    columns = [column for column in table.__table__.columns if column.computed is None]
    blank = {
        column.name: None if column.nullable else BLANKS[type(column.type).__name__]() for column in columns
    }
    return blank | {name: value for name, value in facts.items() if name in blank}


def rows_of(found: list[Line]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the rows of lines under the ids 1, 2 ...; a payment that takes one back has the id 1000 more."""
    for number in range(1, 5):
        is_eligible, is_passing = number not in CLOSED, number in PASSING
        facts = {"code": f"P{number}", "receipt_eligible": is_eligible, "pass_through": is_passing}
        yield Project, row(Project, id=number, state="idea", **facts)
    for number, line in enumerate(found, 1):
        payer = number if line.payer_kind else None
        if payer:
            facts = {"kind": line.payer_kind, "country": line.country, "tax_resident_fr": line.declared}
            yield Party, row(Party, id=payer, ref=f"A{payer}", receipt_wish="annual", **facts)
        arrived = {"received_on": line.received_on, "credited_on": line.credited_on}
        yield from _payment(number, line, line.amount, payer_id=payer, **arrived)
        if line.is_taken_back:
            back = {"reverses_id": number, "reversal": "return", "received_on": DAYS[-1]}
            yield from _payment(number + 1000, line, -line.amount, payer_id=payer, **back)
        for part, (project, cents) in enumerate(line.parts):
            facts = {"project_id": project, "kind": line.kind, "money_origin": "private", "currency": "EUR"}
            yield (
                Allocation,
                row(Allocation, id=number * 10 + part, line_id=number, amount=Money(cents), **facts),
            )


def _payment(number: int, line: Line, amount: Money, **facts: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    yield Payment, row(Payment, id=number, ref=f"V{number}", method=line.method, amount=amount, **facts)
    given_back = {"counterpart": line.counterpart, "counterpart_kind": line.counterpart_kind}
    yield (
        PaymentLine,
        row(PaymentLine, id=number, payment_id=number, kind=line.kind, amount=amount, **given_back),
    )


@contextmanager
def standing(connection: Connection, rows: Iterable[tuple[Any, dict[str, Any]]]) -> Iterator[None]:
    """Let rows stand in the books for a while."""
    by_table: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
    for table, facts in rows:
        by_table[table].append(facts)
    with connection.begin() as transaction:
        for table, some in by_table.items():
            connection.execute(insert(table), some)
        yield
        transaction.rollback()


def answers(connection: Connection, *asked: Any) -> dict[int, Any]:
    """Return what terms say of each line."""
    query = (
        select(PaymentLine.id, *(term.label(f"t{n}") for n, term in enumerate(asked)))
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .outerjoin(Party, Party.id == Payment.payer_id)
    )
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}


def flags(found: dict[int, Any]) -> dict[int, tuple[bool, ...]]:
    return {key: tuple(bool(value) for value in row) for key, row in found.items()}


@given(found=st.lists(lines, min_size=1, max_size=40))
@often
def test_the_days_of_a_line_are_those_of_the_domain(connection: Connection, found: list[Line]) -> None:
    with standing(connection, rows_of(found)):
        said = answers(
            connection,
            *(terms.deciding_day(policy) for policy in ONLINE_DATES),
            *(terms.known_day(policy) for policy in ONLINE_DATES),
            *(terms.money_known_day(policy) for policy in ONLINE_DATES),
            terms.booking_day(),
            terms.cashing_day(),
        )
    for number, line in enumerate(found, 1):
        assert said[number] == (
            *(gifts.deciding_day(line, policy) for policy in ONLINE_DATES),
            *(gifts.known_day(line, policy) for policy in ONLINE_DATES),
            *(gifts.known_day(replace(line, kind="donation"), policy) for policy in ONLINE_DATES),
            gifts.booking_day(line),
            gifts.cashing_day(line),
        )


@given(found=st.lists(lines, min_size=1, max_size=40), quarter=st.sampled_from((2_499, 2_500, 2_501)))
@often
def test_what_a_line_is_and_whether_it_stands_is_what_the_domain_says(
    connection: Connection, found: list[Line], quarter: int
) -> None:
    with standing(connection, rows_of(found)):
        said = flags(
            answers(
                connection,
                terms.stands(),
                terms.arrived(),
                terms.taken_back(),
                terms.is_money_given(),
                terms.is_money_received(),
                terms.is_disproportionate(quarter),
            )
        )
    for number, line in enumerate(found, 1):
        back = number + 1000 if line.is_taken_back else None
        assert said[number] == (
            payments.stands(reverses=None, reversed_by=back),
            True,
            line.is_taken_back,
            gifts.is_money_given(line.kind, line.payer_kind),
            gifts.is_money_received(line.kind, line.payer_kind),
            gifts.is_disproportionate(line.amount, line.counterpart, line.counterpart_kind, quarter),
        )
        if back:
            assert said[back][:3] == (payments.stands(reverses=number, reversed_by=None), False, False)


@given(found=st.lists(lines, min_size=1, max_size=40))
@often
def test_a_payer_is_resident_in_sql_as_in_the_domain(connection: Connection, found: list[Line]) -> None:
    with standing(connection, rows_of(found)):
        query = select(Party.id, terms.is_tax_resident().label("a"), (~terms.is_tax_resident()).label("b"))
        said = {key: (bool(yes), bool(no)) for key, yes, no in connection.execute(query)}
    for number, line in enumerate(found, 1):
        if line.payer_kind is not None:
            is_resident = parties.is_tax_resident(declared=line.declared, country=line.country)
            assert said[number] == (is_resident, not is_resident)


@given(found=st.lists(lines, min_size=1, max_size=40))
@often
def test_a_payer_is_of_another_state_in_sql_as_in_the_domain(
    connection: Connection, found: list[Line]
) -> None:
    with standing(connection, rows_of(found)):
        said = flags(answers(connection, terms.is_foreign()))
    for number, line in enumerate(found, 1):
        assert said[number] == (line.payer_kind is not None and territories.is_foreign(line.country),)


@given(found=st.lists(lines, min_size=1, max_size=40))
@often
def test_lines_stand_on_projects_with_what_was_not_moved_away(
    connection: Connection, found: list[Line]
) -> None:
    with standing(connection, rows_of(found)):
        closed = set(connection.scalars(terms.lines_on(terms.opens_no_right())))
        passing = set(connection.scalars(terms.lines_on(terms.passes_through())))
    for number, line in enumerate(found, 1):
        assert (number in closed) == (sum(cents for project, cents in line.parts if project in CLOSED) != 0)
        assert (number in passing) == (sum(cents for project, cents in line.parts if project in PASSING) != 0)


@given(found=st.lists(memberships, min_size=1, max_size=40), on=days)
@often
def test_a_membership_runs_in_sql_as_in_the_domain(
    connection: Connection, found: list[tuple[date, date | None]], on: date
) -> None:
    rows = (
        (Membership, row(Membership, id=number, party_id=number, since=since, until=until))
        for number, (since, until) in enumerate(found, 1)
    )
    with standing(connection, rows):
        query = select(Membership.id, terms.is_member(on).label("a"), terms.has_not_ended(on).label("b"))
        said = {key: (bool(runs), bool(lasts)) for key, runs, lasts in connection.execute(query)}
    for number, (since, until) in enumerate(found, 1):
        assert said[number] == (dues.is_member(since, until, on), dues.has_not_ended(until, on))


@given(
    found=st.lists(
        st.tuples(st.sampled_from(payments.METHODS), st.sampled_from(("EUR", "MAD")), arrivals, st.booleans(),
                  st.booleans()),
        min_size=1, max_size=40,
    ),
    today=st.sampled_from((DAYS[0] + deposits.LOOKS_BACK, DAYS[-1], DAYS[-1] + deposits.LOOKS_BACK)),
    in_dirhams=st.booleans(),
)  # fmt: skip
@often
def test_what_waits_for_a_slip_is_what_the_domain_says(
    connection: Connection, found: list[tuple[str, str, Any, bool, bool]], today: date, *, in_dirhams: bool
) -> None:
    rows: list[tuple[Any, dict[str, Any]]] = []
    if in_dirhams:
        office = row(Payment)["office_id"]
        rows.append((OfficeFactsRow, row(OfficeFactsRow, office_id=office, country="MA", currency="MAD")))
    wanted = set()
    for number, (method, currency, (received, credited), back, is_held) in enumerate(found, 1):
        days_ = {"received_on": received, "credited_on": credited}
        facts = {"method": method, "currency": currency, "amount": Money(100)}
        rows.append((Payment, row(Payment, id=number, **facts, **days_)))
        if back:
            facts["amount"] = Money(-100)
            rows.append(
                (Payment, row(Payment, id=number + 1000, reverses_id=number, received_on=today, **facts))
            )
        if is_held:
            rows.append((LiveDeposit, row(LiveDeposit, payment_id=number, slip_id=1)))
        one = deposits.Candidate(
            ref="", office="MRS", method=method, currency=currency, received_on=received,
            is_credited=credited is not None, stands=not back,
            currencies=("EUR", "MAD") if in_dirhams else ("EUR",),
        )  # fmt: skip
        if deposits.waits(one, today=today) and not is_held:
            wanted.add(number)
    with standing(connection, rows):
        assert set(connection.scalars(select(Payment.id).where(terms.waits_for_slip(today)))) == wanted


def test_a_receipt_stands_until_it_is_cancelled(connection: Connection) -> None:
    rows: list[tuple[Any, dict[str, Any]]] = [
        (TaxReceipt, row(TaxReceipt, id=number, number=f"R{number}", n=number, amount=Money(1)))
        for number in (1, 2)
    ]
    rows.append((ReceiptCancellation, row(ReceiptCancellation, id=1, receipt_id=2, reason="wrong")))
    with standing(connection, rows):
        assert connection.scalars(select(TaxReceipt.id).where(terms.receipt_stands())).all() == [1]
