"""What is drawn at random for a row of somebody, so that nobody guesses from a digest what an erased line said."""

from secrets import token_hex
from typing import Final

_DIGITS: Final = 24  # 96 bits


def salts(count: int) -> list[str]:
    """Return as many texts of 24 hexadecimal digits."""
    drawn = token_hex(_DIGITS // 2 * count)
    return [drawn[start : start + _DIGITS] for start in range(0, _DIGITS * count, _DIGITS)]


def salt() -> str:
    """Return one text of 24 hexadecimal digits."""
    return token_hex(_DIGITS // 2)
