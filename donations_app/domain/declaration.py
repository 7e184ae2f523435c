"""The annual declaration of gifts: the sums received in a period, the documents delivered on them, its day.

CGI art. 222 bis (law 2021-1109 art. 19, read 2026-11) asks for the gifts *received* in the period and
mentioned on documents, whenever these are issued, and for a number of documents that is read in two ways:

- those delivered on these gifts ("au titre de ces dons"), as the tax office's own page says: both figures are
  of the same receipts;
- those *issued* in the period, whatever year their gifts are of, as the text of the law can be read.

Which one is declared is a dated figure (``declaration_documents``); the other stands beside it. Of the first,
receipts in force count, each chain of replacements once. How a document counts in the second:

- a duplicate is the same document: never;
- a receipt cancelled and replaced by one issued in the same period: once, by its replacement;
- a receipt cancelled and replaced by one issued in a later period: once in its own period, as the
  replacement in its own, since each was issued there;
- a receipt cancelled and not replaced: not at all, for no document of it stands and its amount is not
  declared either. ``Declaration.documents_with_withdrawn`` is the figure that counts it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct, field

from donations_app.domain.holidays import working_day_after
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.statements import Heading, Sum

_MONTHS: Final = 3
Change = Literal["issued", "cancelled", "replaced"]
Reading = Literal["gifts", "issued"]
# why there is nothing to declare: the duty had not begun, no document was delivered
NotDue = Literal["not_begun", "no_document"]
# what a person is asked before figures are filed
Doubt = Literal["nothing_to_declare", "amount_without_documents", "documents_without_amount"]


def due_on(closing: date, earliest: date = date.min) -> date:
    """Return the last day for the declaration of the period that closed on a day.

    The second working day after 1 May when it is 31 December, else three months later; a closing on the
    last day of a month is due on the last day of the third month after it. Never before ``earliest``, up to
    which the tax office gave time for the first declarations.

    >>> [due_on(date(*closing)).isoformat() for closing in ((2026, 12, 31), (2026, 6, 30), (2026, 11, 30))]
    ['2027-05-04', '2026-09-30', '2027-02-28']
    """
    return max(_due_on(closing), earliest)


def _due_on(closing: date) -> date:
    if (closing.month, closing.day) == (12, 31):
        return working_day_after(date(closing.year + 1, 5, 1), 2)
    months = closing.month + _MONTHS
    year, month = closing.year + (months - 1) // 12, (months - 1) % 12 + 1
    last = _last_of_month(year, month)
    if closing == _last_of_month(closing.year, closing.month):
        return last
    return date(year, month, min(closing.day, last.day))


def _last_of_month(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


class Document(Struct, frozen=True):
    """A receipt that was cancelled, or that replaces one."""

    id: int
    number: str
    issued_on: date
    is_live: bool
    replaced_by: int | None  # id


class Cancelled(Struct, frozen=True):
    """What became of the cancelled receipts among those issued in a period."""

    replaced_within: int  # by a receipt of the same period, which counts in their place
    replaced_later: int  # they count: their replacement counts in its own period
    withdrawn: int  # nothing of them stands
    replacements_of_earlier: int  # live receipts of the period that replace one of an earlier period


def cancelled_in(documents: Mapping[int, Document], first_on: date, last_on: date) -> Cancelled:
    """Tell how the receipts of a period that did not stay as issued count.

    Args:
        documents: by id, all that were cancelled or that replace another, of any period.
        first_on: of the period.
        last_on: of the period.
    """
    within = later = withdrawn = earlier = 0
    for document in documents.values():
        if document.is_live or not first_on <= document.issued_on <= last_on:
            continue
        newer = documents.get(document.replaced_by or 0)
        if newer and newer.issued_on <= last_on:
            within += 1
        elif newer is None or not _ends_live(newer, documents):
            withdrawn += 1
        else:
            later += 1
    for document in documents.values():
        newer = documents.get(document.replaced_by or 0)
        if newer and newer.is_live and document.issued_on < first_on <= newer.issued_on <= last_on:
            earlier += 1
    return Cancelled(within, later, withdrawn, earlier)


def _ends_live(document: Document, documents: Mapping[int, Document]) -> bool:
    newer = documents.get(document.replaced_by or 0)
    return document.is_live or (newer is not None and _ends_live(newer, documents))


class Filing(Struct, frozen=True):
    """The declaration as it was filed; the second of a year corrects the first."""

    n: int
    amount: Money
    documents: int
    filed_on: date
    filed_by: str
    note: str


class ChangedReceipt(Struct, frozen=True):
    """A receipt that came, went or was replaced after a filing, and what that does to the amount."""

    number: str
    change: Change
    amount: Money  # added to the gifts received in the period; negative when taken away


class Correction(Struct, frozen=True):
    """What changed since the last filing."""

    amount: Money
    documents: int
    receipts: tuple[ChangedReceipt, ...]

    @property
    def is_needed(self) -> bool:
        """Whether a figure is no longer the one filed."""
        return bool(self.amount) or self.documents != 0


class Declaration(Struct, frozen=True, kw_only=True):
    """Both figures of the declaration, and those that one could take for them."""

    heading: Heading
    due_on: date
    has_begun: bool  # the duty, for a period that opened on its first day
    rule: DatedValue  # which reading of the number of documents is declared, and its source
    received: Sum  # gifts received in the period and mentioned on live receipts: the amount declared
    in_kind: Money  # of it, not money
    by_form: dict[str, Sum]  # the same by form
    issued_live: Sum  # live receipts issued in the period, whatever year their gifts are of
    issued_by_year: dict[str, Sum]  # the same by year of the gifts
    cancelled: Cancelled
    duplicates: int  # made in the period
    filings: tuple[Filing, ...] = ()
    correction: Correction | None = field(default=None)  # None: nothing was filed yet

    @property
    def reading(self) -> Reading:
        """Which number of documents is declared."""
        return "issued" if self.rule.value == "issued" else "gifts"

    @property
    def documents(self) -> int:
        """The number declared, by the reading in force."""
        return self.documents_by[self.reading]

    @property
    def documents_by(self) -> dict[Reading, int]:
        """The number by each reading: on the gifts of the period, issued in it."""
        return {"gifts": self.received.count, "issued": self.documents_issued}

    @property
    def other_reading(self) -> Reading:
        """The reading that is not declared."""
        return "gifts" if self.reading == "issued" else "issued"

    @property
    def documents_issued(self) -> int:
        """Documents issued in the period, each chain of replacements once."""
        return self.issued_live.count + self.cancelled.replaced_later

    @property
    def not_due(self) -> NotDue | None:
        """Why there is nothing to declare; ``None`` when there is."""
        if not self.has_begun:
            return "not_begun"
        return None if self.received.count or self.documents else "no_document"

    @property
    def doubt(self) -> Doubt | None:
        """What a person is asked before these figures are filed; a correction may well be to nothing."""
        if not self.filings and self.not_due:
            return "nothing_to_declare"
        if self.received.amount and not self.documents:
            return "amount_without_documents"
        return "documents_without_amount" if self.documents and not self.received.amount else None

    def days_late(self, filing: Filing) -> int:
        """Return by how many days a filing came after the last day; 0 for a correction, and for one of nothing."""
        is_due = self.has_begun and filing.n == 1 and bool(filing.amount or filing.documents)
        return max(0, (filing.filed_on - self.due_on).days) if is_due else 0

    @property
    def days_overdue(self) -> int:
        """By how many days the last day is over while nothing was filed, on the day these figures are of."""
        is_due = not self.filings and not self.not_due
        return max(0, (self.heading.printed_on - self.due_on).days) if is_due else 0

    @property
    def documents_with_withdrawn(self) -> int:
        """The number issued that also counts receipts cancelled without a replacement."""
        return self.documents_issued + self.cancelled.withdrawn

    @property
    def numbers_taken(self) -> int:
        """How many numbers were given in the period, whatever became of them."""
        return self.documents_with_withdrawn + self.cancelled.replaced_within


def corrected(now: Declaration, filed: Filing, changes: Iterable[ChangedReceipt]) -> Correction:
    """Hold the figures of today against those filed."""
    return Correction(now.received.amount - filed.amount, now.documents - filed.documents, tuple(changes))
