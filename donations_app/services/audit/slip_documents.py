"""Each deposit slip held against what was frozen with it, against its rows, and against its document."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select, text
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from donations_app.db.documents import Documents
from donations_app.db.tables import DepositLine, Link, Origin, Payment
from donations_app.db.types import unpacked
from donations_app.domain.deposits import SlipContent, from_json
from donations_app.domain.faults import Fault
from donations_app.domain.storage_errors import BooksDamaged
from donations_app.services.audit.sums import day_said
from receipts.deposit import head_line, print_slip
from receipts.reading import NoDocument, not_shown
from receipts.text import day, figures

NOT_OURS: Final = (ValueError, LookupError, TypeError, AttributeError, OSError)  # content that nobody froze
_SLIPS: Final = text(
    "SELECT s.id, s.number, s.made_on, s.method, s.currency, s.amount, s.content, s.base_id, s.tail, s.sha256, a.iban,"
    " o.code AS office FROM deposit_slip s JOIN office o ON o.id = s.office_id"
    " JOIN account a ON a.id = s.account_id ORDER BY s.id"
)
_LINES: Final = (
    select(DepositLine.slip_id, Payment.ref, DepositLine.amount)
    .join(Payment, Payment.id == DepositLine.payment_id)
    .where(DepositLine.in_place_of_id.is_(None))
)
_CASH: Final = text("SELECT slip_id, worth, count FROM deposit_cash")


class Kept(Struct, frozen=True):
    """What a document is put together from: its number, base and tail."""

    number: str
    base_id: int
    tail: bytes
    sha256: str


def slip_faults(session: Session) -> Iterator[Fault]:
    """Check that each document is the one made, and that slip, frozen content and page say the same."""
    kept, lines, cash = Documents(session), _pairs(session, _LINES), _pairs(session, _CASH)
    for row in session.execute(_SLIPS).all():
        named = Fault("document", f"deposit:{row.number}", row.office, day_said(row.made_on))
        try:
            document = kept.whole(Kept(row.number, row.base_id, bytes(row.tail), bytes(row.sha256).hex()))
        except (BooksDamaged, NoResultFound):
            yield named
            continue
        try:
            content = _frozen(row.content)
        except NOT_OURS as error:
            yield replace(named, kind="slip_content", found=type(error).__name__, wanted="{}")
            continue
        yield from _content_faults(named, content, row, lines[row.id], cash[row.id])
        yield from _head_faults(session, named, content)
        if missing := _missing(document, content):
            yield replace(named, kind="document_text", wanted=", ".join(missing)[:300])


def _pairs(session: Session, query: Any) -> Mapping[int, list[tuple[Any, int]]]:
    found: defaultdict[int, list[tuple[Any, int]]] = defaultdict(list)
    for slip_id, one, other in session.execute(query):
        found[slip_id].append((one, getattr(other, "cents", other)))
    return found


def _frozen(content: Any) -> SlipContent:
    return from_json(unpacked(content) if isinstance(content, bytes) else content)


def _content_faults(
    named: Fault,
    content: SlipContent,
    row: Any,
    lines: list[tuple[str, int]],
    cash: list[tuple[int, int]],
) -> Iterator[Fault]:
    """Yield what was frozen otherwise than the rows of the slip say."""
    pairs = (
        (content.number, row.number),
        (content.method, row.method),
        (content.currency, row.currency),
        (content.made_on, day_said(row.made_on)),
        (content.iban, row.iban),
        (content.amount.cents, row.amount),
        (sorted((one.payment, one.amount.cents) for one in content.payments), sorted(lines)),
        (sorted((one.worth, one.count) for one in content.cash), sorted(cash)),
    )
    for said, stands in pairs:
        if said != stands:
            yield replace(named, kind="slip_content", found=str(said)[:300], wanted=str(stands)[:300])


def _head_faults(session: Session, named: Fault, content: SlipContent) -> Iterator[Fault]:
    """Yield that the audit chain no longer has the head that is printed on a slip."""
    if not content.journal:
        return
    query = select(Link.hash).join(Origin, Origin.id == Link.origin_id)
    stands = session.scalar(query.where(Origin.code == content.journal, Link.n == content.journal_n))
    if stands != content.journal_head:
        yield replace(named, kind="slip_head", found=content.journal_head, wanted=stands or "–")


def _missing(document: bytes, content: SlipContent) -> list[str]:
    """Return what the document should show and does not; one that this program prints is compared whole."""
    try:
        if print_slip(content).content == document:
            return []
    except NOT_OURS:  # another version printed it
        pass
    cheques = [text for one in content.payments for text in (one.name, one.cheque_number, one.bank)]
    listed = cheques if content.method == "cheque" else [figures(one.amount) for one in content.cash]
    wanted = [content.number, day(content.made_on), content.organisation, figures(content.amount), *listed]
    wanted += [head_line(content)] if content.journal else []
    try:
        return not_shown(document, wanted)
    except NoDocument as error:
        return [str(error)]
