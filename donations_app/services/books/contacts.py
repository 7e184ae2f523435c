"""Who writes, as the head of a letter and of a statement shows it: addresses and numbers."""

from typing import Final

from donations_app.db.queries.settings import OrganisationRow
from donations_app.domain.contacts import shown_site
from donations_app.domain.offices import OfficeFacts
from donations_app.i18n import N_, gettext_in
from donations_app.services.books.beneficiary import address_of

_OFFICE: Final = N_("Office of {name}: {address}")


def sender_lines(
    us: OrganisationRow, language: str, office: tuple[str, OfficeFacts] | None = None
) -> tuple[str, ...]:
    """Return the association's name, address and contacts, one below the other.

    Args:
        us: the association.
        language: in which an office is called one; Arabic heads run from left to right, as the post reads them.
        office: the name and facts of the office whose letter it is: its address stands below that of the
            association where it is another, its telephone and e-mail address in place of the association's.
    """
    name, facts = office or ("", OfficeFacts())
    ours = (*us.address.splitlines(), f"{us.postcode} {us.city}".strip())
    own = printed_address(facts)
    said = gettext_in("fr" if language == "ar" else language, _OFFICE).format(
        name=name, address=", ".join(own)
    )
    below = (said,) if own and own != ours else ()
    contacts = (facts.phone or us.phone, facts.email or us.email, shown_site(us.website))
    return (us.name, *ours, *below, *filter(None, contacts))


def printed_address(facts: OfficeFacts) -> tuple[str, ...]:
    """Return the lines of an office's address, the country in French where it is not France; none where unknown."""
    if not facts.address:
        return ()
    lines = tuple(facts.address.splitlines())
    return address_of(lines, facts.postcode, facts.city, facts.country).printed()


def contact_line(us: OrganisationRow) -> str:
    """Return the association's telephone, e-mail address and web site on one line; what is unknown takes no place."""
    return " · ".join(filter(None, (us.phone, us.email, shown_site(us.website))))
