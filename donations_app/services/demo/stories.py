"""Invented people, associations and projects for example books: kinds of names, never a real person.

Proportions: four in five individuals, one in ten couples, the rest without a full address, abroad or
wishing no receipt, so that a plan of receipts has things to say.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID

from stdnum import luhn

from donations_app.domain.expenses import ExpenseDraft, Item
from donations_app.domain.mileage import Trip
from donations_app.domain.money import Money, allocate
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import LineDraft
from donations_app.domain.projects import PartnerDraft, ProjectDraft
from donations_app.formats.reference import axes, municipalities
from donations_app.services.demo.works import with_works

_FIRST: Final = (
    "Mohamed", "Ahmed", "Brahim", "Lahcen", "Hassan", "Abdellah", "Moha", "Driss", "Youssef", "Omar", "Said",
    "Ali", "Rachid", "Hamid", "Khalid", "Mbarek", "Idder", "Yidir", "Fatima", "Khadija", "Zahra", "Aïcha",
    "Rkia", "Malika", "Naïma", "Zoubida", "Tlaytmas", "Itto", "Tamazight", "Samira", "Nadia", "Claire",
    "Hélène", "Françoise", "Anne-Marie", "Élodie", "Sophie", "Camille", "Jean", "Pierre", "François", "Gaël",
    "Benoît", "Étienne", "Michel", "Cécile", "Noël", "Irène",
)  # fmt: skip
_LAST: Final = (
    "Aït Ahmed", "Aït Lahcen", "Aït Baha", "Aït Ouarab", "Amezian", "Boulahya", "El Mansouri", "Ouhammou",
    "Id Brahim", "Tazi", "Oubella", "Azergui", "Bouzid", "Amrani", "El Idrissi", "Ouchen", "Ben Ali", "Akhdar",
    "Tafraout", "Izem", "Agoram", "Oulhaj", "Iguider", "Moreau", "Durand", "Lefèvre", "Nuñez", "Müller",
    "Garcia", "Roux", "Faure", "Chevallier", "Blanc", "Girard", "N'Diaye", "Le Goff", "Perrin", "Œdipe",
    "D'Anselme", "Bérenger",
)  # fmt: skip
_STREETS: Final = (
    "rue de la République", "avenue Jean-Jaurès", "boulevard National", "rue des Écoles", "chemin du Moulin",
    "impasse des Lilas", "cours Lafayette", "rue Félix-Pyat", "rue du Faubourg-Saint-Denis", "place du Marché",
    "allée des Amandiers", "rue Édouard-Herriot",
)  # fmt: skip
_TOWNS: Final = (
    ("13001", "Marseille"), ("13003", "Marseille"), ("13014", "Marseille"), ("13090", "Aix-en-Provence"),
    ("69003", "Lyon"), ("69100", "Villeurbanne"), ("69200", "Vénissieux"), ("75018", "Paris"),
    ("75020", "Paris"), ("92230", "Gennevilliers"), ("93200", "Saint-Denis"), ("05120", "L'Argentière-la-Bessée"),
    ("38000", "Grenoble"), ("84000", "Avignon"), ("30000", "Nîmes"), ("59100", "Roubaix"),
)  # fmt: skip
_VILLAGES: Final = (
    "Aman n Tifawin", "Tiwizi n Imsouan", "Afra", "Tagmat", "Asirem", "Anrar", "Azekka", "Tamunt", "Agadir n Oufella",
    "Imzwar", "Tafsut", "Amud", "Tissent", "Targa", "Tirsal", "Azaghar",
)  # fmt: skip
_WORKS: Final = (  # axis, action, title in French, English and Arabic
    ("public_services", "Adduction d'eau potable de {place}", "Drinking water for {place}", "تزويد {place} بالماء الصالح للشرب"),
    ("public_services", "Ambulance pour {place}", "An ambulance for {place}", "سيارة إسعاف لفائدة {place}"),
    ("products", "Périmètre irrigué de {place}", "Irrigated fields of {place}", "المدار المسقي بـ{place}"),
    ("products", "Maison des femmes de {place}", "Women's house of {place}", "دار النساء بـ{place}"),
    ("products", "Coopérative de safran de {place}", "Saffron cooperative of {place}", "تعاونية الزعفران بـ{place}"),
    ("environment", "Barrage collinaire de {place}", "Hill dam of {place}", "سد تلي بـ{place}"),
    ("environment", "Reboisement du bassin de {place}", "Reforestation around {place}", "تشجير حوض {place}"),
    ("self_development", "École non formelle de {place}", "Informal school of {place}", "مدرسة التعليم غير النظامي بـ{place}"),
    ("self_development", "Formation des associations de {place}", "Training the associations of {place}", "تكوين جمعيات {place}"),
    ("migrants", "Rencontres de jeunes à {place}", "Youth exchange in {place}", "لقاءات الشباب بـ{place}"),
    ("public_services", "Assainissement de {place}", "Drainage of {place}", "التطهير السائل بـ{place}"),
    ("promotion", "Gîte et savoir-faire de {place}", "Guest house and crafts of {place}", "مأوى ومهارات {place}"),
)  # fmt: skip


_COMPANIES: Final = (  # name, legal form, postcode, town, end of the fiscal year
    ("Ateliers Méditerranée", "SARL", "13002", "Marseille", ""),
    ("Transports Aït & Fils", "SAS", "69008", "Lyon", "06-30"),
    ("Bureau d'études Source vive", "SA", "38000", "Grenoble", "12-31"),
    ("Épicerie du Vieux-Moulin", "EURL", "84000", "Avignon", ""),
    ("Imprimerie des Deux Ports", "SCOP SA", "13003", "Marseille", ""),
)
_GIVEN: Final = (  # company, method, month, euros, kind, description, document of its value
    ("EN01", "transfer", 2, 1_500, "donation", "", ""),
    (
        "EN01",
        "none",
        3,
        1_800,
        "in_kind",
        "20 bancs d'école à deux places en pin massif, neufs",
        "Attestation de valeur AM-17",
    ),
    ("EN01", "cheque", 9, 250, "donation", "", ""),
    ("EN02", "transfer", 3, 800, "donation", "", ""),
    ("EN02", "transfer", 10, 1_200, "donation", "", ""),
    (
        "EN03",
        "none",
        5,
        2_100,
        "skills",
        "Un ingénieur hydraulicien mis à disposition trois jours",
        "Convention de mécénat SV-4",
    ),
    ("EN04", "cheque", 6, 300, "donation", "", ""),
    ("EN05", "none", 11, 640, "in_kind", "2 000 dépliants en quatre couleurs", ""),
)


def key(rng: Random) -> UUID:
    """Return the next key of the story."""
    return UUID(int=rng.getrandbits(128), version=4)


def person(rng: Random, n: int) -> PartyDraft:
    """Invent the ``n``-th person."""
    last, first = rng.choice(_LAST), rng.choice(_FIRST)
    postcode, city = rng.choice(_TOWNS)
    is_couple, chance = rng.random() < 0.1, rng.random()
    has_address = chance > 0.06
    abroad = 0.06 < chance <= 0.09
    return PartyDraft(
        key=key(rng),
        ref=f"D{n:06}",
        kind="couple" if is_couple else "individual",
        title=rng.choice(("", "M.", "Mme")) if not is_couple else "M. et Mme",
        last_name=last,
        first_name=first,
        second_first_name=rng.choice(_FIRST) if is_couple else "",
        second_last_name=rng.choice(_LAST) if is_couple and rng.random() < 0.4 else "",
        address=f"{rng.randint(1, 180)} {rng.choice(_STREETS)}" if has_address else "",
        address2="Bâtiment C" if rng.random() < 0.08 else "",
        postcode="" if abroad or not has_address else postcode,
        city="Taliouine" if abroad else city,
        country="MA" if abroad else "FR",
        email=f"donateur{n}@exemple.org" if rng.random() < 0.6 else "",
        language=rng.choice(("fr", "fr", "fr", "ar")),
        consent_email=rng.random() < 0.5,
        consent_post=rng.random() < 0.8,
        receipt_wish="none" if 0.09 < chance <= 0.12 else "each" if 0.12 < chance <= 0.15 else "annual",
    )


def associations(rng: Random) -> Iterator[PartyDraft]:
    """Invent village associations in Morocco and migrants' associations in France."""
    for n, name in enumerate(_VILLAGES):
        place = rng.choice(municipalities())
        yield PartyDraft(
            key=key(rng), ref=f"AV{n + 1:02}", kind="association", organisation=f"Association {name}",
            address=f"Douar {name}", city=place.fr, country="MA", language="ar",
        )  # fmt: skip
    for n, (postcode, city) in enumerate(_TOWNS[:8]):
        yield PartyDraft(
            key=key(rng),
            ref=f"AM{n + 1:02}",
            kind="association",
            organisation=f"Migrants de {city} ({postcode})",
            address=f"{rng.randint(1, 90)} {rng.choice(_STREETS)}",
            postcode=postcode,
            city=city,
        )


