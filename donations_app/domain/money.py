"""Money is a whole number of euro cents; it is added and split, never divided."""

from collections.abc import Iterable, Sequence
from typing import Self

from msgspec import Struct


class Money(Struct, frozen=True, order=True):
    """An amount in euro cents, of either sign.

    Raises:
        TypeError: ``cents`` is not an ``int`` (a ``bool`` is not one either).
    """

    cents: int

    def __repr__(self) -> str:  # as any struct, in half the time: fingerprints ask for it
        return f"Money(cents={self.cents})"

    def __post_init__(self) -> None:
        if type(self.cents) is not int:
            raise TypeError(f"money is a whole number of cents, not {self.cents!r}")

    @classmethod
    def total(cls, amounts: Iterable[Self]) -> "Money":
        """Return the sum of ``amounts``; nothing sums up to zero."""
        return Money(sum(amount.cents for amount in amounts))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)

    def __neg__(self) -> "Money":
        return Money(-self.cents)

    def __bool__(self) -> bool:
        return self.cents != 0


ZERO = Money(0)


def allocate(total: Money, weights: Sequence[int]) -> list[Money]:
    """Split ``total`` in proportion to ``weights`` without losing a cent.

    Largest remainder; on a tie the earlier share wins, so a rerun agrees.

    Args:
        total: sum to split; negative for a reversal, which mirrors the payment.
        weights: n >= 1 non-negative integers, at least one above zero.

    Returns:
        n shares, in the order of ``weights``, adding up to ``total``.

    Raises:
        ValueError: the weights are empty, negative or all zero.

    >>> [share.cents for share in allocate(Money(10_00), [1, 1, 1])]
    [334, 333, 333]
    >>> [share.cents for share in allocate(Money(-10_00), [1, 1, 1])]
    [-334, -333, -333]
    """
    if not weights or min(weights) < 0 or not any(weights):
        raise ValueError(f"cannot split over {list(weights)}")
    whole, size = sum(weights), abs(total.cents)
    shares = [size * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(size * weights[i] % whole))
    for i in by_remainder[: size - sum(shares)]:
        shares[i] += 1
    sign = -1 if total.cents < 0 else 1
    return [Money(sign * share) for share in shares]
