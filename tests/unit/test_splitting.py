"""An amount split by amounts, percents and the rest, to the cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.money import Money
from donations_app.domain.splitting import Part, PartsAbove, split


def parts(*shares: int | str | None) -> list[Part]:
    """Return parts: an ``int`` is cents, a text a percentage, ``None`` the rest."""
    return [
        Part(project=f"P{n}", basis_points=int(float(share) * 100))
        if isinstance(share, str)
        else Part(project=f"P{n}", amount=None if share is None else Money(share))
        for n, share in enumerate(shares)
    ]


def cents(amount: int, *shares: int | str | None) -> list[tuple[str, int]]:
    return [(draft.project, draft.amount.cents) for draft in split(Money(amount), parts(*shares))]


def test_halves_of_an_odd_cent_are_the_whole_of_it() -> None:
    assert cents(1001, "50", "50") == [("P0", 501), ("P1", 500)]


def test_what_no_part_takes_goes_to_the_general_fund() -> None:
    assert cents(15000, 10000) == [("P0", 10000), ("", 5000)]
    assert cents(15000, "33.33") == [("P0", 5000), ("", 10000)]


def test_the_rest_is_what_amounts_and_percents_leave() -> None:
    assert cents(15000, 10000, None) == [("P0", 10000), ("P1", 5000)]
    assert cents(10000, 1000, "50", None) == [("P0", 1000), ("P1", 5000), ("P2", 4000)]


def test_no_part_is_the_general_fund() -> None:
    assert split(Money(100), []) == ()


@pytest.mark.parametrize(
    ("shares", "over"),
    [
        ((101,), 1),
        ((60, "50"), 10),
        ((100, "1"), 1),
        (("60", "50"), 10),
        (("100", "0.5"), 0),
        (("100", 1), 1),
    ],
)
def test_parts_above_the_amount_are_refused_with_what_is_too_much(
    shares: tuple[int | str, ...], over: int
) -> None:
    with pytest.raises(PartsAbove) as error:
        split(Money(100), parts(*shares))
    assert error.value.over == Money(over)


@pytest.mark.parametrize(
    ("amount", "shares", "found"),
    [
        (100, (100,), [100]), (100, (99,), [99, 1]), (100, ("100",), [100]), (100, ("99.99",), [100]),
        (100, ("50", 50), [50, 50]),
        (100, (None,), [100]), (100, (None, None, None), [34, 33, 33]), (100, (100, None), [100, 0]),
        (100, (60, "40", None), [60, 40, 0]),
        (101, ("50", None, 10, None), [51, 20, 10, 20]), (100, ("25", "25"), [25, 25, 50]), (100, ("0",), [0, 100]),
    ],
)  # fmt: skip
def test_what_each_part_gets(amount: int, shares: tuple[int | str | None, ...], found: list[int]) -> None:
    made = split(Money(amount), parts(*shares))
    assert [draft.amount.cents for draft in made] == found
    assert [draft.project for draft in made] == [*(f"P{n}" for n in range(len(shares))), ""][: len(made)]


def test_percents_above_a_hundred_are_refused_with_what_is_too_much() -> None:
    for points, over in ((10_001, 1_00), (10_050, 50_00), (20_000, 10_000_00)):
        with pytest.raises(PartsAbove) as error:
            split(Money(10_000_00), [Part(project="A", basis_points=points)])
        assert error.value.over == Money(over)


def test_a_part_is_counted_for_its_association() -> None:
    (made,) = split(Money(100), [Part(project="EAU", association="AMAN")])
    assert (made.project, made.association, made.amount) == ("EAU", "AMAN", Money(100))


@given(st.integers(1, 10**11), st.lists(st.integers(1, 2500), min_size=1, max_size=4))
def test_percents_lose_no_cent(amount: int, points: list[int]) -> None:
    made = split(Money(amount), [Part(project=str(n), basis_points=p) for n, p in enumerate(points)])
    assert Money.total(draft.amount for draft in made) == Money(amount)
