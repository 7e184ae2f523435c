"""The auditor's morning: a sample of receipts, each followed back to its payments; nothing is written."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from donations_app.db.engine import Books
from donations_app.db.queries.receipts import receipt, register_lines
from donations_app.db.queries.traces import candidates, traces
from donations_app.db.queries.trail import identity
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.domain.register import RegisterLine
from donations_app.domain.sampling import RULE, Drawn, Sample, draw
from donations_app.domain.tracing import Trace
from donations_app.formats.audit_notes import AuditNote, add_note, read_notes
from donations_app.formats.writing import Cell, placed, write_csv
from donations_app.services.registers import heading_of, program
from receipts.labels import STATES

FORMATS: Final = ("pdf", "csv", "json")
_HEADERS: Final = (
    "Numéro", "Formulaire", "Donateur", "Adresse", "Montant (€)", "État", "Pris par", "Rang SHA-256", "Vu",
    "Observations",
)  # fmt: skip
_NOTE_HEADERS: Final = ("Numéro", "Le (UTC)", "Par", "Observation")


@dataclass(frozen=True, slots=True)
class SampledReceipts:
    """A sample and the register's line of each number in it, in the order of the register."""

    sample: Sample
    lines: tuple[RegisterLine, ...]

    def drawn(self) -> Iterator[tuple[RegisterLine, Drawn]]:
        """Yield each line with why it is in the sample."""
        why = {one.number: one for one in self.sample.drawn}
        for line in self.lines:
            yield line, why[line.number]


def sample_receipts(
    books: Books,
    year: int,
    *,
    size: int,
    seed: int,
    today: date,
    above: Money | None = None,
    by_form: bool = False,
    out: Path | None = None,
    form: str = "pdf",
    force: bool = False,
) -> SampledReceipts:
    """Draw receipts of a year's gifts, cancelled ones included, and write them to a file if one is named.

    Args:
        books: where to read.
        year: of the gifts.
        size: how many to draw.
        seed: chosen by the auditor; the same seed draws the same numbers (``domain.sampling``).
        today: printed.
        above: take every receipt of this amount or more, and draw ``size`` of the others.
        by_form: draw ``size`` of each form.
        out: a PDF prints the list and then a trace of each receipt.
        form: one of ``FORMATS``.
        force: replace a file that stands there.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with books.read() as session:
        sample = draw(candidates(session, year), size=size, seed=seed, above=above, by_form=by_form)
        wanted = {one.number for one in sample.drawn}
        lines = (line for line in register_lines(session, year=year) if line.number in wanted)
        sampled = SampledReceipts(sample, tuple(lines))
        if out is not None:
            with placed(out, force=force) as file:
                _write_sample(session, file, sampled, year=year, form=form, today=today)
    return sampled


def _write_sample(
    session: Any, file: BinaryIO, sampled: SampledReceipts, *, year: int, form: str, today: date
) -> None:
    if form == "pdf":
        from receipts.trace import write_traces

        heading = heading_of(session, today, year, "")
        found = traces(session, [line.number for line in sampled.lines])
        write_traces(file, heading, found, program=program(), sample=(sampled.sample, sampled.lines))
    elif form == "csv":
        write_csv(file, _HEADERS, _cells(sampled))
    else:
        file.write(json.dumps(sample_data(sampled), ensure_ascii=False, indent=1).encode())


def _cells(sampled: SampledReceipts) -> Iterator[Sequence[Cell]]:
    for line, drawn in sampled.drawn():
        why = "seuil" if drawn.why == "above" else "tirage"
        yield (line.number, line.form, line.name, line.address, line.amount, STATES[line.status], why,
               drawn.rank, "", "")  # fmt: skip


def sample_data(sampled: SampledReceipts) -> dict[str, Any]:
    """Return a sample as JSON: how it was drawn, and its receipts."""
    sample = sampled.sample
    return {
        "rule": RULE,
        "seed": sample.seed,
        "size": sample.size,
        "above_cents": sample.above.cents if sample.above else None,
        "by_form": sample.by_form,
        "population": sample.population,
        "population_cents": sample.amount.cents,
        "population_sha256": sample.population_sha256,
        "receipts": [
            {
                "number": line.number, "form": line.form, "name": line.name, "amount_cents": line.amount.cents,
                "status": line.status, "sha256": line.sha256, "why": drawn.why, "rank": drawn.rank,
            }
            for line, drawn in sampled.drawn()
        ],
    }  # fmt: skip


def trace_receipt(
    books: Books, number: str, *, today: date, out: Path | None = None, form: str = "pdf", force: bool = False
) -> Trace:
    """Follow one receipt back to its payments, and print the page if a file is named.

    Args:
        books: where to read.
        number: of the receipt.
        today: printed.
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

                    heading = heading_of(session, today, trace.content.year, "")
                    write_traces(file, heading, [trace], program=program())
    return trace


def notes_on(books: Books, place: Path) -> list[AuditNote]:
    """Return the notes of a file on these books, oldest first.

    Raises:
        FileRefused: the file is not one of notes, or cannot be read.
    """
    with books.read() as session:
        ours = identity(session)
    return [one for one in read_notes(place) if one.books == ours]


def keep_note(books: Books, place: Path, number: str, text: str, *, user: str) -> AuditNote:
    """Keep a note on a receipt in a file of the auditor's own; the books are only read.

    Raises:
        InputRefused: the note is empty.
        NotFound: no receipt bears the number.
        FileRefused, FileUnwritable: the note cannot be kept there.
    """
    if not text.strip():
        raise InputRefused([Problem("text", "missing")])
    with books.read() as session:
        note = AuditNote(
            identity(session), receipt(session, number).number, books.clock(), user, text.strip()
        )
    add_note(place, note)
    return note


def write_notes(notes: Sequence[AuditNote], out: Path, *, force: bool = False) -> None:
    """Write notes as a table: number, day and hour (UTC), who, note.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
    """
    rows = ((one.number, f"{one.at.astimezone(UTC):%Y-%m-%d %H:%M}", one.by, one.text) for one in notes)
    with placed(out, force=force) as file:
        write_csv(file, _NOTE_HEADERS, rows)


def trace_data(trace: Trace) -> dict[str, Any]:
    """Return a trace as JSON: money in cents, days and instants in ISO 8601."""
    data: dict[str, Any] = _plain(asdict(trace))
    return data | {"status": trace.status, "intact": trace.is_intact, "balanced": trace.is_balanced}


def _plain(value: Any) -> Any:
    """Return a value as JSON; an amount ``x`` becomes ``x_cents``."""
    if isinstance(value, dict):
        return {
            f"{name}_cents" if _is_money(one) else name: one["cents"] if _is_money(one) else _plain(one)
            for name, one in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _is_money(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"cents"}
