"""People to whom one writes, as the books know them."""

from collections.abc import Container
from typing import Any

from donations_app.domain.deaths import addressee, is_deceased
from donations_app.domain.emails import mailbox
from donations_app.domain.parties import display_name
from donations_app.services.books.beneficiary import address_of
from donations_app.words.names import said_name


def correspondent(row: Any, returned: Container[str]) -> dict[str, Any]:
    """Return the fields of a ``Correspondent`` that the row of a party fills.

    Args:
        row: of the party, with its reference.
        returned: mailboxes from which an e-mail came back.
    """
    return {
        "ref": row.ref,
        "name": display_name(row),
        "addressee": addressee(row, display_name(row)),
        "called": addressee(row, said_name(row, row.language)),
        "sorted_as": f"{row.last_name} {row.first_name}".strip() or row.organisation,
        "address": address_of((row.address, row.address2), row.postcode, row.city, row.country),
        "language": row.language,
        "email": row.email,
        "consents_to_email": row.consent_email,
        "consents_to_post": row.consent_post,
        "is_email_returned": bool(row.email) and mailbox(row.email) in returned,
        "is_deceased": is_deceased(row),
    }
