"""What the register takes from a content by its shape is what it takes from the same content parsed whole."""

import json
from datetime import date

import pytest
from msgspec import DecodeError

from donations_app.db.queries.frozen_gifts import frozen_gifts, parts_of
from donations_app.domain.money import Money
from donations_app.domain.receipt_content import (
    Address,
    Beneficiary,
    Donor,
    ReceiptContent,
    ReceiptedLine,
    Signatory,
    to_json,
)


def content(*, name: str = "Zahra Aït Ahmed", lines: tuple[str, ...] = ("3 rue X", "bât. B")) -> str:
    """Return a content of three gifts, whose giver is named so and lives there."""
    gifts = [
        ("V1", 1, "donation", "cheque", 10_00),
        ("V1", 2, "dues", "card", 5_05),
        ("V2", 1, "in_kind", "", 7_00),
    ]
    place = Address(lines, "13001", "Marseille", "FR", "France")
    return to_json(
        ReceiptContent(
            number="2025-MRS-P-000001", replaces="", form="11580*05", wording="11580-05", year=2025,
            beneficiary=Beneficiary('L\'"Aman"', "SIREN", "1", place, 'says "donor":{} and [more]', "x"),
            donor=Donor("Aït Ahmed", "Zahra", name, place), amount=Money(22_05), amount_in_words="vingt-deux",
            first_on=date(2025, 1, 2), last_on=date(2025, 3, 4), articles=("200", "978"), gift_forms=("other",),
            natures=("money", "other"), other_nature="", methods=(), issued_on=date(2026, 1, 5),
            signatory=Signatory("Zohra", "Trésorière", ""), descriptions=(),
            lines=tuple(
                ReceiptedLine(ref, position, date(2025, 1, 2), kind, method, Money(cents))
                for ref, position, kind, method, cents in gifts
            ),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (content(), "3 rue X, bât. B, 13001 Marseille"),
        (content(lines=()), "13001 Marseille"),
        (
            content(lines=('at "Chez, moi"', "bât. [A]", "\\", "")),
            'at "Chez, moi", bât. [A], \\, 13001 Marseille',
        ),
        (content(name='Ann "Nan" Bé'), "3 rue X, bât. B, 13001 Marseille"),
        (json.dumps(json.loads(content())), "3 rue X, bât. B, 13001 Marseille"),  # no text of ours
    ],
)
def test_a_line_takes_the_same_whatever_the_shape(text: str, address: str) -> None:
    *told, gifts = frozen_gifts(text)
    parsed = json.loads(text)
    assert told == [
        "11580-05", "Zohra", parsed["donor"]["name"], address, ("V1", "V2"), date(2025, 1, 2), date(2025, 3, 4),
        ("money", "other"), ("donation", "dues", "in_kind"), ("other",), (), ("200", "978"), Money(5_05),
    ]  # fmt: skip
    assert parts_of("11580*05", gifts) == (
        ("money", "cheque", Money(10_00)), ("money", "transfer", Money(5_05)), ("other", "none", Money(7_00)),
    )  # fmt: skip


@pytest.mark.parametrize("damaged", ["", "{}", "[]", content().replace("2025-01-02", "2025-13-02")])
def test_what_is_no_content_is_refused(damaged: str) -> None:
    with pytest.raises(DecodeError):
        frozen_gifts(damaged)
