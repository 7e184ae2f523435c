"""The rows of plain agreed gifts, a column of many at a time: what ``recurring_record`` makes of each."""

from collections.abc import Sequence
from typing import Any

from donations_app.db.journal import Write
from donations_app.db.records import Alikes
from donations_app.db.salts import salts
from donations_app.db.tables import RecurringGiftRow
from donations_app.domain.plain_gifts import PlainGift
from donations_app.formats.lines import keys_of
from donations_app.formats.plain_drafts import whole_of
from donations_app.services.books.alike_rows import AlikeRows
from donations_app.services.books.directory import Directory
from donations_app.services.payments.recurring import recurring_record


def plain_gift_records(
    write: Write, drafts: Sequence[PlainGift], fingerprints: Sequence[str], directory: Directory
) -> Alikes:
    """Return the rows of plain agreed gifts, one at least, whose references were checked.

    Args:
        write: the transaction.
        drafts: their terms.
        fingerprints: of the drafts, in their order.
        directory: what the drafts refer to.
    """
    first = recurring_record(write, whole_of(drafts[0]), directory, fingerprint=fingerprints[0])
    said: dict[str, Sequence[Any]] = dict(zip(PlainGift._fields, zip(*drafts, strict=True), strict=True))
    refs, offices, payers, projects, associations = map(
        said.pop, ("ref", "office", "payer", "project", "association")
    )
    mine = {code: directory.offices[code] if code else write.office_id for code in set(offices)}
    parties = {ref: directory.parties[ref].id if ref else None for ref in {*payers, *associations}}
    varying = {
        **said,
        "office_id": [mine[code] for code in offices],
        "key": keys_of("recurring_gift", refs),
        "other_ref": refs,
        "payer_id": [parties[ref] for ref in payers],
        "day": [day or first_on.day for day, first_on in zip(said["day"], said["first_on"], strict=True)],
        "project_id": [directory.projects.get(code) for code in projects],
        "association_id": [parties[ref] for ref in associations],
        "fingerprint": fingerprints,
        "salt": salts(len(refs)),
    }
    names = [f"recurring_gift:{ref}" for ref in refs]
    return AlikeRows(write, first, len(drafts)).records(names, {RecurringGiftRow: varying})
