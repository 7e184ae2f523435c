"""A year is closed in a rehearsal: with the figures that its rows come to, and nothing of it is written after that."""

from collections import defaultdict
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from donations_app.db.books import Books
from donations_app.db.queries.closings import standing_on
from donations_app.domain.closing_errors import YearNotOver, YearNotReady
from donations_app.domain.errors import InputRefused, OfficeElsewhere, RuleBroken
from donations_app.services.audit.verify import verify
from donations_app.services.closing.years import close_year
from donations_app.services.payments.records import record_payment
from tests.histories.history import History
from tests.world import payment

BY_BANK: Final = ("transfer", "direct_debit", "card", "online")


class ClosingVerbs(History):
    """Close a year as things stand, look at it, and take all of it back."""

    @rule(year=st.sampled_from([2025, 2025, 2026]))
    def a_year_is_closed_for_a_moment(self, year: int) -> None:
        last = date(year, 12, 31)
        with self.books.rehearsal() as twin:
            closed = self._closed(twin, year, last)
            if closed:
                flows = {(kind, method): (came, back) for kind, method, came, back in closed}
                assert flows == self._flows(date(year, 1, 1), last)
                self._holds_still(twin, last)
        self.looks()
        assert self.rows.tables == self.before.tables

    def _closed(self, twin: Books, year: int, last: date) -> list[tuple[str, str, int, int]] | None:
        """Close it, or see it refused for the reason foreseen."""
        stops: list[Any] = self._uncredited(last) or [
            row for row in self.rows.of("batch") if row["closed_at"] is None
        ]
        refused: RuleBroken | None = None
        try:
            content = close_year(twin, year, accept=["all"])
        except (YearNotOver, OfficeElsewhere, YearNotReady) as error:
            refused = error
        if refused is None:
            assert self.today > last
            assert not self._uncredited(last)
            return [(one.kind, one.method, one.amount.cents, one.back.cents) for one in content.figures.flows]
        why = {YearNotOver: self.today <= last, OfficeElsewhere: bool(self.away), YearNotReady: bool(stops)}
        assert why[type(refused)], refused
        return None

    def _uncredited(self, last: date) -> list[str]:
        """Return what the bank brings and nobody knows when."""
        back = {row["reverses_id"] for row in self.rows.of("payment")}
        return [
            row["ref"]
            for row in self.rows.of("payment")
            if row["method"] in BY_BANK and row["credited_on"] is None and row["amount"] > 0
            and row["reverses_id"] is None and row["id"] not in back and row["received_on"] <= last.isoformat()
        ]  # fmt: skip

    def _flows(self, first: date, last: date) -> dict[tuple[str, str], tuple[int, int]]:
        """Return what came and what went of each kind by each way, as the rows say it."""
        sums: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        for line in self.rows.of("payment_line"):
            paid = self.rows.by_id("payment", line["payment_id"])
            is_wrong = paid["reversal"] == "correction"  # it takes back what never was: of the year of that
            booked = self.rows.by_id("payment", paid["reverses_id"]) if is_wrong else paid
            days = (booked["credited_on"], booked["received_on"])
            on = next(filter(None, days if booked["method"] in BY_BANK else days[::-1]))
            if first.isoformat() <= on <= last.isoformat():
                goes = paid["reverses_id"] is not None or paid["refunds_id"] is not None
                sums[line["kind"], paid["method"]][goes] += line["amount"]
        return {key: (came, back) for key, (came, back) in sums.items()}

    def _holds_still(self, twin: Books, last: date) -> None:
        """Hold that the year takes nothing more, and that what comes late leaves it as it is."""
        with twin.read() as session:
            stood = standing_on(session, last)
        late = payment(7_00, payer="", method="cash", received_on=last)
        with pytest.raises(InputRefused) as refused:
            record_payment(twin, late)
        assert [problem.code for problem in refused.value.problems] == ["year_closed"]
        record_payment(twin, late, late=True)
        with twin.read() as session:
            assert standing_on(session, last) == stood
        assert verify(twin).faults == []
