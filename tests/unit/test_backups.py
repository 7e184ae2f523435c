"""Which backups go, what a manifest says when it is read again, and which numbers came after it."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from donations_app.domain.backups import (
    FORMAT,
    Counted,
    Lost,
    Manifest,
    from_data,
    given_since,
    label_of,
    lost_between,
    to_data,
)
from donations_app.domain.rotation import Rotation, held_until, reasons

HELD = Counted(
    books="a" * 64,
    name="Migrations & Développement",
    payments=3,
    sum_cents=-5,
    receipts=2,
    series={"2025-MRS-P": 2},
    heads={"MRS": "b" * 64, "LYO": "0" * 64},
    links={"MRS": 7, "LYO": 0},
)
MANIFEST = Manifest(
    made_at=datetime(2026, 11, 23, 18, 30, 5, tzinfo=UTC),
    program="Tiwizi 0.1.0",
    schema=3,
    automatic=True,
    size=4096,
    sha256="c" * 64,
    counted=HELD,
)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "days", "gone"),
    [
        ([], 7, []),
        (["2026-11-23T10:00"], 1, []),
        (["2026-11-23T10:00", "2026-11-23T18:00"], 7, ["2026-11-23T10:00"]),  # two of one day
        (["2026-11-21T18:00", "2026-11-22T18:00", "2026-11-23T18:00"], 2, ["2026-11-21T18:00"]),
        (
            ["2026-10-30T18:00", "2026-10-31T18:00", "2026-11-23T18:00"],
            1,
            ["2026-10-30T18:00"],
        ),  # last of its month
        (["2024-05-02T18:00", "2024-12-31T18:00", "2026-11-23T18:00"], 1, []),  # twelve months that have one
        (["2026-11-20T18:00", "2026-11-23T18:00"], 0, ["2026-11-20T18:00"]),  # the newest never goes
    ],
)
def test_of_each_of_the_last_days_months_and_years_the_last_backup_stays(
    made: Sequence[str], days: int, gone: Sequence[str]
) -> None:
    stay = reasons([_at(one) for one in made], Rotation(days=days, weeks=0, months=12))
    assert {_at(one) for one in made} - set(stay) == {_at(one) for one in gone}


def test_after_twelve_months_the_last_of_a_year_stays_alone() -> None:
    made = [_at(f"{2025 + month // 12}-{month % 12 + 1:02}-15T18:00") for month in range(23)]
    made.append(_at("2019-03-01T18:00"))
    stay = reasons(made, Rotation(days=1, weeks=1, months=12))
    assert sorted(set(made) - set(stay)) == sorted(made[:11])  # January to November 2025


def test_each_backup_that_stays_says_for_which_span() -> None:
    made = ["2025-12-30", "2026-01-02", "2026-11-14", "2026-11-15", "2026-11-20", "2026-11-22", "2026-11-23"]
    days = [_at(f"{one}T18:00") for one in made]
    stay = reasons(days, Rotation(days=2, weeks=3, months=2, years=2))
    assert [stay.get(one) for one in days] == ["year", "month", None, "week", None, "day", "day"]
    assert reasons(days, Rotation(0, 0, 0, 0)) == {days[-1]: "newest"}  # the last good one never goes
    assert reasons([], Rotation()) == {}


_SHORT = (Rotation(3, 2, 0, 0), Rotation(3, 2, 4, 0), Rotation(0, 0, 2, 1), Rotation(0, 6, 0, 0))


@pytest.mark.parametrize("rotation", _SHORT)
def test_a_backup_is_held_no_longer_than_is_said_of_it(rotation: Rotation) -> None:
    days = [date(2025, 10, 1) + timedelta(days=n) for n in range(560)]
    at = {day: datetime(day.year, day.month, day.day, 18, tzinfo=UTC) for day in days}
    for made in (days[0], date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 1)):
        end = held_until(made, rotation)
        assert at[made] not in reasons([at[day] for day in days if day <= end], rotation), (made, end)


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert from_data(json.loads(json.dumps(to_data(MANIFEST)))) == MANIFEST
    assert (to_data(MANIFEST)["format"], FORMAT) == (1, 1)
    assert Rotation() == Rotation(days=14, weeks=8, months=24, years=7)


def test_the_label_of_a_backup_tells_of_no_one_and_of_what_was_written_since() -> None:
    label = label_of(MANIFEST)
    assert (label.made_at, label.automatic, label.books) == (MANIFEST.made_at, True, "a" * 64)
    assert label_of(replace(MANIFEST, counted=replace(HELD, payments=9))).state == label.state
    assert label_of(replace(MANIFEST, counted=replace(HELD, heads={"MRS": "c" * 64}))).state != label.state
    assert "MRS" not in repr(label)


@pytest.mark.parametrize("change", [{"made_at": "2026-11-23T18:30:05"}, {"payments": "x"}, {"heads": 3}])
def test_a_manifest_of_another_shape_is_refused(change: dict[str, object]) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        from_data(to_data(MANIFEST) | change)


def test_the_numbers_given_out_since_are_told_by_series() -> None:
    newer = replace(HELD, series={"2025-MRS-P": 5, "2026-MRS-P": 1})
    assert given_since(HELD, newer) == {"2025-MRS-P": (3, 5), "2026-MRS-P": (1, 1)}
    assert given_since(newer, HELD) == {}
    assert given_since(HELD, HELD) == {}
    assert given_since(HELD, replace(HELD, series={"2026-MRS-P": 0})) == {}  # opened, and none given out


def test_what_the_books_hold_beyond_a_backup_is_told_unless_they_are_others() -> None:
    newer = replace(HELD, payments=5, series={"2025-MRS-P": 3}, links={"MRS": 9, "LYO": 0, "PAR": 4})
    assert lost_between(HELD, newer) == Lost("earlier", 6, 2, {"2025-MRS-P": (3, 3)})
    assert lost_between(newer, HELD) == Lost()
    assert lost_between(HELD, replace(HELD, books="d" * 64, payments=9)) == Lost(stood="others")
    assert (Lost().changes, Lost().payments) == (0, 0)
