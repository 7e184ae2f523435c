"""The letter that tells the donor of a cancelled receipt."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from donations_app.domain.errors import KnownError
from donations_app.domain.numbers import file_name
from donations_app.i18n import _, isolated
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.receipts.issued.files import ask_file


def write_notice(
    desk: Desk,
    number: str,
    parent: QWidget,
    *,
    shown: Callable[[bytes, str], object],
    told: Callable[[str], None],
) -> None:
    """Show the letter to the donor, and ask where to save it."""
    from donations_app.services.deliveries.notices import cancellation_notice

    try:
        content = desk.do(cancellation_notice, number)
    except KnownError as error:
        errors.tell(error, parent)
        return
    shown(content, _("Letter to the donor of {number}").format(number=isolated(number)))
    ask_file(parent, content, f"{file_name(number)}-annulation", told=told)
