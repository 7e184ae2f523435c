"""Tax receipts: the plan of a year, the run that issues it, one cancelled, one replaced, one again.

The plan and the run share every rule (``domain.receipts``), so a run issues what the plan shows.
"""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import BinaryIO, Final

from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Record
from donations_app.db.queries.gifts import payers_of_year
from donations_app.db.queries.receipts import document, receipt
from donations_app.domain.errors import (
    AlreadyReceipted,
    Cancelled,
    CharactersMissing,
    NothingToReplace,
    TextTooLong,
)
from donations_app.domain.gifts import Conditions
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.receipts import LeftOut, Plan, PlannedReceipt, Warned
from donations_app.domain.storage_errors import RunBroken, StorageUnavailable
from donations_app.domain.typed import clean_reason
from donations_app.services.books.in_force import InForce, in_force
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

_PAYERS: Final = 500  # planned in one view of a run
_AT_ONCE: Final = 25  # receipts in one transaction of a run; one that is signed has its own


@dataclass(frozen=True, slots=True)
class Entry:
    """What a run keeps of a receipt it issued: a year has a hundred thousand, and the books the documents."""

    id: int
    number: str
    payer: str
    amount: Money
    warnings: tuple[Warned, ...]  # taken upon himself by the issuer


@dataclass(frozen=True, slots=True)
class Postponed:
    """What a run keeps of a receipt it left for later."""

    payer: str
    lines: tuple[int, ...]  # keys of the payment lines that would stand on it
    warnings: tuple[Warned, ...]


@dataclass(slots=True)
class Run:
    """What a run did, and what it left, without a document; stopped, it knows of nobody it did not come to."""

    year: int
    issued: list[Entry] = field(default_factory=list)
    postponed: list[Postponed] = field(default_factory=list)  # warned, and not accepted
    left_out: list[LeftOut] = field(default_factory=list)
    stopped: bool = False

    @property
    def warnings(self) -> Iterator[Warned]:
        """The warnings of all receipts of the run, accepted or not."""
        for entry in self.issued:
            yield from entry.warnings
        for postponed in self.postponed:
            yield from postponed.warnings


def plan_receipts(
    books: Books,
    year: int,
    *,
    payer: str = "",
    payment: str = "",
    recorded_at: str = "",
    progress: Progress | None = None,
    period: Period | None = None,
) -> Plan:
    """Give a verdict on every line of a year of gifts: on which receipt it will stand, or why on none.

    The arguments and errors are those of ``plan_each``.
    """
    plan = Plan()
    plan.unconfirmed = plan_each(
        books,
        year,
        plan.add,
        payer=payer,
        payment=payment,
        recorded_at=recorded_at,
        progress=progress,
        period=period,
    )
    return plan


def plan_each(
    books: Books,
    year: int,
    each: Callable[[Plan], None],
    *,
    payer: str = "",
    payment: str = "",
    recorded_at: str = "",
    progress: Progress | None = None,
    period: Period | None = None,
) -> tuple[DatedValue, ...]:
    """Plan as ``plan_receipts`` payer by payer, and keep nothing, so that memory does not grow with the year.

    Args:
        books: where to read.
        year: of the gifts.
        each: called with the plan of each payer, by reference, anonymous lines first.
        payer: only the party of this reference.
        payment: only the payment of this reference.
        recorded_at: only gifts that the office of this code recorded.
        progress: told how many payers are done of a number not known yet; it may raise ``Cancelled``.
        period: only gifts of these days of the year, on one receipt a payer; ``None`` for the whole year.

    Returns:
        The legal figures behind the plan that nobody has confirmed.

    Raises:
        InputRefused: the period does not lie within the year.
        NotFound: there is no such party, payment or office.
    """
    today = books.today
    with books.read() as session:
        standing = in_force(session, today)
        conditions = conditions_of(session, standing, year, period=period)
        plans = plans_by_payer(
            session, year, standing, conditions, payer=payer, payment=payment, recorded_at=recorded_at
        )
        for done, (_, _, plan) in enumerate(plans):
            if progress:
                progress(done, 0)
            each(plan)
    return conditions.unconfirmed


