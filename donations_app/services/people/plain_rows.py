"""The rows of plain people, a column of many people at a time: what ``party_record`` makes of each."""

from collections.abc import Sequence
from typing import Any

from donations_app.db.columns import Alike, named
from donations_app.db.journal import Write
from donations_app.db.records import Alikes
from donations_app.db.tables import Party
from donations_app.domain.emails import address_of
from donations_app.domain.parties import search_of
from donations_app.domain.plain_people import PlainPerson
from donations_app.formats.lines import keys_of


def plain_people_records(write: Write, drafts: Sequence[PlainPerson], fingerprints: Sequence[str]) -> Alikes:
    """Return the rows of plain people, one at least; they agreed to nothing.

    Args:
        write: the transaction.
        drafts: who they are.
        fingerprints: of the drafts, in their order.
    """
    said: dict[str, Sequence[Any]] = dict(zip(PlainPerson._fields, zip(*drafts, strict=True), strict=True))
    refs = said.pop("ref")
    ids = write.ids(Party, len(drafts))
    texts = (
        "second_last_name", "second_first_name", "organisation", "legal_form", "siren", "siret", "rna", "ice",
        "fiscal_year_end", "residence_statement", "money_origin", "other_script", "association_of", "municipality",
        "province",
    )  # fmt: skip
    days = (
        "address_since",
        "deceased_on",
        "second_deceased_on",
        "couple_since",
        "separated_on",
        "taken_back_on",
    )
    columns: dict[str, Sequence[Any] | Alike] = {
        **said,
        **dict.fromkeys(texts, Alike("")),
        **dict.fromkeys((*days, "tax_resident_fr"), Alike(None)),
        **dict.fromkeys(("consent_email", "consent_post", "minor"), Alike(value=False)),
        "id": ids,
        "leader_id": ids,
        "office_id": Alike(write.office_id),
        "key": keys_of("party", refs),
        "other_ref": refs,
        "version": Alike(1),
        "kind": Alike("individual"),
        "email": [address_of(text) if text else "" for text in said["email"]],
        "search": list(map(search_of, said["last_name"], said["first_name"], refs)),
        "fingerprint": fingerprints,
    }
    names = [f"party:{ref}" for ref in refs]
    return Alikes("party.recorded", names, [named(Party, len(drafts), columns)])
