"""What is said of two records that may be one person, of a merge refused, and of what built on one."""

from collections.abc import Iterable
from typing import Final

from donations_app.domain import merging
from donations_app.domain.doubles import Likeness
from donations_app.i18n import N_, _, isolated
from donations_app.words.codes import together
from donations_app.words.people import FIELDS

REASONS: Final = {
    "name_same": N_("Same name"),
    "name_sounds": N_("Names that sound alike"),
    "name_turned": N_("First and last name turned round"),
    "name_of_couple": N_("One of the couple has that name"),
    "name_part": N_("One name is part of the other"),
    "name_near": N_("Nearly the same name"),
    "family_name": N_("Same last name"),
    "identifier_same": N_("Same number of the register"),
    "email_same": N_("Same e-mail"),
    "iban_same": N_("Debited from the same account"),
    "phone_same": N_("Same telephone"),
    "address_same": N_("Same address"),
    "postcode_same": N_("Same postcode"),
    "identifiers_differ": N_("Different numbers of the register"),
    "deaths_differ": N_("Different days of death"),
    "first_names_differ": N_("Different first names"),
    "names_differ": N_("Different names"),
    "kinds_differ": N_("Different kinds of person"),
    "emails_differ": N_("Different e-mails"),
    "phones_differ": N_("Different telephones"),
    "addresses_differ": N_("Different addresses"),
}

# why two records are not made one, or are not taken apart
REFUSALS: Final = {
    "same": N_("it is one record."),
    "merged": N_("one of them was made one with another record already."),
    "not_merged": N_("they were not made one, or were taken apart again."),
    "one_person": N_("they are one person by now."),
    "erased": N_("one of them was erased."),
    "apart": N_("they are said to be two persons: take that back first."),
    "kinds": N_("they are of different kinds, such as a person and a couple."),
    "siren": N_("they have different SIREN numbers."),
    "rna": N_("they have different RNA numbers."),
    "ice": N_("they have different ICE numbers."),
}

NOUNS: Final = {
    "facts": N_("a change of the person"),
    "merge": N_("another merge"),
    "payments": N_("a payment"),
    "receipts": N_("a receipt"),
    "cancellations": N_("a cancelled receipt"),
    "memberships": N_("a membership"),
    "exemptions": N_("a year free of dues"),
    "rests": N_("a suspended or honorary membership"),
    "letters": N_("a letter about dues"),
    "circulars": N_("a letter to a list"),
    "recurring": N_("an agreed gift"),
    "pauses": N_("a pause of an agreed gift"),
    "instalments": N_("what was decided of an instalment"),
    "claims": N_("waived expenses"),
    "projects": N_("a project"),
    "allocations": N_("an allocation"),
}

_NAMES: Final = FIELDS | {
    "deceased_on": N_("Day of death"),
    "second_deceased_on": N_("Death of the second"),
    "fiscal_year_end": N_("End of the fiscal year"),
}
PARTS: Final = {part: _NAMES[part] for part in merging.PARTS}


def looks_like(name: str, ref: str, likeness: Likeness) -> str:
    """Return whom somebody new looks like, and why."""
    told = _("This looks like {name} ({ref}), {score} of 100: {reasons}.")
    said = {"name": name, "ref": isolated(ref), "score": isolated(str(likeness.score))}
    return told.format(**said, reasons=reasons_line(likeness))


def former_words(ref: str, name: str, place: str) -> str:
    """Return a record that was made one with another, on one line."""
    return together(*filter(None, (isolated(ref), name, isolated(place) if place else "")))


def reasons_line(likeness: Likeness) -> str:
    """Return what speaks for one person, and after a dash what speaks for two."""
    spoken = (likeness.speaks_for, likeness.speaks_against)
    return " – ".join(together(*map(reason_words, some)) for some in spoken if some)


def reason_words(reason: str) -> str:
    """Return a reason in words."""
    return _(REASONS[reason])


def refusal_words(reason: str) -> str:
    """Return why something was refused, as the end of a sentence."""
    return _(REFUSALS[reason])


def noun_words(nouns: Iterable[str]) -> str:
    """Return what was recorded since, in words."""
    return together(*(_(NOUNS[noun]) for noun in nouns))


def part_words(parts: Iterable[str]) -> str:
    """Return things that are to be chosen, each with its name for a command."""
    return together(*(f"{_(PARTS[part])} ({part})" for part in parts))
