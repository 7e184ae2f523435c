"""A death in a couple: the survivor is named and written to, and gifts that came after a death are told."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.deliveries import deliverables
from donations_app.db.queries.drafts import party_draft
from donations_app.db.tables import Party
from donations_app.domain.deaths import with_deaths
from donations_app.domain.errors import InputRefused
from donations_app.services.audit.verify import verify
from donations_app.services.deliveries.mail import plan_mail
from donations_app.services.deliveries.notices import cancellation_notice
from donations_app.services.deliveries.post import print_run
from donations_app.services.people.erasure import erase_party
from donations_app.services.people.parties import change_party
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.copies import receipt_copy
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.services.receipts.planning import plan_receipts
from tests.formats.test_importing import run
from tests.receipts.reading import pages_of, text_of
from tests.world import TODAY, gift, person

DIED = date(2025, 7, 1)
PEOPLE = (
    "ref;type;nom;prénom;prénom du conjoint;nom du conjoint;adresse;cp;ville;décédé le;conjoint décédé le;"
    "courriel;accord courriel\n"
    "C1;couple;Haddad;Samira;Omar;Benali;8 rue Haute;75011;Paris;;01/07/2025;s@example.org;oui\n"
    "I1;particulier;Amrani;Said;;;5 rue du Port;13002;Marseille;15/06/2025;;x@example.org;oui\n"
)
PAYMENTS = (
    "ref;office;payer;received_on;credited_on;method;kind;amount;returned_on\n"
    "P1;MRS;C1;2025-03-01;2025-03-03;transfer;donation;70;\n"
    "P2;MRS;C1;2025-06-30;2025-07-02;transfer;donation;30;\n"  # credited the day after
    "P3;MRS;I1;2025-06-15;;cheque;donation;100;\n"
    "P4;MRS;I1;2025-09-01;2025-09-03;direct_debit;donation;50;\n"
    "P5;MRS;I1;2025-10-01;2025-10-03;direct_debit;donation;50;2025-10-06\n"
    "P6;MRS;I1;2025-10-01;;cash;sale;12;\n"
)


def note(books: Books, ref: str, first: date | None, second: date | None = None) -> None:
    with books.read() as session:
        draft, seen = party_draft(session, ref)
    change_party(books, ref, with_deaths(draft, first, second, today=books.today), seen=seen)


def test_an_import_tells_each_gift_that_came_after_a_death(books: Books) -> None:
    assert run(books, "people", PEOPLE).accepted == 2
    answer = run(books, "payments", PAYMENTS)
    assert (answer.accepted, answer.rejected) == (6, [])
    assert [(one.line, one.payer, one.death.code, one.death.name, one.death.on) for one in answer.after_death] == [
        (3, "C1", "after_death_of_one", "Omar Benali", DIED),
        (5, "I1", "after_death", "Said Amrani", date(2025, 6, 15)),
    ]  # fmt: skip
    assert run(books, "payments", PAYMENTS).after_death == []  # they stand there
    with books.read() as session:
        found = [(ref, died) for ref, died in session.execute(select(Party.ref, Party.second_deceased_on))]
    assert sorted(found) == [("C1", DIED), ("I1", None)]
    assert verify(books).faults == []


def test_a_file_that_is_refused_tells_nothing_of_deaths(books: Books) -> None:
    run(books, "people", PEOPLE)
    assert (
        run(books, "payments", f"{PAYMENTS}P9;MRS;NOBODY;2025-10-01;;cash;donation;12;\n").after_death == []
    )


def test_two_receipts_name_the_couple_and_then_the_survivor(books: Books) -> None:
    run(books, "people", PEOPLE)
    run(books, "payments", PAYMENTS)
    plan = plan_receipts(books, 2025, payer="C1")
    assert [[warning.code for warning in one.warnings] for one in plan.receipts] == [
        [],
        ["after_death_of_one"],
    ]
    assert len(issue_receipts(books, 2025, Choice(payer="C1")).postponed) == 1
    issue_receipts(books, 2025, Choice(payer="C1", accept=["after_death_of_one"]))
    with books.read() as session:
        both, alone = deliverables(session, payer="C1")
    assert (both.name, both.amount.cents) == ("Samira Haddad et Omar Benali", 70_00)
    assert (alone.name, alone.amount.cents) == ("Samira Haddad", 30_00)
    assert (both.addressee, alone.addressee) == ("Samira Haddad", "Samira Haddad")
    said = text_of(receipt_copy(books, alone.number))
    assert "Haddad" in said
    assert "Benali" not in said
    assert "Succession" not in text_of(receipt_copy(books, both.number))
    assert verify(books).faults == []


def test_mail_and_letters_go_to_the_one_who_lives(books: Books, tmp_path: Path) -> None:
    run(books, "people", PEOPLE)
    run(books, "payments", PAYMENTS)
    issue_receipts(books, 2025, Choice(accept=["all"]))
    plan = plan_mail(books, year=2025)
    assert [(one.payer, one.email) for one in plan.ready] == [("C1", "s@example.org")] * 2
    assert {(one.receipt.payer, one.reason) for one in plan.left_out} == {("I1", "deceased")}
    out = tmp_path / "run.pdf"
    done = print_run(books, out, year=2025, with_letters=True)
    assert (len(done.posted), done.letters) == (4, 2)
    letters = [page for page in pages_of(out.read_bytes()) if "Merci" in page]
    assert len(letters) == 2
    assert all("Samira Haddad" in page and "Omar" not in page for page in letters)


def test_a_death_noted_after_the_receipt_turns_its_letters_to_the_survivor(
    books: Books,
) -> None:
    person(books, "C1", kind="couple", first_name="Claire", second_first_name="Paul", last_name="Moreau")
    gift(books, 50_00, payer="C1")
    (entry,) = issue_receipts(books, 2025).issued
    note(books, "C1", date(2026, 5, 1))
    cancel_receipt(books, entry.number, reason="x")
    said = text_of(cancellation_notice(books, entry.number))
    assert "Paul Moreau" in said
    assert "Claire" not in said
    with books.read() as session:
        (found,) = deliverables(session)
    assert (found.name, found.is_deceased) == ("Claire et Paul Moreau", False)
    note(books, "C1", date(2026, 5, 1), date(2026, 6, 1))
    with books.read() as session:
        (found,) = deliverables(session)
    assert (found.addressee, found.is_deceased) == ("Succession de Claire et Paul Moreau", True)


def test_a_receipt_over_the_death_is_replaced_by_the_couples_and_leaves_the_survivors_to_issue(
    books: Books,
) -> None:
    person(books, "C1", kind="couple", first_name="Claire", second_first_name="Paul", last_name="Moreau")
    for month, cents in ((3, 50_00), (4, 20_00), (9, 30_00)):
        gift(books, cents, payer="C1", received_on=date(2025, month, 1))
    (entry,) = issue_receipts(books, 2025).issued
    note(books, "C1", DIED)
    new = replace_receipt(books, entry.number, reason="décès")
    assert new.planned.amount.cents == 70_00
    (rest,) = plan_receipts(books, 2025).receipts
    assert (rest.amount.cents, rest.giver.first_name, rest.giver.kind) == (30_00, "Paul", "individual")
    assert verify(books).faults == []


@pytest.mark.parametrize(("day", "is_named"), [("2025-06-15", False), ("2025-06-16", True)])
def test_an_online_gift_is_after_the_death_by_the_day_that_decides(
    books: Books, day: str, *, is_named: bool
) -> None:
    run(books, "people", PEOPLE)
    paid = (
        "ref;office;payer;received_on;credited_on;method;kind;amount\n"
        f"P1;MRS;I1;2025-06-14;{day};online;donation;7\n"
    )
    assert bool(run(books, "payments", paid).after_death) is is_named


def test_the_answer_to_a_request_of_erasure_goes_to_the_one_who_lives(books: Books) -> None:
    run(books, "people", PEOPLE)
    answer = text_of(erase_party(books, "C1", asked_on=books.today).letter)
    assert "Samira Haddad" in answer
    assert "Benali" not in answer


def test_a_day_of_death_to_come_is_refused_in_a_file_and_of_somebody_new(books: Books) -> None:
    tomorrow = TODAY + timedelta(1)
    answer = run(
        books,
        "people",
        "ref;type;nom;prénom;prénom du conjoint;organisation;adresse;cp;ville;décédé le;conjoint décédé le\n"
        f"I1;particulier;Amrani;Said;;;5 rue du Port;13002;Marseille;{tomorrow};\n"
        f"C1;couple;Haddad;Samira;Omar;;8 rue Haute;75011;Paris;{TODAY};{tomorrow}\n"
        f"S1;entreprise;;;;Amlou;8 rue Haute;75011;Paris;{TODAY};\n",
    )
    assert [(one.line, one.column, one.problem) for one in answer.rejected] == [
        (2, "deceased_on", "day_in_future"),
        (3, "second_deceased_on", "day_in_future"),
        (4, "deceased_on", "only_of_person"),
    ]
    with pytest.raises(InputRefused, match="day_in_future"):
        person(books, deceased_on=tomorrow)
    with books.read() as session:
        assert session.scalars(select(Party.id)).all() == []
