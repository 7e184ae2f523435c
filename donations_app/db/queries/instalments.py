"""Agreed gifts with each of their instalments: expected, met, late, missed or forgiven."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, Final, Literal, Self

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.drafts import terms_of
from donations_app.db.queries.instalment_facts import arrived_for, decided_on, known_from, of_gifts, pauses_of
from donations_app.db.queries.leaders import ASSOCIATION, joined_leader
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.references import find
from donations_app.db.tables import (
    Office,
    Party,
    Project,
    RecurringGiftRow,
)
from donations_app.domain.instalments import (
    EARLY,
    Agreed,
    Arrived,
    Instalment,
    Standing,
    judged,
    standing,
)
from donations_app.domain.money import Money
from donations_app.domain.recurring import Pause, instalments, is_paused, root_of
from donations_app.words.names import said_name

_PAYER = aliased(Party)
_GIFTS: Final = (
    joined_leader(joined_leader(select(
        RecurringGiftRow.id, RecurringGiftRow.ref, _PAYER.id.label("payer_id"), RecurringGiftRow.amount,
        RecurringGiftRow.frequency, RecurringGiftRow.day, RecurringGiftRow.first_on, RecurringGiftRow.last_on,
        RecurringGiftRow.method, RecurringGiftRow.project_id, RecurringGiftRow.end_reason,
        RecurringGiftRow.association_id,
        RecurringGiftRow.earmarked_by_donor, RecurringGiftRow.mandate_id,
        Project.code, Project.title_fr, Project.title_en, Project.title_ar, Project.ends_on,
        Office.code.label("office"), ASSOCIATION.ref.label("association"),
        _PAYER.ref.label("payer"), *name_columns(_PAYER),
    )
    .join(Office, Office.id == RecurringGiftRow.office_id)
    .outerjoin(Project, Project.id == RecurringGiftRow.project_id), RecurringGiftRow.payer_id, _PAYER),
        RecurringGiftRow.association_id, ASSOCIATION, may_be_nobody=True)
    .order_by(RecurringGiftRow.id)
)  # fmt: skip


class AgreedGift(Struct, frozen=True):
    """What is agreed of a gift from a day on, and what became of its instalments."""

    ref: str
    payer: str  # reference
    name: str
    amount: Money
    frequency: str
    method: str
    project: str  # code; empty: the general fund
    association: str  # reference, or empty
    state: Literal["active", "ended"]
    instalments: tuple[Instalment, ...]  # by day
    first_on: date
    last_on: date | None
    history: str  # reference of the gift whose terms from a later day on these are; mostly its own
    key: int = 0
    office: str = ""  # code
    day: int = 0  # of the month
    titles: tuple[str, str, str] = ("", "", "")  # of the project: French, English, Arabic
    earmarked_by_donor: bool = False
    mandate_id: int | None = None
    end_reason: str = ""
    project_id: int | None = None
    association_id: int | None = None
    paused: tuple[date, ...] = ()  # days on which an instalment would be due but for a pause

    def only(self, *states: str) -> "AgreedGift":
        """Return the gift with its instalments in some states alone."""
        return replace(self, instalments=tuple(one for one in self.instalments if one.state in states))

    def sum_of(self, state: str) -> Money:
        """Return what the instalments in a state add up to: of those met, what arrived; else, what did not."""
        return sum_of(self.instalments, state)


def sum_of(found: Iterable[Instalment], state: str) -> Money:
    """Return what arrived of instalments (``met``), or what of those in another state did not.

    All states together are the sum of what was agreed.
    """
    if state == "met":
        return Money.total(one.received for one in found)
    return Money.total(one.open for one in found if one.state == state)


class Agreement(Struct, frozen=True):
    """An agreed gift whole: its terms one after another, its pauses, and all of its instalments."""

    key: int  # of the gift as it was first agreed
    terms: tuple[AgreedGift, ...]  # by day
    pauses: tuple[Pause, ...]  # by day
    standing: Standing
    now: AgreedGift  # the terms that hold, else the last ones

    @property
    def ref(self) -> str:
        """The reference of the gift as it was first agreed."""
        return self.terms[0].history

    @property
    def instalments(self) -> tuple[Instalment, ...]:
        """All of its instalments, by day."""
        return tuple(one for gift in self.terms for one in gift.instalments)

    @property
    def paused(self) -> tuple[date, ...]:
        """The days on which an instalment would be due but for a pause."""
        return tuple(day for gift in self.terms for day in gift.paused)


def agreed_gifts(
    session: Session,
    *,
    today: date,
    until: date,
    for_projects: bool = False,
    payers: Collection[int] | None = None,
) -> list[AgreedGift]:
    """Return the agreed gifts in the order of their recording, with their instalments.

    Instalments of the years before the first payment of the books are left out: nobody recorded them.

    Args:
        session: an open view.
        today: divides what is expected from what is late; what came, or came back, later is not known yet.
        until: the last day of instalments, inclusive; never later than the end of the project.
        for_projects: only gifts for projects.
        payers: keys of the only ones whose gifts are asked for.
    """
    by_payer = _by_payer(session, payers)
    if not by_payer:
        return []
    read = _Read.of(session, today, until, payers)
    found: dict[int, AgreedGift] = {}
    for payer_id, rows in by_payer.items():
        for gift in _judged(read, payer_id, rows):
            if gift.project or not for_projects:
                found[gift.key] = gift
    return [found[key] for key in sorted(found)]


def agreements(
    session: Session, *, today: date, until: date, payers: Collection[int] | None = None
) -> list[Agreement]:
    """Return agreed gifts whole, each with all its terms; see ``agreed_gifts``."""
    gifts = agreed_gifts(session, today=today, until=until, payers=payers)
    if not gifts:
        return []
    keys = {(gift.payer, gift.ref): gift.key for gift in gifts}
    whole: defaultdict[tuple[str, str], list[AgreedGift]] = defaultdict(list)
    for gift in gifts:
        whole[gift.payer, gift.history].append(gift)
    pauses = pauses_of(session, payers)
    return [
        _agreement(keys[payer, ref], terms, pauses[keys[payer, ref]], today)
        for (payer, ref), terms in whole.items()
    ]


def agreements_of(session: Session, payer: str, *, today: date, until: date) -> list[Agreement]:
    """Return the agreed gifts of somebody, by his reference."""
    key = find(session, Party, payer)
    return agreements(session, today=today, until=until, payers=(key,)) if key else []


def agreement_of(session: Session, ref: str, *, today: date, until: date) -> Agreement:
    """Return an agreed gift whole, whichever of its terms is named.

    Raises:
        NotFound: there is no such gift.
    """
    terms = terms_of(session, ref)
    payer = find(session, Party, terms[0][1].payer) or 0
    found = agreements(session, today=today, until=until, payers=(payer,))
    keys = {key for key, _one in terms}
    return next(one for one in found if one.key in keys)


def _agreement(key: int, terms: list[AgreedGift], pauses: list[Pause], today: date) -> Agreement:
    in_order = tuple(sorted(terms, key=lambda gift: (gift.first_on, gift.key)))
    holding = [gift for gift in in_order if gift.first_on <= today]
    now = holding[-1] if holding else in_order[0]
    is_ended = all(gift.last_on is not None and gift.last_on < today for gift in in_order)
    state = standing(
        (one for gift in in_order for one in gift.instalments),
        is_ended=is_ended,
        is_paused=is_paused(today, pauses),
    )
    return Agreement(key, in_order, tuple(pauses), state, now)


class _Read(Struct, frozen=True):
    """What is read once for all the gifts that are asked for."""

    today: date
    until: date
    stood: defaultdict[int, list[Arrived]]
    returned: defaultdict[int, list[Arrived]]
    pauses: defaultdict[int, list[Pause]]
    decided: defaultdict[int, list[Any]]
    known_from: date

    @classmethod
    def of(cls, session: Session, today: date, until: date, payers: Collection[int] | None) -> Self:
        """Read it."""
        came = arrived_for(session, today, payers)
        return cls(
            today, until, *came, pauses_of(session, payers), decided_on(session, payers), known_from(session)
        )

    def horizon(self, payer: int, decided: Iterable[Any]) -> date:
        """Return up to which day instalments take part: what is due later takes its payment from an earlier one."""
        last = max([self.until, *(one.on + EARLY for one in self.stood[payer])])
        named: list[date] = [one.due_on for one in decided]
        return max([last, *named])


def _judged(read: _Read, payer_id: int, rows: list[Any]) -> list[AgreedGift]:
    """Return the gifts of one donor."""
    refs = {row.ref: row.id for row in rows}
    roots = [root_of(row.ref, refs) for row in rows]
    agreed, paused = [], []
    for row, root in zip(rows, roots, strict=True):
        days = _due(row, read.known_from, read.horizon(payer_id, read.decided[refs[root]]))
        pauses, decided = read.pauses[refs[root]], read.decided[refs[root]]
        due = tuple(day for day in days if not is_paused(day, pauses))
        paused.append(tuple(day for day in days if day <= read.until and is_paused(day, pauses)))
        agreed.append(_agreed(row, due, decided))
    whole = judged(agreed, read.stood[payer_id], read.returned[payer_id], today=read.today)
    return [
        _gift(row, root, [one for one in found if one.due_on <= read.until], days, read.today)
        for row, root, found, days in zip(rows, roots, whole, paused, strict=True)
    ]


def _agreed(row: Any, due: tuple[date, ...], decided: Iterable[Any]) -> Agreed:
    forgiven = {one.due_on: one.reason for one in decided if one.payment is None}
    named: defaultdict[date, list[str]] = defaultdict(list)
    apart: defaultdict[date, list[str]] = defaultdict(list)
    for one in decided:
        if one.payment is not None:
            (apart if one.reason else named)[one.due_on].append(one.payment)
    return Agreed(row.amount, row.project_id, due, forgiven, named, apart)


def _by_payer(session: Session, payers: Collection[int] | None) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.execute(of_gifts(_GIFTS, payers)):
        found[row.payer_id].append(row)
    return found


def gift_history(session: Session, ref: str, *, today: date, until: date) -> list[AgreedGift]:
    """Return what is and was agreed of one gift, by day, each with the instalments of its time.

    Raises:
        NotFound: there is no such gift.
    """
    terms = [one for _key, one in terms_of(session, ref)]
    refs, payer = {one.ref for one in terms}, find(session, Party, terms[0].payer) or 0
    gifts = agreed_gifts(session, today=today, until=until, payers=(payer,))
    found = (gift for gift in gifts if gift.ref in refs)
    return sorted(found, key=lambda gift: gift.first_on)


def _due(row: Any, known_from: date, until: date) -> tuple[date, ...]:
    after = max(row.first_on, known_from) - timedelta(days=1)
    end = min(until, row.ends_on or until)
    found = instalments(
        row.frequency, row.day, first_on=row.first_on, last_on=row.last_on, after=after, until=end
    )
    return tuple(found)


def _gift(
    row: Any, history: str, found: list[Instalment], paused: tuple[date, ...], today: date
) -> AgreedGift:
    return AgreedGift(
        row.ref,
        row.payer,
        said_name(row),
        row.amount,
        row.frequency,
        row.method,
        row.code or "",
        row.association or "",
        "ended" if row.last_on and row.last_on < today else "active",
        tuple(found),
        row.first_on,
        row.last_on,
        history,
        key=row.id,
        office=row.office,
        day=row.day,
        titles=(row.title_fr or "", row.title_en or "", row.title_ar or ""),
        earmarked_by_donor=row.earmarked_by_donor,
        mandate_id=row.mandate_id,
        end_reason=row.end_reason,
        project_id=row.project_id,
        association_id=row.association_id,
        paused=paused,
    )
