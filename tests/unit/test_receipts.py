"""What stands on which receipt: the year at its edges, what stands together, what a person should look at."""

from datetime import date, timedelta
from typing import Any

import pytest

from donations_app.domain.gifts import Conditions, GiftLine, Giver
from donations_app.domain.money import Money
from donations_app.domain.receipts import LeftOut, Plan, PlannedReceipt, Warned, plan_payer
from tests.unit.builders import company, conditions, giver, line


def planned(payer: Giver, *lines: GiftLine, **held: Any) -> list[list[int]]:
    """Return the numbers of the lines of each receipt."""
    return [[one.id for one in made.lines] for made in plan_payer(payer, lines, conditions(**held)).receipts]


def warned(payer: Giver, *lines: GiftLine, held: Conditions | None = None) -> list[tuple[str, str]]:
    (made,) = plan_payer(payer, lines, held or conditions()).receipts
    assert {one.payer for one in made.warnings} <= {payer.ref}
    return [(one.code, one.payment) for one in made.warnings]


def on(day: str, number: int = 1, **facts: Any) -> GiftLine:
    return line(id=number, received_on=date.fromisoformat(day), **facts)


@pytest.mark.parametrize(
    ("day", "is_in"),
    [("2024-12-31", False), ("2025-01-01", True), ("2025-12-31", True), ("2026-01-01", False)],
)
def test_the_year_runs_from_the_first_of_january_to_the_last_of_december(day: str, is_in: bool) -> None:
    plan = plan_payer(giver(), [on(day)], conditions())
    assert (len(plan.receipts), plan.left_out) == (int(is_in), [])


def test_a_transfer_ordered_in_december_and_credited_in_january_is_of_january() -> None:
    days: dict[str, Any] = {"method": "transfer", "credited_on": date(2026, 1, 2)}
    assert planned(giver(), on("2025-12-31", **days)) == []
    assert planned(giver(), on("2025-12-31", **days), year=2026) == [[1]]


@pytest.mark.parametrize(
    ("facts", "year"),
    [({"method": "transfer"}, 2025), ({"method": "cheque", "received_on": None, "credited_on": date(2025, 5, 1)}, 2025),
     ({"method": "cheque", "received_on": None}, None)],
)  # fmt: skip
def test_a_line_without_its_deciding_day_is_left_out_in_the_year_of_the_other(
    facts: dict[str, Any], year: int | None
) -> None:
    found = [
        at for at in (2024, 2025, 2026) if plan_payer(giver(), [line(**facts)], conditions(year=at)).left_out
    ]
    assert found == ([year] if year else [])


@pytest.mark.parametrize(
    ("day", "is_in"),
    [("2025-03-31", False), ("2025-04-01", True), ("2025-06-30", True), ("2025-07-01", False)],
)
def test_a_period_has_its_first_and_its_last_day_in_it(day: str, is_in: bool) -> None:
    period = (date(2025, 4, 1), date(2025, 6, 30))
    assert planned(giver(), on(day), period=period) == ([[1]] if is_in else [])


def test_a_line_left_out_says_whose_it_is_and_why() -> None:
    plan = plan_payer(giver(), [line(50_00, id=3, position=2, reversal="return")], conditions())
    assert plan.left_out == [LeftOut("A1", "V3", 2, Money(50_00), "returned")]
    plan = plan_payer(None, [line(50_00)], conditions())
    assert (plan.receipts, plan.left_out) == ([], [LeftOut("", "V1", 1, Money(50_00), "anonymous")])


def test_a_verdict_on_some_lines_still_looks_at_the_whole_year() -> None:
    lines = [on("2025-02-01", 1, cents=400_00, goods=60_00), on("2025-03-01", 2, cents=400_00, goods=20_00)]
    plan = plan_payer(giver(), lines, conditions(), only=[2])
    assert [(one.payment, one.reason) for one in plan.left_out] == [("V2", "counterpart_too_large")]
    assert plan.receipts == []
    assert planned(giver(), *lines) == [[1]]


def test_a_receipt_holds_the_year_in_the_order_of_its_days_payments_and_lines() -> None:
    lines = [
        on("2025-05-01", 1), on("2025-02-01", 2, payment="V9"), on("2025-02-01", 3, payment="V8", position=2),
        on("2025-02-01", 4, payment="V8"),
    ]  # fmt: skip
    plan = plan_payer(giver(), lines, conditions())
    (made,) = plan.receipts
    assert [one.id for one in made.lines] == [4, 3, 2, 1]
    assert made.days == (date(2025, 2, 1),) * 3 + (date(2025, 5, 1),)
    assert made.payments == ["V8", "V9", "V1"]
    assert (made.form, made.year, made.amount) == ("11580*05", 2025, Money(400_00))


