"""Gifts as they are drawn: who, how much, how, when, and onto which projects."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from hypothesis import strategies as st
from msgspec import Struct

from donations_app.domain.money import Money
from donations_app.domain.payments import LineDraft, PaymentDraft
from donations_app.domain.splitting import Part, split
from tests.histories.history import DAYS
from tests.histories.world import DONORS, PLACES

BANKED: Final = ("transfer", "direct_debit", "card", "online")
SPLITTABLE: Final = 100_00  # cents of which one basis point is at least one


class Gift(Struct, frozen=True):
    """A payment as it is drawn; the days are put right for the day of recording."""

    payer: str
    method: str
    lines: Sequence[tuple[str, int]]  # kind and cents
    parts: Sequence[tuple[tuple[str, str], int | None]]  # project and association, basis points
    day: date
    days_to_credit: int | None

    def draft(self, office: str, today: date) -> PaymentDraft:
        received = min(self.day, today)
        credited = None
        if self.method in BANKED and self.days_to_credit is not None:
            credited = min(received + timedelta(days=self.days_to_credit), today)
        lines = tuple(self._line(kind, cents, received) for kind, cents in self.lines)
        return PaymentDraft(
            key=uuid4(),
            office=office,
            payer=self.payer,
            method=self.method,
            lines=lines,
            received_on=received,
            credited_on=credited,
        )

    def _line(self, kind: str, cents: int, received: date) -> LineDraft:
        parts = [
            Part(project=project, association=association, basis_points=points)
            for (project, association), points in self.parts
        ]
        return LineDraft(
            kind=kind,
            amount=Money(cents),
            allocations=split(Money(cents), parts) if cents >= SPLITTABLE else (),
            dues_year=received.year if kind == "dues" else None,
            evidence="V-1" if kind == "in_kind" else "",
            description="Bancs" if kind == "in_kind" else "",
            valued_by="N. Haddou" if kind == "in_kind" else "",
        )


_PARTS = st.lists(
    st.tuples(st.sampled_from(PLACES[:-1]), st.sampled_from([None, 1, 3333])),
    max_size=3,
    unique_by=lambda part: part[0],
)
_CENTS = st.integers(1, 60_000_00)
_MONEY = st.builds(
    Gift,
    payer=st.sampled_from(["A1", "B2", "E1", *DONORS]),
    method=st.sampled_from(["cash", "cheque", *BANKED]),
    lines=st.lists(
        st.tuples(st.sampled_from(["donation", "donation", "dues", "sale"]), _CENTS), min_size=1, max_size=2
    ),
    parts=_PARTS,
    day=DAYS,
    days_to_credit=st.sampled_from([None, 0, 1, 3]),
)
_IN_KIND = st.builds(
    Gift,
    payer=st.sampled_from(["A1", "B2", "E1", *DONORS]),
    method=st.just("none"),
    lines=st.lists(st.tuples(st.just("in_kind"), _CENTS), min_size=1, max_size=1),
    parts=_PARTS,
    day=DAYS,
    days_to_credit=st.none(),
)
GIFTS = st.one_of(_MONEY, _MONEY, _MONEY, _IN_KIND)
# Cash of donors who may have receipts, on few days, so that some of it stands together on one.
RECEIPTABLE: Final = ("A1", "A2", "A1", "B2", "B2", "C3", "E1", "E1", "F5")
SURE_GIFTS = st.builds(
    Gift,
    payer=st.sampled_from(RECEIPTABLE),
    method=st.just("cash"),
    lines=st.lists(st.tuples(st.sampled_from(["donation", "dues"]), _CENTS), min_size=1, max_size=1),
    parts=st.lists(st.tuples(st.sampled_from([("EAU", "AMAN"), ("ECOLE", "")]), st.none()), max_size=1),
    day=st.sampled_from([date(2025, 6, 30), date(2025, 12, 30), date(2026, 1, 3), date(2026, 7, 1)]),
    days_to_credit=st.none(),
)
# Money that comes over the bank, soon credited or not yet.
BANKED_GIFTS = st.builds(
    Gift,
    payer=st.sampled_from(RECEIPTABLE),
    method=st.sampled_from(["cheque", "cheque", "transfer", "transfer", "online", "direct_debit"]),
    lines=st.lists(
        st.tuples(st.just("donation"), st.sampled_from([20_00, 25_00, 30_00])), min_size=1, max_size=1
    ),
    parts=st.just([]),
    day=st.sampled_from([date(2025, 12, 30), date(2026, 1, 3)]),
    days_to_credit=st.sampled_from([None, None, 1]),
)
# In every history: a debit whose refund window closes between two moments, and money that must first be moved.
ALWAYS: Final = (
    Gift("B2", "direct_debit", [("donation", 25_00)], [], date(2025, 12, 30), 1),
    Gift("C3", "cash", [("donation", 100_00)], [(("SOUK", ""), None)], date(2025, 12, 30), None),
)
