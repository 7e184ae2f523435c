"""What is certain of all open lines, of which the list shows some, accepted in one go: a job that one can stop."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donations_app.domain.errors import Cancelled
from donations_app.i18n import _, count, ngettext
from donations_app.services.bank.matching import Accepted, accept_certain
from donations_app.ui.desk import Desk
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.running import Running
from donations_app.words.sentences import sentence


class AcceptCertain(Dialog):
    """Weighs all open lines and accepts what is certain; what is stopped, or refused, leaves nothing."""

    done_with = Signal(object)  # what was accepted

    def __init__(self, desk: Desk, lines: int, parent: QWidget) -> None:
        super().__init__(_("Accept what is certain"), parent)
        self.setMinimumWidth(theme().px(520))
        told = ngettext(
            "{count} open line is compared with what is expected. What is certain (95 % or more, and nothing else is"
            " likely) is saved together, and can be undone together.",
            "All {count} open lines are compared with what is expected. What is certain (95 % or more, and nothing else"
            " is likely) is saved together, and can be undone together.",
            lines,
        )
        self.rows.addWidget(Wrapped(told.format(count=count(lines)), "body"))
        self.note, self.running = Note(), Running()
        self.rows.addWidget(self.note)
        self.rows.addWidget(self.running)
        books = desk.books
        self._job = desk.jobs.start(
            lambda report: accept_certain(books, progress=report), of=self, done=self._done, failed=self._fail
        )
        self.running.follow(self._job)

    def reject(self) -> None:
        """Stop what runs: nothing of it is saved."""
        self._job.cancel()
        super().reject()

    def _done(self, done: Accepted) -> None:
        self.done_with.emit(done)
        super().accept()

    def _fail(self, error: BaseException) -> None:
        self.running.hide()
        if isinstance(error, Cancelled):
            self.note.say(_("Stopped. Nothing was saved."), "warn")
        else:
            self.note.say(sentence(error) or str(error), "bad")
