"""What must hold between two moments: what stood still stands, and what is new is in the journal."""

import hashlib
import json
from typing import Any

from donations_app.db.tables import Base
from tests.histories.rows import Key, Row, Rows

JOURNALLED = frozenset(
    mapper.class_.__tablename__ for mapper in Base.registry.mappers if mapper.class_.is_journalled
)
# what may change in a row that stands: everything else is as it was written
MAY_CHANGE = {
    "payment": {"credited_on"},
    "party": {"address", "email", "consent_email", "search", "version"},
    "share_total": {"amount"},
    "live_receipt_line": {"receipt_id"},  # it is freed, and stands on the replacement
    "receipt_counter": {"last"},
    "counter": {"last"},
    "audit_head": {"n", "at", "hash"},
}
MAY_GO = {"live_receipt_line", "party_word"}  # they follow from what is recorded


def nothing_is_lost(before: Rows, after: Rows) -> None:
    for table, old in before.tables.items():
        new = after.tables[table]
        for key, row in old.items():
            if key not in new:
                assert table in MAY_GO, f"{table} {key} is gone"
                continue
            changed = {name for name, value in row.items() if new[key][name] != value}
            assert changed <= MAY_CHANGE.get(table, set()), f"{table} {key}: {changed}"
    for key, payment in before.tables["payment"].items():
        assert payment["credited_on"] in (None, after.tables["payment"][key]["credited_on"])


def new_entries(before: Rows, after: Rows) -> list[Row]:
    old = before.tables["audit_entry"]
    return [row for key, row in sorted(after.tables["audit_entry"].items()) if key not in old]


def written(before: Rows, after: Rows) -> dict[tuple[str, Key], Row]:
    """Return the rows of journalled tables that are new or changed."""
    return {
        (table, key): row
        for table in JOURNALLED
        for key, row in after.tables[table].items()
        if before.tables[table].get(key) != row
    }


def every_write_is_journalled(before: Rows, after: Rows, *, office: str, login: str) -> None:
    """Each row written stands in one new entry as it is, by who wrote it, and the entries are chained."""
    entries = new_entries(before, after)
    told: list[tuple[tuple[str, Key], Row]] = [
        ((table, (row["id"],)), row)
        for entry in entries
        for table, rows in json.loads(entry["content"]).items()
        for row in rows
    ]
    assert len(told) == len({what for what, _ in told}), "a row is told twice"
    assert dict(told) == written(before, after)
    assert {entry["who"] for entry in entries} <= {login}
    assert {after.by_id("office", entry["office_id"])["code"] for entry in entries} <= {office}
    for entry in entries:
        _is_chained(entry, after)
    last = max((row["at"] for row in before.of("audit_entry")), default="")
    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
    assert all(entry["at"] > last for entry in entries)


def _is_chained(entry: Row, rows: Rows) -> None:
    number, previous = 0, "0" * 64
    for row in rows.of("audit_entry"):
        if row["office_id"] == entry["office_id"] and row["n"] < entry["n"]:
            number, previous = row["n"], row["hash"]
    assert (entry["n"], entry["previous"]) == (number + 1, previous)
    digest = hashlib.sha256(entry["content"].encode()).hexdigest()
    facts: list[Any] = [entry[name] for name in ("office_id", "n", "at", "who", "kind", "record")]
    said = json.dumps([*facts, digest, entry["previous"]], ensure_ascii=False, separators=(",", ":"))
    assert entry["hash"] == hashlib.sha256(said.encode()).hexdigest()
