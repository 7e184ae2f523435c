"""What a verification of the books finds."""

from typing import Final

from donations_app.domain.faults import Fault
from donations_app.i18n import N_, _, day

FAULTS: Final = {
    "integrity": N_("The database file is damaged: {record}."),
    "foreign_key": N_("{record} names a row of {wanted} that does not exist."),
    "rule_missing": N_("In the database {record}, which guards the books, is missing."),
    "rule_changed": N_(
        "In the database {record}, which guards the books, was altered: it says {found}, the program made {wanted}."
    ),
    "rule_unknown": N_("The database holds {record}, which the program did not make."),
    "rule_unsure": N_(
        "This server is of a version that the program does not know, and it words {record} otherwise: it says {found}, the program made {wanted}. Compare them."
    ),
    "link_missing": N_("The links {found} of the audit chain {office} are missing before {record}, {on}."),
    "entry_changed": N_("What {record} of the audit chain {office}, {on}, says of the books was altered."),
    "line_erased": N_(
        "In {record} of the audit chain {office}, {on}, a digest stands in the place of a line that no erasure names: {found}."
    ),
    "entry_stray": N_("{found} changes of the audit trail belong to no link of a chain."),
    "chain_broken": N_(
        "The audit chain {office} breaks at {record}, {on}: this link or the one before was altered."
    ),
    "chain_head": N_(
        "The end of the audit chain {office} is not the one written down: {found} links, not {wanted}."
    ),
    "key_foreign": N_(
        "{record} of the audit chain {office}, {on}, adds a row under the key of another place."
    ),
    "row_changed": N_(
        "{record} ({office}, last written {on}) was altered: it says {found}, recorded was {wanted}."
    ),
    "row_missing": N_("{record} ({office}, last written {on}) was removed."),
    "row_unknown": N_("{record} was added past the audit trail."),
    "payment_sum": N_("The lines of {record} (office {office}, {on}) add up to {found}, not {wanted} cents."),
    "line_sum": N_(
        "The allocations of {record} (office {office}, {on}) add up to {found}, not {wanted} cents."
    ),
    "receipt_sum": N_("The lines of {record} (office {office}, {on}) add up to {found}, not {wanted} cents."),
    "claim_sum": N_(
        "The trips and expenses of {record} (office {office}, {on}) add up to {found}, not {wanted} cents."
    ),
    "live_receipt": N_("{record} (office {office}, {on}) holds {found} lines as live, not {wanted}."),
    "reversed_receipt": N_("{record} (office {office}, {on}) stands on a reversed payment."),
    "live_stray": N_("{record} (office {office}, {on}) is held by a receipt on which it does not stand."),
    "slip_sum": N_("The payments on {record} (office {office}, {on}) add up to {found}, not {wanted} cents."),
    "slip_count": N_("On {record} (office {office}, {on}) {found} payments stand as made, not {wanted}."),
    "slip_cash": N_(
        "The notes and coins of {record} (office {office}, {on}) add up to {found}, not {wanted} cents."
    ),
    "slip_content": N_(
        "What was frozen with {record} (office {office}, {on}) says {found}; its rows say {wanted}."
    ),
    "slip_head": N_(
        "{record} (office {office}, {on}) was made when the head of the audit chain was {found}; there the chain now has {wanted}: it was written anew since."
    ),
    "closing_figures": N_("{record} was closed on {on} with {found}; the books say {wanted} now."),
    "live_deposit": N_("{record} (office {office}, {on}) holds {found} payments, not {wanted}."),
    "deposit_stray": N_("{record} (office {office}, {on}) is held by a slip on which it does not stand."),
    "leader": N_("{record} counts as another record than the merges of people say."),
    "waiting": N_("What is kept as waiting for the receipts of {record} is not what their plan says."),
    "words": N_("The words by which {record} is found are not those of its name."),
    "head_missing": N_(
        "The head {found}, kept outside the books, is not in the audit chain {office}: its end was cut off or written anew, or an older copy was put back."
    ),
    "anchor_foreign": N_(
        "The anchor or backup is of books that began with {wanted}, these began with {found}: it is of others, or the whole audit trail was written anew from its first link on."
    ),
    "unreadable": N_("The check of {record} stopped at values that cannot be read: {found}."),
    "number_missing": N_("The number {found} of {record} is missing."),
    "number_twice": N_("The number {found} of {record} stands twice."),
    "counter": N_("The counter of {record} says {found}, the last number is {wanted}."),
    "receipt_payer": N_(
        "{record} (office {office}, {on}) names {found} as its payer; its payments are of {wanted}."
    ),
    "receipt_content": N_(
        "What was frozen with {record} (office {office}, {on}) says {found}; its rows say {wanted}."
    ),
    "document_text": N_(
        "The document of {record} (office {office}, {on}) does not say what was frozen with it: {wanted}."
    ),
    "document": N_("The document of {record} (office {office}, {on}) is not the one that was issued."),
}


def said_of_fault(fault: Fault) -> str:
    """Return what a verification found, of one fault."""
    on = day(fault.on) if fault.on else "–"
    return fault_sentence(
        fault.kind, record=fault.record, office=fault.office, on=on, found=fault.found, wanted=fault.wanted
    )


def fault_sentence(kind: str, **data: str) -> str:
    """Return what a verification found."""
    return _(FAULTS[kind]).format(**data)
