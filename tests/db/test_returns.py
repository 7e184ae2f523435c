"""E-mails that came back: noted with their day, told, and nothing goes to the address until it is put right."""

from datetime import date

import pytest

from donations_app.db.books import Books
from donations_app.db.queries.deliveries import deliverables
from donations_app.db.queries.register import register_lines
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry, Link
from donations_app.domain.errors import InputRefused, NotFound
from donations_app.services.audit.verify import verify
from donations_app.services.deliveries.mail import plan_mail
from donations_app.services.deliveries.post import print_run
from donations_app.services.deliveries.returns import note_return, take_back_return
from donations_app.services.receipts.issue import issue_receipts
from tests.db.test_mailing import change, donor, donors, mail, outcomes, payers, receipt_of, send
from tests.mail_server import MailServer
from tests.world import TODAY, gift, login_of

__all__ = ["donors", "mail"]
LATER = date(2026, 11, 25)


def waits(books: Books) -> dict[str, str]:
    """Return of each receipt why no e-mail is sent, or nothing."""
    plan = plan_mail(books, year=2025)
    return {one.payer: "" for one in plan.ready} | {one.receipt.payer: one.reason for one in plan.left_out}


def sent_and_back(books: Books) -> dict[str, tuple[date | None, str, date | None]]:
    with books.read() as session:
        lines = list(register_lines(session, year=2025))
    return {line.payer: (line.sent_on, line.sent_by, line.returned_on) for line in lines}


def refused(books: Books, **facts: object) -> tuple[str, str]:
    with pytest.raises(InputRefused) as error:
        note_return(books, **({"on": TODAY} | facts))  # type: ignore[arg-type]
    (problem,) = error.value.problems
    return problem.field, problem.code


def test_a_return_is_noted_with_its_day_and_the_way_is_the_post(donors: Books, mail: MailServer) -> None:
    send(donors, mail)
    books = donors.acting(login="zohra", today=LATER)
    (noted,) = note_return(
        books, on=LATER, number=receipt_of(donors, "B").number, words="  550 no  such user "
    )
    assert (noted.payer, noted.state, noted.way) == ("B", "returned", "post")
    assert outcomes(donors, "B") == ["begun", "sent", "returned"]
    back = noted.deliveries[-1]
    assert (back.channel, back.address, back.returned_on, back.answer) == (
        "email", "b@example.org", LATER, "550 no such user",
    )  # fmt: skip
    assert waits(donors) == {
        "A": "already_mailed", "B": "email_returned", "C": "already_mailed", "D": "email_not_wished"
    }  # fmt: skip
    with donors.read() as session:
        entries = session.execute(changes(Link.who).where(Entry.kind == "receipt.mail_returned")).all()
    assert [who for (who,) in entries] == [login_of(donors, "zohra")]
    assert verify(donors).faults == []


def test_the_register_says_how_it_was_sent_that_it_came_back_and_how_it_went_then(
    donors: Books, mail: MailServer
) -> None:
    send(donors, mail)
    number = receipt_of(donors, "B").number
    note_return(donors, on=TODAY, number=number)
    assert sent_and_back(donors) == {
        "A": (TODAY, "email", None), "B": (TODAY, "email", TODAY), "C": (TODAY, "email", None), "D": (None, "", None)
    }  # fmt: skip
    run = print_run(donors, None, year=2025, numbers=[number])
    assert [one.payer for one in run.posted] == ["B"]
    assert sent_and_back(donors)["B"] == (TODAY, "post", None)
    assert receipt_of(donors, "B").state == "posted"


def test_nothing_goes_there_again_not_even_asked_for_until_the_address_is_another(
    donors: Books, mail: MailServer
) -> None:
    send(donors, mail)
    number = receipt_of(donors, "B").number
    note_return(donors, on=TODAY, number=number)
    before = len(mail.receivers)
    run = send(donors, mail, numbers=[number], again=True)
    assert [(one.receipt.payer, one.reason) for one in run.left_out] == [("B", "email_returned")]
    assert len(mail.receivers) == before
    change(donors, "B", email="new@example.org")
    assert receipt_of(donors, "B").way == "email"
    assert payers(send(donors, mail).sent) == ["B"]  # it came back, so nobody has to ask for it again
    assert mail.receivers[before:] == ["new@example.org"]
    assert sent_and_back(donors)["B"] == (TODAY, "email", None)


