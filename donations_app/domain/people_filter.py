"""Which people one asks for, and in which order."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.money import Money

ORDERS: Final = ("name", "city", "given")
# that one chooses among beside a view
FIELDS: Final = ("kind", "language", "city", "association", "province", "municipality")
GIVEN_MORE: Final = Money(500_00)
_SIGNS: Final = str.maketrans("", "", " .-/()\u00a0\u202f")
_FEWEST: Final = 4  # digits that are looked for as those of a telephone


class PeopleFilter(Struct, frozen=True, kw_only=True):
    """What somebody must be; an empty field lets all through. What was taken back was not given."""

    kind: str = ""
    typed: str = ""  # each of its words begins one of the name, the reference, the town, or is in the e-mail
    digits: str = ""  # of the telephone, without what stands before them; or the postcode begins so
    name: str = ""  # words that words of the name begin with
    city: str = ""
    postcode: str = ""  # how it begins
    country: str = ""  # ISO 3166 alpha-2
    language: str = ""
    has_address: bool | None = None
    has_email: bool | None = None
    association_of: str = ""  # migrants or villagers
    municipality: str = ""  # official code
    province: str = ""  # official code
    association: str = ""  # reference: some cents given between the days below are counted for it
    is_member: bool | None = None  # today
    is_late: bool | None = None  # a member today who owes dues of a year that is over
    is_gone: bool | None = (
        None  # nobody to ask: who died, was erased, or a couple whose two have records of their own
    )
    # first and last day of what is given, by the day that decides the year of its receipt
    given_from: date | None = None
    given_to: date | None = None
    gave: bool | None = None  # something between these days
    given_more_than: Money | None = None
    gave_not_from: date | None = None  # nothing between these days
    gave_not_to: date | None = None


class PeopleOrder(Struct, frozen=True, kw_only=True):
    """By what people stand in a list; those that are equal, by their names."""

    by: str = "name"  # of ``ORDERS``
    is_descending: bool = False
    year: int = 0  # of what is given


def of_year(year: int) -> tuple[date, date]:
    """Return the first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def people_questions(today: date) -> dict[str, PeopleFilter]:
    """Return the questions that are ready, by their names; what is given counts since this year's first day.

    ``given_more`` asks for more than ``GIVEN_MORE``; another amount and another first day take the place of its own.
    """
    first, last = of_year(today.year)
    before = of_year(today.year - 1)
    this = PeopleFilter(given_from=first, given_to=last)
    return {
        "all": this,
        "donors": replace(this, gave=True),
        "lapsed": PeopleFilter(
            given_from=before[0],
            given_to=before[1],
            gave=True,
            gave_not_from=first,
            gave_not_to=last,
            is_gone=False,
        ),
        "given_more": replace(this, given_more_than=GIVEN_MORE),
        "members": replace(this, is_member=True),
        "late": replace(this, is_late=True),
        "no_address": replace(this, has_address=False, is_gone=False),
        "no_email": replace(this, has_email=False, is_gone=False),
    }


def asked_by(typed: str) -> PeopleFilter:
    """Return who is asked for by what somebody typed: digits of a telephone or a postcode, or words.

    The zero or the number of the country in front of a telephone does not matter.

    >>> asked_by("06 39 98").digits, asked_by("+33 6 39 98").digits, asked_by("moha").typed
    ('63998', '63998', 'moha')
    """
    text = typed.strip()
    digits = text.translate(_SIGNS)
    plain = digits.removeprefix("+").removeprefix("00")
    if not (plain.isascii() and plain.isdecimal() and len(plain) >= _FEWEST):
        return PeopleFilter(typed=text)
    if digits.startswith(("+", "00")):
        plain = next((plain[len(code) :] for code in ("33", "212") if plain.startswith(code)), plain)
    return PeopleFilter(digits=plain.removeprefix("0"))


def people_by_fields(asked: Mapping[str, str], today: date) -> PeopleFilter:
    """Return who is asked for by the fields of a list, as a view keeps them under a name.

    Args:
        asked: what is typed, the view, a code of each of ``FIELDS``, and of the view ``given_more`` the amount in
            cents and the first day (ISO); what is missing or empty asks for nothing.
        today: as in ``people_questions``.

    Raises:
        ValueError, KeyError: the amount or the day cannot be read, or there is no such view.
    """
    view = asked.get("view") or "all"
    only = people_questions(today)[view]
    if view == "given_more" and (cents := asked.get("more_than")):
        only = replace(only, given_more_than=Money(int(cents)))
    if view == "given_more" and (since := asked.get("since")):
        only = replace(only, given_from=date.fromisoformat(since))
    typed = asked_by(asked.get("typed", ""))
    chosen = {code: asked.get(code, "") for code in FIELDS}
    return replace(only, typed=typed.typed, digits=typed.digits, **chosen)  # type: ignore[arg-type]
