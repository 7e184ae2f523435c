"""Files as people really have them: taken whole, or refused line by line with nothing written."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.tables import Base, Party, Payment, PaymentLine, Project
from donations_app.domain.storage_errors import FileRefused
from donations_app.phrases import problem_sentence
from donations_app.sentences import sentence
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.imports import Imported, import_file
from tests.unit.test_typed import HOSTILE_AMOUNTS, HOSTILE_DATES
from tests.world import TODAY, association, person, project

HEADER = "ref;office;payer;received_on;method;kind;amount\n"


def run(
    books: Books, what: str, content: str | bytes, name: str = "f.csv", *, partial: bool = False
) -> Imported:
    path = Path(books.location).parent if not books.is_server else Path()
    path = path / name if not books.is_server else Path("/tmp") / name  # noqa: S108 -- a name of the test's own
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        return import_file(books, what, path, partial=partial)
    finally:
        path.unlink(missing_ok=True)


def count_of(books: Books, table: type[Base]) -> int:
    with books.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def rejected(answer: Imported) -> list[tuple[int, str, str]]:
    return [(line.line, line.column, line.problem) for line in answer.rejected]


def test_people_projects_and_payments_come_in_and_again_is_nothing_new(books: Books) -> None:
    people = (
        "ref;kind;last_name;first_name;organisation;address;postcode;city\n"
        "A1;individual;Aït Ahmed;Mohand;;1 rue X;13001;Marseille\n"
        "AMAN;association;;;Association Aman;;;\n"
    )
    projects = "code;title_fr;cost;association;association_cost\nEAU;Eau;10 000,00;AMAN;5000\n"
    payments = (
        "ref;office;payer;received_on;method;kind;amount;project;association;dues_year\n"
        "V1;MRS;A1;31/12/2025;cheque;donation;70,50;EAU;AMAN;\n"
        "V1;MRS;A1;31/12/2025;cheque;dues;30;;;2025\n"
        "V2;MRS;;2025-12-31;cash;donation;1 234,56;;;\n"
    )
    for _twice in range(2):
        answers = [
            run(books, what, content)
            for what, content in (("people", people), ("projects", projects), ("payments", payments))
        ]
    assert [(answer.accepted, answer.already, rejected(answer)) for answer in answers] == [
        (0, 2, []), (0, 1, []), (0, 2, []),
    ]  # fmt: skip
    with books.read() as session:
        cents = session.scalars(select(PaymentLine.amount).order_by(PaymentLine.id)).all()
    assert [amount.cents for amount in cents] == [70_50, 30_00, 1234_56]
    assert verify(books).faults == []


def test_french_headings_and_answers_are_understood(file_books: Books) -> None:
    content = "référence;relais;payeur;reçu le;mode;nature;montant\nV1;MRS;A1;31/12/2025;chèque;don;70,50\n"
    person(file_books)
    assert run(file_books, "payments", content).accepted == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_are_read_in_the_usual_encodings(file_books: Books, encoding: str) -> None:
    content = "ref;kind;last_name;first_name\nA1;individual;Aït Hélène;Zoé\n".encode(encoding)
    assert run(file_books, "people", content).accepted == 1
    with file_books.read() as session:
        assert session.scalars(select(Party.last_name)).one() == "Aït Hélène"


@pytest.mark.parametrize(("typed", "why"), HOSTILE_AMOUNTS.items())
def test_a_hostile_amount_is_refused_with_its_line_column_and_reason(
    file_books: Books, typed: str, why: str
) -> None:
    person(file_books)
    answer = run(file_books, "payments", f'{HEADER}V1;MRS;A1;2025-03-01;cash;donation;"{typed}"\n')
    assert rejected(answer) == [(2, "amount", why)]
    assert problem_sentence(why, typed)
    assert count_of(file_books, Payment) == 0


@pytest.mark.parametrize(("typed", "why"), HOSTILE_DATES.items())
def test_a_hostile_date_is_refused_with_its_line_column_and_reason(
    file_books: Books, typed: str, why: str
) -> None:
    person(file_books)
    answer = run(file_books, "payments", f"{HEADER}V1;MRS;A1;{typed};cash;donation;10\n")
    assert rejected(answer) == [(2, "received_on", why)]
    assert count_of(file_books, Payment) == 0


def test_one_bad_line_stops_the_file_unless_its_sound_lines_are_asked_for(books: Books) -> None:
    person(books)
    content = (
        HEADER + "V1;MRS;A1;2025-03-01;cash;donation;10\n"
        "V2;MRS;NOBODY;2025-03-01;cash;donation;10\n"
        "V3;XXX;A1;2025-03-01;cash;gift;ten\n"
    )
    answer = run(books, "payments", content)
    assert (answer.accepted, answer.saved, count_of(books, Payment)) == (0, False, 0)
    assert rejected(answer) == [
        (3, "payer", "party_unknown"), (4, "amount", "amount_not_a_number"),
    ]  # fmt: skip
    assert run(books, "payments", content, partial=True).accepted == 1
    assert count_of(books, Payment) == 1


def test_the_same_reference_with_another_content_is_refused_and_nothing_overwritten(books: Books) -> None:
    person(books)
    run(books, "payments", HEADER + "V1;MRS;A1;2025-03-01;cash;donation;10\n")
    answer = run(books, "payments", HEADER + "V1;MRS;A1;2025-03-01;cash;donation;11\n")
    assert [problem for _, _, problem in rejected(answer)] == ["ref_reused"]
    with books.read() as session:
        assert session.scalars(select(Payment.amount)).one().cents == 10_00


def test_a_payment_with_one_bad_line_is_refused_whole(file_books: Books) -> None:
    person(file_books)
    content = (
        HEADER + "V1;MRS;A1;2025-03-01;cash;donation;10\nV1;MRS;A1;2025-03-01;cash;donation;-10\n"
        "V2;MRS;A1;2025-03-01;cash;donation;20\n"
    )
    answer = run(file_books, "payments", content, partial=True)
    assert (answer.accepted, count_of(file_books, Payment)) == (1, 1)


def test_an_association_must_carry_the_project(file_books: Books) -> None:
    person(file_books), association(file_books), project(file_books)
    content = HEADER.replace("amount", "amount;project;association")
    answer = run(file_books, "payments", content + "V1;MRS;A1;2025-03-01;cash;donation;10;EAU;AMAN\n")
    assert [problem for _, _, problem in rejected(answer)] == ["association_not_partner"]


def workbook(*rows: tuple[str | float | date, ...]) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_workbook_is_read_by_its_values(file_books: Books) -> None:
    person(file_books)
    header = tuple(HEADER.strip().split(";"))
    content = workbook(header, ("V1", "MRS", "A1", TODAY, "cash", "donation", 1234.56))
    assert run(file_books, "payments", content, "f.xlsx").accepted == 1
    with file_books.read() as session:
        row = session.execute(select(Payment.amount, Payment.received_on)).one()
    assert (row.amount.cents, row.received_on) == (1234_56, TODAY)


def test_a_formula_without_its_value_is_refused(file_books: Books) -> None:
    person(file_books)
    content = workbook(
        tuple(HEADER.strip().split(";")), ("V1", "MRS", "A1", "2025-03-01", "cash", "donation", "=1+1")
    )
    answer = run(file_books, "payments", content, "f.xlsx")
    assert [problem for _, _, problem in rejected(answer)] == ["formula_without_value"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_in_any_script(file_books: Books, encoding: str) -> None:
    text = "ref;kind;last_name;city\nA1;individual;ⵣⵡⵡⵓ أيت أحمد;Ἀθῆναι\n"
    assert run(file_books, "people", text.encode(encoding)).accepted == 1


def test_a_large_amount_is_asked_about_and_taken_when_it_is_meant(books: Books, tmp_path: Path) -> None:
    person(books)
    path = tmp_path / "p.csv"
    lines = (
        "V1;MRS;A1;31/12/2025;transfer;donation;1000000000\nV2;MRS;A1;31/12/2025;transfer;donation;50000\n"
    )
    path.write_text(
        HEADER
        + lines
        + "V3;MRS;A1;30/12/2025;transfer;donation;50000\nV3;MRS;A1;30/12/2025;transfer;donation;0,01\n"
    )
    answer = import_file(books, "payments", path)
    assert (answer.saved, rejected(answer)) == (
        False,
        [(2, "amount", "large_amount"), (4, "amount", "large_amount")],
    )
    assert import_file(books, "payments", path, partial=True).accepted == 1
    assert import_file(books, "payments", path, accept=["large_amount"]).accepted == 2
    again = import_file(books, "payments", path)
    assert (again.already, again.rejected) == (3, [])
    path.write_text("ref;payer;amount;frequency;first_on\nR1;A1;50000,01;monthly;01/01/2026\n")
    assert rejected(import_file(books, "recurring", path)) == [(2, "amount", "large_amount")]
    assert import_file(books, "recurring", path, accept=["large_amount"]).accepted == 1


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "file_empty"), (b"ref;ref\n1;2\n", "header_twice"), (b"ref;kind\n", None),
        (b"nothing;here\n1;2\n", "column_missing"), (b'ref;kind\n"open;individual\nB;x\n', "quote_open"),
        (b"%PDF-1.7 not a table", "column_missing"), (bomb(), "workbook_unsafe"), (b"\n\n", "header_missing"),
        (b"\x00\x00\x00\x00ref;kind", "zero_bytes"), (b"\x00ref;kind;last_name\nA1;individual;X\n", "zero_bytes"),
        (b"ref\x00;kind;last_name\nA1;individual;X\n", "zero_bytes"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x80", "zero_bytes"),
        (b"\xff\xfe\x00\xd8\x00", "encoding_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook_protected_or_old"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_people_is_refused_as_a_whole(
    file_books: Books, content: bytes, problem: str | None
) -> None:
    if problem is None:
        assert run(file_books, "people", content).accepted == 0
        return
    with pytest.raises(FileRefused) as error:
        run(file_books, "people", content)
    assert error.value.problem == problem
    assert "f.csv" in (sentence(error.value) or "")
    assert count_of(file_books, Party) == 0


@pytest.mark.parametrize(("place", "problem"), [("", "not_a_file"), ("none.csv", "file_missing")])
def test_a_place_that_is_no_file_is_refused(
    file_books: Books, tmp_path: Path, place: str, problem: str
) -> None:
    with pytest.raises(FileRefused) as error:
        import_file(file_books, "people", tmp_path / place)
    assert error.value.problem == problem


def test_invisible_letters_are_taken_out_and_said(file_books: Books) -> None:
    answer = run(file_books, "people", "ref;kind;last_name\nA1;individual;Aï\u202et\u200b\n")
    assert (answer.accepted, len(answer.cleaned)) == (1, 1)
    with file_books.read() as session:
        assert session.scalars(select(Party.last_name)).one() == "Aït"


def test_rows_of_one_code_are_one_project_with_its_associations(file_books: Books) -> None:
    association(file_books), association(file_books, "TAF", "Tafsut")
    content = (
        "code;title_fr;cost;association;association_cost\nEAU;Eau;1000;AMAN;400\nEAU;Eau;1000;TAF;600\n"
        "BAD;Trop;1000;AMAN;1001\n"
    )
    answer = run(file_books, "projects", content)
    assert [problem for _, _, problem in rejected(answer)] == ["parts_above_cost"]
    assert run(file_books, "projects", content, partial=True).accepted == 1
    assert count_of(file_books, Project) == 1


def test_real_member_lists_of_others_are_read_or_refused_in_words(file_books: Books, samples: Path) -> None:
    files = sorted((samples / "members_csv").glob("*.csv")) + sorted((samples / "charset").glob("*.csv"))
    assert files
    for path in files:
        try:
            answer = import_file(file_books, "people", path)
        except FileRefused as error:
            assert sentence(error)  # noqa: PT017 -- each file ends one way or the other
        else:
            assert answer.rejected or answer.accepted or answer.already or not answer.saved
