"""The keys of a long list in their order, each in the bytes that tell it from the others.

Keys of one origin (``domain.keys``) differ in their lowest bytes alone. So a million of them take three megabytes
where whole numbers of eight bytes take eight, and the list that is shown may stand while another one is read.
"""

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, overload

_BYTES: Final = 8  # of a key
_SOME: Final = 16_384  # keys that are spread out at a time


class PackedKeys(Sequence[int]):
    """Keys that are only read.

    >>> keys = PackedKeys([3, 1, 2])
    >>> list(keys), keys[0], list(keys[1:]), keys.index(2)
    ([3, 1, 2], 3, [1, 2], 2)

    Args:
        keys: whole numbers of eight bytes, in their order.
    """

    def __init__(self, keys: Iterable[int] = ()) -> None:
        self._length = 0
        self._first = bytes(_BYTES)  # the first key, whose bytes hold where no key has another one
        parts: dict[int, list[bytes]] = {}
        left = iter(keys)
        while some := array("q", islice(left, _SOME)):
            self._add(some.tobytes(), parts)
        # by its place in a key, this byte of each key; joined one by one, so that little is there twice
        self._others = {place: b"".join(parts.pop(place)) for place in sorted(parts)}

    def _add(self, raw: bytes, parts: dict[int, list[bytes]]) -> None:
        self._first = self._first if self._length else raw[:_BYTES]
        for place in range(_BYTES):
            added, first = raw[place::_BYTES], self._first[place : place + 1]
            if place not in parts:
                if added == first * len(added):
                    continue
                parts[place] = [first * self._length]
            parts[place].append(added)
        self._length += len(raw) // _BYTES

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> "array[int]": ...
    def __getitem__(self, at: int | slice) -> "int | array[int]":
        if isinstance(at, slice):
            return self._spread(at)
        place = range(self._length)[at]
        return self._spread(slice(place, place + 1))[0]

    def _spread(self, part: slice) -> "array[int]":
        raw = bytearray(self._first * len(range(self._length)[part]))
        for place, plane in self._others.items():
            raw[place::_BYTES] = plane[part]
        found = array("q")
        found.frombytes(raw)
        return found

    def __iter__(self) -> Iterator[int]:
        for start in range(0, self._length, _SOME):
            yield from self[start : start + _SOME]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PackedKeys):
            return (self._length, self._others) == (other._length, other._others) and self[:1] == other[:1]
        if isinstance(other, array):
            return len(other) == self._length and self[:] == other
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __contains__(self, key: object) -> bool:
        try:
            self.index(key)
        except ValueError:
            return False
        return True

    def index(self, value: Any, start: int = 0, stop: int | None = None) -> int:
        """Return the first place of a key among those from ``start`` to before ``stop``.

        Raises:
            ValueError: it is not there.
        """
        part = range(self._length)[start:stop]
        try:
            wanted = int(value).to_bytes(_BYTES, sys.byteorder, signed=True)
        except OverflowError:  # larger than any key
            part = part[:0]
        if not part or any(wanted[n] != self._first[n] for n in range(_BYTES) if n not in self._others):
            raise ValueError(value)
        if not self._others:
            return part[0]
        asked = sorted(self._others, key=self._count_of(wanted))  # the byte that the fewest have comes first
        lead, at = self._others[asked[0]], part.start
        while (at := lead.find(wanted[asked[0]], at, part.stop)) >= 0:
            if all(self._others[n][at] == wanted[n] for n in asked):
                return at
            at += 1
        raise ValueError(value)

    def _count_of(self, wanted: bytes) -> Callable[[int], int]:
        return lambda place: self._others[place].count(wanted[place])
