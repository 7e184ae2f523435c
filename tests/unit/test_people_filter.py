"""What somebody types to find people: words, or the digits of a telephone however they are written."""

from datetime import date

import pytest
from msgspec.structs import replace

from donations_app.domain.money import Money
from donations_app.domain.people_filter import (
    PeopleFilter,
    PeopleOrder,
    asked_by,
    people_by_fields,
    people_questions,
)


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
        "no_address": replace(this, has_address=False, is_gone=False),
        "no_email": replace(this, has_email=False, is_gone=False),
        "lapsed": PeopleFilter(
            given_from=date(2025, 1, 1), given_to=date(2025, 12, 31), gave=True, gave_not_from=date(2026, 1, 1),
            gave_not_to=date(2026, 12, 31), is_gone=False,
        ),
    }  # fmt: skip
    assert PeopleOrder() == PeopleOrder(by="name", is_descending=False, year=0)


def test_fields_of_a_kept_view_ask_as_the_list_does() -> None:
    today = date(2026, 11, 23)
    asked = {
        "typed": "moha",
        "view": "given_more",
        "more_than": "10000",
        "since": "2026-03-01",
        "city": "Lyon",
    }
    found = people_by_fields(asked, today)
    assert (found.typed, found.city, found.given_more_than, found.given_from) == (
        "moha", "Lyon", Money(100_00), date(2026, 3, 1),
    )  # fmt: skip
    assert people_by_fields({}, today) == people_questions(today)["all"]
    assert people_by_fields({**asked, "view": "late", "typed": ""}, today).given_more_than is None
    for wrong in (
        {"view": "gone"},
        {"view": "given_more", "since": "x"},
        {"view": "given_more", "more_than": "x"},
    ):
        with pytest.raises((KeyError, ValueError)):
            people_by_fields(wrong, today)
