"""Whether appeals to the public must be declared, from what the books know of them."""

from datetime import date

import pytest

from donations_app.domain.appeals import YEARS, Appeals, AppealYear
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.statements import Sum

LIMIT = DatedValue("appeal", 153_000_00, date(2019, 5, 22), None, confirmed=True, source="decree 2019-504")
OVER = 153_000_01


def appeals(*years: tuple[int, int], threshold: DatedValue | None = LIMIT) -> Appeals:
    """Years from 2023 on, each with its collections and all money given, in cents."""
    return Appeals(
        threshold,
        tuple(
            AppealYear(2023 + n, Sum(1, Money(least)), Sum(2, Money(most)), most == 0)
            for n, (least, most) in enumerate(years)
        ),
    )


@pytest.mark.parametrize(
    ("years", "verdict", "duty"),
    [
        (((0, 153_000_00), (153_000_00, 153_000_00), (0, 0)), "below", None),
        (((0, OVER), (0, 0), (0, 0)), "perhaps", "appeal_declaration_perhaps"),
        (((0, 0), (0, 0), (0, OVER)), "perhaps", "appeal_declaration_perhaps"),
        (((OVER, OVER), (0, 0), (0, 0)), "passed", "appeal_declaration"),
        (((0, 900_000_00), (0, 0), (OVER, OVER)), "passed", "appeal_declaration"),
        (((100_000_00, 100_000_00), (100_000_00, 100_000_00), (0, 0)), "below", None),
    ],
)
def test_one_year_decides_by_its_collections_or_perhaps_by_all_that_was_given(
    years: tuple[tuple[int, int], ...], verdict: str, duty: str | None
) -> None:
    found = appeals(*years)
    assert (found.verdict, found.duty) == (verdict, duty)


def test_years_of_which_the_books_hold_nothing_are_named_and_without_a_figure_nothing_is_said() -> None:
    assert appeals((0, 0), (0, 1), (0, 0)).empty_years == (2023, 2025)
    assert YEARS == 3  # the two before, and the year
    found = appeals((OVER, OVER), threshold=None)
    assert (found.verdict, found.duty) == ("unknown", None)
