"""The printed receipt of a company: three parts, boxes, one page, in both editions."""

import io
from datetime import date
from typing import Any

import pypdf
import pypdfium2
import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops

from donations_app.domain.money import ZERO, Money
from donations_app.domain.receipt_content import Address, Donor, ReceiptContent, ReceiptedLine
from receipts.amount_words import amount_in_words
from receipts.company import boxes, fit_description
from receipts.marks import mark_cancelled, mark_duplicate
from receipts.pages import HEIGHT, WIDTH
from receipts.press import Press
from receipts.text import Unprintable
from receipts.wording import wording
from tests.receipts.reading import pages_of, text_of
from tests.receipts.test_documents import BENEFICIARY, SIGNATORY, said
from tests.receipts.test_documents import content as individual_content

EDITIONS = ("16216-02", "16216-03")
COMPANY = Donor(
    "Ateliers Méditerranée", "", "Ateliers Méditerranée",
    Address(("7 boulevard National", "Bâtiment C"), "13002", "Marseille", "FR", "France"), "SARL", "999000011",
)  # fmt: skip
BENCHES = "20 bancs d'école en pin massif, neufs"


def content(
    version: str = "16216-03", *, money: bool = True, in_kind: bool = True, **facts: Any
) -> ReceiptContent:
    lines = [
        ReceiptedLine("V1", 1, date(2025, 1, 15), "donation", "transfer", Money(1_500_00)),
        ReceiptedLine("V2", 1, date(2025, 3, 3), "in_kind", "none", Money(1_800_00)),
        ReceiptedLine("V3", 1, date(2025, 6, 1), "donation", "cheque", Money(250_00)),
    ]
    kept = [line for line in lines if (in_kind if line.kind == "in_kind" else money)]
    total = Money.total(line.amount for line in kept)
    part = Money(1_800_00) if in_kind else ZERO
    known = ReceiptContent(
        number="2025-MRS-E-000001", replaces="", form=version.replace("-", "*"), wording=version, year=2025,
        beneficiary=BENEFICIARY, donor=COMPANY, amount=total, amount_in_words=amount_in_words(total),
        first_on=kept[0].on, last_on=kept[-1].on, articles=("238 bis",), gift_forms=(),
        natures=("in_kind", "money"), other_nature="", methods=("cheque", "transfer") if money else (),
        issued_on=date(2026, 1, 12), signatory=SIGNATORY, lines=tuple(kept), in_kind=part,
        in_kind_in_words=amount_in_words(part) if part else "", descriptions=(BENCHES,) if part else (),
        money_in_words=amount_in_words(total - part) if total - part else "",
    )  # fmt: skip
    return replace(known, **facts)


def printed(version: str = "16216-03", **facts: Any) -> bytes:
    shown = content(version, **facts)
    return Press(BENEFICIARY, SIGNATORY, version=version).print(shown).content


def plain(document: bytes) -> str:
    return " ".join(text_of(document).replace("\u2019", "'").split())


def test_a_voice_says_each_value_of_a_company_after_its_label() -> None:
    lines = said(printed())
    for line in (
        "Valeur totale des dons en nature en toutes lettres : mille huit cents euros",
        "Total des versements en toutes lettres : mille sept cent cinquante euros",
        "Forme des versements : Remise d'espèces X Chèque X Virement, prélèvement ou carte bancaire Autre",
        "Montant total des dons et versements en toutes lettres : trois mille cinq cent cinquante euros",
        "Date et signature Le 12/01/2026",
    ):
        assert line in lines
    order = ["***1 800,00*** euros (valeur indiquée par l'entreprise)", BENCHES, "***1 750,00*** euros"]
    places = [lines.index(line) for line in (*order, "***3 550,00*** euros")]
    assert places == sorted(places)


def crosses(document: bytes) -> list[tuple[float, float]]:
    """Return where the small crosses stand, from the left and from the top."""
    page = pypdfium2.PdfDocument(document)[0].get_textpage()
    found = []
    for n in range(page.count_chars()):
        if page.get_text_range(n, 1) == "X":
            left, bottom, right, top = page.get_charbox(n)
            if top - bottom < 7:
                found.append(((left + right) / 2, HEIGHT - (bottom + top) / 2))
    return found


@pytest.mark.parametrize("version", EDITIONS)
def test_it_is_one_a4_page_that_strict_readers_take(version: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed(version)), strict=True)
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert version.replace("-", "*") in text_of(printed(version))


