"""Receipts by post: one file in the order of the post, each page as issued, noted once the file is whole."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.deliveries import deliverables
from donations_app.db.queries.register import register_lines
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry, Link, ReceiptDelivery
from donations_app.domain.errors import Cancelled, NotFound
from donations_app.domain.letters import LetterDraft
from donations_app.domain.settings import MailDraft, SignatoryDraft
from donations_app.domain.storage_errors import BooksDamaged, FileExists
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import load_settings
from donations_app.services.deliveries.letters import letter_in_force, save_template
from donations_app.services.deliveries.post import PrintRun, note_printed, print_run, write_copies
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.copies import receipt_copy
from donations_app.services.receipts.issue import Choice, issue_receipts
from tests.originals import Fill
from tests.raw import octets, tamper
from tests.receipts.reading import lines_as_seen, pages_of, text_of
from tests.world import SETTINGS, TODAY, company, gift, login_of, person

PLACES: dict[str, dict[str, Any]] = {
    "LYON": {"postcode": "69001", "city": "Lyon"},
    "CASA": {"postcode": "20000", "city": "Casablanca", "country": "MA", "tax_resident_fr": True},
    "ZOE": {"last_name": "Zoé"},
    "ABEL": {"last_name": "Abel", "language": "ar"},
    "LIEGE": {"postcode": "4000", "city": "Liège", "country": "BE", "tax_resident_fr": True},
}
POSTED = ["ABEL", "ZOE", "LYON", "LIEGE", "CASA"]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "run.pdf"


@pytest.fixture
def begins_with(request: pytest.FixtureRequest) -> Fill | None:
    return fill if "issued" in request.fixturenames else None


@pytest.fixture
def issued(books: Books) -> Books:
    """Books that begin with what ``fill`` issues."""
    return books


def fill(books: Books) -> None:
    """Issue a receipt to somebody at each of the places."""
    for ref, facts in PLACES.items():
        person(books, ref, **facts)
        gift(books, 10_00, payer=ref)
    issue_receipts(books, 2025, Choice(accept=["all"]))


def run(books: Books, out: Path | None, *, today: date = TODAY, **facts: Any) -> PrintRun:
    known: dict[str, Any] = {"year": 2025}
    return print_run(books.acting(login="zohra", today=today), out, **(known | facts))


def number_of(books: Books, ref: str) -> str:
    with books.read() as session:
        return next(one.number for one in deliverables(session, year=2025, payer=ref) if not one.is_cancelled)


def states(books: Books) -> dict[str, str]:
    with books.read() as session:
        return {one.payer: one.state for one in deliverables(session, year=2025)}


def test_the_pages_lie_in_the_order_of_the_post_each_as_it_was_issued(issued: Books, out: Path) -> None:
    done = run(issued, out)
    assert [one.payer for one in done.posted] == POSTED
    pages = pages_of(out.read_bytes())
    assert done.pages == len(pages) == 5
    for page, ref in zip(pages, POSTED, strict=True):
        assert page.split() == text_of(receipt_copy(issued, number_of(issued, ref))).split()
    assert set(states(issued).values()) == {"posted"}
    with issued.read() as session:
        entries = session.execute(changes(Link.who).where(Entry.kind == "receipt.posted")).all()
        assert {(line.sent_on, line.sent_by) for line in register_lines(session)} == {(TODAY, "post")}
    assert [who for (who,) in entries] == [login_of(issued, "zohra")] * 5
    assert verify(issued).faults == []


def test_within_a_postcode_the_pages_lie_by_the_names_of_donors_and_companies(
    books: Books, out: Path
) -> None:
    person(books, "P1", last_name="Zemmouri", first_name="Aïcha", city="Marseille")
    person(books, "P2", last_name="Ábid", first_name="Zoé", city="MARSEILLE 01")
    both = {"last_name": "Moreau", "first_name": "Yves", "second_first_name": "Anne"}
    person(books, "P3", kind="couple", language="en", **both)
    person(books, "P4", last_name="Moreau", first_name="Claire")
    company(books, "P5", organisation="Garage Atlas", postcode="13001")
    for number in range(1, 6):
        gift(books, 10_00, payer=f"P{number}")
    issue_receipts(books, 2025, Choice(accept=["all"]))
    done = run(books, out, with_letters=True)
    assert [one.payer for one in done.posted] == ["P2", "P5", "P4", "P3", "P1"]
    letter, paper = pages_of(out.read_bytes())[6:8]
    assert "Yves et Anne Moreau" in letter  # to the post as on the receipt
    assert "Dear Yves and Anne Moreau," in letter
    assert "Yves et Anne" in paper


def test_each_receipt_lies_under_its_letter_in_the_language_of_the_donor(issued: Books, out: Path) -> None:
    done = run(issued, out, with_letters=True)
    pages = pages_of(out.read_bytes())
    assert (done.pages, done.letters) == (10, 5)
    for position, ref in enumerate(POSTED):
        receipt = pages[2 * position + 1]
        assert number_of(issued, ref) in "".join(lines_as_seen(out.read_bytes(), 2 * position))
        assert receipt.split() == text_of(receipt_copy(issued, number_of(issued, ref))).split()
    assert "Merci" in pages[2]
    assert "Merci" not in pages[0]  # Arabic


def test_the_heirs_get_the_receipt_without_a_letter_of_thanks(books: Books, out: Path) -> None:
    person(books, deceased_on=date(2026, 2, 1))
    gift(books)
    issue_receipts(books, 2025)
    done = run(books, out, with_letters=True)
    assert (done.pages, done.letters) == (1, 0)
    assert "Succession de" in text_of(out.read_bytes())


def test_what_was_posted_is_left_out_unless_asked_for_again(issued: Books, out: Path) -> None:
    run(issued, out, numbers=[number_of(issued, "ZOE")])
    rest = run(issued, out, force=True)
    assert [one.payer for one in rest.posted] == [ref for ref in POSTED if ref != "ZOE"]
    assert [(one.receipt.payer, one.reason) for one in rest.left_out] == [("ZOE", "already_posted")]
    nothing = run(issued, out.with_name("none.pdf"))
    assert (nothing.posted, nothing.pages, out.with_name("none.pdf").exists()) == ([], 0, False)
    assert len(run(issued, out, again=True, force=True).posted) == 5
    with issued.read() as session:
        assert session.scalar(select(func.count()).select_from(ReceiptDelivery)) == 10


def test_a_cancelled_receipt_is_not_printed_and_its_replacement_is(issued: Books, out: Path) -> None:
    old = number_of(issued, "ZOE")
    new = replace_receipt(issued, old, reason="Name").number
    done = run(issued, out)
    assert new in [one.number for one in done.posted]
    assert old not in [one.number for one in done.posted]
    assert done.left_out == []
    (left,) = run(issued, out, numbers=[old], again=True, force=True).left_out
    assert (left.receipt.number, left.reason) == (old, "cancelled")
    with pytest.raises(NotFound):
        run(issued, out, numbers=["2025-MRS-P-000099"], force=True)


def test_receipts_of_an_older_wording_and_signatory_keep_their_page(books: Books, out: Path) -> None:
    person(books), person(books, "B2", last_name="Bérard")
    gift(books)
    issue_receipts(books, 2025)
    changed = replace(
        SETTINGS,
        organisation=replace(SETTINGS.organisation, name="Aman", city="Aubagne"),
        signatories=(SignatoryDraft("Rachid Idir", "Président", date(2026, 11, 24)),),
    )
    load_settings(books.acting(today=date(2026, 11, 24)), changed)
    gift(books, 20_00, payer="B2")
    issue_receipts(books.acting(today=date(2026, 11, 24)), 2025)
    run(books, out, today=date(2026, 11, 24), with_letters=True)
    pages = pages_of(out.read_bytes())
    assert pages[1].split() == text_of(receipt_copy(books, number_of(books, "A1"))).split()
    assert "Zohra Amrani" in pages[1]
    assert "Rachid Idir" in pages[0]  # who writes today
    assert "Rachid Idir" in pages[3]


def test_a_run_that_fails_notes_nothing_and_leaves_no_file(issued: Books, out: Path) -> None:
    out.write_text("mine")
    with pytest.raises(FileExists):
        run(issued, out)
    assert out.read_text() == "mine"

    def stop(done: int, _total: int) -> None:
        if done == 3:
            raise Cancelled

    place = out.with_name("other.pdf")
    with pytest.raises(Cancelled):
        run(issued, place, progress=stop)
    assert [path.name for path in out.parent.iterdir() if path.suffix == ".pdf"] == ["run.pdf"]
    assert set(states(issued).values()) == {"waiting"}


def test_what_was_cancelled_while_the_file_was_written_is_named_and_not_noted(
    issued: Books, out: Path
) -> None:
    number = number_of(issued, "ZOE")
    if not issued.is_server:
        pytest.skip("a reader keeps writers from a file of SQLite until it has read")

    def cancel(done: int, _total: int) -> None:
        if done == 1:
            cancel_receipt(issued, number, reason="x")

    done = run(issued, out, progress=cancel)
    assert [(one.receipt.number, one.reason) for one in done.to_take_out] == [(number, "cancelled")]
    assert number not in [one.number for one in done.posted]
    assert states(issued)["ZOE"] == "waiting"


def test_altered_bytes_are_never_printed(issued: Books, out: Path) -> None:
    tamper(issued.location, f"UPDATE tax_receipt SET sha256 = {octets(issued.location, 'ab')}", disarmed=True)
    with pytest.raises(BooksDamaged):
        run(issued, out)
    assert not out.exists()


def test_a_letter_changed_by_the_treasurer_is_the_one_printed(issued: Books, out: Path) -> None:
    with issued.read() as session:
        seen = letter_in_force(session, "fr", TODAY)
    draft = LetterDraft(
        "fr", "Un mot", "À {donor} : {amount} en {year}, n° {number}. {signatory}, {organisation}"
    )
    save_template(issued, draft, seen=seen)
    run(issued, out, with_letters=True)
    page = " ".join(pages_of(out.read_bytes())[2].replace("\u202f", " ").replace("\u00a0", " ").split())
    number = number_of(issued, "ZOE")
    assert f"À Mohand Zoé : 10,00 € en 2025, n° {number}. Zohra Amrani, Trésorière, Migrations" in page


def test_copies_are_the_issued_bytes_and_note_nothing(issued: Books, tmp_path: Path) -> None:
    cancel_receipt(issued, number_of(issued, "LYON"), reason="x")
    written = write_copies(issued, tmp_path / "copies", year=2025)
    assert len(written) == 4
    for receipt, path in written:
        assert path.read_bytes() == receipt_copy(issued, receipt.number)
    assert set(states(issued).values()) == {"waiting"}


def test_pages_are_noted_as_posted_only_once_somebody_says_that_they_were_printed(
    issued: Books, out: Path
) -> None:
    done = run(issued, out, is_noted=False)
    assert [one.payer for one in done.posted] == POSTED
    assert set(states(issued).values()) == {"waiting"}
    cancelled = number_of(issued, "ZOE")
    cancel_receipt(issued, cancelled, reason="Wrong")
    note_printed(issued.acting(login="zohra"), done)
    assert [(one.receipt.payer, one.reason) for one in done.to_take_out] == [("ZOE", "cancelled")]
    assert {ref for ref, state in states(issued).items() if state == "posted"} == {
        "LYON",
        "CASA",
        "ABEL",
        "LIEGE",
    }
    assert verify(issued).faults == []


def test_who_agreed_to_e_mail_is_left_to_it_once_an_account_sends_it(issued: Books, out: Path) -> None:
    agreed = {"last_name": "Zoé", "email": "zoe@example.org", "consent_email": True}
    person(issued, "ZOE2", **agreed)
    gift(issued, 10_00, payer="ZOE2")
    issue_receipts(issued, 2025, Choice(accept=["all"]))
    assert len(run(issued, None, is_noted=False).posted) == len(PLACES) + 1  # nothing could send an e-mail
    account = MailDraft(host="mail.example.org", port=465, sender="recus@aman.example")
    load_settings(issued, replace(SETTINGS, mail=account))
    done = run(issued, out)
    assert [(one.receipt.payer, one.reason) for one in done.left_out] == [("ZOE2", "by_email")]
    assert sorted(one.payer for one in done.posted) == sorted(PLACES)
    assert states(issued)["ZOE2"] == "waiting"
    assert [one.payer for one in run(issued, out, by_post=True, force=True).posted] == ["ZOE2"]
    assert states(issued)["ZOE2"] == "posted"
