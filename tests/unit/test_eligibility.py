"""Why a line stands on no receipt: each reason at its edge, and the first of several."""

from datetime import date
from typing import Any

import pytest

from donations_app.domain.eligibility import first_reason, giver_reason, lines_above_ceiling
from donations_app.domain.gifts import Giver
from tests.unit.builders import company, conditions, giver, line

HALF_YEAR = (date(2025, 1, 1), date(2025, 6, 30))


def reason(
    payer: Giver | None, *, above: bool = False, period: Any = None, ifi: bool = False, **facts: Any
) -> str:
    online = facts.pop("online_date", "credited")
    held = conditions(period=period, ifi_eligible=ifi, online_date=online)
    of_giver = giver_reason(payer)
    return first_reason(payer, line(**facts), held, of_giver=of_giver, above_ceiling=above)


@pytest.mark.parametrize("payer", [giver(), giver(kind="couple"), company()])
def test_a_sound_gift_has_no_reason(payer: Giver) -> None:
    assert reason(payer) == ""


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"reversal": "return"}, "returned"), ({"reversal": "correction"}, "reversed"),
        ({"reversal": "refund"}, "reversed"), ({"receipt": "2025-MRS-P-000001"}, "already_receipted"),
        ({"issued_by": "HelloAsso"}, "issued_by_platform"), ({"pass_through": True}, "pass_through"),
        ({"project_eligible": False}, "not_eligible_project"),
    ],
)  # fmt: skip
def test_a_line_taken_back_receipted_or_for_others_has_its_reason(facts: dict[str, Any], found: str) -> None:
    assert reason(giver(), **facts) == found
    assert reason(company(), **facts) == found


@pytest.mark.parametrize(
    ("kind", "of_a_person", "of_a_company"),
    [("donation", "", ""), ("dues", "", ""), ("in_kind", "", ""), ("securities", "", ""),
     ("waived_expenses", "", "not_a_gift"), ("skills", "not_a_gift", ""), ("sale", "not_a_gift", "not_a_gift"),
     ("participation", "not_a_gift", "not_a_gift"), ("subsidy", "not_a_gift", "not_a_gift"),
     ("grant", "not_a_gift", "not_a_gift"), ("collection", "not_a_gift", "not_a_gift")],
)  # fmt: skip
def test_each_form_knows_its_kinds_of_gifts(kind: str, of_a_person: str, of_a_company: str) -> None:
    facts: dict[str, Any] = {"kind": kind, "evidence": "E-1", "description": "20 bancs"}
    assert reason(giver(), **facts) == of_a_person
    assert reason(company(), **facts) == of_a_company


def test_nobody_knows_who_gave() -> None:
    assert reason(None) == "anonymous"
    assert reason(None, kind="sale") == "anonymous"


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"kind": "association"}, "payer_is_organisation"), ({"kind": "foundation"}, "payer_is_organisation"),
        ({"kind": "public_body"}, "payer_is_organisation"), ({"receipt_wish": "none"}, "no_receipt_wished"),
        ({"receipt_wish": "each"}, ""), ({"country": "MA"}, "not_tax_resident"),
        ({"country": "BE", "tax_resident_fr": True}, ""), ({"tax_resident_fr": False}, "not_tax_resident"),
        ({"last_name": ""}, "name_missing"), ({"first_name": ""}, "name_missing"),
        ({"address": ""}, "address_missing"), ({"city": ""}, "address_missing"),
        ({"postcode": ""}, "address_missing"), ({"country": "BE", "tax_resident_fr": True, "postcode": ""}, ""),
        ({"country": "RE", "postcode": ""}, "address_missing"), ({"country": "RE", "postcode": "97400"}, ""),
    ],
)  # fmt: skip
def test_a_person_must_be_known_and_domiciled_in_france(facts: dict[str, Any], found: str) -> None:
    assert reason(giver(**facts)) == found


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"siren": ""}, "siren_missing"), ({"siren": "552100555"}, "siren_invalid"),
        ({"legal_form": ""}, "legal_form_missing"), ({"organisation": ""}, "name_missing"),
        ({"receipt_wish": "none"}, "no_receipt_wished"), ({"country": "MA"}, "not_tax_resident"),
        ({"address": ""}, "address_missing"),
    ],
)  # fmt: skip
def test_a_company_must_be_known_with_siren_and_legal_form(facts: dict[str, Any], found: str) -> None:
    assert reason(company(**facts)) == found


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"method": "cheque", "received_on": None, "credited_on": date(2025, 3, 4)}, "received_date_missing"),
        ({"method": "cash", "received_on": None}, "received_date_missing"),
        ({"method": "transfer"}, "credited_date_missing"), ({"method": "card"}, "credited_date_missing"),
        ({"method": "direct_debit"}, "credited_date_missing"),
        ({"method": "transfer", "received_on": None, "credited_on": date(2025, 3, 4)}, ""),
        ({"method": "online"}, "credited_date_missing"), ({"method": "online", "online_date": "paid"}, ""),
        ({"method": "online", "online_date": "paid", "received_on": None, "credited_on": date(2025, 3, 4)},
         "received_date_missing"),
        ({"kind": "securities", "evidence": "E", "method": "transfer", "received_on": None}, "received_date_missing"),
    ],
)  # fmt: skip
def test_the_day_that_is_missing_is_the_one_that_decides_the_year(facts: dict[str, Any], found: str) -> None:
    assert reason(giver(), **facts) == found


