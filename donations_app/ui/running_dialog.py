"""A question whose answer takes long to find, and to do: how far it is, the stop, and what stands against it."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QPushButton, QWidget

from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Job
from donations_app.ui.widgets.dialog import Dialog
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.running import Running

Report = Callable[[int, int], None]
T = TypeVar("T")


class RunningDialog(Dialog):
    """Runs one thing at a time off the window's thread; going back stops it.

    Attributes:
        does: the button that does it; nobody can press it while something runs.
    """

    does: QPushButton

    def __init__(self, desk: Desk, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._desk = desk
        self._job: Job | None = None
        self.note, self.running = Note(), Running()

    def run(self, work: Callable[[Report], T], done: Callable[[T], None]) -> None:
        """Do something long, and then what comes of it."""

        def end(found: T) -> None:
            self._end()
            done(found)

        def fail(error: BaseException) -> None:
            self._end()
            self.refuse(error)

        self.does.setEnabled(False)
        self._job = self._desk.jobs.start(work, of=self, done=end, failed=fail)
        self.running.follow(self._job)

    def _end(self) -> None:
        self._job = None
        self.running.hide()

    def refuse(self, error: BaseException) -> None:
        """Say what stands against it."""
        raise NotImplementedError

    def reject(self) -> None:
        """Stop what runs: what is written stays, the rest waits."""
        if self._job is not None:
            self._job.cancel()
        super().reject()
