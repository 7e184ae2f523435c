"""Annual statements as files: a page to print, or a table of every line."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from donations_app.domain.control import Compared, Control
from donations_app.domain.declaration import Declaration
from donations_app.domain.foreign import ForeignStatement
from donations_app.domain.generosity import Figure, GenerosityAccount
from donations_app.domain.receipt_base import Reconciliation
from donations_app.domain.thresholds import Thresholds
from donations_app.formats.writing import Cell, placed, write_table
from donations_app.services.statements.register_table import code_heading

AnnualStatement = Control | Declaration | ForeignStatement | GenerosityAccount | Reconciliation | Thresholds

_CONTROL: Final = ("Côté", "Reçu", "Versement", "Ligne", "Nature", "Mode", "Montant (€)", "Constat")
_CODES_OF_CONTROL: Final = tuple(map(code_heading, ("Côté", "Nature", "Mode", "Constat")))
_CODED_OF_FOREIGN: Final = (0, 2, 3, 4, 5)  # columns of the printed statement whose cells are words
_BEHIND: Final = ("Ligne", "Pièce", "Reprise de", "Date", "Compte", "Montant (€)")
_SIDES: Final = {"receipt": "reçu", "payment": "encaissement"}


def endings(kind: type[AnnualStatement]) -> tuple[str, ...]:
    """Return the endings of the files that a statement may be written to."""
    tables = kind in (Control, ForeignStatement, GenerosityAccount)
    return (".pdf", ".csv", ".xlsx") if tables else (".pdf",)


def write_statement(statement: AnnualStatement, path: Path, *, force: bool = False) -> None:
    """Write a statement to a file, by its ending: a page to print, or a table with every line.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
        ValueError: the ending is none of ``endings``.
    """
    ending = path.suffix.lower()
    if ending not in endings(type(statement)):
        raise ValueError(ending)
    with placed(path, force=force) as file:
        write_into(file, statement, ending)


def write_into(file: BinaryIO, statement: AnnualStatement, ending: str) -> None:
    """Write a statement into an open file, as ``.pdf``, ``.csv`` or ``.xlsx``."""
    if ending == ".pdf":
        file.write(printed(statement))
        return
    title, headers, rows = _table(statement)
    write_table(file, ending[1:], title, headers, rows)


def printed(statement: AnnualStatement) -> bytes:
    """Return the statement as a PDF; the same statement gives the same bytes."""
    from io import BytesIO

    from receipts.control import write_control
    from receipts.declaration import write_declaration
    from receipts.foreign import write_foreign
    from receipts.generosity import write_generosity
    from receipts.reconciliation import write_reconciliation
    from receipts.thresholds import write_thresholds

    out = BytesIO()
    match statement:
        case Control():
            write_control(out, statement)
        case Declaration():
            write_declaration(out, statement)
        case ForeignStatement():
            write_foreign(out, statement)
        case GenerosityAccount():
            write_generosity(out, statement)
        case Reconciliation():
            write_reconciliation(out, statement)
        case Thresholds():
            write_thresholds(out, statement)
    return out.getvalue()


def _table(statement: AnnualStatement) -> tuple[str, Sequence[str], Iterator[Sequence[Cell]]]:
    if isinstance(statement, Control):
        return "Contrôle", (*_CONTROL, *_CODES_OF_CONTROL), (_compared(line) for line in statement.compared)
    if isinstance(statement, ForeignStatement):
        from receipts.foreign import COLUMNS, SHORT_COLUMNS

        if statement.is_short:
            columns = [column.title for column in SHORT_COLUMNS]
            return "Ressources de l'étranger", columns, _foreign_short(statement)
        titles = [column.title for column in COLUMNS]
        codes = [code_heading(titles[place]) for place in _CODED_OF_FOREIGN]
        return "Ressources de l'étranger", [*titles, *codes], _foreign(statement)
    if isinstance(statement, GenerosityAccount):
        if statement.shown:
            return "Détail", _BEHIND, _behind(statement.figure(statement.shown))
        return "Ressources du public", _generosity_columns(statement), _generosity(statement)
    raise TypeError(f"no table of {type(statement)}")


def _generosity_columns(found: GenerosityAccount) -> Sequence[str]:
    year = found.heading.year
    return "Rubrique", "Code", "Ligne", "Comptes", f"Exercice {year} (€)", f"Exercice {year - 1} (€)"


def _generosity(found: GenerosityAccount) -> Iterator[Sequence[Cell]]:
    from receipts.generosity import LINES, PARTS, TO_FILL, account_numbers

    for one in found.figures:
        amounts: list[Cell] = [one.amount if one.is_known else TO_FILL]
        amounts.append(one.before if one.line.roles else TO_FILL)
        code = one.line.code
        yield [PARTS[one.line.part], code, LINES[code], account_numbers(one), *amounts]


def _behind(figure: Figure) -> Iterator[Sequence[Cell]]:
    from receipts.generosity import LINES

    for one in figure.behind:
        yield [LINES[figure.line.code], one.piece, one.of, one.on, one.account.number, one.amount]


def _compared(line: Compared) -> list[Cell]:
    from receipts.french import FINDINGS, KINDS, METHODS, REASONS

    names = FINDINGS if line.side == "receipt" else FINDINGS | REASONS
    said = names[line.reason] if line.reason else "concordant"
    return [
        _SIDES[line.side], line.number, line.payment, line.line, KINDS.get(line.kind, ""),
        METHODS.get(line.method, ""), line.amount, said, line.side, line.kind, line.method, line.reason,
    ]  # fmt: skip


def _foreign_short(statement: ForeignStatement) -> Iterator[Sequence[Cell]]:
    for state in statement.states:
        yield [state.name, state.amount]
    yield ["Total général", statement.amount]


def _foreign(statement: ForeignStatement) -> Iterator[Sequence[Cell]]:
    from receipts.foreign import cells_of

    no_codes = [""] * len(_CODED_OF_FOREIGN)
    for state in statement.states:
        for resource in state.resources:
            name, _, *between, _ = cells_of(resource)
            codes = [
                resource.country,
                resource.personality,
                resource.kind,
                "direct" if resource.is_direct else "indirect",
                resource.method,
            ]
            yield [name, resource.on, *between, resource.amount, *codes]
        yield [f"Total {state.name}", "", "", "", "", "", state.amount, *no_codes]
    yield ["Total général", "", "", "", "", "", statement.amount, *no_codes]
