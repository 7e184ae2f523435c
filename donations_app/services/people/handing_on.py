"""An agreed gift of a couple that parted ends, or goes on for one of both: its terms, pauses and what is forgiven.

What is agreed anew bears a reference of its own and names the gift with which it goes on (decision 0040).
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.queries.drafts import terms_of
from donations_app.db.records import Record
from donations_app.db.tables import InstalmentDecision, RecurringGiftRow, RecurringPause
from donations_app.domain.errors import InputRefused
from donations_app.domain.recurring import NEW_TERMS, RecurringGift, with_terms
from donations_app.i18n import _, without_marks
from donations_app.services.books.directory import directory_of
from donations_app.services.payments.recurring import recurring_problems, recurring_record

Terms = tuple[int, RecurringGift]  # key of the row, and what it says


def hand_on(write: Write, ref: str, payer: str, on: date) -> None:
    """End an agreed gift of a couple with the day before, and agree it anew for the one who goes on with it.

    Args:
        write: the open transaction.
        ref: of the gift.
        payer: reference of who goes on with it; empty: nobody.
        on: the day on which they separated.

    Raises:
        InputRefused: its terms cannot be agreed any more.
    """
    known = terms_of(write.session, ref)
    running = [(key, one) for key, one in known if one.last_on is None or one.last_on >= on]
    name = f"recurring_gift:{known[0][1].ref}"
    for key, one in running:
        last_on = max(on, one.first_on) - timedelta(days=1)
        values: dict[str, Any] = {"last_on": last_on, "end_reason": without_marks(_("The couple separated."))}
        write.change(RecurringGiftRow, key, values, kind="recurring_gift.stopped", name=name)
    if payer and running:
        gift_id, record = _agree_anew(write, running, payer, on)
        write.add(*_pauses(write, known[0][0], gift_id, record, on))
        write.add(*_forgiven(write, known[0][0], gift_id, record, on))


def _agree_anew(write: Write, running: Sequence[Terms], payer: str, on: date) -> tuple[int, str]:
    """Agree what runs for another payer; return the key of the first terms and the name of its record."""
    first: tuple[int, str] = (0, "")
    for key, before in running:
        start = max(on, before.first_on)
        ref = f"{first[1].partition(':')[2]}{NEW_TERMS}{start.isoformat()}" if first[0] else ""
        anew = replace(before, key=uuid5(before.key, payer), ref=ref, payer=payer)
        after = with_terms(before, anew, start=start)
        directory = directory_of(write.session, {payer, after.association} - {""}, {after.project} - {""})
        if problems := [*after.problems(), *recurring_problems(after, directory)]:
            raise InputRefused(problems)
        of_before = select(RecurringGiftRow.mandate_id).where(RecurringGiftRow.id == key)
        mandate_id = write.session.scalar(of_before)  # it was signed by both: it goes on
        record = recurring_record(write, after, directory, mandate_id, continues_id=key)
        write.add(record)
        first = first if first[0] else (record.rows[RecurringGiftRow][0]["id"], record.name)
    return first


def _pauses(write: Write, before: int, gift_id: int, name: str, on: date) -> Iterator[Record]:
    """Yield the pauses that hold on a day or later, as they were said."""
    query = select(RecurringPause.__table__).where(RecurringPause.gift_id == before)
    for one in write.session.execute(query.order_by(RecurringPause.id)).all():
        if one.last_on is None or one.last_on >= max(on, one.first_on):
            row = rows.RecurringPause(
                id=write.ids(RecurringPause)[0],
                office_id=write.office_id,
                key=uuid5(one.key, name),
                gift_id=gift_id,
                first_on=one.first_on,
                last_on=one.last_on,
                reason=one.reason,
            )
            yield Record("recurring_gift.paused", name, {RecurringPause: [row]})


def _forgiven(write: Write, before: int, gift_id: int, name: str, on: date) -> Iterator[Record]:
    """Yield that instalments due on a day or later are forgiven."""
    query = select(InstalmentDecision.__table__).where(
        InstalmentDecision.gift_id == before,
        InstalmentDecision.due_on >= on,
        InstalmentDecision.payment_id.is_(None),
        InstalmentDecision.taken_back_on.is_(None),
    )
    for one in write.session.execute(query.order_by(InstalmentDecision.id)).all():
        row = rows.InstalmentDecision(
            id=write.ids(InstalmentDecision)[0],
            office_id=write.office_id,
            key=uuid5(one.key, name),
            gift_id=gift_id,
            due_on=one.due_on,
            payment_id=None,
            reason=one.reason,
            decided_on=one.decided_on,
            taken_back_on=None,
            taken_back_reason="",
        )
        yield Record("instalment.forgiven", name, {InstalmentDecision: [row]})
