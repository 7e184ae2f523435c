"""The columns of exports of platforms, by the headings that HelloAsso gave them from 2019 to 2026, and their words."""

from collections.abc import Mapping, Sequence
from typing import Final

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.folding import fold
from donations_app.domain.platforms import (
    CANCELLED,
    CONTESTED,
    OFFLINE,
    PAID,
    PENDING,
    REFUNDED,
    REFUNDED_IN_PART,
    REFUSED,
    TEST,
)
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.mapping import key_of_heading
from donations_app.formats.tables import Table

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {  # the first of them that a file has means the column
    "order": ("reference commande", "reference de la commande", "numero de commande", "numero"),
    "payment": ("reference paiement", "reference du paiement", "numero de paiement"),
    "status": ("statut du paiement", "statut de la commande", "statut"),
    "paid_on": ("date du paiement", "date de paiement", "date de la commande", "date"),
    "paid_out": ("verse",),
    "paid_out_on": ("date du versement", "date de versement"),
    "total": ("montant total", "montant paye"),
    "last_name": ("nom payeur", "nom acheteur", "nom adherent", "nom participant", "nom"),
    "first_name": ("prenom payeur", "prenom acheteur", "prenom adherent", "prenom participant", "prenom"),
    "organisation": ("raison sociale payeur", "raison sociale", "societe"),
    "email": ("email payeur", "email acheteur"),
    "other_email": ("e mail", "email", "mail", "courriel", "adresse email", "email adherent", "email participant"),
    "phone": ("telephone payeur", "telephone", "numero de telephone"),
    "address": ("adresse payeur", "adresse acheteur", "adresse"),
    "postcode": ("code postal payeur", "code postal acheteur", "code postal"),
    "city": ("ville payeur", "ville acheteur", "ville"),
    "country": ("pays payeur", "pays acheteur", "pays"),
    "campaign": ("campagne", "nom de la campagne", "formulaire"),
    "campaign_type": ("type de campagne", "type de formulaire"),
    "tariff": ("tarif", "formule", "type de tarif"),
    "ticket": ("billet", "numero de billet"),
    "price": ("montant du tarif", "montant tarif", "montant adhesion", "montant du billet", "montant du don"),
    "options": ("montant des options",),
    "extra": ("don supplementaire", "montant du don supplementaire", "don complementaire"),
    "promo": ("montant du code promo", "montant code promo"),
    "tip": ("contribution a helloasso", "contribution helloasso", "contribution volontaire", "pourboire"),
    "fee": ("frais", "commission", "frais de transaction", "frais de la plateforme", "fee", "fees"),
    "method": ("moyen de paiement",),
    "refunded": ("montant rembourse",),
    "refunded_on": ("date du remboursement", "date de remboursement"),
    "receipt": ("recu", "recu fiscal"),
    "receipt_number": ("numero de recu", "numero du recu"),
}  # fmt: skip
FIELDS: Final = tuple(_HEADINGS)
DAYS: Final = ("paid_on", "paid_out_on", "refunded_on")
_NEEDED: Final = ("status", "paid_on", "last_name")
_OPTION: Final = "montant "
_KNOWN: Final = frozenset(heading for some in _HEADINGS.values() for heading in some)
_OF_PLATFORM: Final = frozenset(("reference commande", "reference paiement", "statut de la commande"))
_OF_2019: Final = frozenset(("numero", "formule", "montant adhesion"))

STATUS_WORDS: Final = {
    "paye": PAID, "payee": PAID, "valide": PAID, "validee": PAID, "verse": PAID, "autorise": PAID,
    "hors ligne": OFFLINE,
    "rembourse": REFUNDED, "remboursee": REFUNDED,
    "partiellement rembourse": REFUNDED_IN_PART, "partiellement remboursee": REFUNDED_IN_PART,
    "rembourse partiellement": REFUNDED_IN_PART, "remboursement partiel": REFUNDED_IN_PART,
    "annule": CANCELLED, "annulee": CANCELLED, "abandonne": CANCELLED, "supprime": CANCELLED,
    "refuse": REFUSED, "refusee": REFUSED, "echec": REFUSED, "erreur": REFUSED,
    "conteste": CONTESTED, "contestee": CONTESTED, "litige": CONTESTED,
    "en attente": PENDING, "a venir": PENDING, "planifie": PENDING, "en cours": PENDING,
    "test": TEST,
}  # fmt: skip
METHOD_WORDS: Final = {  # of offline payments, beside the words that every file may use
    "virement bancaire": "transfer", "paiement par cheque": "cheque", "prelevement bancaire": "direct_debit",
    "paiement par carte": "card", "carte de credit": "card",
}  # fmt: skip
CAMPAIGN_WORDS: Final = {
    "adhesion": "membership", "adhesions": "membership",
    "billetterie": "ticket", "billetteries": "ticket", "evenement": "ticket",
    "boutique": "shop", "boutiques": "shop", "vente": "shop", "ventes": "shop", "paiement": "shop",
    "don": "donation", "dons": "donation", "formulaire de don": "donation", "collecte": "donation",
    "crowdfunding": "donation", "financement participatif": "donation",
}  # fmt: skip


def is_export(headers: Sequence[str]) -> bool:
    """Tell whether headings are those of an export of HelloAsso, of any layout."""
    found = set(map(fold, headers))
    return found >= _OF_2019 or (
        bool(found & _OF_PLATFORM) and "reference commande" in found and len(found & _KNOWN) > 3
    )


def check_fields(decided: Mapping[str, str]) -> None:
    """Refuse what is said of headings where no such column exists, or two mean one.

    Raises:
        InputRefused: so it is.
    """
    names = [name for name in decided.values() if name]
    problems = [
        Problem("map", "choice_unknown", name, {"choices": FIELDS}) for name in names if name not in FIELDS
    ]
    problems += [
        Problem("map", "mapped_twice", name) for name in dict.fromkeys(names) if names.count(name) > 1
    ]
    if problems:
        raise InputRefused(problems)


def positions_of(table: Table, decided: Mapping[str, str]) -> dict[str, int]:
    """Return where each column stands that the file has.

    Args:
        table: the file.
        decided: by heading, what somebody said it means; nothing: it is not read.

    Raises:
        InputRefused: as ``check_fields``.
        FileRefused: it tells no order, no status, no day or nobody.
    """
    check_fields(decided)
    said = {key_of_heading(heading): name for heading, name in decided.items()}
    places: dict[str, int] = {}
    found: dict[str, int] = {}
    for place, heading in enumerate(table.headers):
        key = key_of_heading(heading)
        if key in said:
            if said[key]:
                found[said[key]] = place
        else:
            places.setdefault(key, place)
    for name, headings in _HEADINGS.items():
        if name not in found and (known := next((one for one in headings if one in places), "")):
            found[name] = places[known]
    missing = [name for name in _NEEDED if name not in found]
    if "order" not in found and "payment" not in found:
        missing.insert(0, "order")
    if missing:
        raise FileRefused(table.path, "column_missing", 1, tuple(missing))
    return found


def options_of(table: Table, taken: Mapping[str, int]) -> list[int]:
    """Return where the amounts of options stand: each in a column “Montant X” after its column “X”."""
    folded = [fold(heading) for heading in table.headers]
    return [
        place
        for place, heading in enumerate(folded)
        if place and place not in taken.values() and heading == _OPTION + folded[place - 1]
    ]
