"""The guard of the journal: the engine refuses a write that the audit trail does not see."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection

_JOURNALLING: Final = "journalling"  # noted of a connection while its writes are journalled
_WRITES: Final = ("INSERT", "UPDATE", "DELETE", "REPLAC", "TRUNCA")


@contextmanager
def unlocked(connection: Connection) -> Iterator[Connection]:
    """Open the guard of a connection for writes that are journalled, or follow from others that are."""
    info = connection.info  # taken now: of a line that broke it cannot be asked any more
    info[_JOURNALLING] = True
    try:
        yield connection
    finally:
        info[_JOURNALLING] = False


def refuse_stray_writes(
    connection: Any,
    _cursor: Any,
    statement: str,
    _parameters: Any,
    _context: Any,
    _many: bool,  # noqa: FBT001 -- SQLAlchemy calls it so
) -> None:
    """Refuse a write that the journal does not see: a bug, found at its first run."""
    if statement.lstrip()[:6].upper() in _WRITES and not connection.info.get(_JOURNALLING):
        raise RuntimeError(f"a write past the journal: {statement[:120]}")
