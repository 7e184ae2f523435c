"""Receipts issued off the window's thread, signed where a certificate is open."""

from collections.abc import Callable, Sequence
from typing import Any

from donations_app.domain.receipts import PlannedReceipt
from donations_app.ui.desk import Desk
from donations_app.ui.receipts.plan.span import Period


def issuing(
    desk: Desk, year: int, period: Period | None, planned: Sequence[PlannedReceipt]
) -> Callable[[Callable[[int, int], None]], Any]:
    """Return a job that issues these receipts as they were seen; what signs is taken now."""
    signer = desk.signing.taken()

    def work(report: Callable[[int, int], None]) -> Any:
        from donations_app.services.receipts.issue import Choice, issue_receipts

        choice = Choice(period=period, seen=planned, accept=("all",))
        return issue_receipts(desk.books, year, choice, signer=signer(), progress=report)

    return work
