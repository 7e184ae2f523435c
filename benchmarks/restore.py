"""From an encrypted backup of 60 000 gifts to verified books: in a file, and on a PostgreSQL of its own.

What is put back is opened and counted as by whoever goes on with it; its numbers, cents and heads are those of the
manifest, or the benchmark fails. On the server the processor's seconds are those of the server too, since most of
the work is there; the memory is that of the program and of PostgreSQL's own programs that it starts.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final
from uuid import uuid4

from msgspec.structs import replace
from sqlalchemy import make_url

from benchmarks import server
from benchmarks.builds import Place
from benchmarks.measuring import Spent, alone
from benchmarks.product import Books, issue, make, opened
from benchmarks.taken import Taken, timed
from benchmarks.world import fill_books

WANTS_SERVER: Final = True
OF_PRESENT: Final = True  # an older build knows neither a passphrase nor a server
ROUNDS: Final = 2
_PEOPLE: Final = 12_000  # five gifts each, half of them receipted
_PASSPHRASE: Final = "quatre châtaignes à Lyon"  # noqa: S105 -- of books that go at the end
_BOUND: Final = 30  # seconds


def fill(place: Place) -> None:
    """Import people and their gifts into both, and issue the receipts of half of them."""
    for location in _locations(place):
        with closing(make(location)) as books:
            _fill(books, place)


def measure(place: Place) -> Iterator[Taken]:
    """Back both up under a passphrase, and put both back."""
    for kind, location in zip(("a file", "a server"), _locations(place), strict=True):
        backup = place.folder / f"{kind[2:]}.tiwizi.encrypted"
        backup.unlink(missing_ok=True)
        counted = _on_server(location) if kind == "a server" else alone
        took = counted(lambda: partial(_back_up, opened(location), backup))  # noqa: B023 -- called at once
        yield timed(f"60 000 gifts in {kind}, backed up encrypted, verified", took)
        yield Taken(f"  the backup of {kind}", "MB", backup.stat().st_size / 1e6)
        took = counted(lambda: partial(_put_back, place, backup, location))  # noqa: B023 -- called at once
        yield timed(f"from it to verified books in {kind}", took, bound=_BOUND)


def _on_server(location: str) -> Callable[[Callable[[], Callable[[], object]]], Spent]:
    """Return what measures a job alone, and counts the processor's seconds of the server with its own."""

    def measured(ready: Callable[[], Callable[[], object]]) -> Spent:
        before = server.used(location)
        took = alone(ready)
        return took._replace(used=took.used + server.used(location) - before)

    return measured


def _locations(place: Place) -> tuple[str, str]:
    return str(place.folder / "b.tiwizi"), place.server


def _gifts(place: Place) -> int:
    return 5 * _people(place)


def _people(place: Place) -> int:
    return place.count(_PEOPLE, 40)


def _fill(books: Books, place: Place) -> None:
    people = _people(place)
    fill_books(books, place.folder, people=people, payments=_gifts(place), projects=10)
    issue(books, payers={f"D{n}" for n in range(people // 2)})


def _back_up(books: Books, backup: Path) -> None:
    from donations_app.services.exchange.backups import back_up

    scratch = books.location if books.is_server else ""
    made = back_up(books, backup, passphrase=_PASSPHRASE, scratch=scratch)
    books.close()
    if not made.manifest.verified:
        raise RuntimeError(f"{backup} was not verified")


def _put_back(place: Place, backup: Path, location: str) -> None:
    """Restore into a place of its own, open and count."""
    from donations_app.db.books import utc_now
    from donations_app.db.queries.counted import counted
    from donations_app.services.exchange.restoring import restore, restore_to_server

    to = _new_place(location)
    put = restore_to_server if location == place.server else restore
    manifest = put(backup, to, clock=utc_now, passphrase=_PASSPHRASE).manifest
    with closing(opened(to)) as books, books.read() as session:
        held = counted(session, books.today)
    wanted = replace(manifest.counted, name=held.name)
    if held != wanted or (held.payments, held.receipts) != (_gifts(place), _people(place) // 2):
        raise RuntimeError(f"{held} instead of {wanted}")


def _new_place(beside: str) -> str:
    """Return where no books stand yet: a file beside a file, a database beside a database."""
    name = f"restored_{uuid4().hex[:12]}"
    if "://" in beside:
        return make_url(beside).set(database=name).render_as_string(hide_password=False)
    return str(Path(beside).with_name(f"{name}.tiwizi"))
