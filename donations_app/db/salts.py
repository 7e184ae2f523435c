"""What is drawn at random for a row of somebody, so that nobody guesses from a digest what an erased line said."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from secrets import token_hex
from typing import Final

_DIGITS: Final = 24  # 96 bits
_DRAWN: Final[ContextVar[Callable[[int], str]]] = ContextVar("drawn", default=token_hex)


def salts(count: int) -> list[str]:
    """Return as many texts of 24 hexadecimal digits."""
    drawn = _DRAWN.get()(_DIGITS // 2 * count)
    return [drawn[start : start + _DIGITS] for start in range(0, _DIGITS * count, _DIGITS)]


def salt() -> str:
    """Return one text of 24 hexadecimal digits."""
    return _DRAWN.get()(_DIGITS // 2)


@contextmanager
def drawn_by(draw: Callable[[int], str]) -> Iterator[None]:
    """Draw otherwise for a while: people of a story are nobody, and the same story makes the same books.

    Args:
        draw: returns so many bytes as hexadecimal digits.
    """
    before = _DRAWN.set(draw)
    try:
        yield
    finally:
        _DRAWN.reset(before)
