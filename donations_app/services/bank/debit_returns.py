"""Returns of direct debits are taken: the payment reversed, its receipt put right, the mandate as the code asks.

A return is one transaction: what stands of a file is whole, and the same file again goes on from there, since a
debit that came back is never taken back twice (docs/decisions/0074).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.debit_returns import debits_like, returned_lines, times_returned
from donations_app.db.queries.mandates import terms_by_mandate
from donations_app.db.tables import CollectionLine, Mandate
from donations_app.domain.bank import BankFile
from donations_app.domain.debit_returns import (
    OF_MANDATE,
    Action,
    Kind,
    Match,
    Returned,
    ReturnTable,
    SentDebit,
    Unmatched,
    code_of,
    is_debit_back,
    match,
    of_line,
    of_whole,
    table_on,
)
from donations_app.domain.errors import AlreadyReversed, NotAllowed, RuleBroken
from donations_app.domain.mandates import terms_on
from donations_app.domain.money import Money
from donations_app.domain.status_reports import StatusReport
from donations_app.formats.bank.reading import read_bank_file
from donations_app.formats.bank.status_reports import is_status_report, read_status_report
from donations_app.formats.legal import return_tables
from donations_app.services.payments.corrections import Corrected, take_back_in
from donations_app.words.returns import reason_of
from receipts.signature import Signer

Progress = Callable[[int, int], None]
_CODE: Final = 35  # signs of a code that is the bank's own
_SINCE: Final = timedelta(days=400)  # thirteen months, after which no debit is refunded


class ReturnTaken(Struct, frozen=True):
    """A debit that came back, and what was done."""

    debit: SentDebit
    on: date  # the day on which it is taken back
    kind: Kind
    code: str
    fee: Money
    action: Action
    times: int  # how often the instalment came back, with this time
    corrected: Corrected
    is_of_dead: bool  # the bank says that the debtor died


class NotTaken(Struct, frozen=True):
    """A return that is taken for none of our debits, or that was refused."""

    returned: Returned
    why: Unmatched
    near: tuple[SentDebit, ...] = ()
    refusal: RuleBroken | None = None


class ReturnsTaken(Struct):
    """What became of what a bank sent back."""

    table: ReturnTable
    taken: list[ReturnTaken] = field(default_factory=list)
    already: int = 0
    unmatched: list[NotTaken] = field(default_factory=list)


# what is said


def read_returns(path: Path, *, today: date) -> list[Returned]:
    """Return what a file says came back: a status report or a statement, in whatever format. Nothing is asked.

    Raises:
        FileRefused: it is neither, or cannot be read whole.
    """
    if is_status_report(path):
        return list(_reported(read_status_report(path), today))
    return list(_booked(read_bank_file(path)[0]))


def _reported(report: StatusReport, today: date) -> Iterator[Returned]:
    on = report.created_on or today
    for whole in report.whole:
        text = " ".join(whole.info)
        yield Returned(
            on=on, code=whole.reason, text=text, run=report.original, batch=whole.batch, is_reject=True
        )
    for one in report.rejected:
        currency = one.currency or "EUR"
        yield Returned(
            on=on,
            code=one.reason,
            text=" ".join(one.info),
            end_to_end=one.end_to_end,
            mandate=one.mandate,
            iban=one.iban,
            amount=None if one.amount is None else Money(one.amount),
            charges=Money(one.charges),
            currency=currency,
            collected_on=one.collected_on,
            is_reject=True,
        )


def _booked(file: BankFile) -> Iterator[Returned]:
    for statement in file.statements:
        for line in statement.lines:
            if is_debit_back(line.amount, line.code, is_return=line.is_return):
                yield of_line(line)


def booked_returns(books: Books) -> list[Returned]:
    """Return what came back by the statements that were taken, of the last thirteen months."""
    with books.read() as session:
        return returned_lines(session, books.today - _SINCE)


# what is done


def take_returns(
    books: Books, found: Sequence[Returned], *, signer: Signer | None = None, progress: Progress | None = None
) -> ReturnsTaken:
    """Take what came back, one transaction each; what was taken before is only counted.

    Args:
        books: where to save.
        found: what the bank says.
        signer: signs receipts that are issued instead of those that are cancelled.
        progress: told how many of how many are done; it may raise, to stop between two.

    Raises:
        ReadOnly, NotInFieldBook: nothing is taken back in these books.
        NotAllowed: the author does not answer for the books, and sees no debits.
    """
    books.check_at_home("collection_line")
    if not books.answers:
        raise NotAllowed(books.login, "collect returns")
    with books.read() as session:
        debits = debits_like(session, found)
    result = ReturnsTaken(table_on(return_tables(), books.today))
    back = {one.id for one in debits if one.is_back}
    whole = list(_one_by_one(found, debits))
    for done, one in enumerate(whole):
        if progress:
            progress(done, len(whole))
        _take_one(books, one, match(one, debits), result, back, signer)
    return result


def _one_by_one(found: Iterable[Returned], debits: Sequence[SentDebit]) -> Iterator[Returned]:
    """Yield returns, those of a whole run as one of each of its debits."""
    for one in found:
        some = of_whole(one, debits) if one.run else []
        yield from (each for each, _debit in some) if some else (one,)


def _take_one(
    books: Books, one: Returned, found: Match, result: ReturnsTaken, back: set[int], signer: Signer | None
) -> None:
    if found.debit is None:
        result.unmatched.append(NotTaken(one, found.why or "no_debit", found.near))
        return
    if found.debit.id in back:
        result.already += 1
        return
    try:
        taken = _take(books, one, found.debit, found.fee, result.table, signer)
    except AlreadyReversed:  # by somebody else, meanwhile
        result.already += 1
    except RuleBroken as refusal:
        result.unmatched.append(NotTaken(one, "refused", (found.debit,), refusal))
        return
    else:
        result.taken.append(taken)
    back.add(found.debit.id)


def _take(
    books: Books, one: Returned, debit: SentDebit, fee: Money, table: ReturnTable, signer: Signer | None
) -> ReturnTaken:
    code = code_of(one, table)
    reason = reason_of(code)
    on = max(one.on, debit.received_on or one.on)
    with books.write() as write:
        times = times_returned(write.session, debit.gift_id, debit.due_on) + 1
        action = table.action(code, times=times)
        if action == "stop" and _has_other_account(write, debit):
            action = "again"  # into the account that the donor gave meanwhile
        corrected = Corrected(debit.payment, debit.reversed_by, "", (), ())
        if not debit.reversed_by:  # else its line was matched, or a person took it back: the rest is left
            corrected = take_back_in(
                write,
                debit.payment,
                kind="return",
                reason=reason,
                on=on,
                return_code=code[:_CODE],
                signer=signer,
            )
        let_go = {
            "released_on": write.today, "released_reason": code or "return", "returned_action": action, "fee": fee,
        }  # fmt: skip
        name = f"collection:{debit.run}"
        write.change(CollectionLine, debit.id, let_go, kind="collection.returned", name=name)
        if action in OF_MANDATE:
            _stop(write, debit, action, reason)
    kind = table.kind(code, is_reject=one.is_reject)
    return ReturnTaken(debit, on, kind, code, fee, action, times, corrected, code in table.deceased)


def _has_other_account(write: Write, debit: SentDebit) -> bool:
    """Tell whether the mandate names another account today than the one that was debited."""
    terms = terms_by_mandate(write.session, [debit.mandate_id])[debit.mandate_id]
    return terms_on(terms, write.today).iban not in ("", debit.iban)


def _stop(write: Write, debit: SentDebit, action: Action, reason: str) -> None:
    """Let nothing more be collected under the mandate, unless that is so already."""
    row: Any = write.row(Mandate, debit.mandate_id)
    if row is None or row["ended_on"] or (action != "end" and row["suspended_on"]):
        return
    name = f"mandate:{debit.reference}"
    if action == "end":
        values, kind = {"ended_on": write.today, "end_reason": reason}, "mandate.ended"
    else:
        values, kind = {"suspended_on": write.today, "suspended_reason": reason}, "mandate.suspended"
    write.change(Mandate, debit.mandate_id, values, kind=kind, name=name)