@dataclass(frozen=True, slots=True)
class Choice:
    """Which receipts of a year are issued: all, unless something narrower is chosen."""

    payer: str = ""  # only the party of this reference
    payment: str = ""  # only the payment of this reference
    period: Period | None = None  # as in ``plan_receipts``
    recorded_at: str = ""  # only gifts that the office of this code recorded
    payers: Collection[str] | None = None  # only these parties
    seen: Collection[PlannedReceipt] | None = None  # only what is still as somebody saw it in a plan
    accept: Collection[str] = ()  # codes of warnings that the issuer takes upon himself, or ``all``

    def takes(self, planned: PlannedReceipt) -> bool:
        """Whether a receipt of the plan was chosen, warned of or not."""
        if self.payers is not None and planned.giver.ref not in self.payers:
            return False
        return self.seen is None or planned in self.seen

    def accepts(self, planned: PlannedReceipt) -> bool:
        """Whether every warning of a receipt is taken upon oneself."""
        return "all" in self.accept or all(warning.code in self.accept for warning in planned.warnings)


ALL: Final = Choice()


def issue_receipts(
    books: Books,
    year: int,
    choice: Choice = ALL,
    *,
    signer: Signer | None = None,
    progress: Progress | None = None,
    each: Callable[[Issued], None] | None = None,
) -> Run:
    """Issue the receipts of a plan, some in each transaction; the same call after a crash goes on.

    Args:
        books: where to save; their office issues, on their day.
        year: of the gifts.
        choice: which of the plan.
        signer: signs each document before it is frozen.
        progress: told how many payers of how many are done; it may raise ``Cancelled`` to stop between two.
        each: called with each receipt once it is saved, to write its file: the run does not keep the document.

    Raises:
        InputRefused: the period does not lie within the year; nothing is issued.
        NotFound: the party, the payment or the office chosen is not there; nothing is issued.
        StorageUnavailable: the books cannot be written, and nothing is issued.
        RunBroken: they could no longer be written; it says which receipts stand.
    """
    books = books.acting(today=books.today)  # one day for the whole run, even past midnight
    if choice.seen is not None:
        choice = replace(choice, seen=set(choice.seen))
    return _Issuing(books, Run(year), choice, signer, progress, each).through()


