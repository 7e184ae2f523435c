"""How long something takes: by the clock, of the processor, and with how much memory."""

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

_LOOK: Final = 0.02  # seconds between two looks at the memory


class Spent(NamedTuple):
    """What a job took: the clock tells of a busy machine, the processor of the job alone."""

    seconds: float
    used: float  # seconds of the processor, in the program and the system, with those of processes it started
    megabytes: float | None = None  # at most, of the process and of those that it started, added up


def spent(work: Callable[[], object]) -> Spent:
    """Return what one call takes."""
    start, before = time.perf_counter(), used()
    work()
    return Spent(time.perf_counter() - start, used() - before)


def used() -> float:
    """Return the seconds of the processor that this process took so far, with its processes that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def each(work: Iterable[Callable[[], object]]) -> list[Spent]:
    """Return what each call takes."""
    return [spent(one) for one in work]


def p95(times: Sequence[float]) -> float:
    """Return the time that nineteen calls in twenty do not exceed."""
    return statistics.quantiles(times, n=20)[-1]


def of_all(times: Sequence[Spent], choose: Callable[[list[float]], float] = p95) -> Spent:
    """Return one for all, chosen apart by the clock and of the processor: their p95, their median, the worst."""
    return Spent(choose([one.seconds for one in times]), choose([one.used for one in times]))


def alone(ready: Callable[[], Callable[[], object]]) -> Spent:
    """Return what a job takes in a process of its own, forked from this one, so that its memory is told apart.

    Args:
        ready: opens what is needed, which is not measured, and returns the job.

    Raises:
        RuntimeError: the job failed; why was printed.
    """
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(ready, there))
    process.start()
    most = watched(process.pid or 0, lambda: process.is_alive() and not here.poll())
    there.close()
    try:
        told = here.recv()
    except EOFError as none:
        process.join()
        raise RuntimeError(f"{ready}: see above") from none
    process.join()
    seconds, processor = told
    return Spent(seconds, processor, most)


def _tell(ready: Callable[[], Callable[[], object]], there: Any) -> None:
    there.send(spent(ready())[:2])


def watched(process: int, goes_on: Callable[[], bool]) -> float:
    """Return the megabytes that a process and those that it starts take together at most while it goes on."""
    most = 0
    while goes_on():
        most = max(most, _kilobytes(process, "VmHWM"), _with_its_own(process))
        time.sleep(_LOOK)
    return most / 1024


def _with_its_own(process: int) -> int:
    """Return the kilobytes that a process and all below it take now; what they share counts for each of them."""
    below = 0
    with suppress(OSError):  # it has just ended
        for thread in Path("/proc", str(process), "task").iterdir():
            children = (thread / "children").read_text(encoding="ascii").split()
            below += sum(_with_its_own(int(child)) for child in children)
    return _kilobytes(process, "VmRSS") + below


def _kilobytes(process: int, what: str) -> int:
    with suppress(OSError, IndexError):  # it has just ended
        status = Path("/proc", str(process), "status").read_text(encoding="ascii")
        return int(status.split(f"{what}:")[1].split()[0])
    return 0
