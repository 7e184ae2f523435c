"""Which backups stay, and when the last one is too old, by the dated figures of the books."""

from datetime import date

from sqlalchemy.orm import Session

from donations_app.domain.parameters import value_on
from donations_app.domain.rotation import FIGURES, LATE, Rotation
from donations_app.services.books.legal import legal_parameters


def rotation_of(session: Session, on: date) -> Rotation:
    """Return of how many days, weeks, months and years a backup stays by the figures in force on a day."""
    known = legal_parameters(session)
    return Rotation(**{span: int(value_on(known, name, on).value) for span, name in FIGURES.items()})


def late_after(session: Session, on: date) -> int:
    """Return after how many days the age of the last backup is a warning, by the figure in force on a day."""
    return int(value_on(legal_parameters(session), LATE, on).value)
