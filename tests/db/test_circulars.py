"""Letters to a list, on both engines: who gets one in which language, who is left out, what is noted."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.circulars import keys_of
from donations_app.db.queries.person_card import person_card
from donations_app.domain.circulars import CircularDraft, CircularReworded
from donations_app.domain.errors import Cancelled, ChangedMeanwhile, InputRefused, NotFound
from donations_app.domain.letters import CIRCULAR, LetterDraft
from donations_app.domain.money import Money
from donations_app.domain.storage_errors import FileExists
from donations_app.services.audit.verify import verify
from donations_app.services.deliveries import circulars
from donations_app.services.deliveries.circular_mail import CircularRun, send_circular
from donations_app.services.deliveries.circulars import (
    NO_TEXT,
    CircularOrder,
    looked_at,
    plan,
    print_circular,
    write_labels,
)
from donations_app.services.people.erasure import erase_party
from donations_app.services.people.memberships import admit, set_fee
from tests.db.test_dues_calls import with_mail
from tests.mail_server import PASSWORD, MailServer, running
from tests.raw import tamper
from tests.receipts.reading import pages_of, text_of
from tests.world import TODAY, gift, people, person_draft

POSTED: dict[str, Any] = {"consent_post": True}
MAILED: dict[str, Any] = {"consent_email": True}
PEOPLE: dict[str, dict[str, Any]] = {
    "CASA": {**POSTED, "postcode": "20000", "city": "Casablanca", "country": "MA"},
    "LYON": {**POSTED, "postcode": "69001", "city": "Lyon", "title": "Mme", "first_name": "=Zohra"},
    "ARABE": {**POSTED, "last_name": "أيت أحمد", "first_name": "محند", "language": "ar"},
    "WIDOW": {
        **POSTED, "kind": "couple", "second_first_name": "Anne", "deceased_on": date(2026, 2, 1), "postcode": "75001",
        "city": "Paris", "title": "M. et Mme",
    },
    "MAIL": {**MAILED, "email": "mail@example.org", "language": "en"},
    "BOTH": {**MAILED, **POSTED, "email": "both@example.org", "postcode": "05120"},
    "DEAD": {**POSTED, "deceased_on": date(2026, 2, 1)},
    "NOWHERE": {**POSTED, "address": ""},
    "REFUSES": {"email": "no@example.org"},
    "GONE": POSTED,
}  # fmt: skip
FRENCH = LetterDraft(
    "fr",
    "Assemblée de {year}",
    "Bonjour {title} {first_name} {last_name},\n\nVous avez donné {given} en {year}.\nIl reste {owed} à payer.\n\n"
    "{signatory}",
    CIRCULAR,
)
ARABIC = LetterDraft("ar", "الجمع العام", "السيد {name}،\n\nنلتقي يوم {day}.", CIRCULAR)
DRAFT = CircularDraft("ag-2026", (FRENCH, ARABIC))


@pytest.fixture
def ready(books: Books) -> Books:
    people(books, [person_draft(ref, **facts) for ref, facts in PEOPLE.items()])
    set_fee(books, "ADH", name="Member", from_year=2025, fee=Money(30_00))
    admit(books, uuid4(), "LYON", kind="ADH", since=date(2026, 1, 1))
    gift(books, 1_250_00, payer="LYON", received_on=date(2026, 3, 1))
    erase_party(books, "GONE", asked_on=TODAY)
    return books


def order(books: Books, *refs: str, draft: CircularDraft = DRAFT, **asked: Any) -> CircularOrder:
    with books.read() as session:
        keys = [next(iter(keys_of(session, [ref]))) for ref in refs or PEOPLE]
    return CircularOrder(draft=draft, keys=tuple(keys), year=2026, **asked)


def told(books: Books, **asked: Any) -> tuple[list[tuple[str, ...]], dict[str, str]]:
    found = plan(books, order(books, **asked))
    letters: list[tuple[str, ...]] = [(one.to.ref, one.way, one.language) for one in found.letters]
    return letters, {one.to.ref: one.reason for one in found.left_out}


def sent_to(books: Books, ref: str) -> list[tuple[str, str, str, str]]:
    with books.read() as session:
        card = person_card(session, ref, today=TODAY)
    return [(one.name, one.subject, one.channel, one.outcome) for one in card.circulars]


def test_letters_go_in_the_order_of_the_post_each_in_its_language_and_once(
    ready: Books, tmp_path: Path
) -> None:
    letters, left = told(ready)
    assert letters == [
        ("BOTH", "post", "fr"), ("ARABE", "post", "ar"), ("LYON", "post", "fr"), ("WIDOW", "post", "fr"),
        ("CASA", "post", "fr"),
    ]  # fmt: skip
    assert left == {
        "MAIL": "not_wished", "DEAD": "deceased", "NOWHERE": "address_missing", "REFUSES": "not_wished",
        "GONE": "erased",
    }  # fmt: skip
    seen, example = looked_at(ready, order(ready))
    assert (len(pages_of(example)), len(seen.letters)) == (2, 5)  # the first of each language
    assert sent_to(ready, "LYON") == []
    out = tmp_path / "letters.pdf"
    done = print_circular(ready, out, order(ready))
    pages = pages_of(out.read_bytes())
    assert done.pages == len(pages) == 5
    assert "Mohand Aït Ahmed" in pages[0]
    assert "الجمع العام" in pages[1]
    assert "23/11/2026" in pages[1]
    assert "Bonjour Mme =Zohra Aït Ahmed," in pages[2]
    assert "Vous avez donné 1 250,00 € en 2026." in pages[2]
    assert "Il reste 30,00 € à payer." in pages[2]
    assert (
        "Bonjour Anne Aït Ahmed," in pages[3]
    )  # of the couple she lives; nothing was given, nothing is owed
    assert "donné" not in pages[3]
    assert "reste" not in pages[3]
    assert "Maroc" in pages[4]
    assert sent_to(ready, "LYON") == [("ag-2026", "Assemblée de 2026", "post", "sent")]
    assert verify(ready).faults == []
    letters, left = told(ready)
    assert letters == []
    assert left["LYON"] == "had_it"
    assert print_circular(ready, tmp_path / "none.pdf", order(ready)).pages == 0
    assert not (tmp_path / "none.pdf").exists()
    assert len(told(ready, again=True)[0]) == 5
    reworded = replace(DRAFT, texts=(replace(FRENCH, body="Autre"),))
    with pytest.raises(CircularReworded) as refused:
        plan(ready, order(ready, draft=reworded))
    assert (refused.value.on, refused.value.people) == (TODAY, 5)
    assert told(ready, draft=reworded, reworded=True)[0] == []
    assert len(told(ready, draft=replace(reworded, name="other"))[0]) == 5
    _labels(ready, tmp_path)
    tamper(ready.location, "UPDATE circular SET outcome = 'failed'", disarmed=True)
    assert any(fault.kind for fault in verify(ready).faults)


def _labels(ready: Books, tmp_path: Path) -> None:
    """Labels are of what went today, in the order of the post, or of all to whom one may write."""
    out = tmp_path / "labels.csv"
    assert write_labels(ready, out, order(ready), form="csv") == 5
    rows = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert rows[2][1] == "محند أيت أحمد"
    assert rows[3] == ["LYON", "'=Zohra Aït Ahmed", "1 rue de la République", "", "69001", "Lyon", ""]
    assert rows[5][-3:] == ["20000", "Casablanca", "Maroc"]
    assert len(rows) == 6
    with pytest.raises(FileExists):
        write_labels(ready, out, order(ready), form="csv")
    tomorrow = ready.acting(login="zohra", today=date(2026, 11, 24))
    assert write_labels(tomorrow, None, order(ready), form="csv") == 0
    assert write_labels(tomorrow, None, order(ready, draft=NO_TEXT), form="csv") == 5


@pytest.mark.file_only
def test_nothing_is_noted_of_what_is_refused_stopped_or_changed_meanwhile(
    ready: Books, tmp_path: Path
) -> None:
    out = tmp_path / "letters.pdf"

    def stops(done: int, _total: int) -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_circular(ready, out, order(ready), progress=stops)
    with pytest.raises(InputRefused):
        print_circular(ready, out, order(ready, draft=replace(DRAFT, texts=())))
    with pytest.raises(NotFound):
        order(ready, "NOBODY")
    copies = plan(ready, order(ready)).by("post")
    gift(ready, 5_00, payer="LYON", received_on=date(2026, 4, 1))  # the letter names another sum now
    with pytest.raises(ChangedMeanwhile), ready.write() as write:
        circulars.see_again(write, order(ready), copies)
    assert not out.exists()
    assert [ref for ref in PEOPLE if sent_to(ready, ref)] == []


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with running() as made:
        yield made


def test_e_mails_are_noted_each_and_never_sent_twice(ready: Books, mail: MailServer) -> None:
    with_mail(ready, mail.port)
    assert [row for row in told(ready)[0] if row[1] == "email"] == [
        ("BOTH", "email", "fr"),
        ("MAIL", "email", "fr"),
    ]
    assert [row for row in told(ready, by_post=True)[0] if row[1] == "email"] == []

    def send(**asked: Any) -> CircularRun:
        return send_circular(ready, order(ready, **asked), password=PASSWORD, trust=mail.trust)

    mail.recipients["mail@example.org"] = "550 no such mailbox"
    run = send()
    assert [one.to.ref for one in run.sent] == ["BOTH"]
    assert [(one.to.ref, answer[:3]) for one, answer in run.failed] == [("MAIL", "550")]
    (to, message), *others = mail.got
    assert (to, others) == (["both@example.org"], [])
    assert message["Subject"] == "Assemblée de 2026"
    text, document = message.iter_parts()
    assert text.get_content().startswith("Bonjour Mohand Aït Ahmed,")
    assert document.get_filename() == "ag-2026.pdf"
    assert "Assemblée de 2026" in text_of(document.get_content())
    mail.recipients.clear()
    mail.breaks_at["mail@example.org"] = "DATA"
    assert [one.to.ref for one in send().in_doubt] == ["MAIL"]
    mail.breaks_at.clear()
    assert (send().sent, told(ready)[1]["MAIL"]) == ([], "in_doubt")
    assert [one.to.ref for one in send(again=True).sent] == ["BOTH", "MAIL"]
    name = ("ag-2026", "Assemblée de 2026", "email")
    assert sent_to(ready, "MAIL") == [(*name, "failed"), (*name, "begun"), (*name, "sent")]
    assert sent_to(ready, "BOTH") == [(*name, "sent"), (*name, "sent")]
    assert verify(ready).faults == []
