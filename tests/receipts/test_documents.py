"""The printed receipt and register: all mentions, one page, totals carried from page to page."""

import ctypes
import io
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from msgspec.structs import replace

from donations_app.domain.money import Money
from donations_app.domain.receipt_content import (
    Address,
    Beneficiary,
    Donor,
    ReceiptContent,
    ReceiptedLine,
    Signatory,
)
from donations_app.domain.register import RegisterHeading, RegisterLine, series_of_numbers
from receipts.amount_words import amount_in_words
from receipts.fonts import REGULAR
from receipts.marks import mark_cancelled, mark_duplicate
from receipts.pages import make_base
from receipts.press import Press
from receipts.register import write_register
from receipts.sheet import Sheet
from receipts.text import Unprintable, wrap
from tests.receipts.reading import pages_of, text_of

BENEFICIARY = Beneficiary(
    "Migrations & Développement", "SIREN", "552100554",
    Address(("42 boulevard d'Annam",), "13016", "Marseille", "FR", "France"),
    "Développement solidaire des villages", "general_interest_1901",
)  # fmt: skip
SIGNATORY = Signatory("Zohra Amrani", "Trésorière", "")
DONOR = Donor(
    "Moreau",
    "Claire",
    "Claire Moreau",
    Address(("12 rue de la République",), "13001", "Marseille", "FR", "France"),
)


def content(**facts: object) -> ReceiptContent:
    lines = tuple(
        ReceiptedLine(f"V{n}", 1, date(2025, n, 15), "donation", method, Money(cents))
        for n, (method, cents) in enumerate((("cash", 100_00), ("cheque", 200_00), ("transfer", 50_00)), 1)
    )
    known = ReceiptContent(
        number="2025-MRS-P-000001", replaces="", form="11580*05", wording="11580-05", year=2025,
        beneficiary=BENEFICIARY, donor=DONOR, amount=Money(350_00), amount_in_words=amount_in_words(Money(350_00)),
        first_on=date(2025, 1, 15), last_on=date(2025, 3, 15), articles=("200",), gift_forms=("manual_gift",),
        natures=("money",), other_nature="", methods=("cash", "cheque", "transfer"), issued_on=date(2026, 1, 12),
        signatory=SIGNATORY, lines=lines,
    )  # fmt: skip
    return replace(known, **facts)  # type: ignore[arg-type]


def printed(**facts: object) -> bytes:
    return Press(BENEFICIARY, SIGNATORY, version="11580-05").print(content(**facts)).content


def words(text: str) -> list[str]:
    """Return the words of a text, however lines and apostrophes fall."""
    return re.findall(r"\w+", text.casefold().replace("œ", "oe"))


def test_a_receipt_is_one_a4_page_that_strict_readers_take() -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed()), strict=True)
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]


@pytest.mark.parametrize(
    "mention",
    ["2025-MRS-P-000001", "Migrations & Développement", "552100554", "42 boulevard d'Annam", "13016 Marseille",
     "Développement solidaire des villages", "Claire", "Moreau", "12 rue de la République", "13001 Marseille",
     "***350,00***", "trois cent cinquante euros", "15/01/2025", "15/03/2025", "12/01/2026", "Zohra Amrani",
     "Trésorière", "200 du CGI", "978 du CGI", "Déclaration de don manuel", "Numéraire", "Remise d'espèces", "Chèque",
     "Association loi 1901", "Acte authentique", "Titres de sociétés cotés"],
)  # fmt: skip
def test_every_mention_of_the_form_is_printed(mention: str) -> None:
    shown = " ".join(text_of(printed()).replace("\u2019", "'").split())
    assert mention in shown


def test_no_word_of_the_official_form_that_concerns_a_gift_is_missing(samples: Path) -> None:
    official = next((samples / "cerfa").glob("official_*11580-05.text.txt")).read_text(encoding="utf-8")
    asked = re.sub(r"(?<=[a-z)])[5-8](?=[ :]|$)|^[4-8] |l’article 6", " ", official, flags=re.MULTILINE)
    asked = asked[asked.index("Le bénéficiaire reconnaît") :]
    ours = set(words(text_of(printed()).replace("'", "\u2019")))
    advice = asked[asked.index("L’organisme bénéficiaire peut cocher") : asked.index("étant entendu")]
    missing = set(words(asked)) - ours - set(words(advice))
    # what tells the writer of the form how to fill it in, and a footnote on another country
    assert missing <= {
        "précisez", "norvège", "islande", "liechtenstein", "mentionnez", "étant", "entendu", "exemple",
    }  # fmt: skip
    assert len(words(asked)) > 150


