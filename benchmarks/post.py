"""Receipts for the post: a thousand in one file to print, with and without their letters, noted as posted."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from benchmarks.builds import Place
from benchmarks.measuring import spent
from benchmarks.taken import Taken, rated
from benchmarks.world import filled_books
from donations_app.db.books import Books
from donations_app.db.queries.deliveries import deliverables, issued_documents
from donations_app.services.deliveries.post import print_run
from donations_app.services.receipts.issue import Choice, issue_receipts

OF_PRESENT = True
ROUNDS = 1
COUNT = 1_000


def fill(place: Place) -> None:
    """Nothing stands before it is measured."""


def measure(place: Place) -> Iterator[Taken]:
    """Issue a thousand receipts, then print them twice for the post."""
    folder = place.folder
    books = filled_books(folder, people=COUNT, payments=COUNT, projects=10)
    issue_receipts(books, 2025, Choice(accept=["all"]))
    limit = spent(lambda: _copied(books))
    for name, with_letters in (("", False), (", each with its letter", True)):
        out = folder / f"{with_letters}.pdf"
        time = spent(lambda: _print(books, out, with_letters=with_letters))  # noqa: B023 -- called at once
        yield rated(f"1 000 receipts for the post{name}, noted", COUNT, time, limit=limit, share=0.01)
    books.close()


def _print(books: Books, out: Path, *, with_letters: bool) -> None:
    print_run(books, out, year=2025, with_letters=with_letters, again=True)


def _copied(books: Books) -> None:
    """Read the same documents and write their tails, with no rule, no order and no note."""
    out = BytesIO()
    with books.read() as session:
        keys = [receipt.id for receipt in deliverables(session, year=2025)]
        for _, _, tail in issued_documents(session, keys):
            out.write(tail)
