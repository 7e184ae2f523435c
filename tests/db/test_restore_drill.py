"""From an encrypted backup to verified books: the same numbers, cents and heads, in a file and on a server."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from donations_app.db.books import Books, utc_now
from donations_app.db.open import open_books
from donations_app.db.queries.counted import counted
from donations_app.domain.backups import Counted, Manifest
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.backups import back_up
from donations_app.services.exchange.drills import drill
from donations_app.services.exchange.restoring import restore, restore_to_server
from tests import databases
from tests.keyrings import quick_keys
from tests.world import gifts, issue, payment, people, person_draft

__all__ = ["quick_keys"]
SECRET = "quatre châtaignes à Lyon"  # noqa: S105 -- of these tests


@pytest.mark.file_only
@pytest.mark.usefixtures("quick_keys")
def test_some_gifts_come_back_from_an_encrypted_backup_to_the_cent(books: Books, tmp_path: Path) -> None:
    _there_and_back(books, tmp_path, how_many=6)


@pytest.mark.long
def test_thousands_of_gifts_come_back_from_an_encrypted_backup_to_the_cent(
    books: Books, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = request.getfixturevalue("server") if books.is_server else ""
    if scratch:
        monkeypatch.setenv("PATH", str(databases.programs()), prepend=os.pathsep)
    _there_and_back(books, tmp_path, how_many=600, scratch=scratch)


def _there_and_back(books: Books, tmp_path: Path, *, how_many: int, scratch: str = "") -> None:
    """Back up five gifts of each of some people, try the backup, put it back, and hold all against each other."""
    cents = _fill(books, how_many)
    made = back_up(books, tmp_path / "k.encrypted", passphrase=SECRET, scratch=scratch)
    said = made.manifest.counted
    assert (said.payments, said.sum_cents, said.receipts) == (5 * how_many, cents, how_many // 2)
    assert said.series == {"2025-MRS-P": how_many // 2}
    with books.read() as session:
        assert counted(session, books.today) == said
    tried = drill(books, made.path, utc_now, passphrase=SECRET, scratch=scratch)
    assert (tried.manifest, tried.lost.changes) == (made.manifest, 0)
    place = _place(books, tmp_path)
    try:
        assert _put_back(made.path, place) == made.manifest
        assert _held(place) == said
    finally:
        if books.is_server:
            databases.drop(place)


def _fill(books: Books, how_many: int) -> int:
    """Record people, their gifts, and the receipts of half of them; return the cents of all."""
    payers = [f"D{n}" for n in range(how_many)]
    people(books, (person_draft(ref, address=f"{n + 1} rue X") for n, ref in enumerate(payers)))
    drafts = [payment(1_000 + n, payer=payers[n % how_many]) for n in range(5 * how_many)]
    gifts(books, drafts)
    issue(books, payers=set(payers[: how_many // 2]))
    return sum(1_000 + n for n in range(5 * how_many))


def _place(books: Books, tmp_path: Path) -> str:
    """Return where no books stand yet."""
    return databases.address(books.location) if books.is_server else str(tmp_path / "back.tiwizi")


def _put_back(backup: Path, place: str) -> Manifest:
    put = restore_to_server if "://" in place else restore
    return put(backup, place, clock=utc_now, passphrase=SECRET).manifest


def _held(place: str) -> Counted:
    """Return what verified books hold."""
    with closing(open_books(place, clock=utc_now)) as opened:
        assert verify(opened).faults == []
        with opened.read() as session:
            return counted(session, opened.today)
