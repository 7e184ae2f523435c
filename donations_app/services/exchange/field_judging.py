"""What becomes of each payment of a field book that comes home, and what somebody has to decide first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, cast

from msgspec.structs import replace
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from donations_app.db.lines import line
from donations_app.db.queries.doubles import doubles_of
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.standing import is_erased
from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import (
    Allocation,
    DepositLine,
    DepositSlip,
    Head,
    Party,
    PartyApart,
    Payment,
    PaymentLine,
    Project,
)
from donations_app.db.tables.base import own_reference
from donations_app.domain.errors import BothChanged
from donations_app.domain.field_books import (
    CannotStay,
    Choice,
    DecidedTwice,
    Decision,
    Ended,
    Fact,
    Judged,
    Odds,
    Twice,
    Verdict,
    check_answers,
)
from donations_app.domain.gifts import day_in_books
from donations_app.domain.keys import LARGEST_NUMBER, key_of, origin_of
from donations_app.domain.merging import PARTS, obstacle
from donations_app.domain.money import Money
from donations_app.domain.parties import Name, PartyDraft
from donations_app.services.exchange.agreeing import Added, Changed, Side, contested
from donations_app.services.exchange.bank_days import days_at_bank, row_of
from donations_app.services.exchange.staying import Staying
from donations_app.services.exchange.touched import found
from donations_app.words.names import said_name

_ENDED: Final = "done"
_PARTY: Final = Party.__tablename__
_OF_ASKING: Final[Mapping[str, Verdict]] = {
    "person": "twice",
    "fact": "changed",
    "project": "ended",
    "payment": "changed",
}


class Judging:
    """What one homecoming means, with the answers that were given.

    Args:
        ours: a view of the books at home, or their transaction.
        theirs: a view of the books that came.
        added: lines of the rows that they add.
        changed: of those that they change.
        answers: by the names of decisions.
        is_field_book: what came is a field book: of a copy no payment stays.
        projects: of books that were made apart, which project at home each of theirs is, by keys.
    """

    def __init__(
        self,
        ours: Session,
        theirs: Session,
        added: Added,
        changed: Changed,
        answers: Mapping[str, str],
        *,
        is_field_book: bool,
        projects: Mapping[int, int] | None = None,
    ) -> None:
        self._ours, self._theirs = ours, theirs
        self._added, self._changed = added, changed
        self._is_field_book, self._same_projects = is_field_book, projects or {}
        self.payments = list(_payments(theirs))
        here = found(ours, Payment.id, Payment.id, [row.id for row in self.payments])
        self.pending = {row.id: row for row in self.payments if row.id not in here}
        self.outdated: set[int] = set()
        self.staying: Staying | None = None
        self._decided: dict[str, int] = {}  # keys of payments of which both decided something, by reference
        if is_field_book:
            refs = {key: row.ref for key, row in self.pending.items()}
            self.staying = Staying(ours, theirs, added, changed, refs)
            self.outdated = self.staying.outdated
            self.pending = {key: row for key, row in self.pending.items() if key not in self.outdated}
        asked = [*self._people(), *self._facts(), *self._projects(), *self._odds()]
        self._check_leaving(asked, answers)
        check_answers(asked, answers)
        self.decisions = [
            replace(one, answer=cast("Choice", answers.get(one.name) or one.first)) for one in asked
        ]
        self.left = self._left()
        if self.staying:
            left = [one.name for one in self.decisions if one.kind == "payment" and one.answer == "leave"]
            self.staying.leave(self.left, [self._decided[name] for name in left])

    @property
    def chosen(self) -> dict[tuple[str, int], dict[str, Side]]:
        """Which side holds of what both changed, where that was decided."""
        found: defaultdict[tuple[str, int], dict[str, Side]] = defaultdict(dict)
        for one in self.decisions:
            if isinstance(one.about, Fact) and one.answer in ("home", "book"):
                found[_PARTY, self._conflicts[one.about.ref]][one.about.field] = one.answer
        for named, (_ref, parts) in self._of_bank.items():
            found[named] = dict.fromkeys(parts, "home")
        return dict(found)

    @cached_property
    def _of_bank(self) -> dict[tuple[str, int], tuple[str, tuple[str, ...]]]:
        return days_at_bank(self._ours, self._theirs, self._changed)

    @property
    def days(self) -> tuple[str, ...]:
        """Payments and slips of which both sides noted another day at the bank, whose statements home has."""
        return tuple(ref for ref, _parts in self._of_bank.values())

    def judged(self) -> list[Judged]:
        """Return every payment with its verdict, by day."""
        about: defaultdict[str, list[Decision]] = defaultdict(list)
        for one in self.decisions:
            for ref in one.payments:
                about[ref].append(one)
        places = _places(self._theirs, [row.id for row in self.payments])
        gone = _erased(self._ours, {row.payer_id for row in self.payments if row.payer_id})
        return [
            replace(self._judged(row, about[row.ref], places.get(row.id, ())), is_erased=row.payer_id in gone)
            for row in self.payments
        ]

    def _judged(self, row: Any, decisions: Sequence[Decision], places: tuple[str, ...]) -> Judged:
        verdict: Verdict = "new"
        is_outdated = row.id in self.outdated
        if row.id not in self.pending and not is_outdated:
            verdict = "already"
        elif decisions:
            verdict = _OF_ASKING[decisions[0].kind]
        return Judged(
            key=row.id,
            ref=row.ref,
            on=row.on,
            booked_on=day_in_books(row.method, row.received_on, row.credited_on) or row.on,
            payer=said_name(row) if row.payer_id else "",
            method=row.method,
            places=places,
            amount=row.amount,
            verdict=verdict,
            decisions=tuple(one.name for one in decisions) if verdict != "already" else (),
            is_left=is_outdated or row.id in self.left,
            is_outdated=is_outdated,
        )

    def _left(self) -> set[int]:
        refs = {ref for one in self.decisions if one.answer == "leave" for ref in one.payments}
        return {key for key, row in self.pending.items() if row.ref in refs}

    def _check_leaving(self, decisions: Iterable[Decision], answers: Mapping[str, str]) -> None:
        """Refuse to leave a payment that something else names.

        Raises:
            CannotStay: there is one.
        """
        refs = {
            ref
            for one in decisions
            if one.kind != "payment" and answers.get(one.name) == "leave"
            for ref in one.payments
        }
        for key, row in self.pending.items():
            if row.ref in refs and key in self._held:
                raise CannotStay(row.ref, self._held[key])

    @cached_property
    def _held(self) -> dict[int, str]:
        """Payments that something else of the field book names, with what that is."""
        on_slips = select(DepositLine.payment_id, DepositSlip.number).join(
            DepositSlip, DepositSlip.id == DepositLine.slip_id
        )
        back = select(func.coalesce(Payment.reverses_id, Payment.refunds_id), Payment.ref).where(
            or_(Payment.reverses_id > 0, Payment.refunds_id > 0)
        )
        return {key: other for query in (back, on_slips) for key, other in self._theirs.execute(query)}

    def _can_stay(self, refs: Iterable[str]) -> bool:
        wanted = set(refs)
        return (
            self._is_field_book
            and bool(wanted)
            and not any(row.ref in wanted and key in self._held for key, row in self.pending.items())
        )

    def _of_payers(self, parties: Iterable[int]) -> tuple[str, ...]:
        keys = set(parties)
        return tuple(row.ref for row in self.pending.values() if row.payer_id in keys)

    # people recorded twice

    def _people(self) -> Iterator[Decision]:
        """Yield who is new and looks like somebody at home, and who was left so before."""
        new = set(self._added.get(_PARTY, {}))
        stays = self.staying.payments if self.staying else ()
        own = {self.pending[key].payer_id for key in stays if self._is_of_book(key)}
        stayed = own & self._unmerged
        apart = {*_apart(self._theirs), *_apart(self._ours)}
        counting = self._counting(new | stayed)
        for key, ref in counting:
            draft = draft_of(self._theirs, key)[0]
            if (found := self._likest(key, draft, apart)) is not None:
                payments = self._of_payers([key])
                yield Decision(ref, "person", found, payments, can_stay=self._can_stay(payments))

    def _is_of_book(self, payment: int) -> bool:
        """Tell whether who gave a payment was recorded with it: who was at home before is asked about nowhere."""
        payer = self.pending[payment].payer_id
        return payer is not None and origin_of(payer) == origin_of(payment)

    @cached_property
    def _unmerged(self) -> set[int]:
        keys = [row.payer_id for row in self.pending.values() if row.payer_id]
        query = select(Party.id).where(Party.leader_id == Party.id)
        return {
            key
            for some in in_steps(sorted(set(keys)), MOST)
            for key in self._ours.scalars(query.where(Party.id.in_(some)))
        }

    def _counting(self, keys: set[int]) -> list[tuple[int, str]]:
        """Return those for whom no other record counts, with their references, by key."""
        query = select(Party.id, Party.ref).where(Party.leader_id == Party.id, Party.taken_back_on.is_(None))
        rows = [
            tuple(row)
            for some in in_steps(sorted(keys), MOST)
            for row in self._theirs.execute(query.where(Party.id.in_(some)))
        ]
        return sorted(rows)

    def _likest(self, key: int, draft: PartyDraft, apart: set[tuple[int, int]]) -> Twice | None:
        """Return the likeliest one at home who may be the same person."""
        for other, likeness in doubles_of(self._ours, draft, limit=5):
            if other.id == key or (min(key, other.id), max(key, other.id)) in apart:
                continue
            home = draft_of(self._ours, other.id)[0]
            if not obstacle(home, draft):
                return Twice(draft, home, likeness, (other.id, key))
        return None

    # what both changed

    @cached_property
    def _conflicts(self) -> dict[str, int]:
        """The keys of people of whom both sides changed the same, by reference; filled by ``_facts``."""
        return {}

    def _facts(self) -> Iterator[Decision]:
        """Yield what both sides changed of one person to different values."""
        for key, (common, _) in self._changed.get(_PARTY, {}).items():
            mine, theirs = (row_of(session, Party, Party.ref, key) for session in (self._ours, self._theirs))
            if mine is None or theirs is None or line(Party, mine) == common:
                continue
            for one in contested(Party, common, mine, theirs):
                if one.part not in PARTS:
                    raise BothChanged(f"party:{mine['own_ref']}", (one.part,))
                ref = mine["own_ref"]
                self._conflicts[ref] = key
                about = Fact(
                    ref,
                    said_name(Name(*(mine[name] for name in Name._fields))),
                    one.part,
                    one.stood,
                    one.home,
                    one.book,
                )
                yield Decision(f"{ref}.{one.part}", "fact", about, self._of_payers([key]), can_stay=False)

    # payments that came before, of which both decided something

    def _odds(self) -> Iterator[Decision]:
        """Yield those that the field book may keep to itself: what home decided holds.

        Raises:
            DecidedTwice: a slip of the field book names what it recorded in the place of one.
        """
        for one in self.staying.odds() if self.staying else ():
            if one.slip:
                raise DecidedTwice(one.ref, one.slip)
            self._decided[one.ref] = one.key
            payer = draft_of(self._ours, one.payer_id)[0] if one.payer_id else None
            about = Odds(one.ref, said_name(payer) if payer else "", one.receipt)
            payments = tuple(self.pending[key].ref for key in one.later)
            yield Decision(one.ref, "payment", about, payments, "leave" if one.stayed else "")

    # projects that ended

    def _projects(self) -> Iterator[Decision]:
        """Yield money for projects that ended: it waits on the general fund unless somebody says otherwise."""
        ended = {
            row.id: row
            for row in self._ours.execute(
                select(Project.id, Project.code, Project.title_fr).where(Project.state == _ENDED)
            )
        }
        ended |= {theirs: ended[one] for theirs, one in self._same_projects.items() if one in ended}
        if not ended:
            return
        query = (
            select(PaymentLine.payment_id, Allocation.project_id, func.sum(Allocation.amount))
            .join(PaymentLine, PaymentLine.id == Allocation.line_id)
            .where(Allocation.project_id.in_(list(ended)))
            .group_by(PaymentLine.payment_id, Allocation.project_id)
        )
        for payment, project, amount in sorted(tuple(row) for row in self._theirs.execute(query)):
            if payment in self.pending and amount.cents > 0:
                ref, one = self.pending[payment].ref, ended[project]
                about = Ended(ref, one.code, one.title_fr, amount, payment)
                can_stay = self._can_stay([ref])
                yield Decision(f"{ref}.{one.code}", "project", about, (ref,), "general", can_stay=can_stay)


def draft_of(session: Session, key: int) -> tuple[PartyDraft, int]:
    """Return the record of somebody and its version, whatever others bear the same reference."""
    ref = session.scalars(select(own_reference(Party)).where(Party.id == key)).one()
    return party_draft(session, ref)


def own_range(session: Session) -> Any:
    """Return the condition that a payment was recorded in the books that came."""
    own = session.scalars(select(Head.origin_id).where(Head.is_here)).all()
    return or_(*(Payment.id.between(key_of(one, 1), key_of(one, LARGEST_NUMBER)) for one in own))


def _payments(theirs: Session) -> Iterator[Any]:
    on = func.coalesce(Payment.received_on, Payment.credited_on).label("on")
    columns = (
        Payment.id, Payment.ref, on, Payment.received_on, Payment.credited_on, Payment.payer_id, Payment.method,
        Payment.amount,
    )  # fmt: skip
    query = select(*columns, *name_columns()).join(Party, Party.id == Payment.payer_id, isouter=True)
    yield from theirs.execute(query.where(own_range(theirs)).order_by(on, Payment.id))


def _erased(ours: Session, keys: Collection[int]) -> set[int]:
    """Return who of some was erased whole at home."""
    nameless = select(Party.id).where(is_erased(Party))
    return {
        key
        for some in in_steps(sorted(keys), MOST)
        for key in ours.scalars(nameless.where(Party.id.in_(some)))
    }


def _places(theirs: Session, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return for which projects payments are, by their codes; an empty one is the general fund."""
    amount = func.sum(Allocation.amount)
    query = (
        select(PaymentLine.payment_id, func.coalesce(Project.code, ""))
        .join(Allocation, Allocation.line_id == PaymentLine.id)
        .join(Project, Project.id == Allocation.project_id, isouter=True)
        .group_by(PaymentLine.payment_id, Project.code)
        .having(amount != Money(0))
        .order_by(PaymentLine.payment_id, Project.code)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for some in in_steps(sorted(keys), MOST):
        for key, code in theirs.execute(query.where(PaymentLine.payment_id.in_(some))):
            found[key].append(code)
    return {key: tuple(codes) for key, codes in found.items()}


def _apart(session: Session) -> Iterator[tuple[int, int]]:
    rows = session.execute(
        select(PartyApart.one_id, PartyApart.other_id).where(PartyApart.undone_on.is_(None))
    )
    yield from (tuple(row) for row in rows)
