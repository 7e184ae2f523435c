"""Agreed instalments held against what arrived: which payment meets which, and what became of the others."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from donations_app.domain.instalments import (
    LATE_DAYS,
    Agreed,
    Arrived,
    Instalment,
    judged,
    met_by,
    proposed,
    standing,
    to_be_met,
)
from donations_app.domain.money import Money

MONTHS = tuple(date(2026, month, 5) for month in range(1, 7))
TWENTY = Agreed(Money(20_00), None, MONTHS)
EAU, SOL = 1, 2


def paid(*days: str, cents: int = 20_00, projects: dict[int, int] | None = None) -> list[Arrived]:
    on = {key: Money(part) for key, part in (projects or {}).items()}
    return [Arrived(f"V{day}", date.fromisoformat(day), Money(cents), on) for day in days]


def payments(gifts: list[Agreed], arrived: list[Arrived]) -> list[dict[date, str]]:
    return [{due: " ".join(one.payments) for due, one in found.items()} for found in met_by(gifts, arrived)]


def found_of(gift: Agreed, arrived: list[Arrived], returned: list[Arrived] | None = None) -> list[Instalment]:
    (found,) = judged([gift], arrived, returned or [], today=date(2026, 4, 20))
    return found


def states(gift: Agreed, arrived: list[Arrived], returned: list[Arrived] | None = None) -> list[str]:
    return [one.state for one in found_of(gift, arrived, returned)]


@pytest.mark.parametrize(
    ("arrived", "met"),
    [
        ([], []), (paid("2026-01-05"), [1]), (paid("2026-01-05", "2026-02-05", "2026-03-07"), [1, 2, 3]),
        (paid("2025-12-26"), [1]), (paid("2025-12-25"), []),  # ten days before, and one more
        (paid("2026-02-05"), [2]),  # not the month before, which stays open
        (paid("2026-02-05", "2026-02-06"), [1, 2]),  # the second one catches up
        (paid("2026-08-04"), [6]), (paid("2026-08-05"), []),  # sixty days after the last, and one more
        (paid("2026-01-05", cents=19_99), []), (paid("2026-01-05", cents=21_00), [1]),
        (paid("2026-02-04", cents=60_00), [1, 2]),  # March is too far away to be paid already
        (paid("2026-02-04", cents=40_00), [1, 2]), (paid("2026-03-01", cents=40_00), [2, 3]),
    ],
)  # fmt: skip
def test_a_payment_meets_the_nearest_instalments_that_are_open(
    arrived: list[Arrived], met: list[int]
) -> None:
    (found,) = met_by([TWENTY], arrived)
    assert sorted(day.month for day in found) == met


def test_a_payment_is_counted_once_and_for_the_gift_of_its_amount() -> None:
    fifty = Agreed(Money(50_00), None, MONTHS)
    both = [*paid("2026-01-05", cents=50_00), *paid("2026-01-06")]
    for gifts in ([TWENTY, fifty], [fifty, TWENTY]):
        found = dict(zip([gift.amount.cents for gift in gifts], payments(gifts, both), strict=True))
        assert found == {50_00: {MONTHS[0]: "V2026-01-05"}, 20_00: {MONTHS[0]: "V2026-01-06"}}
    assert payments([TWENTY, TWENTY], paid("2026-01-05")) == [{MONTHS[0]: "V2026-01-05"}, {}]


@pytest.mark.parametrize(
    ("projects", "met"), [({}, 0), ({EAU: 20_00}, 1), ({SOL: 20_00}, 0), ({EAU: 19_99, SOL: 1}, 0)]
)
def test_a_gift_for_a_project_is_met_by_what_stands_on_it(projects: dict[int, int], met: int) -> None:
    (found,) = met_by([Agreed(Money(20_00), EAU, MONTHS)], paid("2026-01-05", projects=projects))
    assert len(found) == met


@pytest.mark.parametrize(
    ("days", "state"),
    [(-1, "expected"), (0, "late"), (1, "late"), (LATE_DAYS, "late"), (LATE_DAYS + 1, "missed"), (999, "missed")],
)  # fmt: skip
def test_what_did_not_come_is_late_then_missed(days: int, state: str) -> None:
    today = MONTHS[0] + timedelta(days=days)
    assert judged([TWENTY], [], today=today)[0][0].state == state
    met = judged([TWENTY], paid("2026-01-05"), today=today)[0][0]
    assert (met.state, met.payment, met.amount, met.received, met.open) == (
        "met", "V2026-01-05", Money(20_00), Money(20_00), Money(0),
    )  # fmt: skip


def test_every_instalment_is_in_one_state() -> None:
    assert states(TWENTY, paid("2026-01-05", "2026-03-05")) == [
        "met", "missed", "met", "late", "expected", "expected",
    ]  # fmt: skip


def test_an_instalment_forgiven_is_expected_no_longer_and_takes_no_payment() -> None:
    gift = replace(TWENTY, forgiven={MONTHS[1]: "Out of work"})
    found = found_of(gift, paid("2026-01-05", "2026-02-24"))
    assert [(one.state, one.reason, one.open.cents) for one in found[:3]] == [
        ("met", "", 0), ("forgiven", "Out of work", 20_00), ("met", "", 0),
    ]  # fmt: skip
    found = found_of(gift, paid("2026-02-05"))
    assert (found[1].state, found[1].payments) == ("forgiven", ())
    assert states(replace(TWENTY, forgiven={MONTHS[5]: "r"}), [])[4:] == ["expected", "forgiven"]
    # a payment that somebody named for it counts nevertheless, and when all of it arrived it is met
    named = replace(gift, named={MONTHS[1]: ("V2026-02-24",)})
    assert states(named, paid("2026-01-05", "2026-02-24"))[:3] == ["met", "met", "missed"]


def test_two_payments_named_for_one_instalment_meet_it_together() -> None:
    halves = [*paid("2026-02-05", cents=8_00), *paid("2026-02-20", cents=12_00)]
    assert states(TWENTY, halves)[:3] == ["missed"] * 3
    gift = replace(TWENTY, named={MONTHS[1]: ("V2026-02-05", "V2026-02-20")})
    one = found_of(gift, halves)[1]
    assert (one.state, one.payments, one.received.cents) == ("met", ("V2026-02-05", "V2026-02-20"), 20_00)
    assert (one.payment, found_of(gift, halves)[0].payment) == ("V2026-02-20", "")
    more = found_of(gift, [*halves[:1], *paid("2026-02-20", cents=15_00)])[1]
    assert (more.received.cents, more.open.cents) == (20_00, 0)
    part = found_of(gift, halves[:1])[1]
    assert (part.state, part.received.cents, part.open.cents) == ("missed", 8_00, 12_00)


def test_one_payment_named_for_two_months_meets_both_and_no_cent_more() -> None:
    gift = replace(TWENTY, named=dict.fromkeys(MONTHS[2:5], ("V2026-02-05",)))
    assert states(gift, paid("2026-02-05", cents=40_00)) == [
        "missed", "missed", "met", "met", "expected", "expected",
    ]  # fmt: skip
    assert found_of(gift, paid("2026-02-05", cents=50_00))[4].received.cents == 10_00


def test_a_named_payment_leaves_the_instalment_that_it_would_have_met() -> None:
    gift = replace(TWENTY, named={MONTHS[0]: ("V2026-02-05",)})
    assert states(gift, paid("2026-02-05"))[:2] == ["met", "missed"]
    gone = replace(TWENTY, named={date(2025, 12, 5): ("V2026-02-05",)})  # nothing is due on that day any more
    assert states(gone, paid("2026-02-05"))[:2] == ["missed", "met"]


def test_what_the_rest_of_an_instalment_lacks_is_met_by_a_payment_of_that_much() -> None:
    gift = replace(TWENTY, named={MONTHS[1]: ("V2026-02-05",)})
    found = found_of(gift, [*paid("2026-02-05", cents=8_00), *paid("2026-02-20", cents=12_00)])
    assert [one.state for one in found[:2]] == ["missed", "met"]
    assert found[1].payments == ("V2026-02-05", "V2026-02-20")


def test_an_instalment_is_missed_as_soon_as_its_payment_came_back() -> None:
    back = [replace(one, came_back="AM04") for one in paid("2026-04-05")]
    found = found_of(TWENTY, paid("2026-03-05"), back)
    assert [(one.state, one.reason) for one in found[2:]] == [
        ("met", ""), ("missed", "AM04"), ("expected", ""), ("expected", ""),
    ]  # fmt: skip
    assert states(TWENTY, paid("2026-03-05", "2026-04-12"), back)[3] == "met"  # presented again
    assert states(TWENTY, [], [replace(one, came_back="AM04") for one in paid("2026-05-05")])[4] == "expected"
    other = [replace(one, came_back="AM04") for one in paid("2026-04-05", cents=19_99)]
    assert states(TWENTY, [], other)[3] == "late"
    named = replace(TWENTY, named={MONTHS[3]: ("V2026-04-05",)})
    assert found_of(named, [], other)[3].reason == "AM04"


def test_of_two_agreed_gifts_one_misses_the_payment_that_came_back() -> None:
    back = [replace(one, came_back="MD06") for one in paid("2026-04-05")]
    first, second = judged([TWENTY, TWENTY], [], back, today=date(2026, 4, 20))
    assert (first[3].state, second[3].state) == ("missed", "late")
    fifty = Agreed(Money(50_00), None, MONTHS)
    first, second = judged([fifty, TWENTY], [], back, today=date(2026, 4, 20))
    assert (first[3].reason, second[3].reason) == ("", "MD06")


def why(gift: Agreed, arrived: list[Arrived], *days: str) -> list[str]:
    """Return why instalments are missed when payments of those days came back."""
    back = [replace(one, came_back=one.payment) for one in paid(*days)]
    return [one.reason for one in found_of(gift, arrived, back)][:4]


def test_each_payment_that_came_back_makes_one_open_instalment_missed() -> None:
    assert why(TWENTY, [], "2026-04-05", "2026-04-06") == ["", "", "V2026-04-06", "V2026-04-05"]
    assert why(TWENTY, paid("2026-04-12"), "2026-04-05") == ["", "", "V2026-04-05", ""]
    named = replace(TWENTY, named={MONTHS[1]: ("V2026-04-05",)})
    assert why(named, [], "2026-04-05") == ["", "V2026-04-05", "", ""]
    both = {MONTHS[2]: ("V2026-03-05", "V2026-04-05"), MONTHS[3]: ("V2026-04-05",)}
    assert why(replace(TWENTY, named=both), paid("2026-03-05"), "2026-04-05") == ["", "", "", "V2026-04-05"]
    assert LATE_DAYS == 30


def test_no_cent_is_left_unsaid() -> None:
    gift = replace(TWENTY, forgiven={MONTHS[0]: "r"}, named={MONTHS[1]: ("V2026-02-05",)})
    found = found_of(gift, [*paid("2026-02-05", cents=8_00), *paid("2026-03-05")])
    assert sum(one.received.cents + one.open.cents for one in found) == 6 * 20_00


@pytest.mark.parametrize(
    ("on", "month"), [("2026-01-20", 2), ("2026-04-30", 5), ("2026-04-10", 5),
     ("2027-06-06", 6), ("2027-06-07", 0), ("2025-01-03", 0)]
)  # fmt: skip
def test_a_payment_is_proposed_for_the_open_instalment_nearest_to_it(on: str, month: int) -> None:
    found = found_of(replace(TWENTY, forgiven={MONTHS[3]: "r"}), paid("2026-01-05"))
    one = proposed(found, date.fromisoformat(on))
    assert (one.due_on.month if one else 0) == month


@pytest.mark.parametrize(
    ("arrived", "ended", "paused", "state"),
    [
        (MONTHS[:4], False, False, "up_to_date"), (MONTHS[:4], False, True, "paused"),
        (MONTHS[:3], False, True, "late"),
        (MONTHS[1:4], False, True, "missed"), ((), True, True, "ended"),
    ],
)  # fmt: skip
def test_an_agreed_gift_stands_as_its_worst_instalment(
    arrived: tuple[date, ...], *, ended: bool, paused: bool, state: str
) -> None:
    found = found_of(TWENTY, paid(*(day.isoformat() for day in arrived)))
    assert standing(found, is_ended=ended, is_paused=paused) == state


@pytest.mark.parametrize(
    ("on", "cents", "month"),
    [("2026-02-05", 20_00, 2), ("2026-02-05", 19_99, 0), ("2026-02-05", 8_00, 0), ("2026-03-10", 12_00, 3),
     ("2026-01-05", 20_00, 0), ("2026-03-31", 20_00, 2), ("2026-04-26", 20_00, 5), ("2027-01-01", 20_00, 0)],
)  # fmt: skip
def test_a_payment_meets_by_itself_the_nearest_instalment_of_exactly_what_is_open(
    on: str, cents: int, month: int
) -> None:
    """January is met, 12 euros of March are open, April is forgiven."""
    gift = replace(TWENTY, forgiven={MONTHS[3]: "r"}, named={MONTHS[2]: ("V2026-02-25",)})
    found = found_of(gift, [*paid("2026-01-05"), *paid("2026-02-25", cents=8_00)])
    one = to_be_met(found, date.fromisoformat(on), Money(cents))
    assert (one.due_on.month if one else 0) == month
