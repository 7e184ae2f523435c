"""How a list writes days and amounts, as somebody said it: what fits is read so, what does not is refused."""

import pytest

from donations_app.domain.typed import TypedError, parse_amount, parse_any_date
from donations_app.domain.written import (
    DAY_FIRST,
    EITHER,
    MONTH_FIRST,
    contradicts,
    day_says,
    in_day_order,
    is_doubtful_number,
    is_year_first,
    with_point,
)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [("03/08/2025", "month_first", "2025-03-08"), ("03/08/2025", "day_first", "2025-08-03"),
     ("03/08/2025", "", "2025-08-03"), ("12.31.2025", "month_first", "2025-12-31"),
     ("3-8-2025 14:05", "month_first", "2025-03-08"), ("2025-03-08", "month_first", "2025-03-08"),
     ("٠٣/٠٨/٢٠٢٥", "month_first", "2025-03-08"), ("\u200e03/08/2025", "month_first", "2025-03-08")],
)  # fmt: skip
def test_a_day_is_read_in_the_order_that_was_said(text: str, order: str, day: str) -> None:
    assert parse_any_date(in_day_order(text, order)).isoformat() == day


@pytest.mark.parametrize(
    ("text", "says"),
    [("13/12/2025", DAY_FIRST), ("12/13/2025", MONTH_FIRST), ("12/12/2025", EITHER), ("31/01/2025", DAY_FIRST),
     ("01/31/2025", MONTH_FIRST), ("01/32/2025", ""), ("32/01/2025", ""), ("13/13/2025", EITHER),
     ("2025-01-31", ""), ("31/01/20256", ""), ("x", "")],
)  # fmt: skip
def test_a_day_may_say_in_what_order_it_is_written(text: str, says: str) -> None:
    assert day_says(text) == says
    assert contradicts(text, MONTH_FIRST) is (says == DAY_FIRST)
    assert contradicts(text, DAY_FIRST) is (says == MONTH_FIRST)
    assert is_year_first(text) is (text == "2025-01-31")


@pytest.mark.parametrize(
    ("text", "mark", "cents"),
    [("1.234,56", "comma", 1234_56), ("1.234", "comma", 1234_00), ("1 234,5", "comma", 1234_50),
     ("12,50 €", "comma", 12_50), ("1,234.56", "point", 1234_56), ("1,234", "point", 1234_00),
     ("1'234.50", "point", 1234_50), ("1.234.567,00", "comma", 1_234_567_00), ("1234.56", "", 1234_56),
     ("١٬٢٣٤٫٥٠", "comma", 1234_50)],
)  # fmt: skip
def test_an_amount_is_read_with_the_mark_that_was_said(text: str, mark: str, cents: int) -> None:
    assert parse_amount(with_point(text, mark)) == cents


@pytest.mark.parametrize(
    ("text", "mark"),
    [("12.50", "comma"), ("1,234.56", "comma"), ("12,50", "point"), ("1.234,56", "point"), ("1.2345", "comma"),
     ("1.234.56", "comma"), ("12.345.67", "point")],
)  # fmt: skip
def test_an_amount_with_the_other_mark_is_refused(text: str, mark: str) -> None:
    with pytest.raises(TypedError) as caught:
        with_point(text, mark)
    assert caught.value.problem == "decimals_otherwise"


def test_an_amount_is_doubtful_whose_marks_may_mean_two_things() -> None:
    doubtful = ["1.234", "1,234", "1.234,56", "1,234.56", "12 345.678", "1.234 €"]
    assert [text for text in doubtful if not is_doubtful_number(text)] == []
    sure = ["1234", "12,50", "12.50", "1 234,56", "", "x", "1234.5"]
    assert [text for text in sure if is_doubtful_number(text)] == []
    assert with_point("no number", "comma") == "no number"
