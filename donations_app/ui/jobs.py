"""Work off the window's thread, with progress and a stop; a job outlives the widget that asked for it."""

from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from donations_app.domain.errors import Cancelled

Work = Callable[[Callable[[int, int], None]], Any]


class Job(QObject):
    """One call made on a pool thread; its signals arrive on the window's thread."""

    progressed = Signal(int, int)  # done, total
    succeeded = Signal(object)  # what the work returned
    failed = Signal(object)  # the exception; Cancelled when the user stopped it
    finished = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._stop = Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()

    def run(self) -> None:
        """Do the work; called by the pool."""
        try:
            result = self._work(self._report)
        except Exception as error:  # noqa: BLE001 -- shown, or logged, by one place on the window's thread
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)
        self.finished.emit()

    def _report(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise Cancelled
        self.progressed.emit(done, total)


class _Runner(QRunnable):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    def run(self) -> None:
        self._job.run()


class Jobs(QObject):
    """Starts jobs and keeps them until they are done."""

    started = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._running: set[Job] = set()
        self._pool = QThreadPool()

    def start(
        self, work: Work, *, done: Callable[[Any], None], failed: Callable[[BaseException], None]
    ) -> Job:
        """Run ``work`` on a pool thread; ``done`` or ``failed`` is called on this one."""
        job = Job(work)
        self._running.add(job)
        job.succeeded.connect(done)
        job.failed.connect(failed)
        job.finished.connect(lambda: self._running.discard(job))
        self.started.emit(job)
        self._pool.start(_Runner(job))
        return job

    @property
    def is_busy(self) -> bool:
        """Whether some job is running."""
        return bool(self._running)

    def stop(self) -> None:
        """Ask all jobs to stop, and wait for them: before the books are closed."""
        for job in list(self._running):
            job.cancel()
        self._pool.waitForDone()
