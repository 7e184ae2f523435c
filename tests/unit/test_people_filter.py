"""What somebody types to find people: words, or the digits of a telephone however they are written."""

from dataclasses import replace
from datetime import date

import pytest

from donations_app.domain.money import Money
from donations_app.domain.people_filter import PeopleFilter, PeopleOrder, asked_by, people_questions


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
        ("6399", PeopleFilter(digits="6399")),
        ("3399", PeopleFilter(digits="3399")),
        ("٦٣٩٩", PeopleFilter(typed="٦٣٩٩")),
        ("B2", PeopleFilter(typed="B2")),
        ("moha@exemple.fr", PeopleFilter(typed="moha@exemple.fr")),
        ("", PeopleFilter()),
    ],
)
def test_digits_are_told_from_words(typed: str, found: PeopleFilter) -> None:
    assert asked_by(typed) == found


def test_questions_are_ready() -> None:
    questions = people_questions(date(2026, 11, 23))
    this = PeopleFilter(given_from=date(2026, 1, 1), given_to=date(2026, 12, 31))
    assert questions == {
        "all": this, "donors": replace(this, gave=True), "members": replace(this, is_member=True),
        "late": replace(this, is_late=True), "given_more": replace(this, given_more_than=Money(500_00)),
        "no_address": replace(this, has_address=False, has_separated=False),
        "no_email": replace(this, has_email=False, has_separated=False),
        "lapsed": PeopleFilter(
            given_from=date(2025, 1, 1), given_to=date(2025, 12, 31), gave=True, gave_not_from=date(2026, 1, 1),
            gave_not_to=date(2026, 12, 31), has_separated=False,
        ),
    }  # fmt: skip
    assert PeopleOrder() == PeopleOrder(by="name", is_descending=False, year=0)
