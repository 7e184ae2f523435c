"""Tax receipts: the plan of a year, the run that issues it, one cancelled, one replaced, one again.

The plan and the run share every rule (``domain.receipts``), so a run issues what the plan shows.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from donations_app.db.engine import Books
from donations_app.db.journal import Record
from donations_app.db.queries.receipts import document, receipt
from donations_app.domain.errors import (
    AlreadyReceipted,
    Cancelled,
    CharactersMissing,
    NothingToReplace,
    TextTooLong,
)
from donations_app.domain.parameters import DatedValue
from donations_app.domain.receipts import LeftOut, Plan, PlannedReceipt, Warned
from donations_app.domain.typed import clean_reason
from donations_app.services.receipts.contents import SAMPLE, content_of, issuer_of
from donations_app.services.receipts.records import (
    Issued,
    Period,
    cancel_in,
    conditions_of,
    issue_in,
    printed_by,
    replace_in,
)
from donations_app.services.receipts.verdicts import plans_by_payer, unprintable
from receipts.marks import mark_cancelled, mark_duplicate
from receipts.signature import Signer

Progress = Callable[[int, int], None]

_AT_ONCE: Final = 25  # receipts in one transaction of a run; one that is signed has its own


@dataclass(slots=True)
class Run:
    """What a run did, and what it left."""

    year: int
    issued: list[Issued] = field(default_factory=list)
    postponed: list[PlannedReceipt] = field(default_factory=list)  # warned, and not accepted
    left_out: list[LeftOut] = field(default_factory=list)
    stopped: bool = False

    @property
    def warnings(self) -> list[Warned]:
        """The warnings of all receipts of the run, accepted or not."""
        planned = [*(issued.planned for issued in self.issued), *self.postponed]
        return [warning for receipt in planned for warning in receipt.warnings]


def plan_receipts(
    books: Books,
    year: int,
    *,
    today: date,
    payer: str = "",
    payment: str = "",
    progress: Progress | None = None,
    period: Period | None = None,
) -> Plan:
    """Give a verdict on every line of a year of gifts: on which receipt it will stand, or why on none.

    The arguments and errors are those of ``plan_each``.
    """
    plan = Plan()
    plan.unconfirmed = plan_each(
        books, year, plan.add, today=today, payer=payer, payment=payment, progress=progress, period=period
    )
    return plan


def plan_each(
    books: Books,
    year: int,
    each: Callable[[Plan], None],
    *,
    today: date,
    payer: str = "",
    payment: str = "",
    progress: Progress | None = None,
    period: Period | None = None,
) -> tuple[DatedValue, ...]:
    """Plan as ``plan_receipts`` payer by payer, and keep nothing, so that memory does not grow with the year.

    Args:
        books: where to read.
        year: of the gifts.
        each: called with the plan of each payer, by reference, anonymous lines first.
        today: the day on which the receipts would be issued.
        payer: only the party of this reference.
        payment: only the payment of this reference.
        progress: told how many payers are done of a number not known yet; it may raise ``Cancelled``.
        period: only gifts of these days of the year, on one receipt a payer; ``None`` for the whole year.

    Returns:
        The legal figures behind the plan that nobody has confirmed.

    Raises:
        InputRefused: the period does not lie within the year.
    """
    with books.read() as session:
        conditions = conditions_of(session, year, today, period=period)
        plans = plans_by_payer(session, year, today, conditions, payer=payer, payment=payment)
        for done, (_, _, plan) in enumerate(plans):
            if progress:
                progress(done, 0)
            each(plan)
    return conditions.unconfirmed


def issue_receipts(
    books: Books,
    year: int,
    *,
    today: date,
    office: str,
    user: str = "",
    payer: str = "",
    payment: str = "",
    period: Period | None = None,
    payers: Collection[str] | None = None,
    seen: Collection[PlannedReceipt] | None = None,
    accept: Collection[str] = (),
    signer: Signer | None = None,
    progress: Progress | None = None,
    each: Callable[[Issued], None] | None = None,
) -> Run:
    """Issue the receipts of a plan, some in each transaction; the same call after a crash goes on.

    Args:
        books: where to save.
        year: of the gifts.
        today: printed as the day of issue.
        office: that issues; it stands in the number.
        user: who issues; the user of the operating system when empty.
        payer: only the party of this reference.
        payment: only the payment of this reference.
        period: as in ``plan_receipts``.
        payers: only these parties; ``None`` for all.
        seen: only receipts that are still as somebody saw them in a plan; ``None`` for all.
        accept: codes of warnings that the issuer takes upon himself, or ``all``.
        signer: signs each document before it is frozen.
        progress: told how many of how many are done; it may raise ``Cancelled`` to stop between two.
        each: called with each receipt once it is saved, to write its file.

    Raises:
        InputRefused: the period does not lie within the year; nothing is issued.
        StorageUnavailable: the books cannot be written; the receipts issued before stand.
    """
    plan = plan_receipts(books, year, today=today, payer=payer, payment=payment, period=period)
    run = Run(year, left_out=plan.left_out)
    ready: list[PlannedReceipt] = []
    wanted = None if seen is None else set(seen)
    for planned in plan.receipts:
        if payers is not None and planned.giver.ref not in payers:
            continue
        if wanted is not None and planned not in wanted:
            continue
        (ready if _accepted(planned, accept) else run.postponed).append(planned)
    _Issuing(books, run, today, office, user, signer, progress, each).issue(ready)
    return run


def _accepted(planned: PlannedReceipt, accept: Collection[str]) -> bool:
    return "all" in accept or all(warning.code in accept for warning in planned.warnings)


@dataclass(slots=True)
class _Issuing:
    """A run under way."""

    books: Books
    run: Run
    today: date
    office: str
    user: str
    signer: Signer | None
    progress: Progress | None
    each: Callable[[Issued], None] | None

    def issue(self, ready: Sequence[PlannedReceipt]) -> None:
        """Issue some at a time, and one at a time where one of them cannot be issued."""
        size = 1 if self.signer else _AT_ONCE
        try:
            for start in range(0, len(ready), size):
                if self.progress:
                    self.progress(start, len(ready))
                some = ready[start : start + size]
                try:
                    self._together(some)
                except (AlreadyReceipted, CharactersMissing, TextTooLong):
                    for planned in some:
                        self._alone(planned)
            if self.progress:
                self.progress(len(ready), len(ready))
        except Cancelled:
            self.run.stopped = True

    def _together(self, some: Sequence[PlannedReceipt]) -> None:
        with self.books.write(office=self.office, user=self.user) as write:
            issued = issue_in(write, some, today=self.today, signer=self.signer)
        self.run.issued += issued
        if self.each:
            for one in issued:
                self.each(one)

    def _alone(self, planned: PlannedReceipt) -> None:
        """Issue one receipt; what another program did meanwhile is left out, never done twice."""
        try:
            self._together([planned])
        except AlreadyReceipted:
            self.run.left_out.extend(
                LeftOut(planned.giver.ref, line.payment, line.position, line.amount, "already_receipted")
                for line in planned.lines
            )
        except CharactersMissing as error:
            self.run.left_out.extend(unprintable(planned, error.place, error.characters))
        except TextTooLong as error:
            self.run.left_out.extend(unprintable(planned, error.place))


def preview_receipt(books: Books, planned: PlannedReceipt, *, today: date) -> bytes:
    """Return what the receipt would look like; no number is taken.

    Raises:
        CharactersMissing, TextTooLong: it cannot be printed.
        Incomplete: nobody may sign on that day.
    """
    with books.read() as session:
        issuer = issuer_of(session, today)
    content = content_of(planned, issuer, number=SAMPLE, replaces="", today=today)
    return printed_by(content, issuer, planned).content


def cancel_receipt(
    books: Books, number: str, *, reason: str, today: date, office: str, user: str = ""
) -> None:
    """Cancel a receipt: it and its number stay, its lines may be receipted again.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: no receipt bears the number.
        ReceiptAlreadyCancelled: it was cancelled before.
    """
    said = clean_reason(reason)
    with books.write(office=office, user=user) as write:
        cancel_in(write, number, reason=said, today=today)


def replace_receipt(
    books: Books,
    number: str,
    *,
    reason: str,
    today: date,
    office: str,
    user: str = "",
    signer: Signer | None = None,
) -> Issued:
    """Cancel a receipt and issue its replacement, signed where a signer is given; each names the other.

    The new one says what is true today: the donor's name and address, the lines still eligible.

    Raises:
        ReasonMissing, NotFound, ReceiptAlreadyCancelled: as ``cancel_receipt``.
        NothingToReplace: no line may be receipted again; nothing is cancelled either.
        CharactersMissing, TextTooLong: the new one cannot be printed; nothing is cancelled.
    """
    said = clean_reason(reason)
    with books.write(office=office, user=user) as write:
        old_id = cancel_in(write, number, reason=said, today=today)
        made = replace_in(write, number, old_id, today=today, signer=signer)
        if isinstance(made, Plan):
            raise NothingToReplace(number, sorted({line.reason for line in made.left_out}))
        return made


def receipt_copy(books: Books, number: str) -> bytes:
    """Return the document as issued; a cancelled one bears its mark and names its replacement.

    Raises:
        NotFound: no receipt bears the number.
        BooksDamaged: the stored bytes are not those that were issued.
    """
    with books.read() as session:
        found = receipt(session, number)
        issued = document(session, number, place=books.name)
    if found.cancelled_on:
        return mark_cancelled(issued, on=found.cancelled_on, replaced_by=found.replaced_by)
    return issued


def duplicate_receipt(books: Books, number: str, *, office: str, user: str = "") -> bytes:
    """Return the same document marked DUPLICATA, without a signature; that it was made is journalled.

    Raises:
        NotFound: no receipt bears the number.
    """
    marked = mark_duplicate(receipt_copy(books, number))
    with books.write(office=office, user=user) as write:
        write.add(Record("receipt.duplicated", f"receipt:{number}", {}))
    return marked
