"""Sums of statements, names of reference data, the trace of a receipt, what is frozen on one."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.money import ZERO, Money
from donations_app.domain.receipt_content import (
    Address,
    Beneficiary,
    Donor,
    ReceiptContent,
    ReceiptedLine,
    Signatory,
    from_json,
    to_json,
)
from donations_app.domain.reference import Named
from donations_app.domain.statements import Sum, sums_by, total
from donations_app.domain.storage_errors import FileRefused
from donations_app.domain.tracing import Trace, TracedLine
from tests.unit.builders import HEADING

ADDRESS = Address(("1 rue X", "Bât. B"), "13001", "Marseille", "FR", "France")
CONTENT = ReceiptContent(
    number="2025-MRS-P-000001",
    replaces="",
    form="11580*05",
    wording="2023-04",
    year=2025,
    beneficiary=Beneficiary("Aman", "SIREN", "552100554", ADDRESS, "Eau", "general_interest_1901"),
    donor=Donor("Moreau", "Claire", "Claire Moreau", ADDRESS),
    amount=Money(100_00),
    amount_in_words="cent euros",
    first_on=date(2025, 3, 1),
    last_on=date(2025, 5, 1),
    articles=("200",),
    gift_forms=("manual_gift",),
    natures=("money", "other"),
    other_nature="don en nature",
    methods=("cash",),
    issued_on=date(2026, 1, 15),
    signatory=Signatory("Z. Amrani", "Trésorière", ""),
    lines=(
        ReceiptedLine("V1", 1, date(2025, 3, 1), "donation", "cash", Money(70_00)),
        ReceiptedLine("V2", 1, date(2025, 5, 1), "in_kind", "none", Money(30_00)),
    ),
    in_kind=Money(30_00),
)


def test_sums_add_up_with_their_counts() -> None:
    assert Sum(2, Money(5)) + Sum(3, Money(7)) == Sum(5, Money(12))
    assert total([]) == Sum() == Sum(0, ZERO)
    assert total([Sum(1, Money(5)), Sum(1, Money(-7))]) == Sum(2, Money(-2))
    pairs = [("b", Money(1)), ("a", Money(2)), ("b", Money(3))]
    assert list(sums_by(pairs).items()) == [("a", Sum(1, Money(2))), ("b", Sum(2, Money(4)))]


@pytest.mark.parametrize(
    ("first", "is_calendar"), [(date(2025, 1, 1), True), (date(2025, 1, 2), False), (date(2024, 7, 1), False)]
)
def test_a_fiscal_year_that_begins_on_the_first_of_january_is_the_calendar_year(
    first: date, is_calendar: bool
) -> None:
    assert replace(HEADING, first_on=first).is_calendar_year is is_calendar


@pytest.mark.parametrize(("language", "name"), [("fr", "Eau"), ("en", "Water"), ("ar", "Eau"), ("de", "Eau")])
def test_a_name_that_is_missing_in_a_language_is_french(language: str, name: str) -> None:
    assert Named("W", "Eau", en="Water").name(language) == name


def test_what_is_frozen_is_read_again_as_it_was() -> None:
    assert from_json(to_json(CONTENT)) == CONTENT
    assert CONTENT.money == Money(70_00)
    assert '"amount":{"cents":10000}' in to_json(CONTENT)
    assert '"first_on":"2025-03-01"' in to_json(CONTENT)
    assert to_json(CONTENT) == json.dumps(
        json.loads(to_json(CONTENT)), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def test_an_older_receipt_lacks_the_fields_of_later_forms() -> None:
    raw = json.loads(to_json(CONTENT))
    for name in ("in_kind", "in_kind_in_words", "descriptions", "money_in_words"):
        del raw[name]
    assert from_json(json.dumps(raw)) == replace(CONTENT, in_kind=ZERO)


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        ({}, ("1 rue X", "Bât. B", "13001 Marseille")), ({"postcode": ""}, ("1 rue X", "Bât. B", "Marseille")),
        ({"country": "BE", "country_name": "Belgique"}, ("1 rue X", "Bât. B", "13001 Marseille", "Belgique")),
    ],
)  # fmt: skip
def test_an_envelope_names_the_country_only_abroad(facts: dict[str, Any], lines: tuple[str, ...]) -> None:
    assert replace(ADDRESS, **facts).printed() == lines


def traced(cents: int, frozen: int) -> TracedLine:
    known: dict[str, Any] = dict.fromkeys(
        ("payment", "kind", "office", "method", "cheque_number", "bank", "description", "evidence"), ""
    )
    known |= dict.fromkeys(("received_on", "credited_on", "cheque_date", "reversal", "recorded"))
    return TracedLine(
        **known,
        position=1,
        amount=Money(cents),
        frozen=Money(frozen),
        payment_amount=Money(cents),
        shares=(),
        moves=(),
    )


def trace(*lines: TracedLine, **facts: Any) -> Trace:
    known: dict[str, Any] = dict.fromkeys(
        ("series", "office", "issued_by", "payer", "accepted", "cancelled_by", "reason", "replaced_by"), ""
    )
    known |= {
        "number": CONTENT.number,
        "issued_at": datetime(2026, 1, 15, tzinfo=UTC),
        "content": CONTENT,
        "entries": (),
    }
    known |= {"sha256": "a1", "found_sha256": "a1", "cancelled_on": None, "lines": lines}
    return Trace(**(known | facts))


@pytest.mark.parametrize(
    ("facts", "status"),
    [({}, "issued"), ({"cancelled_on": date(2026, 2, 1)}, "cancelled"),
     ({"cancelled_on": date(2026, 2, 1), "replaced_by": "R2"}, "replaced")],
)  # fmt: skip
def test_a_traced_receipt_is_issued_cancelled_or_replaced(facts: dict[str, Any], status: str) -> None:
    assert trace(**facts).status == status


@pytest.mark.parametrize(("found", "is_intact"), [("a1", True), ("a2", False), ("", False)])
def test_a_document_is_intact_when_its_digest_is_the_one_written(found: str, is_intact: bool) -> None:
    assert trace(found_sha256=found).is_intact is is_intact


@pytest.mark.parametrize(
    ("lines", "is_balanced"),
    [
        ([(70_00, 70_00), (30_00, 30_00)], True), ([(70_00, 70_00)], False), ([(70_00, 60_00), (30_00, 40_00)], False),
        ([(70_00, 70_00), (29_99, 29_99)], False), ([(70_00, 70_00), (30_00, 30_00), (0, 0)], False),
        ([(60_00, 70_00), (40_00, 30_00)], False),
    ],
)  # fmt: skip
def test_a_trace_balances_when_the_lines_are_those_frozen(
    lines: list[tuple[int, int]], is_balanced: bool
) -> None:
    assert trace(*(traced(*one) for one in lines)).is_balanced is is_balanced


def test_a_file_is_refused_as_a_whole_unless_a_line_is_named() -> None:
    assert FileRefused("x.csv", "not_a_file").line == 0
