"""What lines of the bank were found to be, as the ledger says, and what is left of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.among import among
from donations_app.db.plain import all_columns
from donations_app.db.queries.bank_files import line_counts
from donations_app.db.steps import in_steps
from donations_app.db.tables import BankLineRow, BankMatch, DepositSlip, LiveDeposit, Payment
from donations_app.db.tables.base import own_reference
from donations_app.domain.bank import BankLine

LineState = Literal["unmatched", "partial", "matched", "aside"]
LINE_STATES: Final[tuple[LineState, ...]] = ("unmatched", "partial", "matched", "aside")
_BACK: Final = aliased(BankMatch, name="back")
# neither taken back nor one that takes back
STANDS: Final = and_(
    BankMatch.takes_back_id.is_(None), ~select(_BACK.id).where(_BACK.takes_back_id == BankMatch.id).exists()
)

_SAID: Final = func.coalesce(
    *(func.nullif(getattr(BankLineRow, name), "") for name in ("counterpart", "label", "remittance")),
    BankLineRow.bank_reference,
)


class MatchRow(Struct, frozen=True, kw_only=True):
    """One entry of the ledger that stands."""

    id: int
    lot: UUID
    line_id: int
    line: str  # reference
    account: str  # of the line
    currency: str
    booked_on: date
    kind: str
    amount: int
    payment_id: int | None
    payment: str  # reference, or empty
    slip_id: int | None
    slip: str  # number, or empty
    is_recorded: bool
    is_dated: bool
    score: int
    said: str  # what the bank wrote
    at: datetime
    who: str

    @property
    def bank_line(self) -> str:
        """Day, words and reference of the line, as the trace of a receipt ends with it."""
        return f"{self.booked_on:%d/%m/%Y} {self.said} ({self.line})"

    @property
    def to(self) -> str:
        """What the line is, as it is named."""
        return self.payment or self.slip or self.kind


def _standing() -> Select[Any]:
    return (
        select(
            BankMatch.id, BankMatch.lot, BankMatch.line_id, own_reference(BankLineRow).label("line"),
            BankLineRow.account, BankLineRow.currency, BankLineRow.booked_on, BankMatch.kind, BankMatch.amount,
            BankMatch.payment_id,
            func.coalesce(Payment.ref, "").label("payment"), BankMatch.slip_id,
            func.coalesce(DepositSlip.number, "").label("slip"), BankMatch.is_recorded, BankMatch.is_dated,
            BankMatch.score, _SAID.label("said"), BankMatch.at, BankMatch.who,
        )
        .join(BankLineRow, BankLineRow.id == BankMatch.line_id)
        .outerjoin(Payment, Payment.id == BankMatch.payment_id)
        .outerjoin(DepositSlip, DepositSlip.id == BankMatch.slip_id)
        .where(STANDS)
        .order_by(BankMatch.id)
    )  # fmt: skip


def matches_of(session: Session, lines: Collection[int]) -> dict[int, list[MatchRow]]:
    """Return what stands of lines in the ledger, by their keys."""
    found: defaultdict[int, list[MatchRow]] = defaultdict(list)
    keys = sorted(lines)
    for some in in_steps(keys):
        query = _standing().where(BankMatch.line_id.in_(some))
        for row in session.execute(query).mappings():
            found[row["line_id"]].append(MatchRow(**row))
    return found


def matches_in(session: Session, lot: UUID) -> list[MatchRow]:
    """Return what was accepted in one go and stands."""
    query = _standing().where(BankMatch.lot == lot)
    return [MatchRow(**row) for row in session.execute(query).mappings()]


def lines_of_payments(session: Session, payments: Collection[int]) -> dict[int, list[MatchRow]]:
    """Return the lines that payments were found in, themselves or with their slip, by keys of payments."""
    found: defaultdict[int, list[MatchRow]] = defaultdict(list)
    keys = sorted(payments)
    for some in in_steps(keys):
        for row in session.execute(_standing().where(BankMatch.payment_id.in_(some))).mappings():
            found[row["payment_id"]].append(MatchRow(**row))
        on_slip = _standing().add_columns(LiveDeposit.payment_id.label("of"))
        on_slip = on_slip.join(LiveDeposit, LiveDeposit.slip_id == BankMatch.slip_id)
        for row in session.execute(on_slip.where(LiveDeposit.payment_id.in_(some))).mappings():
            facts = dict(row)
            found[facts.pop("of")].append(MatchRow(**facts))
    return found


def last_lot(session: Session) -> UUID | None:
    """Return the lot that was accepted last and stands, at least in part."""
    query = select(BankMatch.lot).where(STANDS).order_by(BankMatch.at.desc(), BankMatch.id.desc())
    return session.scalar(query.limit(1))


def explained(session: Session, lines: Collection[int]) -> dict[int, tuple[int, bool]]:
    """Return how much of lines is explained, and whether it was all set aside; of which nothing is are left out."""
    keys, found = sorted(lines), {}
    for some in in_steps(keys):
        query = (
            select(
                BankMatch.line_id,
                func.sum(BankMatch.amount),
                func.min(BankMatch.kind),
                func.max(BankMatch.kind),
            )
            .where(among(BankMatch.line_id, some), STANDS)
            .group_by(BankMatch.line_id)
        )
        for line_id, total, first, last in session.execute(query):
            found[line_id] = (int(total), first == last == "aside")
    return found


def state_of_line(amount: int, known: tuple[int, bool] | None) -> LineState:
    """Return the state of a line of which so much is explained."""
    if known is None:
        return "unmatched"
    if known[1]:
        return "aside"
    return "matched" if known[0] == amount else "partial"


def open_line_keys(session: Session, *, account: str = "") -> list[int]:
    """Return the keys of lines of which something is not explained, the latest first."""
    total = select(func.sum(BankMatch.amount)).where(BankMatch.line_id == BankLineRow.id).scalar_subquery()
    query = select(BankLineRow.id).where(
        BankLineRow.amount != 0, or_(total.is_(None), total != BankLineRow.amount), line_counts()
    )
    if account:
        query = query.where(BankLineRow.account == account)
    return list(session.scalars(query.order_by(BankLineRow.booked_on.desc(), BankLineRow.id.desc())))


def line_references(session: Session, keys: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return the references and the accounts of lines, by key."""
    found: dict[int, tuple[str, str]] = {}
    for some in in_steps(keys):
        query = select(BankLineRow.id, own_reference(BankLineRow), BankLineRow.account)
        ids, refs, accounts = all_columns(session, query.where(among(BankLineRow.id, some)))
        found.update(zip(ids, zip(refs, accounts, strict=True), strict=True))
    return found


def whole_lines(session: Session, keys: Sequence[int]) -> dict[int, BankLine]:
    """Return lines with all that the bank says of them, by key; the amount is what is left to explain."""
    return {key: line for some in line_steps(session, keys) for key, line in some.items()}


def line_steps(session: Session, keys: Sequence[int]) -> Iterator[dict[int, BankLine]]:
    """Yield lines as ``whole_lines`` returns them, some hundred at a time."""
    columns = [getattr(BankLineRow, name) for name in BankLine._fields]
    for some in in_steps(keys):
        known = explained(session, some)
        ids, *said = all_columns(session, select(BankLineRow.id, *columns).where(among(BankLineRow.id, some)))
        lines = dict(zip(ids, map(BankLine, *said), strict=True))
        for key, (amount, _is_aside) in known.items():
            lines[key] = lines[key]._replace(amount=lines[key].amount - amount)
        yield {key: lines[key] for key in some if key in lines}
