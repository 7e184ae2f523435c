"""Work off the window's thread, with progress and a stop; a job outlives the widget that asked for it.

The work itself never touches Qt: what it reports is fetched by a timer on the window's thread. Signals
sent from another thread while somebody connects to them bring the program down (seen with PySide 6.11).
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from donations_app.domain.errors import Cancelled

Work = Callable[[Callable[[int, int], None]], Any]
_LOOK: Final = 40  # milliseconds between two looks at the jobs


class Job(QObject):
    """One call made on another thread; its signals are sent on the window's thread."""

    progressed = Signal(int, int)  # done, total
    succeeded = Signal(object)  # what the work returned
    failed = Signal(object)  # the exception; Cancelled when the user stopped it
    finished = Signal()

    def __init__(self, *, may_be_lost: bool = False) -> None:
        super().__init__()
        self.may_be_lost = may_be_lost
        self.future: Future[Any] = Future()
        self._stop = Event()
        self._reported: tuple[int, int] | None = None

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()

    def report(self, done: int, total: int) -> None:
        """Take note of progress; called by the work on its own thread."""
        if self._stop.is_set():
            raise Cancelled
        self._reported = (done, total)

    def tell(self) -> bool:
        """Send what is new; return whether the work is over."""
        reported, self._reported = self._reported, None
        if reported:
            self.progressed.emit(*reported)
        if not self.future.done():
            return False
        if (error := self.future.exception()) is not None:
            self.failed.emit(error)
        else:
            self.succeeded.emit(self.future.result())
        self.finished.emit()
        return True


class Jobs(QObject):
    """Starts jobs and keeps them until they are done."""

    started = Signal(object)
    hearing_changed = Signal(bool)  # whether some job runs whose end must be told

    def __init__(self) -> None:
        super().__init__()
        self._running: list[Job] = []
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="job")
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._look)

    def start(
        self,
        work: Work,
        *,
        of: QObject,
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
        may_be_lost: bool = False,
    ) -> Job:
        """Run ``work`` on another thread; ``done`` or ``failed`` is called on this one while ``of`` lives.

        A job that only reads ``may_be_lost``: nobody minds when the widget that asked for it goes.
        """
        job = Job(may_be_lost=may_be_lost)
        job.succeeded.connect(lambda result: done(result) if isValid(of) else None)
        job.failed.connect(lambda error: failed(error) if isValid(of) else None)
        self._running.append(job)
        self.started.emit(job)
        job.future = self._pool.submit(work, job.report)
        self._timer.start()
        self.hearing_changed.emit(self.must_be_heard)
        return job

    @property
    def is_busy(self) -> bool:
        """Whether some job is running, or has not told its end."""
        return bool(self._running)

    @property
    def must_be_heard(self) -> bool:
        """Whether some job is running whose widget must be there at its end."""
        return any(not job.may_be_lost for job in self._running)

    def stop(self) -> None:
        """Ask all jobs to stop, and wait for them: before the books are closed."""
        for job in self._running:
            job.cancel()
        wait([job.future for job in self._running])

    def _look(self) -> None:
        for job in list(self._running):
            if job.tell():  # which may start another
                self._running.remove(job)
                self.hearing_changed.emit(self.must_be_heard)
        if not self._running:
            self._timer.stop()