def test_the_address_is_barred_however_it_is_written_and_for_whoever_has_it(
    donors: Books, mail: MailServer
) -> None:
    send(donors, mail)
    note_return(donors, on=TODAY, email=" mailto:B@Example.ORG ")
    donor(donors, "E", email="B@EXAMPLE.org")
    gift(donors, 5_00, payer="B")
    issue_receipts(donors, 2025)
    assert waits(donors)["E"] == "email_returned"
    with donors.read() as session:
        found = {one.number: one.state for one in deliverables(session, year=2025, payer="B")}
    assert sorted(found.values()) == ["returned", "waiting"]
    assert [one.payer for one in plan_mail(donors, year=2025).ready] == []


def test_a_return_between_plan_and_sending_counts(donors: Books, mail: MailServer) -> None:
    send(donors, mail, payer="B")
    number = receipt_of(donors, "B").number

    def comes_back(address: str) -> None:
        if address == "a@example.org":
            note_return(donors, on=TODAY, number=number)

    mail.before = comes_back
    run = send(donors, mail, again=True)
    assert payers(run.sent) == ["A", "C"]
    assert ("B", "email_returned") in [(one.receipt.payer, one.reason) for one in run.left_out]


def test_the_note_is_taken_back_for_all_that_came_back_from_the_address(
    donors: Books, mail: MailServer
) -> None:
    gift(donors, 5_00, payer="B")
    issue_receipts(donors, 2025)
    send(donors, mail)
    assert len(note_return(donors, on=TODAY, email="b@example.org")) == 2
    back = take_back_return(donors, number=receipt_of(donors, "B").number)
    assert [(one.payer, one.state, one.way) for one in back] == [("B", "mailed", "email")] * 2
    assert waits(donors)["B"] == "already_mailed"
    assert sent_and_back(donors)["B"] == (TODAY, "email", None)
    assert payers(send(donors, mail, payer="B", again=True).sent) == ["B", "B"]
    with pytest.raises(InputRefused):
        take_back_return(donors, email="b@example.org")
    assert verify(donors).faults == []


def test_by_its_address_the_e_mails_of_the_last_day_came_back(donors: Books, mail: MailServer) -> None:
    send(donors, mail, payer="B")
    gift(donors, 5_00, payer="B")
    issue_receipts(donors, 2025)
    later = donors.acting(today=LATER)
    moment = later.clock().replace(year=2026, month=11, day=25)
    later = Books(donors.location, clock=lambda: moment, author=donors.author, today=lambda: LATER)
    send(later, mail, payer="B", today=LATER)
    noted = note_return(later, on=LATER, email="b@example.org")
    assert [one.amount.cents for one in noted] == [5_00]
    with donors.read() as session:
        states = {one.amount.cents: one.state for one in deliverables(session, payer="B")}
    assert states == {10_00: "mailed", 5_00: "returned"}
    later.close()


def test_what_cannot_have_come_back_is_refused(donors: Books, mail: MailServer) -> None:
    number = receipt_of(donors, "B").number
    assert refused(donors, number=number) == ("number", "never_mailed")
    assert refused(donors, email="nobody@example.org") == ("email", "never_mailed")
    send(donors, mail)
    assert refused(donors, number=number, on=LATER) == ("returned_on", "day_in_future")
    assert refused(donors, number=number, on=date(2026, 11, 22)) == ("returned_on", "returned_before_sent")
    assert refused(donors, number=number, words="x" * 201) == ("reason", "text_too_long")
    with pytest.raises(NotFound):
        note_return(donors, on=TODAY, number="2025-MRS-P-000099")
    note_return(donors, on=TODAY, number=number)
    assert refused(donors, number=number) == ("number", "never_mailed")
    assert outcomes(donors, "B") == ["begun", "sent", "returned"]


def test_an_e_mail_in_doubt_that_comes_back_is_no_longer_in_doubt(donors: Books, mail: MailServer) -> None:
    mail.breaks_at["b@example.org"] = "DATA"
    send(donors, mail)
    (noted,) = note_return(donors, on=TODAY, email="b@example.org")
    assert (noted.payer, noted.state, noted.way) == ("B", "returned", "post")
