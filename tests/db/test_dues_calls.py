"""Calls for dues and reminders, on both engines: who gets which, who is left out, what is noted."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.dues import members
from donations_app.db.queries.person_card import person_card
from donations_app.db.tables import DuesCall
from donations_app.domain.dues_calls import counted
from donations_app.domain.errors import Cancelled, ChangedMeanwhile, NotFound
from donations_app.domain.letters import LetterDraft
from donations_app.domain.membership_errors import NotMemberIn
from donations_app.domain.money import Money
from donations_app.domain.offices import OfficeFacts
from donations_app.domain.settings import MailDraft
from donations_app.domain.storage_errors import FileExists
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import load_settings
from donations_app.services.deliveries import dues_calls
from donations_app.services.deliveries.dues_calls import CallOrder, looked_at, plan, print_calls
from donations_app.services.deliveries.dues_mail import CallRun, send_calls
from donations_app.services.deliveries.letters import letter_in_force, save_template
from donations_app.services.people.memberships import admit, exempt, leave, set_fee
from donations_app.services.people.pauses import honour, suspend
from tests.mail_server import PASSWORD, USER, MailServer, running
from tests.originals import Originals
from tests.raw import tamper
from tests.receipts.reading import pages_of, text_of
from tests.world import SETTINGS, TODAY, gift, person

JANUARY = date(2026, 1, 1)
ORDER = CallOrder(year=2026)
POSTED: dict[str, Any] = {"consent_post": True}
MAILED: dict[str, Any] = {"consent_email": True}
PEOPLE: dict[str, dict[str, Any]] = {
    "LYON": {**POSTED, "postcode": "69001", "city": "Lyon"},
    "CASA": {**POSTED, "postcode": "20000", "city": "Casablanca", "country": "MA"},
    "ARABE": {**POSTED, "last_name": "أيت أحمد", "first_name": "محند", "language": "ar"},
    "MAIL": {**MAILED, "email": "mail@example.org", "language": "en"},
    "DEAD": {**POSTED, "deceased_on": date(2026, 2, 1)},
    "WIDOW": {
        **POSTED, "kind": "couple", "second_first_name": "Anne", "deceased_on": date(2026, 2, 1), "postcode": "75001",
        "city": "Paris",
    },
    "NOWHERE": {**POSTED, "address": ""},
    "REFUSES": {"email": "no@example.org"},
    "NOMAIL": {**MAILED},
    "LEFT": POSTED, "PAID": POSTED, "FREED": POSTED, "AWAY": POSTED, "HONOUR": POSTED,
}  # fmt: skip


@pytest.fixture
def ready(shelf: str, originals: Originals) -> Iterator[Books]:
    made = originals.books(shelf, fill)
    yield made
    made.close()


def fill(books: Books) -> None:
    set_fee(books, "ADH", name="Member", from_year=2025, fee=Money(30_00))
    for ref, facts in PEOPLE.items():
        person(books, ref, **facts)
        admit(books, uuid4(), ref, kind="ADH", since=JANUARY)
    leave(books, "LEFT", on=date(2026, 6, 30))
    gift(books, 30_00, payer="PAID", kind="dues", dues_year=2026)
    gift(books, 10_00, payer="LYON", kind="dues", dues_year=2026)
    exempt(books, "FREED", year=2026, reason="Student")
    suspend(books, "AWAY", on=date(2026, 3, 1), reason="Abroad")
    honour(books, "HONOUR", on=JANUARY, reason="Founder")


def with_mail(books: Books, port: int = 25, **facts: Any) -> None:
    account = MailDraft(host="localhost", port=port, username=USER, sender=USER, sender_name="Aman", **facts)
    load_settings(books, replace(SETTINGS, mail=account))


def at(books: Books, day: date) -> Books:
    return books.acting(login="zohra", today=day)


def told(books: Books, order: CallOrder = ORDER, day: date = TODAY) -> list[tuple[str, str, str, int]]:
    found = plan(at(books, day), order)
    return [(one.debtor.ref, one.step, one.way, one.debtor.amount.cents) for one in found.letters]


def rows(books: Books) -> list[tuple[Any, ...]]:
    with books.read() as session:
        query = select(
            DuesCall.step, DuesCall.channel, DuesCall.year, DuesCall.amount, DuesCall.on, DuesCall.outcome
        )
        return [tuple(row) for row in session.execute(query.order_by(DuesCall.at, DuesCall.id))]


LETTERS = ["ARABE", "LYON", "WIDOW", "CASA"]  # in the order of the post


def test_a_plan_says_who_gets_what_and_who_is_left_out_and_why(ready: Books) -> None:
    found = plan(ready, ORDER)
    assert [(one.debtor.ref, one.step, one.way, one.debtor.amount.cents) for one in found.letters] == [
        ("ARABE", "call", "post", 30_00), ("LYON", "call", "post", 20_00), ("WIDOW", "call", "post", 30_00),
        ("CASA", "call", "post", 30_00),
    ]  # fmt: skip
    assert {one.debtor.ref: one.reason for one in found.left_out} == {
        "MAIL": "not_wished", "DEAD": "deceased", "NOWHERE": "address_missing", "REFUSES": "not_wished",
        "NOMAIL": "email_missing", "LEFT": "left", "PAID": "paid", "FREED": "exempt", "AWAY": "suspended",
        "HONOUR": "honorary",
    }  # fmt: skip
    assert counted(found.left_out)["not_wished"] == 2
    assert len(found.letters) + len(found.left_out) == len(PEOPLE)
    assert rows(ready) == []


def test_who_agreed_to_e_mail_gets_one_once_there_is_an_account(ready: Books) -> None:
    with_mail(ready)
    assert ("MAIL", "call", "email", 30_00) in told(ready)
    assert told(ready, replace(ORDER, by_post=True)) == [
        row for row in told(ready) if row[0] != "MAIL"
    ]  # he did not agree to letters


def test_letters_are_printed_in_the_order_of_the_post_and_noted(ready: Books, tmp_path: Path) -> None:
    reached: dict[str, Any] = {
        "phone": "04 91 00 00 00",
        "email": "aman@example.org",
        "website": "https://example.org/",
    }
    there = OfficeFacts(address="5 rue du Panier", postcode="13002", city="Marseille", phone="04 91 22 22 22")
    offices = (replace(SETTINGS.offices[0], facts=there), SETTINGS.offices[1])
    ours = replace(SETTINGS.organisation, **reached)
    load_settings(ready, replace(SETTINGS, organisation=ours, offices=offices))
    out = tmp_path / "calls.pdf"
    assert print_calls(ready, out, ORDER).pages == 4
    content = out.read_bytes()
    assert len(pages_of(content)) == 4
    text = text_of(content)
    assert "Votre cotisation pour 2026 s’élève à 20,00 €." in text.replace("\xa0", " ")
    assert "FR76 3000 6000 0112 3456 7890 189" in text
    plain = " ".join(text.replace("\xa0", " ").split())
    assert plain.count("Bureau de Marseille : 5 rue du Panier, 13002 Marseille") == 4  # in French and Arabic
    assert plain.count("04 91 22 22 22 aman@example.org example.org") == 4  # its telephone, the rest ours
    assert "Anne Aït Ahmed" in text
    assert "Mohand et Anne" not in text
    assert "محند" in text_of(content)
    assert rows(ready) == [
        ("call", "post", 2026, Money(cents), TODAY, "sent") for cents in (30_00, 20_00, 30_00, 30_00)
    ]
    with ready.read() as session:
        (member,) = members(session, day=TODAY, today=TODAY, ref="LYON")
        card = person_card(session, "LYON", today=TODAY)
    kinds = [entry.kind for entry in card.entries]
    assert card.calls == member.calls
    assert [(one.step, one.on) for one in member.written] == [("call", TODAY)]
    assert kinds[-1] == "dues.call_posted"
    assert verify(ready).faults == []


def test_nobody_is_written_to_twice_within_thirty_days_nor_after_the_second_reminder(ready: Books) -> None:
    only = replace(ORDER, refs=("LYON",))
    days = [TODAY + timedelta(days=n) for n in (0, 29, 30, 60, 90)]
    steps = []
    for day in days:
        found = plan(at(ready, day), replace(only, year=2026))
        steps.append(found.letters[0].step if found.letters else found.left_out[0].reason)
        if found.letters:
            print_calls(at(ready, day), None, only)
    assert steps == ["call", "written_lately", "first_reminder", "second_reminder", "reminded_twice"]
    again = replace(only, again=True)
    assert told(ready, again, days[1])[0][1] == "second_reminder"
    assert told(ready, replace(only, step="call"), days[-1])[0][1] == "call"
    assert [row[0] for row in rows(ready)] == ["call", "first_reminder", "second_reminder"]


def test_who_is_late_gets_a_reminder_at_once_for_all_years(ready: Books) -> None:
    person(ready, "OLD", consent_post=True)
    admit(ready, uuid4(), "OLD", kind="ADH", since=date(2025, 5, 1))
    assert told(ready, replace(ORDER, refs=("OLD",))) == [("OLD", "first_reminder", "post", 60_00)]
    _found, content = looked_at(ready, replace(ORDER, refs=("OLD",)))
    text = text_of(content)
    assert "Rappel de cotisation 2025 et 2026" in text
    assert "Nous vous en avions parlé" not in text
    assert told(ready, CallOrder(year=2025, refs=("OLD",))) == [("OLD", "first_reminder", "post", 30_00)]


def test_who_left_or_was_suspended_since_gets_nothing_about_a_year_before(ready: Books) -> None:
    assert {one.debtor.ref: one.reason for one in plan(at(ready, date(2027, 2, 1)), ORDER).left_out} == {
        "MAIL": "not_wished", "DEAD": "deceased", "NOWHERE": "address_missing", "REFUSES": "not_wished",
        "NOMAIL": "email_missing", "LEFT": "left", "PAID": "paid", "FREED": "exempt", "AWAY": "suspended",
        "HONOUR": "honorary",
    }  # fmt: skip


def test_a_rehearsal_writes_nothing(ready: Books) -> None:
    with ready.rehearsal() as twin:
        assert print_calls(twin, None, ORDER).pages == 4
    assert rows(ready) == []


def test_what_cannot_be_finished_notes_nothing_and_leaves_no_file(ready: Books, tmp_path: Path) -> None:
    out = tmp_path / "calls.pdf"

    def stop(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_calls(ready, out, ORDER, progress=stop)

    def pays(done: int, total: int) -> None:
        if done == total:
            gift(ready, 20_00, payer="LYON", kind="dues", dues_year=2026)

    if ready.engine.dialect.name == "postgresql":
        with pytest.raises(ChangedMeanwhile):
            print_calls(ready, out, ORDER, progress=pays)
    assert rows(ready) == []
    assert not out.exists()
    out.write_bytes(b"mine")
    with pytest.raises(FileExists):
        print_calls(ready, out, ORDER)
    assert (rows(ready), out.read_bytes()) == ([], b"mine")


def test_the_second_of_two_who_print_at_once_sees_what_the_first_noted(ready: Books) -> None:
    letters = plan(ready, ORDER).by("post")
    print_calls(ready, None, replace(ORDER, refs=("CASA",)))
    with pytest.raises(ChangedMeanwhile) as error, ready.write() as write:
        dues_calls.see_again(write, ORDER, letters)
    assert error.value.ref == "party:CASA"


def test_nobody_is_asked_who_is_no_member(ready: Books) -> None:
    person(ready, "STRANGER")
    with pytest.raises(NotFound):
        plan(ready, replace(ORDER, refs=("X9",)))
    with pytest.raises(NotMemberIn):
        plan(ready, replace(ORDER, refs=("STRANGER", "LYON")))


def test_a_letter_about_dues_is_written_anew_and_thanks_stay_as_they_are(ready: Books) -> None:
    with ready.read() as session:
        seen = letter_in_force(session, "fr", TODAY, "dues-call")
        thanks = letter_in_force(session, "fr", TODAY)
    body = "Cher {donor},\n\nVous devez {amount} pour {years} ({ref}).\n{free}Libre."
    save_template(ready, LetterDraft("fr", "Cotisation {years}", body, "dues-call"), seen=seen)
    _found, content = looked_at(ready, replace(ORDER, refs=("LYON",)))
    text = text_of(content).replace("\xa0", " ")
    assert "Vous devez 20,00 € pour 2026 (LYON)." in text
    assert "Libre" not in text
    with ready.read() as session:
        assert letter_in_force(session, "fr", TODAY) == thanks
        assert letter_in_force(session, "ar", TODAY, "dues-call").version == 0
    assert [one.code for one in LetterDraft("fr", "x", "{number}", "dues-call").problems()] == [
        "hole_unknown"
    ]
    assert verify(ready).faults == []


def test_a_free_amount_is_called_for_without_a_sum(ready: Books) -> None:
    set_fee(ready, "LIB", name="Free", from_year=2026, fee=Money(0), is_free=True)
    person(ready, "FREE", consent_post=True)
    admit(ready, uuid4(), "FREE", kind="LIB", since=JANUARY)
    assert told(ready, replace(ORDER, refs=("FREE",))) == [("FREE", "call", "post", 0)]
    _found, content = looked_at(ready, replace(ORDER, refs=("FREE",)))
    assert "est libre" in text_of(content)
    assert "s’élève" not in text_of(content)
    assert "libre" in text_of(content).rpartition("Montant")[2]


@pytest.fixture(scope="module")
def mailer() -> Iterator[MailServer]:
    with running() as made:
        yield made


@pytest.fixture
def post(ready: Books, mailer: MailServer) -> tuple[Books, MailServer]:
    for kept in (mailer.got, mailer.recipients, mailer.breaks_at):
        kept.clear()
    with_mail(ready, mailer.port)
    person(ready, "ALSO", email="also@example.org", consent_email=True, postcode="31000", city="Toulouse")
    admit(ready, uuid4(), "ALSO", kind="ADH", since=JANUARY)
    return ready, mailer


def send(books: Books, server: MailServer, day: date = TODAY) -> CallRun:
    return send_calls(at(books, day), ORDER, password=PASSWORD, trust=server.trust)


def test_e_mails_go_to_their_one_address_and_are_noted(post: tuple[Books, MailServer]) -> None:
    books, server = post
    run = send(books, server)
    assert sorted(one.debtor.ref for one in run.sent) == ["ALSO", "MAIL"]
    got = {recipients[0]: message for recipients, message in server.got}
    assert sorted(got) == ["also@example.org", "mail@example.org"]
    message = got["mail@example.org"]
    assert message["Subject"] == "Your dues of 2026 to Migrations & Développement"
    body, document = message.iter_parts()
    assert "come to 30,00\xa0€." in body.get_content()
    assert "Slip to send with your payment" in text_of(document.get_content())
    assert rows(books) == [
        ("call", "email", 2026, Money(30_00), TODAY, outcome) for outcome in ("begun", "sent") * 2
    ]
    assert send(books, server).sent == []
    assert verify(books).faults == []


def test_what_the_server_refuses_is_noted_and_taken_again(post: tuple[Books, MailServer]) -> None:
    books, server = post
    server.recipients["mail@example.org"] = "550 no such mailbox"
    run = send(books, server)
    assert [(one.debtor.ref, "550" in answer) for one, answer in run.failed] == [("MAIL", True)]
    assert [row[-1] for row in rows(books)].count("failed") == 1
    server.recipients.clear()
    assert [one.debtor.ref for one in send(books, server).sent] == ["MAIL"]


def test_what_is_in_doubt_is_not_sent_again_unasked(post: tuple[Books, MailServer]) -> None:
    books, server = post
    server.breaks_at["mail@example.org"] = "DATA"
    run = send(books, server)
    assert [one.debtor.ref for one in run.in_doubt] == ["MAIL"]
    server.breaks_at.clear()
    left = {one.debtor.ref: one.reason for one in plan(books, ORDER).left_out}
    assert (left["MAIL"], left["ALSO"]) == ("in_doubt", "written_lately")
    assert ("MAIL", "call", "email", 30_00) in told(books, replace(ORDER, again=True))


def test_who_pays_while_a_run_sends_gets_nothing(post: tuple[Books, MailServer]) -> None:
    books, server = post
    first = plan(books, ORDER).by("email")

    def pays(_address: str) -> None:
        server.after = lambda _address: None
        gift(books, 30_00, payer=first[1].debtor.ref, kind="dues", dues_year=2026)

    server.after = pays
    run = send(books, server)
    assert [one.debtor.ref for one in run.sent] == [first[0].debtor.ref]
    assert [one.debtor.ref for one in run.changed] == [first[1].debtor.ref]
    assert run.waiting == []


def test_a_letter_made_to_look_unsent_is_found(ready: Books) -> None:
    print_calls(ready, None, replace(ORDER, refs=("LYON",)))
    tamper(ready.location, "UPDATE dues_call SET outcome = 'failed'", disarmed=True)
    assert any(fault.kind for fault in verify(ready).faults)


def test_a_suspension_taken_away_behind_the_books_is_found(ready: Books) -> None:
    tamper(ready.location, "DELETE FROM membership_pause WHERE standing = 'suspended'", disarmed=True)
    assert verify(ready).faults != []
