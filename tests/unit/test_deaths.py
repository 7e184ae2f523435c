"""Who of a payer lives on a day: of two each has a day of death, and what is given later is the survivor's."""

from datetime import date
from typing import Any

import pytest

from donations_app.domain.deaths import (
    addressee,
    death_before,
    deaths_before,
    giver_on,
    is_deceased,
    named,
    survivor,
    with_deaths,
)
from donations_app.domain.errors import InputRefused
from donations_app.domain.gifts import Giver
from donations_app.domain.parties import display_name
from donations_app.domain.receipts import plan_payer
from donations_app.words.people import DEATHS
from donations_app.words.receipts import WARNINGS
from tests.unit.builders import company, conditions, giver, line
from tests.world import company_draft, person_draft

FIRST, SECOND = date(2025, 7, 1), date(2025, 10, 1)
TWO: dict[str, Any] = {
    "kind": "couple", "title": "M. et Mme", "last_name": "Benali", "first_name": "Omar", "second_last_name": "Haddad",
    "second_first_name": "Samira",
}  # fmt: skip


def couple(first: date | None = None, second: date | None = None, **facts: Any) -> Giver:
    return giver(**(TWO | {"deceased_on": first, "second_deceased_on": second} | facts))


def names(payer: Giver, *days: date) -> list[tuple[str, list[date]]]:
    """Return whom each receipt names, and the days of its gifts."""
    lines = [line(id=number, received_on=day) for number, day in enumerate(days, 1)]
    return [(named(one.giver), list(one.days)) for one in plan_payer(payer, lines, conditions()).receipts]


def warned(payer: Giver, *days: date) -> list[list[tuple[str, str]]]:
    lines = [line(id=number, received_on=day) for number, day in enumerate(days, 1)]
    made = plan_payer(payer, lines, conditions(year=days[0].year)).receipts
    return [[(one.code, one.payment) for one in receipt.warnings] for receipt in made]


@pytest.mark.parametrize(
    ("party", "is_so"),
    [(giver(), False), (giver(deceased_on=FIRST), True), (couple(), False), (couple(FIRST), False),
     (couple(None, FIRST), False), (couple(FIRST, SECOND), True), (company(deceased_on=FIRST), False)],
)  # fmt: skip
def test_a_couple_is_dead_once_both_are(party: Giver, *, is_so: bool) -> None:
    assert is_deceased(party) is is_so


@pytest.mark.parametrize(
    ("party", "day", "alone"),
    [(couple(FIRST), FIRST, None), (couple(FIRST), SECOND, ("Haddad", "Samira")),
     (couple(None, FIRST), SECOND, ("Benali", "Omar")), (couple(FIRST, SECOND), SECOND, ("Haddad", "Samira")),
     (couple(FIRST, SECOND), date(2025, 10, 2), None), (couple(), SECOND, None), (giver(), SECOND, None),
     (giver(deceased_on=FIRST), SECOND, None), (couple(FIRST, second_last_name=""), SECOND, ("Benali", "Samira"))],
)  # fmt: skip
def test_one_of_two_is_alone_from_the_day_after_the_death_of_the_other(
    party: Giver, day: date, alone: tuple[str, str] | None
) -> None:
    assert survivor(party, day) == alone


@pytest.mark.parametrize(
    ("party", "whom"),
    [(couple(), "A"), (couple(FIRST), "Samira Haddad"), (couple(None, FIRST), "Omar Benali"), (giver(), "A"),
     (couple(FIRST, SECOND), "Succession de Omar Benali et Samira Haddad"),
     (giver(deceased_on=FIRST), "Succession de Claire Moreau")],
)  # fmt: skip
def test_one_writes_to_who_lives_and_else_to_the_estate(party: Giver, whom: str) -> None:
    assert addressee(party, "A") == whom


BOTH = "Omar Benali et Samira Haddad"
DAYS = (date(2025, 3, 1), FIRST, date(2025, 7, 2), SECOND, date(2025, 10, 2))


@pytest.mark.parametrize(
    ("party", "receipts"),
    [(couple(), [(BOTH, DAYS)]), (couple(FIRST), [(BOTH, DAYS[:2]), ("Samira Haddad", DAYS[2:])]),
     (couple(None, FIRST), [(BOTH, DAYS[:2]), ("Omar Benali", DAYS[2:])]),
     (couple(FIRST, SECOND), [(f"Succession de {BOTH}", DAYS[:2]), ("Succession de Samira Haddad", DAYS[2:4]),
                              (f"Succession de {BOTH}", DAYS[4:])]),
     (couple(FIRST, FIRST), [(f"Succession de {BOTH}", DAYS[:2]), (f"Succession de {BOTH}", DAYS[2:])]),
     (giver(deceased_on=FIRST), [("Succession de Claire Moreau", DAYS[:2]), ("Succession de Claire Moreau", DAYS[2:])]),
     (couple(date(2024, 1, 1)), [("Samira Haddad", DAYS)])],
)  # fmt: skip
def test_what_two_gave_and_what_the_survivor_gave_stand_on_two_receipts(
    party: Giver, receipts: list[tuple[str, tuple[date, ...]]]
) -> None:
    assert names(party, *DAYS) == [(name, list(days)) for name, days in receipts]


