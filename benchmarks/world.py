"""Books for the benchmarks."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from donations_app.db.engine import Books, utc_now
from donations_app.services.books.settings import create_books
from donations_app.services.demo.books import example_settings
from donations_app.services.exchange.imports import import_file

TODAY = date(2026, 11, 23)
_A_FILE = 125_000  # payments
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
    return create_books(str(folder / "b.tiwizi"), example_settings(), today=lambda: TODAY, clock=utc_now)


def add_people(books: Books, folder: Path, count: int) -> None:
    """Import people D0, D1 ... with names that repeat as in a village."""
    path = folder / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(("ref", "kind", "last_name", "first_name", "address", "postcode", "city"))
        for n in range(count):
            last, first = f"{LAST[n % 10]} {n // 100 % 997}", FIRST[n // 10 % 10]
            rows.writerow((f"D{n}", "individual", last, first, f"{n} rue X", "13001", "Marseille"))
    import_file(books, "people", path, partial=True)


def add_projects(books: Books, folder: Path, count: int) -> None:
    """Import projects P0, P1 ... each carried by the one association A."""
    people, projects = folder / "a.csv", folder / "projects.csv"
    people.write_text("ref;kind;organisation\nA;association;Association Aman\n", encoding="utf-8")
    lines = [f"P{n};Projet {n};{10_000 + n};A;5000" for n in range(count)]
    header = "code;title_fr;cost;association;association_cost"
    projects.write_text("\n".join((header, *lines)), encoding="utf-8")
    import_file(books, "people", people)
    import_file(books, "projects", projects)


def filled_books(folder: Path, *, people: int, payments: int, projects: int) -> Books:
    """Make books with people, projects and a year of payments, imported file after file."""
    books = books_in(folder)
    add_people(books, folder, people)
    add_projects(books, folder, projects)
    for first in range(0, payments, _A_FILE):
        some = range(first, min(first + _A_FILE, payments))
        file = payments_file(folder, some, people=people, projects=projects)
        import_file(books, "payments", file)
    return books


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
