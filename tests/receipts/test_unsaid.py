"""What a page does not say is found by reading it back, to the word."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.money import Money
from donations_app.domain.receipt_content import Address
from receipts.reading import NoDocument, unsaid
from tests.receipts import test_company as companies
from tests.receipts import test_documents as individuals


def test_pages_say_all_that_was_frozen_with_them() -> None:
    long = replace(
        individuals.DONOR,
        name="Anne-Marie Boulahya-Lefèvre et Mohand Aït Ahmed Ou Hadj",
        address=Address(
            ("Résidence l’Œillet – bât. 12", "BP 3"), "F-13001", "Saint-Rémy-l’Honoré", "FR", "France"
        ),
    )
    assert unsaid(individuals.printed(), individuals.content()) == []
    assert unsaid(individuals.printed(donor=long), individuals.content(donor=long)) == []
    assert unsaid(companies.printed(), companies.content()) == []


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"number": "2025-MRS-P-00000"}, "2025-MRS-P-00000"),
        ({"amount": Money(50_00)}, "***50,00***"),
        ({"amount_in_words": "deux cents euros"}, "deux cents euros"),
        ({"issued_on": date(2026, 1, 13)}, "13/01/2026"),
        ({"last_on": date(2025, 3, 16)}, "16/03/2025"),
        ({"replaces": "2025-MRS-P-000009"}, "2025-MRS-P-000009"),
        ({"donor": replace(individuals.DONOR, name="Claire More")}, "Claire More"),
        ({"donor": replace(individuals.DONOR, first_names="Clai")}, "Clai"),
        ({"signatory": replace(individuals.SIGNATORY, name="Zohra")}, None),
        ({"signatory": replace(individuals.SIGNATORY, name="Zohra Amran")}, "Zohra Amran"),
        ({"beneficiary": replace(individuals.BENEFICIARY, identifier="552100555")}, "552100555"),
    ],
)
def test_one_fact_that_the_page_does_not_show_is_named(facts: dict[str, Any], missing: str | None) -> None:
    found = unsaid(individuals.printed(), individuals.content(**facts))
    assert found == ([missing] if missing else [])


def test_letters_from_the_right_are_left_out_and_the_rest_is_read() -> None:
    donor = replace(individuals.DONOR, name="فاطمة الإدريسي", last_name="الإدريسي", first_names="فاطمة")
    document = individuals.printed(donor=donor)
    assert unsaid(document, individuals.content(donor=donor)) == []
    assert unsaid(document, individuals.content(donor=donor, number="X-1")) == ["X-1"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4\n", b"\x00" * 100])
def test_bytes_that_are_no_document_are_told(content: bytes) -> None:
    with pytest.raises(NoDocument):
        unsaid(content, individuals.content())
