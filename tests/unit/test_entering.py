"""A payment as one enters it: how its amount parts into lines, and which day is which."""

from datetime import date

import pytest

from donations_app.domain.dues import DuesYear
from donations_app.domain.entering import days_of, fees_of, has_gift_beside, lines_of, parted, to_allocate
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft
from donations_app.domain.typed import TypedError

DAY, LATER = date(2026, 1, 5), date(2026, 1, 7)
EAU = AllocationDraft(amount=Money(70_00), project="EAU")


def test_dues_come_first_and_what_is_stated_of_the_gift_is_not_of_them() -> None:
    both = parted(Money(100_00), "donation", dues=Money(30_00), years="2025-2026", fees={})
    assert [(part.kind, part.minor, part.dues_year) for part in both] == [
        ("dues", 15_00, 2025), ("dues", 15_00, 2026), ("donation", 70_00, None),
    ]  # fmt: skip
    euros = [Money(part.minor) for part in both]
    assert (has_gift_beside(both), to_allocate(both, euros)) == (True, Money(70_00))
    lines = lines_of(both, euros, [EAU], by_wish=True, is_foreign=False, more={"evidence": "F1"})
    assert [(one.allocations, one.earmarked_by_donor, one.evidence, one.foreign_minor) for one in lines] == [
        ((), False, "", None), ((), False, "", None), ((EAU,), True, "F1", None),
    ]  # fmt: skip


def test_all_is_dues_or_none_of_it() -> None:
    dues = parted(
        Money(60_00), "", dues=Money(60_00), years="2025-2026", fees={2025: Money(20_00), 2026: Money(20_00)}
    )
    assert [part.minor for part in dues] == [20_00, 40_00]
    euros = [Money(5_00), Money(10_00)]
    assert (has_gift_beside(dues), to_allocate(dues, euros)) == (False, Money(15_00))
    halves = [AllocationDraft(amount=Money(7_50), project=name) for name in "AB"]
    lines = lines_of(dues, euros, halves, by_wish=True, is_foreign=True, more={})
    assert [[(part.project, part.amount.cents) for part in one.allocations] for one in lines] == [
        [("A", 5_00)], [("A", 2_50), ("B", 7_50)],
    ]  # fmt: skip
    assert [(one.earmarked_by_donor, one.foreign_minor) for one in lines] == [(False, 20_00), (False, 40_00)]
    gift = parted(Money(5_00), "sale", fees={})
    assert [(part.kind, part.minor) for part in gift] == [("sale", 5_00)]
    (line,) = lines_of(gift, [Money(5_00)], [], by_wish=True, is_foreign=False, more={})
    assert (line.allocations, line.earmarked_by_donor) == ((), False)
    with pytest.raises(TypedError, match="years_unreadable"):
        parted(Money(5_00), "", years="", fees={})


def test_the_day_that_one_knows_is_that_of_the_bank_or_of_the_hand() -> None:
    assert days_of("cheque", DAY, LATER) == (DAY, None)
    assert days_of("transfer", DAY, LATER) == (None, DAY)
    assert days_of("online", DAY, LATER) == (DAY, LATER)


def test_a_year_costs_what_is_missing_of_it_and_one_to_come_as_much_as_the_last() -> None:
    paid = DuesYear(2025, Money(20_00), Money(20_00), "paid")
    part = DuesYear(2026, Money(30_00), Money(10_00), "owed")
    fees = fees_of([paid, part])
    assert (fees[2025], fees[2026], fees[2027], fees[2038]) == (
        Money(20_00),
        Money(20_00),
        Money(30_00),
        Money(30_00),
    )
    assert 2039 not in fees
    assert fees_of([paid, part], {2025: Money(5_00), 2026: Money(4_00)})[2026] == Money(24_00)
    assert fees_of([paid], {2025: Money(5_00)})[2025] == Money(5_00)
    assert fees_of([]) == {}
