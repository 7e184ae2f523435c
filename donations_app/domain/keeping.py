"""For how long each kind of record is kept, and when the last term of somebody ends.

RGPD art. 5, paragraph 1, point e: no longer than its purpose asks for. Receipts: six years from the day they were
established (LPF art. L102 E). Vouchers: ten years (C. com. art. L123-22) from the closing of the fiscal year. Both
read 2026-11. What no law says is a dated figure of the association, marked until somebody confirms it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from donations_app.domain.erasure import Kept, Retention, Traces, reasons
from donations_app.domain.periods import months_later

CONTACT: Final = "contact_retention_months"
From = Literal["issued", "closing", "ended", "contact", "person"]


Heads = tuple[tuple[str, int, str], ...]  # of each chain: origin, links, hash


class KeptKind(Struct, frozen=True):
    """A kind of record, the dated figure that says for how long it stays, and what that counts from."""

    code: str
    figure: str  # empty: it goes with the person
    counted_from: From


KINDS: Final = (
    KeptKind("identity", "", "person"),
    KeptKind("receipts", "receipt_retention_years", "issued"),
    KeptKind("vouchers", "voucher_retention_years", "closing"),
    KeptKind("mandates", "mandate_retention_months", "ended"),
    KeptKind("members", CONTACT, "contact"),
    KeptKind("consents", CONTACT, "contact"),
    KeptKind("letters", CONTACT, "contact"),
    KeptKind("addresses", "", "person"),
    KeptKind("imports", "", "person"),
    KeptKind("trail", "", "person"),
)


class Held(Struct, frozen=True):
    """What the books hold of somebody beside what a request of erasure asks for."""

    traces: Traces
    contacted_on: date  # the last time that anything was heard of him, or sent to him
    has_agreement: bool  # a recurring gift that runs, whatever its method
    is_officer: bool


class Due(Struct, frozen=True):
    """Somebody whose last term ends."""

    id: int
    ref: str
    name: str
    on: date  # the first day on which nothing keeps him
    terms: tuple[Kept, ...]  # those that ran, the last to end at the end


class ErasedRun(Struct, frozen=True):
    """Who was erased, whose day is still to come in that year, and the chains before and after."""

    year: int
    on: date
    by: str
    erased: tuple[Due, ...]
    later: tuple[Due, ...]
    lines: int  # of the audit trail
    before: Heads
    after: Heads


def terms(held: Held, retention: Retention, contact_months: int, fiscal_year_end: str) -> Iterator[Kept]:
    """Yield every term that runs or ran over somebody, whatever the day; ``until`` is the first day without it."""
    yield from reasons(held.traces, retention, fiscal_year_end)
    if held.has_agreement and not held.traces.has_open_mandate:
        yield Kept("agreement", None)
    if held.is_officer:
        yield Kept("office", None)
    yield Kept("contact", months_later(held.contacted_on, contact_months))


def last_day(found: tuple[Kept, ...]) -> date | None:
    """Return the first day on which no term runs; ``None`` while one has no end."""
    days = [one.until for one in found if one.until is not None]
    return max(days) if len(days) == len(found) else None
