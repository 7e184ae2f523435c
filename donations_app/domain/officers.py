"""Who holds an office in an association: president, secretary, treasurer ..., since a day and perhaps until another."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, Literal, get_args

from msgspec import Struct

from donations_app.domain.errors import Problem
from donations_app.domain.typed import TypedError, clean_text, is_within_reach

Role = Literal[
    "president",
    "vice_president",
    "secretary",
    "deputy_secretary",
    "treasurer",
    "deputy_treasurer",
    "board_member",
]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
SOLE: Final = frozenset(("president", "secretary", "treasurer"))  # offices that one holds alone, as a rule
Former = Literal["", "ends", "stays"]  # what becomes of who holds such an office when another is noted
_LONGEST: Final = 200


class Officer(Struct, frozen=True, kw_only=True):
    """An office as it is noted; of who is recorded the reference stands beside the name."""

    role: str
    since: date
    until: date | None = None
    person: str = ""  # reference
    name: str = ""
    id: int = 0

    def runs_on(self, day: date) -> bool:
        """Tell whether the office is held on a day; its first and its last day belong to it."""
        return self.since <= day and (self.until is None or day <= self.until)

    def problems(self, kind: str, today: date) -> list[Problem]:
        """Return what stands against noting it, at most one a field.

        Args:
            kind: of the party.
            today: after which no office has begun yet.
        """
        found = [] if kind == "association" else [Problem("party", "officers_of_association", kind)]
        if self.role not in ROLES:
            found.append(Problem("role", "choice_unknown", self.role, {"choices": tuple(ROLES)}))
        if not self.person:
            found += _name_problems(self.name)
        if self.since > today:
            found.append(Problem("since", "day_in_future", self.since.isoformat()))
        elif not is_within_reach(self.since):
            found.append(Problem("since", "date_beyond", self.since.isoformat()))
        return [*found, *end_problems(self, self.until)]


def _name_problems(name: str) -> list[Problem]:
    if not name:
        return [Problem("name", "missing")]
    try:
        clean = clean_text(name, limit=_LONGEST)
    except TypedError as error:
        return [Problem("name", error.problem, name[:80])]
    return [] if clean == name else [Problem("name", "text_not_clean", name[:80])]


def end_problems(officer: Officer, until: date | None) -> list[Problem]:
    """Return what stands against the last day of an office."""
    if until is None:
        return []
    if until < officer.since:
        return [Problem("until", "ends_before_start", until.isoformat())]
    return [] if is_within_reach(until) else [Problem("until", "date_beyond", until.isoformat())]


def held_with(officer: Officer, noted: Iterable[Officer]) -> list[Officer]:
    """Return who holds an office that one holds alone within the days of another who is to be noted.

    The day on which one hands over to the next may belong to both.
    """
    last = officer.until or date.max
    return [
        one
        for one in noted
        if one.role == officer.role
        and one.role in SOLE
        and one.since < last
        and officer.since < (one.until or date.max)
    ]


def former_problems(officer: Officer, others: Iterable[Officer], former: Former) -> list[Problem]:
    """Return what stands against noting an officer beside others of ``held_with``: one decides what becomes of them.

    Args:
        officer: who is to be noted.
        others: who holds the office within his days.
        former: ``ends``: the day before he begins; ``stays``: both hold it.
    """
    for one in others:
        facts = {"since": f"{one.since:%d/%m/%Y}"}
        if not former:
            return [Problem("former", "office_held", one.name, facts)]
        if former == "ends" and one.since >= officer.since:
            return [Problem("former", "office_begins_later", one.name, facts)]
    return []


def last_day_before(officer: Officer) -> date:
    """Return the last day of who holds an office before another one."""
    return officer.since - timedelta(days=1)


def in_turn(found: Iterable[Officer], today: date) -> list[Officer]:
    """Return offices as a card lists them: those held today by their rank, then those that ended, the latest first."""

    def order(one: Officer) -> tuple[bool, int, int]:
        ended = one.until is not None and one.until < today
        last = -(one.until or date.max).toordinal()
        return ended, last if ended else ROLES.index(one.role), one.since.toordinal()

    return sorted(found, key=order)
