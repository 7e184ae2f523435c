"""The annual declaration of gifts (CGI 222 bis): its figures, its filing, and what changed since."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from msgspec.structs import replace
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.queries import declaration as queries
from donations_app.db.queries.control import receipts_issued
from donations_app.db.queries.settings import online_policy_on
from donations_app.db.records import Record
from donations_app.db.tables import DeclarationFiling
from donations_app.domain.declaration import (
    Change,
    ChangedReceipt,
    Declaration,
    Filing,
    cancelled_in,
    corrected,
    due_on,
)
from donations_app.domain.errors import AlreadyFiled, ChangedMeanwhile, InputRefused, Problem
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parameters import value_on, value_or_none
from donations_app.domain.statements import Heading, total
from donations_app.services.books.legal import legal_parameters
from donations_app.services.statements.headings import heading_of


def declaration(books: Books, year: int) -> Declaration:
    """Return the declaration of the fiscal year closed in ``year``, and what changed since it was filed.

    Args:
        books: where to read; one consistent view.
        year: the calendar year, or that in which the fiscal year closes.
    """
    with books.read() as session:
        return declaration_in(session, year, books.today)


def file_declaration(
    books: Books,
    year: int,
    *,
    note: str = "",
    filed_on: date | None = None,
    seen: tuple[Money, int] | None = None,
    accept: Collection[str] = (),
) -> Declaration:
    """Record that the declaration was filed with the figures of today; return it as it stands then.

    Args:
        books: where to save.
        year: the calendar year, or that in which the fiscal year closes.
        note: the reference of the acknowledgement, or why it is corrected.
        filed_on: the day of filing where it is another: after the period, not before the last filing.
        seen: amount and number of documents that were looked at; no others are recorded.
        accept: the ``Declaration.doubt`` that somebody took upon himself.

    Raises:
        AlreadyFiled: the same figures were filed before; nothing is saved.
        ChangedMeanwhile: the figures are no longer those seen; nothing is saved.
        InputRefused: there can be no filing on that day, or the figures are doubtful (``doubt``) and nobody
            accepted it; nothing is saved.
    """
    today = books.today
    with books.write() as write:
        # of two who file at once the second sees the first: both take the key of the row here
        filing_id = write.ids(DeclarationFiling)[0]
        found = declaration_in(write.session, year, today)
        if found.correction is not None and not found.correction.is_needed:
            raise AlreadyFiled(year, found.filings[-1].filed_on)
        if seen is not None and seen != (found.received.amount, found.documents):
            raise ChangedMeanwhile("declaration", f"declaration {year}")
        on = _filing_day(found, filed_on or today, today)
        if found.doubt and found.doubt not in accept:
            raise InputRefused([Problem("accept", found.doubt)])
        n = len(found.filings) + 1
        filing = Filing(n, found.received.amount, found.documents, on, write.login, note.strip())
        row = _filing_row(filing_id, year, filing, known=queries.heads(write.session))
        write.add(Record("declaration.filed", f"declaration:{year}/{n}", {DeclarationFiling: [row]}))
        return replace(found, filings=(*found.filings, filing), correction=corrected(found, filing, ()))


def _filing_row(
    filing_id: int, year: int, filing: Filing, *, known: Mapping[int, int]
) -> rows.DeclarationFiling:
    return rows.DeclarationFiling(
        id=filing_id,
        year=year,
        n=filing.n,
        amount=filing.amount,
        documents=filing.documents,
        filed_on=filing.filed_on,
        filed_by=filing.filed_by,
        note=filing.note,
        known=json.dumps(known),
    )


def _filing_day(found: Declaration, filed_on: date, today: date) -> date:
    earliest = max([found.heading.last_on + timedelta(days=1), *(one.filed_on for one in found.filings)])
    if not earliest <= filed_on <= today:
        raise InputRefused([Problem("filed_on", "filed_too_early_or_late", f"{filed_on:%d/%m/%Y}")])
    return filed_on


def declaration_in(session: Session, year: int, today: date) -> Declaration:
    """Return the declaration in a view that others opened."""
    heading, values = heading_of(session, year, today), legal_parameters(session)
    first_on, last_on = heading.first_on, heading.last_on
    policy = online_policy_on(session, today)
    by_form = queries.received_by_form(session, heading, policy)
    issued = receipts_issued(session, first_on, last_on)
    filings = queries.filings(session, year)
    earliest = value_or_none(values, "declaration_earliest_due_on", first_on)
    found = Declaration(
        heading=heading,
        due_on=due_on(last_on, date.fromisoformat(str(earliest.value)) if earliest else date.min),
        has_begun=value_on(values, "declaration_duty", first_on).value == "yes",
        rule=value_on(values, "declaration_documents", last_on),
        received=total(by_form.values()),
        in_kind=queries.in_kind_received(session, heading, policy),
        by_form=by_form,
        issued_live=total(issued.values()),
        issued_by_year={str(of): one for of, one in issued.items()},
        cancelled=cancelled_in(queries.corrected_documents(session), first_on, last_on),
        duplicates=queries.duplicates_made(session, first_on, last_on),
        filings=tuple(filings),
    )
    if not filings:
        return found
    known = queries.known_when_filed(session, year, filings[-1].n)
    touched = queries.touched_since(session, known, heading, policy)
    period = heading if found.reading == "issued" else None
    return replace(found, correction=corrected(found, filings[-1], _changes(touched, period)))


def _changes(touched: list[queries.Touched], issued_in: Heading | None) -> Iterator[ChangedReceipt]:
    """Yield what each receipt adds to or takes from the amount; one that came and went since is left out.

    Args:
        touched: since the filing.
        issued_in: a period of which receipts count whatever they mention; ``None`` where none does.
    """
    for one in touched:
        if one.issued_since and not one.is_live:
            continue
        change: Change = "issued" if one.is_live else "replaced" if one.replaced_by else "cancelled"
        amount = one.amount if one.is_live else -one.amount
        if amount or (issued_in and issued_in.first_on <= one.issued_on <= issued_in.last_on):
            yield ChangedReceipt(one.number, change, amount or ZERO)
