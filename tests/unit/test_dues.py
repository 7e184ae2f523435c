"""Dues of a membership: which years it has, and what each of them is."""

from datetime import date

import pytest

from donations_app.domain.dues import (
    LATE_AFTER,
    DuesYear,
    Membership,
    Pause,
    Runs,
    Terms,
    dues_years,
    fees_of,
    is_late,
    is_owing,
    is_settled,
    membership_on,
    pause_on,
    period,
    votes,
    why_unasked,
    years_ahead,
)
from donations_app.domain.money import ZERO, Money
from donations_app.formats.legal import parameters

FEE = Money(30_00)


def years(
    since: str = "2025-05-01",
    until: str = "",
    *,
    fees: dict[int, int] | None = None,
    paid: int = 0,
    exempt: tuple[int, ...] = (),
    today: str = "2026-11-23",
    runs: Runs = "calendar",
    is_free: bool = False,
    late_after: str = "",
    pauses: tuple[Pause, ...] = (),
) -> list[DuesYear]:
    known = (
        {year: Money(cents) for year, cents in fees.items()}
        if fees is not None
        else dict.fromkeys((2025, 2026), FEE)
    )
    return dues_years(
        since=date.fromisoformat(since),
        until=date.fromisoformat(until) if until else None,
        terms=Terms(known, runs, is_free, {2026: late_after} if late_after else {}),
        paid={2026: Money(paid)},
        exempt=exempt,
        pauses=pauses,
        today=date.fromisoformat(today),
    )


@pytest.mark.parametrize(
    ("since", "until", "today", "found"),
    [
        ("2024-12-31", "", "2026-01-01", [2024, 2025, 2026]), ("2025-01-01", "", "2026-12-31", [2025, 2026]),
        ("2026-05-01", "", "2026-05-01", [2026]), ("2027-01-01", "", "2026-12-31", []),
        ("2024-01-01", "2025-12-31", "2026-06-01", [2024, 2025]),
        ("2024-01-01", "2026-01-01", "2026-06-01", [2024, 2025, 2026]),
        ("2024-01-01", "2027-12-31", "2026-06-01", [2024, 2025, 2026]),
    ],
)  # fmt: skip
def test_dues_are_of_each_year_in_which_one_was_a_member_up_to_this_one(
    since: str, until: str, today: str, found: list[int]
) -> None:
    assert [one.year for one in years(since, until, today=today)] == found


@pytest.mark.parametrize(
    ("paid", "today", "state", "missing"),
    [
        (0, "2026-12-31", "owed", 30_00), (1, "2026-12-31", "partly_paid", 29_99),
        (29_99, "2026-12-31", "partly_paid", 1),
        (30_00, "2026-12-31", "paid", 0), (30_01, "2026-12-31", "paid", 0), (0, "2027-01-01", "late", 30_00),
        (29_99, "2027-01-01", "late", 1), (30_00, "2027-01-01", "paid", 0),
    ],
)  # fmt: skip
def test_dues_are_late_once_their_year_is_over(paid: int, today: str, state: str, missing: int) -> None:
    (found,) = years("2026-03-01", "2026-12-31", paid=paid, today=today)
    assert (found.year, found.fee, found.paid, found.state) == (2026, FEE, Money(paid), state)
    assert found.missing == Money(missing)


def test_a_year_freed_by_a_decision_owes_nothing_whatever_was_paid() -> None:
    for paid in (0, 10_00, 30_00):
        (found,) = years("2026-01-01", paid=paid, exempt=(2026,))
        assert (found.state, found.missing) == ("exempt", ZERO)
    assert [one.state for one in years(exempt=(2025,))] == ["exempt", "owed"]


def test_a_year_without_a_fee_owes_nothing() -> None:
    assert [(one.state, one.fee, one.missing) for one in years(fees={2026: 30_00})] == [
        ("paid", ZERO, ZERO), ("owed", FEE, FEE),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("since", "year", "runs", "first", "last"),
    [
        ("2024-05-17", 2026, "calendar", "2026-01-01", "2026-12-31"),
        ("2024-05-17", 2024, "joining", "2024-05-17", "2025-05-16"),
        ("2024-05-17", 2026, "joining", "2026-05-17", "2027-05-16"),
        ("2024-01-01", 2026, "joining", "2026-01-01", "2026-12-31"),
        ("2024-02-29", 2025, "joining", "2025-03-01", "2026-02-28"),
        ("2024-02-29", 2027, "joining", "2027-03-01", "2028-02-28"),
        ("2024-02-29", 2028, "joining", "2028-02-29", "2029-02-28"),
    ],
)
def test_a_year_is_that_of_the_calendar_or_begins_on_the_day_of_joining(
    since: str, year: int, runs: Runs, first: str, last: str
) -> None:
    found = period(date.fromisoformat(since), year, runs)
    assert [day.isoformat() for day in found] == [first, last]


