"""Files that are written are their user's alone, and take the place of nothing but a file of their kind."""

import io
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from donations_app.domain.storage_errors import FileExists, FileOfOtherKind, FileRefused
from donations_app.formats.audit_notes import AuditNote, add_note, read_notes
from donations_app.formats.kinds import kind_of
from donations_app.formats.writing import make_folder, placed, write_csv, write_xlsx
from tests.posix import only_posix

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def _packed(name: str) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


def _workbook() -> bytes:
    out = io.BytesIO()
    write_xlsx(out, "T", ["a"], [["b"]])
    return out.getvalue()


def _table() -> bytes:
    out = io.BytesIO()
    write_csv(out, ["nom"], [["Aït"]])
    return out.getvalue()


def _books() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE a (b)")
        return connection.serialize()


WRITTEN = {
    "pdf": PDF,
    "csv": _table(),
    "xlsx": _workbook(),
    "zip": _packed("manifest.json"),
    "json": b'{"lines": []}',
}
STANDING = WRITTEN | {
    "books": _books(),
    "journal": bytes.fromhex("d9d505f920a163d7") + bytes(504),
    "key": b"\x30\x82\x0a\x01\x02\x01\x03",
    "bent zip": b"PK\x03\x04 and nothing more",
    "picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "UTF-16": "\ufeffnom;prénom".encode("utf-16-le"),
}


@pytest.fixture(params=[0o022, 0o077, 0o277])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_kind_is_told_by_what_is_in_the_file(tmp_path: Path, kind: str) -> None:
    (tmp_path / "x").write_bytes(WRITTEN[kind])
    assert kind_of(tmp_path / "x") == kind


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("stands", STANDING)
def test_a_file_replaces_one_of_its_kind_alone(tmp_path: Path, kind: str, stands: str) -> None:
    place = tmp_path / f"x.{kind}"
    place.write_bytes(STANDING[stands])
    try:
        with placed(place, force=True) as file:
            file.write(WRITTEN[kind])
    except FileOfOtherKind:
        assert place.read_bytes() == STANDING[stands]
        assert stands != kind
    else:
        assert place.read_bytes() == WRITTEN[kind]
        assert stands == kind
    assert list(tmp_path.iterdir()) == [place]


def test_a_name_that_says_no_kind_or_another_one_replaces_nothing(tmp_path: Path) -> None:
    for name in ("x", "x.tiwizi", "x.pdf.bak", "x.json"):
        (tmp_path / name).write_bytes(PDF)
        with pytest.raises(FileOfOtherKind), placed(tmp_path / name, force=True) as file:
            file.write(PDF)
        assert (tmp_path / name).read_bytes() == PDF


def test_what_appears_while_a_file_is_written_is_kept_too(tmp_path: Path) -> None:
    place = tmp_path / "x.pdf"
    with pytest.raises(FileOfOtherKind), placed(place, force=True):
        place.write_bytes(STANDING["books"])
    assert place.read_bytes() == STANDING["books"]


def test_a_table_under_the_name_of_a_page_does_not_replace_the_page(tmp_path: Path) -> None:
    place = tmp_path / "x.pdf"
    place.write_bytes(PDF)
    with pytest.raises(FileOfOtherKind), placed(place, force=True) as file:
        file.write(WRITTEN["csv"])
    assert place.read_bytes() == PDF


@only_posix
def test_a_link_to_books_and_a_pipe_are_kept(tmp_path: Path) -> None:
    (tmp_path / "b.tiwizi").write_bytes(STANDING["books"])
    (tmp_path / "link.pdf").symlink_to(tmp_path / "b.tiwizi")
    os.mkfifo(tmp_path / "pipe.pdf")
    for name in ("link.pdf", "pipe.pdf"):
        with pytest.raises(FileOfOtherKind), placed(tmp_path / name, force=True):
            pass
    assert (tmp_path / "link.pdf").is_symlink()
    assert stat.S_ISFIFO((tmp_path / "pipe.pdf").stat().st_mode)


def test_an_empty_file_is_replaced_when_asked_for(tmp_path: Path) -> None:
    place = tmp_path / "x.pdf"
    place.touch()
    with pytest.raises(FileExists), placed(place):
        pass
    with placed(place, force=True) as file:
        file.write(PDF)
    assert place.read_bytes() == PDF


@only_posix
@pytest.mark.parametrize("stands", [False, True])
def test_a_file_is_its_users_alone_and_stricter_where_the_umask_is(
    tmp_path: Path, umask: int, stands: bool
) -> None:
    place = tmp_path / "x.pdf"
    if stands:
        place.write_bytes(PDF)
        place.chmod(0o644)
    with placed(place, force=stands) as file:
        file.write(PDF)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600 & ~umask


@only_posix
def test_folders_are_their_users_alone_and_those_that_stand_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "stands").mkdir(mode=0o755)
    make_folder(tmp_path / "stands" / "a" / "b")
    rights = [
        stat.S_IMODE((tmp_path / place).stat().st_mode) for place in ("stands", "stands/a", "stands/a/b")
    ]
    assert rights == [0o755, 0o700, 0o700]
    make_folder(tmp_path / "stands" / "a" / "b")


def test_notes_are_kept_under_any_name_and_replace_no_other_file(tmp_path: Path) -> None:
    note = AuditNote("b", "2025-MRS-P-000001", datetime(2026, 11, 23, tzinfo=UTC), "zohra", "seen")
    for _ in range(2):
        add_note(tmp_path / "a" / "notes", note)
    assert read_notes(tmp_path / "a" / "notes") == [note, note]
    assert os.name == "nt" or stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    (tmp_path / "b.tiwizi").write_bytes(STANDING["books"])
    with pytest.raises(FileRefused):
        add_note(tmp_path / "b.tiwizi", note)
    assert (tmp_path / "b.tiwizi").read_bytes() == STANDING["books"]
