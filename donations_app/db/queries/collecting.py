"""What a run of direct debits is decided by: open instalments of gifts, their mandates, and what was collected."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.debit_returns import LastReturn, last_returns
from donations_app.db.queries.instalments import AgreedGift, Agreement, agreements
from donations_app.db.queries.mandates import terms_by_mandate
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.terms import taken_back
from donations_app.db.steps import in_steps
from donations_app.db.tables import (
    CollectionLine,
    CollectionRun,
    Mandate,
    MandateTerms,
    Party,
    Payment,
    RecurringGiftRow,
)
from donations_app.domain.collecting import Candidate, Place
from donations_app.domain.deaths import is_deceased
from donations_app.domain.instalments import LATE_DAYS, OVERDUE, Instalment
from donations_app.domain.mandates import MandateFacts, Presented, Terms, terms_on
from donations_app.domain.parties import display_name
from donations_app.domain.recurring import instalments

_DEBITED: Final = "direct_debit"
_AT_ONCE: Final = 500  # keys in one question
_LATE: Final = timedelta(days=LATE_DAYS)
_MORTAL: Final = ("deceased_on", "second_deceased_on")
_PLACE: Final = ("address", "postcode", "city", "country")


class KnownMandate(Struct, frozen=True):
    """A mandate with what was collected under it."""

    id: int
    payer: int  # key
    facts: MandateFacts
    presented: Presented | None  # when it was last
    is_shared: bool  # another one that has not ended bears its reference


def candidates(
    session: Session, *, collected_on: date, today: date, creditor_id: str, again_days: int
) -> list[Candidate]:
    """Return the open instalments of gifts that are debited, due until a day, in the order of the gifts.

    With them stands the last one of a gift where a payment that no run collected has just taken its place.

    Args:
        session: an open view.
        collected_on: the day of the collection.
        today: divides what is late from what is missed; what came later is not known.
        creditor_id: of the account that collects, for mandates that name none.
        again_days: how long after its return an instalment is presented once more, where its code asks for that.
    """
    debited = select(RecurringGiftRow.payer_id).where(RecurringGiftRow.method == _DEBITED)
    payers = list(session.scalars(debited.distinct()))
    if not payers:
        return []
    whole: list[Agreement] = []
    for some in in_steps(payers):
        whole += agreements(session, today=today, until=collected_on, payers=some)
    keys = {gift.mandate_id for one in whole for gift in one.terms if gift.mandate_id}
    mandates = known_mandates(session, sorted(keys), creditor_id=creditor_id)
    people = _people(session, {one.now.payer for one in whole})
    known = _Known(mandates, people, _held(session), _running(whole), today)
    back = last_returns(session)
    found = {}
    for one in whole:
        for candidate in known.candidates(one):
            key = candidate.gift_id, candidate.due_on
            last = back.get(key)
            found[key] = _returned(candidate, last, collected_on, today, again_days) if last else candidate
    return sorted(found.values(), key=lambda one: (one.gift_id, one.due_on))


def _returned(
    one: Candidate, last: LastReturn, collected_on: date, today: date, again_days: int
) -> Candidate:
    """Return an instalment that came back: missed at once, as it is told, but collected as any other."""
    is_again = last.action == "again" and collected_on <= last.on + timedelta(days=again_days)
    is_old = today - one.due_on > _LATE
    return replace(one, returned=last.action, is_again=is_again, is_missed=is_old)


class _Known(Struct, frozen=True):
    """What decides of the instalments of all gifts."""

    mandates: Mapping[int, KnownMandate]
    people: Mapping[str, Any]  # by reference
    held: Mapping[tuple[int, date], str]  # by gift and day: number of the run that holds it
    running: Mapping[int, set[int]]  # by mandate: gifts that have not ended
    today: date

    def candidates(self, one: Agreement) -> Iterator[Candidate]:
        """Yield what is open of a gift, and its last instalment where a payment has just taken its place."""
        last = max((due.due_on for due in one.instalments), default=date.min)
        for gift in one.terms:
            for due in gift.instalments if gift.method == _DEBITED else ():
                if due.state in ("expected", *OVERDUE):
                    yield self._candidate(one, gift, due)
                elif due.due_on == last and self._is_paid(one, gift, due):
                    yield replace(self._candidate(one, gift, due), amount=due.amount, paid_by=due.payment)

    def _is_paid(self, one: Agreement, gift: AgreedGift, due: Instalment) -> bool:
        """Tell whether a payment that no run collected met an instalment that would be collected else."""
        known = self.mandates.get(gift.mandate_id or 0)
        is_ours = known is not None and bool(known.facts.terms[-1].iban)
        is_recent = self.today - due.due_on <= _LATE
        return is_ours and is_recent and due.state == "met" and (one.key, due.due_on) not in self.held

    def _candidate(self, one: Agreement, gift: AgreedGift, due: Instalment) -> Candidate:
        person = self.people[one.now.payer]
        known = self.mandates.get(gift.mandate_id or 0)
        others = self.running.get(gift.mandate_id or 0, set()) - {one.key}
        return Candidate(
            ref=one.ref,
            gift_id=one.key,
            office=gift.office,
            due_on=due.due_on,
            amount=due.open,
            payer=gift.payer,
            name=display_name(person),
            place=Place(*(getattr(person, name) for name in _PLACE)),
            project=gift.project,
            association=gift.association,
            earmarked_by_donor=gift.earmarked_by_donor,
            mandate_id=known.id if known else None,
            mandate=known.facts if known else None,
            presented=known.presented if known else None,
            is_shared=known.is_shared if known else False,
            is_missed=due.state == "missed",
            is_deceased=is_deceased(person),
            is_last=not others and _is_last(one, due.due_on),
            held_in=self.held.get((one.key, due.due_on), ""),
        )


def _is_last(one: Agreement, due_on: date) -> bool:
    """Tell whether nothing is due after a day: the gift has a last day, and no instalment before it."""
    if any(gift.last_on is None for gift in one.terms):
        return False
    return not any(
        instalments(
            gift.frequency,
            gift.day,
            first_on=gift.first_on,
            last_on=gift.last_on,
            after=due_on,
            until=gift.last_on or due_on,
        )
        for gift in one.terms
    )


def _running(whole: Iterable[Agreement]) -> dict[int, set[int]]:
    """Return by mandate the gifts that have not ended."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for one in whole:
        if one.standing != "ended" and one.now.mandate_id:
            found[one.now.mandate_id].add(one.key)
    return found


