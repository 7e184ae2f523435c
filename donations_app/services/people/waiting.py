"""What waits for somebody."""

from donations_app.db.books import Books
from donations_app.services.receipts.planning import plan_receipts


def receipts_to_issue(books: Books, ref: str, year: int) -> int:
    """Return how many receipts of a year and the one before wait for somebody, to carry what is known of him then."""
    plans = (plan_receipts(books, of, payer=ref) for of in (year - 1, year))
    return sum(len(plan.receipts) for plan in plans)
