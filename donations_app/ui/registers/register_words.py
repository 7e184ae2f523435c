"""What the page says of codes: forms, natures, boxes of payment, accounts, contributors."""

from typing import Final

from donations_app.i18n import N_, _, isolated

NATURES: Final = {
    "money": N_("Money"),
    "securities": N_("Securities"),
    "waived_income": N_("Waived income"),
    "waived_expenses": N_("Waived expenses"),
    "other": N_("Other gifts"),
    "in_kind": N_("In kind"),
}
BOXES: Final = {
    "cash": N_("Cash"),
    "cheque": N_("Cheque"),
    "transfer": N_("Transfer, debit or card"),
    "none": N_("Without a payment"),
}
STATES: Final = {
    "issued": (N_("Issued"), "ok"),
    "cancelled": (N_("Cancelled"), "bad"),
    "replaced": (N_("Replaced"), "warn"),
}
CONTRIBUTORS: Final = {
    "foreign_state": N_("Foreign State"),
    "legal_person": N_("Foreign legal person"),
    "trust_like": N_("Arrangement like a trust"),
    "natural_person": N_("Person not resident in France"),
}
CHANGES: Final = {
    "issued": (N_("Issued since"), "ok"),
    "cancelled": (N_("Cancelled since"), "bad"),
    "replaced": (N_("Replaced since"), "warn"),
}


def signed(text: str, *, is_above: bool) -> str:
    """Return an amount or a number with its plus, as a change is written."""
    return isolated(f"+{text}") if is_above else text


def title_of(ending: str) -> str:
    """Return what saving as a kind of file is called."""
    return {
        ".pdf": _("Save as PDF"),
        ".csv": _("Save as CSV"),
        ".xlsx": _("Save as XLSX"),
        ".zip": _("Make the pack"),
        ".json": _("Save an anchor"),
        ".txt": _("Save for the accountant (FEC)"),
        ".paheko.csv": _("Save for Paheko"),
        ".dolibarr.csv": _("Save for Dolibarr"),
    }[ending]


def short_of(ending: str) -> str:
    """Return a kind of file on a button beside the first one."""
    kind, _dot, table = ending[1:].partition(".")
    return kind.capitalize() if table else kind.upper()
