"""Cents: whole, ordered, added up, and split without losing one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.money import ZERO, Money, allocate

cents = st.integers(-(10**11), 10**11)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)


@given(cents, weights)
def test_a_split_loses_no_cent(total: int, shares: list[int]) -> None:
    assert Money.total(allocate(Money(total), shares)) == Money(total)


@given(cents, weights)
def test_each_share_is_within_a_cent_of_its_exact_part(total: int, shares: list[int]) -> None:
    for got, weight in zip(allocate(Money(total), shares), shares, strict=True):
        assert abs(got.cents * sum(shares) - total * weight) < sum(shares)


@given(cents, weights)
def test_the_split_of_a_reversal_mirrors_that_of_the_payment(total: int, shares: list[int]) -> None:
    assert allocate(Money(-total), shares) == [-share for share in allocate(Money(total), shares)]


def test_odd_cents_go_to_the_largest_remainders_first_come_on_a_tie() -> None:
    assert [share.cents for share in allocate(Money(1001), [1, 1])] == [501, 500]
    assert [share.cents for share in allocate(Money(100), [1, 1, 1])] == [34, 33, 33]


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (0, [1, 2], [0, 0]), (1, [1, 1], [1, 0]), (-1, [1, 1], [-1, 0]), (100, [0, 1], [0, 100]), (5, [3, 1], [4, 1]),
        (6, [3, 1], [5, 1]), (7, [3, 1], [5, 2]), (10, [1, 2, 4], [1, 3, 6]), (-10, [1, 2, 4], [-1, -3, -6]),
        (2, [1, 1, 1], [1, 1, 0]),
        (1, [1, 2, 1], [0, 1, 0]), (7, [7], [7]),
    ],
)  # fmt: skip
def test_a_split_goes_by_the_largest_remainder(total: int, weights: list[int], shares: list[int]) -> None:
    assert [share.cents for share in allocate(Money(total), weights)] == shares


def test_money_is_added_taken_away_and_compared() -> None:
    one, two = Money(1_50), Money(2_00)
    assert (one + two, one - two, two - one, -one) == (Money(3_50), Money(-50), Money(50), Money(-1_50))
    assert Money.total([one, two, -one]) == two
    assert Money.total([]) == ZERO == Money(0)
    assert one < two
    assert [bool(Money(cents)) for cents in (-1, 0, 1)] == [True, False, True]


@pytest.mark.parametrize("bad", [[], [0, 0], [-1, 2]])
def test_impossible_weights_are_refused(bad: list[int]) -> None:
    with pytest.raises(ValueError, match="cannot split"):
        allocate(Money(100), bad)


@pytest.mark.parametrize("bad", [1.0, True, "1"])
def test_money_is_whole_cents_only(bad: object) -> None:
    with pytest.raises(TypeError, match="cents"):
        Money(bad)  # type: ignore[arg-type]
