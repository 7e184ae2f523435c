"""The register of 100 000 receipts as PDF, CSV and XLSX; as PDF beside pages whose text operators were prepared."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.builds import Place
from benchmarks.measuring import alone, spent
from benchmarks.product import is_present, issue, opened, write_register
from benchmarks.taken import Taken, rated
from benchmarks.world import filled_books
from receipts.fonts import REGULAR, drawn_characters
from receipts.pages import HEIGHT, WIDTH, make_base, write_merged

COUNT = 100_000
PER_PAGE = 30
ROUNDS = 3
_WANTED = {"pdf": 2, "csv": 3, "xlsx": 2}  # times as fast
_A_RUN = 10_000  # receipts: 9d49a17 keeps those of a run


def fill(place: Place) -> None:
    """Issue a receipt to each of as many people."""
    count = place.count(COUNT, 500)
    books = filled_books(place.folder, people=count, payments=count, projects=100)
    for first in range(0, count, _A_RUN):
        issue(books, payers={f"D{n}" for n in range(first, min(first + _A_RUN, count))})
    books.close()


def measure(place: Place) -> Iterator[Taken]:
    """Write the register three ways, each in a process of its own."""
    count = place.count(COUNT, 500)
    for ending, times in _WANTED.items():
        path = place.folder / f"register.{ending}"
        path.unlink(missing_ok=True)
        took = alone(lambda: partial(write_register, opened(str(place.folder / "b.tiwizi")), path))  # noqa: B023 -- called at once
        limit = (
            spent(lambda: _prepared(place.folder / "limit.pdf", count))
            if ending == "pdf" and is_present()
            else None
        )
        wanted = {"times": times, "room": 200.0}
        yield rated(f"lines of the register of 100 000, {ending.upper()}", count, took, limit=limit, **wanted)


def _prepared(place: Path, count: int) -> None:
    """Write twelve columns a line: each text encoded once, nothing measured, wrapped, summed or decided."""
    base = make_base(drawn_characters(), lambda _canvas: None, title="limit", size=(HEIGHT, WIDTH))

    def cells(n: int) -> Iterator[str]:
        texts = (
            f"2025-MRS-P-{n:06}", "12/01/2026", f"D{n}", f"Claire Moreau {n % 997}",
            f"{n} rue de la République, 13001 Marseille", f"V-MRS-2025-{n:06}", "15/01/2025", "numéraire", "chèque",
            "200", f"{100 + n // 100},{n % 100:02}", "émis",
        )  # fmt: skip
        return (base.show(text, REGULAR, 7) for text in texts)

    def pages() -> Iterator[bytes]:
        for first in range(1, count + 1, PER_PAGE):
            lines = [
                f"1 0 0 1 {30 + 60 * column} {540 - 16 * (n - first)} Tm {shown}"
                for n in range(first, min(first + PER_PAGE, count + 1))
                for column, shown in enumerate(cells(n))
            ]
            yield ("BT\n" + "\n".join(lines) + "\nET\n").encode("ascii")

    with place.open("wb") as out:
        write_merged(out, base, pages(), title="limit")
