"""The register as a table: words in French as on the page, and each code in a column of its own behind them."""

from collections.abc import Mapping
from typing import Final

from donations_app.db.queries.register import RegisterColumns
from donations_app.domain.register import RegisterLine
from donations_app.formats.blocks import Column, in_words

NAMES: Final = tuple(name for name in RegisterLine._fields if name != "parts")
_HEADERS: Final = {
    "number": "Numéro", "series": "Série", "form": "Formulaire", "wording": "Version du texte",
    "year": "Année des dons", "issued_on": "Émis le", "issued_by": "Émis par", "office": "Bureau émetteur",
    "recorded_at": "Bureaux d'enregistrement",
    "signatory": "Signataire", "payer": "Référence du donateur", "name": "Donateur", "address": "Adresse",
    "payments": "Versements", "first_on": "Premier versement", "last_on": "Dernier versement",
    "natures": "Nature", "kinds": "Genre", "dues": "dont cotisations (€)",
    "gift_forms": "Forme du don", "methods": "Mode de versement", "articles": "Articles",
    "amount": "Montant (€)", "status": "État", "replaces": "Remplace", "replaced_by": "Remplacé par",
    "cancelled_on": "Annulé le", "cancelled_by": "Annulé par", "reason": "Motif",
    "accepted": "Avertissements acceptés", "sent_on": "Envoyé le", "sent_by": "Envoyé par",
    "returned_on": "Revenu le",
    "sha256": "Empreinte SHA-256",
}  # fmt: skip
CODED: Final = ("natures", "kinds", "gift_forms", "methods", "status", "accepted", "sent_by")


def headers() -> list[str]:
    """Return the headings: those of the lines, then one for each column of codes."""
    return [*(_HEADERS[name] for name in NAMES), *(code_heading(_HEADERS[name]) for name in CODED)]


def code_heading(heading: str) -> str:
    """Return the heading of the codes of a column."""
    return f"{heading} (code)"


def cells_of(columns: RegisterColumns) -> list[Column]:
    """Return the columns of the table from those of some lines of the register."""
    words, lines = _words(), dict(zip(RegisterLine._fields, columns, strict=True))
    said = [_said(lines[name], words.get(name, {})) for name in NAMES]
    return [*said, *(_said(lines[name], {}) for name in CODED)]


def _words() -> dict[str, Mapping[str, str]]:
    from receipts.french import GIFT_FORMS, KINDS, WARNINGS
    from receipts.labels import STATES
    from receipts.register import CHANNELS, METHODS, NATURES

    tables = (NATURES, KINDS, GIFT_FORMS, METHODS, STATES, WARNINGS, CHANNELS)
    return dict(zip(CODED, tables, strict=True))


def _said(values: Column, words: Mapping[str, str]) -> Column:
    """Return the cells of a column; codes of several are told one after another, one without a word as it is."""
    if not words:
        return in_words(values, ", ".join) if isinstance(values[0], tuple) else values
    return in_words(values, lambda value: _cell(value, words))


def _cell(value: str | tuple[str, ...], words: Mapping[str, str]) -> str:
    several = value.split(",") if isinstance(value, str) else value
    return ", ".join([words.get(one, one) for one in several])
