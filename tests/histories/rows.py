"""The books as rows: read with plain SQL, put together by hand, so that no service vouches for itself."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, Final
from uuid import UUID

from donations_app.db.books import Books
from donations_app.db.tables import all_tables
from donations_app.db.types import unpacked

Row = dict[str, Any]
Key = tuple[Any, ...]
Place = tuple[
    str, str, str
]  # project, association, cash, in_kind or public; empty for the general fund, for none
# Written out by hand, so that the program's own declarations vouch for nothing.
LETTERS: Final = {
    "payment": "V",
    "party": "P",
    "recurring_gift": "D",
    "expense_claim": "F",
    "contribution": "A",
}
_HEXADECIMAL: Final = {
    "key",
    "move_key",
    "lot",
    "fingerprint",
    "sha256",
    "digest",
    "hash",
    "home",
}  # of bytes: the others by digest
_PACKED: Final = ("tax_receipt", "deposit_slip", "year_closing", "collection_run")
_BY_DIGEST: Final = {(table, "content") for table in _PACKED}
_KEPT: Final = {
    "waiting_payer",
    "waiting_stamp",
}  # written by who looks; ``answers`` holds them against the plan
_BITS: Final = 36  # of the number within an origin
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a payment that arrived, with what its payment says of it."""

    id: int
    ref: str  # of the payment
    position: int
    kind: str
    cents: int  # what is left of it
    method: str
    payer: str  # reference under which he counts; empty when anonymous
    received_on: date | None
    credited_on: date | None
    taken_back: str  # how, or empty


@dataclass(slots=True)
class Receipt:
    """A receipt with its lines and what became of it."""

    row: Row
    payer: str  # as it was issued to
    lines: dict[int, int]  # payment line -> cents
    cancelled_on: date | None = None
    replaced_by: str = ""
    deliveries: list[Row] = field(default_factory=list)

    @property
    def number(self) -> str:
        return str(self.row["number"])

    @property
    def year(self) -> int:
        return int(self.row["year"])

    @property
    def cents(self) -> int:
        return int(self.row["amount"])

    @property
    def issued_on(self) -> date:
        return date.fromisoformat(self.row["issued_on"])

    @property
    def is_live(self) -> bool:
        return self.cancelled_on is None

    @property
    def sent(self) -> list[Row]:
        return [row for row in self.deliveries if row["outcome"] == "sent"]


