"""Nine projects of six provinces with twelve associations: those of the pictures of the private share.

12 658,00 € are missing in five of them (136 706,40 dirhams at 10,80); Irherm lacks 6 000,00 € because one
of its three associations has nothing; of Askaouen no part of the cost is stated.
"""

from datetime import date
from typing import Final
from uuid import uuid4

from donations_app.db.books import Books
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.services.payments.recurring import agree_recurring
from tests.world import association, gift, person, project, to

RATE: Final = "10.80"
# code, title, axis, municipality, cost, parts by association, private money by association ("" names the project alone)
NINE: Final[tuple[tuple[str, str, str, str, int, dict[str, int], dict[str, int]], ...]] = (
    ("IRHERM", "Adduction d'eau potable d'Irherm", "public_services", "Irherm", 120_000,
     {"TAGMAT": 60_000, "AZEKKA": 40_000, "TARGA": 20_000}, {"TAGMAT": 18_000, "TARGA": 3_200, "": 1_000}),
    ("TAGMOUT", "Barrage collinaire de Tagmout", "environment", "Tagmout", 84_000, {"AMUD": 84_000}, {"AMUD": 8_820}),
    ("TAFRAOUT", "Maison des femmes de Tafraout", "public_services", "Tafraout", 56_000,
     {"TIFAWIN": 36_000, "TUDERT": 20_000}, {"TIFAWIN": 6_380, "TUDERT": 1_740}),
    ("TALIOUINE", "Coopérative de safran de Taliouine", "public_services", "Taliouine", 48_000,
     {"AZEKKA": 30_000, "ZAAFRAN": 18_000}, {"AZEKKA": 3_330, "ZAAFRAN": 3_300}),
    ("TAZNAKHT", "Reboisement de Taznakht", "environment", "Taznakht", 32_000, {"IMZWAR": 32_000}, {"IMZWAR": 4_352}),
    ("ASKAOUEN", "Périmètre irrigué d'Askaouen", "environment", "Askaouen", 64_000, {"TIRSAL": 0}, {"TIRSAL": 9_700}),
    ("TATA", "Assainissement de Tata", "public_services", "Tata", 40_000, {"TISSENT": 40_000}, {"TISSENT": 6_000}),
    ("ASNI", "Ambulance pour Asni", "public_services", "Asni", 26_000, {"ASIREM": 26_000}, {"ASIREM": 4_394}),
    ("AITBAHA", "École non formelle d'Aït Baha", "public_services", "Ait Baha", 18_000,
     {"TAMUNT": 18_000}, {"TAMUNT": 3_870}),
)  # fmt: skip


def fill(books: Books) -> None:
    """Record the nine projects, what was given for them, and what is agreed for two of them."""
    from donations_app.formats.reference import code_of, municipalities

    person(books)
    known = {one.code: one for one in municipalities()}
    for ref in sorted({ref for *_rest, parts, _given in NINE for ref in parts}):
        association(books, ref, f"Association {ref.capitalize()}")
    for code, title, axis, place, cost, parts, given in NINE:
        municipality = code_of(place, municipalities())
        project(
            books, code, cost=cost * 100, title_fr=title, axis=axis, municipality=municipality,
            province=known[municipality].province, currency="MAD", rate=RATE,
            partners={ref: part * 100 for ref, part in parts.items()}, state="running",
            starts_on=date(2025, 3, 1), ends_on=date(2026, 12, 31),
        )  # fmt: skip
        for ref, euros in given.items():
            gift(books, euros * 100, allocations=(to(euros * 100, code, ref),))
    agree(books, "TAZNAKHT", "IMZWAR", 500_00, date(2026, 12, 15))
    agree(books, "IRHERM", "AZEKKA", 2_850_00, date(2026, 12, 20))


def agree(books: Books, code: str, association_ref: str, cents: int, on: date) -> None:
    """Agree one gift for a project, due on a day."""
    draft = RecurringGift(
        key=uuid4(), ref="", payer="A1", amount=Money(cents), frequency="yearly", first_on=on, last_on=on,
        method="transfer", project=code, association=association_ref, earmarked_by_donor=True,
    )  # fmt: skip
    agree_recurring(books, draft)
