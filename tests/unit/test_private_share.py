import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.money import Money
from donations_app.domain.private_share import Collected, FundingRule, money_origin, nature, private_share

RULE = FundingRule()


def share(cost: int, cash: int = 0, in_kind: int = 0, rule: FundingRule = RULE, expected: int = 0):  # type: ignore[no-untyped-def]  # noqa: ANN201
    collected = Collected(cash=Money(cash), in_kind=Money(in_kind), expected=Money(expected))
    return private_share(Money(cost), collected, rule)


def test_the_threshold_is_decided_on_the_exact_cent() -> None:
    assert share(1_000_000, 150_000).reached
    below = share(1_000_000, 149_999)
    assert (below.reached, below.missing.cents, below.basis_points) == (False, 1, 1499)


def test_the_required_sum_is_rounded_up_and_the_percentage_down() -> None:
    third = share(100_01, 15_00)
    assert (third.required.cents, third.missing.cents, third.reached) == (15_01, 1, False)
    assert share(300, 44).basis_points == 1466


def test_a_rule_may_ask_for_cash_and_cap_what_is_in_kind() -> None:
    afd = FundingRule(minimum=1500, minimum_cash=1000, maximum_in_kind=500)
    found = share(100_000, 9_000, 20_000, afd)
    assert (found.in_kind_counted.cents, found.private.cents, found.missing.cents) == (5_000, 14_000, 1_000)
    assert share(100_000, 10_000, 20_000, afd).reached


def test_what_is_expected_is_told_apart() -> None:
    found = share(100_000, 10_000, expected=5_000)
    assert (found.reached, found.reached_on_expected) == (False, True)


@pytest.mark.parametrize(
    ("kind", "payer", "counts_as"),
    [("donation", "individual", "private_cash"), ("dues", "association", "private_cash"),
     ("in_kind", "company", "private_in_kind"), ("skills", "company", "private_in_kind"),
     ("donation", "public_body", "public"), ("in_kind", "public_body", "public"), ("subsidy", "association", "public"),
     ("grant", "foundation", "private_cash"), ("grant", "", "public"), ("donation", "", "private_cash")],
)  # fmt: skip
def test_public_money_never_counts_as_private(kind: str, payer: str, counts_as: str) -> None:
    assert nature(kind, money_origin(kind, payer)) == counts_as


@given(st.integers(1, 10**11), st.integers(0, 10**11))
def test_missing_cents_are_exactly_those_that_reach_it(cost: int, cash: int) -> None:
    found = share(cost, cash)
    again = share(cost, cash + found.missing.cents)
    assert again.reached
    if found.missing.cents:
        assert not share(cost, cash + found.missing.cents - 1).reached
