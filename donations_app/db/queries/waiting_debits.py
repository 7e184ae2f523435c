"""Debits of runs that did not go to the bank yet, and which of them would not be collected so today."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.instalments import Agreement, agreements
from donations_app.db.queries.leaders import leader_of
from donations_app.db.queries.mandates import terms_by_mandate
from donations_app.db.queries.names import name_columns
from donations_app.db.steps import in_steps
from donations_app.db.tables import CollectionLine, CollectionRun, Mandate, Party, RecurringGiftRow
from donations_app.domain.deaths import is_deceased
from donations_app.domain.mandates import Terms, terms_on
from donations_app.domain.parties import display_name
from donations_app.domain.waiting_debits import Doubtful, Standing, WaitingDebit, doubtful


def doubtful_debits(
    session: Session, *, today: date, number: str = "", reference: str = "", gift: str = "", payer: str = ""
) -> list[Doubtful]:
    """Return what runs that did not go to the bank yet would collect, and would not if they were made today.

    Args:
        session: an open view.
        today: as whose day the gifts are judged.
        number: of a run; empty: of all.
        reference: of a mandate, as the run presents it; empty: of all.
        gift: reference of the gift as it was first agreed; empty: of all.
        payer: reference of who gives, of the record that counts; empty: of all.
    """
    query = _lines()
    for column, wanted in (
        (CollectionRun.number, number),
        (CollectionLine.reference, reference),
        (RecurringGiftRow.ref, gift),
        (Party.ref, payer),
    ):
        if wanted:
            query = query.where(column == wanted)
    rows = session.execute(query).all()
    if not rows:
        return []
    whole = _agreements(session, rows, today)
    terms = terms_by_mandate(session, sorted({row.mandate_id for row in rows}))
    found = (
        doubtful(_debit(row), _standing(row, whole.get(row.gift_id), terms[row.mandate_id])) for row in rows
    )
    return [one for one in found if one]


def _agreements(session: Session, rows: Sequence[Any], today: date) -> dict[int, Agreement]:
    payers, until = sorted({row.payer_id for row in rows}), max(row.due_on for row in rows)
    found: dict[int, Agreement] = {}
    for some in in_steps(payers):
        found |= {one.key: one for one in agreements(session, today=today, until=until, payers=some)}
    return found


def _lines() -> Any:
    line, run = CollectionLine, CollectionRun
    columns = (
        line.gift_id, line.due_on, line.amount, line.mandate_id, line.reference, line.iban, run.number,
        run.collected_on, RecurringGiftRow.ref.label("gift"), Party.id.label("payer_id"), Party.deceased_on,
        Party.second_deceased_on, Mandate.suspended_on, Mandate.ended_on, *name_columns(),
    )  # fmt: skip
    names = {column.key: column for column in columns}
    return (
        select(*names.values())
        .join(run, run.id == line.run_id)
        .join(RecurringGiftRow, RecurringGiftRow.id == line.gift_id)
        .join(Party, Party.id == leader_of(RecurringGiftRow.payer_id))
        .join(Mandate, Mandate.id == line.mandate_id)
        .where(run.sent_on.is_(None), run.cancelled_on.is_(None))
        .order_by(line.id)
    )


def _debit(row: Any) -> WaitingDebit:
    return WaitingDebit(
        run=row.number, collected_on=row.collected_on, gift=row.gift, name=display_name(row), due_on=row.due_on,
        amount=row.amount, mandate_id=row.mandate_id, reference=row.reference, iban=row.iban,
    )  # fmt: skip


def _standing(row: Any, gift: Agreement | None, terms: Sequence[Terms]) -> Standing:
    beside: dict[str, Any] = {
        "suspended_on": row.suspended_on, "ended_on": row.ended_on, "is_deceased": is_deceased(row),
        "iban": terms_on(terms, row.collected_on).iban,
    }  # fmt: skip
    for now in gift.terms if gift else ():
        for due in now.instalments:
            if due.due_on == row.due_on:
                is_debited = now.method == "direct_debit"
                return Standing(instalment=due, is_debited=is_debited, mandate_id=now.mandate_id, **beside)
    return Standing(**beside)
