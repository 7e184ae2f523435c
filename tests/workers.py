"""Programs that the tests start, and kill: `python -m tests.workers NAME LOCATION ...`."""

import os
import random
import sys
import threading
from datetime import date
from uuid import UUID

from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.domain.authors import Author
from donations_app.domain.money import Money
from donations_app.domain.payments import LineDraft, PaymentDraft
from donations_app.services.deliveries.mail import send_receipts
from donations_app.services.payments.records import record_payment
from donations_app.services.receipts import issue as issuing
from donations_app.services.receipts.copies import preview_receipt
from donations_app.services.receipts.issue import issue_receipts
from donations_app.services.receipts.planning import plan_receipts
from tests import statements

TODAY = date(2026, 11, 23)
NAIMA = Author("naima", "MRS")


def issue(location: str, seed: str) -> None:
    """Issue the receipts of 2025; a third of us die at a random moment of it, inside a transaction or not."""
    books = open_books(location, clock=utc_now, author=NAIMA, today=lambda: TODAY)
    if int(seed) % 3 == 0:
        moment = random.Random(int(seed)).uniform(0.05, 0.4)
        threading.Timer(moment, os.kill, (os.getpid(), 9)).start()
    issue_receipts(books.acting(login=f"w{seed}"), 2025)
    books.close()
    os._exit(0)


def record(location: str, seed: str) -> None:
    """Record payments for ever; say each reference once it is saved, until somebody kills us."""
    books, n = open_books(location, clock=utc_now, author=NAIMA, today=lambda: TODAY), 0
    while True:
        n += 1
        key = UUID(int=int(seed) * 10**6 + n)
        line = LineDraft(kind="donation", amount=Money(1_00 + n))
        draft = PaymentDraft(
            key=key, office="MRS", payer="A1", method="cash", received_on=date(2025, 3, 1), lines=(line,)
        )
        ref = record_payment(books, draft).ref
        sys.stdout.write(f"{ref} {draft.amount.cents}\n")
        sys.stdout.flush()


def send(location: str, password: str, trusted: str) -> None:
    """Send the receipts of 2025 by e-mail, trusting the authorities of a file, until somebody kills us."""
    os.environ["SSL_CERT_FILE"] = trusted
    books = open_books(location, clock=utc_now, author=NAIMA, today=lambda: TODAY)
    send_receipts(books, year=2025, password=password)
    books.close()


def at_once(name: str, location: str, many: str) -> None:
    """Be so many programs at once, which begin where all is loaded; say how each ended.

    A transaction of theirs has ten receipts, so that few payers make several.
    """
    issuing._AT_ONCE = 10  # type: ignore[misc]
    load_all(location)
    children: list[int] = []
    for seed in range(int(many)):
        child = os.fork()
        if child == 0:
            globals()[name](location, str(seed))
            sys.exit(0)
        children.append(child)
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    sys.stdout.write(" ".join(map(str, ends)))
    sys.stdout.flush()


def load_all(location: str) -> None:
    """Load what an issue needs, and compile its questions, once for all programs to come."""
    statements.keep()
    books = open_books(location, clock=utc_now, author=NAIMA, today=lambda: TODAY)
    preview_receipt(books, plan_receipts(books, 2025).receipts[0])
    books.close()


def by_turns() -> None:
    """Be one program after another, each begun where all is loaded, as lines of the input name them.

    Says the number of each, then what it says, then how it ended.
    """
    for line in sys.stdin:
        name, *arguments = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            sys.stdout.write(f"{os.getpid()}\n")
            sys.stdout.flush()
            globals()[name](*arguments)
            os._exit(0)
        end = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"\nended {end}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
