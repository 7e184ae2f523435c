"""What the law asks for, in sentences: readings of it, duties that are not due, figures that are doubtful."""

from typing import Final

from donations_app.domain.declaration import Declaration
from donations_app.domain.parameters import DatedValue
from donations_app.i18n import N_, _, count, day, isolated

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


def doubt_sentence(figure: DatedValue) -> str:
    """Say that nobody has confirmed a legal figure, with its source."""
    told = _("To be confirmed: {name} = {value}, from {day} on ({source}).")
    return told.format(
        name=isolated(figure.name),
        value=isolated(str(figure.value)),
        day=day(figure.first_on),
        source=figure.source,
    )


def due_sentence(found: Declaration) -> str:
    """Say until when the declaration is due, or why there is none."""
    if found.not_due:
        return _(NOT_DUE[found.not_due]).format(day=day(found.heading.first_on))
    return _("To be declared by {day}").format(day=day(found.due_on))


def counted_sentence(found: Declaration) -> str:
    """Say what number of documents is declared, and by which reading."""
    told = _("Documents to declare: {count} ({reading})")
    return told.format(count=count(found.documents), reading=_(READINGS[found.reading]))


def other_sentence(found: Declaration) -> str:
    """Say the number of documents by the reading that is not declared."""
    other = found.other_reading
    told = _("By the other reading, not declared: {count} ({reading})")
    return told.format(count=count(found.documents_by[other]), reading=_(READINGS[other]))