def funders(rng: Random) -> Iterator[PartyDraft]:
    """Name the kinds of organisations that pay beside people."""
    found = (
        ("public_body", "BP01", "Agence française de développement", "75012", "Paris"),
        ("public_body", "BP02", "Ville de Lyon", "69001", "Lyon"),
        ("foundation", "FO01", "Fondation des Deux Rives", "75008", "Paris"),
    )
    for kind, ref, name, postcode, city in found:
        yield PartyDraft(
            key=key(rng),
            ref=ref,
            kind=kind,
            organisation=name,
            postcode=postcode,
            city=city,
            address=f"{rng.randint(1, 90)} {rng.choice(_STREETS)}",
        )


def companies(rng: Random) -> Iterator[PartyDraft]:
    """Invent companies: one closes its year in June, of one the SIREN is not known yet."""
    for n, (name, form, postcode, city, year_end) in enumerate(_COMPANIES, 1):
        yield PartyDraft(
            key=key(rng), ref=f"EN{n:02}", kind="company", organisation=name, legal_form=form,
            siren=invented_siren(n) if n != 4 else "", fiscal_year_end=year_end,
            address=f"{rng.randint(1, 90)} {rng.choice(_STREETS)}", postcode=postcode, city=city,
        )  # fmt: skip


def invented_siren(n: int) -> str:
    """Return the ``n``-th of the numbers that begin with 99900 and end on a right check digit."""
    root = f"99900{n:03}"
    return root + str(luhn.calc_check_digit(root))


