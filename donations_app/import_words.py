"""What is said of whole imports: their kinds, and what holds one that should be taken back."""

from collections.abc import Sequence
from typing import Final

from donations_app.code_words import together
from donations_app.domain.imports import BuiltOn
from donations_app.i18n import N_, _, isolated, ngettext

KINDS: Final = {
    "people": N_("People"),
    "projects": N_("Projects"),
    "payments": N_("Payments"),
    "recurring": N_("Recurring gifts"),
    "expenses": N_("Waived expenses"),
}
# what holds a whole import, by the table in which it stands, or by what changed
NOUNS: Final = {
    "facts": N_("changed since"),
    "credit": N_("credited or changed since"),
    "terms": N_("changed or stopped since"),
    "party": N_("merged with another record"),
    "party_merge": N_("merged with another record"),
    "party_apart": N_("said to be another person"),
    "payment": N_("a payment"),
    "allocation": N_("an allocation"),
    "membership": N_("a membership"),
    "recurring_gift": N_("a recurring gift"),
    "recurring_pause": N_("a pause"),
    "instalment_decision": N_("a decision about an instalment"),
    "expense_claim": N_("an expense claim"),
    "expense_outcome": N_("an expense claim"),
    "tax_receipt": N_("a receipt"),
    "receipt_line": N_("a receipt"),
    "deposit_line": N_("a deposit slip"),
    "project_partner": N_("a project"),
}
REASONS: Final = {
    "already": N_("it was taken back before."),
    "projects": N_("projects stay, as others may name them; correct them by hand."),
    "expenses": N_("claims are withdrawn one by one, on the page of expenses."),
}
_NAMED: Final = 12  # of what holds an import


def kind_words(kind: str) -> str:
    """Return what a file holds."""
    return _(KINDS[kind])


def noun_words(noun: str) -> str:
    """Return what stands on something that an import brought."""
    return _(NOUNS.get(noun, noun))


def reason_words(reason: str) -> str:
    """Return why an import is not taken back, as the end of a sentence."""
    return _(REASONS[reason])


def held_words(what: Sequence[BuiltOn]) -> str:
    """Return what holds an import: each record with what stands on it, a dozen by name, the others counted."""
    named = [f"{isolated(one.ref)} ({noun_words(one.noun)})" for one in what[:_NAMED]]
    if (more := len(what) - _NAMED) > 0:
        named.append(ngettext("{count} more", "{count} more", more).format(count=isolated(str(more))))
    return together(*named)