def told(found: list[DuesYear]) -> list[tuple[int, str]]:
    return [(one.year, one.state) for one in found]


@pytest.mark.parametrize(
    ("today", "found"),
    [
        ("2026-04-30", [(2025, "owed")]), ("2026-05-01", [(2025, "late"), (2026, "owed")]),
        ("2027-04-30", [(2025, "late"), (2026, "owed")]),
        ("2027-05-01", [(2025, "late"), (2026, "late"), (2027, "paid")]),
    ],
)  # fmt: skip
def test_dues_from_the_day_of_joining_begin_and_are_late_with_their_own_year(
    today: str, found: list[tuple[int, str]]
) -> None:
    assert told(years("2025-05-01", runs="joining", today=today)) == found


def test_who_leaves_before_the_day_of_joining_comes_round_owes_no_other_year() -> None:
    assert told(years("2025-05-01", "2026-04-30", runs="joining")) == [(2025, "late")]
    assert told(years("2025-05-01", "2026-05-01", runs="joining")) == [(2025, "late"), (2026, "owed")]


@pytest.mark.parametrize(
    ("late_after", "runs", "today", "state"),
    [
        ("06-30", "calendar", "2026-06-30", "owed"), ("06-30", "calendar", "2026-07-01", "late"),
        ("02-28", "calendar", "2026-02-28", "owed"), ("02-28", "calendar", "2026-03-01", "late"),
        ("12-31", "calendar", "2026-12-31", "owed"), ("12-31", "joining", "2027-02-28", "owed"),
        ("12-31", "joining", "2027-03-01", "late"), ("01-31", "joining", "2026-03-31", "owed"),
        ("01-31", "joining", "2026-04-01", "late"), ("nonsense", "calendar", "2026-12-31", "owed"),
    ],
)  # fmt: skip
def test_dues_are_late_after_the_set_day(late_after: str, runs: Runs, today: str, state: str) -> None:
    """From the day of joining, the set day lies as far behind the first as it lies behind 1 January."""
    first, *_ = years("2026-03-01", late_after=late_after, runs=runs, today=today)
    assert first.state == state


def test_what_is_paid_in_part_is_late_after_the_set_day_too() -> None:
    states = [
        years("2026-01-01", late_after="06-30", paid=paid, today=today)[0].state
        for today in ("2026-06-30", "2026-07-01")
        for paid in (0, 10_00, 30_00)
    ]
    assert states == ["owed", "partly_paid", "paid", "late", "late", "paid"]


def test_the_set_day_is_the_figure_that_ships() -> None:
    (shipped,) = (one for one in parameters() if one.name == "dues_late_after")
    assert (shipped.value, shipped.confirmed) == (LATE_AFTER, True)


@pytest.mark.parametrize(
    ("fee", "paid", "state", "missing"),
    [
        (0, 0, "owed", 0), (0, 1, "paid", 0), (100_00, 0, "owed", 100_00),
        (100_00, 99_99, "partly_paid", 1), (100_00, 100_00, "paid", 0), (100_00, 250_00, "paid", 0),
    ],
)  # fmt: skip
def test_a_free_amount_is_settled_by_anything_not_below_the_least(
    fee: int, paid: int, state: str, missing: int
) -> None:
    (found,) = years("2026-01-01", fees={2026: fee}, paid=paid, is_free=True)
    assert (found.state, found.missing, is_owing([found])) == (state, Money(missing), state != "paid")
    assert is_settled([found], 2026) is (state == "paid")


def test_a_free_amount_is_not_asked_for_before_its_first_year() -> None:
    assert told(years("2025-01-01", fees={2026: 0}, is_free=True)) == [(2025, "paid"), (2026, "owed")]


def pause(since: str, until: str = "", standing: str = "suspended") -> Pause:
    last = date.fromisoformat(until) if until else None
    return Pause("honorary" if standing == "honorary" else "suspended", date.fromisoformat(since), last)


