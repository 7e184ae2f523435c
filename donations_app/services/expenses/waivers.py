"""What becomes of a claim stated before its waiver was signed: the signature, or the claim withdrawn."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.leaders import ASSOCIATION, joined_leader
from donations_app.db.queries.references import named
from donations_app.db.records import Record
from donations_app.db.tables import (
    ExpenseClaim,
    ExpenseItem,
    ExpenseOutcome,
    ExpenseTrip,
    Office,
    Party,
    Payment,
    PaymentLine,
    Project,
)
from donations_app.domain.errors import ClaimSettled, InputRefused, NotFound, Problem
from donations_app.domain.expenses import Waived, waiver_problems
from donations_app.domain.typed import TypedError, clean_reason, clean_text
from donations_app.services.books.directory import directory_of
from donations_app.services.books.recorded import recorded
from donations_app.services.expenses.claims import RecordedClaim, waiver_rows


def waive_claim(books: Books, ref: str, *, waived_on: date, evidence: str) -> RecordedClaim:
    """Write that the waiver of a claim is signed: from that day it is a gift, of the amount that was signed.

    The same waiver again is the same gift.

    Args:
        books: where to save.
        ref: of the claim.
        waived_on: the day of the signature, which is the day of the gift.
        evidence: reference of the signed waiver.

    Raises:
        NotFound: there is no claim of that reference.
        ClaimSettled: another waiver was written, or the claim was withdrawn.
        InputRefused: the waiver is later than today, earlier than an expense, or has no reference.
    """
    today = books.today
    evidence = _clean(evidence)
    with books.write() as write:
        claim = _claim(write, ref)
        if claim.kind is not None:
            if (claim.kind, claim.settled_on, claim.words) != ("waived", waived_on, evidence):
                raise ClaimSettled(ref, claim.settled_on)
            return RecordedClaim(ref, claim.payment, claim.amount, already=True)
        spent = _spent_on(write, claim.id)
        if problems := list(waiver_problems(waived_on, evidence, spent, today)):
            raise InputRefused(problems)
        waived = Waived(
            key=claim.key,
            ref=ref,
            office=claim.office,
            payer=claim.payer,
            amount=claim.amount,
            waived_on=waived_on,
            evidence=evidence,
            project=claim.project or "",
            association=claim.association or "",
            earmarked_by_donor=claim.earmarked_by_donor,
        )
        directory = directory_of(
            write.session, {waived.payer, waived.association} - {""}, {waived.project} - {""}
        )
        gift, outcome = waiver_rows(write, waived, (claim.id, claim.office_id), directory, today)
        write.add(gift, Record("expense_claim.waived", f"expense_claim:{ref}", {ExpenseOutcome: [outcome]}))
        return RecordedClaim(ref, recorded(write, gift, Payment).ref, claim.amount)


def withdraw_claim(books: Books, ref: str, *, reason: str) -> None:
    """Withdraw a claim that nobody signed: it was wrong, or the volunteer is reimbursed; it stays visible.

    Its distance is free for the claims to come.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: there is no claim of that reference.
        ClaimSettled: it was signed or withdrawn; a gift is taken back as any payment.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        claim = _claim(write, ref)
        if claim.kind is not None:
            raise ClaimSettled(ref, claim.settled_on)
        outcome = rows.ExpenseOutcome(
            id=write.ids(ExpenseOutcome)[0],
            office_id=claim.office_id,
            claim_id=claim.id,
            kind="withdrawn",
            settled_on=books.today,
            words=reason,
            line_id=None,
        )
        write.add(Record("expense_claim.withdrawn", f"expense_claim:{ref}", {ExpenseOutcome: [outcome]}))


def _clean(evidence: str) -> str:
    try:
        return clean_text(evidence)
    except TypedError as error:
        raise InputRefused([Problem("evidence", error.problem, evidence[:80])]) from error


def _claim(write: Write, ref: str) -> Any:
    """Return a claim, locked so that what becomes of it is written once.

    Raises:
        NotFound: there is none of that reference.
    """
    session = write.session
    locked = select(ExpenseClaim.id).where(named(session, ExpenseClaim, ref)).with_for_update()
    claim_id = session.scalar(locked)
    if claim_id is None:
        raise NotFound("expense_claim", ref)
    query = (
        joined_leader(joined_leader(select(
            ExpenseClaim.__table__, Office.code.label("office"), Party.ref.label("payer"),
            Project.code.label("project"), ASSOCIATION.ref.label("association"), ExpenseOutcome.kind,
            ExpenseOutcome.settled_on, ExpenseOutcome.words, func.coalesce(Payment.ref, "").label("payment"),
        )
        .join(Office, Office.id == ExpenseClaim.office_id)
        .outerjoin(Project, Project.id == ExpenseClaim.project_id), ExpenseClaim.party_id),
            ExpenseClaim.association_id, ASSOCIATION, may_be_nobody=True)
        .outerjoin(ExpenseOutcome, ExpenseOutcome.claim_id == ExpenseClaim.id)
        .outerjoin(PaymentLine, PaymentLine.id == ExpenseOutcome.line_id)
        .outerjoin(Payment, Payment.id == PaymentLine.payment_id)
        .where(ExpenseClaim.id == claim_id)
    )  # fmt: skip
    return session.execute(query).one()


def _spent_on(write: Write, claim_id: int) -> list[date]:
    trips = select(ExpenseTrip.driven_on).where(ExpenseTrip.claim_id == claim_id)
    items = select(ExpenseItem.spent_on).where(ExpenseItem.claim_id == claim_id)
    return [*write.session.scalars(trips), *write.session.scalars(items)]
