"""What the books hold, counted for the manifest of a backup."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.settings import organisation
from donations_app.db.queries.trail import identity, origins
from donations_app.db.tables import Payment, PaymentLine, ReceiptCounter, TaxReceipt
from donations_app.domain.backups import Counted
from donations_app.domain.money import Money


def counted(session: Session, today: date) -> Counted:
    """Count what the books hold; the name of the association is that of the day."""
    known = origins(session)
    series = session.execute(
        select(ReceiptCounter.series, ReceiptCounter.last).order_by(ReceiptCounter.series)
    )
    total = session.scalar(select(func.sum(PaymentLine.amount)))
    return Counted(
        books=identity(session),
        name=organisation(session, today).name,
        payments=session.scalar(select(func.count()).select_from(Payment)) or 0,
        sum_cents=total.cents if isinstance(total, Money) else int(total or 0),
        receipts=session.scalar(select(func.count()).select_from(TaxReceipt)) or 0,
        series={name: last for name, last in series},
        heads={origin.code: origin.hash for origin in known},
        links={origin.code: origin.n for origin in known},
    )
