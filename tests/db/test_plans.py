"""What is asked among a million payments reads indexes, never all rows: SQLite tells how it would read."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import event

from donations_app.db.asking import ask
from donations_app.db.books import Books
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.payment_list import payment_keys
from donations_app.db.queries.payments import duplicates, payments_like
from donations_app.db.queries.receipts import last_issue_day
from donations_app.db.queries.references import find, find_all
from donations_app.db.tables import Party, Payment
from donations_app.domain.errors import KeyReused
from donations_app.domain.money import Money
from donations_app.domain.payment_filter import PaymentFilter
from donations_app.services.books.recorded import same
from donations_app.services.statements.declaration import declaration_in
from tests.world import TODAY, gift, payment, person

# but for indexes that hold few rows
_WHOLE = re.compile(r"SCAN (\w+)\b(?! USING INDEX ix_(?:entry_duplicates|payment_line_in_kind)$)")
_MANY = {"payment", "payment_line", "party", "party_word", "allocation", "entry", "link"}


def read_whole(books: Books, ask: Callable[[Any], object]) -> set[str]:
    """Return the large tables of which a question reads every row, from end to end."""
    asked: list[tuple[str, Any]] = []

    def hear(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: object) -> None:
        asked.append((statement, values))

    event.listen(books.engine, "before_cursor_execute", hear)
    with books.read() as session:
        with suppress(KeyReused):
            ask(session)
        event.remove(books.engine, "before_cursor_execute", hear)
        connection = session.connection()
        plans = [
            row[3]
            for statement, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert plans
    return {found[1] for plan in plans if (found := _WHOLE.match(plan))} & _MANY


def test_what_one_looks_up_among_many_is_read_from_an_index(file_books: Books) -> None:
    person(file_books, "A1")
    gift(file_books, 150_00, ref="P1", cheque_number="0004417")
    typed = payment(150_00, cheque_number="0004417", ref="P1")
    asked: dict[str, Callable[[Any], object]] = {
        "a payment by its reference": lambda session: find(session, Payment, "P1"),
        "a person by hers": lambda session: find(session, Party, "A1"),
        "several": lambda session: find_all(session, Party, ["A1", "D-MRS-000001"]),
        "the same again": lambda session: ask(session.connection(), same(Payment, typed, "LYO", "")),
        "its double": lambda session: duplicates(session, typed),
        "as one types": lambda session: payments_like(session, "P10"),
        "all of one": lambda session: payment_detail(session, "P1"),
        "by name": lambda session: payment_keys(session, PaymentFilter(name="mohand")),
        "the last day of issue": lambda session: last_issue_day(session, 2025),
        "a declaration": lambda session: declaration_in(session, 2025, TODAY),
        "by amount": lambda session: payment_keys(session, PaymentFilter(least=Money(1), most=Money(2))),
    }
    found = {name: read_whole(file_books, read) for name, read in asked.items()}
    assert found == {name: set() for name in asked}