def test_who_wishes_so_gets_a_receipt_for_each_payment_but_one_for_a_period() -> None:
    lines = [on("2025-02-01", 1), on("2025-03-01", 2), on("2025-02-01", 3, payment="V1", position=2)]
    assert planned(giver(receipt_wish="each"), *lines) == [[1, 3], [2]]
    assert planned(giver(receipt_wish="annual"), *lines) == [[1, 3, 2]]
    assert planned(giver(receipt_wish="each"), *lines, period=(date(2025, 1, 1), date(2025, 6, 30))) == [
        [1, 3, 2]
    ]


def test_income_tax_and_wealth_tax_never_stand_on_one_receipt() -> None:
    lines = [on("2025-02-01", 1), on("2025-03-01", 2, article="978"), on("2025-04-01", 3)]
    plan = plan_payer(giver(), lines, conditions(ifi_eligible=True))
    assert [[one.id for one in made.lines] for made in plan.receipts] == [[1, 3], [2]]
    assert [made.articles for made in plan.receipts] == [("200",), ("978",)]


def test_a_company_gets_a_receipt_for_each_of_its_fiscal_years() -> None:
    lines = [on("2025-06-30", 1), on("2025-07-01", 2), on("2025-02-01", 3, article="978")]
    assert planned(company(fiscal_year_end="06-30"), *lines) == [[3, 1], [2]]
    (made,) = plan_payer(company(), lines, conditions()).receipts
    assert (made.form, made.articles) == ("16216*03", ("238 bis",))


def test_the_boxes_are_those_of_the_lines() -> None:
    lines = [
        on("2025-02-01", 1, kind="dues", method="cash"), on("2025-02-02", 2),
        on("2025-02-03", 3, kind="waived_expenses", method="none", evidence="R-1", cents=30_00),
        on("2025-02-04", 4, kind="securities", method="none", evidence="R-2", cents=7_00),
    ]  # fmt: skip
    (made,) = plan_payer(giver(), lines, conditions()).receipts
    assert made.nature_boxes == ("money", "securities", "waived_expenses")
    assert made.method_boxes == ("cash", "cheque")  # of money alone
    assert made.kinds == ["donation", "dues", "securities", "waived_expenses"]
    assert made.in_kind == Money(37_00)


@pytest.mark.parametrize(
    ("payer", "goods", "is_near"),
    [
        # four fifths of 73 euros are 58,40
        (giver(), [58_40], False), (giver(), [58_41], True), (giver(), [40_00, 18_41], True), (giver(), [73_00], True),
        (company(), [70_00], False),
    ],
)  # fmt: skip
def test_goods_above_four_fifths_of_the_ceiling_are_told(
    payer: Giver, goods: list[int], is_near: bool
) -> None:
    lines = [line(400_00, id=n, goods=cents) for n, cents in enumerate(goods)]
    assert warned(payer, *lines) == ([("counterpart_near_ceiling", "")] if is_near else [])


def test_goods_are_told_on_the_receipt_that_has_some() -> None:
    lines = [on("2025-02-01", 1, cents=400_00, goods=60_00), on("2025-03-01", 2)]
    plan = plan_payer(giver(receipt_wish="each"), lines, conditions())
    assert [[one.code for one in made.warnings] for made in plan.receipts] == [
        ["counterpart_near_ceiling"],
        [],
    ]


def test_goods_above_the_ceiling_are_no_longer_near_it() -> None:
    lines = [on("2025-02-01", 1, cents=400_00, goods=40_00), on("2025-03-01", 2, cents=400_00, goods=40_00)]
    assert warned(giver(), *lines) == []


@pytest.mark.parametrize(("cents", "codes"), [(50_000_00, []), (50_000_01, [("large_amount", "")])])
def test_more_than_fifty_thousand_euros_are_asked_again(cents: int, codes: list[tuple[str, str]]) -> None:
    assert warned(giver(), line(cents)) == codes


def test_an_address_abroad_is_told() -> None:
    assert warned(giver(country="BE", tax_resident_fr=True), line()) == [("foreign_address", "")]


