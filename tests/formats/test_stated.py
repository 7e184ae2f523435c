"""A person stated by words FIELD=VALUE is read as a line of a file is."""

from datetime import date

import pytest

from donations_app.domain.errors import InputRefused
from donations_app.formats.stated import stated_person
from tests.world import person_draft


def test_somebody_new_is_stated_by_columns_in_english_or_french() -> None:
    draft = stated_person(
        {"kind": "particulier", "Nom": "Aït Ahmed", "prénom": "Mohand", "ville": "Marseille"}
    )
    assert (draft.kind, draft.last_name, draft.first_name, draft.city, draft.ref) == (
        "individual", "Aït Ahmed", "Mohand", "Marseille", "",
    )  # fmt: skip
    assert stated_person({"ref": "A7", "kind": "company", "organisation": "Atelier"}).ref == "A7"


def test_two_people_stated_alike_are_two() -> None:
    facts = {"kind": "individual", "last_name": "Benali", "first_name": "Zohra"}
    assert stated_person(facts).key != stated_person(facts).key


def test_what_is_not_stated_stays_and_what_is_emptied_goes() -> None:
    standing = person_draft(
        email="a@example.org", minor=True, deceased_on=date(2025, 1, 2), notes="x", consent_post=True
    )
    draft = stated_person({"city": "Lyon", "postcode": "69003", "email": ""}, standing)
    assert (draft.city, draft.postcode, draft.email) == ("Lyon", "69003", "")
    assert (draft.minor, draft.deceased_on, draft.notes, draft.consent_post) == (
        True,
        date(2025, 1, 2),
        "x",
        True,
    )
    assert (draft.key, draft.ref, draft.last_name) == (standing.key, standing.ref, standing.last_name)
    assert stated_person({}, standing) == standing


def test_a_reference_is_never_changed() -> None:
    standing = person_draft("A1")
    assert stated_person({"ref": "B9"}, standing).ref == "A1"


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"colour": "red"}, "colour", "choice_unknown"),
        ({"deceased_on": "31/02/2025"}, "deceased_on", "date_impossible"),
        ({"minor": "perhaps"}, "minor", "yes_no_unreadable"),
        ({"country": "Nowhere"}, "country", "country_unknown"),
    ],
)
def test_what_cannot_be_taken_is_named(facts: dict[str, str], field: str, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        stated_person(facts, person_draft())
    assert [(one.field, one.code) for one in refused.value.problems] == [(field, code)]
