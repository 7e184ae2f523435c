"""Agreeing recurring gifts, giving them other terms from a day on, stopping them: history stays."""

from datetime import date, timedelta
from uuid import uuid5

from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.drafts import terms_of
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.references import find
from donations_app.db.records import Record, Rows
from donations_app.db.salts import salt
from donations_app.db.tables import RecurringGiftRow
from donations_app.domain.errors import InputRefused, KeyReused, Problem
from donations_app.domain.fingerprints import fingerprint_of
from donations_app.domain.recurring import NEW_TERMS, RecurringGift, with_terms
from donations_app.domain.typed import clean_reason
from donations_app.services.books.directory import Directory, directory_of
from donations_app.services.payments.gift_mandates import GiftMandates, follow_mandate


def recurring_problems(draft: RecurringGift, directory: Directory) -> list[Problem]:
    """Return the references that stand for nothing."""
    found = directory.target_problems(draft.project, draft.association)
    found += directory.party_problems("payer", draft.payer)
    if draft.office and draft.office not in directory.offices:
        found.append(Problem("office", "office_unknown", draft.office))
    return found


def recurring_fingerprint(draft: RecurringGift) -> str:
    """Return the digest of all that was asked but the key."""
    return fingerprint_of(draft)


def recurring_record(
    write: Write,
    draft: RecurringGift,
    directory: Directory,
    mandate: GiftMandates | int | None,
    *,
    continues_id: int | None = None,
    fingerprint: str = "",
) -> Record:
    """Return the row of a checked draft.

    Args:
        write: the transaction.
        draft: its terms.
        directory: what they refer to.
        mandate: under which it is debited, or where it is found or made.
        continues_id: the gift of a couple that parted with which it goes on.
        fingerprint: of the draft, where it was taken already.
    """
    key, payer_id = write.ids(RecurringGiftRow)[0], directory.parties[draft.payer].id
    office_id = directory.offices[draft.office] if draft.office else write.office_id
    made: Rows = {}
    if isinstance(mandate, GiftMandates):
        mandate, made = mandate.of(payer_id, office_id, draft, draft.key)
    row = rows.RecurringGift(
        id=key,
        office_id=office_id,
        key=draft.key,
        other_ref=draft.ref,
        payer_id=payer_id,
        amount=draft.amount,
        frequency=draft.frequency,
        day=draft.day or draft.first_on.day,
        first_on=draft.first_on,
        last_on=draft.last_on,
        method=draft.method,
        mandate_id=mandate,
        project_id=directory.projects.get(draft.project),
        association_id=directory.parties[draft.association].id if draft.association else None,
        earmarked_by_donor=draft.earmarked_by_donor,
        end_reason="",
        continues_id=continues_id,
        fingerprint=fingerprint or recurring_fingerprint(draft),
        salt=salt(),
    )
    ref = draft.ref or write.reference(RecurringGiftRow, key)
    return Record("recurring_gift.agreed", f"recurring_gift:{ref}", {RecurringGiftRow: [row], **made})


def agree_recurring(books: Books, draft: RecurringGift) -> str:
    """Agree a recurring gift; the same key twice is the same gift.

    Args:
        books: where to save.
        draft: its terms; without a reference of others it bears our own.

    Returns:
        The reference of the gift.

    Raises:
        InputRefused: the terms have problems, or another gift bears the reference.
        KeyReused: other terms were agreed under the key.
    """
    with books.write() as write:
        where = RecurringGiftRow.key == draft.key
        row = write.session.execute(
            select(RecurringGiftRow.ref, RecurringGiftRow.fingerprint).where(where)
        ).first()
        if row is not None:
            if row.fingerprint != recurring_fingerprint(draft):
                raise KeyReused("recurring_gift", row.ref)
            return str(row.ref)
        directory = directory_of(
            write.session, {draft.payer, draft.association} - {""}, {draft.project} - {""}
        )
        problems = [*draft.problems(), *recurring_problems(draft, directory)]
        if draft.ref and find(write.session, RecurringGiftRow, draft.ref):
            problems.append(Problem("ref", "ref_taken", draft.ref))
        if problems:
            raise InputRefused(problems)
        mandates = GiftMandates(write, write.session.scalars(records_of(directory.parties[draft.payer].id)))
        record = recurring_record(write, draft, directory, mandates)
        write.add(record)
        return record.name.partition(":")[2]


