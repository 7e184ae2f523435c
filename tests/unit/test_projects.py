"""A project is refused with its field and reason, at each edge."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.domain.changes import ShareChange
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.projects import PartnerDraft, ProjectDraft
from tests.unit.projects import project, whole

PROJECT = ProjectDraft(key=uuid4(), code="EAU", title_fr="Eau potable", cost=Money(1_000_00))


def partners(*parts: tuple[str, int]) -> tuple[PartnerDraft, ...]:
    return tuple(PartnerDraft(association=ref, cost=Money(cents)) for ref, cents in parts)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []), ({"code": ""}, [("code", "missing")]), ({"title_fr": ""}, [("title_fr", "missing")]),
        ({"cost": Money(0)}, [("cost", "amount_zero")]), ({"cost": Money(-1)}, [("cost", "amount_zero"),
        ("association_cost", "parts_above_cost")]),
        ({"cost": Money(1)}, []), ({"cost": Money(1_000_000_000_00)}, []),
        ({"cost": Money(1_000_000_000_01)}, [("cost", "amount_too_large")]),
        ({"currency": "MAD"}, [("rate", "missing")]), ({"currency": "MAD", "rate": "10"}, []),
        ({"starts_on": date(1900, 1, 1), "ends_on": date(2100, 12, 31)}, []),
        ({"starts_on": date(1899, 12, 31)}, [("starts_on", "date_beyond")]),
        ({"ends_on": date(2101, 1, 1)}, [("ends_on", "date_beyond")]),
        ({"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 2)}, []),
        ({"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, [("ends_on", "ends_before_start")]),
        ({"partners": partners(("A", 600_00), ("B", 400_00))}, []), ({"partners": partners(("A", 0))}, []),
        ({"partners": partners(("A", 600_00), ("B", 400_01))}, [("association_cost", "parts_above_cost")]),
        ({"partners": partners(("A", -1))}, [("association_cost", "amount_negative")]),
        ({"partners": partners(("A", 1), ("A", 1))}, [("association", "association_twice")]),
        ({"short_fr": "x" * 20, "short_ar": "مَ" * 20}, []), ({"short_en": "x" * 21}, [("short_en", "short_too_long")]),
        ({"people_served": 0}, []), ({"people_served": -1}, [("people_served", "number_unreadable")]),
        ({"state": "gone", "unassigned": "x"}, [("state", "choice_unknown"), ("unassigned", "choice_unknown")]),
        ({"eligible": Money(1_000_00), "cash": Money(0)}, []),
        ({"cash": Money(-1)}, [("cash_budget", "part_above_cost")]),
        ({"eligible": Money(1_000_01)}, [("eligible_cost", "part_above_cost")]),
    ],
)  # fmt: skip
def test_a_project_is_refused_with_its_field_and_reason(facts: dict[str, Any], found: list[Any]) -> None:
    assert [(one.field, one.code) for one in replace(PROJECT, **facts).problems()] == found


def test_a_project_is_eligible_and_run_by_the_association_unless_said_otherwise() -> None:
    assert (PROJECT.receipt_eligible, PROJECT.pass_through, PROJECT.rule) == (True, False, FundingRule())


@pytest.mark.parametrize(
    ("parts", "left"), [((), 1_000_00), ((("A", 400_00),), 600_00), ((("A", 400_00), ("B", 0)), None)]
)
def test_what_no_association_carries_is_known_once_each_part_is(
    parts: tuple[tuple[str, int], ...], left: int | None
) -> None:
    found = replace(PROJECT, partners=partners(*parts)).unassigned_cost
    assert (found.cents if found else None) == left


@pytest.mark.parametrize(
    ("before", "after", "is_lost"),
    [(150_00, 149_99, True), (150_00, 150_00, False), (149_99, 150_00, False), (149_99, 100_00, False)],
)
def test_a_share_is_lost_when_it_was_reached_and_is_no_longer(before: int, after: int, is_lost: bool) -> None:
    shares = [whole(project(1_000_00, alone={"cash": cash}), FundingRule()) for cash in (before, after)]
    assert ShareChange("EAU", "", shares[0], shares[1]).is_lost is is_lost
