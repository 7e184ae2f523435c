"""Who of a payer lives on a day: each of a couple has a day of death, and the survivor goes on giving.

Two who are taxed together are so up to the day on which one of them dies; for what comes after it the law
taxes the survivor alone (CGI art. 6, paragraph 8, BOI-IR-CESS-10 n° 10; read 2026-11). So a gift of the last
day is still of both, and one of the next day is the survivor's. Whether it is not rather the estate's, a
standing order that nobody stopped or what the heirs give, no book knows: that is warned of, never decided.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.gifts import Giver
from donations_app.domain.parties import PEOPLE, Named, PartyDraft, display_name
from donations_app.domain.payments import PaymentDraft
from donations_app.domain.periods import years_later
from donations_app.domain.plain_payments import PlainPayment

Code = Literal["after_death", "after_death_of_one", "after_separation"]
DAYS: Final = ("deceased_on", "second_deceased_on")
_YEARS_TOLD: Final = 1  # after which the gifts of a survivor are no news


class Mortal(Named, Protocol):
    """The columns of a party that say who died when; drafts and query rows fit it as they are."""

    @property
    def deceased_on(self) -> date | None: ...
    @property
    def second_deceased_on(self) -> date | None: ...


class Death(Struct, frozen=True):
    """A death before a gift: ``after_death`` where nobody of the payer lived any more; or a separation."""

    code: Code
    name: str  # of who died last before the gift, or of the couple
    on: date


class Given(Struct, frozen=True):
    """A gift as it is being recorded: what decides its day."""

    kind: str
    method: str
    received_on: date | None
    credited_on: date | None


def gifts_in(draft: PaymentDraft | PlainPayment) -> list[Given]:
    """Return the lines of a payment as gifts with their days."""
    if isinstance(draft, PlainPayment):
        return [Given(draft.kind, draft.method, draft.received_on, draft.credited_on)]
    return [Given(one.kind, draft.method, draft.received_on, draft.credited_on) for one in draft.lines]


def is_deceased(party: Mortal) -> bool:
    """Tell whether nobody of a party lives."""
    return party.kind in PEOPLE and all(died for _, died in _each(party))


def deaths_before(party: Mortal, day: date) -> int:
    """Return how many of a party had died before a day."""
    if party.deceased_on is None and party.second_deceased_on is None:  # asked of each gift
        return 0
    return sum(died is not None and died < day for _, died in _each(party)) if party.kind in PEOPLE else 0


def survivor(party: Mortal, after: date = date.max) -> tuple[str, str] | None:
    """Return last and first name of the one of a couple who lived on a day, the other having died before it.

    ``None`` where both lived, or neither, and for all who are no couple.
    """
    living = [name for name, died in _each(party) if died is None or died >= after]
    return living[0] if party.kind == "couple" and len(living) == 1 else None


def named(party: Mortal) -> str:
    """Return the name on a receipt: that of a party, or its estate where nobody of it lives."""
    name = display_name(party)
    return f"Succession de {name}" if is_deceased(party) else name


def addressee(party: Mortal, receipted: str) -> str:
    """Return to whom one writes today about a receipt that names ``receipted``: the survivor, the estate, or him."""
    if alone := survivor(party):
        return spoken(alone)
    return named(party) if is_deceased(party) else receipted


def giver_on(giver: Giver, day: date) -> Giver:
    """Return who gave on a day: the survivor alone once the other of a couple had died."""
    alone = survivor(giver, day)
    if alone is None:
        return giver
    first_died = giver.deceased_on is not None and giver.deceased_on < day
    return replace(
        giver,
        kind="individual",
        title="",
        last_name=alone[0],
        first_name=alone[1],
        second_last_name="",
        second_first_name="",
        deceased_on=giver.second_deceased_on if first_died else giver.deceased_on,
        second_deceased_on=None,
    )


def death_before(party: Mortal, day: date | None) -> Death | None:
    """Return what a gift of a day has to be warned of: its giver had died, or in the year before one of a couple."""
    if day is None or party.kind not in PEOPLE:
        return None
    if party.deceased_on is None and party.second_deceased_on is None:  # asked of each gift
        return None
    each = list(_each(party))
    dead = sorted((died, spoken(name)) for name, died in each if died and died < day)
    if not dead:
        return None
    last, name = dead[-1]
    if len(dead) == len(each):
        return Death("after_death", name, last)
    return Death("after_death_of_one", name, last) if day < years_later(last, _YEARS_TOLD) else None


def with_deaths(
    draft: PartyDraft, first: date | None, second: date | None = None, *, today: date
) -> PartyDraft:
    """Return a party of whom the first, and of a couple the second, died on these days; ``None`` lives.

    Raises:
        InputRefused: a day lies in the future or too far back, or nobody can have died on it.
    """
    found = replace(draft, deceased_on=first, second_deceased_on=second)
    problems = [one for one in found.problems() if one.field in DAYS]
    problems += death_problems(found, today)
    if problems:
        raise InputRefused(problems)
    return found


def death_problems(party: Mortal, today: date) -> list[Problem]:
    """Return what is wrong with the days of death by themselves: of nobody who can die, or in the future."""
    first, second = party.deceased_on, party.second_deceased_on
    found = []
    if party.kind not in PEOPLE and first:
        found.append(Problem("deceased_on", "only_of_person", first.isoformat()))
    for field, died in zip(DAYS, (first, second), strict=True):
        if died and died > today:
            found.append(Problem(field, "day_in_future", died.isoformat()))
    return found


def names_of(party: Mortal) -> list[str]:
    """Return the name of each person of a party as one says it, in the order of ``DAYS``."""
    return [spoken(name) for name, _ in _each(party)]


def spoken(name: tuple[str, str]) -> str:
    """Return last and first name as one says them."""
    last, first = name
    return f"{first} {last}".strip()


def _each(party: Mortal) -> Iterator[tuple[tuple[str, str], date | None]]:
    """Yield last and first name of each person, with the day of death."""
    yield (party.last_name, party.first_name), party.deceased_on
    if party.kind == "couple":
        second = party.second_last_name or party.last_name
        yield (second, party.second_first_name), party.second_deceased_on
