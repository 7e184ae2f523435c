"""The register as a table: words in French as on the page, and each code in a column of its own behind them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from donations_app.domain.register import RegisterLine
from donations_app.formats.writing import Cell

NAMES: Final = tuple(field.name for field in fields(RegisterLine) if field.name != "parts")
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


class RegisterRows:
    """The lines as cells, counted as they go by."""

    def __init__(self, lines: Iterator[RegisterLine]) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        words = _words()
        for line in self._lines:
            self.count += 1
            said = [_cell(getattr(line, name), words.get(name, {})) for name in NAMES]
            yield [*said, *(_cell(getattr(line, name), {}) for name in CODED)]


def _words() -> dict[str, Mapping[str, str]]:
    from receipts.french import GIFT_FORMS, KINDS, WARNINGS
    from receipts.labels import STATES
    from receipts.register import CHANNELS, METHODS, NATURES

    tables = (NATURES, KINDS, GIFT_FORMS, METHODS, STATES, WARNINGS, CHANNELS)
    return dict(zip(CODED, tables, strict=True))


def _cell(value: Any, words: Mapping[str, str]) -> Cell:
    """Return a cell; codes of several are told one after another, one that has no word stands as it is."""
    if isinstance(value, tuple):
        return ", ".join(words.get(one, one) for one in value)
    if isinstance(value, str) and words:
        return ", ".join(words.get(one, one) for one in value.split(","))
    cell: Cell = value
    return cell
