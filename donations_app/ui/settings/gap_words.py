"""The words of settings: what is missing and what it blocks, and where a mandate stands."""

from collections.abc import Callable
from datetime import date
from typing import Final

from donations_app.domain.settings import SignatoryDraft
from donations_app.domain.settings_gaps import Gap
from donations_app.i18n import _, count, day, ngettext

# code of a gap: icon, state, where it is filled in
GAPS: Final = {
    "signatory_missing": ("signature", "bad", "signatories"),
    "organisation_example": ("building-2", "bad", "association"),
    "signatory_ending": ("clock", "warn", "signatories"),
    "figures_unconfirmed": ("scale", "warn", "figures"),
    "mail_missing": ("mail", "info", ""),
}


def gap_words(gap: Gap) -> tuple[str, str]:
    """Return what is missing, and what it blocks."""
    words: dict[str, Callable[[], tuple[str, str]]] = {
        "signatory_missing": lambda: (
            _("Nobody may sign today"),
            _("No receipt can be issued until a signatory is in office."),
        ),
        "organisation_example": lambda: (
            _("The association is still that of the example"),
            _("Receipts would bear its name and its SIREN: none of them would be valid."),
        ),
        "signatory_ending": lambda: (
            _("The last mandate to sign ends on {day}").format(day=day(gap.on or date.max)),
            _("From the day after, no receipt can be issued."),
        ),
        "figures_unconfirmed": lambda: (
            ngettext(
                "{count} legal figure waits for somebody to confirm it",
                "{count} legal figures wait for somebody to confirm them",
                gap.count,
            ).format(count=count(gap.count)),
            _("Plans and statements that use them say “to be confirmed”."),
        ),
        "mail_missing": lambda: (
            _("No mail account"),
            _("Receipts cannot leave by e-mail; the settings file has a table [mail] for it."),
        ),
    }
    return words[gap.code]()


def mandate_state(person: SignatoryDraft, on: date) -> tuple[str, str]:
    """Return a word for where a mandate stands on a day, and its state."""
    if person.valid_from > on:
        return _("To come"), "info"
    if person.valid_to is not None and person.valid_to < on:
        return _("Ended"), "plain"
    return _("In office"), "ok"
