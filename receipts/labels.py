"""French words of the codes that printed pages for an auditor show."""

from typing import Final

KINDS: Final = {
    "donation": "don", "dues": "cotisation", "sale": "vente", "participation": "participation",
    "subsidy": "subvention", "grant": "aide", "collection": "collecte", "in_kind": "don en nature",
    "waived_expenses": "frais abandonnés", "securities": "titres cotés", "skills": "mécénat de compétences",
}  # fmt: skip
PAID_BY: Final = {
    "cash": "espèces",
    "cheque": "chèque",
    "transfer": "virement",
    "direct_debit": "prélèvement",
    "card": "carte",
    "online": "paiement en ligne",
    "none": "sans paiement",
}
REVERSALS: Final = {"correction": "correction", "return": "rejet de la banque", "refund": "remboursement"}
STATES: Final = {"issued": "émis", "cancelled": "annulé", "replaced": "annulé et remplacé"}
ACTS: Final = {
    "receipt.issued": "reçu émis",
    "receipt.cancelled": "reçu annulé",
    "receipt.duplicated": "duplicata",
    "receipt.posted": "reçu envoyé par courrier",
    "receipt.mailing": "courriel commencé",
    "receipt.mailed": "reçu envoyé par courriel",
    "receipt.mail_failed": "courriel échoué",
    "receipt.mail_returned": "courriel revenu",
    "receipt.mail_trusted": "retour du courriel annulé",
    "payment.recorded": "versement saisi",
    "payment.reversed": "contre-passé",
    "payment.refunded": "remboursé en partie",
    "payment.credited": "date de crédit",
    "payment.credit_undone": "date de crédit retirée",
    "payment.fee_told": "commission de la plateforme",
    "allocation.moved": "affectation",
}


def said(words: dict[str, str], code: str) -> str:
    """Return the word of a code; one that a later version of the books knows stands as it is."""
    return words.get(code, code)
