"""The receipt register as a file: PDF, CSV, XLSX or JSON, all from the same lines."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.engine import Books
from donations_app.db.queries.receipts import audit_heads, continuity, register_lines
from donations_app.db.queries.settings import organisation
from donations_app.db.tables import TaxReceipt
from donations_app.domain.money import Money
from donations_app.domain.register import RegisterHeading, RegisterLine
from donations_app.formats.writing import Cell, placed, write_csv, write_xlsx

FORMATS: Final = ("pdf", "csv", "xlsx", "json")
_HEADERS: Final = {
    "number": "Numéro", "series": "Série", "form": "Formulaire", "wording": "Version du texte",
    "year": "Année des dons", "issued_on": "Émis le", "issued_by": "Émis par", "office": "Bureau",
    "signatory": "Signataire", "payer": "Référence du donateur", "name": "Donateur", "address": "Adresse",
    "payments": "Versements", "first_on": "Premier versement", "last_on": "Dernier versement",
    "natures": "Nature", "gift_forms": "Forme du don", "methods": "Mode de versement", "articles": "Articles",
    "amount": "Montant (€)", "status": "État", "replaces": "Remplace", "replaced_by": "Remplacé par",
    "cancelled_on": "Annulé le", "cancelled_by": "Annulé par", "reason": "Motif",
    "accepted": "Avertissements acceptés", "sent_on": "Envoyé le", "sent_by": "Envoyé par",
    "sha256": "Empreinte SHA-256",
}  # fmt: skip
_NAMES: Final = tuple(field.name for field in fields(RegisterLine))


def write_register(
    books: Books,
    path: Path,
    *,
    form: str,
    today: date,
    year: int | None = None,
    series: str = "",
    force: bool = False,
) -> int:
    """Write the register to a file and return the number of its lines.

    Args:
        books: where to read; one consistent view for lines, totals and the foot.
        path: of the file; put in place when it is whole.
        form: one of ``FORMATS``.
        today: printed.
        year: of the gifts; ``None`` for all.
        series: only this one.
        force: replace a file that stands there.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with books.read() as session, placed(path, force=force) as file:
        lines = register_lines(session, year=year, series=series)
        if form == "pdf":
            from receipts.register import write_register as print_register

            count = _count(session, year, series)
            print_register(file, _heading(session, today, year, series), lines, count=count)
            return count
        if form == "json":
            return _write_json(file, session, list(lines), today, year, series)
        rows = _Rows(lines)
        headers = [_HEADERS[name] for name in _NAMES]
        if form == "csv":
            write_csv(file, headers, rows)
        else:
            write_xlsx(file, "Registre", headers, rows)
        return rows.count


def _count(session: Session, year: int | None, series: str) -> int:
    query = select(func.count()).select_from(TaxReceipt)
    if year is not None:
        query = query.where(TaxReceipt.year == year)
    if series:
        query = query.where(TaxReceipt.series == series)
    return session.scalar(query) or 0


def _heading(session: Session, today: date, year: int | None, series: str) -> RegisterHeading:
    facts = organisation(session, today)
    identifier = f"SIREN {facts.siren}" if facts.siren else f"RNA {facts.rna}"
    shown = [
        row
        for row in continuity(session, series=series)
        if year is None or series or _is_of_year(session, row.series, year)
    ]
    return RegisterHeading(
        facts.name, identifier, today, year, series, tuple(shown), tuple(audit_heads(session))
    )


def _is_of_year(session: Session, series: str, year: int) -> bool:
    where = (TaxReceipt.series == series, TaxReceipt.year == year)
    return session.scalar(select(TaxReceipt.id).where(*where).limit(1)) is not None


class _Rows:
    """The lines as cells, counted as they go by."""

    def __init__(self, lines: Iterator[RegisterLine]) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for line in self._lines:
            self.count += 1
            yield [_cell(getattr(line, name)) for name in _NAMES]


def _cell(value: Any) -> Cell:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, date):
        return value.isoformat()
    cell: Cell = value
    return cell


def _write_json(
    file: BinaryIO, session: Session, lines: list[RegisterLine], today: date, year: int | None, series: str
) -> int:
    heading = _heading(session, today, year, series)
    live = [line for line in lines if line.status == "issued"]
    data = {
        "organisation": heading.organisation,
        "printed_on": today.isoformat(),
        "year": year,
        "lines": [_plain(line) for line in lines],
        "total_cents": Money.total(line.counted for line in lines).cents,
        "issued": len(live),
        "cancelled": len(lines) - len(live),
        "series": [asdict(row) | {"ok": row.is_whole} for row in heading.continuity],
        "heads": {office: head for office, _, head in heading.heads},
    }
    file.write(json.dumps(data, ensure_ascii=False, indent=1).encode())
    return len(lines)


def _plain(line: RegisterLine) -> dict[str, Any]:
    plain = {name: _plain_value(getattr(line, name)) for name in _NAMES}
    plain["amount_cents"] = plain.pop("amount")
    return plain


def _plain_value(value: Any) -> Any:
    if isinstance(value, Money):
        return value.cents
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
