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
    today, signer = desk.today(), desk.signing.taken()

    def work(report: Callable[[int, int], None]) -> Any:
        from donations_app.services.receipts.issue import issue_receipts

        return issue_receipts(
            desk.books, year, today=today, office=desk.office, user=desk.user, seen=planned, accept=("all",),
            period=period, signer=signer(), progress=report,
        )  # fmt: skip

    return work
