"""The dated legal figures that persons confirmed or changed in these books."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.tables import LegalParameter

_DECIDED: Final = select(
    LegalParameter.name,
    LegalParameter.value,
    LegalParameter.first_on,
    LegalParameter.last_on,
    LegalParameter.source,
    LegalParameter.confirmed_by,
    LegalParameter.confirmed_on,
).order_by(LegalParameter.id)


def decided_parameters(session: Session) -> Sequence[Any]:
    """Return name, value as text, first and last day, source, who decided and when, of each decided figure."""
    return session.connection().execute(_DECIDED).all()
