"""Which of two records holds, thing by thing, and what cannot be one person."""

from typing import Any

import pytest

from donations_app.domain import doubles, merging
from donations_app.domain.merging import MergeUndecided, facing, merged, obstacle
from donations_app.domain.parties import PartyDraft
from donations_app.words import doubles as double_words
from tests.world import company_draft, person_draft


def sides(mine: PartyDraft, theirs: PartyDraft) -> dict[str, str]:
    return {one.name: one.side for one in facing(mine, theirs) if one.side != "same"}


def test_every_fact_but_key_reference_and_kind_stands_in_one_part() -> None:
    parts = [name for names in merging.PARTS.values() for name in names]
    assert sorted(parts) == sorted({*PartyDraft.__struct_fields__} - {"key", "ref", "kind"})
    assert set(double_words.PARTS) == set(merging.PARTS)
    assert set(double_words.REASONS) == set(doubles.WEIGHTS)


@pytest.mark.parametrize(
    ("mine", "theirs", "found"),
    [
        ({}, {}, {}),
        ({"title": "M."}, {}, {"title": "keep"}),
        ({}, {"title": "M."}, {"title": "other"}),
        ({"title": "M."}, {"title": "Mme"}, {"title": ""}),
        ({"email": "a@x.fr"}, {"email": "A@X.fr"}, {}),
        ({"phone": "06 39 98 51 06"}, {"phone": "0639985106"}, {}),
        ({"phone": "06 39 98 51 06"}, {"phone": "+33639985106"}, {"phone": ""}),
        ({"phone": "06 39 98 51 06"}, {"phone": "06 39 98 51 07"}, {"phone": ""}),
        ({"phone": "+33 6"}, {"phone": "336"}, {"phone": ""}),
        ({"siret": "552 100 554 00013"}, {"siret": "55210055400013"}, {}),
        ({"address": "", "postcode": "", "city": "Lyon"}, {}, {"address": ""}),
        ({"consent_email": True}, {}, {"consent_email": ""}),
        ({"language": "ar"}, {}, {"language": ""}),
        ({"postcode": "13002"}, {}, {"address": ""}),
        ({"address": "", "postcode": "", "city": "", "country": "MA"}, {}, {"address": "other"}),
        ({}, {"address": "", "postcode": "", "city": "", "country": "MA"}, {"address": "keep"}),
        ({"tax_resident_fr": False}, {}, {"tax_resident_fr": "keep"}),
        ({"tax_resident_fr": False}, {"tax_resident_fr": True}, {"tax_resident_fr": ""}),
        ({"notes": "a"}, {"notes": "b"}, {"notes": "both"}),
        ({"notes": "a" * 1500}, {"notes": "b" * 499}, {"notes": ""}),
        ({"notes": "a" * 1500}, {"notes": "b" * 498}, {"notes": "both"}),
    ],
)
def test_which_side_holds(mine: dict[str, Any], theirs: dict[str, Any], found: dict[str, str]) -> None:
    assert sides(person_draft(**mine), person_draft("A2", **theirs)) == found


def test_a_street_never_stands_with_the_town_of_another() -> None:
    mine = person_draft(address="1 rue A", address2="Bât. B", notes="a")
    theirs = person_draft("A2", address="2 rue Z", postcode="1000", city="Bruxelles", country="BE", notes="b")
    one = merged(mine, theirs, {"address": "other"})
    assert (one.address, one.address2, one.postcode, one.city, one.country, one.notes, one.ref) == (
        "2 rue Z", "", "1000", "Bruxelles", "BE", "a; b", "A1",
    )  # fmt: skip
    assert merged(mine, theirs, {"address": "keep", "notes": "other"}).notes == "b"
    alike = [person_draft(ref, email=email) for ref, email in (("A1", "a@x.fr"), ("A2", "A@X.fr"))]
    assert merged(alike[0], alike[1], {}).email == "a@x.fr"
    with pytest.raises(MergeUndecided) as error:
        merged(mine, theirs, {"notes": "keep"})
    assert error.value.parts == ("address",)


def test_what_cannot_be_one_person() -> None:
    assert obstacle(person_draft(), person_draft("A2", last_name="Zidane")) == ""
    assert obstacle(person_draft(), person_draft("A2", kind="couple", second_first_name="Z")) == "kinds"
    assert obstacle(company_draft(), company_draft("E2", siren="999 000 011")) == ""
    assert obstacle(company_draft(), company_draft("E2", siren="552100554")) == "siren"
    assert obstacle(company_draft(), company_draft("E2", siren="")) == ""
    assert obstacle(company_draft(siren=""), company_draft("E2")) == ""
    assert obstacle(company_draft(rna="W751234567"), company_draft("E2", rna="W751234568")) == "rna"
