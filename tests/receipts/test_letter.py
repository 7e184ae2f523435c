"""The letter of thanks on paper: one page, the address in the window, Arabic joined and its numbers in order."""

import io
import re
import unicodedata
from datetime import date

import pypdf
import pypdfium2
import pytest
from msgspec.structs import replace

import resources
from donations_app.domain.letters import ISOLATE, POP, filled
from donations_app.formats.letters import shipped_letter
from receipts.fonts import REGULAR, glyphs
from receipts.letter import WINDOW, LetterContent, print_letter
from receipts.pages import HEIGHT
from receipts.shaping import shaped
from receipts.text import Unprintable
from tests.receipts.reading import lines_as_seen, pages_of, text_of

LETTER = LetterContent(
    language="fr",
    sender=("Migrations & Développement", "42 boulevard d'Annam", "13016 Marseille"),
    addressee=("Claire Moreau", "12 rue de la République", "13001 Marseille"),
    dateline="Marseille, le 12/01/2026",
    subject="Merci pour vos dons de 2025",
    body="Bonjour Claire Moreau,\n\nVous nous avez confié 1\u202f250,00\u00a0€.\n\nZohra Amrani",
    on=date(2026, 1, 12),
)


def isolated(text: str) -> str:
    return f"{ISOLATE}{text}{POP}"


AMOUNT = "1\u202f250,00\u00a0€"
ARABIC = replace(
    LETTER,
    language="ar",
    subject=f"شكرًا على تبرعاتكم – {isolated('2025-MRS-P-000042')}",
    body=f"تحية طيبة، {isolated('Claire (Moreau)')}،\n\nوضعتم مبلغ {isolated(AMOUNT)} بين أيدينا.",
)


def place_of(document: bytes, text: str) -> tuple[float, float]:
    """Return left edge and distance from the top of the first letter of a text."""
    opened = pypdfium2.PdfDocument(document)
    try:
        page = opened[0].get_textpage()
        index, _ = page.search(text).get_next()
        left, _, _, top = page.get_charbox(index)
        return left, HEIGHT - top
    finally:
        opened.close()


@pytest.mark.parametrize("letter", [LETTER, ARABIC])
def test_the_address_is_in_the_window_of_the_envelope(letter: LetterContent) -> None:
    document = print_letter(letter).content
    for line in letter.addressee:
        left, top = place_of(document, line)
        assert WINDOW - 1 < left < WINDOW + 3
        assert 45 < top / 72 * 25.4 < 85  # millimetres


def test_every_text_is_printed_on_one_page_and_the_same_letter_is_the_same_file() -> None:
    document = print_letter(LETTER).content
    assert document == print_letter(LETTER).content
    assert len(pages_of(document)) == 1
    shown = " ".join(text_of(document).split())
    for text in (*LETTER.sender, *LETTER.addressee, LETTER.dateline, LETTER.subject, "Zohra Amrani"):
        assert text in shown
    assert "confié 1 250,00 €." in shown.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_language_of_the_page_is_said() -> None:
    catalogue = pypdf.PdfReader(io.BytesIO(print_letter(ARABIC).content), strict=True).trailer["/Root"]
    assert catalogue["/Lang"] == "ar"  # type: ignore[index]


def test_arabic_is_joined_runs_from_right_to_left_and_keeps_numbers_in_order() -> None:
    document = print_letter(ARABIC).content
    shown = unicodedata.normalize("NFKC", text_of(document))
    for word in ("تحية", "طيبة", "مبلغ", "أيدينا"):
        assert word in shown
    subject, number, greeting, text, amount, rest = lines_as_seen(document)[-6:]
    assert subject.startswith("–")  # the end of the line is at its left
    assert number == "2025-MRS-P-000042"
    assert greeting.startswith("،Claire(Moreau)،")
    assert text.endswith("متعضو")  # the first word at the right, letter by letter
    assert amount == "1250,00€"
    assert rest.startswith(".")


