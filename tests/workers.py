"""Programs that the tests start, and kill: `python -m tests.workers NAME LOCATION ...`."""

import os
import random
import sys
import threading
from datetime import date
from uuid import UUID

from donations_app.db.engine import utc_now
from donations_app.db.open import open_books
from donations_app.domain.money import Money
from donations_app.domain.payments import LineDraft, PaymentDraft
from donations_app.services.deliveries.mail import send_receipts
from donations_app.services.payments.records import record_payment
from donations_app.services.receipts.issue import issue_receipts

TODAY = date(2026, 11, 23)


def issue(location: str, seed: str) -> None:
    """Issue the receipts of 2025; a third of us die at a random moment of it, inside a transaction or not."""
    books = open_books(location, clock=utc_now)
    if int(seed) % 3 == 0:
        moment = random.Random(int(seed)).uniform(0.05, 0.4)
        threading.Timer(moment, os.kill, (os.getpid(), 9)).start()
    issue_receipts(books, 2025, today=TODAY, office="MRS", user=f"w{seed}")
    books.close()
    os._exit(0)


def record(location: str, seed: str) -> None:
    """Record payments for ever; say each reference once it is saved, until somebody kills us."""
    books, n = open_books(location, clock=utc_now), 0
    while True:
        n += 1
        key = UUID(int=int(seed) * 10**6 + n)
        line = LineDraft(kind="donation", amount=Money(1_00 + n))
        draft = PaymentDraft(
            key=key, office="MRS", payer="A1", method="cash", received_on=date(2025, 3, 1), lines=(line,)
        )
        ref = record_payment(books, draft, today=TODAY, user="naima").ref
        sys.stdout.write(f"{ref} {draft.amount.cents}\n")
        sys.stdout.flush()


def send(location: str, password: str) -> None:
    """Send the receipts of 2025 by e-mail, until somebody kills us."""
    books = open_books(location, clock=utc_now)
    send_receipts(books, year=2025, password=password, today=TODAY, office="MRS", user="w")
    books.close()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
