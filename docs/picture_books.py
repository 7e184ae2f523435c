"""The invented books of the pictures: example gifts, receipts sent and not sent, a batch half typed."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass
from donations_app.db.books import Books

TODAY = date(2026, 11, 23)


def fill(place: Path) -> None:
    """Make the invented books, with receipts of the year before and a batch half typed."""
    from donations_app.domain.authors import Author
    from donations_app.services.books.settings import create_books
    from donations_app.services.demo.books import example_settings, fill, story_clock

    books = create_books(
        str(place),
        example_settings(),
        today=lambda: TODAY,
        clock=story_clock(TODAY),
        author=Author("example"),
    )
    fill(books, size="small", seed=1)
    type_some(books)
    send_some(books)
    books.close()


def type_some(books: "Books") -> None:
    """Type half of the batch that waits."""
    from uuid import UUID

    from donations_app.db.queries.batches import open_batches
    from donations_app.domain.money import Money
    from donations_app.domain.payments import LineDraft, PaymentDraft
    from donations_app.services.payments.records import record_payment

    with books.read() as session:
        batch = open_batches(session, "MRS")[0]
    for n, euros in enumerate((50, 30, 120, 45, 200, 60, 35), 1):
        dues = {"kind": "dues", "dues_year": TODAY.year} if euros == 30 else {"kind": "donation"}
        line = LineDraft(amount=Money(euros * 100), **dues)  # type: ignore[arg-type]
        draft = PaymentDraft(
            key=UUID(int=n), office="MRS", payer=f"D{n * 7:06}", method="cheque", received_on=TODAY,
            lines=(line,), cheque_number=f"{4410 + n * 37:07}", bank="La Banque Postale", batch=batch.key,
        )  # fmt: skip
        record_payment(books, draft)


def send_some(books: "Books") -> None:
    """Note that some of last year's receipts were sent, and that some could not be."""
    from donations_app.db.queries.deliveries import deliverables
    from donations_app.domain.settings import MailDraft
    from donations_app.services.books.settings import load_settings
    from donations_app.services.deliveries.notes import note
    from donations_app.services.demo.books import example_settings

    account = MailDraft(host="smtp.example.org", port=465, username="recus", sender="recus@example.org")
    load_settings(books, replace(example_settings(), mail=account))

    with books.read() as session:
        live = [one for one in deliverables(session) if not one.is_cancelled]
    ways = (("post", "sent", ""), ("email", "sent", ""), ("email", "failed", "550 no such user here"),
            ("email", "begun", ""))  # fmt: skip
    with books.write() as write:
        for number, receipt in enumerate(live[:40]):
            channel, outcome, answer = ways[(0, 1, 1, 0, 2, 1, 0, 3)[number % 8]]
            address = f"donateur{number}@example.org" if channel == "email" else ""
            note(write, [receipt], channel=channel, outcome=outcome, address=address, answer=answer)
