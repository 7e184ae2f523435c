"""A row is one and the same line, whether the program writes it or the database does."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, Text, select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.columns import columns_of, lines_of
from donations_app.db.guard import unlocked
from donations_app.db.inserting import insert_columns, insert_rows
from donations_app.db.lines import columns_line, line, values_of
from donations_app.db.streams import raw_lines
from donations_app.db.tables import Party, TaxReceipt
from donations_app.db.types import Cents, Day, Digest, Flag, Key, Packed, Stamp
from donations_app.domain.money import Money
from tests.world import gift, issue, person, project, to

# what JSON might be written in two ways: quotes, controls, separators of lines, other planes
_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12) | st.sampled_from(
    ['"', "\\", "\b\t\n\f\r", "\x01\x1f\x7f", "\u2028\u2029", "e\u0301", "🎁", "</script>", "'", ";--"]
)
_KINDS: tuple[tuple[str, Any, st.SearchStrategy[Any]], ...] = (
    ("amount", Cents(), st.integers(-(2**62), 2**62).map(Money)),
    ("day", Day(), st.dates(date(1, 1, 1), date(9999, 12, 31))),
    ("digest", Digest(), st.binary(min_size=16, max_size=32).map(bytes.hex)),
    ("flag", Flag(), st.booleans()),
    ("key", Key(), st.uuids()),
    ("stamp", Stamp(), st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001
    ("words", Text(), _TEXTS),
    ("bytes", LargeBinary(), st.binary(max_size=20)),
)


class Any_:  # noqa: N801 -- stands where a mapped class does
    """A table of a column of every type, each once compulsory and once not."""

    __tablename__ = "any_row"
    __table__ = Table(
        "any_row",
        MetaData(),
        Column("id", BigInteger),
        *(Column(name, kind, nullable=False) for name, kind, _ in _KINDS),
        *(Column(f"{name}_or_none", kind, nullable=True) for name, kind, _ in _KINDS),
        Column("long", Packed()),
        prefixes=["TEMPORARY"],
    )


_ROWS = st.fixed_dictionaries(
    {"id": st.integers(1, 2**53 - 1), "long": _TEXTS}
    | {name: made for name, _, made in _KINDS}
    | {f"{name}_or_none": made | st.none() for name, _, made in _KINDS}
)


@pytest.fixture
def session(books: Books) -> Any:
    with Session(books.engine) as session, unlocked(session.connection()) as connection:
        Any_.__table__.create(connection)
        yield session


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(_ROWS, min_size=1, max_size=5, unique_by=lambda row: row["id"]))
def test_the_program_and_the_database_write_one_line(session: Session, rows: list[dict[str, Any]]) -> None:
    session.execute(Any_.__table__.delete())
    together = columns_of(Any_, rows)  # type: ignore[arg-type]
    singly = [line(Any_, row) for row in rows]  # type: ignore[arg-type]
    assert list(lines_of(together)) == singly
    half = len(rows) // 2
    if half:
        insert_rows(session.connection(), Any_, rows[:half])  # type: ignore[arg-type]
    insert_columns(session.connection(), columns_of(Any_, rows[half:]))  # type: ignore[arg-type]
    written = sorted(said.encode() for said in singly)
    assert sorted(raw_lines(session, Any_.__table__)) == written
    found = session.execute(select(Any_.__table__).order_by("id")).mappings()
    assert [dict(row) for row in found] == sorted(rows, key=lambda row: row["id"])


def test_many_rows_of_which_some_go_in_together_stand_as_those_that_go_in_singly(session: Session) -> None:
    one = dict.fromkeys(column.name for column in Any_.__table__.columns) | {
        "amount": Money(-1250), "day": date(2025, 3, 1), "digest": "ab" * 32, "flag": False, "key": UUID(int=7),
        "stamp": datetime(2025, 3, 1, tzinfo=UTC), "words": "d'or;--", "bytes": b"", "long": "",
    }  # fmt: skip
    rows = [one | {"id": n, "words_or_none": f"{n}?" if n % 3 else None} for n in range(1, 514)]
    insert_columns(session.connection(), columns_of(Any_, rows))  # type: ignore[arg-type]
    found = session.execute(select(Any_.__table__).order_by("id")).mappings()
    assert [dict(row) for row in found] == rows


def test_a_row_that_lacks_a_column_is_not_inserted(session: Session) -> None:
    with pytest.raises(KeyError, match="amount"):
        insert_rows(session.connection(), Any_, [{"id": 1}])  # type: ignore[arg-type]
    assert list(raw_lines(session, Any_.__table__)) == []


def test_a_line_holds_the_row_in_the_order_of_the_columns(books: Books) -> None:
    person(books), project(books)
    gift(books, 12_34, allocations=(to(12_34),))
    with books.read() as session:
        (said,) = raw_lines(session, Party.__table__)  # type: ignore[arg-type]
    table, values = values_of(said.decode())
    _, names = values_of(columns_line(Party.__table__))  # type: ignore[arg-type]
    row = dict(zip(names, values, strict=True))
    assert table == "party"
    assert (row["id"], row["other_ref"], row["last_name"]) == ((1 << 36) + 1, "A1", "Aït Ahmed")
    assert (row["tax_resident_fr"], row["minor"], row["deceased_on"]) == (None, 0, None)


def test_a_document_and_its_content_stand_by_their_digests(books: Books) -> None:
    person(books)
    gift(books)
    issue(books)
    with books.read() as session:
        (said,) = raw_lines(session, TaxReceipt.__table__)  # type: ignore[arg-type]
    row = dict(zip(TaxReceipt.__table__.columns.keys(), values_of(said.decode())[1], strict=True))
    assert row["content"].startswith("sha256:")
    assert row["tail"].startswith("sha256:")
    assert b"Mohand" not in said
