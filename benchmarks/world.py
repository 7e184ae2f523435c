"""Books for the benchmarks."""

import csv
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

from benchmarks.product import TODAY as TODAY  # noqa: PLC0414 -- the day of these books too
from benchmarks.product import Books, make, take_in
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft

_A_FILE = 125_000  # people or payments at most
_FILES = 4  # at least, so that books of every size hold people against those who came before
_VILLAGE = 997  # families of each of ten names
_NAMESAKES = 200  # people on a family of each name: two of each first name, however many there are
LAST = (
    "Aït Ahmed",
    "Moreau",
    "Bouzid",
    "El Idrissi",
    "Girard",
    "Tazi",
    "Boulahya",
    "Lefèvre",
    "Amezian",
    "Durand",
)
FIRST = ("Mohand", "Claire", "Fatima", "Hélène", "Brahim", "Naïma", "Jean", "Zahra", "Idder", "Anne-Marie")


def books_in(folder: Path) -> Books:
    """Make empty books."""
    return make(str(folder / "b.tiwizi"))


def add_people(books: Books, folder: Path, count: int) -> None:
    """Import people D0, D1 ... with names that repeat as in a village; the more people, the more names."""
    families = max(1, count // _NAMESAKES)
    for numbers in _parts(count):
        take_in(books, "people", people_file(folder, numbers, families=families), partial=True)


def _parts(count: int) -> Iterator[range]:
    """Yield the numbers of each file of so many lines."""
    size = min(_A_FILE, -(-count // _FILES))
    for first in range(0, count, size):
        yield range(first, min(first + size, count))


def people_file(folder: Path, numbers: Iterable[int], *, families: int = _VILLAGE) -> Path:
    """Write a file of people D0, D1 ... of these numbers, of so many families of each of ten names."""
    path = folder / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(("ref", "kind", "last_name", "first_name", "address", "postcode", "city"))
        for n in numbers:
            last, first = f"{LAST[n % 10]} {n // 100 % families}", FIRST[n // 10 % 10]
            rows.writerow((f"D{n}", "individual", last, first, f"{n} rue X", "13001", "Marseille"))
    return path


def add_projects(books: Books, folder: Path, count: int) -> None:
    """Import projects P0, P1 ... each carried by the one association A."""
    people = folder / "a.csv"
    people.write_text("ref;kind;organisation\nA;association;Association Aman\n", encoding="utf-8")
    take_in(books, "people", people)
    take_in(books, "projects", projects_file(folder, range(count)))


def projects_file(folder: Path, numbers: Iterable[int]) -> Path:
    """Write a file of projects P0, P1 ... of these numbers."""
    path = folder / "projects.csv"
    lines = [f"P{n};Projet {n};{10_000 + n};A;5000" for n in numbers]
    header = "code;title_fr;cost;association;association_cost"
    path.write_text("\n".join((header, *lines)), encoding="utf-8")
    return path


def recurring_file(folder: Path, count: int, *, people: int, projects: int) -> Path:
    """Write a file of recurring gifts R0, R1 ... by standing order, each for a project."""
    path = folder / "recurring.csv"
    lines = [
        f"R{n};D{n % people};{10 + n % 90},50;monthly;2025-{1 + n % 12:02}-05;transfer;P{n % projects};A"
        for n in range(count)
    ]
    header = "ref;payer;amount;frequency;first_on;method;project;association"
    path.write_text("\n".join((header, *lines)), encoding="utf-8")
    return path


def filled_books(folder: Path, *, people: int, payments: int, projects: int) -> Books:
    """Make books with people, projects and a year of payments, imported file after file."""
    books = books_in(folder)
    fill_books(books, folder, people=people, payments=payments, projects=projects)
    return books


def fill_books(books: Books, folder: Path, *, people: int, payments: int, projects: int) -> None:
    """Fill empty books, in a file or on a server, by way of files in a folder; see ``filled_books``."""
    add_people(books, folder, people)
    add_projects(books, folder, projects)
    for some in _parts(payments):
        file = payments_file(folder, some, people=people, projects=projects)
        take_in(books, "payments", file)


def payments_file(folder: Path, numbers: Iterable[int], *, people: int, projects: int) -> Path:
    """Write a file of payments V0, V1 ... of these numbers, each allocated to a project."""
    path = folder / "payments.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(
            ("ref", "office", "payer", "received_on", "method", "kind", "amount", "project", "association")
        )
        for n in numbers:
            day = f"2025-{1 + n % 12:02}-{1 + n % 28:02}"
            rows.writerow(
                (f"V{n}", "MRS", f"D{n % people}", day, "cheque", "donation", f"{10 + n % 90},50",
                 f"P{n % projects}", "A")
            )  # fmt: skip
    return path


def draft_of(n: int, *, office: str, people: int, projects: int) -> PaymentDraft:
    """Return a gift of one of the people, allocated to one of the projects, under a new key."""
    parts = (AllocationDraft(amount=Money(10_00), project=f"P{n % projects}", association="A"),)
    return PaymentDraft(
        key=uuid4(),
        office=office,
        payer=f"D{n % people}",
        method="cheque",
        received_on=date(2025, 3, 1),
        lines=(LineDraft(kind="donation", amount=Money(10_00), allocations=parts),),
    )


def copied(books: Path, place: Path) -> Path:
    """Copy closed books to another place, over what stands there, and return it."""
    shutil.copy(books, place)
    return place
