"""The reason that a person writes for what cannot be undone: read by auditors, printed in the register."""

from typing import Final

from donations_app.domain.errors import InputRefused, Problem, ReasonMissing
from donations_app.domain.typed import TypedError, clean_text, is_blank

LONGEST: Final = 500


def given_reason(text: str) -> str:
    """Return the reason in NFC, on one line, without invisible characters.

    Raises:
        ReasonMissing: nothing of it can be seen.
        InputRefused: it has more than 500 characters.
    """
    if not (reason := reason_if_any(text)):
        raise ReasonMissing
    return reason


def reason_if_any(text: str) -> str:
    """Return the same, or nothing where none is written.

    Raises:
        InputRefused: it has more than 500 characters.
    """
    try:
        return "" if is_blank(text) else clean_text(text, limit=LONGEST)
    except TypedError as error:
        raise InputRefused([Problem("reason", error.problem, text[:80])]) from error
