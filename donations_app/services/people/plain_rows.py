"""The rows of plain people, a column of many people at a time: what ``party_record`` makes of each."""

from collections.abc import Sequence
from typing import Any

from donations_app.db.journal import Write
from donations_app.db.records import Alikes
from donations_app.db.salts import salts
from donations_app.db.tables import Party
from donations_app.domain.emails import address_of
from donations_app.domain.parties import search_of
from donations_app.domain.plain_people import PlainPerson
from donations_app.formats.lines import keys_of
from donations_app.formats.plain_drafts import whole_of
from donations_app.services.books.alike_rows import AlikeRows
from donations_app.services.people.parties import party_record


def plain_people_records(write: Write, drafts: Sequence[PlainPerson], fingerprints: Sequence[str]) -> Alikes:
    """Return the rows of plain people, one at least; they agreed to nothing.

    Args:
        write: the transaction.
        drafts: who they are.
        fingerprints: of the drafts, in their order.
    """
    first, _words = party_record(write, whole_of(drafts[0]), "import", fingerprints[0])
    rows = AlikeRows(write, first, len(drafts))
    said: dict[str, Sequence[Any]] = dict(zip(PlainPerson._fields, zip(*drafts, strict=True), strict=True))
    refs = said.pop("ref")
    varying = {
        **said,
        "leader_id": rows.ids[Party],
        "key": keys_of("party", refs),
        "other_ref": refs,
        "email": [address_of(text) if text else "" for text in said["email"]],
        "search": list(map(search_of, said["last_name"], said["first_name"], refs)),
        "fingerprint": fingerprints,
        "salt": salts(len(refs)),
    }
    return rows.records([f"party:{ref}" for ref in refs], {Party: varying})
