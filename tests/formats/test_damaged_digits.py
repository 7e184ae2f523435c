"""What spreadsheets take from numbers that are no amounts: zeros in front, digits beyond the first few."""

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.tables import Party, Payment
from tests.formats.test_importing import HEADER, rejected, run
from tests.formats.test_workbooks import content_of, filled
from tests.world import person

PEOPLE = "ref;kind;last_name;postcode;country;phone;ice\n"


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ("6000;France;;", [("postcode", "zero_lost", "06000")]), ("1000;;;", [("postcode", "zero_lost", "01000")]),
        ("1000;BE;;", []), ("20000;Maroc;;", []), ("13001;;;", []),
        ("130011;;;", [("postcode", "postcode_invalid", None)]),
        ("SW1A 1AA;FR;;", [("postcode", "postcode_invalid", None)]), ("SW1A 1AA;GB;;", []), ("00114;FR;;", []),
        (";FR;612345678;", [("phone", "zero_lost", "0612345678")]),
        (";FR;6 12 34 56 78;", [("phone", "zero_lost", "0612345678")]),
        (";FR;0612345678;", []), (";BE;470123456;", []), (";FR;+33 6 12 34 56 78;", []),
        (";FR;6,12346E+08;", [("phone", "digits_lost", None)]), (";FR;6.12346e+008;", [("phone", "digits_lost", None)]),
        (";FR;;1,52389E+12", [("ice", "digits_lost", None)]),
    ],
)  # fmt: skip
def test_lost_zeros_and_digits_of_people_are_refused_with_what_is_meant(
    file_books: Books, cells: str, found: list[tuple[str, str, str | None]]
) -> None:
    answer = run(file_books, "people", f"{PEOPLE}A1;individual;Petit;{cells}\n")
    assert [(one.column, one.problem, dict(one.data).get("proposed")) for one in answer.rejected] == found


@pytest.mark.parametrize("written", ["13 001", "F-13001", "fr 13001", "13\u00a0001"])
def test_a_postcode_with_a_gap_or_its_country_is_the_same(file_books: Books, written: str) -> None:
    assert run(file_books, "people", f"{PEOPLE}A1;individual;Petit;{written};;;\n").accepted == 1
    with file_books.read() as session:
        assert session.scalars(select(Party.postcode)).one() == "13001"


def test_zeros_that_the_cell_shows_are_kept(file_books: Books) -> None:
    made = filled(
        tuple(PEOPLE.strip().split(";")), ("A1", "company", "X", 1000, "FR", 612345678, 1525863000024)
    )
    for place, shown in (("D2", "00000"), ("F2", '0#" "##" "##" "##" "##'), ("G2", "0" * 15)):
        made.worksheets[0][place].number_format = shown
    assert run(file_books, "people", content_of(made), "f.xlsx").accepted == 1
    with file_books.read() as session:
        row = session.execute(select(Party.postcode, Party.phone, Party.ice)).one()
    assert row == ("01000", "06 12 34 56 78", "001525863000024")


@pytest.mark.parametrize(
    ("number", "is_kept"), [(123456789012345, True), (1234567890123457, False), (1.2e20, False)]
)
def test_a_number_of_a_cheque_has_the_digits_that_a_spreadsheet_keeps(
    file_books: Books, number: float, is_kept: bool
) -> None:
    person(file_books)
    made = filled(
        (*HEADER.strip().split(";"), "cheque_number"),
        ("V1", "MRS", "A1", "2025-03-01", "cheque", "donation", 10, number),
    )
    answer = run(file_books, "payments", content_of(made), "f.xlsx")
    assert rejected(answer) == ([] if is_kept else [(2, "cheque_number", "digits_lost")])


def test_a_reference_a_spreadsheet_shortened_is_told_once_and_an_amount_too(file_books: Books) -> None:
    person(file_books)
    content = f"{HEADER}1,23457E+12;MRS;A1;2025-03-01;cash;donation;1E+03\nE10-5;MRS;A1;2025-03-01;cash;donation;5\n"
    answer = run(file_books, "payments", content, partial=True)
    assert rejected(answer) == [(2, "amount", "digits_lost"), (2, "ref", "digits_lost")]
    with file_books.read() as session:
        assert session.scalars(select(Payment.ref)).all() == ["E10-5"]