def said(document: bytes) -> list[str]:
    """Return the lines of a page as a reader's voice says them: in the order in which they are drawn."""
    opened = pypdfium2.PdfDocument(document)
    try:
        page = opened[0].get_textpage()
        drawn = page.get_text_range(0, page.count_chars())
    finally:
        opened.close()
    return [" ".join(line.split()) for line in drawn.replace("\u2019", "'").splitlines()]


def test_a_voice_says_each_value_after_its_label() -> None:
    lines = said(printed(methods=("cheque",)))
    for label, value in (
        ("Numéro d'ordre du reçu", "2025-MRS-P-000001"), ("Donateur", "Claire Moreau"),
        ("Forme du don", "Acte authentique"), ("Détail des versements", "15/01/2025 100,00 €"),
        ("Date et signature 12/01/2026", "Zohra Amrani"),
    ):  # fmt: skip
        assert lines[lines.index(label) + 1] == value
    for line in (
        "***350,00*** Euros", "Somme en toutes lettres : trois cent cinquante euros",
        "Date du versement ou du don : du 15/01/2025 au 15/03/2025", "X Déclaration de don manuel", "X Chèque",
        "Remise d'espèces", "Virement, prélèvement, carte",
    ):  # fmt: skip
        assert line in lines
    places = [
        lines.index(line) for line in ("Nom : Moreau", "***350,00*** Euros", "Forme du don", "X Chèque")
    ]
    assert places == sorted(places)


def test_no_constant_word_of_a_page_can_be_forgotten() -> None:
    base = make_base("a", lambda _canvas: None, lambda _canvas: None, title="x")
    sheet = Sheet(base)
    with pytest.raises(ValueError, match="0 of 1 parts"):
        sheet.stream()
    sheet.next_part()
    assert sheet.stream() == b"/Frame Do\n/Frame1 Do"


def test_ticks_are_where_the_methods_are() -> None:
    all_three, cash_only = printed(), printed(methods=("cash",))
    assert text_of(all_three).count("X") - text_of(cash_only).count("X") == 2


def test_a_replacement_names_the_receipt_it_replaces() -> None:
    assert "Annule et remplace le reçu n° 2025-MRS-P-000009" in text_of(printed(replaces="2025-MRS-P-000009"))


def test_marks_are_added_after_the_same_bytes() -> None:
    issued = printed()
    cancelled = mark_cancelled(issued, on=date(2026, 2, 1), replaced_by="2025-MRS-P-000187")
    twice = mark_duplicate(cancelled)
    assert cancelled.startswith(issued)
    assert twice.startswith(cancelled)
    shown = text_of(twice)
    assert "DUPLICATA" in shown
    assert "2025-MRS-P-000187" in shown
    assert "01/02/2026" in shown


def test_the_longest_honest_name_and_many_payments_stay_on_the_page() -> None:
    donor = replace(
        DONOR, name="Jean-Baptiste de la Très-Longue-Maison d'Aït Ouarzazate Ben Hammou El Idrissi"
    )
    lines = tuple(
        ReceiptedLine(f"V{n}", 1, date(2025, 1 + n % 12, 1), "donation", "cheque", Money(10_00))
        for n in range(400)
    )
    document = printed(donor=donor, lines=lines)
    assert "Ouarzazate Ben Hammou El Idrissi" in " ".join(text_of(document).split())
    assert len(pages_of(document)) == 1


def test_what_pages_say_alike_is_drawn_for_those_alone_that_say_it() -> None:
    press = Press(BENEFICIARY, SIGNATORY, version="11580-05")
    abroad = replace(DONOR.address, country="BE", country_name="Belgique")
    varied = [
        content(),
        content(amount=Money(351_00)),
        content(amount_in_words="trois cent cinquante et un euros"),
        content(first_on=date(2025, 1, 16)),
        content(last_on=date(2025, 3, 16)),
        content(articles=("978",)),
        content(gift_forms=("other",)),
        content(natures=("other",)),
        content(natures=("other",), other_nature="don en nature"),
        content(methods=("transfer",)),
        content(issued_on=date(2026, 1, 13)),
        content(donor=replace(DONOR, last_name="Tazi")),
        content(donor=replace(DONOR, first_names="Zahra")),
        content(donor=replace(DONOR, address=abroad)),
    ]
    often = [press.draw(press.latin, one) for one in (*varied, *varied)]
    anew = []
    for one in varied:
        press.latin.drawn.clear()
        anew.append(press.draw(press.latin, one))
    assert often == [*anew, *anew]
    assert len(set(anew)) == len(varied)


