"""Runs of direct debits: what one would collect, and its file for the bank.

A run is planned again in the transaction that makes it. Each instalment is held by one run alone (the index
``uq_collection_line_held``), so that none is collected twice. What becomes of it: ``collected``.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import Final
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.collecting import candidates
from donations_app.db.queries.references import find
from donations_app.db.queries.settings import AccountRow, accounts, organisation, own_account
from donations_app.db.records import Record
from donations_app.db.salts import salt
from donations_app.db.tables import (
    Account,
    CollectionLine,
    CollectionRun,
    RecurringGiftRow,
)
from donations_app.domain.collecting import (
    AccountUndecided,
    CollectionPlan,
    Creditor,
    Debit,
    plan_collection,
)
from donations_app.domain.debit_returns import table_on
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.identifiers import compact
from donations_app.domain.keys import reference
from donations_app.domain.money import ZERO
from donations_app.domain.parameters import value_on
from donations_app.domain.target_days import bank_day_after, bank_day_from
from donations_app.formats.legal import return_tables
from donations_app.formats.pain008 import DebitFile, end_to_end, write_debits
from donations_app.services.books.legal import legal_parameters

_LETTER: Final = "E"  # of "encaissement"; L is a line of the bank, P of "personne"
_AT_ONCE: Final = 500  # payers whose gifts are read in one go


class CollectionOrder(Struct, frozen=True, kw_only=True):
    """What is asked of a run."""

    on: date  # the day of the collection; where banks are closed, their next day
    account: str = ""  # IBAN; empty: that of the office, or the only one that collects
    refs: tuple[str, ...] | None = None  # only these gifts; ``None``: all
    with_earlier: bool = False  # of a gift also instalments before the last one that is due


def plan(books: Books, order: CollectionOrder) -> CollectionPlan:
    """Return what a run would collect, and what it leaves out and why.

    Raises:
        NotFound: there is no such account, or no such gift.
        InputRefused: no account has a creditor identifier.
        AccountUndecided: several have one, and none is named.
    """
    with books.read() as session:
        return plan_in(session, order, books.author.office, books.today)


def plan_in(session: Session, order: CollectionOrder, office: str, today: date) -> CollectionPlan:
    """Return the same in an open view, for an office; see ``plan``."""
    return _planned(session, order, _account(session, order.account, office, today), today)


def earliest_day(account: AccountRow, today: date) -> date:
    """Return the first day of a collection whose file goes to the bank of an account today."""
    return bank_day_after(today, account.debit_days)


def _account(session: Session, iban: str, office: str, today: date) -> AccountRow:
    known = accounts(session)
    wanted = compact(iban)
    if iban and wanted not in {one.iban for one in known}:
        raise NotFound("account", iban)
    collecting = [one for one in known if one.creditor_id]
    chosen = wanted or own_account(session, office, today)
    found = [one for one in collecting if one.iban == chosen] or ([] if iban else collecting)
    if not found:
        raise InputRefused([Problem("account", "creditor_missing", iban)])
    if len(found) > 1:
        raise AccountUndecided(tuple(one.iban for one in found))
    return found[0]


def _planned(session: Session, order: CollectionOrder, account: AccountRow, today: date) -> CollectionPlan:
    collected_on = bank_day_from(order.on)
    found = candidates(
        session,
        collected_on=collected_on,
        today=today,
        creditor_id=account.creditor_id,
        again_days=table_on(return_tables(), today).within_days,
    )
    lapse = value_on(legal_parameters(session), "mandate_lapse_months", collected_on)
    name = organisation(session, today).name
    named = _gifts(session, order.refs or ())
    creditor = Creditor(name, account.creditor_id, account.iban, account.bic, account.debit_format)
    wanted = (one for one in found if order.refs is None or one.gift_id in named or one.ref in order.refs)
    return plan_collection(
        wanted,
        creditor,
        collected_on=collected_on,
        lapse_months=int(lapse.value),
        with_earlier=order.with_earlier,
        is_named=order.refs is not None,
    )


def _gifts(session: Session, refs: Sequence[str]) -> set[int]:
    """Return the keys of the gifts that are named; one that is none would else be left out without a word."""
    found = {ref: find(session, RecurringGiftRow, ref) for ref in refs}
    for ref, key in found.items():
        if key is None:
            raise NotFound("recurring_gift", ref)
    return {key for key in found.values() if key}


def make_run(books: Books, key: UUID, order: CollectionOrder) -> tuple[str, CollectionPlan]:
    """Make the file of a run; nothing is collected yet.

    Args:
        books: where to save.
        key: made by the form; the same key twice is the same run.
        order: what is asked.

    Returns:
        The number of the run, empty where nothing is to be collected, and its plan.

    Raises:
        NotFound, AccountUndecided: as ``plan``.
        InputRefused: as ``plan``, or the day is too soon for the bank.
        NotInFieldBook: these books are a field book.
    """
    books.check_at_home("collection_run")
    with books.write() as write:
        session = write.session
        account = _account(session, order.account, write.author.office, write.today)
        earliest = earliest_day(account, write.today)
        if bank_day_from(order.on) < earliest:
            raise InputRefused([Problem("date", "debit_too_soon", earliest.isoformat())])
        account_id = session.scalar(select(Account.id).where(Account.iban == account.iban))
        write.row(Account, account_id or 0)  # who makes another run into it waits
        known = session.scalar(select(CollectionRun.number).where(CollectionRun.key == key))
        planned = _planned(session, order, account, write.today)
        if known or not planned.debits:
            return known or "", planned
        record = _run_record(write, key, account_id or 0, planned)
        write.add(record)
        return record.name.partition(":")[2], planned


def _run_record(write: Write, key: UUID, account_id: int, planned: CollectionPlan) -> Record:
    run_id, made_at = write.ids(CollectionRun)[0], write.now
    number = reference(_LETTER, write.author.origin_code, run_id)
    content = write_debits(
        DebitFile(number, made_at, planned.collected_on, planned.creditor, planned.batches)
    )
    run = rows.CollectionRun(
        id=run_id,
        office_id=write.office_id,
        key=key,
        number=number,
        account_id=account_id,
        format=planned.creditor.format,
        collected_on=planned.collected_on,
        made_at=made_at,
        made_by=write.login,
        count=len(planned.debits),
        amount=planned.amount,
        content=content,
        sha256=sha256(content.encode()).hexdigest(),
        sent_on=None,
        sent_at=None,
        sent_by="",
        cancelled_on=None,
        reason="",
    )
    debits = [one for batch in planned.batches for one in batch.debits]
    lines = list(_line_rows(write, run_id, number, debits))
    return Record("collection.made", f"collection:{number}", {CollectionRun: [run], CollectionLine: lines})


def _line_rows(
    write: Write, run_id: int, number: str, debits: Sequence[Debit]
) -> Iterator[rows.CollectionLine]:
    keys = write.ids(CollectionLine, len(debits))
    for position, (key, debit) in enumerate(zip(keys, debits, strict=True), 1):
        yield rows.CollectionLine(
            id=key,
            office_id=write.office_id,
            run_id=run_id,
            gift_id=debit.of.gift_id,
            due_on=debit.of.due_on,
            mandate_id=debit.of.mandate_id or 0,
            end_to_end=end_to_end(number, position),
            sequence=debit.sequence,
            amount=debit.of.amount,
            reference=debit.now.reference,
            iban=debit.now.iban,
            bic=debit.now.bic,
            creditor_id=debit.now.creditor_id,
            payment_id=None,
            released_on=None,
            released_reason="",
            returned_action="",
            fee=ZERO,
            salt=salt(),
        )


def run_file(books: Books, number: str) -> bytes:
    """Return the file of a run, always the same bytes.

    Raises:
        NotFound: there is no such run.
    """
    with books.read() as session:
        content = session.scalar(select(CollectionRun.content).where(CollectionRun.number == number))
    if content is None:
        raise NotFound("collection", number)
    return content.encode()
