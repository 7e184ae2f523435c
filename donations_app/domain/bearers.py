"""Whom somebody may be likened to among records: who bears one of his clues, and is not told apart at once."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import and_
from typing import Final

from donations_app.domain.doubles import LIKELY, MOST, WEIGHTS, Likened, clues

_OF_A_PART: Final = ("l", "f")  # what clues of a part of the name begin with (``clues``)
_ONE_AGAINST_DECIDES: Final = (
    WEIGHTS["name_near"]
    + WEIGHTS["postcode_same"]
    + max(WEIGHTS[one] for one in ("emails_differ", "phones_differ", "addresses_differ"))
    < LIKELY
)


class Bearers:
    """Who bears each clue, of records among which somebody is looked for.

    Args:
        people: keys and records, in their order; who bears no clue that is looked for is not held.
        wanted: clues that are looked for; ``None``: all of them.

    Attributes:
        people: the records that may be near somebody, by their keys.
    """

    def __init__(self, people: Iterable[tuple[int, Likened]], wanted: Collection[str] | None = None) -> None:
        self.people: dict[int, Likened] = {}
        self._keys: dict[str, list[int]] = {}  # one more than ``MOST`` says that they are too many
        self._said: dict[str, int] = {}  # what all say who bear a clue of a part of the name
        for key, known in people:
            some = clues(known)
            for clue in some if wanted is None else some.intersection(wanted):
                keys = self._keys.setdefault(clue, [])
                if len(keys) <= MOST:
                    keys.append(key)
                    self.people[key] = known

    def near(self, drawn: Iterable[str], said: int) -> list[int]:
        """Return the keys of the records that share a clue with somebody and may be likely, in their order.

        Two persons who share a part of the name in one postcode and nothing else come to ``name_near`` and
        ``postcode_same`` at most: not likely where anything speaks against it. A clue of too many is none.

        Args:
            drawn: the clues of somebody.
            said: what of him speaks against others (``said_of``).
        """
        found: set[int] = set()
        parts: list[str] = []
        are_told_apart = _ONE_AGAINST_DECIDES
        for clue in drawn:
            if not (keys := self._keys.get(clue)):
                continue
            if clue[0] in _OF_A_PART:
                parts.append(clue)
            elif len(keys) <= MOST:
                found.update(keys)
            else:
                are_told_apart = False  # they may share more than a part of the name
        if parts:
            for clue in parts:
                found.update(self._bearing_a_part(clue, said if are_told_apart else 0))
        return sorted(found)

    def _bearing_a_part(self, clue: str, said: int) -> Iterable[int]:
        """Return who bears a clue and says nothing of what somebody says."""
        keys = self._keys[clue]
        if len(keys) > MOST:
            return ()
        if clue not in self._said:
            self._said[clue] = reduce(and_, (self.people[key].said for key in keys))
        if said & self._said[clue]:
            return ()
        return [key for key in keys if not said & self.people[key].said]
