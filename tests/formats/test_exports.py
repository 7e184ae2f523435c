"""Every table that the program writes, opened again: no formula, figures are numbers, days are days, all agree.

A spreadsheet takes a text of a CSV file for a formula by its first sign; such a text has one apostrophe
before it there, and taking it away gives the text. A workbook needs none: its cells say that they are texts.
"""

import ast
import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl.utils.escape import unescape
from xlsxwriter import Workbook

from donations_app.db.books import Books
from donations_app.db.queries.register import register_lines
from donations_app.domain.authors import Author
from donations_app.domain.money import Money
from donations_app.domain.payment_filter import PaymentFilter, PaymentOrder
from donations_app.domain.people_filter import PeopleFilter, PeopleOrder
from donations_app.domain.register import RegisterLine
from donations_app.formats import sheets
from donations_app.formats.tables import read_table
from donations_app.formats.writing import Cell, write_csv, write_xlsx
from donations_app.services.audit.sample import sample_data, sample_receipts
from donations_app.services.books.settings import create_books
from donations_app.services.deposits.listing import write_slips
from donations_app.services.deposits.slips import cancel_slip, hand_in, note_credit
from donations_app.services.payments.listing import write_payments
from donations_app.services.people.listing import write_people
from donations_app.services.people.member_list import write_members
from donations_app.services.people.memberships import join, set_fee
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.services.statements.control import control
from donations_app.services.statements.files import write_statement
from donations_app.services.statements.register import write_register
from donations_app.services.statements.thresholds import foreign_statement
from tests.slips import slip
from tests.world import SETTINGS, TODAY, company, gift, person, ticking

ROOT = Path(__file__).parents[2] / "donations_app"
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORMULAS = (
    "=cmd|' /C calc'!A0", "=1+1", "+1", "-1", "@x", "＝1+1", "＋1", "－1", "＠x", "'=1", "''+1", "'t Hooft", "-",
    "-Aït", 'O"Brien', "Aman ; Bled", "a,b", "a|b", "_x0041_", "&amp;<b>", "1e5", "007", "1,5", "TRUE",
    "31/12/2025", "أحمد", "ⵣⵀⵔⴰ",
)  # fmt: skip
DESCRIPTIONS = ("=cmd via =2+2", "\tvia \tTab", "\rvia X", 'a\nb;"c" via "Aman" ;', "x via @x", "plain")


@dataclass(frozen=True)
class Opened:
    """One table as a CSV and as a workbook, by a reader of each."""

    texts: list[list[str]]
    cells: list[list[Any]]
    kinds: list[list[str]]  # of the cells of the workbook: s, n, d


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """Books whose names, addresses, references and reasons are hostile; one receipt cancelled, one replaced."""
    place = tmp_path_factory.mktemp("exports") / "b.tiwizi"
    books = create_books(str(place), SETTINGS, today=lambda: TODAY, clock=ticking(), author=Author("=naima"))
    for n, name in enumerate(FORMULAS):
        ref = f"{name} {n}"
        if n % 3 == 2:
            company(books, ref, organisation=name, legal_form=name, address=name)
        else:
            person(books, ref, last_name=name, first_name=name, address=name, city=name)
        cents = 10**n % 1_000_000_000_00 + n + 1
        gift(books, cents, payer=ref, ref=f"{name}#{n}", method="cash")
    for n, description in enumerate(DESCRIPTIONS):
        ref = f"=MA{n}"
        person(books, ref, country="MA", last_name=FORMULAS[n])
        gift(
            books,
            33_33 + n,
            payer=ref,
            ref=f"@{n}",
            description=description,
            received_on=date(2025, 12, 31 - n),
        )
    issue_receipts(books.acting(login="=zohra"), 2025, Choice(accept=["all"]))
    zohra = books.acting(login="-zohra")
    cancel_receipt(zohra, "2025-MRS-P-000001", reason='=HYPERLINK("x") ; "non"')
    replace_receipt(zohra, "2025-MRS-P-000002", reason="@raison")
    yield books
    books.close()


