"""Contacts as the head of a letter and of a statement shows them: numbers and addresses, in every language the same."""

from donations_app.db.queries.settings import OrganisationRow
from donations_app.domain.contacts import shown_site

_BETWEEN = " · "


def contact_lines(facts: OrganisationRow) -> tuple[str, ...]:
    """Return telephone and e-mail address on one line, the web site on another; what is unknown takes none."""
    reached = _BETWEEN.join(filter(None, (facts.phone, facts.email)))
    return tuple(filter(None, (reached, shown_site(facts.website))))


def contact_line(facts: OrganisationRow) -> str:
    """Return the contacts on one line."""
    return _BETWEEN.join(contact_lines(facts))
