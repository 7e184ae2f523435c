"""Whether appeals to the public must be declared, from what the books know of them."""

from datetime import date

import pytest

from donations_app.domain.appeal_declaration import AppealDraft
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


@pytest.mark.parametrize(
    ("years", "is_near"),
    [
        (((0, 0), (0, 0), (0, 122_400_00)), True),  # 80 percent of it
        (((0, 0), (0, 0), (0, 122_399_99)), False),
        (((0, 0), (0, 153_000_00), (0, 0)), False),  # only what may still grow comes near
        (((0, 0), (0, 0), (0, OVER)), False),
        (((OVER, OVER), (0, 0), (0, 153_000_00)), False),  # passed already
    ],
)
def test_the_year_that_runs_comes_near_the_threshold(
    years: tuple[tuple[int, int], ...], is_near: bool
) -> None:
    assert appeals(*years).is_near is is_near


def test_what_somebody_decided_counts_in_the_place_of_what_lies_between() -> None:
    year = AppealYear(2025, Sum(1, Money(1)), Sum(9, Money(OVER)), is_empty=False, counted=Sum(2, Money(5)))
    assert (year.surely, year.at_most) == (Sum(2, Money(5)), Sum(2, Money(5)))
    doubted = DatedValue("gifts_by_appeal", "undecided", date(1990, 1, 1), None, confirmed=False, source="")
    asked = appeals((0, 0), (0, 0), (0, OVER))
    assert Appeals(LIMIT, asked.years, doubted).doubtful == (doubted,)
    assert Appeals(LIMIT, (year,), doubted).doubtful == ()
    assert Appeals(LIMIT, appeals((OVER, OVER)).years, doubted).doubtful == ()  # passed, whatever counts


def test_an_appeal_that_ends_before_it_begins_or_by_unknown_means_is_refused() -> None:
    draft = AppealDraft(date(2026, 12, 2), date(2026, 12, 1), "x" * 601, (), ("pigeons", "letters"))
    assert [(one.field, one.code) for one in draft.problems()] == [
        ("last_on", "ends_before_start"), ("purpose", "text_too_long"), ("means", "choice_unknown"),
    ]  # fmt: skip
    assert not [*AppealDraft(date(2026, 12, 1), date(2026, 12, 1), "x" * 600).problems()]


def test_years_of_which_the_books_hold_nothing_are_named_and_without_a_figure_nothing_is_said() -> None:
    assert appeals((0, 0), (0, 1), (0, 0)).empty_years == (2023, 2025)
    assert YEARS == 3  # the two before, and the year
    found = appeals((OVER, OVER), threshold=None)
    assert (found.verdict, found.duty) == ("unknown", None)