def _held(session: Session) -> dict[tuple[int, date], str]:
    """Return the number of the run that holds an instalment, by gift and day."""
    query = (
        select(CollectionLine.gift_id, CollectionLine.due_on, CollectionRun.number)
        .join(CollectionRun, CollectionRun.id == CollectionLine.run_id)
        .where(CollectionLine.released_on.is_(None))
    )
    return {(row.gift_id, row.due_on): row.number for row in session.execute(query)}


def being_collected(session: Session) -> dict[tuple[int, date], str]:
    """Return the number of the run by which an instalment is paid, or will be once it was sent, by gift and day.

    One whose payment came back may be paid otherwise, whether or not the debit is let go of.
    """
    query = (
        select(CollectionLine.gift_id, CollectionLine.due_on, CollectionRun.number)
        .join(CollectionRun, CollectionRun.id == CollectionLine.run_id)
        .outerjoin(Payment, Payment.id == CollectionLine.payment_id)
        .where(CollectionLine.released_on.is_(None), or_(Payment.id.is_(None), ~taken_back()))
    )
    return {(row.gift_id, row.due_on): row.number for row in session.execute(query)}


def _people(session: Session, refs: Iterable[str]) -> dict[str, Any]:
    columns = [getattr(Party, name) for name in (*_PLACE, *_MORTAL)]
    names = {column.key: column for column in (*name_columns(), *columns)}
    wanted = set(refs)
    query = select(Party.ref.label("ref"), *names.values())
    if len(wanted) <= _AT_ONCE:
        query = query.where(Party.ref.in_(wanted))
    return {row.ref: row for row in session.execute(query) if row.ref in wanted}


# mandates


