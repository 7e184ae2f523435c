"""Entries as files that accountants and other programs take: FEC, Paheko, Dolibarr, a table.

FEC: LPF A47 A-1, VI to IX (read 2026-11 in the notice of the tax office's own tool): eighteen fields in a fixed
order, separated by tabs, days as 20251231, decimal commas, ISO 8859-15, entries in the order of their validation under
an unbroken number; beside a sum that a rate made euros of, what it was in its currency, like debit and credit without a
sign. Paheko: its layout "Groupé", whose further lines leave the fields of the entry empty. Dolibarr: the
columns of its import of entries, in their order.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import TextIOWrapper
from typing import BinaryIO, Final

from donations_app.domain.accounting import JOURNALS, Entry, EntryLine
from donations_app.domain.money import Money
from donations_app.formats import formulas
from donations_app.formats.writing import Cell, plain_amount, write_table

FEC_FIELDS: Final = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate",
    "Montantdevise", "Idevise",
)  # fmt: skip
FEC_ENCODING: Final = "iso8859_15"
_LONGEST_AMOUNT: Final = 15  # digits before the comma
_LONGEST_SHOWN: Final = 40  # signs of what is no amount
_PAHEKO: Final = (
    "Numéro d'écriture", "Type", "Statut", "Libellé", "Date", "Remarques", "Numéro pièce comptable", "Numéro compte",
    "Libellé compte", "Débit", "Crédit", "Référence ligne", "Libellé ligne", "Rapprochement", "Projet analytique",
    "Membres associés",
)  # fmt: skip
_DOLIBARR: Final = (
    "b.doc_date", "b.piece_num", "b.code_journal", "b.journal_label", "b.numero_compte", "b.label_compte",
    "b.subledger_account", "b.subledger_label", "b.label_operation", "b.debit", "b.credit",
)  # fmt: skip
_TABLE: Final = (
    "N°",
    "Journal",
    "Date",
    "Pièce",
    "Libellé",
    "Compte",
    "Libellé du compte",
    "Débit",
    "Crédit",
)
KIND_OF: Final = {"fec": "csv", "csv": "csv", "xlsx": "xlsx", "paheko": "csv", "dolibarr": "csv"}
LAYOUTS: Final = tuple(KIND_OF)

_Numbered = Iterator[tuple[int, Entry, EntryLine]]


def write(file: BinaryIO, layout: str, entries: Iterable[Entry], *, made_on: date) -> None:
    """Write entries.

    Args:
        file: open for writing bytes.
        layout: of ``LAYOUTS``.
        entries: in the order of their days.
        made_on: written into a workbook, so that the same entries give the same bytes.
    """
    if layout in ("csv", "xlsx"):
        write_table(file, layout, "Écritures", _TABLE, map(_table_row, _numbered(entries)), made_on=made_on)
    elif layout == "fec":
        _write_fec(file, entries)
    elif layout == "paheko":
        _write_delimited(file, _PAHEKO, _paheko_rows(entries))
    else:
        _write_delimited(file, _DOLIBARR, map(_dolibarr_row, _numbered(entries)))


def _numbered(entries: Iterable[Entry]) -> _Numbered:
    for number, entry in enumerate(entries, 1):
        for line in entry.lines:
            yield number, entry, line


def _table_row(row: tuple[int, Entry, EntryLine]) -> list[Cell]:
    number, entry, line = row
    account = line.account
    return [
        number, entry.journal, entry.on, entry.piece, entry.label, account.number, account.label,
        line.debit or None, line.credit or None,
    ]  # fmt: skip


def _write_fec(file: BinaryIO, entries: Iterable[Entry]) -> None:
    rows = ("\t".join(map(_field, _fec_row(*row))) for row in _numbered(entries))
    file.writelines(f"{row}\r\n".encode(FEC_ENCODING) for row in ("\t".join(FEC_FIELDS), *rows))


def _fec_row(number: int, entry: Entry, line: EntryLine) -> tuple[str, ...]:
    on = f"{entry.on:%Y%m%d}"
    foreign = (plain_amount(entry.foreign.amount), entry.foreign.currency) if entry.foreign else ("", "")
    return (
        entry.journal, JOURNALS[entry.journal], str(number), on, line.account.number, line.account.label, "", "",
        entry.piece, on, entry.label, plain_amount(line.debit), plain_amount(line.credit), "", "", on, *foreign,
    )  # fmt: skip


def _field(text: str) -> str:
    """Return a text with neither separator nor letters that the character set lacks.

    >>> _field("Çà | là"), _field("ḥ")
    ('Çà / là', 'h')
    """
    plain = " ".join(text.replace("|", "/").split())
    try:
        plain.encode(FEC_ENCODING)
    except UnicodeEncodeError:
        apart = unicodedata.normalize("NFKD", plain)
        return "".join(c for c in apart if not unicodedata.combining(c)).encode("ascii", "replace").decode()
    return plain


def _paheko_rows(entries: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
    for entry in entries:
        head: tuple[str, ...] = ("", "Avancé", "", entry.label, f"{entry.on:%d/%m/%Y}", "", entry.piece)
        for line in entry.lines:
            sides = plain_amount(line.debit), plain_amount(line.credit)
            yield (*head, line.account.number, line.account.label, *sides, "", "", "", "", "")
            head = ("",) * len(head)


def _dolibarr_row(row: tuple[int, Entry, EntryLine]) -> tuple[str, ...]:
    number, entry, line = row
    return (
        entry.on.isoformat(), str(number), entry.journal, JOURNALS[entry.journal], line.account.number,
        line.account.label, "", "", entry.label, plain_amount(line.debit), plain_amount(line.credit),
    )  # fmt: skip


def _write_delimited(file: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    table = csv.writer(text, delimiter=";")
    table.writerow(headers)
    table.writerows([formulas.marked(cell) for cell in row] for row in rows)
    text.detach()


def amount_of(text: str) -> Money:
    """Return what a field of a FEC says: a decimal comma, at most two decimals, perhaps spaces around it.

    Raises:
        ValueError: it is none.
    """
    whole, _comma, part = text.strip().partition(",")
    digits = whole.removeprefix("-")
    is_amount = (digits + part).isascii() and digits.isdecimal() and len(digits) <= _LONGEST_AMOUNT
    if not (is_amount and len(part) <= 2 and (part.isdecimal() or not part)):
        raise ValueError(text[:_LONGEST_SHOWN])
    cents = int(digits) * 100 + int(f"{part:0<2}")
    return Money(-cents if whole.startswith("-") else cents)
