"""Which letter about dues comes next, by which way, and who gets none: the rule alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.correspondents import way_of
from donations_app.domain.dues_calls import (
    QUIET,
    REASONS,
    STEPS,
    Call,
    Debtor,
    Step,
    counted,
    next_step,
    plan_calls,
    why_not_written,
)
from donations_app.domain.money import Money
from donations_app.domain.receipt_content import Address
from donations_app.words.dues import LEFT_OUT, call_words

TODAY = date(2026, 11, 23)
LYON = Address(("1 rue A",), "69003", "Lyon", "FR", "France")
SOMEBODY = Debtor(
    membership_id=1, office_id=1, ref="A1", name="Zohra Benali", addressee="Zohra Benali", sorted_as="Benali Zohra",
    address=LYON, language="fr", email="z@example.org", consents_to_email=True, consents_to_post=True,
    is_email_returned=False, is_deceased=False, standing="owed", year=2026, years=(2026,), amount=Money(30_00),
    is_late=False, calls=(),
)  # fmt: skip


def call(step: Step = "call", *, days: int = 40, year: int = 2026, outcome: str = "sent") -> Call:
    return Call(step, "post", year, TODAY - timedelta(days=days), outcome)


@pytest.mark.parametrize(
    ("steps", "is_late", "found"),
    [
        ((), False, "call"), ((), True, "first_reminder"), (("call",), False, "first_reminder"),
        (("call",), True, "first_reminder"), (("first_reminder",), True, "second_reminder"),
        (("call", "first_reminder"), False, "second_reminder"), (("second_reminder",), True, None),
        (("second_reminder", "call"), True, None),
    ],
)  # fmt: skip
def test_the_steps_follow_one_another(steps: tuple[Step, ...], is_late: bool, found: str | None) -> None:
    debtor = replace(SOMEBODY, is_late=is_late, calls=tuple(map(call, steps)))
    assert next_step(debtor) == found


def test_letters_of_another_year_and_failed_ones_do_not_count_as_a_step() -> None:
    calls = (call("second_reminder", year=2025), call("first_reminder", outcome="failed"))
    assert next_step(replace(SOMEBODY, calls=calls)) == "call"


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, None), ({"is_deceased": True, "standing": "left"}, "deceased"), ({"standing": "left"}, "left"),
        ({"standing": "honorary", "years": ()}, "honorary"), ({"standing": "suspended"}, "suspended"),
        ({"standing": "exempt", "years": ()}, "exempt"), ({"standing": "paid", "years": ()}, "paid"),
        ({"calls": (call(days=29),)}, "written_lately"), ({"calls": (call(days=30),)}, None),
        ({"calls": (call(days=0, outcome="failed"),)}, None),
        ({"calls": (call(days=5, year=2025),)}, "written_lately"),
        ({"calls": (call(days=40), call(days=35, outcome="begun"))}, "in_doubt"),
        ({"calls": (call("second_reminder", days=31),)}, "reminded_twice"),
    ],
)  # fmt: skip
def test_nobody_is_written_to_against_the_rule(facts: dict[str, Any], reason: str | None) -> None:
    debtor = replace(SOMEBODY, **facts)
    assert why_not_written(debtor, today=TODAY, step=None, again=False) == reason
    asked = why_not_written(debtor, today=TODAY, step=None, again=True)
    assert asked == (None if reason in ("written_lately", "in_doubt", "reminded_twice") else reason)


@pytest.mark.parametrize(
    ("facts", "options", "way"),
    [
        ({}, {}, "email"), ({}, {"by_post": True}, "post"), ({}, {"has_mail": False}, "post"),
        ({"consents_to_email": False}, {}, "post"), ({"email": ""}, {}, "post"),
        ({"email": "a@b.c, d@e.f"}, {}, "post"), ({"is_email_returned": True}, {}, "post"),
        ({"consents_to_post": False}, {}, "email"),
        ({"consents_to_post": False, "consents_to_email": False}, {}, "not_wished"),
        ({"consents_to_post": False, "email": ""}, {}, "email_missing"),
        ({"consents_to_post": False, "is_email_returned": True}, {}, "email_returned"),
        ({"consents_to_post": False, "email": "nobody"}, {}, "email_invalid"),
        ({"consents_to_post": False}, {"has_mail": False}, "not_wished"),
        ({"consents_to_email": False, "address": replace(LYON, city="")}, {}, "address_missing"),
        ({"consents_to_email": False, "address": replace(LYON, lines=())}, {}, "address_missing"),
    ],
)  # fmt: skip
def test_the_way_is_the_one_that_was_agreed_to(
    facts: dict[str, Any], options: dict[str, bool], way: str
) -> None:
    known = {"has_mail": True, "by_post": False} | options
    assert way_of(replace(SOMEBODY, **facts), **known) == way


def test_a_plan_holds_everybody_once_and_letters_stand_in_the_order_of_the_post() -> None:
    debtors = [
        replace(SOMEBODY, ref="CASA", address=Address(("1",), "20000", "Casablanca", "MA", "Maroc")),
        replace(SOMEBODY, ref="AGADIR", address=Address(("1",), "80000", "Agadir", "MA", "Afrique du Nord")),
        replace(SOMEBODY, ref="LYON"),
        replace(SOMEBODY, ref="PARIS", address=replace(LYON, postcode="75001", city="Paris")),
        replace(SOMEBODY, ref="PAID", years=()),
        replace(SOMEBODY, ref="ABBAS", sorted_as="Abbas"),
    ]
    plan = plan_calls(debtors, today=TODAY, has_mail=False, step="second_reminder")
    assert [one.debtor.ref for one in plan.letters] == ["ABBAS", "LYON", "PARIS", "AGADIR", "CASA"]
    assert {one.step for one in plan.letters} == {"second_reminder"}
    assert [one.debtor.ref for one in plan.left_out] == ["PAID"]
    assert plan.by("email") == []
    assert counted(plan.left_out) == {"paid": 1}
    lately = [SOMEBODY, replace(SOMEBODY, ref="B2", calls=(call(days=1),))]
    unasked = plan_calls(lately, today=TODAY, has_mail=True)
    assert [(one.debtor.ref, one.step, one.way) for one in unasked.letters] == [("A1", "call", "email")]
    assert [(one.debtor.ref, one.reason) for one in unasked.left_out] == [("B2", "written_lately")]


def test_who_is_written_to_once_more_gets_the_second_reminder_again_and_nobody_by_a_way_that_is_none() -> (
    None
):
    twice = replace(SOMEBODY, calls=(call("second_reminder"),))
    assert why_not_written(twice, today=TODAY, step="call", again=False) is None
    again = plan_calls([twice, replace(SOMEBODY, ref="B2")], today=TODAY, has_mail=True, again=True)
    assert [(one.debtor.ref, one.step) for one in again.letters] == [
        ("A1", "second_reminder"),
        ("B2", "call"),
    ]
    silent = [replace(SOMEBODY, consents_to_email=False, consents_to_post=False)]
    none = plan_calls(silent, today=TODAY, has_mail=True)
    assert (none.letters, counted(none.left_out)) == ((), {"not_wished": 1})


def test_every_reason_and_step_has_its_words() -> None:
    assert set(LEFT_OUT) == set(REASONS)
    assert [call_words(call(step)).count("by post") for step in STEPS] == [1, 1, 1]
    assert call_words(call(outcome="failed")).endswith("failed")
    assert QUIET.days == 30
