"""Makes long lists ready before one looks at them, a little at a time and while nobody waits for anything."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from donations_app.domain.errors import KnownError
from donations_app.ui.jobs import Jobs
from donations_app.ui.page import Page

_AFTER: Final = 100  # milliseconds once the window stands, and between two pages
_WAITS: Final = 50  # times as long at the most for what the page in sight reads


class Preparing(QTimer):
    """Has one page after another prepared.

    Args:
        window: with which it ends.
        jobs: what it waits for.
        pages: of the window, those that are to be ready, the one that is looked at most first.
    """

    def __init__(self, window: QWidget, jobs: Jobs, pages: Sequence[Page]) -> None:
        super().__init__(window)
        self._left, self._jobs = list(pages), jobs
        self._waited = 0
        self.timeout.connect(self._prepare)
        self.start(_AFTER)

    def _prepare(self) -> None:
        jobs = self._jobs
        if not self._left or jobs.is_ended:  # a window may outlive its books
            self.stop()
            return
        self._waited += 1
        is_read = not jobs.is_busy or self._waited >= _WAITS  # what runs for minutes is waited for no longer
        if jobs.is_calling or QApplication.activeModalWidget() is not None or not is_read:
            return
        self._waited = 0
        try:
            self._left.pop(0).screen().prepare()
        except KnownError:
            return  # who looks at the page is told