@pytest.mark.parametrize(
    "mention",
    ["2025-MRS-E-000001", "article 238 bis", "Migrations & Développement", "552100554", "Association loi 1901",
     "Dénomination de l'entreprise : Ateliers Méditerranée", "Forme juridique : SARL", "Numéro SIREN : 999000011",
     "7 boulevard National Bâtiment C 13002 Marseille", "***1 800,00*** euros (valeur indiquée par l'entreprise)",
     "mille huit cents euros", BENCHES, "***1 750,00*** euros",
     "mille sept cent cinquante euros", "***3 550,00*** euros", "trois mille cinq cent cinquante euros",
     "du 15/01/2025 au 01/06/2025", "Le 12/01/2026", "Zohra Amrani", "Trésorière", "03/03/2025 1 800,00 € nature"],
)  # fmt: skip
def test_every_part_of_the_gift_is_printed(mention: str) -> None:
    shown = plain(printed()).replace("\u202f", " ").replace("\u00a0", " ")
    assert mention in shown


def test_a_part_without_anything_says_so() -> None:
    of_money, of_goods = plain(printed(in_kind=False)), plain(printed(money=False))
    for shown in (of_money, of_goods):
        assert "***0,00*** euros" in shown
    assert of_money.count("néant") == 2  # the value in words, and the description
    assert "valeur indiquée" not in of_money
    assert of_goods.count("néant") == 1
    assert "le 03/03/2025" in of_goods


def test_the_crosses_stand_in_the_boxes_of_the_methods() -> None:
    places = {code: (x + 4, y - 3) for x, y, code, _ in boxes(wording("16216-03"))}
    assert list(places) == ["method:cash", "method:cheque", "method:transfer", "method:other"]
    assert max(x for x, _ in places.values()) < WIDTH - 48 - 8
    for methods in (("cash",), ("cheque", "transfer"), ("cash", "cheque", "transfer"), ()):
        at = [
            spot for spot in crosses(printed(methods=methods)) if abs(spot[1] - places["method:cash"][1]) < 2
        ]
        wanted = [places[f"method:{method}"] for method in methods]
        assert len(at) == len(wanted)
        assert all(abs(x - at_x) < 1.5 for (x, _), (at_x, _) in zip(sorted(wanted), sorted(at), strict=True))


def test_name_and_address_stand_in_the_window_of_the_envelope() -> None:
    document = printed(replaces="2025-MRS-E-000009")
    page = pypdfium2.PdfDocument(document)[0].get_textpage()
    mm = 72 / 25.4
    seen = page.get_text_bounded(left=110 * mm, right=200 * mm, bottom=HEIGHT - 80 * mm, top=HEIGHT - 48 * mm)
    assert seen.split("\r\n") == [
        "Ateliers Méditerranée",
        "7 boulevard National",
        "Bâtiment C",
        "13002 Marseille",
    ]
    assert "Annule et remplace le reçu n° 2025-MRS-E-000009" in plain(document)


def test_marks_are_added_after_the_same_bytes() -> None:
    issued = printed()
    cancelled = mark_cancelled(issued, on=date(2026, 2, 1), replaced_by="2025-MRS-E-000002")
    twice = mark_duplicate(cancelled)
    assert cancelled.startswith(issued)
    assert twice.startswith(cancelled)
    shown = text_of(twice)
    assert all(said in shown for said in ("DUPLICATA", "ANNULÉ", "2025-MRS-E-000002", "01/02/2026"))


@pytest.mark.parametrize(
    "document",
    [printed(), Press(BENEFICIARY, SIGNATORY, version="11580-05").print(individual_content()).content],
)
def test_a_cancelled_receipt_and_its_duplicate_can_both_be_read(document: bytes) -> None:
    cancelled = mark_cancelled(document, on=date(2026, 2, 1), replaced_by="2025-MRS-E-000002")
    page, out, twice, both = (
        seen(made) for made in (document, cancelled, mark_duplicate(document), mark_duplicate(cancelled))
    )
    of_one, of_other = (
        ImageChops.difference(page, made).point(lambda v: 255 if v else 0) for made in (out, twice)
    )
    assert of_one.getbbox()
    assert of_other.getbbox()
    assert ImageChops.multiply(of_one, of_other).getbbox() is None  # no spot belongs to both
    rest = ImageChops.difference(both, ImageChops.darker(out, twice))
    assert max(rest.tobytes()) < 16  # but for how edges are rounded, both marks are as each alone


def seen(document: bytes) -> Image.Image:
    """Return the first page in grey, a pixel a point."""
    opened = pypdfium2.PdfDocument(document)
    picture: Image.Image = opened[0].render(scale=1, grayscale=True).to_pil()
    opened.close()
    return picture