@pytest.mark.parametrize(
    ("method", "days_ago", "codes"),
    [("direct_debit", 55, [("refund_window", "V1")]), ("direct_debit", 56, []), ("direct_debit", 57, []),
     ("transfer", 1, [])],
)  # fmt: skip
def test_a_debit_can_be_taken_back_for_eight_weeks(
    method: str, days_ago: int, codes: list[tuple[str, str]]
) -> None:
    held = conditions(today=date(2025, 12, 20))
    assert (
        warned(giver(), line(method=method, credited_on=held.today - timedelta(days=days_ago)), held=held)
        == codes
    )


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        (None, []),
        (date(2025, 2, 28), []),
        (date(2025, 3, 1), []),
        (date(2025, 3, 2), [("postdated_cheque", "V1")]),
    ],
)
def test_a_cheque_written_for_a_later_day_is_told(written: date | None, codes: list[tuple[str, str]]) -> None:
    assert warned(giver(), line(cheque_date=written)) == codes


@pytest.mark.parametrize(
    ("method", "received", "credited", "codes"),
    [
        ("online", "2024-12-31", "2025-01-02", [("year_by_policy", "V1")]), ("online", "2025-01-01", "2025-01-02", []),
        ("transfer", "2024-12-31", "2025-01-02", []), ("online", None, "2025-01-02", []),
    ],
)  # fmt: skip
def test_an_online_gift_over_the_end_of_a_year_is_told(
    method: str, received: str | None, credited: str, codes: list[tuple[str, str]]
) -> None:
    received_on = date.fromisoformat(received) if received else None
    gift = line(method=method, received_on=received_on, credited_on=date.fromisoformat(credited))
    assert warned(giver(), gift) == codes


def test_a_day_that_is_not_known_and_does_not_decide_is_told_by_nobody() -> None:
    shares = line(kind="securities", evidence="E-1", method="direct_debit", credited_on=None)
    assert warned(giver(), shares) == []
    transfer: dict[str, Any] = {"method": "transfer", "received_on": None, "credited_on": date(2025, 3, 4)}
    assert warned(giver(), line(cheque_date=date(2025, 3, 9), **transfer)) == []


def test_a_provisional_scale_is_told_once_a_payment() -> None:
    facts: dict[str, Any] = {
        "kind": "waived_expenses",
        "method": "none",
        "evidence": "R",
        "is_provisional": True,
    }
    lines = [line(id=1, **facts), line(id=2, payment="V1", position=2, **facts), line(id=3, **facts)]
    assert warned(giver(), *lines) == [("provisional_scale", "V1"), ("provisional_scale", "V3")]


@pytest.mark.parametrize(
    ("cents", "minimum", "has_signatory", "reason"),
    [
        (9_99, 10_00, True, "below_minimum"), (10_00, 10_00, True, ""), (10_01, 10_00, True, ""), (1, 0, True, ""),
        (10_00, 10_00, False, "signatory_missing"), (9_99, 10_00, False, "below_minimum"),
    ],
)  # fmt: skip
def test_a_receipt_needs_the_smallest_amount_and_a_signatory(
    cents: int, minimum: int, has_signatory: bool, reason: str
) -> None:
    held = conditions(minimum=Money(minimum), has_signatory=has_signatory)
    plan = plan_payer(giver(), [line(cents)], held)
    assert [one.reason for one in plan.left_out] == ([reason] if reason else [])
    assert len(plan.receipts) == (0 if reason else 1)
    halves = [
        line(cents - cents // 2, id=1),
        line(cents // 2, id=2),
    ]  # what counts is the whole of the receipt
    assert len(plan_payer(giver(), halves, held).receipts) == (0 if reason else 1)


def test_goods_of_another_year_count_in_their_own() -> None:
    lines = [on("2024-12-31", 1, cents=400_00, goods=60_00), on("2025-01-01", 2, cents=400_00, goods=20_00)]
    assert planned(giver(), *lines) == [[2]]
    assert warned(giver(), *lines) == []


def test_plans_add_up() -> None:
    whole = plan_payer(giver(), [line()], conditions())
    whole.add(plan_payer(giver(ref="B2"), [line(id=2), line(id=3, reversal="refund")], conditions()))
    assert [made.giver.ref for made in whole.receipts] == ["A1", "B2"]
    assert [one.reason for one in whole.left_out] == ["reversed"]
    assert Plan() == Plan([], [], ())
    assert PlannedReceipt(giver(), "", 2025, (), (), (Warned("x", "", ""),)).amount == Money(0)
