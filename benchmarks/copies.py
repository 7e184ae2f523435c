"""Books of more payments than an evening can import: payers and payments of a file once more, under other keys."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

_APART: Final = 1 << 24  # keys of one copy and the next; a table has fewer rows to begin with
_PAYERS: Final = "SELECT id FROM party WHERE kind = 'individual'"
_COPIED: Final = {  # table: which of its rows
    "party": f"id IN ({_PAYERS})",
    "party_word": f"party_id IN ({_PAYERS})",
    "payment": "true",
    "payment_line": "true",
    "allocation": "true",
}
_MOVED: Final = {"id", "leader_id", "party_id", "payer_id", "payment_id", "line_id"}


def multiply(books: Path, times: int) -> None:
    """Let a file have its payers and payments so many times, on the projects that it has.

    No trail tells of the copies, so that what reads it (``verify``) cannot be measured on such books.
    """
    with closing(sqlite3.connect(books, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("PRAGMA cache_size = -1000000")
        aside = _taken_away(raw)  # an index is made in a tenth of the time that its rows take one by one
        for table, chosen in _COPIED.items():
            _copy(raw, table, chosen, times)
        for statement in aside:
            raw.execute(statement)


def _taken_away(raw: sqlite3.Connection) -> list[str]:
    """Drop the indexes and triggers of what is copied, and return how they are made again."""
    asked = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    found = [row for row in raw.execute(f"{asked} AND tbl_name IN {tuple(_COPIED)} ORDER BY type")]
    for kind, name, _sql in found:
        raw.execute(f"DROP {kind} {name}")
    return [sql for _kind, _name, sql in found]


def _copy(raw: sqlite3.Connection, table: str, chosen: str, times: int) -> None:
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(_value(column) for column in columns)
    key = columns[0]
    (last,) = raw.execute(f"SELECT max({key}) FROM {table}").fetchone()  # noqa: S608 -- names of ours
    rows = f"SELECT {values} FROM {table} WHERE {key} <= {last} AND {chosen} ORDER BY {key}"  # noqa: S608
    for n in range(1, times):
        raw.execute(f"INSERT INTO {table} {rows}", {"n": n, "apart": n * _APART})


def _value(column: str) -> str:
    if column in _MOVED:
        return f"{column} + :apart"
    if column == "key":
        return "randomblob(16)"
    return (
        "CASE other_ref WHEN '' THEN '' ELSE other_ref || '-' || :n END" if column == "other_ref" else column
    )
