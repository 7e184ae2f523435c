"""What the law asks for, in sentences: readings of it, duties that are not due, figures that are doubtful."""

from typing import Final

from donations_app.domain.appeals import NEAR, Appeals, AppealYear
from donations_app.domain.declaration import Declaration, Filing
from donations_app.domain.foreign import ForeignStatement
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.statements import Sum
from donations_app.domain.thresholds import Thresholds
from donations_app.i18n import (
    N_,
    _,
    count,
    day,
    isolated,
    language,
    limit_percent,
    money,
    ngettext,
    with_isolated_latin,
)
from donations_app.words.codes import listed, together

READINGS: Final = {
    "gifts": N_("receipts on the gifts of the period, whenever issued"),
    "issued": N_("receipts issued in the period, whatever year their gifts are of"),
}
NOT_DUE: Final = {
    "not_begun": N_("Nothing to declare: the duty had not begun for a year opened on {day}."),
    "no_document": N_(
        "Nothing to declare as it stands: no receipt was issued on gifts of the period, and gifts without a receipt are not declared."
    ),
}
NECESSITIES: Final = {
    "required": N_("The gifts pass the threshold: this statement belongs to the annual accounts."),
    "below": N_("The gifts do not pass the threshold: this statement is not compulsory."),
    "by_non_residents": N_(
        "With the gifts of donors who are not tax-resident in France the threshold would be passed: an auditor may ask for this statement."
    ),
    "not_begun": N_("The duty had not begun for a year opened on {day}: this statement is not compulsory."),
}
APPEALS: Final = {
    "passed": N_("Collections from the public passed {limit} in one of these years."),
    "perhaps": N_(
        "All money given passed {limit} in one of these years; which of it an appeal brought, the books do not say."
    ),
    "below": N_("Not even all money given passed {limit} in one of these years."),
    "unknown": N_("No threshold of appeals is known for this year."),
}
# the same where somebody decided which gifts count
DECIDED: Final = {
    "passed": N_("Gifts by appeals to the public passed {limit} in one of these years."),
    "below": N_("Gifts by appeals to the public did not pass {limit} in any of these years."),
}
UNCLEAR: Final = {
    "state_or_body": N_(
        "{ref} is a public body abroad without a legal form and stands as a legal person: write “État” as its legal form if it is a State, else what it is."
    ),
    "union_or_organisation": N_(
        "{ref} is a union or an international organisation and stands as a legal person under the country of its address: ask the accountant under which State."
    ),
}
SUBSIDY_BASIS: Final = N_(
    "Subsidies are counted as they were cashed in the year; an auditor counts those notified for the year. Gifts and subsidies are not added together."
)
DUTIES: Final = {
    "annual_accounts": N_("Draw up annual accounts."),
    "auditor": N_("Appoint a statutory auditor."),
    "publication": N_("Publish the accounts and the auditor's report."),
    "foreign_statement": N_("Keep the statement of resources from abroad."),
    "appeal_declaration": N_("Declare every appeal to the public's generosity to the prefect beforehand."),
    "appeal_declaration_perhaps": N_(
        "Perhaps: declare every appeal to the public's generosity to the prefect beforehand. The books do not say which gifts an appeal brought; it is a duty if those of one year pass the threshold."
    ),
}


def source_words(figure: DatedValue) -> str:
    """Return where a figure stands, in the chosen language; what a person wrote in these books stays as it is."""
    said = dict(figure.sources).get(language())
    return isolated(figure.source) if said is None else with_isolated_latin(said)


def due_sentence(found: Declaration) -> str:
    """Say until when the declaration is due, or why there is none."""
    if found.not_due:
        return _(NOT_DUE[found.not_due]).format(day=day(found.heading.first_on))
    return _("To be declared by {day}").format(day=day(found.due_on))


def late_words(days: int) -> str:
    """Return how late something is."""
    return ngettext("{count} day late", "{count} days late", days).format(count=count(days))


def filed_sentence(found: Declaration, filing: Filing) -> str:
    """Say when and with which figures the declaration was filed, and that it was late."""
    told = _("Filed on {day}: {amount}, {count} documents").format(
        day=day(filing.filed_on), amount=money(filing.amount), count=count(filing.documents)
    )
    return together(told, late_words(days)) if (days := found.days_late(filing)) else told


def counted_sentence(found: Declaration) -> str:
    """Say what number of documents is declared, and by which reading."""
    told = _("Documents to declare: {count} ({reading})")
    return told.format(count=count(found.documents), reading=_(READINGS[found.reading]))


def other_sentence(found: Declaration) -> str:
    """Say the number of documents by the reading that is not declared."""
    other = found.other_reading
    told = _("By the other reading, not declared: {count} ({reading})")
    return told.format(count=count(found.documents_by[other]), reading=_(READINGS[other]))


def apart_words(found: Thresholds) -> list[tuple[str, Sum]]:
    """Return what does not count for the thresholds, or does by a dated figure alone, and its sum."""
    not_resident = (
        _("Gifts of donors who are not tax-resident in France (counted)")
        if found.counts_non_residents
        else _("Gifts of donors who are not tax-resident in France")
    )
    return [
        (not_resident, found.not_resident),
        (_("Gifts of associations and foundations"), found.organisations),
        (_("Gifts that open no right: passed on, project, counterpart"), found.barred),
        (_("Gifts and collections without a known donor"), found.anonymous),
        (_("Subsidies of foreign States"), found.foreign_subsidies),
    ]


def appeal_words(year: AppealYear) -> str:
    """Return the year, and between which sums the gifts lie that appeals brought in it."""
    of = isolated(str(year.year))
    if year.is_empty:
        return _("{year}: the books hold nothing of that year").format(year=of)
    if year.counted is not None:
        return _("{year}: {amount}").format(year=of, amount=money(year.counted.amount))
    told = _("{year}: between {least} and {most}")
    return told.format(year=of, least=money(year.least.amount), most=money(year.most.amount))


def appeal_sentence(found: Appeals) -> str:
    """Say whether appeals to the public pass their threshold, as far as the books tell."""
    limit = money(Money(int(found.threshold.value))) if found.threshold else ""
    is_decided = found.reading is not None and found.reading.value != "undecided"
    told = _((DECIDED if is_decided else APPEALS).get(found.verdict, APPEALS["unknown"])).format(limit=limit)
    if found.is_near:
        told += " " + _("The year comes near it: at least {percent} of it is reached.").format(
            percent=limit_percent(NEAR * 100)
        )
    if found.verdict == "below" and found.empty_years:
        told += " " + _("Of {years} the books say nothing.").format(years=listed(found.empty_years))
    return told


def unclear_sentence(ref: str, code: str) -> str:
    """Say what a person should look at of a public body abroad."""
    return _(UNCLEAR[code]).format(ref=isolated(ref))


def necessity_sentence(found: ForeignStatement) -> str:
    """Say whether the statement of foreign resources is compulsory, and why."""
    return _(NECESSITIES[found.necessity]).format(day=day(found.heading.first_on))


def residence_sentence(found: Thresholds) -> str:
    """Say that the threshold is passed or not by the gifts of donors who are not tax-resident."""
    told = (
        _(
            "Without the gifts of donors who are not tax-resident in France, {amount}, the threshold would not be passed: ask the auditor."
        )
        if found.counts_non_residents
        else _(
            "With the gifts of donors who are not tax-resident in France, {amount}, the threshold would be passed: an auditor may count them, ask."
        )
    )
    return told.format(amount=money(found.not_resident.amount))
