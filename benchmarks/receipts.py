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
from benchmarks.measuring import Spent, each, of_all, spent
from benchmarks.product import Books, is_present, issue, opened, press
from benchmarks.taken import Taken, rated, timed
from benchmarks.world import copied, filled_books
from donations_app.db.queries.receipts import receipt
from receipts.binding import Binder
from resources import path

COUNT = 1_000
ROUNDS = 5
_SINGLE = 60  # receipts issued one by one


def fill(place: Place) -> None:
    """Import donors of one payment each."""
    people = place.count(COUNT, 50) + _SINGLE
    filled_books(place.folder, people=people, payments=people, projects=10).close()


def measure(place: Place) -> Iterator[Taken]:
    """Issue the same receipts twice, with one file and with a file each, then others singly."""
    count = place.count(COUNT, 50)
    payers = [f"D{n}" for n in range(count)]
    folder = place.folder / "out"
    folder.mkdir(exist_ok=True)
    merged = _copy(place, "merged")
    took = spent(lambda: _issue_merged(merged, payers, folder / "all.pdf"))
    limits = _limits(merged, count, folder) if is_present() else (None, None)
    yield rated("1 000 receipts in one PDF, journalled", count, took, limit=limits[0], times=2)
    merged.close()
    apart = _copy(place, "each")
    took = spent(lambda: _issue_each(apart, payers, folder))
    yield rated("1 000 receipts, a file each, journalled", count, took, limit=limits[1], times=2)
    apart.close()
    single = _copy(place, "single")
    times = _issued_singly(single, range(count, count + _SINGLE), folder)
    canvas = each(lambda n=n: _plain_page(folder / f"c{n}.pdf") for n in range(_SINGLE))  # type: ignore[misc]
    yield timed("one receipt, click to file, p95", of_all(times), unit="ms", limit=of_all(canvas), share=3)
    single.close()


def _copy(place: Place, name: str) -> Books:
    return opened(str(copied(place.folder / "b.tiwizi", place.folder / f"{name}.tiwizi")))


def _limits(books: Books, count: int, folder: Path) -> tuple[Spent, Spent]:
    """Print the same contents with nothing checked, numbered or saved: in one file, and sealed to a file each."""
    printing, contents = press(books), _contents(books, count)
    with (folder / "limit.pdf").open("wb") as out:
        together = spent(lambda: printing.write_merged(out, contents, title="limit"))
    apart = spent(
        lambda: [
            (folder / f"l{n}.pdf").write_bytes(printing.print(one).content) for n, one in enumerate(contents)
        ]
    )
    return together, apart


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


def _issued_singly(books: Books, donors: range, folder: Path) -> list[Spent]:
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
