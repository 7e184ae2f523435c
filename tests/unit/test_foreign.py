"""The statement of foreign resources: who the contributor is in law, through whom it came, in which order."""

from datetime import date
from typing import Any, get_args

import pytest

from donations_app.domain.foreign import (
    ForeignResource,
    ForeignStatement,
    Personality,
    Unclear,
    by_state,
    intermediary,
    personality,
    unclear,
)
from donations_app.domain.money import Money
from donations_app.words.law import UNCLEAR
from receipts import french
from tests.unit.builders import HEADING


@pytest.mark.parametrize(
    ("kind", "found"),
    [("individual", "natural_person"), ("couple", "natural_person"), ("public_body", "legal_person"),
     ("company", "legal_person"), ("association", "legal_person"), ("foundation", "legal_person")],
)  # fmt: skip
def test_a_contributor_is_a_person_or_a_body(kind: str, found: str) -> None:
    assert personality(kind) == found


@pytest.mark.parametrize(
    ("kind", "legal_form", "name", "found", "asked"),
    [
        ("public_body", "", "Ministère de l'Intérieur", "foreign_state", None),
        ("public_body", "", "Le Royaume de Belgique", "foreign_state", None),
        ("public_body", "", "وزارة الداخلية", "foreign_state", None),
        ("public_body", "État", "Agadir", "foreign_state", None),
        ("public_body", "", "Commune d'Afra", "legal_person", "state_or_body"),
        ("public_body", "", "Commune de l'État", "legal_person", "state_or_body"),
        ("public_body", "commune", "Ministère-sur-Mer", "legal_person", None),
        ("public_body", "", "Commission européenne", "legal_person", "union_or_organisation"),
        ("public_body", "organisation internationale", "Agence", "legal_person", "union_or_organisation"),
        ("company", "", "Ambassade des vins", "legal_person", None),
        ("foundation", "Trust", "Aman", "trust_like", None), ("foundation", "", "Aman Trust", "legal_person", None),
        ("individual", "trust", "", "natural_person", None),
    ],
)  # fmt: skip
def test_a_state_and_an_arrangement_like_a_trust_are_known_by_legal_form_or_name(
    kind: str, legal_form: str, name: str, found: str, asked: str | None
) -> None:
    assert personality(kind, legal_form=legal_form, name=name) == found
    assert unclear(kind, legal_form=legal_form, name=name) == asked


def test_each_kind_of_contributor_has_its_words() -> None:
    assert set(french.PERSONALITIES) == set(get_args(Personality))
    assert set(UNCLEAR) == set(get_args(Unclear))


@pytest.mark.parametrize(
    ("method", "description", "issued_by", "through"),
    [
        ("transfer", "", "", None), ("transfer", "Village de Tizgui", "", None),
        ("transfer", "Viaduc de Tizgui", "", None), ("transfer", "Don via Fondation Atlas, mai", "", "Fondation Atlas"),
        ("cash", "par l'intermédiaire de l'association Aman", "", "l'association Aman"),
        ("cash", "through Aman Trust (2026)", "", "Aman Trust"), ("online", "via Aman", "", "Aman"),
        ("online", "", "", ""), ("online", "", "HelloAsso", "HelloAsso"),
        ("transfer", "via Aman", "HelloAsso", "HelloAsso"),
    ],
)  # fmt: skip
def test_a_resource_is_direct_unless_the_books_name_an_intermediary(
    method: str, description: str, issued_by: str, through: str | None
) -> None:
    assert intermediary(method=method, description=description, issued_by=issued_by) == through


def resource(country: str, state: str, day: int, **facts: Any) -> ForeignResource:
    known: dict[str, Any] = {
        "personality": "natural_person", "kind": "donation", "is_direct": True, "intermediary": "",
        "method": "transfer",
        "amount": Money(10_00), "payer": "A1", "payment": "V1", "line": 1,
    }  # fmt: skip
    return ForeignResource(country=country, state=state, on=date(2026, 1, day), **(known | facts))


def test_states_stand_by_their_french_names_and_each_in_the_order_of_time() -> None:
    ordered = [
        resource("BE", "Belgique", 9), resource("US", "États-Unis", 2),
        resource("US", "États-Unis", 3, payment="V2", line=2),
        resource("US", "États-Unis", 3, payment="V3"), resource("MA", "Maroc", 1, amount=Money(5_00)),
    ]  # fmt: skip
    found = by_state(ordered[place] for place in (3, 4, 2, 0, 1))
    assert [one for state in found for one in state.resources] == ordered
    assert [(state.country, state.name, state.amount.cents) for state in found] == [
        ("BE", "Belgique", 10_00), ("US", "États-Unis", 30_00), ("MA", "Maroc", 5_00),
    ]  # fmt: skip
    statement = ForeignStatement(heading=HEADING, necessity="required", states=found, without_state=())
    assert statement.amount == Money(45_00)
