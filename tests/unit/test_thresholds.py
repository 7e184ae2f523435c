"""What counts for the thresholds of gifts and of subsidies, and what the law asks for above them."""

from datetime import date

import pytest
from msgspec.structs import replace

from donations_app.domain.appeals import Appeals
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.statements import Sum
from donations_app.domain.thresholds import (
    GIFT_DUTIES,
    SUBSIDY_DUTIES,
    Thresholds,
    gives_right,
    is_gift_without_right,
    is_subsidy,
)
from tests.unit.builders import HEADING

APART = DatedValue(
    "gifts_of_non_residents", "apart", date(1990, 1, 1), None, confirmed=False, source="art. 200"
)
LIMIT = DatedValue("threshold", 153_000_00, date(2010, 1, 1), None, confirmed=False, source="D. 612-5")


@pytest.mark.parametrize(
    ("kind", "payer", "counts"),
    [
        # loi 87-571 art. 4-1: by the nature of the gift
        ("donation", "individual", True), ("dues", "couple", True), ("in_kind", "individual", True),
        ("securities", "couple", True), ("waived_expenses", "individual", True), ("skills", "individual", False),
        ("sale", "individual", False), ("collection", "individual", False), ("donation", "company", True),
        ("skills", "company", True), ("waived_expenses", "company", False), ("grant", "company", False),
        ("donation", "association", False), ("donation", "foundation", False), ("donation", "public_body", False),
        ("donation", None, False), ("dues", None, False),
    ],
)  # fmt: skip
def test_gifts_of_people_and_companies_count_by_their_kind(
    kind: str, payer: str | None, counts: bool
) -> None:
    assert gives_right(kind, payer) is counts


@pytest.mark.parametrize(
    ("kind", "payer", "is_one"),
    [
        ("donation", "association", True), ("skills", "foundation", True), ("in_kind", "foundation", True),
        ("grant", "foundation", False), ("sale", "association", False), ("donation", "individual", False),
        ("donation", "company", False), ("donation", "public_body", False), ("donation", None, False),
    ],
)  # fmt: skip
def test_gifts_of_associations_and_foundations_have_no_advantage(
    kind: str, payer: str | None, is_one: bool
) -> None:
    assert is_gift_without_right(kind, payer) is is_one


@pytest.mark.parametrize(
    ("gifts", "not_resident", "rule", "above", "hangs"),
    [
        (153_000_00, 100_00, "apart", False, True), (153_000_01, 100_00, "apart", True, False),
        (100_00, 152_900_00, "apart", False, False), (100_00, 152_900_01, "apart", False, True),
        (153_000_01, 1, "counted", True, True), (153_100_00, 1_00, "counted", True, False),
        (100_00, 50_00, "counted", False, False),
    ],
)  # fmt: skip
def test_gifts_of_non_residents_stand_apart_and_it_is_told_when_they_decide(
    gifts: int, not_resident: int, rule: str, above: bool, hangs: bool
) -> None:
    found = thresholds(gifts, 0, not_resident=not_resident, rule=rule)
    assert (found.gifts_above, found.hangs_on_residence) == (above, hangs)
    assert [figure.name for figure in found.doubtful] == ["threshold", "gifts_of_non_residents"]
    assert [figure.name for figure in thresholds(gifts, 0).doubtful] == ["threshold"]


@pytest.mark.parametrize(
    ("kind", "payer", "is_one"),
    [
        ("subsidy", "public_body", True), ("subsidy", "association", True), ("subsidy", None, True),
        ("grant", "public_body", True), ("donation", "public_body", True), ("grant", "foundation", False),
        ("donation", "individual", False), ("sale", "public_body", False), ("in_kind", "public_body", False),
        ("dues", "public_body", False),
    ],
)  # fmt: skip
def test_a_subsidy_is_called_so_or_is_money_of_a_public_body(
    kind: str, payer: str | None, is_one: bool
) -> None:
    assert is_subsidy(kind, payer) is is_one


def thresholds(gifts: int, subsidies: int, *, not_resident: int = 0, rule: str = "apart") -> Thresholds:
    return Thresholds(
        heading=HEADING,
        threshold=LIMIT,
        foreign_begun=True,
        residence_rule=replace(APART, value=rule),
        not_resident=Sum(int(not_resident > 0), Money(not_resident)),
        organisations=Sum(1, Money(10**9)),
        barred=Sum(1, Money(10**9)),
        gifts={"donation": Sum(1, Money(gifts - 100)), "dues": Sum(2, Money(100))},
        receipted=Sum(),
        anonymous=Sum(1, Money(10**9)),
        subsidies=Sum(1, Money(subsidies)),
        foreign_subsidies=Sum(1, Money(10**9)),
        appeals=Appeals(None, ()),
    )


@pytest.mark.parametrize(
    ("gifts", "subsidies", "duties"),
    [
        (152_999_99, 152_999_99, ()), (153_000_00, 153_000_00, ()), (153_000_01, 0, GIFT_DUTIES),
        (100, 153_000_01, SUBSIDY_DUTIES), (153_000_01, 153_000_01, GIFT_DUTIES), (100_000_00, 100_000_00, ()),
    ],
)  # fmt: skip
def test_153_000_euros_are_passed_above_and_not_at_them(
    gifts: int, subsidies: int, duties: tuple[str, ...]
) -> None:
    found = thresholds(gifts, subsidies)
    assert found.duties == duties
    assert (found.gifts_above, found.subsidies_above) == (gifts > 153_000_00, subsidies > 153_000_00)


def test_all_gifts_count_together_and_the_threshold_is_the_dated_one() -> None:
    found = thresholds(5_00, 0)
    assert found.eligible == Sum(3, Money(5_00))
    assert found.limit == Money(153_000_00)
    assert replace(found, threshold=replace(LIMIT, value=4_99)).gifts_above
    assert set(SUBSIDY_DUTIES) < set(GIFT_DUTIES)
    assert len(thresholds(153_000_01, 153_000_01).duties) == 4


def test_the_statement_from_abroad_is_no_duty_of_a_year_before_it_began() -> None:
    found = replace(thresholds(153_000_01, 0), foreign_begun=False)
    assert found.duties == ("annual_accounts", "auditor", "publication")
