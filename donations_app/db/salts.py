"""What is drawn at random for a row of somebody, so that nobody guesses from a digest what an erased line said."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random
from secrets import token_hex
from typing import Final

_DIGITS: Final = 24  # 96 bits
_DRAW: Final[ContextVar[Callable[[int], str]]] = ContextVar("draw", default=token_hex)


@contextmanager
def invented(seed: int) -> Iterator[None]:
    """Draw the same for the same seed meanwhile: for people of a story alone, whose names anybody may know."""
    rng = Random(seed)  # noqa: S311 -- a story, not a secret
    before = _DRAW.set(lambda count: rng.randbytes(count).hex())
    try:
        yield
    finally:
        _DRAW.reset(before)


def salts(count: int) -> list[str]:
    """Return as many texts of 24 hexadecimal digits."""
    drawn = _DRAW.get()(_DIGITS // 2 * count)
    return [drawn[start : start + _DIGITS] for start in range(0, _DIGITS * count, _DIGITS)]


def salt() -> str:
    """Return one text of 24 hexadecimal digits."""
    return _DRAW.get()(_DIGITS // 2)
