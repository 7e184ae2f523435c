"""Each closing of an account held against the lines of its days: as many, of the same sum, and all explained."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from donations_app.db.closed_days import LINE_COUNTS
from donations_app.domain.faults import Fault
from donations_app.services.audit.sums import day_said

_LINES: Final = text(
    "SELECT c.account, c.last_on, c.closed_on, c.lines, c.lines_amount, count(l.id), coalesce(sum(l.amount), 0),"  # noqa: S608 -- own names
    " coalesce(sum(CASE WHEN l.amount <> coalesce((SELECT sum(m.amount) FROM bank_match m WHERE m.line_id = l.id), 0)"
    " THEN 1 ELSE 0 END), 0)"
    " FROM account_closing c LEFT JOIN bank_line l ON l.account = c.account AND l.booked_on <= c.last_on"
    f" AND {LINE_COUNTS}"
    " GROUP BY c.id, c.account, c.last_on, c.closed_on, c.lines, c.lines_amount ORDER BY c.account, c.last_on"
)


def closed_days_faults(session: Session) -> Iterator[Fault]:
    """Check that the closed days of each account still hold the lines with which they were closed."""
    for account, last_on, closed_on, lines, amount, found, total, unexplained in session.execute(
        _LINES
    ).all():
        frozen, stands = (lines, amount, 0), (found, int(total), int(unexplained))
        if frozen != stands:
            yield Fault(
                "closing_figures", f"account:{account}", on=day_said(closed_on), found=f"{last_on} {frozen}",
                wanted=f"{last_on} {stands}",
            )  # fmt: skip
