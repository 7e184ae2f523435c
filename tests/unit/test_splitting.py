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


@pytest.mark.parametrize("shares", [(101,), (60, "50"), ("60", "50")])
def test_parts_above_the_amount_are_refused(shares: tuple[int | str, ...]) -> None:
    with pytest.raises(PartsAbove):
        split(Money(100), parts(*shares))


@given(st.integers(1, 10**11), st.lists(st.integers(1, 2500), min_size=1, max_size=4))
def test_percents_lose_no_cent(amount: int, points: list[int]) -> None:
    made = split(Money(amount), [Part(project=str(n), basis_points=p) for n, p in enumerate(points)])
    assert Money.total(draft.amount for draft in made) == Money(amount)
