"""The letters that persons wrote."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.tables import LetterTemplate
from donations_app.domain.letters import Letter


def saved_letter(session: Session, language: str, on: date, occasion: str = "") -> Letter | None:
    """Return the letter of a language and occasion that somebody saved last for the day ``on`` or before."""
    query = select(
        LetterTemplate.language,
        LetterTemplate.subject,
        LetterTemplate.body,
        LetterTemplate.version,
        LetterTemplate.valid_from,
        LetterTemplate.occasion,
    ).where(
        LetterTemplate.language == language,
        LetterTemplate.occasion == occasion,
        LetterTemplate.valid_from <= on,
    )
    row = session.execute(query.order_by(LetterTemplate.valid_from.desc()).limit(1)).first()
    return Letter(*row) if row else None