class Rows:
    """All tables at one moment: table -> primary key -> row in plain values, with what people call it."""

    def __init__(
        self, tables: dict[str, dict[Key, Row]], raw: dict[str, list[tuple[Any, ...]]] | None = None
    ) -> None:
        self.tables = tables
        self.raw = raw or {}  # as the engine gave them
        codes = {row["id"]: row["code"] for row in self.of("origin")}
        for table, letter in LETTERS.items():
            for row in tables[table].values():
                own = f"{letter}-{codes[origin_of(row['id'])]}-{number_of(row['id']):06}"
                row["ref"] = row["other_ref"] or own

    def of(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table, in the order of their keys."""
        return (row for _, row in sorted(self.tables[table].items()))

    def by_id(self, table: str, key: int | None) -> Row:
        return self.tables[table][(key,)]

    def by_position(self, table: str, key: int, position: int) -> Row:
        return self.tables[table][key, position]

    def ref_of(self, party: int | None) -> str:
        return "" if party is None else str(self.by_id("party", party)["ref"])

    def led_to(self, ref: str) -> str:
        """Return the reference under which somebody counts: of one recorded twice, that of the record kept."""
        found = [row for row in self.of("party") if row["ref"] == ref]
        return self.ref_of(found[0]["leader_id"]) if found else ref

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """The columns of each table, as the first link of the books tells them."""
        told = (row["content"] for row in self.of("entry") if row["kind"] == "schema.made")
        said = (line[1:].partition(" ") for line in next(told).split("\n"))
        return {table: json.loads(names) for table, _, names in said}

    def said(self, table: str, row: Row) -> str:
        """Return a row as the audit trail must tell it."""
        values = [
            _digest(row[name].encode()) if (table, name) in _BY_DIGEST else row[name]
            for name in self.columns[table]
        ]
        return f"{table} {json.dumps(values, ensure_ascii=False, separators=(',', ':'))}"

    def turns(self, table: str) -> dict[int, int]:
        """Return the keys of a table's rows with the places of their additions in time, whatever origin wrote them."""
        links = {row["id"]: (row["at"], row["origin_id"], row["n"]) for row in self.of("link")}
        told = sorted(
            (links[row["link_id"]], row["position"], row["content"])
            for row in self.of("entry")
            if f"+{table} [" in row["content"]
        )
        said = [line.partition(" ") for _, _, content in told for line in content.split("\n")]
        added = (json.loads(values)[0] for sign, _, values in said if sign == f"+{table}")
        return {key: turn for turn, key in enumerate(added)}

    @cached_property
    def here(self) -> dict[str, int]:
        """The origin under which each office writes in these books."""
        written = [self.by_id("origin", row["origin_id"]) for row in self.of("head") if row["is_here"]]
        found = {self.by_id("office", row["office_id"])["code"]: row["id"] for row in written}
        assert len(found) == len(written), "an office writes under two origins at once"
        return found

    def chain(self, origin: int) -> list[Row]:
        """Return the links of an origin in their order."""
        links = [row for row in self.tables["link"].values() if row["origin_id"] == origin]
        return sorted(links, key=lambda row: row["n"])

    @cached_property
    def lines(self) -> dict[int, Line]:
        """The lines of what arrived, reversals and refunds left out."""
        taken_back = {row["reverses_id"]: row["reversal"] for row in self.of("payment")}
        refunded = self.refunded
        found = {}
        for row in self.of("payment_line"):
            payment = self.by_id("payment", row["payment_id"])
            if has_arrived(payment):
                found[row["id"]] = Line(
                    row["id"],
                    payment["ref"],
                    row["position"],
                    row["kind"],
                    row["amount"] + refunded[payment["id"], row["position"]],
                    payment["method"],
                    self.led_to(self.ref_of(payment["payer_id"])),
                    _day(payment["received_on"]),
                    _day(payment["credited_on"]),
                    taken_back.get(payment["id"], ""),
                )
        return found

    @cached_property
    def refs(self) -> list[str]:
        """References of what arrived, in the order of recording."""
        return [row["ref"] for row in self.of("payment") if has_arrived(row)]

    @cached_property
    def refunded(self) -> Counter[tuple[int, int]]:
        """What was given back of each line, by payment and position, below zero."""
        found: Counter[tuple[int, int]] = Counter()
        for row in self.of("payment_line"):
            payment = self.by_id("payment", row["payment_id"])
            if payment["refunds_id"] is not None:
                found[payment["refunds_id"], row["position"]] += row["amount"]
        return found

    def refunds_of(self, ref: str) -> list[Row]:
        """Return the refunds of a payment that stand, the first one first."""
        undone = {row["reverses_id"] for row in self.of("payment")}
        return [
            row
            for row in self.of("payment")
            if row["refunds_id"] is not None
            and row["reverses_id"] is None
            and row["id"] not in undone
            and self.by_id("payment", row["refunds_id"])["ref"] == ref
        ]

    def lines_of(self, ref: str) -> list[Line]:
        return [line for line in self.lines.values() if line.ref == ref]

    @cached_property
    def places(self) -> dict[int, dict[Place, int]]:
        """Where the cents of each line stand, those of reversals too; sums of nothing left out."""
        found: defaultdict[int, defaultdict[Place, int]] = defaultdict(lambda: defaultdict(int))
        for row in self.of("allocation"):
            project = self.by_id("project", row["project_id"])["code"] if row["project_id"] else ""
            nature = "in_kind" if row["kind"] == "in_kind" else "cash"
            nature = nature if row["money_origin"] == "private" else "public"
            place = (project, self.ref_of(row["association_id"]), nature)
            found[row["line_id"]][place] += row["amount"]
        return {line: {place: n for place, n in sums.items() if n} for line, sums in found.items()}

    @cached_property
    def receipts(self) -> dict[str, Receipt]:
        """Every receipt by number, in the order of issue."""
        by_id = {row["id"]: Receipt(row, self.ref_of(row["payer_id"]), {}) for row in self.of("tax_receipt")}
        for row in self.of("receipt_line"):
            by_id[row["receipt_id"]].lines[row["line_id"]] = row["amount"]
        for row in self.of("receipt_cancellation"):
            by_id[row["receipt_id"]].cancelled_on = _day(row["cancelled_on"])
        for row in sorted(
            self.of("receipt_delivery"), key=lambda row: row["at"]
        ):  # keys do not tell the time
            by_id[row["receipt_id"]].deliveries.append(row)
        for receipt in by_id.values():
            if receipt.row["replaces_id"]:
                by_id[receipt.row["replaces_id"]].replaced_by = receipt.number
        in_order = sorted(by_id.values(), key=lambda receipt: receipt.row["issued_at"])
        return {receipt.number: receipt for receipt in in_order}

    def slip_on(self, payment: int) -> str:
        """Return the number of the slip that holds a payment and was not cancelled, or nothing."""
        slips = {row["id"]: row for row in self.of("deposit_slip") if not row["cancelled_on"]}
        held = (row["slip_id"] for row in self.of("deposit_line") if row["payment_id"] == payment)
        return next((slips[key]["number"] for key in held if key in slips), "")

    def lines_on(self, slip: int) -> list[Row]:
        """Return what stands on a slip: as it was made, and in the place of something since."""
        return [row for row in self.of("deposit_line") if row["slip_id"] == slip]

    def filings(self, year: int) -> list[Row]:
        """Return the declarations of a year, the first one first."""
        some = [row for row in self.of("declaration_filing") if row["year"] == year]
        return sorted(some, key=lambda row: row["n"])

    @property
    def live(self) -> list[Receipt]:
        return [receipt for receipt in self.receipts.values() if receipt.is_live]

    def live_on(self, ref: str) -> list[Receipt]:
        """Return the live receipts on a payment, by number."""
        ids = {line.id for line in self.lines_of(ref)}
        return sorted((r for r in self.live if ids & r.lines.keys()), key=lambda r: r.number)


def has_arrived(payment: Row) -> bool:
    """Tell whether a payment takes none back, and gives no part of one back."""
    return payment["reverses_id"] is None and payment["refunds_id"] is None


def read_rows(books: Books, before: Rows | None = None) -> Rows:
    """Read every table as it lies; one that lies as it did before is not put together again."""
    tables, raw = {}, dict[str, list[tuple[Any, ...]]]()
    with books.read() as session:
        cursor = session.connection().connection.cursor()
        for name in all_tables().tables.keys() - _KEPT:
            cursor.execute(f'SELECT * FROM "{name}"')
            raw[name] = list(cursor.fetchall())
            if before and name in before.raw and raw[name] == before.raw[name]:
                tables[name] = {key: {**row} for key, row in before.tables[name].items()}
            else:
                tables[name] = _rows_of(name, [column[0] for column in cursor.description], raw[name])
        cursor.close()
    return Rows(tables, raw)


def _rows_of(table: str, names: list[str], rows: list[tuple[Any, ...]]) -> dict[Key, Row]:
    keys = [column.name for column in all_tables().tables[table].primary_key]
    packed = [column for column in names if (table, column) in _BY_DIGEST]
    rows_ = [
        dict(zip(names, map(_plain, names, row), strict=True)) | _unpacked(row, names, packed) for row in rows
    ]
    return {tuple(row[key] for key in keys): row for row in rows_}


def _unpacked(row: Any, names: list[str], packed: list[str]) -> Row:
    """Return the texts that a file keeps packed."""
    found = {column: row[names.index(column)] for column in packed}
    return {column: unpacked(value) if isinstance(value, bytes) else value for column, value in found.items()}


def origin_of(key: int) -> int:
    return key >> _BITS


def number_of(key: int) -> int:
    return key & ((1 << _BITS) - 1)


def instant(stamp: int) -> datetime:
    """Return the instant of a stamp."""
    return _EPOCH + timedelta(microseconds=stamp)


def _plain(name: str, value: Any) -> Any:
    """Return a value as the audit trail writes it, whatever the engine gives."""
    if value is None or type(value) in (int, str):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    return bytes(value).hex() if name in _HEXADECIMAL else _digest(bytes(value))


@lru_cache(maxsize=512)
def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _day(text_: str | None) -> date | None:
    return date.fromisoformat(text_) if text_ else None
