import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.money import Money, allocate

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


@pytest.mark.parametrize("bad", [[], [0, 0], [-1, 2]])
def test_impossible_weights_are_refused(bad: list[int]) -> None:
    with pytest.raises(ValueError, match="cannot split"):
        allocate(Money(100), bad)


@pytest.mark.parametrize("bad", [1.0, True, "1"])
def test_money_is_whole_cents_only(bad: object) -> None:
    with pytest.raises(TypeError, match="cents"):
        Money(bad)  # type: ignore[arg-type]
