"""A record of several lines is taken whole or not at all, and what nobody can see names nothing."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.shares import project_shares
from donations_app.db.tables import Allocation, Payment, PaymentLine, Project, ProjectBudget, ProjectPartner
from donations_app.domain.money import Money
from donations_app.services.exchange.imports import import_file
from tests.formats.test_importing import HEADER, count_of, rejected, run
from tests.world import TODAY, association, person, project

PROJECTS = "code;title_fr;cost;association;association_cost\n"


@pytest.mark.parametrize(
    ("broken", "why"),
    [("V1;MRS;A1;2025-03-01;cash;donation", "row_ragged"), ("V1;MRS;A1;2025-03-01;cash;donation;20;30", "row_ragged"),
     ("MRS;V1;A1;2025-03-01;cash;20", "row_ragged"), ("V1;MRS;A1;2025-03-01;cash;Ã©;20", "mojibake"),
     ("V1;MRS;A1;2025-03-01;cash;donation;-20", "amount_negative")],
)  # fmt: skip
def test_a_payment_one_of_whose_lines_is_broken_does_not_come_in_at_all(
    file_books: Books, broken: str, why: str
) -> None:
    person(file_books)
    sound = "V1;MRS;A1;2025-03-01;cash;donation;10\n"
    other = "V2;MRS;A1;2025-03-01;cash;donation;5\n"
    for content in (sound + broken + "\n" + other, other + broken + "\n" + sound):
        answer = run(file_books, "payments", HEADER + content, partial=True)
        assert [problem for _, _, problem in rejected(answer)] == [why]
    with file_books.read() as session:
        assert session.scalars(select(Payment.ref)).all() == ["V2"]


@pytest.mark.parametrize("ref", ["", "\u200b", " \u3164 ", "x" * 201])
def test_a_line_without_a_readable_reference_may_belong_to_the_payment_before_it(
    file_books: Books, ref: str
) -> None:
    person(file_books)
    content = (
        HEADER + "V0;MRS;A1;2025-03-01;cash;donation;5\nV1;MRS;A1;2025-03-01;cash;donation;10\n"
        f"{ref};MRS;A1;2025-03-01;cash;dues;20\nV2;MRS;A1;2025-03-01;cash;donation;5\n"
    )
    answer = run(file_books, "payments", content, partial=True)
    assert [found[:2] for found in rejected(answer)] == [(3, "ref"), (4, "ref")]
    with file_books.read() as session:
        assert session.scalars(select(Payment.ref).order_by(Payment.ref)).all() == ["V0", "V2"]


SHARED = {
    "office": "MRS", "payer": "A1", "received_on": "2025-03-01", "credited_on": "2025-03-03", "method": "cheque",
    "currency": "MAD", "rate": "10,5", "cheque_number": "0012", "cheque_date": "2025-02-27", "bank": "CIH",
    "rate_source": "BAM", "rate_on": "2025-03-01", "receipt_issued_by": "HelloAsso", "returned_on": "2025-03-09",
    "return_code": "AM04",
}  # fmt: skip


def of_payments(*lines: dict[str, str]) -> str:
    """Return a file of payments whose lines say all that a payment may, but for what they say otherwise."""
    names = ["ref", "kind", "amount", *SHARED]
    rows = [{"ref": "V1", "kind": "donation", "amount": "21"} | SHARED | line for line in lines]
    return "\n".join(";".join(row) for row in (names, *([row[name] for name in names] for row in rows)))


@pytest.mark.parametrize("blank", [*([name] for name in SHARED), [*SHARED]], ids="+".join)
def test_what_a_further_line_leaves_blank_of_its_payment_is_as_in_the_first(
    file_books: Books, blank: list[str]
) -> None:
    person(file_books)
    further = dict.fromkeys(blank, " ") | {"amount": "42", "kind": "sale"}
    assert run(file_books, "payments", of_payments({}, {"ref": "V2"}, further)).rejected == []
    said = run(
        file_books, "payments", of_payments({}, {"amount": "42", "kind": "sale"})
    )  # the same said on both lines
    assert (said.accepted, said.already) == (0, 1)
    with file_books.read() as session:
        arrived = [amount.cents for amount in session.scalars(select(PaymentLine.amount)) if amount.cents > 0]
    assert arrived == [2_00, 4_00, 2_00]  # and went back, which is told below zero


def test_what_a_further_line_says_otherwise_or_alone_is_still_refused(file_books: Books) -> None:
    person(file_books)
    for content in (
        of_payments({}, {"cheque_number": "0013"}),
        of_payments({"cheque_number": ""}, {"cheque_number": "0013"}),
    ):
        answer = run(file_books, "payments", content)
        assert rejected(answer) == [(3, "cheque_number", "differs_from_first_line")]


def test_what_is_of_the_line_alone_is_not_taken_from_the_line_above(file_books: Books) -> None:
    person(file_books), project(file_books)
    header = HEADER.strip() + ";project;description\n"
    first = "V1;MRS;A1;2025-03-01;cash;donation;10;EAU;x\n"
    assert run(file_books, "payments", header + first + "V1;;;;;dues;5;;\n").rejected != []  # of no year
    assert rejected(run(file_books, "payments", header + first + "V1;;;;;;5;;\n")) == [(3, "kind", "missing")]
    assert run(file_books, "payments", header + first + "V1;;;;;sale;5;;\n").accepted == 1
    with file_books.read() as session:
        query = select(PaymentLine.description, Allocation.project_id.is_not(None)).join(
            Allocation, Allocation.line_id == PaymentLine.id
        )
        assert set(session.execute(query).tuples()) == {("x", True), ("", False)}


def test_a_further_line_of_a_project_names_its_association_alone(file_books: Books) -> None:
    association(file_books), association(file_books, "TAF", "Association Tafraoute")
    header = "code;title_fr;cost;currency;rate;receipt_eligible;association;association_cost\n"
    content = header + "EAU;Eau;1000;MAD;10;non;AMAN;400\nEAU;;;;;;TAF;600\n"
    assert run(file_books, "projects", content).rejected == []
    with file_books.read() as session:
        assert [cost.cents for cost in session.scalars(select(ProjectPartner.cost))] == [40_00, 60_00]
        assert session.scalars(select(ProjectBudget.cost)).one() == Money(100_00)
        assert session.scalars(select(Project.receipt_eligible)).one() is False


def test_a_project_one_of_whose_associations_is_refused_does_not_come_in_at_all(file_books: Books) -> None:
    association(file_books)
    content = PROJECTS + "EAU;Eau;1000;AMAN;400\nEAU;Eau;1000;TAF;six cents\nSOL;Sol;1000;;\n"
    answer = run(file_books, "projects", content, partial=True)
    assert (answer.accepted, count_of(file_books, Project), count_of(file_books, ProjectPartner)) == (1, 1, 0)


@pytest.mark.parametrize("what", ["people", "projects"])
def test_a_reference_that_nobody_can_see_is_none(file_books: Books, what: str) -> None:
    content = {
        "people": "ref;kind;last_name\n\u200b;individual;Aït\n",
        "projects": PROJECTS + "\u2060\u00ad;Eau;1000;;\n",
    }[what]
    answer = run(file_books, what, content)
    assert [problem for _, _, problem in rejected(answer)] == ["missing"]


def test_only_what_was_taken_out_is_said_to_be(file_books: Books) -> None:
    content = f"ref;kind;last_name;first_name\nA1;individual;Ai\u0308t;{'x' * 201}\nA2;individual;Ai\u0308t;a\u0301\n"
    answer = run(file_books, "people", content, partial=True)
    assert (answer.cleaned, answer.accepted) == ([], 1)
    assert [problem for _, _, problem in rejected(answer)] == ["text_too_long"]


@pytest.mark.parametrize("header", ["N°", "Nº", "№"])
def test_the_headings_of_french_lists_are_known(file_books: Books, header: str) -> None:
    person(file_books)
    content = (
        f"{header};Antenne;Donateur;Reçu le;Mode de paiement;N° de chèque;Nature;Montant\n"
        "V1;MRS;A1;31/12/2025;chèque;0012;don;10\n"
    )
    assert run(file_books, "payments", content).accepted == 1
    with file_books.read() as session:
        assert session.execute(select(Payment.ref, Payment.cheque_number)).one() == ("V1", "0012")
    usual = (
        f"{header};Bureau;Référence donateur;Date du don;Mode de règlement;Type;Montant du don;Année cotisation\n"
        "V3;MRS;A1;31/12/2025;CHQ;Cotisations;10;2025\n"
    )
    answer = run(file_books, "payments", usual)
    assert (answer.accepted, answer.ignored) == (1, [])
    twice = f"Référence;{header};Antenne;Reçu le;Mode;Nature;Montant\nV2;1;MRS;31/12/2025;chèque;don;10\n"
    answer = run(file_books, "payments", twice)  # where a reference stands, the number is that of the line
    assert (answer.accepted, answer.ignored) == (1, [header])


def test_a_cost_is_converted_only_from_another_currency_and_stays_within_bounds(file_books: Books) -> None:
    header = "code;title_fr;cost;currency;rate\n"
    assert run(file_books, "projects", header + "A;A;1000;EUR;10,85\nB;B;1000;MAD;10\n").accepted == 2
    with file_books.read() as session:
        costs = [
            cost.cents for cost in session.scalars(select(ProjectBudget.cost).order_by(ProjectBudget.id))
        ]
    assert costs == [1000_00, 100_00]
    content = header + "C;C;1000000;MAD;0,00000001\nD;D;10;FRANC;10\nE;E;10;XXX;10\n"
    assert [problem for _, _, problem in rejected(run(file_books, "projects", content))] == [
        "amount_too_large", "currency_unknown", "currency_unknown",
    ]  # fmt: skip


@pytest.mark.parametrize("day", ["0001-01-01", "31/12/1899", "9999-12-31"])
def test_days_far_from_any_life_are_refused(file_books: Books, day: str) -> None:
    person(file_books), project(file_books)
    recurring = "ref;payer;amount;frequency;first_on;last_on;mandate_signed_on\n"
    payments = f"{HEADER.strip()};cheque_date\nV1;MRS;A1;2025-03-01;cheque;donation;10;{day}\n"
    files = [
        ("people", f"ref;kind;last_name;deceased_on\nZ1;individual;Z;{day}\n"),
        ("projects", f"code;title_fr;cost;starts_on\nP;P;1;{day}\n"),
        ("projects", f"code;title_fr;cost;ends_on\nP;P;1;{day}\n"),
        ("payments", payments),
        ("recurring", f"{recurring}R;A1;10;monthly;{day};;\n"),
        ("recurring", f"{recurring}R;A1;10;monthly;2026-01-05;{day};\n"),
        ("recurring", f"{recurring}R;A1;10;monthly;2026-01-05;;{day}\n"),
    ]
    for what, content in files:
        assert [problem for _, _, problem in rejected(run(file_books, what, content))] == ["date_beyond"]


def test_a_person_carries_no_project(books: Books) -> None:
    person(books), association(books)
    content = PROJECTS + "EAU;Eau;1000;A1;400\n"
    assert rejected(run(books, "projects", content)) == [(2, "association", "carrier_is_person")]
    assert run(books, "projects", content.replace("A1", "AMAN")).accepted == 1


def test_shares_are_shown_even_where_a_project_has_no_end_in_sight(books: Books) -> None:
    person(books), association(books)
    project(books, ends_on=date(2100, 12, 31), partners={"AMAN": 100})
    content = "ref;payer;amount;frequency;day;first_on;project\nR1;A1;10;monthly;31;2100-12-31;EAU\n"
    assert run(books, "recurring", content).accepted == 1
    with books.read() as session:
        (share,) = project_shares(session, today=TODAY)
    assert share.share.expected.cents == 10_00


def test_an_imported_allocation_is_decided_on_the_day_of_its_payment(file_books: Books) -> None:
    person(file_books)
    path = Path(file_books.location).with_suffix(".csv")
    path.write_text(HEADER + "V1;MRS;A1;2025-03-01;cash;donation;10\n")
    import_file(file_books.acting(today=date(2026, 1, 2)), "payments", path)
    with file_books.read() as session:
        one = session.execute(select(Allocation.decided_on, Allocation.recorded_on)).one()
    assert one == (date(2025, 3, 1), date(2026, 1, 2))
