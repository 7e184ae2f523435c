"""What a field is called when it is refused: by the label that it has in the window."""

import re
from typing import Final

from donations_app.i18n import N_, _
from donations_app.words.people import FIELDS

NAMES: Final = {
    "on": N_("Day"),
    "day": N_("Day"),
    "until": N_("Last day"),
    "due_on": N_("Due on"),
    "first_on": N_("First day"),
    "last_on": N_("Last day"),
    "starts_on": N_("First day"),
    "ends_on": N_("Last day"),
    "received_on": N_("Received on"),
    "credited_on": N_("Credited on"),
    "returned_on": N_("Returned on"),
    "waived_on": N_("Waived on"),
    "filed_on": N_("Filed on"),
    "mandate_signed_on": N_("Signed on"),
    "deceased_on": N_("Day of death"),
    "second_deceased_on": N_("Day of death of the second"),
    "since": N_("From"),
    "from": N_("From"),
    "to": N_("To"),
    "year": N_("Year"),
    "amount": N_("Amount"),
    "cost": N_("Cost"),
    "value": N_("Value"),
    "currency": N_("Currency"),
    "rate": N_("Rate"),
    "rate_on": N_("Day of the rate"),
    "rate_source": N_("Source of the rate"),
    "party": N_("Person"),
    "payer": N_("Donor"),
    "name": N_("Name"),
    "payment": N_("Payment"),
    "project": N_("Project"),
    "association": N_("Association"),
    "allocations": N_("Allocation"),
    "earmarked_by_donor": N_("Donor's wish"),
    "office": N_("Office"),
    "method": N_("Method"),
    "batch": N_("Batch"),
    "dues": N_("Dues of it"),
    "dues_year": N_("Year of the dues"),
    "cheque_number": N_("Cheque number"),
    "cheque_date": N_("Date on the cheque"),
    "bank": N_("Bank"),
    "counterpart_value": N_("Given in return"),
    "counterpart_kind": N_("Kind of return"),
    "article": N_("Article of the CGI"),
    "pass_through": N_("For somebody else"),
    "description": N_("Description"),
    "evidence": N_("Evidence"),
    "valued_by": N_("Valued by"),
    "receipt_issued_by": N_("Receipt issued by"),
    "reason": N_("Reason"),
    "passphrase": N_("Passphrase"),
    "ref": N_("Reference"),
    "number": N_("Number"),
    "iban": N_("IBAN"),
    "bic": N_("BIC"),
    "frequency": N_("Frequency"),
    "mandate_reference": N_("Mandate"),
    "subject": N_("Subject"),
    "text": N_("Text"),
    "plate": N_("Plate"),
    "power": N_("Fiscal power"),
    "km": N_("Kilometres"),
    "purpose": N_("Purpose"),
    "account": N_("Bank account"),
    "line": N_("Line"),
    "proposal": N_("Proposal"),
    "code": N_("Code"),
    "reference": N_("Reference"),
    "other": N_("Person"),
    "words": N_("Words in the line"),
    "fee": N_("Kept of each payment"),
    "rule": N_("Rule"),
    "file": N_("File"),
    "payments": N_("Payments"),
    "cash": N_("Cash"),
    "gift": N_("Agreed gift"),
    "recurring": N_("Agreed gift"),
    "mandate": N_("Mandate"),
    "date": N_("Day"),
    "signed_on": N_("Signed on"),
    "decided_on": N_("Decided on"),
    "server": N_("Server"),
    "vehicle": N_("Vehicle"),
    **FIELDS,
    "country": N_("Country"),
    "projects": N_("Allocation"),
}
_OF_LINE: Final = re.compile(r"(?:line\.)?(\d{1,3})\.(\w+)")


def field_words(field: str) -> str:
    """Return what a field is called, in the language chosen; one of a file that bears its name stays as it is.

    Args:
        field: as ``Problem`` names it; of a line by its number: ``2.amount``, ``line.2.amount``.
    """
    of_line = _OF_LINE.fullmatch(field)
    name = of_line[2] if of_line else field
    words = _(NAMES[name]) if name in NAMES else name
    return _("Line {number}, {field}").format(number=of_line[1], field=words) if of_line else words
