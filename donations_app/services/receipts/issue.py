"""The run that issues the receipts of a year: planned some payers at a time, saved some receipts at a time."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.gifts import payers_of_year
from donations_app.db.uncollected import uncollected
from donations_app.domain.errors import (
    AlreadyReceipted,
    Cancelled,
    CharactersMissing,
    TextTooLong,
)
from donations_app.domain.gifts import Conditions
from donations_app.domain.money import Money
from donations_app.domain.receipts import LeftOut, PlannedReceipt, Warned
from donations_app.domain.storage_errors import RunBroken, StorageUnavailable
from donations_app.services.books.in_force import InForce, in_force
from donations_app.services.receipts.outside import refuse_known_outside
from donations_app.services.receipts.planning import Progress
from donations_app.services.receipts.records import (
    Issued,
    Period,
    conditions_of,
    issue_in,
)
from donations_app.services.receipts.verdicts import plans_by_payer, unprintable
from receipts.signature import Signer

_PAYERS: Final = 500  # planned in one view of a run
_AT_ONCE: Final = 25  # receipts in one transaction of a run; one that is signed has its own


class Entry(Struct, frozen=True):
    """What a run keeps of a receipt it issued: a year has a hundred thousand, and the books the documents."""

    id: int
    number: str
    payer: str
    amount: Money
    warnings: tuple[Warned, ...]  # taken upon himself by the issuer


class Postponed(Struct, frozen=True):
    """What a run keeps of a receipt it left for later."""

    payer: str
    lines: tuple[int, ...]  # keys of the payment lines that would stand on it
    warnings: tuple[Warned, ...]


class Run(Struct):
    """What a run did, and what it left, without a document; stopped, it knows of nobody it did not come to."""

    year: int
    issued: list[Entry] = field(default_factory=list)
    postponed: list[Postponed] = field(default_factory=list)  # warned, and not accepted
    left_out: list[LeftOut] = field(default_factory=list)
    stopped: bool = False

    @property
    def is_held_back(self) -> bool:
        """Whether warnings held back every receipt that there was to issue."""
        return bool(self.postponed) and not self.issued

    @property
    def warnings(self) -> Iterator[Warned]:
        """The warnings of all receipts of the run, accepted or not."""
        for entry in self.issued:
            yield from entry.warnings
        for postponed in self.postponed:
            yield from postponed.warnings


class Choice(Struct, frozen=True):
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
        NotInFieldBook: the books are a field book.
        InputRefused: the period does not lie within the year; nothing is issued.
        NotFound: the party, the payment or the office chosen is not there; nothing is issued.
        NumbersKnownOutside: the books are behind numbers that are known outside of them; nothing is issued.
        StorageUnavailable: the books cannot be written, and nothing is issued.
        RunBroken: they could no longer be written; it says which receipts stand.
    """
    books.check_at_home("tax_receipt")
    books = books.acting(today=books.today)  # one day for the whole run, even past midnight
    if choice.seen is not None:
        choice = replace(choice, seen=set(choice.seen))
    return _Issuing(books, Run(year), choice, signer, progress, each).through()


class _Issuing(Struct):
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
            refuse_known_outside(session, self.books.known_outside)
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

    @uncollected()
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
        with uncollected(), self.books.write() as write:
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
