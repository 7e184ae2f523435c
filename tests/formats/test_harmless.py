"""What is harmless in files of others is taken, and costs nobody a line."""

from datetime import date

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.tables import Party, Payment, PaymentLine
from donations_app.domain.storage_errors import FileRefused
from tests.formats.test_importing import HEADER, rejected, run
from tests.formats.test_workbooks import content_of, filled
from tests.world import person

PEOPLE = "ref;kind;last_name\nA1;individual;Un\n"


@pytest.mark.parametrize("first", ["sep=;\n", "\ufeffsep=;\r\n", '"sep=;"\n', "SEP=;;;\n", "\nsep=;\n"])
def test_a_line_that_names_the_separator_is_none_of_the_table(file_books: Books, first: str) -> None:
    answer = run(file_books, "people", f"{first}{PEOPLE}A2;couple;Deux\n")
    lines = 1 + first.count("\n")
    assert rejected(answer) == [(lines + 2, "second_first_name", "missing")]


def test_the_separator_that_is_named_counts(file_books: Books) -> None:
    assert run(file_books, "people", "sep=|\n" + PEOPLE.replace(";", "|")).accepted == 1


@pytest.mark.parametrize("blank", [";;", " ; ;", "\u00a0;\t;", ";;;;;", " "])
def test_a_line_of_blanks_is_no_line(file_books: Books, blank: str) -> None:
    person(file_books)
    answer = run(file_books, "people", f"{PEOPLE}{blank}\nA2;individual;Deux\n{blank}\n", partial=True)
    assert (answer.accepted, answer.already, rejected(answer)) == (1, 0, [(2, "ref", "ref_reused")])


def test_a_row_of_blanks_in_a_workbook_is_no_row(file_books: Books) -> None:
    made = filled(
        ("ref", "kind", "last_name"),
        ("A1", "individual", "Un"),
        (" ", "\u00a0", ""),
        ("A2", "individual", "Deux"),
    )
    answer = run(file_books, "people", content_of(made), "f.xlsx")
    assert (answer.accepted, answer.rejected) == (2, [])


def test_columns_that_mean_nothing_may_have_one_name(file_books: Books) -> None:
    answer = run(file_books, "people", "ref;kind;last_name;Commentaire;Commentaire\nA1;individual;Un;a;b\n")
    assert (answer.accepted, answer.ignored) == (1, ["Commentaire"])
    with pytest.raises(FileRefused) as refused:
        run(file_books, "people", "ref;kind;nom;Nom\nA2;individual;Un;Deux\n")
    assert refused.value.problem == "header_twice"


def test_amounts_and_days_of_exports_are_taken(file_books: Books) -> None:
    person(file_books)
    content = HEADER + (
        "V1;MRS;A1;03/08/2025 18:23:13;online;donation;20,00 €\n"
        "V2;MRS;A1;2025-08-03T18:23:13;online;donation;50€\n"
        "V3;MRS;A1;٠٣/٠٨/٢٠٢٥;online;donation;1\u202f234,56\u00a0€\n"
    )
    assert run(file_books, "payments", content).accepted == 3
    with file_books.read() as session:
        days = set(session.scalars(select(Payment.received_on)))
        cents = [
            amount.cents for amount in session.scalars(select(PaymentLine.amount).order_by(PaymentLine.id))
        ]
    assert (days, cents) == ({date(2025, 8, 3)}, [20_00, 50_00, 1234_56])


@pytest.mark.parametrize("written", ["France métropolitaine", "FRANCE", "République française", ""])
def test_france_has_several_names(file_books: Books, written: str) -> None:
    assert run(file_books, "people", f"ref;kind;last_name;pays\nA1;individual;Un;{written}\n").accepted == 1
    with file_books.read() as session:
        assert session.scalars(select(Party.country)).one() == "FR"


def test_an_export_of_a_platform_is_known_and_told_what_it_lacks(file_books: Books) -> None:
    content = "Référence commande;Référence paiement;Montant total;Nom payeur\n1;2;45,00;Baron\n"
    with pytest.raises(FileRefused) as refused:
        run(file_books, "payments", content)
    assert (refused.value.problem, refused.value.detail) == (
        "export_of_helloasso", ("ref", "office", "method", "kind", "amount"),
    )  # fmt: skip
