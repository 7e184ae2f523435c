"""The words of kinds, methods and states, as window and command line say them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from donations_app.i18n import N_, _, isolated, language

KINDS: Final = {
    "donation": N_("Gift"), "dues": N_("Dues"), "sale": N_("Sale"), "participation": N_("Participation"),
    "subsidy": N_("Subsidy"), "grant": N_("Grant"), "collection": N_("Collection"), "in_kind": N_("Gift in kind"),
    "waived_expenses": N_("Waived expenses"), "securities": N_("Securities"), "skills": N_("Lent skills"),
}  # fmt: skip
METHODS: Final = {
    "cheque": N_("Cheque"),
    "cash": N_("Cash"),
    "transfer": N_("Transfer"),
    "direct_debit": N_("Direct debit"),
    "card": N_("Card"),
    "online": N_("Online"),
    "none": N_("Without a payment"),
}
# what the donor got back
# of the CGI, under which an individual asks for the receipt
ARTICLES: Final = {"200": N_("Income tax (art. 200)"), "978": N_("Wealth tax (art. 978)")}
COUNTERPARTS: Final = {"goods": N_("Goods"), "symbolic": N_("Symbolic")}
# how a payment was taken back
REVERSALS: Final = {
    "correction": N_("Put right"),
    "return": N_("Returned by the bank"),
    "refund": N_("Refunded"),
}
# reasons that are offered when a payment is taken back or put right
REASONS_BACK: Final = {
    "unpaid_cheque": N_("Unpaid cheque"),
    "debit_returned": N_("Direct debit returned unpaid"),
    "returned": N_("Returned by the bank"),
    "refunded": N_("Refunded to the donor"),
    "given_twice": N_("Given twice"),
    "wrongly_recorded": N_("Wrongly recorded"),
    "misread": N_("Misread"),
}
_BY_METHOD: Final = {"cheque": "unpaid_cheque", "direct_debit": "debit_returned"}
PARTY_KINDS: Final = {
    "individual": N_("Individual"),
    "couple": N_("Couple"),
    "company": N_("Company"),
    "association": N_("Association"),
    "foundation": N_("Foundation"),
    "public_body": N_("Public body"),
}
RECEIPT_WISHES: Final = {"annual": N_("One a year"), "each": N_("One a gift"), "none": N_("No receipt")}
# of the plan of accounts of associations, which lead to the receipts
ACCOUNTS: Final = {
    "75411": N_("Gifts by hand"),
    "75412": N_("Expenses waived by volunteers"),
    "7561": N_("Dues without counterpart"),
    "7542": N_("Gifts of companies"),
}
# where dues of a year stand, and the tone of it
DUES: Final = {
    "paid": (N_("Paid"), "ok"),
    "partly_paid": (N_("Partly paid"), "warn"),
    "owed": (N_("To pay"), "info"),
    "late": (N_("Overdue"), "bad"),
    "exempt": (N_("Exempt"), "plain"),
    "suspended": (N_("Suspended"), "plain"),
    "honorary": (N_("Honorary"), "info"),
}
FREQUENCIES: Final = {
    "monthly": N_("each month"),
    "quarterly": N_("each quarter"),
    "half_yearly": N_("each half-year"),
    "yearly": N_("each year"),
}
RECEIPTS: Final = {
    "issued": (N_("Issued"), "ok"),
    "to_issue": (N_("To issue"), "warn"),
    "annual": (N_("Annual"), "info"),
    "to_complete": (N_("To complete"), "warn"),
    "none": (N_("No receipt"), "plain"),
}
# of a year's dues
DUES_STATES: Final = {
    "paid": N_("Up to date"),
    "partly_paid": N_("Paid in part"),
    "owed": N_("To be paid"),
    "late": N_("Overdue"),
    "exempt": N_("Exempt"),
    "suspended": N_("Suspended"),
    "honorary": N_("Honorary"),
    "left": N_("Left"),
}
CALLS: Final = {
    "call": N_("Call for dues"),
    "first_reminder": N_("First reminder"),
    "second_reminder": N_("Second reminder"),
}
# of a deposit slip, and the tone of it
SLIP_STATES: Final = {
    "made": (N_("Made"), "info"),
    "handed_in": (N_("Handed in"), "warn"),
    "credited": (N_("Credited"), "ok"),
    "cancelled": (N_("Cancelled"), "plain"),
}
# how much of an agreed gift is due at once
PER: Final = {
    "monthly": N_("{amount} / month"),
    "quarterly": N_("{amount} / quarter"),
    "half_yearly": N_("{amount} / half-year"),
    "yearly": N_("{amount} / year"),
}
# how an agreed gift stands, and the tone of it
AGREEMENTS: Final = {
    "up_to_date": (N_("Up to date"), "ok"),
    "late": (N_("Overdue"), "warn"),
    "missed": (N_("Missed"), "bad"),
    "paused": (N_("Paused"), "plain"),
    "ended": (N_("Stopped"), "plain"),
}
MONTH_NAMES: Final = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
MONTHS: Final = (
    N_("Jan."), N_("Feb."), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("Aug."),
    N_("Sept."), N_("Oct."), N_("Nov."), N_("Dec."),
)  # fmt: skip
INSTALMENTS: Final = {
    "expected": N_("expected"),
    "met": N_("met"),
    "late": N_("late"),
    "missed": N_("missed"),
    "forgiven": N_("forgiven"),
}
OVERDUE_SUMS: Final = {
    "late": N_("Instalments late: {amount}"),
    "missed": N_("Instalments missed: {amount}"),
}


def capital(text: str) -> str:
    """Return a text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def word(words: dict[str, str], code: str) -> str:
    """Return the word of a code in the chosen language."""
    return _(words[code]) if code in words else code


