"""People to whom one writes: by which way each may be reached, why one may not, and in which order the post goes."""

from typing import Any, Literal

from msgspec import Struct

from donations_app.domain.emails import is_one_address
from donations_app.domain.folding import fold
from donations_app.domain.receipt_content import Address
from donations_app.domain.territories import is_foreign

Way = Literal["email", "post"]
Unreached = Literal["not_wished", "email_missing", "email_invalid", "email_returned", "address_missing"]


def postal_order(to: Address, sorted_as: str, ref: str) -> tuple[Any, ...]:
    """Return the sort key for the post: France by postcode and name, then other countries, by city within a postcode.

    Within France the city does not count: one town is spelled in many ways.
    """
    name = fold(sorted_as)
    if not is_foreign(to.country):
        return False, "", to.postcode, "", name, ref
    return True, fold(to.country_name), to.postcode, fold(to.city), name, ref


def has_postal_address(to: Address) -> bool:
    """Tell whether the post can find an address."""
    return bool(to.lines and to.city)


class Correspondent(Struct, frozen=True, kw_only=True):
    """Somebody with what decides whether and how one writes to him."""

    ref: str
    name: str
    addressee: str  # the survivor of a couple
    called: str = (
        ""  # the same in the letter itself, two names joined in its language; empty: as it stands above
    )
    sorted_as: str  # the last name first
    address: Address
    language: str
    email: str
    consents_to_email: bool
    consents_to_post: bool
    is_email_returned: bool
    is_deceased: bool

    @property
    def postal_order(self) -> tuple[Any, ...]:
        """Sort key for the post."""
        return postal_order(self.address, self.sorted_as, self.ref)


def way_of(to: Correspondent, *, has_mail: bool, by_post: bool) -> Way | Unreached:
    """Return how one may write to somebody, or why not.

    Args:
        to: whom.
        has_mail: an account of the association sends e-mail.
        by_post: paper is asked for where e-mail would do, too.
    """
    against = against_mail(to)
    if against is None and has_mail and not by_post:
        return "email"
    if to.consents_to_post:
        return "post" if has_postal_address(to.address) else "address_missing"
    return against or "not_wished"


def against_mail(to: Correspondent) -> Unreached | None:
    """Return why somebody gets no e-mail, or nothing."""
    obstacles: tuple[tuple[Unreached, bool], ...] = (
        ("not_wished", not to.consents_to_email),
        ("email_missing", not to.email),
        ("email_returned", to.is_email_returned),
        ("email_invalid", not is_one_address(to.email)),
    )
    return next((reason for reason, stands in obstacles if stands), None)
