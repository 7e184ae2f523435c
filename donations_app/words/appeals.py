"""The declaration of an appeal to the public's generosity in words: its means, what is left to be written by hand."""

from typing import Final

from donations_app.domain.appeal_declaration import AppealDeclaration
from donations_app.i18n import N_, _
from donations_app.words.codes import listed
from donations_app.words.law import appeal_sentence

MEANS: Final = {
    "letters": N_("Letters"),
    "e_mail": N_("E-mails"),
    "website": N_("Website and online payment"),
    "collection": N_("Collections by hand"),
    "events": N_("Events"),
    "press": N_("Press, radio, television"),
    "networks": N_("Social networks"),
    "phone": N_("Telephone"),
}
FROM_BOOKS: Final = N_(
    "The facts of the association and the gifts of three years come from these books. What they do not know is left to be written by hand."
)
BY_HAND: Final = {
    "representative": N_("who represents the association"),
    "purpose": N_("what the money is for"),
    "means": N_("the means"),
    "cause": N_("the cause, as the law names it"),
    "places": N_("where it takes place"),
    "others": N_("the share of other bodies, if any"),
    "signature": N_("place, day and signature"),
}


def notes_of(found: AppealDeclaration) -> list[str]:
    """Return what one must know before it is handed in."""
    notes = [appeal_sentence(found.appeals)]
    if found.has_begun:
        notes.append(_("The appeal is declared before it begins: its first day is today or has passed."))
    missing = listed(_(BY_HAND[name]) for name in found.to_complete)
    notes.append(_("To be written by hand: {what}.").format(what=missing))
    notes.append(
        _(
            "No form of the prefecture was read: compare it with what the prefecture asks for before you hand it in."
        )
    )
    return notes
