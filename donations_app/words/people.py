"""What is said of people: what their facts are called, a gift after a death, what stays when one asks to be erased."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from donations_app.domain.deaths import Death
from donations_app.domain.parties import OF_ASSOCIATIONS, ORGANISATIONS
from donations_app.domain.periods import day_first
from donations_app.i18n import N_, _, day, isolated
from donations_app.words.codes import PARTY_KINDS, RECEIPT_WISHES, capital
from donations_app.words.origins import BY_THE_PAYER, ORIGINS

FIELDS: Final = {
    "kind": N_("Kind"),
    "title": N_("Title"),
    "last_name": N_("Last name"),
    "first_name": N_("First name"),
    "second_last_name": N_("Last name of the second"),
    "second_first_name": N_("First name of the second"),
    "organisation": N_("Name of the organisation"),
    "other_script": N_("Name in other letters"),
    "legal_form": N_("Legal form"),
    "siren": N_("SIREN"),
    "siret": N_("SIRET"),
    "rna": N_("RNA"),
    "ice": N_("ICE"),
    "address": N_("Address"),
    "address2": N_("More of the address"),
    "postcode": N_("Postcode"),
    "city": N_("City"),
    "country": N_("Country (FR, MA ...)"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "language": N_("Language"),
    "receipt_wish": N_("Receipt"),
    "consent_email": N_("Agreement to e-mail"),
    "consent_post": N_("Agreement to letters"),
    "association_of": N_("Association of"),
    "municipality": N_("Municipality"),
    "province": N_("Province"),
    "minor": N_("Under age"),
    "tax_resident_fr": N_("Tax resident of France"),
    "residence_statement": N_("Paper that says so"),
    "money_origin": N_("Whose money is given"),
    "fiscal_year_end": N_("End of the fiscal year"),
    "notes": N_("Notes"),
}
LANGUAGES: Final = {"fr": "Français", "ar": "العربية", "en": "English"}
ASSOCIATIONS: Final = {"migrants": N_("Migrants"), "villagers": N_("Villagers")}
YES_NO: Final = frozenset(("consent_email", "consent_post", "minor"))
_CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": PARTY_KINDS,
    "language": LANGUAGES,
    "receipt_wish": RECEIPT_WISHES,
    "tax_resident_fr": {"": N_("By the country"), "yes": N_("Yes"), "no": N_("No")},
    "association_of": {"": N_("Neither, or not known"), **ASSOCIATIONS},
    "money_origin": {"": BY_THE_PAYER, **ORIGINS},
}
_OF_PEOPLE: Final = frozenset(("title", "last_name", "first_name"))
_OF_COUPLES: Final = frozenset(("second_last_name", "second_first_name"))
_OF_ORGANISATIONS: Final = frozenset((
    "organisation", "legal_form", "siren", "siret", "rna", "ice", "money_origin", "fiscal_year_end",
))  # fmt: skip
DEATHS: Final = {
    "after_death": N_(
        "{name} died on {day}, before this gift. A standing order goes on until the bank is told; what the heirs give is their own gift, and a legacy is none: ask them."
    ),
    "after_death_of_one": N_(
        "{name} died on {day}: a gift of a later day is the survivor's, and its receipt names the survivor alone. A standing order of the one who died goes on until the bank is told: ask whose gift it is."
    ),
    "after_separation": N_(
        "{name} separated on {day}: a gift from that day on is of one of them. Record it for the one who gives it."
    ),
}
KEPT: Final = {
    "receipts": N_("Tax receipts stay until {until} (LPF art. L102 E)."),
    "vouchers": N_("Accounting vouchers stay until {until} (C. com. art. L123-22)."),
    "mandates": N_("The mandate of a direct debit stays while it runs, and some months after: {until}."),
    "membership": N_("The name and address of a member stay while the membership lasts: {until}."),
    "organisation": N_("The name and address of an organisation are no personal data: {until}."),
}


def choices(field: str) -> dict[str, str] | None:
    """Return the codes among which a field chooses, with their words; ``None`` for any other."""
    found = _CHOICES.get(field)
    if found is None:
        return None
    return dict(found) if field == "language" else {code: capital(_(text)) for code, text in found.items()}


def is_of_kind(field: str, kind: str) -> bool:
    """Tell whether a kind of person has a fact."""
    if field in OF_ASSOCIATIONS:
        return kind == "association"
    if field in _OF_ORGANISATIONS:
        return kind in ORGANISATIONS and (field != "fiscal_year_end" or kind == "company")
    if field in _OF_PEOPLE:
        return kind not in ORGANISATIONS
    return kind == "couple" if field in _OF_COUPLES else field != "minor" or kind == "individual"


def value_words(field: str, cell: str) -> str:
    """Return the cell of a fact as one reads it."""
    if field in YES_NO:
        return _("Yes") if cell == "yes" else _("No")
    if field == "fiscal_year_end":
        return isolated(day_first(cell))
    named = choices(field)
    return named.get(cell, cell) if named else cell


def death_sentence(death: Death) -> str:
    """Return what a gift that is being recorded has to be warned of."""
    return _(DEATHS[death.code]).format(name=isolated(death.name), day=day(death.on))


def kept_sentence(code: str, until: date | None) -> str:
    """Return why name and address stay, and until when."""
    return _(KEPT[code]).format(until=day(until) if until else _("no end is known"))
