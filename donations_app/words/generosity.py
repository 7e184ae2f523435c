"""The account of resources from the public in words: its parts and lines, and whether the law asks for it."""

from typing import Final

from donations_app.domain.generosity import Figure, GenerosityAccount, Part
from donations_app.domain.money import Money
from donations_app.i18n import N_, _, count, day, money, ngettext
from donations_app.words.codes import listed

PARTS: Final[dict[Part, str]] = {
    "public": N_("Resources from the public"),
    "beside": N_("Other income of the year"),
    "in_kind": N_("Voluntary contributions in kind"),
    "funds": N_("Earmarked gifts of the public"),
    "apart": N_("Beside the account"),
    "uses": N_("For the accountant to fill"),
}
LINES: Final = {
    "dues": N_("Dues without counterpart"),
    "gifts": N_("Gifts by hand"),
    "waived": N_("Expenses waived by volunteers"),
    "legacies": N_("Legacies, deeds of gift and life insurances"),
    "company_gifts": N_("Gifts of companies"),
    "other": N_("Other resources from the public"),
    "provisions": N_("Provisions taken back"),
    "funds_used": N_("Earmarked gifts of earlier years, used"),
    "contributions": N_("Contributions of other organisations"),
    "subsidies": N_("Subsidies"),
    "sales": N_("Sales"),
    "participations": N_("What users take part with"),
    "funds_used_mixed": N_("Earmarked money of mixed origin, used: to be split"),
    "labour": N_("Work of volunteers"),
    "services": N_("Services given"),
    "things": N_("Things given"),
    "funds_before": N_("Not used at the beginning of the year"),
    "funds_added": N_("Carried over from the year"),
    "funds_left": N_("Not used at the end of the year"),
    "funds_added_mixed": N_("Of mixed origin, carried over: to be split"),
    "taken_back": N_("Income of earlier years that was taken back"),
    "left_over": N_("Left of earlier years, without what was earmarked"),
    "missions": N_("Uses: what was done"),
    "collecting": N_("Uses: raising money"),
    "running": N_("Uses: running the association"),
    "provided": N_("Uses: provisions made"),
}
NECESSITIES: Final = {
    "required": N_("Gifts by appeals to the public pass {limit}: this belongs to the annual accounts."),
    "perhaps": N_(
        "All gifts of money pass {limit}; which of them an appeal brought is not decided: this belongs to the annual accounts if those pass it."
    ),
    "below": N_("Gifts by appeals to the public do not pass {limit}: this is not compulsory."),
    "not_begun": N_("The duty had not begun for a year closed on {day}: this is not compulsory."),
    "unknown": N_("No threshold of appeals is known for this year."),
}
TO_FILL: Final = N_("to fill")


def necessity_words(found: GenerosityAccount) -> str:
    """Say whether the law asks for the account."""
    limit = money(Money(int(found.threshold.value))) if found.threshold else ""
    return _(NECESSITIES[found.necessity]).format(limit=limit, day=day(found.heading.last_on))


def line_words(code: str) -> str:
    """Return the name of a line."""
    return _(LINES[code])


def accounts_words(figure: Figure) -> str:
    """Return the numbers of the accounts of a figure."""
    return listed(dict.fromkeys(one.number for one in figure.accounts)) if figure.accounts else ""


def amount_words(figure: Figure) -> str:
    """Return the sum of a figure, or that the accountant fills it."""
    return money(figure.amount) if figure.is_known else _(TO_FILL)


def before_words(figure: Figure) -> str:
    """Return the sum of the year before."""
    if not figure.line.roles:
        return _(TO_FILL)
    return "–" if figure.before is None else money(figure.before)


def notes_of(found: GenerosityAccount) -> list[str]:
    """Return what one must know beside the figures, without what is to be confirmed."""
    notes = []
    if found.heading.printed_on <= found.heading.last_on:
        notes.append(_("The period is not over: these figures are not final."))
    if not found.heading.is_calendar_year:
        notes.append(
            _("What donors earmarked is not carried over here: the fiscal year is no calendar year.")
        )
    if found.mixed:
        number = len(found.mixed)
        told = ngettext(
            "Earmarked money of {count} project is not of the public alone: the accountant splits it.",
            "Earmarked money of {count} projects is not of the public alone: the accountant splits it.",
            number,
        )
        notes.append(told.format(count=count(number)))
    return notes
