"""Books behind the receipt numbers that are known outside: nothing is issued before somebody says how."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.register import continuity, counters
from donations_app.db.queries.trail import identity
from donations_app.domain.outside import Highest, NumbersKnownOutside
from donations_app.domain.storage_errors import FileRefused
from donations_app.i18n import without_marks
from donations_app.machine import drills, sightings
from donations_app.machine.backup_checks import is_damage
from donations_app.machine.noted import place_of
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.anchors import write_anchor
from donations_app.services.exchange.backups import back_up
from donations_app.services.exchange.drills import drill, newest_backup
from donations_app.services.exchange.outside_numbers import known_outside
from donations_app.services.exchange.restoring import restore
from donations_app.services.exchange.sight import held_against_sight, note_sight, sight_of
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.outside import note_lost
from donations_app.words.drills import tried_sentence
from donations_app.words.series import series_sentence
from tests.raw import damage
from tests.world import gift, issue, person

SERIES = "2025-MRS-P"


def known(last: int) -> Highest:
    return Highest(SERIES, last, "documents", "out")


def test_books_that_are_behind_issue_nothing_until_the_numbers_are_noted_and_then_go_on_after_them(
    books: Books,
) -> None:
    person(books), person(books, "B2", first_name="Claire")
    gift(books, 100_00)
    (first,) = issue(books).issued
    gift(books, 50_00, payer="B2")
    books.known_outside[:] = [known(4), Highest("2025-MRS-E", 1, "backup", "k.zip")]
    for act in (lambda: issue(books), lambda: replace_receipt(books, first.number, reason="Erreur")):
        with pytest.raises(NumbersKnownOutside) as refused:
            act()
        assert refused.value.numbers == ("2025-MRS-E 1", f"{SERIES} 2-4")
    with books.read() as session:
        assert counters(session) == {SERIES: 1}
    assert [(one.series, one.last) for one in note_lost(books, books.known_outside)] == [
        ("2025-MRS-E", 0), (SERIES, 1),
    ]  # fmt: skip
    assert note_lost(books, books.known_outside) == ()
    assert [one.number for one in issue(books).issued] == [f"{SERIES}-000005"]
    cancel_receipt(books, first.number, reason="Erreur")  # the others are as they were
    with books.read() as session:
        companies, people = continuity(session)
    assert (people.first, people.last, people.issued, people.lost) == (1, 5, 2, (2, 3, 4))
    assert (companies.first, companies.last, companies.issued, companies.lost) == (1, 1, 0, (1,))
    assert people.is_whole
    assert companies.is_whole
    assert "lost, and known from outside: 2-4." in without_marks(series_sentence(people))
    assert verify(books).faults == []


@pytest.mark.file_only
def test_numbers_are_known_from_documents_backups_and_anchors_of_these_books(
    books: Books, tmp_path: Path
) -> None:
    older = tmp_path / "older.tiwizi"
    shutil.copy(books.location, older)
    person(books)
    gift(books, 100_00)
    issue(books)
    kept = tmp_path / "kept"
    kept.mkdir()
    back_up(books, kept, is_folder=True)
    write_anchor(books, kept / "a.anchor.json")
    (kept / "broken.tiwizi.zip").write_bytes(b"PK")
    papers = tmp_path / "papers"
    papers.mkdir()
    for name in (f"{SERIES}-000003.pdf", f"{SERIES}-000002.pdf", f"{SERIES}-000009.txt", "notes.pdf"):
        (papers / name).touch()
    books.close()
    shutil.copy(older, books.location)
    again = open_books(books.location, clock=books.clock)
    found = known_outside(again, documents=[papers, tmp_path / "none"], backups=kept)
    assert {(one.source, one.series, one.last) for one in found} == {
        ("documents", SERIES, 3), ("backup", SERIES, 1), ("anchor", SERIES, 1),
    }  # fmt: skip
    again.close()


@pytest.mark.file_only
def test_this_machine_knows_an_older_copy_and_what_was_given_out_before_a_restore(
    books: Books, tmp_path: Path
) -> None:
    assert held_against_sight(books) is None
    person(books)
    older = shutil.copy(books.location, tmp_path / "older.tiwizi")
    back_up(books, tmp_path / "k.tiwizi.zip")
    gift(books, 100_00)
    issue(books)
    note_sight(books)
    assert held_against_sight(books) is None
    with books.read() as session:
        own = identity(session)
    sightings.note_folder(own, tmp_path)
    sight = sight_of(books)
    assert sight is not None
    assert (sight.on, sight.series, sight.folders) == (books.today, {SERIES: 1}, (str(tmp_path),))
    n = sight.links["MRS"]
    books.close()

    kept = shutil.move(books.location, tmp_path / "kept.tiwizi")
    shutil.copy(older, books.location)
    again = open_books(books.location, clock=books.clock)
    found = held_against_sight(again)
    assert found is not None
    assert (found.seen_on, found.behind) == (date(2026, 11, 23), {"MRS": (n - 2, n)})
    person(again, "B2"), person(again, "C3")  # as long as the other, and another trail
    found = held_against_sight(again)
    assert found is not None
    assert found.behind == {"MRS": (0, n)}
    note_sight(again)  # somebody said that he goes on with these
    assert held_against_sight(again) is None
    sight = sight_of(again)
    assert sight is not None
    assert sight.series == {SERIES: 1}  # which stay known
    again.close()

    place_of("seen").unlink()
    shutil.copy(kept, books.location)
    restore(tmp_path / "k.tiwizi.zip", books.location, clock=books.clock, replace=True)
    restored = open_books(books.location, clock=books.clock)
    sight = sight_of(restored)
    assert sight is not None
    assert sight.series == {SERIES: 1}
    assert held_against_sight(restored) is None  # it was put back with open eyes
    restored.close()


@pytest.mark.file_only
def test_a_restore_is_tried_in_a_place_that_goes_again_and_says_what_would_be_missing(
    books: Books, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    with pytest.raises(FileRefused) as refused:
        newest_backup(books, folder)
    assert refused.value.problem == "no_backup_here"
    folder.mkdir()
    person(books)
    older = back_up(books, folder / "a.tiwizi.zip").path
    newest = back_up(books, folder / "b.tiwizi.zip").path
    assert (newest_backup(books, folder), newest_backup(books, older)) == (newest, older)
    gift(books, 100_00)
    stood = set(tmp_path.rglob("*"))
    done = drill(books, newest, books.clock)
    assert (done.manifest.counted.payments, done.lost.changes, done.lost.payments) == (0, 1, 1)
    assert set(tmp_path.rglob("*")) == stood
    damage(newest)
    with pytest.raises(FileRefused) as refused:
        drill(books, newest, books.clock)
    assert is_damage(refused.value)


def test_a_restore_is_due_a_quarter_after_the_last_or_after_one_that_went_wrong() -> None:
    begun, at = date(2026, 1, 1), datetime(2026, 6, 1, 12, tzinfo=UTC)
    good = drills.Tried(at, "k.zip", is_good=True)
    cases = {
        (None, date(2026, 4, 3)): False, (None, date(2026, 4, 4)): True,
        (good, date(2026, 9, 1)): False, (good, date(2026, 9, 2)): True,
        (replace(good, is_good=False), date(2026, 6, 1)): True,
    }  # fmt: skip
    for (tried, today), late in cases.items():
        assert drills.is_late(tried, today, begun_on=begun) is late, (tried, today)
        assert ("Try one each quarter" in tried_sentence(tried, today, begun_on=begun)) is late
    drills.note_drill("x", at, Path("k.zip"), is_good=True)
    assert drills.last_drill("x") == good
    assert drills.last_drill("y") is None
