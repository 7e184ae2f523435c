"""The classes of rows against the tables: the same columns of the same types, in the same order."""

from typing import Any, get_args, get_type_hints

import pytest

from donations_app.db import rows, tables
from donations_app.db.closed_years import LOCKED
from donations_app.db.ranks import in_order
from donations_app.db.tables import mapped_classes

ROWS = {name: row for name, row in vars(rows).items() if isinstance(row, type)}
BY_FACTS = {
    "office_facts",
    "organisation",
    "signatory",
    "account",
    "mail_account",
}  # written as the settings state them


def _table_of(name: str) -> Any:
    return getattr(tables, name, None) or getattr(tables, f"{name}Row")


def _stated(table: Any) -> dict[str, Any]:
    """Return the type of each column of a mapped class."""
    hints = get_type_hints(table)
    return {column.key: get_args(hints[column.key])[0] for column in table.__table__.columns}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_has_the_columns_of_its_table(name: str) -> None:
    assert get_type_hints(ROWS[name]) == _stated(_table_of(name))


def test_every_journalled_table_has_rows_of_its_own() -> None:
    with_rows = {_table_of(name).__tablename__ for name in ROWS}
    journalled = {name for name, one in mapped_classes().items() if one.is_journalled}
    assert journalled - with_rows == BY_FACTS


def test_rows_go_in_after_those_that_they_name_and_after_what_says_that_they_are_late() -> None:
    classes = mapped_classes()
    order = [one.__tablename__ for one in in_order(frozenset(classes.values()))]
    needed = {
        (key.column.table.name, name) for name, one in classes.items() for key in one.__table__.foreign_keys
    }
    needed |= {("late_record", name) for name in LOCKED}
    assert not {(one, name) for one, name in needed if order.index(one) > order.index(name)}
