"""Which funders' rules are asked of projects on a day."""

from collections.abc import Collection
from datetime import date

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.queries.funding_rules import rules
from donations_app.domain.funding import FundingRule


class RuleInForce(Struct, frozen=True):
    """A funder's rule, and who asks it of which project."""

    ref: str
    rule: FundingRule
    project: str  # code; empty: all
    funder: int | None  # key of the record that counts; none: the association itself
    funder_ref: str
    funder_name: str


def rules_in_force(
    session: Session, codes: Collection[str], *, on: date, known_on: date | None
) -> list[RuleInForce]:
    """Return the rules asked of some projects, those of all projects first.

    Args:
        session: an open view.
        codes: of the projects.
        on: the day on which they are asked.
        known_on: only from what had been recorded by this day; none: all.
    """
    only = next(iter(codes)) if len(codes) == 1 else ""
    return [
        RuleInForce(one.ref, one.rule, one.project, one.funder_id, one.funder, one.funder_name)
        for one in rules(session, on=on, known_on=known_on, project=only)
        if not one.project or one.project in codes
    ]
