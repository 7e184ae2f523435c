"""The private share on the exact cent: what counts, what is asked for, what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.private_share import PrivateShare, money_origin, nature
from donations_app.domain.share_verdicts import ALONE
from tests.unit.projects import Sums, coming, lines, project, whole

RULE = FundingRule()


def share(
    cost: int, cash: int = 0, in_kind: int = 0, rule: FundingRule = RULE, expected: int = 0, public: int = 0
) -> PrivateShare:
    """Return a project without associations."""
    money = project(cost, alone={"cash": cash, "in_kind": in_kind, "public": public})
    return whole(money, rule, {ALONE: coming(expected)})


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


AFD = FundingRule(minimum=1500, minimum_cash=1000, maximum_in_kind=500)


@pytest.mark.parametrize(
    ("cash", "in_kind", "missing", "counted"),
    [
        # 15 % of 1 000,00, of which 10 in cash at least and 5 in kind at most (AFD, guide of 2012)
        (100_00, 50_00, 0, 50_00), (100_00, 49_99, 1, 49_99), (100_00, 90_00, 0, 50_00), (99_99, 50_00, 1, 50_00),
        (99_99, 90_00, 1, 50_00), (150_00, 0, 0, 0), (149_99, 0, 1, 0), (0, 90_00, 100_00, 50_00), (90_00, 0, 60_00, 0),
        (90_00, 50_00, 10_00, 50_00), (200_00, -5_00, 0, 0), (-10_00, 0, 160_00, 0),
    ],
)  # fmt: skip
def test_ten_points_in_cash_and_five_in_kind(cash: int, in_kind: int, missing: int, counted: int) -> None:
    found = share(1_000_00, cash, in_kind, AFD)
    assert (found.missing.cents, found.in_kind_counted.cents, found.reached) == (
        missing,
        counted,
        missing == 0,
    )
    assert found.private.cents == cash + counted
    assert found.required.cents == 150_00


def test_the_usual_rule_is_fifteen_percent_cash_or_kind_alike() -> None:
    assert (RULE.minimum, RULE.minimum_cash, RULE.maximum_in_kind) == (1_500, 0, 10_000)
    assert share(1_000_00, 0, 150_00).reached
    assert share(1_000_00, 0, 1_000_01).in_kind_counted == Money(1_000_00)


def test_a_ceiling_in_kind_is_rounded_down_and_a_minimum_up() -> None:
    found = share(10_19, 99_99, 99_99, FundingRule(minimum=1, minimum_cash=1, maximum_in_kind=500))
    assert (found.in_kind_counted.cents, found.required.cents) == (50, 1)
    assert share(100_01, 10_00, 0, FundingRule(minimum=0, minimum_cash=1000)).missing == Money(1)


@pytest.mark.parametrize(
    ("cost", "cash", "points"),
    [
        (0, 0, 0),
        (0, 5, 0),
        (1, 0, 0),
        (100, -1, 0),
        (100, 0, 0),
        (10_000, 1, 1),
        (10_001, 1, 0),
        (300, 44, 1466),
        (100, 250, 25_000),
    ],
)
def test_the_percentage_is_rounded_down_and_never_below_nothing(cost: int, cash: int, points: int) -> None:
    assert share(cost, cash).basis_points == points


@pytest.mark.parametrize(("expected", "on_expected"), [(49_99, False), (50_00, True), (50_01, True)])
def test_what_is_expected_is_told_apart(expected: int, on_expected: bool) -> None:
    found = share(1_000_00, 100_00, expected=expected, public=900_00)
    assert (found.reached, found.reached_on_expected, found.missing.cents) == (False, on_expected, 50_00)
    assert (found.public.cents, found.expected.cents, found.private.cents) == (900_00, expected, 100_00)
    assert share(1_000_00, 95_00, 50_00, AFD, expected=5_00).reached_on_expected
    assert not share(1_000_00, 95_00, 50_00, AFD, expected=4_99).reached_on_expected


@pytest.mark.parametrize(
    ("kind", "payer", "counts_as"),
    [("donation", "individual", "private_cash"), ("dues", "association", "private_cash"),
     ("in_kind", "company", "private_in_kind"), ("skills", "company", "private_in_kind"),
     ("donation", "public_body", "public"), ("in_kind", "public_body", "public"), ("subsidy", "association", "public"),
     ("grant", "foundation", "private_cash"), ("grant", "", "public"), ("donation", "", "private_cash")],
)  # fmt: skip
def test_public_money_never_counts_as_private(kind: str, payer: str, counts_as: str) -> None:
    assert nature(kind, money_origin(kind, payer)) == counts_as


@pytest.mark.parametrize(
    ("kind", "payer", "stated", "origin"),
    [
        # an association that hands on public money, whatever it is called
        ("grant", "association", "regranted", "regranted"), ("donation", "association", "regranted", "regranted"),
        ("dues", "association", "regranted", "regranted"), ("donation", "foundation", "public", "public"),
        ("subsidy", "association", "regranted", "regranted"), ("subsidy", "company", "private", "public"),
        # a grant of one of whom nobody knows where he has it from is not taken for private
        ("grant", "association", "", "public"), ("grant", "association", "private", "private"),
        ("grant", "", "", "public"), ("grant", "foundation", "", "private"), ("grant", "company", "", "private"),
        ("grant", "individual", "", "private"), ("grant", "couple", "", "private"),
        ("donation", "association", "", "private"), ("donation", "public_body", "public", "public"),
    ],
)  # fmt: skip
def test_money_that_is_handed_on_is_seen_through(kind: str, payer: str, stated: str, origin: str) -> None:
    assert money_origin(kind, payer, stated) == origin


@given(st.integers(1, 10**11), st.integers(0, 10**11))
def test_missing_cents_are_exactly_those_that_reach_it(cost: int, cash: int) -> None:
    found = share(cost, cash)
    again = share(cost, cash + found.missing.cents)
    assert again.reached
    if found.missing.cents:
        assert not share(cost, cash + found.missing.cents - 1).reached


@pytest.mark.parametrize(
    ("whole_", "parts", "missing", "reached"),
    [
        # 15 % of two parts of 5 000,00: the whole has it, the second village has not
        (1_500_00, (1_500_00, 0), 750_00, False), (1_500_00, (750_00, 750_00), 0, True),
        (1_500_00, (750_00, 749_99), 1, False), (1_499_99, (750_00, 749_99), 1, False),
        # what no village gave counts for the whole alone
        (2_000_00, (0, 0), 1_500_00, False), (1_000_00, (0, 0), 1_500_00, False), (0, (), 1_500_00, False),
        (1_500_00, (), 0, True),
    ],
)  # fmt: skip
def test_each_association_has_to_reach_its_share(
    whole_: int, parts: tuple[int, ...], missing: int, reached: bool
) -> None:
    given: dict[int, Sums] = {n: {"cash": cents} for n, cents in enumerate(parts, 1)}
    money = project(10_000_00, [5_000_00] * len(parts), of=given, alone={"cash": whole_ - sum(parts)})
    found = whole(money, RULE)
    assert (found.missing.cents, found.reached, found.private.cents) == (missing, reached, whole_)


def by_parts(cost: int, alone: int, *parts: tuple[int, int, int]) -> PrivateShare:
    """Return a project of parts: their cost, what they gave, what is expected of them."""
    given: dict[int, Sums] = {n: {"cash": cash} for n, (_cost, cash, _due) in enumerate(parts, 1)}
    due = {n: coming(cents) for n, (_cost, _cash, cents) in enumerate(parts, 1)}
    return whole(project(cost, [part[0] for part in parts], of=given, alone={"cash": alone}), RULE, due)


def test_without_a_cost_there_is_no_verdict_unless_another_part_falls_short() -> None:
    assert by_parts(1_000_00, 50_00, (0, 100_00, 0)).reached is None
    assert by_parts(1_000_00, 0, (0, 75_00, 0), (500_00, 75_00, 0)).reached is None
    assert by_parts(1_000_00, 1, (0, 75_00, 0), (500_00, 74_99, 0)).reached is False
    assert by_parts(1_000_00, 49_99, (0, 100_00, 0)).reached is False
    unknown = lines(project(1_000_00, [0], of={1: {"cash": 100_00}}), RULE).by_place[1]
    assert (unknown.reached, unknown.reached_on_expected, unknown.missing.cents) == (None, None, 0)


def test_what_is_expected_has_to_suffice_for_each() -> None:
    assert by_parts(1_000_00, 0, (500_00, 75_00, 0), (500_00, 0, 75_00)).reached_on_expected is True
    late = by_parts(1_000_00, 0, (500_00, 75_00, 0), (500_00, 0, 74_99))
    assert (late.reached, late.reached_on_expected) == (False, False)
    paid_elsewhere = by_parts(1_000_00, 0, (500_00, 75_00, 75_00), (500_00, 0, 0))
    assert paid_elsewhere.reached_on_expected is False
