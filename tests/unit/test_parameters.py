"""Dated figures: which holds on a day, what is a figure, who decides before the shipped one."""

from datetime import date

import pytest
from msgspec.structs import replace

from donations_app.domain.parameters import (
    DatedValue,
    ParameterMissing,
    decided_before,
    parse_value,
    value_on,
)
from donations_app.words.sentences import sentence

OLD = DatedValue("ceiling", 69_00, date(2016, 1, 1), date(2020, 12, 31), confirmed=True, source="S")
NEW = DatedValue("ceiling", 73_00, date(2021, 1, 1), None, confirmed=False, source="S")
OTHER = replace(NEW, name="threshold", value=153_000_00, first_on=date(2025, 1, 1))


@pytest.mark.parametrize(
    ("day", "value"),
    [("2016-01-01", 69_00), ("2020-12-31", 69_00), ("2021-01-01", 73_00), ("2026-06-01", 73_00)],
)
def test_a_figure_holds_from_its_first_to_its_last_day(day: str, value: int) -> None:
    assert value_on([NEW, OTHER, OLD], "ceiling", date.fromisoformat(day)).value == value


def test_before_the_first_figure_there_is_none() -> None:
    with pytest.raises(ParameterMissing) as error:
        value_on([NEW, OTHER, OLD], "ceiling", date(2015, 12, 31))
    assert (error.value.figure, error.value.on) == ("ceiling", date(2015, 12, 31))
    told = sentence(ParameterMissing("form_companies", date(2026, 11, 23))) or ""
    assert "Form of the receipts of companies" in told
    assert "23/11/2026" in told
    assert [OLD.holds_on(date(2020, 12, 31)), OLD.holds_on(date(2021, 1, 1))] == [True, False]
    assert [NEW.holds_on(date(2020, 12, 31)), NEW.holds_on(date(2021, 1, 1))] == [False, True]


def test_of_two_figures_in_force_the_latest_start_wins() -> None:
    later = replace(NEW, value=84_00, first_on=date(2026, 1, 1))
    assert value_on([later, NEW], "ceiling", date(2026, 1, 1)) is later
    assert value_on([NEW, later], "ceiling", date(2025, 12, 31)) is NEW


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (int, "7300", 7300), (int, " 0 ", 0), (int, "9" * 15, 10**15 - 1), (int, "1" + "0" * 15, None),
        (int, "-1", None),
        (int, "73,00", None), (int, "", None), (int, "٧٣", None), (int, "²", None), (str, " 11580*05 ", "11580*05"),
        (str, " ", None), (str, "", None),
    ],
)  # fmt: skip
def test_a_figure_is_whole_and_has_fifteen_digits_at_most(
    kind: type, text: str, value: int | str | None
) -> None:
    assert parse_value(kind, text) == value


def test_a_decided_figure_stands_for_the_shipped_one_of_the_same_name_and_start() -> None:
    decided = replace(NEW, value=84_00, confirmed=True, decided_by="naima")
    also = replace(OTHER, name="ceiling")
    assert decided_before([decided], [OLD, NEW, OTHER, also]) == (decided, OLD, OTHER, also)
    assert decided_before([], [OLD, NEW]) == (OLD, NEW)
