"""What lines of the bank are said to be: accepted, one by one or the certain ones in one go, and taken back.

The ledger only grows: what is taken back stands in it beside what takes it back (docs/decisions/0071).
"""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct, field
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.bank import bank_line_key
from donations_app.db.queries.bank_files import line_counts
from donations_app.db.queries.closed_days import refuse_closed_days
from donations_app.db.queries.closings import open_from
from donations_app.db.queries.matches import (
    MatchRow,
    last_lot,
    line_references,
    matches_in,
    matches_of,
    open_line_keys,
    whole_lines,
)
from donations_app.db.records import Record
from donations_app.db.tables import BankLineRow, BankMatch
from donations_app.db.uncollected import uncollected
from donations_app.domain.bank import BankLine, account_key
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.matching import REACH, Far, Proposal
from donations_app.domain.rates import DatedRate
from donations_app.services.bank.certain import payments_of, write_payments
from donations_app.services.bank.learning import learn, unlearn
from donations_app.services.bank.ledger import match_row, taken_back_record
from donations_app.services.bank.match_targets import (
    Found,
    explained_by,
    parse_targets,
)
from donations_app.services.bank.proposing import Progress, Sure, certain_lines
from donations_app.services.bank.undoing import take_back_effects
from donations_app.services.payments.reversals import live_receipts_on

_RECORDING: Final = ("instalment", "gift", "return")  # what is recorded with a line that is it
_MOST_AT_ONCE: Final = 2_000  # certain lines that are written together


class Accepted(Struct):
    """What was accepted, or taken back, in one go."""

    lot: UUID | None = None
    lines: list[str] = field(default_factory=list)  # references, in their order
    keys: list[int] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)  # references of payments that were recorded with it
    far: list[Far] = field(default_factory=list)  # what somebody may look at again


def accept(
    books: Books,
    line: str,
    targets: Sequence[str],
    *,
    proposal: Proposal | None = None,
    learns: bool = True,
    rate: DatedRate | None = None,
) -> Accepted:
    """Say what a line is: one of its proposals, or whatever somebody found.

    Args:
        books: where to save.
        line: its reference.
        targets: what it is: the reference of a payment, the number of a slip, an instalment (GIFT:DAY), a new gift
            (gift:PERSON), fee, transfer, aside; of several each takes what is open of it, or as much as =AMOUNT says.
        proposal: on which it rests; kept with the match.
        learns: whether a rule is learned of whose account it is.
        rate: by which a payment that the line brings in another currency becomes euros; ``None``: that which stands
            in the books for the day of the line.

    Raises:
        NotFound: no line, payment, slip, person or instalment is called so.
        InputRefused: nothing is left of the line or of what it shall be, a debit would become a gift, its currency is
            another one, more is said than the line has, or no rate stands for its day and none is said.
        YearClosed: it would bear a day of a closed year.
        DaysClosed: its account is closed up to its day, or later. Nothing is saved in any case.
    """
    with books.write() as write:
        answer = Accepted(uuid4())
        key = line_key(write, line)
        _accept_in(write, answer, key, line, targets, proposal=proposal, learns=learns, rate=rate)
        return answer


@uncollected()
def accept_certain(
    books: Books, *, account: str = "", keys: Sequence[int] = (), progress: Progress | None = None
) -> Accepted:
    """Accept all proposals that are certain, in one transaction and under one lot.

    Args:
        books: where to save.
        account: letters and digits of the only account whose lines are asked; empty: all.
        keys: of the only lines; none: all that are open.
        progress: told how many of how many lines are weighed, then how many of those that are certain are saved; it
            may raise, and then nothing is.
    """
    with books.write(many_wide=True) as write:
        write.takes_long()
        is_open = open_line_keys(write.session, account=account_key(account))[::-1]
        named = set(keys)
        wanted = [key for key in is_open if key in named] if keys else is_open
        found = certain_lines(write.session, wanted, today=books.today, progress=progress)
        first_open = open_from(write.session)
        sure = [one for one in found if not _is_for_a_person(write, one, first_open)]
        answer = Accepted(uuid4())
        for done in range(0, len(sure), _MOST_AT_ONCE):
            if progress:
                progress(done, len(sure))
            _accept_some(write, answer, sure[done : done + _MOST_AT_ONCE])
        return answer


def _is_for_a_person(write: Write, one: Sure, first_open: date) -> bool:
    """Tell whether accepting a line would record something of a closed year, or be refused for a receipt."""
    if one.kind in _RECORDING and one.booked_on < first_open:
        return True
    return one.kind == "return" and bool(live_receipts_on(write.session, *(one.payments or (one.to,))))


