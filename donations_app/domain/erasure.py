"""A request of erasure: what goes at once, what the law keeps, and until when.

RGPD art. 17, paragraph 3, point b: what a legal obligation keeps is not erased. Receipts: six years from the
day they were established (LPF art. L102 E). Accounting vouchers: ten years (C. com. art. L123-22), counted
from the closing of the fiscal year. Mandates: while they run, and as long as a debit can be contested. All
read 2026-11; the figures are dated parameters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from msgspec import Struct

from donations_app.domain.errors import RuleBroken
from donations_app.domain.parties import PEOPLE
from donations_app.domain.periods import fiscal_year_last_day, months_later, years_later

ERASED_NAME: Final = "(effacé)"  # in the place of a name; the reference stays
AT_ONCE: Final[dict[str, Any]] = {
    "email": "",
    "phone": "",
    "notes": "",
    "consent_email": False,
    "consent_post": False,
}
# of a record that counts for nobody any more: the one that does says where he lives
MERGED: Final[dict[str, Any]] = {
    **AT_ONCE, **dict.fromkeys(("address", "address2", "postcode", "city", "residence_statement"), ""),
    "address_since": None,
}  # fmt: skip
_NAMES: Final = (
    "title", "first_name", "second_last_name", "second_first_name", "organisation", "legal_form", "siren",
    "siret", "rna", "ice", "address", "address2", "postcode", "city", "residence_statement",
    "other_script", "association_of", "municipality", "province",
)  # fmt: skip
WHOLE: Final[dict[str, Any]] = {
    **AT_ONCE, **dict.fromkeys(_NAMES, ""), "last_name": ERASED_NAME, "second_first_name": ERASED_NAME,
    "minor": False, "deceased_on": None, "second_deceased_on": None, "tax_resident_fr": None, "receipt_wish": "none",
    "address_since": None,
}  # fmt: skip


@dataclass(eq=False)
class PersonErased(RuleBroken):
    """Somebody was erased whole: nothing is recorded of him any more."""

    ref: str


class Traces(Struct, frozen=True):
    """What the books hold of a party."""

    kind: str
    receipted_on: date | None  # the last receipt was established
    paid_on: date | None  # the last payment, reversal or claim of expenses
    debited_until: date | None  # the last mandate ends
    has_open_mandate: bool
    is_member: bool


class Retention(Struct, frozen=True):
    """For how long the law keeps what."""

    receipt_years: int
    voucher_years: int
    mandate_months: int


class Kept(Struct, frozen=True):
    """A reason why name and address stay, and the first day on which it ends; ``None``: not known yet."""

    code: str  # receipts, vouchers, mandates, membership, organisation
    until: date | None


def kept(traces: Traces, retention: Retention, *, fiscal_year_end: str, today: date) -> tuple[Kept, ...]:
    """Return why name and address stay on the day ``today``; nothing when all may go."""
    found = reasons(traces, retention, fiscal_year_end)
    return tuple(one for one in found if one.until is None or today < one.until)


def reasons(traces: Traces, retention: Retention, fiscal_year_end: str) -> Iterator[Kept]:
    """Yield why name and address are kept, or were, whatever the day."""
    if traces.receipted_on:
        yield Kept("receipts", years_later(traces.receipted_on, retention.receipt_years))
    if traces.paid_on:
        closing = fiscal_year_last_day(fiscal_year_end, traces.paid_on)
        yield Kept("vouchers", years_later(closing, retention.voucher_years))
    if traces.has_open_mandate:
        yield Kept("mandates", None)
    elif traces.debited_until:
        yield Kept("mandates", months_later(traces.debited_until, retention.mandate_months))
    if traces.is_member:
        yield Kept("membership", None)
    if traces.kind not in PEOPLE:
        yield Kept("organisation", None)
