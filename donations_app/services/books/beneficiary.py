"""The association as its receipts name it."""

from donations_app.db.queries.settings import OrganisationRow
from donations_app.domain.receipt_content import Address, Beneficiary
from donations_app.domain.settings import OrganisationDraft
from donations_app.i18n import country_name


def beneficiary_of(facts: OrganisationRow | OrganisationDraft) -> Beneficiary:
    """Return the organisation as named on a receipt."""
    label, identifier = ("SIREN", facts.siren) if facts.siren else ("RNA", facts.rna)
    address = address_of((facts.address,), facts.postcode, facts.city, facts.country)
    return Beneficiary(facts.name, label, identifier, address, facts.object, facts.category)


def address_of(lines: tuple[str, ...], postcode: str, city: str, country: str) -> Address:
    """Return an address as a receipt prints it: no empty line, the country in French."""
    written = tuple(line for line in lines if line)
    # babel, which names the others, takes long to load
    name = "France" if country == "FR" else country_name(country, "fr")
    return Address(written, postcode, city, country, name)
