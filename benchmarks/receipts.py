"""Receipts: many in one file, a file each, one from the click to the file."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.measuring import Figure, each, p95, seconds
from benchmarks.world import TODAY, filled_books
from donations_app.db.engine import Books, utc_now
from donations_app.db.open import open_books
from donations_app.db.queries.receipts import receipt
from donations_app.services.receipts.contents import issuer_of, press_for
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.services.receipts.records import Issued
from receipts.binding import Binder
from resources import path

COUNT = 1_000

FORM = "11580*05"


def run(folder: Path) -> Iterator[Figure]:
    """Issue the same thousand receipts twice, with one file and with a file each; then singly."""
    books = filled_books(folder, people=COUNT + 60, payments=COUNT + 60, projects=10)
    books.close()
    copies = [folder / name for name in ("merged.tiwizi", "each.tiwizi", "single.tiwizi")]
    for copy in copies:
        shutil.copy(books.location, copy)
    payers = [f"D{n}" for n in range(COUNT)]

    merged = open_books(str(copies[0]), clock=utc_now, today=lambda: TODAY)
    time = seconds(lambda: _issue_merged(merged, payers, folder / "all.pdf"))
    press, contents = _printed_contents(merged, payers)
    with (folder / "limit.pdf").open("wb") as out:
        limit = seconds(lambda: press.write_merged(out, contents, title="limit"))
    yield Figure("1 000 receipts in one PDF, journalled", "/s", COUNT / time, COUNT / limit, 0.4)
    merged.close()

    single_files = open_books(str(copies[1]), clock=utc_now, today=lambda: TODAY)
    place = folder / "each"
    place.mkdir()
    time = seconds(lambda: _issue_each(single_files, payers, place))
    limit_place = folder / "limit"
    limit_place.mkdir()
    limit = seconds(
        lambda: [(limit_place / f"{n}.pdf").write_bytes(press.print(one).content) for n, one in enumerate(contents)]
    )  # fmt: skip
    yield Figure("1 000 receipts, a file each, journalled", "/s", COUNT / time, COUNT / limit, 0.35)
    single_files.close()

    single = open_books(str(copies[2]), clock=utc_now, today=lambda: TODAY)
    times = each(lambda n=n: _issue_each(single, [f"D{COUNT + n}"], place) for n in range(60))  # type: ignore[misc]
    canvas = each(lambda n=n: _plain_page(limit_place / f"c{n}.pdf") for n in range(60))  # type: ignore[misc]
    yield Figure("one receipt, click to file, p95", "ms", p95(times), p95(canvas), 3)
    single.close()


def _issue_merged(books: Books, payers: list[str], out: Path) -> None:
    """Issue, and bind what was issued into one file to print."""
    with books.read() as session:
        base = press_for(issuer_of(session, TODAY), FORM).latin.content
    with out.open("wb") as file:
        binder = Binder(file, "2025")

        def bind(issued: Issued) -> None:
            binder.add(base, issued.document[len(base) :])

        issue_receipts(books, 2025, Choice(payers=set(payers)), each=bind)
        binder.close()


def _issue_each(books: Books, payers: list[str], folder: Path) -> None:
    def save(issued: Issued) -> None:
        (folder / f"{issued.number}.pdf").write_bytes(issued.document)

    payer = payers[0] if len(payers) == 1 else ""
    issue_receipts(books, 2025, Choice(payer=payer, payers=set(payers)), each=save)


def _printed_contents(books: Books, payers: list[str]):  # type: ignore[no-untyped-def]  # noqa: ANN202
    with books.read() as session:
        contents = [receipt(session, f"2025-MRS-P-{n:06}").content for n in range(1, len(payers) + 1)]
        return press_for(issuer_of(session, TODAY), FORM), contents


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
