"""Somebody who has the program's code: rows changed, and their whole history written anew to say so."""

import json
from typing import Any

from donations_app.db.engine import Books
from donations_app.db.journal import GENESIS, canonical, entry_hash
from donations_app.db.tables import AuditEntry, Base
from donations_app.services.verify_history import _raw
from tests.raw import tamper


def forge(books: Books, table: str, *statements: str) -> None:
    """Run statements that change rows of ``table``, then make every entry and chain agree with them."""
    tamper(books.location, *statements, disarmed=True)
    tamper(books.location, *_history_of(books, table), disarmed=True)


def _history_of(books: Books, table: str) -> list[str]:
    statements = []
    heads: dict[int, str] = {}
    with books.read() as session:
        rows = {row["id"]: json.loads(canonical(row)) for row in _raw(session, Base.metadata.tables[table])}
        for entry in list(_raw(session, AuditEntry.__table__, order="office_id, n")):
            content = json.loads(entry["content"])
            content[table] = [rows[row["id"]] for row in content.get(table, [])]
            entry["content"] = canonical({name: found for name, found in content.items() if found})
            entry["previous"] = heads.get(entry["office_id"], GENESIS)
            heads[entry["office_id"]] = entry["hash"] = _hash(entry)
            said = {name: entry[name].replace("'", "''") for name in ("content", "previous", "hash")}
            values = ", ".join(f"{name} = '{value}'" for name, value in said.items())
            statements.append(f"UPDATE audit_entry SET {values} WHERE id = {entry['id']}")
    statements += [
        f"UPDATE audit_head SET hash = '{head}' WHERE office_id = {key}" for key, head in heads.items()
    ]
    return statements


def _hash(entry: dict[str, Any]) -> str:
    facts = ("office_id", "n", "at", "who", "kind", "record", "content", "previous")
    return entry_hash(*(entry[name] for name in facts))