@pytest.mark.parametrize(
    ("payer", "kind", "evidence", "description", "found"),
    [
        (giver(), "waived_expenses", "", "", "waiver_missing"), (giver(), "waived_expenses", "R-1", "", ""),
        (giver(), "in_kind", "", "20 bancs", "valuation_missing"), (giver(), "in_kind", "E-1", "", ""),
        (giver(), "securities", "", "", "valuation_missing"), (company(), "in_kind", "E-1", "", "valuation_missing"),
        (company(), "skills", "E-1", "", "valuation_missing"), (company(), "skills", "E-1", "3 jours", ""),
        (company(), "in_kind", "", "20 bancs", "valuation_missing"), (company(), "donation", "", "", ""),
    ],
)  # fmt: skip
def test_what_is_no_money_needs_its_paper_and_from_a_company_words(
    payer: Giver, kind: str, evidence: str, description: str, found: str
) -> None:
    assert reason(payer, kind=kind, evidence=evidence, description=description, method="none") == found


@pytest.mark.parametrize(
    ("cents", "goods", "kind", "found"),
    [
        (100_00, 24_99, "goods", ""), (100_00, 25_00, "goods", ""), (100_00, 25_01, "goods", "counterpart_too_large"),
        (1_00, 25, "goods", ""), (1_00, 26, "goods", "counterpart_too_large"),
        (10_000_00, 2_500_00, "goods", ""), (10_000_00, 2_500_01, "goods", "counterpart_too_large"),
        (100_00, 99_00, "symbolic", ""), (100_00, 25_01, "", "counterpart_too_large"),
    ],
)  # fmt: skip
def test_a_donor_gets_back_a_quarter_at_most_but_for_a_symbol(
    cents: int, goods: int, kind: str, found: str
) -> None:
    assert reason(giver(), cents=cents, goods=goods, counterpart_kind=kind) == found


def test_goods_above_the_yearly_ceiling_bar_a_receipt() -> None:
    assert reason(giver(), above=True) == "counterpart_too_large"


@pytest.mark.parametrize(
    ("payer", "period", "found"),
    [
        (company(), (date(2025, 1, 1), date(2025, 12, 31)), ""),
        (company(fiscal_year_end="06-30"), HALF_YEAR, ""),
        (company(fiscal_year_end="06-30"), (date(2025, 1, 1), date(2025, 7, 1)), "straddles_fiscal_year"),
        (company(fiscal_year_end="06-30"), (date(2025, 6, 30), date(2025, 7, 1)), "straddles_fiscal_year"),
        (company(fiscal_year_end="06-30"), (date(2025, 7, 1), date(2025, 12, 31)), ""),
        (company(fiscal_year_end="06-30"), None, ""),
        (giver(fiscal_year_end="06-30"), (date(2025, 1, 1), date(2025, 12, 31)), ""),
    ],
)  # fmt: skip
def test_a_receipt_never_straddles_two_fiscal_years_of_a_company(
    payer: Giver, period: Any, found: str
) -> None:
    assert reason(payer, period=period) == found


