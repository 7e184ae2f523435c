"""Copies made while three write: each is whole, encrypted or not, and nothing that was confirmed is missing."""

import os
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from donations_app.db.books import Books, utc_now
from donations_app.db.open import open_books
from donations_app.services.exchange.backups import back_up, check_backup
from tests import databases
from tests.keyrings import quick_keys
from tests.world import NAIMA, gift, person

__all__ = ["quick_keys"]
SECRET = "quatre châtaignes à Lyon"  # noqa: S105 -- of these tests


class Writer(Thread):
    """Records gifts until it is enough, and counts what was confirmed."""

    def __init__(self, location: str, enough: Event) -> None:
        super().__init__()
        self.location, self.enough, self.confirmed = location, enough, 0
        self.errors: list[BaseException] = []

    def run(self) -> None:
        try:
            with closing(open_books(self.location, clock=utc_now, author=NAIMA)) as books:
                while not self.enough.is_set():
                    gift(books, 1_00)
                    self.confirmed += 1
        except BaseException as error:  # noqa: BLE001 -- told by the test
            self.errors.append(error)


@pytest.mark.long
def test_a_copy_made_while_three_write_misses_nothing_confirmed(
    books: Books, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = request.getfixturevalue("server") if books.is_server else ""
    if scratch:
        monkeypatch.setenv("PATH", str(databases.programs()), prepend=os.pathsep)
    person(books)
    enough = Event()
    writers = [Writer(books.location, enough) for _ in range(3)]
    for one in writers:
        one.start()
    try:
        for number in range(6):
            secret = SECRET if number % 2 else ""
            before = sum(one.confirmed for one in writers)
            made = back_up(books, tmp_path / f"{number}.zip", passphrase=secret, scratch=scratch)
            after = sum(one.confirmed for one in writers) + len(writers)  # one each may not be counted yet
            assert before <= made.manifest.counted.payments <= after
            found = check_backup(made.path, utc_now, passphrase=secret, scratch=scratch)
            assert (made.manifest.verified, found[1]) == (True, [])
    finally:
        enough.set()
        for one in writers:
            one.join()
    assert [one.errors for one in writers] == [[], [], []]
    assert min(one.confirmed for one in writers) > 0
