"""What an action would change, said before it is done: the action itself is rehearsed and taken back.

A rehearsal runs the very code of the act in a transaction that is rolled back, so that what is foreseen
cannot differ from what will happen.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Final, Generic, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.dues import dues_moved
from donations_app.db.queries.shares import ProjectShare, RuleShare, project_shares
from donations_app.db.queries.trail import changes
from donations_app.db.tables import (
    DeclarationFiling,
    Entry,
    Head,
    Link,
    ReceiptCancellation,
    TaxReceipt,
)
from donations_app.domain.changes import DuesChange, ReceiptedChange, RuleChange, RuleStanding, ShareChange
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.rule_measures import measures

T = TypeVar("T")


class Foreseen(Struct, Generic[T], frozen=True):
    """What would be written, and what would be true afterwards."""

    result: T  # what the action answered in its rehearsal
    records: tuple[tuple[str, str], ...]  # kind and record of each audit entry, in their order
    shares: tuple[ShareChange, ...]
    receipted: tuple[ReceiptedChange, ...]
    dues: tuple[DuesChange, ...] = ()
    rules: tuple[RuleChange, ...] = ()  # that fall, those that lead first


class _Ruled(NamedTuple):
    """A project held against one of its rules."""

    share: RuleShare
    leads: bool
    rate: Fraction  # agreed for the project

    @property
    def standing(self) -> RuleStanding:
        one = self.share
        found = measures(one.verdict, self.rate, one.names)
        return RuleStanding(one.missing, one.verdict.reached, tuple(found))


class _Standing(Struct, frozen=True):
    heads: dict[int, int]
    shares: dict[tuple[str, str], PrivateShare]
    named: dict[
        tuple[str, str], tuple[str, FundingRule, str]
    ]  # name of the association, its rule, whose it is
    left: set[tuple[str, str]]  # who carries the project no more
    rules: dict[tuple[str, str], _Ruled]  # by project and reference
    receipted: dict[int, Money]


def foresee(books: Books, act: Callable[[Books], T]) -> Foreseen[T]:
    """Rehearse an action and say what it would change; nothing is saved.

    Args:
        books: as they stand.
        act: calls one service on the books that it is given.

    Raises:
        KnownError: what the action itself refuses.
    """
    today = books.today
    with books.rehearsal() as twin:
        with twin.read() as session:
            before = _standing(session, today)
        result = act(twin)
        with twin.read() as session:
            after = _standing(session, today)
            records = _written_since(session, before.heads)
            filed = set(session.scalars(select(DeclarationFiling.year)))
            dues = dues_moved(session, [record[8:] for _, record in records if record[:8] == "payment:"])
    shares, receipted = _share_changes(before, after), _receipted_changes(before, after, filed)
    foreseen: Foreseen[T] = Foreseen(
        result, records, tuple(shares), tuple(receipted), tuple(dues), _rule_changes(before, after)
    )
    return foreseen


_LIVE: Final = (
    select(TaxReceipt.year, func.sum(TaxReceipt.amount))
    .outerjoin(ReceiptCancellation, ReceiptCancellation.receipt_id == TaxReceipt.id)
    .where(ReceiptCancellation.id.is_(None))
    .group_by(TaxReceipt.year)
)


def _standing(session: Session, today: date) -> _Standing:
    shares: dict[tuple[str, str], PrivateShare] = {}
    named: dict[tuple[str, str], tuple[str, FundingRule, str]] = {}
    left, rules = set(), dict[tuple[str, str], _Ruled]()
    for project in project_shares(session, today=today):
        of_project = _rules(project)
        funder = next((one.share.in_force.funder_name for one in of_project.values() if one.leads), "")
        lines = [
            ("", "", project.share),
            *((part.ref, part.name, part.share) for part in project.associations),
        ]
        shares |= {(project.code, ref): share for ref, _name, share in lines}
        named |= {(project.code, ref): (name, project.rule, funder) for ref, name, _share in lines}
        left |= {(project.code, part.ref) for part in project.associations if part.has_left}
        rules |= of_project
    heads = {origin: n for origin, n in session.execute(select(Head.origin_id, Head.n))}
    return _Standing(
        heads, shares, named, left, rules, {year: amount for year, amount in session.execute(_LIVE)}
    )


def _written_since(session: Session, heads: dict[int, int]) -> tuple[tuple[str, str], ...]:
    later = or_(*(and_(Link.origin_id == origin, Link.n > n) for origin, n in heads.items()))
    return tuple(
        (kind, record) for kind, record in session.execute(changes(Entry.kind, Entry.record).where(later))
    )


def _rules(project: ProjectShare) -> dict[tuple[str, str], _Ruled]:
    """Return the rules asked of a project; the first that is as the leading one leads."""
    asked = [replace(one.verdict.rule, scope=project.rule.scope) for one in project.rules]
    lead = asked.index(project.rule) if project.rule in asked else None
    return {
        (project.code, one.in_force.ref): _Ruled(one, place == lead, project.rate)
        for place, one in enumerate(project.rules)
    }


def _rule_changes(before: _Standing, after: _Standing) -> tuple[RuleChange, ...]:
    """Return the rules that fall, those that lead first."""
    found = []
    for key, now in after.rules.items():
        was, asked = before.rules.get(key), now.share.in_force
        if was is None or was.share.verdict != now.share.verdict:
            change = RuleChange(
                key[0], asked.funder_name, asked.rule, was.standing if was else None, now.standing
            )
            found.append(replace(change, ref=key[1], funder_ref=asked.funder_ref, leads=now.leads))
    return tuple(sorted((one for one in found if one.falls), key=lambda one: not one.leads))


def _share_changes(before: _Standing, after: _Standing) -> list[ShareChange]:
    """Return the shares that move, the worst first."""
    found = []
    for key, stood in before.shares.items():
        leaves = key not in before.left and (key in after.left or key not in after.shares)
        share = after.shares.get(key, stood)
        if (leaves or share != stood) and (key[0], "") in after.shares:
            name, rule, funder = after.named.get(key, before.named[key])
            change = ShareChange(*key, stood, share, name, rule.name, rule.minimum, rule.minimum_cash)
            found.append(replace(change, leaves=leaves, funder=funder))
    return sorted(found, key=lambda change: change.badness)


def _receipted_changes(before: _Standing, after: _Standing, filed: set[int]) -> list[ReceiptedChange]:
    years = sorted({*before.receipted, *after.receipted})
    return [
        ReceiptedChange(year, old, new, year in filed)
        for year in years
        if (old := before.receipted.get(year, ZERO)) != (new := after.receipted.get(year, ZERO))
    ]