def reasons_for(what: str, method: str) -> tuple[str, ...]:
    """Return the codes of ``REASONS_BACK`` that fit: a ``return``, a ``refund`` or what else was wrong."""
    if what == "return":
        return (_BY_METHOD.get(method, "returned"),)
    return ("refunded", "given_twice") if what == "refund" else ("wrongly_recorded", "misread")


def taken_back(reversed_by: str, reverses: str, reason: str) -> str:
    """Return by which payment one is taken back, else which one it takes back, and why."""
    told = _("Taken back by {ref}: {reason}") if reversed_by else _("It takes back {ref}: {reason}")
    return told.format(ref=isolated(reversed_by or reverses), reason=isolated(reason))


def month_name(number: int) -> str:
    """Return the whole name of a month, 1 to 12, as it stands within a sentence."""
    name = _(MONTH_NAMES[number - 1])
    return name.lower() if language() == "fr" else name


def per(amount: str, frequency: str) -> str:
    """Return an amount with how often it is due, such as ``10,00 € / month``."""
    return _(PER[frequency]).format(amount=amount) if frequency in PER else amount


def short_day(value: date) -> str:
    """Return ``23 nov.``."""
    return f"{isolated(str(value.day))} {_(MONTHS[value.month - 1]).lower()}"


def kind_word(kind: str, dues_year: int | None) -> str:
    """Return the kind of a line; dues with their year."""
    said = word(KINDS, kind)
    return f"{said} {isolated(str(dues_year))}" if dues_year else said


def together(*texts: str) -> str:
    """Return words parted by the comma of the chosen language; whatever is told so goes through here."""
    return _(", ").join(texts)


def apart(*texts: str) -> str:
    """Return words parted by the semicolon of the chosen language, as those that hold commas are."""
    return _("; ").join(texts)


def listed(texts: Iterable[object]) -> str:
    """Return codes, numbers or names, each a piece that right-to-left text does not turn; a dash for none."""
    pieces = [isolated(str(text)) for text in texts]
    has_commas = any(comma in piece for piece in pieces for comma in ",،")
    return (apart if has_commas else together)(*pieces) or "–"


def link_words(continues: str, continued_by: str) -> list[str]:
    """Return with which agreed gift one goes on, and which goes on with it, by their references."""
    pairs = ((_("continues {ref}"), continues), (_("continued by {ref}"), continued_by))
    return [told.format(ref=isolated(ref)) for told, ref in pairs if ref]


def apart_words(payments: Sequence[str]) -> list[str]:
    """Return which payments an instalment would else take, by their references."""
    return [_("without {payment}, set apart").format(payment=isolated(ref)) for ref in payments]


def kinds_word(kinds: Sequence[str], dues_years: Sequence[int]) -> str:
    """Return the kinds of a payment's lines; dues with their years."""
    years = listed(dues_years) if dues_years else ""
    said = [
        f"{word(KINDS, kind)} {years}" if kind == "dues" and years else word(KINDS, kind) for kind in kinds
    ]
    return together(*said)
