"""What went wrong, told to the user: known errors in a sentence, bugs by a report to copy, in which nobody is named."""

import logging
from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from donations_app.bugs import report
from donations_app.domain.errors import Cancelled
from donations_app.i18n import _, led, unbroken

_log = logging.getLogger("tiwizi")
_shown: set[QMessageBox] = set()
# errors that a window answers with a question of its own, in the place of a sentence
ANSWERS: dict[type[BaseException], Callable[[BaseException, QWidget | None], None]] = {}


def tell(error: BaseException, parent: QWidget | None = None) -> None:
    """Show an error; a stopped job needs no words."""
    if isinstance(error, Cancelled):
        return
    if (answer := ANSWERS.get(type(error))) is not None:
        answer(error, parent)
        return
    from donations_app.words.sentences import sentence  # the words of every refusal: mostly there is none

    said = sentence(error)
    box = QMessageBox(parent)
    box.setWindowTitle("Tiwizi")
    if said is None:
        _log.error("a bug\n%s", details := report(error))
        box.setIcon(QMessageBox.Icon.Critical)
        box.setText(_("The program made a mistake. What you recorded before is safe."))
        box.setInformativeText(_("Copy the details and send them to whoever looks after the program."))
        box.setDetailedText(details)
    else:
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(led(unbroken(said)))
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    _shown.add(box)  # Qt keeps no box without a parent
    box.finished.connect(lambda _result: _shown.discard(box))
    box.open()