def test_the_survivor_stands_for_himself_and_keeps_what_is_known_of_the_payer() -> None:
    payer = couple(FIRST, SECOND)
    alone = giver_on(payer, SECOND)
    assert (alone.kind, alone.title, alone.deceased_on, alone.second_deceased_on) == (
        "individual",
        "",
        SECOND,
        None,
    )
    assert (alone.id, alone.version, alone.ref, alone.address) == (
        payer.id,
        payer.version,
        payer.ref,
        payer.address,
    )
    assert display_name(alone) == "Samira Haddad"
    assert giver_on(payer, FIRST) is payer
    assert giver_on(couple(None, FIRST), SECOND).deceased_on is None
    later = giver_on(couple(SECOND, FIRST), SECOND)  # on the day of his own death he gave himself
    assert (display_name(later), later.deceased_on) == ("Omar Benali", SECOND)


def test_a_gift_of_the_dead_is_warned_of_payment_by_payment_and_one_of_a_survivor_once() -> None:
    of_dead = [("after_death", "V2"), ("after_death", "V3")]
    assert warned(giver(deceased_on=FIRST), FIRST, DAYS[2], DAYS[3]) == [[], of_dead]
    assert warned(couple(FIRST), FIRST, DAYS[2], DAYS[3]) == [[], [("after_death_of_one", "")]]
    assert warned(couple(FIRST, SECOND), DAYS[3], DAYS[4]) == [
        [("after_death_of_one", "")],
        [("after_death", "V2")],
    ]
    assert warned(company(deceased_on=FIRST), DAYS[3]) == [[]]


def test_the_gifts_of_a_survivor_are_no_news_after_a_year() -> None:
    party = couple(date(2024, 3, 1))
    assert death_before(party, date(2025, 2, 28)) is not None
    assert death_before(party, date(2025, 3, 1)) is None
    assert names(party, date(2025, 2, 28), date(2025, 3, 1)) == [
        ("Samira Haddad", [date(2025, 2, 28), date(2025, 3, 1)])
    ]
    assert death_before(giver(deceased_on=date(2015, 1, 1)), DAYS[0]) is not None


def test_the_warning_names_who_died_last_before_the_gift() -> None:
    party = couple(FIRST, SECOND)
    found = [death_before(party, day) for day in DAYS]
    assert [one and (one.code, one.name, one.on) for one in found] == [
        None, None, ("after_death_of_one", "Omar Benali", FIRST), ("after_death_of_one", "Omar Benali", FIRST),
        ("after_death", "Samira Haddad", SECOND),
    ]  # fmt: skip
    assert (death_before(party, None), deaths_before(party, SECOND)) == (None, 1)
    assert [deaths_before(company(deceased_on=day), SECOND) for day in (None, FIRST)] == [0, 0]
    assert set(DEATHS) <= set(WARNINGS)


@pytest.mark.parametrize(
    ("draft", "first", "second", "field", "code"),
    [(person_draft(**TWO), None, date(2026, 11, 24), "second_deceased_on", "day_in_future"),
     (person_draft(**TWO), date(1812, 1, 1), None, "deceased_on", "date_beyond"),
     (person_draft(), None, FIRST, "second_deceased_on", "only_of_couple"),
     (company_draft(), FIRST, None, "deceased_on", "only_of_person"),
     (person_draft(email="nobody"), date(2026, 11, 24), None, "deceased_on", "day_in_future")],
)  # fmt: skip
def test_only_people_have_days_of_death_and_none_in_the_future(
    draft: Any, first: date | None, second: date | None, field: str, code: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        with_deaths(draft, first, second, today=date(2026, 11, 23))
    assert [(one.field, one.code) for one in refused.value.problems] == [(field, code)]


def test_days_are_noted_and_taken_back() -> None:
    noted = with_deaths(person_draft(**TWO), FIRST, SECOND, today=SECOND)
    assert (noted.deceased_on, noted.second_deceased_on) == (FIRST, SECOND)
    assert with_deaths(noted, None, today=SECOND).deceased_on is None
    assert with_deaths(company_draft(), None, today=SECOND).deceased_on is None
