"""Files as people really have them: taken whole, or refused line by line with nothing written."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.tables import Base, Party, Payment, PaymentLine, Project
from donations_app.domain.emails import is_one_address
from donations_app.domain.errors import InputRefused
from donations_app.domain.money import Money
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.mapping import FieldMap
from donations_app.formats.reference import code_of, municipalities
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.converted import Converted
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.imports import import_file
from donations_app.words.phrases import problem_sentence
from donations_app.words.sentences import sentence
from tests.unit.test_typed import HOSTILE_AMOUNTS, HOSTILE_DATES
from tests.world import TODAY, association, gift, person, project

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


def test_a_payment_copied_from_an_arabic_page_is_read_without_its_marks(file_books: Books) -> None:
    person(file_books)
    day, amount = "\u206701\u200f/03\u200f/2026\u2069", "\u20661\u2009234,56\u2069"
    line = f"V1;\u200fMRS;A1;{day};\u200fchèque;don\u00a0;{amount};\u200f\n"
    assert rejected(run(file_books, "payments", HEADER.replace("\n", ";credited_on\n") + line)) == []
    with file_books.read() as session:
        found = session.execute(select(Payment.received_on, Payment.amount, Payment.method)).one()
    assert (found.received_on, found.amount.cents, found.method) == (date(2026, 3, 1), 1_234_56, "cheque")


def test_overseas_is_understood_as_one_says_it(file_books: Books) -> None:
    said = ("La Réunion", "Guyane", "RE", "Nouvelle-Calédonie", "Wallis")
    lines = "\n".join(f"P{n};particulier;A;{country}" for n, country in enumerate(said))
    assert run(file_books, "people", f"ref;type;nom;pays\n{lines}\n").accepted == 5
    with file_books.read() as session:
        found = session.scalars(select(Party.country).order_by(Party.other_ref)).all()
    assert found == ["RE", "GF", "RE", "NC", "WF"]


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


@pytest.mark.parametrize(
    ("what", "head", "first", "other"),
    [
        ("people", "ref;kind;last_name;first_name", "N1;individual;Moreau;Claire", "N1;individual;Roy;Ana"),
        ("recurring", "ref;payer;amount;frequency;first_on;method", "N1;A1;10;monthly;2026-01-05;transfer",
         "N1;A1;20;monthly;2026-01-05;transfer"),
    ],
)  # fmt: skip
def test_two_lines_that_say_different_things_under_one_reference_are_both_refused_by_line(
    file_books: Books, what: str, head: str, first: str, other: str
) -> None:
    person(file_books)
    answer = run(file_books, what, f"{head}\n{first}\n{first}\n{other}\n", partial=True)
    assert [(one.line, one.problem, one.value, dict(one.data)) for one in answer.rejected] == [
        (2, "ref_of_other_line", "N1", {"before": 4}), (4, "ref_of_other_line", "N1", {"before": 2}),
    ]  # fmt: skip
    assert (answer.accepted, answer.already) == (0, 1)


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


def test_the_country_of_an_overseas_postcode_is_known_where_none_is_written_and_france_refused(
    file_books: Books,
) -> None:
    lines = "P1;particulier;A;98800;\nP2;particulier;A;97400;\nP3;particulier;A;13001;\nP4;particulier;A;98714;France\n"
    answer = run(file_books, "people", f"ref;type;nom;cp;pays\n{lines}", partial=True)
    assert rejected(answer) == [(5, "country", "country_of_postcode")]
    assert dict(answer.rejected[0].data) == {"country": "PF"}
    with file_books.read() as session:
        assert session.scalars(select(Party.country).order_by(Party.other_ref)).all() == ["NC", "FR", "FR"]


def test_an_address_to_which_nothing_can_be_sent_is_refused_at_the_entrance(file_books: Books) -> None:
    addresses = (
        "claire@gmail", "claire@gmail.com.", "@gmail.com", "claire@", "hélène@exemple.fr", "claire@-",
        "claire@example.org", "mailto:claire@gmail.com", "claire..m@example.org", "claire@exämple.org",
    )  # fmt: skip
    lines = "".join(f"E{n};particulier;A;A;{address}\n" for n, address in enumerate(addresses))
    answer = run(file_books, "people", f"ref;type;nom;prénom;courriel\n{lines}", partial=True)
    assert [(line.line, line.problem) for line in answer.rejected] == [
        (2, "email_domain"), (3, "email_domain"), (4, "email_invalid"), (5, "email_domain"), (6, "email_letters"),
        (7, "email_domain"), (10, "email_invalid"),
    ]  # fmt: skip
    with file_books.read() as session:
        kept = session.scalars(select(Party.email).order_by(Party.other_ref)).all()
    assert kept == ["claire@example.org", "claire@gmail.com", "claire@exämple.org"]
    assert all(map(is_one_address, kept))


def test_agreed_debits_that_cannot_be_made_are_refused_and_those_made_elsewhere_told(
    file_books: Books,
) -> None:
    person(file_books)
    header = "ref;payer;amount;frequency;first_on;method;iban;bic;mandate_reference;mandate_signed_on\n"
    head, account = "A1;10;monthly;2026-01-05", "IBAN FR76 3000 6000 0112 3456 7890 189"
    lines = [
        f"R1;{head};;MA64011519000001205000534921;;RUM1;2025-12-20",
        f"R2;{head};;TN59 1000 6035 1835 9847 8831;;RUM2;2025-12-20",
        f"R3;{head};;{account};;;",
        f"R4;{head};;{account};;RUM4;2026-02-20",
        f"R5;{head};;{account};COBADEFF;{'5' * 38};2025-12-20",
        f"R6;{head};;{account};BNPAFRPP;RUM6;2025-12-20",
        f"R7;{head};virement;MA64011519000001205000534921;;;",
        f"R8;{head};;;;;",
    ]
    answer = run(file_books, "recurring", header + "\n".join(lines), partial=True)
    assert rejected(answer) == [
        (2, "iban", "iban_beyond_sepa"), (3, "iban", "iban_beyond_sepa"),
        (4, "mandate_reference", "mandate_missing"), (4, "mandate_signed_on", "mandate_missing"),
        (5, "mandate_signed_on", "mandate_signed_late"),
        (6, "bic", "bic_of_other_country"), (6, "mandate_reference", "mandate_reference_invalid"),
    ]  # fmt: skip
    assert (answer.accepted, answer.undebited) == (3, 1)


RATED = "ref;office;payer;received_on;method;kind;amount;currency;rate\n"


@pytest.mark.parametrize("said", ["DH", "dhs", "Dirhams", "درهم", "mad"])
def test_a_dirham_in_the_column_of_currencies_is_that_of_morocco_at_its_rate(
    file_books: Books, said: str
) -> None:
    person(file_books)
    line = f"V1;MRS;A1;2025-05-06;transfer;donation;500;{said}"
    assert rejected(run(file_books, "payments", f"{RATED}{line};4,3\n")) == [(2, "rate", "rate_unlikely")]
    assert run(file_books, "payments", f"{RATED}{line};10,8\n").accepted == 1
    with file_books.read() as session:
        assert session.scalars(select(Payment.currency)).all() == ["MAD"]


@pytest.mark.parametrize("rate", ["0,0922", "108,5", "1,0"])
def test_a_rate_that_cannot_be_one_of_its_currency_is_refused_with_what_it_was(
    file_books: Books, rate: str
) -> None:
    person(file_books)
    line = f"V1;MRS;A1;2025-05-06;transfer;donation;500;MAD;{rate}\n"
    (found,) = run(file_books, "payments", RATED + line).rejected
    assert (found.line, found.column, found.problem) == (2, "rate", "rate_unlikely")
    assert dict(found.data)["currency"] == "MAD"
    cost = f"code;title_fr;cost;currency;rate\nEAU;Eau;1000;MAD;{rate}\n"
    assert rejected(run(file_books, "projects", cost)) == [(2, "rate", "rate_unlikely")]
    with pytest.raises(InputRefused) as refused:
        gift(file_books, 46_08, currency="MAD", rate=rate.replace(",", "."))
    assert [problem.code for problem in refused.value.problems] == ["rate_unlikely"]


def test_what_other_currencies_became_in_euros_is_told(file_books: Books) -> None:
    person(file_books)
    content = RATED + (
        "V1;MRS;A1;2025-05-06;transfer;donation;500;MAD;10,85\n"
        "V2;MRS;A1;2025-05-06;transfer;donation;1000;MAD;10,85\n"
        "V3;MRS;A1;2025-05-06;transfer;donation;20;EUR;10,85\n"
        "V4;MRS;A1;2025-05-06;transfer;donation;100;ARS;1050\n"
    )
    assert run(file_books, "payments", content).converted == [
        Converted("MAD", "10.85", 2, 1_500_00, Money(46_08 + 92_17)),
        Converted("ARS", "1050", 1, 100_00, Money(10)),
    ]
    assert run(file_books, "payments", content).converted == []  # nothing new
    costs = "code;title_fr;cost;currency;rate\nEAU;Eau;1000;MAD;10\n"
    assert run(file_books, "projects", costs).converted == [
        Converted("MAD", "10", 1, 1_000_00, Money(100_00))
    ]


LINES = "ref;office;payer;received_on;method;kind;amount;project;association;dues_year;description;evidence\n"


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("donation;50;;;;;", "donation;50;;;;;", [(4, "ref", "line_repeated")]),
        ("donation;50;;;;;", "donation;60;;;;;", [(4, "ref", "line_repeated")]),
        ("donation;50;EAU;;;;", "donation;50;EAU;;;x;", [(4, "ref", "line_repeated")]),
        ("dues;50;;;2025;;", "dues;50;;;2025;;", [(4, "ref", "line_repeated")]),
        ("donation;50;EAU;AMAN;;;", "donation;50;EAU;AMAN;;;", [(4, "ref", "line_repeated")]),
        ("in_kind;50;;;;Table;F1", "in_kind;50;;;;Table;F1", [(4, "ref", "line_repeated")]),
        ("donation;50;;;;;", "dues;50;;;2025;;", []), ("dues;50;;;2024;;", "dues;50;;;2025;;", []),
        ("donation;50;;;;;", "donation;50;EAU;;;;", []), ("donation;50;EAU;;;;", "donation;50;EAU;AMAN;;;", []),
        ("in_kind;50;;;;Table;F1", "in_kind;50;;;;Banc;F1", []),
    ],
)  # fmt: skip
def test_lines_of_one_payment_differ_in_more_than_the_amount(
    file_books: Books, first: str, second: str, found: list[tuple[int, str, str]]
) -> None:
    person(file_books)
    project(file_books, partners={association(file_books): 5_000_00})
    head = "V1;MRS;A1;31/12/2025;cheque"
    other = "V2;MRS;A1;31/12/2025;cheque;donation;50;;;;;"
    answer = run(file_books, "payments", f"{LINES}{head};{first}\n{other}\n{head};{second}\n", partial=True)
    assert (rejected(answer), answer.accepted) == (found, 1 if found else 2)
    for line in answer.rejected:
        assert "2" in problem_sentence(line.problem, line.value, dict(line.data))


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
        + "V3;MRS;A1;30/12/2025;transfer;donation;50000\nV3;MRS;A1;30/12/2025;transfer;sale;0,01\n"
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
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000, compresslevel=1)
    return out.getvalue()


def test_payments_that_name_people_without_their_references_are_no_anonymous_gifts(
    books: Books, tmp_path: Path
) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "ref;office;Nom;Prénom;received_on;method;kind;amount\nV1;MRS;Ali;Fatima;03/01/2026;cash;donation;5\n"
    )
    with pytest.raises(FileRefused) as error:
        import_file(books, "payments", path)
    assert (error.value.problem, error.value.detail) == ("payers_named", ("Nom",))
    left_out = FieldMap({"Nom": ""})
    assert import_file(books, "payments", path, decided=left_out).accepted == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "file_empty"), (b"ref;ref\n1;2\n", "header_twice"), (b"ref;kind\n", None),
        (b"nothing;here\n1;2\n", "column_missing"), (b'ref;kind\n"open;individual\nB;x\n', "quote_open"),
        (b"%PDF-1.7 not a table", "column_missing"), (bomb, "workbook_unsafe"), (b"\n\n", "header_missing"),
        (b"\x00\x00\x00\x00ref;kind", "zero_bytes"), (b"\x00ref;kind;last_name\nA1;individual;X\n", "zero_bytes"),
        (b"ref\x00;kind;last_name\nA1;individual;X\n", "zero_bytes"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x80", "zero_bytes"),
        (b"\xff\xfe\x00\xd8\x00", "encoding_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook_protected_or_old"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_people_is_refused_as_a_whole(
    file_books: Books, content: bytes | Callable[[], bytes], problem: str | None
) -> None:
    content = content() if callable(content) else content  # what is large is not made with every import
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


def test_a_project_under_no_axis_or_in_no_place_of_the_programme_is_refused_by_name(books: Books) -> None:
    header = "code;title_fr;cost;axe;province;commune\n"
    wrong = (
        header + "A;Eau;1000;n'importe quoi;Mars;\nB;Eau;1000;Construire des barrages de retenue;;\n"
        "C;Eau;1000;;Tata;Amizmiz\nD;Eau;1000;;;Tafroute\n"
    )
    answer = run(books, "projects", wrong)
    assert rejected(answer) == [
        (2, "axis", "axis_unknown"), (2, "province", "province_unknown"), (3, "axis", "axis_is_action"),
        (4, "municipality", "municipality_elsewhere"), (5, "municipality", "municipality_like"),
    ]  # fmt: skip
    assert (answer.saved, count_of(books, Project)) == (False, 0)
    told = [problem_sentence(one.problem, one.value, dict(one.data)) for one in answer.rejected]
    assert told[1].startswith("“Mars” is not a province of the programme. They are: Al Haouz, Ouarzazate, ")
    assert told[3] == "“Amizmiz” does not lie in Tata, but in Al Haouz."
    named = header + "A;Eau;1000;Améliorer l'accès de la population aux services publics;TATA;Akka\n"
    assert run(books, "projects", named).accepted == 1
    with books.read() as session:
        place = session.execute(select(Project.axis, Project.province, Project.municipality)).one()
    assert place == ("public_services", "09.551", code_of("Akka", municipalities()))


def test_a_project_recorded_without_a_file_is_held_against_the_same_axes_and_places(books: Books) -> None:
    with pytest.raises(InputRefused) as error:
        project(books, axis="water", province="Mars")
    assert [problem.code for problem in error.value.problems] == ["axis_is_action", "province_unknown"]
    assert project(books, axis="environment", province="09.551") == "EAU"


def test_a_rate_without_a_currency_is_not_read_as_euros(file_books: Books) -> None:
    person(file_books)
    lines = (
        "V1;MRS;A1;2025-05-06;transfer;donation;1000;;10,85\n"
        "V2;MRS;A1;2025-05-06;transfer;donation;20;EUR;10,85\nV3;MRS;A1;2025-05-06;transfer;donation;20;;1\n"
    )
    answer = run(file_books, "payments", RATED + lines, partial=True)
    assert (rejected(answer), answer.accepted) == ([(2, "currency", "currency_forgotten")], 2)
    costs = "code;title_fr;cost;rate\nEAU;Eau;1000;10\n"
    assert rejected(run(file_books, "projects", costs)) == [(2, "currency", "currency_forgotten")]


def test_the_cost_of_a_part_needs_its_association(file_books: Books) -> None:
    costs = "code;title_fr;cost;association;association_cost\nEAU;Eau;1000;;500\n"
    assert rejected(run(file_books, "projects", costs)) == [(2, "association", "missing")]


def test_what_was_given_in_return_is_in_euros_and_may_be_nothing(file_books: Books) -> None:
    person(file_books)
    header = (
        "ref;office;payer;received_on;method;kind;amount;currency;rate;counterpart_value;counterpart_kind\n"
    )
    nothing = "".join(
        f"V{n};MRS;A1;2025-05-06;transfer;donation;20;;;{zero};goods\n"
        for n, zero in enumerate(("0", "0,0", "0.00", "0 €", "٠"))
    )
    assert run(file_books, "payments", header + nothing).rejected == []
    with file_books.read() as session:
        assert {one.cents for one in session.scalars(select(PaymentLine.counterpart))} == {0}
    other = "W1;MRS;A1;2025-05-06;transfer;donation;1000;MAD;10,85;50 MAD;goods\n"
    assert rejected(run(file_books, "payments", header + other)) == [
        (2, "counterpart_value", "in_euros_alone")
    ]


def test_the_same_overseas_postcode_gives_its_country_however_it_is_spelt(file_books: Books) -> None:
    people = "ref;kind;last_name;first_name;postcode;city\n" + "".join(
        f"P{n};individual;Ali;Ali;{postcode};Nouméa\n"
        for n, postcode in enumerate(("98800", "98 800", "F-98800"))
    )
    assert run(file_books, "people", people).rejected == []
    with file_books.read() as session:
        found = set(session.execute(select(Party.country, Party.postcode)).tuples())
    assert found == {("NC", "98800")}
