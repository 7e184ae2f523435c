"""Possible doubles among 100 000 people."""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from uuid import uuid4

from benchmarks.builds import Place
from benchmarks.measuring import each, of_all
from benchmarks.taken import Taken, timed
from benchmarks.world import books_in
from donations_app.db.books import Books
from donations_app.db.queries.doubles import doubles, doubles_of
from donations_app.db.tables import PartyWord
from donations_app.domain.parties import PartyDraft
from donations_app.services.people.parties import party_record

OF_PRESENT = True
ROUNDS = 1
PEOPLE = 100_000
TWICE = 2_000  # recorded once more
_FIRST = ("Mohamed", "Fatima", "Ahmed", "Aïcha", "Brahim", "Khadija", "Omar", "Zahra", "Hassan", "Malika", "Youssef",
          "Naïma", "Claire", "Paul", "Jean", "Marie", "Lahcen", "Rachid", "Saïd", "Hamid")  # fmt: skip
_SYLLABLES = ("ab", "ben", "am", "mou", "zi", "ra", "ha", "ki", "do", "far", "la", "mi", "tou", "san", "ger", "bel",
              "oui", "rid", "ach", "nas", "kha", "lid", "taz")  # fmt: skip


def fill(place: Place) -> None:
    """Nothing stands before it is measured."""


def measure(place: Place) -> Iterator[Taken]:
    """Look for doubles; the limit reads every person and counts who shares an e-mail, in SQL."""
    folder = place.folder
    books = books_in(folder)
    _fill(books)
    with books.read() as session:
        start = time.perf_counter()
        doubles(session)
        seconds = time.perf_counter() - start
        new = PartyDraft(key=uuid4(), kind="individual", last_name="Benmouzi", first_name="Omar")
        times = each(lambda: doubles_of(session, new) for _ in range(10))
    with closing(sqlite3.connect(books.location)) as raw:
        (limit,) = (one.seconds * 1000 for one in each([lambda: _limit(raw)]))
    books.close()
    entered = of_all(times, max)
    yield timed("one at entry, the slowest", entered, unit="ms", is_worst=True)
    yield Taken("possible doubles in 100 000 people", "ms", seconds * 1000, limit=limit, share=60)


def _limit(raw: sqlite3.Connection) -> list[object]:
    raw.execute("SELECT * FROM party").fetchall()
    query = "SELECT lower(email), count(*) FROM party WHERE email <> '' GROUP BY 1 HAVING count(*) > 1"
    return raw.execute(query).fetchall()


def _fill(books: Books) -> None:
    chance = random.Random(1)
    names = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).capitalize() for _ in range(6000)]
    drafts = [_somebody(chance, names, n) for n in range(PEOPLE - TWICE)]
    drafts += [_again(one) for one in chance.sample(drafts, TWICE)]
    with books.write() as write:
        made = [party_record(write, draft) for draft in drafts]
        write.add(*(record for record, _ in made))
        write.insert_derived(PartyWord, [word for _, words in made for word in words])


def _somebody(chance: random.Random, names: list[str], n: int) -> PartyDraft:
    return PartyDraft(
        key=uuid4(), kind="individual", last_name=chance.choice(names), first_name=chance.choice(_FIRST),
        address=f"{chance.randint(1, 99)} rue {chance.choice(names)}", postcode=f"13{chance.randint(0, 99):03}",
        city="Marseille", email=f"u{n}@exemple.fr" if chance.random() < 0.6 else "",
        phone=f"06{chance.randint(10**7, 10**8 - 1)}" if chance.random() < 0.7 else "",
    )  # fmt: skip


def _again(one: PartyDraft) -> PartyDraft:
    return PartyDraft(
        key=uuid4(), kind=one.kind, last_name=one.last_name, first_name=one.first_name, email=one.email
    )
