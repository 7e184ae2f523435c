"""Agreed gifts: what stands against saving one, and the instalments that one may expect."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.domain.money import Money
from donations_app.domain.recurring import FREQUENCIES, MONTHS, Pause, RecurringGift, instalments, is_paused

AGREED = RecurringGift(
    key=uuid4(), ref="D1", payer="A1", amount=Money(20_00), frequency="monthly", first_on=date(2026, 1, 5)
)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []), ({"frequency": "weekly"}, [("frequency", "choice_unknown")]),
        ({"method": "pigeon"}, [("method", "choice_unknown")]), ({"method": "transfer"}, []),
        ({"day": -1}, [("day", "day_of_month_impossible")]), ({"day": 0}, []), ({"day": 1}, []), ({"day": 31}, []),
        ({"day": 32}, [("day", "day_of_month_impossible")]), ({"amount": Money(0)}, [("amount", "amount_zero")]),
        ({"amount": Money(-1)}, [("amount", "amount_zero")]), ({"amount": Money(1)}, []),
        ({"amount": Money(1_000_000_000_00)}, []),
        ({"amount": Money(1_000_000_000_01)}, [("amount", "amount_too_large")]),
        ({"last_on": date(2026, 1, 5)}, []), ({"last_on": date(2026, 1, 4)}, [("last_on", "ends_before_start")]),
        ({"first_on": date(1900, 1, 1)}, []), ({"first_on": date(1899, 12, 31)}, [("first_on", "date_beyond")]),
        ({"last_on": date(2100, 12, 31)}, []), ({"last_on": date(2101, 1, 1)}, [("last_on", "date_beyond")]),
        ({"mandate_signed_on": date(1899, 12, 31)}, [("mandate_signed_on", "date_beyond")]),
        ({"association": "AMAN"}, [("association", "association_without_project")]),
        ({"association": "AMAN", "project": "EAU"}, []), ({"project": "EAU"}, []),
    ],
)  # fmt: skip
def test_an_agreed_gift_is_refused_with_its_field_and_reason(facts: dict[str, Any], found: list[Any]) -> None:
    assert [(one.field, one.code) for one in replace(AGREED, **facts).problems()] == found


ACCOUNT = "FR7630006000011234567890189"
DEBITED = replace(
    AGREED,
    iban=ACCOUNT,
    bic="BNPAFRPP",
    mandate_reference="RUM-2025/17",
    mandate_signed_on=date(2025, 12, 20),
)
MOROCCO, TUNISIA = "MA64011519000001205000534921", "TN5910006035183598478831"


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []), ({"bic": ""}, []), ({"bic": "BNPAGPGX"}, []), ({"bic": "CMCIMCM1"}, []),
        ({"iban": "GB33BUKB20201555555555", "bic": "BUKBJESX"}, []),
        ({"iban": "DE89370400440532013000", "bic": "COBADEFF"}, []),
        ({"iban": MOROCCO, "bic": ""}, [("iban", "iban_beyond_sepa")]),
        ({"iban": TUNISIA, "bic": ""}, [("iban", "iban_beyond_sepa")]),
        ({"iban": "FR7630006000011234567890188"}, [("iban", "iban_invalid")]),
        ({"iban": "FR7600000000000000000000000"}, [("iban", "identifier_placeholder")]),
        ({"bic": "COBADEFF"}, [("bic", "bic_of_other_country")]),
        ({"bic": "BNPABBPP"}, [("bic", "bic_of_other_country")]),
        ({"iban": MOROCCO, "bic": "", "method": "transfer", "mandate_reference": "", "mandate_signed_on": None}, []),
        ({"mandate_reference": ""}, [("mandate_reference", "mandate_missing")]),
        ({"mandate_signed_on": None}, [("mandate_signed_on", "mandate_missing")]),
        ({"mandate_signed_on": date(2026, 1, 5)}, []),
        ({"mandate_signed_on": date(2026, 1, 6)}, [("mandate_signed_on", "mandate_signed_late")]),
        ({"mandate_reference": "a" * 35}, []), ({"mandate_reference": "A-1 ?:().,'+/b"}, []),
        *(
            ({"mandate_reference": text}, [("mandate_reference", "mandate_reference_invalid")])
            for text in ("a" * 36, "a" * 38, "تفويض 1", "Mandat n° 1", "é", "/1", "1/", "1//2", "a_b")
        ),
    ],
)  # fmt: skip
def test_a_direct_debit_is_refused_where_nothing_can_be_debited(
    facts: dict[str, Any], found: list[Any]
) -> None:
    assert [(one.field, one.code) for one in replace(DEBITED, **facts).problems()] == found


def test_the_country_that_cannot_be_debited_is_named() -> None:
    (beyond,) = replace(DEBITED, iban=MOROCCO, bic="").problems()
    (other,) = replace(DEBITED, bic="COBADEFF").problems()
    assert (beyond.data, other.data) == ({"country": "MA"}, {"country": "FR"})


def test_a_debit_without_an_account_is_made_elsewhere_but_what_is_said_of_its_mandate_is_sound() -> None:
    assert AGREED.problems() == []
    late = replace(AGREED, mandate_reference="تفويض", mandate_signed_on=date(2026, 1, 6))
    assert [one.code for one in late.problems()] == ["mandate_reference_invalid", "mandate_signed_late"]


def test_what_is_not_said_is_the_usual() -> None:
    assert (AGREED.day, AGREED.method, AGREED.earmarked_by_donor) == (0, "direct_debit", False)
    assert FREQUENCIES == ("monthly", "quarterly", "half_yearly", "yearly")
    assert AGREED.problems() == []
    (found,) = replace(AGREED, frequency="weekly").problems()
    assert found.data == {"choices": ("monthly", "quarterly", "half_yearly", "yearly")}


def due(
    frequency: str, day: int, first: str, last: str = "", after: str = "2020-01-01", until: str = "2026-12-31"
) -> list[str]:
    found = instalments(
        frequency,
        day,
        first_on=date.fromisoformat(first),
        last_on=date.fromisoformat(last) if last else None,
        after=date.fromisoformat(after),
        until=date.fromisoformat(until),
    )
    return [one.isoformat() for one in found]


@pytest.mark.parametrize(
    ("frequency", "days"),
    [
        ("monthly", ["2025-11-05", "2025-12-05", "2026-01-05", "2026-02-05", "2026-03-05", "2026-04-05", "2026-05-05"]),
        ("quarterly", ["2025-11-05", "2026-02-05", "2026-05-05"]), ("half_yearly", ["2025-11-05", "2026-05-05"]),
        ("yearly", ["2025-11-05"]),
    ],
)  # fmt: skip
def test_instalments_come_every_so_many_months(frequency: str, days: list[str]) -> None:
    assert due(frequency, 5, "2025-11-05", until="2026-05-31") == days


@pytest.mark.parametrize(
    ("day", "first", "first_due"),
    [(5, "2026-01-04", "2026-01-05"), (5, "2026-01-05", "2026-01-05"), (5, "2026-01-06", "2026-02-05"),
     (31, "2026-04-30", "2026-04-30"), (31, "2026-02-28", "2026-02-28"), (1, "2026-12-02", "2027-01-01")],
)  # fmt: skip
def test_the_first_instalment_is_due_on_the_day_or_in_the_month_after(
    day: int, first: str, first_due: str
) -> None:
    assert due("monthly", day, first, until="2027-12-31")[0] == first_due


@pytest.mark.parametrize(
    ("after", "until", "days"),
    [
        ("2026-02-04", "2026-03-05", ["2026-02-05", "2026-03-05"]), ("2026-02-05", "2026-03-05", ["2026-03-05"]),
        ("2026-02-05", "2026-03-04", []), ("2026-02-28", "2026-04-05", ["2026-03-05", "2026-04-05"]),
        ("2025-01-01", "2026-01-05", ["2026-01-05"]), ("2025-01-01", "2026-01-04", []),
        ("2026-12-31", "2027-01-31", ["2027-01-05"]),
    ],
)  # fmt: skip
def test_what_is_asked_for_begins_after_one_day_and_ends_with_another(
    after: str, until: str, days: list[str]
) -> None:
    assert due("monthly", 5, "2026-01-05", after=after, until=until) == days


@pytest.mark.parametrize(
    ("last", "days"),
    [("2026-01-04", []), ("2026-01-05", ["2026-01-05"]), ("2026-04-04", ["2026-01-05"]),
     ("2026-04-05", ["2026-01-05", "2026-04-05"])],
)  # fmt: skip
def test_nothing_is_due_after_the_last_day(last: str, days: list[str]) -> None:
    assert due("quarterly", 5, "2026-01-05", last) == days


def test_long_skipped_quarters_keep_their_months() -> None:
    assert due("quarterly", 31, "2001-11-30", after="2026-03-01") == [
        "2026-05-31", "2026-08-31", "2026-11-30",
    ]  # fmt: skip
    assert due("half_yearly", 1, "2001-12-15", after="2025-12-31") == ["2026-01-01", "2026-07-01"]


def test_a_day_that_a_month_lacks_is_its_last_one() -> None:
    assert due("monthly", 31, "2026-01-05", "2026-04-30", after="2026-01-31") == [
        "2026-02-28", "2026-03-31", "2026-04-30",
    ]  # fmt: skip
    assert due("yearly", 29, "2024-02-01", until="2028-12-31") == [
        "2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29",
    ]  # fmt: skip


@pytest.mark.parametrize("frequency", MONTHS)
@pytest.mark.parametrize("first_on", [date.min, date(2026, 1, 31), date.max])
def test_books_with_the_end_of_days_in_them_are_still_read(frequency: str, first_on: date) -> None:
    found = instalments(
        frequency, 31, first_on=first_on, last_on=date.max, after=date(2099, 12, 31), until=date.max
    )
    assert all(day.year == 2100 for day in found)
    assert len(found) == (0 if first_on == date.max else 12 // MONTHS[frequency])


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [(5, 5, True), (4, 5, True), (5, 6, True), (5, None, True), (4, 4, False), (6, 6, False), (6, None, False),
     (5, 4, False)],
)  # fmt: skip
def test_a_pause_holds_from_its_first_day_to_its_last(first: int, last: int | None, *, held: bool) -> None:
    pause = Pause(date(2026, 5, first), date(2026, 5, last) if last else None)
    assert is_paused(date(2026, 5, 5), [pause]) is held
    assert pause.overlaps(Pause(date(2026, 5, 5), date(2026, 5, 5))) is held
