"""One project as its page shows it: its share, what is private by source and public by funder, its plan, its journal.

Every figure is one of ``project_shares``, or adds up to one of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.earmarked import Spent, earmarked, spendings
from donations_app.db.queries.financing import financing_plan
from donations_app.db.queries.funding_rules import RecordedRule, rules
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.project_card import ProjectCard, project_card
from donations_app.db.queries.share_facts import (
    Asked,
    Budget,
    budgets,
)
from donations_app.db.queries.share_promises import plans
from donations_app.db.queries.shares import ProjectBench, ProjectShare, benches_and_shares
from donations_app.db.queries.traces import entries_of
from donations_app.db.tables import (
    Allocation,
    Contribution,
    Financing,
    FundingRuleRow,
    Party,
    Payment,
    PaymentLine,
    Spending,
)
from donations_app.db.tables.base import own_reference
from donations_app.domain.errors import NotFound
from donations_app.domain.financing import FunderPlan
from donations_app.domain.money import ZERO, Money, allocate
from donations_app.domain.parties import display_name
from donations_app.domain.share_verdicts import ALONE, Stand
from donations_app.domain.spending import EarmarkedYear
from donations_app.domain.tracing import TracedEntry

_WRITTEN: Final = (  # whose entries stand in the journal of their project, with what asks for them
    ("funding_rule", FundingRuleRow.ref, FundingRuleRow.project_id),
    ("financing", Financing.ref, Financing.project_id),
    ("spending", own_reference(Spending), Spending.project_id),
    ("contribution", Contribution.ref, Contribution.project_id),
)
PROMISED = "promised"  # beside the kinds of money: private, promised, and counted by a rule of promises


class Source(Struct, frozen=True):
    """Private money of one kind, as the leading rule counts it."""

    kind: str  # of ``domain.private_share.kind_counted``, or ``PROMISED``
    is_alone: bool  # it names the project and no association
    amount: Money


class PublicPart(Struct, frozen=True):
    """Public money of one funder, in euros."""

    ref: str  # empty: nobody knows whose it is
    name: str
    received: Money
    to_come: Money  # promised or agreed

    @property
    def whole(self) -> Money:
        """All of it."""
        return self.received + self.to_come


class ProjectPage(Struct, frozen=True):
    """A project as on a day."""

    card: ProjectCard
    share: ProjectShare
    held: Budget  # that holds on the day
    sources: tuple[Source, ...]  # the largest first, what names the project alone last
    funders: tuple[PublicPart, ...]  # the largest first
    places: Mapping[int, str]  # name of the association at each place of the rules' verdicts
    rules: Mapping[str, RecordedRule]  # those that are asked, by reference
    plan: tuple[FunderPlan, ...]
    spendings: tuple[Spent, ...]
    earmarked: EarmarkedYear | None  # by donors, over the year of the day; none: nothing was
    entries: tuple[TracedEntry, ...]  # of the audit trail, the newest first

    @property
    def left(self) -> Money:
        """What of the cost nobody gave or agreed, and is not missing of private money: from anybody."""
        share = self.share.share
        taken = share.private + share.missing + Money.total(one.whole for one in self.funders)
        return max(ZERO, share.cost - taken)


def project_page(
    session: Session, code: str, *, today: date, on: date | None = None, as_known: bool = False
) -> ProjectPage:
    """Return a project as on a day.

    Args:
        session: an open view.
        code: of the project.
        today: what is due later is expected.
        on: by the days of money and decisions; ``None``: all that is known.
        as_known: only from what had been recorded by then; the journal is whole.

    Raises:
        NotFound: there is no such project, or it cost nothing yet on that day.
    """
    card = project_card(session, code, today=today)
    found = benches_and_shares(session, today=today, project=code, on=on, as_known=as_known)
    known = (on or today) if as_known else None
    asked = Asked((card.facts.id,), on, known)
    held = budgets(session, asked).get(card.facts.id)
    if not found or held is None:
        raise NotFound("project", code)
    bench, share = found[0]
    plan = financing_plan(session, code, on=on, known_on=known)
    asked_rules = {one.ref: one for one in rules(session, on=on, known_on=known, project=code)}
    spent = spendings(session, project=code, on=on, known_on=known)
    return ProjectPage(
        card,
        share,
        held,
        tuple(_sources(bench, share)),
        tuple(_funders(session, asked, plan)),
        {part.association: bench.names[part.association][1] for part in bench.bench.project.parts},
        asked_rules,
        tuple(plan),
        tuple(spent),
        next(iter(earmarked(session, (on or today).year, project=code, known_on=known)), None),
        _journal(session, card),
    )


def _sources(bench: ProjectBench, share: ProjectShare) -> Iterator[Source]:
    """Yield what is private by kind; what is in kind beyond the ceiling is taken from all of it in proportion."""
    sums: defaultdict[tuple[bool, str], int] = defaultdict(int)
    for is_alone in (False, True):
        lines = [part.share for part in share.associations] if not is_alone else [share.alone]
        counted = sum(line.in_kind_counted.cents for line in lines if line)
        in_kind: defaultdict[str, int] = defaultdict(int)
        for place, stand in bench.bench.stands.items():
            if (place == ALONE) == is_alone:
                _add(stand, share, sums, in_kind, is_alone=is_alone)
        weights = [max(0, cents) for cents in in_kind.values()]
        if counted and any(weights):
            for kind, part in zip(in_kind, allocate(Money(counted), weights), strict=True):
                sums[is_alone, kind] += part.cents
    if rest := share.share.private.cents - sum(sums.values()):
        sums[False, PROMISED] = rest
    in_order = sorted(sums.items(), key=lambda one: (one[0][0], -one[1], one[0][1]))
    for (is_alone, kind), cents in in_order:
        if cents:
            yield Source(kind, is_alone, Money(cents))


def _add(
    stand: Stand,
    share: ProjectShare,
    sums: defaultdict[tuple[bool, str], int],
    in_kind: defaultdict[str, int],
    *,
    is_alone: bool,
) -> None:
    """Add what a rule counts at a place, in cash to sums, in kind apart."""
    rule = share.rule
    signs = {"spent": 1} if rule.basis == "spent" else {"cash": 1}
    if rule.basis != "spent" and rule.goods_back == "deducted":
        signs["goods_back"] = -1
    for (sort, kind, _currency), (cents, _minor) in stand.sums.items():
        if rule.counts and kind not in rule.counts:
            continue
        if sort in signs:
            sums[is_alone, kind] += signs[sort] * cents
        elif sort == "in_kind":
            in_kind[kind] += cents


def _funders(session: Session, asked: Asked, plan: list[FunderPlan]) -> list[PublicPart]:
    """Return public money by who pays it, and what of it is still to come."""
    payer = aliased(Party)
    named = (payer.ref, *name_columns(payer), payer.id, payer.other_ref)
    query = (
        select(*named, func.sum(Allocation.amount).label("amount"))
        .select_from(Allocation)
        .join(PaymentLine, PaymentLine.id == Allocation.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .where(
            Allocation.money_origin != "private",
            *asked.of(Allocation.project_id),
            *asked.until(Allocation.decided_on),
            *asked.recorded(Allocation),
        )
    )
    query = joined_leader(query, Payment.payer_id, payer, may_be_nobody=True)
    given = {
        row.ref or "": PublicPart(row.ref or "", display_name(row) if row.ref else "", row.amount, ZERO)
        for row in session.execute(query.group_by(*named))
    }
    public = _public_funders(session, asked)
    for one in plan:
        if one.funder in public and one.left_euros:
            before = given.get(one.funder, PublicPart(one.funder, one.name, ZERO, ZERO))
            to_come = before.to_come + one.left_euros
            given[one.funder] = PublicPart(before.ref, before.name, before.received, to_come)
    found = [one for one in given.values() if one.whole]
    return sorted(found, key=lambda one: (-one.whole.cents, one.name))


def _public_funders(session: Session, asked: Asked) -> set[str]:
    """Return the references of those who promised or agreed public money."""
    keys = {one.funder for one in plans(session, asked) if one.origin != "private"}
    return set(session.scalars(select(Party.ref).where(Party.id.in_(keys))))


def _journal(session: Session, card: ProjectCard) -> tuple[TracedEntry, ...]:
    """Return what was written of a project, of its own rules, its whole plan, contributions and spendings."""
    records = [
        f"{noun}:{ref}"
        for noun, of, project in _WRITTEN
        for ref in session.scalars(select(of).where(project == card.facts.id))
    ]
    found = entries_of(session, records) if records else {}
    entries = [*card.entries, *(entry for some in found.values() for entry in some)]
    return tuple(sorted(entries, key=lambda one: (one.at, one.office, one.n), reverse=True))
