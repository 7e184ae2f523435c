"""Receipts: many in one file, a file each, one from the click to the file."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.builds import Place
from benchmarks.measuring import Figure, each, p95, seconds
from benchmarks.product import Books, issue, opened, press
from benchmarks.taken import NO_SLOWER, Taken
from benchmarks.world import copied, filled_books
from donations_app.db.queries.receipts import receipt
from receipts.binding import Binder
from resources import path

COUNT = 1_000
ROUNDS = 5
_SINGLE = 60  # receipts issued one by one


def run(folder: Path) -> Iterator[Figure]:
    """Issue the same thousand receipts twice, with one file and with a file each; then singly."""
    filled_books(folder, people=COUNT + _SINGLE, payments=COUNT + _SINGLE, projects=10).close()
    copies = [
        copied(folder / "b.tiwizi", folder / name)
        for name in ("merged.tiwizi", "each.tiwizi", "single.tiwizi")
    ]
    payers = [f"D{n}" for n in range(COUNT)]

    merged = opened(str(copies[0]))
    time = seconds(lambda: _issue_merged(merged, payers, folder / "all.pdf"))
    printing, contents = press(merged), _contents(merged, len(payers))
    with (folder / "limit.pdf").open("wb") as out:
        limit = seconds(lambda: printing.write_merged(out, contents, title="limit"))
    yield Figure("1 000 receipts in one PDF, journalled", "/s", COUNT / time, COUNT / limit, 0.4)
    merged.close()

    single_files = opened(str(copies[1]))
    place = folder / "each"
    place.mkdir()
    time = seconds(lambda: _issue_each(single_files, payers, place))
    limit_place = folder / "limit"
    limit_place.mkdir()
    limit = seconds(
        lambda: [
            (limit_place / f"{n}.pdf").write_bytes(printing.print(one).content)
            for n, one in enumerate(contents)
        ]
    )
    yield Figure("1 000 receipts, a file each, journalled", "/s", COUNT / time, COUNT / limit, 0.35)
    single_files.close()

    single = opened(str(copies[2]))
    times = _issued_singly(single, range(COUNT, COUNT + _SINGLE), place)
    canvas = each(lambda n=n: _plain_page(limit_place / f"c{n}.pdf") for n in range(_SINGLE))  # type: ignore[misc]
    yield Figure("one receipt, click to file, p95", "ms", p95(times), p95(canvas), 3)
    single.close()


def fill(place: Place) -> None:
    """Import donors of one payment each."""
    filled_books(place.folder, people=_SINGLE, payments=_SINGLE, projects=10).close()


def measure(place: Place) -> Iterator[Taken]:
    """Issue one by one, to a file each, in a copy of the books."""
    books = opened(str(copied(place.folder / "b.tiwizi", place.folder / "single.tiwizi")))
    times = _issued_singly(books, range(place.count(_SINGLE, 20)), place.folder)
    yield Taken("one receipt, click to file, p95", "ms", p95(times), times=NO_SLOWER)
    books.close()


def _issue_merged(books: Books, payers: list[str], out: Path) -> None:
    """Issue, and bind what was issued into one file to print."""
    base = press(books).latin.content
    with out.open("wb") as file:
        binder = Binder(file, "2025")

        def bind(issued: Any) -> None:
            binder.add(base, issued.document[len(base) :])

        issue(books, payers=set(payers), each=bind)
        binder.close()


def _issue_each(books: Books, payers: list[str], folder: Path) -> None:
    def save(issued: Any) -> None:
        (folder / f"{issued.number}.pdf").write_bytes(issued.document)

    payer = payers[0] if len(payers) == 1 else ""
    issue(books, payer=payer, payers=set(payers), each=save)


def _issued_singly(books: Books, donors: range, folder: Path) -> list[float]:
    return each(lambda n=n: _issue_each(books, [f"D{n}"], folder) for n in donors)  # type: ignore[misc]


def _contents(books: Books, count: int) -> list[Any]:
    with books.read() as session:
        return [receipt(session, f"2025-MRS-P-{n:06}").content for n in range(1, count + 1)]


def _plain_page(place: Path) -> None:
    """Draw a page as plain as a receipt can be: 45 texts, 12 boxes, an embedded font, on the canvas."""
    if "Plain" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Plain", str(path("fonts", "DonsSans-Regular.ttf"))))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Plain", 9)
    for line in range(45):
        canvas.drawString(50, 800 - line * 16, f"Le bénéficiaire reconnaît avoir reçu, ligne {line}")
    for box in range(12):
        canvas.rect(400, 800 - box * 20, 9, 9)
    canvas.save()
    place.write_bytes(buffer.getvalue())
