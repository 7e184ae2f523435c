"""The printed deposit slip, read back: heading, account, cheques or notes and coins, count and sum."""

from datetime import date

import pypdfium2
import pytest
from msgspec.structs import replace

from donations_app.domain.deposits import Deposited, Pieces, SlipContent
from donations_app.domain.money import Money
from receipts.deposit import print_slip
from receipts.reading import not_shown
from receipts.shown import pages_of
from receipts.text import Unprintable

CONTENT = SlipContent(
    number="B-MRS-000012",
    method="cheque",
    made_on=date(2026, 11, 23),
    organisation="Migrations & Développement",
    identifier="SIREN 552100554",
    address=("42 boulevard d'Annam", "13016 Marseille"),
    office="Marseille",
    label="Compte courant",
    iban="FR7630006000011234567890189",
    bic="AGRIFRPP",
    payments=(
        Deposited("V-MRS-000001", "Mohand Aït Ahmed", Money(150_00), "0004417", "La Banque Postale"),
        Deposited("V-MRS-000002", "فاطمة الزهراء العلوي", Money(1_050_05), "0004418"),
        Deposited("V-MRS-000003", "", Money(30_00)),
    ),
)
LONG = "Association des amis du village de Tagmoute et des environs de la commune rurale d'Issafen"


def lines(document: bytes) -> list[str]:
    text = "\n".join(pages_of(document)).replace("\r", "").replace("\u202f", " ").replace("\u00a0", " ")
    return text.split("\n")


def test_a_slip_of_cheques_says_all_that_a_bank_asks() -> None:
    printed = print_slip(CONTENT)
    found = lines(printed.content)
    for line in (
        "Bordereau de remise de chèques", "Migrations & Développement", "SIREN 552100554", "42 boulevard d'Annam",
        "13016 Marseille", "Compte courant", "IBAN FR76 3000 6000 0112 3456 7890 189", "BIC AGRIFRPP",
        "Bureau : Marseille", "B-MRS-000012", "23/11/2026", "N° du chèque Banque Tireur Montant (€)",
        "1 0004417 La Banque Postale Mohand Aït Ahmed 150,00", "3 Anonyme 30,00",
        "Nombre de chèques : 3 Total : 1 230,05 €", "Remis le : Signature du remettant : Cachet de la banque :",
        "B-MRS-000012 Page 1 / 1",
    ):  # fmt: skip
        assert line in found, line
    (arabic,) = [line for line in found if "0004418" in line]  # which a reader gives back from the right
    assert "فاطمة الزهراء العلوي" in arabic
    assert print_slip(CONTENT).content == printed.content
    there = replace(
        CONTENT, office_address=("3 place Bellecour", "69002 Lyon"), office_phone="04 78 00 00 00"
    )
    told = lines(print_slip(there).content)
    assert "3 place Bellecour, 69002 Lyon" in told
    assert "Tél. : 04 78 00 00 00" in told


def test_the_page_is_a4_and_says_what_it_is() -> None:
    document = pypdfium2.PdfDocument(print_slip(CONTENT).content)
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    told = document.get_metadata_dict()
    assert told["Title"] == "Bordereau de remise de chèques n° B-MRS-000012"
    assert told["Author"] == "Migrations & Développement"
    assert told["CreationDate"] == "D:20261123000000Z"


def test_a_slip_of_cash_lists_notes_and_coins_and_names_nobody() -> None:
    cash = (Pieces(500_00, 2), Pieces(20_00, 11), Pieces(5_00, 2), Pieces(5, 1))
    found = lines(print_slip(replace(CONTENT, method="cash", cash=cash)).content)
    for line in (
        "Bordereau de remise d'espèces", "Valeur (€) Nombre Montant (€)", "500,00 billets 2 1 000,00",
        "20,00 billets 11 220,00", "5,00 billets 2 10,00", "0,05 pièces 1 0,05",
        "Billets : 15 Pièces : 1 Total : 1 230,05 €",
    ):  # fmt: skip
        assert line in found, line
    assert not any("Mohand" in line for line in found)


@pytest.mark.parametrize(("cheques", "pages"), [(1, 1), (22, 1), (23, 2), (30, 2), (31, 2), (150, 6)])
def test_many_cheques_go_on_over_pages_each_once(cheques: int, pages: int) -> None:
    bank = "Crédit Agricole Alpes Provence"
    some = tuple(
        Deposited(f"V-{n}", LONG if n % 7 == 3 else f"Donateur {n}", Money(100 + n), f"{n:07}", bank)
        for n in range(1, cheques + 1)
    )
    content = replace(CONTENT, payments=some)
    document = print_slip(content).content
    texts = list(pages_of(document))
    assert len(texts) == pages
    for number, text in enumerate(texts, 1):
        assert f"Page {number} / {pages}" in text
        assert "B-MRS-000012" in text
        assert "IBAN FR76" in text
    whole = "\n".join(texts)
    assert all(whole.count(one.cheque_number) == 1 for one in some)
    assert not_shown(document, [text for one in some for text in (one.name, one.bank)]) == []
    assert f"Nombre de chèques : {cheques}" in texts[-1]


def test_letters_that_nobody_can_print_are_refused() -> None:
    with pytest.raises(Unprintable) as refused:
        print_slip(replace(CONTENT, payments=(Deposited("V-MRS-000001", "漢字", Money(1)),)))
    assert refused.value.characters == "字漢"
    with pytest.raises(Unprintable):
        print_slip(replace(CONTENT, organisation="漢"))
