"""What was recorded on something that an import brought, and holds it (decision 0038)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session, aliased

from donations_app.db.lines import line, values_of
from donations_app.db.queries.expenses import counted_upon
from donations_app.db.queries.imports import Brought
from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import (
    Allocation,
    Circular,
    Consent,
    Contribution,
    ContributionOutcome,
    ExpenseClaim,
    ExpenseOutcome,
    Financing,
    FormerAddress,
    ImportCorrection,
    ImportFile,
    Mandate,
    Membership,
    Officer,
    Party,
    PartyMerge,
    Payment,
    PaymentLine,
    PlatformFee,
    Project,
    ProjectBudget,
    ProjectPartner,
    RecurringGiftRow,
    Situation,
    all_tables,
    mapped_classes,
)
from donations_app.domain.imports import BuiltOn

_CHANGING: Final[tuple[Any, ...]] = (
    Party,
    Payment,
    RecurringGiftRow,
    Membership,
    Project,
)  # of what an import brings, what can change
_MONEY: Final = (Payment, Allocation, ExpenseClaim)  # each can be taken back by itself
_CHANGED: Final = {
    "party": "facts", "payment": "credit", "recurring_gift": "terms", "membership": "membership", "project": "facts",
}  # fmt: skip


def built_on(session: Session, brought: Brought, *, most: int = 0) -> list[BuiltOn]:
    """Return what was recorded on something that an import brought, or changed of it; at most so many, 0: all."""
    found: list[BuiltOn] = []
    for table, key, noun in _hits(session, brought):
        one = BuiltOn(_ref_of(session, table, key), noun)
        if one not in found:
            found.append(one)
        if len(found) == most:
            break
    return found


def money_of_taken_back(session: Session) -> list[BuiltOn]:
    """Return what was given, allocated or claimed, and stands, on people and projects whose import was taken back.

    Within one set of books there is nothing of the kind; between two, each knows but its own side.
    """
    found: dict[BuiltOn, None] = {}
    for target in (Party, Project):
        gone = select(target.id).where(target.taken_back_on.is_not(None))
        if session.scalar(gone.limit(1)) is None:
            continue
        for other, column in _pointing_at(target):
            if other in _MONEY:
                keys = session.scalars(select(column).where(column.in_(gone), *_counts(other)).distinct())
                found |= {
                    BuiltOn(_ref_of(session, target, key), other.__tablename__): None for key in sorted(keys)
                }
    return list(found)


def left_on_taken_back(session: Session) -> set[BuiltOn]:
    """Return what is no money, was recorded of people whose import or separation was taken back, and stands.

    As ``money_of_taken_back``, it comes of two sets of books alone.
    """
    gone = select(Party.id).where(Party.taken_back_on.is_not(None))
    if session.scalar(gone.limit(1)) is None:
        return set()
    found = set()
    for table, column, stands in _OF_PEOPLE:
        keys = session.scalars(select(column).where(column.in_(gone), stands).distinct())
        found |= {BuiltOn(_ref_of(session, Party, key), table.__tablename__) for key in keys}
    return found


_OF_PEOPLE: Final[tuple[tuple[Any, Any, ColumnElement[bool]], ...]] = (
    (Membership, Membership.party_id, Membership.until.is_(None) | (Membership.until >= Membership.since)),
    (RecurringGiftRow, RecurringGiftRow.payer_id,
     RecurringGiftRow.last_on.is_(None) | (RecurringGiftRow.last_on >= RecurringGiftRow.first_on)),
    (Mandate, Mandate.payer_id, Mandate.ended_on.is_(None)),
    (Circular, Circular.party_id, true()),
    (FormerAddress, FormerAddress.party_id, FormerAddress.undone_on.is_(None)),
    (Situation, Situation.party_id, Situation.undone_on.is_(None)),
    (Officer, Officer.party_id, true()),
    (Officer, Officer.person_id, true()),
    (Consent, Consent.party_id, Consent.source.in_(("form", "telephone", "letter"))),
    (PartyMerge, PartyMerge.kept_id, PartyMerge.undone_on.is_(None)),
    (PartyMerge, PartyMerge.gone_id, PartyMerge.undone_on.is_(None)),
)  # fmt: skip


def _hits(session: Session, brought: Brought) -> Iterator[tuple[Any, int, str]]:
    """Yield table and key of what is built on, with the noun of what stands on it."""
    for table in _CHANGING:
        name = table.__tablename__
        wanted = {**brought.added.get(name, {}), **brought.after.get(name, {})}
        for keys in in_steps(list(wanted), MOST):
            rows = session.execute(select(table.__table__).where(table.id.in_(keys))).mappings()
            yield from (
                (table, row["id"], _CHANGED[name])
                for row in rows
                if line(table, dict(row)) != wanted[row["id"]]
            )
    yield from _revised(session, brought)
    for target in (Party, Payment, RecurringGiftRow, Membership, Project, ExpenseClaim):
        for other, query in _pointing_at(target):
            if (target, other) == (Project, ProjectPartner):
                continue  # it came with its budget
            yield from (
                (target, key, other.__tablename__) for key in _named(session, brought, target, other, query)
            )
    for key in counted_upon(session, brought.keys(ExpenseClaim)):
        yield ExpenseClaim, key, ExpenseClaim.__tablename__
    payments = {key: values_of(said)[1] for key, said in brought.added.get("payment_line", {}).items()}
    place = list(PaymentLine.__table__.columns.keys()).index("payment_id")
    for other, query in _pointing_at(PaymentLine):
        for key in _named(session, brought, PaymentLine, other, query):
            yield Payment, payments[key][place], other.__tablename__


def _revised(session: Session, brought: Brought) -> Iterator[tuple[Any, int, str]]:
    """Yield the projects whose budget an import revised and somebody revised again since."""
    own = brought.keys(ProjectBudget)
    new = set(brought.keys(Project))
    for keys in in_steps(own, MOST):
        mine = session.execute(
            select(ProjectBudget.id, ProjectBudget.project_id, ProjectBudget.recorded_at).where(
                ProjectBudget.id.in_(keys)
            )
        ).all()
        of_project = {row.project_id: row for row in mine if row.project_id not in new}
        others = select(ProjectBudget.id, ProjectBudget.project_id, ProjectBudget.recorded_at).where(
            ProjectBudget.project_id.in_(of_project), ProjectBudget.id.not_in(own)
        )
        for row in session.execute(others.order_by(ProjectBudget.id)):
            ours = of_project[row.project_id]
            if (row.recorded_at, row.id) > (ours.recorded_at, ours.id):
                yield Project, row.project_id, ProjectBudget.__tablename__


def _pointing_at(target: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the tables that refer to one, each with its column."""
    for table in all_tables().sorted_tables:
        other = mapped_classes()[table.name]
        for column in table.columns:
            is_named = any(key.column is target.__table__.c.id for key in column.foreign_keys)
            if is_named and other.is_journalled and other is not PlatformFee:  # a fee goes with its payment
                yield other, column