def sponsorships(year: int) -> Iterator[tuple[str, str, date, LineDraft]]:
    """Name what companies gave in ``year``: reference, method, day and line."""
    for ref, method, month, euros, kind, description, evidence in _GIVEN:
        line = LineDraft(kind=kind, amount=Money(euros * 100), description=description, evidence=evidence)
        yield ref, method, date(year, month, 3), line


def projects(rng: Random, refs: list[str], today: date) -> Iterator[ProjectDraft]:
    """Invent projects of the six axes, each carried by one to three of the associations ``refs``."""
    assert {axis.code for axis in axes()} >= {work[0] for work in _WORKS}  # noqa: S101 -- a story must fit its data
    places = rng.sample([place for place in municipalities() if place.type == "rural"], 24)
    for n, place in enumerate(places):
        axis, fr, en, ar = _WORKS[n % len(_WORKS)]
        cost = Money(rng.randrange(8_000, 120_000, 500) * 100)
        carriers = rng.sample(refs, rng.randint(1, 3))
        parts = allocate(Money(cost.cents * 8 // 10), [rng.randint(2, 5) for _ in carriers])
        rounded = [Money(part.cents // 10_000 * 10_000) for part in parts]
        draft = ProjectDraft(
            key=key(rng),
            code=f"{today.year - 1 + n % 2}-{n + 1:02}",
            title_fr=fr.format(place=place.fr),
            title_en=en.format(place=place.fr),
            title_ar=ar.format(place=place.ar),
            axis=axis,
            municipality=place.code,
            province=place.province,
            cost=cost,
            starts_on=date(today.year - 1, 1 + n % 12, 1),
            ends_on=date(today.year + 1, 1 + n % 12, 28),
            receipt_eligible=n != 9,
            partners=tuple(
                PartnerDraft(association=ref, cost=part) for ref, part in zip(carriers, rounded, strict=True)
            ),
        )
        yield with_works(n, draft, place, today)


def waived_claims(rng: Random, project: str, today: date) -> Iterator[ExpenseDraft]:
    """Invent the claims of two volunteers: one of last year, one of this year whose scale may be provisional."""
    last = today.year - 1
    driven = (
        ("Réunion du bureau à Lyon", 630),
        ("Stand au marché de la Plaine", 14),
        ("Visite au foyer d'Avignon", 204),
    )
    yield ExpenseDraft(
        key=key(rng),
        ref="EX-F-001",
        payer="D000001",
        office="MRS",
        waived_on=date(last, 12, 20),
        evidence=f"Renonciation signée, classeur {last}",
        trips=tuple(
            Trip(date(last, 2 + 3 * n, rng.randint(1, 28)), purpose, km, "car", 5)
            for n, (purpose, km) in enumerate(driven)
        ),
        items=(Item(date(last, 3, 1), "Péage (réunion du bureau à Lyon)", Money(27_40)),),
    )
    yield ExpenseDraft(
        key=key(rng), ref="EX-F-002", payer="D000002", office="LYO", waived_on=today,
        evidence=f"Renonciation signée, classeur {today.year}", project=project, earmarked_by_donor=True,
        trips=(
            Trip(today - timedelta(days=9), "Rencontre avec les jeunes", 84, "car", 4, is_electric=True),
            Trip(today - timedelta(days=5), "Distribution des bulletins", 21, "moped"),
        ),
    )  # fmt: skip
