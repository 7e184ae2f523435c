"""Whose money donors earmarked for projects: by the kind of the line and of its payer."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.tables import Allocation, PaymentLine, Project
from donations_app.domain.payments import IN_KIND_KINDS


def earmarked_kinds(session: Session, on: date) -> list[tuple[str, str, str | None]]:
    """Return code of the project, kind of the line and of its payer, of all money earmarked up to a day."""
    query = (
        select(Project.code, Allocation.kind, Allocation.payer_kind)
        .select_from(Allocation)
        .join(Project, Project.id == Allocation.project_id)
        .join(PaymentLine, PaymentLine.id == Allocation.line_id)
        .where(
            PaymentLine.earmarked_by_donor,
            Allocation.kind.not_in(IN_KIND_KINDS),
            Allocation.decided_on <= on,
        )
        .distinct()
    )
    return [(code, kind, payer or None) for code, kind, payer in session.execute(query)]
