"""What funders ask, promise and give: what cannot be said of it, what is left, what the exchange made of it."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.domain.errors import InputRefused
from donations_app.domain.financing import Commitment, FinancingDraft, FunderPlan
from donations_app.domain.funding import MONEY_KINDS_COUNTED, FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.spending import SpendingDraft
from donations_app.formats.reference import known_rules, partners
from donations_app.formats.stated_funding import stated_financing, stated_rule, stated_spending
from donations_app.words.funding import MONEY_KINDS, conditions, unconfirmed

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("facts", "funder", "found"),
    [
        ({}, False, []), ({"minimum": 10_000, "minimum_cash": 10_000}, False, []),
        ({"minimum": 10_001}, False, [("minimum_percent", "percent_unreadable")]),
        ({"maximum_public": -1}, False, [("maximum_public_percent", "percent_unreadable")]),
        ({"minimum": 1_000, "minimum_cash": 1_001}, False, [("minimum_cash_percent", "cash_above_minimum")]),
        ({"in_kind_of": "contribution"}, False, [("maximum_in_kind_percent", "in_kind_unbounded")]),
        ({"in_kind_of": "contribution", "maximum_in_kind": 9_999}, False, []),
        ({"maximum_funder": 7_000}, False, [("maximum_funder_percent", "rule_without_funder")]),
        ({"minimum_other": 2_500}, False, [("minimum_other_percent", "rule_without_funder")]),
        ({"maximum_funder": 7_000, "minimum_other": 2_500}, True, []),
        ({"minimum": 0}, True, [("minimum_percent", "rule_asks_nothing")]),
        ({"minimum": 0, "maximum_funder": 0}, True, []), ({"minimum": 0, "maximum_in_kind": 500}, True, []),
        ({"base": "all"}, False, [("base", "choice_unknown")]), ({"counts": ("dues", "labour")}, False, []),
        ({"counts": ("dues", "luck")}, False, [("counts", "choice_unknown")]),
    ],
)  # fmt: skip
def test_a_rule_that_says_two_things_is_refused(
    facts: dict[str, Any], funder: bool, found: list[tuple[str, str]]
) -> None:
    problems = replace(FundingRule(), **facts).problems(has_funder=funder)
    assert [(one.field, one.code) for one in problems] == found


def test_every_known_rule_can_be_entered_and_says_whose_it_is() -> None:
    kinds = {one.code: one.kind for one in partners()}
    assert (kinds["FORIM"], kinds["LA_GUILDE"], kinds["AFD"], kinds["ENSEMBLE"]) == (
        "regranted", "regranted", "public", "private",
    )  # fmt: skip
    rules = {one.code: one for one in known_rules()}
    assert len(rules) == 15
    for one in rules.values():
        assert one.rule.problems(has_funder=bool(one.funder)) == [], one.code
        assert (one.funder in kinds, one.rule.confirmed) == (bool(one.funder), False), one.code
        assert [*conditions(one.rule)]
        assert all((*one.names, *one.notes))
        assert "28/11/2026" in unconfirmed(one.rule)
    assert rules["AFD_2012"].rule.minimum_cash == 1_000
    assert rules["AFD_2012_ORG"].rule.scope == "organisation"
    assert rules["FORIM_MICRO_2024"].rule.maximum_funder == 7_000
    assert (rules["GUILDE_2026"].rule.minimum_other, rules["GUILDE_2026"].rule.base) == (2_500, "eligible")
    assert rules["MEAE_2025"].rule.in_kind_of == "contribution"
    assert set(MONEY_KINDS) == set(MONEY_KINDS_COUNTED)


def test_a_rule_is_read_as_it_is_stated() -> None:
    rule, since = stated_rule(
        {"minimum_percent": "12,5", "maximum_funder_percent": "70", "counts": "dues, Village_Cash",
         "from": "2026-03-01", "confirmed": "oui", "basis": "promised", "source_on": "2024-05-15"}
    )  # fmt: skip
    assert (rule.minimum, rule.maximum_funder, rule.counts) == (1_250, 7_000, ("dues", "village_cash"))
    assert (since, rule.confirmed, rule.basis, rule.source_on) == (
        date(2026, 3, 1), True, "promised", date(2024, 5, 15),
    )  # fmt: skip
    afd = next(one.rule for one in known_rules() if one.code == "AFD_2012")
    assert stated_rule({"minimum_percent": "20"}, afd)[0] == replace(afd, minimum=2_000)
    with pytest.raises(InputRefused) as refused:
        stated_rule({"minimum_percent": "110", "colour": "red"})
    assert [(one.field, one.code) for one in refused.value.problems] == [
        ("colour", "choice_unknown"), ("minimum_percent", "percent_unreadable"),
    ]  # fmt: skip


def draft(**facts: Any) -> FinancingDraft:
    known: dict[str, Any] = {
        "key": uuid4(), "project": "EAU", "funder": "FORIM", "amount": Money(1_00), "stated_on": DAY
    }  # fmt: skip
    return FinancingDraft(**(known | facts))


def test_promises_and_spendings_are_refused_by_their_fields() -> None:
    def codes(**facts: Any) -> list[str]:
        return [f"{one.field} {one.code}" for one in draft(**facts).problems(is_agreed=True)]

    assert codes(reference="C-7") == []
    assert codes() == ["reference missing"]
    assert codes(reference="x", funder="", amount=ZERO) == ["funder missing", "amount amount_zero"]
    assert codes(reference="x", currency="MAD") == ["rate missing"]
    assert codes(reference="x", stated_on=date(2101, 1, 1)) == ["on date_beyond"]
    spent = SpendingDraft(key=uuid4(), project="EAU", amount=Money(5_00), spent_on=DAY, earmarked=Money(5_00))
    assert spent.problems(DAY) == []
    wrong = replace(spent, earmarked=Money(5_01), origin="luck")
    assert [one.code for one in wrong.problems(date(2026, 5, 31))] == [
        "earmarked_above_amount", "choice_unknown", "day_in_future",
    ]  # fmt: skip
    assert [one.code for one in replace(spent, amount=Money(-1)).problems(DAY)] == [
        "amount_zero", "earmarked_above_amount",
    ]  # fmt: skip


def test_what_is_stated_of_a_currency_keeps_its_units_and_its_rate() -> None:
    where: dict[str, Any] = {"project": "EAU", "funder": "INDH", "today": DAY}
    told = stated_financing({"amount": "81 000,00", "currency": "MAD", "rate": "10,80"}, **where)
    assert (told.amount, told.foreign_minor, told.rate) == (Money(7_500_00), 81_000_00, "10.80")
    more = stated_financing({"amount": "91 800"}, **where, standing=told)
    assert (more.amount, more.foreign_minor, more.currency) == (Money(8_500_00), 91_800_00, "MAD")
    same = stated_financing({"reference": "C-7", "on": "2026-07-01"}, **where, standing=more)
    assert replace(same, key=more.key) == replace(more, reference="C-7", stated_on=date(2026, 7, 1))
    euros = stated_financing({"currency": "EUR", "amount": "5"}, **where, standing=told)
    assert (euros.amount, euros.rate, euros.foreign_minor) == (Money(5_00), "", None)
    spent = stated_spending({"amount": "12,50", "earmarked": "2"}, project="EAU", today=DAY)
    assert (spent.amount, spent.earmarked, spent.spent_on) == (Money(12_50), Money(2_00), DAY)


def commitment(minor: int, euros: int, stage: Any = "agreed") -> Commitment:
    return Commitment("C1", stage, "", Money(euros), minor, "10.80", DAY, "", "")


def test_the_exchange_difference_is_told_apart_from_what_is_left() -> None:
    plan = FunderPlan("INDH", "INDH", "public_body", "MAD", (commitment(81_000_00, 7_500_00),))
    half = replace(plan, received=40_500_00, received_euros=Money(3_698_63))  # at 10,95
    paid = replace(half, left=40_500_00, left_euros=Money(3_750_00))
    assert (paid.promised, paid.agreed, paid.exchange_difference) == (0, 81_000_00, Money(-51_37))
    assert paid.whole_euros == Money(7_500_00)
    whole = replace(plan, received=81_000_00, received_euros=Money(7_397_26))
    assert (whole.whole_euros, whole.exchange_difference) == (Money(7_500_00), Money(-102_74))
    more = replace(plan, received=90_000_00, received_euros=Money(8_333_33))
    assert (more.whole_euros, more.exchange_difference) == (Money(8_333_33), ZERO)
    nothing = FunderPlan("INDH", "INDH", "public_body", "MAD", (), 10_00, Money(93))
    assert (nothing.whole_euros, nothing.exchange_difference) == (Money(93), None)
    two = replace(plan, commitments=(commitment(10_00, 1_00, "promised"), commitment(20_00, 2_00)))
    assert (two.promised, two.agreed, two.committed_euros) == (10_00, 20_00, Money(3_00))