@pytest.mark.parametrize(
    "piece",
    [AMOUNT, "12,50\u00a0€", "2025-MRS-P-000042", "2025/LYO/E 7", "04 95 09 20 55", "15\u00a0%", "31 rue X"],
)
def test_a_number_or_amount_of_an_arabic_letter_is_copied_as_it_is_written(piece: str) -> None:
    for body in (
        f"وضعتم {isolated(piece)} بين أيدينا.",
        f"وضعتم: {isolated(piece)}",
        f"{isolated(piece)} وضعتم",
    ):
        letter = replace(ARABIC, subject=f"وصل {isolated(piece)}", body=body)
        lines = [" ".join(line.split()) for line in text_of(print_letter(letter).content).splitlines()]
        assert lines.count(" ".join(piece.split())) == 2  # of the subject and of the text


def test_a_year_a_day_and_a_name_stay_among_the_words() -> None:
    words = f"سنة {isolated('2025')} يوم {isolated('12/01/2026')} من {isolated('Claire Moreau')} شكرًا"
    document = print_letter(replace(ARABIC, subject="وصل", body=words)).content
    (_, line) = lines_as_seen(document)[-2:]
    assert ("2025" in line, "12/01/2026" in line, "ClaireMoreau" in line) == (True, True, True)


def test_the_letters_that_ship_are_copied_whole_too() -> None:
    facts = {"donor": "Claire Moreau", "amount": AMOUNT, "year": "2025", "number": "2025-MRS-P-000042",
             "organisation": "Aman", "projects": "Eau potable", "signatory": "Zohra Amrani"}  # fmt: skip
    shipped = shipped_letter("ar")
    letter = replace(
        ARABIC, subject=filled(shipped.subject, facts, "ar"), body=filled(shipped.body, facts, "ar")
    )
    lines = [" ".join(line.split()) for line in text_of(print_letter(letter).content).splitlines()]
    assert (lines.count("2025-MRS-P-000042"), lines.count("1 250,00 €")) == (2, 1)


def test_in_arabic_letters_that_ship_no_sentence_goes_on_after_what_stands_on_a_line_of_its_own() -> None:
    goes_on = re.compile(
        r"{(?:new_amount|amount|ref|number|account|creditor|returned|refunded|replaced_by)}(?![.،]?$| {)",
        re.MULTILINE,
    )
    letters = resources.path("letters").glob("*ar.txt")
    assert {one.name: found for one in letters if (found := goes_on.findall(one.read_text("utf-8")))} == {}


def test_a_line_is_drawn_as_one_reads_it() -> None:
    line = shaped(f"مبلغ {isolated('1 250,00 €')}، {isolated('04 95')}", REGULAR, from_right=True)
    told = glyphs(REGULAR).texts
    assert "".join(told.get(letter, letter) for letter in line.characters) == "04 95 ،1 250,00 € غلبم"


def test_what_is_isolated_stays_so_when_a_line_breaks_it() -> None:
    name = "Association Migrations & Développement (Marseille) " * 3
    document = print_letter(replace(ARABIC, body=f"من {isolated(name.strip())} شكرًا")).content
    first, second = lines_as_seen(document)[-2:]
    once = "AssociationMigrations&Développement(Marseille)"
    assert first == f"{once}AssociationMigrations&نم"
    assert second.endswith(f"Développement(Marseille){once}")


def test_a_long_letter_is_set_smaller_and_a_longer_one_is_refused() -> None:
    long = replace(
        LETTER, body="\n\n".join(["Un paragraphe assez long pour deux lignes au moins. " * 3] * 16)
    )
    assert len(pages_of(print_letter(long).content)) == 1
    with pytest.raises(Unprintable):
        print_letter(replace(LETTER, body=long.body * 3))


def test_letters_that_the_fonts_lack_are_named() -> None:
    with pytest.raises(Unprintable) as error:
        print_letter(replace(LETTER, body="王 merci"))
    assert error.value.characters == "王"