@pytest.mark.parametrize(("count", "mark"), [(1, ""), (6, "– "), (12, "")])
def test_several_descriptions_are_printed_whole(count: int, mark: str) -> None:
    described = tuple(
        f"Lot {n} : outils de jardin, brouettes, pelles et arrosoirs, {n} pièces" for n in range(count)
    )
    document = printed(descriptions=described)
    shown = plain(document)
    assert all(mark + text in shown for text in described)
    assert len(pages_of(document)) == 1


def test_the_longest_description_that_is_taken_stays_in_its_place() -> None:
    count = next(n for n in range(150, 1000, 5) if not fits("abcdefg " * n)) - 5
    assert count * 8 > 1500  # characters
    page = pypdfium2.PdfDocument(printed(descriptions=(("abcdefg " * count).strip(),)))[0].get_textpage()
    shown = page.get_text_range()
    assert shown.count("abcdefg") == count
    lowest = page.get_charbox(shown.rindex("abcdefg") + 6)[1]  # of the tail of the g
    assert HEIGHT - 517 < lowest < HEIGHT - 500  # 517: the line above the second part


def fits(text: str) -> bool:
    try:
        fit_description((text.strip(),))
    except Unprintable:
        return False
    return True


def test_a_description_without_end_is_refused() -> None:
    endless = ("Prêt de salle " * 500,)
    with pytest.raises(Unprintable) as error:
        printed(descriptions=endless)
    assert (error.value.place, error.value.characters) == ("description", "")
    with pytest.raises(Unprintable):
        fit_description(endless)


@pytest.mark.parametrize(
    "facts",
    [{"descriptions": ("20 bancs 王",)}, {"donor": replace(COMPANY, name="王 SARL")},
     {"donor": replace(COMPANY, legal_form="王")}, {"descriptions": ("deux\nlignes",)}],
)  # fmt: skip
def test_characters_that_the_letters_lack_are_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(Unprintable) as error:
        printed(**facts)
    assert error.value.characters


def test_arabic_and_tifinagh_come_out_as_they_went_in() -> None:
    shown = text_of(printed(descriptions=("Bancs <b>&amp; ⵜⴰⵎⴰⵣⵉⵖⵜ مدرسية",)))
    assert all(word in shown for word in ("مدرسية", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "<b>&amp;"))


def test_many_gifts_are_counted_instead_of_listed() -> None:
    lines = tuple(
        ReceiptedLine(f"V{n}", 1, date(2025, n, 1), "donation", "cheque", Money(10_00)) for n in range(1, 11)
    )
    assert "10 dons et versements, dont le détail" in plain(printed(lines=lines))
    assert "01/09/2025 10,00" in plain(printed(lines=lines[:9])).replace("\u00a0", " ")


def test_no_letter_is_drawn_over_another_on_the_fullest_page() -> None:
    lines = tuple(
        ReceiptedLine(f"V{n}", 1, date(2025, n, 1), "donation", "cheque", Money(99_999_999_99))
        for n in range(1, 10)
    )
    full = printed(lines=lines, descriptions=("Bancs " * 150,), replaces="2025-MRS-E-000009")
    page = pypdfium2.PdfDocument(full)[0].get_textpage()
    boxes_of = [page.get_charbox(n) for n in range(page.count_chars()) if page.get_text_range(n, 1).strip()]
    spots = [(round((x1 + x2) / 1.4), round((y1 + y2) / 1.4)) for x1, y1, x2, y2 in boxes_of]
    assert len(set(spots)) == len(spots) > 2_000
    assert all(x1 >= 48 and x2 <= WIDTH - 47 for x1, _, x2, _ in boxes_of)


def test_the_longest_honest_company_stays_on_the_page() -> None:
    name = (
        "Société Méditerranéenne de Construction, de Menuiserie et d'Aménagement des Territoires de Montagne"
    )
    form = "Société par actions simplifiée à associé unique et à capital variable"
    shown = plain(printed(donor=replace(COMPANY, name=name, last_name=name, legal_form=form)))
    assert shown.count(name) == 2
    assert f"Forme juridique : {form}" in shown


def test_no_form_takes_a_giver_of_the_other() -> None:
    press = Press(BENEFICIARY, SIGNATORY, version="16216-03")
    individual = individual_content(form="16216*03", wording="16216-03")
    company_on_other = replace(content(), form="11580*05", wording="11580-05", articles=("200",))
    with pytest.raises(ValueError, match="for companies"):
        press.print(individual)
    with pytest.raises(ValueError, match="for companies"):
        Press(BENEFICIARY, SIGNATORY, version="11580-05").print(company_on_other)
    with pytest.raises(ValueError, match="one organisation"):
        press.print(content("16216-02"))
