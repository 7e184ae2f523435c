"""What each entry of the audit trail says was done."""

from typing import Final

from donations_app.i18n import N_, _

ACTS: Final = {
    "schema.made": N_("the tables of the books written down"),
    "origin.opened": N_("place of writing opened"),
    "office.opened": N_("office opened"),
    "office.changed": N_("office changed"),
    "organisation.changed": N_("facts of the association written"),
    "mail_account.changed": N_("mail account written"),
    "signatory.added": N_("signatory added"),
    "signatory.changed": N_("signatory changed"),
    "account.added": N_("bank account added"),
    "account.changed": N_("bank account changed"),
    "legal_parameter.decided": N_("legal figure decided"),
    "letter.saved": N_("letter saved"),
    "party.recorded": N_("person recorded"),
    "party.changed": N_("person changed"),
    "party.erased": N_("person erased"),
    "membership_kind.decided": N_("fee decided"),
    "membership.joined": N_("membership begun"),
    "membership.left": N_("membership ended"),
    "dues.exempted": N_("exempted from dues"),
    "membership.suspended": N_("membership suspended"),
    "membership.resumed": N_("membership resumed"),
    "membership.honoured": N_("made an honorary member"),
    "dues.call_posted": N_("letter about dues sent by post"),
    "dues.call_mailing": N_("e-mail about dues begun"),
    "dues.call_mailed": N_("e-mail about dues sent"),
    "dues.call_failed": N_("e-mail about dues failed"),
    "recurring_gift.agreed": N_("recurring gift agreed"),
    "recurring_gift.changed": N_("terms of a recurring gift ended for new ones"),
    "recurring_gift.stopped": N_("recurring gift stopped"),
    "project.recorded": N_("project recorded"),
    "batch.opened": N_("batch opened"),
    "batch.closed": N_("batch closed"),
    "payment.recorded": N_("payment recorded"),
    "payment.credited": N_("day of credit written"),
    "payment.reversed": N_("payment taken back"),
    "allocation.moved": N_("allocation moved"),
    "expense_claim.recorded": N_("expense claim recorded"),
    "expense_claim.stated": N_("expense claim stated, not waived yet"),
    "expense_claim.waived": N_("expenses waived"),
    "expense_claim.withdrawn": N_("expense claim withdrawn"),
    "document_base.added": N_("page shared by documents kept"),
    "receipt.issued": N_("receipt issued"),
    "receipt.cancelled": N_("receipt cancelled"),
    "receipt.duplicated": N_("duplicate made"),
    "receipt.posted": N_("receipt sent by post"),
    "receipt.mailing": N_("e-mail of the receipt begun"),
    "receipt.mailed": N_("receipt sent by e-mail"),
    "receipt.mail_failed": N_("e-mail of the receipt failed"),
    "receipt.mail_returned": N_("e-mail of the receipt came back"),
    "receipt.mail_trusted": N_("return of an e-mail taken back"),
    "declaration.filed": N_("declaration of gifts noted as filed"),
}


def act_words(kind: str) -> str:
    """Return what an entry of the audit trail says was done."""
    return _(ACTS[kind]) if kind in ACTS else _("what two places wrote brought together")
