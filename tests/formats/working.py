"""What the tests let another process do; it loads little, as what reads files does."""

import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from donations_app import i18n
from donations_app.domain.storage_errors import FileRefused


def said(*values: Any) -> Iterator[Any]:
    print("what a library prints is no answer")  # noqa: T201
    yield from values


def of_itself() -> Iterator[Any]:
    yield os.getpid()
    yield i18n.language()
    yield sorted(name for name in sys.modules if name in ("PySide6", "sqlalchemy", "reportlab", "babel"))


def without_end() -> Iterator[Any]:
    yield 1
    while True:
        pass


def asleep() -> Iterator[Any]:
    time.sleep(100)
    yield 1


def greedy() -> Iterator[Any]:
    yield 1
    kept = [bytes(2**20) for _n in range(2_000)]
    yield len(kept)


def crashing() -> Iterator[Any]:
    yield 1
    os.abort()


def ending() -> Iterator[Any]:
    yield 1
    os._exit(7)


def refusing() -> Iterator[Any]:
    yield 1
    raise FileRefused("there", "too_many_lines", 5, "100")


def writing(place: str) -> Iterator[Any]:
    with open(place, "wb", buffering=0) as file:  # noqa: PTH123 -- of what reads little else
        yield file.write(b"x")


def wrong() -> Iterator[Any]:
    yield 1
    raise LookupError("a bug")
