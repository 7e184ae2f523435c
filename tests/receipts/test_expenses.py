"""A claim on paper: one page where it fits, totals carried where it does not, the waiver whole."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise

import pypdf
import pytest
from msgspec.structs import replace

from donations_app.domain.expenses import Claim, Item
from donations_app.domain.mileage import Trip, count_trips, sum_up
from donations_app.domain.money import Money
from donations_app.formats.legal import mileage_scales
from receipts.expenses import write_claim
from receipts.french import the_association
from receipts.text import Unprintable, figures
from tests.receipts.reading import pages_of
from tests.receipts.test_documents import BENEFICIARY, DONOR

SCALES = mileage_scales()


def claim(*trips: Trip, items: tuple[Item, ...] = (), **facts: object) -> Claim:
    counted = tuple(count_trips(trips, SCALES, {}))
    amount = Money.total([*(one.amount for one in counted), *(item.amount for item in items)])
    known = Claim(
        ref="F1", office="MRS", payer="A1", stated_on=date(2025, 12, 20), waived_on=date(2025, 12, 20),
        evidence="R-1", amount=amount, trips=counted, items=items, sums=tuple(sum_up(counted, SCALES)), payment="V1",
        reversal="", receipt="", project="", association="",
    )  # fmt: skip
    return replace(known, **facts)  # type: ignore[arg-type]


def many(count: int, purpose: str = "Réunion du bureau à Lyon") -> list[Trip]:
    return [Trip(date(2025, 1 + n // 28 % 12, 1 + n % 28), purpose, 40 + n, "car", 5) for n in range(count)]


def printed(made: Claim) -> bytes:
    out = io.BytesIO()
    write_claim(out, made, BENEFICIARY, DONOR)
    return out.getvalue()


def said(made: Claim) -> list[str]:
    pages = pages_of(printed(made))
    return [" ".join(page.split()).replace("\u202f", " ").replace("\u00a0", " ") for page in pages]


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("Migrations & Développement", "l'association Migrations & Développement"),
        ("Association d'exemple", "l'Association d'exemple"),
        ("ASSOCIATION Aman", "l'ASSOCIATION Aman"),
        ("L’association Aman", "l'association Aman"),
        ("Asso. Aman", "l'Asso. Aman"),
        ("Associés pour l'eau", "l'association Associés pour l'eau"),
    ],
)
def test_the_waiver_names_the_association_without_saying_the_noun_twice(name: str, named: str) -> None:
    assert the_association(name) == named
    out = io.BytesIO()
    write_claim(out, claim(*many(1)), replace(BENEFICIARY, name=name), DONOR)
    assert f"bénévole de {named}, certifie" in " ".join(pages_of(out.getvalue())[0].split())


@pytest.mark.parametrize("count", [1, 10, 24])
def test_a_usual_claim_is_one_a4_page_and_the_same_bytes_twice(count: int) -> None:
    made = claim(*many(count))
    document = printed(made)
    reader = pypdf.PdfReader(io.BytesIO(document), strict=True)
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert printed(made) == document


def test_two_pages_made_at_once_do_not_read_the_letters_of_each_other() -> None:
    claims = [claim(*many(count, purpose="Réunion n° " + "àéïôüçœ"[:count])) for count in range(1, 8)]
    with ThreadPoolExecutor(max_workers=4) as pool:
        made = list(pool.map(printed, claims * 2))
    assert made == [printed(one) for one in claims] * 2


def test_many_trips_carry_their_total_and_the_waiver_stays_whole() -> None:
    made = claim(*many(150))
    pages = said(made)
    assert len(pages) > 2
    listed, carried = 0, 0
    for before, after in pairwise(pages):
        listed += before.count("Réunion du bureau à Lyon")
        sum_so_far = figures(Money.total(one.amount for one in made.trips[:listed])).replace("\u202f", " ")
        if "À reporter" in before:
            carried += 1
            assert f"À reporter {sum_so_far}" in before
            assert f"Report {sum_so_far}" in after
    assert carried > 1
    assert all(f"Page {n} / {len(pages)}" in page for n, page in enumerate(pages, 1))
    last = pages[-1]
    for mention in ("Total des frais", "certifie renoncer", "Fait à", "Signature du bénévole"):
        assert mention in last
        assert not any(mention in page for page in pages[:-1])
    shown = " ".join(pages)
    assert shown.count("Réunion du bureau à Lyon") == 150


def test_classes_of_vehicles_are_named_with_their_formulas() -> None:
    made = claim(
        Trip(date(2025, 1, 2), "a", 10, "car", 2),
        Trip(date(2025, 1, 2), "b", 10, "car", 9, is_electric=True),
        Trip(date(2025, 1, 2), "c", 10, "motorcycle", 4),
        Trip(date(2025, 1, 2), "d", 10, "motorcycle", 8),
        Trip(date(2025, 1, 2), "e", 10, "moped"),
        Trip(date(2019, 1, 2), "f", 1_000, "car", 5),
    )
    (page,) = said(made)
    for mention in (
        "2025, voiture 3 CV et moins", "2025, voiture 7 CV et plus électrique", "majoré de 20 %",
        "2025, moto 3 à 5 CV", "2025, moto 6 CV et plus", "2025, cyclomoteur :", "2019, voiture : 1 000 km",
        "d × 0,529 jusqu'à 5 000 km ; d × 0,316 + 1 065 jusqu'à 20 000 km ; d × 0,370 au-delà", "d × 0,319.",
    ):  # fmt: skip
        assert mention in page, mention
    assert "provisoire" not in page


def test_a_claim_without_trips_has_no_scale_and_one_taken_back_says_so() -> None:
    items = (Item(date(2025, 3, 1), "Timbres (envoi des reçus)", Money(12_00)),)
    (page,) = said(claim(items=items, reversal="refund", project="EAU"))
    assert "Barème" not in page
    assert "Trajets" not in page
    assert "a été repris" in page
    assert "Affectation : EAU" in page
    assert "douze euros" in page


def test_long_purposes_are_printed_whole_and_foreign_letters_refused() -> None:
    purpose = "Préparation de la caravane de Taliouine " * 5
    (page,) = said(claim(*many(2, purpose.strip())))
    assert page.count("Taliouine") == 10
    (arabic,) = said(claim(*many(1, "اجتماع")))
    assert "اجتماع" in arabic
    with pytest.raises(Unprintable):
        printed(claim(*many(1, "王")))