def change_recurring(books: Books, ref: str, new: RecurringGift, *, start: date) -> RecurringGift:
    """Give an agreed gift other terms from a day on: what holds now ends the day before, the new follows it.

    Instalments before the day are judged by what was agreed then. The new terms stand under the reference of
    the gift and their day, such as ``D1/2026-07-01``.

    Args:
        books: where to save.
        ref: of the gift.
        new: its terms; payer, office and first day stay those of the gift, whatever is stated.
        start: the first day of the new terms; later than the first of those that hold now.

    Returns:
        The new terms as they were recorded.

    Raises:
        NotFound: there is no such gift.
        InputRefused: the terms have problems, nothing changes, or the gift does not run on that day.
    """
    with books.write() as write:
        known = terms_of(write.session, ref)
        key, before = known[-1]
        if before.last_on and before.last_on < start:
            raise InputRefused([Problem("from", "recurring_ended", before.last_on.isoformat())])
        if start <= before.first_on:
            raise InputRefused([Problem("from", "recurring_starts_later", before.first_on.isoformat())])
        if replace(new, key=before.key, ref=before.ref) == before:
            raise InputRefused([Problem("recurring", "nothing_changed", ref)])
        name = f"{known[0][1].ref}{NEW_TERMS}{start.isoformat()}"
        fixed = replace(new, key=uuid5(before.key, name), ref=name, payer=before.payer, office=before.office)
        after = with_terms(before, fixed, start=start)
        directory = directory_of(
            write.session, {after.payer, after.association} - {""}, {after.project} - {""}
        )
        if problems := [*after.problems(), *recurring_problems(after, directory)]:
            raise InputRefused(problems)
        _end(write, key, before, start - timedelta(days=1), "recurring_gift.changed")
        write.add(*_under_mandate(write, key, after, directory, start))
        return after


def _under_mandate(
    write: Write, before: int, after: RecurringGift, directory: Directory, start: date
) -> list[Record]:
    """Return what is recorded of new terms, with what they change of the mandate."""
    columns = RecurringGiftRow.mandate_id, RecurringGiftRow.payer_id, RecurringGiftRow.office_id
    mandate_id, *giver = write.session.execute(select(*columns).where(RecurringGiftRow.id == before)).one()
    known, records = follow_mandate(write, mandate_id, after, (giver[0], giver[1]), after.key, start=start)
    return [*records, recurring_record(write, after, directory, known)]


def stop_recurring(books: Books, ref: str, *, on: date, reason: str) -> None:
    """Let an agreed gift end with a day; the reason stands with it.

    Args:
        books: where to save.
        ref: of the gift.
        on: the last day on which an instalment may be due.
        reason: in words, compulsory.

    Raises:
        ReasonMissing: the reason is empty.
        NotFound: there is no such gift.
        InputRefused: it ends on that day or before already, or begins later.
    """
    reason = clean_reason(reason)
    with books.write() as write:
        known = terms_of(write.session, ref)
        if on < known[0][1].first_on:
            raise InputRefused([Problem("on", "recurring_starts_later", known[0][1].first_on.isoformat())])
        running = [(key, one) for key, one in known if one.last_on is None or one.last_on > on]
        if not running:
            raise InputRefused([Problem("on", "recurring_ended", (known[-1][1].last_on or on).isoformat())])
        for key, one in running:  # terms that would begin later have no instalment then
            _end(write, key, one, on, "recurring_gift.stopped", reason)


def _end(write: Write, key: int, gift: RecurringGift, on: date, kind: str, reason: str = "") -> None:
    values = {"last_on": on, "end_reason": reason}
    write.change(RecurringGiftRow, key, values, kind=kind, name=f"recurring_gift:{gift.ref}")