@dataclass(slots=True)
class _Issuing:
    """A run under way."""

    books: Books
    run: Run
    choice: Choice
    signer: Signer | None
    progress: Progress | None
    each: Callable[[Issued], None] | None
    late: list[LeftOut] = field(default_factory=list)  # what only issuing showed, told after the plan's

    def through(self) -> Run:
        """Plan some payers, issue what is chosen of theirs, go on: the plan of the year is never held whole."""
        run, choice = self.run, self.choice
        narrow = bool(choice.payer or choice.payment)
        with self.books.read() as session:
            standing = in_force(session, self.books.today)
            plan = partial(
                self._ready, standing, conditions_of(session, standing, run.year, period=choice.period)
            )
            keys = () if narrow else payers_of_year(session, run.year)
            ready = plan(session, None) if narrow else []
        total = 1 if narrow else len(keys)
        try:
            if narrow:
                self._issue(ready, 0, 1, total)
            for start in range(0, len(keys), _PAYERS):
                with self.books.read() as session:  # closed again: in a file a reader holds up who writes
                    ready = plan(session, keys[start : start + _PAYERS])
                self._issue(ready, start, min(start + _PAYERS, total), total)
            if self.progress:
                self.progress(total, total)
        except Cancelled:
            run.stopped = True
        except StorageUnavailable as error:
            if not run.issued:
                raise
            raise RunBroken(len(run.issued), run.issued[-1].number, error) from error
        run.left_out += self.late
        return run

    def _ready(
        self,
        standing: InForce,
        conditions: Conditions,
        session: Session,
        payers: Collection[int | None] | None,
    ) -> list[PlannedReceipt]:
        """Plan some payers, or the choice; return what of it can be issued, and note the rest."""
        run, choice, ready = self.run, self.choice, []
        plans = plans_by_payer(
            session,
            run.year,
            standing,
            conditions,
            payer=choice.payer,
            payment=choice.payment,
            recorded_at=choice.recorded_at,
            payers=payers,
        )
        for _, _, plan in plans:
            run.left_out += plan.left_out
            for one in filter(choice.takes, plan.receipts):
                if choice.accepts(one):
                    ready.append(one)
                else:
                    lines = tuple(line.id for line in one.lines)
                    run.postponed.append(Postponed(one.giver.ref, lines, one.warnings))
        return ready

    def _issue(self, ready: Sequence[PlannedReceipt], first: int, last: int, total: int) -> None:
        """Issue some at a time, and one at a time where one of them cannot be issued.

        Args:
            ready: the receipts, in the order of their numbers.
            first: how many payers were done before.
            last: how many will be done after.
            total: how many there are.
        """
        size = 1 if self.signer else _AT_ONCE
        for start in range(0, max(len(ready), 1), size):
            if self.progress:
                self.progress(first + (last - first) * start // max(len(ready), 1), total)
            some = ready[start : start + size]
            try:
                self._together(some)
            except (AlreadyReceipted, CharactersMissing, TextTooLong):
                for planned in some:
                    self._alone(planned)

    def _together(self, some: Sequence[PlannedReceipt]) -> None:
        if not some:
            return
        with self.books.write() as write:
            issued = issue_in(write, some, today=self.books.today, signer=self.signer)
        for one in issued:
            planned = one.planned
            entry = Entry(one.id, one.number, planned.giver.ref, planned.amount, planned.warnings)
            self.run.issued.append(entry)
        if self.each:
            for one in issued:
                self.each(one)

    def _alone(self, planned: PlannedReceipt) -> None:
        """Issue one receipt; what another program did meanwhile is left out, never done twice."""
        try:
            self._together([planned])
        except AlreadyReceipted:
            self.late.extend(
                LeftOut(planned.giver.ref, line.payment, line.position, line.amount, "already_receipted")
                for line in planned.lines
            )
        except CharactersMissing as error:
            self.late.extend(unprintable(planned, error.place, error.characters))
        except TextTooLong as error:
            self.late.extend(unprintable(planned, error.place))


def preview_receipt(books: Books, planned: PlannedReceipt) -> bytes:
    """Return what the receipt would look like; no number is taken.

    Raises:
        CharactersMissing, TextTooLong: it cannot be printed.
        Incomplete: nobody may sign on that day.
    """
    today = books.today
    with books.read() as session:
        issuer = issuer_of(in_force(session, today))
    content = content_of(planned, issuer, number=SAMPLE, replaces="", today=today)
    return printed_by(content, issuer, planned).content


def cancel_receipt(books: Books, number: str, *, reason: str) -> None:
    """Cancel a receipt: it and its number stay, its lines may be receipted again.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: no receipt bears the number.
        ReceiptAlreadyCancelled: it was cancelled before.
    """
    said = clean_reason(reason)
    with books.write() as write:
        cancel_in(write, number, reason=said, today=books.today)


def replace_receipt(
    books: Books,
    number: str,
    *,
    reason: str,
    signer: Signer | None = None,
    accept: Collection[str] = (),
) -> Issued:
    """Cancel a receipt and issue its replacement, signed where a signer is given; each names the other.

    The new one says what is true today: the donor's name and address, the lines still eligible.

    Args:
        books: where to save; their office issues, on their day.
        number: of the old one.
        reason: why it is cancelled.
        signer: signs the new one.
        accept: ``dated_back`` lets it be issued on a day before that of the last receipt.

    Raises:
        InputRefused: it would be issued on such a day; nothing is saved.
        ReasonMissing, NotFound, ReceiptAlreadyCancelled: as ``cancel_receipt``.
        NothingToReplace: no line may be receipted again; nothing is cancelled either.
        CharactersMissing, TextTooLong: the new one cannot be printed; nothing is cancelled.
    """
    today = books.today
    said = clean_reason(reason)
    with books.write() as write:
        old_id = cancel_in(write, number, reason=said, today=today)
        made = replace_in(write, number, old_id, today=today, signer=signer, accept=accept)
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


def duplicate_receipt(books: Books, number: str, *, into: BinaryIO | None = None) -> bytes:
    """Return the same document marked DUPLICATA, without a signature; that it was made is journalled.

    Args:
        books: where to read and to note.
        number: of the receipt.
        into: a file that keeps it, written whole before it is noted.

    Raises:
        NotFound: no receipt bears the number.
        OSError: the file does not take it; nothing is noted.
    """
    marked = mark_duplicate(receipt_copy(books, number))
    if into is not None:
        into.write(marked)
        into.flush()
        os.fsync(into.fileno())
    with books.write() as write:
        write.add(Record("receipt.duplicated", f"receipt:{number}", {}))
    return marked
