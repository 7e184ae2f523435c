"""Many people at work at once, a process each."""

import gc
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from donations_app.domain.storage_errors import StorageUnavailable


class Work(NamedTuple):
    """What one person does: ``begin`` makes ready up to its first ``yield``, then yields after each piece."""

    begin: Callable[[], Iterator[None]]
    pause: float = 0  # seconds between two pieces, at most twice as long, as people need


class Worked(NamedTuple):
    """What one person did."""

    times: list[float]  # milliseconds of each piece
    given_up: int  # pieces that waited in vain
    began: float
    ended: float


def work_together(crowd: Sequence[Work]) -> list[Worked]:
    """Let all begin at the same moment once all are ready; return what each did, in their order."""
    context = multiprocessing.get_context("fork")
    ready, told = context.Barrier(len(crowd)), context.SimpleQueue()
    people = [context.Process(target=_work, args=(n, work, ready, told)) for n, work in enumerate(crowd)]
    for person in people:
        person.start()
    found: dict[int, Worked] = {}
    while len(found) < len(crowd):
        n, worked = told.get()
        if worked is None:
            raise RuntimeError(f"person {n} stopped: see above")
        found[n] = worked
    for person in people:
        person.join()
    return [found[n] for n in range(len(crowd))]


def _work(n: int, work: Work, ready: Any, told: Any) -> None:
    done = None
    try:
        done = _pieces(work, ready, random.Random(n))
    finally:
        if done is None:
            ready.abort()
        told.put((n, done))


def _pieces(work: Work, ready: Any, chance: random.Random) -> Worked:
    pieces, times, given_up = work.begin(), list[float](), 0
    next(pieces)
    gc.freeze()  # what was loaded, as the program does: else all look through all of it for garbage at the same piece
    ready.wait()
    began = time.perf_counter()
    while True:
        if work.pause:
            time.sleep(chance.uniform(0, 2 * work.pause))
        start = time.perf_counter()
        try:
            next(pieces)
        except StopIteration:
            return Worked(times, given_up, began, time.perf_counter())
        except StorageUnavailable:  # the wait was in vain: it counts as a wait, and the person goes home
            return Worked([*times, (time.perf_counter() - start) * 1000], 1, began, time.perf_counter())
        times.append((time.perf_counter() - start) * 1000)


def rate(crowd: Sequence[Worked]) -> float:
    """Return the pieces a second of all together, from the first beginning to the last end."""
    span = max(one.ended for one in crowd) - min(one.began for one in crowd)
    return sum(len(one.times) - one.given_up for one in crowd) / span