@pytest.mark.parametrize(
    ("pauses", "found"),
    [
        ((pause("2026-03-01"),), ["late", "suspended"]),
        ((pause("2026-11-23"),), ["late", "suspended"]), ((pause("2026-11-24"),), ["late", "owed"]),
        ((pause("2026-03-01", "2026-11-22"),), ["late", "owed"]),
        ((pause("2025-12-31", "2025-12-31"),), ["suspended", "owed"]),
        ((pause("2025-06-01", "2025-12-30"),), ["late", "owed"]),
        ((pause("2025-06-01"),), ["suspended", "suspended"]),
        ((pause("2026-01-01", "2025-12-31"),), ["late", "owed"]),
        ((pause("2026-01-01", standing="honorary"),), ["late", "honorary"]),
        ((pause("2026-01-01", standing="honorary"), pause("2026-02-01")), ["late", "suspended"]),
    ],
)  # fmt: skip
def test_who_is_suspended_or_honorary_at_the_end_of_a_year_or_today_owes_nothing_of_it(
    pauses: tuple[Pause, ...], found: list[str]
) -> None:
    seen = years("2025-01-01", pauses=pauses)
    assert [one.state for one in seen] == found
    assert [one.missing for one in seen] == [FEE if one.is_open else ZERO for one in seen]


def test_who_left_while_suspended_owes_nothing_of_the_year() -> None:
    assert told(years("2025-01-01", "2026-06-30", pauses=(pause("2026-06-30"),), exempt=(2025,))) == [
        (2025, "exempt"), (2026, "suspended"),
    ]  # fmt: skip


def test_two_years_by_one_cheque_and_a_part_of_a_third_are_told_ahead() -> None:
    terms = Terms(dict.fromkeys(range(2025, 2032), FEE))
    paid = {2026: FEE, 2027: FEE, 2028: Money(29_99), 2029: ZERO}
    assert years_ahead(paid, terms, 2026) == (2027,)
    assert years_ahead(paid, terms, 2025) == (2026, 2027)
    assert years_ahead({2027: Money(-5_00)}, Terms(), 2026) == years_ahead({2027: ZERO}, Terms(), 2026) == ()
    assert (Terms().runs, Terms().is_free) == ("calendar", False)
    assert years_ahead({2027: Money(1)}, Terms({2027: ZERO}, is_free=True), 2026) == (2027,)


def test_the_suspended_have_no_vote_and_each_of_a_couple_has_one() -> None:
    suspended, honorary = pause("2026-01-01"), pause("2026-01-01", standing="honorary")
    assert [votes(living, held) for living in (0, 1, 2) for held in (None, honorary, suspended)] == [
        0, 0, 0, 1, 1, 0, 2, 2, 0,
    ]  # fmt: skip
    assert pause_on([suspended, honorary], date(2026, 1, 1)) == suspended
    assert pause_on([suspended], date(2025, 12, 31)) is None


def test_the_last_day_of_any_year_is_its_own_last_and_the_day_before_is_not() -> None:
    joining = Terms(runs="joining", late_after={2023: "12-31"})
    assert joining.last_day(date(2023, 3, 1), 2023) == date(2024, 2, 29)
    assert Terms(late_after={2023: "12-30"}).last_day(date(2023, 3, 1), 2023) == date(2023, 12, 30)


def test_a_kind_whose_fee_is_nothing_is_settled_without_a_payment() -> None:
    assert told(years("2026-01-01", fees={2026: 0})) == [(2026, "paid")]
    late, owed = years("2025-01-01")
    assert (is_late([late, owed]), is_late([owed]), is_settled([late], 2026), is_settled([late], 2025)) == (
        True, False, True, False,
    )  # fmt: skip


def test_a_fee_holds_from_its_year_until_the_next_one() -> None:
    steps = [(2024, Money(20_00)), (2026, FEE), (2025, ZERO)]
    assert fees_of(steps, range(2023, 2029)) == {
        2024: Money(20_00), 2025: ZERO, 2026: FEE, 2027: FEE, 2028: FEE,
    }  # fmt: skip


def test_of_memberships_the_one_that_runs_counts_then_the_latest_that_began() -> None:
    first = Membership(1, "usual", date(2020, 1, 1), None)
    second = Membership(2, "other", date(2024, 1, 1), date(2024, 12, 31))
    third = Membership(3, "usual", date(2026, 6, 1), None)
    every = [second, third, first]
    assert [membership_on(every, day) for day in (date(2024, 6, 1), date(2025, 6, 1), date(2026, 6, 1))] == [
        second, first, third,
    ]  # fmt: skip
    ended = [second, Membership(4, "usual", date(2023, 1, 1), date(2023, 6, 1))]
    assert membership_on(ended, date(2025, 1, 1)) == second
    assert membership_on(every, date(2019, 12, 31)) is None


def test_nobody_is_asked_who_left_and_of_a_couple_that_parted_it_is_said_so() -> None:
    last, parted = date(2025, 6, 13), date(2025, 6, 14)
    assert why_unasked("late", None, None) is None
    assert why_unasked("late", None, parted) is None  # they are members again
    assert why_unasked("left", last, None) == "left"
    assert why_unasked("left", last, parted) == "separated"
    assert why_unasked("left", parted, parted) == "left"  # it ended of itself
