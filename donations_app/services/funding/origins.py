"""Where the money of a payer comes from: stated from a day on, and the facts of his money moved to it.

An allocation keeps the origin of its money as a fact. What is stated later enters, for each standing fact that
says otherwise, a pair: away with the old fact, back with the new one, decided on the same day (of a closed year on
the first day that is open), under the key of the statement with its source as reason. Lines, sums and receipts stay;
a past day shows the corrected origin, and as it was known then it does not.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.closings import open_from
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.origins import stated_origins
from donations_app.db.queries.standing import key_for
from donations_app.db.records import Record, Rows
from donations_app.db.steps import in_steps
from donations_app.db.tables import Allocation, Party, PartyOrigin, Payment, PaymentLine
from donations_app.domain.clock import just_after
from donations_app.domain.errors import InputRefused, KeyReused, NotAllowed, Problem
from donations_app.domain.money import ZERO, Money
from donations_app.domain.origins import Stated, holding, stated_on
from donations_app.domain.parties import PEOPLE
from donations_app.domain.private_share import MONEY_ORIGINS, MoneyOrigin, money_origin
from donations_app.domain.typed import clean_reason
from donations_app.i18n import _
from donations_app.services.payments.allocated import SUMS, Allocated, allocation_row


class StatedOrigin(Struct, frozen=True):
    """What was saved: of whom, how many facts moved, and how much money they hold."""

    ref: str
    before: str  # stated of today's money; empty: nothing
    after: str
    entries: int = 0  # facts that were moved
    amount: Money = ZERO
    already: bool = False


def state_origin(
    books: Books, ref: str, origin: MoneyOrigin, *, since: date | None = None, source: str, key: UUID
) -> StatedOrigin:
    """State where the money of a payer comes from; the facts of his money follow. The same key again is the same.

    Args:
        books: where to save.
        ref: of the payer.
        origin: private, public or regranted (public, passed on).
        since: the first day of the money meant; none: from the beginning. A day to come holds from then on.
        source: by what it is known; compulsory.
        key: made by the form when it opens.

    Raises:
        NotFound, PersonTakenBack: as ``key_for``.
        NotAllowed: the record is another office's.
        ReasonMissing: the source is empty.
        InputRefused: a public body's money is public, or it is stated so already.
        KeyReused: the key stands for another statement.
    """
    source = clean_reason(source)
    if origin not in MONEY_ORIGINS:
        facts = {"choices": tuple(MONEY_ORIGINS)}
        raise InputRefused([Problem("money_origin", "choice_unknown", origin, facts)])
    with books.write() as write:
        party = _party(write, ref)
        if party.kind == "public_body" and origin != "public":
            raise InputRefused([Problem("money_origin", "public_money_stays", party.ref)])
        if _said_before(write, key, (origin, since, source), party.ref):
            return StatedOrigin(party.ref, party.money_origin, party.money_origin, already=True)
        if _stands(stated_origins(write.session, {party.id}).get(party.id, []), Stated(since, origin)):
            raise InputRefused([Problem("money_origin", "origin_stands", origin)])
        done = _stated(write, party, Stated(since, origin), source, key)
        if done.after != party.money_origin:
            values, name = {"money_origin": done.after}, f"party:{party.ref}"
            write.change(Party, party.id, values, kind="party.changed", name=name, seen=party.version)
        return done


def correct_card(write: Write, party: Any, origin: str, *, by_file: bool) -> None:
    """Let the facts of somebody's money follow what his card says since a change, in that transaction.

    What the card says is a correction of the statement that holds today, from its first day on: from the
    beginning, where nothing else was stated.

    Args:
        write: the transaction, which changes the card itself.
        party: as it stood before: its key, reference, kind and origin of money.
        origin: as the card says it; empty: by the kind of the payer.
        by_file: whether a file states it, not a form.
    """
    history = stated_origins(write.session, {party.id}).get(party.id, [])
    holds = holding(history, write.today)
    said = Stated(holds.since if holds else None, origin)
    if not _stands(history, said):
        _stated(write, party, said, _("file of people") if by_file else _("person's card"), uuid4())


def hold_origins(write: Write, parties: Collection[int]) -> None:
    """Let the facts of some payers' money follow what is stated of it, in whichever books that was stated.

    Args:
        write: the transaction in which money of theirs came, or a statement.
        parties: keys of their records.
    """
    leaders: set[int] = set()
    for some in in_steps(sorted(parties)):
        leaders.update(write.session.scalars(select(Party.leader_id).where(Party.id.in_(some))))
    for key, history in stated_origins(write.session, leaders).items():
        pairs = list(_moved(write, key, history, None, _("stated meanwhile in other books"), uuid4()))
        if pairs:
            ref = write.session.scalars(select(Party.ref).where(Party.id == key)).one()
            record: Rows = {Allocation: [entry for pair in pairs for entry in pair.in_order]}
            write.add(Record("party_origin.stated", f"party:{ref}", record))


def _party(write: Write, ref: str) -> Any:
    """Return the record that counts for a reference, locked: payments recorded meanwhile wait for it."""
    columns = (Party.id, Party.ref, Party.kind, Party.money_origin, Party.version)
    key = key_for(write.session, ref)
    found = write.session.execute(select(*columns).where(Party.id == key).with_for_update()).one_or_none()
    if found is None:  # it stands, but a clerk may not change it
        raise NotAllowed(write.login, f"party:{ref}")
    return found


def _said_before(write: Write, key: UUID, said: tuple[Any, ...], ref: str) -> bool:
    columns = (PartyOrigin.money_origin, PartyOrigin.since, PartyOrigin.source)
    where = (PartyOrigin.key == key, PartyOrigin.office_id == write.office_id)
    found = write.session.execute(select(*columns).where(*where)).first()
    if found is not None and tuple(found) != said:
        raise KeyReused("party", ref)
    return found is not None


def _stated(write: Write, party: Any, said: Stated, source: str, key: UUID) -> StatedOrigin:
    """Write a statement with the entries that follow from it."""
    history = stated_origins(write.session, {party.id}).get(party.id, [])
    before = [] if history else _first(party)
    later = [*history, *before, said]
    at = _after_all(write, party.id)
    told = [
        _row(write, party.id, one, "", uuid5(key, "before"), at)
        for one in before
        if said.since and one.money_origin
    ]
    told.append(_row(write, party.id, said, source, key, at))
    pairs = list(_moved(write, party.id, later, said.since, source, key))
    record: Rows = {PartyOrigin: told, Allocation: [entry for pair in pairs for entry in pair.in_order]}
    write.add(Record("party_origin.stated", f"party:{party.ref}", record))
    amount = Money.total(pair.back["amount"] for pair in pairs)
    after = stated_on(later, write.today)
    return StatedOrigin(party.ref, party.money_origin, after, len(pairs), amount)


def _first(party: Any) -> list[Stated]:
    """Return what held before anything was stated with a day; of people it is said in words, they are asked no more."""
    return [Stated(None, party.money_origin or ("private" if party.kind in PEOPLE else ""))]


def _stands(history: Sequence[Stated], said: Stated) -> bool:
    """Tell whether the same is stated from the same day already."""
    return [one for one in history if one.since == said.since][-1:] == [said]


def _after_all(write: Write, party_id: int) -> datetime:
    """Return an instant after those of all that is known to be stated of somebody's money."""
    last = select(func.max(PartyOrigin.recorded_at)).where(PartyOrigin.party_id.in_(records_of(party_id)))
    return just_after(write.now, write.session.scalar(last))


