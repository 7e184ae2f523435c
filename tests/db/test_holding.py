"""Who holds books holds the file itself, under whatever name; what lies beside it has its rights."""

import os
import stat
from contextlib import closing
from pathlib import Path

import pytest

from donations_app.db.beside import open_beside
from donations_app.db.books import Books, utc_now
from donations_app.db.open import open_books
from donations_app.db.opening import try_lock
from donations_app.domain.storage_errors import BooksHeld, BooksLinked
from donations_app.services.books.settings import create_books
from donations_app.words.sentences import sentence
from tests.posix import only_posix
from tests.world import SETTINGS, TODAY, person


def linked(books: Books, folder: Path) -> str:
    """Return another place of the books: a link in a folder of its own, over a link to a folder."""
    books.close()
    (folder / "else").mkdir()
    (folder / "else" / "folder").symlink_to(Path(books.location).parent)
    (folder / "else" / "link.tiwizi").symlink_to(folder / "else" / "folder" / Path(books.location).name)
    return str(folder / "else" / "link.tiwizi")


@only_posix
def test_no_link_leads_past_who_holds_the_books(file_books: Books, tmp_path: Path) -> None:
    link = linked(file_books, tmp_path)
    other = open_books(link, clock=utc_now)
    with closing(open_books(file_books.location, clock=utc_now, hold=True)):
        with pytest.raises(BooksHeld):
            open_books(link, clock=utc_now, hold=True)
        with pytest.raises(BooksHeld):
            person(other)
    open_books(link, clock=utc_now, hold=True).close()
    other.close()
    assert {path.name for path in (tmp_path / "else").iterdir()} == {"folder", "link.tiwizi"}


@only_posix
def test_who_holds_through_a_link_is_known_at_the_file(file_books: Books, tmp_path: Path) -> None:
    held = open_books(linked(file_books, tmp_path), clock=utc_now, hold=True)
    with pytest.raises(BooksHeld) as found:
        open_books(file_books.location, clock=utc_now, hold=True)
    assert found.value.pid == os.getpid()
    held.close()


def test_books_under_two_names_are_read_alone(file_books: Books, tmp_path: Path) -> None:
    file_books.close()
    (tmp_path / "second.tiwizi").hardlink_to(file_books.location)
    for name in (file_books.location, str(tmp_path / "second.tiwizi")):
        with pytest.raises(BooksLinked) as found:
            open_books(name, clock=utc_now)
        assert "2 names" in (sentence(found.value) or "")
        open_books(name, clock=utc_now, read_only=True).close()
    (tmp_path / "second.tiwizi").unlink()
    open_books(file_books.location, clock=utc_now).close()


@only_posix
def test_new_books_are_their_users_alone(tmp_path: Path) -> None:
    place = tmp_path / "a" / "b" / "new.tiwizi"
    create_books(str(place), SETTINGS, today=lambda: TODAY, clock=utc_now).close()
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a").rglob("*")}
    assert rights.pop("new.tiwizi") == 0o600
    assert rights.pop("b") == stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    assert set(rights.values()) <= {0o600}


@only_posix
@pytest.mark.parametrize("rights", [0o600, 0o640, 0o660])
def test_what_is_locked_beside_the_books_has_their_rights_whatever_the_umask(
    file_books: Books, rights: int
) -> None:
    file_books.close()
    place = Path(file_books.location)
    place.chmod(rights)
    before = os.umask(0o027)
    try:
        books = open_books(file_books.location, clock=utc_now, hold=True)
        person(books, "Z9")
        books.close()
    finally:
        os.umask(before)
    for ending in (".lock", ".turn"):
        assert stat.S_IMODE(Path(f"{place}{ending}").stat().st_mode) == rights


def test_a_lock_of_somebody_else_that_can_only_be_read_holds_too(
    file_books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Path(file_books.location)
    open_beside(place, ".lock").close()
    really = Path.open

    def of_another(path: Path, mode: str) -> object:
        if mode == "r+b":
            raise PermissionError
        return really(path, mode)

    monkeypatch.setattr(Path, "open", of_another)  # the system lets its administrator write anything
    with open_beside(place, ".lock") as one, open_beside(place, ".lock") as two:
        assert not one.writable()
        assert try_lock(one)
        assert not try_lock(two)
