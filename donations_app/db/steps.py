"""Many keys some hundred at a time: databases bound how many one question may name."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

T = TypeVar("T")
AT_ONCE: Final = 500
MOST: Final = 10_000  # as many as one question takes, on both engines


def in_steps(many: Sequence[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    """Yield what stands in a row, so many at a time, in its order; nothing of an empty one.

    >>> list(in_steps("abcde", 2))
    ['ab', 'cd', 'e']
    """
    return (many[start : start + size] for start in range(0, len(many), size))