def _row(write: Write, party_id: int, said: Stated, source: str, key: UUID, at: datetime) -> rows.PartyOrigin:
    return rows.PartyOrigin(
        id=write.ids(PartyOrigin)[0],
        office_id=write.office_id,
        key=key,
        party_id=party_id,
        money_origin=said.money_origin,
        since=said.since,
        source=source,
        recorded_on=write.today,
        recorded_at=at,
    )


class _Pair(NamedTuple):
    """What takes a fact away and brings it back with another origin."""

    away: rows.Allocation
    back: rows.Allocation
    is_of_move: bool  # the fact itself took cents away from a place

    @property
    def in_order(self) -> "tuple[rows.Allocation, rows.Allocation]":
        """The two, such that at no moment more stands than the line holds."""
        return (self.back, self.away) if self.is_of_move else (self.away, self.back)


def _moved(
    write: Write, party_id: int, history: Sequence[Stated], since: date | None, source: str, key: UUID
) -> Iterator[_Pair]:
    """Yield the pairs of entries that move facts of a payer's money, received from a day on, to what is stated."""
    first_open = open_from(write.session)
    for stands, decided_on, arrived, line in _standing(write, party_id):
        if since is not None and arrived < since:
            continue
        wanted = money_origin(stands.kind, stands.payer_kind, stated_on(history, arrived))
        if wanted != stands.money_origin:
            back = replace(stands, money_origin=wanted)
            how: dict[str, Any] = {"on": max(decided_on, first_open), "move_key": key, "reason": source}
            is_of_move = (stands.amount.cents < 0) != (line.cents < 0)
            away = allocation_row(write, stands.opposite, **how)
            yield _Pair(away, allocation_row(write, back, **how), is_of_move=is_of_move)


def _standing(write: Write, party_id: int) -> Iterator[tuple[Allocated, date, date, Money]]:
    """Yield facts that stand by the day of their decision, with the day of the money and the amount of their line.

    Of a payment taken back both sides stand, each on its day; its return is money of the day that it had.
    """
    back, table = aliased(Payment), Allocation
    facts = (
        table.office_id, table.line_id, table.project_id, table.association_id, table.kind, table.payer_kind,
        table.money_origin, table.currency,
    )  # fmt: skip
    day = func.coalesce(back.received_on, back.credited_on, Payment.received_on, Payment.credited_on)
    lines = (
        select(PaymentLine.id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(Payment.payer_id.in_(records_of(party_id)))
    )
    locked = list(write.session.scalars(lines.with_for_update(of=PaymentLine)))
    if not locked:
        return
    query = (
        select(*facts, *SUMS, table.decided_on, day, PaymentLine.amount)
        .join(PaymentLine, PaymentLine.id == table.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .outerjoin(back, back.id == Payment.reverses_id)
        .where(Payment.payer_id.in_(records_of(party_id)))
        .group_by(*facts, table.decided_on, day, PaymentLine.amount)
        .order_by(table.line_id, table.decided_on, func.min(table.id))
    )
    for *stands, decided_on, arrived, line in write.session.execute(query).all():
        found = Allocated(*stands)
        if found.amount:
            yield found, decided_on, arrived, line
