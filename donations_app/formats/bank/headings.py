"""What the headings of tables of banks mean: French ones, the English of their neighbours, as they name them."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_PLAIN: Final = re.compile(r"[^a-z0-9]+")

# of several headings that mean the same, the first of these is read, and what the others say is added to the text
MEANINGS: Final[dict[str, tuple[str, ...]]] = {
    "booked_on": (
        "date de comptabilisation", "date comptable", "date comptabilisation", "dateop", "date op", "date",
        "date operation", "date d operation", "date de l operation", "date de operation", "booking date",
        "transaction date", "date transaction", "completed date", "date de fin",
    ),
    "value_on": ("date de valeur", "date valeur", "dateval", "date val", "value date", "valeur"),
    "amount": (
        "montant", "montant eur", "montant euros", "montant en euros", "montant en eur", "montant operation",
        "montant de l operation", "montant net", "amount", "amount eur",
    ),
    "debit": ("debit", "debit eur", "debit euros", "montant debit", "debit en euros", "withdrawal", "retrait"),
    "credit": ("credit", "credit eur", "credit euros", "montant credit", "credit en euros", "deposit", "depot"),
    "mark": ("d c", "sens", "debit credit", "c d"),
    "label": (
        "libelle simplifie", "libelle", "label", "libelle operation", "libelle de l operation", "libelle court",
        "description", "beneficiaire", "nature de l operation", "operation", "intitule", "payee",
    ),
    "remittance": (
        "informations complementaires", "detail", "details", "libelle complementaire", "motif", "communication",
        "reference de paiement", "payment reference", "libelle interne", "comment", "commentaire", "memo",
    ),
    "counterpart": ("partner name", "nom de la contrepartie", "contrepartie", "tiers", "supplierfound", "nom"),
    "counterpart_iban": ("bank account", "iban de la contrepartie", "compte de la contrepartie", "compte tiers"),
    "reference": ("reference", "ref", "numero d operation", "no operation", "n operation"),
    "kind": ("type operation", "type d operation", "type de transaction", "type"),
    "currency": ("devise", "currency", "devise du compte", "monnaie"),
    "balance": ("solde", "balance", "accountbalance", "solde eur", "solde euros", "solde apres operation"),
    "account": ("accountnum", "numero de compte", "numero compte", "compte", "iban"),
}  # fmt: skip
_FRENCH: Final = ("libelle", "montant", "solde", "devise", "date de", "date d o", "dateop")
_OF_ACCOUNT: Final = ("numero compte", "numero de compte", "compte", "iban", "compte n", "rib")
_OF_BALANCE: Final = ("solde", "solde euros", "solde eur", "solde en euros", "solde comptable", "solde au")


def plain(text: str) -> str:
    """Return a heading in small letters without accents and signs.

    >>> plain("Montant(EUROS)"), plain(" Libellé "), plain("dateOp")
    ('montant euros', 'libelle', 'dateop')
    """
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _PLAIN.sub(" ", letters.lower()).strip()


def columns_of(headings: Sequence[str]) -> dict[str, int] | None:
    """Return where each meaning stands, or ``None`` where they are not the headings of a statement."""
    found = [plain(heading) for heading in headings]
    places: dict[str, int] = {}
    for meaning, names in MEANINGS.items():
        for name in names:
            if name in found:
                places[meaning] = found.index(name)
                break
    if "booked_on" not in places or not ({"amount", "debit", "credit"} & places.keys()):
        return None
    if "beneficiaire" in found and "account" in places:  # then the number is his
        places["counterpart_iban"] = places.pop("account")
    return places


def is_french(headings: Sequence[str]) -> bool:
    """Tell whether headings are French ones, by which days are written with the day first."""
    return any(plain(heading).startswith(_FRENCH) for heading in headings)


def of_account(cells: Sequence[str]) -> str:
    """Return the number of the account that a line above the headings says, or nothing."""
    return _said(cells, _OF_ACCOUNT)


def of_balance(cells: Sequence[str]) -> str:
    """Return the balance in euros that a line above the headings says, or nothing."""
    return _said(cells, _OF_BALANCE)


def _said(cells: Sequence[str], names: tuple[str, ...]) -> str:
    name, colon, value = cells[0].partition(":")
    filled = [value, *cells[1:]] if colon else list(cells[1:])
    return next((cell.strip() for cell in filled if cell.strip()), "") if plain(name) in names else ""
