"""Work off the window's thread, with progress and a stop; a job outlives the widget that asked for it.

The work itself never touches Qt: what it reports is fetched by a timer on the window's thread. Signals
sent from another thread while somebody connects to them bring the program down, and so does a Qt object
that is thrown away on another thread (both seen with PySide 6.11). Work holds the widget that asked for it,
so the window's thread lets go of it last, and collects what refers to itself alone while a job runs.
"""

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Event, local
from typing import Any, ClassVar, Final, TypeVar, cast

from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from donations_app.domain.errors import Cancelled

T = TypeVar("T")
Work = Callable[[Callable[[int, int], None]], Any]
_SOON, _LOOK = 2, 40  # milliseconds until the first look at jobs, and at most between two
_PART: Final = 20  # a look after so many parts of the time that they run: what they found waits no longer
# what a job loads stays: what is no longer new is looked through this many times as seldom as Python does
_RARELY: Final = 10
_MOMENT: Final = 0.03  # seconds for which what is quick is waited for: less than one sees
_AT_ONCE: Final = 0.1  # seconds that a call may take without anybody minding


class _Task:
    """What the other thread holds of a job: no Qt object, and no work any more once it is over."""

    def __init__(self, work: Work) -> None:
        self._work: Work | None = work
        self._result: Any = None
        self._error: BaseException | None = None
        self.stop = Event()
        self.is_over = False
        self.reported: tuple[int, int] | None = None

    def run(self) -> None:
        """Do the work; called on the other thread."""
        work = self._work
        _here.task = self
        try:
            if work:
                self._result = work(self.report)
        except BaseException as error:  # noqa: BLE001 -- told on the window's thread
            self._error = error
        _here.task = None
        self.is_over = True
        del work  # the task still holds it: its end is the window's

    def report(self, done: int, total: int) -> None:
        """Take note of progress; called by the work on its own thread."""
        if self.stop.is_set():
            raise Cancelled
        self.reported = (done, total)

    def take(self) -> tuple[Any, BaseException | None]:
        """Return the result and the error, and let go of all; called on the window's thread."""
        found = (self._result, self._error)
        self._work = self._result = self._error = None
        return found


_here: Final = local()


def task_here() -> _Task | None:
    """Return the task that works on the thread of the caller, if one does."""
    return getattr(_here, "task", None)


class Job(QObject):
    """One call made on another thread; its signals are sent on the window's thread."""

    progressed = Signal(int, int)  # done, total
    succeeded = Signal(object)  # what the work returned
    failed = Signal(object)  # the exception; Cancelled when the user stopped it
    finished = Signal()

    def __init__(self, work: Work, pool: ThreadPoolExecutor, *, may_be_lost: bool, waits: bool) -> None:
        super().__init__()
        self.may_be_lost = may_be_lost
        self._task = _Task(work)
        self._pool = pool
        self.future: Future[None] | None = None
        if not waits:
            self.begin()

    def begin(self) -> None:
        """Hand the work to its thread, if that is not done yet."""
        if self.future is None:
            self.future = self._pool.submit(self._task.run)

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._task.stop.set()

    def tell(self) -> bool:
        """Send what is new; return whether the work is over. What waits for the painting begins."""
        if self.future is None:
            self.begin()
            return False
        reported, self._task.reported = self._task.reported, None
        if reported:
            self.progressed.emit(*reported)
        if not self.future.done():
            return False
        result, error = self._task.take()
        if error is not None:
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)
        self.finished.emit()
        return True


class _Collector:
    """Python's collector, which else may run on any thread, kept to the window's while a job runs."""

    _held: ClassVar[int] = 0

    @classmethod
    def hold(cls) -> None:
        """Leave the collecting to ``look``."""
        cls._held += 1
        gc.disable()

    @classmethod
    def release(cls) -> None:
        """Let Python collect by itself again, once no job runs."""
        cls._held -= 1
        if not cls._held:
            gc.enable()

    @staticmethod
    def look() -> None:
        """Collect what Python would have collected by now."""
        due = [
            gen
            for gen, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most * (_RARELY if gen == 1 else 1)
        ]
        if due:
            gc.collect(due[-1])


