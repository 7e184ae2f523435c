"""A sample of a year's receipts, each followed back to its payments; the books are only read."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final

from msgspec import Struct

from donations_app.db.books import Books
from donations_app.db.queries.register import register_lines
from donations_app.db.queries.traces import candidates, traces
from donations_app.domain.money import Money
from donations_app.domain.register import RegisterLine
from donations_app.domain.sampling import RULE, Drawn, Sample, draw
from donations_app.formats.writing import Cell, placed, write_csv
from donations_app.services.books.program import program
from donations_app.services.statements.register import register_heading
from receipts.labels import STATES

FORMATS: Final = ("pdf", "csv", "json")
_HEADERS: Final = (
    "Numéro", "Formulaire", "Donateur", "Adresse", "Montant (€)", "État", "Pris par", "Rang SHA-256", "Vu",
    "Observations", "État (code)", "Pris par (code)",
)  # fmt: skip


class SampledReceipts(Struct, frozen=True):
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
                _write_sample(session, file, sampled, year=year, form=form, today=books.today)
    return sampled


def _write_sample(
    session: Any, file: BinaryIO, sampled: SampledReceipts, *, year: int, form: str, today: date
) -> None:
    if form == "pdf":
        from receipts.trace import write_traces

        heading = register_heading(session, today, year, "")
        found = traces(session, [line.number for line in sampled.lines])
        write_traces(file, heading, found, program=program(), sample=(sampled.sample, sampled.lines))
    elif form == "csv":
        write_csv(file, _HEADERS, _cells(sampled))
    else:
        file.write(json.dumps(sample_data(sampled), ensure_ascii=False, indent=1).encode())


def _cells(sampled: SampledReceipts) -> Iterator[Sequence[Cell]]:
    for line, drawn in sampled.drawn():
        why = "seuil" if drawn.why == "above" else "tirage"
        yield (
            line.number,
            line.form,
            line.name,
            line.address,
            line.amount,
            STATES[line.status],
            why,
            drawn.rank,
            "",
            "",
            line.status,
            drawn.why,
        )


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
