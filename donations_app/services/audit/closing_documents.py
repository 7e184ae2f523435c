"""Each closing of a year held against what was frozen with it, against the books of that year, and its document."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from donations_app.db.documents import Documents
from donations_app.db.queries.closings import flows, number_of_payments, receipts_of
from donations_app.db.types import unpacked
from donations_app.domain.closing import ClosingContent, from_json
from donations_app.domain.faults import Fault
from donations_app.domain.storage_errors import BooksDamaged
from donations_app.services.audit.slip_documents import NOT_OURS, Kept
from donations_app.services.audit.sums import day_said
from receipts.closing import print_closing
from receipts.reading import NoDocument, not_shown
from receipts.text import day, figures

_CLOSINGS: Final = text(
    "SELECT c.year, c.first_on, c.last_on, c.closed_on, c.closed_by, c.accepted, c.content, c.base_id, c.tail, c.sha256"
    " FROM year_closing c ORDER BY c.year"
)


def closing_faults(session: Session) -> Iterator[Fault]:
    """Check that each closed year still has the figures with which it was closed, and its document says so."""
    kept = Documents(session)
    for row in session.execute(_CLOSINGS).all():
        named = Fault("document", f"year:{row.year}", on=day_said(row.closed_on))
        try:
            document = kept.whole(Kept(str(row.year), row.base_id, bytes(row.tail), bytes(row.sha256).hex()))
        except (BooksDamaged, NoResultFound):
            yield named
            continue
        try:
            content = from_json(unpacked(row.content) if isinstance(row.content, bytes) else row.content)
        except NOT_OURS as error:
            yield replace(named, kind="closing_figures", found=type(error).__name__, wanted="{}")
            continue
        for said, stands in _pairs(session, content, row):
            if said != stands:
                yield replace(named, kind="closing_figures", found=str(said)[:300], wanted=str(stands)[:300])
        if missing := _missing(document, content):
            yield replace(named, kind="document_text", wanted=", ".join(missing)[:300])


def _pairs(session: Session, content: ClosingContent, row: Any) -> Iterator[tuple[object, object]]:
    """Yield what was frozen, each with what row and books say."""
    first_on, last_on = _day(row.first_on), _day(row.last_on)
    yield (content.year, content.first_on, content.last_on), (row.year, first_on, last_on)
    yield (content.closed_on, content.closed_by), (_day(row.closed_on), row.closed_by)
    yield ",".join(one.code for one in content.accepted), row.accepted
    yield content.figures.payments, number_of_payments(session, first_on, last_on)
    yield content.figures.flows, flows(session, first_on, last_on)
    yield content.figures.receipts, receipts_of(session, first_on, last_on)


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _missing(document: bytes, content: ClosingContent) -> list[str]:
    """Return what the document should show and does not; one that this program prints is compared whole."""
    try:
        if print_closing(content).content == document:
            return []
    except NOT_OURS:  # another version printed it
        pass
    wanted = [
        content.organisation,
        str(content.year),
        day(content.closed_on),
        figures(content.figures.amount),
    ]
    try:
        return not_shown(document, [*wanted, *(head for _, _, head in content.heads)])
    except NoDocument as error:
        return [str(error)]
