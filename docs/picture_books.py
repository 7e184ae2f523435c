"""The invented books of the pictures: example gifts, receipts sent and not sent, a batch half typed."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from donations_app.domain.recurring import RecurringGift
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
    agree_some(books)
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


# payer, cents, how often, month of the first, project (empty: the general fund), months that were not paid
AGREED = (
    (3, 15_00, "monthly", 1, 0, ()), (9, 25_00, "monthly", 9, 0, ()), (15, 30_00, "monthly", 1, 1, (11,)),
    (21, 10_00, "monthly", 3, 2, ()), (27, 50_00, "quarterly", 1, 0, ()), (33, 25_00, "monthly", 1, 3, (5, 6, 11)),
    (39, 10_00, "monthly", 1, 4, (11,)), (45, 20_00, "monthly", 1, 1, (4,)), (51, 150_00, "quarterly", 2, 2, (11,)),
    (57, 15_00, "monthly", 1, 2, (8, 9, 10)), (63, 20_00, "monthly", 1, 1, (11,)), (69, 20_00, "monthly", 1, 3, (6,)),
    (75, 120_00, "yearly", 3, 0, ()),
)  # fmt: skip


def agree_some(books: "Books") -> None:
    """Agree recurring gifts, most of them kept, and decide of what did not come."""
    from uuid import UUID

    from sqlalchemy import select

    from donations_app.db.tables import Project
    from donations_app.domain.money import Money
    from donations_app.domain.recurring import RecurringGift
    from donations_app.services.payments.instalments import forgive_instalment, pause_recurring
    from donations_app.services.payments.recurring import agree_recurring, stop_recurring

    with books.read() as session:
        codes = ["", *session.scalars(select(Project.code).order_by(Project.code).limit(4))]
    refs = {}
    for n, (payer, cents, frequency, first, project, unpaid) in enumerate(AGREED, 1):
        agreed = RecurringGift(
            key=UUID(int=0xA000 + n), ref="", payer=f"D{payer:06}", amount=Money(cents), frequency=frequency,
            first_on=date(TODAY.year, first, 5), method="transfer" if n % 3 else "direct_debit",
            project=codes[project], earmarked_by_donor=bool(project),
        )  # fmt: skip
        refs[payer] = agree_recurring(books, agreed)
        pay_some(books, agreed, n, unpaid)
    year = TODAY.year
    pause_recurring(
        books,
        UUID(int=0xC001),
        refs[33],
        first_on=date(year, 5, 1),
        last_on=date(year, 6, 30),
        reason="Chômage",
    )
    forgive_instalment(books, UUID(int=0xC002), refs[45], due_on=date(year, 4, 5), reason="Hospitalisation")
    stop_recurring(books, refs[57], on=date(year, 10, 31), reason="Départ au pays")


def pay_some(books: "Books", agreed: "RecurringGift", n: int, unpaid: tuple[int, ...]) -> None:
    """Record what came of an agreed gift; one debit came back."""
    from uuid import UUID

    from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
    from donations_app.domain.recurring import MONTHS
    from donations_app.services.payments.corrections import take_back
    from donations_app.services.payments.records import record_payment

    for month in range(agreed.first_on.month, TODAY.month + 1, MONTHS[agreed.frequency]):
        on = date(TODAY.year, month, 6)
        is_back = (agreed.payer, month) == ("D000039", 11)
        if month in unpaid and not is_back:
            continue
        line = LineDraft(
            kind="donation", amount=agreed.amount, earmarked_by_donor=agreed.earmarked_by_donor,
            allocations=(AllocationDraft(amount=agreed.amount, project=agreed.project),),
        )  # fmt: skip
        draft = PaymentDraft(
            key=UUID(int=0xB000 + n * 100 + month), office="MRS", payer=agreed.payer, method=agreed.method,
            received_on=on, credited_on=on, lines=(line,),
        )  # fmt: skip
        recorded = record_payment(books, draft)
        if is_back:
            take_back(books, recorded.ref, kind="return", reason="AM04", on=date(TODAY.year, 11, 9))