def test_a_text_that_fits_is_one_line_without_the_spaces_it_begins_with() -> None:
    texts = ("rue X", "12  rue X ", " rue X", "", "rue d\u2019Aix")
    assert [wrap(text, REGULAR, 9, 200) for text in texts] == [
        ["rue X"], ["12  rue X "], ["rue X"], [], ["rue d\u2019Aix"],
    ]  # fmt: skip
    assert wrap("12 rue de la République", REGULAR, 9, 80) == ["12 rue de la", "République"]


def test_a_text_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(Unprintable) as error:
        printed(donor=replace(DONOR, last_name="王"))
    assert error.value.characters == "王"


def test_merged_receipts_are_the_single_ones_page_by_page(tmp_path: Path) -> None:
    press = Press(BENEFICIARY, SIGNATORY, version="11580-05")
    contents = [content(number=f"2025-MRS-P-{n:06}") for n in range(1, 6)]
    merged = tmp_path / "m.pdf"
    with merged.open("wb") as out:
        assert press.write_merged(out, contents, title="2025") == 5
    pages = pages_of(merged.read_bytes())
    assert [page.split() for page in pages] == [text_of(press.print(one).content).split() for one in contents]


def register_line(n: int, **facts: Any) -> RegisterLine:
    known = RegisterLine(
        number=f"2025-MRS-P-{n:06}", series="2025-MRS-P", form="11580*05", wording="11580-05", year=2025,
        issued_on=date(2026, 1, 12), issued_by="naima", office="MRS", recorded_at=(), signatory="Zohra Amrani",
        payer=f"P{n:06}", name="Claire Moreau", address="12 rue de la République, 13001 Marseille",
        payments=(f"V{n}",), first_on=date(2025, 1, 15), last_on=date(2025, 3, 15), natures=("money",), kinds=(),
        gift_forms=("manual_gift",), methods=("cash",), articles=("200",), amount=Money(10_01), status="issued",
        replaces="", replaced_by="", cancelled_on=None, cancelled_by="", reason="", accepted="", sent_on=None,
        sent_by="", returned_on=None, sha256="0" * 64, dues=Money(0), parts=(("money", "cash", Money(10_01)),),
    )  # fmt: skip
    return known._replace(**facts)


def font_of(document: bytes, words: str) -> str:
    """Return the name of the font in which some words stand on the last page."""
    with pypdfium2.PdfDocument(document) as pdf:
        text = pdf[len(pdf) - 1].get_textpage()
        at, name = text.get_text_range().index(words), ctypes.create_string_buffer(99)
        pypdfium2.raw.FPDFText_GetFontInfo(text, at, name, 99, None)
        return name.value.decode()


def test_totals_are_carried_from_page_to_page_and_end_on_the_sum() -> None:
    lines = [register_line(n) for n in range(1, 96)]
    reason = "L'adresse et le prénom étaient faux, la donatrice l'a signalé au téléphone le 30 janvier"
    lines[9] = register_line(
        10, status="cancelled", cancelled_on=date(2026, 2, 1), reason=reason, replaced_by="2025-MRS-P-000095"
    )
    heading = RegisterHeading(
        "Migrations & Développement", "SIREN 552100554", date(2026, 2, 2), 2025, "",
        (series_of_numbers("2025-MRS-P", range(1, 96), cancelled=1, counter=95),), (("MRS", 123, "ab" * 32),),
    )  # fmt: skip
    out = io.BytesIO()
    count = write_register(out, heading, iter(lines), count=95)
    pages = [
        " ".join(page.split()).replace("\u202f", " ").replace("\u00a0", " ")
        for page in pages_of(out.getvalue())
    ]
    assert count == len(pages) > 2
    carried = [re.findall(r"[Rr]eport[^0-9]*([\d ]+,\d\d)", page) for page in pages]
    for before, after in pairwise(pages):
        last = re.findall(r"À reporter[^0-9]*([\d ]+,\d\d)", before)
        first = re.findall(r"Report(?!er)[^0-9]*([\d ]+,\d\d)", after)
        assert last[-1] == first[0], carried
    assert "940,94" in pages[-1]  # 94 of 10,01: the cancelled one adds nothing
    assert "Par nature : numéraire 940,94 €" in pages[-1]
    assert "Par mode de versement : espèces 940,94 €" in pages[-1]
    assert f"remplacé par 2025-MRS-P-000095 : {reason}" in " ".join(pages)
    assert "ab" * 32 in "".join(pages[-1].split())
    headings = ("Totaux des reçus", "Continuité des séries", "Empreintes des journaux")
    assert {font_of(out.getvalue(), one) for one in headings} == {
        font_of(out.getvalue(), "Registre des reçus")
    }
    assert font_of(out.getvalue(), "Par nature") != font_of(out.getvalue(), headings[0])
    assert all(f"2025-MRS-P-{n:06}" in " ".join(pages) for n in range(1, 96))
