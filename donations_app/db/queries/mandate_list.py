"""Mandates as they stand on a day: whose, under which terms, with what was collected, for which gifts."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.collecting import known_mandates
from donations_app.db.queries.leaders import joined_leader, records_of
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.references import find
from donations_app.db.tables import Mandate, Office, Party, RecurringGiftRow
from donations_app.domain.mandates import MandateFacts, State, Terms
from donations_app.words.names import said_name

_FEW: Final = 500  # mandates whose gifts are asked for by key


class MandateRow(Struct, frozen=True):
    """A mandate on a day."""

    id: int
    payer: str  # reference
    name: str
    office: str  # code
    document: str
    suspended_reason: str
    end_reason: str
    facts: MandateFacts
    gifts: tuple[str, ...]  # references of what is debited under it
    state: State
    lapses_on: date | None  # the last day on which one may collect, if nothing is collected before
    now: Terms


def mandate_rows(
    session: Session, *, on: date, lapse_months: int, payer: str = "", keys: tuple[int, ...] | None = None
) -> list[MandateRow]:
    """Return mandates in the order of their recording.

    Args:
        session: an open view.
        on: the day.
        lapse_months: months without a collection after which one lapses.
        payer: reference of somebody whose are asked for; empty: of all.
        keys: the only ones asked for.
    """
    query: Any = joined_leader(
        select(
            Mandate.id, Mandate.document, Mandate.suspended_reason, Mandate.end_reason,
            Office.code.label("office"), Party.ref.label("payer"), *name_columns(),
        ).join(Office, Office.id == Mandate.office_id),
        Mandate.payer_id,
    )  # fmt: skip
    if payer:
        query = query.where(Mandate.payer_id.in_(records_of(find(session, Party, payer) or 0)))
    if keys is not None:
        query = query.where(Mandate.id.in_(keys))
    rows = session.execute(query.order_by(Mandate.id)).all()
    known = known_mandates(session, [row.id for row in rows], creditor_id="")
    gifts = _gifts(session, [row.id for row in rows])
    return [
        MandateRow(
            row.id,
            row.payer,
            said_name(row),
            row.office,
            row.document,
            row.suspended_reason,
            row.end_reason,
            facts := known[row.id].facts,
            tuple(gifts[row.id]),
            facts.state(on, lapse_months=lapse_months),
            facts.lapses_on(lapse_months),
            facts.terms_on(on),
        )
        for row in rows
    ]


def _gifts(session: Session, keys: Sequence[int]) -> defaultdict[int, list[str]]:
    query = select(RecurringGiftRow.mandate_id, RecurringGiftRow.ref.label("ref"))
    some = (
        RecurringGiftRow.mandate_id.in_(keys)
        if len(keys) <= _FEW
        else RecurringGiftRow.mandate_id.is_not(None)
    )
    query = query.where(some)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in session.execute(query.order_by(RecurringGiftRow.id)):
        found[row.mandate_id].append(row.ref)
    return found
