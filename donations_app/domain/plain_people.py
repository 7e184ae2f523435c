"""Single persons of whom a file says nothing out of the ordinary: nearly all lines of a file of people.

They say what a ``PartyDraft`` says, in a tenth of its time and room; ``whole`` makes one of it. What a plain person
may be is told here, narrower than what is allowed: whatever is not plain goes the long way.
"""

from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from donations_app.domain.emails import address_of, problem_of_address
from donations_app.domain.errors import Problem
from donations_app.domain.fingerprints import digest_said, form_of
from donations_app.domain.parties import PartyDraft, has_lost_zero


class PlainPerson(NamedTuple):
    """A living person with a last name, sound by itself; the fields are those of ``PartyDraft``, in its order."""

    ref: str
    title: str
    last_name: str
    first_name: str
    address: str
    address2: str
    postcode: str
    city: str
    country: str
    email: str
    phone: str
    language: str
    receipt_wish: str
    notes: str

    @property
    def kind(self) -> str:
        """Always one person."""
        return "individual"

    def problems(self, *, today: date) -> list[Problem]:
        """Return nothing: whoever made it looked."""
        del today
        return []

    def fingerprint(self) -> str:
        """Return the fingerprint of the whole draft."""
        return digest_said(_ASKED % self[1:])

    def whole(self, key: UUID) -> PartyDraft:
        """Return the person as any other, under a key."""
        return PartyDraft(key=key, kind="individual", **self._asdict())


_ASKED: Final = form_of(PartyDraft, PlainPerson._fields, leaving=("key", "ref"), fixed={"kind": "individual"})


def is_sound(one: PlainPerson) -> bool:
    """Tell whether nothing stands against saving a person whose texts are clean and whose choices are known."""
    return bool(
        one.last_name
        and _is_place(one.country, one.postcode)
        and not (one.email and problem_of_address(address_of(one.email)))
        and not (one.phone and has_lost_zero(one.phone, one.country))
    )


@lru_cache(maxsize=1024)  # the people of a file live in the same few places
def _is_place(country: str, postcode: str) -> bool:
    draft = PartyDraft(key=UUID(int=0), kind="individual", last_name="-", country=country, postcode=postcode)
    return not draft.problems()