class Jobs(QObject):
    """Starts jobs and keeps them until they are done."""

    started = Signal(object)
    hearing_changed = Signal(bool)  # whether some job runs whose end must be told

    def __init__(self) -> None:
        super().__init__()
        self._running: list[Job] = []
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="job")
        self._callers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="call")  # jobs may take minutes
        self.is_ended = False
        self._calls = 0  # that the window waits for, one within the other
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)  # Qt's other one may come a twentieth later
        self._timer.timeout.connect(self._look)
        self._since = QElapsedTimer()  # since the last job was started

    def start(
        self,
        work: Work,
        *,
        of: QObject,
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
        may_be_lost: bool = False,
        waits: bool = False,
        is_quick: bool = False,
    ) -> Job:
        """Run ``work`` on another thread; ``done`` or ``failed`` is called on this one while ``of`` lives.

        Args:
            work: is given a function that takes note of progress.
            of: the widget that asks for it.
            done: takes what the work returns.
            failed: takes what it raises.
            may_be_lost: it only reads: nobody minds when the widget goes meanwhile.
            waits: it begins once what is shown now is painted, which would else share one interpreter with it.
            is_quick: it is waited for a moment, so that what it finds is painted at once; ``done`` or ``failed``
                may be called before this returns.
        """
        _Collector.hold()
        job = Job(work, self._pool, may_be_lost=may_be_lost, waits=waits)
        job.succeeded.connect(lambda result: done(result) if isValid(of) else None)
        job.failed.connect(lambda error: failed(error) if isValid(of) else None)
        self._running.append(job)
        self.started.emit(job)
        self._since.start()
        self._timer.start(_SOON)
        self.hearing_changed.emit(self.must_be_heard)
        if is_quick and job.future and not self._calls and wait([job.future], _MOMENT).done:
            self._tell(job)
        return job

    def call(self, work: Callable[[], T]) -> T:
        """Do short work on another thread, and wait for what it returns or raises.

        Until then the window goes on painting; keys and clicks come after it, and so do the ends of jobs.
        """
        _Collector.hold()
        task = _Task(lambda _report: work())
        try:
            self._calls += 1
            future = self._callers.submit(task.run)
            if not wait([future], _AT_ONCE).done:
                with _waiting_cursor():
                    _wait_painting(future)
            result, error = task.take()
        finally:
            self._calls -= 1
            _Collector.release()
        if error is not None:
            raise error
        return cast("T", result)

    def soon(self, act: Callable[[], object]) -> None:
        """Do something once what asks for it has ended; never during a call, whose widgets it may throw away."""
        QTimer.singleShot(_LOOK if self._calls else 0, lambda: self.soon(act) if self._calls else act())

    @property
    def is_calling(self) -> bool:
        """Whether the window waits for the end of a call."""
        return bool(self._calls)

    @property
    def is_busy(self) -> bool:
        """Whether some job is running, or has not told its end."""
        return bool(self._running)

    @property
    def must_be_heard(self) -> bool:
        """Whether some job is running whose widget must be there at its end."""
        return any(not job.may_be_lost for job in self._running)

    def stop(self) -> None:
        """Ask all jobs to stop, and wait for them: before the books are closed. What waits never begins."""
        for job in list(self._running):
            job.cancel()
            if job.future is None:
                self._running.remove(job)
                _Collector.release()
        wait([job.future for job in self._running if job.future])

    def end(self) -> None:
        """Stop, and let go of the threads: nothing is asked of these books any more."""
        self.is_ended = True
        self.stop()
        self._pool.shutdown()
        self._callers.shutdown()

    def _look(self) -> None:
        if self._calls:
            return  # what the call is for may not change under it
        _Collector.look()
        self._timer.setInterval(max(_SOON, min(self._since.elapsed() // _PART, _LOOK)))
        for job in list(self._running):
            self._tell(job)
        if not self._running:
            self._timer.stop()

    def _tell(self, job: Job) -> None:
        """Tell what is new of a job; one that is over is let go."""
        if job.tell():  # which may start another
            self._running.remove(job)
            _Collector.release()
            self.hearing_changed.emit(self.must_be_heard)


@contextmanager
def _waiting_cursor() -> Iterator[None]:
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()


def _wait_painting(future: Future[None]) -> None:
    """Wait for a future in a loop of events that lets the user's wait."""
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if future.done() else None)
    timer.start(_LOOK // 4)
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    wait([future])  # the loop ends early where the whole application is told to
