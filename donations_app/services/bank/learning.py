"""Whose account a line comes from: learned when it is accepted, switched off when that is taken back."""

from typing import Any

from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.journal import Write
from donations_app.db.queries.leaders import leader_of
from donations_app.db.queries.match_pool import is_met
from donations_app.db.queries.references import find
from donations_app.db.records import Record
from donations_app.db.salts import salt
from donations_app.db.tables import BankRule, Party, Project
from donations_app.domain.bank import BankLine, account_key
from donations_app.domain.matching import Searched


def rule_of(write: Write, line: BankLine, payer: str) -> Any:
    """Return kind and project of the rule by which a line is somebody's, its account before its words."""
    said = Searched.of(line)
    query = (
        select(BankRule.iban, BankRule.words, BankRule.kind, Project.code.label("project"))
        .outerjoin(Project, Project.id == BankRule.project_id)
        .where(leader_of(BankRule.payer_id) == find(write.session, Party, payer), BankRule.is_active)
        .order_by(BankRule.iban != said.iban, BankRule.id)
    )
    found = write.session.execute(query)
    return next((rule for rule in found if is_met(rule, said.iban, said.beside)), None)


def learn(write: Write, line: BankLine, key: int, payer: int | None, project: int | None) -> None:
    """Learn whose account a line comes from; a rule that stands, or was switched off, is left as it is."""
    iban = account_key(line.counterpart_iban)
    if not iban or payer is None:
        return
    known = write.session.execute(
        select(BankRule.id, BankRule.line_id, BankRule.is_active).where(BankRule.iban == iban)
    ).first()
    if known and known.line_id == key and not known.is_active:  # said anew after it was taken back
        values = {"payer_id": payer, "project_id": project, "is_active": True}
        name = f"bank_rule:{write.reference(BankRule, known.id)}"
        write.change(BankRule, known.id, values, kind="bank_rule.changed", name=name)
    if known:
        return
    row = rule_row(write, iban=iban, payer=payer, project=project, line=key)
    write.add(
        Record("bank_rule.learned", f"bank_rule:{write.reference(BankRule, row['id'])}", {BankRule: [row]})
    )


def rule_row(write: Write, *, iban: str, payer: int, project: int | None, line: int) -> rows.BankRule:
    """Return the rule that an account is somebody's, as a line was found to be his."""
    return rows.BankRule(
        id=write.ids(BankRule)[0],
        office_id=write.office_id,
        iban=iban,
        words="",
        payer_id=payer,
        project_id=project,
        kind="donation",
        line_id=line,
        fee_rate=0,
        fee_each=0,
        is_active=True,
        at=write.now,
        who=write.login,
        salt=salt(),
    )


def unlearn(write: Write, line_id: int) -> None:
    """Switch off what was learned from a line."""
    query = select(BankRule.id).where(BankRule.line_id == line_id, BankRule.is_active)
    for key in write.session.scalars(query).all():
        name = f"bank_rule:{write.reference(BankRule, key)}"
        write.change(BankRule, key, {"is_active": False}, kind="bank_rule.changed", name=name)
