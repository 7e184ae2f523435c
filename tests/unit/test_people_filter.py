"""What somebody types to find people: words, or the digits of a telephone however they are written."""

import pytest

from donations_app.domain.people_filter import PeopleFilter, asked_by


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (" moha ait ", PeopleFilter(typed="moha ait")),
        ("06 39 98 41 27", PeopleFilter(digits="639984127")),
        ("06.39.98", PeopleFilter(digits="63998")),
        ("+33 6 39 98", PeopleFilter(digits="63998")),
        ("0033 639", PeopleFilter(digits="639")),
        ("+212 661", PeopleFilter(digits="661")),
        ("13001", PeopleFilter(digits="13001")),
        ("639", PeopleFilter(typed="639")),
        ("B2", PeopleFilter(typed="B2")),
        ("moha@exemple.fr", PeopleFilter(typed="moha@exemple.fr")),
        ("", PeopleFilter()),
    ],
)
def test_digits_are_told_from_words(typed: str, found: PeopleFilter) -> None:
    assert asked_by(typed) == found
