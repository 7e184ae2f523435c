"""A file of the bank that is a status report, read within limits; a large one in a process of its own."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from donations_app.apart import Limits, apart, size_of
from donations_app.domain.status_reports import BatchStatus, StatusReport, TransactionStatus
from donations_app.domain.storage_errors import FileRefused
from donations_app.domain.structs import asdict
from donations_app.formats.bank.pain002 import REPORTS, read_pain002
from donations_app.formats.bank.recognise import beginning_of, message_of
from donations_app.formats.bank.said import NotRead
from donations_app.formats.files import bytes_of

LARGEST: Final = 20 * 1024 * 1024
_SMALL: Final = 64 * 1024
_LIMITS: Final = Limits(seconds=36, mebibytes=500)


def is_status_report(path: Path) -> bool:
    """Tell whether a file is a status report, and neither a statement nor anything else."""
    try:
        beginning = beginning_of(path) if path.is_file() else b""  # a pipe would never end
        return beginning.lstrip()[:1] == b"<" and message_of(beginning, str(path))[1] in REPORTS
    except (OSError, ValueError, FileRefused):
        return False


def read_status_report(path: Path) -> StatusReport:
    """Return what a status report says.

    Raises:
        FileRefused: it is missing, too large, another message, or one that cannot be read whole.
    """
    said = _read(path) if size_of(path) <= _SMALL else apart(path, _read, path, limits=_LIMITS)
    return _report(list(said)[-1])


def _read(path: Path) -> Iterator[dict[str, Any]]:
    """Say what a report holds, as JSON, since a process of its own may say it."""
    name, content = str(path), bytes_of(path, largest=LARGEST)
    kind, element = message_of(content, name)
    if element not in REPORTS:
        raise FileRefused(name, "bank_other_message", detail=kind or element[:60])
    try:
        found = asdict(read_pain002(io.BytesIO(content), kind or element))
    except NotRead as error:
        raise _refused(name, error) from error
    yield {
        **found,
        "created_on": _plain(found["created_on"]),
        "transactions": _plain_all(found["transactions"]),
    }


def _plain(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _plain_all(found: tuple[TransactionStatus, ...]) -> list[dict[str, Any]]:
    return [{**one._asdict(), "collected_on": _plain(one.collected_on)} for one in found]


def _report(said: dict[str, Any]) -> StatusReport:
    transactions = [
        TransactionStatus(**{**one, "info": tuple(one["info"]), "collected_on": _day(one["collected_on"])})
        for one in said["transactions"]
    ]
    batches = [BatchStatus(one[0], one[1], one[2], tuple(one[3]), one[4]) for one in said["batches"]]
    texts = {
        name: said[name] for name in ("format", "message", "original", "original_kind", "status", "reason")
    }
    return StatusReport(
        **texts,
        created_on=_day(said["created_on"]),
        info=tuple(said["info"]),
        batches=tuple(batches),
        transactions=tuple(transactions),
    )


def _refused(name: str, error: NotRead) -> FileRefused:
    code = "amount_unreadable_somewhere" if error.code == "amount_unreadable" else error.code
    return FileRefused(name, code, error.line, error.detail)
