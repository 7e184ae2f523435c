"""The worked examples of ``docs/private-share.md``, and what holds of every share whatever was given."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from donations_app.domain.funding import FundingRule
from donations_app.domain.private_share import judge
from donations_app.domain.projects import UNASSIGNED, Unassigned
from donations_app.domain.share_lines import Due
from donations_app.domain.share_reasons import why
from donations_app.domain.share_verdicts import (
    ALONE,
    Bench,
    ProjectMoney,
    Sort,
    Stand,
    all_reached,
    half_up,
    strictest,
)
from tests.unit.projects import Sums, coming, held, lines, project, stand, whole

FIFTEEN = FundingRule()


def test_14_996_percent_is_not_reached_and_the_missing_cents_are_named() -> None:
    found = whole(project(30_000_00, [30_000_00], of={1: {"cash": 4_498_80}}), FIFTEEN)
    assert (found.basis_points, found.missing.cents, found.reached) == (1499, 1_20, False)


def test_euros_given_for_a_project_in_dirhams_have_no_exchange_difference() -> None:
    """100,03 € are 1083,3249 dirhams, counted as 1083,32, which are not quite 100,03 € again."""
    money = project(50_000_00, [50_000_00], rate="10.83", minors=[541_500_00], of={1: {"cash": 100_03}})
    found = whole(money, FIFTEEN)
    assert (found.currency, found.private.cents, found.exchange.cents) == ("MAD", 100_03, 0)


def test_exactly_15_percent_in_dirhams_is_reached_at_a_moved_rate() -> None:
    """The village paid 81 000 of 540 000 dirhams when the euro stood at 10.95; the agreed rate is 10.80."""
    paid: Sums = [("cash", "village_cash", "MAD", 7_397_26, 81_000_00)]
    money = project(50_000_00, [50_000_00], rate="10.80", minors=[540_000_00], of={1: paid})
    found = whole(money, FIFTEEN)
    assert (found.currency, found.basis_points, found.missing.cents, found.reached) == ("MAD", 1500, 0, True)
    assert (found.private.cents, found.required.cents, found.exchange.cents) == (7_397_26, 7_500_00, 102_74)
    in_euros = whole(money, FundingRule(currency="EUR"))
    assert (in_euros.basis_points, in_euros.missing.cents, in_euros.reached) == (1479, 102_74, False)
    some: Sums = [
        ("cash", "village_cash", "MAD", 1_826_48, 20_000_00),
        ("in_kind", "labour", "MAD", 208_33, 2_250_00),
    ]
    part = whole(project(50_000_00, [50_000_00], rate="10.80", minors=[540_000_00], of={1: some}), FIFTEEN)
    assert part.private + part.exchange + part.missing == part.required, (
        "25.375 of difference: the figures tie"
    )
    one_less: Sums = [("cash", "village_cash", "MAD", 7_397_26, 80_999_99)]
    short = whole(
        project(50_000_00, [50_000_00], rate="10.80", minors=[540_000_00], of={1: one_less}), FIFTEEN
    )
    assert (short.missing_minor, short.missing.cents, short.reached) == (1, 1, False)


def test_in_kind_counts_up_to_its_ceiling_and_not_at_all_without_its_paper() -> None:
    afd = FundingRule(minimum=1500, minimum_cash=1000, maximum_in_kind=500)
    at = project(10_000_00, [10_000_00], of={1: {"cash": 1_000_00, "in_kind": 900_00, "waiting": 400_00}})
    found = whole(at, afd)
    assert (found.in_kind_counted.cents, found.excess.cents, found.waiting.cents) == (500_00, 400_00, 400_00)
    assert (found.private.cents, found.reached) == (1_500_00, True)
    waits = project(10_000_00, [10_000_00], of={1: {"cash": 1_000_00, "waiting": 900_00}})
    assert (whole(waits, afd).missing.cents, whole(waits, afd).in_kind.cents) == (500_00, 0)


@pytest.mark.parametrize(
    ("cash", "in_kind", "counted", "missing"),
    [
        # what is valued is at most half of one's own contribution of 1 000,00
        (500_00, 900_00, 500_00, 0), (499_99, 900_00, 499_99, 1), (800_00, 100_00, 100_00, 100_00),
        (0, 900_00, 0, 500_00), (500_00, 500_00, 500_00, 0), (600_00, 400_00, 400_00, 0), (-5_00, 900_00, 0, 505_00),
    ],
)  # fmt: skip
def test_in_kind_may_be_bound_to_ones_own_contribution(
    cash: int, in_kind: int, counted: int, missing: int
) -> None:
    rule = FundingRule(minimum=1000, maximum_in_kind=5000, in_kind_of="contribution")
    found = whole(project(10_000_00, [10_000_00], of={1: {"cash": cash, "in_kind": in_kind}}), rule)
    assert (found.in_kind_counted.cents, found.missing.cents) == (counted, missing)


def test_the_minimum_in_cash_can_fail_while_the_total_is_reached() -> None:
    afd = FundingRule(minimum=1500, minimum_cash=1000)
    at = held(project(10_000_00, [10_000_00], of={1: {"cash": 900_00, "in_kind": 900_00}}), afd)
    assert (at.reached, at.missing, at.whole.private >= at.whole.required) == (False, 100_00, True)
    assert why(at) == "association_below"
    assert (
        why(held(project(10_000_00, alone={"cash": 900_00, "in_kind": 900_00}), afd)) == "below_minimum_cash"
    )


def test_one_association_at_30_percent_does_not_help_another_at_0() -> None:
    money = project(10_000_00, [5_000_00, 5_000_00], of={1: {"cash": 1_500_00}})
    found = lines(money, FIFTEEN)
    assert [(one.basis_points, one.missing.cents, one.reached) for one in found.by_place.values()] == [
        (3000, 0, True), (0, 750_00, False),
    ]  # fmt: skip
    total = found.whole(found.lead.reached)
    assert (total.basis_points, total.missing.cents, total.reached) == (1500, 750_00, False)
    assert held(money, FundingRule(scope="project")).reached


def test_two_funders_may_come_to_contrary_verdicts_and_the_strictest_leads() -> None:
    money = project(
        10_000_00,
        [10_000_00],
        of={1: {"cash": 1_600_00, "public": 7_500_00}},
        funders={7: {"public": 7_500_00}},
    )
    bench = Bench(money)
    rules = [FIFTEEN, FundingRule(minimum=0, maximum_funder=7000)]
    found = [bench.hold(rules[0]), bench.hold(rules[1], funder=7)]
    assert [one.reached for one in found] == [True, False]
    assert found[1].conditions == (("maximum_funder", 7_000_00, 7_500_00, 500_00),)
    assert (why(found[1]), strictest(found)) == ("maximum_funder", 1)


@pytest.mark.parametrize(
    ("rule", "reached", "reason"),
    [
        (FundingRule(minimum=0, maximum_public=8000), True, ""),
        (FundingRule(minimum=0, maximum_public=7999), False, "maximum_public"),
        # own or other money: all but what this funder gives
        (FundingRule(minimum=0, minimum_other=5000), True, ""),
        (FundingRule(minimum=0, minimum_other=5001), False, "minimum_other"),
        (FundingRule(minimum=2001), False, "association_below"),
        (FundingRule(minimum=2001, scope="project"), False, "below_minimum"),
    ],
)
def test_each_shape_of_rule_has_its_verdict_and_reason(rule: FundingRule, reached: bool, reason: str) -> None:
    money = project(
        10_000_00,
        [10_000_00],
        of={1: {"cash": 2_000_00, "public": 8_000_00}},
        funders={7: {"public": 5_000_00}},
    )
    found = held(money, rule, funder=7)
    assert (found.reached, why(found)) == (reached, reason)


def test_a_rule_names_which_kinds_of_money_it_counts_and_of_which_base() -> None:
    sums: Sums = [("cash", "dues", "EUR", 1_000_00, None), ("cash", "sales", "EUR", 500_00, None)]
    money = project(10_000_00, [10_000_00], of={1: sums}, eligible=6_000_00)
    assert whole(money, FIFTEEN).reached
    assert whole(money, FundingRule(counts=("dues",))).missing.cents == 500_00
    assert whole(money, FundingRule(counts=("dues",), base="eligible")).missing.cents == 0
    assert held(money, FundingRule(base="eligible")).whole.required == 900_00
    valued = project(10_000_00, [10_000_00], of={1: [*sums, ("in_kind", "labour", "EUR", 400_00, None)]})
    for kinds, private in ((("dues",), 1_000_00), (("labour",), 400_00), ((), 1_900_00)):
        found = whole(valued, FundingRule(counts=kinds))
        assert (found.private.cents, found.basis_points) == (private, private // 100)


def test_goods_given_back_are_deducted_unless_the_rule_counts_them() -> None:
    money = project(1_000_00, [1_000_00], of={1: {"cash": 100_00, "goods_back": 90_00}})
    assert whole(money, FIFTEEN).private.cents == 10_00
    assert whole(money, FundingRule(goods_back="counted")).private.cents == 100_00


def test_what_was_promised_counts_only_by_a_rule_of_promises_and_what_was_spent_by_one_of_spendings() -> None:
    sums: Sums = {"cash": 500_00, "promised": 1_000_00, "spent": 300_00, "promised_public": 8_000_00}
    money = project(10_000_00, [10_000_00], of={1: sums})
    assert [held(money, FundingRule(basis=basis)).missing for basis in ("received", "promised", "spent")] == [
        1_000_00, 0, 1_200_00,
    ]  # fmt: skip
    public = held(money, FundingRule(minimum=0, maximum_public=7_999, basis="promised"))
    assert public.conditions[0].amount == 8_000_00


@pytest.mark.parametrize(
    ("unassigned", "parts", "shares"),
    [
        ("project", (5_000_00, 5_000_00), (0, 0, 100_01)), ("parts", (5_000_00, 5_000_00), (50_01, 50_00, 0)),
        ("parts", (7_500_00, 2_500_00), (75_01, 25_00, 0)), ("parts", (5_000_00, 0), (0, 0, 100_01)),
        ("carrier", (5_000_00,), (100_01, 0)), ("carrier", (5_000_00, 5_000_00), (0, 0, 100_01)),
        ("parts", (), (100_01,)),
    ],
)  # fmt: skip
def test_money_that_names_the_project_alone_follows_the_written_rule(
    unassigned: Unassigned, parts: tuple[int, ...], shares: tuple[int, ...]
) -> None:
    money = project(10_000_00, parts, alone={"cash": 100_01}, unassigned=unassigned)
    found = held(money, FIFTEEN)
    assert tuple(found.lines[place].private for place in (*range(1, len(parts) + 1), ALONE)) == shares
    assert found.whole.private == 100_01


def test_what_an_association_left_stays_its_line_and_asks_for_nothing() -> None:
    found = lines(project(1_000_00, [1_000_00], of={1: {"cash": 100_00}, 9: {"cash": 60_00}}), FIFTEEN)
    assert found.left == {9}
    assert (found.by_place[9].private.cents, found.by_place[9].reached, found.by_place[9].missing.cents) == (
        60_00, None, 0,
    )  # fmt: skip
    total = found.whole(found.lead.reached)
    assert (total.private.cents, total.reached, total.missing.cents) == (160_00, False, 50_00)


def test_expected_money_counts_by_the_origin_of_its_payer_and_says_the_day() -> None:
    money = project(1_000_00, [1_000_00], of={1: {"cash": 100_00}})
    due = [Due(date(2026, month, 1), 20_00, "private") for month in (12, 10, 11)]
    found = whole(money, FIFTEEN, {1: due})
    assert (found.reached, found.reached_on_expected, found.reached_on) == (False, True, date(2026, 12, 1))
    public = whole(money, FIFTEEN, {1: [Due(one.on, one.cents, "public") for one in due]})
    assert (public.reached_on_expected, public.expected.cents, public.reached_on) == (False, 0, None)


SORTS: tuple[Sort, ...] = (
    "cash", "in_kind", "waiting", "public", "goods_back", "promised", "promised_public", "spent", "spent_public",
)  # fmt: skip
cents = st.integers(-500_00, 5_000_00)
sums = st.dictionaries(st.sampled_from(SORTS), cents, max_size=4)
percents = st.integers(0, 10_000)
rules = st.builds(
    FundingRule,
    minimum=percents,
    minimum_cash=percents,
    maximum_in_kind=percents,
    in_kind_of=st.sampled_from(("cost", "contribution")),
    maximum_public=st.none() | percents,
    minimum_other=percents,
    base=st.sampled_from(("cost", "eligible")),
    basis=st.sampled_from(("promised", "received", "spent")),
    scope=st.sampled_from(("association", "project")),
    goods_back=st.sampled_from(("deducted", "counted")),
)
projects = st.builds(
    lambda parts, of, alone, unassigned, rate: project(
        sum(parts) + 1_000_00,
        parts,
        of={key: some for key, some in enumerate(of, 1)},
        alone=alone,
        unassigned=unassigned,
        rate=rate,
        eligible=(sum(parts) + 1_000_00) // 2,
    ),
    st.lists(st.integers(0, 9_000_00), max_size=3),
    st.lists(sums, max_size=3),
    sums,
    st.sampled_from(UNASSIGNED),
    st.sampled_from(("", "10.80", "11.015")),
)


@given(projects, rules)
def test_the_associations_and_what_is_unassigned_add_up_to_the_project(
    money: ProjectMoney, rule: FundingRule
) -> None:
    found = lines(money, rule)
    total, parts = found.whole(found.lead.reached), found.by_place.values()
    for name in ("cash", "in_kind", "in_kind_counted", "public", "private", "waiting", "exchange"):
        assert getattr(total, name).cents == sum(getattr(part, name).cents for part in parts), name
    judged = found.lead.lines.values()
    assert found.lead.whole.private == sum(line.private for line in judged)
    assert found.lead.whole.counted == sum(line.counted for line in judged)


@given(projects, rules, st.integers(0, 3), st.integers(0, 9_000_00))
def test_private_money_never_lowers_a_share(
    money: ProjectMoney, rule: FundingRule, place: int, more: int
) -> None:
    before = held(money, rule)
    stands = dict(money.stands)
    stands[place] = Stand()
    stands[place].take(money.stands.get(place, Stand()))
    at = stands[place]
    at.add("cash", "gifts", "EUR", more, None)
    after = held(replace(money, stands=stands), rule)
    assert (after.whole.private, -after.missing) >= (before.whole.private, -before.missing)
    if before.reached:
        assert after.reached


@given(projects, rules, st.lists(st.tuples(st.integers(0, 3), st.sampled_from(SORTS), cents), max_size=5))
def test_reversing_undoes_exactly_and_order_does_not_matter(
    money: ProjectMoney, rule: FundingRule, some: list[tuple[int, Sort, int]]
) -> None:
    before = held(money, rule)
    stands: dict[int, Stand] = {place: Stand() for place in range(4)}
    for place, stood in money.stands.items():
        stands[place].take(stood)
    for place, sort, amount in some:
        stands[place].add(sort, "gifts", "EUR", amount, None)
    for place, sort, amount in reversed(some):
        stands[place].add(sort, "gifts", "EUR", -amount, None)
    after = held(replace(money, stands=stands), rule)
    assert (after.whole, after.missing, after.reached) == (before.whole, before.missing, before.reached)


@given(projects, rules)
def test_the_missing_cents_of_an_association_are_exactly_those_that_reach_it(
    money: ProjectMoney, rule: FundingRule
) -> None:
    found = held(money, rule)
    for place, line in found.lines.items():
        if line.missing:
            assert judge(rule, line.base, line.cash + line.missing, line.in_kind).reached, place
            assert not judge(rule, line.base, line.cash + line.missing - 1, line.in_kind).reached, place


def test_whole_numbers_and_verdicts() -> None:
    assert [half_up(Fraction(n, 2)) for n in (-3, -1, 0, 1, 3)] == [-2, -1, 0, 1, 2]
    assert (all_reached([True]), all_reached([True, None, False]), all_reached([None])) == (True, False, None)
    given_: Mapping[Sort, int] = {"cash": 1}
    assert stand(given_).euros("cash") == 1
    assert coming(0) == []
