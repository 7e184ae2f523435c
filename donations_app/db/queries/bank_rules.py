"""The rules learned of the bank: whose an account is, or words in a line."""

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.names import name_columns
from donations_app.db.tables import BankRule, Party, Project
from donations_app.db.tables.base import own_reference
from donations_app.words.names import said_name


class BankRuleShown(Struct, frozen=True, kw_only=True):
    """A rule, as it is listed."""

    ref: str
    iban: str
    words: str
    payer: str  # reference
    name: str
    project: str  # code, or empty
    kind: str
    is_active: bool
    fee_rate: int = 0  # hundredths of a per cent
    fee_each: int = 0  # cents


def bank_rules(session: Session) -> list[BankRuleShown]:
    """Return the rules in the order in which they were learned."""
    columns = (
        own_reference(BankRule).label("ref"), BankRule.iban, BankRule.words, Party.ref.label("payer"), BankRule.kind,
        Project.code.label("project"), BankRule.is_active,
        BankRule.fee_rate, BankRule.fee_each, *name_columns(),
    )  # fmt: skip
    query = select(*columns).outerjoin(Project, Project.id == BankRule.project_id)
    rows = session.execute(joined_leader(query, BankRule.payer_id, may_be_nobody=True).order_by(BankRule.id))
    return [
        BankRuleShown(
            ref=row.ref,
            iban=row.iban,
            words=row.words,
            payer=row.payer or "",
            name=said_name(row) if row.payer else "",
            project=row.project or "",
            kind=row.kind,
            is_active=row.is_active,
            fee_rate=row.fee_rate,
            fee_each=row.fee_each,
        )
        for row in rows
    ]
