"""Files of expense claims: a line a trip or another expense, one claim a reference."""

import pytest
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.expenses import expense_claim
from donations_app.db.tables import ExpenseClaim, ExpenseTrip, Payment
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.legal import mileage_scales
from donations_app.services.audit.verify import verify
from tests.formats.test_importing import count_of, rejected, run, workbook
from tests.world import association, person, project

HEADER = "ref;payer;office;waived_on;evidence;on;purpose;km;vehicle;power;electric;label;amount\n"
TRIP = "F1;A1;MRS;2025-12-20;R-1;2025-06-01;Réunion;4000;car;5;;;\n"


def test_a_file_of_claims_comes_in_and_again_is_nothing_new(books: Books) -> None:
    person(books), association(books), project(books, partners={"AMAN": 500_00})
    content = (
        "ref;payer;office;waived_on;evidence;on;purpose;km;vehicle;power;electric;label;amount;project;"
        "association;earmarked_by_donor\n"
        "F1;A1;MRS;20/12/2025;R-1;01/06/2025;Réunion;4000;car;5;;;;EAU;AMAN;oui\n"
        "F1;A1;MRS;20/12/2025;R-1;02/06/2025;Réunion;;;;;Péage;12,30;EAU;AMAN;oui\n"
        "F2;A1;LYO;20/12/2025;R-2;01/09/2025;Marché;4000;voiture;5;non;;;;;\n"
        "F3;A1;;20/12/2025;R-3;02/09/2025;Marché;100;moped;;oui;;;;;\n"
    )
    assert (first := run(books, "expenses", content)).rejected == []
    assert (first.accepted, first.already) == (3, 0)
    again = run(books, "expenses", content)
    assert (again.accepted, again.already, again.rejected) == (0, 3, [])
    with books.read() as session:
        claims = [expense_claim(session, ref, mileage_scales()) for ref in ("F1", "F2", "F3")]
        assert session.scalar(select(func.count()).select_from(Payment)) == 3
    assert [claim.amount.cents for claim in claims] == [
        2_544_00 + 12_30, 1_707_00, 37_80,  # the second goes on where the first ended, in one file
    ]  # fmt: skip
    assert [claim.office for claim in claims] == ["MRS", "LYO", "MRS"]
    assert [(item.label, item.amount.cents) for item in claims[0].items] == [("Péage (Réunion)", 12_30)]
    assert (claims[0].project, claims[0].association, claims[1].project) == ("EAU", "AMAN", "")
    assert verify(books).faults == []


def test_french_headings_of_claims_are_understood(file_books: Books) -> None:
    person(file_books)
    content = (
        "Note de frais;Bénévole;Renoncé le;Justificatif;Date du trajet;Motif;Kilomètres;Véhicule;"
        "Puissance fiscale;Électrique;Libellé;Montant\n"
        "F1;A1;20/12/2025;R-1;01/06/2025;Réunion;100;moto;3;non;;\n"
    )
    answer = run(file_books, "expenses", content)
    assert (answer.accepted, answer.ignored) == (1, [])


def test_a_workbook_of_claims_is_read(file_books: Books) -> None:
    person(file_books)
    names = HEADER.strip().split(";")[:10]
    row = ("F1", "A1", "MRS", "2025-12-20", "R-1", "2025-06-01", "Réunion", 4000.0, "car", 5.0)
    assert run(file_books, "expenses", workbook(tuple(names), row), "f.xlsx").accepted == 1


@pytest.mark.parametrize(
    ("line", "column", "problem"),
    [
        (TRIP.replace("R-1", ""), "evidence", "waiver_missing"),
        (TRIP.replace("Réunion", ""), "purpose", "missing"),
        (TRIP.replace("2025-12-20", ""), "waived_on", "missing"),
        (TRIP.replace("4000", "0"), "km", "km_out_of_range"),
        (TRIP.replace("4000", "-4"), "km", "number_unreadable"),
        (TRIP.replace("4000", "12,5"), "km", "km_not_whole"),
        (TRIP.replace("4000", ""), "km", "missing"),
        (TRIP.replace("car", "boat"), "vehicle", "choice_unknown"),
        (TRIP.replace("car", ""), "vehicle", "missing"),
        (TRIP.replace("car;5", "car;"), "power", "missing"),
        (TRIP.replace("car;5", "car;100"), "power", "power_out_of_range"),
        (TRIP.replace("car;5", "moped;5"), "power", "power_out_of_range"),
        (TRIP.replace("2025-06-01", "2025-12-21"), "on", "after_waiver"),
        (TRIP.replace("2025-06-01", "2021-06-01"), "on", "scale_unknown"),
        (TRIP.replace("2025-12-20", "2026-11-24"), "waived_on", "day_in_future"),
        (TRIP.replace("2025-12-20", "2026-11-25"), "waived_on", "date_out_of_range"),
        (TRIP.replace(";;;\n", ";;Péage;10\n"), "amount", "trip_and_expense"),
        (TRIP.replace("4000;car;5;;;", ";;;;Péage;"), "amount", "missing"),
        (TRIP.replace("4000;car;5;;;", ";;;;;10"), "label", "missing"),
        (TRIP.replace("A1", "B2"), "payer", "party_unknown"),
        (TRIP.replace("MRS", "XXX"), "office", "office_unknown"),
    ],
)
def test_a_line_is_refused_with_its_column_and_reason(
    file_books: Books, line: str, column: str, problem: str
) -> None:
    person(file_books)
    answer = run(file_books, "expenses", HEADER + line)
    assert rejected(answer) == [(2, column, problem)]
    assert (answer.accepted, count_of(file_books, ExpenseClaim)) == (0, 0)


