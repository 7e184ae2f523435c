"""One receipt followed back to its payments; the books are only read."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from donations_app.db.books import Books
from donations_app.db.queries.traces import traces
from donations_app.domain.structs import asdict
from donations_app.domain.tracing import Trace
from donations_app.formats.writing import placed
from donations_app.services.books.program import program
from donations_app.services.statements.register import register_heading


def trace_receipt(
    books: Books, number: str, *, out: Path | None = None, form: str = "pdf", force: bool = False
) -> Trace:
    """Follow one receipt back to its payments, and print the page if a file is named.

    Args:
        books: where to read.
        number: of the receipt.
        out: where to write it.
        form: ``pdf`` or ``json``.
        force: replace a file that stands there.

    Raises:
        NotFound: no receipt bears the number.
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with books.read() as session:
        (trace,) = traces(session, [number])
        if out is not None:
            with placed(out, force=force) as file:
                if form == "json":
                    file.write(json.dumps(trace_data(trace), ensure_ascii=False, indent=1).encode())
                else:
                    from receipts.trace import write_traces

                    heading = register_heading(session, books.today, trace.content.year, "")
                    write_traces(file, heading, [trace], program=program())
    return trace


def trace_data(trace: Trace) -> dict[str, Any]:
    """Return a trace as JSON: money in cents, days and instants in ISO 8601."""
    data: dict[str, Any] = plain(asdict(trace))
    return data | {"status": trace.status, "intact": trace.is_intact, "balanced": trace.is_balanced}


def plain(value: Any) -> Any:
    """Return a value as JSON: an amount ``x`` becomes ``x_cents``, days and instants are in ISO 8601."""
    if isinstance(value, dict):
        return {
            f"{name}_cents" if _is_money(one) else name: one["cents"] if _is_money(one) else plain(one)
            for name, one in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _is_money(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"cents"}
