"""Addresses in time: what stands against a move, in which order addresses are shown, what a merge leaves known."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.addresses import (
    DatedAddress,
    by_time,
    day_before,
    is_known,
    move_problems,
    place_of,
    until_of_merge,
)
from donations_app.domain.typed import FIRST_DAY
from tests.world import person_draft

TODAY, SINCE = date(2026, 11, 23), date(2026, 3, 1)
BEFORE = person_draft()
LYON: dict[str, Any] = {"address": "3 rue Z", "postcode": "69003", "city": "Lyon"}


def problems(
    on: date = TODAY,
    since: date | None = SINCE,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> list[tuple[str, str]]:
    mine, theirs = replace(BEFORE, **(before or {})), replace(BEFORE, **(LYON | (after or {})))
    found = move_problems(mine, theirs, on=on, since=since, today=TODAY)
    return [(one.field, one.code) for one in found]


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ({}, []), ({"address2": "Bât. B"}, []), ({"address": ""}, [("address", "missing")]),
        ({"city": "", "postcode": ""}, [("postcode", "missing"), ("city", "missing")]),
        ({"postcode": "", "city": "Bruxelles", "country": "BE"}, []),
        ({"postcode": "", "city": "", "country": "BE"}, [("city", "missing")]),
        ({"country": "FRA"}, [("country", "country_unknown")]),
        ({"country": "FRA", "city": ""}, [("country", "country_unknown")]),
        ({"email": "nobody"}, []),  # nothing but the address is looked at
        (dict(zip(("address", "address2", "postcode", "city", "country"), place_of(BEFORE), strict=True)),
         [("address", "address_same")]),
    ],
)  # fmt: skip
def test_somebody_moves_to_a_whole_address_that_is_another(
    after: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert problems(after=after) == found


def test_an_address_that_lacks_something_is_not_said_to_be_the_same() -> None:
    assert problems(before={"city": ""}, after={"city": ""}) == [("city", "missing")]
    same = {"address": "1", "postcode": "1", "city": "Lyon"}
    assert problems(before=same, after=same) == [("postcode", "postcode_invalid")]


@pytest.mark.parametrize(
    ("on", "since", "found"),
    [
        (TODAY, SINCE, []), (TODAY + timedelta(1), SINCE, ["day_in_future"]), (SINCE, SINCE, ["move_before_last"]),
        (SINCE + timedelta(1), SINCE, []), (SINCE - timedelta(1), SINCE, ["move_before_last"]),
        (SINCE, None, []), (FIRST_DAY, None, []), (FIRST_DAY - timedelta(1), SINCE, ["date_beyond"]),
    ],
)  # fmt: skip
def test_a_move_has_come_and_follows_the_one_before(on: date, since: date | None, found: list[str]) -> None:
    assert problems(on, since=since) == [("on", code) for code in found]


def dated(name: str, since: date | None = None, until: date | None = None, **facts: Any) -> DatedAddress:
    return DatedAddress(
        address=name, address2="", postcode="", city="", country="FR", since=since, until=until, **facts
    )


def test_addresses_stand_from_the_current_one_back() -> None:
    years = [date(2020 + n, 1, 1) for n in range(6)]
    found = by_time([
        dated("unknown"), dated("first", until=years[1]), dated("now", since=years[0], is_current=True),
        dated("third", since=years[2], until=years[5]), dated("second", since=years[3]),
    ])  # fmt: skip
    assert [one.address for one in found] == ["now", "third", "second", "first", "unknown"]
    assert not any(one.of_other_record for one in found)


@pytest.mark.parametrize(
    ("lost", "kept", "last"),
    [
        (None, None, None), (SINCE, None, None), (None, SINCE, date(2026, 2, 28)), (SINCE, SINCE, None),
        (date(2026, 2, 28), SINCE, date(2026, 2, 28)), (date(2026, 3, 2), SINCE, None),
    ],
)  # fmt: skip
def test_an_address_that_gave_way_ends_the_day_before_the_other_began(
    lost: date | None, kept: date | None, last: date | None
) -> None:
    assert until_of_merge(lost, kept) == last
    assert day_before(SINCE) == date(2026, 2, 28)


def test_the_country_alone_is_no_address() -> None:
    whole = ("", "", "", "", "FR")
    assert not is_known(whole)
    assert all(is_known((*whole[:n], "x", *whole[n + 1 :])) for n in range(4))
