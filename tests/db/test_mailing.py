"""Receipts by e-mail: to the donor's one own address, over TLS, noted before and after, never twice unasked."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.deliveries import deliverables
from donations_app.db.queries.register import register_lines
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry, Link
from donations_app.domain.deliveries import Deliverable
from donations_app.domain.errors import Cancelled, Incomplete, InputRefused, NotFound
from donations_app.domain.mail_errors import (
    MailLoginRefused,
    MailNotEncrypted,
    MailPasswordMissing,
    MailSenderRefused,
    MailUnreachable,
    MailUntrusted,
    RecipientRefused,
)
from donations_app.domain.parties import PartyDraft
from donations_app.domain.settings import MailDraft
from donations_app.domain.storage_errors import DiskFailed, DiskFull, SendingBroken
from donations_app.formats.mail import Attachment, Submission, compose
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import load_settings
from donations_app.services.deliveries.mail import MailRun, plan_mail, send_receipts
from donations_app.services.deliveries.mail_trial import send_trial
from donations_app.services.people.parties import change_party
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.services.receipts.copies import receipt_copy
from donations_app.services.receipts.issue import issue_receipts
from donations_app.words.sentences import sentence
from tests.mail_server import PASSWORD, USER, MailServer, running
from tests.originals import Originals
from tests.programs import Programs
from tests.raw import tamper
from tests.receipts.reading import text_of
from tests.world import SETTINGS, TODAY, gift, login_of, person

SENT_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACCOUNT = MailDraft(
    host="localhost", port=465, username=USER, sender="recus@aman.example", sender_name="Aman, reçus"
)


@pytest.fixture
def donors(shelf: str, originals: Originals, mail: MailServer) -> Iterator[Books]:
    """Books with four receipts: A, B and C get e-mails, D does not want any."""
    made = originals.books(shelf, fill)
    use(made, mail)
    yield made
    made.close()


def fill(books: Books) -> None:
    for ref in "ABCD":
        donor(books, ref, consent_email=ref != "D")
    issue_receipts(books, 2025)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with running() as server:
        yield server


def use(books: Books, mail: MailServer, **facts: Any) -> None:
    """Have the settings name a server."""
    account = replace(ACCOUNT, port=mail.port, **facts)
    load_settings(books, replace(SETTINGS, mail=account))


def donor(books: Books, ref: str, **facts: Any) -> None:
    known = {"last_name": f"Nom {ref}", "email": f"{ref.lower()}@example.org", "consent_email": True}
    person(books, ref, **(known | facts))
    gift(books, 10_00, payer=ref)


def change(books: Books, ref: str, **facts: Any) -> None:
    known: dict[str, Any] = {
        "kind": "individual", "last_name": f"Nom {ref}", "first_name": "Mohand", "address": "1 rue de la République",
        "postcode": "13001", "city": "Marseille", "email": f"{ref.lower()}@example.org", "consent_email": True,
    }  # fmt: skip
    draft = PartyDraft(key=uuid4(), ref=ref, **(known | facts))
    change_party(books, ref, draft, seen=1)


def send(books: Books, mail: MailServer, *, today: date = TODAY, **facts: Any) -> MailRun:
    known: dict[str, Any] = {"year": 2025, "password": PASSWORD, "trust": mail.trust}
    return send_receipts(books.acting(login="zohra", today=today), **(known | facts))


def receipt_of(books: Books, ref: str) -> Deliverable:
    with books.read() as session:
        return next(one for one in deliverables(session, year=2025, payer=ref))


def outcomes(books: Books, ref: str) -> list[str]:
    return [one.outcome for one in receipt_of(books, ref).deliveries]


def payers(several: list[Any]) -> list[str]:
    return [one.receipt.payer for one in several]


def test_each_donor_who_agreed_gets_one_message_with_the_very_receipt(
    donors: Books, mail: MailServer
) -> None:
    run = send(donors, mail)
    assert payers(run.sent) == ["A", "B", "C"]
    assert [(one.receipt.payer, one.reason) for one in run.left_out] == [("D", "email_not_wished")]
    assert (run.failed, run.in_doubt, run.waiting, run.broken) == ([], [], [], None)
    assert [addresses for addresses, _ in mail.got] == [[f"{ref}@example.org"] for ref in "abc"]
    _, message = mail.got[1]
    number = receipt_of(donors, "B").number
    assert [message[name] for name in ("To", "From", "Cc", "Bcc")] == [
        "b@example.org", '"Aman, reçus" <recus@aman.example>', None, None,
    ]  # fmt: skip
    assert number in message["Subject"]
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == f"recu-fiscal-{number}.pdf"
    assert attached.get_content() == receipt_copy(donors, number)
    body = message.get_body().get_content()  # type: ignore[union-attr]
    assert "Mohand Nom B" in body
    assert "10,00\u00a0€" in body
    assert "{" not in body
    assert "Zohra Amrani, Trésorière" in body
    assert outcomes(donors, "B") == ["begun", "sent"]
    assert receipt_of(donors, "B").deliveries[-1].address == "b@example.org"
    assert outcomes(donors, "D") == []
    assert verify(donors).faults == []


def test_who_sent_what_stands_in_the_audit_trail_and_in_the_register(donors: Books, mail: MailServer) -> None:
    send(donors, mail, payer="A")
    number = receipt_of(donors, "A").number
    with donors.read() as session:
        entries = session.execute(
            changes(Link.who, Entry.kind).where(Entry.record == f"receipt:{number}")
        ).all()
        lines = {line.payer: (line.sent_on, line.sent_by) for line in register_lines(session, year=2025)}
    assert [tuple(entry) for entry in entries][-2:] == [
        (login_of(donors, "zohra"), "receipt.mailing"),
        (login_of(donors, "zohra"), "receipt.mailed"),
    ]
    assert lines["A"] == (TODAY, "email")
    assert lines["B"] == (None, "")


def test_the_letter_speaks_the_language_of_the_donor(books: Books, mail: MailServer) -> None:
    use(books, mail)
    for ref in ("fr", "en", "ar"):
        donor(books, ref.upper(), language=ref)
    issue_receipts(books, 2025)
    send(books, mail)
    said = {addresses[0][:2]: message["Subject"] for addresses, message in mail.got}
    assert said["fr"].startswith("Merci")
    assert said["en"].startswith("Thank you")
    assert said["ar"].startswith("شكر")
    for _, message in mail.got:  # the receipt itself is French, whatever the letter
        (attached,) = message.iter_attachments()
        assert "article" in text_of(attached.get_content()).casefold()


def test_nothing_is_sent_twice_unless_asked_for(donors: Books, mail: MailServer) -> None:
    send(donors, mail)
    again = send(donors, mail)
    assert (again.sent, len(mail.got)) == ([], 3)
    assert {one.reason for one in again.left_out} == {"already_mailed", "email_not_wished"}
    number = receipt_of(donors, "B").number
    assert payers(send(donors, mail, numbers=[number], again=True).sent) == ["B"]
    assert mail.receivers == ["a@example.org", "b@example.org", "c@example.org", "b@example.org"]


def test_a_refused_recipient_is_listed_with_the_answer_and_only_he_is_tried_again(
    donors: Books, mail: MailServer
) -> None:
    mail.recipients["b@example.org"] = "550 5.1.1 no such user here"
    run = send(donors, mail)
    assert payers(run.sent) == ["A", "C"]
    assert [(one.receipt.payer, one.answer) for one in run.failed] == [("B", "550 5.1.1 no such user here")]
    assert outcomes(donors, "B") == ["begun", "failed"]
    assert receipt_of(donors, "B").deliveries[-1].answer == "550 5.1.1 no such user here"
    with donors.read() as session:
        sent = {line.payer: line.sent_by for line in register_lines(session, year=2025)}
    assert sent == {"A": "email", "B": "", "C": "email", "D": ""}
    mail.recipients.clear()
    assert payers(send(donors, mail).sent) == ["B"]
    assert outcomes(donors, "B") == ["begun", "failed", "begun", "sent"]


def test_a_message_refused_after_it_was_sent_is_a_failure_too(donors: Books, mail: MailServer) -> None:
    mail.contents["a@example.org"] = "552 5.3.4 too large"
    run = send(donors, mail)
    assert [(one.receipt.payer, one.answer) for one in run.failed] == [("A", "552 5.3.4 too large")]
    assert payers(run.sent) == ["B", "C"]


def test_a_line_cut_before_the_message_is_a_failure_and_the_others_go_on(
    donors: Books, mail: MailServer
) -> None:
    mail.breaks_at["b@example.org"] = "RCPT"
    run = send(donors, mail)
    assert (payers(run.sent), payers(run.failed), run.in_doubt) == (["A", "C"], ["B"], [])
    assert outcomes(donors, "B") == ["begun", "failed"]


def test_a_line_cut_while_the_message_is_on_its_way_leaves_it_in_doubt(
    donors: Books, mail: MailServer
) -> None:
    mail.breaks_at["b@example.org"] = "DATA"
    run = send(donors, mail)
    assert (payers(run.sent), run.failed, payers(run.in_doubt)) == (["A", "C"], [], ["B"])
    assert receipt_of(donors, "B").state == "in_doubt"
    mail.breaks_at.clear()
    again = send(donors, mail)
    assert again.sent == []
    assert ("B", "in_doubt") in [(one.receipt.payer, one.reason) for one in again.left_out]
    assert (
        mail.receivers.count("b@example.org") == 1
    )  # the server had taken it: a repeat would have been the second
    assert payers(send(donors, mail, payer="B", again=True).sent) == ["B"]
    assert receipt_of(donors, "B").state == "mailed"


def test_a_server_that_cuts_every_line_stops_the_run(donors: Books, mail: MailServer) -> None:
    mail.breaks_at |= {f"{ref}@example.org": "RCPT" for ref in "abc"}
    run = send(donors, mail)
    assert payers(run.failed) == ["A", "B"]
    assert [receipt.payer for receipt in run.waiting] == ["C"]
    assert isinstance(run.broken, MailUnreachable)
    assert outcomes(donors, "C") == []


def test_a_server_that_refuses_our_sender_stops_the_run(donors: Books, mail: MailServer) -> None:
    mail.senders["recus@aman.example"] = "553 5.7.1 not yours"
    run = send(donors, mail)
    assert payers(run.failed) == ["A"]
    assert [receipt.payer for receipt in run.waiting] == ["B", "C"]
    assert isinstance(run.broken, MailSenderRefused)
    assert run.broken.answer == "553 5.7.1 not yours"


def test_a_run_stopped_between_two_goes_on_later(donors: Books, mail: MailServer) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise Cancelled

    run = send(donors, mail, progress=stop)
    assert (payers(run.sent), run.stopped) == (["A"], True)
    assert [receipt.payer for receipt in run.waiting] == ["B", "C"]
    told: list[tuple[int, int]] = []
    assert payers(send(donors, mail, progress=lambda *at: told.append(at)).sent) == ["B", "C"]
    assert told == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_wrong_password_sends_nothing_and_notes_nothing(books: Books, security: str) -> None:
    with running(security) as mail:
        use(books, mail, security=security)
        donor(books, "A")
        issue_receipts(books, 2025)
        with pytest.raises(MailLoginRefused) as refused:
            send(books, mail, password="wrong")  # noqa: S106 -- it is wrong
        assert "wrong" not in str(vars(refused.value))
        with pytest.raises(MailPasswordMissing):
            send(books, mail, password="")
        assert (mail.got, outcomes(books, "A")) == ([], [])
        assert payers(send(books, mail).sent) == ["A"]


def test_a_certificate_that_is_not_trusted_or_for_another_name_is_refused(
    donors: Books, mail: MailServer
) -> None:
    with pytest.raises(MailUntrusted):
        send(donors, mail, trust=None)  # as the system trusts: not the tests' authority
    with running(name="elsewhere.example") as other:
        use(donors, other)
        with pytest.raises(MailUntrusted) as error:
            send(donors, other)
        assert "elsewhere" in error.value.answer or "localhost" in error.value.answer
        assert other.got == []
    assert outcomes(donors, "A") == []


def test_a_trust_that_checks_nothing_is_a_bug(donors: Books, mail: MailServer) -> None:
    mail.trust.check_hostname = False
    with pytest.raises(ValueError, match="checked"):
        send(donors, mail)


@pytest.mark.parametrize("security", ["starttls", "plain"])
def test_a_server_without_encryption_gets_neither_password_nor_mail(file_books: Books, security: str) -> None:
    with running("none") as mail:
        use(file_books, mail, security="starttls")
        donor(file_books, "A")
        issue_receipts(file_books, 2025)
        if security == "starttls":
            with pytest.raises(MailNotEncrypted):
                send(file_books, mail)
            assert mail.got == []
        else:  # allowed for a test on this machine alone
            use(file_books, mail, security="plain")
            assert payers(send(file_books, mail).sent) == ["A"]


UNSAFE: list[tuple[dict[str, Any], str]] = [
 ({"host": "mail.example.org", "security": "plain"}, "mail.security"), ({"security": "none"}, "mail.security"),
 ({"host": ""}, "mail.host"), ({"host": "a b"}, "mail.host"), ({"port": 0}, "mail.port"),
 ({"sender": "a@b.org, c@d.org"}, "mail.sender"), ({"sender": "a@b.org\nBcc: c@d.org"}, "mail.sender"),
 ({"sender_name": "Aman\r\nBcc: c@d.org"}, "mail.sender_name"), ({"sender_name": "A" * 201}, "mail.sender_name"),
]  # fmt: skip


def test_a_mail_account_that_is_not_safe_is_refused(file_books: Books) -> None:
    for facts, field in UNSAFE:
        draft = replace(SETTINGS, mail=replace(ACCOUNT, **facts))
        with pytest.raises(InputRefused) as error:
            load_settings(file_books, draft)
        assert [problem.field for problem in error.value.problems] == [field], facts


def test_a_server_out_of_reach_or_of_another_kind_notes_nothing(donors: Books, mail: MailServer) -> None:
    use(donors, replace(mail, port=1))
    with pytest.raises(MailUnreachable):
        send(donors, mail)
    with running("starttls") as plain_at_first:
        use(donors, plain_at_first)  # asked for TLS from the first byte
        with pytest.raises(MailUnreachable):
            send(donors, plain_at_first)
    assert outcomes(donors, "A") == []


def test_without_an_account_nothing_is_sent(file_books: Books, mail: MailServer) -> None:
    donor(file_books, "A")
    issue_receipts(file_books, 2025)
    with pytest.raises(Incomplete):
        send(file_books, mail)
    with pytest.raises(NotFound):
        send(file_books, mail, numbers=["2025-MRS-P-000099"])


def test_the_account_of_the_day_counts(donors: Books, mail: MailServer) -> None:
    load_settings(donors.acting(today=date(2027, 1, 1)), replace(SETTINGS, mail=replace(ACCOUNT, port=1)))
    assert len(send(donors, mail).sent) == 3
    load_settings(donors.acting(today=date(2027, 1, 2)), SETTINGS)  # silent on it: it stays
    with pytest.raises(MailUnreachable):
        send(donors, mail, again=True, today=date(2027, 1, 2))


def test_an_address_changed_between_plan_and_sending_is_the_one_that_counts(
    donors: Books, mail: MailServer
) -> None:
    mail.before = lambda address: (
        change(donors, "B", email="new@example.org") if address == "a@example.org" else None
    )
    assert payers(send(donors, mail).sent) == ["A", "B", "C"]
    assert mail.receivers == ["a@example.org", "new@example.org", "c@example.org"]
    assert [one.address for one in receipt_of(donors, "B").deliveries] == ["new@example.org"] * 2


@pytest.mark.parametrize(
    ("facts", "reason"),
    [({"consent_email": False}, "email_not_wished"), ({"email": ""}, "email_missing"),
     ({"deceased_on": date(2026, 1, 1)}, "deceased")],
)  # fmt: skip
def test_who_no_longer_agrees_or_has_died_meanwhile_gets_none(
    donors: Books, mail: MailServer, facts: dict[str, Any], reason: str
) -> None:
    mail.before = lambda address: change(donors, "B", **facts) if address == "a@example.org" else None
    run = send(donors, mail)
    assert ("B", reason) in [(one.receipt.payer, one.reason) for one in run.left_out]
    assert mail.receivers == ["a@example.org", "c@example.org"]
    assert outcomes(donors, "B") == []


def test_an_accented_domain_is_sent_to_in_punycode_and_noted_as_written(
    books: Books, mail: MailServer
) -> None:
    use(books, mail, sender="asso@exämple.org")
    donor(books, "A", email="mailto:claire@exämple.org")
    issue_receipts(books, 2025)
    (sent,) = send(books, mail).sent
    assert (sent.address, mail.receivers) == ("claire@exämple.org", ["claire@xn--exmple-cua.org"])
    ((_, message),) = mail.got
    assert "<asso@xn--exmple-cua.org>" in message["From"]
    assert message["To"] == "claire@xn--exmple-cua.org"


def test_a_receipt_cancelled_meanwhile_is_not_sent(donors: Books, mail: MailServer) -> None:
    number = receipt_of(donors, "B").number
    mail.before = lambda address: (
        cancel_receipt(donors, number, reason="x") if address == "a@example.org" else None
    )
    assert payers(send(donors, mail).sent) == ["A", "C"]
    assert [one.payer for one in plan_mail(donors, year=2025).ready] == []


def test_an_address_that_is_several_or_hides_a_header_is_refused_wherever_it_comes_from(
    donors: Books, mail: MailServer
) -> None:
    hostile = {
        "A": "a@example.org,x@example.org",
        "B": "b@example.org\r\nBcc: x@example.org",
        "C": "C <c@b.org>",
    }
    for ref, address in hostile.items():  # past every check at entry
        tamper(donors.location, f"UPDATE party SET email = '{address}' WHERE other_ref = '{ref}'")
    run = send(donors, mail)
    reasons = {one.receipt.payer: one.reason for one in run.left_out}
    assert {ref: reasons[ref] for ref in hostile} == dict.fromkeys(hostile, "email_invalid")
    assert mail.got == []


@pytest.mark.parametrize(
    "facts", [{"to": "a@b.org, c@d.org"}, {"subject": "Hi\r\nBcc: c@d.org"}, {"identity": "1\n"}]
)
def test_a_message_is_never_composed_with_two_addresses_or_a_line_break_in_a_header(
    facts: dict[str, str],
) -> None:
    known: dict[str, Any] = {
        "to": "a@b.org", "subject": "Hi", "body": "x", "attachment": Attachment("a.pdf", b"%PDF"),
        "identity": "1",
    }  # fmt: skip
    with pytest.raises(ValueError, match=r"address|line break"):
        compose(ACCOUNT, **(known | facts), at=SENT_AT)


@pytest.mark.parametrize(
    "name",
    [
        "جمعية أمان للتنمية",
        "Migrations & Développement, « reçus » de l'année (Marseille)",
        "Aman, reçus",
        "Aman, recus",
        "جمعية أمان للتنمية والتضامن بين القرى والمهاجرين " * 3 + "أمان",
    ],
)
def test_names_and_subjects_in_all_letters_pass_through_the_headers(mail: MailServer, name: str) -> None:
    account = replace(ACCOUNT, port=mail.port, sender_name=name)
    assert list(account.problems()) == []
    message = compose(
        account,
        to="a@example.org",
        subject="شكرًا " * 40,
        body="نص\n." + "\n.\nQUIT\r\n" + "x" * 2000,
        attachment=Attachment("a.pdf", bytes(range(256)) * 100),
        identity="1",
        at=SENT_AT,
    )
    line = Submission(account, PASSWORD, trust=mail.trust)
    line.send(message)
    line.close()
    ((_, got),) = mail.got
    assert got["Subject"].split() == ["شكرًا"] * 40
    assert got["From"].addresses[0].addr_spec == "recus@aman.example"
    written = message_from_bytes(message.content)["From"]  # as it was written: the newer parser adds spaces
    assert str(make_header(decode_header(written))).removesuffix(" <recus@aman.example>").strip('"') == name
    assert all(len(line) <= 78 for line in message.content.splitlines())
    assert got.get_body().get_content().splitlines()[1:4] == [".", ".", "QUIT"]  # type: ignore[union-attr]
    (attached,) = got.iter_attachments()
    assert attached.get_content() == bytes(range(256)) * 100


def test_whoever_dies_between_sending_and_noting_leaves_a_doubt_and_no_second_message(
    donors: Books, mail: MailServer, programs: Programs, tmp_path: Path
) -> None:
    trusted = tmp_path / "ca.pem"
    mail.authority.cert_pem.write_to_path(str(trusted))
    numbers: list[int] = []
    # the server has the message of B, and its answer never arrives
    mail.after = lambda address: os.kill(numbers[0], signal.SIGKILL) if address == "b@example.org" else None
    numbers.append(programs.start("send", donors.location, PASSWORD, str(trusted)))
    assert programs.rest()[1] == -signal.SIGKILL
    assert mail.receivers == ["a@example.org", "b@example.org"]
    assert outcomes(donors, "A") == ["begun", "sent"]
    assert outcomes(donors, "B") == ["begun"]
    run = send(donors, mail)  # whoever comes after goes on
    assert payers(run.sent) == ["C"]
    assert {one.receipt.payer: one.reason for one in run.left_out}["B"] == "in_doubt"
    assert mail.receivers == ["a@example.org", "b@example.org", "c@example.org"]
    assert verify(donors).faults == []


@pytest.mark.file_only
def test_a_run_whose_books_fail_midway_tells_what_it_sent_and_what_is_in_doubt(
    donors: Books, mail: MailServer
) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill_up(address: str) -> None:  # as it is on a full disk: no journal can be written any more
        if address == "b@example.org":
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))

    mail.after = fill_up
    try:
        run = send(donors, mail)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (payers(run.sent), payers(run.in_doubt), [one.payer for one in run.waiting]) == (
        ["A"],
        ["B"],
        ["C"],
    )
    assert isinstance(run.broken, SendingBroken)
    assert (run.broken.count, run.broken.doubtful) == (1, 1)
    assert isinstance(run.broken.cause, (DiskFull, DiskFailed))
    assert "sent and noted before the run broke off: 1; on their way then, and in doubt: 1." in (
        sentence(run.broken) or ""
    )
    assert (outcomes(donors, "A"), outcomes(donors, "B"), outcomes(donors, "C")) == (
        ["begun", "sent"],
        ["begun"],
        [],
    )
    assert payers(send(donors, mail).sent) == ["C"]
    assert mail.receivers == ["a@example.org", "b@example.org", "c@example.org"]


@pytest.mark.file_only
def test_a_run_whose_books_fail_before_anything_was_sent_says_that_nothing_was_saved(
    donors: Books, mail: MailServer
) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with pytest.raises((DiskFull, DiskFailed)):
            send(
                donors, mail, progress=lambda *_: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (mail.got, outcomes(donors, "A")) == ([], [])


def trial(books: Books, mail: MailServer, to: str = "zohra@aman.example", **facts: Any) -> None:
    known: dict[str, Any] = {"language": "ar", "password": PASSWORD, "trust": mail.trust}
    send_trial(books, to=to, **(known | facts))


def test_a_trial_goes_to_one_address_with_the_example_and_no_receipt_and_is_noted_nowhere(
    donors: Books, mail: MailServer
) -> None:
    trial(donors, mail)
    ((addresses, message),) = mail.got
    assert addresses == ["zohra@aman.example"]
    (document,) = message.iter_attachments()
    assert document.get_filename() == "essai.pdf"
    assert "2025-MRS-P-000042" in str(make_header(decode_header(str(message["Subject"]))))
    assert {receipt_of(donors, ref).state for ref in "ABCD"} == {"waiting"}


def test_a_trial_that_cannot_be_sent_says_why(donors: Books, mail: MailServer) -> None:
    mail.recipients["nobody@aman.example"] = "550 no such user"
    with pytest.raises(RecipientRefused) as refused:
        trial(donors, mail, "nobody@aman.example")
    assert "no such user" in refused.value.answer
    for several in ("a@example.org,b@example.org", "", "Zohra <z@example.org>"):
        with pytest.raises(InputRefused):
            trial(donors, mail, several)
    with pytest.raises(MailLoginRefused):
        trial(donors, mail, password="wrong")  # noqa: S106 -- it is meant to be wrong
    assert mail.got == []
