"""Recording agreed recurring gifts."""

from donations_app.db import rows
from donations_app.db.journal import Record, Write
from donations_app.db.tables import RecurringGiftRow
from donations_app.domain.errors import Problem
from donations_app.domain.fingerprints import fingerprint_of
from donations_app.domain.recurring import RecurringGift
from donations_app.services.books.directory import Directory


def recurring_problems(draft: RecurringGift, directory: Directory) -> list[Problem]:
    """Return the references that stand for nothing."""
    found = directory.target_problems(draft.project, draft.association)
    if draft.payer not in directory.parties:
        found.append(Problem("payer", "party_unknown", draft.payer))
    if draft.office and draft.office not in directory.offices:
        found.append(Problem("office", "office_unknown", draft.office))
    return found


def recurring_fingerprint(draft: RecurringGift) -> str:
    """Return the digest of all that was asked but the key."""
    return fingerprint_of(draft)


def recurring_record(write: Write, draft: RecurringGift, directory: Directory) -> Record:
    """Return the row of a checked draft."""
    row = rows.RecurringGift(
        id=write.ids(RecurringGiftRow)[0],
        office_id=directory.offices[draft.office] if draft.office else write.office_id,
        key=draft.key,
        other_ref=draft.ref,
        payer_id=directory.parties[draft.payer].id,
        amount=draft.amount,
        frequency=draft.frequency,
        day=draft.day or draft.first_on.day,
        first_on=draft.first_on,
        last_on=draft.last_on,
        method=draft.method,
        iban=draft.iban,
        bic=draft.bic,
        mandate_reference=draft.mandate_reference,
        mandate_signed_on=draft.mandate_signed_on,
        project_id=directory.projects.get(draft.project),
        association_id=directory.parties[draft.association].id if draft.association else None,
        earmarked_by_donor=draft.earmarked_by_donor,
        fingerprint=recurring_fingerprint(draft),
    )
    return Record("recurring_gift.agreed", f"recurring_gift:{draft.ref}", {RecurringGiftRow: [row]})
