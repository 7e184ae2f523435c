"""People found as one types, however their names are written; the same on both engines."""

import pytest

from donations_app.db.books import Books
from donations_app.db.queries import parties
from donations_app.db.queries.near import known
from donations_app.db.queries.parties import find_parties
from donations_app.services.audit.verify import verify
from tests.world import person

NAMES = {
    "B1": ("Ben Ali", "Karim"), "B2": ("Benali", "Nadia"), "K1": ("El Idrissi", "Abd el-Kader"),
    "K2": ("Tazi", "Abdelkader"), "G1": ("أگناو", "علي"), "G2": ("أݣناو", "علی"), "G3": ("أڭناو", "سعيد"),
    "G4": ("أڨناو", "مبارک"), "R1": ("Mansouri", "ʿAli"), "D1": ("العلوي", "عبد الله"), "D2": ("العلوي", "عبدالله"),
}  # fmt: skip


WRITTEN = [
    ("Ben Ali", "B1 B2"), ("benali", "B1 B2"), ("BEN AL", "B1 B2"), ("karim ben ali", "B1"),
    ("abd el kader", "K1 K2"), ("Abdelkader", "K1 K2"), ("el kader", "K1"), ("elidrissi", "K1"),
    *((f"أ{letter}ناو", "G1 G2 G3 G4") for letter in "گݣڭڨك"), ("علي", "G1 G2"), ("علی", "G1 G2"),
    ("مبارك", "G4"), ("Ali Mansouri", "R1"), ("ʿAli M", "R1"), ("عبدالله", "D1 D2"), ("عبد الله", "D1 D2"),
]  # fmt: skip


def test_a_name_is_found_however_it_is_written(books: Books) -> None:
    for ref, (last, first) in NAMES.items():
        person(books, ref, last_name=last, first_name=first)
    for typed, refs in WRITTEN:
        with books.read() as session:
            found = find_parties(session, typed)
        assert sorted(row.ref for row in found) == refs.split(), typed
    assert verify(books).faults == []


def test_no_more_are_found_than_are_asked_for(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(6):
        person(books, f"N{n}", last_name="Ben Ali" if n % 2 else "Benali", first_name=f"P{5 - n}")
    with books.read() as session:
        found = [find_parties(session, typed, limit=3) for typed in ("ben ali", "benali")]
    assert [len(rows) for rows in found] == [3, 3]
    with books.read() as session:
        found = [find_parties(session, typed) for typed in ("p ali", "ben p ali", "p ali x")]
        monkeypatch.setattr(
            parties, "_ENOUGH", 2
        )  # words that are all frequent, and few of whom they all are
        assert [find_parties(session, typed) for typed in ("p ali", "ben p ali", "p ali x")] == found
    assert [[row.ref for row in rows] for rows in found] == [["N5", "N3", "N1"], ["N5", "N3", "N1"], []]
    with books.read() as session:
        assert sorted(known(session, "party", "n9")) == [f"N{n}" for n in range(6)]
        assert [known(session, noun, "X") for noun in ("office", "series", "form", "batch", "receipt")] == [
            ["LYO", "MRS"], [], [], [], [],
        ]  # fmt: skip
