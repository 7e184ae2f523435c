"""The mileage scales, by figures computed by hand from the published formulas."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from donations_app.domain.mileage import (
    VEHICLES,
    Band,
    Class,
    Counted,
    PowerClass,
    Scale,
    Trip,
    band_of,
    class_of,
    count_trips,
    distances,
    joined_years,
    scale_of,
    sum_up,
    treated,
    yearly_amount,
)
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.formats.legal import mileage_scales

SCALES = mileage_scales()


def worth(km: int, vehicle: str = "car", power: int = 5, *, electric: bool = False, year: int = 2025) -> int:
    """Return the cents of one trip that is all of its year."""
    (counted,) = count_trips([Trip(date(year, 6, 1), "x", km, vehicle, power, electric)], SCALES, {})
    return counted.amount.cents


@pytest.mark.parametrize(
    ("power", "first", "second", "third"),
    [
        # 5 000 km, 20 000 km and 20 001 km
        (1, 2_645_00, 7_385_00, 7_400_37), (3, 2_645_00, 7_385_00, 7_400_37),
        (4, 3_030_00, 8_130_00, 8_140_41), (5, 3_180_00, 8_535_00, 8_540_43),
        (6, 3_325_00, 8_937_00, 8_940_45), (7, 3_485_00, 9_395_00, 9_400_47),
        (12, 3_485_00, 9_395_00, 9_400_47),
    ],
)  # fmt: skip
def test_a_car_is_counted_by_its_power_in_three_bands(
    power: int, first: int, second: int, third: int
) -> None:
    assert [worth(km, "car", power) for km in (5_000, 20_000, 20_001)] == [first, second, third]


def test_the_bands_of_a_car_change_after_5_000_and_after_20_000_kilometres() -> None:
    assert [worth(km) for km in (1, 4_999, 5_000, 5_001, 10_000, 20_000, 20_001)] == [
        64, 3_179_36, 3_180_00, 3_180_36, 4_965_00, 8_535_00, 8_540_43,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("power", "cents"),
    [
        (1, (1_185_00, 1_188_10, 1_485_00, 1_488_25)), (2, (1_185_00, 1_188_10, 1_485_00, 1_488_25)),
        (3, (1_404_00, 1_404_08, 1_650_00, 1_650_28)), (5, (1_404_00, 1_404_08, 1_650_00, 1_650_28)),
        (6, (1_818_00, 1_820_08, 2_057_00, 2_058_34)), (11, (1_818_00, 1_820_08, 2_057_00, 2_058_34)),
    ],
)  # fmt: skip
def test_a_motorcycle_has_three_classes_of_power_in_three_bands(power: int, cents: tuple[int, ...]) -> None:
    assert tuple(worth(km, "motorcycle", power) for km in (3_000, 3_001, 6_000, 6_001)) == cents


def test_a_moped_has_one_class_in_three_bands() -> None:
    found = [worth(km, "moped", 0) for km in (100, 3_000, 3_001, 6_000, 6_001)]
    assert found == [31_50, 945_00, 948_08, 1_185_00, 1_188_20]


def test_an_electric_vehicle_gets_a_fifth_more_of_the_amount() -> None:
    assert worth(10_000, electric=True) == 5_958_00
    assert worth(3_000, "moped", 0, electric=True) == 1_134_00
    assert worth(1, "motorcycle", 4, electric=True) == 56  # 0,5616


def test_half_a_cent_is_rounded_up_once_for_the_year() -> None:
    assert worth(5, "car", 3) == 2_65  # 2,645
    two = count_trips([Trip(date(2025, 1, 1), "x", n, "car", 3) for n in (5, 5)], SCALES, {})
    assert [one.amount.cents for one in two] == [2_65, 2_64]  # 5,29 in all, not 5,30


@pytest.mark.parametrize(
    ("year", "vehicle", "cents"),
    [(2019, "car", 319_00), (2019, "motorcycle", 124_00), (2019, "moped", 124_00)],
)
def test_trips_before_2022_have_the_volunteers_tariff_whatever_the_power(
    year: int, vehicle: str, cents: int
) -> None:
    assert {worth(1_000, vehicle, power, year=year) for power in (0, 3, 9)} == {cents}
    assert worth(30_000, vehicle, year=year) == 30 * cents
    assert worth(1_000, vehicle, electric=True, year=year) == cents


@pytest.mark.parametrize("year", [1999, 2014, 2015, 2016, 2017, 2018, 2020, 2021])
def test_a_year_that_nobody_gave_figures_for_has_no_scale(year: int) -> None:
    assert scale_of(SCALES, year) is None
    with pytest.raises(LookupError):
        worth(100, year=year)


def provisional(year: int) -> bool:
    found = scale_of(SCALES, year)
    assert found is not None
    return found[1]


def test_after_the_last_scale_its_figures_are_kept_provisionally() -> None:
    assert [provisional(year) for year in (2019, 2022, 2025, 2026, 2031)] == [False, False, False, True, True]
    assert worth(6_000, year=2026) == worth(6_000, year=2025)


def test_trips_by_a_scale_that_nobody_confirmed_are_provisional() -> None:
    of_2019 = SCALES[0]
    assert scale_of((replace(of_2019, is_confirmed=False),), 2019) == (
        replace(of_2019, is_confirmed=False),
        True,
    )


def test_the_scale_of_the_year_once_entered_is_final() -> None:
    last = SCALES[-1]
    of_2026 = Scale(
        "employee-2026",
        "",
        date(2026, 1, 1),
        date(2026, 12, 31),
        is_confirmed=True,
        source="",
        electric_percent=120,
        vehicles=last.vehicles,
    )
    assert scale_of((*SCALES, of_2026), 2026) == (of_2026, False)
    assert scale_of((*SCALES, of_2026), 2025) == (last, False)


def test_the_shipped_scales_are_of_whole_years_and_grow_with_the_distance() -> None:
    assert all(scale.source for scale in SCALES)
    for before, after in pairwise(SCALES):
        assert before.last_on < after.first_on
    for scale in SCALES:
        assert (scale.first_on.month, scale.first_on.day) == (1, 1)
        assert (scale.last_on.month, scale.last_on.day) == (12, 31)
        assert set(scale.vehicles) == set(VEHICLES)
        for vehicle, classes in scale.vehicles.items():
            assert classes[-1].power_to is None
            for position, one in enumerate(classes):
                assert one.bands[-1].km_to is None
                of = Class(scale.first_on.year, vehicle, position, is_electric=False)
                edges = [band.km_to or 0 for band in one.bands[:-1]]
                for edge in edges:
                    assert yearly_amount(scale, of, edge) < yearly_amount(scale, of, edge + 1)


def test_a_year_goes_on_where_the_claims_before_it_ended() -> None:
    first = [Trip(date(2025, 2, 1), "x", 4_000, "car", 5)]
    second = [Trip(date(2025, 9, 1), "x", 4_000, "car", 5)]
    before = distances(first, SCALES)
    (one,), (two,) = count_trips(first, SCALES, {}), count_trips(second, SCALES, before)
    assert (one.amount.cents, two.amount.cents) == (2_544_00, 1_707_00)  # 8 000 km: 4 251,00
    (summed,) = sum_up([two], SCALES)
    assert (summed.km_before, summed.km, summed.amount) == (4_000, 4_000, two.amount)
    assert summed.powers == (5, 5)


@pytest.mark.parametrize(
    "other",
    [Trip(date(2024, 2, 1), "x", 9_000, "car", 5), Trip(date(2025, 2, 1), "x", 9_000, "car", 6),
     Trip(date(2025, 2, 1), "x", 9_000, "car", 5, is_electric=True), Trip(date(2025, 2, 1), "x", 9_000, "moped")],
)  # fmt: skip
def test_another_year_or_vehicle_has_a_distance_of_its_own(other: Trip) -> None:
    trip = Trip(date(2025, 9, 1), "x", 4_000, "car", 5)
    assert count_trips([other, trip], SCALES, {})[1].amount.cents == 2_544_00


def test_the_earlier_day_is_driven_first_and_the_order_of_the_claim_stays() -> None:
    late, early = Trip(date(2025, 9, 1), "x", 6_000, "car", 5), Trip(date(2025, 2, 1), "x", 5_000, "car", 5)
    found = count_trips([late, early], SCALES, {})
    assert [(one.trip, one.amount.cents) for one in found] == [(late, 2_142_00), (early, 3_180_00)]


def test_trips_of_one_day_are_driven_in_their_order() -> None:
    first, second = (Trip(date(2025, 2, 1), purpose, 5_000, "car", 5) for purpose in "ab")
    assert [one.km_before for one in count_trips([first, second], SCALES, {})] == [0, 5_000]


def test_sums_stand_by_year_vehicle_power_and_engine() -> None:
    driven = [
        Trip(date(2026, 1, 1), "x", 10, "car", 5), Trip(date(2025, 1, 1), "x", 20, "moped"),
        Trip(date(2025, 1, 1), "x", 30, "car", 9, is_electric=True), Trip(date(2025, 1, 1), "x", 40, "car", 7),
        Trip(date(2025, 1, 1), "x", 50, "car", 2), Trip(date(2025, 1, 2), "x", 60, "car", 3),
        Trip(date(2025, 1, 1), "x", 70, "motorcycle", 3), Trip(date(2019, 1, 1), "x", 80, "car", 3),
    ]  # fmt: skip
    counted = count_trips(driven, SCALES, {})
    found = sum_up(counted, SCALES)
    assert [(one.year, one.vehicle, one.powers, one.is_electric, one.km) for one in found] == [
        (2019, "car", None, False, 80), (2025, "car", (1, 3), False, 110), (2025, "car", (7, None), False, 40),
        (2025, "car", (7, None), True, 30), (2025, "moped", None, False, 20), (2025, "motorcycle", (3, 5), False, 70),
        (2026, "car", (5, 5), False, 10),
    ]  # fmt: skip
    assert [one.is_provisional for one in found] == [False] * 6 + [True]
    assert found[1].km_before == 0
    assert Money.total(one.amount for one in found) == Money.total(one.amount for one in counted)
    assert found[1].bands == found[1].scale.vehicles["car"][0].bands


def test_a_sum_goes_on_from_the_first_of_its_trips() -> None:
    driven = [Trip(date(2025, 3, 1), "x", 10, "car", 5), Trip(date(2025, 2, 1), "x", 20, "car", 5)]
    (found,) = sum_up(count_trips(driven, SCALES, {Class(2025, "car", 2, is_electric=False): 100}), SCALES)
    assert (found.km_before, found.km) == (100, 30)


def test_distances_of_a_class_add_up() -> None:
    driven = [Trip(date(2025, n, 1), "x", 10 * n, "car", power) for n, power in ((1, 5), (2, 5), (3, 6))]
    assert distances(driven, SCALES) == {
        Class(2025, "car", 2, is_electric=False): 30, Class(2025, "car", 3, is_electric=False): 30,
    }  # fmt: skip


def test_nothing_driven_is_worth_nothing_whatever_the_constant() -> None:
    scale, of = SCALES[-1], Class(2025, "car", 2, is_electric=False)
    assert [yearly_amount(scale, of, km).cents for km in (0, 1, 5_001)] == [0, 64, 3_180_36]
    assert Trip(date(2025, 1, 1), "x", 1, "car").is_electric is False
    assert Trip(date(2025, 1, 1), "x", 1, "car").power == 0
    assert [band_of(scale, of, km).plus for km in (1, 5_000, 5_001, 20_000, 20_001)] == [
        0,
        0,
        1_395,
        1_395,
        0,
    ]


def test_a_formula_with_a_constant_gives_nothing_for_nothing_and_half_a_cent_is_rounded_up() -> None:
    bands = (Band(None, 599, 0),)
    car, electric = (Class(2025, "car", 0, is_electric=is_electric) for is_electric in (False, True))
    scale = replace(SCALES[-1], electric_percent=101, vehicles={"car": (PowerClass(None, bands),)})
    assert yearly_amount(scale, electric, 1) == Money(60)  # 0,60499
    with_constant = replace(scale, vehicles={"car": (PowerClass(None, (Band(None, 1, 5),)),)})
    assert [yearly_amount(with_constant, car, km).cents for km in (0, 1)] == [0, 5_00]
    halves = replace(scale, vehicles={"car": (PowerClass(None, (Band(None, 5, 0),)),)})
    assert [yearly_amount(halves, car, km).cents for km in (1, 2, 3)] == [1, 1, 2]


def test_two_classes_of_power_ask_for_it() -> None:
    bands = (Band(None, 599, 0),)
    two = replace(SCALES[-1], vehicles={"car": (PowerClass(3, bands), PowerClass(None, bands))})
    assert two.asks_power("car")


def test_only_a_vehicle_with_classes_asks_for_its_power() -> None:
    assert [SCALES[-1].asks_power(vehicle) for vehicle in VEHICLES] == [True, True, False]
    assert not any(SCALES[0].asks_power(vehicle) for vehicle in VEHICLES)
    assert [SCALES[-1].class_of("car", power) for power in (0, 3, 4, 6, 7, 99)] == [0, 0, 1, 3, 4, 4]


def test_without_any_scale_there_is_none() -> None:
    assert scale_of((), 2025) is None
    assert scale_of((SCALES[-1], SCALES[0]), 2030) == (SCALES[-1], True)


trips = st.builds(
    Trip,
    st.sampled_from([date(2024, 12, 31), date(2025, 1, 1), date(2025, 7, 14), date(2026, 3, 3)]),
    st.just("x"),
    st.integers(1, 9_000),
    st.sampled_from(VEHICLES),
    st.integers(1, 12),
    st.booleans(),
)


@given(st.lists(st.lists(trips, max_size=6), max_size=5))
def test_however_trips_are_split_they_add_up_to_the_scale_of_the_total(claims: list[list[Trip]]) -> None:
    before: dict[Class, int] = {}
    counted: list[Counted] = []
    for claim in claims:
        counted += count_trips(claim, SCALES, before)
        for one, km in distances(claim, SCALES).items():
            before[one] = before.get(one, 0) + km
    assert all(one.amount.cents > 0 for one in counted)
    assert sums(counted) == {one: scale_total(one, km) for one, km in before.items()}


def sums(counted: Sequence[Counted]) -> dict[Class, Money]:
    found: dict[Class, Money] = {}
    for one in counted:
        of = class_of(one.trip, SCALES)
        found[of] = found.get(of, Money(0)) + one.amount
    return found


def scale_total(of: Class, km: int) -> Money:
    found = scale_of(SCALES, of.year)
    assert found is not None
    return yearly_amount(found[0], of, km)


@pytest.mark.parametrize(
    ("other", "is_twin"),
    [
        (Trip(date(2025, 6, 1), "reunion à LYON", 630, "car", 7), True),
        (Trip(date(2025, 6, 2), "Réunion à Lyon", 630, "car", 5), False),
        (Trip(date(2025, 6, 1), "Réunion à Lyon", 631, "car", 5), False),
        (Trip(date(2025, 6, 1), "Réunion à Lyon", 630, "motorcycle", 5), False),
        (Trip(date(2025, 6, 1), "Retour de Lyon", 630, "car", 5), False),
    ],
)
def test_a_twin_has_the_same_day_vehicle_distance_and_purpose(other: Trip, is_twin: bool) -> None:
    assert Trip(date(2025, 6, 1), "Réunion à Lyon", 630, "car", 5).is_twin(other) is is_twin


def _by_vehicle(value: str, first_on: date = date(1990, 1, 1), *, confirmed: bool = False) -> DatedValue:
    return DatedValue("mileage_vehicles", value, first_on, None, confirmed=confirmed, source="art. 6 B")


_TWO_CARS = [
    Trip(date(2025, 3, 1), "x", 5_000, "car", 5, plate="AB-123-CD"),
    Trip(date(2025, 3, 2), "x", 5_000, "car", 5, plate="EF-456-GH"),
]


@pytest.mark.parametrize(
    ("value", "cents", "km_before"),
    [("together", [3_180_00, 1_785_00], [0, 5_000]), ("apart", [3_180_00, 3_180_00], [0, 0])],
)
def test_two_vehicles_of_a_class_count_as_their_treatment_says(
    value: str, cents: list[int], km_before: list[int]
) -> None:
    counted = count_trips(treated(_TWO_CARS, [_by_vehicle(value)]), SCALES, {})
    assert [one.amount.cents for one in counted] == cents
    assert [one.km_before for one in counted] == km_before


def test_a_vehicle_counted_by_itself_goes_on_where_its_own_year_ended() -> None:
    figures = [_by_vehicle("apart")]
    before = distances(treated(_TWO_CARS, figures), SCALES)
    more = Trip(date(2025, 4, 1), "x", 1_000, "car", 5, plate="ab 123 cd")
    (counted,) = count_trips(treated([more], figures), SCALES, before)
    assert (counted.km_before, counted.amount.cents) == (5_000, 357_00)


def test_vehicles_counted_apart_have_a_sum_each_under_their_plate() -> None:
    counted = count_trips(treated(_TWO_CARS, [_by_vehicle("apart")]), SCALES, {})
    found = [(one.plate, one.km, one.amount.cents) for one in sum_up(counted, SCALES)]
    assert found == [("AB-123-CD", 5_000, 3_180_00), ("EF-456-GH", 5_000, 3_180_00)]
    (joined,) = sum_up(count_trips(treated(_TWO_CARS, [_by_vehicle("together")]), SCALES, {}), SCALES)
    assert (joined.plate, joined.km, joined.amount.cents) == ("", 10_000, 4_965_00)


def test_the_treatment_of_a_year_is_that_which_holds_at_its_end() -> None:
    figures = [_by_vehicle("together"), _by_vehicle("apart", date(2025, 12, 31))]
    trips = [Trip(date(year, 1, 1), "x", 1, "car", 5) for year in (2024, 2025, 2026)]
    assert [trip.is_apart for trip in treated(trips, figures)] == [False, True, True]


@pytest.mark.parametrize(
    ("plates", "figure", "years"),
    [
        (("AB-123-CD", "EF-456-GH"), _by_vehicle("together"), [2025]),
        (("AB-123-CD", "ab 123 cd"), _by_vehicle("together"), []),
        (("AB-123-CD", ""), _by_vehicle("together"), [2025]),
        (("", ""), _by_vehicle("together"), []),
        (("AB-123-CD", "EF-456-GH"), _by_vehicle("together", confirmed=True), []),
        (("AB-123-CD", "EF-456-GH"), _by_vehicle("apart"), []),
    ],
)
def test_vehicles_that_count_as_one_are_told_while_nobody_confirmed_it(
    plates: tuple[str, str], figure: DatedValue, years: list[int]
) -> None:
    trips = [replace(trip, plate=plate) for trip, plate in zip(_TWO_CARS, plates, strict=True)]
    assert joined_years(treated(trips, [figure]), SCALES, [figure]) == years


def test_vehicles_of_other_classes_or_years_are_not_joined() -> None:
    others = [
        replace(_TWO_CARS[0], power=7, plate="X"),
        replace(_TWO_CARS[0], driven_on=date(2024, 1, 1), plate="Y"),
    ]
    assert joined_years([_TWO_CARS[0], *others], SCALES, [_by_vehicle("together")]) == []


@pytest.mark.parametrize(("plate", "is_twin"), [("ab 123 cd", True), ("", True), ("EF-456-GH", False)])
def test_another_vehicle_is_no_twin(plate: str, is_twin: bool) -> None:
    assert _TWO_CARS[0].is_twin(replace(_TWO_CARS[0], plate=plate)) is is_twin