def _accept_some(write: Write, answer: Accepted, sure: Sequence[Sure]) -> None:
    """Accept some lines of which it is certain what they are: those that are payments by columns, others singly."""
    known = line_references(write.session, [one.key for one in sure])
    refs = {key: ref for key, (ref, _account) in known.items()}
    refuse_closed_days(write.session, [(known[one.key][1], one.booked_on) for one in sure])
    payments = payments_of(write, sure)
    by_columns = [(one, payments[one.key]) for one in sure if one.key in payments]
    write_payments(write, answer.lot or uuid4(), by_columns, refs)
    for one in sure:
        ref = refs[one.key]
        if one.key in payments:
            answer.lines.append(ref)
            answer.keys.append(one.key)
        else:
            _accept_in(write, answer, one.key, ref, one.accepted, proposal=one, learns=True)


def undo(books: Books, line: str) -> Accepted:
    """Take back what a line was said to be, with what was written for it.

    Raises:
        NotFound: there is no such line.
        InputRefused: nothing stands of it in the ledger, or something builds on what was written.
        PaymentReceipted: a receipt stands on the payment that was recorded or dated with it.
        DaysClosed: it reaches into days of an account that are closed. Nothing is saved in any case.
    """
    with books.write() as write:
        key = line_key(write, line)
        standing = matches_of(write.session, [key]).get(key, [])
        if not standing:
            raise InputRefused([Problem("line", "line_unmatched", line)])
        return undo_in(write, standing)


def undo_lot(books: Books, lot: UUID | None = None) -> Accepted:
    """Take back what was accepted in one go: of a lot, else of the last one of which something stands.

    Raises:
        InputRefused: nothing stands of it; else as ``undo``.
    """
    with books.write() as write:
        wanted = lot or last_lot(write.session)
        standing = matches_in(write.session, wanted) if wanted else []
        if not standing:
            raise InputRefused([Problem("line", "nothing_matched", "")])
        return undo_in(write, standing)


def line_key(write: Write, ref: str) -> int:
    """Return the key of a line, locked: who says what it is waits for others.

    Raises:
        NotFound: there is none.
        InputRefused: its file was set aside.
    """
    key = bank_line_key(write.session, ref)
    if key is None:
        raise NotFound("bank_line", ref)
    if write.session.scalar(select(BankLineRow.id).where(BankLineRow.id == key, ~line_counts())):
        raise InputRefused([Problem("line", "line_of_file_aside", ref)])
    write.row(BankLineRow, key)
    return key


def line_account(write: Write, key: int) -> str:
    """Return the account of a line."""
    return str((write.row(BankLineRow, key) or {})["account"])


def _accept_in(
    write: Write,
    answer: Accepted,
    key: int,
    ref: str,
    targets: Sequence[str],
    *,
    proposal: Proposal | Sure | None,
    learns: bool,
    rate: DatedRate | None = None,
) -> None:
    line = whole_lines(write.session, [key])[key]
    refuse_closed_days(write.session, [(line_account(write, key), line.booked_on)])
    _check(line, ref)
    found = explained_by(write, line, parse_targets(write, targets, line, rate=rate))
    write.add(_record(write, answer, key, ref, found, proposal))
    write.put_in()
    answer.lines.append(ref)
    answer.keys.append(key)
    answer.recorded += [one.ref for one in found if one.is_recorded]
    answer.far += [
        Far(one.ref, ref, days, one.is_cheque)
        for one in found
        if one.on and (days := (line.booked_on - one.on).days) > REACH
    ]
    if learns and len(found) == 1 and found[0].payer:
        learn(write, line, key, found[0].payer, found[0].project)


def _check(line: BankLine, ref: str) -> None:
    if not line.amount:
        raise InputRefused([Problem("line", "line_matched", ref)])


def _record(
    write: Write,
    answer: Accepted,
    key: int,
    ref: str,
    found: Sequence[Found],
    proposal: Proposal | Sure | None,
) -> Record:
    said = proposal.codes if proposal else ""
    made = [
        match_row(
            write,
            id_,
            answer.lot or uuid4(),
            key,
            one.kind,
            amount=one.amount,
            payment_id=one.payment_id,
            slip_id=one.slip_id,
            is_recorded=one.is_recorded,
            is_dated=one.is_dated,
            score=proposal.score if proposal else 0,
            reason=said,
        )
        for id_, one in zip(write.ids(BankMatch, len(found)), found, strict=True)
    ]
    return Record("bank_line.matched", f"bank_line:{ref}", {BankMatch: made})


def undo_in(write: Write, standing: Sequence[MatchRow]) -> Accepted:
    """Take back what stands in the ledger, with what was written for it, under one lot."""
    lot = uuid4()
    answer = Accepted(lot)
    refuse_closed_days(write.session, [(one.account, one.booked_on) for one in standing])
    for one in reversed(standing):  # a fee stays until the payments of which it was kept are free
        write.add(taken_back_record(write, lot, one))
    write.put_in()
    for one in reversed(standing):
        take_back_effects(write, one, lot)
        unlearn(write, one.line_id)
    answer.lines = list(dict.fromkeys(one.line for one in standing))
    answer.keys = list(dict.fromkeys(one.line_id for one in standing))
    return answer
