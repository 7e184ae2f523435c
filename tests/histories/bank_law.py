"""What the bank's lines and the books come to, said again apart from the product, from the rows alone."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from donations_app.db.queries.reconciliations import reconciliations
from tests.bank_files import IBAN
from tests.histories.answers import Seen
from tests.histories.rows import Row, Rows, has_arrived

OPENING: Final = 1_000_00
BY_BANK: Final = ("transfer", "direct_debit", "card", "online")
OF_BANK: Final = ("fee", "transfer", "aside")


def standing(rows: Rows) -> list[Row]:
    """Return the matches that stand, in the order in which they were said."""
    back = {row["takes_back_id"] for row in rows.of("bank_match")}
    return [row for row in rows.of("bank_match") if row["takes_back_id"] is None and row["id"] not in back]


def matched(rows: Rows, column: str) -> Counter[int]:
    """Return the cents that the lines bring of each line, payment or slip."""
    found: Counter[int] = Counter()
    for row in rows.of("bank_match"):
        if row[column] is not None:
            found[row[column]] += row["amount"]
    return found


def left(rows: Rows, line: Row) -> int:
    return int(line["amount"]) - matched(rows, "line_id")[line["id"]]


def by_bank(rows: Rows) -> list[Row]:
    """Return the payments that came by the bank."""
    return [row for row in rows.of("payment") if has_arrived(row) and row["method"] in BY_BANK]


def gone(rows: Rows) -> list[Row]:
    """Return what went back to the bank, or was given back."""
    return [
        row for row in rows.of("payment") if row["amount"] < 0 and row["reversal"] in ("return", "refund")
    ]


def dated(rows: Rows) -> dict[tuple[str, int], str | None]:
    """Return the days of credit of payments and slips."""
    return {
        (table, row["id"]): row["credited_on"]
        for table in ("payment", "deposit_slip")
        for row in rows.of(table)
    }


def day_of_lines(rows: Rows, payment: int) -> str | None:
    """Return the day of credit that a line wrote, of a payment of which lines say something since without a gap."""
    stood, day = 0, None
    for row in (one for one in rows.of("bank_match") if one["payment_id"] == payment):
        day = day if stood else None
        if row["is_dated"] and row["takes_back_id"] is None:
            day = str(rows.by_id("bank_line", row["line_id"])["booked_on"])
        stood += row["amount"]
    return day


def sums(rows: Rows) -> Counter[str]:
    """Return the cents of all payments, by method."""
    found: Counter[str] = Counter()
    for row in rows.of("payment"):
        found[row["method"]] += row["amount"]
    return found


def lines_are_never_more_than_they_are(rows: Rows) -> None:
    """What a line, payment or slip is said to be lies between nothing and what it is; taken back is opposite."""
    for table, column in (("bank_line", "line_id"), ("payment", "payment_id"), ("deposit_slip", "slip_id")):
        for key, cents in matched(rows, column).items():
            whole = rows.by_id(table, key)["amount"]
            assert min(0, whole) <= cents <= max(0, whole), (table, key)
    by_key = {row["id"]: row for row in rows.of("bank_match")}
    for row in by_key.values():
        if row["takes_back_id"] is not None:
            of = by_key[row["takes_back_id"]]
            assert [row[name] for name in ("line_id", "kind", "payment_id", "slip_id")] == [
                of[name] for name in ("line_id", "kind", "payment_id", "slip_id")
            ]
            assert row["amount"] == -of["amount"]
    held = {row["payment_id"] for row in standing(rows) if row["kind"] == "payment"}
    for key in held:  # a payment that the bank brought has its day
        assert rows.by_id("payment", key)["credited_on"], key


def bank_and_books_tie(seen: Seen) -> None:
    """The bank is what it booked; the books are that less what is open on either side, and nothing is left over."""
    rows = seen.rows
    lines = list(rows.of("bank_line"))
    if not lines:
        return
    with seen.books.read() as session:
        (held,) = reconciliations(session, account=IBAN, on=seen.today)
    assert held.bank == OPENING + sum(row["amount"] for row in lines)
    assert held.unexplained == 0
    assert held.books == OPENING + sum(
        _booked(rows, held.first_on.isoformat() if held.first_on else "", str(seen.today))
    )


def _booked(rows: Rows, first: str, last: str) -> Iterator[int]:
    """Yield what the books say moved the account."""
    yield from (row["amount"] for row in rows.of("bank_match") if row["kind"] in OF_BANK)
    known, on_slips = matched(rows, "payment_id"), {row["payment_id"] for row in rows.of("live_deposit")}
    corrected = {row["reverses_id"] for row in rows.of("payment") if row["reversal"] == "correction"}
    pairs = {row["id"]: row["reverses_id"] for row in rows.of("payment") if row["reverses_id"] is not None}
    within = {row["id"] for row in rows.of("payment") if _is_within(row, first, last)}
    brought = {row["payment_id"] for row in standing(rows)}  # whole, though lines brought a part of it
    neither = {
        key
        for pair in pairs.items()
        if not (known[pair[0]] or known[pair[1]]) and {*pair} <= within - on_slips
        for key in pair
    }
    none = {  # returns that a line was said to be, and was not
        row["payment_id"]
        for row in rows.of("bank_match")
        if row["takes_back_id"] is not None
        and row["kind"] == "return"
        and rows.by_id("bank_match", row["takes_back_id"])["is_recorded"]
    }
    for row in rows.of("payment"):
        is_of_bank = row["method"] in BY_BANK or (row["method"] == "cheque" and row["reversal"] == "return")
        counts = (is_of_bank or row["id"] in brought) and row["id"] in within and row["id"] not in on_slips
        if row["id"] in neither | none or row["reversal"] == "correction" or row["id"] in corrected:
            continue
        if counts or known[row["id"]]:
            yield row["amount"] if counts else known[row["id"]]
    for slip in rows.of("deposit_slip"):
        if slip["handed_in_on"] and not slip["cancelled_on"]:
            settled = slip["credited_on"] or slip["handed_in_on"]
            yield slip["amount"] if settled >= first else matched(rows, "slip_id")[slip["id"]]


def _is_within(row: Row, first: str, last: str) -> bool:
    started, settled = row["received_on"] or row["credited_on"], row["credited_on"] or row["received_on"]
    return bool(started <= last and settled >= first)
