"""Recording what arrived."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.asking import together
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.batches import batch_in
from donations_app.db.queries.closings import refuse_closed
from donations_app.db.queries.leaders import joined_leader, leader_of
from donations_app.db.queries.references import named
from donations_app.db.queries.refunds import what_it_takes_back
from donations_app.db.queries.slips import slip_of
from donations_app.db.queries.terms import arrived
from donations_app.db.records import Record
from donations_app.db.steps import in_steps
from donations_app.db.tables import Allocation, Batch, Party, Payment, PaymentLine
from donations_app.domain.errors import InputRefused, NotAllowed, NotFound, Problem, TakesBack
from donations_app.domain.gifts import day_in_books
from donations_app.domain.payments import FIRST_DAY, PaymentDraft
from donations_app.services.books.directory import Directory, named_in
from donations_app.services.books.late import FOUND_LATER, late_record
from donations_app.services.books.recorded import Recorded, recorded, same
from donations_app.services.payments.payment_rows import payment_record, reserving_for
from donations_app.services.payments.reversals import return_record


def record_payment(books: Books, draft: PaymentDraft, *, late: bool = False) -> Recorded:
    """Save one payment with its lines and allocations.

    The same key again is the same payment: it is returned, not saved twice.

    Args:
        books: where to save.
        draft: what arrived.
        late: of a closed year, it is entered in the open one all the same, and keeps its day for the law.

    Raises:
        InputRefused: the draft has problems, or bears a day of a closed year and is not late.
        KeyReused: the key or the reference stands for another payment.
        StorageUnavailable: the books cannot be written.
    """
    today = books.today
    if problems := draft.problems(today=today):
        raise InputRefused(problems)
    with books.write() as write:
        return record_in(write, draft, today=today, late=FOUND_LATER if late else "")


def record_in(
    write: Write, draft: PaymentDraft, *, today: date, in_place_of: str = "", late: str = ""
) -> Recorded:
    """Save a payment, whose draft has no problem of its own, in a transaction that others began.

    Args:
        write: the transaction.
        draft: what arrived.
        today: the day of recording.
        in_place_of: reference of a payment of the same office whose batch it stays in, open or closed; empty:
            the batch is the draft's.
        late: why it may bear a day of a closed year; empty: it may not.

    Raises:
        InputRefused, KeyReused: as ``record_payment``.
    """
    fingerprint = draft.fingerprint()
    standing = same(Payment, draft, draft.office, fingerprint)
    asked = together(named_in(write, draft), standing, reserving_for(write, [draft]))
    directory: Directory
    found: Recorded | None
    directory, found, _ = write.ask(asked)
    if found:
        return found
    batch_id, more = _batch(write.session, draft)
    if in_place_of:
        batch_id, more = batch_in(write.session, in_place_of, office=draft.office), []
        _keep_payer(write.session, directory, draft.payer, in_place_of)
        directory.partners |= _stood_for(write.session, in_place_of)
    closed = directory.closed_problems(draft)
    is_late = bool(late and closed)
    if problems := [*directory.problems(draft), *more, *(() if is_late else closed)]:
        raise InputRefused(problems)
    record = payment_record(
        write,
        draft,
        directory,
        batch_id=batch_id,
        today=today,
        fingerprint=fingerprint,
        is_late=is_late,
    )
    if is_late:
        write.add(late_record(write, Payment, record.rows[Payment][0], name=record.name, reason=late))
    write.add(record)
    if draft.returned_on:
        write.add(return_record(write, record, draft))
    return recorded(write, record, Payment)


def _stood_for(session: Session, ref: str) -> set[tuple[int, int]]:
    """Return for which projects and associations cents of a payment stood: what is put right may stay there."""
    query = (
        select(Allocation.project_id, leader_of(Allocation.association_id))
        .join(PaymentLine, PaymentLine.id == Allocation.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(named(session, Payment, ref), Allocation.association_id.is_not(None))
    )
    return {(project, association) for project, association in session.execute(query)}


def _keep_payer(session: Session, directory: Directory, payer: str, in_place_of: str) -> None:
    """Let what is put right stay with whom it was recorded for: who was erased since, or one of a couple."""
    known = directory.parties.get(payer)
    if known is None or not (known.is_erased or known.kind == "couple"):
        return
    recorded_for = joined_leader(select(Payment.payer_id, Party.id).select_from(Payment), Payment.payer_id)
    row = session.execute(recorded_for.where(named(session, Payment, in_place_of))).first()
    if row is None or row[1] != known.id:
        return
    directory.parties[payer] = known._replace(is_erased=False)
    if known.kind == "couple" and row[0] != known.id:
        directory.seconds.setdefault(payer, row[0])


def payment_records(
    write: Write,
    drafts: Sequence[PaymentDraft],
    directory: Directory,
    *,
    today: date,
    fingerprints: Sequence[str] = (),
) -> Iterator[Record]:
    """Yield the records of payments whose drafts and references were checked, each return after its payment.

    Args:
        write: the transaction.
        drafts: what arrived.
        directory: what the drafts refer to.
        today: the day of recording.
        fingerprints: of the drafts, in their order, where they were taken already.
    """
    write.ask(reserving_for(write, drafts))
    for draft, asked in zip(drafts, fingerprints or [""] * len(drafts), strict=True):
        yield (record := payment_record(write, draft, directory, today=today, fingerprint=asked))
        if draft.returned_on:
            yield return_record(write, record, draft)


def _batch(session: Session, draft: PaymentDraft) -> tuple[int | None, list[Problem]]:
    if draft.batch is None:
        return None, []
    row = session.execute(select(Batch.id, Batch.closed_at).where(Batch.key == draft.batch)).first()
    if row is None:
        return None, [Problem("batch", "batch_unknown")]
    return row.id, [Problem("batch", "batch_closed")] if row.closed_at else []


def set_credited(books: Books, ref: str, *, on: date) -> None:
    """Write the day on which the bank credited a payment whose day was not known.

    Raises:
        NotFound: there is no such payment.
        TakesBack: it takes another one back.
        YearClosed: it would leave a closed year, or come into it.
        InputRefused: the day lies before 1990 or after tomorrow, is known already, or is that of a deposit slip.
    """
    with books.write() as write:
        _check_waits(write.session, ref)
        credit_payment_in(write, ref, on=on)


def _check_waits(session: Session, ref: str) -> None:
    row = session.execute(select(Payment.id, Payment.credited_on).where(named(session, Payment, ref))).first()
    if row is None:
        raise NotFound("payment", ref)
    if payment := what_it_takes_back(session, ref):
        raise TakesBack(ref, payment)
    if row.credited_on:
        raise InputRefused([Problem("credited_on", "credited_already", row.credited_on.isoformat())])
    if slip := slip_of(session, row.id):
        raise InputRefused([Problem("payment", "payment_on_slip", slip.number)])


def credit_payment_in(write: Write, ref: str, *, on: date) -> None:
    """Write the day of credit as ``set_credited``, in a transaction that others began."""
    _check_credited(write, on)
    waiting = (named(write.session, Payment, ref), Payment.credited_on.is_(None), arrived())
    columns = (Payment.id, Payment.method, Payment.received_on)
    found = write.session.execute(select(*columns).where(*waiting)).first()
    if found is None:
        raise NotFound("payment", ref)
    if day_in_books(found.method, found.received_on, on) == on:
        refuse_closed(write.session, on, found.received_on)
    write.change(Payment, found.id, {"credited_on": on}, kind="payment.credited", name=f"payment:{ref}")


def credit_many_in(write: Write, days: Mapping[int, date], refs: Mapping[int, str]) -> None:
    """Write the days of credit of payments, by their keys, each of which arrived, stands and has none.

    Args:
        write: the transaction.
        days: by key.
        refs: by which the payments are named in the trail, by key.

    Raises:
        InputRefused: a day is out of range.
        YearClosed: it lies in a closed year.
        NotAllowed: one of them is another office's.
    """
    for on in set(days.values()):
        _check_credited(write, on)
    keys = sorted(days)
    for some in in_steps(keys):
        found = write.locked(Payment, some)
        there = found.column("id") if found else ()
        if found is None or found.count < len(some):
            key = next(key for key in some if key not in there)
            raise NotAllowed(write.login, f"payment:{refs[key]}")
        credited = [days[key] for key in there]
        facts = zip(found.column("method"), found.column("received_on"), credited, strict=True)
        in_books = {
            day for method, on, new in facts if day_in_books(method, on, new) == new for day in (new, on)
        }
        refuse_closed(write.session, *sorted(in_books))
        names = [f"payment:{refs[key]}" for key in there]
        write.change_many(found, {"credited_on": credited}, kind="payment.credited", names=names)


def _check_credited(write: Write, on: date) -> None:
    if not FIRST_DAY <= on <= write.today + timedelta(days=1):
        raise InputRefused([Problem("credited_on", "date_out_of_range", on.isoformat())])
