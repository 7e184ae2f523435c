"""In which order rows go in: those first that others name, and what says that a record is late before the record.

It is written down and not read off the foreign keys, which know another table only once that is mapped: a process maps
what it names. A test holds it against them.
"""

from typing import Final

from donations_app.db.tables.base import Base

_ORDER: Final = (
    "declaration_filing", "document_base", "entry", "legal_parameter", "letter_template", "lost_numbers",
    "mail_account", "membership_kind", "office", "organisation", "receipt_counter", "signatory", "waiting_payer",
    "waiting_stamp",
    "account", "account_closing", "bank_file", "batch", "import_file", "late_record", "origin", "party", "programme",
    "year_closing",
    "allocation_decision", "bank_file_aside", "bank_statement", "circular", "collection_run", "consent", "field_book",
    "head", "import_correction", "link", "mandate", "membership", "office_facts", "officer", "party_apart",
    "party_merge", "party_origin", "party_word", "project", "situation",
    "deposit_slip", "payment", "tax_receipt",
    "bank_line", "contribution", "deposit_cash", "deposit_line", "dues_call", "dues_exemption", "expense_claim",
    "financing", "former_address", "funding_rule", "live_deposit", "mandate_terms", "membership_pause",
    "payment_line", "platform_fee", "project_budget", "receipt_delivery", "recurring_gift",
    "receipt_cancellation", "spending",
    "bank_match", "bank_rule", "collection_line", "contribution_worker", "debit_notice", "expense_item",
    "expense_trip", "funding_rule_end", "live_receipt_line", "project_partner", "receipt_line", "recurring_pause",
    "allocation", "contribution_outcome", "expense_outcome", "instalment_decision",
)  # fmt: skip
_PLACES: Final = {name: place for place, name in enumerate(_ORDER)}


def rank(table: type[Base]) -> int:
    """Return the place of a table: after all that it names, and after what says that a record of it is late."""
    return _PLACES[table.__tablename__]
