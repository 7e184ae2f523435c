"""Rows that wait until something is read or the transaction ends, and go in together, those first that others name."""

from collections.abc import Sequence

from sqlalchemy import Connection

from donations_app.db.columns import Columns, columns_of
from donations_app.db.inserting import insert_columns, insert_rows
from donations_app.db.lines import Row
from donations_app.db.numbering import Numbers
from donations_app.db.ranks import in_order
from donations_app.db.tables import Base


class WaitingRows:
    """What one transaction will insert.

    Args:
        connection: of the transaction.
        numbers: by which receipts are counted as they go in.
    """

    def __init__(self, connection: Connection, numbers: Numbers) -> None:
        self._connection = connection
        self._numbers = numbers
        self._rows: dict[type[Base], list[Row]] = {}
        self._blocks: dict[type[Base], list[Columns]] = {}  # that wait beside them

    def __bool__(self) -> bool:
        return bool(self._rows or self._blocks)

    def add(self, table: type[Base], rows: Sequence[Row]) -> None:
        """Let rows wait, at least one."""
        self._rows.setdefault(table, []).extend(rows)

    def add_columns(self, block: Columns) -> None:
        """Let rows wait that are given by columns."""
        self._blocks.setdefault(block.table, []).append(block)

    def insert(self) -> None:
        """Insert all that wait."""
        rows, self._rows = self._rows, {}
        blocks, self._blocks = self._blocks, {}
        for table in in_order(frozenset(rows.keys() | blocks.keys())):
            is_counted = table.__tablename__ == "tax_receipt" and self._numbers.are_open
            for block in blocks.get(table, ()):
                if is_counted:
                    self._numbers.insert(block)
                else:
                    insert_columns(self._connection, block)
            if is_counted and table in rows:
                self._numbers.insert(columns_of(table, rows[table]))
            elif table in rows:
                insert_rows(self._connection, table, rows[table])