@pytest.mark.parametrize(
    ("payer", "kind", "ifi", "found"),
    [
        (giver(), "donation", False, "ifi_not_eligible"), (giver(), "donation", True, ""),
        (giver(), "securities", True, ""), (giver(), "dues", True, "ifi_not_eligible"),
        (giver(), "in_kind", True, "ifi_not_eligible"), (giver(), "waived_expenses", True, "ifi_not_eligible"),
        (company(), "donation", False, ""),
    ],
)  # fmt: skip
def test_the_wealth_tax_takes_money_and_securities_where_a_ruling_allows_it(
    payer: Giver, kind: str, ifi: bool, found: str
) -> None:
    assert reason(payer, kind=kind, ifi=ifi, article="978", evidence="E-1") == found
    assert reason(payer, kind=kind, ifi=ifi, article="200", evidence="E-1") == ""


def test_the_first_reason_is_the_one_told() -> None:
    facts: dict[str, Any] = {
        "reversal": "return", "receipt": "R1", "issued_by": "X", "kind": "sale", "pass_through": True,
        "project_eligible": False, "article": "978", "goods": 99_00,
    }  # fmt: skip
    payer = giver(kind="association", receipt_wish="none", country="MA", last_name="", address="")
    told = []
    for name, sound in (
        ("reversal", ""), ("receipt", ""), ("issued_by", ""), ("kind", "donation"), ("pass_through", False),
        ("project_eligible", True),
    ):  # fmt: skip
        told.append(reason(payer, **facts))
        facts[name] = sound
    assert told == [
        "returned", "already_receipted", "issued_by_platform", "not_a_gift", "pass_through", "not_eligible_project",
    ]  # fmt: skip
    assert reason(payer, **facts) == "payer_is_organisation"
    assert reason(giver(receipt_wish="none", country="MA"), **facts) == "no_receipt_wished"
    assert reason(giver(country="MA", last_name=""), **facts) == "not_tax_resident"
    assert reason(giver(last_name="", address=""), **facts) == "name_missing"
    assert reason(giver(address=""), **facts) == "address_missing"
    assert reason(giver(), **facts) == "counterpart_too_large"


def above(*goods: tuple[int, str], payer: Giver | None = None) -> set[int]:
    """Return the numbers of the lines above the ceiling; each is goods and a day."""
    lines = [
        line(400_00, id=n, goods=cents, received_on=date.fromisoformat(day) if day else None)
        for n, (cents, day) in enumerate(goods, 1)
    ]
    return lines_above_ceiling(payer, lines, conditions())


def test_goods_of_a_year_may_come_to_73_euros_and_no_cent_more() -> None:
    assert above((73_00, "2025-02-01"), payer=giver()) == set()
    assert above((73_01, "2025-02-01"), payer=giver()) == {1}
    assert above((60_00, "2025-02-01"), (13_00, "2025-03-01"), payer=giver()) == set()
    assert above((60_00, "2025-02-01"), (13_01, "2025-03-01"), payer=giver()) == {2}
    assert above((60_00, "2025-02-01"), (20_00, "2025-03-01"), (0, "2025-04-01"), payer=giver()) == {2}


def test_the_ceiling_falls_on_the_later_day_then_on_the_later_line() -> None:
    assert above((40_00, "2025-03-01"), (40_00, "2025-02-01"), payer=giver()) == {1}
    assert above((40_00, "2025-02-01"), (40_00, "2025-02-01"), payer=giver()) == {2}
    assert above((40_00, ""), (40_00, "2025-02-01"), payer=giver()) == {1}
    by_credit = [
        line(400_00, id=1, goods=40_00, received_on=None, credited_on=date(2025, 5, 1)),
        line(400_00, id=2, goods=40_00, received_on=date(2025, 4, 1), credited_on=date(2025, 6, 1)),
    ]
    assert lines_above_ceiling(giver(), by_credit, conditions()) == {1}
    earlier = [line(400_00, id=1, goods=40_00, received_on=None, credited_on=date(2025, 3, 1)), by_credit[1]]
    assert lines_above_ceiling(giver(), earlier, conditions()) == {2}


def test_a_company_has_no_yearly_ceiling_and_an_unknown_donor_has() -> None:
    assert above((73_01, "2025-02-01"), payer=company()) == set()
    assert above((73_01, "2025-02-01")) == {1}
