"""Addresses in time: where somebody lives, since when, and where he lived before (decision 0039).

What goes out bears the address of the day on which it goes out; what went out bears the one of its day for good.
A move of a day to come is noted once it has come: until then whatever is printed has to go to where he lives.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.errors import Problem, RuleBroken
from donations_app.domain.parties import PLACE, PartyDraft, has_whole_address
from donations_app.domain.typed import is_within_reach


def one_line(lines: Iterable[str]) -> str:
    """Return an address on one line, parted by the comma of its Latin letters; empty lines are left out."""
    return ", ".join(filter(None, lines))


@dataclass(eq=False)
class NoMove(RuleBroken):
    """There is no move of somebody to take back; nothing was saved."""

    ref: str


class DatedAddress(Struct, frozen=True, kw_only=True):
    """Where somebody lives or lived; days that are not known are ``None``, and so is the last one of today's."""

    address: str
    address2: str
    postcode: str
    city: str
    country: str
    since: date | None
    until: date | None
    is_current: bool = False
    of_other_record: bool = False  # it came, or gave way, when two records of one person were made one
    of_spouse: str = ""  # the name of who lived there before the two of a couple did together
    couple_since: date | None = None  # the day from which they are one, where it is of one of them

    @property
    def place(self) -> tuple[str, ...]:
        """The address as ``PLACE`` names its parts."""
        return tuple(getattr(self, name) for name in PLACE)


def place_of(draft: PartyDraft) -> tuple[str, ...]:
    """Return the address of a party as ``PLACE`` names its parts."""
    return tuple(getattr(draft, name) for name in PLACE)


def is_known(place: tuple[str, ...]) -> bool:
    """Tell whether an address says more than the country, which every record has."""
    return any(place[:-1])


def without_place(draft: PartyDraft) -> PartyDraft:
    """Return somebody of whom the new address is to be stated: a street never stands with the town of before."""
    return replace(draft, address="", address2="", postcode="", city="", country="FR")


def move_problems(
    before: PartyDraft, after: PartyDraft, *, on: date, since: date | None, today: date
) -> list[Problem]:
    """Return what stands against a move, by ``on`` and the fields of the address, at most one a field.

    Args:
        before: who moves, as he is recorded.
        after: the same at the new address.
        on: the first day there.
        since: the first day at the address of before, where it is known.
        today: after which nobody has moved yet.
    """
    found = [problem for problem in after.problems() if problem.field in PLACE]
    if not found and not has_whole_address(after):
        asked = [name for name in ("address", "postcode", "city") if not getattr(after, name)]
        found = [Problem(name, "missing") for name in asked if name != "postcode" or after.country == "FR"]
    if not found and place_of(before) == place_of(after):
        found = [Problem("address", "address_same", after.address)]
    if on > today:
        found.append(Problem("on", "day_in_future", on.isoformat()))
    elif not is_within_reach(on):
        found.append(Problem("on", "date_beyond", on.isoformat()))
    elif since and on <= since:
        found.append(Problem("on", "move_before_last", on.isoformat(), {"since": since}))
    return found


def by_time(found: Iterable[DatedAddress]) -> list[DatedAddress]:
    """Return addresses from the current one back; those whose days are not known stand last."""

    def order(one: DatedAddress) -> tuple[bool, bool, int]:
        last = one.until or one.since
        return not one.is_current, last is None, -(last or date.min).toordinal()

    return sorted(found, key=order)


def day_before(on: date) -> date:
    """Return the last day at the address of before."""
    return on - timedelta(days=1)


def until_of_merge(lost_since: date | None, kept_since: date | None) -> date | None:
    """Return the last day at the address that gave way in a merge: known where the other began later."""
    if kept_since is None or (lost_since is not None and lost_since >= kept_since):
        return None
    return day_before(kept_since)