def _named(session: Session, brought: Brought, target: Any, other: Any, column: Any) -> Iterator[int]:
    """Yield which of the rows that an import added are named by rows that it did not add."""
    own = brought.added.get(other.__tablename__, {})
    for keys in in_steps(brought.keys(target), MOST):
        query: Select[Any] = select(column, other.id).where(column.in_(keys))
        if target in (Party, Project):
            query = query.where(*_counts(other))
        yield from (
            key for key, row in session.execute(query) if row not in own and (key, other) != (row, target)
        )


def _counts(other: Any) -> list[ColumnElement[bool]]:
    """Return the conditions under which a row still holds what it names: what was taken back itself holds nothing."""
    reversal = aliased(Payment)
    # a return that came with its payment in one file lost its reference with it
    is_undone = (reversal.reversal == "correction") | (reversal.other_ref == "")
    taken_back = Payment.reverses_id.is_not(None) | (
        select(reversal.id).where(reversal.reverses_id == Payment.id, is_undone).exists()
    )
    lines = select(PaymentLine.id).join(Payment, Payment.id == PaymentLine.payment_id).where(~taken_back)
    imports_ = select(ImportFile.id).where(ImportFile.taken_back_on.is_(None))
    projects = select(Project.id).where(Project.taken_back_on.is_(None))
    gift = RecurringGiftRow
    replaces = aliased(Financing)
    is_replaced = select(replaces.id).where(replaces.replaces_id == Financing.id).exists()
    conditions: dict[Any, ColumnElement[bool]] = {
        Payment: ~taken_back,
        gift: gift.last_on.is_(None) | (gift.last_on >= gift.first_on),
        Mandate: Mandate.ended_on.is_(None),
        Allocation: Allocation.line_id.in_(lines),
        ImportCorrection: ImportCorrection.import_id.in_(imports_),
        ProjectPartner: ProjectPartner.project_id.in_(projects),
        Financing: (Financing.stage != "withdrawn") & ~is_replaced,
        Contribution: Contribution.id.not_in(
            select(ContributionOutcome.contribution_id).where(ContributionOutcome.kind == "withdrawn")
        ),
        ExpenseClaim: ExpenseClaim.id.not_in(_settled_as_nothing(taken_back)),
    }
    return [conditions[other]] if other in conditions else []


def _settled_as_nothing(taken_back: ColumnElement[bool]) -> Select[tuple[int]]:
    """Return the claims that were withdrawn, or whose gift was taken back as one that never was."""
    query = select(ExpenseOutcome.claim_id).outerjoin(PaymentLine, PaymentLine.id == ExpenseOutcome.line_id)
    query = query.outerjoin(Payment, Payment.id == PaymentLine.payment_id)
    return query.where((ExpenseOutcome.kind == "withdrawn") | taken_back)


def _ref_of(session: Session, table: Any, key: int) -> str:
    if table is Membership:
        query = (
            select(Party.ref).join(Membership, Membership.party_id == Party.id).where(Membership.id == key)
        )
        return str(session.scalar(query))
    ref = table.code if table is Project else table.ref
    return str(session.scalar(select(ref).where(table.id == key)))
