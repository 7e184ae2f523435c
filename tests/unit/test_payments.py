"""A payment is refused with its field and reason, line by line, at each edge."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.domain.errors import InputRefused
from donations_app.domain.fingerprints import fingerprint
from donations_app.domain.money import Money
from donations_app.domain.payments import (
    ASK_AGAIN_ABOVE,
    AllocationDraft,
    LineDraft,
    PaymentDraft,
    line_problems,
    whole_to,
    with_amount,
)

TODAY = date(2026, 11, 23)
LINE = LineDraft(kind="donation", amount=Money(100_00))
PAYMENT = PaymentDraft(
    key=uuid4(), office="MRS", method="cheque", lines=(LINE,), payer="A1", received_on=date(2026, 3, 1)
)
G = 1_000_000_000_00


def part(cents: int, project: str = "", association: str = "") -> AllocationDraft:
    return AllocationDraft(amount=Money(cents), project=project, association=association)


def problems(**facts: Any) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in replace(PAYMENT, **facts).problems(today=TODAY)]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []), ({"method": "pigeon"}, [("method", "choice_unknown")]), ({"office": ""}, [("office", "missing")]),
        ({"lines": ()}, [("lines", "missing")]), ({"method": "none"}, [("method", "method_missing")]),
        ({"method": "none", "lines": (replace(LINE, kind="in_kind"),)}, []),
        ({"method": "none", "lines": (replace(LINE, kind="in_kind"), LINE)}, [("method", "method_missing")]),
        ({"currency": "MAD"}, [("rate", "missing")]), ({"currency": "MAD", "rate": "10.8"}, []),
        ({"received_on": None}, [("received_on", "missing")]), ({"received_on": None, "credited_on": TODAY}, []),
        ({"received_on": date(1989, 12, 31)}, [("received_on", "date_out_of_range")]),
        ({"received_on": date(1990, 1, 1)}, []), ({"received_on": date(2026, 11, 24)}, []),
        ({"received_on": date(2026, 11, 25)}, [("received_on", "date_out_of_range")]),
        ({"credited_on": date(2026, 11, 25)}, [("credited_on", "date_out_of_range")]),
        ({"returned_on": date(2026, 11, 25)}, [("returned_on", "date_out_of_range")]),
        ({"cheque_date": date(1900, 1, 1)}, []),
        ({"cheque_date": date(1899, 12, 31)}, [("cheque_date", "date_beyond")]),
        ({"cheque_date": date(2100, 12, 31)}, []),
        ({"cheque_date": date(2101, 1, 1)}, [("cheque_date", "date_beyond")]),
        ({"returned_on": date(2026, 3, 1)}, []),
        ({"returned_on": date(2026, 2, 28)}, [("returned_on", "returned_before_received")]),
        ({"returned_on": date(2026, 3, 1), "credited_on": date(2026, 3, 5)}, []),
        ({"returned_on": date(2026, 2, 28), "credited_on": date(2026, 2, 28)}, []),
        ({"received_on": None, "returned_on": date(2026, 2, 28)}, [("received_on", "missing")]),
    ],
)  # fmt: skip
def test_a_payment_is_refused_with_its_field_and_reason(
    facts: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert problems(**facts) == found


@pytest.mark.parametrize(
    ("cents", "found"),
    [
        ((G,), []),
        ((G + 1,), ["amount"]),
        ((G, 1), ["amount"]),
        ((G - 1, 1), []),
        ((1, G + 1), ["2.amount", "amount"]),
    ],
)
def test_a_milliard_is_the_most_of_a_line_and_of_a_payment(cents: tuple[int, ...], found: list[str]) -> None:
    lines = tuple(replace(LINE, amount=Money(one)) for one in cents)
    assert problems(lines=lines) == [(field, "amount_too_large") for field in found]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []), ({"kind": "alms"}, [("kind", "choice_unknown")]), ({"amount": Money(1)}, []),
        ({"amount": Money(0)}, [("amount", "amount_zero")]), ({"amount": Money(-1)}, [("amount", "amount_negative")]),
        ({"kind": "dues"}, [("dues_year", "missing")]),
        ({"dues_year": 2026}, [("dues_year", "dues_year_without_dues")]),
        ({"kind": "dues", "dues_year": 1989}, [("dues_year", "date_out_of_range")]),
        ({"kind": "dues", "dues_year": 1990}, []), ({"kind": "dues", "dues_year": 2100}, []),
        ({"kind": "dues", "dues_year": 2101}, [("dues_year", "date_out_of_range")]),
        ({"article": "978"}, []), ({"article": "238"}, [("article", "choice_unknown")]),
        ({"counterpart_kind": "goods"}, []), ({"counterpart_kind": "symbolic"}, []),
        ({"counterpart_kind": "thanks"}, [("counterpart_kind", "choice_unknown")]),
        ({"counterpart": Money(0)}, []), ({"counterpart": Money(-1)}, [("counterpart_value", "amount_negative")]),
        ({"allocations": (part(100_00, "EAU"),)}, []), ({"allocations": (part(60_00, "EAU"), part(40_00))}, []),
        ({"allocations": (part(99_99, "EAU"),)}, [("allocations", "allocations_differ")]),
        ({"allocations": (part(100_01, "EAU"),)}, [("allocations", "allocations_differ")]),
        ({"allocations": (part(100_00, "EAU"), part(0))}, [("allocations", "amount_zero")]),
        ({"allocations": (part(100_01, "EAU"), part(-1))}, [("allocations", "amount_zero")]),
        ({"allocations": (part(99_99, "EAU"), part(1))}, []),
        ({"allocations": (part(100_00, "", "AMAN"),)}, [("association", "association_without_project")]),
        ({"allocations": (part(100_00, "EAU", "AMAN"),)}, []),
        ({"allocations": (part(50_00, "EAU"), part(50_00, "EAU"))}, [("allocations", "target_twice")]),
        ({"allocations": (part(50_00, "EAU", "AMAN"), part(50_00, "EAU"))}, []),
    ],
)  # fmt: skip
def test_a_line_is_refused_with_its_field_and_reason(
    facts: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    line = replace(LINE, **facts)
    assert [(one.field, one.code) for one in line_problems(line)] == found
    assert problems(lines=(line,)) == found
    assert problems(lines=(LINE, line)) == [(f"2.{field}", code) for field, code in found]


def test_a_refusal_carries_what_was_typed() -> None:
    def told(**facts: Any) -> list[tuple[str, dict[str, Any]]]:
        return [(one.value, one.data) for one in line_problems(replace(LINE, **facts))]

    assert told(amount=Money(-5)) == [("-5", {})]
    assert told(dues_year=2026) == [("2026", {})]
    assert told(kind="dues") == [("", {})]
    assert told(allocations=(part(60_00, "EAU"),)) == [("", {"rest_cents": 40_00})]
    assert told(allocations=(part(160_00, "EAU"),)) == [("", {"rest_cents": -60_00})]


def test_a_line_without_allocations_goes_whole_to_the_general_fund() -> None:
    assert whole_to(LINE) == (part(100_00),)
    allocated = replace(LINE, allocations=(part(60_00, "EAU"), part(40_00)))
    assert whole_to(allocated) == allocated.allocations


def test_another_amount_stands_on_the_one_target_or_is_taken_by_the_general_fund() -> None:
    whole = replace(PAYMENT, lines=(replace(LINE, allocations=(part(100_00, "EAU"),)),))
    changed = with_amount(whole, Money(70_00))
    assert (changed.amount, changed.lines[0].allocations) == (Money(70_00), (part(70_00, "EAU"),))
    general, rest = with_amount(PAYMENT, Money(70_00)), (part(60_00, "EAU"), part(40_00))
    assert general.lines[0].allocations == (part(70_00),)
    split = replace(PAYMENT, lines=(replace(LINE, allocations=rest),))
    for cents, parts in ((70_00, (part(60_00, "EAU"), part(10_00))), (60_00, (part(60_00, "EAU"),))):
        assert with_amount(split, Money(cents)).lines[0].allocations == parts


def test_an_amount_that_the_split_cannot_follow_is_refused() -> None:
    meant, rest = (part(60_00, "EAU"), part(40_00, "ECO")), (part(60_00, "EAU"), part(40_00))
    for lines, cents, code in (
        ((), 70_00, "amount_of_several"),
        ((LINE, LINE), 70_00, "amount_of_several"),
        ((replace(LINE, allocations=meant),), 120_00, "split_wanted"),
        ((replace(LINE, allocations=rest),), 59_99, "split_wanted"),
    ):
        with pytest.raises(InputRefused) as error:
            with_amount(replace(PAYMENT, lines=lines), Money(cents))
        assert [one.code for one in error.value.problems] == [code]


def test_the_fingerprint_covers_all_that_is_asked_but_key_reference_and_batch() -> None:
    same = replace(PAYMENT, key=uuid4(), ref="V9", batch=uuid4(), lines=(replace(LINE, article="200"),))
    assert same.fingerprint() == PAYMENT.fingerprint()
    changed: list[dict[str, Any]] = [
        {"method": "cash"}, {"payer": "B2"}, {"received_on": TODAY}, {"credited_on": TODAY}, {"currency": "MAD"},
        {"rate": "10"}, {"cheque_number": "7"}, {"cheque_date": TODAY}, {"bank": "X"}, {"receipt_issued_by": "H"},
        {"returned_on": TODAY}, {"return_code": "MD06"}, {"office": "LYO"}, {"lines": ()},
        {"rate_source": "BAM"}, {"rate_on": TODAY},
    ]  # fmt: skip
    of_line: list[dict[str, Any]] = [
        {"amount": Money(1)}, {"kind": "sale"}, {"earmarked_by_donor": True}, {"dues_year": 2026}, {"evidence": "E"},
        {"counterpart": Money(1)}, {"counterpart_kind": "goods"}, {"description": "D"}, {"foreign_minor": 1},
        {"article": "978"}, {"pass_through": True}, {"valued_by": "X"}, {"allocations": (part(100_00),)},
    ]  # fmt: skip
    changed += [{"lines": (replace(LINE, **facts),)} for facts in of_line]
    found = {replace(PAYMENT, **facts).fingerprint() for facts in changed}
    assert len(found | {PAYMENT.fingerprint()}) == len(changed) + 1


def test_what_is_not_said_of_a_line_is_the_usual() -> None:
    # as books made before the later fields hold it
    payment = ("MRS", "cheque", "A1", date(2026, 3, 1), None, "EUR", "", "", None, "", "", None, "")
    lines: list[object] = [(("donation", 100_00, False, None, None, "", "", "", None), [])]
    assert PAYMENT.fingerprint() == fingerprint(payment, lines)
    assert Money(50_000_00) == ASK_AGAIN_ABOVE
    assert (LINE.earmarked_by_donor, LINE.pass_through, LINE.article) == (False, False, "200")
    assert PAYMENT.fingerprint() == replace(PAYMENT, lines=(replace(LINE, pass_through=False),)).fingerprint()
