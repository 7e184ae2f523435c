"""What must hold of the rows after every step of a history."""

import json
import re
from collections import Counter, defaultdict
from typing import Any

from tests.histories import law
from tests.histories.rows import Receipt, Row, Rows


def payments_lines_and_allocations_add_up(rows: Rows) -> None:
    by_payment: Counter[int] = Counter()
    for row in rows.of("payment_line"):
        by_payment[row["payment_id"]] += row["amount"]
        assert sum(rows.places[row["id"]].values()) == row["amount"]
    assert dict(by_payment) == {row["id"]: row["amount"] for row in rows.of("payment")}


def what_was_taken_back_stands_nowhere(rows: Rows) -> None:
    """A payment and its reversal are equal and opposite, line by line and project by project."""
    of_payment: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows.of("payment_line"):
        of_payment[row["payment_id"]].append(row)
    for back in rows.of("payment"):
        if back["reverses_id"] is None:
            continue
        wrong = rows.by_id("payment", back["reverses_id"])
        assert [back[name] for name in ("payer_id", "method", "amount", "office_id")] == [
            wrong["payer_id"], wrong["method"], -wrong["amount"], wrong["office_id"]
        ]  # fmt: skip
        for one, other in zip(of_payment[wrong["id"]], of_payment[back["id"]], strict=True):
            assert (one["amount"], one["kind"]) == (-other["amount"], other["kind"])
            opposite = {place: -cents for place, cents in rows.places[other["id"]].items()}
            assert rows.places[one["id"]] == opposite


def kept_totals_are_the_sums(rows: Rows) -> None:
    made: Counter[tuple[int, int, str, int]] = Counter()
    for row in rows.of("allocation"):
        if row["project_id"]:
            key = (row["project_id"], row["association_id"] or 0, row["nature"], row["office_id"])
            made[key] += row["amount"]
    assert {key: row["amount"] for key, row in rows.tables["share_total"].items()} == dict(made)


def cents_count_as_what_they_are(rows: Rows) -> None:
    """In kind is in kind wherever it is moved; nobody of this world is public."""
    for row in rows.of("allocation"):
        kind = rows.by_id("payment_line", row["line_id"])["kind"]
        assert row["nature"] == ("private_in_kind" if kind == "in_kind" else "private_cash")


def numbers_are_unbroken(rows: Rows) -> None:
    """Each series runs from 1 to its counter in the order of issue, and each number says its series."""
    series: defaultdict[str, list[int]] = defaultdict(list)
    for receipt in rows.receipts.values():
        row = receipt.row
        series[row["series"]].append(row["n"])
        office = rows.by_id("office", row["office_id"])["code"]
        letter = "E" if receipt.row["form"].startswith("16216") else "P"
        assert row["series"] == f"{row['year']}-{office}-{letter}"
        assert row["number"] == f"{row['series']}-{row['n']:06}"
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in series.values())
    counters = {row["series"]: row["last"] for row in rows.of("receipt_counter")}
    assert counters == {name: len(numbers) for name, numbers in series.items()}


def references_are_unbroken(rows: Rows) -> None:
    """Payments of an office and year are numbered from 1: none is missing from the books."""
    series: defaultdict[str, list[int]] = defaultdict(list)
    for ref in rows.refs:
        name, n = re.fullmatch(r"(V-.*)-(\d{6})", ref).groups()  # type: ignore[union-attr]
        series[name].append(int(n))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in series.values())


def a_line_stands_on_one_live_receipt_at_most(rows: Rows) -> None:
    lives = [(line, receipt.row["id"]) for receipt in rows.live for line in receipt.lines]
    assert len({line for line, _ in lives}) == len(lives)
    assert sorted(lives) == sorted(
        (row["line_id"], row["receipt_id"]) for row in rows.of("live_receipt_line")
    )


def receipts_say_what_was_received(rows: Rows) -> None:
    """A receipt is the money on its lines, of one payer and one year; a live one of money still there."""
    for receipt in rows.receipts.values():
        lines = [rows.lines[line] for line in receipt.lines]
        assert receipt.cents == sum(line.cents for line in lines)
        assert {line.payer for line in lines} == {receipt.payer}
        assert {line.kind for line in lines} <= {"donation", "dues", "in_kind"}
        assert {day.year for line in lines if (day := law.deciding_day(line))} == {receipt.year}
        assert all(line.cents == receipt.lines[line.id] for line in lines)
        if receipt.is_live:
            assert not any(line.taken_back for line in lines)
        if law.party(rows, receipt.payer)["kind"] == "company":
            assert len({law.half(law.any_day(line)) for line in lines}) == 1
        _said_on_paper(rows, receipt)


def _said_on_paper(rows: Rows, receipt: Receipt) -> None:
    content: dict[str, Any] = json.loads(receipt.row["content"])
    said = sorted((part["payment"], part["position"], part["amount"]["cents"]) for part in content["lines"])
    lines = (rows.lines[line] for line in receipt.lines)
    assert said == sorted((line.ref, line.position, line.cents) for line in lines)
    assert (content["number"], content["amount"]["cents"]) == (receipt.number, receipt.cents)
    replaced = receipt.row["replaces_id"]
    assert content["replaces"] == (rows.by_id("tax_receipt", replaced)["number"] if replaced else "")
    days = [str(law.any_day(rows.lines[line])) for line in receipt.lines]
    assert (content["first_on"], content["last_on"]) == (min(days), max(days))


def replacements_replace_what_was_cancelled(rows: Rows) -> None:
    for receipt in rows.receipts.values():
        if receipt.replaced_by:
            newer = rows.receipts[receipt.replaced_by]
            assert receipt.cancelled_on == newer.issued_on
            assert (receipt.payer, receipt.year) == (newer.payer, newer.year)
        if receipt.cancelled_on:
            assert receipt.issued_on <= receipt.cancelled_on


ALL = (
    payments_lines_and_allocations_add_up,
    what_was_taken_back_stands_nowhere,
    kept_totals_are_the_sums,
    cents_count_as_what_they_are,
    numbers_are_unbroken,
    references_are_unbroken,
    a_line_stands_on_one_live_receipt_at_most,
    receipts_say_what_was_received,
    replacements_replace_what_was_cancelled,
)
