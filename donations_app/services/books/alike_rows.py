"""Records of plain drafts by columns: what all say comes from the first of them, made as any other is."""

from collections.abc import Mapping, Sequence
from typing import Any

from donations_app.db.columns import Alike, named
from donations_app.db.journal import Write
from donations_app.db.records import Alikes, Record
from donations_app.db.tables import Base

Varying = Mapping[str, Sequence[Any]]  # values of each record, by column


class AlikeRows:
    """Records that are like a first one, which has one row of a table at most.

    Args:
        write: the transaction.
        first: the first record, as it is made by itself.
        count: of all records.
    """

    def __init__(self, write: Write, first: Record, count: int) -> None:
        self._first, self._count = first, count
        filled = ((table, rows) for table, rows in first.rows.items() if rows)
        self._rows = {table: row for table, (row,) in filled}
        self.ids: dict[type[Base], list[int]] = {
            table: [row["id"], *write.ids(table, count - 1)] for table, row in self._rows.items()
        }

    def records(self, names: Sequence[str], varying: Mapping[type[Base], Varying]) -> Alikes:
        """Return the records.

        Args:
            names: of all records.
            varying: by table, the columns in which records differ beside their own keys.
        """
        blocks = []
        for table, row in self._rows.items():
            columns: dict[str, Any] = {name: Alike(value) for name, value in row.items()}
            blocks.append(
                named(table, self._count, columns | {"id": self.ids[table], **varying.get(table, {})})
            )
        return Alikes(self._first.kind, names, blocks)