def known_mandates(session: Session, keys: Sequence[int], *, creditor_id: str) -> dict[int, KnownMandate]:
    """Return mandates with what was collected under them.

    Args:
        session: an open view.
        keys: of the mandates.
        creditor_id: of who collects, for those that name none.
    """
    terms = terms_by_mandate(session, keys)
    lines = _lines(session, keys)
    shared = _shared(session)
    rows = [
        row
        for some in in_steps(keys)
        for row in session.execute(select(Mandate.__table__).where(Mandate.id.in_(some)))
    ]
    unused = [row for row in rows if not lines.get(row.id) and row.used_on is None]
    paid = _debited_on(session, unused) if unused else {}
    found: dict[int, KnownMandate] = {}
    for row in rows:
        own = lines.get(row.id, [])
        facts = _facts(row, terms[row.id], own, paid.get(row.id))
        before = _presented(facts, own, creditor_id)
        found[row.id] = KnownMandate(
            row.id, row.payer_id, facts, before, terms[row.id][-1].reference in shared
        )
    return found


def _facts(row: Any, terms: tuple[Terms, ...], lines: Sequence[Any], paid_on: date | None) -> MandateFacts:
    days = [one.collected_on for one in lines] + [day for day in (row.used_on, paid_on) if day]
    return MandateFacts(
        signed_on=row.signed_on,
        kind=row.kind,
        terms=terms,
        last_on=max(days, default=None),
        is_closed=any(one.sequence != "RCUR" and one.released_on is None for one in lines),
        suspended_on=row.suspended_on,
        ended_on=row.ended_on,
    )


def _presented(facts: MandateFacts, lines: Sequence[Any], creditor_id: str) -> Presented | None:
    """Return the mandate as it was presented last: by a run, else as it stood when it was used elsewhere."""
    if lines:
        last = lines[-1]
        return Presented(last.reference, last.iban, last.bic, last.creditor_id)
    if facts.last_on is None:
        return None
    then = terms_on(facts.terms, facts.last_on)
    return Presented(then.reference, then.iban, then.bic, then.creditor_id or creditor_id)


def _lines(session: Session, keys: Sequence[int]) -> dict[int, list[Any]]:
    """Return what was collected under mandates, by day; one that came back was presented all the same."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for some in in_steps(keys):
        query = (
            select(
                CollectionLine.mandate_id,
                CollectionLine.sequence,
                CollectionLine.reference,
                CollectionLine.iban,
                CollectionLine.bic,
                CollectionLine.creditor_id,
                CollectionLine.released_on,
                CollectionRun.collected_on,
            )
            .join(CollectionRun, CollectionRun.id == CollectionLine.run_id)
            .where(CollectionLine.mandate_id.in_(some), CollectionRun.cancelled_on.is_(None))
            .order_by(CollectionRun.collected_on, CollectionLine.id)
        )
        for row in session.execute(query):
            found[row.mandate_id].append(row)
    return found


def _shared(session: Session) -> set[str]:
    """Return the references that several mandates bear which have not ended."""
    query = (
        select(MandateTerms.reference)
        .join(Mandate, Mandate.id == MandateTerms.mandate_id)
        .where(Mandate.ended_on.is_(None), MandateTerms.reference != "")
        .group_by(MandateTerms.reference)
        .having(func.count(MandateTerms.mandate_id.distinct()) > 1)
    )
    return set(session.scalars(query))


def _debited_on(session: Session, rows: Iterable[Any]) -> dict[int, date]:
    """Return by mandate the last direct debit of who gave it, since its signature: it was used for that."""
    day = func.coalesce(Payment.credited_on, Payment.received_on, type_=Payment.received_on.type)
    record, giver = aliased(Party), aliased(Party)
    paid = (
        select(record.leader_id, func.max(day).label("on"))
        .join(Payment, Payment.payer_id == record.id)
        .where(Payment.method == _DEBITED, Payment.reverses_id.is_(None), Payment.refunds_id.is_(None))
        .group_by(record.leader_id)
        .subquery()
    )
    signed = {row.id: row.signed_on for row in rows}
    query = (
        select(Mandate.id, paid.c.on)
        .join(giver, giver.id == Mandate.payer_id)
        .join(paid, paid.c.leader_id == giver.leader_id)
    )
    if len(signed) <= _AT_ONCE:
        query = query.where(Mandate.id.in_(signed))
    return {
        key: on
        for key, on in session.execute(query)
        if key in signed and (signed[key] is None or on >= signed[key])
    }
