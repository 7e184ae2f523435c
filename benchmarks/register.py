"""The register of 100 000 receipts: as PDF beside pages whose text operators were prepared, or beside a build.

Beside a build it is read from books, and written as PDF, CSV and XLSX.
"""

import resource
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from benchmarks.builds import Place
from benchmarks.measuring import Figure, seconds
from benchmarks.product import issue, opened, write_register
from benchmarks.taken import Taken
from benchmarks.world import filled_books
from donations_app.domain.money import Money
from donations_app.domain.register import RegisterHeading, RegisterLine, series_of_numbers
from receipts.fonts import REGULAR, drawn_characters
from receipts.pages import make_base, write_merged
from receipts.register import SIZE
from receipts.register import write_register as print_register

COUNT = 100_000
PER_PAGE = 30
ROUNDS = 3
_WANTED = {"pdf": 2, "csv": 3, "xlsx": 2}  # times as fast
_A_RUN = 10_000  # receipts: 9d49a17 keeps those of a run


def run(folder: Path) -> Iterator[Figure]:
    """Write both; the product draws names, addresses, payments, states and carries totals."""
    heading = RegisterHeading(
        "Association", "SIREN 552100554", date(2026, 11, 23), 2025, "",
        (series_of_numbers("2025-MRS-P", range(1, COUNT + 1), cancelled=0, counter=COUNT),), (),
    )  # fmt: skip
    with (folder / "register.pdf").open("wb") as out:
        product = seconds(lambda: print_register(out, heading, _lines(), count=COUNT))
    with (folder / "limit.pdf").open("wb") as out:
        limit = seconds(lambda: _prepared(out))
    yield Figure("register of 100 000 lines, PDF", "/s", COUNT / product, COUNT / limit, 0.5)
    print(
        f"memory of this process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


def fill(place: Place) -> None:
    """Issue a receipt to each of as many people."""
    count = place.count(COUNT, 500)
    books = filled_books(place.folder, people=count, payments=count, projects=100)
    for first in range(0, count, _A_RUN):
        issue(books, payers={f"D{n}" for n in range(first, min(first + _A_RUN, count))})
    books.close()


def measure(place: Place) -> Iterator[Taken]:
    """Write the register three ways."""
    books = opened(str(place.folder / "b.tiwizi"))
    for ending, times in _WANTED.items():
        path = place.folder / f"register.{ending}"
        path.unlink(missing_ok=True)
        start = time.perf_counter()
        lines = write_register(books, path)
        rate = lines / (time.perf_counter() - start)
        yield Taken(f"lines of the register of 100 000, {ending.upper()}", "/s", rate, times=times)
    books.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Taken("memory of the process at most", "MB", peak, bound=200)


def _lines() -> Iterator[RegisterLine]:
    for n in range(1, COUNT + 1):
        yield RegisterLine(
            number=f"2025-MRS-P-{n:06}", series="2025-MRS-P", form="11580*05", wording="11580-05", year=2025,
            issued_on=date(2026, 1, 12), issued_by="naima", office="MRS", recorded_at=("MRS",), signatory="Zohra",
            payer=f"D{n}", name=f"Claire Moreau {n % 997}", address=f"{n} rue de la République, 13001 Marseille",
            payments=(f"V-MRS-2025-{n:06}",), first_on=date(2025, 1, 15), last_on=date(2025, 3, 15),
            natures=("money",), kinds=("donation",), gift_forms=("manual_gift",), methods=("cheque",),
            articles=("200",), amount=Money(100_00 + n), status="issued", replaces="", replaced_by="",
            cancelled_on=None, cancelled_by="", reason="", accepted="", sent_on=None, sent_by="", returned_on=None,
            sha256="0" * 64, dues=Money(0), parts=(),
        )  # fmt: skip


def _prepared(out: BinaryIO) -> None:
    """Write twelve columns a line: each text encoded once, nothing measured, wrapped, summed or decided."""
    base = make_base(drawn_characters(), lambda _canvas: None, title="limit", size=SIZE)

    def cells(n: int) -> Iterator[str]:
        texts = (
            f"2025-MRS-P-{n:06}", "12/01/2026", f"D{n}", f"Claire Moreau {n % 997}",
            f"{n} rue de la République, 13001 Marseille", f"V-MRS-2025-{n:06}", "15/01/2025", "numéraire", "chèque",
            "200", f"{100 + n // 100},{n % 100:02}", "émis",
        )  # fmt: skip
        return (base.show(text, REGULAR, 7) for text in texts)

    def pages() -> Iterator[bytes]:
        for first in range(1, COUNT + 1, PER_PAGE):
            lines = [
                f"1 0 0 1 {30 + 60 * column} {540 - 16 * (n - first)} Tm {shown}"
                for n in range(first, min(first + PER_PAGE, COUNT + 1))
                for column, shown in enumerate(cells(n))
            ]
            yield ("BT\n" + "\n".join(lines) + "\nET\n").encode("ascii")

    write_merged(out, base, pages(), title="limit")