def written(write: Callable[[Path], object], folder: Path) -> Opened:
    """Have a table written both ways, and open both."""
    table, book = folder / "t.csv", folder / "t.xlsx"
    write(table)
    write(book)
    assert table.read_bytes().startswith("\ufeff".encode())
    with table.open(encoding="utf-8-sig", newline="") as file:
        texts = list(csv.reader(file, delimiter=";", strict=True))
    return Opened(texts, *opened(book))


def opened(book: Path | io.BytesIO) -> tuple[list[list[Any]], list[list[str]]]:
    """Return the values and the kinds of the cells of a workbook, none of which may be a formula.

    Control characters stand in it as ``_x001F_`` (ISO/IEC 29500, ST_Xstring), which openpyxl leaves so.
    """
    (sheet,) = openpyxl.load_workbook(book).worksheets
    rows = list(sheet.iter_rows())
    assert not [cell.coordinate for row in rows for cell in row if cell.data_type == "f" or cell.hyperlink]
    values = [
        [unescape(str(cell.value)) if cell.data_type == "s" else cell.value for cell in row] for row in rows
    ]
    return values, [[cell.data_type for cell in row] for row in rows]


def as_text(value: Any, written_as: str) -> str:
    """Return a cell of a workbook as the CSV file must say it; ``written_as`` tells amounts from counts."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, int | float):
        return f"{value:.2f}".replace(".", ",") if "," in written_as else str(value)
    return f"'{value}" if value.lstrip("'").startswith(SIGNS) else str(value)


def check_both_say_the_same(table: Opened) -> None:
    assert len(table.texts) == len(table.cells) > 2
    for texts, cells in zip(table.texts, table.cells, strict=True):
        assert texts == [as_text(cell, text) for cell, text in zip(cells, texts, strict=True)]


def check_no_text_is_a_formula(table: Opened) -> None:
    for texts, cells in zip(table.texts, table.cells, strict=True):
        for text, cell in zip(texts, cells, strict=True):
            assert isinstance(cell, int | float) or not text.startswith(SIGNS), text


def columns(table: Opened, *names: str) -> list[list[Any]]:
    """Return the cells of some columns of the workbook, below their headers."""
    return [[row[table.cells[0].index(name)] for row in table.cells[1:]] for name in names]


def kinds(table: Opened, name: str) -> set[str]:
    """Return the kinds of the filled cells of a column."""
    at = table.cells[0].index(name)
    rows = zip(table.cells[1:], table.kinds[1:], strict=True)
    return {kind[at] for row, kind in rows if row[at] is not None}


def cents(amounts: list[float]) -> list[int]:
    """Return numbers of a workbook as cents, which each must be to the last digit."""
    found = [round(amount * 100) for amount in amounts]
    assert [each / 100 for each in found] == amounts
    return found


def frozen(books: Books) -> list[RegisterLine]:
    with books.read() as session:
        return list(register_lines(session, year=2025))


def test_the_proof_knows_every_place_where_a_table_is_written() -> None:
    names = {"write_table", "write_csv", "write_xlsx", "writer", "DictWriter", "Workbook"}
    found = set()
    for path in ROOT.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if not any(f"{name}(" in source for name in names):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call):
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if called in names:
                    found.add(path.relative_to(ROOT).as_posix())
    assert found == {
        "formats/accounting.py",  # in db/test_accounting
        "formats/writing.py",
        "services/audit/notes.py",
        "services/audit/pack_slips.py",  # in db/test_packing
        "services/audit/sample.py",
        "services/deliveries/circulars.py",  # in db/test_circulars
        "services/deposits/listing.py",
        "services/exchange/preview.py",
        "services/payments/listing.py",
        "services/people/member_list.py",
        "services/people/listing.py",
        "services/projects/listing.py",
        "services/statements/files.py",
        "services/statements/funder_proof.py",  # in db/test_share_documents
        "services/statements/register.py",
        "ui/projects/exporting.py",  # in ui/test_projects
    }


def test_payments_say_in_both_what_the_books_say(full: Books, tmp_path: Path) -> None:
    def write(path: Path) -> object:
        only, order = PaymentFilter(kind="donation"), PaymentOrder("amount", is_descending=False)
        return write_payments(full, path, form=path.suffix[1:], only=only, order=order)

    table = written(write, tmp_path)
    check_both_say_the_same(table)
    amounts = [row[5] for row in table.cells[1:]]
    assert amounts == sorted(amounts)
    assert {row[0] for row in table.cells[1:]} >= {f"{name}#{n}" for n, name in enumerate(FORMULAS)}


def test_members_say_in_both_what_the_books_say(full: Books, tmp_path: Path) -> None:
    def write(path: Path) -> object:
        return write_members(full, path, form=path.suffix[1:], day=TODAY, today=TODAY)

    set_fee(full, "=A", name="@nom", from_year=2026, fee=Money(30_00))
    refs = [f"{name} {n}" for n, name in enumerate(FORMULAS)]
    join(full, [(uuid4(), ref, date(2026, 1, 1)) for ref in refs], kind="=A")
    table = written(write, tmp_path)
    check_both_say_the_same(table)
    check_no_text_is_a_formula(table)
    assert {row[0] for row in table.cells[1:]} == set(refs)
    assert {(row[6], row[11], row[12]) for row in table.cells[1:]} == {(30, "owed", "owed")}


def test_slips_say_in_both_what_the_books_say(full: Books, tmp_path: Path) -> None:
    def write(path: Path) -> object:
        return write_slips(full, path, form=path.suffix[1:])

    for reason in ("=1+1", "+réf."):
        gift(full, 20_00, payer=f"{FORMULAS[0]} 0", ref=f"remise {reason}", method="cheque", credited_on=None)
        number = slip(full, f"remise {reason}")
        if reason == "=1+1":
            cancel_slip(full, number, reason=reason, on=TODAY)
        else:
            hand_in(full, number, on=TODAY)
            note_credit(full, number, on=TODAY, reference=reason)
    table = written(write, tmp_path)
    check_both_say_the_same(table)
    check_no_text_is_a_formula(table)
    assert [(row[5], row[12] or row[14]) for row in table.cells[1:]] == [(20, "+réf."), (20, "=1+1")]


def test_what_was_written_is_read_again_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "again.csv"
    with path.open("wb") as file:
        write_csv(file, ["n", "text"], [[n, text] for n, text in enumerate(FORMULAS)])
    assert [row.cells[1] for row in read_table(path).rows] == list(FORMULAS)


def test_people_say_in_both_what_the_books_say(full: Books, tmp_path: Path) -> None:
    def write(path: Path) -> object:
        only, order = PeopleFilter(kind="individual"), PeopleOrder(by="given", is_descending=True, year=2025)
        return write_people(full, path, form=path.suffix[1:], only=only, order=order, year=2025)

    table = written(write, tmp_path)
    check_both_say_the_same(table)
    check_no_text_is_a_formula(table)
    refs, names, given = ([row[at] for row in table.cells[1:]] for at in (0, 1, 8))
    assert given == sorted(given, reverse=True)
    assert given[0] > 0
    assert set(refs) == {
        *(f"{name} {n}" for n, name in enumerate(FORMULAS) if n % 3 != 2),
        *(f"=MA{n}" for n in range(len(DESCRIPTIONS))),
    }
    assert any(name.startswith("=1+1") for name in names)


def test_the_register_says_in_both_what_the_books_say(full: Books, tmp_path: Path) -> None:
    def write(path: Path) -> object:
        return write_register(full, path, form=path.suffix[1:], year=2025)

    table, lines = written(write, tmp_path), frozen(full)
    check_both_say_the_same(table)
    check_no_text_is_a_formula(table)
    assert len(lines) == len(table.cells) - 1 > 20
    amounts, issued, cancelled, years = columns(
        table, "Montant (€)", "Émis le", "Annulé le", "Année des dons"
    )
    assert cents(amounts) == [line.amount.cents for line in lines]
    assert [day.date() for day in issued] == [line.issued_on for line in lines]
    assert [day.date() if day else None for day in cancelled] == [line.cancelled_on for line in lines]
    assert years == [2025] * len(lines)
    assert {name: kinds(table, name) for name in ("Montant (€)", "Année des dons", "Émis le", "Annulé le")} == {
        "Montant (€)": {"n"}, "Année des dons": {"n"}, "Émis le": {"d"}, "Annulé le": {"d"},
    }  # fmt: skip
    texts = columns(table, "Numéro", "Donateur", "Adresse", "Référence du donateur", "Versements", "Motif")
    wanted = [
        [line.number, line.name, line.address, line.payer, ", ".join(line.payments), line.reason or None]
        for line in lines
    ]
    assert [list(row) for row in zip(*texts, strict=True)] == wanted
    assert {line.status for line in lines} == {"issued", "cancelled", "replaced"}


def test_a_table_says_words_and_has_its_codes_in_columns_of_their_own(full: Books, tmp_path: Path) -> None:
    def write(path: Path) -> object:
        return write_register(full, path, form=path.suffix[1:], year=2025)

    table, lines = written(write, tmp_path), frozen(full)
    header = table.cells[0]
    assert [name for name in header if name.endswith(" (code)")] == [
        "Nature (code)", "Genre (code)", "Forme du don (code)", "Mode de versement (code)", "État (code)",
        "Avertissements acceptés (code)", "Envoyé par (code)",
    ]  # fmt: skip
    states = {"issued": "émis", "cancelled": "annulé", "replaced": "annulé et remplacé"}
    said, codes = columns(table, "État", "État (code)")
    assert (codes, said) == ([line.status for line in lines], [states[line.status] for line in lines])
    for name, word, code in (
        ("Nature", "numéraire", "money"), ("Genre", "don manuel", "donation"),
        ("Mode de versement", "espèces", "cash"),
        ("Avertissements acceptés", "montant élevé", "large_amount"),
    ):  # fmt: skip
        said, codes = columns(table, name, f"{name} (code)")
        assert (word, code) in set(zip(said, codes, strict=True))
        assert code not in " ".join(filter(None, said))


def test_the_controls_of_the_year_have_their_codes_apart_too(full: Books, tmp_path: Path) -> None:
    made = control(full, 2025)
    table = written(lambda path: write_statement(made, path), tmp_path)
    names = ("Côté (code)", "Nature (code)", "Mode (code)", "Constat (code)")
    assert list(zip(*columns(table, *names), strict=True)) == [
        (one.side, one.kind or None, one.method or None, one.reason or None) for one in made.compared
    ]
    abroad = foreign_statement(full, 2025)
    foreign = written(lambda path: write_statement(abroad, path, force=True), tmp_path)
    said, codes = columns(foreign, "État du contributeur", "État du contributeur (code)")
    assert list(zip(said, codes, strict=True)) == [
        *[("Maroc", "MA")] * len(DESCRIPTIONS), ("Total Maroc", None), ("Total général", None),
    ]  # fmt: skip
    (direct,) = columns(foreign, "Caractère direct ou indirect (code)")
    assert set(direct[: len(DESCRIPTIONS)]) <= {"direct", "indirect"}


def test_the_register_in_json_says_the_same(full: Books, tmp_path: Path) -> None:
    write_register(full, tmp_path / "r.json", form="json", year=2025)
    said = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    lines = frozen(full)
    assert [
        (one["number"], one["name"], one["payer"], one["amount_cents"], one["issued_on"], one["reason"])
        for one in said["lines"]
    ] == [
        (line.number, line.name, line.payer, line.amount.cents, line.issued_on.isoformat(), line.reason)
        for line in lines
    ]
    assert said["total_cents"] == sum(line.counted.cents for line in lines)


def test_the_control_says_in_both_what_was_compared(full: Books, tmp_path: Path) -> None:
    made = control(full, 2025)
    table = written(lambda path: write_statement(made, path), tmp_path)
    check_both_say_the_same(table)
    check_no_text_is_a_formula(table)
    (amounts, payments, positions) = columns(table, "Montant (€)", "Versement", "Ligne")
    assert cents(amounts) == [one.amount.cents for one in made.compared]
    assert payments == [one.payment for one in made.compared]
    assert positions == [one.line for one in made.compared]
    assert kinds(table, "Montant (€)") == kinds(table, "Ligne") == {"n"}
    assert any(payment.startswith("=") for payment in payments)


def test_the_foreign_statement_says_in_both_what_came_from_where(full: Books, tmp_path: Path) -> None:
    made = foreign_statement(full, 2025)
    table = written(lambda path: write_statement(made, path), tmp_path)
    check_both_say_the_same(table)
    check_no_text_is_a_formula(table)
    (state,) = made.states
    header = table.cells[0]
    days, amounts, through = (
        [row[header.index(name)] for row in table.cells[1:]]
        for name in ("Date", "Montant ou valorisation (€)", "Caractère direct ou indirect")
    )
    count = len(state.resources)
    assert count == len(DESCRIPTIONS)
    assert [day.date() for day in days[:count]] == [one.on for one in state.resources]
    assert days[count:] == [None, None]
    assert cents(amounts) == [
        *(one.amount.cents for one in state.resources),
        state.amount.cents,
        made.amount.cents,
    ]
    assert kinds(table, "Date") == {"d"}
    assert "indirect (=2+2)" in through


def test_the_short_statement_has_a_total_for_each_state_and_no_line(full: Books, tmp_path: Path) -> None:
    made = replace(foreign_statement(full, 2025), is_short=True)
    table = written(lambda path: write_statement(made, path), tmp_path)
    check_both_say_the_same(table)
    (state,) = made.states
    (names, amounts) = columns(table, "État du contributeur", "Montant ou valorisation (€)")
    assert names == [state.name, "Total général"]
    assert cents(amounts) == [state.amount.cents, made.amount.cents]


def test_a_sample_says_in_both_what_was_drawn(full: Books, tmp_path: Path) -> None:
    for form in ("csv", "json"):
        made = sample_receipts(full, 2025, size=12, seed=7, out=tmp_path / f"s.{form}", form=form)
    with (tmp_path / "s.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";", strict=True))
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8")) == sample_data(made)
    assert [(row["Numéro"], row["Montant (€)"], row["Rang SHA-256"]) for row in rows] == [
        (line.number, f"{line.amount.cents // 100},{line.amount.cents % 100:02}", drawn.rank)
        for line, drawn in made.drawn()
    ]
    assert [(row["État (code)"], row["Pris par"], row["Pris par (code)"]) for row in rows] == [
        (line.status, "tirage", "drawn") for line, _ in made.drawn()
    ]
    for row, (line, _) in zip(rows, made.drawn(), strict=True):
        for name, text in (("Donateur", line.name), ("Adresse", line.address)):
            assert not row[name].startswith(SIGNS)
            assert row[name] == as_text(text, "")


cells = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
    st.sampled_from(FORMULAS),
    st.integers(-(10**9), 10**9),
    st.integers(-(10**13), 10**13).map(Money),
    st.dates(date(1900, 3, 1), date(2100, 12, 31)),
    st.none(),
)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6))
def test_any_cell_comes_back_as_it_was_put(rows: list[list[Cell]]) -> None:
    table, book = io.BytesIO(), io.BytesIO()
    numbered = [[*row, n] for n, row in enumerate(rows)]  # a row of empty cells would not be there
    write_csv(table, ["a", "b", "c", "n"], numbered)
    write_xlsx(book, "T", ["a", "b", "c", "n"], numbered)
    texts = list(csv.reader(io.StringIO(table.getvalue().decode("utf-8-sig"), newline=""), delimiter=";"))[1:]
    values, found = opened(book)
    for row, text, value, kind in zip(numbered, texts, values[1:], found[1:], strict=True):
        for cell, said, seen, sort in zip(row, text, value, kind, strict=True):
            if isinstance(cell, Money):
                assert (cents([seen]), sort) == ([cell.cents], "n")
                assert int(said.replace(",", "")) == cell.cents
            elif isinstance(cell, date):
                assert (seen.date(), said, sort) == (cell, cell.isoformat(), "d")
            elif isinstance(cell, int):
                assert (seen, int(said), sort) == (cell, cell, "n")
            else:
                assert (seen or "") == (cell or "")
                assert not said.startswith(SIGNS)
                guarded = said.startswith("'") and said.lstrip("'").startswith(SIGNS)
                assert (said[1:] if guarded else said) == (cell or "")


def test_a_text_longer_than_a_cell_is_cut_in_sight_not_dropped() -> None:
    book, table = io.BytesIO(), io.BytesIO()
    long = "V-MRS-2025-000001, " * 3_000
    write_xlsx(book, "T", ["a"], [[long]])
    write_csv(table, ["a"], [[long]])
    values, _ = opened(book)
    assert values[1][0].startswith(long[:30_000])
    assert values[1][0].endswith("suite dans le fichier CSV]")
    assert long in table.getvalue().decode("utf-8-sig")


def as_the_libraries_write(rows: list[list[Cell]]) -> tuple[bytes, dict[str, bytes]]:
    """Return rows as CSV and the parts of a workbook by what stands below ``write_csv`` and ``write_xlsx``."""
    text, made = io.StringIO(), io.BytesIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(
        [[told(cell) for cell in row] for row in rows]
    )
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(made, options)
    book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
    strong = book.add_format({"bold": True})
    money, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("T")
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(rows[0]):
        sheet.write_string(0, column, header, strong)
    for line, row in enumerate(rows[1:], 1):
        for column, cell in enumerate(row):
            if isinstance(cell, Money):
                sheet.write_number(line, column, cell.cents / 100, money)
            elif isinstance(cell, date):
                sheet.write_datetime(line, column, cell, day)
            elif isinstance(cell, int):
                sheet.write_number(line, column, cell)
            elif cell:
                sheet.write_string(line, column, cell)
    book.close()
    return text.getvalue().encode("utf-8-sig"), parts_of(made)


def told(cell: Cell) -> str | int | None:
    if isinstance(cell, Money):
        return f"{'-' if cell.cents < 0 else ''}{abs(cell.cents) // 100},{abs(cell.cents) % 100:02}"
    if isinstance(cell, date):
        return cell.isoformat()
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip("'").startswith(SIGNS) else cell


def parts_of(book: io.BytesIO) -> dict[str, bytes]:
    with ZipFile(book) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


ordinary = st.one_of(
    cells, st.sampled_from(["", " a", "a\n", "<", "a&b", "_x000D_", "\ufffe", '";', "𝄞", "\x1fa"])
)


@settings(max_examples=12)
@example([["a", None, date(1900, 3, 1), Money(-9)]] * 501)  # more than are written at once
@given(st.lists(st.lists(ordinary, min_size=4, max_size=4), min_size=1, max_size=5))
def test_columns_are_written_to_the_byte_as_the_libraries_write_cells(rows: list[list[Cell]]) -> None:
    first: list[Cell] = [Money(-1), date(1900, 2, 28), "a", 1]  # so that looks are met in one order
    table, book = io.BytesIO(), io.BytesIO()
    write_csv(table, ["a", "b", "c", "d"], [first, *rows])
    write_xlsx(book, "T", ["a", "b", "c", "d"], [first, *rows], made_on=date(2026, 1, 1))
    lines: list[list[Cell]] = [["a", "b", "c", "d"], first, *rows]
    assert (table.getvalue(), parts_of(book)) == as_the_libraries_write(lines)


def test_more_lines_than_a_sheet_takes_go_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_LINES", 700)
    book = io.BytesIO()
    write_xlsx(book, "T", ["n"], [[n] for n in range(1_600)])
    found = openpyxl.load_workbook(book, read_only=True)
    told = {one.title: [row[0] for row in one.iter_rows(values_only=True)] for one in found.worksheets}
    assert list(told) == ["T", "T (2)"]
    assert told["T"] + told["T (2)"][1:] == ["n", *range(1_600)]
    assert len(told["T"]) == 1_001


def test_a_text_that_looks_like_the_markup_of_a_workbook_stays_a_text() -> None:
    book, table = io.BytesIO(), io.BytesIO()
    write_xlsx(
        book, "T", ["a", "b"], [["<r><t>x</t></r>", ""], ["", None], ["x" * 16_000 + "𝄞" * 10_000, ""]]
    )
    write_csv(table, ["=a"], [[""], ["x"]])
    values, _ = opened(book)
    assert values[1][0] == "<r><t>x</t></r>"
    assert values[3][0].endswith("𝄞 … [suite dans le fichier CSV]")
    assert len(values[3][0].encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert table.getvalue() == '\ufeff\'=a\r\n""\r\nx\r\n'.encode()
