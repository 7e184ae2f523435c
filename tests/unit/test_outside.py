"""Numbers of receipts known outside the books: read off names of files, and held against the counters."""

import pytest

from donations_app.domain.numbers import DEFAULT_PATTERN, file_name, number_in, series_of
from donations_app.domain.outside import MOST, Highest, beyond, number_of_file, refusal


@pytest.mark.parametrize(
    "pattern", [DEFAULT_PATTERN, "R {office}/{year}.{form}/{n}", "{form}-{office}-{year}/{n:04}"]
)
@pytest.mark.parametrize("office", ["MRS", "A-1"])
def test_the_name_of_a_file_gives_series_and_number_back(pattern: str, office: str) -> None:
    for form in ("11580*05", "16216*02"):
        named = {"year": 2025, "office": office, "form": form}
        number = number_in(pattern, **named, n=123)  # type: ignore[arg-type]
        assert number_of_file(file_name(number), pattern) == (series_of(pattern, **named), 123)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "stem",
    ["", "2025-MRS-P", "2025-MRS-X-000001", "2025-MRS-P-000001 (1)", "recu-2025-MRS-P-000001", "25-MRS-P-1"],
)
def test_other_names_say_nothing(stem: str) -> None:
    assert number_of_file(stem, DEFAULT_PATTERN) is None


def known(series: str, last: int, place: str = "out") -> Highest:
    return Highest(series, last, "documents", place)


def test_only_series_of_which_more_is_known_count_and_the_highest_of_each() -> None:
    found = beyond({"P": 3, "E": 2}, [known("P", 5), known("P", 7, "key"), known("E", 2), known("N", 1)])
    assert [(one.series, one.last, one.highest.last) for one in found] == [("N", 0, 1), ("P", 3, 7)]
    told = refusal(found)
    assert (told.numbers, told.places) == (("N 1", "P 4-7"), ("out", "key"))
    assert beyond({"P": 3}, [known("P", 3 + MOST + 1)]) == ()
    assert beyond({"P": 3}, [known("P", 3 + MOST)]) != ()