def test_a_claim_with_one_bad_line_is_refused_whole_and_the_line_is_named(books: Books) -> None:
    person(books)
    bad = TRIP.replace("2025-06-01", "2025-12-24")
    content = HEADER + TRIP + TRIP.replace("4000", "10") + bad + TRIP.replace("F1", "F2")
    answer = run(books, "expenses", content, partial=True)
    assert rejected(answer) == [(4, "on", "after_waiver")]
    assert (answer.accepted, count_of(books, ExpenseClaim), count_of(books, Payment)) == (1, 1, 1)


def test_lines_of_one_claim_say_the_same_of_it(file_books: Books) -> None:
    person(file_books)
    answer = run(file_books, "expenses", HEADER + TRIP + TRIP.replace("R-1", "R-2"))
    assert rejected(answer) == [(3, "evidence", "differs_from_first_line")]


def test_what_a_further_trip_leaves_blank_of_its_claim_is_as_in_the_first(file_books: Books) -> None:
    person(file_books)
    values = dict(zip(HEADER.strip().split(";"), TRIP.strip().split(";"), strict=True))
    shared = ("payer", "office", "waived_on", "evidence", "project", "association", "earmarked_by_donor")
    values["km"] = "12"  # another trip
    further = ";".join("" if name in shared else value for name, value in values.items())
    assert run(file_books, "expenses", HEADER + TRIP + further).accepted == 1
    with file_books.read() as session:
        assert len(session.scalars(select(ExpenseTrip.km)).all()) == 2


def test_a_trip_or_an_expense_stands_once_in_a_claim(file_books: Books) -> None:
    person(file_books)
    expense = "F2;A1;MRS;2025-12-20;R-1;2025-06-01;Réunion;;;;;Péage;12,30\n"
    answer = run(
        file_books, "expenses", HEADER + TRIP + expense + TRIP.replace("4000", "400") + TRIP + expense
    )
    assert rejected(answer) == [(5, "ref", "line_repeated"), (6, "ref", "line_repeated")]
    assert [line.data for line in answer.rejected] == [(("before", 2),), (("before", 3),)]


def test_the_same_claim_with_another_content_is_refused(file_books: Books) -> None:
    person(file_books)
    run(file_books, "expenses", HEADER + TRIP)
    answer = run(file_books, "expenses", HEADER + TRIP.replace("4000", "4001"))
    assert rejected(answer) == [(2, "ref", "ref_reused")]


def test_a_file_without_the_day_of_the_waiver_is_no_file_of_claims(file_books: Books) -> None:
    with pytest.raises(FileRefused) as error:
        run(file_books, "expenses", "ref;payer;on;purpose;km\nF1;A1;2025-06-01;x;10\n")
    assert (error.value.problem, error.value.line) == ("column_missing", 1)
    assert "waived_on" in error.value.detail


def test_the_plate_of_a_vehicle_comes_in_and_makes_lines_of_their_own(file_books: Books) -> None:
    person(file_books)
    head = "ref;payer;office;waived_on;evidence;on;purpose;km;vehicle;power;Immatriculation\n"
    line = "F1;A1;MRS;2025-12-20;R-1;2025-06-01;Réunion;4000;car;5;{}\n"
    result = run(file_books, "expenses", head + line.format("AB-123-CD") + line.format("EF-456-GH"))
    assert (result.accepted, result.rejected) == (1, [])
    with file_books.read() as session:
        trips = expense_claim(session, "F1", mileage_scales()).trips
    assert [one.trip.plate for one in trips] == ["AB-123-CD", "EF-456-GH"]


def test_a_plate_too_long_for_its_place_is_refused(file_books: Books) -> None:
    person(file_books)
    head = "ref;payer;office;waived_on;evidence;on;purpose;km;vehicle;power;plate\n"
    line = f"F1;A1;MRS;2025-12-20;R-1;2025-06-01;Réunion;4000;car;5;{'x' * 31}\n"
    assert rejected(run(file_books, "expenses", head + line)) == [(2, "plate", "text_too_long")]
