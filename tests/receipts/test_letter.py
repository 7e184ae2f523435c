"""The letter of thanks on paper: one page, the address in the window, Arabic joined and its numbers in order."""

import io
import unicodedata
from dataclasses import replace
from datetime import date

import pypdf
import pypdfium2
import pytest

from donations_app.domain.letters import ISOLATE, POP
from receipts.letter import WINDOW, LetterContent, print_letter
from receipts.pages import HEIGHT
from receipts.text import Unprintable, visual_from_right
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
    subject, greeting, text = lines_as_seen(document)[-3:]
    assert subject.startswith("2025-MRS-P-000042–")  # the end of the line is at its left
    assert greeting.startswith("،Claire(Moreau)،")
    assert "1250,00€" in text
    assert text.endswith("متعضو")  # the first word at the right, letter by letter


def test_a_line_is_drawn_as_one_reads_it() -> None:
    letters = unicodedata.normalize(
        "NFKC", visual_from_right(f"مبلغ {isolated('1 250,00 €')}، {isolated('04 95')}")
    )
    assert letters == "04 95 ،1 250,00 € غلبم"
    assert visual_from_right("نص") not in ("نص", "صن")  # joined forms


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
