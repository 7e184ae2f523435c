"""What the audit trail can say was done: the kind of each of its entries, of which every one has its words."""

from typing import Final

AGREED: Final = ".agreed"  # after the name of a table: what two origins wrote of one row, brought together
ERASED: Final = "trail.erased"  # names the lines of the trail in whose place their digests stand
ERASED_RECORD: Final = "trail:erased"  # the record of all such entries, by which the database finds them
ENTRY_KINDS: Final = frozenset((
    "schema.made", "origin.opened", "office.opened", "office.changed", "office_facts.changed",
    "organisation.changed",
    "mail_account.changed", "signatory.added", "signatory.changed", "account.added", "account.changed",
    "legal_parameter.decided", "letter.saved",
    "party.recorded", "party.changed", "party.erased", "party.merged", "party.unmerged", "party.apart",
    "party.not_apart", "party.moved", "party.move_undone", "party.consent",
    "party.coupled", "party.separated", "party.of_age", "party.renamed", "party.situation_undone",
    "officer.noted", "officer.ended",
    "membership_kind.decided", "membership.joined", "membership.left", "dues.exempted",
    "membership.suspended", "membership.resumed", "membership.honoured",
    "dues.call_posted", "dues.call_mailing", "dues.call_mailed", "dues.call_failed",
    "circular.posted", "circular.mailing", "circular.mailed", "circular.failed",
    "recurring_gift.agreed", "recurring_gift.changed", "recurring_gift.stopped",
    "recurring_gift.paused", "recurring_gift.resumed",
    "mandate.given", "mandate.amended", "mandate.suspended", "mandate.resumed", "mandate.ended",
    "debit.notice_posted", "debit.notice_mailing", "debit.notice_mailed", "debit.notice_failed",
    "collection.made", "collection.sent", "collection.cancelled", "collection.returned",
    "instalment.apart", "instalment.forgiven", "instalment.matched", "instalment.taken_back",
    "import.recorded", "import.taken_back",
    "programme.recorded", "programme.changed",
    "project.recorded", "project.changed", "project.revised", "project.ended", "batch.opened", "batch.closed",
    "payment.recorded", "payment.credited", "payment.reversed", "payment.refunded", "allocation.moved",
    "expense_claim.recorded", "expense_claim.stated", "expense_claim.waived", "expense_claim.withdrawn",
    "document_base.added", "receipt.issued", "receipt.cancelled", "receipt.duplicated",
    "receipt.posted", "receipt.mailing", "receipt.mailed", "receipt.mail_failed",
    "receipt.mail_returned", "receipt.mail_trusted",
    "numbers.lost",
    "deposit.made", "deposit.handed_in", "deposit.credited", "deposit.cancelled", "deposit.put_right",
    "deposit.day_put_right",
    "declaration.filed",
    "bank_file.read", "bank_file.aside", "bank_line.booked", "bank_line.matched", "bank_line.unmatched",
    "bank_rule.learned", "bank_rule.changed", "deposit.credit_undone", "payment.credit_undone",
    "year.closed", "late.entered", "account.closed", "payment.fee_told",
    "financing.promised", "financing.agreed", "financing.withdrawn", "funding_rule.added", "funding_rule.ended",
    "spending.recorded", "spending.put_right",
    "decision.made", "contribution.recorded", "contribution.attested", "contribution.withdrawn",
    "party_origin.stated", ERASED,
    "field_book.numbered", "field_book.opened", "field_book.left", "field_book.taken", "books.joined", "origin.recoded",
))  # fmt: skip


def is_known(kind: str) -> bool:
    """Tell whether an entry may be of that kind."""
    return kind in ENTRY_KINDS or kind.endswith(AGREED)
